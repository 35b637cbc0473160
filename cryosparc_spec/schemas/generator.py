"""JSON Schemas made from the classes: their types, their docstrings, and what reads them.

A keyword that is for one type of value, as ``pattern`` is for text, says nothing of others. So a
value of several spellings has one schema with the keywords of all of them, and not one for each:
validators then name the very mistake.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from cryosparc_spec.columns.dtypes import DTypeSpec
from cryosparc_spec.columns.fields import Field
from cryosparc_spec.display.attribute_texts import attribute_texts
from cryosparc_spec.documents.codec.server_document import (
    ALSO,
    UNLESS,
    ServerDocument,
    attribute_types,
    attributes_by_key,
)
from cryosparc_spec.documents.job import Job, JobSpec
from cryosparc_spec.documents.job_definition import JobDefinition
from cryosparc_spec.documents.job_register import JobRegister, JobType
from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline
from cryosparc_spec.documents.results_group import ResultsGroup
from cryosparc_spec.problems.validators import is_list, is_mapping
from cryosparc_spec.schemas.check_report import check_report_schema
from cryosparc_spec.schemas.docstrings import described, described_class, shown
from cryosparc_spec.schemas.slot_names import known_or_other
from cryosparc_spec.schemas.spellings import ATTRIBUTES, OFFERED, PASSED_OVER, SPELLED
from cryosparc_spec.schemas.types import Schema, schema_of_type, schema_of_words
from cryosparc_spec.slots.loadable_slots import LoadableSlots
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.families import StrFamily

_LINE = 100
"""Most characters on a line of a schema, where it can be cut."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

CLASSES: Mapping[str, Any] = {
    "built-in-job": BuiltInJob,
    "definition": JobDefinition,
    "dtype": DTypeSpec,
    "field": Field,
    "job": Job,
    "job-spec": JobSpec,
    "job-type": JobType,
    "loadable-slots": LoadableSlots,
    "pipeline": Pipeline,
    "register": JobRegister,
    "results-group": ResultsGroup,
    "slot": Slot,
}
"""The class of each kind of document that has a schema."""

_WITHOUT_CLASS: Mapping[str, Callable[[], Schema]] = {"check-report": check_report_schema}

KINDS = sorted([*CLASSES, *_WITHOUT_CLASS])
"""All kinds that have a schema."""

_EXAMPLES: Mapping[Any, list[Any]] = {
    BuiltInJob: [
        {
            "job_type": "homo_refine_new",
            "params": {"refine_symmetry": "C3"},
            "connections": {"particles": "J12.particles", "volume": "J13.volume"},
        }
    ],
    Pipeline: [
        {
            "jobs": {
                "abinit": {
                    "job_type": "homo_abinit",
                    "connections": {"particles": "J12.particles"},
                }
            }
        }
    ],
    JobDefinition: [
        {
            "title": "Custom picker",
            "inputs": {
                "micrographs": {
                    "type": "exposure",
                    "count_min": 1,
                    "slots": ["micrograph_blob", "?ctf"],
                }
            },
            "outputs": {"picked_particles": {"type": "particle", "slots": ["location"]}},
            "params": {"diameter_A": 180},
        }
    ],
    ResultsGroup: [
        {
            "created": "2024-09-23 21:07:31.234595",
            "group": {"name": "particles", "type": "particle", "title": "Particles"},
            "results": {"blob": {"metafile": ">stack.cs", "num_items": 9, "type": "particle.blob"}},
            "version": "v4.4.1",
        }
    ],
    Job: [{"uid": "J42", "project_uid": "P1", "spec": {"type": "homo_abinit"}}],
    JobSpec: [{"type": "homo_abinit", "params": {"abinit_K": 3}}],
    JobType: [{"type": "homo_abinit", "category": "reconstruction"}],
    JobRegister: [{"specs": [{"type": "homo_abinit", "category": "reconstruction"}]}],
    Slot: ["ctf", "?ctf"],
    LoadableSlots: ["all", ["blob", "ctf"]],
    Field: [["coords", "3f4"], ["coords", "<f4", [3]]],
    DTypeSpec: ["f4", "3u4", ["<u4", [3]]],
}


