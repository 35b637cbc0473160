from __future__ import annotations

from typing import Any, NamedTuple

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cryosparc_spec.columns.fields
from cryosparc_spec import DTypeSpec, Field, ParseError
from cryosparc_spec.problems import ProblemKind
from cryosparc_spec.testing.values import column_names, dtype_specs, fields, shapes
from tests.frozen_values import assert_is_value

COORDS = Field("coords", DTypeSpec("<f4", (3,)))
BAD_NAME = (
    "cannot name a column: expected 1 to 256 printable characters, "
    "no space and no slash around them"
)
EXPECTED = 'expected a field such as ["coords", "3f4"] or ["coords", "<f4", [3]]'
FORM = 'as in ["coords", "<f4", [3]]'


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(("coords", "3f4"), id="pair"),
        pytest.param(("coords", "<f4", (3,)), id="triple of a numpy descr"),
        pytest.param(["coords", "<f4", [3]], id="lists from JSON"),
        pytest.param(["coords", "3f4"], id="v4 min_fields: shape glued on"),
        pytest.param(["coords", "f4", 3], id="a number as shape"),
        pytest.param(("coords", ("<f4", (3,))), id="a pair as dtype"),
        pytest.param(["coords", ["f4", [3]]], id="a list as dtype"),
        pytest.param(("coords", DTypeSpec("<f4", (3,))), id="a dtype of ours"),
        pytest.param({"name": "coords", "dtype": "3f4"}, id="dict"),
        pytest.param({"dtype": ["f4", [3]], "name": "coords"}, id="dict with a pair"),
        pytest.param("coords: 3f4", id="text"),
        pytest.param(COORDS, id="a field"),
    ],
)
def test_every_spelling_is_read(value: Any) -> None:
    """Every spelling in use reads as the same field."""
    assert Field.parse(value) == COORDS
    assert hash(Field.parse(value)) == hash(COORDS)


@pytest.mark.parametrize(
    ("name", "slot", "leaf"),
    [
        pytest.param("location/micrograph_shape", "location", "micrograph_shape", id="column"),
        pytest.param("map_half_A/path", "map_half_A", "path", id="name, not type"),
        pytest.param("a/b/c", "a", "b/c", id="two slashes"),
        pytest.param("shape", None, "shape", id="v4 min_fields: no prefix"),
        pytest.param("uid", None, "uid", id="uid"),
    ],
)
def test_slot_and_leaf(name: str, slot: str | None, leaf: str) -> None:
    """The slot is what stands before the first slash, the leaf what stands after it."""
    field = Field(name, "u8")
    assert (field.slot, field.leaf) == (slot, leaf)


@pytest.mark.parametrize(
    ("field", "text", "descr"),
    [
        pytest.param(Field("uid", "u8"), "uid: u8", ("uid", "<u8"), id="scalar"),
        pytest.param(COORDS, "coords: 3f4", ("coords", "<f4", (3,)), id="shape"),
        pytest.param(Field("blob/path", "S9"), "blob/path: S9", ("blob/path", "|S9"), id="text"),
        pytest.param(Field("a: b", ">f4"), "a: b: >f4", ("a: b", ">f4"), id="colon in the name"),
    ],
)
def test_canonical_forms(field: Field, text: str, descr: Any) -> None:
    """One text and one ``descr`` goes back."""
    assert str(field) == text
    assert field.descr == descr
    assert field.to_dict() == {"name": field.name, "dtype": text[len(field.name) + 2 :]}


