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
from tests.interop.tools_versions import VERSION

if VERSION < 5:
    pytest.skip("needs cryosparc-tools 5", allow_module_level=True)

from tests.interop.cryosparc_server import (
    MIN_FIELDS,
    Server,
    instead_of_the_network,
    log_in,
)


@pytest.fixture
def server() -> Iterator[Server]:
    """Answer what the client sends."""
    with instead_of_the_network(Server()) as server:
        yield server


def test_names_of_the_register(server: Server) -> None:
    """Slots of all inputs and outputs in the register are known, numbered ones as a series."""
    learned = slot_types_from(log_in())
    assert {str(t): (t.names, t.series) for t in learned.values()} == {
        "particle.blob": (("blob",), ()),
        "particle.ctf": (("ctf",), ()),
        "volume.blob": (("map", "mask_fsc", "map_half_A", "map_half_B"), ()),
        "particle.pose": ((), ("alignments_class_{}",)),
    }
    assert learned["particle", "blob"].versions == ("v5.0.3",)
    assert learned["particle", "blob"].sources == ("job register, homo_refine_new",)


def test_columns_of_outputs(server: Server) -> None:
    """Columns that the server asks of an output are required, and it is told where that is from."""
    learned = slot_types_from(log_in())
    columns = learned["volume", "blob"].columns
    assert [(c.name, c.dtype) for c in columns] == [*MIN_FIELDS["volume", "blob"]]
    assert {c.required for c in columns} == {"get_output_fields of v5.0.3"}
    assert {c.sources for c in columns} == {("P3 J13.volume",)}
    assert [f.name for f in fields_for(["map"], datatype="volume", slot_types=learned)] == [
        "uid",
        "map/path",
        "map/idx",
        "map/shape",
    ]


def test_nothing_is_changed(server: Server) -> None:
    """The register is read once, and one job of each type that has outputs is looked at."""
    cs = log_in()
    server.requests.clear()
    slot_types_from(cs, project_uid="P3")
    asked = [request for request in server.requests if request.name == "jobs.find"]
    assert [request.query for request in asked] == [
        {"type": name, "status": "completed", "project_uid": "P3", "order": "-1", "limit": "1"}
        for name in ("homo_refine_new", "class_2D_new", "hetero_refine")
    ]
    assert {request.name for request in server.requests} == {
        "config.get_version",
        "job_register",
        "jobs.find",
        "jobs.get_output_fields",
    }


def test_what_is_learned_is_used(server: Server) -> None:
    """A slot type of the instance is known to checks, beside what the package knows."""
    types = known_slot_types() | slot_types_from(log_in())
    assert isinstance(types, SlotTypes)
    pose = {"name": "alignments_class_0", "dtype": "pose"}
    definition = JobDefinition(inputs={"p": InputSpec(type="particle", slots=[pose])})
    assert [problem.severity for problem in check(definition)] == [Severity.WARNING]
    assert check(definition, slot_types=types) == ()


def test_what_cannot_be_used_is_told(server: Server) -> None:
    """A word of a newer CryoSPARC and a column that none can be are told, in one warning."""
    server.register[0]["inputs"]["odd"] = {"type": "volume", "title": "", "slots": ["2nd map"]}
    server.columns = [("map/path", "?!")]
    with pytest.warns(UserWarning, match="job register") as caught:
        learned = slot_types_from(log_in())
    assert [str(each.message) for each in caught] == [
        'job register, import_movies: $.name: "2nd map" cannot be a name: expected letters, '
        "digits and underscores, and no digit first; and 2 more"
    ]
    assert learned["volume", "blob"].columns == ()


def test_refusals_are_told(server: Server) -> None:
    """Outputs that the server refuses to tell of are told, in one warning."""
    server.refused = "jobs.get_output_fields"
    with pytest.warns(UserWarning, match="the server did not tell") as caught:
        slot_types_from(log_in())
    assert [str(each.message) for each in caught] == [
        "P3 J13.volume: the server did not tell its columns (422); and 1 more",
    ]


def test_one_that_cannot_be_used(server: Server) -> None:
    """Where it is one alone, no more are counted."""
    server.jobs["J13"]["spec"]["outputs"].pop("particles")
    server.columns = [("map/path", "?!")]
    with pytest.warns(UserWarning, match=r"^P3 J13\.volume: .*dtype.*[^e]$") as caught:
        slot_types_from(log_in())
    assert len(caught) == 1


def test_servers_that_cannot_tell(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
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
