"""Functions that read and write documents, written for their class and keys.

For a parameter of a register, to go through the attributes in a loop takes twice as long, and the
frozen constructor six times: here, an object of an open class becomes one of the frozen class when
it is complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import NoneType
from typing import Any, TypeAlias

import attrs
from immutabledict import immutabledict

from cryosparc_spec.documents.codec.value_types import ListOf, MapOf, OneOf, ValueType, Word
from cryosparc_spec.problems.frozen_data import ATOMS, NOTHING, bare, freeze, open_twin, thaw

Attributes: TypeAlias = Mapping[str, tuple[str, ValueType]]
"""Names and kinds of attributes by the keys under which their values stand."""

Absent: TypeAlias = Mapping[str, Any]
"""Values of attributes whose keys are not there, by the names of the attributes."""

Read: TypeAlias = Callable[[Any], Any]
Write: TypeAlias = Callable[[Any], dict[str, Any]]
Exact: TypeAlias = Callable[[Any], Any]
Level: TypeAlias = Callable[[Any, Exact], Mapping[str, Any]]

_READER = """
def read(value):
    [{variables}] = value.values()
    new = make(open)
    new._keys_read = keys
    new.extras = {extras}
    {attributes}
    new.__class__ = frozen
    return new
"""


def reader(cls: Any, keys: tuple[str, ...], attributes: Attributes, absent: Absent) -> Read:
    """Write the function that reads documents of a class that have these keys, in this order.

    Keys without an attribute are unknown ones.
    """
    scope: dict[str, Any] = {
        "ATOMS": ATOMS,
        "NOTHING": NOTHING,
        "extras_of": extras_of,
        "frozen": cls,
        "keys": keys,
        "make": object.__new__,
        "open": open_twin(cls),
        "unknown": [key for key in keys if key not in attributes],
    }
    variables = {key: f"v{number}" for number, key in enumerate(keys)}
    lines: list[str] = []
    for key, (name, kind) in attributes.items():
        v = variables[key]
        plain = _without_singletons(kind)
        read = plain.read
        scope[f"read_{v}"] = _sharing_short_lists(read) if _lists_whole_numbers(kind) else read
        if isinstance(kind, ListOf):
            scope |= {f"all_kept_{v}": kind.item.kept.issuperset, f"item_{v}": kind.item.read}
        if isinstance(plain, Word):
            scope[f"word_{v}"] = plain.members.get
        lines.append(f"new.{name} = {_held(kind, v)}")
    for number, (name, value) in enumerate(absent.items()):
        scope[f"default{number}"] = value
        lines.append(f"new.{name} = default{number}")
    unknown = ", ".join([variables[key] for key in scope["unknown"]])
    source = _READER.format(
        variables=", ".join(variables.values()),
        extras=f"extras_of(unknown, [{unknown}])" if unknown else "NOTHING",
        attributes="\n    ".join(lines),
    )
    function: Read = _function(source, scope)
    return function


def extras_of(keys: Sequence[str], values: Iterable[Any]) -> Mapping[str, Any]:
    """Return the values of unknown keys as an object holds them."""
    if not keys:
        return NOTHING
    held = {k: v if type(v) in ATOMS else freeze(v) for k, v in zip(keys, values, strict=True)}
    return immutabledict(held)


def _function(source: str, scope: dict[str, Any]) -> Any:
    exec(source, scope)
    return scope.popitem()[1]


# What repeats does so close by, and numbers with equal hashes cost a look at each that is kept.
_MOST_SHARED = 128
_LONGEST_SHARED = 1000
# Of these types, values that are equal are of the same one.
_SHARED: frozenset[type] = frozenset({str, bool, NoneType})
_INT: frozenset[type] = frozenset({int})


def sharing(read: Read) -> Read:
    """Return what reads as ``read`` does, and makes one object of equal small documents."""
    shared: dict[tuple[Any, ...], Any] = {}

    def read_shared(value: dict[str, Any]) -> Any:
        values = tuple(value.values())
        if not _SHARED.issuperset(map(type, values)):
            return read(value)
        found = shared.get(values)
        if found is None:
            found = read(value)
            if any(v.__class__ is str and len(v) > _LONGEST_SHARED for v in values):
                return found
            if len(shared) >= _MOST_SHARED:
                shared.clear()
            shared[values] = found
        return found

    return read_shared


def _sharing_short_lists(read: Read) -> Read:
    """Return what reads as ``read`` does, and makes one tuple of short lists that are equal."""
    shared: dict[tuple[int, ...], tuple[int, ...]] = {}

    def read_shared(value: Any) -> Any:
        if value.__class__ is not list or len(value) > 16 or not _INT.issuperset(map(type, value)):
            return read(value)
        if len(shared) >= _MOST_SHARED:
            shared.clear()
        numbers = tuple(value)
        return shared.setdefault(numbers, numbers)

    return read_shared


_TESTS: Mapping[type, str] = {
    NoneType: "{0} is None",
    bool: "{0} is True or {0} is False",
    str: "type({0}) is str",
    int: "type({0}) is int",
    float: "type({0}) is float",
}


def _held(kind: ValueType, v: str) -> str:
    """Write what an attribute holds of a value: most values are held as they are."""
    read = f"read_{v}({v})"
    if _lists_whole_numbers(kind):
        return read
    if isinstance(kind, ListOf):
        if kind.item.kept:
            return f"tuple({v}) if type({v}) is list and all_kept_{v}(map(type, {v})) else {read}"
        items = f"tuple([item_{v}(item) for item in {v}]) if {v} else ()"
        return f"({items}) if type({v}) is list else {read}"
    if isinstance(_without_singletons(kind), Word):
        read = f"word_{v}({v}, {v}) if type({v}) is str else {read}"
    tests = [test.format(v) for each, test in _TESTS.items() if each in kind.kept]
    if kind.kept >= ATOMS:
        tests = [f"type({v}) in ATOMS"]
    return f"{v} if {' or '.join(tests)} else {read}" if tests else read


def _lists_whole_numbers(kind: ValueType) -> bool:
    return isinstance(kind, ListOf) and kind.item.kept == _INT


def _without_singletons(kind: ValueType) -> ValueType:
    """Return the kind of what is neither null, true nor false, which no other type derives from."""
    if not isinstance(kind, OneOf):
        return kind
    others = [each for each in kind.kinds if not each.kept or each.kept - {NoneType, bool}]
    return others[0] if len(others) == 1 else kind


# A dict grows in steps, which takes longer than to copy one of the right size.
_WRITER = """
def write(document):
    if {changed}:
        return write_changed(document)
    raw = nulls.copy()
    {items}
    return raw
