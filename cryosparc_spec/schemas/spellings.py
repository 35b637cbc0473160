"""Schemas of what is read in several spellings, and of what is special about attributes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from cryosparc_spec.catalogue.slot_types import known_slot_types
from cryosparc_spec.checks.definition import SERVER_NAME
from cryosparc_spec.columns.dtypes import SCALAR_WORDS, DTypeSpec
from cryosparc_spec.columns.fields import Field
from cryosparc_spec.display.attribute_texts import attribute_texts
from cryosparc_spec.documents.job_definition import (
    MOST_CONNECTIONS,
    SCHEMA_KEY,
    InputSpec,
    JobDefinition,
    OutputSpec,
)
from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline
from cryosparc_spec.problems.validators import LONGEST_NAME
from cryosparc_spec.schemas.docstrings import described
from cryosparc_spec.schemas.types import Schema, SchemaOfClass
from cryosparc_spec.slots.loadable_slots import LoadableSlots
from cryosparc_spec.slots.slot import Datafield, Slot
from cryosparc_spec.vocabulary.job_words import LoadableWord

_END = r"(?!\n)$"
"""End of a pattern: in Python's dialect ``$`` alone lets a line break follow."""

_NAME = rf"[A-Za-z_][0-9A-Za-z_]{{0,{LONGEST_NAME - 1}}}{_END}"


_SOURCE = rf"^[A-Za-z][0-9A-Za-z_]*\.[A-Za-z][0-9A-Za-z_]*{_END}"


def _slot(_: SchemaOfClass) -> Schema:
    """Return the schema of a slot; series cannot be short, and JSON as text is not looked into."""
    types = known_slot_types()
    stems = {pattern.removesuffix("{}") for each in types.values() for pattern in each.series}
    texts = {**attribute_texts(Slot), "prefix": attribute_texts(Datafield)["prefix"]}
    name = {"type": "string", "pattern": f"^{_NAME}"}
    return {
        "type": ["string", "object"],
        "pattern": rf"^(?:\{{|\??(?!(?:{'|'.join(sorted(stems))})[0-9]+$){_NAME})",
        "properties": {
            "name": name | described(texts["name"]),
            "dtype": name | described(texts["dtype"]) | {"examples": _slot_types()},
            "required": {"type": "boolean", "default": True} | described(texts["required"]),
            "prefix": name | described(texts["prefix"]) | {"deprecated": True},
        },
        "required": ["dtype"],
        "anyOf": [{"required": ["name"]}, {"required": ["prefix"]}, *_known_names()],
        "additionalProperties": False,
    }


def _known_names() -> list[Schema]:
    """Return the names that the catalogue knows, for editors: other names pass as well."""
    types = known_slot_types()
    datatypes: dict[str, dict[str, None]] = {name: {} for name in sorted(types.short_names)}
    for each in types.values():
        for name in (*each.names, each.slot_type):
            datatypes[name][each.datatype.value] = None
    return [
        {"const": name, "description": f"slot type {types.slot_type_of(name)}, of {', '.join(of)}"}
        for name, of in datatypes.items()
    ]


def _slot_types() -> list[str]:
    return sorted({slot_type for _, slot_type in known_slot_types()})


def _loadable_slots(of_class: SchemaOfClass) -> Schema:
    names = {"type": "array", "items": {"type": "string", "pattern": f"^{_NAME}"}}
    as_text = {"type": "string", "pattern": r"^\["}
    return {"anyOf": [of_class(LoadableWord), names, as_text]}


_NUMBER = "0*[1-9][0-9]*"
_SHAPE = rf"(?:{_NUMBER}(?: *, *{_NUMBER})*|\( *(?:{_NUMBER} *(?:, *{_NUMBER} *)*,? *)?\)) *"
_SCALAR = "|".join([*map(re.escape, sorted(SCALAR_WORDS, key=len)), "[SU][0-9]*"])
_DTYPE = rf"(?:[<>=|]?(?:{_SHAPE})?|{_SHAPE}[<>=|])(?:{_SCALAR}){_END}"


def _dtype(_: SchemaOfClass) -> Schema:
    """Return the schema of a dtype: text, or a pair of one and a shape."""
    code = {"pattern": f"^{_DTYPE}"}
    return {
        "type": ["string", "array"],
        **code,
        "prefixItems": [{"type": "string", **code}, _SHAPE_APART],
        "minItems": 2,
        "maxItems": 2,
    }


_SHAPE_APART: Schema = {
    "type": ["integer", "array"],
    "minimum": 1,
    "items": {"type": "integer", "minimum": 1},
}


_COLUMN = r"[^/\s](?:.*[^/\s])?"


def _field(of_class: SchemaOfClass) -> Schema:
    """Return the schema of a column: a list of two or three, text, or an object."""
    texts = attribute_texts(Field)
    dtype = of_class(DTypeSpec)
    name = {"type": "string", "maxLength": LONGEST_NAME, "pattern": rf"^{_COLUMN}{_END}"}
    shaped = {"allOf": [dtype, {"type": "string"}]}
    return {
        "type": ["array", "string", "object"],
        "minItems": 2,
        "maxItems": 3,
        "anyOf": [
            {"maxItems": 2, "prefixItems": [name, dtype]},
            {"prefixItems": [name, shaped, _SHAPE_APART]},
        ],
        "pattern": rf"^{_COLUMN}: {_DTYPE}",
        "properties": {
            "name": name | described(texts["name"]),
            "dtype": dtype | described(texts["dtype"]),
        },
        "required": ["name", "dtype"],
        "additionalProperties": False,
    }


SPELLED: Mapping[Any, Callable[[SchemaOfClass], Schema]] = {
    Slot: _slot,
    LoadableSlots: _loadable_slots,
    Field: _field,
    DTypeSpec: _dtype,
}
"""Schemas of what is read in several spellings."""

_COUNT = {"minimum": 0, "maximum": MOST_CONNECTIONS}
_NOT_OPTIONAL = {"pattern": r"^[^?]"}
_NAMED = {"propertyNames": {"pattern": f"^{SERVER_NAME.pattern}{_END}"}}

ATTRIBUTES: Mapping[tuple[type, str], Schema] = {
    (InputSpec, "count_min"): _COUNT,
    (InputSpec, "count_max"): {
        "type": ["integer", "string", "null"],
        **_COUNT,
        "pattern": f"^inf{_END}",
        "default": "inf",
    },
    (OutputSpec, "slots"): {"items": {"allOf": [{"$ref": "#/$defs/Slot"}, _NOT_OPTIONAL]}},
    (JobDefinition, "inputs"): _NAMED,
    (JobDefinition, "outputs"): _NAMED,
    (BuiltInJob, "job_type"): {"minLength": 1},
    (BuiltInJob, "connections"): {
        "additionalProperties": {
            "type": ["string", "array"],
            "pattern": _SOURCE,
            "items": {"type": "string", "pattern": _SOURCE},
        }
    },
}
"""What is special about attributes: which counts, names and slots there can be."""

_SCHEMA: Schema = {SCHEMA_KEY: described("Where an editor finds the schema; it is not read.")}

PASSED_OVER: Mapping[type, Schema] = dict.fromkeys((JobDefinition, BuiltInJob, Pipeline), _SCHEMA)
"""Keys that may stand in a document beside the attributes of its class."""
