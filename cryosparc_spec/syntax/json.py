"""JSON text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, TypeAlias

from cryosparc_spec.errors import DocumentPath, Problem
from cryosparc_spec.syntax.fast_json import fast_parse
from cryosparc_spec.syntax.parsed import (
    Mark,
    Parsed,
    TextPlaces,
    duplicate_key,
    refuse_deep,
    syntax_error,
    too_deep,
)

DEEPEST = 200
"""Deepest nesting of JSON, which is that of the fast parser; the last level may hold empty ones."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_separators = re.compile(r"[ \t\n\r,:]*")
_decoder = json.JSONDecoder()


def read(text: str) -> Parsed:
    """Read JSON; ``NaN`` and ``Infinity``, which CryoSPARC writes, are numbers."""
    raw, some_repeated = _parse(text)
    problems = _repeated_keys(text) if some_repeated else ()
    return Parsed(raw, problems, lambda paths: _Marker(text).mark(_wanted(paths)), spell)


def _parse(text: str) -> tuple[Any, bool]:
    """Return plain data, and whether a key in it is given twice."""
    if fast_parse is not None:
        with suppress(ValueError):  # What is wrong is told below, if anything is.
            return fast_parse(text.encode()), False
    repeated = False

    def as_dict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        named = dict(pairs)
        repeated |= len(named) != len(pairs)
        return named

    try:
        raw = json.loads(text, object_pairs_hook=as_dict)
    except json.JSONDecodeError as error:
        raise syntax_error(f"not JSON: {error.msg.lower()}", error.lineno, error.colno) from None
    except RecursionError:
        raise too_deep(deepest=DEEPEST) from None
    except ValueError as error:
        raise syntax_error(f"not JSON: {str(error).partition(';')[0].lower()}") from None
    refuse_deep(raw, deepest=DEEPEST)
    return raw, repeated


def write(raw: Any) -> str:
    """Write JSON for people: indented, in the order of the data."""
    text = json.dumps(raw, indent=2, ensure_ascii=False)
    if _SURROGATE.search(text):
        text = json.dumps(raw, indent=2)
    return text + "\n"


def spell(key: str | None, value: Any) -> str:
    """Write data as it stands in JSON, on one line."""
    data = json.dumps(value, ensure_ascii=False)
    return data if key is None else f"{json.dumps(key, ensure_ascii=False)}: {data}"


_Wanted: TypeAlias = dict[str | int, Any]
"""Keys and indices on the way to values that are asked for, one level in another."""


def _wanted(paths: Iterable[DocumentPath]) -> _Wanted:
    wanted: _Wanted = {}
    for path in paths:
        level = wanted
        for key in path:
            level = level.setdefault(key, {})
    return wanted


def _repeated_keys(text: str) -> tuple[Problem, ...]:
    marker = _Marker(text)
    marker.mark(None)
    return tuple(marker.repeated)


class _Marker:
    """Finds values in sound JSON text; what no path leads to is skipped at the parser's speed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = TextPlaces(text)
        self.path: list[str | int] = []
        self.repeated: list[Problem] = []

    def mark(self, wanted: _Wanted | None) -> Mark:
        """Return the marks of the values that are wanted, or of all where that is ``None``."""
        return self.mark_value(self.after_separators(0), wanted)[0]

    def after_separators(self, index: int) -> int:
        match = _separators.match(self.text, index)
        return match.end() if match else index

    def mark_value(self, start: int, wanted: _Wanted | None) -> tuple[Mark, int]:
        """Return the mark of the value that starts at an index, and the index after it."""
        opening = self.text[start]
        mark = Mark(*self.places.place(start), holds_values=opening in "{[")
        if not mark.holds_values or wanted == {}:
            return mark, _decoder.raw_decode(self.text, start)[1]
        index = self.after_separators(start + 1)
        while self.text[index] not in "}]":
            if len(self.path) == DEEPEST:
                raise too_deep(mark.line, mark.column, deepest=DEEPEST)
            if opening == "{":
                end = self.mark_item(mark, index, wanted)
            else:
                end = self.mark_below(mark, len(mark.below), index, wanted)
            index = self.after_separators(end)
        return mark, index + 1

    def mark_item(self, mark: Mark, start: int, wanted: _Wanted | None) -> int:
        key, end = _decoder.raw_decode(self.text, start)
        if key in mark.below:
            self.repeated.append(duplicate_key((*self.path, key), *self.places.place(start)))
        end = self.mark_below(mark, key, self.after_separators(end), wanted)
        mark.below[key].key = self.places.place(start)
        return end

    def mark_below(self, mark: Mark, key: str | int, start: int, wanted: _Wanted | None) -> int:
        self.path.append(key)
        below = None if wanted is None else wanted.get(key, {})
        mark.below[key], end = self.mark_value(start, below)
        self.path.pop()
        return end
