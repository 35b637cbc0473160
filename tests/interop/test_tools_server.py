"""Tests of the whole path against a server: the real client of version 5, over HTTP on loopback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.lib.recfunctions import drop_fields

from cryosparc_spec import JobDefinition, load
from cryosparc_spec.interop.numpy import Table, check_array, empty
from cryosparc_spec.interop.tools.external_jobs import create_external_job
from cryosparc_spec.interop.tools.jobs import job_of
from cryosparc_spec.interop.tools.specs import to_tools
from cryosparc_spec.problems import Severity
from cryosparc_spec.testing.recording.instance import Instance
from cryosparc_spec.testing.recording.record import Record
from cryosparc_spec.testing.recording.sources import described_job
from tests.interop.finished_jobs import FINISHED_JOBS
from tests.interop.loopback import on_loopback
from tests.interop.tools_versions import VERSION

if VERSION < 5:
    pytest.skip("needs cryosparc-tools 5", allow_module_level=True)

from cryosparc.dataset import Dataset
from cryosparc.errors import APIError
from cryosparc.tools import CryoSPARC

DEFINITION = load(Path(__file__).parents[2] / "docs" / "examples" / "picker.yaml", JobDefinition)
OUTPUT = "picked_particles"
PICKED = DEFINITION.outputs[OUTPUT]
REFUSAL = (
    "Invalid dataset; missing the following required fields: "
    "{('location/micrograph_shape', '<u4', (2,))}"
)


@pytest.fixture
def record() -> Record:
    """Record what the client sends over HTTP."""
    instance = Instance(described={"J12": described_job("J12", FINISHED_JOBS["J12"])})
    return Record(instance)


@pytest.fixture
def cs(record: Record, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Log in at a server on loopback."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with on_loopback(record.instance) as address:
        cs: Any = CryoSPARC(address, email="ali@example.com", password="password123")
        yield cs
        # The client has no method for it, and leaves it to the garbage collector.
        cs.api._client.close()


@pytest.fixture
def job(cs: Any) -> Any:
    """Make the job of a definition."""
    project = cs.find_project("P3")
    return create_external_job(
        DEFINITION, project, "W1", connections={"micrographs": "J12.exposures"}
    )


def picks() -> Table:
    """Return three picks."""
    table = empty(PICKED.slots, 3, datatype=PICKED.type)
    table["location/micrograph_path"] = "J12/imported/micrograph.mrc"
    table["location/micrograph_shape"] = [4092, 5760]
    table["location/center_x_frac"] = [0.25, 0.5, 0.75]
    return table


def test_the_whole_path(record: Record, cs: Any, job: Any) -> None:
    """A user logs in, makes a job, runs it and saves a table; the server has it row by row."""
    table = picks()
    assert check_array(table, slots=PICKED.slots, datatype=PICKED.type).problems == ()
    with job.run():
        job.save_output(OUTPUT, Dataset(table))
    document = job_of(cs.find_job("P3", job.uid))
    assert document.status == "completed"
    assert document.title == "Custom picker"
    [connection] = document.spec.inputs["micrographs"].connections
    assert (connection.job_uid, connection.output) == ("J12", "exposures")
    finals = {result.name: result.final for result in document.spec.outputs[OUTPUT].results}
    assert {name: final and final.num_items for name, final in finals.items()} == {
        "location": 3,
        "pick_stats": 3,
    }
    saved = record.saved[OUTPUT]
    assert saved.fields() == list(table.dtype.names or ())
    for name in saved.fields():
        assert np.array_equal(saved[name], table[name])


def test_a_dataset_without_a_required_column(record: Record, cs: Any, job: Any) -> None:
    """The server refuses it after the upload, in its own words; the check names it before."""
    table = drop_fields(picks(), "location/micrograph_shape")
    found = check_array(table, slots=PICKED.slots, datatype=PICKED.type)
    errors = [problem for problem in found.problems if problem.severity is Severity.ERROR]
    assert [problem.path for problem in errors] == [("location/micrograph_shape",)]
    with pytest.raises(APIError) as caught, job.run():
        job.save_output(OUTPUT, Dataset(table))
    assert caught.value.code == 422
    assert caught.value.data == {"detail": REFUSAL}
    assert job_of(cs.find_job("P3", job.uid)).status == "failed"
    assert record.saved == {}


def test_a_column_of_another_shape(job: Any) -> None:
    """A column that the server does not take for the one it requires is told before, too."""
    table, name = picks(), "location/micrograph_shape"
    names = table.dtype.names or ()
    dtype = [(each, "<u4" if each == name else table.dtype[each]) for each in names]
    changed = np.zeros(3, dtype)
    for each in names:
        changed[each] = 4092 if each == name else table[each]
    found = check_array(changed, slots=PICKED.slots, datatype=PICKED.type)
    errors = [problem for problem in found.problems if problem.severity is Severity.ERROR]
    assert [problem.message for problem in errors] == ["found <u4, expected <u4 (2,)"]
    with pytest.raises(APIError, match=re.escape(REFUSAL)), job.run():
        job.save_output(OUTPUT, Dataset(changed))


def test_save_external_result(record: Record, cs: Any) -> None:
    """Slots for the client's own way to save one output are taken as well."""
    slots = [to_tools(slot) for slot in PICKED.slots]
    uid = cs.save_external_result(
        "P3", "W1", Dataset(picks()), type=PICKED.type.value, name="picked", slots=slots
    )
    assert len(record.saved_by(uid)["picked"]) == 3
    [output] = job_of(cs.find_job("P3", uid)).spec.outputs.values()
    assert output.typed_slots == PICKED.slots
