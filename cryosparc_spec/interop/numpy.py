"""Slots, fields and dtypes as numpy has them, and back; needs the extra ``numpy``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, TypeAlias, cast

from cryosparc_spec.interop import extra_missing

try:
    import numpy as np
    from numpy.typing import NDArray
except ImportError as error:
    raise extra_missing("numpy", error) from None

from cryosparc_spec.catalogue.entries import Column, Seen, SlotType
from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.checks.dataset import DatasetCheck, check_dataset
from cryosparc_spec.columns.dtypes import DTypeLike, DTypeSpec
from cryosparc_spec.columns.fields import UID, Field, FieldLike
from cryosparc_spec.datasets.header import DatasetHeader, HeaderFormat, UnsoundColumn
from cryosparc_spec.problems.errors import ParseError, Problems
from cryosparc_spec.problems.problem import ProblemKind
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import unknown_word
from cryosparc_spec.slots.reading import as_slots
from cryosparc_spec.slots.slot import Slot, SlotSpec
from cryosparc_spec.vocabulary.datatypes import Datatype, DatatypeLike

Table: TypeAlias = NDArray[Any]
"""A structured array of one dimension, whose fields are the columns."""


def to_dtype(spec: DTypeLike) -> np.dtype[Any]:
    """Return the numpy dtype of a column.

    >>> to_dtype("3u4")
    dtype(('<u4', (3,)))
    """
    return np.dtype(DTypeSpec.parse(spec).descr)


def from_dtype(dtype: np.dtype[Any]) -> DTypeSpec:
    """Return the dtype of a column for a numpy dtype.

    Raises :class:`~cryosparc_spec.ParseError` for one that no column has, such as a
    structured one.

    >>> str(from_dtype(np.dtype(("<u4", (3,)))))
    '3u4'
    """
    if dtype.names is not None:
        raise ParseError.of("a structured dtype is not that of a column: see fields_of")
    return DTypeSpec(dtype.base.str, dtype.shape)


def table_dtype(fields: Iterable[FieldLike]) -> np.dtype[Any]:
    """Return the structured dtype of a table with these columns.

    >>> table_dtype([("uid", "u8"), ("ctf/shift_A", "2f4")])
    dtype([('uid', '<u8'), ('ctf/shift_A', '<f4', (2,))])
    """
    return np.dtype([Field.parse(field).descr for field in fields])


def fields_of(table: Table | np.dtype[Any]) -> tuple[Field, ...]:
    """Return the columns of a structured array or dtype.

    Raises :class:`~cryosparc_spec.ParseError` for what is not structured, and for columns
    that no dataset can have, all at once.

    >>> [str(field) for field in fields_of(np.zeros(2, [("uid", "<u8"), ("a/b", "<f4", (2,))]))]
    ['uid: u8', 'a/b: 2f4']
    """
    found, unsound = _columns_of(table)
    if unsound:
        raise ParseError([problem for column in unsound for problem in column.problems])
    return found


def _columns_of(
    table: Table | np.dtype[Any],
) -> tuple[tuple[Field, ...], tuple[UnsoundColumn, ...]]:
    """Return the columns of a structured array or dtype, and those that no dataset can have."""
    dtype = table if isinstance(table, np.dtype) else _as_array(table).dtype
    if dtype.names is None:
        raise ParseError.of(f"{dtype} has no columns: expected a structured array")
    found: list[Field] = []
    unsound: list[UnsoundColumn] = []
    for place, name in enumerate(dtype.names):
        spec = None
        try:
            spec = from_dtype(dtype[name])
            found.append(Field(name, spec))
        except ParseError as error:
            problems = error.under(name).problems
            unsound.append(UnsoundColumn(name=name, dtype=spec, place=place, problems=problems))
    return tuple(found), tuple(unsound)


def _as_array(table: object) -> Table:
    if isinstance(table, np.ndarray):
        return cast("Table", table)
    hint = "give its to_records()" if hasattr(table, "to_records") else None
    raise ParseError.of(
        f"expected a structured array of numpy, got a value of type {type(table).__name__}",
        kind=ProblemKind.WRONG_TYPE,
        hint=hint,
    )


def fields_for(
    slots: Iterable[SlotSpec],
    *,
    datatype: DatatypeLike,
    dimensions: Mapping[str, int] | None = None,
    dtypes: Mapping[str, DTypeLike] | None = None,
    slot_types: SlotTypes | None = None,
) -> tuple[Field, ...]:
    """Return the columns that a table with these slots has, ``uid`` first.

    These are the columns that are required or were always there; for a slot type of which neither
    is known, all that were seen. ``dimensions`` has the sizes that vary: ``{"K": 9}`` for 9
    classes; ``dtypes`` those of columns that the catalogue has none for, by their names with or
    without that of the slot: ``{"component": "u4"}``. Raises
    :class:`~cryosparc_spec.ParseError` for a slot type that is not known under the datatype, for a
    size or a dtype that is missing, and for a dtype of a column that is not there.

    >>> [field.leaf for field in fields_for(["pick_stats"], datatype="particle")]
    ['uid', 'ncc_score', 'power', 'template_idx', 'angle_rad']
    """
    types = known_slot_types() if slot_types is None else slot_types
    known = Datatype(datatype)
    found = [Field(UID, "u8")]
    given = {name: DTypeSpec.parse(dtype) for name, dtype in (dtypes or {}).items()}
    problems = Problems()
    for index, slot in enumerate(as_slots(slots, slot_types=types)):
        with problems.at(index):
            found += _fields_of_slot(slot, known, types, dimensions or {}, given)
    problems.raise_if_any()
    names = [name for field in found for name in (field.leaf, field.name)]
    for name in given:
        if name not in names:
            raise unknown_word(name, dict.fromkeys(names), what="a column of these slots")
    return tuple(found)


def _fields_of_slot(
    slot: Slot,
    datatype: Datatype,
    types: SlotTypes,
    dimensions: Mapping[str, int],
    given: Mapping[str, DTypeSpec],
) -> list[Field]:
    slot_type = types.get((datatype.value, slot.dtype))
    if slot_type is None:
        raise ParseError.of(
            f"the columns of slot type {show_value(slot.dtype)} under {datatype} are not known",
            kind=ProblemKind.UNKNOWN_SLOT_TYPE,
        )
    columns = usual_columns(slot_type, {n.removeprefix(f"{slot.name}/") for n in given})
    dtypes = {c.name: given.get(f"{slot.name}/{c.name}", given.get(c.name)) for c in columns}
    unknown = [c.name for c in columns if c.dtype is None and dtypes[c.name] is None]
    if unknown:
        raise _without_dtype(slot, unknown)
    letters = {letter for c in columns if dtypes[c.name] is None for letter in c.letters}
    missing = letters - set(dimensions)
    if missing:
        letter = min(missing)
        raise ParseError.of(
            f"the size {letter} in the columns of {show_value(slot.name)} is not given",
            hint=f'write dimensions={{"{letter}": 9}}, with the number you have',
        )
    return [
        Field(f"{slot.name}/{c.name}", dtypes[c.name] or c.dtype_with(dimensions)) for c in columns
    ]


def usual_columns(slot_type: SlotType, wanted: Set[str] = frozenset()) -> Sequence[Column]:
    """Return the columns that are required or always there, or else all; and those wanted."""
    columns = slot_type.columns
    usual = {c.name for c in columns if c.required or c.seen is Seen.ALWAYS}
    return [column for column in columns if column.name in usual | wanted] if usual else columns


def _without_dtype(slot: Slot, names: Sequence[str]) -> ParseError:
    dtypes = ", ".join(f'"{name}": "f4"' for name in names)
    return ParseError.of(
        f"the dtypes of columns of {show_value(slot.name)} are not known: {', '.join(names)}",
        kind=ProblemKind.WRONG_DTYPE,
        hint=f"write dtypes={{{dtypes}}}, with the dtypes you have",
    )


def empty(
    slots: Iterable[SlotSpec],
    rows: int,
    *,
    datatype: DatatypeLike,
    dimensions: Mapping[str, int] | None = None,
    dtypes: Mapping[str, DTypeLike] | None = None,
    slot_types: SlotTypes | None = None,
) -> Table:
    """Return a table with the columns of its slots, to be filled in.

    Each row has a ``uid`` of its own; numbers are 0 and text is empty. See :func:`fields_for` for
    the columns.

    >>> table = empty(["location"], 3, datatype="particle")
    >>> table.shape, table["location/micrograph_shape"].shape
    ((3,), (3, 2))
    """
    fields = fields_for(
        slots, datatype=datatype, dimensions=dimensions, dtypes=dtypes, slot_types=slot_types
    )
    table: Table = np.zeros(rows, table_dtype(fields))
    table[UID] = _distinct_uids(rows)
    for field in fields:
        if field.dtype.is_text:
            table[field.name] = ""
    return table


def _distinct_uids(rows: int) -> NDArray[np.uint64]:
    """Draw numbers as cryosparc-tools does, and again in the rare case that two are the same."""
    generator = np.random.default_rng()
    uids: NDArray[np.uint64] = np.empty(0, np.uint64)
    while len(uids) < rows:
        more = generator.integers(0, 2**64, rows - len(uids), np.uint64)
        uids = np.unique(np.concatenate([uids, more]))
    return generator.permutation(uids)


def check_array(
    table: Table,
    *,
    slots: Iterable[SlotSpec] | None = None,
    datatype: DatatypeLike | None = None,
    slot_types: SlotTypes | None = None,
) -> DatasetCheck:
    """Check that a table in memory holds the columns of its slots.

    It is what :func:`~cryosparc_spec.check_dataset` does for files. Values are not looked at.

    >>> table = empty(["location"], 3, datatype="particle")
    >>> check_array(table, slots=["location"], datatype="particle").problems
    ()

    Raises :class:`~cryosparc_spec.ParseError` for what is not one structured array of rows.
    """
    fields, unsound = _columns_of(table)
    if table.ndim != 1:
        raise ParseError.of(
            f"the array has {table.ndim} dimensions: expected 1, the rows",
            hint="give array.reshape(-1)",
        )
    header = DatasetHeader(
        rows=len(table),
        fields=fields,
        unsound=unsound,
        format=HeaderFormat.NPY_1,
        header_size=0,
    )
    return check_dataset(header, slots=slots, datatype=datatype, slot_types=slot_types)
