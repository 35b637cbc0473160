"""Schemas of single classes, to be put into the schemas of others."""

from __future__ import annotations

from functools import cache
from typing import Any

from cryosparc_spec.problems.validators import is_list, is_mapping
from cryosparc_spec.schemas.docstrings import described_class
from cryosparc_spec.schemas.generator import CLASSES
from cryosparc_spec.schemas.shipped import schema
from cryosparc_spec.schemas.types import Schema, schema_of_words
from cryosparc_spec.vocabulary.families import StrFamily

_OF_WHOLE = ("$schema", "$id", "$defs")


def inlined_schema(cls: Any) -> Schema:
    """Return the schema of a class, with what it refers to in place.

    It is taken from the schemas that come with the package. For a class that is in none of them it
    says what the class is, and takes anything.

    >>> from cryosparc_spec.documents.job_definition import InputSpec
    >>> inlined_schema(InputSpec)["properties"]["type"]["title"]
    'What an input takes or an output holds'
    """
    if issubclass(cls, StrFamily):
        return described_class(cls) | schema_of_words(cls)
    bodies = _bodies()
    if cls.__name__ not in bodies:
        return described_class(cls)
    inlined: Schema = _without_references(bodies[cls.__name__], bodies)
    return inlined


@cache
def _bodies() -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for kind, cls in CLASSES.items():
        document = schema(kind)
        found |= document.get("$defs", {})
        whole = {key: value for key, value in document.items() if key not in _OF_WHOLE}
        found[cls.__name__] = whole
    return found


def _without_references(value: Any, bodies: dict[str, Schema]) -> Any:
    if is_list(value):
        return [_without_references(item, bodies) for item in value]
    if not is_mapping(value):
        return value
    reference = value.get("$ref")
    body = bodies[reference.rpartition("/")[2]] if reference else {}
    merged = {**body, **{key: item for key, item in value.items() if key != "$ref"}}
    return {key: _without_references(item, bodies) for key, item in merged.items()}
