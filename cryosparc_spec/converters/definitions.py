"""Job definitions with nothing wrong in them, made of plain data in one pass.

What is wrong, unusual, or to be pointed out is left to the pass in detail, which takes longer and
imports more. What is checked here is not checked again by the constructors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
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
from cryosparc_spec.slots.reading import Notices, read_slots
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.datatypes import Datatype
from cryosparc_spec.vocabulary.job_words import ResultMatching


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


def _definition(raw: Any, read_slots: ReadSlots) -> JobDefinition:
    values = {**_DEFAULTS_OF_DEFINITION}
    for key, value in _plain(raw).items():
        if key == "inputs":
            specs = {name: _input(spec, read_slots) for name, spec in _plain(value).items()}
            values[key] = DisplayedMapping(specs)
        elif key == "outputs":
            made = {name: _output(spec, read_slots) for name, spec in _plain(value).items()}
            values[key] = DisplayedMapping(made)
        elif key == "params":
            values[key] = as_params(value)
        elif key != SCHEMA_KEY:
            values[key] = _text(value)
    if len(values) != len(_DEFAULTS_OF_DEFINITION):
        raise _UnusualError
    definition: JobDefinition = _make_definition(values)
    return definition


def _input(raw: Any, read_slots: ReadSlots) -> InputSpec:
    spec: InputSpec = _make_input(_values(raw, _DEFAULTS_OF_INPUT, read_slots))
    return spec


def _output(raw: Any, read_slots: ReadSlots) -> OutputSpec:
    values = _values(raw, _DEFAULTS_OF_OUTPUT, read_slots)
    for slot in values["slots"]:
        if not slot.required:
            raise _UnusualError
    spec: OutputSpec = _make_output(values)
    return spec


def _values(raw: Any, defaults: Mapping[str, Any], read_slots: ReadSlots) -> dict[str, Any]:
    """Return the values of an input or output, which has a type and no unknown key."""
    values = {**defaults}
    for key, value in _plain(raw).items():
        values[key] = read_slots(value) if key == "slots" else _READERS[key](value)
    if len(values) != len(defaults) or values["type"] is attrs.NOTHING:
        raise _UnusualError
    return values


def _plain(raw: Any) -> dict[str, Any]:
    if raw.__class__ is not dict or not _STR.issuperset(map(type, raw)):
        raise _UnusualError
    named: dict[str, Any] = raw
    return named


_STR = {str}


def _text(value: Any) -> str:
    if value.__class__ is not str:
        raise _UnusualError
    text: str = value
    return text


def _flag(value: Any) -> bool:
    if value is not True and value is not False:
        raise _UnusualError
    flag: bool = value
    return flag


def _count(value: Any) -> int:
    if value.__class__ is not int:
        raise _UnusualError
    number: int = value
    return number


_DATATYPES = {word.value: word for word in Datatype}

_READERS: Mapping[str, Callable[[Any], Any]] = {
    "type": _DATATYPES.__getitem__,
    "title": _text,
    "description": _text,
    "count_min": _count,
    "count_max": as_count_max,
    "repeat_allowed": _flag,
    "match_result_by": ResultMatching,
    "passthrough": lambda value: None if value is None else _text(value),
}


def _defaults(cls: type[Any]) -> Mapping[str, Any]:
    return {attribute.name: attribute.default for attribute in attrs.fields(cls)}


def _setters(cls: type[Any]) -> list[Callable[[Any, Any], None]]:
    return [vars(cls)[attribute.name].__set__ for attribute in attrs.fields(cls)]


_DEFAULTS_OF_INPUT = _defaults(InputSpec)
_DEFAULTS_OF_OUTPUT = _defaults(OutputSpec)
_DEFAULTS_OF_DEFINITION = _defaults(JobDefinition)

_new: Any = object.__new__


def _maker(cls: type[Any]) -> Callable[[dict[str, Any]], Any]:
    """Return what makes an object of all its values, which were checked."""
    setters = _setters(cls)

    def make(values: dict[str, Any]) -> Any:
        made = _new(cls)
        for set_value, value in zip(setters, values.values(), strict=True):
            set_value(made, value)
        return made

    return make


_make_input, _make_output = _maker(InputSpec), _maker(OutputSpec)
_make_definition = _maker(JobDefinition)
