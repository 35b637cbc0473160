"""Tests of pipelines made on a server, with the real client of version 5."""

from __future__ import annotations

import pickle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cryosparc_spec import SpecError, load
from cryosparc_spec.documents import BuiltInJob, Pipeline
from cryosparc_spec.interop.tools import PipelineStoppedError, create_pipeline
from tests.interop.tools_versions import VERSION

if VERSION < 5:
    pytest.skip("needs cryosparc-tools 5", allow_module_level=True)

from cryosparc.controllers.project import ProjectController
from cryosparc.models.job import Job
from cryosparc.tools import CryoSPARC

EXAMPLE = load(
    Path(__file__).parents[2] / "docs" / "examples" / "pipelines" / "first_refinement.yaml",
    Pipeline,
)
OUTPUTS = {"J13": ("volume", "volume"), "J14": ("particles", "particle"), "J15": None}
"""The outputs of the jobs that are there, with their datatypes."""


class Jobs:
    """What answers the requests of the client about jobs, and keeps them."""

    def __init__(self) -> None:
        self.sent: list[tuple[Any, ...]] = []
        self.failing: str | None = None
        self.last_uid = 41

    def create(self, *place: str, params: dict[str, Any], **words: str) -> Job:
        """Make a job, as ``POST .../jobs`` does."""
        if words["type"] == self.failing:
            raise RuntimeError("out of order")
        self.sent.append(("create", place, params, words))
        self.last_uid += 1
        return document(f"J{self.last_uid}", words["type"])

    def connect(self, *place: str, **source: str) -> Job:
        """Connect an output, as ``POST .../connections`` does."""
        self.sent.append(("connect", place, source))
        return document(place[1], "any")

    def find_one(self, project_uid: str, uid: str) -> Job:
        """Give a job that is there."""
        output = OUTPUTS[uid]
        return document(uid, "any", {} if output is None else {output[0]: {"type": output[1]}})

    @property
    def created(self) -> list[str]:
        """The types of the jobs that were made."""
        return [sent[3]["type"] for sent in self.sent if sent[0] == "create"]


def document(uid: str, job_type: str, outputs: Any = None) -> Job:
    """Return the client's own model of a job."""
    number = int(uid[1:])
    named = {name: {**spec, "title": "", "results": []} for name, spec in (outputs or {}).items()}
    spec = {
        "type": job_type,
        "params": {},
        "inputs": {},
        "outputs": named,
        "ui_tile_width": 1,
        "ui_tile_height": 1,
        "resource_spec": {"cpu": 1, "gpu": 0, "ram": 1, "ssd": False},
    }
    raw = {
        "_id": f"{number:024}",
        "uid": uid,
        "uid_num": number,
        "project_uid": "P3",
        "project_uid_num": 3,
        "workspace_uids": ["W1"],
        "job_dir": uid,
        "job_dir_size_last_updated": "2026-11-20T10:00:00Z",
        "status": "building",
        "status_num": 0,
        "created_by_user_id": "0" * 24,
        "build_errors": [],
        "spec": spec,
    }
    return Job.model_validate(raw)


@pytest.fixture
def server() -> Jobs:
    """Stand in for what the API of a server has of jobs."""
    return Jobs()


@pytest.fixture
def project(server: Jobs) -> Any:
    """Return a project of the real client, which is not logged in anywhere."""
    cs: Any = CryoSPARC.__new__(CryoSPARC)
    cs.api = SimpleNamespace(jobs=server)
    project: Any = ProjectController.__new__(ProjectController)
    project.cs, project.uid = cs, "P3"
    return project


def by_hand(project: Any) -> None:
    """Make the jobs of the example as a script does."""
    movies = project.create_job(
        "W1",
        "import_movies",
        title="Movies of EMPIAR-10025",
        params={
            "blob_paths": "/data/empiar_10025_subset/*.tif",
            "gainref_path": "/data/empiar_10025_subset/norm-amibox05-0.mrc",
            "psize_A": 0.6575,
            "accel_kv": 300,
            "cs_mm": 2.7,
            "total_dose_e_per_A2": 53,
        },
    )
    motion = project.create_job(
        "W1",
        "patch_motion_correction_multi",
        connections={"movies": (movies.uid, "imported_movies")},
    )
    ctf = project.create_job(
        "W1",
        "patch_ctf_estimation_multi",
        connections={"exposures": (motion.uid, "micrographs")},
    )
    pick = project.create_job(
        "W1",
        "blob_picker_gpu",
        connections={"micrographs": (ctf.uid, "exposures")},
        params={"diameter": 100, "diameter_max": 200},
    )
    extract = project.create_job(
        "W1",
        "extract_micrographs_multi",
        connections={
            "micrographs": (pick.uid, "micrographs"),
            "particles": (pick.uid, "particles"),
        },
        params={"box_size_pix": 440},
    )
    classify = project.create_job(
        "W1",
        "class_2D_new",
        connections={"particles": (extract.uid, "particles")},
        params={"class2D_K": 50},
    )
    select = project.create_job(
        "W1",
        "select_2D",
        connections={
            "particles": (classify.uid, "particles"),
            "templates": (classify.uid, "class_averages"),
        },
    )
    abinit = project.create_job(
        "W1", "homo_abinit", connections={"particles": (select.uid, "particles_selected")}
    )
    project.create_job(
        "W1",
        "homo_refine_new",
        title="Refinement with D7 symmetry",
        connections={
            "particles": (abinit.uid, "particles_all_classes"),
            "volume": (abinit.uid, "volume_class_0"),
        },
        params={"refine_symmetry": "D7", "refine_defocus_refine": True},
    )


