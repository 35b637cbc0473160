"""Checks of a ``.cs`` table against the slots it should hold, from its header alone.

Every slot fits, does not fit, or is unknown: which columns the server requires is public only in
part, and what is not known is never called right.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs
from immutabledict import immutabledict

from cryosparc_spec.catalogue.entries import SlotType
from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.checks.slot_columns import Grounds, check_slot_columns
from cryosparc_spec.checks.slot_types import check_type_of_name
from cryosparc_spec.checks.uids import check_uid
from cryosparc_spec.columns.fields import UID
from cryosparc_spec.datasets.header import DatasetHeader
from cryosparc_spec.datasets.inference import Certainty, Inference, InferredSlot, infer_slots
from cryosparc_spec.datasets.listed_columns import problems_of
from cryosparc_spec.datasets.reading import Dataset, header_of
from cryosparc_spec.display.displayed import Displayed, ProblemList
from cryosparc_spec.problems.ascii_names import not_ascii_in
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import IDENTIFIER, is_identifier
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import few_near_words
from cryosparc_spec.slots.reading import as_slots
from cryosparc_spec.slots.slot import Slot, SlotSpec
from cryosparc_spec.vocabulary.datatypes import Datatype, DatatypeLike

if TYPE_CHECKING:
    from cryosparc_spec.documents.job_definition import OutputSpec


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
    :func:`~cryosparc_spec.infer_slots` has it. A column that the server requires, and that is
    missing, is then a warning, since tables of an older CryoSPARC lack some; and where a slot type
    is only likely, what does not fit it is a note. Only the header is read, so that values are not
    looked at, such as those of ``uid``, which have to be distinct; it is checked that a file
    is complete.

    Raises :class:`~cryosparc_spec.FileError` for a file that is not a dataset, and ``OSError``
    for one that cannot be opened.

    >>> from cryosparc_spec.columns.fields import Field
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
    if slots is None and datatype is None and len(header.fields) <= _MOST_COLUMNS_KEPT:
        return _check_as_seen(header, types)
    return _check(header, slots, datatype, types)


def _check(
    header: DatasetHeader,
    slots: Iterable[SlotSpec] | None,
    datatype: DatatypeLike | None,
    types: SlotTypes,
) -> DatasetCheck:
    inference = infer_slots(header, datatype=datatype, slot_types=types)
    if slots is None:
        wanted = {each.slot: _grounds(each, inference, types) for each in inference.slots}
    else:
        wanted = dict.fromkeys(as_slots(slots, slot_types=types), Grounds.OUTPUT)
    return check_slots(header, wanted, datatype=inference.datatype, slot_types=types)


_MOST_KEPT, _MOST_COLUMNS_KEPT = 64, 200
_sound: dict[DatasetHeader, tuple[SlotTypes, DatasetCheck]] = {}


def _check_as_seen(header: DatasetHeader, types: SlotTypes) -> DatasetCheck:
    """Check a table as its columns show it: most tables of a job have those of another one."""
    # It fits the same slots as one that only says whether there are rows, and a file.
    columns = attrs.evolve(header, rows=min(header.rows, 1), header_size=min(header.header_size, 1))
    known, found = _sound.get(columns, (None, None))
    if found is not None and known is types:
        return found
    found = _check(header, None, None, types)
    if not found.problems:
        if len(_sound) >= _MOST_KEPT:
            _sound.clear()
        _sound[columns] = types, found
    return found


def check_output(
    dataset: Dataset, output: OutputSpec, *, slot_types: SlotTypes | None = None
) -> DatasetCheck:
    """Check that a dataset holds what an output promises.

    It is read as :func:`~cryosparc_spec.check_dataset` does.
    """
    return check_dataset(dataset, slots=output.slots, datatype=output.type, slot_types=slot_types)


def check_slots(
    header: DatasetHeader,
    wanted: Mapping[Slot, Grounds],
    *,
    datatype: Datatype | None,
    slot_types: SlotTypes,
) -> DatasetCheck:
    """Check that a table holds the columns of slots, each of which it is said or seen to have."""
    problems = [*check_uid(header)]
    fits: dict[str, Fit] = {}
    for slot, grounds in wanted.items():
        held = slot.name in header.slots
        slot_type = slot_types.get((datatype.value, slot.dtype)) if held and datatype else None
        found = [*check_slot_columns(header, slot, slot_type, grounds)]
        fits[slot.name] = _fit(found, slot_type, grounds)
        if datatype and grounds is Grounds.OUTPUT:
            named = check_type_of_name(slot, datatype, slot_types)
            problems += (attrs.evolve(p, path=(slot.name,), fix=None) for p in named)
        problems += found
    names = {slot.name for slot in wanted}
    problems += problems_of(c for c in header.unsound if c.name != UID and c.slot not in names)
    problems += _columns_of_no_slot(header, names)
    return DatasetCheck(immutabledict(fits), ProblemList(problems))


def _grounds(inferred: InferredSlot, inference: Inference, slot_types: SlotTypes) -> Grounds:
    """Return what a slot type rests on: a guess too where the datatype may be another one."""
    others = {t.datatype for t in slot_types.with_name(inferred.slot.name)}
    if inferred.certainty is not Certainty.KNOWN or others.intersection(inference.alternatives):
        return Grounds.GUESS
    return Grounds.NAME


def _fit(problems: Iterable[Problem], slot_type: SlotType | None, grounds: Grounds) -> Fit:
    severities = {problem.severity for problem in problems}
    if Severity.ERROR in severities:
        return Fit.DOES_NOT_FIT
    if Severity.WARNING in severities:
        return Fit.DOES_NOT_FIT if grounds is Grounds.NAME else Fit.UNKNOWN
    if grounds is Grounds.GUESS and severities:
        return Fit.UNKNOWN
    return Fit.FITS if slot_type and slot_type.has_requirements else Fit.UNKNOWN


def _no_name_of_a_slot(name: str) -> Problem:
    return Problem(
        (name,),
        f"{show_value(name)} cannot name a slot: expected {IDENTIFIER}{not_ascii_in(name)}",
        kind=ProblemKind.INVALID_NAME,
        severity=Severity.WARNING,
    )


def _columns_of_no_slot(header: DatasetHeader, names: Container[str]) -> Iterator[Problem]:
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
