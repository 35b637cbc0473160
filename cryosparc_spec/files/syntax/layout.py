"""Where the parts of a text stand, and what text an edit puts in the place of which."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, TypeAlias

import attrs

from cryosparc_spec.problems.edits import Edit, EditAction
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.validators import is_list, is_mapping

Piece: TypeAlias = tuple[int, int, str]
"""First and last index of text that is replaced, and the text in its place."""


_BLANKS_AND_COMMENTS = re.compile(r"(?:\s++|#[^\n]*+)*+")


class UnknownPlaceError(Exception):
    """An edit has no place in the text, or cannot be spelled there."""


@attrs.define(eq=False, repr=False)
class Span:
    """Where a value stands in a text, and where the values in it do."""

    start: int
    end: int
    keys: list[tuple[int, int]] = attrs.field(factory=list[tuple[int, int]])
    """Where its key stands; TOML may name a table several times."""
    below: dict[str | int, Span] = attrs.field(factory=dict[str | int, "Span"])
    """The values in it, by key or index."""
    in_brackets: bool = False
    """Whether it is a mapping or a list between brackets."""

    @property
    def from_key(self) -> int:
        """Where the entry begins: with its key, if it has one."""
        return self.keys[0][0] if self.keys else self.start

    @property
    def entries(self) -> list[Span]:
        """The values that stand in it, in their order, without those that aliases bring."""
        inside = (each for each in self.below.values() if self.start <= each.start <= self.end)
        return sorted(inside, key=lambda each: each.start)


def merged(pieces: Iterable[Piece], text: str) -> Piece:
    """Return pieces as one, which begins with the first of them and ends with the last."""
    in_order = sorted(pieces, key=lambda piece: piece[:2])
    start, end, parts = in_order[0][0], in_order[0][0], list[str]()
    for begin, finish, new in in_order:
        if begin < end:
            raise UnknownPlaceError
        parts += [text[end:begin], new]
        end = finish
    return start, end, "".join(parts)


@attrs.define(eq=False, repr=False)
class Layout(ABC):
    """A text with the places of its parts, for formats that have entries between brackets.

    What else a format has, its own layout adds.
    """

    text: str
    raw: Any
    """The plain data of the text."""
    root: Span

    @abstractmethod
    def spelled(self, value: Any, before: str) -> str:
        """Spell data on one line, as like the text before as it can be."""

    @abstractmethod
    def spelled_key(self, key: str, before: str) -> str:
        """Spell a key, as like the text before as it can be."""

    @abstractmethod
    def spelled_entry(self, key: str, value: Any) -> str:
        """Spell a key and data, as one entry."""

    def piece(self, edit: Edit) -> Piece:
        """Return what an edit does in the text; raises :class:`UnknownPlaceError`."""
        if not edit.path:
            raise UnknownPlaceError
        return merged(self._pieces(edit, self.raw), self.text)

    def _pieces(self, edit: Edit, raw: Any) -> Iterator[Piece]:
        value: Any = None if edit.value is None else json.loads(edit.value)
        if edit.action is EditAction.ADD:
            yield self.added(self.span(edit.path[:-1]), str(edit.path[-1]), value)
        elif edit.action is EditAction.REMOVE:
            yield self.removed(edit.path)
        elif edit.action is EditAction.RENAME:
            span = self.span(edit.path)
            for start, end in span.keys:
                before = self.text[start:end]
                if before[0] in "&!" or "\\" in before:  # An anchor would be lost, or an escape.
                    raise UnknownPlaceError
                yield start, end, self.spelled_key(str(edit.key), before)
            if edit.value is not None and _value_at(raw, edit.path) != value:
                yield self.replaced(edit.path, value)
        else:
            yield self._replaced_apart(edit.path, _value_at(raw, edit.path), value)

    def _replaced_apart(self, path: DocumentPath, old: Any, new: Any) -> Piece:
        with suppress(UnknownPlaceError):
            return merged(self._replaced(path, old, new), self.text)
        return self.replaced(path, new)

    def _replaced(self, path: DocumentPath, old: Any, new: Any) -> Iterator[Piece]:
        """Replace a value; of a mapping, only the entries that differ, so that comments stay."""
        if not (is_mapping(old) and is_mapping(new) and old.keys() & new.keys()):
            yield self.replaced(path, new)
            return
        for key in old.keys() - new.keys():
            yield self.removed((*path, key))
        for key, value in new.items():
            if key not in old:
                yield self.added(self.span(path), key, value)
            elif value != old[key]:
                yield from self._replaced((*path, key), old[key], value)

    def span(self, path: DocumentPath) -> Span:
        """Return where the value at a path stands."""
        span = self.root
        for key in path:
            if key not in span.below:
                raise UnknownPlaceError
            span = span.below[key]
        return span

    def replaced(self, path: DocumentPath, value: Any) -> Piece:
        """Put a value in the place of another."""
        span = self.span(path)
        return span.start, span.end, self.spelled(value, self.text[span.start : span.end])

    def added(self, mapping: Span, key: str, value: Any) -> Piece:
        """Add an entry at the end of a mapping between brackets."""
        entry = self.spelled_entry(key, value)
        entries = mapping.entries
        if not entries:
            return mapping.start + 1, mapping.start + 1, entry
        first, end = entries[0].from_key, entries[-1].end
        between = ", "
        if "\n" in self.text[mapping.start : first]:
            between = f",\n{self.indentation(first)}"
        return end, end, between + entry

    def removed(self, path: DocumentPath) -> Piece:
        """Remove an entry between brackets, with the comma after it or before it."""
        parent, span = self.span(path[:-1]), self.span(path)
        entries = parent.entries
        index = entries.index(span)
        if len(entries) == 1:
            return self.emptied(path[:-1])
        if index + 1 < len(entries):
            return self._with_comma_after(span, entries[index + 1])
        before = entries[index - 1].end
        if "#" in self.text[before : span.from_key]:
            before = span.from_key
        return before, span.end, ""

    def _with_comma_after(self, span: Span, following: Span) -> Piece:
        """Remove an entry up to the one after it, or to a comment; one before the comma stays."""
        match = _BLANKS_AND_COMMENTS.match(self.text, span.end)
        comma = match.end() if match else span.end
        _, sign, comment = self.text[span.end : comma].partition("#")
        end = self.text.find("#", comma, following.from_key)
        return span.from_key, following.from_key if end < 0 else end, sign + comment

    def emptied(self, path: DocumentPath) -> Piece:
        """Leave a mapping or list without the one entry that it has."""
        return self.replaced(path, [] if is_list(_value_at(self.raw, path)) else {})

    def line_start(self, index: int) -> int:
        """Return where the line of an index begins."""
        return self.text.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """Return where the line of an index ends."""
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end

    def indentation(self, index: int) -> str:
        """Return the blanks that the line of an index begins with."""
        line = self.text[self.line_start(index) : index]
        return line[: len(line) - len(line.lstrip(" \t"))]

    def without_lines(self, start: int, end: int) -> Piece:
        """Remove what stands on lines of its own; a comment after it stays."""
        rest = self.text[end : self.line_end(end)]
        line_start = self.line_start(start)
        if rest.strip() or self.text[line_start:start].strip():
            return start, end + len(rest) - len(rest.lstrip()), ""
        if self.line_end(end) == len(self.text) and line_start:
            return line_start - 1, len(self.text), ""
        return line_start, min(self.line_end(end) + 1, len(self.text)), ""


def _value_at(raw: Any, path: DocumentPath) -> Any:
    for key in path:
        raw = raw[key]
    return raw
