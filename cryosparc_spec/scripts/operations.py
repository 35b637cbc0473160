"""Operators, and methods of text, lists and dicts, on values whose parts may be unknown."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, cast

from cryosparc_spec.problems.validators import is_list
from cryosparc_spec.scripts.source import Placed
from cryosparc_spec.scripts.values import (
    Either,
    Entries,
    Entry,
    Items,
    Known,
    Maybe,
    Unknown,
    Value,
    either,
    options_of,
)

MOST_ITEMS = 1000
"""Most items of a list that are followed."""
_LONGEST_TEXT = 10_000
_LARGEST_NUMBER = 2**64
_WIDE = re.compile(r"%[^a-zA-Z%]*(?:\*|\d{4})|\{[^}]*(?:\{|\d{4})")
"""A format that makes long text of little."""

_OPERATORS: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: lambda a, b: a // b,
    ast.Div: lambda a, b: a / b,
    ast.Mod: operator.mod,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_TEXT_METHODS = frozenset(
    [
        *("capitalize", "casefold", "endswith", "format", "join", "lower", "lstrip", "partition"),
        *("removeprefix", "removesuffix", "replace", "rpartition", "rsplit", "rstrip", "split"),
        *("splitlines", "startswith", "strip", "title", "upper", "zfill"),
    ]
)


def plain(value: Value | None) -> Any:
    """Return a value as Python has it; raises ``ValueError`` where part of it is not known."""
    match value:
        case Known():
            return value.value
        case Items(complete=True):
            return [plain(item) for item in value.items]
        case Entries(complete=True):
            return {key: plain(entry.value) for key, entry in value.entries.items()}
        case _:
            raise ValueError("not known")


def made(value: Any, node: Placed) -> Value:
    """Return the value that Python data is."""
    if is_list(value):
        items = [made(item, node) for item in value]
        return Items(items[:MOST_ITEMS], node, complete=len(items) <= MOST_ITEMS)
    too_long = isinstance(value, (str, bytes)) and len(value) > _LONGEST_TEXT
    return Unknown(node) if too_long else Known(value, node)


def computed(compute: Callable[[], Any], node: Placed) -> Value:
    """Return the outcome of a computation; unknown where it fails."""
    with suppress(ArithmeticError, LookupError, TypeError, ValueError, AttributeError):
        return made(compute(), node)
    return Unknown(node)


def binary(operation: ast.AST, left: Value, right: Value, node: Placed) -> Value:
    """Return what an operator gives; of each pair of options, where there are several."""
    if isinstance(left, Either) or isinstance(right, Either):
        pairs = [(a, b) for a in options_of(left) for b in options_of(right)]
        return either(*(binary(operation, a, b, node) for a, b in pairs[:16]))
    if isinstance(operation, ast.Add) and (isinstance(left, Items) or isinstance(right, Items)):
        return _joined(left, right, node)
    if isinstance(operation, ast.Mult) and isinstance(left, Items):
        if not isinstance(right, Known):
            return Items([*left.items], node, complete=False)
        count = right.value if isinstance(right.value, int) else 1
        items = left.items * max(0, min(count, MOST_ITEMS))
        return Items(items[:MOST_ITEMS], node, left.complete and len(items) <= MOST_ITEMS)
    if isinstance(operation, ast.BitOr) and isinstance(left, Entries):
        return merged(left, right, node)
    if isinstance(operation, (ast.In, ast.NotIn)):
        return _contained(left, right, node, negated=isinstance(operation, ast.NotIn))
    function = _OPERATORS.get(type(operation))
    if function is None or not _is_small(left, operation) or not _is_small(right, operation):
        return Unknown(node)
    return computed(lambda: function(plain(left), _operand(operation, left, right)), node)


def _operand(operation: ast.AST, left: Value, right: Value) -> Any:
    """Return the right side; what ``%`` formats is a tuple, and not a list."""
    value = plain(right)
    formats = isinstance(operation, ast.Mod) and isinstance(left, Known)
    return tuple(value) if formats and is_list(value) else value


def _is_small(value: Value, operation: ast.AST) -> bool:
    """Whether computing with a value cannot take long, or much memory."""
    if not isinstance(value, Known):
        return isinstance(value, Items)
    if isinstance(value.value, (int, float)):
        limit = MOST_ITEMS if isinstance(operation, ast.Mult) else _LARGEST_NUMBER
        return isinstance(value.value, bool) or abs(value.value) < limit
    formats = isinstance(operation, ast.Mod) and isinstance(value.value, str)
    return not formats or not _WIDE.search(str(value.value))


def _joined(left: Value, right: Value, node: Placed) -> Value:
    items: list[Value] = []
    complete = True
    for side in (left, right):
        if isinstance(side, Items):
            items += side.items
            complete &= side.complete
        else:
            complete = False
    complete &= len(items) <= MOST_ITEMS
    return Items(items[:MOST_ITEMS], node, complete)


def merged(left: Value, right: Value, node: Placed) -> Entries:
    """Return a dict with the entries of two."""
    result = Entries({}, node)
    for side in (left, right):
        if isinstance(side, Entries):
            result.entries.update(side.entries)
            result.complete &= side.complete
        else:
            result.complete = False
    return result


def _contained(item: Value, group: Value, node: Placed, *, negated: bool) -> Value:
    def found() -> bool:
        if isinstance(group, Entries) and isinstance(item, Known):
            if group.complete or item.value in group.entries:
                return item.value in group.entries
            raise ValueError("not known")
        return bool(plain(item) in plain(group))

    return computed(lambda: found() is not negated, node)


def subscript(value: Value, index: Value | None, node: Placed) -> Value:
    """Return an item or entry; ``None`` for the index is a slice that is not known."""
    if isinstance(value, Either):
        return either(*(subscript(option, index, node) for option in value.options))
    if isinstance(index, Either):
        return either(*(subscript(value, option, node) for option in index.options))
    if isinstance(index, Known):
        if isinstance(value, Entries) and index.value in value.entries:
            return value.entries[index.value].value
        if isinstance(value, Items) and isinstance(index.value, int):
            return _item(value, index.value, node)
        if isinstance(value, Known) and isinstance(value.value, str):
            text, at = value.value, index.value
            return computed(lambda: text[at], node)  # type: ignore[index]
    if isinstance(value, Entries) and value.complete and value.entries:
        return either(*(entry.value for entry in value.entries.values()), Unknown(node))
    if isinstance(value, Items) and not isinstance(index, Known) and index is not None:
        return _one_of(value, node)
    return Unknown(node)


def _one_of(items: Items, node: Placed) -> Value:
    """Return some item of a list, which may be another than those that are known."""
    found = (item.value if isinstance(item, Maybe) else item for item in items.items)
    return either(*found, Unknown(node))


def _item(items: Items, index: int, node: Placed) -> Value:
    before = items.items[: index + 1] if index >= 0 else items.items[index:]
    known = items.complete and not any(isinstance(item, Maybe) for item in before)
    if known and -len(items.items) <= index < len(items.items):
        return items.items[index]
    return Unknown(node)


def sliced(value: Value, bounds: Sequence[Value | None], node: Placed) -> Value:
    """Return a slice of a list or of text."""
    with suppress(ValueError, TypeError):
        part: Any = slice(*(None if bound is None else plain(bound) for bound in bounds))
        if isinstance(value, Items) and value.complete:
            return Items(cast("list[Value]", value.items[part]), node)
        if isinstance(value, Known) and isinstance(value.value, str):
            return made(value.value[part], node)
    return Items([], node, complete=False) if isinstance(value, Items) else Unknown(node)


def iterated(value: Value, node: Placed) -> Items | None:
    """Return what a loop over a value goes through, in order; ``None`` where that is unknown."""
    match value:
        case Items():
            return value
        case Entries():
            keys: list[Value] = [Known(key, entry.key) for key, entry in value.entries.items()]
            return Items(keys, node, value.complete)
        case Known(value=str(text)):
            return Items([Known(letter, node) for letter in text[:MOST_ITEMS]], node)
        case _:
            return None


def text_method(text: str, name: str, arguments: Sequence[Value], node: Placed) -> Value:
    """Return what a method of text gives."""
    if name not in _TEXT_METHODS or (name == "format" and _WIDE.search(text)):
        return Unknown(node)
    if name == "join" and len(arguments) == 1:
        items = iterated(arguments[0], node)
        return computed(lambda: text.join(plain(items)), node)
    return computed(lambda: getattr(text, name)(*map(plain, arguments)), node)


def list_method(
    items: Items, name: str, arguments: Sequence[Value], node: Placed, *, depth: int
) -> Value:
    """Do what a method of a list, tuple or set does, under a number of conditions."""
    added = [Maybe(value) if depth > items.depth else value for value in arguments[-1:]]
    match name:
        case "append" | "add" | "insert":
            at = _index_of(arguments[0]) if name == "insert" and arguments else None
            at = len(items.items) if at is None else at
            items.items[at:at] = added
        case "extend" | "update" | "union":
            more = iterated(arguments[0], node) if arguments else None
            if name == "union":
                items = Items([*items.items], node, items.complete, depth)
            found = more.items if more else []
            items.items += [
                Maybe(item) if depth > items.depth and not isinstance(item, Maybe) else item
                for item in found
            ]
            items.complete &= more is not None and more.complete
            return items if name == "union" else Known(None, node)
        case "copy":
            return Items([*items.items], node, items.complete, depth)
        case "remove" | "discard" if isinstance(added[0] if added else None, Known):
            items.items[:] = [item for item in items.items if not is_equal(item, added[0])]
        case "pop":
            return _popped(items, arguments, node, certain=depth <= items.depth)
        case "remove" | "discard" | "clear":
            items.items[:] = [i if isinstance(i, Maybe) else Maybe(i) for i in items.items]
            items.complete = False
        case "sort" | "reverse":
            items.complete = False
        case _:
            return Unknown(node)
    return Known(None, node)


def _popped(items: Items, arguments: Sequence[Value], node: Placed, *, certain: bool) -> Value:
    """Take an item from a list, the last if no index is given."""
    index = _index_of(arguments[0]) if arguments else -1
    if certain and index is not None and not isinstance(_item(items, index, node), Unknown):
        return items.items.pop(index)
    value = _one_of(items, node)
    items.items[:] = [i if isinstance(i, Maybe) else Maybe(i) for i in items.items]
    items.complete = False
    return value


def _index_of(value: Value) -> int | None:
    return value.value if isinstance(value, Known) and isinstance(value.value, int) else None


def is_equal(item: Value, other: Value) -> bool:
    """Whether two values are known to be equal."""
    item = item.value if isinstance(item, Maybe) else item
    return isinstance(item, Known) and isinstance(other, Known) and item.value == other.value


def dict_method(
    entries: Entries,
    name: str,
    arguments: Sequence[Value],
    given: Mapping[str, Value],
    node: Placed,
) -> Value:
    """Do what a method of a dict does."""
    match name:
        case "get" | "pop" | "setdefault" if arguments:
            return _got(entries, arguments, node, adds=name == "setdefault")
        case "keys":
            return iterated(entries, node) or Unknown(node)
        case "values":
            return Items([e.value for e in entries.entries.values()], node, entries.complete)
        case "items":
            pairs: list[Value] = [
                Items([Known(key, entry.key), entry.value], entry.key)
                for key, entry in entries.entries.items()
            ]
            return Items(pairs, node, entries.complete)
        case "copy":
            return Entries({**entries.entries}, node, entries.complete)
        case "update":
            for other in arguments:
                both = merged(entries, other, node)
                entries.entries, entries.complete = both.entries, both.complete
            entries.entries.update({key: Entry(node, value) for key, value in given.items()})
            return Known(None, node)
        case _:
            return Unknown(node)


def _got(entries: Entries, arguments: Sequence[Value], node: Placed, *, adds: bool) -> Value:
    key = arguments[0]
    default = arguments[1] if len(arguments) > 1 else Known(None, node)
    if not isinstance(key, Known):
        return either(*(entry.value for entry in entries.entries.values()), Unknown(node))
    if key.value in entries.entries:
        return entries.entries[key.value].value
    if adds:
        entries.entries[key.value] = Entry(node, default)
    return default if entries.complete or adds else either(default, Unknown(node))
