"""TOML text."""

from __future__ import annotations

import re
import tomllib
from ast import literal_eval
from collections.abc import Iterator
from typing import Any

from cryosparc_spec.files.syntax.parsed import (
    DEEPEST,
    MARK,
    Comment,
    Mark,
    Parsed,
    TextPlaces,
    Wanted,
    duplicate_key,
    in_our_words,
    refuse_deep,
    syntax_error,
    too_deep,
    wanted_by,
)
from cryosparc_spec.problems.errors import FileError
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import is_list, is_mapping
from cryosparc_spec.problems.value_text import show_value

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_GIVEN_TWICE = re.compile(
    r"Cannot declare (\(.*\)) twice|Cannot overwrite a value|Duplicate inline table key"
)
_PART_OF_KEY = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
# For a key of many parts tomllib takes the square of its length.
_LONG_KEY = re.compile(rf"(?:^[ \t\[]*+|[{{,][ \t]*+)(?:{_PART_OF_KEY}){{{DEEPEST}}}", re.M)


_WRONG = {
    "'='": "expected '=' after a key in a key/value pair",
    r"'\]\]'": "expected ']]' after the name of a table in a list",
    r"'\]'": "expected ']' after the name of a table",
    "newline or end": "expected the end of the line after a value",
    "Unterminated string|Expected": "unterminated string",
    "Unclosed array": "unclosed array",
    "Unclosed inline table": "unclosed inline table",
    "[Ii]llegal character|[Ii]nvalid character": "illegal character",
    "scalar value|hex value|Unescaped": "invalid escape in a string",
    "date or datetime": "invalid date or datetime",
    "key part": "invalid name of a key",
    "Invalid statement": "expected a key or the name of a table",
    "Invalid value": "invalid value",
    "namespace": "a table that is complete cannot be added to",
    "limit": "a number has too many digits",
}
"""Signs in the words of Python's parser, and what is wrong where they stand."""


def read(text: str) -> Parsed:
    """Read TOML. Its parser tells no positions: they are found in the text when asked for."""
    if _LONG_KEY.search(text):
        raise too_deep()
    try:
        raw = tomllib.loads(text)
    except RecursionError:
        raise too_deep() from None
    except ValueError as error:
        raise _not_toml(text, str(error).partition(";")[0]) from None
    refuse_deep(raw)
    return Parsed(
        raw,
        (),
        lambda paths: _Marker(text).mark(wanted_by(paths)),
        spell,
        lambda: _comments_in(text) if MARK in text else (),
    )


def _not_toml(text: str, message: str) -> FileError:
    place = _PLACE.search(message)
    line, column = None, None
    if place:
        message = message[: place.start()]
        line, column = TextPlaces(text).place(len(text))
        if place[1]:
            line, column = int(place[1]), int(place[2])
    twice = _GIVEN_TWICE.match(message)
    if twice:  # The column is that of what comes next.
        return FileError([duplicate_key(literal_eval(twice[1] or "()"), line)])
    message = in_our_words(_WRONG, message) or "it cannot be read from here"
    return syntax_error(f"not TOML: {message}", line, column)


def write(raw: Any) -> str:
    """Write TOML: a mapping, without null.

    Raises :class:`~cryosparc_spec.FileError` for other data.
    """
    import tomlkit

    if not is_mapping(raw):
        message = f"TOML can only hold a mapping, not {show_value(raw)}"
        raise FileError.of(message, kind=ProblemKind.WRONG_TYPE)
    nulls = [
        Problem(path, "TOML has no null", kind=ProblemKind.WRONG_TYPE, hint="leave the key out")
        for path in _paths_of_nulls(raw)
    ]
    if nulls:
        raise FileError(nulls)
    return tomlkit.dumps(raw)


def spell(key: str | None, value: Any) -> str:
    """Write data as it stands in TOML, on one line."""
    import tomlkit

    if is_mapping(value):
        data = f"{{ {', '.join(spell(name, item) for name, item in value.items())} }}"
    elif is_list(value):
        data = f"[{', '.join(spell(None, item) for item in value)}]"
    else:
        data = tomlkit.dumps({"data": value}).removeprefix("data = ").rstrip("\n")
    return data if key is None else f"{key} = {data}"


def _paths_of_nulls(raw: Any) -> Iterator[DocumentPath]:
    if raw is None:
        yield ()
    items = raw.items() if is_mapping(raw) else enumerate(raw) if is_list(raw) else ()
    for key, item in items:
        yield from ((key, *path) for path in _paths_of_nulls(item))


