"""Datasets for tests as strategies: sound ones and broken ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

import attrs

from cryosparc_spec.catalogue.entries import Column, Seen
from cryosparc_spec.catalogue.slot_types import known_slot_types
from cryosparc_spec.columns.dtypes import DTypeSpec
from cryosparc_spec.columns.fields import UID, Field
from cryosparc_spec.datasets.header import DatasetHeader, HeaderFormat, UnsoundColumn
from cryosparc_spec.interop.numpy import Table
from cryosparc_spec.problems.validators import AnyPath
from cryosparc_spec.slots.reading import as_slots
from cryosparc_spec.slots.slot import Slot, SlotSpec
from cryosparc_spec.testing.datasets import content_of, parts_of, table_of
from cryosparc_spec.testing.from_hypothesis import SearchStrategy, st
from cryosparc_spec.testing.values import column_names, dtype_specs, fields, identifiers, problems
from cryosparc_spec.vocabulary.datatypes import Datatype, DatatypeLike

_OTHER_FILES = (
    b"version https://git-lfs.github.com/spec/v1\n",
    b"data_particles\n\nloop_\n",
    b"<!DOCTYPE html>\n",
    b"PK\x03\x04",
    b"\0" * 64,
)


class Mistake(StrEnum):
    """What is wrong with a broken dataset."""

    NO_UID = "no uid"
    """The column ``uid`` is missing."""
    UID_NOT_FIRST = "uid not first"
    """It stands after another column, which the client mends."""
    NO_SLOT = "no slot"
    """A slot that is not optional has no columns."""
    NO_COLUMN = "no column"
    """A column is missing that the server requires."""
    RENAMED_COLUMN = "renamed column"
    """Such a column has a name that is not quite right."""
    OTHER_DTYPE = "other dtype"
    """A column is of another kind or size of number, or is not text."""
    OTHER_SHAPE = "other shape"
    """The rows of a column have another shape."""
    CUT_SHORT = "cut short"
    """The file ends before its last row."""
    GOES_ON = "goes on"
    """The file continues after its last row."""
    EMPTY = "empty"
    """The file is empty."""
    NO_DATASET = "no dataset"
    """The file is something else."""


@attrs.frozen(kw_only=True)
class DatasetCase:
    """A small dataset, the slots it is meant to hold, and what is wrong with it.

    >>> fields = [Field.parse(field) for field in (["uid", "u8"], ["pick_stats/power", "f4"])]
    >>> table = table_of(fields, 2, {})
    >>> case = DatasetCase(slots=as_slots(["pick_stats"]), datatype=Datatype.PARTICLE,
    ...     fields=tuple(fields), rows=2, format=HeaderFormat.NPY_1,
    ...     content=content_of(table, HeaderFormat.NPY_1))
    >>> case.write("case.cs")
    >>> len(case.table)
    2
    """

    slots: tuple[Slot, ...]
    """Slots it is meant to hold."""
    datatype: Datatype
    """Datatype of the output it is meant for."""
    fields: tuple[Field, ...]
    """Columns it has, as they stand in the file."""
    rows: int
    """Number of rows."""
    format: HeaderFormat
    """Layout of the file."""
    mistake: Mistake | None = None
    """What is wrong; ``None`` for a sound one."""
    content: bytes = attrs.field(repr=False)
    """Bytes of the file."""

    @property
    def table(self) -> Table:
        """The rows, as numpy has them."""
        return table_of(self.fields, self.rows, {})

    def write(self, path: AnyPath) -> None:
        """Write the file."""
        Path(path).write_bytes(self.content)


def dataset_headers() -> SearchStrategy[DatasetHeader]:
    """Headers of ``.cs`` files with any columns."""
    return st.builds(
        DatasetHeader,
        rows=st.integers(0, 10_000),
        fields=st.lists(fields(), max_size=5, unique_by=lambda field: field.name),
        format=st.sampled_from(HeaderFormat),
        compression=st.sampled_from([None, "lz4"]),
        header_size=st.integers(0, 10_000),
        unsound=st.lists(unsound_columns(), max_size=2),
    )


def unsound_columns() -> SearchStrategy[UnsoundColumn]:
    """Columns that no dataset can have, as a ``uid`` of another dtype."""
    return st.builds(
        UnsoundColumn,
        name=column_names() | st.sampled_from([UID, ""]),
        dtype=st.none() | dtype_specs(),
        place=st.integers(0, 9),
        problems=st.lists(problems(), max_size=2),
    )


def sound_datasets(
    slots: Iterable[SlotSpec] | None = None,
    *,
    datatype: DatatypeLike | None = None,
    max_rows: int = 5,
) -> SearchStrategy[DatasetCase]:
    """Datasets that are right as far as is known, for these slots or any.

    Columns that are not always there are there or not, so are optional slots, other slots and
    columns that nobody knows; the order is any, but ``uid`` is first. Slots need their datatype.
    """
    if slots is None:
        known = sorted({slot_type.datatype for slot_type in known_slot_types().values()})
        wanted = st.sampled_from(known if datatype is None else [Datatype(datatype)])
        drawn = wanted.flatmap(lambda each: st.tuples(st.just(each), _slots_of(each)))
    elif datatype is None:
        raise TypeError("slots are given without the datatype they belong to")
    else:
        drawn = st.just((Datatype(datatype), as_slots(slots)))
    return drawn.flatmap(lambda pair: _sound(*pair, max_rows=max_rows))


def _slots_of(datatype: Datatype) -> SearchStrategy[tuple[Slot, ...]]:
    types = known_slot_types().under(datatype)
    names = [(name, slot_type.slot_type) for slot_type in types for name in slot_type.names]
    names += [
        (s.replace("{}", "1"), slot_type.slot_type) for slot_type in types for s in slot_type.series
    ]
    known = st.sampled_from(names or [("blob", "blob")])
    unknown = identifiers().map(lambda name: (name, name))
    slots = st.tuples(known | unknown, st.booleans()).map(lambda drawn: Slot(*drawn[0], drawn[1]))
    return st.lists(slots, min_size=1, max_size=3, unique_by=lambda slot: slot.name).map(tuple)


@st.composite
def _sound(
    draw: st.DrawFn, datatype: Datatype, slots: tuple[Slot, ...], max_rows: int
) -> DatasetCase:
    others = [
        slot for slot in draw(_slots_of(datatype)) if slot.name not in {s.name for s in slots}
    ]
    held = [slot for slot in slots if slot.required or draw(st.booleans())]
    held += others if draw(st.booleans()) else []
    sizes = {"K": draw(st.integers(1, 3))}
    columns = [field for slot in held for field in draw(_columns(slot, datatype, sizes))]
    rows, format = draw(st.integers(0, max_rows)), draw(st.sampled_from(HeaderFormat))
    text = "|O" if format is HeaderFormat.CSDAT else "|S12"
    fields = [
        Field(UID, "u8"),
        *(_with_text(column, text) for column in draw(st.permutations(columns))),
    ]
    return DatasetCase(
        slots=slots,
        datatype=datatype,
        fields=tuple(fields),
        rows=rows,
        format=format,
        content=content_of(table_of(fields, rows, {}), format),
    )


def _with_text(field: Field, scalar: str) -> Field:
    """Return a column whose text is as the layout of the file has it."""
    dtype = DTypeSpec(scalar, field.dtype.shape)
    return attrs.evolve(field, dtype=dtype) if field.dtype.is_text else field


@st.composite
def _columns(
    draw: st.DrawFn, slot: Slot, datatype: Datatype, sizes: Mapping[str, int]
) -> list[Field]:
    slot_type = known_slot_types().get((datatype.value, slot.dtype))
    known = slot_type.columns if slot_type else ()
    dtypes = {
        column.name: column.dtype_with(sizes) if column.dtype else DTypeSpec("<f4")
        for column in known
        if column.required or column.seen is Seen.ALWAYS or draw(st.booleans())
    }
    if not dtypes or draw(st.booleans()):
        taken = {column.name for column in known}
        name = draw(identifiers().filter(lambda name: name not in taken))
        dtypes[name] = draw(st.sampled_from(["f4", "2u4", "O"]).map(DTypeSpec.parse))
    return [Field(f"{slot.name}/{name}", dtype) for name, dtype in dtypes.items()]


def broken_datasets(
    slots: Iterable[SlotSpec] | None = None,
    *,
    datatype: DatatypeLike | None = None,
    max_rows: int = 5,
) -> SearchStrategy[DatasetCase]:
    """Datasets with one :class:`Mistake`, which a check or the reading of the file must find.

    The arguments are those of :func:`sound_datasets`.
    """
    return sound_datasets(slots, datatype=datatype, max_rows=max_rows).flatmap(_broken)


@st.composite
def _broken(draw: st.DrawFn, sound: DatasetCase) -> DatasetCase:
    columns = list(_other_columns(sound))
    contents = list(_other_contents(sound))
    mistake = draw(st.sampled_from(sorted({found for found, _ in (*columns, *contents)})))
    if mistake in dict(contents):
        content = draw(st.sampled_from([other for found, other in contents if found is mistake]))
        return attrs.evolve(sound, mistake=mistake, content=content)
    fields = draw(st.sampled_from([other for found, other in columns if found is mistake]))
    content = content_of(table_of(fields, sound.rows, {}), sound.format)
    return attrs.evolve(sound, mistake=mistake, fields=fields, content=content)


_Columns: TypeAlias = tuple[Field, ...]


def _other_columns(case: DatasetCase) -> Iterator[tuple[Mistake, _Columns]]:
    uid, *others = case.fields
    if others:
        yield Mistake.NO_UID, tuple(others)
        yield Mistake.UID_NOT_FIRST, (others[0], uid, *others[1:])
    for slot in case.slots:
        left = tuple(field for field in case.fields if field.slot != slot.name)
        if slot.required:
            yield Mistake.NO_SLOT, left
        for field, column in _known_columns(case, slot):
            yield from _other_column(case, field, column, alone=len(left) == len(case.fields) - 1)


def _known_columns(case: DatasetCase, slot: Slot) -> Iterator[tuple[Field, Column]]:
    slot_type = known_slot_types().get((case.datatype.value, slot.dtype))
    known = {column.name: column for column in slot_type.columns} if slot_type else {}
    for field in case.fields:
        if field.slot == slot.name and field.leaf in known:
            yield field, known[field.leaf]


def _other_column(
    case: DatasetCase, field: Field, column: Column, *, alone: bool
) -> Iterator[tuple[Mistake, _Columns]]:
    """Give what can be wrong with one column; one that is alone may be all of an optional slot."""
    dtype = field.dtype
    if column.required and not alone:
        yield Mistake.NO_COLUMN, _replaced(case, field, None)
        renamed = Field(f"{field.name}_", dtype)
        yield Mistake.RENAMED_COLUMN, _replaced(case, field, renamed)
    scalar = "<f8" if dtype.scalar != "<f8" else "<f4"
    other = DTypeSpec(scalar, dtype.shape)
    yield Mistake.OTHER_DTYPE, _replaced(case, field, Field(field.name, other))
    if case.rows or not dtype.shape:  # A table without rows may not show the shape.
        other = DTypeSpec(dtype.scalar, () if dtype.shape else (2,))
        yield Mistake.OTHER_SHAPE, _replaced(case, field, Field(field.name, other))


def _replaced(case: DatasetCase, old: Field, new: Field | None) -> _Columns:
    columns = (new if field is old else field for field in case.fields)
    return tuple(field for field in columns if field is not None)


def _other_contents(case: DatasetCase) -> Iterator[tuple[Mistake, bytes]]:
    content, _ = parts_of(case.table, case.format)
    for size in (1, len(content) // 2, len(content) - 1):
        yield Mistake.CUT_SHORT, content[:size]
    if case.format is not HeaderFormat.CSDAT:
        yield Mistake.GOES_ON, content + b"\0"
    yield Mistake.EMPTY, b""
    for other in _OTHER_FILES:
        yield Mistake.NO_DATASET, other
