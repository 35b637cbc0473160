from __future__ import annotations

import copy
import pickle
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import attrs
import pytest
from hypothesis import given

from cryosparc_spec import (
    Datatype,
    ParseError,
    ResultsGroup,
    Slot,
    StructureError,
    structure,
    unstructure,
)
from cryosparc_spec.documents import Group, SlotResult
from cryosparc_spec.documents.results_group import split_type
from tests.document_strategies import Raw, first_loss, raw_results_groups

RAW: Raw = {
    "created": "2024-09-23 21:07:31.234595",
    "group": {
        "description": "All particles",
        "name": "particles",
        "title": "Particles",
        "type": "particle",
    },
    "results": {
        "blob": {"metafile": ">J2_particles.cs", "num_items": 9, "type": "particle.blob"},
        "location": {"metafile": "J1/J1_particles.cs", "num_items": 9, "type": "particle.location"},
    },
    "version": "v4.4.1",
}


def changed(*path: str, to: Any) -> Raw:
    """Return the sound document with one value changed."""
    raw = copy.deepcopy(RAW)
    *above, last = path
    inner = raw
    for key in above:
        inner = inner[key]
    inner[last] = to
    return raw


def test_a_group_answers_typed_questions() -> None:
    """What the text says is asked for by attribute."""
    group: ResultsGroup = structure(RAW, ResultsGroup)
    assert group.group.type is Datatype.PARTICLE
    assert group.created_at == datetime(2024, 9, 23, 21, 7, 31, 234595)
    assert group.typed_slots == (Slot("blob", "blob"), Slot("location", "location"))
    blob, location = group.results.values()
    assert (blob.path, blob.relative_to_group) == (PurePosixPath("J2_particles.cs"), True)
    assert (location.path, location.relative_to_group) == (
        PurePosixPath("J1/J1_particles.cs"),
        False,
    )
    assert (blob.datatype, blob.slot_type) == (Datatype.PARTICLE, "blob")


@pytest.mark.parametrize(
    ("text", "datatype", "slot_type"),
    [
        pytest.param("particle.blob", Datatype.PARTICLE, "blob", id="known"),
        pytest.param("tomogram.blob", "tomogram", "blob", id="datatype of a newer CryoSPARC"),
        pytest.param("blob", "", "blob", id="no dot"),
        pytest.param("particle.", Datatype.PARTICLE, "", id="nothing after the dot"),
        pytest.param("a.b.c", "a.b", "c", id="two dots"),
    ],
)
def test_types_are_split_at_the_dot(text: str, datatype: str, slot_type: str) -> None:
    """The datatype stands before the dot, as a member where it is known."""
    assert split_type(text) == (datatype, slot_type)
    assert type(split_type(text)[0]) is type(datatype)


@pytest.mark.parametrize(
    ("raw", "created", "created_at"),
    [
        pytest.param(RAW, RAW["created"], datetime(2024, 9, 23, 21, 7, 31, 234595), id="text"),
        pytest.param(
            changed("created", to=datetime(2024, 9, 23, 21, 7, 31, 234595)),
            RAW["created"],
            datetime(2024, 9, 23, 21, 7, 31, 234595),
            id="a datetime, from PyYAML",
        ),
        pytest.param(changed("created", to="xxxx-xx-xx"), "xxxx-xx-xx", None, id="placeholder"),
        pytest.param(changed("created", to=None), None, None, id="null"),
        pytest.param({k: RAW[k] for k in ("group", "results")}, None, None, id="absent"),
    ],
)
def test_created_is_kept_as_written(raw: Raw, created: str, created_at: datetime) -> None:
    """The text stays, and the date is there where it is one."""
    group: ResultsGroup = structure(raw, ResultsGroup)
    assert (group.created, group.created_at) == (created, created_at)
    expected = {**raw, "created": created} if "created" in raw else raw
    assert unstructure(group) == expected


def test_a_group_is_made_in_python() -> None:
    """What is left out is not written, and a date may be given as one."""
    made = ResultsGroup(
        created=datetime(2024, 9, 23),
        group=Group(name="particles", type="particle"),
        results={"blob": SlotResult(metafile=">stack.cs", type="particle.blob")},
    )
    assert unstructure(made) == {
        "group": {"name": "particles", "type": "particle"},
        "results": {"blob": {"metafile": ">stack.cs", "type": "particle.blob"}},
        "created": "2024-09-23 00:00:00",
    }


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        pytest.param([], "expected a mapping: a results group, got a list", id="a list"),
        pytest.param({"results": {}}, "group is missing: a results group needs one", id="no group"),
        pytest.param(
            {"group": RAW["group"]}, "results is missing: a results group needs one", id="no slots"
        ),
        pytest.param(
            changed("group", to={"type": "particle"}),
            "$.group: name is missing: the description of a results group needs one",
            id="no name",
        ),
        pytest.param(
            changed("results", "blob", to={"type": "particle.blob"}),
            "$.results.blob: metafile is missing: a result needs one",
            id="no metafile",
        ),
        pytest.param(
            changed("results", "blob", "num_items", to="9"),
            '$.results.blob.num_items: expected a whole number, got "9"; write 9',
            id="a number in quotes",
        ),
    ],
)
def test_what_is_no_results_group_is_refused(raw: Any, message: str) -> None:
    """The place and the reason are told."""
    with pytest.raises(StructureError) as caught:
        structure(raw, ResultsGroup)
    assert str(caught.value) == message


def test_slots_that_cannot_be_are_told_together() -> None:
    """A third party's names may be no names of slots; the document still loads."""
    result = SlotResult(metafile=">a.cs", type="particle.")
    group = ResultsGroup(
        group=Group(name="my particles", type="particle"), results={"a b": result, "blob": result}
    )
    with pytest.raises(ParseError) as caught:
        _ = group.typed_slots
    assert [problem.place for problem in caught.value.problems] == [
        '$.results["a b"].name',
        "$.results.blob.dtype",
    ]


@given(raw=raw_results_groups())
def test_nothing_is_lost(raw: Raw) -> None:
    """Every key and value is written again, in its order, and a second round changes nothing."""
    group: ResultsGroup = structure(raw, ResultsGroup)
    written = unstructure(group)
    assert first_loss(raw, written) is None
    assert list(written) == list(raw)
    assert structure(written, ResultsGroup) == group
    assert unstructure(structure(written, ResultsGroup)) == written


@given(raw=raw_results_groups())
def test_groups_are_values(raw: Raw) -> None:
    """They compare and hash by value, pickle, and can be changed by ``attrs.evolve``."""
    group: ResultsGroup = structure(raw, ResultsGroup)
    same: ResultsGroup = structure(raw, ResultsGroup)
    assert (group, hash(group)) == (same, hash(same))
    loaded = pickle.loads(pickle.dumps(group))
    assert loaded == group
    assert unstructure(loaded) == unstructure(group)
    renamed = attrs.evolve(group, group=attrs.evolve(group.group, name="other"))
    assert first_loss(changed_name(raw), unstructure(renamed)) is None


def changed_name(raw: Raw) -> Raw:
    return {**raw, "group": {**raw["group"], "name": "other"}}
