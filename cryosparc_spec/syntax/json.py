"""JSON text."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from cryosparc_spec.errors import Path, Problem
from cryosparc_spec.syntax.parsed import Mark, Parsed, duplicate_key, syntax_error
from cryosparc_spec.validators import is_list, is_mapping

_skip_space = re.compile(r"[ \t\n\r]*").match
_decoder = json.JSONDecoder()


def read(text: str) -> Parsed:
    """Read JSON; ``NaN`` and ``Infinity``, which CryoSPARC writes, are numbers."""
    repeated: dict[int, list[str]] = {}

    def as_dict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        mapping = dict(pairs)
        if len(mapping) != len(pairs):
            counts = Counter(key for key, _ in pairs)
            repeated[id(mapping)] = [key for key, count in counts.items() if count > 1]
        return mapping

    try:
        raw = json.loads(text, object_pairs_hook=as_dict)
    except json.JSONDecodeError as error:
        raise syntax_error(f"not JSON: {error.msg.lower()}", error.lineno, error.colno) from None
    except RecursionError:
        raise syntax_error("nested too deep to read", None, None) from None
    except ValueError as error:
        raise syntax_error(
            f"not JSON: {str(error).partition(';')[0].lower()}", None, None
        ) from None
    problems = tuple(_duplicates(raw, repeated)) if repeated else ()
    return Parsed(raw, problems, lambda paths: _marks(text, paths))


def write(raw: Any) -> str:
    """Write JSON for people: indented, in the order of the data."""
    return json.dumps(raw, indent=2, ensure_ascii=False) + "\n"


def _duplicates(raw: Any, repeated: dict[int, list[str]]) -> Iterator[Problem]:
    below: list[tuple[Path, Any]] = [((), raw)]
    while below:
        path, value = below.pop()
        yield from (duplicate_key((*path, key)) for key in repeated.get(id(value), ()))
        items: Iterable[tuple[str | int, Any]] = ()
        if is_mapping(value):
            items = value.items()
        elif is_list(value):
            items = enumerate(value)
        below += [((*path, key), item) for key, item in items]


def _marks(text: str, paths: Iterable[Path]) -> Mark:
    line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return _Marker(text, line_starts).mark(0, paths)[0]


class _Marker:
    """Finds values in sound JSON text; what no path leads to is skipped at the parser's speed."""

    def __init__(self, text: str, line_starts: list[int]) -> None:
        self.text = text
        self.line_starts = line_starts

    def place(self, index: int) -> tuple[int, int]:
        line = bisect_right(self.line_starts, index)
        return line, index - self.line_starts[line - 1] + 1

    def after_space(self, index: int) -> int:
        match = _skip_space(self.text, index)
        return match.end() if match else index

    def mark(self, index: int, paths: Iterable[Path]) -> tuple[Mark, int]:
        """Return the mark of the value at an index, and the index after it."""
        start = self.after_space(index)
        mark = Mark(*self.place(start))
        below: dict[str | int, list[Path]] = {}
        for path in paths:
            if path:
                below.setdefault(path[0], []).append(path[1:])
        opening = self.text[start]
        if not below or opening not in "{[":
            return mark, _decoder.raw_decode(self.text, start)[1]
        read_items = self.mark_mapping if opening == "{" else self.mark_list
        return mark, read_items(start, mark, below)

    def mark_mapping(self, index: int, mark: Mark, below: dict[str | int, list[Path]]) -> int:
        while self.text[index] != "}":
            key_start = self.after_space(index + 1)
            if self.text[key_start] == "}":
                return key_start + 1
            key, key_end = _decoder.raw_decode(self.text, key_start)
            value, end = self.mark(self.after_space(key_end) + 1, below.get(key, ()))
            value.key = self.place(key_start)
            mark.below[key] = value
            index = self.after_space(end)
        return index + 1

    def mark_list(self, index: int, mark: Mark, below: dict[str | int, list[Path]]) -> int:
        for number in count():
            if self.text[self.after_space(index + 1)] == "]":
                return self.after_space(index + 1) + 1
            mark.below[number], end = self.mark(index + 1, below.get(number, ()))
            index = self.after_space(end)
            if self.text[index] == "]":
                break
        return index + 1
