"""Tables of outputs: which columns they have, and rows for those that nobody saved."""

# cryosparc-tools ships neither py.typed nor stubs.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias
from zlib import crc32

import attrs
import numpy as np
from cryosparc.dataset import Dataset
from cryosparc.errors import DatasetLoadError

from cryosparc_spec.catalogue.entries import SlotType
from cryosparc_spec.catalogue.slot_types import known_slot_types
from cryosparc_spec.columns.fields import UID, Field
from cryosparc_spec.datasets.header import DatasetHeader, HeaderFormat, UnsoundColumn
from cryosparc_spec.interop.numpy import usual_columns
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.testing.datasets import table_of
from cryosparc_spec.testing.recording.jobs import HeldOutput, HeldSlot
from cryosparc_spec.testing.recording.refusals import RefusedError

AnyDataset: TypeAlias = Any
"""The client's ``Dataset``, which has no types."""
DATASET: Any = Dataset
"""Its class."""

_SIZE = 3
"""Size of what varies from job to job, such as the number of classes."""


def columns_of(datatype: str, slots: Iterable[HeldSlot], *, required: bool) -> Iterator[Field]:
    """Give the columns of slots: those that the server requires, or those that are usual."""
    for slot in slots:
        slot_type = known_slot_types().get((datatype, slot.dtype))
        if slot_type is not None and not slot.passthrough:
            for name, dtype in _columns(slot_type, required=required):
                yield Field(f"{slot.name}/{name}", dtype)


def _columns(slot_type: SlotType, *, required: bool) -> Iterator[tuple[str, Any]]:
    for column in usual_columns(slot_type):
        # The server knows the sizes that vary, and the stand-in does not.
        known = column.dtype is not None
        if known and (not required or (column.required and not column.letters)):
            yield column.name, column.dtype_with(dict.fromkeys(column.letters, _SIZE))


def made_table(name: str, datatype: str, slots: Iterable[HeldSlot], rows: int) -> AnyDataset:
    """Make rows up for slots, the same for the same name."""
    fields = {field.name: field for field in columns_of(datatype, slots, required=False)}
    seed = crc32(name.encode())
    uids = np.random.default_rng(seed).integers(1, 2**63, rows, np.uint64)
    return DATASET(table_of([Field(UID, "u8"), *fields.values()], rows, {UID: uids}))


def add_slots(output: HeldOutput, name: str, slots: Iterable[HeldSlot], rows: int) -> None:
    """Let an output that nobody described have these slots, and rows for them."""
    if output.made_up:
        output.slots += [slot for slot in slots if output.slot(slot.name) is None]
        output.table = made_table(name, output.type, output.slots, rows)
    elif output.table is None:
        output.table = made_table(name, output.type, output.slots, rows)


def with_slots(table: AnyDataset, names: Iterable[str] | None) -> AnyDataset:
    """Return a table with the columns of some slots, or all of them."""
    if names is None:
        return table.copy()
    wanted = {*names}
    kept = [name for name in table.fields() if name.partition("/")[0] in {UID, *wanted}]
    return table.filter_fields(kept, copy=True)


def joined(tables: list[AnyDataset]) -> AnyDataset:
    """Return the rows of several tables, with the columns that all of them have."""
    if len(tables) == 1:
        return tables[0]
    common = [each for each in tables[0].fields() if all(each in other for other in tables)]
    return DATASET({name: np.concatenate([table[name] for table in tables]) for name in common})


def header_held(table: AnyDataset) -> DatasetHeader:
    """Return the header that a table would have as a file."""
    fields: list[Field] = []
    unsound: list[UnsoundColumn] = []
    for place, (name, *dtype) in enumerate(table.descr()):
        try:
            fields.append(Field.parse((name, *dtype)))
        except SpecError as error:
            problems = [attrs.evolve(each, path=(name,)) for each in error.problems]
            unsound.append(UnsoundColumn(name=name, dtype=None, place=place, problems=problems))
    return DatasetHeader(
        rows=len(table),
        fields=fields,
        unsound=unsound,
        format=HeaderFormat.CSDAT,
        header_size=0,
    )


def read_table(content: bytes) -> AnyDataset:
    """Read the table that the client sent, or refuse what is not a table."""
    try:
        return DATASET.load(io.BytesIO(content))
    except DatasetLoadError:
        raise RefusedError(422, "Invalid dataset") from None


def written_table(table: AnyDataset) -> bytes:
    """Return the bytes that the client reads a table from."""
    return b"".join(table.stream())
