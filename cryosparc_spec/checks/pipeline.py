"""Checks of built-in jobs and pipelines: objects in, problems out."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping

import attrs

from cryosparc_spec.catalogue.job_types import JobTypes, known_job_types
from cryosparc_spec.checks.definition import SERVER_NAME
from cryosparc_spec.checks.job_types import EXTERNAL_JOBS, check_uses
from cryosparc_spec.checks.job_uses import JobUse, UsedInput, UsedParam, UsedSource
from cryosparc_spec.display.displayed import ProblemList
from cryosparc_spec.documents.job_outputs import OutputRef
from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline
from cryosparc_spec.problems.ascii_names import name_from, not_ascii_in
from cryosparc_spec.problems.errors import Problems
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import nearest_word

_OUTSIDE = re.compile("[JP][0-9]+")


def check_pipeline(
    document: BuiltInJob | Pipeline, *, job_types: JobTypes | None = None
) -> tuple[Problem, ...]:
    """Return what is wrong, or doubtful, about a pipeline, or about one built-in job.

    Names, sources that are not there, and jobs that feed each other in a circle are errors. Jobs
    are held to what is known of their types, as by :func:`~cryosparc_spec.checks.check_jobs`.

    >>> job = BuiltInJob(job_type="homo_abinit", connections={"particles": "extrct.particles"})
    >>> problem, = check_pipeline(Pipeline(jobs={"abinit": job, "extract": BuiltInJob(
    ...     job_type="extract_micrographs_multi", connections={
    ...     "micrographs": "J1.exposures", "particles": "J2.particles"})}))
    >>> print(problem)
    $.jobs.abinit.connections.particles: "extrct" is no job of the pipeline; write "extract"
    """
    types = known_job_types() if job_types is None else job_types
    if isinstance(document, BuiltInJob):
        jobs: Mapping[str, BuiltInJob] = {"": document}
        pipeline = Pipeline()
    else:
        jobs, pipeline = document.jobs, document
    uses = {name: _use(job, ("jobs", name) if name else ()) for name, job in jobs.items()}
    found = [*_problems(pipeline), *_of_types(uses, types)]
    return ProblemList([*found, *check_uses(uses, job_types=types)])


def _problems(pipeline: Pipeline) -> Iterator[Problem]:
    for name, job in pipeline.jobs.items():
        yield from _check_name(name, pipeline.jobs)
        for input, refs in job.sources.items():
            for index, ref in enumerate(refs):
                path = _path_of_source(("jobs", name), input, index, len(refs))
                if ref.job_uid not in pipeline.jobs and not _OUTSIDE.fullmatch(ref.job_uid):
                    yield _no_such_job(ref, pipeline, path)
    problems = Problems()
    with problems.at():
        pipeline.order()
    yield from problems.found


def _check_name(name: str, names: Container[str]) -> Iterator[Problem]:
    if _OUTSIDE.fullmatch(name):
        yield Problem(
            ("jobs", name),
            f"{show_value(name)} names a job of the project: expected another name",
            kind=ProblemKind.INVALID_NAME,
            fix=Fix.rename(f"job_{name[1:]}"),
        )
    elif not SERVER_NAME.fullmatch(name):
        yield Problem(
            ("jobs", name),
            f"{show_value(name)} cannot name a job: expected a letter, then letters, digits and "
            f"underscores{not_ascii_in(name)}",
            kind=ProblemKind.INVALID_NAME,
            fix=_rename_to_name(name_from(name), names),
        )


def _rename_to_name(name: str | None, names: Container[str]) -> Fix | None:
    if name is not None and not SERVER_NAME.fullmatch(name):
        name = f"job_{name}"
    return None if name is None or name in names else Fix.rename(name)


def _no_such_job(ref: OutputRef, pipeline: Pipeline, path: DocumentPath) -> Problem:
    message = f"{show_value(ref.job_uid)} is no job of the pipeline"
    problem = Problem(path, message, kind=ProblemKind.UNKNOWN_WORD)
    meant = nearest_word(ref.job_uid, pipeline.jobs)
    if meant is None:
        return problem.with_hint('write the uid of a job of the project, "J12"')
    return problem.with_fix(Fix.of(f"{meant}.{ref.output}", words=f"write {show_value(meant)}"))


def _of_types(uses: Mapping[str, JobUse], types: JobTypes) -> Iterator[Problem]:
    """Report job types that are not known, and those that are not built in."""
    for use in uses.values():
        if use.job_type in EXTERNAL_JOBS:
            yield Problem(
                use.type_path,
                f"{show_value(use.job_type)} is the type of external jobs, which are not built in",
                kind=ProblemKind.UNKNOWN_JOB_TYPE,
                hint="write a definition with inputs and outputs for it",
            )
        elif use.job_type not in types and not types.has_register:
            problem = types.unknown(use.job_type)
            if not problem.hint:
                note = ProblemKind.UNKNOWN_JOB_TYPE
                severity = Severity.NOTE
                yield attrs.evolve(problem, path=use.type_path, kind=note, severity=severity)


def _use(job: BuiltInJob, path: DocumentPath) -> JobUse:
    return JobUse(
        job_type=job.job_type,
        path=path,
        type_path=(*path, "job_type"),
        params={
            name: UsedParam(value, (*path, "params", name), (*path, "params", name))
            for name, value in job.params.items()
        },
        inputs={
            name: UsedInput(
                (*path, "connections", name),
                sources=tuple(
                    UsedSource(
                        ref.job_uid, ref.output, _path_of_source(path, name, index, len(refs))
                    )
                    for index, ref in enumerate(refs)
                ),
            )
            for name, refs in job.sources.items()
        },
        unfed=Severity.ERROR,
    )


def _path_of_source(path: DocumentPath, name: str, index: int, number: int) -> DocumentPath:
    """Return where a source stands: one alone is written as text."""
    place: DocumentPath = (*path, "connections", name)
    return place if number == 1 else (*place, index)