def test_the_requests_are_those_of_a_script(server: Jobs, project: Any) -> None:
    """One by one, nine jobs with their parameters and connections."""
    by_hand(project)
    expected = [*server.sent]
    server.sent.clear()
    server.last_uid = 41
    made = create_pipeline(EXAMPLE, project, "W1")
    assert server.sent == expected
    assert len(server.created) == 9
    assert list(made) == list(EXAMPLE.jobs)
    assert made["refine"] == "J50"


def test_a_server_that_fails_halfway(server: Jobs, project: Any) -> None:
    """What was made is said, and what is left can be made later."""
    server.failing = "class_2D_new"
    with pytest.raises(PipelineStoppedError, match='"classify" of the pipeline') as caught:
        create_pipeline(EXAMPLE, project, "W1")
    made = caught.value.made
    assert list(made) == ["import", "motion", "ctf", "pick", "extract"]
    assert "extract is J46" in str(caught.value)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.made) == (str(caught.value), made)
    server.failing = None
    server.sent.clear()
    finished = create_pipeline(EXAMPLE, project, "W1", made=made)
    assert {name: finished[name] for name in made} == made
    assert server.created == ["class_2D_new", "select_2D", "homo_abinit", "homo_refine_new"]


def test_the_first_job_that_fails(server: Jobs, project: Any) -> None:
    """Nothing was made, and that is said."""
    server.failing = "import_movies"
    with pytest.raises(PipelineStoppedError, match="none was made"):
        create_pipeline(EXAMPLE, project, "W1")


def abinit(source: str) -> Pipeline:
    job = BuiltInJob(job_type="homo_abinit", connections={"particles": source})
    return Pipeline(jobs={"abinit": job})


def test_jobs_outside(server: Jobs, project: Any) -> None:
    """By their own uid, or by the name that is said."""
    for source, outside in (("J14.particles", {}), ("P1.particles", {"P1": "J14"})):
        create_pipeline(abinit(source), project, "W1", outside=outside)
        assert server.sent[-1][2] == {
            "source_job_uid": "J14",
            "source_output_name": "particles",
        }


@pytest.mark.parametrize(
    ("pipeline", "extra", "message"),
    [
        pytest.param(abinit("J14.particle"), {}, 'write "particles"', id="an output"),
        pytest.param(abinit("J15.particles"), {}, "J15 has no outputs", id="a job without any"),
        pytest.param(abinit("P1.particles"), {}, 'write {"P1": "J12"}', id="not said"),
        pytest.param(
            abinit("P1.particles"), {"outside": {"P2": "J14"}}, "a job outside", id="another name"
        ),
        pytest.param(
            abinit("J14.particles"), {"made": {"abnit": "J20"}}, 'write "abinit"', id="made"
        ),
        pytest.param(abinit("exract.particles"), {}, "is no job of the pipeline", id="a name"),
    ],
)
def test_mistakes_make_nothing(
    server: Jobs, project: Any, pipeline: Pipeline, extra: dict[str, Any], message: str
) -> None:
    """Everything is checked before the first job is made."""
    with pytest.raises(SpecError, match=message):
        create_pipeline(pipeline, project, "W1", **extra)
    assert server.sent == []


def test_doubts_are_warned_of(server: Jobs, project: Any) -> None:
    """At the line of the caller, and the job is made."""
    refine = BuiltInJob(
        job_type="homo_refine_new",
        params={"refine_symmetry": 7},
        connections={"particles": "J14.particles", "volume": "J13.volume"},
    )
    with pytest.warns(UserWarning, match="expected text") as caught:
        create_pipeline(Pipeline(jobs={"refine": refine}), project, "W1")
    assert [warning.filename for warning in caught] == [__file__]


def test_notes_are_not_warned_of_and_jobs_outside_are_read_once(server: Jobs, project: Any) -> None:
    """A parameter that nobody has seen is a note; two connections to a job read it once."""
    job = BuiltInJob(
        job_type="homo_abinit",
        params={"quite_new": 1},
        connections={"particles": ["J14.particles", "J14.particles"]},
    )
    create_pipeline(Pipeline(jobs={"abinit": job}), project, "W1")
    assert server.created == ["homo_abinit"]
