"""What is to be changed in a document, as data: ``Edit``, and ``TextEdit`` for the text of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, TypeAlias, TypeGuard

import attrs

from cryosparc_spec.problems.bare_fields import ReadWithinSpec
from cryosparc_spec.problems.places import DocumentPath, render_path

LineAndColumn: TypeAlias = tuple[int, int]
"""A place in a text; both count from 1, columns in characters."""


class EditAction(StrEnum):
    """What an edit does."""

    REPLACE = "replace"
    """The value at the path is replaced by another."""
    RENAME = "rename"
    """The entry at the path gets another key, and keeps its place, and its value unless another is
    given."""
    ADD = "add"
    """An entry is added at the path, at the end of the mapping; a value that is there is
    replaced."""
    REMOVE = "remove"
    """The entry at the path is removed."""


@attrs.frozen
class TextEdit(ReadWithinSpec):
    """Text that is put in the place of other text in a file; nothing else is to be known.

    >>> TextEdit((3, 5), (3, 8), "count_min")
    TextEdit(start=(3, 5), end=(3, 8), text='count_min')
    """

    start: LineAndColumn
    """Line and column of the first character that is replaced."""
    end: LineAndColumn
    """Line and column after the last one; the same as the start where nothing is."""
    text: str
    """What is written there, spelled as the format of the file has it."""


@attrs.frozen
class Edit(ReadWithinSpec):
    """A change of one entry of a document.

    >>> Edit(EditAction.RENAME, ("inputs", "mics", "min"), "count_min").place
    '$.inputs.mics.min'
    """

    action: EditAction
    """What is done."""
    path: DocumentPath
    """The entry that is changed, or that is added."""
    key: str | None = None
    """The key that it gets or is added under; ``None`` where no key is written."""
    value: str | None = None
    """The value that is written, as JSON text; ``None`` where none is."""
    is_safe: bool = attrs.field(default=True, kw_only=True)
    """Whether it is certain; what the fix names besides, or only guesses, a person decides."""
    in_text: TextEdit | None = attrs.field(default=None, kw_only=True)
    """The same in the text of the file, where the document came from one."""

    @property
    def place(self) -> str:
        """The path as text: ``$.inputs.particles.slots[1]``."""
        return render_path(self.path)

    def under(self, *keys: str | int) -> Edit:
        """Return the same edit seen from further up: ``keys`` come before its path."""
        return attrs.evolve(self, path=keys + self.path)


def settled_edits(edits: Sequence[Edit], raw: Any) -> tuple[Edit, ...]:
    """Return edits as plain data takes them: replaced is what is there, added what is not.

    None is of the whole document. Where one of them cannot be done, there are none.
    """
    settled = [_settled(edit, raw) for edit in edits]
    return tuple(edit for edit in settled if edit) if all(settled) else ()


def _settled(edit: Edit, raw: Any) -> Edit | None:
    if not edit.path:
        return None
    *above, last = edit.path
    parent = _value_at(raw, above)
    is_there = _has(parent, last)
    match edit.action:
        case EditAction.RENAME:
            sound = is_there and _is_mapping(parent) and edit.key not in parent
            return edit if sound else None
        case EditAction.REMOVE:
            return edit if is_there else None
        case EditAction.REPLACE if is_there:
            return edit
        case _ if is_there:
            return attrs.evolve(edit, action=EditAction.REPLACE)
        case _ if _is_mapping(parent) and isinstance(last, str):
            return attrs.evolve(edit, action=EditAction.ADD, key=last)
        case _:
            return None


_NOTHING = object()


def _is_mapping(value: object) -> TypeGuard[dict[Any, Any]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _value_at(raw: Any, path: Iterable[str | int]) -> Any:
    for key in path:
        if not _has(raw, key):
            return _NOTHING
        raw = raw[key]
    return raw


def _has(value: Any, key: str | int) -> bool:
    if _is_mapping(value):
        return key in value
    return _is_list(value) and isinstance(key, int) and key < len(value)
