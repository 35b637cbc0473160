"""Tests of the slot types that a server tells of, with the real client of version 5."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cryosparc
import pytest

from cryosparc_spec import InputSpec, JobDefinition, check, known_slot_types
from cryosparc_spec.catalogue import SlotTypes
from cryosparc_spec.interop.numpy import fields_for
from cryosparc_spec.interop.tools.live_slot_types import slot_types_from
from cryosparc_spec.interop.tools.versions import ToolsVersionError
from cryosparc_spec.problems import Severity
from cryosparc_spec.testing.recording.record import Record, recorded
from tests.interop.finished_jobs import FINISHED_JOBS, VOLUME, finished, register
from tests.interop.tools_versions import VERSION

if VERSION < 5:
    pytest.skip("needs cryosparc-tools 5", allow_module_level=True)

from cryosparc.tools import CryoSPARC


@pytest.fixture
def record() -> Iterator[Record]:
    """Record what the client sends."""
    with recorded(jobs=FINISHED_JOBS) as record:
        record.answer("job_register", register())
        yield record


def log_in() -> Any:
    """Log in as a user of the instance."""
    return CryoSPARC()


def test_names_of_the_register(record: Record) -> None:
    """Slots of all inputs and outputs in the register are known, numbered ones as a series."""
    learned = slot_types_from(log_in())
    assert {str(t): (t.names, t.series) for t in learned.values()} == {
        "particle.blob": (("blob",), ()),
        "particle.ctf": (("ctf",), ()),
        "volume.blob": (("map", "mask_fsc", "map_half_A", "map_half_B"), ()),
        "particle.pose": ((), ("alignments_class_{}",)),
        "particle.alignments3D": (("alignments3D",), ()),
    }
    assert learned["particle", "blob"].versions == ("v5.0.3",)
    assert learned["particle", "blob"].sources == ("job register, homo_refine_new",)


def test_columns_of_outputs(record: Record) -> None:
    """Columns that the server asks of an output are required, and it is told where that is from."""
    learned = slot_types_from(log_in())
    columns = learned["volume", "blob"].columns
    usual = fields_for(["map"], datatype="volume")
    assert [(f"map/{c.name}", c.dtype) for c in columns] == [
        (f.name, str(f.dtype)) for f in usual[1:]
    ]
    assert {c.required for c in columns} == {"get_output_fields of v5.0.3"}
    assert {c.sources for c in columns} == {("P3 J13.volume",)}
    assert fields_for(["map"], datatype="volume", slot_types=learned) == usual


def test_nothing_is_changed(record: Record) -> None:
    """The register is read once, and one job of each type that has outputs is looked at."""
    cs = log_in()
    record.forget()
    record.answer("job_register", register())
    slot_types_from(cs, project_uid="P3")
    asked = [request for request in record.requests if request.name == "jobs.find"]
    assert [request.query for request in asked] == [
        {"type": name, "status": "completed", "project_uid": "P3", "order": "-1", "limit": "1"}
        for name in ("homo_refine_new", "class_2D_new", "hetero_refine")
    ]
    assert {request.name for request in record.requests} == {
        "config.get_version",
        "job_register",
        "jobs.find",
        "jobs.get_output_fields",
    }


def test_what_is_learned_is_used(record: Record) -> None:
    """A slot type of the instance is known to checks, beside what the package knows."""
    types = known_slot_types() | slot_types_from(log_in())
    assert isinstance(types, SlotTypes)
    pose = {"name": "alignments_class_0", "dtype": "pose"}
    definition = JobDefinition(inputs={"p": InputSpec(type="particle", slots=[pose])})
    assert [problem.severity for problem in check(definition)] == [Severity.WARNING]
    assert check(definition, slot_types=types) == ()


def test_what_cannot_be_used_is_told(record: Record) -> None:
    """A word of a newer CryoSPARC and a column that none can be are told, in one warning."""
    known = register()
    known["specs"][0]["inputs"]["odd"] = {"type": "volume", "title": "", "slots": ["2nd map"]}
    record.answer("job_register", known)
    record.answer("jobs.get_output_fields", [("map/path", "?!")])
    with pytest.warns(UserWarning, match="job register") as caught:
        learned = slot_types_from(log_in())
    assert [str(each.message) for each in caught] == [
        'job register, import_movies: $.name: "2nd map" cannot be a name: expected letters, '
        "digits and underscores, and no digit first; and 2 more"
    ]
    assert learned["volume", "blob"].columns == ()


def test_refusals_are_told(record: Record) -> None:
    """Outputs that the server refuses to tell of are told, in one warning."""
    record.refuse("jobs.get_output_fields")
    with pytest.warns(UserWarning, match="the server did not tell") as caught:
        slot_types_from(log_in())
    assert [str(each.message) for each in caught] == [
        "P3 J13.volume: the server did not tell its columns (422); and 1 more",
    ]


def test_one_that_cannot_be_used() -> None:
    """Where it is one alone, no more are counted."""
    with recorded(jobs={"J13": finished("J13", "homo_refine_new", volume=VOLUME)}) as record:
        record.answer("job_register", register())
        record.answer("jobs.get_output_fields", [("map/path", "?!")])
        with pytest.warns(UserWarning, match=r"^P3 J13\.volume: .*dtype.*[^e]$") as caught:
            slot_types_from(log_in())
    assert len(caught) == 1


def test_servers_that_cannot_tell(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server without the method, and a client of version 4, are told."""
    cs: Any = log_in()
    del cs.api.jobs.get_output_fields
    with pytest.raises(ToolsVersionError) as caught:
        slot_types_from(cs)
    assert str(caught.value) == (
        "the server at http://localhost:39000 does not tell the columns of outputs; "
        "it needs to be CryoSPARC 5"
    )
    monkeypatch.setattr(cryosparc, "__version__", "4.7.1")
    with pytest.raises(ToolsVersionError) as caught:
        slot_types_from(cs)
    assert str(caught.value) == (
        "cryosparc-tools 4.7.1 cannot ask a server for its slot types; "
        "pip install 'cryosparc-tools>=5.0' for CryoSPARC 5"
    )
