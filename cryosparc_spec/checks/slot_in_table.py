"""Checks of the columns of one slot in a ``.cs`` table against the type that a document gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from cryosparc_spec.catalogue.entries import SlotType
from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.checks.slot_columns import Grounds, check_slot_columns
from cryosparc_spec.columns.fields import Field
from cryosparc_spec.datasets.comparison import contradicts
from cryosparc_spec.datasets.header import DatasetHeader
from cryosparc_spec.datasets.inference import likeness, most_alike
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import is_identifier
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import nearest_word
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.datatypes import Datatype

_MUCH_LESS = 0.5


@attrs.frozen
class SlotInTable:
    """What a document says of a slot: its name, its type, and the table that holds it."""

    name: str
    """Name of the slot, which is the prefix of its columns."""
    datatype: str
    """Datatype of its group or output."""
    slot_type: str
    """Slot type."""
    metafile: str
    """The table, as the document names it."""


def check_slot_in_table(
    slot: SlotInTable, header: DatasetHeader, types: SlotTypes
) -> Iterator[tuple[str, Problem]]:
    """Give each problem of a slot with the columns of its table, after the name of the column.

    The name of the slot stands for all its columns. The path of a problem is empty, or ``type``
    where another slot type is to be written.
    """
    if slot.name not in header.slots:
        yield slot.name, _no_columns(slot, header)
    elif slot.datatype in Datatype and is_identifier(slot.name):
        yield from _check_type(slot, header, types)


def _no_columns(slot: SlotInTable, header: DatasetHeader) -> Problem:
    nearest = nearest_word(slot.name, header.slots)
    held = ", ".join([*header.slots][:10]) or "none"
    return Problem(
        (),
        f"{show_value(slot.metafile)} has no columns of the slot {show_value(slot.name)}: "
        f"it has those of {held}",
        kind=ProblemKind.MISSING_SLOT,
        fix=Fix.rename_guess(nearest) if nearest else None,
        hint=None if nearest else "name the table that has them",
    )


def _check_type(
    slot: SlotInTable, header: DatasetHeader, types: SlotTypes
) -> Iterator[tuple[str, Problem]]:
    """Compare the columns of a slot with those of its type."""
    datatype, fields = Datatype(slot.datatype), header.slots[slot.name]
    declared = types.get((datatype.value, slot.slot_type))
    if declared is None:
        return
    meant = most_alike(fields, types.under(datatype), rows=header.rows)
    is_named = slot.name in declared.names or declared.has_in_series(slot.name)
    if meant and not is_named and _is_other(fields, declared, meant, header.rows):
        yield slot.name, _of_other_type(slot, declared, meant)
        return
    held = Slot(slot.name, declared.slot_type)
    # Of a table with very many slots, no other is looked at.
    alone = attrs.evolve(header, fields=fields)
    for problem in check_slot_columns(alone, held, declared, Grounds.NAME):
        if problem.severity is not Severity.NOTE:
            yield str(problem.path[0]), found_in(slot.metafile, problem)


def _is_other(fields: Sequence[Field], declared: SlotType, meant: SlotType, rows: int) -> bool:
    """Whether the columns of a slot are those of another type than the one it is said to have."""
    of_declared, of_meant = likeness(fields, declared), likeness(fields, meant)
    contradicted = of_declared <= of_meant and contradicts(fields, declared, rows=rows)
    return contradicted or of_declared < _MUCH_LESS * of_meant


def _of_other_type(slot: SlotInTable, declared: SlotType, meant: SlotType) -> Problem:
    return Problem(
        ("type",),
        f"the columns of {show_value(slot.name)} in {show_value(slot.metafile)} are those of "
        f"slot type {show_value(meant.slot_type)}, not of {show_value(declared.slot_type)}",
        kind=ProblemKind.OTHER_SLOT_TYPE,
        fix=Fix.of(str(meant), words=f"write {meant}"),
    )


def found_in(metafile: str, problem: Problem) -> Problem:
    """Return a problem of a column as one of the table that a slot names."""
    column = show_value(str(problem.path[0]))
    message = problem.message.removeprefix(f"the column {column} ")
    message = f"{column} in {show_value(metafile)}: {message}"
    return attrs.evolve(problem, path=(), message=message)
