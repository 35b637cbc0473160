"""What is wrong with plain data, taken from what cattrs raises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_origin

import attrs
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)

from cryosparc_spec.catalogue.entries import Column, SlotType
from cryosparc_spec.catalogue.plain_data import JobTypesDocument, SlotTypesDocument
from cryosparc_spec.display.displayed import ProblemList
from cryosparc_spec.documents.job_definition import InputSpec, JobDefinition, OutputSpec
from cryosparc_spec.documents.job_register import JobSection
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.words import unknown_key
from cryosparc_spec.slots.slot import Datafield
from cryosparc_spec.vocabulary.datatypes import Datatype

_TYPED = ((InputSpec, "type"), (OutputSpec, "type"))

_DOCUMENT_NAMES: Mapping[type, str] = {
    Datafield: "a datafield",
    JobSection: "a job section",
    InputSpec: "an input",
    OutputSpec: "an output",
    JobDefinition: "a job definition",
    JobTypesDocument: "a catalogue of job types",
    SlotTypesDocument: "a catalogue of slot types",
    SlotType: "a slot type",
    Column: "a column",
}

REFUSALS = (BaseValidationError, SpecError, RecursionError)
"""What is raised for plain data that cannot be read."""


def problems_in(error: BaseException) -> tuple[Problem, ...]:
    """Return the problems in an error of :func:`~cryosparc_spec.structure`, or of cattrs.

    Other than ``cattrs.transform_error`` it keeps what our own validators say.
    """
    return ProblemList(_walk(error, ()))


def _walk(error: BaseException, path: DocumentPath) -> Iterator[Problem]:
    if isinstance(error, SpecError):
        yield from error.under(*path).problems
    elif isinstance(error, ClassValidationError | IterableValidationError):
        located, others = error.group_exceptions()
        for child, note in located:
            if isinstance(note, AttributeValidationNote) and isinstance(child, KeyError):
                yield _missing_key(error.cl, note.name, path)
            else:
                yield from _walk(child, (*path, _key_of(note, error.cl)))
        for child in others:
            yield from _walk(child, path)
    elif isinstance(error, ForbiddenExtraKeysError):
        for key in sorted(error.extra_fields, key=str):
            yield unknown_key(key, keys_of(error.cl), (), of=in_words(error.cl)).under(*path)
    elif isinstance(error, RecursionError):
        yield Problem(path, "the data is nested too deep to read")
    else:
        yield Problem(path, str(error) or type(error).__name__)


def _key_of(note: AttributeValidationNote | IterableValidationNote, cls: Any) -> str | int:
    if isinstance(note, AttributeValidationNote):
        return note.name
    within_mapping = issubclass(get_origin(cls) or cls, Mapping)
    index: str | int = str(note.index) if within_mapping else note.index
    return index


def _missing_key(cls: type, name: str, path: DocumentPath) -> Problem:
    one = f"one of {', '.join(Datatype)}" if (cls, name) in _TYPED else "one"
    message = f"{name} is missing: {in_words(cls)} needs {one}"
    return Problem(path, message, kind=ProblemKind.MISSING_KEY)


def missing_key_in(problem: Problem) -> str:
    """Return the key that is missing, where that is the problem."""
    missing = problem.kind is ProblemKind.MISSING_KEY and not problem.path
    return problem.message.partition(" ")[0] if missing else ""


def keys_of(cls: Any) -> list[str]:
    """Return the keys that a mapping for a class may have."""
    if attrs.has(cls):
        return [attribute.name for attribute in attrs.fields(cls)]
    return list(getattr(cls, "__dataclass_fields__", cls.__annotations__))


def in_words(cls: type) -> str:
    """Return what people call a class, with its article."""
    return _DOCUMENT_NAMES.get(cls, cls.__name__)
