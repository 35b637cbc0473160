"""What jobs, workflows and registers show of job types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from cryosparc_spec.catalogue.evidence import MOST_SOURCES
from cryosparc_spec.catalogue.job_type_entries import (
    Basis,
    KnownDefault,
    KnownInput,
    KnownJobType,
    KnownOutput,
    KnownParam,
    KnownSlot,
)
from cryosparc_spec.catalogue.job_type_merging import merged_job_types
from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.catalogue.parameter_types import parameter_type_of
from cryosparc_spec.conversions.job_types_of_register import job_types_from, known_input
from cryosparc_spec.conversions.v4_to_v5 import to_job
from cryosparc_spec.documents.job import Job, JobSpec
from cryosparc_spec.documents.job_inputs import Input
from cryosparc_spec.documents.job_outputs import Output
from cryosparc_spec.documents.job_register import JobRegister
from cryosparc_spec.documents.legacy_job import LegacyJob
from cryosparc_spec.documents.workflow import Workflow

EXTERNAL = "snowflake"
"""Type of external jobs, each of which has inputs and outputs of its own."""

_MOST_EXAMPLES = 5


class JobTypeNotebook:
    """What the documents read so far show of job types."""

    def __init__(self) -> None:
        self._known: dict[str, KnownJobType] = {}

    def read(self, document: object, source: str) -> None:
        """Add what a document shows; nothing where it has no jobs."""
        read = _READ.get(type(document))
        for entry in read(document, source) if read else ():
            if entry.type not in ("", EXTERNAL):
                known = self._known.get(entry.type, entry)
                self._known[entry.type] = _kept_short(merged_job_types(known, entry))

    def job_types(self) -> JobTypes:
        """Return the catalogue of it."""
        return JobTypes(self._known.values())


def _kept_short(entry: KnownJobType) -> KnownJobType:
    params = {
        name: attrs.evolve(
            param, examples=param.examples[:_MOST_EXAMPLES], sources=param.sources[:MOST_SOURCES]
        )
        for name, param in entry.params.items()
    }
    return attrs.evolve(entry, params=params, sources=entry.sources[:MOST_SOURCES])


def _of_job(job: Job, source: str) -> Iterator[KnownJobType]:
    yield _of_spec(job.spec, source, job.version)


def _of_legacy_job(job: LegacyJob, source: str) -> Iterator[KnownJobType]:
    of_job = to_job(job)
    entry = _of_spec(of_job.spec, source, of_job.version)
    params = dict(entry.params)
    for name, default in job.default_params.items():
        known = params.get(name, _param_seen(default, (source,)))
        kept = KnownDefault(value=default, version=of_job.version or "", source=source)
        examples = known.examples if name in entry.params else ()
        params[name] = attrs.evolve(known, defaults=[kept], examples=examples)
    yield attrs.evolve(entry, params=params)


def _of_workflow(workflow: Workflow, source: str) -> Iterator[KnownJobType]:
    fed: dict[str, dict[str, KnownInput]] = {}
    for connection in workflow.connections:
        target = connection.target
        fed.setdefault(target.job, {})[target.name] = KnownInput(sources=(source,))
    for key, job in workflow.jobs.items():
        spec = job.spec or JobSpec(type=job.job_type)
        entry = _of_spec(spec, source, workflow.cs_version)
        set_here = {
            name: _param_seen(param.value, (source,)) for name, param in job.parameters.items()
        }
        yield attrs.evolve(
            entry,
            type=job.job_type,
            inputs={**fed.get(key, {}), **entry.inputs},
            params={**entry.params, **set_here},
        )


def _of_register(register: JobRegister, source: str) -> Iterator[KnownJobType]:
    yield from job_types_from(register, source=source).values()


_READ: Mapping[type, Callable[[Any, str], Iterator[KnownJobType]]] = {
    Job: _of_job,
    LegacyJob: _of_legacy_job,
    Workflow: _of_workflow,
    JobRegister: _of_register,
}


def _of_spec(spec: JobSpec, source: str, version: str | None) -> KnownJobType:
    sources = (source,)
    printed = _printed_in(sources)
    return KnownJobType(
        type=spec.type,
        versions=[version] if version else [],
        inputs={
            name: known_input(each, _slots(each, printed), **printed)
            for name, each in spec.inputs.items()
        },
        outputs={name: _output(each, printed) for name, each in spec.outputs.items()},
        params={name: _param_seen(value, sources) for name, value in spec.params.items()},
        confidence="learned",
        sources=sources,
    )


def _slots(spec: Input, printed: Mapping[str, Any]) -> list[KnownSlot]:
    return [
        KnownSlot(name=slot.name, dtype=slot.dtype, required=slot.required, **printed)
        for slot in spec.slots
    ]


def _output(spec: Output, printed: Mapping[str, Any]) -> KnownOutput:
    slots = [
        KnownSlot(name=each.name, dtype=each.dtype, passthrough=each.passthrough, **printed)
        for each in spec.results
    ]
    return KnownOutput(
        datatype=str(spec.type),
        title=spec.title,
        passthrough=spec.passthrough,
        slots=slots,
        **printed,
    )


def _printed_in(sources: tuple[str, ...]) -> dict[str, Any]:
    """Return what is said of a fact that a server wrote into a job."""
    return {"basis": Basis.PRINTED, "confidence": "learned", "sources": sources}


def _param_seen(value: Any, sources: tuple[str, ...]) -> KnownParam:
    """Return what one value of a parameter shows."""
    word = parameter_type_of(value)
    return KnownParam(
        types=[word] if word not in ("", "null") else [],
        examples=[value] if value is not None else [],
        confidence="learned",
        sources=sources,
    )
