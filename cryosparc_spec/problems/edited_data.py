"""Edits done in plain data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from cryosparc_spec.problems.edits import Edit, EditAction
from cryosparc_spec.problems.validators import is_list, is_mapping


@attrs.define(eq=False)
class _Place:
    """What is edited at a place of a document, and below it."""

    edit: Edit | None = None
    below: dict[str | int, _Place] = attrs.field(factory=dict[str | int, "_Place"])


def edited(raw: Any, edits: Iterable[Edit]) -> Any:
    """Return plain data with edits done, all of which have paths in the data as it is given.

    Raises ``ValueError`` where two entries of one key would come of it.

    >>> rename = Edit(EditAction.RENAME, ("min",), "count_min")
    >>> edited({"min": 1, "type": "mask"}, [rename, Edit(EditAction.REMOVE, ("type",))])
    {'count_min': 1}
    """
    root = _Place()
    for edit in edits:
        place = root
        for key in edit.path:
            place = place.below.setdefault(key, _Place())
        place.edit = edit
    return _edited(raw, root)


def _edited(value: Any, place: _Place | None) -> Any:
    if place is None:
        return value
    if place.edit is not None and place.edit.value is not None:
        return json.loads(place.edit.value)
    if is_mapping(value):
        return _edited_mapping(value, place.below)
    if is_list(value):
        items = enumerate(value)
        kept = [(item, place.below.get(index)) for index, item in items]
        return [_edited(item, at) for item, at in kept if not _is_removed(at)]
    return value


def _edited_mapping(mapping: Mapping[Any, Any], below: dict[str | int, _Place]) -> dict[Any, Any]:
    entries: list[tuple[Any, Any]] = []
    for key, value in mapping.items():
        place = below.get(key)
        if not _is_removed(place):
            edit = place.edit if place else None
            renamed = edit is not None and edit.action is EditAction.RENAME
            entries.append((edit.key if edit and renamed else key, _edited(value, place)))
    entries += [(key, _edited(None, at)) for key, at in below.items() if key not in mapping]
    if len(dict(entries)) < len(entries):
        raise ValueError("two entries of one key would come of it")
    return dict(entries)


def _is_removed(place: _Place | None) -> bool:
    return bool(place and place.edit and place.edit.action is EditAction.REMOVE)
