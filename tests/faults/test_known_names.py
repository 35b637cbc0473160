"""A known name with another known slot type is told, wherever slots are listed."""

from __future__ import annotations

import pytest

from cryosparc_spec import (
    Datatype,
    InputSpec,
    JobDefinition,
    OutputSpec,
    Slot,
    check,
    known_slot_types,
)
from cryosparc_spec.documents import Group, SlotResult
from cryosparc_spec.documents.results_group import ResultsGroup
from cryosparc_spec.problems import ProblemKind, Severity

PLANTED = [
    ("particle", "ctf", "blob", "ctf"),
    ("particle", "blob", "location", "blob"),
    ("particle", "location", "ctf", "location"),
    ("exposure", "micrograph_blob", "ctf", "micrograph_blob"),
    ("exposure", "ctf", "micrograph_blob", "ctf"),
    ("exposure", "background_blob", "ctf", "stat_blob"),
    ("particle", "pick_stats", "blob", "pick_stats"),
    ("volume", "mask_refine", "ctf_x", None),
]


@pytest.mark.parametrize(("datatype", "name", "dtype", "meant"), PLANTED)
def test_a_known_name_with_another_known_type_is_told(
    datatype: str, name: str, dtype: str, meant: str | None
) -> None:
    """With both types; a type that is not known is told as ever."""
    slot = Slot(name, dtype)
    definitions = [
        JobDefinition(inputs={"a": InputSpec(type=Datatype(datatype), slots=[slot])}),
        JobDefinition(outputs={"a": OutputSpec(type=Datatype(datatype), slots=[slot])}),
    ]
    for definition in definitions:
        [problem] = check(definition)
        assert problem.severity is Severity.WARNING
        if meant is None:
            continue
        assert problem.kind is ProblemKind.OTHER_SLOT_TYPE
        assert f'"{name}" is of type "{dtype}": it was seen with' in problem.message
        assert f'"{meant}"' in problem.message


@pytest.mark.parametrize(("datatype", "name", "dtype", "meant"), PLANTED[:-1])
def test_so_it_is_in_results_groups(datatype: str, name: str, dtype: str, meant: str) -> None:
    """At the slot's entry."""
    result = SlotResult(metafile=">a.cs", num_items=1, type=f"{datatype}.{dtype}")
    group = ResultsGroup(group=Group(name="a", type=datatype), results={name: result})
    found = [p for p in check(group) if p.kind is ProblemKind.OTHER_SLOT_TYPE]
    assert [problem.path[:2] for problem in found] == [("results", name)]
    assert f'"{meant}"' in found[0].message


def test_no_name_with_a_type_it_was_seen_with_is_told() -> None:
    """Nor any of a series, nor a name of one's own."""
    for slot_type in known_slot_types().values():
        names = [*slot_type.names, *(series.format(3) for series in slot_type.series), "my_own"]
        for name in names:
            slot = Slot(name, slot_type.slot_type)
            definition = JobDefinition(
                inputs={"a": InputSpec(type=slot_type.datatype, slots=[slot])}
            )
            assert [p for p in check(definition) if p.kind is ProblemKind.OTHER_SLOT_TYPE] == []
