"""Results groups made of the outputs of jobs."""

from __future__ import annotations

from cryosparc_spec.documents.job import Job
from cryosparc_spec.documents.job_outputs import Output
from cryosparc_spec.documents.results_group import Group, ResultsGroup, SlotResult
from cryosparc_spec.documents.timestamps import moment
from cryosparc_spec.problems.caller_warnings import warn_caller
from cryosparc_spec.problems.errors import ParseError
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import unknown_word


def results_group_of(job: Job, output: str) -> ResultsGroup:
    """Return the results group of an output: the ``.csg`` that CryoSPARC exports for it.

    Its metafiles are relative to the project folder, as in the job. Results without one, as those
    of a job that was stopped, are left out, and named in a warning. Raises
    :class:`~cryosparc_spec.ParseError` for an output the job does not have, and for one of which no
    result has a file.

    >>> from cryosparc_spec.documents import JobSpec, Output, OutputResult
    >>> stack = OutputResult(
    ...     name="blob", dtype="blob", versions=[0], metafiles=["J1/a.cs"], num_items=[9]
    ... )
    >>> outputs = {"particles": Output(type="particle", results=[stack])}
    >>> job = Job(uid="J1", spec=JobSpec(type="snowflake", outputs=outputs))
    >>> results_group_of(job, "particles").results["blob"].metafile
    'J1/a.cs'
    """
    left_out = without_files(job, output)
    group = group_with_files(job, output)
    if left_out:
        warn_caller(". ".join(map(str, left_out)), UserWarning)
    return group


def without_files(job: Job, output: str) -> list[Problem]:
    """Return the results of an output that have no file, as problems."""
    spec = _output_of(job, output)
    return [
        Problem(
            (),
            f"the result {show_value(result.name)} of the output {show_value(output)} has no file: "
            "it is left out of the group",
            kind=ProblemKind.MISSING_FILE,
            severity=Severity.WARNING,
        )
        for result in spec.results
        if not result.final or not result.final.metafile
    ]


def _output_of(job: Job, output: str) -> Output:
    if output not in job.spec.outputs:
        raise unknown_word(output, job.spec.outputs, what=f"an output of {job.uid}")
    return job.spec.outputs[output]


def group_with_files(job: Job, output: str) -> ResultsGroup:
    """Return the results group of the results of an output that have files."""
    spec = _output_of(job, output)
    finals = [(result, result.final) for result in spec.results]
    if not any(final and final.metafile for _, final in finals):
        names = ", ".join(result.name for result in spec.results) or "none"
        raise ParseError.of(
            f"no result of the output {show_value(output)} has a file: it has {names}",
            kind=ProblemKind.MISSING_FILE,
        )
    return ResultsGroup(
        created=moment(job.completed_at) or moment(job.created_at),
        group=Group(name=output, type=spec.type, title=spec.title, description=spec.description),
        results={
            result.name: SlotResult(
                metafile=final.metafile,
                num_items=final.num_items,
                type=f"{spec.type}.{result.dtype}",
            )
            for result, final in finals
            if final and final.metafile
        },
        version=job.version,
    )
