"""Checks of results groups: what a ``.csg`` file shows to be wrong without its ``.cs`` tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import attrs

from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.checks.document import check_keys
from cryosparc_spec.checks.rows import different_rows
from cryosparc_spec.checks.slot_types import check_slot_type
from cryosparc_spec.display.displayed import ProblemList
from cryosparc_spec.documents.results_group import ResultsGroup, SlotResult
from cryosparc_spec.documents.table_files import find_table
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.fixes import IF_MEANT, Fix
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import AnyPath
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import keys_meant, word_meant
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.datatypes import Datatype

_TYPE: DocumentPath = ("type",)
_NUMBER = re.compile("[0-9]+")


def check_results_group(
    group: ResultsGroup,
    *,
    slot_types: SlotTypes | None = None,
    folder: AnyPath | None = None,
) -> tuple[Problem, ...]:
    """Return what is wrong, or doubtful, about a results group.

    What a newer CryoSPARC may have written is a note. With the ``folder`` that it stands in, a
    metafile that is there is not taken for a mistyped one; what is in it, and whether others are
    there, is told by :func:`~cryosparc_spec.checks.check_tables`.

    >>> from cryosparc_spec.documents.results_group import Group
    >>> stack = SlotResult(metafile=">stack.cs", num_items=9, type="movie.movie_blob")
    >>> group = Group(name="imported", type="exposure")
    >>> results = ResultsGroup(group=group, results={"movie_blob": stack}, version="v4.4.1")
    >>> problem, = check_results_group(results)
    >>> print(problem)
    $.results.movie_blob.type: "movie" is not a datatype; write exposure.movie_blob
    """
    known = known_slot_types() if slot_types is None else slot_types
    problems = [
        *check_keys(group, (), by_hand=True),
        *_check_created(group),
        *check_keys(group.group, ("group",), by_hand=True),
        *_check_datatype(group.group.type),
        *_check_metafiles(group, folder),
        *_check_version(group),
        *_check_counts(group),
    ]
    for name, result in group.results.items():
        path: DocumentPath = ("results", name)
        problems += check_keys(result, path, by_hand=True)
        for problem in _check_type(name, result, group.group.type, known):
            problems.append(problem.under(*path))
    return ProblemList(problems)


def _check_created(group: ResultsGroup) -> Iterator[Problem]:
    if group.created is not None and group.created_at is None:
        yield Problem(
            ("created",),
            f"{show_value(group.created)} is not a date",
            severity=Severity.NOTE,
            fix=Fix.remove("leave created out"),
        )


def _check_version(group: ResultsGroup) -> Iterator[Problem]:
    if not group.version and "version" not in keys_meant(group.extras, ("version",)):
        yield Problem(
            (),
            "version is missing: CryoSPARC writes the one that made the group",
            kind=ProblemKind.MISSING_KEY,
            severity=Severity.NOTE,
        )


def _check_counts(group: ResultsGroup) -> Iterator[Problem]:
    """Tell of slots that are not counted, and of counts that are not all the same."""
    counted = {
        name: result.num_items
        for name, result in group.results.items()
        if result.num_items is not None
    }
    if len({*counted.values()}) > 1:
        yield different_rows(counted)
    uncounted = [
        name
        for name, result in group.results.items()
        if result.num_items is None and "num_items" not in keys_meant(result.extras, ("num_items",))
    ]
    if uncounted:
        yield Problem(
            ("results", uncounted[0]),
            "num_items is not said: the slot has as many items as its table has rows",
            kind=ProblemKind.MISSING_KEY,
            severity=Severity.NOTE,
        )


def _check_datatype(word: str) -> Iterator[Problem]:
    if word not in Datatype:
        meant = _datatype_meant(word)
        yield _unknown_datatype(word, _plain(meant) if meant else None, ("group", "type"))


def _datatype_meant(word: str) -> str | None:
    return word_meant(word, Datatype)


def _plain(text: str) -> Fix:
    """Return the fix that writes text as a ``.csg`` file has it, without quotes."""
    return Fix.of(text, words=f"write {text}")


def _unknown_datatype(word: str, fix: Fix | None, path: DocumentPath) -> Problem:
    known_later = "" if fix else " that is known here"
    return Problem(
        path,
        f"{show_value(word)} is not a datatype{known_later}",
        kind=ProblemKind.UNKNOWN_WORD,
        severity=Severity.WARNING if fix else Severity.NOTE,
        fix=fix,
    )


def _check_type(
    name: str, result: SlotResult, group_word: str, slot_types: SlotTypes
) -> Iterator[Problem]:
    word, slot_type = result.datatype, result.slot_type
    of_group = group_word if group_word in Datatype else _datatype_meant(group_word)
    meant = of_group or _datatype_meant(word)
    fix = _plain(f"{meant}.{slot_type}") if meant else None
    if not word or not slot_type:
        yield _not_dotted(name, result.type, of_group, slot_types)
    elif word not in Datatype:
        if word != group_word or fix:
            yield _unknown_datatype(word, fix, _TYPE)
    elif of_group and word != of_group:
        yield Problem(
            _TYPE,
            f"{show_value(result.type)} stands in a group of type {of_group}",
            kind=ProblemKind.OTHER_DATATYPE,
            severity=Severity.WARNING,
            fix=_fix_within(Datatype(of_group), name, slot_type, slot_types),
        )
    else:
        yield from _check_slot(name, slot_type, Datatype(word), slot_types)


def _fix_within(datatype: Datatype, name: str, slot_type: str, slot_types: SlotTypes) -> Fix | None:
    """Say what to write under the datatype of the group, unless that would not be known."""
    is_open = not slot_types.under(datatype)
    for meant in (slot_type, slot_types.slot_type_of(name)):
        if is_open or (datatype, meant) in slot_types:
            return _plain(f"{datatype}.{meant}")
    return None


def _not_dotted(name: str, text: str, datatype: str | None, slot_types: SlotTypes) -> Problem:
    meant = slot_types.slot_type_of(name)
    return Problem(
        _TYPE,
        f"{show_value(text)} is not a datatype and a slot type with a dot between them",
        fix=_plain(f"{datatype}.{meant}") if datatype and meant else None,
    )


def _check_slot(
    name: str, slot_type: str, datatype: Datatype, slot_types: SlotTypes
) -> Iterator[Problem]:
    try:
        slot = Slot(name, slot_type)
    except SpecError as error:
        for problem in error.problems:
            of_name = problem.path == ("name",)
            fix = _fix_of_part(problem.fix, datatype, slot_types, of_name=of_name)
            yield attrs.evolve(problem.with_fix(fix), path=() if of_name else _TYPE)
        return
    for problem in check_slot_type(slot, datatype, slot_types):
        meant = _slot_type_meant(name, slot_type, datatype, slot_types)
        to_write = _plain(f"{datatype}.{meant}") if meant else None
        yield attrs.evolve(problem.with_fix(to_write), path=_TYPE)


def _fix_of_part(
    fix: Fix | None, datatype: Datatype, slot_types: SlotTypes, *, of_name: bool
) -> Fix | None:
    """Return the fix of the name or the type of a slot as one of its entry.

    The columns of a slot have its name too: another one is told only where it is known.
    """
    if fix is None:
        return None
    if of_name:
        return Fix.rename(fix.value) if slot_types.slot_type_of(fix.value) else None
    return _plain(f"{datatype}.{fix.value}")


def _slot_type_meant(
    name: str, slot_type: str, datatype: Datatype, slot_types: SlotTypes
) -> str | None:
    usual = slot_types.slot_type_of(name) or slot_types.series_type_of(name)
    nearest = slot_types.slot_type_of(slot_types.nearest_name(slot_type) or "")
    return next((word for word in (usual, nearest) if (datatype, word) in slot_types), None)


_MOST_USUAL = 20
"""Most metafiles that others are compared with; a group of CryoSPARC has two or three."""


def _check_metafiles(group: ResultsGroup, folder: AnyPath | None) -> Iterator[Problem]:
    """Report a metafile that is most likely a mistyped form of one that more slots have."""
    slots_of = Counter(result.metafile for result in group.results.values())
    usual_ones = [metafile for metafile, _ in slots_of.most_common(_MOST_USUAL)]
    for name, result in group.results.items():
        metafile = result.metafile
        if folder is not None and find_table(metafile, Path(folder)):
            continue
        more_usual = (o for o in usual_ones if slots_of[o] > slots_of[metafile])
        for usual in [o for o in more_usual if _is_slip(metafile, o)][:1]:
            yield Problem(
                ("results", name, "metafile"),
                f"{show_value(metafile)} is almost {show_value(usual)}, "
                f"which {slots_of[usual]} other slots have",
                severity=Severity.WARNING,
                fix=Fix.of(usual, remark=IF_MEANT),
            )


def _is_slip(text: str, other: str) -> bool:
    """Whether two texts differ by a character, or by two that are swapped.

    Numbers that differ are taken for those of another job, iteration or class.
    """
    if _NUMBER.sub("0", text) == _NUMBER.sub("0", other):
        return False
    first = next(i for i, (a, b) in enumerate(zip_longest(text, other)) if a != b)
    rest, of_other = text[first:], other[first:]
    swapped = rest[:2] == of_other[1::-1] and rest[2:] == of_other[2:]
    return swapped or of_other[1:] in (rest, rest[1:]) or of_other == rest[1:]
