"""Tests of pipelines made on a server, with the real client of version 5."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec import SpecError, load
from cryosparc_spec.documents import BuiltInJob, Pipeline
from cryosparc_spec.interop.tools import PipelineStoppedError, create_pipeline
from tests.interop.tools_versions import VERSION

if VERSION < 5:
    pytest.skip("needs cryosparc-tools 5", allow_module_level=True)

from tests.interop.cryosparc_server import (
    Raw,
    RefusedError,
    Request,
    Server,
    instead_of_the_network,
    log_in,
)

EXAMPLE = load(
    Path(__file__).parents[2] / "docs" / "examples" / "pipelines" / "first_refinement.yaml",
    Pipeline,
)


class BuildingServer(Server):
    """A server whose jobs take and make whatever is connected."""

    failing: str | None = None
    """Type of the job that it refuses."""

    def jobs_create(self, request: Request) -> Raw:
        if request.query["type"] == self.failing:
            raise RefusedError(500, "out of order")
        job = super().jobs_create(request)
        job["spec"]["params"] = request.body
        return job

    def jobs_connect(self, request: Request) -> Raw:
        job = self._job(request)
        source = {
            "job_uid": request.query["source_job_uid"],
            "output": request.query["source_output_name"],
            "results": [],
        }
        spec = {"type": "particle", "title": "", "connections": []}
        job["spec"]["inputs"].setdefault(request.arguments[2], spec)["connections"].append(source)
        return job


@pytest.fixture
def server() -> Iterator[BuildingServer]:
    """Answer what the client sends."""
    with instead_of_the_network(server := BuildingServer()):
        yield server


@pytest.fixture
def project(server: BuildingServer) -> Any:
    return log_in().find_project("P3")


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


def test_the_requests_are_those_of_a_script(server: BuildingServer, project: Any) -> None:
    """One by one, nine jobs with their parameters and connections."""
    by_hand(project)
    expected = [request for request in server.requests if request.writes]
    server.reset()
    made = create_pipeline(EXAMPLE, project, "W1")
    assert [request for request in server.requests if request.writes] == expected
    assert [request.name for request in expected].count("jobs.create") == 9
    assert list(made) == list(EXAMPLE.jobs)
    assert made["refine"] == "J50"


def test_a_server_that_fails_halfway(server: BuildingServer, project: Any) -> None:
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
    server.requests.clear()
    finished = create_pipeline(EXAMPLE, project, "W1", made=made)
    assert {name: finished[name] for name in made} == made
    created = [r.query["type"] for r in server.requests if r.name == "jobs.create"]
    assert created == ["class_2D_new", "select_2D", "homo_abinit", "homo_refine_new"]


def test_the_first_job_that_fails(server: BuildingServer, project: Any) -> None:
    """Nothing was made, and that is said."""
    server.failing = "import_movies"
    with pytest.raises(PipelineStoppedError, match="none was made"):
        create_pipeline(EXAMPLE, project, "W1")


def abinit(source: str) -> Pipeline:
    job = BuiltInJob(job_type="homo_abinit", connections={"particles": source})
    return Pipeline(jobs={"abinit": job})


def test_jobs_outside(server: BuildingServer, project: Any) -> None:
    """By their own uid, or by the name that is said."""
    for source, outside in (("J14.particles", {}), ("P1.particles", {"P1": "J14"})):
        server.requests.clear()
        create_pipeline(abinit(source), project, "W1", outside=outside)
        [connect] = [r for r in server.requests if r.name == "jobs.connect"]
        assert connect.query["source_job_uid"] == "J14"


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
    server: BuildingServer, project: Any, pipeline: Pipeline, extra: dict[str, Any], message: str
) -> None:
    """Everything is checked before the first job is made."""
    server.requests.clear()
    with pytest.raises(SpecError, match=message):
        create_pipeline(pipeline, project, "W1", **extra)
    assert not [request for request in server.requests if request.writes]


def test_doubts_are_warned_of(server: BuildingServer, project: Any) -> None:
    """At the line of the caller, and the job is made."""
    refine = BuiltInJob(
        job_type="homo_refine_new",
        params={"refine_symmetry": 7},
        connections={"particles": "J14.particles", "volume": "J13.volume"},
    )
    with pytest.warns(UserWarning, match="expected text") as caught:
        create_pipeline(Pipeline(jobs={"refine": refine}), project, "W1")
    assert [warning.filename for warning in caught] == [__file__]
