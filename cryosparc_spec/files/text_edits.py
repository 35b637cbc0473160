"""The edits of problems as edits of the text that a document was read from.

Each is tried: the text that comes of it is read again, and compared with the data that the edits
make of the data. Where the two differ, the edit has no text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from difflib import unified_diff
from io import StringIO
from typing import Any, Self, TypeVar

import attrs

from cryosparc_spec.files.load_and_dump import parse
from cryosparc_spec.files.syntax.layout import Layout, Piece, UnknownPlaceError
from cryosparc_spec.files.syntax.parsed import Parsed, TextPlaces, wanted_by
from cryosparc_spec.files.text import BYTE_ORDER_MARK
from cryosparc_spec.problems.edited_data import edited
from cryosparc_spec.problems.edits import Edit, TextEdit
from cryosparc_spec.problems.errors import FileError, SpecError
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.problems.validators import is_list, is_mapping

_T = TypeVar("_T")
_MOST_READINGS = 100
"""How often a text is read again, to find which of its edits are sound."""


@attrs.frozen
class _Change:
    """What the edits of a problem do in a text, or of several, where aliases stand for one text."""

    problems: tuple[int, ...]
    """Which of the problems they are."""
    edits: tuple[Edit, ...]
    pieces: tuple[Piece, ...]
    """What each of the edits of a problem does."""


def in_text(problems: Sequence[Problem], text: str, suffix: str) -> list[Problem]:
    """Return problems whose edits have their text, where it is sure to do what they say.

    ``text`` is that of a document in the format of a suffix.
    """
    found = [*problems]
    if not any(problem.edits for problem in problems):
        return found
    with suppress(FileError):
        document = _Document.of(text, suffix)
        for change in document.sound(document.changes(problems)):
            for index in change.problems:
                edits = [
                    attrs.evolve(edit, in_text=document.text_edit(piece))
                    for edit, piece in zip(problems[index].edits, change.pieces, strict=True)
                ]
                found[index] = problems[index].with_edits(edits)
    return found


def with_edits_done(
    problems: Sequence[Problem], text: str, suffix: str
) -> tuple[str, list[Problem]]:
    """Return a text with edits of problems done that do not touch, and these problems.

    Raises :class:`~cryosparc_spec.FileError` for a text that is not in the format of the suffix.
    """
    document = _Document.of(text, suffix)
    changes = document.sound_together(_apart(document.changes(problems))[0])
    if len(changes) > 1 and not document.is_sound(changes):
        changes = changes[:1]
    edits = [document.text_edit(piece) for change in changes for piece in change.pieces]
    done = [problems[index] for change in changes for index in change.problems]
    return apply_text_edits(text, edits), done


@attrs.define(eq=False, repr=False)
class _Document:
    """A text that is read with changes in it, as often as it may be."""

    text: str
    """The text without a byte order mark, and with plain ends of lines."""
    line_end: str
    suffix: str
    parsed: Parsed
    places: TextPlaces
    readings_left: int = attrs.field(factory=lambda: _MOST_READINGS)

    @classmethod
    def of(cls, text: str, suffix: str) -> Self:
        plain = text.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n")
        line_end = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
        return cls(plain, line_end, suffix, _read(plain, suffix), TextPlaces(plain))

    def changes(self, problems: Sequence[Problem]) -> list[_Change]:
        """Return what the edits of problems do; those of one text are one change."""
        paths = {path for p in problems for e in p.edits for path in (e.path, e.path[:-1])}
        if not paths:
            return []
        layout = _layout(self.text, self.parsed.raw, self.suffix, paths)
        by_pieces: dict[tuple[Piece, ...], list[int]] = {}
        for index, problem in enumerate(problems):
            with suppress(UnknownPlaceError, ValueError):
                by_pieces.setdefault(tuple(map(layout.piece, problem.edits)), []).append(index)
        by_pieces.pop((), None)
        return [
            _Change(tuple(of), tuple(e for index in of for e in problems[index].edits), pieces)
            for pieces, of in by_pieces.items()
        ]

    def sound(self, changes: Sequence[_Change]) -> list[_Change]:
        """Return the changes that do in the text what they do in the data."""
        found: list[_Change] = []
        while changes:
            apart, changes = _apart(changes)
            found += self.sound_together(apart)
        return found

    def sound_together(self, changes: Sequence[_Change]) -> Sequence[_Change]:
        """Return the sound ones of changes that do not touch each other, halving them."""
        return halved_until_sound(changes, self._is_sound_within_limit)

    def _is_sound_within_limit(self, changes: Sequence[_Change]) -> bool:
        self.readings_left -= 1
        return self.readings_left >= 0 and self.is_sound(changes)

    def is_sound(self, changes: Sequence[_Change]) -> bool:
        """Whether changes do in the text what their edits do in the data."""
        try:
            expected = edited(self.parsed.raw, [e for change in changes for e in change.edits])
            after = _read(_with_pieces(self.text, changes), self.suffix)
        except (SpecError, ValueError):
            return False
        no_new = len(after.problems) <= len(self.parsed.problems)
        return no_new and _is_same(after.raw, expected)

    def text_edit(self, piece: Piece) -> TextEdit:
        """Return a piece with lines and columns, and with the ends of lines of the file."""
        start, end, text = piece
        places = self.places.place(start), self.places.place(end)
        return TextEdit(*places, text.replace("\n", self.line_end))


def _read(text: str, suffix: str) -> Parsed:
    return parse(text, "", suffix=suffix)


def _layout(text: str, raw: Any, suffix: str, paths: set[DocumentPath]) -> Layout:
    if suffix == ".json":
        from cryosparc_spec.files.syntax.json_layout import json_layout

        return json_layout(text, raw, wanted_by(paths))
    if suffix == ".toml":
        from cryosparc_spec.files.syntax.toml_layout import toml_layout

        return toml_layout(text, raw)
    from cryosparc_spec.files.syntax.yaml_layout import yaml_layout

    return yaml_layout(text, raw)


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


def _with_pieces(text: str, changes: Sequence[_Change]) -> str:
    pieces = [piece for change in changes for piece in change.pieces]
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


def halved_until_sound(
    changes: Sequence[_T], is_sound: Callable[[Sequence[_T]], bool]
) -> Sequence[_T]:
    """Return those of several changes that are sound together, or each by itself.

    >>> halved_until_sound([1, 2, 3, 4], lambda numbers: 3 not in numbers)
    [1, 2, 4]
    """
    if not changes or is_sound(changes):
        return changes
    half = len(changes) // 2
    if not half:
        return ()
    halves = changes[:half], changes[half:]
    return [change for each in halves for change in halved_until_sound(each, is_sound)]


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


def text_diff(before: str, after: str, file: str, new_name: str) -> str:
    """Return the change from a text to another as a unified diff; empty where there is none."""
    old, new = (list(StringIO(text, newline="\n")) for text in (before, after))
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in unified_diff(old, new, file, new_name)
    )
