"""Jobs that CryoSPARC brings, made on a server from their definitions, and checked before."""

# cryosparc-tools ships neither py.typed nor stubs.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from immutabledict import immutabledict

from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.checks.pipeline import check_pipeline
from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline
from cryosparc_spec.interop.tools.jobs import job_of
from cryosparc_spec.problems.caller_warnings import warn_caller
from cryosparc_spec.problems.errors import ParseError, Problems, SpecError
from cryosparc_spec.problems.frozen_data import thaw
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import unknown_word

if TYPE_CHECKING:
    from cryosparc.controllers.project import ProjectController


class PipelineStoppedError(Exception):
    """A server refused a job of a pipeline, after others were made."""

    def __init__(self, message: str, made: Mapping[str, str]) -> None:
        super().__init__(message)
        self.made = made
        """The jobs that were made: their uids by the names they have in the pipeline."""

    def __reduce__(self) -> Any:
        return type(self), (str(self), self.made)


def create_pipeline(
    pipeline: Pipeline,
    project: ProjectController,
    workspace_uid: str,
    *,
    outside: Mapping[str, str] = immutabledict(),
    made: Mapping[str, str] = immutabledict(),
    job_types: JobTypes | None = None,
) -> Mapping[str, str]:
    """Make the jobs of a pipeline, each after those that feed it, and return their uids by name.

    ``outside`` has the uids of the jobs that feed the pipeline under another name than their own:
    ``{"P1": "J12"}``. Everything that can be seen before is checked before anything is made: the
    pipeline, which :func:`~cryosparc_spec.check` tells of, and the jobs outside, which are read.
    Raises :class:`~cryosparc_spec.SpecError` for all mistakes at once, and warns of what is
    doubtful; pass the register as ``job_types``, from :func:`job_types_from`, for the check to be
    certain. Each job is made by one call of ``create_job``, and none is queued.

    Where the server fails, raises :class:`PipelineStoppedError`, whose ``made`` are the jobs that
    were made; give these as ``made`` to go on from there.

    >>> abinit = BuiltInJob(job_type="homo_abinit", connections={"particles": "extrct.particles"})
    >>> create_pipeline(Pipeline(jobs={"abinit": abinit}), project, "W1", outside={"P1": "J12"})
    Traceback (most recent call last):
    ...
    cryosparc_spec.problems.errors.SpecError: 2 problems:
      $.jobs.abinit.connections.particles: "extrct" is no job of the pipeline; ...
      $.outside.P1: "P1" is not a job outside the pipeline: expected one of extrct
    """
    problems = Problems()
    found = check_pipeline(pipeline, job_types=job_types)
    problems.found += [problem for problem in found if problem.severity is Severity.ERROR]
    problems.found += _problems_of_names(pipeline, outside, made)
    if not problems.found:
        problems.found += _problems_outside(pipeline, {**made, **outside}, project)
    if problems.found:
        raise SpecError(problems.found)
    for problem in found:
        if problem.severity is Severity.WARNING:
            warn_caller(str(problem), UserWarning)
    uids = {**outside, **made}
    for name in pipeline.order():
        if name not in made:
            uids[name] = _make(name, pipeline.jobs[name], uids, project, workspace_uid, pipeline)
    return {name: uids[name] for name in pipeline.jobs}


def _problems_of_names(
    pipeline: Pipeline, outside: Mapping[str, str], made: Mapping[str, str]
) -> Iterator[Problem]:
    """Tell of names that are not in the pipeline, and of jobs outside that are not said."""
    problems = Problems()
    for name in made:
        with problems.at("made", name):
            if name not in pipeline.jobs:
                raise unknown_word(name, pipeline.jobs, what="a job of the pipeline")
    for name in outside:
        with problems.at("outside", name):
            if name not in pipeline.outside:
                raise unknown_word(name, pipeline.outside, what="a job outside the pipeline")
    yield from problems.found
    for name in pipeline.outside:
        if name.startswith("P") and name not in outside:
            yield Problem(
                ("outside",),
                f"{show_value(name)} feeds the pipeline, and it is not said which job it is",
                kind=ProblemKind.MISSING_KEY,
                hint=f'write {{"{name}": "J12"}}',
            )


def _problems_outside(
    pipeline: Pipeline, uids: Mapping[str, str], project: ProjectController
) -> Iterator[Problem]:
    """Tell of outputs that are connected and that the jobs outside do not have."""
    problems = Problems()
    outputs: dict[str, Mapping[str, Any]] = {}
    for name, job in pipeline.jobs.items():
        for input, refs in job.sources.items():
            for ref in refs:
                if ref.job_uid in pipeline.jobs:
                    continue
                uid = uids.get(ref.job_uid, ref.job_uid)
                if uid not in outputs:
                    outputs[uid] = job_of(project.find_job(uid)).spec.outputs
                with problems.at("jobs", name, "connections", input):
                    _require(ref.output, outputs[uid], uid)
    yield from problems.found


def _require(output: str, outputs: Mapping[str, Any], uid: str) -> None:
    if not outputs:
        raise ParseError.of(f"{uid} has no outputs: has it run?")
    if output not in outputs:
        raise unknown_word(output, outputs, what=f"an output of {uid}")


def _make(
    name: str,
    job: BuiltInJob,
    uids: Mapping[str, str],
    project: ProjectController,
    workspace_uid: str,
    pipeline: Pipeline,
) -> str:
    connections: dict[str, tuple[str, str] | list[tuple[str, str]]] = {
        input: [(uids.get(ref.job_uid, ref.job_uid), ref.output) for ref in refs]
        for input, refs in job.sources.items()
    }
    try:
        made = project.create_job(
            workspace_uid,
            job.job_type,
            connections=connections,
            params=thaw(job.params),
            title=job.title,
            desc=job.description,
        )
    except Exception as error:
        so_far = {key: uids[key] for key in pipeline.jobs if key in uids}
        listed = ", ".join(f"{key} is {uid}" for key, uid in so_far.items()) or "none was made"
        message = (
            f"the job {show_value(name)} of the pipeline could not be made: {error} ({listed}); "
            "it may have been begun: look for it in the workspace"
        )
        raise PipelineStoppedError(message, so_far) from error
    uid: str = made.uid
    return uid