# Possessive throughout: what is gone past is not kept, however much it is.
SPACE = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
SPACE_AND_COMMA = re.compile(rf"{SPACE.pattern},?+{SPACE.pattern}")
KEY = r"""(?:[A-Za-z0-9_-]++|"(?:\\.|[^"\\])*+"|'[^']*+')"""
_KEYS = re.compile(rf"{KEY}(?:[ \t]*+\.[ \t]*+{KEY})*+")
_TEXT = (
    r'"""(?:\\.|[^\\"]|"(?!""))*+"{3,5}+'
    r"|'''(?:[^']|'(?!''))*+'{3,5}+"
    r'|"(?:\\.|[^"\\])*+"'
    r"|'[^']*+'"
)
SCALAR = re.compile(rf"{_TEXT}|[^,\]}}#\n]++", re.DOTALL)
_TEXT_OR_COMMENT = re.compile(rf"{_TEXT}|#[^\n]*+", re.DOTALL)
_WITHOUT_BRACKETS = re.compile(rf"(?:[^\[\]{{}}#'\"]++|#[^\n]*+|{_TEXT})*+", re.DOTALL)


def _comments_in(text: str) -> Iterator[Comment]:
    """Give the comments of sound TOML; what stands in a text is none."""
    places = TextPlaces(text)
    for match in _TEXT_OR_COMMENT.finditer(text):
        if match[0].startswith("#"):
            yield Comment(*places.place(match.start()), match[0])


class _Marker:
    """Finds values in sound TOML text; what no path leads to is passed over as one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = TextPlaces(text)

    def mark(self, wanted: Wanted) -> Mark:
        """Return the marks of the values that are wanted, and of some more."""
        root = Mark(1, 1)
        table, below = root, wanted
        index = self.end(SPACE, 0)
        while index < len(self.text):
            if self.text[index] == "[":
                table, below, index = self.header(root, wanted, index)
            else:
                index = self.pair(table, below, index)
            index = self.end(SPACE, index)
        return root

    def end(self, pattern: re.Pattern[str], index: int) -> int:
        match = pattern.match(self.text, index)
        return match.end() if match else index

    def header(self, root: Mark, wanted: Wanted, start: int) -> tuple[Mark, Wanted, int]:
        """Return the mark of the table that ``[a.b]`` or ``[[a.b]]`` begins."""
        brackets = 2 if self.text.startswith("[[", start) else 1
        table, below, end = self.keys(root, wanted, self.end(SPACE, start + brackets))
        if brackets == 2:
            index, place = len(table.below), self.places.place(start)
            table = table.below.setdefault(index, Mark(*place, holds_values=True))
            below = below.get(index, {})
        return table, below, self.end(SPACE, end) + brackets

    def keys(self, mark: Mark, wanted: Wanted, start: int) -> tuple[Mark, Wanted, int]:
        """Return the mark of the value under dotted keys; in arrays of tables, in the last one."""
        end = self.end(_KEYS, start)
        place = self.places.place(start)
        for key in keys_in(self.text[start:end]):
            if 0 in mark.below:
                last = len(mark.below) - 1
                mark, wanted = mark.below[last], wanted.get(last, {})
            mark = mark.below.setdefault(key, Mark(*place, place, holds_values=True))
            wanted = wanted.get(key, {})
        return mark, wanted, end

    def pair(self, table: Mark, wanted: Wanted, start: int) -> int:
        mark, below, end = self.keys(table, wanted, start)
        return self.value(mark, below, self.end(SPACE, self.end(SPACE, end) + 1))

    def value(self, mark: Mark, wanted: Wanted, start: int) -> int:
        """Mark the value that starts at an index, and return the index after it."""
        mark.line, mark.column = self.places.place(start)
        opening = self.text[start]
        mark.holds_values = opening in "[{"
        if not mark.holds_values:
            return self.end(SCALAR, start)
        if not wanted:
            return self.after_bracket(start)
        index = self.end(SPACE, start + 1)
        while self.text[index] not in "]}":
            if opening == "{":
                end = self.pair(mark, wanted, index)
            else:
                number = len(mark.below)
                element = mark.below.setdefault(number, Mark(0, 0))
                end = self.value(element, wanted.get(number, {}), index)
            index = self.end(SPACE_AND_COMMA, end)
        return index + 1

    def after_bracket(self, start: int) -> int:
        """Return the index after the bracket that closes the one at an index."""
        index, depth = start + 1, 1
        while depth:
            index = self.end(_WITHOUT_BRACKETS, index)
            depth += 1 if self.text[index] in "[{" else -1
            index += 1
        return index


def keys_in(dotted: str) -> Iterator[str]:
    """Give the keys that dotted keys name, without their quotes."""
    value: Any = tomllib.loads(f"{dotted} = 0")
    while is_mapping(value):
        key, value = next(iter(value.items()))
        yield key
