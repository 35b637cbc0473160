"""External jobs made on a server from their definitions, and checked before."""

# cryosparc-tools ships neither py.typed nor stubs.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard, TypeVar, cast

import attrs

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.checks.connections import connectable
from cryosparc_spec.checks.definition import check_definition
from cryosparc_spec.documents.job import JobSpec
from cryosparc_spec.documents.job_definition import (
    MOST_CONNECTIONS,
    InputSpec,
    JobDefinition,
    OutputSpec,
)
from cryosparc_spec.documents.job_outputs import Output, OutputRef
from cryosparc_spec.interop.tools.jobs import job_of
from cryosparc_spec.interop.tools.specs import cannot_send, model_of, to_tools, unsent_keys_of
from cryosparc_spec.interop.tools.versions import installed_version
from cryosparc_spec.problems.caller_warnings import UnknownSlotTypeWarning, warn_caller
from cryosparc_spec.problems.errors import ParseError, Problems, SpecError
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import wrong_type
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import unknown_word

if TYPE_CHECKING:
    from cryosparc.controllers.job import ExternalJobController
    from cryosparc.controllers.project import ProjectController

_Spec = TypeVar("_Spec", InputSpec, OutputSpec)
_Sources: TypeAlias = Mapping[str, Sequence[OutputRef]]

Source: TypeAlias = str | tuple[str, str] | OutputRef
"""An output to connect: ``"J12.particles"``, or ``("J12", "particles")`` as in cryosparc-tools."""

_JOB_UID = re.compile(r"J[0-9]+")
_OUTPUT = re.compile(r"(J[0-9]+)\.([A-Za-z][0-9A-Za-z_]*)")
_CATEGORIES: Mapping[ProblemKind, type[Warning]] = {
    ProblemKind.UNKNOWN_SLOT_TYPE: UnknownSlotTypeWarning,
    ProblemKind.OTHER_DATATYPE: UnknownSlotTypeWarning,
}


def create_external_job(
    definition: JobDefinition,
    project: ProjectController,
    workspace_uid: str,
    *,
    connections: Mapping[str, Source | Iterable[Source]] | None = None,
    slot_types: SlotTypes | None = None,
) -> ExternalJobController:
    """Make the external job of a definition: its inputs, their connections, and its outputs.

    ``connections`` has the output, or outputs, to connect to an input:
    ``{"micrographs": "J12.exposures"}``. Everything that can be seen before is checked before
    anything is made: the definition, which :func:`~cryosparc_spec.check` tells of, and the
    connections, whose jobs are read. Raises :class:`~cryosparc_spec.SpecError` for all
    mistakes at once, and warns of what is doubtful. Where the server refuses a part of the job,
    its error has a note of the job that was begun.

    The order is that of a script by hand: inputs, connections, outputs. An input or output without
    a title has its name for one. ``params`` are those of the author's script, and are not sent.

    >>> mistaken = JobDefinition(
    ...     inputs={"micrographs": InputSpec(type="exposure", slots=["micrograph_blob"])},
    ...     outputs={"kept": OutputSpec(type="exposure", slots=["ctf"], passthrough="mics")},
    ... )
    >>> create_external_job(mistaken, project, "W1", connections={"mics": "J12.exposures"})
    Traceback (most recent call last):
    ...
    cryosparc_spec.problems.errors.SpecError: 2 problems:
      $.outputs.kept.passthrough: "mics" is not an input: ...
      $.connections.mics: "mics" is not an input of the definition: expected one of micrographs
    """
    found = check_definition(definition, slot_types=slot_types)
    sources = _refuse_mistakes(definition, connections or {}, found)
    doubts = [*_doubts(definition, found), *_check_sources(definition, sources, project)]
    for doubt in doubts:
        warn_caller(str(doubt), _CATEGORIES.get(doubt.kind, UserWarning))
    texts = {"title": definition.title, "desc": definition.description}
    job = project.create_external_job(
        workspace_uid, **{k: text for k, text in texts.items() if text}
    )
    fill = _fill_job if installed_version() >= 5 else _fill_legacy_job
    try:
        fill(job, definition, sources)
    except Exception as error:
        error.add_note(
            f"the external job {job.uid} of {job.project_uid} was made, without all parts"
        )
        raise
    return job


def _refuse_mistakes(
    definition: JobDefinition,
    connections: Mapping[str, Source | Iterable[Source]],
    found: Iterable[Problem],
) -> _Sources:
    problems = Problems()
    problems.found += [problem for problem in found if _is_refused(problem)]
    sources: dict[str, Sequence[OutputRef]] = {}
    for name, given in connections.items():
        with problems.at("connections", name):
            sources[name] = _sources_of(name, given, definition)
    if problems.found:
        raise SpecError(problems.found)
    return sources


def _is_refused(problem: Problem) -> bool:
    # The client of version 5 takes no input or output without slots, but tells it too late.
    without_slots = problem.kind is ProblemKind.NO_SLOTS and installed_version() >= 5
    return problem.severity is Severity.ERROR or without_slots


def _sources_of(
    name: str, given: Source | Iterable[Source], definition: JobDefinition
) -> Sequence[OutputRef]:
    if not definition.inputs:
        raise ParseError.of("the definition has no inputs", hint="leave connections out")
    if name not in definition.inputs:
        raise unknown_word(name, definition.inputs, what="an input of the definition")
    problems = Problems()
    refs: list[OutputRef] = []
    if _is_source(given):
        refs.append(_output_ref(given))
    elif isinstance(given, Iterable):
        for index, each in enumerate(given):
            with problems.at(index):
                refs.append(_output_ref(each))
    else:
        raise wrong_type(given, 'an output such as "J12.particles", or a list of them')
    problems.found += _too_many(refs, definition.inputs[name])
    problems.raise_if_any()
    return refs


