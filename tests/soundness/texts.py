"""Text of documents, and where in it each value stands: written here, not by the package."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

import attrs
import yaml

Path: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = tuple[int, int]

_BARE_KEY = re.compile("[A-Za-z0-9_-]+")


@attrs.frozen
class Spot:
    """Where a value stands, and its key if it has one; lines and columns count from 1."""

    value: Place
    key: Place | None
    is_container: bool


@attrs.define
class Text:
    """A text that is being written."""

    text: str = ""
    spots: dict[Path, Spot] = attrs.field(factory=dict[Path, Spot])
    repeated: Place | None = None
    """Where a key stands for the second time."""

    def here(self) -> Place:
        return self.text.count("\n") + 1, len(self.text) - self.text.rfind("\n")

    def put(self, text: str) -> None:
        self.text += text

    def mark(self, path: Path, value: object, key: Place | None) -> None:
        self.spots[path] = Spot(self.here(), key, isinstance(value, dict | list))

    def place(self, path: Path, *, at_key: bool = False) -> Place:
        """Return where a value stands, or the nearest one above it that is there.

        A mapping or list stands at its key, if it has one.
        """
        while path not in self.spots:
            path = path[:-1]
        spot = self.spots[path]
        return spot.key if spot.key and (at_key or spot.is_container) else spot.value


class Twice(dict[str, Any]):
    """A mapping whose last key is written a second time."""


def json_text(data: Any, *, indent: int) -> Text:
    """Write JSON as Python does, with an indent, or on one line for 0."""
    text = Text()
    _put_json(text, data, (), None, indent, 0)
    return text


def _put_json(
    text: Text, data: Any, path: Path, key: Place | None, indent: int, depth: int
) -> None:
    text.mark(path, data, key)
    if not isinstance(data, dict | list) or not data:
        text.put(json.dumps(data, ensure_ascii=False))
        return
    line = f"\n{' ' * indent * (depth + 1)}" if indent else ""
    is_mapping = isinstance(data, dict)
    entries: list[tuple[Any, Any]] = [
        *(data.items() if isinstance(data, dict) else enumerate(data)),
    ]
    if isinstance(data, Twice):
        entries.append(entries[-1])
    text.put("{" if is_mapping else "[")
    for number, (name, value) in enumerate(entries):
        text.put(("," if number else "") + (line or (" " if number else "")))
        place = text.here() if is_mapping else None
        if isinstance(data, Twice) and number == len(entries) - 1:
            text.repeated = place
        if is_mapping:
            text.put(json.dumps(name, ensure_ascii=False) + ": ")
        _put_json(text, value, (*path, name), place, indent, depth + 1)
    text.put(f"\n{' ' * indent * depth}" if indent else "")
    text.put("}" if is_mapping else "]")


def yaml_text(data: Any, *, flow: bool | None, comment: str = "", sort: bool = False) -> Text:
    """Write YAML as PyYAML does; ``flow`` is its style, ``None`` for short lists on one line."""
    written: str = yaml.safe_dump(
        data, default_flow_style=flow, allow_unicode=True, sort_keys=sort, width=100
    )
    text = Text(comment + written)
    node: Any = yaml.compose(text.text, Loader=yaml.SafeLoader)
    _mark_yaml(text, node, (), None)
    return text


def _mark_yaml(text: Text, node: Any, path: Path, key: Place | None) -> None:
    place = node.start_mark.line + 1, node.start_mark.column + 1
    text.spots[path] = Spot(place, key, not isinstance(node, yaml.ScalarNode))
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _mark_yaml(text, item, (*path, index), None)
    elif isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            at = name.start_mark.line + 1, name.start_mark.column + 1
            _mark_yaml(text, value, (*path, str(name.value)), at)


def toml_text(data: Mapping[str, Any]) -> Text:
    """Write TOML: a table for each input and output, all else on one line."""
    text = Text()
    text.spots[()] = Spot((1, 1), None, is_container=True)
    tables = {key: value for key, value in data.items() if isinstance(value, dict)}
    for key, value in data.items():
        if key not in tables and value is not None:
            _put_line(text, (key,), value)
    for key, table in tables.items():
        named = key in ("inputs", "outputs") and all(isinstance(v, dict) for v in table.values())
        if named and table:
            for name, spec in table.items():
                _put_table(text, (key, name), spec)
        else:
            _put_table(text, (key,), table)
    return text


def _put_table(text: Text, path: Path, table: Mapping[str, Any]) -> None:
    text.put("\n" if text.text else "")
    text.put("[")
    start = text.here()
    for depth in range(1, len(path) + 1):
        text.put("." if depth > 1 else "")
        text.spots.setdefault(path[:depth], Spot(start, start, is_container=True))
        text.put(_toml_key(str(path[depth - 1])))
    text.put("]\n")
    for key, value in table.items():
        if value is not None:
            _put_line(text, (*path, key), value)


def _put_line(text: Text, path: Path, value: Any) -> None:
    place = text.here()
    text.put(f"{_toml_key(str(path[-1]))} = ")
    _put_inline(text, value, path, place)
    text.put("\n")


def _put_inline(text: Text, data: Any, path: Path, key: Place | None) -> None:
    text.mark(path, data, key)
    if isinstance(data, dict):
        text.put("{")
        for number, (name, value) in enumerate(data.items()):
            text.put(", " if number else "")
            place = text.here()
            text.put(f"{_toml_key(name)} = ")
            _put_inline(text, value, (*path, name), place)
        text.put("}")
    elif isinstance(data, list):
        text.put("[")
        for index, item in enumerate(data):
            text.put(", " if index else "")
            _put_inline(text, item, (*path, index), None)
        text.put("]")
    else:
        text.put(json.dumps(data, ensure_ascii=False))


def _toml_key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)
