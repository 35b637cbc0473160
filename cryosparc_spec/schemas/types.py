"""Schemas of types: of text, numbers, lists, mappings, and of one thing or another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import NoneType, UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin

from cryosparc_spec.vocabulary.families import StrFamily

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema as plain data."""

SchemaOfClass: TypeAlias = Callable[[Any], Schema]
"""Returns the schema of a class, or a reference to it."""

_PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    NoneType: {"type": "null"},
    Any: {},
}


def schema_of_type(annotation: Any, of_class: SchemaOfClass) -> Schema:
    """Return the schema of a type.

    >>> schema_of_type(tuple[str | None, ...], dict)
    {'type': 'array', 'items': {'type': ['string', 'null']}}
    """
    origin, members = get_origin(annotation), get_args(annotation)
    if annotation in _PLAIN:
        return {**_PLAIN[annotation]}
    if origin in (Union, UnionType):
        return _any_of([schema_of_type(member, of_class) for member in members])
    if origin is Mapping:
        values = schema_of_type(members[1], of_class)
        return {"type": "object"} | ({"additionalProperties": values} if values else {})
    if members:
        return {"type": "array", "items": schema_of_type(members[0], of_class)}
    return of_class(annotation)


def schema_of_words(family: type[StrFamily]) -> Schema:
    """Return the schema of the words of a family."""
    return {
        "type": "string",
        "enum": [word.value for word in family],
        "enumDescriptions": [word.description for word in family],
    }


def _any_of(schemas: list[Schema]) -> Schema:
    """Return the schema of what one of several takes; plain types go into one list."""
    plain = [schema["type"] for schema in schemas if schema.keys() == {"type"}]
    others = [schema for schema in schemas if schema.keys() != {"type"}]
    types = {"type": plain if len(plain) > 1 else plain[0]} if plain else {}
    return {"anyOf": [*others, *([types] if types else [])]} if others else types
