"""Checks of a ``.cs`` table against the slots it should hold, from its header alone.

Every slot fits, does not fit, or is unknown: which columns the server requires is public only in
part, and what is not known is never called right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import attrs
from immutabledict import immutabledict

from cryosparc_spec.catalogue.entries import Column, Seen, SlotType
from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.columns.fields import UID, Field
from cryosparc_spec.datasets.header import DatasetHeader
from cryosparc_spec.datasets.inference import Certainty, infer_slots
from cryosparc_spec.datasets.reading import Dataset, header_of
from cryosparc_spec.display.displayed import Displayed, ProblemList
from cryosparc_spec.documents.job_definition import OutputSpec
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import IDENTIFIER, is_identifier
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import few_near_words, nearest_word
from cryosparc_spec.slots.reading import as_slots
from cryosparc_spec.slots.slot import Slot, SlotSpec
from cryosparc_spec.vocabulary.datatypes import DatatypeLike

_MOST_COMPARED = 100


class Fit(StrEnum):
    """Whether the columns of a slot are those that its slot type has."""

    FITS = "fits"
    """All columns known to be required are there, and all known ones have their dtype."""
    DOES_NOT_FIT = "does not fit"
    """A required column is missing, or one has another dtype or shape."""
    UNKNOWN = "unknown"
    """Nothing is wrong with what is known, and what is required is not known; an optional slot
    that is not there is such."""


@attrs.frozen
class DatasetCheck(Displayed):
    """What a check of a dataset found."""

    fits: Mapping[str, Fit]
    """How each slot fits, by its name."""
    problems: tuple[Problem, ...]
    """What is wrong; the path of a problem is the name of its column or slot."""


@few_near_words
def check_dataset(
    dataset: Dataset,
    *,
    slots: Iterable[SlotSpec] | None = None,
    datatype: DatatypeLike | None = None,
    slot_types: SlotTypes | None = None,
) -> DatasetCheck:
    """Check that a dataset holds the columns of its slots.

    Slots and datatype are by default those that the columns show, as
    :func:`~cryosparc_spec.infer_slots` has it; where a slot type is then only likely,
    what does not fit it is a warning. A file is checked to be there to its end.

    Raises :class:`~cryosparc_spec.FileError` for a file that is no dataset, and ``OSError``
    for one that cannot be opened.

    >>> fields = ("uid", "u8"), ("location/micrograph_shape", "u4")
    >>> header = DatasetHeader(rows=3, fields=[*map(Field.parse, fields)], format="NPY 1.0",
    ...     header_size=128)
    >>> found = check_dataset(header, slots=["location"], datatype="particle")
    >>> found.fits["location"].value
    'does not fit'
    >>> next(p.message for p in found.problems if p.kind == "wrong-dtype")
    'found <u4, expected <u4 (2,)'
    """
    header = header_of(dataset)
    types = known_slot_types() if slot_types is None else slot_types
    inference = infer_slots(header, datatype=datatype, slot_types=types)
    held_type = inference.datatype
    likely: set[str] = set()
    if slots is None:
        wanted = tuple(inferred.slot for inferred in inference.slots)
        likely = {i.slot.name for i in inference.slots if i.certainty is Certainty.LIKELY}
    else:
        wanted = as_slots(slots, slot_types=types)
    problems = [*_check_uid(header)]
    fits: dict[str, Fit] = {}
    for slot in wanted:
        held = slot.name in header.slots
        slot_type = types.get((held_type.value, slot.dtype)) if held and held_type else None
        slot_problems = [*_check_slot(header, slot, slot_type)]
        if slot.name in likely:
            slot_problems = [*map(_doubted, slot_problems)]
        fits[slot.name] = _fit(slot_problems, slot_type)
        problems += slot_problems
    problems += _columns_of_no_slot(header, wanted)
    return DatasetCheck(immutabledict(fits), ProblemList(problems))


def check_output(
    dataset: Dataset, output: OutputSpec, *, slot_types: SlotTypes | None = None
) -> DatasetCheck:
    """Check that a dataset holds what an output promises; see :func:`check_dataset`."""
    return check_dataset(dataset, slots=output.slots, datatype=output.type, slot_types=slot_types)


def _doubted(problem: Problem) -> Problem:
    severity = Severity.WARNING if problem.severity is Severity.ERROR else problem.severity
    return attrs.evolve(problem, severity=severity)


def _fit(problems: Iterable[Problem], slot_type: SlotType | None) -> Fit:
    if any(problem.severity is Severity.ERROR for problem in problems):
        return Fit.DOES_NOT_FIT
    if any(problem.severity is Severity.WARNING for problem in problems):
        return Fit.UNKNOWN
    return Fit.FITS if slot_type and slot_type.has_requirements else Fit.UNKNOWN


def _check_uid(header: DatasetHeader) -> Iterator[Problem]:
    names = [field.name for field in header.fields]
    if UID not in names:
        yield Problem(
            (UID,),
            'the column "uid" is missing: every dataset begins with it',
            kind=ProblemKind.MISSING_COLUMN,
            hint='write ["uid", "<u8"], with another number in each row',
        )
    elif names[0] != UID:
        yield Problem(
            (UID,),
            f'the column "uid" comes after {show_value(names[0])}: it is always the first',
            kind=ProblemKind.COLUMN_ORDER,
            hint='put "uid" first',
        )


def _check_slot(header: DatasetHeader, slot: Slot, slot_type: SlotType | None) -> Iterator[Problem]:
    found = {field.leaf: field for field in header.slots.get(slot.name, ())}
    if not found:
        if slot.required:
            yield _slot_without_columns(header, slot)
        return
    if slot_type is None or not slot_type.columns:
        yield _unknown_slot(slot)
        return
    columns = {column.name: column for column in slot_type.columns}
    missing = {name: column for name, column in columns.items() if name not in found}
    for number, name in enumerate([name for name in found if name not in columns]):
        meant = nearest_word(name, missing) if number < _MOST_COMPARED else None
        if meant and missing[meant].required:
            yield _renamed(slot, found[name], missing.pop(meant))
        else:
            yield _unexpected(slot, found[name], meant)
    dimensions: dict[str, int] = {}
    for name, column in columns.items():
        if name in found:
            yield from _check_dtype(header, found[name], column, dimensions)
        elif name in missing:
            yield from _missing(slot, column, slot_type, dimensions)


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


def _missing(
    slot: Slot, column: Column, slot_type: SlotType, dimensions: Mapping[str, int]
) -> Iterator[Problem]:
    """Tell of a missing column; where it is known which have to be there, others are a note."""
    if not column.required and column.seen is not Seen.ALWAYS:
        return
    known = f"it was there in all tables seen ({column.seen_in})"
    if column.required:
        known = f"the server requires it ({column.required})"
    name = f"{slot.name}/{column.name}"
    others = Severity.NOTE if slot_type.has_requirements else Severity.WARNING
    yield Problem(
        (name,),
        f"the column is missing: {known}",
        kind=ProblemKind.MISSING_COLUMN,
        severity=Severity.ERROR if column.required else others,
        hint=_column_to_write(name, column, dimensions),
    )


def _column_to_write(name: str, column: Column, dimensions: Mapping[str, int]) -> str | None:
    if column.dtype is None:
        return None
    scalar = column.dtype_with(dict.fromkeys(column.letters, 1)).scalar
    shape = ", ".join(map(str, _shape(column, dimensions)))
    return f'write ["{name}", "{scalar}", [{shape}]]' if shape else f'write ["{name}", "{scalar}"]'


def _shape(column: Column, dimensions: Mapping[str, int]) -> list[int | str]:
    """Return the shape of a column, with letters for the sizes that are not known."""
    return [dimensions.get(str(size), size) for size in column.dimensions]


def _renamed(slot: Slot, field: Field, column: Column) -> Problem:
    name = f"{slot.name}/{column.name}"
    return Problem(
        (field.name,),
        f"no such column is known, and {show_value(name)}, which the server requires, is missing",
        kind=ProblemKind.MISSING_COLUMN,
        hint=f'rename it to "{name}"',
    )


def _unexpected(slot: Slot, field: Field, meant: str | None) -> Problem:
    return Problem(
        (field.name,),
        f"no such column of slot type {show_value(slot.dtype)} is known",
        kind=ProblemKind.UNEXPECTED_COLUMN,
        severity=Severity.NOTE,
        hint=f'is "{slot.name}/{meant}" meant?' if meant else None,
    )


def _check_dtype(
    header: DatasetHeader, field: Field, column: Column, dimensions: dict[str, int]
) -> Iterator[Problem]:
    """Compare dtypes; ``dimensions`` holds what the letters stood for in earlier columns."""
    if column.dtype is None:
        return
    if len(field.dtype.shape) == len(column.dimensions):
        sizes = zip(column.dimensions, field.dtype.shape, strict=True)
        for letter, size in sizes:
            if isinstance(letter, str):
                dimensions.setdefault(letter, size)
    expected = column.dtype_with({letter: dimensions.get(letter, 1) for letter in column.letters})
    if field.dtype == expected:
        return
    hidden = header.rows == 0 and not field.dtype.shape and expected.shape
    yield Problem(
        (field.name,),
        f"found {_shown(field.dtype.scalar, field.dtype.shape)}, "
        f"expected {_shown(expected.scalar, _shape(column, dimensions))}"
        + (", which a table without rows does not show" if hidden else ""),
        kind=ProblemKind.WRONG_DTYPE,
        severity=Severity.NOTE if hidden else Severity.ERROR,
        hint=_column_to_write(field.name, column, dimensions),
    )


def _shown(scalar: str, shape: Sequence[int | str]) -> str:
    sizes = f" ({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
    return scalar + sizes if shape else scalar


def _no_name_of_a_slot(name: str) -> Problem:
    return Problem(
        (name,),
        f"{show_value(name)} cannot name a slot: expected {IDENTIFIER}",
        kind=ProblemKind.INVALID_NAME,
        severity=Severity.WARNING,
    )


def _columns_of_no_slot(header: DatasetHeader, slots: Iterable[Slot]) -> Iterator[Problem]:
    names = {slot.name for slot in slots}
    for name in header.slots:
        if not is_identifier(name):
            yield _no_name_of_a_slot(name)
        elif name not in names:
            yield Problem(
                (name,),
                f"the columns of {show_value(name)} belong to none of the slots",
                kind=ProblemKind.UNEXPECTED_COLUMN,
                severity=Severity.NOTE,
            )
