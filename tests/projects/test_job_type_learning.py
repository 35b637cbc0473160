"""Tests of job types learned from a lab's own files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec import FileError, Job, JobRegister, Workflow, dump
from cryosparc_spec.catalogue import Basis, known_job_types
from cryosparc_spec.documents import (
    Connection,
    Input,
    InputSlot,
    JobParam,
    JobSpec,
    JobType,
    LegacyJob,
    Output,
    OutputResult,
    WorkflowJob,
    WorkflowParameter,
)
from cryosparc_spec.projects import learn_job_types


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def job(job_type: str = "my_job", **params: Any) -> Job:
    spec = JobSpec(
        type=job_type,
        params=params,
        inputs={
            "particles": Input(
                type="particle",
                count_min=1,
                slots=(InputSlot(name="ctf", dtype="ctf", required=True),),
                connections=(Connection(job_uid="J1", output="particles"),),
            )
        },
        outputs={
            "volume": Output(
                type="volume",
                results=(
                    OutputResult(name="map", dtype="blob"),
                    OutputResult(name="mask", dtype="blob", passthrough=True),
                ),
            )
        },
    )
    return Job(uid="J2", version="v5.0.3", spec=spec)


def test_a_job_shows_its_inputs_outputs_and_parameters() -> None:
    """What the server wrote of inputs and outputs is apart from values that were set."""
    dump(job(box=64, symmetry="C1", seed=None), "job.json")
    entry = learn_job_types("job.json")["my_job"]
    assert entry.versions == ("v5.0.3",)
    particles = entry.inputs["particles"]
    assert (particles.datatype, particles.is_required, particles.basis) == (
        "particle",
        True,
        Basis.PRINTED,
    )
    assert [(slot.name, slot.required) for slot in particles.slots] == [("ctf", True)]
    slots = entry.outputs["volume"].slots
    assert [(slot.name, slot.passthrough) for slot in slots] == [("map", False), ("mask", True)]
    box, symmetry, seed = (entry.params[name] for name in ("box", "symmetry", "seed"))
    assert (box.types, box.examples, box.basis) == (("integer",), (64,), Basis.SEEN)
    assert (symmetry.types, symmetry.sources) == (("string",), ("job.json",))
    assert (seed.types, seed.examples) == ((), ())


def test_many_jobs_of_one_type() -> None:
    """A few values and files are kept as examples and sources; all types of values are."""
    for number in range(12):
        dump(job(box=number if number % 2 else number + 0.5), f"job{number}.json")
    entry = learn_job_types(".")["my_job"]
    assert set(entry.params["box"].types) == {"integer", "number"}
    assert len(entry.params["box"].examples) == 5
    assert len(entry.sources) == 8


def test_a_job_of_version_4_shows_defaults() -> None:
    """``params_base`` has the defaults, ``params_spec`` what was set."""
    legacy = LegacyJob(
        uid="J3",
        type="my_job",
        params_base={"box": {"value": 64}, "seed": {"value": None}, "odd": {}},
        params_spec={"box": {"value": 128}},
    )
    dump(legacy, "job.json")
    params = learn_job_types("job.json")["my_job"].params
    assert set(params) == {"box", "seed"}
    assert [default.value for default in params["box"].defaults] == [64]
    assert params["box"].examples == (128,)
    assert [default.value for default in params["seed"].defaults] == [None]


def test_a_workflow_shows_what_is_fed_and_set() -> None:
    """With the ``spec`` of its jobs, and without."""
    fed = WorkflowJob(
        job_type="b",
        groups=(("J1.volume", "volume"),),
        parameters={"k": WorkflowParameter(value=3)},
    )
    with_spec = WorkflowJob(job_type="my_job", spec=job().spec)
    dump(Workflow(cs_version="v4.7", jobs={"J1": with_spec, "J2": fed}), "workflow.json")
    types = learn_job_types("workflow.json")
    assert (types["b"].inputs["volume"].datatype, types["b"].params["k"].examples) == ("", (3,))
    assert types["my_job"].inputs["particles"].datatype == "particle"


def test_a_register_is_certain() -> None:
    """It wins over what jobs beside it show."""
    params = {"size": JobParam(title="Size")}
    register = JobRegister(specs=(JobType(type="my_job", category="import", params=params),))
    dump(register, "register.json")
    dump(job(box=1), "a_job.json")
    entry = learn_job_types(".")["my_job"]
    assert entry.is_certain
    assert list(entry.params) == ["size"]
    assert (known_job_types() | learn_job_types("register.json"))["my_job"].is_certain


def test_external_jobs_do_not_count() -> None:
    """Each has inputs and outputs of its own."""
    dump(job("snowflake", box=1), "job.json")
    assert not learn_job_types("job.json")


def test_a_file_with_no_jobs_in_it() -> None:
    """A given file that shows nothing is refused, as by ``learn``."""
    Path("a.json").write_text('{"inputs": {}}')
    with pytest.raises(FileError, match="neither a job"):
        learn_job_types("a.json")