"""


def writer(
    keys: Sequence[str], attributes: Attributes, absent: Absent, write_changed: Write
) -> Write:
    """Write the function that writes objects as plain data of these keys, in this order.

    It is left to ``write_changed`` where an attribute has another value than an absent key gave it,
    or where other keys are unknown than those of ``keys`` that have no attribute.
    """
    unknown = [key for key in keys if key not in attributes]
    scope: dict[str, Any] = {
        "write_changed": write_changed,
        "nulls": dict.fromkeys(keys),
        "ATOMS": ATOMS,
        "NOTHING": NOTHING,
        "thaw": thaw,
    }
    changed = _changed(unknown, absent, scope)
    items: list[str] = []
    for number, (key, (name, kind)) in enumerate(attributes.items()):
        scope[f"write{number}"] = _without_singletons(kind).write
        items.append(f"raw[{key!r}] = {_written(kind, f'document.{name}', f'write{number}')}")
    if unknown:
        items.append("for key, v in document.extras.items():")
        items.append("    raw[key] = v if type(v) in ATOMS else thaw(v)")
    source = _WRITER.format(changed=changed, items="\n    ".join(items))
    write: Write = _function(source, scope)
    return write


def _changed(unknown: list[str], absent: Absent, scope: dict[str, Any]) -> str:
    """Write whether an object has other unknown keys, or keys that were absent."""
    scope["unknown"] = unknown
    tests = ["[*document.extras] != unknown" if unknown else "document.extras is not NOTHING"]
    for number, (name, value) in enumerate(absent.items()):
        scope[f"default{number}"] = value
        tests.append(f"document.{name} is not default{number}")
    return " or ".join(tests)


def _written(kind: ValueType, held: str, write: str) -> str:
    """Write an attribute as plain data."""
    if kind.written_as_held:
        return held
    if isinstance(kind, ListOf):
        return f"[*{held}]" if kind.item.written_as_held else f"{write}(v) if (v := {held}) else []"
    if isinstance(kind, MapOf):
        return f"{{}} if (v := {held}) is NOTHING else {write}(v)"
    if isinstance(_without_singletons(kind), Word):
        return f"v if type(v := {held}) in ATOMS else v._value_"
    return f"v if type(v := {held}) in ATOMS else {write}(v)"


# Most values of a document are its defaults: a copy of those takes less time than to set each.
_LEVELER = """
def level(document, exact):
    if {changed}:
        return changed_level(document, exact)
    raw = usual.copy()
    {items}
    return raw
