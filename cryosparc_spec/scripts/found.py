"""Problems in a script: with the place of the code, and the fix spelled as Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from cryosparc_spec.files.ignore_comments import silences
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.scripts.code_edits import CodeEdits
from cryosparc_spec.scripts.plain_parts import KEYS
from cryosparc_spec.scripts.python_text import python_text
from cryosparc_spec.scripts.source import Placed, Source

_AT_KEY = {ProblemKind.UNKNOWN_KEY, ProblemKind.DEPRECATED_KEY}
_ARGUMENTS = {"count_min": "min", "count_max": "max", "description": "desc"}
_IN_JSON = {"write true": "write True", "write false": "write False", 'write "inf"': 'write "inf"'}


@attrs.frozen(eq=False)
class Found:
    """A problem, and the code that it is about."""

    problem: Problem
    """The problem, without a position."""
    node: Placed
    """The code."""
    edited: tuple[Placed | None, ...] = ()
    """The code that each edit of its fix changes; nothing where that is not known."""


def found(
    node: Placed,
    path: DocumentPath,
    message: str,
    kind: ProblemKind,
    *,
    severity: Severity = Severity.WARNING,
    hint: str | None = None,
    fix: Fix | None = None,
) -> Found:
    """Make a problem of a script, with a fix that changes the code itself."""
    if fix is not None:
        hint = fix.spelled(spelled)
    problem = Problem(path, message, kind=kind, severity=severity, fix=fix, hint=hint)
    return Found(problem, node, (node,))


def is_at_key(problem: Problem) -> bool:
    """Whether a problem is about a key, and not about what it stands for."""
    return problem.kind in _AT_KEY


def in_code(problem: Problem, *, of_call: bool) -> Problem:
    """Return a problem of a definition in the words of a call: ``min`` for ``count_min``."""
    message, hint = problem.message, problem.hint
    own = problem.fix is not None and hint == str(problem.fix)
    if own and problem.fix is not None:
        in_slot = len(problem.path) > 3 or not of_call
        hint = problem.fix.spelled(spelled if in_slot else _spelled_argument)
    hint = _IN_JSON.get(hint or "", hint)
    if of_call:
        for key, name in _ARGUMENTS.items():
            message = message.replace(key, name)
            hint = hint and hint.replace(key, name)
    return attrs.evolve(problem, message=message, hint=hint)


def spelled(key: str | None, value: Any) -> str:
    """Write data as Python, with or without the key of a dict before it."""
    return python_text(value) if key is None else f'"{key}": {python_text(value)}'


def _spelled_argument(key: str | None, value: Any) -> str:
    return python_text(value) if key is None else f"{key}={python_text(value)}"


def argument_of(key: str) -> str:
    """Return the argument that gives a key of an input or output.

    >>> argument_of("count_min")
    'min'
    """
    return next(name for name, meant in KEYS.items() if meant == key)


def placed(
    all_found: list[Found], source: Source, edits: CodeEdits | None = None
) -> Iterator[Problem]:
    """Give the problems in the order of the code, each once, but for those that it silences.

    Without ``edits``, they have none.
    """
    seen: set[tuple[object, ...]] = set()
    for each in sorted(all_found, key=lambda one: (one.node.lineno, one.node.col_offset)):
        place = source.place(each.node)
        own = edits.of(each.problem.edits, each.edited) if edits else ()
        problem = each.problem.with_edits(own)
        problem = problem.with_position(place.position)
        if place.cell:
            problem = attrs.evolve(problem, message=f"cell {place.cell}: {problem.message}")
        key = (place, problem.message)
        if key not in seen and not silences(source.line(each.node.lineno), problem.kind):
            seen.add(key)
            yield problem
