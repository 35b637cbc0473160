"""Tests of what two catalogues know, put together."""

from __future__ import annotations

import operator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import known_slot_types
from cryosparc_spec.catalogue import Column, Seen, SlotType, SlotTypes
from cryosparc_spec.testing.values import slot_types

KNOWN = known_slot_types()


def _of(*columns: Column, **facts: Any) -> SlotType:
    return SlotType(datatype="particle", slot_type="latent", columns=columns, **facts)


def _merged(first: SlotType, second: SlotType) -> SlotType:
    return (SlotTypes([first]) | SlotTypes([second]))["particle", "latent"]


@given(st.lists(slot_types(), max_size=4), st.lists(slot_types(), max_size=4))
def test_nothing_known_is_lost(first: list[SlotType], second: list[SlotType]) -> None:
    """All keys, names, columns, sources and requirements of both are in what is put together."""
    ours, theirs = SlotTypes(first), SlotTypes(second)
    both = ours | theirs
    assert set(both) == {*ours, *theirs}
    for each in (ours, theirs):
        for key, slot_type in each.items():
            assert {*slot_type.names} <= {*both[key].names}
            kept = {column.name: column for column in both[key].columns}
            for column in slot_type.columns:
                assert {*column.sources} <= {*kept[column.name].sources}
                assert (kept[column.name].required is not None) >= bool(column.required)
                assert (kept[column.name].dtype is None) <= (column.dtype is None)


def test_a_catalogue_with_itself_or_with_nothing_is_itself() -> None:
    """Nothing is counted twice."""
    assert KNOWN | KNOWN == KNOWN | SlotTypes() == SlotTypes() | KNOWN == KNOWN


def test_only_catalogues_are_put_together() -> None:
    """Other mappings have nothing to say of slot types."""
    with pytest.raises(TypeError, match="unsupported operand"):
        operator.or_(KNOWN, {})


@pytest.mark.parametrize(
    ("first", "second", "dtype"),
    [
        pytest.param("f4", None, "f4", id="the second was not seen"),
        pytest.param(None, "f4", "f4", id="the first was not seen"),
        pytest.param("(K,2)f4", "(9,2)f4", "(K,2)f4", id="a size for a letter"),
        pytest.param("(K,2)f4", "(9,3)f4", "(9,3)f4", id="another size"),
        pytest.param("(K,2)f4", "(9,2)f8", "(9,2)f8", id="another element"),
        pytest.param("2f4", "f4", "f4", id="another number of dimensions"),
        pytest.param("O", "S12", "O", id="text is text"),
    ],
)
def test_the_dtype_that_counts(first: str | None, second: str | None, dtype: str) -> None:
    """The second counts, unless it says nothing new."""
    found = _merged(_of(Column(name="z", dtype=first)), _of(Column(name="z", dtype=second)))
    assert found.columns[0].dtype == dtype


@pytest.mark.parametrize(
    ("first", "second", "seen"),
    [
        pytest.param(Seen.ALWAYS, Seen.ALWAYS, Seen.ALWAYS, id="always in both"),
        pytest.param(Seen.ALWAYS, Seen.SOMETIMES, Seen.SOMETIMES, id="sometimes in one"),
        pytest.param(Seen.ALWAYS, None, Seen.SOMETIMES, id="in the tables of one only"),
        pytest.param(None, Seen.ALWAYS, Seen.SOMETIMES, id="in the tables of the other only"),
    ],
)
def test_always_is_in_the_tables_of_both(
    first: Seen | None, second: Seen | None, seen: Seen
) -> None:
    """What one never saw, though it looked into tables, is not always there."""
    always = Column(name="y", dtype="f4", seen=Seen.ALWAYS)
    sides = [
        _of(always, *([] if each is None else [Column(name="z", dtype="f4", seen=each)]))
        for each in (first, second)
    ]
    columns = {column.name: column.seen for column in _merged(*sides).columns}
    assert columns == {"y": Seen.ALWAYS, "z": seen}


@pytest.mark.parametrize("order", [1, -1], ids=["counted first", "counted second"])
def test_a_list_of_columns_is_no_evidence_against_others(order: int) -> None:
    """``min_fields`` names some columns: what a table always had stays so."""
    counted = _of(Column(name="z", dtype="f4", seen=Seen.ALWAYS, seen_in="2 of 2 tables"))
    listed = _of(Column(name="z", dtype="f4", required="v4 min_fields"), Column(name="y"))
    found = {column.name: column for column in _merged(*[counted, listed][::order]).columns}
    assert (found["z"].seen, found["z"].required) == (Seen.ALWAYS, "v4 min_fields")
    assert (found["z"].seen_in, found["y"].seen) == ("2 of 2 tables", Seen.SOMETIMES)


def test_words_of_both_are_kept_once() -> None:
    """What shows a requirement, and where it was seen, comes from both."""
    first = _of(Column(name="z", required="v4 min_fields; a message"), sources=["a"])
    second = _of(Column(name="z", required="v4 min_fields", sources=["b"]), sources=["a", "b"])
    found = _merged(first, second)
    assert found.columns[0].required == "v4 min_fields; a message"
    assert found.sources == ("a", "b")
