"""Slots as an output lists them: an output makes every slot, and so none of them is optional."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import attrs

from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.problems.errors import ParseError, Problems
from cryosparc_spec.problems.problem import Fix, Problem, ProblemKind
from cryosparc_spec.problems.validators import as_bool, is_mapping
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.slots.reading import not_a_slot_list, read_each, read_mapping
from cryosparc_spec.slots.slot import Datafield, Slot, SlotSpec

_OPTIONAL = "is optional: an output makes every slot it lists"


def as_output_slots(values: Iterable[SlotSpec]) -> tuple[Slot, ...]:
    """Read the slots of an output, in any spelling; that one is optional is a problem."""
    return read_output_slots(values, Slot.parse, None)


def read_output_slots(
    values: Iterable[Any], read: Callable[[Any], Slot], slot_types: SlotTypes | None
) -> tuple[Slot, ...]:
    """Read the slots of an output, each of them with ``read``.

    Raises :class:`~cryosparc_spec.ParseError`; no fix in it is optional.
    """
    if isinstance(values, str):
        raise _not_a_slot_list(values)
    return read_each(values, partial(_read_slot, read=read, slot_types=slot_types))


def _not_a_slot_list(text: str) -> ParseError:
    [problem] = not_a_slot_list(text).problems
    return ParseError([attrs.evolve(problem, hint=problem.hint and problem.hint.replace("?", ""))])


def _read_slot(value: Any, *, read: Callable[[Any], Slot], slot_types: SlotTypes | None) -> Slot:
    required = as_required(value)
    if required is value:
        return read(value)
    problems = Problems()
    if is_mapping(value):
        with problems.at():
            read(required)
        problems.found.append(_optional_in_full(value))
    else:
        problems.found.append(_optional_slot(read(required), slot_types))
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


def _optional_in_full(value: Mapping[str, Any]) -> Problem:
    name = value.get("name", value.get("prefix"))
    problem = Problem(
        (),
        f"{show_value(name) if isinstance(name, str) else 'the slot'} {_OPTIONAL}",
        kind=ProblemKind.OPTIONAL_OUTPUT_SLOT,
    )
    try:
        as_bool(value["required"])
    except ParseError as error:
        [problem] = error.problems
    return attrs.evolve(problem, path=("required",), hint="write true")


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
