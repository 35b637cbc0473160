"""Plain data made immutable, and plain again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from immutabledict import immutabledict

from cryosparc_spec.errors import Problems, located_at
from cryosparc_spec.validators import as_text, is_list, is_mapping, wrong_type

_T = TypeVar("_T")

_DEEPEST = 100

# Enum members and numpy's floats are not what every writer takes as text and numbers.
_BARE: Mapping[type, Callable[[Any], object]] = {
    str: str.__str__,
    int: int.__int__,
    float: float.__float__,
}


def freeze(value: object, *, depth: int = 0) -> Any:
    """Return data that JSON can hold with tuples for lists and frozen mappings for dicts.

    Raises :class:`~cryosparc_spec.errors.ParseError` for what JSON cannot hold, and for data
    nested more than 100 deep.

    >>> freeze({"box": [256, 256]})
    immutabledict({'box': (256, 256)})
    """
    if value is None or isinstance(value, bool):
        return value
    for kind, bare in _BARE.items():
        if isinstance(value, kind):
            return bare(value)
    if depth == _DEEPEST:
        raise wrong_type(value, f"data nested at most {_DEEPEST} deep")
    problems = Problems()
    if is_list(value):
        items: list[Any] = []
        for index, item in enumerate(value):
            with problems.at(index):
                items.append(freeze(item, depth=depth + 1))
        problems.raise_if_any()
        return tuple(items)
    if not is_mapping(value):
        raise wrong_type(value, "text, a number, true, false, null, a list or a mapping")
    named: dict[str, Any] = {}
    for key, item in value.items():
        with problems.at(str(key)):
            named[as_text(key)] = freeze(item, depth=depth + 1)
    problems.raise_if_any()
    return immutabledict(named)


def thaw(value: Any) -> Any:
    """Return frozen data as lists and dicts.

    >>> thaw(freeze({"box": [256, 256]}))
    {'box': [256, 256]}
    """
    if is_mapping(value):
        return {key: thaw(item) for key, item in value.items()}
    if is_list(value):
        return [thaw(item) for item in value]
    return value


def as_named(key: str, values: object, cls: type[_T]) -> Mapping[str, _T]:
    """Return a frozen mapping from names to objects of a class; problems are put under ``key``."""
    with located_at(key):
        if not is_mapping(values):
            raise wrong_type(values, f"a mapping of names to {cls.__name__}")
        problems = Problems()
        for name, value in values.items():
            with problems.at(str(name)):
                as_text(name)
                if not isinstance(value, cls):
                    raise wrong_type(value, f"an object of class {cls.__name__}")
        problems.raise_if_any()
        return immutabledict(values)
