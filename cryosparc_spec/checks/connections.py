"""Whether an output can feed an input."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from cryosparc_spec.display.displayed import ProblemList
from cryosparc_spec.documents.job_definition import InputSpec, OutputSpec
from cryosparc_spec.problems.problem import Fix, Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import nearest_word
from cryosparc_spec.slots.slot import Slot


def connectable(output: OutputSpec, input: InputSpec) -> tuple[Problem, ...]:
    """Return what keeps an output from feeding an input; nothing where it can.

    An output that passes an input through hands on slots that it does not list, and what those are
    only its job knows: a required slot that is not listed is then a warning.

    >>> output = OutputSpec(type="particle", slots=["location"])
    >>> problem, = connectable(output, InputSpec(type="particle", slots=["blob", "?ctf"]))
    >>> print(problem)
    $.slots[0]: the output has no slot "blob", which the input requires; add "blob" to its slots
    """
    return ProblemList(_problems(output, input))


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
            fix=Fix.of("inf", key="count_max"),
        )
    listed = {slot.name: slot for slot in output.slots}
    for index, wanted in enumerate(input.slots):
        for problem in _missing_slot(wanted, listed.get(wanted.name), output):
            yield problem.under("slots", index)


def _missing_slot(wanted: Slot, given: Slot | None, output: OutputSpec) -> Iterator[Problem]:
    name = show_value(wanted.name)
    if given is not None and given.dtype != wanted.dtype:
        yield Problem(
            (),
            f"the output has {name} as slot type {show_value(given.dtype)}, "
            f"the input wants {show_value(wanted.dtype)}",
            kind=ProblemKind.OTHER_SLOT_TYPE,
            hint="give one of them another slot",
        )
    if given is not None or not wanted.required:
        return
    same_type = [slot.name for slot in output.slots if slot.dtype == wanted.dtype]
    meant = nearest_word(wanted.name, same_type)
    problem = Problem(
        (),
        f"the output has no slot {name}, which the input requires",
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
