"""Tests of slots, fields and dtypes in numpy's terms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cryosparc.dataset import Dataset
from hypothesis import given

from cryosparc_spec import DTypeSpec, Field, ParseError, check_dataset, known_slot_types
from cryosparc_spec.catalogue import SlotType
from cryosparc_spec.checks import Fit
from cryosparc_spec.interop.numpy import (
    check_array,
    empty,
    fields_for,
    fields_of,
    from_dtype,
    table_dtype,
    to_dtype,
)
from cryosparc_spec.testing.values import dtype_specs, fields
from cryosparc_spec.vocabulary.datatypes import DatatypeName

_KNOWN = [
    pytest.param(slot_type, id=str(slot_type))
    for slot_type in known_slot_types().values()
    if slot_type.names and slot_type.columns
]


@given(dtype_specs())
def test_dtypes_come_back(spec: DTypeSpec) -> None:
    """A dtype goes to numpy and back as it was."""
    assert from_dtype(to_dtype(spec)) == spec
    assert to_dtype(spec) == np.dtype(spec.descr)


@given(fields())
def test_fields_come_back(field: Field) -> None:
    """A column of a table goes to numpy and back as it was."""
    assert fields_of(table_dtype([field])) == (field,)
    assert fields_of(np.zeros(2, table_dtype([field]))) == (field,)


@pytest.mark.parametrize(
    ("dtype", "text"),
    [
        pytest.param(
            np.dtype([("a", "<f4")]),
            "a structured dtype is not that of a column: see fields_of",
            id="structured",
        ),
    ],
)
def test_dtypes_of_no_column(dtype: np.dtype[np.void], text: str) -> None:
    """What no column holds is refused."""
    with pytest.raises(ParseError) as caught:
        from_dtype(dtype)
    assert str(caught.value) == text


def test_arrays_without_columns() -> None:
    """An array that is not structured has no columns."""
    with pytest.raises(ParseError) as caught:
        fields_of(np.zeros(3, np.float32))
    assert str(caught.value) == "float32 has no columns: expected a structured array"


def test_wrong_columns_are_told_at_once() -> None:
    """Every column that no dataset can have is told by its name."""
    dtype = np.dtype([("when", "<M8[s]"), ("uid", "<f4"), ("nested", [("a", "<f4")])])
    with pytest.raises(ParseError) as caught:
        fields_of(dtype)
    assert [problem.path for problem in caught.value.problems] == [
        ("when",),
        ("uid",),
        ("nested",),
    ]


@pytest.mark.parametrize("slot_type", _KNOWN)
def test_empty_tables_are_sound(slot_type: SlotType, tmp_path: Path) -> None:
    """A table made for any known slot type passes the checks, and cryosparc-tools takes it."""
    slots = [{"name": slot_type.names[0], "dtype": slot_type.slot_type}]
    dtypes = {column.name: "f4" for column in slot_type.columns if column.dtype is None}
    table = empty(slots, 3, datatype=slot_type.datatype, dimensions={"K": 4}, dtypes=dtypes)
    found = check_array(table, slots=slots, datatype=slot_type.datatype)
    assert found.problems == ()
    assert len(set(table["uid"].tolist())) == 3
    path = tmp_path / "table.cs"
    Dataset(table).save(path)
    on_disk = check_dataset(path, slots=slots, datatype=slot_type.datatype)
    assert on_disk.fits == found.fits
    assert on_disk.problems == ()


def test_required_columns_are_there() -> None:
    """The table holds what the server requires."""
    table = empty(["location", "ctf"], 2, datatype="particle")
    found = check_array(table, slots=["location", "ctf"], datatype="particle")
    assert found.fits == {"location": Fit.FITS, "ctf": Fit.FITS}
    assert table["location/micrograph_path"].tolist() == ["", ""]
    assert table["ctf/shift_A"].tolist() == [[0, 0], [0, 0]]


def test_a_missing_size_is_asked_for() -> None:
    """A size that varies must be given."""
    with pytest.raises(ParseError) as caught:
        fields_for(["alignments3D_multi"], datatype="particle")
    assert str(caught.value) == (
        '$[0]: the size K in the columns of "alignments3D_multi" is not given; '
        'write dimensions={"K": 9}, with the number you have'
    )


@pytest.mark.parametrize(
    ("slot", "datatype", "dtypes"),
    [
        pytest.param(
            {"name": "components_mode_1", "dtype": "components"},
            "particle",
            {"component": "u4"},
            id="of one column",
        ),
        pytest.param(
            {"name": "components_mode_1", "dtype": "components"},
            "particle",
            {"components_mode_1/component": "i2"},
            id="with the name of the slot",
        ),
        pytest.param("ctf_stats", "exposure", {}, id="of some columns"),
        pytest.param("filament", "particle", {}, id="of all columns"),
        pytest.param("sym_expand", "particle", {}, id="of most columns"),
    ],
)
def test_dtypes_that_nobody_has_seen_are_asked_for(
    slot: Any, datatype: DatatypeName, dtypes: dict[str, str]
) -> None:
    """No known column is left out without a word: all are named, or their dtypes are given."""
    with pytest.raises(ParseError, match=r"the dtypes of columns of .* are not known: ") as caught:
        empty([slot], 1, datatype=datatype)
    message, hint = str(caught.value).split("; write dtypes=")
    names = message.split("not known: ")[1].split(", ")
    given = dtypes or json.loads(hint.split("}")[0] + "}")
    assert dtypes or list(given) == names
    table = empty([slot], 1, datatype=datatype, dtypes=given)
    held = {name.partition("/")[2]: table.dtype[name].str for name in table.dtype.names or ()}
    assert {name: held[name] for name in names} == {
        name.rpartition("/")[2]: f"<{dtype}" for name, dtype in given.items()
    }
    assert check_array(table, slots=[slot], datatype=datatype).problems == ()


def test_dtypes_of_columns_that_are_not_there_are_refused() -> None:
    """With the nearest that is, which most likely is meant."""
    slots = [{"name": "components_mode_1", "dtype": "components"}]
    with pytest.raises(ParseError) as caught:
        empty(slots, 1, datatype="particle", dtypes={"component": "u4", "valeu": "f4"})
    assert str(caught.value) == (
        '"valeu" is not a column of these slots: expected one of uid, component, '
        'components_mode_1/component, value, components_mode_1/value; write "value"'
    )


def test_a_column_that_is_not_usual_is_made_where_its_dtype_is_given() -> None:
    """The others stay as they are."""
    table = empty(["alignments3D"], 1, datatype="particle", dtypes={"fulcrum": "3f4"})
    usual = empty(["alignments3D"], 1, datatype="particle")
    assert {*(table.dtype.names or ())} - {*(usual.dtype.names or ())} == {"alignments3D/fulcrum"}


def test_slot_types_of_another_datatype_are_refused() -> None:
    """Nothing is made up for a slot type that is not known under the datatype."""
    with pytest.raises(ParseError) as caught:
        fields_for(["mask", "ctf"], datatype="mask")
    assert str(caught.value) == ('$[1]: the columns of slot type "ctf" under mask are not known')


def test_equal_uids_are_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where two random numbers are the same, another one is drawn."""

    class Generator:
        draws = iter([[7, 7], [8]])

        def integers(self, *_: object) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
            return np.array(next(self.draws), np.uint64)

        def permutation(self, uids: object) -> object:
            return uids

    monkeypatch.setattr(np.random, "default_rng", Generator)
    assert empty(["location"], 2, datatype="particle")["uid"].tolist() == [7, 8]


