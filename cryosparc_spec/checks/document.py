"""Checks of documents that CryoSPARC wrote: what is not known here is pointed out, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeAlias, get_args

import attrs

from cryosparc_spec.display.displayed import ProblemList
from cryosparc_spec.documents.codec.server_document import (
    UNLESS,
    ServerDocument,
    attribute_types,
    attributes_by_key,
    keys_read,
    lists_all_keys,
)
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import is_list, is_mapping, wrong_type
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import few_near_words, mistyped_as, word_meant
from cryosparc_spec.vocabulary.families import StrFamily, is_family

_Attribute: TypeAlias = tuple[str, str, tuple[Any, ...]]


@few_near_words
def check_document(document: object) -> tuple[Problem, ...]:
    """Return which keys and words of a document are not known here.

    A newer CryoSPARC may have written them, so they are notes; one that is a letter away from what
    is known is most likely a mistake, and a warning. Raises :class:`~cryosparc_spec.ParseError` for
    something that CryoSPARC does not write, such as a definition or plain data.

    >>> from cryosparc_spec.documents.job_inputs import Input
    >>> problem, = check_document(Input(type="particel"))
    >>> print(problem.severity, problem)
    warning $.type: "particel" is not a word that is known here; write "particle"
    """
    if not isinstance(document, ServerDocument):
        hint = "structure(data, Job) makes one of plain data" if is_mapping(document) else None
        raise wrong_type(
            document, "a document of CryoSPARC, such as an object of class Job", hint=hint
        )
    return ProblemList(_once_each(_check(document, ())))


def _once_each(problems: Iterable[Problem]) -> list[Problem]:
    """Leave the first note of each key that is not known: a newer client has it in each input."""
    kept: list[Problem] = []
    places: dict[str | int, int] = {}
    for problem in problems:
        is_new = problem.kind is ProblemKind.UNKNOWN_KEY
        if is_new:
            places[problem.path[-1]] = places.get(problem.path[-1], 0) + 1
        if not is_new or places[problem.path[-1]] == 1:
            kept.append(problem)
    return [_with_others(p, places.get(p.path[-1], 1)) if p.path else p for p in kept]


def _with_others(problem: Problem, number: int) -> Problem:
    if number == 1 or problem.kind is not ProblemKind.UNKNOWN_KEY:
        return problem
    others = f", here and in {number - 1} other place{'' if number == 2 else 's'}"
    return attrs.evolve(problem, message=problem.message + others)


def _check(document: ServerDocument, path: DocumentPath) -> Iterator[Problem]:
    yield from check_keys(document, path)
    for key, name, families in _attributes_of(document):
        yield from _check_value(getattr(document, name), families, (*path, key))


def _attributes_of(document: ServerDocument) -> tuple[_Attribute, ...]:
    cls: Any = type(document)
    return _attributes(cls)


@cache
def _attributes(cls: Any) -> tuple[_Attribute, ...]:
    """Return key, name and word families of the attributes that have a key in the document."""
    types = attribute_types(cls)
    return tuple(
        (key, attribute.name, tuple(_families_in(types[attribute.name])))
        for key, attribute in attributes_by_key(cls).items()
    )


def _families_in(annotation: Any) -> Iterator[Any]:
    if is_family(annotation):
        yield annotation
    for member in get_args(annotation):
        yield from _families_in(member)


def _needed_keys(
    document: ServerDocument, missing: Sequence[str], path: DocumentPath
) -> Iterator[Problem]:
    """Tell of a key that every such document has; a part of one may be read without it."""
    attributes = attributes_by_key(type(document))
    for key in missing:
        if UNLESS in attributes[key].metadata:
            yield Problem(
                path,
                f"{key} is missing, which every such document has",
                kind=ProblemKind.MISSING_KEY,
                severity=Severity.ERROR if path else Severity.NOTE,
                fix=mistyped_as(key, document.extras),
            )


def _check_value(value: Any, families: Sequence[Any], path: DocumentPath) -> Iterator[Problem]:
    if isinstance(value, ServerDocument):
        yield from _check(value, path)
    elif is_list(value):
        for index, item in enumerate(value):
            yield from _check_value(item, families, (*path, index))
    elif is_mapping(value):
        for key, item in value.items():
            yield from _check_value(item, families, (*path, key))
    elif isinstance(value, str) and families and not isinstance(value, StrFamily):
        yield unknown_word_in(value, families[0]).under(*path)


def unknown_word_in(word: str, family: type[StrFamily]) -> Problem:
    """Make the problem of a word that is not one of a family."""
    meant = word_meant(word, [member.value for member in family])
    return Problem(
        (),
        f"{show_value(word)} is not a word that is known here",
        kind=ProblemKind.UNKNOWN_WORD,
        severity=Severity.WARNING if meant else Severity.NOTE,
        fix=Fix.of(meant) if meant else None,
    )


def check_keys(
    document: ServerDocument, path: DocumentPath, *, by_hand: bool = False
) -> Iterator[Problem]:
    """Tell of keys that are not known, of which a newer CryoSPARC may have written each.

    In a document that people write ``by_hand`` as well, one may stand for a key that is missing.
    """
    if not lists_all_keys(document):
        return
    known = [key for key, _, _ in _attributes_of(document)]
    read = keys_read(document)
    missing = [key for key in known if key not in read]
    if read:
        yield from _needed_keys(document, missing, path)
    for key in document.extras:
        meant = word_meant(key, missing) if by_hand else None
        yield Problem(
            (*path, key),
            f"{show_value(key)} is not a key that is known here",
            kind=ProblemKind.UNKNOWN_KEY,
            severity=Severity.WARNING if meant else Severity.NOTE,
            fix=Fix.rename(meant) if meant else None,
        )
