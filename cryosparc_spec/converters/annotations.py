"""What the types of attributes stand for: collections, mappings, one type or another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import attrs
from immutabledict import immutabledict

_UNIONS = (Union, UnionType)

COLLECTIONS: Mapping[Any, Callable[[Any], Any]] = {
    tuple: tuple,
    Sequence: tuple,
    list: list,
    set: set,
    frozenset: frozenset,
}
"""What makes each collection of its items."""


def is_union_of(alias: Any) -> Callable[[Any], bool]:
    """Return what tells whether a type is the union of an alias, with ``None`` or without."""
    members = {*get_args(alias), NoneType}
    return lambda cls: get_origin(cls) in _UNIONS and {*get_args(cls), NoneType} == members


def is_document(cls: Any) -> bool:
    """Whether a type is a class of attrs."""
    return isinstance(cls, type) and attrs.has(cls)


def is_collection(cls: Any) -> bool:
    """Whether a type is a list of any length, a set, or the like."""
    return (get_origin(cls) or cls) in COLLECTIONS and not is_fixed_tuple(cls)


def item_of(cls: Any) -> Any:
    """Return the type of the items of a collection."""
    return get_args(cls)[0] if get_args(cls) else Any


def is_fixed_tuple(cls: Any) -> bool:
    """Whether a type is a tuple of as many items as it says."""
    return get_origin(cls) is tuple and get_args(cls)[1:] != (...,)


def is_mapping_type(cls: Any) -> bool:
    """Whether a type is a mapping."""
    return (get_origin(cls) or cls) in (dict, immutabledict, Mapping)


def is_annotated(cls: Any) -> bool:
    """Whether a type is one with more said of it, of which :func:`item_of` is the type itself."""
    return get_origin(cls) is Annotated
