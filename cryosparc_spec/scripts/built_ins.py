"""Built-in functions of values whose parts may be unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from cryosparc_spec.scripts.operations import MOST_ITEMS, computed, is_equal, iterated, plain
from cryosparc_spec.scripts.source import Placed
from cryosparc_spec.scripts.values import (
    Either,
    Entries,
    Items,
    Known,
    Unknown,
    Value,
    either,
    truth_of,
)


def builtin(
    name: str,
    arguments: Sequence[Value],
    named: Mapping[str, Value],
    node: Placed,
    *,
    depth: int,
) -> Value:
    """Return what a built-in function gives."""
    first = arguments[0] if arguments else None
    match name:
        case "list" | "tuple" | "set" | "frozenset" | "sorted" | "reversed":
            return _collected(name, first, node, depth)
        case "range":
            return computed(lambda: list(range(*map(_bounded, arguments))), node)
        case "enumerate" | "zip":
            return _paired(name, [*arguments, *_start(named)], node)
        case "len" if isinstance(first, (Items, Entries, Known)):
            return computed(lambda: len(plain(first)), node)
        case "str" | "int" | "float" | "bool" if isinstance(first, Known):
            convert: Any = {"str": str, "int": int, "float": float, "bool": bool}[name]
            return computed(lambda: convert(plain(first)), node)
        case "bool" if first is not None and truth_of(first) is not None:
            return Known(truth_of(first), node)
        case "any" | "all" | "min" | "max" | "sum":
            sum_up: Any = {"any": any, "all": all, "min": min, "max": max, "sum": sum}[name]
            return computed(lambda: sum_up(*map(plain, arguments)), node)
        case "print":
            return Known(None, node)
        case _:
            return Unknown(node)


def _bounded(value: Value) -> int:
    number = plain(value)
    if not isinstance(number, int) or abs(number) > MOST_ITEMS:
        raise ValueError("not followed")
    return number


def _collected(name: str, first: Value | None, node: Placed, depth: int) -> Value:
    if first is None:
        return Items([], node, depth=depth)
    if isinstance(first, Either):
        return either(*(_collected(name, option, node, depth) for option in first.options))
    found = iterated(first, node)
    if found is None:
        return Items([], node, complete=False, depth=depth)
    items = [*found.items]
    if name in ("set", "frozenset"):
        items = unique(items)
    if name == "sorted":
        with suppress(ValueError, TypeError):
            items.sort(key=plain)
    return Items(items[::-1] if name == "reversed" else items, node, found.complete, depth)


def unique(items: Sequence[Value]) -> list[Value]:
    """Return items each once, in the order in which they come."""
    known = [item for i, item in enumerate(items) if not _is_among(item, items[:i])]
    return known[:MOST_ITEMS]


def _is_among(item: Value, before: Sequence[Value]) -> bool:
    return any(is_equal(other, item) for other in before)


def _start(named: Mapping[str, Value]) -> list[Value]:
    return [named["start"]] if "start" in named else []


def _paired(name: str, arguments: Sequence[Value], node: Placed) -> Value:
    lists = [iterated(argument, node) for argument in arguments]
    if name == "enumerate" and lists and lists[0] is not None:
        start = plain(arguments[1]) if len(arguments) > 1 else 0
        numbered = enumerate(lists[0].items, start)
        pairs: list[Value] = [Items([Known(i, node), item], node) for i, item in numbered]
        return Items(pairs, node, lists[0].complete)
    known = [items for items in lists if items is not None and items.complete]
    if not known or len(known) < len(lists):
        return Unknown(node)
    rows = zip(*(items.items for items in known), strict=False)
    return Items([Items([*row], node) for row in rows], node)
