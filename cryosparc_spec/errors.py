"""What can be wrong, as data: ``Problem``, the ``SpecError`` family, and the warnings."""

from __future__ import annotations

import inspect
import json
import warnings
from collections.abc import Callable, Container, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import lru_cache
from traceback import walk_stack
from types import FrameType
from typing import Any, Self, TypeAlias

import attrs

DocumentPath: TypeAlias = tuple[str | int, ...]
"""Keys and indices from the root of a document to a value: ``("inputs", "particles", 0)``."""

_LONGEST_SHOWN = 60
_LONGEST_COMPARED = 64
_MOST_SHOWN = 100


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """The server or a reader refuses it, or it does not mean what it says."""
    WARNING = "warning"
    """It works, and is probably not what was meant, or will stop working."""
    NOTE = "note"
    """Worth knowing; nothing need change."""


class ProblemKind(StrEnum):
    """What sort of problem it is: a stable word for programs to test."""

    SYNTAX = "syntax"
    """The text is not in its format."""
    UNREADABLE = "unreadable"
    """The file is too large, no text, or of a suffix that is not read."""
    DUPLICATE_KEY = "duplicate-key"
    """A key stands twice in one mapping."""
    UNKNOWN_KEY = "unknown-key"
    """A key that the document does not have."""
    MISSING_KEY = "missing-key"
    """A key is left out that has no default."""
    DEPRECATED_KEY = "deprecated-key"
    """A key that has another name now."""
    WRONG_TYPE = "wrong-type"
    """A value of another type, such as a number where text is expected."""
    UNKNOWN_WORD = "unknown-word"
    """A word that is not in its vocabulary."""
    INVALID_VALUE = "invalid-value"
    """A value that cannot be, and of no other kind in this list."""
    INVALID_NAME = "invalid-name"
    """Text that cannot name what it is to name."""
    INVALID_COUNT = "invalid-count"
    """A number of connections out of range."""
    SERIES_SHORTHAND = "series-shorthand"
    """A slot of a numbered series is written short."""
    OPTIONAL_OUTPUT_SLOT = "optional-output-slot"
    """A slot of an output is optional."""
    DUPLICATE_SLOT = "duplicate-slot"
    """A slot is listed twice."""
    NO_SLOTS = "no-slots"
    """An input or output lists no slots."""
    NO_INPUTS_OR_OUTPUTS = "no-inputs-or-outputs"
    """A definition has neither inputs nor outputs."""
    UNKNOWN_SLOT_TYPE = "unknown-slot-type"
    """A slot type that the catalogue does not know."""
    OTHER_DATATYPE = "other-datatype"
    """A slot type that was seen under other datatypes only."""
    MISSING_FILE = "missing-file"
    """A file that is named is not there."""
    MISSING_SLOT = "missing-slot"
    """A slot that is needed is not there."""
    OTHER_SLOT_TYPE = "other-slot-type"
    """A slot is of another type than the one needed."""
    PASSTHROUGH = "passthrough"
    """An output passes no input through, or one of another datatype."""
    MISSING_COLUMN = "missing-column"
    """A table lacks a column of a slot."""
    UNEXPECTED_COLUMN = "unexpected-column"
    """A table has a column that belongs to no slot, or that its slot does not have."""
    WRONG_DTYPE = "wrong-dtype"
    """A column is of another dtype than its slot has."""
    COLUMN_ORDER = "column-order"
    """A column does not stand where it should."""


@attrs.frozen
class Position:
    """A place in a file; lines and columns count from 1.

    >>> str(Position("picker.yaml", 7, 12))
    'picker.yaml:7:12'
    """

    file: str
    """Path of the file as the user gave it."""
    line: int | None = None
    """Line, where the format has lines and the place is known."""
    column: int | None = None
    """Column of the first character of the value."""

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


def render_path(path: DocumentPath) -> str:
    """Give a path as text, JSONPath style.

    >>> render_path(("inputs", "particles", "slots", 1))
    '$.inputs.particles.slots[1]'
    >>> render_path(("inputs", "my particles"))
    '$.inputs["my particles"]'
    """
    parts = ["$"]
    for key in path:
        if isinstance(key, str):
            plain = key.isascii() and key.isidentifier()
            parts.append(f".{key}" if plain else f"[{show_value(key)}]")
        else:
            parts.append(f"[{key}]")
    return "".join(parts)


