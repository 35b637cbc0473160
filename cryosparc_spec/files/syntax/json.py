"""JSON text."""

from __future__ import annotations

import json
import re
from typing import Any

import attrs

from cryosparc_spec.files.syntax.fast_json import fast_parse
from cryosparc_spec.files.syntax.parsed import (
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
from cryosparc_spec.problems.problem import Problem

DEEPEST = 200
"""Deepest nesting of JSON, which is that of the fast parser; the last level may hold empty ones."""

_COMMA_AT_THE_END = "a comma after the last value"
_WRONG = {
    "trailing comma": _COMMA_AT_THE_END,
    "',' delimiter": "expecting ',' delimiter",
    "':' delimiter": "expecting ':' delimiter",
    "[Pp]roperty name": "expecting property name enclosed in double quotes",
    "[Ee]xpecting value": "expecting value",
    "[Ee]xtra data": "extra data",
    "[Uu]nterminated string": "unterminated string",
    "control character": "invalid control character in a string",
    "escape": "invalid escape in a string",
    "BOM": "unexpected byte order mark",
}
"""Signs in the words of Python's parser, and what is wrong where they stand."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_separators = re.compile(r"[ \t\n\r,:]*")
_decoder = json.JSONDecoder()


def read(text: str) -> Parsed:
    """Read JSON; ``NaN`` and ``Infinity``, which CryoSPARC writes, are numbers."""
    raw, some_repeated = _parse(text)
    problems = _repeated_keys(text) if some_repeated else ()
    return Parsed(raw, problems, lambda paths: _Marker(text).mark(wanted_by(paths)), spell)


def _parse(text: str) -> tuple[Any, bool]:
    """Return plain data, and whether a key in it is given twice."""
    if fast_parse is not None:
        try:
            return fast_parse(text.encode()), False
        except ValueError:
            pass  # What is wrong is told below, if anything is.
    repeated = False

    def as_dict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        named = dict(pairs)
        repeated |= len(named) != len(pairs)
        return named

    try:
        raw = json.loads(text, object_pairs_hook=as_dict)
    except json.JSONDecodeError as error:
        raise _not_json(error) from None
    except RecursionError:
        raise too_deep(deepest=DEEPEST) from None
    except ValueError:  # of Python, which does not read numbers of any length
        raise syntax_error("not JSON: a number has too many digits") from None
    refuse_deep(raw, deepest=DEEPEST)
    return raw, repeated


def _not_json(error: json.JSONDecodeError) -> FileError:
    before = error.doc[: error.pos].rstrip()
    if before.endswith(",") and error.doc[error.pos : error.pos + 1] in ("]", "}"):
        place = TextPlaces(error.doc).place(len(before) - 1)
        return syntax_error(f"not JSON: {_COMMA_AT_THE_END}", *place)
    message = in_our_words(_WRONG, error.msg) or "it cannot be read from here"
    if not error.doc.strip():
        message = "the text is empty"
    return syntax_error(f"not JSON: {message}", error.lineno, error.colno)


def write(raw: Any) -> str:
    """Write JSON for people: indented, in the order of the data."""
    return f"{written(raw, indent=2)}\n"


def written(raw: Any, *, indent: int | None) -> str:
    """Write JSON in the order of the data, on one line where it is not indented."""
    text = json.dumps(raw, indent=indent, ensure_ascii=False)
    if not text.isascii() and _SURROGATE.search(text):
        text = json.dumps(raw, indent=indent)
    return text


def spell(key: str | None, value: Any) -> str:
    """Write data as it stands in JSON, on one line."""
    data = json.dumps(value, ensure_ascii=False)
    return data if key is None else f"{json.dumps(key, ensure_ascii=False)}: {data}"


def _repeated_keys(text: str) -> tuple[Problem, ...]:
    marker = _Marker(text)
    marker.mark(None)
    return tuple(marker.repeated)


@attrs.define(eq=False, repr=False)
class _Open:
    """A mapping or a list that is gone through."""

    key: str | int | None
    """Key or index under which it stands; ``None`` for the outermost."""
    mark: Mark
    wanted: Wanted | None
    is_mapping: bool


class _Marker:
    """Finds values in sound JSON text; what no path leads to is skipped at the parser's speed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.index = 0
        self.places = TextPlaces(text)
        self.open: list[_Open] = []
        """Mappings and lists, one in another, that hold what comes next."""
        self.repeated: list[Problem] = []

    def mark(self, wanted: Wanted | None) -> Mark:
        """Return the marks of the values that are wanted, or of all where that is ``None``."""
        self.pass_separators()
        outermost = self.mark_value(None, wanted)
        while self.open:
            self.pass_separators()
            if self.text[self.index] in "}]":
                self.open.pop()
                self.index += 1
            else:
                self.mark_item(self.open[-1])
        return outermost

    def pass_separators(self) -> None:
        match = _separators.match(self.text, self.index)
        self.index = match.end() if match else self.index

    def mark_value(self, key: str | int | None, wanted: Wanted | None) -> Mark:
        """Mark the value that comes next, and open it where something in it is wanted."""
        opening = self.text[self.index]
        mark = Mark(*self.places.place(self.index), holds_values=opening in "{[")
        if mark.holds_values and wanted != {}:
            self.open.append(_Open(key, mark, wanted, is_mapping=opening == "{"))
            self.index += 1
        else:
            self.index = _decoder.raw_decode(self.text, self.index)[1]
        return mark

    def mark_item(self, within: _Open) -> None:
        """Mark the value that comes next in a mapping or a list, with its key if it has one."""
        if len(self.open) > DEEPEST:
            raise too_deep(within.mark.line, within.mark.column, deepest=DEEPEST)
        start = self.index
        key: str | int = len(within.mark.below)
        if within.is_mapping:
            key = self.read_key(within)
        wanted = None if within.wanted is None else within.wanted.get(key, {})
        mark = within.mark.below[key] = self.mark_value(key, wanted)
        if within.is_mapping:
            mark.key = self.places.place(start)

    def read_key(self, within: _Open) -> str:
        key: str
        start = self.index
        key, self.index = _decoder.raw_decode(self.text, start)
        if key in within.mark.below:
            above = [each.key for each in self.open[1:] if each.key is not None]
            self.repeated.append(duplicate_key((*above, key), *self.places.place(start)))
        self.pass_separators()
        return key
