"""Checks of the columns of one slot of a table against those of its slot type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto

import attrs

from cryosparc_spec.catalogue.entries import Column, Seen, SlotType
from cryosparc_spec.columns.fields import Field
from cryosparc_spec.datasets.comparison import (
    Sizes,
    expected_dtype,
    hides_shape,
    is_same,
    sizes_shown,
)
from cryosparc_spec.datasets.header import DatasetHeader, HeaderFormat, UnsoundColumn
from cryosparc_spec.problems.frozen_data import bare
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import nearest_word
from cryosparc_spec.slots.slot import Slot

_MOST_COMPARED = 100
_TEXT_OF_A_LENGTH = "|S64"


class Grounds(Enum):
    """What it rests on that a table has a slot of a type."""

    OUTPUT = auto()
    """It is said so: the table is held to an output."""
    NAME = auto()
    """The name of the slot: the table is only looked at."""
    GUESS = auto()
    """The columns are much like those of the type."""

    def severity_of_missing(self) -> Severity:
        """Return how much it matters that a required column is missing."""
        of_grounds = {Grounds.OUTPUT: Severity.ERROR, Grounds.NAME: Severity.WARNING}
        return of_grounds.get(self, Severity.NOTE)


def check_slot_columns(
    header: DatasetHeader, slot: Slot, slot_type: SlotType | None, grounds: Grounds
) -> Iterator[Problem]:
    """Tell what is missing of the columns of a slot, wrong with them, or not known."""
    unsound = [column for column in header.unsound if column.slot == slot.name]
    found = {field.leaf: field for field in header.slots.get(slot.name, ())}
    if not found and not unsound:
        if slot.required:
            yield _slot_without_columns(header, slot)
        return
    if slot_type is None or not slot_type.columns:
        yield from (problem for column in unsound for problem in column.problems)
        yield _unknown_slot(slot)
        return
    told = _Columns(header, slot, slot_type, grounds, _sizes(header, slot, slot_type))
    for column in unsound:
        yield from told.unsound(column)
    yield from told.compared(found, {column.leaf for column in unsound})


def _sizes(header: DatasetHeader, slot: Slot, slot_type: SlotType) -> Sizes:
    """Return the sizes that the slot shows, and besides those that others with its columns do."""
    others: dict[str, int] = {}
    if slot_type.lettered_columns:
        for fields in header.slots.values():
            if {field.leaf for field in fields} <= slot_type.column_names:
                others = {**sizes_shown(fields, slot_type), **others}
    return {**others, **sizes_shown(header.slots[slot.name], slot_type)}


def _slot_without_columns(header: DatasetHeader, slot: Slot) -> Problem:
    nearest = nearest_word(slot.name, header.slots)
    return Problem(
        (slot.name,),
        f"the slot has no columns: expected columns that begin with {show_value(slot.name + '/')}",
        kind=ProblemKind.MISSING_SLOT,
        hint=f"{show_value(nearest + '/')} is there: is that meant?" if nearest else None,
    )


def _unknown_slot(slot: Slot) -> Problem:
    return Problem(
        (slot.name,),
        f"nothing is known of the columns of slot type {show_value(slot.dtype)} here",
        kind=ProblemKind.UNKNOWN_SLOT_TYPE,
        severity=Severity.NOTE,
    )


@attrs.frozen
class _Columns:
    """The columns of a slot in a table beside those of its type."""

    header: DatasetHeader
    slot: Slot
    slot_type: SlotType
    grounds: Grounds
    sizes: Sizes

    @property
    def known(self) -> Mapping[str, Column]:
        return bare(self.slot_type.columns_by_name)

    def compared(self, found: Mapping[str, Field], unsound: set[str]) -> Iterator[Problem]:
        """Tell of columns found that are not known or of another dtype, and of missing ones."""
        known = self.known
        columns = {name: c for name, c in known.items() if name not in unsound}
        missing = {name: column for name, column in columns.items() if name not in found}
        unknown = [name for name in found if name not in known]
        for number, name in enumerate(unknown):
            meant = nearest_word(name, missing) if number < _MOST_COMPARED else None
            if meant and missing[meant].required:
                yield self._renamed(found[name], missing.pop(meant))
            else:
                yield self._unexpected(found[name], meant)
        for name, column in columns.items():
            if name in found:
                yield from self._of_other_dtype(found[name], column)
            elif name in missing:
                yield from self._missing(column)

    def unsound(self, found: UnsoundColumn) -> Iterator[Problem]:
        """Tell of a column that no dataset can have, and what to write where that is known."""
        column = None if self.grounds is Grounds.GUESS else self.known.get(found.leaf)
        hint = self._to_write(found.name, column) if column else None
        for problem in found.problems:
            if column and column.dtype and found.holds_objects and not _is_text(column):
                message = f"the column holds pickled Python objects: expected {self._shown(column)}"
                problem = attrs.evolve(problem, message=message, kind=ProblemKind.WRONG_DTYPE)
            is_of_dtype = problem.path == (found.name,)
            yield attrs.evolve(problem, hint=hint or problem.hint) if is_of_dtype else problem

    def _missing(self, column: Column) -> Iterator[Problem]:
        """Tell of a missing column; one that is only always there is less than a required one."""
        if not column.required and column.seen is not Seen.ALWAYS:
            return
        known = f"it was there in all tables seen ({column.seen_in})"
        severity = Severity.NOTE
        if column.required:
            known = f"the server requires it ({column.required})"
            severity = self.grounds.severity_of_missing()
        elif self.grounds is Grounds.OUTPUT and not self.slot_type.has_requirements:
            severity = Severity.WARNING
        name = f"{self.slot.name}/{column.name}"
        yield Problem(
            (name,),
            f"the column is missing: {known}",
            kind=ProblemKind.MISSING_COLUMN,
            severity=severity,
            hint=self._to_write(name, column),
        )

    def _renamed(self, field: Field, column: Column) -> Problem:
        name = f"{self.slot.name}/{column.name}"
        return Problem(
            (field.name,),
            f"no such column is known, and {show_value(name)}, which the server requires, "
            "is missing",
            kind=ProblemKind.MISSING_COLUMN,
            severity=self.grounds.severity_of_missing(),
            hint=f'rename it to "{name}"',
        )

    def _unexpected(self, field: Field, meant: str | None) -> Problem:
        return Problem(
            (field.name,),
            f"no such column of slot type {show_value(self.slot.dtype)} is known",
            kind=ProblemKind.UNEXPECTED_COLUMN,
            severity=Severity.NOTE,
            hint=f'is "{self.slot.name}/{meant}" meant?' if meant else None,
        )

    def _of_other_dtype(self, field: Field, column: Column) -> Iterator[Problem]:
        if column.dtype is None:
            return
        expected = expected_dtype(column, self.sizes)
        if is_same(field.dtype, expected):
            return
        hidden = hides_shape(field, expected, self.header.rows)
        of_guess = self.grounds is Grounds.GUESS
        yield Problem(
            (field.name,),
            f"found {_code(field.dtype.scalar, field.dtype.shape)}, "
            f"expected {self._shown(column)}"
            + (", which a table without rows does not show" if hidden else ""),
            kind=ProblemKind.WRONG_DTYPE,
            severity=Severity.NOTE if hidden or of_guess else Severity.ERROR,
            hint=self._to_write(field.name, column),
        )

    def _shown(self, column: Column) -> str:
        scalar = self._scalar(column)
        return "text" if scalar == _TEXT_OF_A_LENGTH else _code(scalar, self._shape(column))

    def _to_write(self, name: str, column: Column) -> str | None:
        if column.dtype is None:
            return None
        scalar, shape = self._scalar(column), ", ".join(map(str, self._shape(column)))
        return (
            f'write ["{name}", "{scalar}", [{shape}]]' if shape else f'write ["{name}", "{scalar}"]'
        )

    def _scalar(self, column: Column) -> str:
        """Return the code of an element; an NPY file has text of a length, and no objects."""
        in_npy = self.header.format is not HeaderFormat.CSDAT and self.header.header_size > 0
        if in_npy and _is_text(column):
            return _TEXT_OF_A_LENGTH
        return expected_dtype(column, self.sizes).scalar

    def _shape(self, column: Column) -> list[int | str]:
        """Return the shape of a column, with letters for the sizes that are not known."""
        return [self.sizes.get(str(size), size) for size in column.dimensions]


def _is_text(column: Column) -> bool:
    return expected_dtype(column, {}).is_text


def _code(scalar: str, shape: Sequence[int | str]) -> str:
    sizes = f" ({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
    return scalar + sizes if shape else scalar
