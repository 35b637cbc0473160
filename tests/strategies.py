"""Hypothesis strategies for every public value, shared by the tests."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cryosparc_spec import (
    AnyContentType,
    AnyFormat,
    AssetContentType,
    AssetFormat,
    BinaryContentType,
    BuilderTag,
    Category,
    Datafield,
    DatasetContentType,
    DatasetFormat,
    Datatype,
    DTypeSpec,
    Field,
    ImageContentType,
    ImageFormat,
    InputSpec,
    JobDefinition,
    JobSection,
    JobStatus,
    LoadableSlots,
    LoadableWord,
    MicrographContentType,
    MicrographFormat,
    OutputSpec,
    Position,
    Problem,
    ProblemKind,
    Severity,
    Shape,
    Slot,
    SlotType,
    Stability,
    TextContentType,
    TextFormat,
    known_slot_types,
)
from cryosparc_spec.catalogue import Column, Seen
from cryosparc_spec.families import StrFamily

FORMATS: tuple[type[StrFamily], ...] = (
    AnyFormat,
    AssetFormat,
    TextFormat,
    ImageFormat,
    MicrographFormat,
    DatasetFormat,
)
CONTENT_TYPES: tuple[type[StrFamily], ...] = (
    AnyContentType,
    AssetContentType,
    TextContentType,
    ImageContentType,
    BinaryContentType,
    MicrographContentType,
    DatasetContentType,
)
FAMILIES: tuple[type[StrFamily], ...] = (
    *FORMATS,
    *CONTENT_TYPES,
    Datatype,
    JobStatus,
    Category,
    Stability,
    BuilderTag,
    LoadableWord,
)
"""Every family of words, those without members of their own among them."""

SCALARS = (
    *("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8"),
    *("<f2", "<f4", "<f8", "<c8", "<c16", ">i2", ">u4", ">f4", ">f8", ">c16"),
    *("|O", "|S12", "|S1", "<U5", ">U3"),
)
"""Kinds of elements that may have a shape, as ``DTypeSpec.scalar`` holds them."""

SCALARS_WITHOUT_LENGTH = ("|S", "<U", ">U")
"""Text without a length, which has no shape."""

SERIES = (
    ("components_mode_{}", "components"),
    ("alignments_class_{}", "alignments2D"),
    ("alignments_class_{}", "alignments3D"),
    ("alignments_class_3D_{}", "alignments3D"),
)
"""Patterns of numbered slot names, with a slot type each."""


def members() -> SearchStrategy[StrFamily]:
    """Words of all families."""
    return st.sampled_from([member for family in FAMILIES for member in family])


def datatypes() -> SearchStrategy[Datatype]:
    """Datatypes."""
    return st.sampled_from(list(Datatype))


def identifiers() -> SearchStrategy[str]:
    """Names a slot or a slot type can have."""
    return st.from_regex(r"[A-Za-z_][0-9A-Za-z_]{0,15}", fullmatch=True)


def group_names() -> SearchStrategy[str]:
    """Names of inputs and outputs that the server takes."""
    return st.from_regex(r"[A-Za-z][0-9A-Za-z_]{0,15}", fullmatch=True)


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
    return st.tuples(st.sampled_from(SERIES), number).map(
        lambda drawn: (drawn[0][0].replace("{}", drawn[1]), drawn[0][1])
    )


def slots(*, required: SearchStrategy[bool] | None = None) -> SearchStrategy[Slot]:
    """Slots: known ones, of a known name and another type, of a series, and unknown ones."""
    types = known_slot_types()
    needed = st.booleans() if required is None else required
    known = known_slot_names().map(lambda name: (name, types.slot_type_of(name)))
    unknown = unknown_slot_names().map(lambda name: (name, name))
    other = st.tuples(identifiers() | known_slot_names(), identifiers() | known_slot_names())
    pairs: SearchStrategy[Any] = known | unknown | other | series_names()
    return st.builds(lambda pair, flag: Slot(pair[0], pair[1], flag), pairs, needed)


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
    return (inside | identifiers() | allowed).filter(lambda name: name != "uid")


def fields() -> SearchStrategy[Field]:
    """Columns, ``uid`` among them."""
    return st.builds(Field, column_names(), dtype_specs()) | st.just(Field("uid", "<u8"))


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


def params(values: SearchStrategy[Any] | None = None) -> SearchStrategy[dict[str, Any]]:
    """Parameters of a job definition, as plain data."""
    return st.dictionaries(texts(), json_data() if values is None else values, max_size=3)


def input_specs() -> SearchStrategy[InputSpec]:
    """Inputs, sound in structure; the checks may have something to say about them."""
    return st.builds(
        InputSpec,
        type=datatypes(),
        title=texts(),
        description=texts(),
        slots=st.lists(slots(), max_size=4),
        count_min=st.integers(0, 500),
        count_max=st.none() | st.integers(0, 500),
        repeat_allowed=st.booleans(),
    )


def output_specs() -> SearchStrategy[OutputSpec]:
    """Outputs, sound in structure; the checks may have something to say about them."""
    return st.builds(
        OutputSpec,
        type=datatypes(),
        title=texts(),
        description=texts(),
        slots=st.lists(slots(required=st.just(True)), max_size=4),
        passthrough=st.none() | group_names(),
    )


def job_definitions(
    *,
    names: SearchStrategy[str] | None = None,
    values: SearchStrategy[Any] | None = None,
) -> SearchStrategy[JobDefinition]:
    """Job definitions with any ``params``, their ``values`` from :func:`json_data` if not given."""
    keys = group_names() if names is None else names
    return st.builds(
        JobDefinition,
        title=texts(),
        description=texts(),
        inputs=st.dictionaries(keys, input_specs(), max_size=2),
        outputs=st.dictionaries(keys, output_specs(), max_size=2),
        params=params(values),
    )


def job_sections() -> SearchStrategy[JobSection]:
    """Sections of the job builder of CryoSPARC 4."""
    return st.builds(
        JobSection,
        name=texts(),
        title=texts(),
        description=texts(),
        contains=st.lists(texts(), max_size=3),
    )


def paths() -> SearchStrategy[tuple[str | int, ...]]:
    """Paths into a document."""
    keys: SearchStrategy[str | int] = identifiers() | texts() | st.integers(0, 99)
    return st.lists(keys, max_size=4).map(tuple)


def positions() -> SearchStrategy[Position]:
    """Places in a file."""
    counted = st.none() | st.integers(1, 10_000)
    return st.builds(Position, texts(), counted, counted)


def problems() -> SearchStrategy[Problem]:
    """Problems of every kind and severity."""
    return st.builds(
        Problem,
        paths(),
        texts(),
        kind=st.sampled_from(ProblemKind),
        severity=st.sampled_from(Severity),
        hint=st.none() | texts(),
        position=st.none() | positions(),
    )


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
        sources=st.lists(texts(), max_size=2),
    )


def slot_types() -> SearchStrategy[SlotType]:
    """Slot types that a user may add to the catalogue."""
    return st.builds(
        SlotType,
        datatype=datatypes(),
        slot_type=identifiers(),
        names=st.lists(identifiers(), max_size=3),
        series=st.lists(identifiers().map(lambda stem: f"{stem}_{{}}"), max_size=2),
        columns=st.lists(columns(), max_size=2, unique_by=lambda column: column.name),
    )


def documents() -> SearchStrategy[InputSpec | OutputSpec | JobDefinition | JobSection]:
    """Objects that are written as a mapping of their attributes."""
    return input_specs() | output_specs() | job_definitions() | job_sections()


def parsed_values() -> SearchStrategy[Slot | LoadableSlots | DTypeSpec | Field]:
    """Values that have ``parse``, and whose text reads back as they are."""
    return slots() | loadable_slots() | dtype_specs() | fields()


def public_values() -> SearchStrategy[Any]:
    """Every value of the public classes: words, leaves and documents."""
    return members() | parsed_values() | datafields() | documents()


def spellings(slot: Slot) -> SearchStrategy[Any]:
    """Every way to write a slot without the deprecated key: text, dict, and JSON."""
    full = slot.to_dict()
    spelled: list[Any] = [full, json.dumps(full)]
    if slot.shorthand:
        spelled.append(slot.shorthand)
    if slot.required:
        spelled.append({"name": slot.name, "dtype": slot.dtype})
    return st.sampled_from(spelled)
