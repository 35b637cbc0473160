"""Tests of what a header says of a table, and of columns that no dataset can have."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from cryosparc_spec import DTypeSpec, Field, ParseError, Problem
from cryosparc_spec.datasets import Certainty, DatasetHeader, HeaderFormat, UnsoundColumn
from cryosparc_spec.problems import ProblemKind

FIELDS = tuple(Field.parse(field) for field in [("uid", "u8"), ("a/x", "f4"), ("b/y/z", "2u4")])
HEADER = DatasetHeader(rows=3, fields=FIELDS, format=HeaderFormat.NPY_1, header_size=128)
PROBLEM = Problem(("a",), "it is wrong")
UNSOUND = UnsoundColumn(name="a/b", problems=[PROBLEM])


def test_the_words_for_layouts_are_those_of_numpy_and_cryosparc() -> None:
    """A layout is told as numpy and cryosparc-tools call it, and certainty as a word."""
    assert [*map(str, HeaderFormat)] == ["NPY 1.0", "NPY 2.0", "NPY 3.0", "CSDAT"]
    assert [*map(str, Certainty)] == ["known", "likely", "guessed"]


@pytest.mark.parametrize("size", [0, 1, 2**40])
def test_a_header_may_be_of_any_size(size: int) -> None:
    """A header that no file has is of size 0."""
    assert attrs.evolve(HEADER, header_size=size, rows=size).header_size == size


def test_of_many_repeated_names_the_first_20_are_told() -> None:
    """As one reads no more; each with the number of its columns."""
    fields = [Field(f"a/{number}", "f4") for number in range(30)]
    with pytest.raises(ParseError) as caught:
        attrs.evolve(HEADER, fields=[*fields, *fields, fields[0]])
    counts = [3, *[2] * 19]
    assert [problem.path for problem in caught.value.problems] == [("fields",)] * 20
    assert [problem.message for problem in caught.value.problems] == [
        f'{count} columns have the name "a/{number}"' for number, count in enumerate(counts)
    ]
    assert {problem.kind for problem in caught.value.problems} == {ProblemKind.DUPLICATE_KEY}


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"rows": -1}, ProblemKind.INVALID_COUNT),
        ({"fields": FIELDS * 2}, ProblemKind.DUPLICATE_KEY),
    ],
)
def test_problems_of_a_header_have_their_kind(changed: dict[str, Any], kind: ProblemKind) -> None:
    """Programs tell them apart by it."""
    with pytest.raises(ParseError) as caught:
        attrs.evolve(HEADER, **changed)
    assert {problem.kind for problem in caught.value.problems} == {kind}


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        pytest.param(
            {"compression": 4},
            '$.compression: the compression is 4: expected "lz4" or null',
            id="4",
        ),
        pytest.param(
            {"format": 1},
            "$.format: 1 is not a layout of .cs files: expected one of NPY 1.0, NPY 2.0, NPY 3.0, "
            "CSDAT",
            id="a number as format",
        ),
        pytest.param(
            {"unsound": [PROBLEM]},
            "$.unsound[0]: expected an object of class UnsoundColumn, got a value of type Problem",
            id="a problem as column",
        ),
        pytest.param(
            {"header_size": "1"},
            '$.header_size: expected a whole number, got "1"; write 1',
            id="text as size",
        ),
    ],
)
def test_what_is_no_header_is_refused(changed: dict[str, Any], text: str) -> None:
    """Each attribute says what it takes."""
    with pytest.raises(ParseError) as caught:
        attrs.evolve(HEADER, **changed)
    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        pytest.param(
            {"dtype": "<m8[s]"},
            '$.dtype: "<m8[s]" is not a dtype: expected a code such as "f4", "3u4" or "(2,3)f4"',
            id="dtype",
        ),
        pytest.param({"name": 1}, '$.name: expected text, got 1; write "1"', id="name"),
        pytest.param(
            {"place": "0"}, '$.place: expected a whole number, got "0"; write 0', id="place"
        ),
        pytest.param(
            {"problems": ["wrong"]},
            '$.problems[0]: expected an object of class Problem, got "wrong"',
            id="problems",
        ),
    ],
)
def test_what_is_no_column_is_refused(changed: dict[str, Any], text: str) -> None:
    """Each attribute of an unsound column says what it takes."""
    with pytest.raises(ParseError) as caught:
        attrs.evolve(UNSOUND, **changed)
    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("name", "slot", "leaf"),
    [("a/b", "a", "b"), ("a/b/c", "a", "b/c"), ("a", None, "a"), ("", None, ""), ("/b", "", "b")],
)
def test_an_unsound_column_is_in_the_slot_before_the_first_slash(
    name: str, slot: str | None, leaf: str
) -> None:
    """As a sound one is."""
    column = UnsoundColumn(name=name, problems=[])
    assert (column.slot, column.leaf) == (slot, leaf)


@pytest.mark.parametrize(
    ("dtype", "holds"), [(None, False), ("<f4", False), ("S3", False), ("|O", True), ("2O", True)]
)
def test_objects_are_told_by_the_dtype(dtype: str | None, holds: bool) -> None:
    """Where that can be read, a column of objects has it."""
    assert UnsoundColumn(name="a", dtype=dtype, problems=[]).holds_objects is holds


def test_an_unsound_column_needs_only_a_name_and_problems() -> None:
    """It is the first, and of no dtype, unless that is said."""
    assert (UNSOUND.dtype, UNSOUND.place, UNSOUND.problems) == (None, 0, (PROBLEM,))
    assert attrs.evolve(UNSOUND, dtype="<f4").dtype == DTypeSpec("<f4")


def test_columns_are_named_in_the_order_of_the_file() -> None:
    """Unsound ones stand at their places among the others, and give slots of no column."""
    unsound = [attrs.evolve(UNSOUND, name=name, place=at) for name, at in [("c/x", 1), ("a/y", 3)]]
    header = attrs.evolve(HEADER, unsound=[*unsound, attrs.evolve(UNSOUND, name="d", place=5)])
    assert header.column_names == ("uid", "c/x", "a/x", "a/y", "b/y/z", "d")
    assert dict(header.slots) == {"a": (FIELDS[1],), "b": (FIELDS[2],), "c": ()}
    assert header.compression is None
