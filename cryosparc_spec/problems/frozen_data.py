"""Plain data made immutable, and plain again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import NoneType
from typing import Any, TypeAlias, TypeVar, cast

from immutabledict import immutabledict

from cryosparc_spec.problems.errors import Problems, located_at
from cryosparc_spec.problems.validators import as_instance, as_text, is_list, is_mapping, wrong_type

_T = TypeVar("_T")

_DEEPEST = 100

# Enum members and numpy's floats are not what every writer takes as text and numbers.
_BARE: Mapping[type, Callable[[Any], object]] = {
    str: str.__str__,
    int: int.__int__,
    float: float.__float__,
}

ATOMS: frozenset[type] = frozenset({str, int, float, bool, NoneType})
"""Types of values that are immutable and plain at once."""

NOTHING: Mapping[str, Any] = immutabledict()
"""The empty mapping, shared."""

_STR: frozenset[type] = frozenset({str})

FrozenMapping: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Makes a frozen mapping."""


def bare(mapping: Any) -> Mapping[Any, Any]:
    """Return the dict in a frozen mapping, whose own methods take 50 times as long.

    Nobody may change it.
    """
    try:
        held: Mapping[Any, Any] = mapping._dict
    except AttributeError:
        return cast("Mapping[Any, Any]", mapping)
    return held


_make: Any = object.__new__
_has_usual_parts = vars(NOTHING) == {"_dict": {}, "_hash": None}


def frozen(held: dict[str, Any], cls: type[Any] = immutabledict) -> Mapping[str, Any]:
    """Return the frozen mapping of a dict that nobody else has: its constructor would copy it."""
    if not _has_usual_parts:
        return cast("Mapping[str, Any]", cls(held))
    new = _make(cls)
    new._dict = held
    new._hash = None
    return cast("Mapping[str, Any]", new)


@cache
def open_twin(cls: Any) -> Any:
    """Return a class of the same layout, whose attributes can be set."""
    body: dict[str, Any] = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    if "__slots__" in vars(cls):
        body["__slots__"] = vars(cls)["__slots__"]
    return type(cls.__name__, (cls.__base__,), body)


class _NotPlainError(Exception):
    """The data holds what has to be looked at more closely."""


def freeze(value: object) -> Any:
    """Return data that JSON can hold with tuples for lists and frozen mappings for dicts.

    Raises :class:`~cryosparc_spec.ParseError` for what JSON cannot hold, and for data
    nested more than 100 deep.

    >>> freeze({"box": [256, 256]})
    immutabledict({'box': (256, 256)})
    """
    cls: Any = value.__class__
    if cls in ATOMS:
        return value
    if cls is list and not value:
        return ()
    try:
        return _freeze_plain(value, _DEEPEST)
    except _NotPlainError:
        return _freeze_in_detail(value, 0)


def _freeze_plain(value: Any, levels: int) -> Any:
    """Freeze what JSON and YAML readers give; there is a lot of it."""
    cls: Any = value.__class__
    if not levels:
        raise _NotPlainError
    if cls is list or cls is tuple:
        return tuple([v if type(v) in ATOMS else _freeze_plain(v, levels - 1) for v in value])
    if cls is immutabledict:
        value, cls = bare(value), dict
    if cls is dict and not value:
        return NOTHING
    if cls is dict and _STR.issuperset(map(type, value)):
        return frozen(
            {k: v if type(v) in ATOMS else _freeze_plain(v, levels - 1) for k, v in value.items()}
        )
    raise _NotPlainError


def _freeze_in_detail(value: object, depth: int) -> Any:
    if value is None or isinstance(value, bool):
        return value
    for plain, bare in _BARE.items():
        if isinstance(value, plain):
            return bare(value)
    if depth == _DEEPEST:
        raise wrong_type(value, f"data nested at most {_DEEPEST} deep")
    problems = Problems()
    if is_list(value):
        items: list[Any] = []
        for index, item in enumerate(value):
            with problems.at(index):
                items.append(_freeze_in_detail(item, depth + 1))
        problems.raise_if_any()
        return tuple(items)
    if not is_mapping(value):
        raise wrong_type(value, "text, a number, true, false, null, a list or a mapping")
    named: dict[str, Any] = {}
    for key, item in value.items():
        with problems.at(str(key)):
            named[as_text(key)] = _freeze_in_detail(item, depth + 1)
    problems.raise_if_any()
    return immutabledict(named)


def thaw(value: Any) -> Any:
    """Return frozen data as lists and dicts.

    >>> thaw(freeze({"box": [256, 256]}))
    {'box': [256, 256]}
    """
    cls: Any = value.__class__
    if cls in ATOMS:
        return value
    if cls is tuple or is_list(value):
        return [item if type(item) in ATOMS else thaw(item) for item in value]
    if value is NOTHING:
        return {}
    if cls is immutabledict:
        value = bare(value)
    if is_mapping(value):
        return {key: item if type(item) in ATOMS else thaw(item) for key, item in value.items()}
    return value


def as_named(
    key: str, values: object, cls: type[_T], *, frozen: FrozenMapping = immutabledict
) -> Mapping[str, _T]:
    """Return a frozen mapping from names to objects of a class; problems are put under ``key``."""
    held: Any = bare(values) if is_mapping(values) else values
    is_plain: bool = held.__class__ is dict and _STR.issuperset(map(type, held))
    if is_plain and {cls}.issuperset(map(type, held.values())):
        return frozen(held)
    with located_at(key):
        if not is_mapping(values):
            raise wrong_type(values, f"a mapping of names to {cls.__name__}")
        problems = Problems()
        for name, value in values.items():
            with problems.at(str(name)):
                as_text(name)
                as_instance(value, cls)
        problems.raise_if_any()
        return frozen(values)
