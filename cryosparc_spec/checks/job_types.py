"""Jobs in documents held to what is known of their types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from cryosparc_spec.catalogue.job_type_entries import KnownInput, KnownJobType, KnownOutput
from cryosparc_spec.catalogue.job_types import JobTypes, known_job_types
from cryosparc_spec.checks.connections import connectable
from cryosparc_spec.checks.job_type_inputs import check_inputs, check_outputs, check_source
from cryosparc_spec.checks.job_type_params import check_params
from cryosparc_spec.checks.job_uses import JobUse, UsedInput, UsedSource, uses_in
from cryosparc_spec.display.displayed import ProblemList
from cryosparc_spec.documents.job_definition import InputSpec, OutputSpec
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.datatypes import Datatype

EXTERNAL_JOBS = ("snowflake",)
"""Types of external jobs, each of which has inputs and outputs of its own."""

_MOST_STEPS = 50


def check_jobs(document: object, *, job_types: JobTypes | None = None) -> tuple[Problem, ...]:
    """Return where jobs in a document are at odds with what is known of their types.

    The document is a job of CryoSPARC 4 or 5, a workflow or a blueprint. What a register says is
    certain, and at odds with it is an error; what a server printed makes a warning of it, and of
    what was only seen in use, all that was not seen is a note. ``job_types`` is a catalogue of the
    user's, by default that of the package.

    >>> from cryosparc_spec.documents.blueprint import Blueprint
    >>> from cryosparc_spec.documents.workflow import WorkflowParameter
    >>> parameters = {"abinit_k": WorkflowParameter(value=3)}
    >>> problem, = check_jobs(Blueprint(job_type="homo_abinit", parameters=parameters))
    >>> print(problem.severity, problem.hint)
    note is "abinit_K" meant?
    """
    return check_uses(uses_in(document), job_types=job_types)


def check_uses(
    uses: Mapping[str, JobUse], *, job_types: JobTypes | None = None
) -> tuple[Problem, ...]:
    """Return where jobs that may feed each other are at odds with what is known of their types."""
    types = known_job_types() if job_types is None and uses else job_types or JobTypes()
    return ProblemList(_problems(uses, types))


def _problems(uses: Mapping[str, JobUse], types: JobTypes) -> Iterator[Problem]:
    for use in uses.values():
        entry = types.get(use.job_type)
        if entry is None:
            yield from _unknown_type(use, types)
        elif use.job_type not in EXTERNAL_JOBS:
            found = [*_check_use(use, entry, uses, types)]
            yield from map(_of_earlier_version, found) if use.is_legacy else found


def _of_earlier_version(problem: Problem) -> Problem:
    """A register is that of CryoSPARC 5: what a job of version 4 had before is not an error."""
    is_error = problem.severity is Severity.ERROR
    return attrs.evolve(problem, severity=Severity.WARNING) if is_error else problem


def _unknown_type(use: JobUse, types: JobTypes) -> Iterator[Problem]:
    """Report a type that a register does not have; without a register, one likely mistyped."""
    if not use.job_type or use.job_type in EXTERNAL_JOBS:
        return
    is_wrong = types.has_register and not use.is_legacy
    problem = types.unknown(use.job_type)
    if is_wrong or problem.hint:
        yield attrs.evolve(
            problem,
            path=use.type_path,
            kind=ProblemKind.UNKNOWN_JOB_TYPE,
            severity=Severity.ERROR if is_wrong else Severity.NOTE,
        )


def _check_use(
    use: JobUse, entry: KnownJobType, uses: Mapping[str, JobUse], types: JobTypes
) -> Iterator[Problem]:
    yield from check_params(use, entry)
    yield from check_inputs(use, entry)
    yield from check_outputs(use, entry)
    for name, used in (use.inputs or {}).items():
        for source in used.sources:
            feeding = uses.get(source.job)
            if feeding is not None:
                yield from _check_connection(source, used, entry.input(name), feeding, uses, types)


def _check_connection(
    source: UsedSource,
    used: UsedInput,
    known: KnownInput | None,
    feeding: JobUse,
    uses: Mapping[str, JobUse],
    types: JobTypes,
) -> Iterator[Problem]:
    """Tell what keeps an output of a job at hand from feeding an input."""
    of = types.get(feeding.job_type)
    if of is None or feeding.job_type in EXTERNAL_JOBS:
        return
    yield from check_source(source, feeding, of)
    output = of.output(source.output)
    if output is None or known is None:
        return
    certain = of.is_certain and known.basis is of.basis
    offered, is_all = _offered(source, uses, types, _MOST_STEPS)
    specs = _specs(output, known, offered, used.filled)
    for problem in connectable(*specs) if specs else ():
        about_slots = problem.kind is not ProblemKind.OTHER_DATATYPE
        if problem.severity is Severity.NOTE or (about_slots and not (is_all and certain)):
            continue
        severity = problem.severity if certain else Severity.NOTE
        message = f"{source.job}.{source.output}: {problem.message}"
        yield attrs.evolve(problem, path=source.path, message=message, severity=severity)


def _specs(
    output: KnownOutput, known: KnownInput, offered: tuple[Slot, ...], filled: frozenset[str]
) -> tuple[OutputSpec, InputSpec] | None:
    """Return output and input as specs; ``None`` where what is known of them cannot be one."""
    slots = [
        Slot(slot.name, slot.dtype, slot.required is True and slot.name not in filled)
        for slot in known.slots
    ]
    try:
        return (
            OutputSpec(type=Datatype(output.datatype), slots=offered),
            InputSpec(type=Datatype(known.datatype), slots=slots),
        )
    except SpecError:
        return None


def _offered(
    source: UsedSource, uses: Mapping[str, JobUse], types: JobTypes, steps: int
) -> tuple[tuple[Slot, ...], bool]:
    """Return the slots that an output offers, as far as can be told, and whether these are all.

    They are those it makes, and what the input offers that it passes on.
    """
    use = uses.get(source.job)
    if use is not None and source.output in use.made_slots:
        return use.made_slots[source.output], True
    entry = types.get(use.job_type) if use else None
    output = entry.output(source.output) if entry else None
    if use is None or entry is None or output is None or not steps:
        return (), False
    slots = {slot.name: Slot(slot.name, slot.dtype) for slot in output.slots}
    is_all = entry.is_certain
    if output.passthrough is not None:
        passed = entry.input(output.passthrough)
        needed = [slot for slot in (passed.slots if passed else ()) if slot.required]
        slots = {slot.name: Slot(slot.name, slot.dtype) for slot in needed} | slots
        used = (use.inputs or {}).get(output.passthrough)
        for each in used.sources if used else ():
            more, known = _offered(each, uses, types, steps - 1)
            slots = {slot.name: slot for slot in more} | slots
            is_all = is_all and known
        is_all = is_all and bool(used and used.sources)
    return tuple(slots.values()), is_all
