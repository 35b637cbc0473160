"""What objects hold, one level at a time, for an encoder that asks again for what is in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from immutabledict import immutabledict

from cryosparc_spec.columns.fields import Field
from cryosparc_spec.converters.plain_data import unstructure
from cryosparc_spec.converters.writing import slot_in_document
from cryosparc_spec.display.displayed import DisplayedMapping
from cryosparc_spec.documents.codec.codecs import codec_of, is_server_document
from cryosparc_spec.documents.codec.generated_functions import Exact, Level, level_of_mapping
from cryosparc_spec.documents.job_definition import InputSpec, JobDefinition, OutputSpec
from cryosparc_spec.problems.frozen_data import bare
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.slot_words import ResultMatching


def level_of(exact: Exact) -> Callable[[Any], Any]:
    """Return what gives what is written of an object, in which there may be objects again.

    ``exact`` is asked what to write of values that may be or hold a float.
    """
    levels: dict[Any, Level] = {
        immutabledict: level_of_mapping,
        DisplayedMapping: level_of_mapping,
        Field: lambda field, _: field.descr,
        JobDefinition: _of_definition,
    }

    def level(value: Any) -> Any:
        cls = value.__class__
        if cls is Slot:
            return {"name": value.name, "dtype": value.dtype, "required": value.required}
        found = levels.get(cls)
        if found is None:
            found = levels[cls] = _level_of_class(cls)
        return found(value, exact)

    return level


def _of_definition(definition: JobDefinition, exact: Exact) -> Any:
    inputs, outputs, params = map(bare, (definition.inputs, definition.outputs, definition.params))
    written: dict[str, Any] = {}
    if definition.title:
        written["title"] = definition.title
    if definition.description:
        written["description"] = definition.description
    if inputs:
        written["inputs"] = {name: _input(spec) for name, spec in inputs.items()}
    if outputs:
        written["outputs"] = {name: _output(spec) for name, spec in outputs.items()}
    if params:
        written["params"] = level_of_mapping(definition.params, exact)
    return written


def _input(spec: InputSpec) -> dict[str, Any]:
    written = _side(spec)
    if spec.count_min:
        written["count_min"] = spec.count_min
    if spec.count_max is not None:
        written["count_max"] = spec.count_max
    if spec.repeat_allowed:
        written["repeat_allowed"] = True
    if spec.match_result_by is not ResultMatching.DEFAULT:
        written["match_result_by"] = spec.match_result_by
    return written


def _output(spec: OutputSpec) -> dict[str, Any]:
    written = _side(spec)
    if spec.passthrough is not None:
        written["passthrough"] = spec.passthrough
    return written


def _side(spec: InputSpec | OutputSpec) -> dict[str, Any]:
    written: dict[str, Any] = {"type": spec.type, "title": spec.title}
    if spec.description:
        written["description"] = spec.description
    if spec.slots:
        written["slots"] = [*map(slot_in_document, spec.slots)]
    return written


def _level_of_class(cls: Any) -> Level:
    if is_server_document(cls):
        return codec_of(cls).level
    return lambda value, exact: exact(unstructure(value))