@attrs.frozen
class Fix:
    """Data to write instead; how it is spelled depends on the format of the file.

    >>> print(Fix.of(1, key="count_min", remark=", or a larger count_max"))
    write "count_min": 1, or a larger count_max
    """

    json: str
    """The data, as JSON."""
    key: str | None = None
    """Key to write it under, where it is an entry of a mapping."""
    remark: str = ""
    """What else there is to say, after the data."""

    @classmethod
    def of(cls, value: object, *, key: str | None = None, remark: str = "") -> Self:
        """Make a fix of plain data."""
        return cls(json.dumps(value, ensure_ascii=False), key, remark)

    def spelled(self, spell: Callable[[str | None, Any], str]) -> str:
        """Return the fix as a hint in a format: ``spell`` gives the text of a key and data.

        Text alone is in double quotes in every format, as it stands out best.
        """
        if self.key is None and self.json.startswith('"'):
            return str(self)
        return f"write {spell(self.key, json.loads(self.json))}{self.remark}"

    def __str__(self) -> str:
        key = f"{json.dumps(self.key)}: " if self.key else ""
        return f"write {key}{self.json}{self.remark}"


def _hint_of(problem: Problem) -> str | None:
    return str(problem.fix) if problem.fix else None


@attrs.frozen
class Problem:
    """One thing that is wrong, where it is, and what to write instead.

    >>> print(Problem(("inputs", "particles"), "has no slots", hint='write "slots": ["blob"]'))
    $.inputs.particles: has no slots; write "slots": ["blob"]
    """

    path: DocumentPath
    """Where in the document; empty for the whole of it."""
    message: str
    """The value and what was expected, in lower case."""
    kind: ProblemKind = attrs.field(default=ProblemKind.INVALID_VALUE, kw_only=True)
    """What sort of problem."""
    severity: Severity = attrs.field(default=Severity.ERROR, kw_only=True)
    """How much it matters."""
    fix: Fix | None = attrs.field(default=None, kw_only=True)
    """What to write instead as data, where that is an entry, a mapping or a list."""
    hint: str | None = attrs.field(default=attrs.Factory(_hint_of, takes_self=True), kw_only=True)
    """What to write instead, ready to paste, where that is known; by default the fix."""
    position: Position | None = attrs.field(default=None, kw_only=True)
    """Where in the file, when the document came from one."""

    @property
    def place(self) -> str:
        """The path as text: ``$.inputs.particles.slots[1]``."""
        return render_path(self.path)

    def under(self, *keys: str | int) -> Problem:
        """Return the same problem seen from further up: ``keys`` come before its path."""
        return attrs.evolve(self, path=keys + self.path)

    def spelled(self, spell: Callable[[str | None, Any], str]) -> Problem:
        """Return the same problem, with the fix spelled as in a format."""
        if self.fix is None or self.hint != str(self.fix):
            return self
        return attrs.evolve(self, hint=self.fix.spelled(spell))

    def __str__(self) -> str:
        hint = f"; {self.hint}" if self.hint else ""
        place = f"{self.place}: " if self.path else ""
        position = f"{self.position}: " if self.position else ""
        return f"{position}{place}{self.message}{hint}"


class SpecError(ValueError):
    """A value or document that is not valid; ``problems`` holds everything found wrong.

    >>> try:
    ...     raise SpecError.of("'3x4' is not a dtype", hint='write "3u4"')
    ... except SpecError as error:
    ...     print(error, len(error.problems))
    '3x4' is not a dtype; write "3u4" 1
    """

    problems: tuple[Problem, ...]
    """At least one problem."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    @classmethod
    def of(
        cls,
        message: str,
        *,
        path: DocumentPath = (),
        kind: ProblemKind = ProblemKind.INVALID_VALUE,
        hint: str | None = None,
        fix: Fix | None = None,
    ) -> Self:
        """Make an error with one problem."""
        hint = str(fix) if fix else hint
        return cls([Problem(path, message, kind=kind, hint=hint, fix=fix)])

    def under(self, *keys: str | int) -> Self:
        """Return the same error seen from further up the document."""
        return type(self)([problem.under(*keys) for problem in self.problems])

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return str(self.problems[0])
        lines = [str(problem) for problem in self.problems[:_MOST_SHOWN]]
        more = len(self.problems) - len(lines)
        lines += [f"and {more} more"] if more else []
        return "\n  ".join([f"{len(self.problems)} problems:", *lines])


class ParseError(SpecError):
    """Text or a value that cannot be read as what was asked for."""


class Problems:
    """Gathers problems, so that everything wrong is reported at once.

    >>> problems = Problems()
    >>> for index, word in enumerate(["ctf", "c t f"]):
    ...     with problems.at(index):
    ...         if not word.isidentifier():
    ...             raise ParseError.of("not a name")
    >>> problems.raise_if_any()
    Traceback (most recent call last):
    ...
    cryosparc_spec.errors.ParseError: $[1]: not a name
    """

    def __init__(self) -> None:
        self.found: list[Problem] = []

    @contextmanager
    def at(self, *keys: str | int) -> Generator[None]:
        """Catch the :class:`SpecError` of the block, and keep its problems under ``keys``."""
        try:
            yield
        except SpecError as error:
            self.found += error.under(*keys).problems

    def raise_if_any(self) -> None:
        """Raise a :class:`ParseError` with all problems found."""
        if self.found:
            raise ParseError(self.found)


@contextmanager
def located_at(*keys: str | int) -> Generator[None]:
    """Put the problems of a :class:`SpecError` raised in the block under ``keys``."""
    try:
        yield
    except SpecError as error:
        raise error.under(*keys) from None


class StructureError(SpecError):
    """A document that does not have the structure of its kind."""


class FileError(SpecError):
    """A file that cannot be read, or is not in the format its name says."""


class UnknownSlotTypeWarning(UserWarning):
    """A slot was written short, and the catalogue does not know its name."""


def show_value(value: object) -> str:
    """Give a value as a user would write it in JSON, cut where it is long.

    >>> show_value("ctf"), show_value(None), show_value([1, "a"]), show_value(True)
    ('"ctf"', 'null', 'a list', 'true')
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        cut = value if len(value) <= _LONGEST_SHOWN else value[:_LONGEST_SHOWN] + "..."
        return json.dumps(cut, ensure_ascii=not cut.isprintable())
    if isinstance(value, int):
        return str(value) if value.bit_length() < 4 * _LONGEST_SHOWN else "a huge number"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    return f"a value of type {type(value).__name__}"


