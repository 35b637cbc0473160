"""Checks of what a script declares: inputs, outputs and their slots, as those of a definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.checks.raw_definition import check_raw_definition
from cryosparc_spec.converters.sound_parts import structure_sound_parts
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import is_list
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.scripts.client_checks import arguments_meant
from cryosparc_spec.scripts.client_signatures import installed_version
from cryosparc_spec.scripts.found import Found, found, in_code, is_at_key
from cryosparc_spec.scripts.meanings import name_of, text_of
from cryosparc_spec.scripts.plain_parts import Parts, parts_of, variants_of
from cryosparc_spec.scripts.values import Call, Known, Value, options_of
from cryosparc_spec.slots.reading import unknown_slot_type
from cryosparc_spec.slots.slot import Slot

SIDES: Mapping[str, str] = {
    "add_input": "inputs",
    "connect": "inputs",
    "add_output": "outputs",
    "save_external_result": "outputs",
    "InputSpec": "inputs",
    "OutputSpec": "outputs",
}
"""Side of a definition that a call, or an object that is made, declares a part of."""

_BY_HAND = {"InputSpec", "OutputSpec"}
_OF_DTYPE = {ProblemKind.UNKNOWN_SLOT_TYPE, ProblemKind.OTHER_DATATYPE}
_UNNAMED = {"inputs": "input", "outputs": "output"}


def declares(call: Call) -> str | None:
    """Return the side of a definition that a call declares a part of."""
    if call.name == "__init__":
        return SIDES.get(call.cls) if call.cls in _BY_HAND else None
    if call.name == "connect" and (call.cls != "ExternalJob" or call.get("slots") is None):
        return None
    return SIDES.get(call.name)


def check_declarations(calls: list[Call], slot_types: SlotTypes | None) -> Iterator[Found]:
    """Tell what is wrong with the inputs and outputs that calls declare."""
    for call in calls:
        side = declares(call)
        if side is None:
            continue
        for variant in variants_of(call):
            parts = parts_of(call, variant, fills=True)
            yield from _check(call, side, parts, slot_types)
            yield from _short_names(call, side, parts, slot_types)
            if "type" not in parts.raw:
                yield from _unknown_slot_types(call, side, parts, slot_types)


def name_argument(call: Call) -> str:
    """Return the argument that names what a call declares."""
    return "target_input" if call.name == "connect" else "name"


def names_of(call: Call) -> list[str]:
    """Return the names that what a call declares may have, as far as they are known."""
    value = call.get("target_input") if call.name == "connect" else name_of(call)
    options = options_of(value) if value is not None else ()
    return [text for option in options if (text := text_of(option)) is not None]


def is_named(call: Call) -> bool:
    """Whether all names are known that what a call declares may have."""
    value = call.get(name_argument(call))
    known = all(text_of(o) is not None or _is_none(o) for o in options_of(value)) if value else True
    return known and bool(names_of(call)) and call.is_complete


def _is_none(value: Value) -> bool:
    return isinstance(value, Known) and value.value is None


def _check(call: Call, side: str, parts: Parts, slot_types: SlotTypes | None) -> Iterator[Found]:
    names = names_of(call) if call.name != "__init__" else []
    name = names[0] if names else _UNNAMED[side]
    raw = _definition(call, side, name, parts)
    own: DocumentPath = (side, name)
    shown = _place_shown(call, side)
    for problem in check_raw_definition(raw, slot_types=slot_types):
        if problem.path[:2] != own or _is_doubtful(problem, call, parts):
            continue
        node = _node_of(problem, call, parts)
        if problem.path[2:] and str(problem.path[2]) in _lists_elsewhere(parts):
            problem = problem.with_hint("give it as slots=")
        problem = problem.settled(raw)
        edited = parts.edited(problem.edits, below=len(own))
        problem = in_code(problem, of_call=call.cls not in _BY_HAND)
        if problem.kind is ProblemKind.INVALID_NAME and call.name == "save_external_result":
            problem = _refused_elsewhere(problem)
        yield Found(attrs.evolve(problem, path=(*shown, *problem.path[2:])), node, edited)


def _refused_elsewhere(problem: Problem) -> Problem:
    """Return a problem of a name as a warning: nothing but ``add_output`` is known to refuse it."""
    message = problem.message.replace("cannot name an output", "is refused by add_output")
    return attrs.evolve(problem, message=message, severity=Severity.WARNING)


def _definition(call: Call, side: str, name: str, parts: Parts) -> dict[str, Any]:
    """Return the definition to check: the inputs that a passthrough may name are in it."""
    spec = parts.raw
    if call.name == "save_external_result":
        spec = {key: value for key, value in spec.items() if key not in _OF_JOB}
    if side == "inputs":
        return {"inputs": {name: spec}}
    if not _knows_inputs(call, spec.get("passthrough")):
        spec = {key: value for key, value in spec.items() if key != "passthrough"}
    return {"inputs": _inputs_of(call), "outputs": {name: spec}}


_OF_JOB = ("title", "description", "passthrough")


def _inputs_of(call: Call) -> dict[str, Any]:
    """Return the inputs of the job that a call is about, with their types."""
    return {
        name: {"type": kind, "slots": []}
        for other in _inputs_made(call)
        for kind in types_of(other)[:1]
        for name in names_of(other)
    }


def _inputs_made(call: Call) -> list[Call]:
    calls = call.job.calls if call.job else ()
    return [other for other in calls if other.name in ("add_input", "connect")]


def types_of(call: Call) -> list[str | None]:
    """Return the datatypes that a call may give; ``None`` stands for one that is not known."""
    value = call.get("type")
    return [text_of(option) for option in options_of(value)] if value is not None else [None]


def _knows_inputs(call: Call, passthrough: object) -> bool:
    """Whether it is known if there is an input of the name that an output passes through."""
    job = call.job
    if job is None:
        return False
    made = _inputs_made(call)
    kinds = {kind for other in made if passthrough in names_of(other) for kind in types_of(other)}
    if kinds:
        return len(kinds) == 1 and None not in kinds
    return job.is_all_known and all(map(is_named, made))


def _is_doubtful(problem: Problem, call: Call, parts: Parts) -> bool:
    """Whether a problem is there only since a part of the call is not known."""
    path = problem.path[2:]
    match problem.kind:
        case ProblemKind.NO_SLOTS:
            optional = call.name == "save_external_result" and "slots" not in parts.raw
            elsewhere = "slots" in arguments_meant(call) or bool(_lists_elsewhere(parts))
            return optional or elsewhere or parts.is_open(("slots",)) or () in parts.unknown
        case ProblemKind.MISSING_KEY if not path:
            unknown = call.name == "connect" or not call.is_certain or parts.is_open(())
            return unknown or "type" in arguments_meant(call)
        case ProblemKind.DUPLICATE_SLOT:
            return path in parts.conditional or parts.is_open(("slots",))
        case _:
            return path in parts.unknown


def _lists_elsewhere(parts: Parts) -> set[str]:
    """Return what a list is given for in the place of ``slots``, the only ones that are a list."""
    if "slots" in parts.raw:
        return set()
    return {key for key, value in parts.raw.items() if is_list(value)}


def _node_of(problem: Problem, call: Call, parts: Parts) -> Any:
    path = problem.path[2:]
    name = call.arguments.get(name_argument(call))
    if not path and problem.kind is ProblemKind.INVALID_NAME and name is not None:
        return getattr(name.value, "node", name.node)
    if not path and problem.kind is ProblemKind.NO_SLOTS:
        path = ("slots",)
    if problem.kind in _OF_DTYPE and (*path, "dtype") in parts.nodes:
        path = (*path, "dtype")
    return parts.node(path, at_key=is_at_key(problem)) or call.node


def _unknown_slot_types(
    call: Call, side: str, parts: Parts, slot_types: SlotTypes | None
) -> Iterator[Found]:
    """Tell which slots are known of no datatype, where the datatype is not known."""
    types = known_slot_types() if slot_types is None else slot_types
    for index, raw in enumerate(parts.slots):
        slot = structure_sound_parts(raw, Slot, slot_types=slot_types).value
        if slot is None or any(key[1] == slot.dtype for key in types):
            continue
        problem = unknown_slot_type(slot, types)
        path: DocumentPath = ("slots", index)
        if problem.fix is not None:
            node = parts.nodes.get((*path, "dtype")) or parts.nodes.get(path) or call.node
            shown = _place_shown(call, side)
            edited = parts.edited(problem.under(*path).settled(parts.raw).edits)
            yield Found(in_code(problem, of_call=False).under(*shown, *path), node, edited)


def _place_shown(call: Call, side: str) -> DocumentPath:
    """Return the path of what a call declares, or its name where that has none."""
    names = names_of(call) if call.name != "__init__" else []
    return (side, names[0]) if names else (call.cls if call.name == "__init__" else call.name,)


def _short_names(
    call: Call, side: str, parts: Parts, slot_types: SlotTypes | None
) -> Iterator[Found]:
    """Tell which short names the client takes for slot types that they are not."""
    if installed_version() < 5 or call.name == "__init__":
        return
    types = known_slot_types() if slot_types is None else slot_types
    shown = _place_shown(call, side)
    for index, text in enumerate(parts.slots):
        name = text.removeprefix("?") if isinstance(text, str) else ""
        dtype = types.slot_type_of(name)
        if dtype in (None, name):
            continue
        slot: dict[str, Any] = {"name": name, "dtype": dtype}
        if name != text and side == "inputs":
            slot["required"] = False
        yield found(
            parts.nodes.get(("slots", index), call.node),
            (*shown, "slots", index),
            f"cryosparc-tools 5 sends {show_value(text)} as slot type {show_value(name)}: "
            f"its slot type is {show_value(dtype)}",
            ProblemKind.OTHER_SLOT_TYPE,
            fix=Fix.of(slot),
        )
