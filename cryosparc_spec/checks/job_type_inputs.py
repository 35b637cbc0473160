"""Inputs, outputs and connections held to what is known of job types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import attrs

from cryosparc_spec.catalogue.entries import series_pattern
from cryosparc_spec.catalogue.job_type_entries import (
    Attested,
    Basis,
    KnownInput,
    KnownJobType,
    KnownOutput,
)
from cryosparc_spec.checks.job_type_params import severity_of, those_seen
from cryosparc_spec.checks.job_uses import JobUse, UsedInput, UsedSource
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import counted, show_value
from cryosparc_spec.problems.words import SLIP, nearest_word
from cryosparc_spec.vocabulary.datatypes import Datatype

_INFERRED = "inferred"


def check_inputs(use: JobUse, entry: KnownJobType) -> Iterator[Problem]:
    """Tell of inputs that a job type does not have, and of those that it needs."""
    inputs = use.inputs or {}
    is_sound = use.is_as_made and not entry.is_certain
    for name, used in inputs.items():
        known = entry.input(name)
        if known is not None:
            yield from () if is_sound else _check_input(name, used, known, entry)
            continue
        left = {other: each for other, each in entry.inputs.items() if other not in inputs}
        problem = _unknown(name, "input", entry, entry.inputs, left)
        if entry.is_certain or problem.hint or (entry.inputs and not use.is_as_made):
            yield attrs.evolve(problem, path=used.path)
    if use.inputs is not None and not is_sound:
        yield from _unfed(use, entry)


def _unknown(
    name: str,
    side: str,
    entry: KnownJobType,
    known: Mapping[str, Attested],
    left: Iterable[str],
) -> Problem:
    """Make the problem of an input or output that a job type does not have, without its place.

    ``left`` are the names that it may stand for.
    """
    if entry.is_certain:
        meant = nearest_word(name, left)
        message = f"is not an {side} of {entry.type}: it has {', '.join(known) or 'none'}"
        fix: Fix | None = Fix.rename(meant) if meant else Fix.remove()
    else:
        meant = nearest_word(name, left, cutoff=SLIP)
        message = f"is not {those_seen(len(known), side, entry)}"
        fix = Fix.rename_guess(meant) if meant else None
    return Problem(
        (),
        f"{show_value(name)} {message}",
        kind=ProblemKind.UNKNOWN_INPUT if side == "input" else ProblemKind.UNKNOWN_OUTPUT,
        severity=_severity_of_unknown(name, entry),
        fix=fix,
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
    words = {used.datatype, known.datatype}
    if len(words) == 2 and all(word in Datatype for word in words):
        yield Problem(
            (*used.path, "type"),
            f"the input {show_value(name)} of {entry.type} takes {known.datatype}, "
            f"not {used.datatype}",
            kind=ProblemKind.OTHER_DATATYPE,
            severity=_severity_of_datatype(known),
            fix=Fix.of(known.datatype),
        )
    most = known.count_max
    if isinstance(most, int) and len(used.sources) > most:
        yield Problem(
            used.sources[most].path,
            f"the input {show_value(name)} of {entry.type} has "
            f"{counted(len(used.sources), 'connection')}: it takes at most {most}",
            kind=ProblemKind.INVALID_COUNT,
            severity=severity,
            fix=None if most else Fix.remove(),
            hint=f"keep {most}" if most else None,
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
                fix=Fix.of(meant)
                if meant
                else Fix.of(None, words="write null: it only passes through"),
            )
        elif slots[slot].dtype != dtype:
            yield Problem(
                (*path, "dtype"),
                f"the slot {show_value(slot)} of the input {show_value(name)} is of type "
                f"{show_value(slots[slot].dtype)}, not {show_value(dtype)}",
                kind=ProblemKind.OTHER_SLOT_TYPE,
                fix=Fix.of(slots[slot].dtype),
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
    """Tell of outputs that a job type does not have; a server made those that were not seen."""
    for name, path in use.outputs.items() if entry.is_certain else ():
        if entry.output(name) is None:
            left = [other for other in entry.outputs if other not in use.outputs]
            problem = _unknown(name, "output", entry, entry.outputs, left)
            yield attrs.evolve(problem, path=path)


def check_source(source: UsedSource, of: JobUse, entry: KnownJobType) -> Iterator[Problem]:
    """Tell of an output that is connected, and that its job does not have."""
    is_told = bool(of.outputs)  # by the check of the connections, which needs no job type
    if is_told or entry.output(source.output) or not (entry.is_certain or entry.outputs):
        return
    problem = _unknown(source.output, "output", entry, entry.outputs, entry.outputs)
    message = f"{source.job}.{source.output}: {problem.message}"
    yield attrs.evolve(problem, path=source.path, message=message)
