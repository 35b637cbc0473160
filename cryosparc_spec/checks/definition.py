"""Checks of job definitions, of what structure alone does not show: objects in, problems out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.checks.slot_types import check_slot_type
from cryosparc_spec.display.displayed import ProblemList
from cryosparc_spec.documents.job_definition import (
    MOST_CONNECTIONS,
    InputSpec,
    JobDefinition,
    OutputSpec,
)
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Fix, Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import few_near_words, nearest_word

_MOST_NAMED = 50
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
    $.inputs.mics: the input lists no slots; write "slots": ["micrograph_blob"]
    """
    types = known_slot_types() if slot_types is None else slot_types
    return ProblemList(_problems_of(definition, types))


def _problems_of(definition: JobDefinition, slot_types: SlotTypes) -> Iterator[Problem]:
    if not definition.inputs and not definition.outputs:
        yield Problem(
            (),
            "the definition has neither inputs nor outputs",
            kind=ProblemKind.NO_INPUTS_OR_OUTPUTS,
            fix=Fix.of({"particles": {"type": "particle", "slots": ["blob"]}}, key="outputs"),
        )
    for name, spec in definition.inputs.items():
        path: DocumentPath = ("inputs", name)
        yield from _check_name(path, name)
        yield from _check_counts(path, spec)
        yield from _check_slots(path, spec, slot_types)
    for name, output in definition.outputs.items():
        path = ("outputs", name)
        yield from _check_name(path, name)
        yield from _check_passthrough(path, output, definition.inputs)
        yield from _check_slots(path, output, slot_types)


def _check_name(path: DocumentPath, name: str) -> Iterator[Problem]:
    if not SERVER_NAME.fullmatch(name):
        side = str(path[0])[:-1]
        kept = re.sub("[^0-9A-Za-z_]+", "_", name).strip("_")
        kept = f"{side}_{kept}" if kept[:1].isdigit() else kept
        yield Problem(
            path,
            f"{show_value(name)} cannot name an {side}: "
            "expected a letter, then letters, digits and underscores",
            kind=ProblemKind.INVALID_NAME,
            hint=f'write "{kept}"' if kept else None,
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
            fix=Fix.of(most, key="count_min", remark=", or a larger count_max"),
        )


def _count_out_of_range(path: DocumentPath, key: str, value: int, *, meant: object) -> Problem:
    return Problem(
        (*path, key),
        f"{key} is {show_value(value)}: expected 0 to {MOST_CONNECTIONS}",
        kind=ProblemKind.INVALID_COUNT,
        fix=Fix.of(meant, key=key),
    )


def _check_passthrough(
    path: DocumentPath, output: OutputSpec, inputs: Mapping[str, InputSpec]
) -> Iterator[Problem]:
    name = output.passthrough
    if name is None or (name in inputs and inputs[name].type is output.type):
        return
    named = list(islice(inputs.items(), _MOST_NAMED))
    same = [other for other, spec in named if spec.type is output.type]
    meant = nearest_word(name, same) or (same[0] if same else None)
    fix = Fix.of(meant, key="passthrough") if meant else None
    if name not in inputs:
        known = ", ".join(_shown(other) for other, _ in named) or "none"
        known += ", ..." if len(inputs) > len(named) else ""
        message = f"{show_value(name)} is not an input: expected one of the inputs ({known})"
    else:
        message = (
            f"the input {show_value(name)} is of type {inputs[name].type}, "
            f"and this output of type {output.type}: expected the same"
        )
    hint = str(fix) if fix else "leave passthrough out"
    kind = ProblemKind.PASSTHROUGH
    yield Problem((*path, "passthrough"), message, kind=kind, hint=hint, fix=fix)


def _shown(name: str) -> str:
    return name if SERVER_NAME.fullmatch(name) else show_value(name)


def _check_slots(
    path: DocumentPath, spec: InputSpec | OutputSpec, slot_types: SlotTypes
) -> Iterator[Problem]:
    if not spec.slots:
        yield _no_slots(path, spec, slot_types)
    names: set[str] = set()
    for index, slot in enumerate(spec.slots):
        place: DocumentPath = (*path, "slots", index)
        if slot.name in names:
            yield Problem(
                place,
                f"{show_value(slot.name)} is listed before: a slot can stand once",
                kind=ProblemKind.DUPLICATE_SLOT,
                hint="leave it out",
            )
        names.add(slot.name)
        found = check_slot_type(slot, spec.type, slot_types)
        yield from (problem.under(*place) for problem in found)


def _no_slots(path: DocumentPath, spec: InputSpec | OutputSpec, slot_types: SlotTypes) -> Problem:
    names = sorted(name for slot_type in slot_types.under(spec.type) for name in slot_type.names)
    usual = next((name for name in ("blob", "micrograph_blob", "map", *names) if name in names), "")
    return Problem(
        path,
        f"the {str(path[0])[:-1]} lists no slots",
        kind=ProblemKind.NO_SLOTS,
        severity=Severity.WARNING,
        fix=Fix.of([usual], key="slots") if usual else None,
    )
