"""Which slots the columns of a ``.cs`` table belong to, and how sure that is."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import ClassVar, TypeAlias

import attrs

from cryosparc_spec.catalogue.entries import SlotType
from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.columns.fields import Field
from cryosparc_spec.datasets.comparison import contradicts
from cryosparc_spec.datasets.header import DatasetHeader
from cryosparc_spec.datasets.reading import Dataset, header_of
from cryosparc_spec.display.displayed import Columns, Displayed
from cryosparc_spec.problems.validators import is_identifier
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.datatypes import Datatype, DatatypeLike

_LEAST_LIKENESS = 0.5
_CONTRADICTED = 0.1
"""Weight of a slot for a datatype where dtypes or shapes contradict it."""


class Certainty(StrEnum):
    """How sure it is that a slot has a slot type."""

    KNOWN = "known"
    """The name of the slot was seen with this type, and with no other under the datatype."""
    LIKELY = "likely"
    """The columns are those of the type, for the most part."""
    GUESSED = "guessed"
    """Nothing is known of the name or the columns: the type is the name."""


@attrs.frozen
class InferredSlot(Displayed):
    """A slot that a table most likely holds."""

    _columns: ClassVar[Columns] = {
        "name": "slot.name",
        "dtype": "slot.dtype",
        "certainty": "certainty",
    }

    slot: Slot
    """Its name, which is certain, and its slot type."""
    certainty: Certainty
    """How sure the slot type is."""


@attrs.frozen
class Inference(Displayed):
    """What a table most likely holds."""

    datatype: Datatype | None
    """Datatype under which most of the slots are known; ``None`` where none is."""
    slots: tuple[InferredSlot, ...]
    """The slots in the order of the table."""
    alternatives: tuple[Datatype, ...] = ()
    """Other datatypes that are as likely: ``mask_refine`` is a slot of masks and of volumes."""


def infer_slots(
    tables: Dataset | Iterable[Dataset],
    *,
    datatype: DatatypeLike | None = None,
    slot_types: SlotTypes | None = None,
) -> Inference:
    """Group the columns of a table into slots, and say which slot types those are.

    A table is a header that was read, or the path of a file. Several count as one, as those of an
    output do: a slot in several is taken from the first. Columns whose prefix cannot name a slot
    are left out. Raises as :func:`~cryosparc_spec.read_header` does.

    >>> fields = ("uid", "u8"), ("location/micrograph_path", "O"), ("pick_stats/power", "f4")
    >>> header = DatasetHeader(rows=3, fields=[*map(Field.parse, fields)], format="NPY 1.0",
    ...     header_size=128)
    >>> inference = infer_slots(header)
    >>> inference.datatype.value, [str(inferred.slot) for inferred in inference.slots]
    ('particle', ['location', 'pick_stats'])
    """
    types = known_slot_types() if slot_types is None else slot_types
    if isinstance(tables, DatasetHeader | str | os.PathLike):
        tables = [tables]
    held = _slots_in(map(header_of, tables))
    likely = _likely_datatypes(held, types) if datatype is None else (Datatype(datatype),)
    likeliest = likely[0] if likely else None
    candidates = types.under(likeliest) if likeliest else ()
    slots = [_infer(name, *columns, candidates) for name, columns in held.items()]
    return Inference(likeliest, tuple(slots), likely[1:])


_Columns: TypeAlias = tuple[tuple[Field, ...], int]
"""The columns of a slot, and the number of rows of their table."""


def _slots_in(headers: Iterable[DatasetHeader]) -> dict[str, _Columns]:
    held: dict[str, _Columns] = {}
    for header in headers:
        for name, fields in header.slots.items():
            if is_identifier(name):
                held.setdefault(name, (fields, header.rows))
    return held


def _likely_datatypes(slots: Mapping[str, _Columns], types: SlotTypes) -> tuple[Datatype, ...]:
    """Return the most likely datatype; several where they are as likely."""
    votes: dict[Datatype, float] = {}
    for name, (fields, rows) in slots.items():
        for slot_type in types.with_name(name):
            vote = 1 + likeness(fields, slot_type)
            if contradicts(fields, slot_type, rows=rows):
                vote *= _CONTRADICTED
            votes[slot_type.datatype] = votes.get(slot_type.datatype, 0) + vote
    most = max(votes.values(), default=0)
    return tuple(datatype for datatype, number in votes.items() if number == most)


def _infer(
    name: str, fields: tuple[Field, ...], rows: int, slot_types: Iterable[SlotType]
) -> InferredSlot:
    named = [t for t in slot_types if name in t.names or t.has_in_series(name)]
    if len(named) == 1:
        return InferredSlot(Slot(name, named[0].slot_type), Certainty.KNOWN)
    likely = most_alike(fields, named or slot_types, rows=rows)
    if likely is not None:
        return InferredSlot(Slot(name, likely.slot_type), Certainty.LIKELY)
    return InferredSlot(Slot(name, name), Certainty.GUESSED)


def most_alike(
    fields: Iterable[Field], slot_types: Iterable[SlotType], *, rows: int
) -> SlotType | None:
    """Return the slot type that has most of the columns of a slot, if any has half of them.

    One that a dtype or a shape contradicts is left out.
    """
    fields = tuple(fields)
    candidates = [t for t in slot_types if not contradicts(fields, t, rows=rows)]
    likely = max(candidates, key=lambda t: likeness(fields, t), default=None)
    return likely if likely and likeness(fields, likely) >= _LEAST_LIKENESS else None


def likeness(fields: Iterable[Field], slot_type: SlotType) -> float:
    """Return which part of all columns, found and known, are both."""
    found = {field.leaf for field in fields}
    known = slot_type.column_names
    return len(found & known) / len(found | known)
