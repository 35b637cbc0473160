"""Problems that several documents of a project may show, each told once."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

import attrs

from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import counted

_MOST_PLACES = 3
_BY_SEVERITY = [*Severity]


class Scope(Enum):
    """Within what the documents may stand that show the same mistake."""

    FILE = "file"
    FOLDER = "folder"
    PROJECT = "project"


@attrs.frozen
class Finding:
    """A problem with a file, and what it is about."""

    problem: Problem
    """The problem, with its position."""
    scope: Scope = Scope.FILE
    """Where the same may show."""
    about: tuple[str, ...] = ()
    """The same for problems that are one mistake, of those of a scope."""
    slot: tuple[str, str] | None = None
    """The table and the slot it is about, where it is about one."""
    is_guess: bool = False
    """Whether it follows from what a table seems to hold, and not from what a document says."""
    kind_of_document: str | None = None
    """Word for the kind of document that the file holds."""


def findings_of(problems: Iterable[Problem], kind: str | None) -> tuple[Finding, ...]:
    """Return the problems with a file that holds a kind of document as findings."""
    return tuple(Finding(problem, kind_of_document=kind) for problem in problems)


def in_file_order(finding: Finding) -> tuple[int, int]:
    """Return what sorts the findings of a file: the line and the column."""
    position = finding.problem.position
    return (position.line or 0, position.column or 0) if position else (0, 0)


_SHOWN_BY_TABLES = {ProblemKind.OTHER_SLOT_TYPE, ProblemKind.MISSING_SLOT}


def told_once(findings: Iterable[Finding], known: Iterable[tuple[str, str]] = ()) -> list[Finding]:
    """Return each mistake once, with the other places where it shows in the message.

    Of the slots that are ``known``, each after its table, no guess is told. That two documents
    disagree on a slot is not told where its table shows which of them is wrong.
    """
    slots = set(known)
    by_mistake: dict[tuple[str, ...], list[Finding]] = {}
    shown: set[str] = set()
    for number, finding in enumerate(findings):
        key = ("", str(number)) if finding.scope is Scope.FILE else finding.about
        by_mistake.setdefault(key, []).append(finding)
        if finding.slot and finding.problem.kind in _SHOWN_BY_TABLES:
            shown.add(finding.slot[1])
    return [
        _merged(alike)
        for alike in by_mistake.values()
        if not all(_is_known(each, slots) or _is_shown(each, shown) for each in alike)
    ]


def _is_known(finding: Finding, slots: set[tuple[str, str]]) -> bool:
    return finding.is_guess and finding.slot in slots


def _is_shown(finding: Finding, slots: set[str]) -> bool:
    disagree = finding.problem.kind is ProblemKind.FILES_DISAGREE
    return disagree and finding.slot is not None and finding.slot[1] in slots


def _merged(alike: list[Finding]) -> Finding:
    """Return the first of the findings, as severe as the most severe of them."""
    first, *others = alike
    if not others:
        return first
    severity = min((each.problem.severity for each in alike), key=_BY_SEVERITY.index)
    hint = next((each.problem.hint for each in alike if each.problem.hint), None)
    fix = first.problem.fix
    message = f"{first.problem.message}; {_shown_in(first, others)}"
    problem = attrs.evolve(
        first.problem, severity=severity, message=message, fix=fix, hint=first.problem.hint or hint
    )
    return attrs.evolve(first, problem=problem)


def _shown_in(first: Finding, others: list[Finding]) -> str:
    places = [_place(other.problem, first.problem) for other in others]
    shown = ", ".join(places[:_MOST_PLACES])
    more = len(places) - _MOST_PLACES
    rest = f" and {counted(more, 'more place')}" if more > 0 else ""
    return f"the same shows in {shown}{rest}"


def _place(problem: Problem, first: Problem) -> str:
    """Return where a problem is, as seen from another."""
    file = problem.position.file if problem.position else None
    here = first.position.file if first.position else None
    if file == here:
        return problem.place
    return f"{file}: {problem.place}" if problem.path else f"{file}"
