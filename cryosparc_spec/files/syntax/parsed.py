"""What reading a text gives, whatever its format."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import chain
from typing import Any, TypeAlias

import attrs

from cryosparc_spec.problems.errors import FileError
from cryosparc_spec.problems.places import DocumentPath, Position
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.value_text import show_value

DEEPEST = 100
"""Deepest nesting of YAML and TOML; documents of CryoSPARC have under 12."""

MOST_DIGITS = 4300
"""Most digits of a number that is read or written; the limit is Python's own."""

_AT_KEY = {ProblemKind.UNKNOWN_KEY, ProblemKind.DEPRECATED_KEY, ProblemKind.DUPLICATE_KEY}


@attrs.define(eq=False, repr=False)
class Mark:
    """Where a value stands, and where the values in it do; lines and columns count from 1."""

    line: int
    column: int
    key: tuple[int, int] | None = None
    """Line and column of the key it stands under, if it does."""
    below: dict[str | int, Mark] = attrs.field(factory=dict[str | int, "Mark"])
    """Marks of the values in it, by key or index, as far as they are known."""
    holds_values: bool = attrs.field(default=False, kw_only=True)
    """Whether it is a mapping or a list."""

    def find(self, path: DocumentPath, *, at_key: bool) -> tuple[int, int]:
        """Return line and column of the value at a path, or of the nearest one above it.

        Problems of a whole mapping or list are best seen at the key it stands under.
        """
        mark = self
        for key in path:
            if key not in mark.below:
                break
            mark = mark.below[key]
        if mark.key and (at_key or mark.holds_values):
            return mark.key
        return mark.line, mark.column


Wanted: TypeAlias = dict[str | int, Any]
"""Keys and indices on the way to values that are asked for, one level in another."""


def wanted_by(paths: Iterable[DocumentPath]) -> Wanted:
    """Return what leads to the values at these paths."""
    wanted: Wanted = {}
    for path in paths:
        level = wanted
        for key in path:
            level = level.setdefault(key, {})
    return wanted


class TextPlaces:
    """Lines and columns of a text, from 1, by index.

    Each is counted from the one before: to keep where all lines begin takes more than the text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._index = 0
        self._line = 1
        self._line_start = 0

    def place(self, index: int) -> tuple[int, int]:
        """Return line and column of the character at an index."""
        if index >= self._index:
            self._line += self._text.count("\n", self._index, index)
            self._line_start = max(self._line_start, self._text.rfind("\n", self._index, index) + 1)
        else:
            self._line -= self._text.count("\n", index, self._index)
            if self._line_start > index:
                self._line_start = self._text.rfind("\n", 0, index) + 1
        self._index = index
        return self._line, index - self._line_start + 1


@attrs.frozen(eq=False)
class Comment:
    """A comment of a text."""

    line: int
    """Its line, from 1."""
    column: int
    """Column of its ``#``, from 1."""
    text: str
    """All of it."""


MARK = "cryosparc-spec:"
"""What is in the comments that are looked for, and in hardly any text."""


def no_comments() -> Iterable[Comment]:
    """Return the comments of a format that has none."""
    return ()


@attrs.frozen(eq=False)
class Parsed:
    """Plain data read from a text."""

    raw: Any
    """Dicts, lists, text, numbers, booleans, ``None``."""
    problems: tuple[Problem, ...]
    """What the format allows to be read, and yet is wrong: keys given twice."""
    marks: Callable[[Collection[DocumentPath]], Mark]
    """Gives the marks of the values at these paths."""
    spell: Callable[[str | None, Any], str]
    """Writes data on one line in the format, with or without a key before it."""
    comments: Callable[[], Iterable[Comment]] = no_comments
    """Gives the comments that have :data:`MARK` in them."""

    def position(self, problems: Collection[Problem], file: str) -> list[Problem]:
        """Return the problems with their positions in the file, in the order of the file."""
        return sorted(self.placed(problems, file), key=line_and_column)

    def placed(self, problems: Collection[Problem], file: str) -> list[Problem]:
        """Return the problems with their positions in the file, in the order they are given."""
        if not problems:
            return []
        marks = self.marks({problem.path for problem in problems})
        placed: list[Problem] = []
        for problem in problems:
            line, column = marks.find(problem.path, at_key=problem.kind in _AT_KEY)
            own = problem.position or Position(file, line, column)
            position = own if own.file == file else attrs.evolve(own, file=file)
            placed.append(problem.spelled(self.spell).settled(self.raw).with_position(position))
        return placed


def line_and_column(problem: Problem) -> tuple[int, int]:
    """Return what sorts the problems of a file."""
    position = problem.position
    return (position.line or 0, position.column or 0) if position else (0, 0)


def syntax_error(
    message: str, line: int | None = None, column: int | None = None, *, hint: str | None = None
) -> FileError:
    """Make the error for a text that is not in its format."""
    position = Position("", line, column) if line else None
    problem = Problem((), message, kind=ProblemKind.SYNTAX, hint=hint, position=position)
    return FileError([problem])


def in_our_words(signs: Mapping[str, str], words: str) -> str | None:
    """Put what a parser says in our own words, which stay the same when the parser's change.

    ``signs`` are patterns, each with what to say where it is found in the parser's words.
    """
    return next((ours for sign, ours in signs.items() if re.search(sign, words)), None)


def too_deep(
    line: int | None = None, column: int | None = None, *, deepest: int = DEEPEST
) -> FileError:
    """Make the error for a text that is nested deeper than is read."""
    return syntax_error(f"nested more than {deepest} deep", line, column)


def refuse_deep(raw: object, *, deepest: int = DEEPEST) -> None:
    """Raise a :class:`~cryosparc_spec.FileError` where data is nested too deep.

    Mappings and lists count, but for those that are empty.
    """
    level: list[Any] = [[raw]]
    for _ in range(deepest + 1):
        items: Iterable[Any] = chain.from_iterable(map(_items, level))
        level = [item for item in items if item and type(item) in (dict, list)]
        if not level:
            return
    raise too_deep(deepest=deepest)


def _items(value: Any) -> Iterable[Any]:
    return value if value.__class__ is list else value.values()


def duplicate_key(path: DocumentPath, line: int | None, column: int | None = None) -> Problem:
    """Make the problem of a key that stands twice in one mapping; the path may not be known."""
    key = f"the key {show_value(path[-1])}" if path else "a key"
    return Problem(
        path,
        f"{key} stands here twice",
        kind=ProblemKind.DUPLICATE_KEY,
        hint="keep one of them",
        position=Position("", line, column),
    )
