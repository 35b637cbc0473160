"""Checks of what feeds the jobs of a project: that it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from cryosparc_spec.documents.job import Job
from cryosparc_spec.documents.legacy_job import LegacyJob
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import nearest_word
from cryosparc_spec.projects.findings import Finding, Scope
from cryosparc_spec.projects.job_folders import JOB_UID
from cryosparc_spec.projects.neighbours import Neighbours


@attrs.frozen
class Source:
    """An output, or a result of one, that is connected to an input."""

    job: str
    """The job that it is of."""
    output: str
    """Name of the output."""
    path: DocumentPath
    """Where the document has it."""
    output_key: str
    """Key under which it has the output."""
    result: str | None = None
    """Name of the result; ``None`` for the output as a whole."""
    result_key: str = ""
    """Key under which it has the result."""
    version: int | str | None = None
    """Version of the result."""


def sources_in(document: object) -> Iterator[Source]:
    """Give what is connected to the inputs of a job, in the order of the document."""
    find = _SOURCES.get(type(document))
    return find(document) if find else iter(())


def _of_job(job: Job) -> Iterator[Source]:
    for name, spec in job.spec.inputs.items():
        for number, connection in enumerate(spec.connections):
            path: DocumentPath = ("spec", "inputs", name, "connections", number)
            yield Source(connection.job_uid, connection.output, path, "output")
            for index, result in enumerate(connection.results):
                yield Source(
                    result.job_uid,
                    result.output,
                    (*path, "results", index),
                    "output",
                    result.result,
                    "result",
                    result.version,
                )


def _of_legacy_job(job: LegacyJob) -> Iterator[Source]:
    for place, group in enumerate(job.input_slot_groups):
        for number, connection in enumerate(group.connections):
            path: DocumentPath = ("input_slot_groups", place, "connections", number)
            yield Source(connection.job_uid, connection.group_name, path, "group_name")
            for index, result in enumerate(connection.slots):
                yield Source(
                    result.job_uid,
                    result.group_name,
                    (*path, "slots", index),
                    "group_name",
                    result.result_name,
                    "result_name",
                    result.version,
                )


_SOURCES: Mapping[type[Any], Callable[[Any], Iterator[Source]]] = {
    Job: _of_job,
    LegacyJob: _of_legacy_job,
}


def check_sources(document: object, uid: str, neighbours: Neighbours) -> Iterator[Finding]:
    """Give what of the outputs connected to a job is not there; without positions as yet."""
    if not neighbours.is_known:
        return
    severity = Severity.ERROR if neighbours.is_whole else Severity.WARNING
    for source in sources_in(document):
        # A result of the job itself stands in a published document, and feeds nothing.
        if source.job == uid or not JOB_UID.fullmatch(source.job):
            continue
        found = _missing(source, neighbours)
        if found is not None:
            about, problem = found
            named = attrs.evolve(problem, severity=severity)
            yield Finding(named, Scope.PROJECT, (str(neighbours.folder), *about))


def _missing(source: Source, neighbours: Neighbours) -> tuple[tuple[str, ...], Problem] | None:
    """Return what is missing of a source, after what it is about."""
    if source.job not in neighbours.jobs:
        return (source.job,), _missing_job(source)
    offers = neighbours.offers_of(source.job)
    if offers is None:
        return None
    if source.output not in offers:
        return (source.job, source.output), _missing_output(source, [*offers])
    if source.result is None:
        return None
    about = (source.job, source.output, source.result)
    results = offers[source.output].results
    if source.result not in results:
        if neighbours.may_have(*about):
            return None
        return about, _missing_result(source, [*results])
    versions = results[source.result].versions
    if type(source.version) is int and versions and source.version not in versions:
        return (*about, str(source.version)), _missing_version(source, versions)
    return None


def _missing_job(source: Source) -> Problem:
    return Problem(
        (*source.path, "job_uid"),
        f"{source.job} is not there: the project has no folder {source.job} with a job.json in it",
        kind=ProblemKind.MISSING_JOB,
    )


def _missing_output(source: Source, outputs: list[str]) -> Problem:
    return Problem(
        (*source.path, source.output_key),
        f"{source.job} has no output {show_value(source.output)}: it has {_listed(outputs)}",
        kind=ProblemKind.MISSING_OUTPUT,
        fix=_meant(source.output, outputs),
    )


def _missing_result(source: Source, results: list[str]) -> Problem:
    result = str(source.result)
    return Problem(
        (*source.path, source.result_key),
        f"{source.job}.{source.output} has no result {show_value(result)}: "
        f"it has {_listed(results)}",
        kind=ProblemKind.MISSING_OUTPUT,
        fix=_meant(result, results),
    )


def _missing_version(source: Source, versions: tuple[int, ...]) -> Problem:
    return Problem(
        (*source.path, "version"),
        f"{source.job}.{source.output}.{source.result} has no version {source.version}: "
        f"it has {', '.join(map(str, versions))}",
        kind=ProblemKind.MISSING_OUTPUT,
        fix=Fix.of("F", remark=" for the last one"),
    )


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "none"


def _meant(name: str, names: list[str]) -> Fix | None:
    nearest = nearest_word(name, names)
    return Fix.guess(nearest) if nearest else None
