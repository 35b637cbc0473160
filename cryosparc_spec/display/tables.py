"""What is shown of objects, in notebooks as by rich: which attributes, and in which words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

import attrs

from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.problems.validators import is_list, is_mapping

_COLUMNS_OF_PROBLEMS: Mapping[str, str] = {
    "severity": "severity",
    "where": "place",
    "what": "message",
    "fix": "hint",
    "in the file": "position",
}


def class_of(value: object) -> Any:
    """Return the class of a value."""
    return type(value)


def has_attributes(value: object) -> bool:
    """Whether a value is of a class made with attrs."""
    return attrs.has(class_of(value))


def has_text(value: object) -> bool:
    """Whether an object has a text of its own, besides that of its attributes."""
    return class_of(value).__str__ is not object.__str__


def told(value: Any) -> Iterator[tuple[str, Any]]:
    """Give the attributes that differ from their default."""
    for attribute in attrs.fields(class_of(value)):
        held = getattr(value, attribute.name)
        if attribute.repr and held != attribute.default:
            yield attribute.name, held


def shown(value: Any) -> Iterator[tuple[str, Any]]:
    """Give what there is to see of an object: what it is told by, then what says more."""
    always = _told_by(class_of(value))
    for heading, name in always.items():
        yield heading, attrgetter(name)(value)
    for name, held in told(value):
        if name not in always and _has_content(held):
            yield name, held


def columns_of(items: Sequence[Any]) -> Mapping[str, Callable[[Any], Any]]:
    """Return the columns of a table of objects of one class: what gives the value of each."""
    cls = class_of(items[0])
    seen = {name for item in items for name, held in told(item) if _has_content(held)}
    by_default = {a.name: a.name for a in attrs.fields(cls) if a.name in seen}
    columns = _told_by(cls) or by_default
    return {heading: attrgetter(name) for heading, name in columns.items()}


def _told_by(cls: Any) -> Mapping[str, str]:
    """Return the attributes that say what an object is, by the heading of each."""
    if cls is Problem:
        return _COLUMNS_OF_PROBLEMS
    columns: Mapping[str, str] = getattr(cls, "_columns", {})
    return columns


def _has_content(value: Any) -> bool:
    """Whether a value is more than empty text, an empty list or mapping, or nothing."""
    return value not in ("", None) and not (
        (is_list(value) or is_mapping(value)) and not has_attributes(value) and not value
    )


def is_table(value: Any) -> bool:
    """Whether data is a list of objects of one class."""
    if not is_list(value) or not value:
        return False
    cls = class_of(value[0])
    return has_attributes(value[0]) and all(class_of(item) is cls for item in value)


def names_of(items: Sequence[Any]) -> str:
    """Return the names of objects, of optional slots with a ``?``; or how many there are."""
    names = [getattr(item, "name", None) for item in items]
    if not all(names):
        return f"{len(items)}"
    return ", ".join(f"{_mark_of(item)}{name}" for item, name in zip(items, names, strict=True))


def _mark_of(item: Any) -> str:
    # Of what a server wrote, "required" is false where nobody said so.
    return "?" if hasattr(item, "shorthand") and item.required is False else ""


def text_of(value: Any) -> str:
    """Return a value on one line."""
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    if is_list(value):
        return ", ".join(f"[{text_of(item)}]" if is_list(item) else text_of(item) for item in value)
    if has_attributes(value) and not has_text(value):
        return ", ".join(f"{name}: {text_of(held)}" for name, held in told(value))
    return json.dumps(value, ensure_ascii=False, default=dict) if is_mapping(value) else str(value)
