"""What documents say of the jobs in them, in one form for all kinds: parameters and connections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
from immutabledict import immutabledict

from cryosparc_spec.conversions.v4_to_v5 import to_job
from cryosparc_spec.documents.blueprint import Blueprint
from cryosparc_spec.documents.job import Job, JobSpec
from cryosparc_spec.documents.job_inputs import Input
from cryosparc_spec.documents.legacy_job import LegacyJob
from cryosparc_spec.documents.workflow import Workflow, WorkflowJob
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Severity
from cryosparc_spec.slots.slot import Slot


@attrs.frozen
class UsedParam:
    """A parameter that is set."""

    value: Any
    """Its value."""
    path: DocumentPath
    """Where its name stands."""
    value_path: DocumentPath
    """Where its value stands."""


@attrs.frozen
class UsedSource:
    """An output that is connected to an input."""

    job: str
    """The job, by the key or uid it has in the document."""
    output: str
    """Its output."""
    path: DocumentPath
    """Where the connection stands."""
    results: tuple[tuple[DocumentPath, str, str], ...] = ()
    """The slots of the input that it fills and their types, with their places, where the document
    says so."""


@attrs.frozen
class UsedInput:
    """An input, and what is connected to it."""

    path: DocumentPath
    """Where it stands; where a connection does that it is only known from."""
    datatype: str = ""
    """Its datatype, where the document says so."""
    sources: tuple[UsedSource, ...] = ()
    """What is connected."""
    filled: frozenset[str] = frozenset()
    """Slots that single results fill, whatever else is connected."""


@attrs.frozen(kw_only=True)
class JobUse:
    """A job as a document has it."""

    job_type: str
    """Its type."""
    path: DocumentPath
    """Where the job stands."""
    type_path: DocumentPath
    """Where its type stands."""
    params: Mapping[str, UsedParam] = immutabledict()
    """Parameters that are set, by name."""
    inputs: Mapping[str, UsedInput] | None = None
    """Inputs by name; ``None`` where the document says nothing of inputs."""
    outputs: Mapping[str, DocumentPath] = immutabledict()
    """Where its outputs stand, by name; none where the document does not list them."""
    made_slots: Mapping[str, tuple[Slot, ...]] = immutabledict()
    """All slots of each output, where the document knows them."""
    unfed: Severity = Severity.WARNING
    """How much it matters that something is not connected or set that has to be."""
    is_as_made: bool = False
    """Whether it is as its server made it: what was not seen before is then not a mistake."""
    is_legacy: bool = False
    """Whether it is of CryoSPARC 4: parameters may have their earlier names."""


def uses_in(document: object) -> Mapping[str, JobUse]:
    """Return the jobs of a document by their keys or uids; none where it has no jobs.

    >>> uses_in(Blueprint(job_type="import_movies"))[""].type_path
    ('jobType',)
    """
    read = _READ.get(type(document))
    return dict(read(document)) if read else {}


def _of_job(job: Job) -> Iterator[tuple[str, JobUse]]:
    spec = job.spec
    path: DocumentPath = ("spec",)
    yield (
        job.uid,
        JobUse(
            job_type=spec.type,
            path=path,
            type_path=("spec", "type"),
            params=_params(spec.params, (*path, "params")),
            inputs=_inputs(spec, path),
            outputs={name: (*path, "outputs", name) for name in spec.outputs},
            made_slots=_made_slots(spec),
            is_as_made=True,
        ),
    )


def _params(params: Mapping[str, Any], path: DocumentPath) -> Mapping[str, UsedParam]:
    return {name: UsedParam(value, (*path, name), (*path, name)) for name, value in params.items()}


def _inputs(spec: JobSpec, path: DocumentPath) -> Mapping[str, UsedInput]:
    return {name: _input(each, (*path, "inputs", name)) for name, each in spec.inputs.items()}


def _input(spec: Input, path: DocumentPath) -> UsedInput:
    sources: list[UsedSource] = []
    for index, each in enumerate(spec.connections):
        place: DocumentPath = (*path, "connections", index)
        results = [
            ((*place, "results", number), result.name, result.dtype)
            for number, result in enumerate(each.results)
            if result.name is not None
        ]
        sources.append(UsedSource(each.job_uid, each.output, place, tuple(results)))
    return UsedInput(path, str(spec.type), tuple(sources))


def _made_slots(spec: JobSpec) -> Mapping[str, tuple[Slot, ...]]:
    """Return the slots of outputs that list their results; what cannot be a slot is told of."""
    found: dict[str, tuple[Slot, ...]] = {}
    for name, output in spec.outputs.items():
        if output.results:
            try:
                found[name] = tuple(result.to_slot() for result in output.results)
            except SpecError:
                continue
    return found


def _of_legacy_job(job: LegacyJob) -> Iterator[tuple[str, JobUse]]:
    """Give a job of CryoSPARC 4, with the places that it has there."""
    try:
        converted = to_job(job)
    except SpecError:
        return  # Two inputs of one name: told where it is read as one of version 5.
    inputs = {group.name: i for i, group in reversed([*enumerate(job.input_slot_groups)])}
    outputs = {group.name: i for i, group in reversed([*enumerate(job.output_result_groups)])}
    found = _inputs(converted.spec, ())
    yield (
        job.uid,
        JobUse(
            job_type=converted.spec.type,
            path=(),
            type_path=("job_type" if job.job_type else "type",),
            params={
                name: UsedParam(value, ("params_spec", name), ("params_spec", name, "value"))
                for name, value in job.params.items()
            },
            inputs={
                name: _moved(each, ("input_slot_groups", inputs[name]))
                for name, each in found.items()
            },
            outputs={name: ("output_result_groups", index) for name, index in outputs.items()},
            made_slots=_made_slots(converted.spec),
            is_as_made=True,
            is_legacy=True,
        ),
    )


def _moved(used: UsedInput, path: DocumentPath) -> UsedInput:
    """Return an input whose places begin at another path."""
    depth = len(used.path)
    sources = [
        attrs.evolve(source, path=(*path, *source.path[depth:]), results=())
        for source in used.sources
    ]
    return attrs.evolve(used, path=path, sources=tuple(sources))


def _of_workflow(workflow: Workflow) -> Iterator[tuple[str, JobUse]]:
    fed = _fed(workflow)
    for key, job in workflow.jobs.items():
        path: DocumentPath = ("jobs", key)
        yield (
            key,
            JobUse(
                job_type=job.job_type,
                path=path,
                type_path=(*path, "jobType"),
                params={
                    name: UsedParam(
                        param.value,
                        (*path, "parameters", name),
                        (*path, "parameters", name, "value"),
                    )
                    for name, param in job.parameters.items()
                },
                inputs=_inputs_of_workflow_job(job, path, fed.get(key, {})),
                outputs={
                    name: (*path, "spec", "outputs", name)
                    for name in (job.spec.outputs if job.spec else ())
                },
                made_slots=_made_slots(job.spec) if job.spec else {},
            ),
        )


def _fed(workflow: Workflow) -> dict[str, dict[str, UsedInput]]:
    """Return what feeds each input of each job, as ``groups`` and parents have it."""
    fed: dict[str, dict[str, UsedInput]] = {}
    filled: dict[tuple[str, str], set[str]] = {}
    for result in workflow.result_connections:
        filled.setdefault((result.target.job, result.target.name), set()).add(result.slot)
    for path, connection in workflow.located_connections:
        target = connection.target
        source = UsedSource(connection.source.job, connection.source.name, path)
        inputs = fed.setdefault(target.job, {})
        known = inputs.get(target.name, UsedInput(path))
        inputs[target.name] = attrs.evolve(
            known,
            sources=(*known.sources, source),
            filled=frozenset(filled.get((target.job, target.name), ())),
        )
    return fed


def _inputs_of_workflow_job(
    job: WorkflowJob, path: DocumentPath, fed: Mapping[str, UsedInput]
) -> Mapping[str, UsedInput]:
    listed = {
        name: UsedInput((*path, "spec", "inputs", name), str(each.type))
        for name, each in (job.spec.inputs.items() if job.spec else ())
    }
    with_sources = {
        name: attrs.evolve(listed.get(name, used), sources=used.sources, filled=used.filled)
        for name, used in fed.items()
    }
    return {**listed, **with_sources}


def _of_blueprint(blueprint: Blueprint) -> Iterator[tuple[str, JobUse]]:
    yield (
        "",
        JobUse(
            job_type=blueprint.job_type,
            path=(),
            type_path=("jobType",),
            params={
                name: UsedParam(param.value, ("parameters", name), ("parameters", name, "value"))
                for name, param in blueprint.parameters.items()
            },
            unfed=Severity.NOTE,
        ),
    )


_READ: Mapping[type, Callable[[Any], Iterator[tuple[str, JobUse]]]] = {
    Job: _of_job,
    LegacyJob: _of_legacy_job,
    Workflow: _of_workflow,
    Blueprint: _of_blueprint,
}
