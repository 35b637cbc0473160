"""Tests of slot types held to a catalogue."""

from __future__ import annotations

import pytest

from cryosparc_spec import Datatype, Slot
from cryosparc_spec.catalogue import SlotType, SlotTypes
from cryosparc_spec.checks.slot_types import check_slot_type, check_type_of_name
from cryosparc_spec.vocabulary import DatatypeLike


def known(datatype: DatatypeLike, slot_type: str, *names: str) -> SlotType:
    """A slot type that was seen with its own name and these."""
    return SlotType(datatype=datatype, slot_type=slot_type, names=[slot_type, *names])


FEW = SlotTypes(
    [
        *(known("mask", "a"), known("mask", "b"), known("mask", "c"), known("mask", "d")),
        *(known("mask", "e", "odd"), known("volume", "x"), known("particle", "x")),
        *(known("volume", "y", "odd"), known("particle", "z", "q"), known("particle", "w", "q")),
    ]
)
MORE = SlotTypes([*FEW.values(), known("mask", "f")])
ELSEWHERE = "other-datatype: the slot type"
NAMED = "other-slot-type: the slot"


@pytest.mark.parametrize(
    ("slot", "datatype", "types", "text"),
    [
        pytest.param(Slot("a", "a"), Datatype.MASK, FEW, None, id="known"),
        pytest.param(Slot("other", "a"), Datatype.MASK, FEW, None, id="another name"),
        pytest.param(
            Slot("x", "x"),
            Datatype.MASK,
            FEW,
            f'warning: {ELSEWHERE} "x" was seen under volume and particle, not under mask; '
            "write one of a, b, c, d, e",
            id="under others",
        ),
        pytest.param(
            Slot("x", "x"),
            Datatype.MASK,
            MORE,
            f'warning: {ELSEWHERE} "x" was seen under volume and particle, not under mask; '
            "`cryosparc-spec slots --datatype mask` shows those seen",
            id="more than one can choose from",
        ),
        pytest.param(
            Slot("odd", "e"),
            Datatype.VOLUME,
            FEW,
            f'warning: {ELSEWHERE} "e" was seen under mask, not under volume; write one of x, y',
            id="under one other",
        ),
        pytest.param(
            Slot("zz", "zz"),
            Datatype.MASK,
            FEW,
            'warning: unknown-slot-type: "zz" is not a slot type that the catalogue knows',
            id="not known",
        ),
        pytest.param(
            Slot("x", "x"),
            Datatype.EXPOSURE,
            FEW,
            'note: unknown-slot-type: nothing is known of the slots of exposure: "x" is unchecked',
            id="nothing is known",
        ),
        pytest.param(
            Slot("b", "a"),
            Datatype.MASK,
            FEW,
            f'warning: {NAMED} "b" is of type "a": it was seen with "b"; write "dtype": "b"',
            id="the name of another",
        ),
        pytest.param(
            Slot("odd", "x"),
            Datatype.PARTICLE,
            FEW,
            f'warning: {NAMED} "odd" is of type "x": it was seen with "e" and "y"',
            id="a name under other datatypes",
        ),
        pytest.param(Slot("odd", "y"), Datatype.VOLUME, FEW, None, id="one of its names"),
        pytest.param(
            Slot("q", "x"),
            Datatype.PARTICLE,
            FEW,
            f'warning: {NAMED} "q" is of type "x": it was seen with "z" and "w"',
            id="a name of two types",
        ),
        pytest.param(Slot("q", "z"), Datatype.PARTICLE, FEW, None, id="the first of two"),
        pytest.param(Slot("q", "w"), Datatype.PARTICLE, FEW, None, id="the second of two"),
    ],
)
def test_slot_types_are_those_of_their_datatype(
    slot: Slot, datatype: Datatype, types: SlotTypes, text: str | None
) -> None:
    """What is seen elsewhere, or with another name, is told with what to write."""
    found = [f"{p.severity}: {p.kind}: {p}" for p in check_slot_type(slot, datatype, types)]
    assert found == ([text] if text else [])
    if text is None or NAMED in text:
        assert [*check_type_of_name(slot, datatype, types)] == [
            *check_slot_type(slot, datatype, types)
        ]


def test_of_a_type_that_is_not_known_the_name_says_nothing() -> None:
    """It is told as one that is not known, and not besides."""
    assert [*check_type_of_name(Slot("b", "zz"), Datatype.MASK, FEW)] == []