def nearest_word(word: str, words: Iterable[str]) -> str | None:
    """Find the known word that a mistyped one most likely stands for.

    >>> nearest_word("particl", ["particle", "volume"])
    'particle'
    """
    from difflib import get_close_matches

    if len(word) > _LONGEST_COMPARED:
        return None
    by_folded = {known.casefold(): known for known in words}
    matches = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else None


def unknown_word(value: object, words: Iterable[str], *, what: str) -> ParseError:
    """Make the error for a word that is not in a vocabulary, with the nearest one that is."""
    known = list(words)
    nearest = nearest_word(value, known) if isinstance(value, str) else None
    return ParseError(
        [
            Problem(
                (),
                f"{show_value(value)} is not {what}: expected one of {', '.join(known)}",
                kind=ProblemKind.UNKNOWN_WORD,
                hint=f'write "{nearest}"' if nearest else None,
            )
        ]
    )


def unknown_key(key: object, known: Sequence[str], given: Container[object], *, of: str) -> Problem:
    """Make the problem of a key that a mapping cannot have, with the nearest one that it can.

    ``given`` are the keys that it has: what stands there already cannot be written once more.
    """
    meant = nearest_word(str(key), known)
    hint = "leave it out" if meant in given else f'write "{meant}"'
    return Problem(
        (str(key),),
        f"{show_value(key)} is not a key of {of}: expected {', '.join(known)}",
        kind=ProblemKind.UNKNOWN_KEY,
        hint=hint if meant else None,
    )


def keys_meant(unknown: Iterable[object], known: Sequence[str]) -> set[str | None]:
    """Return the keys that mistyped ones most likely stand for."""
    return {nearest_word(str(key), known) for key in unknown}


_MOST_SHOWN_WARNINGS = 1024


@lru_cache(64)
def _shown_warnings(filename: str) -> dict[Any, Any]:
    """Registry of the warnings shown for a file, as Python keeps one for each module."""
    return {}


def warn_caller(message: str, category: type[Warning]) -> None:
    """Warn at the line of the user's code that called into this package.

    The registry that silences repetitions is our own and bounded: the one Python would use grows
    by an entry for each different message, and messages hold names that users choose.
    """
    frame = _frame_of_caller()
    filename = frame.f_code.co_filename
    shown = _shown_warnings(filename)
    if len(shown) > _MOST_SHOWN_WARNINGS:
        shown.clear()
    module = frame.f_globals.get("__name__")
    warnings.warn_explicit(message, category, filename, frame.f_lineno, module, shown)


def _frame_of_caller() -> FrameType:
    frames = [frame for frame, _ in walk_stack(inspect.currentframe())]
    return next((frame for frame in frames if not _is_internal(frame)), frames[-1])


_INTERNAL_PACKAGES = {"cryosparc_spec", "cattrs", "attr", "attrs", "contextlib", "pydantic"}


def _is_internal(frame: FrameType) -> bool:
    # The methods that attrs and cattrs generate belong to no module.
    module: str | None = frame.f_globals.get("__name__")
    return module is None or module.partition(".")[0] in _INTERNAL_PACKAGES
