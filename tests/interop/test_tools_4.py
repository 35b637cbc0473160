"""Tests of external jobs with the real client of version 4, whose HTTP transport is replaced.

The leg ``tools47`` of the checks has an environment with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from cryosparc_spec import (
    InputSpec,
    JobDefinition,
    OutputSpec,
    Slot,
    SpecError,
    check_dataset,
    load,
)
from cryosparc_spec.interop.numpy import empty
from cryosparc_spec.interop.tools.external_jobs import create_external_job
from cryosparc_spec.interop.tools.jobs import definition_of, job_of
from cryosparc_spec.interop.tools.specs import to_tools
from cryosparc_spec.problems import Severity
from cryosparc_spec.testing.recording.record import Record, recorded
from cryosparc_spec.testing.recording.requests import Request
from tests.interop.finished_jobs import FINISHED_JOBS
from tests.interop.jobs_by_hand import BY_HAND
from tests.interop.tools_versions import VERSION

if VERSION >= 5:
    pytest.skip("needs cryosparc-tools 4: see the leg tools47", allow_module_level=True)

import cryosparc.errors
from cryosparc.dataset import Dataset
from cryosparc.tools import CryoSPARC

# Not in version 5, which is the one that types are checked with.
CLIENT_ERRORS: Any = cryosparc.errors
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture
def record() -> Iterator[Record]:
    """Record what the client sends."""
    with recorded(jobs=FINISHED_JOBS) as record:
        yield record


def connect(record: Record) -> Any:
    """Log in, and return a project of the client."""
    project = CryoSPARC().find_project("P3")
    record.forget()
    return project


def requests_of(make: Callable[[Any], Any], definition: JobDefinition) -> tuple[Request, ...]:
    """Return what is sent when a job is made, and rows are allocated for each of its outputs."""
    with recorded(jobs=FINISHED_JOBS) as record:
        job = make(connect(record))
        for output in definition.outputs:
            job.alloc_output(output, 10)
        return record.requests


@pytest.mark.filterwarnings("ignore:.*cannot send it:UserWarning")
@pytest.mark.parametrize("name", BY_HAND)
def test_the_requests_of_a_script_by_hand(name: str) -> None:
    """Of an example the same is sent as by hand, but that the jobs to connect are read first."""
    by_hand, connections = BY_HAND[name]
    definition = load(EXAMPLES / name, JobDefinition)
    theirs = requests_of(by_hand, definition)
    ours = requests_of(
        lambda project: create_external_job(definition, project, "W1", connections=connections),
        definition,
    )
    sources = len({r.arguments[1] for r in ours if r.name == "get_job"} - {"J9001"})
    assert ours[sources:] == theirs
    assert {request.name for request in ours[:sources]} <= {"get_job"}


PICKER = JobDefinition(
    inputs={"micrographs": InputSpec(type="exposure", slots=["micrograph_blob"], count_max=1)},
    outputs={"picked": OutputSpec(type="particle", slots=["location"])},
)


@pytest.mark.parametrize(
    "connections",
    [
        pytest.param({"micrograph": "J12.exposures"}, id="no-such-input"),
        pytest.param({"micrographs": ["J12.exposures"] * 2}, id="too-many"),
    ],
)
def test_a_mistake_sends_nothing(record: Record, connections: Any) -> None:
    """What is wrong is told before anything is sent."""
    project = connect(record)
    with pytest.raises(SpecError):
        create_external_job(PICKER, project, "W1", connections=connections)
    assert record.requests == ()


def test_a_wrong_source_makes_nothing(record: Record) -> None:
    """What the jobs to connect do not have is told before anything is made."""
    project = connect(record)
    with pytest.raises(SpecError) as caught:
        create_external_job(PICKER, project, "W1", connections={"micrographs": "J13.particles"})
    assert str(caught.value) == (
        "$.connections.micrographs: J13.particles: the output is of type particle, "
        "the input of type exposure; connect an output of type exposure"
    )
    assert [request.name for request in record.requests] == ["get_job"]


def test_definitions_come_back(record: Record) -> None:
    """The definition of a job is the one it was made of, with names for titles."""
    job = create_external_job(PICKER, connect(record), "W1")
    assert job_of(job).uid == "J9001"
    assert definition_of(job) == attrs.evolve(
        PICKER,
        inputs={n: attrs.evolve(s, title=n) for n, s in PICKER.inputs.items()},
        outputs={n: attrs.evolve(s, title=n) for n, s in PICKER.outputs.items()},
    )


def test_a_dataset_without_a_required_column(record: Record, tmp_path: Path) -> None:
    """The server refuses it after the upload; the check says so before."""
    job = create_external_job(PICKER, connect(record), "W1")
    rows = job.alloc_output("picked", 3)
    rows.drop_fields(["location/micrograph_shape"])
    rows.save(tmp_path / "picked.cs")
    found = check_dataset(tmp_path / "picked.cs", slots=["location"], datatype="particle")
    errors = [problem for problem in found.problems if problem.severity is Severity.ERROR]
    assert [problem.place for problem in errors] == ['$["location/micrograph_shape"]']
    message = re.escape("fields: {('location/micrograph_shape', '<u4', (2,))}")
    with (
        pytest.warns(UserWarning, match=message),
        pytest.raises(CLIENT_ERRORS.CommandError, match=message),
    ):
        job.save_output("picked", rows)


def test_the_client_takes_slots(record: Record) -> None:
    """Methods with slots take those of ``to_tools``, and a table of ours is saved."""
    project = connect(record)
    slots = [
        Slot("micrograph_blob", "micrograph_blob"),
        Slot("background_blob", "stat_blob", False),
    ]
    job = project.create_external_job("W1")
    job.add_input("exposure", "added", slots=[to_tools(slot) for slot in slots])
    assert [*definition_of(job).inputs["added"].slots] == slots
    uid = project.save_external_result(
        "W1",
        Dataset(empty(["location"], 3, datatype="particle")),
        type="particle",
        name="picked",
        slots=[to_tools("location")],
    )
    assert definition_of(project.find_job(uid)).outputs["picked"].slots == (Slot.parse("location"),)