@pytest.mark.parametrize(
    ("table", "text"),
    [
        pytest.param(
            Dataset({"uid": [1]}),
            "expected a structured array of numpy, got a value of type Dataset; "
            "give its to_records()",
            id="dataset of cryosparc-tools",
        ),
        pytest.param(
            [1, 2],
            "expected a structured array of numpy, got a value of type list",
            id="list",
        ),
        pytest.param(
            np.zeros((2, 3), [("uid", "<u8")]),
            "the array has 2 dimensions: expected 1, the rows; give array.reshape(-1)",
            id="two dimensions",
        ),
        pytest.param(
            np.zeros((), [("uid", "<u8")]),
            "the array has 0 dimensions: expected 1, the rows; give array.reshape(-1)",
            id="no dimension",
        ),
    ],
)
def test_what_is_no_table(table: Any, text: str) -> None:
    """What is not one row after the other says so, before it is taken for a table of few rows."""
    with pytest.raises(ParseError) as caught:
        check_array(table)
    assert str(caught.value) == text


def test_datasets_of_cryosparc_tools_are_checked_as_records() -> None:
    """As the error for a dataset says."""
    dataset: Any = Dataset(empty(["location"], 2, datatype="particle"))
    table = dataset.to_records()
    assert check_array(table, slots=["location"], datatype="particle").problems == ()
