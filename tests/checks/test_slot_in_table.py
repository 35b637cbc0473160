"""Tests of a slot that a document gives, beside the columns that its table has."""

from __future__ import annotations

import pytest

from cryosparc_spec import Field, Problem
from cryosparc_spec.catalogue import Column, Seen, SlotType, SlotTypes
from cryosparc_spec.checks.slot_in_table import SlotInTable, check_slot_in_table, found_in
from cryosparc_spec.datasets import DatasetHeader
from cryosparc_spec.problems import ProblemKind


def known(slot_type: str, leaves: str, dtype: str = "f4") -> SlotType:
    """A slot type of particles whose columns have names of one letter."""
    columns = [Column(name=leaf, dtype=dtype, seen=Seen.ALWAYS) for leaf in leaves]
    return SlotType(datatype="particle", slot_type=slot_type, names=[slot_type], columns=columns)


def told(slot: SlotInTable, leaves: str, *types: SlotType, others: int = 0) -> list[str]:
    """What is wrong with a slot of a table that has such columns, and those of other slots."""
    fields = [Field(f"{slot.name}/{leaf}", "f4") for leaf in leaves]
    fields += [Field(f"s{number}/a", "f4") for number in range(others)]
    header = DatasetHeader(rows=2, fields=fields, format="NPY 1.0", header_size=128)
    found = check_slot_in_table(slot, header, SlotTypes(types))
    return [f"{column}: {problem.kind} {problem}" for column, problem in found]


MINE = SlotInTable("mine", "particle", "first", ">a.cs")
OTHER = (
    'mine: other-slot-type $.type: the columns of "mine" in ">a.cs" are those of slot type '
    '"second", not of "first"; write particle.second'
)


@pytest.mark.parametrize(
    ("leaves", "types", "expected"),
    [
        pytest.param("ab", [known("first", "ab"), known("second", "cd")], [], id="its own"),
        pytest.param("cd", [known("first", "ab"), known("second", "cd")], [OTHER], id="another's"),
        pytest.param(
            "abcd", [known("first", "ab"), known("second", "abcd")], [], id="half as many"
        ),
        pytest.param(
            "abcde",
            [known("first", "ab"), known("second", "abcde")],
            [OTHER],
            id="less than half as many",
        ),
        pytest.param(
            "ab",
            [known("first", "ab", "u4"), known("second", "ab")],
            [OTHER],
            id="as many, and contradicted",
        ),
        pytest.param(
            "abc",
            [known("first", "abc", "u4"), known("second", "ab")],
            [
                f'mine/{leaf}: wrong-dtype "mine/{leaf}" in ">a.cs": found <f4, expected <u4; '
                f'write ["mine/{leaf}", "<u4"]'
                for leaf in "abc"
            ],
            id="more, and contradicted",
        ),
        pytest.param("ab", [known("second", "ab")], [], id="of a type that is not known"),
        pytest.param("zy", [known("first", "ab")], [], id="notes are not told"),
    ],
)
def test_the_columns_of_a_slot_are_those_of_its_type(
    leaves: str, types: list[SlotType], expected: list[str]
) -> None:
    """Where another type has twice as many of them, it is that which is meant."""
    assert told(MINE, leaves, *types) == expected


def test_a_name_of_the_type_is_believed() -> None:
    """The columns are then held to it, and of no other type."""
    slot = SlotInTable("first", "particle", "first", ">a.cs")
    found = told(slot, "cd", known("first", "ab"), known("second", "cd"))
    assert found == []


@pytest.mark.parametrize(
    ("others", "held"),
    [
        (0, "none"),
        (2, "s0, s1"),
        (10, "s0, s1, s2, s3, s4, s5, s6, s7, s8, s9"),
        (11, "s0, s1, s2, s3, s4, s5, s6, s7, s8, s9"),
    ],
)
def test_ten_slots_of_the_table_are_named(others: int, held: str) -> None:
    """Where it has no columns of the slot that is looked for."""
    assert told(MINE, "", others=others) == [
        f'mine: missing-slot ">a.cs" has no columns of the slot "mine": it has those of {held}; '
        "name the table that has them"
    ]


def test_a_slot_with_a_slip_is_renamed() -> None:
    """If that is meant."""
    slot = SlotInTable("s00", "particle", "first", ">a.cs")
    assert told(slot, "", others=1) == [
        's00: missing-slot ">a.cs" has no columns of the slot "s00": it has those of s0; is "s0" '
        "meant?"
    ]


@pytest.mark.parametrize("slot", [("mine", "odd"), ("1x", "particle")])
def test_what_is_told_elsewhere_is_not_told(slot: tuple[str, str]) -> None:
    """A datatype that is not known here, and a name that no slot has."""
    name, datatype = slot
    given = SlotInTable(name, datatype, "first", ">a.cs")
    assert told(given, "cd", known("first", "ab"), known("second", "cd")) == []


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("it is wrong", '"a/b" in ">a.cs": it is wrong'),
        ('the column "a/b" is wrong', '"a/b" in ">a.cs": is wrong'),
        ('the column "a/c" is wrong', '"a/b" in ">a.cs": the column "a/c" is wrong'),
    ],
)
def test_a_problem_of_a_table_names_column_and_table(message: str, expected: str) -> None:
    """Once each; its place is that of the slot."""
    problem = found_in(">a.cs", Problem(("a/b",), message, kind=ProblemKind.WRONG_DTYPE))
    assert (problem.path, problem.message) == ((), expected)
    assert problem.kind is ProblemKind.WRONG_DTYPE
