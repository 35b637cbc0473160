"""Job definitions with nothing wrong in them, made of plain data in one pass.

What is wrong, unusual, or to be pointed out is left to the pass in detail, which takes longer and
imports more. What is checked here is not checked again by the constructors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import attrs

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.display.displayed import DisplayedMapping, DisplayedTuple
from cryosparc_spec.documents.job_definition import (
    SCHEMA_KEY,
    InputSpec,
    JobDefinition,
    OutputSpec,
    as_count_max,
    as_params,
)
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.frozen_data import NOTHING, frozen, open_twin
from cryosparc_spec.slots.reading import Notices, read_slots
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.datatypes import Datatype
from cryosparc_spec.vocabulary.slot_words import ResultMatching


def structure_if_sound(raw: object, cls: Any, slot_types: SlotTypes | None) -> Any:
    """Return the definition that plain data is; ``None`` where it needs the pass in detail.

    ``None`` stands for other classes too, for anything wrong, and for slots to be pointed out.

    >>> structure_if_sound({"title": "Picker"}, JobDefinition, None).title
    'Picker'
    >>> structure_if_sound({"titel": "Picker"}, JobDefinition, None) is None
    True
    """
    if cls is not JobDefinition:
        return None
    notices: Notices = defaultdict(list)

    def read(values: Any) -> tuple[Slot, ...]:
        if values.__class__ is not list:
            raise _UnusualError
        return DisplayedTuple(read_slots(values, slot_types, notices))

    try:
        definition = _definition(raw, read)
    except (SpecError, KeyError, TypeError, _UnusualError):
        return None
    return None if notices else definition


class _UnusualError(Exception):
    """Data is wrong, or not of the types that readers of JSON and YAML give."""


ReadSlots = Callable[[Any], tuple[Slot, ...]]

_new: Any = object.__new__
_OPEN_DEFINITION, _OPEN_INPUT = open_twin(JobDefinition), open_twin(InputSpec)
_OPEN_OUTPUT = open_twin(OutputSpec)

_KEYS_OF_INPUT = {attribute.name for attribute in attrs.fields(InputSpec)}
_KEYS_OF_OUTPUT = {attribute.name for attribute in attrs.fields(OutputSpec)}
_KEYS_OF_DEFINITION = {SCHEMA_KEY, *(a.name for a in attrs.fields(JobDefinition))}

_DATATYPES = {word.value: word for word in Datatype}


def _definition(raw: Any, read_slots: ReadSlots) -> JobDefinition:
    if raw.__class__ is not dict or not _KEYS_OF_DEFINITION.issuperset(raw):
        raise _UnusualError
    get = raw.get
    title, description, params = get("title", ""), get("description", ""), get("params", NOTHING)
    if not type(title) is type(description) is str:
        raise _UnusualError
    new = _new(_OPEN_DEFINITION)
    new.title, new.description = title, description
    new.inputs = _named(get("inputs", _NO_PARTS), _input, read_slots)
    new.outputs = _named(get("outputs", _NO_PARTS), _output, read_slots)
    new.params = params if params is NOTHING else as_params(params)
    new.__class__ = JobDefinition
    definition: JobDefinition = new
    return definition


def _named(raw: Any, read: Callable[[Any, ReadSlots], Any], read_slots: ReadSlots) -> Any:
    if raw is _NO_PARTS:
        return raw
    if raw.__class__ is not dict or not _STR.issuperset(map(type, raw)):
        raise _UnusualError
    return frozen({name: read(spec, read_slots) for name, spec in raw.items()}, DisplayedMapping)


_STR = {str}
_NO_PARTS = attrs.fields(JobDefinition).inputs.default


def _input(raw: Any, read_slots: ReadSlots) -> Any:
    if raw.__class__ is not dict or not _KEYS_OF_INPUT.issuperset(raw):
        raise _UnusualError
    get = raw.get
    title, description = get("title", ""), get("description", "")
    count_min, count_max = get("count_min", 0), get("count_max")
    repeat_allowed, match_by = get("repeat_allowed", False), get("match_result_by", _DEFAULT)
    texts = type(title) is type(description) is str
    if not (texts and type(count_min) is int and type(repeat_allowed) is bool):
        raise _UnusualError
    new = _new(_OPEN_INPUT)
    new.type, new.title, new.description = _DATATYPES[raw["type"]], title, description
    new.slots = read_slots(raw["slots"]) if "slots" in raw else ()
    new.count_min, new.repeat_allowed = count_min, repeat_allowed
    new.count_max = count_max if type(count_max) is int else as_count_max(count_max)
    new.match_result_by = match_by if match_by is _DEFAULT else ResultMatching(match_by)
    new.__class__ = InputSpec
    return new


_DEFAULT = ResultMatching.DEFAULT


def _output(raw: Any, read_slots: ReadSlots) -> Any:
    if raw.__class__ is not dict or not _KEYS_OF_OUTPUT.issuperset(raw):
        raise _UnusualError
    get = raw.get
    title, description, passthrough = get("title", ""), get("description", ""), get("passthrough")
    texts = type(title) is type(description) is str
    slots = read_slots(raw["slots"]) if "slots" in raw else ()
    if not texts or (passthrough is not None and type(passthrough) is not str):
        raise _UnusualError
    for slot in slots:
        if not slot.required:
            raise _UnusualError
    new = _new(_OPEN_OUTPUT)
    new.type, new.title, new.description = _DATATYPES[raw["type"]], title, description
    new.slots, new.passthrough = slots, passthrough
    new.__class__ = OutputSpec
    return new
