"""Where the parts of TOML text stand."""

from __future__ import annotations

import re
from typing import Any, cast

import attrs

from cryosparc_spec.files.syntax.layout import Layout, Piece, Span, UnknownPlaceError
from cryosparc_spec.files.syntax.toml import KEY, SCALAR, SPACE, SPACE_AND_COMMA, keys_in, spell
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.validators import is_list, is_mapping

_KEY = re.compile(KEY)
_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_DOT = re.compile(r"[ \t]*+\.[ \t]*+")


@attrs.define(eq=False, repr=False)
class _Table(Span):
    """A table that is not between brackets: its lines may stand in several places."""

    end_of_pairs: int | None = None
    """Where the last of its own pairs ends, or its header."""
    prefix: str = ""
    """What stands before the key in its last pair: ``mics.`` in ``mics.type = ...``."""
    headers: int = 0
    """How many headers name it, or a table in it."""


@attrs.define(eq=False, repr=False)
class TomlLayout(Layout):
    """The places of TOML text, in tables and between brackets."""

    def spelled(self, value: Any, before: str) -> str:
        """Spell data on one line, text in the quotes that stood there."""
        if _has_null(value):
            raise UnknownPlaceError
        is_literal = before.startswith("'") and not before.startswith("'''")
        if is_literal and isinstance(value, str) and value.isprintable() and "'" not in value:
            return f"'{value}'"
        return spell(None, value)

    def spelled_key(self, key: str, before: str) -> str:
        """Spell a key in the quotes that stood there."""
        if before[:1] in "\"'" or not _BARE.match(key):
            return self.spelled(key, before)
        return key

    def spelled_entry(self, key: str, value: Any) -> str:
        """Spell a key and data."""
        return f"{self.spelled_key(key, 'a')} = {self.spelled(value, '')}"

    def replaced(self, path: DocumentPath, value: Any) -> Piece:
        """Put a value in the place of another, which is not spread over tables."""
        if isinstance(self.span(path), _Table):
            raise UnknownPlaceError
        return super().replaced(path, value)

    def added(self, mapping: Span, key: str, value: Any) -> Piece:
        """Add an entry at the end of a mapping, in a table on a line of its own."""
        if not isinstance(mapping, _Table):
            return super().added(mapping, key, value)
        if mapping.end_of_pairs is None:
            raise UnknownPlaceError
        entry = mapping.prefix + self.spelled_entry(key, value)
        end = self.line_end(mapping.end_of_pairs)
        return end, end, f"\n{self.indentation(mapping.end_of_pairs)}{entry}"

    def removed(self, path: DocumentPath) -> Piece:
        """Remove an entry, in a table with its line, and a table with its header."""
        parent, span = self.span(path[:-1]), self.span(path)
        if parent.in_brackets:
            return super().removed(path)
        if isinstance(span, _Table):
            return self._without_table(span)
        start = self.line_start(span.from_key)
        return self.without_lines(start + len(self.indentation(span.from_key)), span.end)

    def _without_table(self, table: _Table) -> Piece:
        if table.headers != 1 or table.end_of_pairs is None:
            raise UnknownPlaceError
        start, end = self.line_start(table.start), self.line_end(table.end_of_pairs)
        return start, min(end + 1, len(self.text)), ""


def _has_null(value: Any) -> bool:
    items = value.values() if is_mapping(value) else value if is_list(value) else ()
    return value is None or any(map(_has_null, items))


def toml_layout(text: str, raw: Any) -> TomlLayout:
    """Return where all values of sound TOML stand."""
    reader = _Reader(text)
    reader.read()
    return TomlLayout(text, raw, reader.root)


class _Reader:
    """Finds the values in sound TOML text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = _Table(0, len(text))

    def read(self) -> None:
        table = self.root
        index = self.past(SPACE, 0)
        while index < len(self.text):
            if self.text[index] == "[":
                table, index = self.header(index)
            else:
                index = self.pair(table, index)
            index = self.past(SPACE, index)

    def past(self, pattern: re.Pattern[str], index: int) -> int:
        match = pattern.match(self.text, index)
        return match.end() if match else index

    def keys(self, index: int) -> list[tuple[str, int, int]]:
        """Return dotted keys, each with where it begins and ends."""
        found: list[tuple[str, int, int]] = []
        while True:
            end = self.past(_KEY, index)
            [name] = keys_in(self.text[index:end])
            found.append((name, index, end))
            after = self.past(_DOT, end)
            if after == end:
                return found
            index = after

    def header(self, start: int) -> tuple[_Table, int]:
        """Return the table that a header begins, and where the header ends."""
        brackets = 2 if self.text.startswith("[[", start) else 1
        keys = self.keys(self.past(SPACE, start + brackets))
        table = self.table(self.root, keys)
        if brackets == 2:
            item = _Table(start, start, headers=1)
            table.below[len(table.below)] = item
            table = item
        table.start = start
        table.end_of_pairs = self.past(SPACE, keys[-1][2]) + brackets
        return table, table.end_of_pairs

    def table(self, table: Span, keys: list[tuple[str, int, int]]) -> _Table:
        """Return the table that keys name; in a list of tables, in the last one."""
        for name, start, end in keys:
            if isinstance(table, _Table) and 0 in table.below:
                table = table.below[len(table.below) - 1]
            table = cast("_Table", table.below.setdefault(name, _Table(start, end)))
            table.keys.append((start, end))
            table.headers += 1
        return cast("_Table", table)

    def pair(self, table: _Table, start: int) -> int:
        """Put the value of a pair in a table, and return where it ends."""
        keys = self.keys(start)
        value = self.value(self.past(SPACE, self.past(SPACE, keys[-1][2]) + 1))
        within = [table]
        for number in range(1, len(keys)):
            within.append(self.table(within[-1], keys[number - 1 : number]))
            within[-1].prefix = self.text[start : keys[number][1]]
        for each in within:
            each.end_of_pairs = value.end
        name, *place = keys[-1]
        value.keys = [(place[0], place[1])]
        within[-1].below[name] = value
        return value.end

    def value(self, start: int) -> Span:
        """Return where a value stands, and those in it."""
        opening = self.text[start]
        if opening not in "[{":
            end = self.past(SCALAR, start)
            return Span(start, start + len(self.text[start:end].rstrip()))
        span = Span(start, start, in_brackets=True)
        index = self.past(SPACE, start + 1)
        while self.text[index] not in "]}":
            keys = self.keys(index) if opening == "{" else []
            if keys:
                index = self.past(SPACE, self.past(SPACE, keys[-1][2]) + 1)
            item = self.value(index)
            index = self.past(SPACE_AND_COMMA, item.end)
            if len(keys) < 2:
                item.keys = [(begin, end) for _, begin, end in keys]
                span.below[keys[0][0] if keys else len(span.below)] = item
        span.end = index + 1
        return span