@pytest.mark.parametrize(
    "dtype", ["u4", ">u8", "i8", "2u8", "(1,)u8", "O", "f8", ("u8", 1)], ids=repr
)
def test_uid_is_always_u8(dtype: Any) -> None:
    """The column ``uid`` has one dtype; any other is refused, with the fix."""
    with pytest.raises(ParseError) as caught:
        Field("uid", dtype)
    assert str(caught.value) == (
        f'the column "uid" is "{DTypeSpec.parse(dtype)}": it is always "<u8"; write ["uid", "<u8"]'
    )
    with pytest.raises(ParseError):
        Field.parse(("uid", dtype))
    with pytest.raises(ParseError):
        attrs.evolve(Field("x", dtype), name="uid")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("coords", f'{EXPECTED}, got "coords"', id="text without dtype"),
        pytest.param("", f'{EXPECTED}, got ""', id="empty text"),
        pytest.param(None, f"{EXPECTED}, got null", id="null"),
        pytest.param({"name": "a"}, f"{EXPECTED}, got a mapping", id="dict without dtype"),
        pytest.param(
            {"name": "a", "dtype": "f4", "shape": 3}, f"{EXPECTED}, got a mapping", id="other keys"
        ),
        pytest.param(
            [], f"a field of 0 parts: expected name, dtype, and the shape if any, {FORM}", id="none"
        ),
        pytest.param(
            ["a", "f4", [3], 1],
            f"a field of 4 parts: expected name, dtype, and the shape if any, {FORM}",
            id="four parts",
        ),
        pytest.param(["", "f4"], f'$[0]: "" {BAD_NAME}', id="empty name"),
        pytest.param(
            [" a ", "f4"], f'$[0]: " a " {BAD_NAME}; write "a"', id="space around the name"
        ),
        pytest.param(["/b", "f4"], f'$[0]: "/b" {BAD_NAME}; write "b"', id="slash first"),
        pytest.param(["a/", "f4"], f'$[0]: "a/" {BAD_NAME}; write "a"', id="slash last"),
        pytest.param(["/", "f4"], f'$[0]: "/" {BAD_NAME}', id="slash only"),
        pytest.param(["a\nb", "f4"], f'$[0]: "a\\nb" {BAD_NAME}', id="line break in the name"),
        pytest.param(["a" * 257, "f4"], f'$[0]: "{"a" * 60}..." {BAD_NAME}', id="name too long"),
        pytest.param([3, "f4"], '$[0]: expected text, got 3; write "3"', id="number as name"),
        pytest.param(
            ["a", None],
            '$[1]: expected a dtype such as "3u4" or ["<u4", [3]], got null',
            id="null as dtype",
        ),
        pytest.param(["a", "f4", [0]], "$[2]: dimension 0: expected 1 to 2147483647", id="shape"),
        pytest.param(
            ["a", "f4", [True]],
            "$[2]: expected a whole number as dimension, got true",
            id="true as dimension",
        ),
        pytest.param(
            ["a", "f4", None], "$[2]: expected a shape such as [2], got null", id="null as shape"
        ),
        pytest.param(
            ["a", "u4", [2**30]],
            "shape (1073741824,) of <u4 takes 4294967296 bytes: expected at most 2147483647",
            id="row too long",
        ),
        pytest.param(
            ["", "-1f4", [0]],
            "3 problems:\n"
            f'  $[0]: "" {BAD_NAME}\n'
            '  $[1]: "-1f4" is not a dtype: expected a code such as "f4", "3u4" or "(2,3)f4"\n'
            "  $[2]: dimension 0: expected 1 to 2147483647",
            id="everything",
        ),
        pytest.param(
            {"name": 3, "dtype": 4},
            "2 problems:\n"
            '  $.name: expected text, got 3; write "3"\n'
            '  $.dtype: expected a dtype such as "3u4" or ["<u4", [3]], got 4',
            id="dict",
        ),
        pytest.param(
            "a: -1f4",
            '"-1f4" is not a dtype: expected a code such as "f4", "3u4" or "(2,3)f4"',
            id="text",
        ),
    ],
)
def test_refused(value: Any, text: str) -> None:
    """What is no field is refused: all that is wrong, each with its place; twice the same."""
    for _ in range(2):
        with pytest.raises(ParseError) as caught:
            Field.parse(value)
        assert str(caught.value) == text


def test_kind_of_name_problem() -> None:
    """A program can tell a bad name from a bad dtype."""
    with pytest.raises(ParseError) as caught:
        Field.parse([" a", "zz"])
    assert [problem.kind for problem in caught.value.problems] == [
        ProblemKind.INVALID_NAME,
        ProblemKind.INVALID_VALUE,
    ]


