"""What all documents that CryoSPARC writes have in common.

They are read with tolerance: a newer CryoSPARC may write keys and words that are not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin

import attrs
from immutabledict import immutabledict

from cryosparc_spec.errors import ParseError, Problems, SpecError
from cryosparc_spec.families import StrFamily
from cryosparc_spec.frozen import freeze
from cryosparc_spec.validators import (
    as_bool,
    as_int,
    as_number,
    as_text,
    is_list,
    is_mapping,
    wrong_type,
)

KEY = "key"
"""Metadata of an attribute that has another name than its key in the document."""

NOTHING: Mapping[str, Any] = immutabledict()
"""The empty mapping, shared."""

Read: TypeAlias = Callable[[Any], Any]
"""Returns a value as its attribute holds it, or raises a ``ParseError``."""


@attrs.frozen(kw_only=True, slots=False)
class ServerDocument:
    """Part of a document that CryoSPARC wrote.

    Keys that are not known are kept in ``extras``, and written back where they stood. A key that
    was absent has its default here, and stays absent when the document is written, unless it was
    given another value. Raises :class:`~cryosparc_spec.errors.ParseError` for an attribute that is
    not of its type; lists and dicts become tuples and frozen mappings.
    """

    extras: Mapping[str, Any] = NOTHING
    """Values of the keys that are not known here."""
    keys_read: tuple[str, ...] = attrs.field(default=(), eq=False, repr=False)
    """Keys in the order of the document it was read from; empty for one made here."""

    def __attrs_post_init__(self) -> None:
        problems = Problems()
        cls: Any = type(self)
        for name, read in attribute_readers(cls).items():
            with problems.at(name):
                vars(self)[name] = read(getattr(self, name))
        problems.raise_if_any()


@cache
def attribute_types(cls: Any) -> Mapping[str, Any]:
    """Return the types of a document's attributes by name, with names in them resolved."""
    attrs.resolve_types(cls)
    return {attribute.name: attribute.type for attribute in attrs.fields(cls)}


@cache
def attribute_readers(cls: Any) -> Mapping[str, Read]:
    """Return what reads each attribute of a document that is made by its constructor."""
    return {name: reader(t, _instance_reader) for name, t in attribute_types(cls).items()}


def _instance_reader(cls: type) -> Read:
    def read(value: Any) -> Any:
        if isinstance(value, cls):
            return value
        raise wrong_type(value, f"an object of class {cls.__name__}")

    return read


_SCALARS: Mapping[Any, Read] = {
    str: as_text,
    bool: as_bool,
    int: as_int,
    float: as_number,
    Any: freeze,
}


def reader(annotation: Any, class_reader: Callable[[type], Read]) -> Read:
    """Return what reads values of a type; ``class_reader`` gives that of a class in it."""
    origin, members = get_origin(annotation), get_args(annotation)
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    if origin is tuple:
        return _list_reader(reader(members[0], class_reader), plain_types(members[0]))
    if origin is Mapping:
        return _mapping_reader(reader(members[1], class_reader))
    if origin in (Union, UnionType):
        return _union_reader(members, class_reader)
    return class_reader(annotation)


PLAIN: frozenset[type] = frozenset({str, int, bool, float, NoneType})
"""Types whose values are kept as they are."""


def plain_types(annotation: Any) -> frozenset[type]:
    """Return the types whose values an attribute of a type keeps as they are."""
    if annotation is Any:
        return PLAIN
    union = get_origin(annotation) in (Union, UnionType)
    members: list[Any] = [*get_args(annotation)] if union else [annotation]
    if any(_is_family(member) for member in members):
        return PLAIN.intersection(members, {NoneType})
    return PLAIN.intersection([*members, int] if float in members else members)


def _list_reader(read: Read, plain: frozenset[type]) -> Read:
    def read_list(values: Any) -> tuple[Any, ...]:
        if not is_list(values):
            raise wrong_type(values, "a list")
        if plain.issuperset(map(type, values)):
            return tuple(values)
        try:
            return tuple([read(value) for value in values])
        except SpecError:
            raise _problems_of(read, enumerate(values)) from None

    return read_list


def _mapping_reader(read: Read) -> Read:
    def read_named(item: tuple[Any, Any]) -> tuple[str, Any]:
        return as_text(item[0]), read(item[1])

    def read_mapping(values: Any) -> Mapping[str, Any]:
        if not is_mapping(values):
            raise wrong_type(values, "a mapping")
        if not values:
            return NOTHING
        try:
            return immutabledict([read_named(item) for item in values.items()])
        except SpecError:
            items = ((str(item[0]), item) for item in values.items())
            raise _problems_of(read_named, items) from None

    return read_mapping


def _problems_of(read: Read, items: Iterable[tuple[str | int, Any]]) -> ParseError:
    problems = Problems()
    for key, value in items:
        with problems.at(key):
            read(value)
    return ParseError(problems.found)


def _union_reader(members: Sequence[Any], class_reader: Callable[[type], Read]) -> Read:
    others = sorted(set(members) - {NoneType}, key=lambda member: member not in _SCALARS)
    families = [member for member in others if _is_family(member)]
    if families:
        choices: list[tuple[Any, Read]] = [(str, _open_word_reader(families[0]))]
    else:
        choices = [(member, reader(member, class_reader)) for member in others]
    optional = NoneType in members

    def read_one_of(value: Any) -> Any:
        if value is None and optional:
            return None
        for member, read in choices[:-1]:
            if type(value) is member:
                return read(value)
        return choices[-1][1](value)

    return read_one_of


def _is_family(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, StrFamily)


def _open_word_reader(family: Any) -> Read:
    """Words of a newer CryoSPARC are not members, and stay text."""
    members = {word.value: word for word in family}

    def read_word(value: Any) -> Any:
        member = members.get(value) if isinstance(value, str) else None
        return as_text(value) if member is None else member

    return read_word