"""


INEXACT: frozenset[type] = frozenset({float, tuple, list, dict})
"""Types of values that may be or hold a float; zero and what is empty do not count."""


def level_of_mapping(mapping: Any, exact: Exact) -> Mapping[str, Any]:
    """Return what a frozen mapping holds, but for the floats that ``exact`` writes otherwise."""
    held = bare(mapping)
    odd: dict[str, Any] = {}
    for key, value in held.items():
        if type(value) in INEXACT and value:
            written = exact(value)
            if written is not value:
                odd[key] = written
    return {**held, **odd} if odd else held


_SINGLETONS: Mapping[str, Any] = {
    "None": None,
    "True": True,
    "False": False,
    "EMPTY": (),
    "NOTHING": NOTHING,
}
"""Values of which there is one object, by their names in the functions."""


def leveler(
    keys: Sequence[str],
    attributes: Attributes,
    absent: Absent,
    changed_level: Level,
    defaults: Mapping[str, Any],
) -> Level:
    """Write the function that gives what objects hold by these keys, in this order, as it is.

    It is left to ``changed_level`` where :func:`writer` leaves it to ``write_changed``;
    ``defaults`` has the default of each key.
    """
    unknown = [key for key in keys if key not in attributes]
    scope: dict[str, Any] = {
        **{"EMPTY": (), "NOTHING": NOTHING, "INEXACT": INEXACT, "usual": dict.fromkeys(keys)},
        **{"changed_level": changed_level, "bare": bare, "level_of_mapping": level_of_mapping},
    }
    items: list[str] = []
    for key in keys:
        name, kind = attributes.get(key, (f"extras[{key!r}]", ValueType()))
        held, test = f"document.{name}", ""
        usual = _name_of_singleton(defaults.get(key, attrs.NOTHING))
        if usual:
            scope["usual"][key] = bare(_SINGLETONS[usual])
            held, test = "v", f"if (v := {held}) is not {usual}: "
        items.append(f"{test}raw[{key!r}] = {_level_of(kind, held)}")
    source = _LEVELER.format(changed=_changed(unknown, absent, scope), items="\n    ".join(items))
    level: Level = _function(source, scope)
    return level


def _name_of_singleton(value: object) -> str | None:
    return next((name for name, each in _SINGLETONS.items() if value is each), None)


def _level_of(kind: ValueType, held: str) -> str:
    """Write what an attribute holds with exact floats and bare mappings."""
    if kind.may_hold_floats:
        return f"exact(v) if type(v := {held}) in INEXACT and v else v"
    if isinstance(kind, MapOf):
        some = kind.item.may_hold_floats
        return f"level_of_mapping({held}, exact)" if some else f"bare({held})"
    return held