@given(name=column_names(), dtype=dtype_specs(), shape=shapes())
def test_constructor_and_parse_agree(name: str, dtype: DTypeSpec, shape: Any) -> None:
    """Made by hand, of a pair or of text, a field is the same."""
    field = Field(name, dtype)
    assert Field(name, str(dtype)) == field
    assert Field.parse((name, dtype)) == Field.parse([name, str(dtype)]) == field
    assert field.dtype.scalar == dtype.scalar


@given(field=fields())
def test_text_reads_back(field: Field) -> None:
    """``parse`` of ``str``, ``descr`` and ``to_dict`` gives the field back, text as spelled."""
    for written in (str(field), field.descr, list(field.descr), field.to_dict(), field):
        again = Field.parse(written)
        assert again == field
        assert again.dtype.scalar == field.dtype.scalar
    assert str(Field.parse(str(field))) == str(field)


@given(field=fields())
def test_fields_are_values(field: Field) -> None:
    """A field hashes, pickles, copies and evolves, and cannot be changed."""
    assert_is_value(field)


@given(drawn=st.lists(fields(), max_size=6, unique_by=lambda field: field.name))
def test_numpy_takes_descr(drawn: list[Field]) -> None:
    """A list of ``descr`` makes the numpy dtype of a table, with these names and shapes."""
    numpy = pytest.importorskip("numpy", reason="numpy is not installed")
    dtype = numpy.dtype([field.descr for field in drawn])
    assert list(dtype.names or ()) == [field.name for field in drawn]
    for field in drawn:
        assert dtype[field.name].shape == field.dtype.shape
        assert dtype[field.name].itemsize == field.dtype.itemsize


@pytest.mark.parametrize("spelling", [["a", "f4", [1]], ["a", "(1,)f4"]], ids=repr)
def test_equal_parts_are_shared(spelling: list[Any]) -> None:
    """The same parts give one object; look-alikes of another type do not reach it."""
    assert Field.parse(spelling) is Field.parse(tuple(spelling))
    for pretender in (True, 1.0):
        with pytest.raises(ParseError, match="expected a whole number as dimension"):
            Field.parse(["a", "f4", [pretender]])
        with pytest.raises(ParseError, match=r"expected a (shape|whole number)"):
            Field.parse(["a", ("f4", pretender)])
    for of_another_type in ({1: 1}, {1}, "1", None):
        with pytest.raises(ParseError, match="expected a shape such as"):
            Field.parse(["a", "f4", of_another_type])


def test_text_of_another_class_is_read() -> None:
    """A subclass of ``str`` is read as the text it is."""

    class Text(str):
        """Text of another class."""

    assert Field.parse((Text("coords"), Text("3f4"))) == COORDS
    assert Field.parse((Text("coords"), Text("f4"), (3,))) == COORDS
    assert Field.parse(Text("coords: 3f4")) == COORDS


def test_sequences_of_another_class_are_read() -> None:
    """A named tuple is read as the tuple it is."""

    class Column(NamedTuple):
        name: str
        dtype: str
        shape: tuple[int, ...]

    assert Field.parse(Column("coords", "<f4", (3,))) == COORDS


def test_cache_is_bounded() -> None:
    """20,000 columns that never repeat leave a bounded number behind, and so do their dtypes."""
    for number in range(20_000):
        assert Field.parse((f"slot/column_{number}", "f4")).leaf == f"column_{number}"
        assert Field.parse((f"slot/column_{number}", f"S{number + 1}")).dtype.is_text
    shared = cryosparc_spec.columns.fields._shared
    assert len(shared) <= 64
    assert max(map(len, shared.values())) <= 512


def test_the_wrong_part_is_told() -> None:
    """A dtype that is none stands in the second part."""
    with pytest.raises(ParseError) as caught:
        Field.parse(["shape", "x9"])
    assert [problem.place for problem in caught.value.problems] == ["$[1]"]
