"""Strategies for values: slots, columns, dtypes, what is known of slot types, and problems."""

from __future__ import annotations

import json
from string import ascii_letters, digits
from typing import Any

from cryosparc_spec.catalogue.entries import Column, Seen, SlotType
from cryosparc_spec.catalogue.slot_types import known_slot_types
from cryosparc_spec.columns.dtypes import DTypeSpec, Shape
from cryosparc_spec.columns.fields import UID, Field
from cryosparc_spec.problems.edits import Edit, EditAction
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import DocumentPath, Position
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.slots.loadable_slots import LoadableSlots
from cryosparc_spec.slots.slot import Datafield, Slot
from cryosparc_spec.testing.from_hypothesis import SearchStrategy, st
from cryosparc_spec.vocabulary.datatypes import Datatype
from cryosparc_spec.vocabulary.slot_words import LoadableWord

SCALARS = (
    *("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8"),
    *("<f2", "<f4", "<f8", "<c8", "<c16", ">i2", ">u4", ">f4", ">f8", ">c16"),
    *("|O", "|S12", "|S1", "<U5", ">U3"),
)
"""Kinds of elements that may have a shape, as ``DTypeSpec.scalar`` holds them."""

SCALARS_WITHOUT_LENGTH = ("|S", "<U", ">U")
"""Text without a length, which has no shape."""

_SERIES = (
    ("components_mode_{}", "components"),
    ("alignments_class_{}", "alignments2D"),
    ("alignments_class_{}", "alignments3D"),
    ("alignments_class_3D_{}", "alignments3D"),
)
"""Patterns of numbered slot names, with a slot type each."""


# Drawn sooner than from a regular expression.
_rests = st.text(f"{ascii_letters}{digits}_", max_size=15)


def identifiers() -> SearchStrategy[str]:
    """Names a slot or a slot type can have."""
    return st.tuples(st.sampled_from(f"{ascii_letters}_"), _rests).map("".join)


def group_names() -> SearchStrategy[str]:
    """Names of inputs and outputs that the server takes."""
    return st.tuples(st.sampled_from(ascii_letters), _rests).map("".join)


def texts() -> SearchStrategy[str]:
    """Titles and descriptions: any text, also of many lines, quotes and other scripts."""
    awkward = ("no", "null", "1e3", "12:30:00", "~", "- a", "a: b", "#", "é\n\tß", '"', "'", "\\")
    return st.text(max_size=20) | st.sampled_from(awkward)


def json_data(
    *,
    text: SearchStrategy[str] | None = None,
    integers: SearchStrategy[int] | None = None,
    max_leaves: int = 8,
) -> SearchStrategy[Any]:
    """What JSON can hold, as lists and dicts."""
    words = texts() if text is None else text
    numbers = st.integers() if integers is None else integers
    floats = st.floats(allow_nan=False, allow_infinity=False)
    leaves = st.none() | st.booleans() | numbers | floats | words
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
        max_leaves=max_leaves,
    )


def known_slot_names() -> SearchStrategy[str]:
    """Slot names that can be written short."""
    types = known_slot_types()
    names = {name for slot_type in types.values() for name in slot_type.names}
    names |= {slot_type for _, slot_type in types}
    return st.sampled_from(sorted(name for name in names if types.slot_type_of(name)))


def unknown_slot_names() -> SearchStrategy[str]:
    """Slot names that the catalogue does not know, and that are of no series."""
    types = known_slot_types()
    return identifiers().filter(
        lambda name: types.slot_type_of(name) is None and types.series_type_of(name) is None
    )


def series_names() -> SearchStrategy[tuple[str, str]]:
    """Slot names of a series, each with a slot type."""
    number = st.integers(0, 200).map(str)
    return st.tuples(st.sampled_from(_SERIES), number).map(
        lambda drawn: (drawn[0][0].replace("{}", drawn[1]), drawn[0][1])
    )


def slots(*, required: SearchStrategy[bool] | None = None) -> SearchStrategy[Slot]:
    """Slots: known ones, of a known name and another type, of a series, and unknown ones."""
    types = known_slot_types()
    needed = st.booleans() if required is None else required
    known = known_slot_names().map(lambda name: (name, types.slot_type_of(name) or name))
    unknown = unknown_slot_names().map(lambda name: (name, name))
    other = st.tuples(identifiers() | known_slot_names(), identifiers() | known_slot_names())
    pairs = known | unknown | other | series_names()
    return st.tuples(pairs, needed).map(lambda drawn: Slot(*drawn[0], drawn[1]))


