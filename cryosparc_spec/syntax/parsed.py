"""What reading a text gives, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import attrs

from cryosparc_spec.errors import FileError, Path, Position, Problem, ProblemKind

DEEPEST = 100
"""Deepest nesting of a text; documents of CryoSPARC have under 12."""

_AT_KEY = {ProblemKind.UNKNOWN_KEY, ProblemKind.DEPRECATED_KEY, ProblemKind.DUPLICATE_KEY}


@attrs.define
class Mark:
    """Where a value stands, and where the values in it do; lines and columns count from 1."""

    line: int
    column: int
    key: tuple[int, int] | None = None
    """Line and column of the key it stands under, if it does."""
    below: dict[str | int, Mark] = attrs.field(factory=dict[str | int, "Mark"])
    """Marks of the values in it, by key or index, as far as they are known."""

    def find(self, path: Path, *, at_key: bool) -> tuple[int, int]:
        """Return line and column of the value at a path, or of the nearest one above it.

        Problems of a whole mapping or list are best seen at the key it stands under.
        """
        mark = self
        for key in path:
            if key not in mark.below:
                break
            mark = mark.below[key]
        if mark.key and (at_key or mark.below):
            return mark.key
        return mark.line, mark.column


@attrs.frozen
class Parsed:
    """Plain data read from a text."""

    raw: Any
    """Dicts, lists, text, numbers, booleans, ``None``."""
    problems: tuple[Problem, ...]
    """What the format allows to be read, and yet is wrong: keys given twice."""
    marks: Callable[[Collection[Path]], Mark]
    """Gives the marks of the values at these paths."""

    def position(self, problems: Collection[Problem], file: str) -> list[Problem]:
        """Return the problems with their positions in the file, in the order of the file."""
        if not problems:
            return []
        marks = self.marks({problem.path for problem in problems})
        positioned: list[Problem] = []
        for problem in problems:
            line, column = marks.find(problem.path, at_key=problem.kind in _AT_KEY)
            position = problem.position or Position("", line, column)
            positioned.append(attrs.evolve(problem, position=attrs.evolve(position, file=file)))
        return sorted(positioned, key=_line_and_column)


def _line_and_column(problem: Problem) -> tuple[int, int]:
    position = problem.position
    return (position.line or 0, position.column or 0) if position else (0, 0)


def syntax_error(
    message: str, line: int | None, column: int | None, *, hint: str | None = None
) -> FileError:
    """Make the error for a text that is not in its format."""
    position = Position("", line, column)
    problem = Problem((), message, kind=ProblemKind.SYNTAX, hint=hint, position=position)
    return FileError([problem])


def duplicate_key(path: Path, position: tuple[int, int] | None = None) -> Problem:
    """Make the problem of a key that stands twice in one mapping."""
    return Problem(
        path,
        f'the key "{path[-1]}" stands here twice',
        kind=ProblemKind.DUPLICATE_KEY,
        hint="keep one of them",
        position=Position("", *position) if position else None,
    )
