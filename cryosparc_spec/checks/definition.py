"""Checks of job definitions, of what structure alone does not show: objects in, problems out."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence

from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.checks.slot_types import check_slot_type
from cryosparc_spec.display.displayed import ProblemList
from cryosparc_spec.documents.job_definition import (
    MOST_CONNECTIONS,
    InputSpec,
    JobDefinition,
    OutputSpec,
)
from cryosparc_spec.problems.ascii_names import name_from, not_ascii_in
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import few_near_words, nearest_word
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.datatypes import Datatype

_MOST_NAMED = 50
OUTPUT_OF_JOB = re.compile(r"(?:P[0-9]+[.])?J[0-9]+[.].+")
SERVER_NAME = re.compile(r"[A-Za-z][0-9A-Za-z_]*")
"""What the server takes as the name of an input or an output."""


@few_near_words
def check_definition(
    definition: JobDefinition, *, slot_types: SlotTypes | None = None
) -> tuple[Problem, ...]:
    """Return what is wrong, or doubtful, about a job definition.

    The server's own rules are errors: names, passthroughs, counts. A slot type that the catalogue
    does not know, or knows only under another datatype, is a warning, since the catalogue is not
    complete; where nothing is known of a datatype it is a note.

    >>> problem, = check_definition(JobDefinition(inputs={"mics": InputSpec(type="exposure")}))
    >>> print(problem)
    $.inputs.mics: the input lists no slots
    """
    types = known_slot_types() if slot_types is None else slot_types
    return ProblemList(_problems_of(definition, types))


def _problems_of(definition: JobDefinition, slot_types: SlotTypes) -> Iterator[Problem]:
    if not definition.inputs and not definition.outputs:
        yield Problem(
            (),
            "the definition has neither inputs nor outputs",
            kind=ProblemKind.NO_INPUTS_OR_OUTPUTS,
        )
    for name, spec in definition.inputs.items():
        path: DocumentPath = ("inputs", name)
        yield from _check_name(path, name, definition.inputs)
        yield from _check_counts(path, spec)
        yield from _check_slots(path, spec, slot_types)
    for name, output in definition.outputs.items():
        path = ("outputs", name)
        yield from _check_name(path, name, definition.outputs)
        yield from _check_passthrough(path, output, definition.inputs)
        yield from _check_slots(path, output, slot_types)


def _check_name(path: DocumentPath, name: str, names: Container[str]) -> Iterator[Problem]:
    if not SERVER_NAME.fullmatch(name):
        side = str(path[0])[:-1]
        kept = name_from(name)
        kept = f"{side}_{kept}" if kept and kept[0].isdigit() else kept
        yield Problem(
            path,
            f"{show_value(name)} cannot name an {side}: "
            f"expected a letter, then letters, digits and underscores{not_ascii_in(name)}",
            kind=ProblemKind.INVALID_NAME,
            fix=Fix.rename(kept) if kept and kept not in names else None,
        )


def _check_counts(path: DocumentPath, spec: InputSpec) -> Iterator[Problem]:
    least, most = spec.count_min, spec.count_max
    if not 0 <= least <= MOST_CONNECTIONS:
        known = most if most is not None and 0 <= most <= MOST_CONNECTIONS else MOST_CONNECTIONS
        yield _count_out_of_range(path, "count_min", least, meant=min(max(least, 0), known))
    if most is not None and not 0 <= most <= MOST_CONNECTIONS:
        yield _count_out_of_range(path, "count_max", most, meant="inf")
    elif most is not None and most < least <= MOST_CONNECTIONS:
        yield Problem(
            (*path, "count_min"),
            f"count_min is {show_value(least)}, over count_max, which is {show_value(most)}",
            kind=ProblemKind.INVALID_COUNT,
            fix=Fix.of(most, key="count_min", at=(), remark=", or a larger count_max"),
        )


def _count_out_of_range(path: DocumentPath, key: str, value: int, *, meant: object) -> Problem:
    return Problem(
        (*path, key),
        f"{key} is {show_value(value)}: expected 0 to {MOST_CONNECTIONS}",
        kind=ProblemKind.INVALID_COUNT,
        fix=Fix.of(meant, key=key, at=()),
    )


def _check_passthrough(
    path: DocumentPath, output: OutputSpec, inputs: Mapping[str, InputSpec]
) -> Iterator[Problem]:
    name = output.passthrough
    if name is None or (name in inputs and inputs[name].type is output.type):
        return
    same = [other for other, spec in inputs.items() if spec.type is output.type]
    meant = nearest_word(name, same) or (same[0] if len(same) == 1 else None)
    fix = Fix.of(meant, key="passthrough", at=()) if meant else None
    if name in inputs:
        message = (
            f"the input {show_value(name)} is of type {inputs[name].type}, "
            f"and this output of type {output.type}: expected the same"
        )
    elif OUTPUT_OF_JOB.fullmatch(name):
        message = f"{show_value(name)} is an output of another job: expected an input of this one"
        fix = None
    else:
        message = f"{show_value(name)} is not an input: expected {_one_of(same, output.type)}"
    problem = Problem((*path, "passthrough"), message, kind=ProblemKind.PASSTHROUGH)
    if fix is None and OUTPUT_OF_JOB.fullmatch(name):
        yield problem.with_hint(
            f"add an input of type {output.type}, connect {name} to it, and write its name here"
        )
    else:
        yield problem.with_fix(fix if same else fix or Fix.remove("leave passthrough out"))


def _one_of(names: Sequence[str], datatype: Datatype) -> str:
    """Return the inputs of a datatype in words."""
    if not names:
        return f"an input of type {datatype}, and there is none"
    listed = ", ".join(map(_shown, names[:_MOST_NAMED]))
    more = ", ..." if len(names) > _MOST_NAMED else ""
    return f"one of the inputs of type {datatype} ({listed}{more})"


def _shown(name: str) -> str:
    return name if SERVER_NAME.fullmatch(name) else show_value(name)


def _listed_before(path: DocumentPath, slot: Slot, before: Slot) -> Problem:
    fix, otherwise = Fix.remove(), ""
    if slot != before:  # Which of the two is meant, nobody can tell.
        fix = Fix.remove("leave it out, if the other is meant", safe=False)
        is_as_needed = "required" if before.required else "optional"
        otherwise = (
            f" as {is_as_needed if slot.dtype == before.dtype else show_value(before.dtype)}"
        )
    message = f"{show_value(slot.name)} is listed before{otherwise}: a slot can stand once"
    return Problem(path, message, kind=ProblemKind.DUPLICATE_SLOT, fix=fix)


def _check_slots(
    path: DocumentPath, spec: InputSpec | OutputSpec, slot_types: SlotTypes
) -> Iterator[Problem]:
    if not spec.slots:
        message = f"the {str(path[0])[:-1]} lists no slots"
        yield Problem(path, message, kind=ProblemKind.NO_SLOTS, severity=Severity.WARNING)
    listed: dict[str, Slot] = {}
    for index, slot in enumerate(spec.slots):
        place: DocumentPath = (*path, "slots", index)
        if slot.name in listed:
            yield _listed_before(place, slot, listed[slot.name])
        listed.setdefault(slot.name, slot)
        found = check_slot_type(slot, spec.type, slot_types)
        yield from (problem.under(*place) for problem in found)