def generated_text(kind: str) -> str:
    """Make the schema of a kind of document, as the text of its file."""
    return f"{_written(_generated(kind))}\n"


def _written(value: Any, indent: str = "") -> str:
    """Write JSON with what has room on a line in one."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= _LINE or not (is_mapping(value) or is_list(value)):
        return line
    deeper = f"{indent}  "
    if is_mapping(value):
        texts = [f"{json.dumps(key)}: {_written(item, deeper)}" for key, item in value.items()]
    else:
        texts = [_written(item, deeper) for item in value]
    return "\n".join([line[0], ",\n".join(deeper + text for text in texts), indent + line[-1]])


def _generated(kind: str) -> Schema:
    head = {"$schema": _DIALECT, "$id": f"urn:cryosparc-spec:schema:{kind}"}
    if kind in _WITHOUT_CLASS:
        return head | _WITHOUT_CLASS[kind]()
    made = _Definitions()
    cls = CLASSES[kind]
    root = made.body(cls)
    if cls is Slot:
        root["anyOf"] = known_or_other()
    return {
        **head,
        **root,
        **shown(_EXAMPLES[cls], label=f"example: {cls.__name__}"),
        **({"$defs": dict(sorted(made.found.items()))} if made.found else {}),
    }


class _Definitions:
    """Makes the schemas of classes, and gathers those of the classes in them."""

    def __init__(self) -> None:
        self.found: dict[str, Schema] = {}

    def reference(self, cls: Any) -> Schema:
        """Return a reference to the schema of a class, which is made."""
        name = cls.__name__
        if name not in self.found:
            self.found[name] = self.body(cls)
        return {"$ref": f"#/$defs/{name}"}

    def body(self, cls: Any) -> Schema:
        """Return the schema of a class."""
        if cls in SPELLED:
            schema = SPELLED[cls](self.reference)
        elif issubclass(cls, StrFamily):
            schema = schema_of_words(cls)
        else:
            schema = self._object(cls)
        return described_class(cls) | schema

    def _object(self, cls: Any) -> Schema:
        keys = attributes_by_key(cls)
        properties = {key: self._property(cls, field) for key, field in keys.items()}
        required = [key for key, field in keys.items() if field.default is attrs.NOTHING]
        schema: Schema = {
            "type": "object",
            "properties": PASSED_OVER.get(cls, {}) | properties,
            "required": required,
            "additionalProperties": issubclass(cls, ServerDocument),
        }
        if cls in OFFERED:
            self.found |= OFFERED[cls]
            schema["allOf"] = [{"$ref": f"#/$defs/{name}"} for name in OFFERED[cls]]
        for key, field in keys.items():
            schema |= _other_key(key, field, properties[key])
            if UNLESS in field.metadata:
                one_of = (key, *field.metadata[UNLESS])
                schema["anyOf"] = [{"required": [each]} for each in one_of]
        return schema

    def _property(self, cls: Any, field: Any) -> Schema:
        schema = schema_of_type(attribute_types(cls)[field.name], self.reference)
        schema |= described(attribute_texts(cls)[field.name])
        if "examples" in schema and schema.get("type") == "array":
            schema["examples"] = [schema["examples"]]
        if isinstance(field.default, bool | int | float | str) and field.default != "":
            schema["default"] = field.default
        return schema | ATTRIBUTES.get((cls, field.name), {})


def _other_key(key: str, field: Any, schema: Schema) -> Schema:
    """Return what holds another key to its type, where the first one is not there."""
    other = field.metadata.get(ALSO)
    return {"anyOf": [{"required": [key]}, {"properties": {other: schema}}]} if other else {}
