"""What a definition means, however it is spelled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.soundness.facts import NAMES, slot_types_under

_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "inputs": {"count_min": 0, "count_max": "inf", "repeat_allowed": False},
    "outputs": {"passthrough": None},
}


def meaning(definition: Any) -> Any:
    """Return a definition with all slots in full, and with what is left out."""
    meant = {key: value for key, value in definition.items() if key not in _DEFAULTS}
    for side, defaults in _DEFAULTS.items():
        for name, spec in definition.get(side, {}).items():
            slots = [_slot(slot, spec.get("type"), side) for slot in spec.get("slots", ())]
            whole = {**defaults, **spec, "slots": slots}
            meant[side, name] = {
                key: value for key, value in whole.items() if value not in ("", None)
            }
    return meant


def _slot(slot: Any, datatype: Any, side: str) -> Any:
    if isinstance(slot, dict):
        required = slot.get("required", True) or side == "outputs"
        return slot.get("name", slot.get("prefix")), slot.get("dtype"), required
    name = slot.removeprefix("?")
    return name, _type_of(name, datatype), name == slot or side == "outputs"


def _type_of(name: str, datatype: Any) -> str:
    for slot_type in slot_types_under(datatype):
        if name in NAMES.get((datatype, slot_type), "").split():
            return slot_type
    return name
