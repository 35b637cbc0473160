"""Checks that what a script loads and saves is what its jobs declare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.fixes import IF_MEANT, Fix
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import ProblemKind, Severity
from cryosparc_spec.problems.validators import is_list, is_mapping
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import nearest_word
from cryosparc_spec.scripts.declaration_checks import is_named, names_of
from cryosparc_spec.scripts.found import Found, found, in_code
from cryosparc_spec.scripts.meanings import text_of
from cryosparc_spec.scripts.plain_parts import plain_parts, variants_of
from cryosparc_spec.scripts.values import Call, JobTrace, options_of
from cryosparc_spec.slots.loadable_slots import LoadableSlots

USES = {
    "save_output": "output",
    "alloc_output": "output",
    "load_output": "output",
    "set_output_image": "output",
    "load_input": "input",
}
"""Methods that name an input or output of the job, and which of them."""

_NEAR = 0.75


def check_uses(jobs: list[JobTrace]) -> Iterator[Found]:
    """Tell which inputs and outputs are used that a job of the script does not declare."""
    for job in jobs:
        for call in job.calls:
            side = USES.get(call.name)
            value = call.get("name")
            if side is None or value is None or not job.is_all_known:
                continue
            declared = _declared(job, side)
            for option in options_of(value):
                name = text_of(option)
                if declared is None or name is None or name in declared:
                    continue
                yield _undeclared(call, side, name, declared, option)
        yield from _slips(job)


def _declared(job: JobTrace, side: str) -> list[str] | None:
    """Return the inputs or outputs that a job declares; ``None`` where a name is not known."""
    makes = ("add_output",) if side == "output" else ("add_input", "connect")
    calls = [call for call in job.calls if call.name in makes]
    if not all(map(is_named, calls)):
        return None
    return list(dict.fromkeys(name for call in calls for name in names_of(call)))


def _undeclared(call: Call, side: str, name: str, declared: list[str], value: Any) -> Found:
    meant = nearest_word(name, declared) or (declared[0] if len(declared) == 1 else None)
    known = f"expected one of {', '.join(declared)}" if declared else f"it has no {side}s"
    return found(
        value.node,
        (call.name, "name"),
        f"{show_value(name)} is not an {side} that the script adds to the job: {known}",
        ProblemKind.UNDECLARED,
        severity=Severity.ERROR,
        fix=Fix.of(meant) if meant else None,
    )


def _slips(job: JobTrace) -> Iterator[Found]:
    """Tell which connections make an input whose name is nearly that of one that was added."""
    from difflib import get_close_matches

    added = [name for call in job.calls if call.name == "add_input" for name in names_of(call)]
    for call in job.calls:
        for name in names_of(call) if call.name == "connect" else ():
            near = get_close_matches(name, added, n=1, cutoff=_NEAR) if name not in added else []
            if near and call.get("slots") is None and job.is_new:
                yield found(
                    call.arguments["target_input"].node,
                    ("connect", "target_input"),
                    f"{show_value(name)} is not an input that the script adds to the job: "
                    "connect makes another one",
                    ProblemKind.UNDECLARED,
                    fix=Fix.of(near[0], remark=IF_MEANT),
                )


def check_loaded(calls: list[Call], slot_types: SlotTypes | None) -> Iterator[Found]:
    """Tell which slots to load cannot be: names of slots, or one of a few words."""
    types = known_slot_types() if slot_types is None else slot_types
    for call in calls:
        if call.name not in ("load_input", "load_output") or call.get("slots") is None:
            continue
        for variant in variants_of(call):
            yield from _check_loaded(call, variant, types)


def _check_loaded(call: Call, variant: int, types: SlotTypes) -> Iterator[Found]:
    raw, parts = plain_parts(call.arguments["slots"].value, variant)
    path: DocumentPath = (call.name, "slots")
    if raw is None or raw == []:
        return
    try:
        names = LoadableSlots(raw).selection
    except SpecError as error:
        for problem in error.problems:
            node = parts.node(problem.path, at_key=False) or call.node
            edited = parts.edited(problem.settled(raw).edits)
            yield Found(in_code(problem, of_call=False).under(*path), node, edited)
        return
    own = {name for other in (call.job.calls if call.job else ()) for name in _slot_names(other)}
    for index, name in enumerate(names if isinstance(names, tuple) else ()):
        known = name in own or types.with_name(name) or types.series_type_of(name)
        meant = None if known or types.slot_type_of(name) else types.nearest_name(name)
        if meant:
            yield found(
                parts.nodes.get((index,), call.node),
                (*path, index),
                f"{show_value(name)} is not a slot that the catalogue knows",
                ProblemKind.UNKNOWN_SLOT_TYPE,
                fix=Fix.of(meant, remark=IF_MEANT),
            )


def _slot_names(call: Call) -> Iterator[str]:
    value = call.get("slots")
    slots = plain_parts(value)[0] if value is not None and call.name.startswith("add_") else None
    for slot in slots if is_list(slots) else ():
        name = slot.get("name", slot.get("prefix")) if is_mapping(slot) else slot
        if isinstance(name, str):
            yield name.removeprefix("?")
