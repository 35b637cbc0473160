"""Results groups made of the outputs of jobs."""

from __future__ import annotations

from cryosparc_spec.documents.job import Job
from cryosparc_spec.documents.results_group import Group, ResultsGroup, SlotResult
from cryosparc_spec.documents.timestamps import moment
from cryosparc_spec.problems.words import unknown_word


def results_group_of(job: Job, output: str) -> ResultsGroup:
    """Return the results group of an output: the ``.csg`` that CryoSPARC exports for it.

    Its metafiles are relative to the project folder, as in the job, and results without one are
    left out. Raises :class:`~cryosparc_spec.ParseError` for an output the job does not have.

    >>> from cryosparc_spec.documents import JobSpec, Output, OutputResult
    >>> stack = OutputResult(
    ...     name="blob", dtype="blob", versions=[0], metafiles=["J1/a.cs"], num_items=[9]
    ... )
    >>> outputs = {"particles": Output(type="particle", results=[stack])}
    >>> job = Job(uid="J1", spec=JobSpec(type="snowflake", outputs=outputs))
    >>> results_group_of(job, "particles").results["blob"].metafile
    'J1/a.cs'
    """
    if output not in job.spec.outputs:
        raise unknown_word(output, job.spec.outputs, what=f"an output of {job.uid or 'the job'}")
    spec = job.spec.outputs[output]
    finals = [(result, result.final) for result in spec.results]
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
            if final is not None and final.metafile is not None
        },
        version=job.version,
    )
