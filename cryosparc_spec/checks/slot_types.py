"""Checks of slot types against the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.slots.reading import unknown_slot_type
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.datatypes import Datatype

_MOST_CHOICES = 5


@lru_cache(64)
def _only_under(datatype: Datatype, slot_types: SlotTypes) -> SlotTypes:
    return SlotTypes(slot_types.under(datatype))


def check_slot_type(slot: Slot, datatype: Datatype, slot_types: SlotTypes) -> Iterator[Problem]:
    """Tell where a slot's type is not known, or known only under other datatypes."""
    under_datatype = slot_types.under(datatype)
    if (datatype.value, slot.dtype) in slot_types:
        yield from check_type_of_name(slot, datatype, slot_types)
        return
    if not under_datatype:
        yield Problem(
            (),
            f"nothing is known of the slots of {datatype}: {show_value(slot.dtype)} is unchecked",
            kind=ProblemKind.UNKNOWN_SLOT_TYPE,
            severity=Severity.NOTE,
        )
        return
    others = [key[0] for key in slot_types if key[1] == slot.dtype]
    if not others:
        yield unknown_slot_type(slot, _only_under(datatype, slot_types))
        return
    seen = list(dict.fromkeys(slot_type.slot_type for slot_type in under_datatype))
    yield Problem(
        (),
        f"the slot type {show_value(slot.dtype)} was seen under {' and '.join(others)}, "
        f"not under {datatype}",
        kind=ProblemKind.OTHER_DATATYPE,
        severity=Severity.WARNING,
        hint=f"write one of {', '.join(seen)}"
        if len(seen) <= _MOST_CHOICES
        else f"`cryosparc-spec slots --datatype {datatype}` shows those seen",
    )


def check_type_of_name(slot: Slot, datatype: Datatype, slot_types: SlotTypes) -> Iterator[Problem]:
    """Tell where a slot of a known type has a name that was always seen with another one."""
    if (datatype.value, slot.dtype) not in slot_types:
        return
    named = slot_types.with_name(slot.name)
    under_datatype = [each for each in named if each.datatype is datatype]
    seen = list(dict.fromkeys(each.slot_type for each in under_datatype or named))
    if seen and slot.dtype not in (*seen, *(each.slot_type for each in named)):
        yield Problem(
            (),
            f"the slot {show_value(slot.name)} is of type {show_value(slot.dtype)}: "
            f"it was seen with {' and '.join(map(show_value, seen))}",
            kind=ProblemKind.OTHER_SLOT_TYPE,
            severity=Severity.WARNING,
            fix=Fix.of(seen[0], key="dtype") if len(seen) == 1 else None,
        )
