"""Job definitions with nothing wrong in them, made of plain data in one pass.

What is wrong, or is to be pointed out, is told by the pass in detail, which takes longer and
imports more.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.documents.job_definition import (
    SCHEMA_KEY,
    InputSpec,
    JobDefinition,
    OutputSpec,
)
from cryosparc_spec.documents.output_slots import as_required
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.slots.reading import Notices, read_slots


def structure_if_sound(raw: object, cls: Any, slot_types: SlotTypes | None) -> Any:
    """Return the definition that plain data is; ``None`` where it needs the pass in detail.

    ``None`` stands for other classes too, for anything wrong, and for slots to be pointed out.

    >>> structure_if_sound({"title": "Picker"}, JobDefinition, None).title
    'Picker'
    >>> structure_if_sound({"titel": "Picker"}, JobDefinition, None) is None
    True
    """
    if cls is not JobDefinition or raw.__class__ is not dict:
        return None
    notices: Notices = defaultdict(list)
    try:
        definition = _definition(raw, slot_types, notices)
    except (SpecError, _NotPlainError):
        return None
    return None if notices else definition


class _NotPlainError(Exception):
    """Data is not of the types that JSON has, which need not be a mistake."""


def _definition(raw: Any, slot_types: SlotTypes | None, notices: Notices) -> JobDefinition:
    parts = {**raw}
    parts.pop(SCHEMA_KEY, None)
    for side, cls in _SIDES:
        if side in parts:
            specs = _plain(parts[side])
            parts[side] = {
                name: _spec(spec, cls, slot_types, notices) for name, spec in specs.items()
            }
    definition: JobDefinition = _made(JobDefinition, parts)
    return definition


_SIDES = (("inputs", InputSpec), ("outputs", OutputSpec))


def _spec(raw: Any, cls: Any, slot_types: SlotTypes | None, notices: Notices) -> Any:
    parts = {**_plain(raw)}
    if "slots" in parts:
        values = parts["slots"]
        if values.__class__ is not list or (cls is OutputSpec and not _all_required(values)):
            raise _NotPlainError
        parts["slots"] = tuple(read_slots(values, slot_types, notices))
    return _made(cls, parts)


def _plain(raw: Any) -> dict[Any, Any]:
    if raw.__class__ is not dict:
        raise _NotPlainError
    mapping: dict[Any, Any] = raw
    return mapping


def _all_required(values: list[Any]) -> bool:
    return all(as_required(value) is value for value in values)


def _made(cls: Any, parts: dict[Any, Any]) -> Any:
    try:
        return cls(**parts)
    except TypeError:  # A key is missing, unknown, or no text.
        raise _NotPlainError from None