def datafields() -> SearchStrategy[Datafield]:
    """Slots in the deprecated form."""
    return slots().map(Slot.to_datafield)


def loadable_slots() -> SearchStrategy[LoadableSlots]:
    """Each of the three words, and lists of names."""
    names = st.lists(identifiers() | known_slot_names(), max_size=4)
    return st.builds(LoadableSlots, st.sampled_from(list(LoadableWord)) | names)


def shapes(*, max_dimensions: int = 3) -> SearchStrategy[Shape]:
    """Shapes of rows, ``()`` and one-element ones included."""
    return st.lists(st.integers(1, 300), max_size=max_dimensions).map(tuple)


def dtype_specs() -> SearchStrategy[DTypeSpec]:
    """Dtypes of every kind, byte order and shape."""
    shaped = st.builds(DTypeSpec, st.sampled_from(SCALARS), shapes())
    return shaped | st.builds(DTypeSpec, st.sampled_from(SCALARS_WITHOUT_LENGTH))


def column_names() -> SearchStrategy[str]:
    """Names of columns: of a slot, without a slot, and as odd as is allowed; never ``uid``."""
    inside = st.tuples(identifiers(), identifiers()).map("/".join)
    odd = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
    allowed = odd.filter(lambda name: name.isprintable() and name == name.strip("/ "))
    return (inside | identifiers() | allowed).filter(lambda name: name != UID)


def fields() -> SearchStrategy[Field]:
    """Columns, ``uid`` among them."""
    return st.builds(Field, column_names(), dtype_specs()) | st.just(Field(UID, "<u8"))


def columns() -> SearchStrategy[Column]:
    """What may be known of a column of a slot type."""
    known = dtype_specs().map(str)
    return st.builds(
        Column,
        name=identifiers(),
        dtype=st.none() | known | st.just("(K,2)f4"),
        seen=st.sampled_from(Seen),
        seen_in=texts(),
        required=st.none() | texts(),
        confidence=texts(),
        sources=st.lists(texts(), max_size=2),
    )


def slot_types() -> SearchStrategy[SlotType]:
    """Slot types that a user may add to the catalogue."""
    return st.builds(
        SlotType,
        datatype=st.sampled_from(list(Datatype)),
        slot_type=identifiers(),
        names=st.lists(identifiers(), max_size=3),
        series=st.lists(identifiers().map(lambda stem: f"{stem}_{{}}"), max_size=2),
        columns=st.lists(columns(), max_size=2, unique_by=lambda column: column.name),
        confidence=texts(),
        **dict.fromkeys(("versions", "notes", "sources"), st.lists(texts(), max_size=2)),
    )


def _paths() -> SearchStrategy[DocumentPath]:
    """Paths into a document."""
    keys: SearchStrategy[str | int] = identifiers() | texts() | st.integers(0, 99)
    return st.lists(keys, max_size=4).map(tuple)


def positions() -> SearchStrategy[Position]:
    """Places in a file."""
    counted = st.none() | st.integers(1, 10_000)
    return st.builds(Position, texts(), counted, counted)


def fixes() -> SearchStrategy[Fix]:
    """Data to write instead, with a key or without, other keys, and what is left out."""
    data, words = json_data(max_leaves=3), st.none() | texts()
    written = st.builds(Fix.of, data, key=st.none() | identifiers(), remark=texts(), words=words)
    renamed = st.builds(Fix.rename, identifiers(), words=words, safe=st.booleans())
    edits = st.builds(Edit, st.sampled_from(EditAction), _paths(), words, data.map(json.dumps))
    several = st.builds(Fix, st.lists(edits).map(tuple), above=st.integers(0, 2))
    return written | renamed | several | st.builds(Fix.remove, texts())


def problems() -> SearchStrategy[Problem]:
    """Problems of every kind and severity."""
    return st.builds(
        Problem,
        _paths(),
        texts(),
        kind=st.sampled_from(ProblemKind),
        severity=st.sampled_from(Severity),
        fix=st.none() | fixes(),
        hint=st.none() | texts(),
        position=st.none() | positions(),
    )
