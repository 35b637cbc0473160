"""Whether an output can feed an input: one rule, for definitions, jobs and job types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import attrs
from immutabledict import immutabledict

from cryosparc_spec.conversions.definition_of_job import input_spec_of, output_spec_of
from cryosparc_spec.display.displayed import ProblemList
from cryosparc_spec.documents.job_definition import InputSpec, OutputSpec
from cryosparc_spec.documents.job_inputs import Input, RegisterInput
from cryosparc_spec.documents.job_outputs import Output, RegisterOutput
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import nearest_word
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.slot_words import ResultMatching

AnyInput: TypeAlias = InputSpec | Input | RegisterInput
AnyOutput: TypeAlias = OutputSpec | Output | RegisterOutput


def connectable(
    output: AnyOutput, input: AnyInput, *, inputs: Mapping[str, AnyInput] = immutabledict()
) -> tuple[Problem, ...]:
    """Return what keeps an output from feeding an input; nothing, or notes, where it can.

    An output offers its slots, those that its job has passed on, and, with the ``inputs`` of its
    job, those that the input named by its ``passthrough`` requires. That input may bring more: a
    required slot that is not among these is then a warning. Slots meet by name. Where the names
    differ, and each side has one slot of a type left, they meet by type, with a note; another
    ``match_result_by`` of the input says otherwise. Raises :class:`~cryosparc_spec.ParseError` for
    datatypes and slots of a job that are not known here.

    >>> output = OutputSpec(type="particle", slots=["location"])
    >>> problem, = connectable(output, InputSpec(type="particle", slots=["blob", "?ctf"]))
    >>> print(problem)
    $.slots[0]: the output has no slot "blob", which the input requires; add "blob" to its slots
    >>> mask = OutputSpec(type="mask", slots=["mask_refine"])
    >>> note, = connectable(mask, InputSpec(type="mask", slots=["mask"]))
    >>> print(note.severity, note.message)
    note the output's slot "mask_refine" feeds "mask": each is the only one of its slot type
    """
    return ProblemList(_problems(offered_by(output, inputs), as_input_spec(input)))


def as_input_spec(input: AnyInput) -> InputSpec:
    """Return what an input takes, of whichever document it is part."""
    return input if isinstance(input, InputSpec) else input_spec_of(input)


def offered_by(output: AnyOutput, inputs: Mapping[str, AnyInput]) -> OutputSpec:
    """Return an output with all slots known of it, and ``passthrough`` where it may have more."""
    made = output if isinstance(output, OutputSpec) else output_spec_of(output)
    results = output.results if isinstance(output, Output) else ()
    passed_on = [result.to_slot() for result in results if result.passthrough]
    source = None if made.passthrough is None else inputs.get(made.passthrough)
    brought = _required_by(source) if source and source.type == made.type else ()
    slots = {slot.name: slot for slot in (*brought, *passed_on, *made.slots)}
    passthrough = None if passed_on else made.passthrough
    return attrs.evolve(made, slots=slots.values(), passthrough=passthrough)


def _required_by(input: AnyInput) -> Iterator[Slot]:
    """Give the slots that whatever is connected to an input has, and those that are connected."""
    yield from (slot for slot in as_input_spec(input).slots if slot.required)
    for connection in input.connections if isinstance(input, Input) else ():
        yield from (Slot(result.result, result.dtype) for result in connection.results)


def _problems(output: OutputSpec, input: InputSpec) -> Iterator[Problem]:
    if output.type is not input.type:
        yield Problem(
            ("type",),
            f"the output is of type {output.type}, the input of type {input.type}",
            kind=ProblemKind.OTHER_DATATYPE,
            hint=f"connect an output of type {input.type}",
        )
        return
    if input.count_max == 0:
        yield Problem(
            ("count_max",),
            "the input takes no connections: its count_max is 0",
            kind=ProblemKind.INVALID_COUNT,
            fix=Fix.of("inf", key="count_max", at=()),
        )
    matching = input.match_result_by
    fed = _fed_by_name(output.slots, input.slots, matching)
    fed |= _fed_by_type(output.slots, input.slots, fed, matching)
    for index, wanted in enumerate(input.slots):
        given = fed.get(wanted.name)
        found = _missing_slot(wanted, output) if given is None else _met(wanted, given, matching)
        yield from (problem.under("slots", index) for problem in found)


def _fed_by_name(
    offered: Iterable[Slot], wanted: Iterable[Slot], matching: ResultMatching
) -> dict[str, Slot]:
    by_name = {slot.name: slot for slot in offered}
    pairs = [(slot, by_name[slot.name]) for slot in wanted if slot.name in by_name]
    if matching is ResultMatching.TYPE:
        pairs = [(slot, given) for slot, given in pairs if slot.dtype == given.dtype]
    return {slot.name: given for slot, given in pairs}


def _fed_by_type(
    offered: Iterable[Slot],
    wanted: Iterable[Slot],
    fed: Mapping[str, Slot],
    matching: ResultMatching,
) -> dict[str, Slot]:
    """Return what feeds the required slots that nothing feeds by name, where types decide."""
    if matching not in (ResultMatching.DEFAULT, ResultMatching.TYPE):
        return {}
    used = {slot.name for slot in fed.values()}
    left: dict[str, list[Slot]] = {}
    for slot in offered:
        if slot.name not in used:
            left.setdefault(slot.dtype, []).append(slot)
    unfed: dict[str, list[Slot]] = {}
    for slot in wanted:
        if slot.required and slot.name not in fed:
            unfed.setdefault(slot.dtype, []).append(slot)
    by_type: dict[str, Slot] = {}
    for dtype, slots in unfed.items():
        given = left.get(dtype, [])
        if matching is ResultMatching.TYPE or len(slots) == len(given) == 1:
            by_type |= {slot.name: one for slot, one in zip(slots, given, strict=False)}
    return by_type


def _met(wanted: Slot, given: Slot, matching: ResultMatching) -> Iterator[Problem]:
    name = show_value(wanted.name)
    if given.name != wanted.name and matching is ResultMatching.DEFAULT:
        yield Problem(
            (),
            f"the output's slot {show_value(given.name)} feeds {name}: "
            "each is the only one of its slot type",
            kind=ProblemKind.OTHER_SLOT_NAME,
            severity=Severity.NOTE,
        )
    elif given.dtype != wanted.dtype:
        yield Problem(
            (),
            f"the output has {name} as slot type {show_value(given.dtype)}, "
            f"the input wants {show_value(wanted.dtype)}",
            kind=ProblemKind.OTHER_SLOT_TYPE,
            hint="give one of them another slot",
        )


def _missing_slot(wanted: Slot, output: OutputSpec) -> Iterator[Problem]:
    if not wanted.required:
        return
    same_type = [slot.name for slot in output.slots if slot.dtype == wanted.dtype]
    meant = nearest_word(wanted.name, same_type)
    problem = Problem(
        (),
        f"the output has no slot {show_value(wanted.name)}, which the input requires",
        kind=ProblemKind.MISSING_SLOT,
        hint=f'its slot "{meant}" is of the same type: is that meant?'
        if meant
        else f"add {wanted if wanted.shorthand is None else show_value(str(wanted))} to its slots",
    )
    if output.passthrough is None:
        yield problem
    else:
        message = f"{problem.message}, unless {show_value(output.passthrough)} passes it through"
        yield attrs.evolve(problem, message=message, severity=Severity.WARNING)
