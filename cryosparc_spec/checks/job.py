"""Checks of jobs of CryoSPARC 4 and 5, as far as a document shows what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from itertools import islice
from typing import Any

import attrs

from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.checks.document import check_document
from cryosparc_spec.checks.slot_types import check_slot_type
from cryosparc_spec.conversions.v4_to_v5 import to_job
from cryosparc_spec.display.displayed import ProblemList
from cryosparc_spec.documents.codec.server_document import keys_read
from cryosparc_spec.documents.job import Job, JobSpec
from cryosparc_spec.documents.job_inputs import Input
from cryosparc_spec.documents.job_outputs import Output
from cryosparc_spec.documents.legacy_job import LegacyJob, LegacyOutputResult
from cryosparc_spec.problems.errors import ParseError, SpecError
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import is_mapping
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import nearest_word
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.datatypes import Datatype
from cryosparc_spec.vocabulary.job_words import JobStatus

EXTERNAL = "snowflake"
"""Job type of external jobs, whose slots are what a script said."""

_MOST_NAMED = 20


def check_job(job: Job, *, slot_types: SlotTypes | None = None) -> tuple[Problem, ...]:
    """Return what is wrong, or doubtful, about a job of CryoSPARC 5.

    Keys and words that are not known are notes, as in every document of a server. What does not
    fit together in it is a warning: lists of a result that differ in length, a passthrough or a
    connection to what is not there, and too few or too many connections, where fewer than needed
    are a note as long as the job is being built. The slot types of external jobs are looked up.

    >>> outputs = {"picks": Output(type="particle", passthrough="mics")}
    >>> job = Job(uid="J1", spec=JobSpec(type="snowflake", outputs=outputs))
    >>> [str(problem) for problem in check_job(job)]
    ['$.spec.outputs.picks.passthrough: "mics" is not an input: expected one of the inputs (none)']
    """
    types = known_slot_types() if slot_types is None else slot_types
    too_few = _severity_of_too_few(job.status if "status" in keys_read(job) else None)
    found = (problem.under("spec") for problem in _check_spec(job.spec, types, too_few))
    return ProblemList([*check_document(job), *found])


def check_job_spec(spec: JobSpec, *, slot_types: SlotTypes | None = None) -> tuple[Problem, ...]:
    """Return what is wrong, or doubtful, about the spec of a job alone, as :func:`check_job` does.

    >>> outputs = {"picks": Output(type="particle", passthrough="mics")}
    >>> [problem.place for problem in check_job_spec(JobSpec(type="x", outputs=outputs))]
    ['$.outputs.picks.passthrough']
    """
    types = known_slot_types() if slot_types is None else slot_types
    found = _check_spec(spec, types, _severity_of_too_few(None))
    return ProblemList([*check_document(spec), *found])


def check_legacy_job(job: LegacyJob, *, slot_types: SlotTypes | None = None) -> tuple[Problem, ...]:
    """Return what is wrong, or doubtful, about a job of CryoSPARC 4, as :func:`check_job` does.

    >>> result = {"name": "blob", "type": "particle.blob", "group_name": "particles"}
    >>> blob = LegacyOutputResult(**result, min_fields=[["path"]])
    >>> [problem.place for problem in check_legacy_job(LegacyJob(uid="J1", output_results=[blob]))]
    ['$.output_results[0].min_fields[0]']
    """
    types = known_slot_types() if slot_types is None else slot_types
    problems = [*check_document(job)]
    for index, result in enumerate(job.output_results):
        problems += (p.under("output_results", index) for p in _check_legacy_result(result))
    places = _places_in(job)
    try:
        spec = to_job(job).spec
    except ParseError as error:
        return ProblemList([*problems, *error.problems])
    for problem in _check_spec(spec, types, _severity_of_too_few(job.status)):
        place = _place_of(problem.path, places)
        if place is None:
            continue
        if place[-1] == "type" and problem.fix:
            side = spec.inputs if problem.path[0] == "inputs" else spec.outputs
            problem = _with_datatype(problem, side[str(problem.path[1])].type)
        problems.append(attrs.evolve(problem, path=place))
    return ProblemList(problems)


def _places_in(job: LegacyJob) -> dict[DocumentPath, DocumentPath]:
    """Return where the inputs, outputs and results of a job stand in its document."""
    places: dict[DocumentPath, DocumentPath] = {}
    for index, group in enumerate(job.input_slot_groups):
        places["inputs", group.name] = ("input_slot_groups", index)
    for index, output in enumerate(job.output_result_groups):
        places["outputs", output.name] = ("output_result_groups", index)
    counts: dict[str, int] = {}
    for index, result in enumerate(job.output_results):
        number = counts[result.group_name] = counts.get(result.group_name, -1) + 1
        path = ("outputs", result.group_name, "results", number)
        places[path] = ("output_results", index)
    return places


_OLD_KEYS = {"results": "slots", "dtype": "type"}
_OLD_KEYS_OF_CONNECTIONS = {"name": "slot_name"}


def _place_of(
    path: DocumentPath, places: Mapping[DocumentPath, DocumentPath]
) -> DocumentPath | None:
    """Return where a place of a v5 job was in the v4 document; ``None`` for what is told there."""
    if path[-1] in ("metafiles", "num_items"):
        return None
    length = 4 if path[:4] in places else 2
    rest = path[length:]
    if rest[:1] == ("results",):  # Only what an output lists of what it contains.
        return places[path[:length]]
    old = _OLD_KEYS | _OLD_KEYS_OF_CONNECTIONS if "connections" in rest else _OLD_KEYS
    return (*places[path[:length]], *(old.get(str(key), key) for key in rest))


def _with_datatype(problem: Problem, datatype: str) -> Problem:
    """Return a problem of a slot type that is written after its datatype: ``volume.blob``."""
    return _with_fix(problem, lambda slot_type: f"{datatype}.{slot_type}")


def _with_fix(problem: Problem, change: Callable[[Any], str]) -> Problem:
    """Return a problem whose fix is another text."""
    if problem.fix is None:
        return problem
    return problem.with_fix(Fix.of(change(problem.fix.value), remark=problem.fix.remark))


def _check_legacy_result(result: LegacyOutputResult) -> Iterator[Problem]:
    try:
        _ = result.fields
    except SpecError as error:
        for problem in error.problems:
            if len(problem.path) != 2:  # The fix is one of a part of the field.
                problem = problem.with_fix(None)
            yield attrs.evolve(problem, path=problem.path[:2], severity=Severity.WARNING)
    lists: dict[str, Sized] = {"versions": result.versions, "metafiles": result.metafiles}
    if isinstance(result.num_items, tuple):
        lists["num_items"] = result.num_items
    yield from _of_other_length(lists)


def _severity_of_too_few(status: str | None) -> Severity | None:
    """Return how much it matters that a job lacks connections; nothing where it has no status."""
    if status is None:
        return None
    return Severity.NOTE if status == JobStatus.BUILDING else Severity.WARNING


def _check_spec(spec: JobSpec, types: SlotTypes, too_few: Severity | None) -> Iterator[Problem]:
    for name, input in spec.inputs.items():
        for problem in _check_input(input, too_few):
            yield problem.under("inputs", name)
    for name, output in spec.outputs.items():
        for problem in (*_check_passthrough(output, spec.inputs), *_check_results(output)):
            yield problem.under("outputs", name)
    for problem in _check_slot_types(spec, types):
        if spec.type == EXTERNAL or problem.kind is ProblemKind.OTHER_SLOT_TYPE:
            yield problem


def _check_input(input: Input, too_few: Severity | None) -> Iterator[Problem]:
    number, most = len(input.connections), input.count_max
    if too_few and number < input.count_min:
        yield _count(number, f"at least {input.count_min}", too_few)
    if isinstance(most, int) and number > most:
        yield _count(number, f"at most {most}", Severity.WARNING)
    slots = [slot.name for slot in input.slots]
    seen: set[tuple[str, str]] = set()
    for index, connection in enumerate(input.connections):
        pair = (connection.job_uid, connection.output)
        if pair in seen and not input.repeat_allowed:
            yield _repeated(".".join(pair)).under("connections", index)
        seen.add(pair)
        for place, result in enumerate(connection.results):
            if slots and result.name is not None and result.name not in slots:
                path = ("connections", index, "results", place, "name")
                yield _no_slot(result.name, slots).under(*path)


def _count(number: int, expected: str, severity: Severity) -> Problem:
    return Problem(
        ("connections",),
        f"{number or 'no'} connection{'' if number == 1 else 's'}: expected {expected}",
        kind=ProblemKind.INVALID_COUNT,
        severity=severity,
    )


def _repeated(name: str) -> Problem:
    return Problem(
        (),
        f"{show_value(name)} is connected before, and repeat_allowed is false",
        kind=ProblemKind.INVALID_COUNT,
        severity=Severity.WARNING,
    )


def _no_slot(name: str, slots: Sequence[str]) -> Problem:
    meant = nearest_word(name, slots)
    return Problem(
        (),
        f"{show_value(name)} is not a slot of the input: it has {_listed(slots)}",
        kind=ProblemKind.MISSING_SLOT,
        severity=Severity.WARNING,
        fix=Fix.of(meant) if meant else None,
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(islice(names, _MOST_NAMED)) or "none"


def _check_passthrough(output: Output, inputs: Mapping[str, Input]) -> Iterator[Problem]:
    name = output.passthrough
    if name is None or (name in inputs and inputs[name].type == output.type):
        return
    same = [other for other, input in inputs.items() if input.type == output.type]
    meant = nearest_word(name, same)
    if name in inputs:
        message = (
            f"the input {show_value(name)} is of type {inputs[name].type}, "
            f"and this output of type {output.type}: expected the same"
        )
    else:
        message = f"{show_value(name)} is not an input: expected one of the inputs "
        message += f"({_listed(inputs)})"
    yield Problem(
        ("passthrough",),
        message,
        kind=ProblemKind.PASSTHROUGH,
        severity=Severity.WARNING,
        fix=Fix.of(meant) if meant else None,
    )


def _check_results(output: Output) -> Iterator[Problem]:
    for index, result in enumerate(output.results):
        lists = {key: getattr(result, key) for key in ("versions", "metafiles", "num_items")}
        for problem in _of_other_length(lists):
            yield problem.under("results", index)


def _of_other_length(lists: Mapping[str, Sized]) -> Iterator[Problem]:
    """Tell of the first list that is not as long as that of the versions."""
    expected = len(lists["versions"])
    for key, values in lists.items():
        if len(values) != expected:
            yield Problem(
                (key,),
                f"{key} has {len(values)} items, and versions {expected}: expected as many",
                kind=ProblemKind.INVALID_COUNT,
                severity=Severity.WARNING,
            )


def _check_slot_types(spec: JobSpec, types: SlotTypes) -> Iterator[Problem]:
    """Tell of slot types that are not known, or not of their slot, as in a definition."""
    for name, input in spec.inputs.items():
        for index, slot in enumerate(input.slots):
            found = _check_type(slot.name, slot.dtype, input.type, types)
            yield from (p.under("inputs", name, "slots", index, "dtype") for p in found)
    for name, output in spec.outputs.items():
        for index, result in enumerate(output.results):
            if not result.passthrough:
                found = _check_type(result.name, result.dtype, output.type, types)
                yield from (p.under("outputs", name, "results", index, "dtype") for p in found)
        for index, listed in enumerate(output.slots):
            found = _check_type(listed.name, listed.dtype, output.type, types)
            yield from (p.under("outputs", name, "slots", index, "dtype") for p in found)


def _check_type(name: str, dtype: str, datatype: str, types: SlotTypes) -> Iterable[Problem]:
    if datatype not in Datatype:
        return ()
    try:
        slot = Slot(name, dtype)
    except SpecError as error:
        return [attrs.evolve(p, path=(), severity=Severity.WARNING) for p in error.problems]
    return (_with_fix(p, _type_in_fix) for p in check_slot_type(slot, Datatype(datatype), types))


def _type_in_fix(written: Any) -> str:
    """Return the slot type of a fix, which may be a slot, in full or short, or the type alone."""
    if is_mapping(written):
        return str(written["dtype"])
    name = written.removeprefix("?")
    return known_slot_types().slot_type_of(name) or name
