"""Tests of the columns that a header lists, sound or not."""

from __future__ import annotations

from typing import Any

import pytest

from cryosparc_spec import DTypeSpec, Field, ParseError
from cryosparc_spec.datasets.listed_columns import as_columns, problems_of, refuse_unsound
from cryosparc_spec.problems import ProblemKind


def test_unsound_columns_are_sorted_out_with_their_places() -> None:
    """The others are read; of several columns of a name, the first is sound."""
    columns: list[Any] = [
        *(["uid", "<u8"], ["a", "zz"], ["b", "<f4"], ["b", "<u4"], ["", "<f4"]),
        *([1, "<f4"], 5, ["c", "|O"]),
    ]
    sound, unsound = as_columns(columns, objects=False)
    assert sound == (Field("uid", "u8"), Field("b", "f4"))
    assert [(column.name, column.place, column.dtype) for column in unsound] == [
        ("a", 1, None),
        ("b", 3, DTypeSpec("<u4")),
        ("", 4, DTypeSpec("<f4")),
        ("", 5, DTypeSpec("<f4")),
        ("", 6, None),
        ("c", 7, DTypeSpec("|O")),
    ]
    assert [problem.path for problem in problems_of(unsound)] == [
        *(("a",), ("fields",), (4,), (5,), (6,), ("c",))
    ]


@pytest.mark.parametrize("objects", [True, False])
def test_objects_are_columns_where_that_is_said(objects: bool) -> None:
    """A CSDAT file has text of any length as objects, and an NPY file of CryoSPARC never."""
    sound, unsound = as_columns([["a", "|O"], ["b", "S3"]], objects=objects)
    assert [field.name for field in sound] == (["a", "b"] if objects else ["b"])
    assert [column.holds_objects for column in unsound] == ([] if objects else [True])


@pytest.mark.parametrize("number", [19, 20, 21])
def test_20_problems_are_told(number: int) -> None:
    """No more than one reads, and each once."""
    _, unsound = as_columns([[f"a{index}", "zz"] for index in range(number)], objects=True)
    found = problems_of([*unsound, *unsound])
    assert [problem.path for problem in found] == [
        (f"a{index}",) for index in range(min(number, 20))
    ]
    with pytest.raises(ParseError) as caught:
        refuse_unsound(unsound)
    assert [*caught.value.problems] == found


def test_sound_columns_are_not_refused() -> None:
    """Where there is nothing to tell, nothing is raised."""
    refuse_unsound(as_columns([["a", "<f4"], ("b", "<f4", (2,))], objects=False)[1])


def test_a_repeated_name_is_told_with_its_number_of_columns() -> None:
    """It is one problem, whatever number of columns have the name."""
    _, unsound = as_columns([["a", "<f4"]] * 3, objects=False)
    [problem] = problems_of(unsound)
    assert (str(problem), problem.kind) == (
        '$.fields: 3 columns have the name "a"; give each its own name',
        ProblemKind.DUPLICATE_KEY,
    )
