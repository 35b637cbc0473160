"""What checks each kind of document; what it needs is imported when such a document comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from cryosparc_spec.problems.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from cryosparc_spec.catalogue.job_types import JobTypes
    from cryosparc_spec.catalogue.slot_types import SlotTypes
    from cryosparc_spec.datasets.header import DatasetHeader
    from cryosparc_spec.documents.job import Job, JobSpec
    from cryosparc_spec.documents.job_definition import JobDefinition
    from cryosparc_spec.documents.legacy_job import LegacyJob
    from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline
    from cryosparc_spec.documents.results_group import ResultsGroup
    from cryosparc_spec.documents.workflow import Workflow

    class Check(Protocol):
        """Returns what is wrong with an object, or with plain data, that stands in a file."""

        def __call__(
            self,
            document: Any,
            slot_types: SlotTypes | None,
            folder: Path | None,
            job_types: JobTypes | None = None,
            /,
        ) -> Iterable[Problem]:
            """Take the folder of the file, and the catalogues of the user."""
            ...


@cache
def class_named(name: str) -> type[Any]:
    """Return the class that a module and a name in it stand for."""
    module, _, of_class = name.rpartition(".")
    cls: type[Any] = getattr(import_module(module), of_class)
    return cls


def of_definition(
    definition: JobDefinition,
    slot_types: SlotTypes | None,
    _folder: Path | None,
    _job_types: JobTypes | None = None,
) -> Iterable[Problem]:
    """Check a definition."""
    from cryosparc_spec.checks.definition import check_definition

    return check_definition(definition, slot_types=slot_types)


def of_results_group(
    group: ResultsGroup,
    slot_types: SlotTypes | None,
    folder: Path | None,
    _job_types: JobTypes | None = None,
) -> Iterator[Problem]:
    """Check a results group, and the tables it names where its folder is known."""
    from cryosparc_spec.checks.results_group import check_results_group
    from cryosparc_spec.checks.results_group_tables import check_tables

    of_tables = () if folder is None else check_tables(group, folder, slot_types=slot_types)
    shown = {(problem.kind, problem.path) for problem in of_tables}
    for problem in check_results_group(group, slot_types=slot_types, folder=folder):
        if (problem.kind, problem.path) not in shown:  # What a table shows, it shows best.
            yield problem
    yield from of_tables


def of_pipeline(
    document: BuiltInJob | Pipeline,
    _slot_types: SlotTypes | None,
    _folder: Path | None,
    job_types: JobTypes | None = None,
) -> Iterable[Problem]:
    """Check a pipeline, or a job of one."""
    from cryosparc_spec.checks.pipeline import check_pipeline

    return check_pipeline(document, job_types=job_types)


def of_server_document(
    document: Any,
    _slot_types: SlotTypes | None,
    _folder: Path | None,
    job_types: JobTypes | None = None,
) -> Iterator[Problem]:
    """Check a document of a server, of which nothing more is known."""
    from cryosparc_spec.checks.document import check_document
    from cryosparc_spec.checks.job_types import check_jobs

    yield from check_document(document)
    yield from check_jobs(document, job_types=job_types)


_COUNTS = (ProblemKind.INVALID_COUNT, ProblemKind.NOT_CONNECTED)


def _of_type(
    job: Job | LegacyJob, job_types: JobTypes | None, told: Iterable[Problem]
) -> Iterator[Problem]:
    """Give what is at odds with the type of a job, without counts that are told already."""
    from cryosparc_spec.checks.job_types import check_jobs
    from cryosparc_spec.documents.job import Job

    depth = 3 if isinstance(job, Job) else 2
    counted = {problem.path[:depth] for problem in told if problem.kind in _COUNTS}
    for problem in check_jobs(job, job_types=job_types):
        if problem.kind not in _COUNTS or problem.path[:depth] not in counted:
            yield problem


def of_job(
    job: Job,
    slot_types: SlotTypes | None,
    _folder: Path | None,
    job_types: JobTypes | None = None,
) -> Iterator[Problem]:
    """Check a job of CryoSPARC 5."""
    from cryosparc_spec.checks.job import check_job

    found = check_job(job, slot_types=slot_types)
    yield from found
    yield from _of_type(job, job_types, found)


def of_job_spec(
    spec: JobSpec,
    slot_types: SlotTypes | None,
    _folder: Path | None,
    _job_types: JobTypes | None = None,
) -> Iterable[Problem]:
    """Check the spec of a job of CryoSPARC 5 alone."""
    from cryosparc_spec.checks.job import check_job_spec

    return check_job_spec(spec, slot_types=slot_types)


def of_legacy_job(
    job: LegacyJob,
    slot_types: SlotTypes | None,
    _folder: Path | None,
    job_types: JobTypes | None = None,
) -> Iterator[Problem]:
    """Check a job of CryoSPARC 4."""
    from cryosparc_spec.checks.job import check_legacy_job

    found = check_legacy_job(job, slot_types=slot_types)
    yield from found
    yield from _of_type(job, job_types, found)


def of_workflow(
    workflow: Workflow,
    slot_types: SlotTypes | None,
    folder: Path | None,
    job_types: JobTypes | None = None,
) -> Iterator[Problem]:
    """Check a workflow, with what its jobs are connected by."""
    yield from of_server_document(workflow, slot_types, folder, job_types)
    yield from workflow.connection_problems()


def of_dataset(
    header: DatasetHeader,
    slot_types: SlotTypes | None,
    _folder: Path | None,
    _job_types: JobTypes | None = None,
) -> Iterable[Problem]:
    """Check the header of a table."""
    from cryosparc_spec.checks.dataset import check_dataset

    return check_dataset(header, slot_types=slot_types).problems


def of_nothing(
    _catalogue: Any,
    _slot_types: SlotTypes | None,
    _folder: Path | None,
    _job_types: JobTypes | None = None,
) -> Iterable[Problem]:
    """Find nothing wrong: a catalogue was checked as it was read."""
    return ()


def check_of_raw(class_name: str, check: Check) -> Check:
    """Return what checks plain data: its structure, and what could be made of it."""

    def check_raw(
        raw: Any,
        slot_types: SlotTypes | None,
        folder: Path | None,
        job_types: JobTypes | None = None,
    ) -> Iterator[Problem]:
        from cryosparc_spec.converters.sound_parts import structure_sound_parts

        salvaged = structure_sound_parts(raw, class_named(class_name), slot_types=slot_types)
        yield from salvaged.problems
        if salvaged.value is not None:
            for found in check(salvaged.value, slot_types, folder, job_types):
                problem = attrs.evolve(found, path=salvaged.original_path(found.path))
                if not _is_there(problem, salvaged.damaged(problem.path)):
                    yield problem

    return check_raw


def _is_there(problem: Problem, damaged: Iterable[str | int]) -> bool:
    """Whether a key that is told to be missing stands there, with a value that is told."""
    is_missing = problem.kind is ProblemKind.MISSING_KEY
    return is_missing and any(problem.message.startswith(f"{key} is ") for key in damaged)


def of_raw_definition(
    raw: Any,
    slot_types: SlotTypes | None,
    _folder: Path | None,
    _job_types: JobTypes | None = None,
) -> Iterable[Problem]:
    """Check the plain data of a definition."""
    from cryosparc_spec.checks.raw_definition import check_raw_definition

    return check_raw_definition(raw, slot_types=slot_types)