def _is_source(given: object) -> TypeGuard[Source]:
    """Whether it is one output, and not several: ``("J12", "particles")`` is one."""
    return isinstance(given, str | OutputRef) or _is_pair(given)


def _is_pair(given: object) -> TypeGuard[tuple[str, str]]:
    if not isinstance(given, tuple):
        return False
    parts = cast("tuple[object, ...]", given)
    texts = [part for part in parts if isinstance(part, str)]
    return len(texts) == len(parts) == 2 and bool(_JOB_UID.fullmatch(texts[0]))


def _output_ref(given: object) -> OutputRef:
    if isinstance(given, OutputRef):
        return given
    text = ".".join(given) if _is_pair(given) else given
    match = _OUTPUT.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ParseError.of(
            f"{show_value(text)} is not an output of a job: expected the job, a dot and the output",
            hint='write "J12.particles"',
        )
    return OutputRef(job_uid=match[1], output=match[2])


def _too_many(refs: Sequence[OutputRef], spec: InputSpec) -> Iterator[Problem]:
    if spec.count_max is not None and len(refs) > spec.count_max:
        message = f"{len(refs)} connections, over count_max, which is {spec.count_max}"
        yield Problem((), message, kind=ProblemKind.INVALID_COUNT)
    elif len(refs) > MOST_CONNECTIONS:
        message = f"{len(refs)} connections: CryoSPARC takes at most {MOST_CONNECTIONS}"
        yield Problem((), message, kind=ProblemKind.INVALID_COUNT)
    if spec.repeat_allowed and installed_version() >= 5:
        return
    why = cannot_send("repeat_allowed") if spec.repeat_allowed else "repeat_allowed is false"
    for ref, times in Counter(refs).items():
        if times > 1:
            message = f"{ref} is connected {times} times, and {why}"
            yield Problem((), message, kind=ProblemKind.INVALID_COUNT)


def _doubts(definition: JobDefinition, found: Iterable[Problem]) -> Iterator[Problem]:
    """Tell what may be right, and what the client cannot send."""
    yield from (problem for problem in found if problem.severity is Severity.WARNING)
    specs = {"inputs": definition.inputs, "outputs": definition.outputs}
    for side, by_name in specs.items():
        for name, spec in by_name.items():
            for key in unsent_keys_of(spec):
                path = (side, name, key)
                yield Problem(path, cannot_send("it"), severity=Severity.WARNING)


def _check_sources(
    definition: JobDefinition, sources: _Sources, project: ProjectController
) -> list[Problem]:
    """Check that connected outputs are there and of the right type; return what is doubtful."""
    uids = sorted({ref.job_uid for refs in sources.values() for ref in refs})
    jobs = {uid: job_of(project.find_job(uid)) for uid in uids}
    problems, doubts = Problems(), list[Problem]()
    for name, refs in sources.items():
        for ref in refs:
            with problems.at("connections", name):
                source = jobs[ref.job_uid].spec
                if ref.output not in source.outputs:
                    raise _no_such_output(ref, source.outputs)
                found = _check_source(ref, source, definition.inputs[name])
                doubts += [problem.under("connections", name) for problem in found]
    if problems.found:
        raise SpecError(problems.found)
    return doubts


def _no_such_output(ref: OutputRef, outputs: Mapping[str, Output]) -> ParseError:
    if not outputs:
        return ParseError.of(f"{ref.job_uid} has no outputs: has it run?")
    return unknown_word(ref.output, outputs, what=f"an output of {ref.job_uid}")


def _check_source(ref: OutputRef, source: JobSpec, spec: InputSpec) -> list[Problem]:
    found = connectable(source.outputs[ref.output], spec, inputs=source.inputs)
    # A slot that an output lacks can still be connected alone, from another job.
    doubts = {problem for problem in found if problem.path[0] == "slots"}
    told = {p: attrs.evolve(p, path=(), message=f"{ref}: {p.message}") for p in found}
    if len(doubts) < len(told):
        raise SpecError([told[problem] for problem in found if problem not in doubts])
    return [problem for problem in told.values() if problem.severity is not Severity.NOTE]


def _fill_job(job: ExternalJobController, definition: JobDefinition, sources: _Sources) -> None:
    """Send what ``add_input``, ``connect`` and ``add_output`` send, and what they cannot say."""
    jobs, here = job.cs.api.jobs, (job.project_uid, job.uid)
    for name, spec in definition.inputs.items():
        job.model = jobs.add_external_input(*here, name, model_of(_with_title(spec, name)))
    for name, refs in sources.items():
        for ref in refs:
            source = {"source_job_uid": ref.job_uid, "source_output_name": ref.output}
            job.model = jobs.connect(*here, name, **source)
    for name, output in definition.outputs.items():
        job.model = jobs.add_external_output(*here, name, model_of(_with_title(output, name)))


def _with_title(spec: _Spec, name: str) -> _Spec:
    return spec if spec.title else attrs.evolve(spec, title=name)


def _fill_legacy_job(job: Any, definition: JobDefinition, sources: _Sources) -> None:
    for name, spec in definition.inputs.items():
        job.add_input(
            spec.type.value,
            name,
            min=spec.count_min,
            max="inf" if spec.count_max is None else spec.count_max,
            slots=[to_tools(slot) for slot in spec.slots],
            title=spec.title or name,
        )
    for name, refs in sources.items():
        for ref in refs:
            job.connect(name, ref.job_uid, ref.output)
    for name, output in definition.outputs.items():
        job.add_output(
            output.type.value,
            name,
            slots=[to_tools(slot) for slot in output.slots],
            passthrough=output.passthrough,
            title=output.title or name,
        )
