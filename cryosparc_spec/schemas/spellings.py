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
from cryosparc_spec.schemas.slot_names import SLOTS_OF_DATATYPE, slots_of_datatype
from cryosparc_spec.schemas.types import Schema, SchemaOfClass
from cryosparc_spec.slots.loadable_slots import LoadableSlots
from cryosparc_spec.slots.slot import Datafield, Slot
from cryosparc_spec.vocabulary.slot_words import LoadableWord

_END = r"(?!\n)$"
"""End of a pattern: in Python's dialect ``$`` alone lets a line break follow."""

_NAME = rf"[A-Za-z_][0-9A-Za-z_]{{0,{LONGEST_NAME - 1}}}{_END}"


_WORD = f"up to {LONGEST_NAME} letters, digits and underscores, and does not begin with a digit"

_SOURCE = rf"^[A-Za-z][0-9A-Za-z_]*\.[A-Za-z][0-9A-Za-z_]*{_END}"


def _held_to(pattern: str, told: str) -> Schema:
    """Return what text must match, and what editors say of one that does not."""
    return {"pattern": pattern, "patternErrorMessage": told}


def _slot(_: SchemaOfClass) -> Schema:
    """Return the schema of a slot; series cannot be short, and JSON as text is not looked into."""
    types = known_slot_types()
    stems = {pattern.removesuffix("{}") for each in types.values() for pattern in each.series}
    texts = {**attribute_texts(Slot), "prefix": attribute_texts(Datafield)["prefix"]}
    name = {"type": "string"} | _held_to(f"^{_NAME}", f"a name has {_WORD}")
    return {
        "type": ["string", "object"],
        **_held_to(
            rf"^(?:\{{|\??(?!(?:{'|'.join(sorted(stems))})[0-9]+$){_NAME})",
            f'expected "ctf", "?ctf" where it is optional, or name and dtype in full, as for '
            f"components_mode_0; a name has {_WORD}",
        ),
        "properties": {
            "name": name | described(texts["name"]),
            "dtype": name | described(texts["dtype"]) | {"examples": _slot_types()},
            "required": {"type": "boolean", "default": True} | described(texts["required"]),
            "prefix": name | described(texts["prefix"]) | {"deprecated": True},
        },
        "required": ["dtype"],
        "if": {"not": {"required": ["prefix"]}},
        "then": {"required": ["name"]},
        "additionalProperties": False,
    }


def _slot_types() -> list[str]:
    return sorted({slot_type for _, slot_type in known_slot_types()})


def _loadable_slots(of_class: SchemaOfClass) -> Schema:
    name = {"type": "string"} | _held_to(f"^{_NAME}", f"a name has {_WORD}")
    names = {"type": "array", "items": name}
    as_text = {"type": "string"} | _held_to(r"^\[", 'expected "all" or names: ["blob", "ctf"]')
    return {"anyOf": [of_class(LoadableWord), names, as_text]}


_NUMBER = "0*[1-9][0-9]*"
_SHAPE = rf"(?:{_NUMBER}(?: *, *{_NUMBER})*|\( *(?:{_NUMBER} *(?:, *{_NUMBER} *)*,? *)?\)) *"
_SCALAR = "|".join([*map(re.escape, sorted(SCALAR_WORDS, key=len)), "[SU][0-9]*"])
_DTYPE = rf"(?:[<>=|]?(?:{_SHAPE})?|{_SHAPE}[<>=|])(?:{_SCALAR}){_END}"


def _dtype(_: SchemaOfClass) -> Schema:
    """Return the schema of a dtype: text, or a pair of one and a shape."""
    code = _held_to(f"^{_DTYPE}", "expected a dtype such as f4, 3u4, (2,3)f4 or S12")
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
    told = "expected a name without a slash or a space at its ends: location/micrograph_uid"
    name = {"type": "string", "maxLength": LONGEST_NAME} | _held_to(rf"^{_COLUMN}{_END}", told)
    shaped = {"allOf": [dtype, {"type": "string"}]}
    return {
        "type": ["array", "string", "object"],
        "minItems": 2,
        "maxItems": 3,
        "anyOf": [
            {"maxItems": 2, "prefixItems": [name, dtype]},
            {"prefixItems": [name, shaped, _SHAPE_APART]},
        ],
        **_held_to(
            rf"^{_COLUMN}: {_DTYPE}", "expected the name and the dtype: ctf/phase_shift_rad: f4"
        ),
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
_NOT_OPTIONAL = _held_to(r"^[^?]", 'an output makes all its slots: leave out the "?"')


def _named(side: str) -> Schema:
    told = f"the name of an {side} has letters, digits and underscores, and begins with a letter"
    pattern = f"^{SERVER_NAME.pattern}{_END}"
    names = {"title": f"{side}_name", "description": told} | _held_to(pattern, told)
    return {"propertyNames": names}


_CONNECTED = _held_to(_SOURCE, "expected a job and its output with a dot between: J12.particles")

ATTRIBUTES: Mapping[tuple[type, str], Schema] = {
    (InputSpec, "count_min"): _COUNT,
    (InputSpec, "count_max"): {
        "type": ["integer", "string", "null"],
        **_COUNT,
        **_held_to(f"^inf{_END}", 'expected a whole number or "inf"'),
        "default": "inf",
    },
    (OutputSpec, "slots"): {"items": {"allOf": [{"$ref": "#/$defs/Slot"}, _NOT_OPTIONAL]}},
    (JobDefinition, "inputs"): _named("input"),
    (JobDefinition, "outputs"): _named("output"),
    (BuiltInJob, "job_type"): {"minLength": 1},
    (BuiltInJob, "connections"): {
        "additionalProperties": {
            "type": ["string", "array"],
            **_CONNECTED,
            "items": {"type": "string", **_CONNECTED},
        }
    },
}
"""What is special about attributes: which counts, names and slots there can be."""

_OFFERED: Mapping[str, Schema] = {SLOTS_OF_DATATYPE: slots_of_datatype()}

OFFERED: Mapping[type, Mapping[str, Schema]] = {InputSpec: _OFFERED, OutputSpec: _OFFERED}
"""Schemas that hold nobody to anything, and offer what fits what stands beside it."""

_SCHEMA: Schema = {SCHEMA_KEY: described("Where an editor finds the schema; it is not read.")}

PASSED_OVER: Mapping[type, Schema] = dict.fromkeys((JobDefinition, BuiltInJob, Pipeline), _SCHEMA)
"""Keys that may stand in a document beside the attributes of its class."""
