"""Values of a script as plain data, with what is not known left out, and where each part stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from cryosparc_spec.catalogue.slot_types import known_slot_types
from cryosparc_spec.problems.edits import Edit, EditAction
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.validators import is_list
from cryosparc_spec.scripts.source import Placed
from cryosparc_spec.scripts.values import (
    MOST_OPTIONS,
    Call,
    Either,
    Entries,
    Items,
    Known,
    Maybe,
    Value,
)

KEYS = {
    "type": "type",
    "title": "title",
    "desc": "description",
    "description": "description",
    "slots": "slots",
    "min": "count_min",
    "count_min": "count_min",
    "max": "count_max",
    "count_max": "count_max",
    "repeat_allowed": "repeat_allowed",
    "match_result_by": "match_result_by",
    "passthrough": "passthrough",
}
"""Keys of an input or output in a definition, by the argument that gives them."""

_LEFT_OUT = object()
_DEEPEST = 8
_MOST_PARTS = 10_000
_EMPTY_MEANS_NONE = ("title", "description", "passthrough")


@attrs.define
class Parts:
    """Plain data, and what is known of its parts by their paths."""

    raw: dict[str, Any] = attrs.field(factory=dict[str, Any])
    """The data."""
    fills: bool = False
    """Whether slots of which only a part is known get the rest, so that the part is checked."""
    nodes: dict[DocumentPath, Placed] = attrs.field(factory=dict[DocumentPath, Placed])
    """Where each part is written."""
    keys: dict[DocumentPath, Placed] = attrs.field(factory=dict[DocumentPath, Placed])
    """Where the key or argument of each part is written."""
    unknown: dict[DocumentPath, Placed] = attrs.field(factory=dict[DocumentPath, Placed])
    """Parts that are not known, or not all of which is known."""
    conditional: dict[DocumentPath, Placed] = attrs.field(factory=dict[DocumentPath, Placed])
    """Parts that are there, or are so, only under a condition."""

    def node(self, path: DocumentPath, *, at_key: bool) -> Placed | None:
        """Return where a part is written, or the nearest one above it."""
        if at_key and path in self.keys:
            return self.keys[path]
        above = (path[:length] for length in range(len(path), -1, -1))
        return next((self.nodes[part] for part in above if part in self.nodes), None)

    @property
    def slots(self) -> list[Any]:
        """The slots given, as far as they are a list and known."""
        slots = self.raw.get("slots")
        return [*slots] if is_list(slots) else []

    def edited(self, edits: Iterable[Edit], *, below: int = 0) -> tuple[Placed | None, ...]:
        """Return the code that each edit changes; the paths of edits may begin with other keys."""
        return tuple(self._edited(edit.action, edit.path[below:]) for edit in edits)

    def _edited(self, action: EditAction, path: DocumentPath) -> Placed | None:
        match action:
            case EditAction.ADD:
                return self.nodes.get(path[:-1])
            case EditAction.REPLACE:
                return self.nodes.get(path)
            case _:
                return self.keys.get(path) or self.nodes.get(path)

    def forget(self, path: DocumentPath) -> None:
        """Leave a part out: another one may come to stand at its path."""
        for kept in (self.nodes, self.keys, self.unknown, self.conditional):
            for part in [part for part in kept if part[: len(path)] == path]:
                del kept[part]

    def is_open(self, path: DocumentPath) -> bool:
        """Whether a part, or something in it, is not known."""
        return any(unknown[: len(path)] == path for unknown in self.unknown)


def parts_of(call: Call, variant: int = 0, *, fills: bool = False) -> Parts:
    """Return what a call says of an input or output, as a definition has it.

    Where a value is one of several, ``variant`` says which.
    """
    parts = Parts(fills=fills)
    parts.nodes[()] = call.node
    for name, argument in call.arguments.items():
        key = KEYS.get(name)
        if key is None:
            continue
        path = (key,)
        parts.nodes[path] = parts.keys[path] = argument.node
        raw = _plain(argument.value, variant, path, parts)
        is_default = raw is None and (
            key in _EMPTY_MEANS_NONE or call.name == "save_external_result"
        )
        if raw is not _LEFT_OUT and not is_default:
            parts.raw[key] = raw
    if not call.is_complete:
        parts.unknown[()] = call.node
    return parts


def plain_parts(value: Value, variant: int = 0) -> tuple[Any, Parts]:
    """Return a value as plain data, ``None`` where nothing of it is known, and its parts."""
    parts = Parts()
    raw = _plain(value, variant, (), parts)
    return (None if raw is _LEFT_OUT else raw), parts


def _plain(value: Value, variant: int, path: DocumentPath, parts: Parts) -> Any:
    if isinstance(value, Either):
        raw = _plain(*_chosen(value, variant), path, parts)
        node: Placed = parts.nodes.get(path) or parts.nodes.get(path[:1]) or _NOWHERE
        parts.conditional[path] = node
        return raw
    match value:
        case Known():
            parts.nodes[path] = value.node
            return value.value
        case Items() | Entries() if len(path) > _DEEPEST:
            parts.unknown[path] = value.node
            return _LEFT_OUT
        case Items():
            parts.nodes.setdefault(path, value.node)
            return _plain_items(value, path, parts, variant)
        case Entries():
            parts.nodes[path] = value.node
            return _plain_entries(value, path, parts, variant)
        case _:
            parts.unknown[path] = getattr(value, "node", None) or _NOWHERE
            return _LEFT_OUT


def _chosen(value: Either, variant: int) -> tuple[Value, int]:
    """Return which of several values a variant has, and which variant of that."""
    for option in value.options[:-1]:
        width = _options(option, {})
        if variant < width:
            return option, variant
        variant -= width
    return value.options[-1], variant


@attrs.frozen
class _Nowhere:
    lineno: int = 1
    col_offset: int = 0


_NOWHERE: Any = _Nowhere()


def _plain_items(value: Items, path: DocumentPath, parts: Parts, variant: int) -> Any:
    result: list[Any] = []
    for index, item in enumerate(value.items):
        place: DocumentPath = (*path, len(result))
        inner = item.value if isinstance(item, Maybe) else item
        if len(parts.nodes) > _MOST_PARTS:
            parts.unknown[(*path, "...")] = value.node
            break
        raw = _LEFT_OUT
        if len(place) <= _DEEPEST or not isinstance(inner, Items | Entries):
            raw = _plain(inner, variant, place, parts)
        if raw is _LEFT_OUT and len(place) > _DEEPEST:
            parts.unknown[(*path, "...")] = value.node
            continue
        if raw is _LEFT_OUT:
            parts.forget(place)
            parts.unknown[(*path, f"[{index}]")] = getattr(inner, "node", value.node)
            continue
        if inner is not item:
            parts.conditional[place] = parts.nodes.get(place, value.node)
        result.append(raw)
    if not value.complete:
        parts.unknown[(*path, "...")] = value.node
    return result


def _plain_entries(value: Entries, path: DocumentPath, parts: Parts, variant: int) -> Any:
    result: dict[Any, Any] = {}
    missing: list[Any] = []
    for key, entry in value.entries.items():
        place: DocumentPath = (*path, str(key))
        parts.keys[place] = entry.key
        raw = _plain(entry.value, variant, place, parts)
        if raw is _LEFT_OUT:
            missing.append(key)
        else:
            result[key] = raw
    if not value.complete:
        parts.unknown[(*path, "...")] = value.node
    if not missing and value.complete:
        return result
    return _filled(result, missing) if parts.fills else _LEFT_OUT


def _filled(slot: dict[Any, Any], missing: list[Any]) -> Any:
    """Return a slot whose name or type is not known with one that fits, to check the rest."""
    name, dtype = slot.get("name", slot.get("prefix")), slot.get("dtype")
    if isinstance(dtype, str) and name is None:
        key = "prefix" if "prefix" in missing else "name"
        return {key: dtype, **slot}
    if isinstance(name, str) and dtype is None:
        types = known_slot_types()
        usual = types.slot_type_of(name) or types.series_type_of(name)
        return {**slot, "dtype": usual} if usual else _LEFT_OUT
    return slot if name is not None and dtype is not None else _LEFT_OUT


def variants_of(call: Call) -> range:
    """Return how many variants of a call are looked at: those of the longest choice in it."""
    counted: dict[int, int] = {}
    values = [argument.value for argument in call.arguments.values()]
    longest = max((_options(value, counted) for value in values), default=1)
    return range(min(longest, 2 * MOST_OPTIONS))


def _options(value: Value, counted: dict[int, int], depth: int = 0) -> int:
    """Return how many values one may be; a list that stands in many places is counted once."""
    if id(value) not in counted:
        counted[id(value)] = 1 if depth > _DEEPEST else _options_in(value, counted, depth)
    return counted[id(value)]


def _options_in(value: Value, counted: dict[int, int], depth: int) -> int:
    match value:
        case Either():
            return sum(_options(option, counted, depth + 1) for option in value.options)
        case Items():
            inner: list[Value] = value.items
        case Entries():
            inner = [entry.value for entry in value.entries.values()]
        case Maybe():
            inner = [value.value]
        case _:
            return 1
    return max([1, *(_options(each, counted, depth + 1) for each in inner)])
