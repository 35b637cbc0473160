"""Inputs, outputs and connections held to what is known of job types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import attrs

from cryosparc_spec.catalogue.entries import series_pattern
from cryosparc_spec.catalogue.job_type_entries import (
    Attested,
    Basis,
    KnownInput,
    KnownJobType,
    KnownOutput,
)
from cryosparc_spec.checks.job_type_params import severity_of
from cryosparc_spec.checks.job_uses import JobUse, UsedInput, UsedSource
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import nearest_word

_INFERRED = "inferred"


def check_inputs(use: JobUse, entry: KnownJobType) -> Iterator[Problem]:
    """Tell of inputs that a job type does not have, and of those that it needs."""
    inputs = use.inputs or {}
    for name, used in inputs.items():
        known = entry.input(name)
        if known is not None:
            yield from _check_input(name, used, known, entry)
        elif entry.is_certain or entry.inputs:
            path = used.path
            yield _unknown(name, path, "input", entry, entry.inputs, taken=inputs)
    if use.inputs is not None:
        yield from _unfed(use, entry)


def _unknown(
    name: str,
    path: DocumentPath,
    side: str,
    entry: KnownJobType,
    known: Mapping[str, Attested],
    *,
    taken: Mapping[str, object] | None = None,
) -> Problem:
    """Make the problem of an input or output that a job type does not have."""
    meant = nearest_word(name, [other for other in known if other not in (taken or ())])
    seen = f"not among the {len(known)} {side}s of {entry.type} that were seen"
    certain = f"not an {side} of {entry.type}: it has {', '.join(known) or 'none'}"
    hint = f"write {show_value(meant)}" if entry.is_certain else f"is {show_value(meant)} meant?"
    kind = ProblemKind.UNKNOWN_INPUT if side == "input" else ProblemKind.UNKNOWN_OUTPUT
    return Problem(
        path,
        f"{show_value(name)} is {certain if entry.is_certain else seen}",
        kind=kind,
        severity=_severity_of_unknown(name, entry),
        hint=hint if meant else ("leave it out" if entry.is_certain else None),
    )


def _severity_of_unknown(name: str, entry: KnownJobType) -> Severity:
    """Return how much an unknown name matters: jobs make numbered ones as they are set."""
    if not entry.is_certain:
        return Severity.NOTE
    return Severity.ERROR if series_pattern(name) is None else Severity.WARNING


def _check_input(
    name: str, used: UsedInput, known: KnownInput, entry: KnownJobType
) -> Iterator[Problem]:
    severity = severity_of(known)
    if used.datatype and known.datatype and used.datatype != known.datatype:
        yield Problem(
            (*used.path, "type"),
            f"the input {show_value(name)} of {entry.type} takes {known.datatype}, "
            f"not {used.datatype}",
            kind=ProblemKind.OTHER_DATATYPE,
            severity=_severity_of_datatype(known),
            hint=f"write {show_value(known.datatype)}",
        )
    most = known.count_max
    if isinstance(most, int) and len(used.sources) > most:
        yield Problem(
            used.sources[most].path,
            f"the input {show_value(name)} of {entry.type} has {len(used.sources)} connections: "
            f"it takes at most {most}",
            kind=ProblemKind.INVALID_COUNT,
            severity=severity,
            hint=f"keep {most}" if most else "leave it out",
        )
    if known.repeat_allowed is False:
        yield from _repeated(name, used, known)
    for source in used.sources:
        yield from _check_results(name, source, known, entry)


def _severity_of_datatype(fact: KnownInput | KnownOutput) -> Severity:
    inferred = fact.datatype_basis.startswith(_INFERRED)
    return Severity.NOTE if inferred else severity_of(fact)


def _repeated(name: str, used: UsedInput, known: KnownInput) -> Iterator[Problem]:
    counts = Counter((source.job, source.output) for source in used.sources)
    for source in used.sources:
        times = counts.pop((source.job, source.output), 1)
        if times > 1:
            yield Problem(
                source.path,
                f"{source.job}.{source.output} is connected {times} times to "
                f"{show_value(name)}, which does not take it more than once",
                kind=ProblemKind.INVALID_COUNT,
                severity=severity_of(known),
                hint="connect it once",
            )


def _check_results(
    name: str, source: UsedSource, known: KnownInput, entry: KnownJobType
) -> Iterator[Problem]:
    """Tell of slots that a connection fills, and the input does not have."""
    slots = {slot.name: slot for slot in known.slots}
    if known.basis is not Basis.REGISTER:
        return
    for path, slot, dtype in source.results:
        if slot not in slots:
            meant = nearest_word(slot, slots)
            yield Problem(
                (*path, "name"),
                f"the input {show_value(name)} of {entry.type} has no slot {show_value(slot)}",
                kind=ProblemKind.MISSING_SLOT,
                hint=f"write {show_value(meant)}"
                if meant
                else "write null: it only passes through",
            )
        elif slots[slot].dtype != dtype:
            yield Problem(
                (*path, "dtype"),
                f"the slot {show_value(slot)} of the input {show_value(name)} is of type "
                f"{show_value(slots[slot].dtype)}, not {show_value(dtype)}",
                kind=ProblemKind.OTHER_SLOT_TYPE,
                hint=f"write {show_value(slots[slot].dtype)}",
            )


def _unfed(use: JobUse, entry: KnownJobType) -> Iterator[Problem]:
    inputs = use.inputs or {}
    for name, known in entry.inputs.items():
        used = inputs.get(name)
        fed = len(used.sources) if used else 0
        least = known.count_min if known.count_min is not None else int(known.is_required)
        if fed >= least or not known.is_required:
            continue
        more = f", and has {fed}" if fed else ", and nothing feeds it"
        noun = "connection" if least == 1 else "connections"
        yield Problem(
            used.path if used else use.path,
            f"the input {show_value(name)} of {entry.type} needs {least} {noun}{more}",
            kind=ProblemKind.NOT_CONNECTED,
            severity=use.unfed if known.basis is Basis.REGISTER else Severity.NOTE,
            hint=f"connect an output of type {known.datatype}" if known.datatype else None,
        )


def check_outputs(use: JobUse, entry: KnownJobType) -> Iterator[Problem]:
    """Tell of outputs that a job type does not have."""
    for name, path in use.outputs.items():
        if entry.output(name) is None and (entry.is_certain or entry.outputs):
            yield _unknown(name, path, "output", entry, entry.outputs, taken=use.outputs)


def check_source(source: UsedSource, of: JobUse, entry: KnownJobType) -> Iterator[Problem]:
    """Tell of an output that is connected, and that its job does not have."""
    listed = bool(of.outputs)
    if listed or entry.output(source.output) or not (entry.is_certain or entry.outputs):
        return
    problem = _unknown(source.output, source.path, "output", entry, entry.outputs)
    yield attrs.evolve(problem, message=f"{source.job}.{source.output}: {problem.message}")
