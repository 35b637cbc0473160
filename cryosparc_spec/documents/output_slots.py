"""Slots as an output lists them: an output makes every slot, and so none of them is optional.

Written in full, ``required: false`` is read as true, and warned of: the documentation of
cryosparc-tools has it in an example, and the client drops it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

import attrs

from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.problems.caller_warnings import warn_caller
from cryosparc_spec.problems.errors import ParseError, Problems
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import as_bool, is_mapping
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.slots.json_text import read_mapping
from cryosparc_spec.slots.reading import not_a_slot_list, read_each, read_slots
from cryosparc_spec.slots.slot import Datafield, Slot, SlotSpec

_OPTIONAL = "is optional: an output makes every slot it lists"


def as_output_slots(values: Iterable[SlotSpec]) -> tuple[Slot, ...]:
    """Read the slots of an output, in any spelling; a short form with ``?`` is a problem."""
    noted: list[Any] = []
    slots = read_output_slots(values, Slot.parse, None, noted.append)
    if noted:
        warn_caller(". ".join(str(optional_in_full(value)) for value in noted), UserWarning)
    return slots


def read_output_slots(
    values: Iterable[Any],
    read: Callable[[Any], Slot],
    slot_types: SlotTypes | None,
    note: Callable[[Any], None],
) -> tuple[Slot, ...]:
    """Read the slots of an output, each of them with ``read``; ``note`` those optional in full.

    Raises :class:`~cryosparc_spec.ParseError`; no fix in it is optional.
    """
    if isinstance(values, str):
        raise _not_a_slot_list(values)
    return read_each(values, partial(_read_slot, read=read, slot_types=slot_types, note=note))


def _not_a_slot_list(text: str) -> ParseError:
    [problem] = not_a_slot_list(text).problems
    words = [word.removeprefix("?") for word in problem.fix.value] if problem.fix else []
    return ParseError([problem.with_fix(Fix.of(words) if words else None)])


def _read_slot(
    value: Any,
    *,
    read: Callable[[Any], Slot],
    slot_types: SlotTypes | None,
    note: Callable[[Any], None],
) -> Slot:
    required = as_required(value)
    if required is value:
        return read(value)
    if isinstance(value, str) and not value.startswith("{"):
        raise ParseError([_optional_slot(read(required), slot_types)])
    problems = Problems()
    if is_mapping(value):
        with problems.at("required"):
            _require_bool(value["required"])
    with problems.at():
        slot = read(required)
        if not problems.found:
            note(value)
            return slot
    raise ParseError(problems.found)


def as_required(value: Any) -> Any:
    """Return what reads as the same slot, not optional; the value itself where it is not.

    >>> as_required("?ctf"), as_required({"name": "ctf", "dtype": "ctf", "required": False})
    ('ctf', {'name': 'ctf', 'dtype': 'ctf', 'required': True})
    """
    if isinstance(value, Slot | Datafield):
        return value if value.required else attrs.evolve(value, required=True)
    if is_mapping(value):
        return {**value, "required": True} if value.get("required", True) is not True else value
    if not isinstance(value, str):
        return value
    if value.startswith("{"):
        mapping = read_mapping(value)
        required = as_required(mapping)
        return value if required is mapping else required
    name = value.strip(" ?")
    return name if name and "?" in value.replace(name, "", 1) else value


def _require_bool(value: object) -> None:
    try:
        as_bool(value)
    except ParseError as error:
        raise ParseError([p.with_fix(Fix.of(True)) for p in error.problems]) from None


def optional_in_full(value: Any) -> Problem | None:
    """Return what there is to say of a slot written in full, where ``required`` is false in it.

    >>> print(optional_in_full({"name": "ctf", "dtype": "ctf", "required": False}))
    $.required: "ctf" is optional: an output makes every slot it lists; write true
    """
    problem = None
    if isinstance(value, str) and value.startswith("{"):
        with suppress(ParseError):
            if read_mapping(value).get("required") is False:
                (slot,) = read_slots([as_required(value)], None, defaultdict(list))
                problem = _optional_slot(slot, None)
    elif isinstance(value, Slot | Datafield):
        name = value.name if isinstance(value, Slot) else value.prefix
        problem = None if value.required else _of_required(name, ())
        problem = problem and problem.with_hint("it is read as required")
    elif is_mapping(value) and value.get("required") is False:
        problem = _of_required(value.get("name", value.get("prefix")), ("required",))
    return problem and attrs.evolve(problem, severity=Severity.WARNING)


def _of_required(name: object, path: DocumentPath) -> Problem:
    subject = show_value(name) if isinstance(name, str) else "the slot"
    kind = ProblemKind.OPTIONAL_OUTPUT_SLOT
    return Problem(path, f"{subject} {_OPTIONAL}", kind=kind, fix=Fix.of(True))


def _optional_slot(slot: Slot, slot_types: SlotTypes | None) -> Problem:
    types = known_slot_types() if slot_types is None else slot_types
    usual = types.slot_type_of(slot.name)
    meant = slot.name if usual else types.nearest_name(slot.name) or slot.name
    short = slot.dtype == (usual or slot.name)
    return Problem(
        (),
        f"{show_value(slot.name)} {_OPTIONAL}",
        kind=ProblemKind.OPTIONAL_OUTPUT_SLOT,
        fix=Fix.of(meant if short else slot.to_dict()),
    )
