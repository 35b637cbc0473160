"""The edits of problems as edits of the text that a document was read from.

Each is tried: the text that comes of it is read again, and compared with the data that the edits
make of the data. Where the two differ, the edit has no text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

import attrs

from cryosparc_spec.files.syntax.layout import Layout, Piece, UnknownPlaceError
from cryosparc_spec.files.syntax.parsed import Parsed, TextPlaces, wanted_by
from cryosparc_spec.files.text import BYTE_ORDER_MARK
from cryosparc_spec.problems.edits import Edit, TextEdit, edited
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.problems.validators import is_list, is_mapping

_MOST_READINGS = 100
"""How often a text is read again, to find which of its edits are sound."""

_Read: TypeAlias = Callable[[str], Parsed]


@attrs.frozen
class _Change:
    """What the edits of a problem do in a text, or of several, where aliases stand for one text."""

    problems: tuple[int, ...]
    """Which of the problems they are."""
    edits: tuple[Edit, ...]
    pieces: tuple[Piece, ...]
    """What each of the edits of a problem does."""


def with_text_edits(
    problems: Sequence[Problem], text: str, parsed: Parsed, suffix: str, read: _Read
) -> list[Problem]:
    """Return problems whose edits have their text, where the text is sure to do what they say.

    ``text`` is that of a file in the format of a suffix, and ``parsed`` what was read from it;
    ``read`` reads another text in that format.
    """
    plain = text.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n")
    changes = _changes(problems, plain, parsed, suffix)
    sound = _Trial(plain, parsed, read).sound(changes)
    found = [*problems]
    places = _Lines(text, plain)
    for change in sound:
        for index in change.problems:
            edits = [
                attrs.evolve(edit, in_text=places.text_edit(piece))
                for edit, piece in zip(problems[index].edits, change.pieces, strict=True)
            ]
            found[index] = problems[index].with_edits(edits)
    return found


def with_edits_done(
    problems: Sequence[Problem], text: str, parsed: Parsed, suffix: str, read: _Read
) -> tuple[str, list[Problem]]:
    """Return the text with edits of problems done that do not touch, and these problems."""
    plain = text.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n")
    trial = _Trial(plain, parsed, read)
    changes = trial.sound_together(_apart(_changes(problems, plain, parsed, suffix))[0])
    if len(changes) > 1 and not trial.is_sound(changes):
        changes = changes[:1]
    places = _Lines(text, plain)
    edits = [places.text_edit(piece) for change in changes for piece in change.pieces]
    return apply_text_edits(text, edits), [
        problems[index] for change in changes for index in change.problems
    ]


def _changes(problems: Sequence[Problem], text: str, parsed: Parsed, suffix: str) -> list[_Change]:
    paths = {path for p in problems for e in p.edits for path in (e.path, e.path[:-1])}
    if not paths:
        return []
    layout = _layout(text, parsed.raw, suffix, paths)
    by_pieces: dict[tuple[Piece, ...], list[int]] = {}
    for index, problem in enumerate(problems):
        with suppress(UnknownPlaceError, ValueError):
            by_pieces.setdefault(tuple(map(layout.piece, problem.edits)), []).append(index)
    by_pieces.pop((), None)
    return [
        _Change(tuple(of), tuple(edit for index in of for edit in problems[index].edits), pieces)
        for pieces, of in by_pieces.items()
    ]


def _layout(text: str, raw: Any, suffix: str, paths: set[tuple[str | int, ...]]) -> Layout:
    if suffix == ".json":
        from cryosparc_spec.files.syntax.json_layout import json_layout

        return json_layout(text, raw, wanted_by(paths))
    if suffix == ".toml":
        from cryosparc_spec.files.syntax.toml_layout import toml_layout

        return toml_layout(text, raw)
    from cryosparc_spec.files.syntax.yaml_layout import yaml_layout

    return yaml_layout(text, raw)


class _Trial:
    """Reads texts with changes in them, as often as it may."""

    def __init__(self, text: str, parsed: Parsed, read: _Read) -> None:
        self.text = text
        self.parsed = parsed
        self.read = read
        self.readings_left = _MOST_READINGS

    def sound(self, changes: Sequence[_Change]) -> list[_Change]:
        """Return the changes that do in the text what they do in the data."""
        found: list[_Change] = []
        while changes:
            apart, touching = _apart(changes)
            found += self.sound_together(apart)
            changes = touching
        return found

    def sound_together(self, changes: Sequence[_Change]) -> Sequence[_Change]:
        """Return the sound ones of changes that do not touch each other, halving them."""
        if not changes or not self.readings_left:
            return ()
        self.readings_left -= 1
        if self.is_sound(changes):
            return changes
        half = len(changes) // 2
        if not half:
            return ()
        return [*self.sound_together(changes[:half]), *self.sound_together(changes[half:])]

    def is_sound(self, changes: Sequence[_Change]) -> bool:
        try:
            expected = edited(self.parsed.raw, [e for change in changes for e in change.edits])
            after = self.read(_with_pieces(self.text, [p for c in changes for p in c.pieces]))
        except (SpecError, ValueError, RecursionError):
            return False
        no_new = len(after.problems) <= len(self.parsed.problems)
        return no_new and _is_same(after.raw, expected)


def _apart(changes: Sequence[_Change]) -> tuple[list[_Change], list[_Change]]:
    """Return changes that do not touch each other, in their order, and the others."""
    apart: list[_Change] = []
    touching: list[_Change] = []
    end = -1
    for change in sorted(changes, key=lambda each: min(each.pieces)[:2]):
        in_order = sorted(change.pieces)
        starts = [start for start, _, _ in in_order[1:]]
        overlaps = any(a[1] > b for a, b in zip(in_order, starts, strict=False))
        if in_order[0][0] > end and not overlaps:
            apart.append(change)
            end = max(piece[1] for piece in in_order)
        elif not overlaps:
            touching.append(change)
    return apart, touching


def _with_pieces(text: str, pieces: Sequence[Piece]) -> str:
    parts: list[str] = []
    end = 0
    for start, finish, new in sorted(pieces, key=lambda piece: piece[:2]):
        parts += [text[end:start], new]
        end = finish
    return "".join([*parts, text[end:]])


def _is_same(raw: Any, other: Any) -> bool:
    """Whether plain data is equal, number types and order of lists too, and NaN to NaN."""
    if is_mapping(raw) and is_mapping(other):
        return raw.keys() == other.keys() and all(_is_same(raw[key], other[key]) for key in raw)
    if is_list(raw) and is_list(other):
        return len(raw) == len(other) and all(map(_is_same, raw, other))
    if isinstance(raw, str) and isinstance(other, str):
        return raw == other
    return type(raw) is type(other) and bool(raw == other or (raw != raw and other != other))


class _Lines:
    """Lines and columns of a text whose lines may end as in DOS."""

    def __init__(self, text: str, plain: str) -> None:
        self._places = TextPlaces(plain)
        ends_in_dos = text.count("\r\n")
        self._line_end = "\r\n" if ends_in_dos * 2 > text.count("\n") else "\n"

    def text_edit(self, piece: Piece) -> TextEdit:
        start, end, text = piece
        return TextEdit(
            self._places.place(start),
            self._places.place(end),
            text.replace("\n", self._line_end),
        )


def apply_text_edits(text: str, edits: Sequence[TextEdit]) -> str:
    r"""Return a text with edits done that do not overlap; all else in it stays as it is.

    A byte order mark takes no column, and what ends a line takes none at its end.

    >>> apply_text_edits("min: 1\r\n", [TextEdit((1, 1), (1, 4), "count_min")])
    'count_min: 1\r\n'
    """
    mark = len(text) - len(text.removeprefix(BYTE_ORDER_MARK))
    starts = [mark]
    for line in text[mark:].split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    parts: list[str] = []
    end = 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        begin = starts[edit.start[0] - 1] + edit.start[1] - 1
        parts += [text[end:begin], edit.text]
        end = starts[edit.end[0] - 1] + edit.end[1] - 1
    return "".join([*parts, text[end:]])
