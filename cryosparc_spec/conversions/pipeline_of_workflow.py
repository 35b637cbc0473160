"""Built-in jobs as definitions, made of jobs and workflows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cryosparc_spec.documents.job import Job
from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline
from cryosparc_spec.documents.workflow import Workflow
from cryosparc_spec.problems.errors import ParseError, Problems
from cryosparc_spec.problems.frozen_data import NOTHING
from cryosparc_spec.problems.problem import Problem

EXTERNAL = "snowflake"
"""Type of external jobs."""

_NO_NAME = re.compile("[^0-9A-Za-z_]+|^[^A-Za-z]+")


def built_in_job_of(job: Job) -> BuiltInJob:
    """Return the definition that would make a job like this one, with what is connected.

    A parameter that is null is left out: it is not set. Raises
    :class:`~cryosparc_spec.ParseError` for an external job, of which
    :func:`~cryosparc_spec.conversions.definition_of` gives the definition.

    >>> from cryosparc_spec.documents.job import JobSpec
    >>> spec = JobSpec(type="homo_abinit", params={"abinit_K": 3, "random_seed": None})
    >>> dict(built_in_job_of(Job(uid="J7", spec=spec)).params)
    {'abinit_K': 3}
    """
    spec = job.spec
    if spec.type == EXTERNAL:
        message = f"{job.uid or 'the job'} is an external job, which is not built in"
        raise ParseError.of(message, path=("spec", "type"), hint="convert it to a definition")
    connections = {
        name: [f"{source.job_uid}.{source.output}" for source in input.connections]
        for name, input in spec.inputs.items()
        if input.connections
    }
    return BuiltInJob(
        job_type=spec.type,
        title=job.title,
        description=job.description,
        params=_set(spec.params),
        connections=connections,
    )


def _set(params: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in params.items() if value is not None}


def pipeline_of(workflow: Workflow) -> Pipeline:
    """Return the pipeline that makes the jobs of a workflow, named by their types.

    Its parents are outside of it, under their own names; what of a parameter is locked, visible or
    flagged is not part of a pipeline. Raises :class:`~cryosparc_spec.ParseError` for connections
    that cannot be read, and for single results that fill slots, which a pipeline cannot say.

    >>> from cryosparc_spec.documents.workflow import WorkflowJob
    >>> refine = WorkflowJob(job_type="homo_refine_new", groups=(("J1.volume", "volume"),))
    >>> jobs = {"J2": refine, "J1": WorkflowJob(job_type="import_volumes")}
    >>> dict(pipeline_of(Workflow(jobs=jobs)).jobs["homo_refine_new"].connections)
    {'volume': ('import_volumes.volume',)}
    """
    problems = Problems()
    problems.found += _not_said(workflow)
    problems.raise_if_any()
    names = _names_of(workflow)
    fed: dict[str, dict[str, list[str]]] = {}
    for connection in workflow.connections:
        source, target = connection.source, connection.target
        feeding = f"{names.get(source.job, source.job)}.{source.name}"
        fed.setdefault(target.job, {}).setdefault(target.name, []).append(feeding)
    jobs: dict[str, BuiltInJob] = {}
    for key, job in workflow.jobs.items():
        with problems.at("jobs", key):
            jobs[names[key]] = BuiltInJob(
                job_type=job.job_type,
                title=job.title or "",
                description=job.description or "",
                params=_set({name: param.value for name, param in job.parameters.items()}),
                connections=fed.get(key, NOTHING),
            )
    problems.raise_if_any()
    return Pipeline(title=workflow.title or "", description=workflow.description or "", jobs=jobs)


def _not_said(workflow: Workflow) -> Iterator[Problem]:
    """Tell of what a pipeline cannot say: nothing of a workflow is left out in silence."""
    for problem in workflow.connection_problems():
        if problem.path[:1] == ("jobs",) and problem.path[2:3] == ("groups",):
            yield problem
    for key, job in workflow.jobs.items():
        for index in range(len(job.individual_results)):
            yield Problem(
                ("jobs", key, "individualResults", index),
                "a single result that fills a slot cannot be said in a pipeline",
                hint="leave it out, and connect it when the job is made",
            )


def _names_of(workflow: Workflow) -> Mapping[str, str]:
    """Return a name for each job: its type, with a number from the second of a type on."""
    names: dict[str, str] = {}
    for key, job in workflow.jobs.items():
        stem = _NO_NAME.sub("_", job.job_type).strip("_") or "job"
        name, number = stem, 1
        while name in names.values():
            number += 1
            name = f"{stem}_{number}"
        names[key] = name
    return names
