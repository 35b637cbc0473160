"""Tests of the columns of a table beside those of a slot type."""

from __future__ import annotations

import pytest

from cryosparc_spec import DTypeSpec, Field
from cryosparc_spec.catalogue import Column, Seen, SlotType
from cryosparc_spec.datasets.comparison import contradicts, expected_dtype, sizes_shown

MULTI = SlotType(
    datatype="particle",
    slot_type="multi",
    columns=[
        Column(name="pose", dtype="(K,3)f4", seen=Seen.ALWAYS),
        Column(name="error", dtype="(K)f4", seen=Seen.ALWAYS),
        Column(name="class", dtype="(K)u4", seen=Seen.ALWAYS),
        Column(name="shift", dtype="2f4", seen=Seen.ALWAYS),
        Column(name="alpha", dtype="f4", seen=Seen.ALWAYS),
        Column(name="odd", seen=Seen.ALWAYS),
    ],
)
PLAIN = SlotType(datatype="particle", slot_type="plain", columns=[Column(name="error", dtype="f4")])


def fields(*columns: tuple[str, str]) -> list[Field]:
    """The columns of a slot."""
    return [Field(f"x/{leaf}", code) for leaf, code in columns]


@pytest.mark.parametrize(
    ("columns", "sizes"),
    [
        pytest.param([], {}, id="no columns"),
        pytest.param([("pose", "(9,3)f4")], {"K": 9}, id="one column"),
        pytest.param([("pose", "(9,4)f4")], {}, id="another size beside the letter"),
        pytest.param([("pose", "9f4")], {}, id="another number of dimensions"),
        pytest.param([("other", "9f4"), ("shift", "2f4"), ("alpha", "f4")], {}, id="no letters"),
        pytest.param(
            [("pose", "(9,3)f4"), ("error", "7f4"), ("class", "7u4")], {"K": 7}, id="that of most"
        ),
        pytest.param([("error", "7f4"), ("class", "9u4")], {"K": 7}, id="the first of equals"),
    ],
)
def test_letters_stand_for_the_sizes_of_most_columns(
    columns: list[tuple[str, str]], sizes: dict[str, int]
) -> None:
    """Of columns whose other sizes are those known."""
    assert sizes_shown(fields(*columns), MULTI) == sizes
    assert sizes_shown(fields(*columns), PLAIN) == {}


@pytest.mark.parametrize(
    ("name", "sizes", "expected"),
    [
        ("pose", {"K": 9}, "(9,3)f4"),
        ("pose", {}, "(1,3)f4"),
        ("error", {"L": 4}, "1f4"),
        ("shift", {}, "2f4"),
        ("alpha", {"K": 9}, "f4"),
    ],
)
def test_a_size_that_is_not_known_is_1(name: str, sizes: dict[str, int], expected: str) -> None:
    """A letter stands for one element a row until a column shows another size."""
    found = expected_dtype(MULTI.columns_by_name[name], sizes)
    assert found == DTypeSpec.parse(expected)


@pytest.mark.parametrize(
    ("columns", "rows", "is_other"),
    [
        pytest.param([("alpha", "f4"), ("pose", "(9,3)f4")], 5, False, id="as known"),
        pytest.param([("error", "7f4"), ("class", "9u4")], 5, True, id="sizes that differ"),
        pytest.param([("alpha", "f4"), ("error", "7f8")], 5, True, id="another scalar"),
        pytest.param([("alpha", "f4"), ("shift", "3f4")], 5, True, id="another shape"),
        pytest.param([("shift", "f4")], 1, True, id="no shape"),
        pytest.param([("shift", "f4")], 0, False, id="no shape, without rows"),
        pytest.param([("shift", "3f4")], 0, True, id="another shape, without rows"),
        pytest.param([("alpha", "f8")], 0, True, id="another scalar, without rows"),
        pytest.param([("odd", "S9"), ("other", "u2")], 5, False, id="columns of no known dtype"),
        pytest.param([], 5, False, id="no columns"),
    ],
)
def test_columns_of_another_dtype_or_shape_contradict_a_type(
    columns: list[tuple[str, str]], rows: int, is_other: bool
) -> None:
    """A table without rows may hide the shapes of its columns, and no more."""
    assert contradicts(fields(*columns), MULTI, rows=rows) is is_other
