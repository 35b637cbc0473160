"""Which kind of document plain data is, by the keys in it, and what checks that kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import attrs

from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.checks.dataset import check_dataset
from cryosparc_spec.checks.definition import check_definition
from cryosparc_spec.checks.document import check_document
from cryosparc_spec.checks.job import check_job, check_job_spec, check_legacy_job
from cryosparc_spec.checks.job_types import check_jobs
from cryosparc_spec.checks.pipeline import check_pipeline
from cryosparc_spec.checks.raw_definition import check_raw_definition
from cryosparc_spec.checks.results_group import check_results_group
from cryosparc_spec.checks.results_group_tables import check_tables
from cryosparc_spec.converters.sound_parts import structure_sound_parts
from cryosparc_spec.datasets.header import DatasetHeader
from cryosparc_spec.documents.blueprint import Blueprint
from cryosparc_spec.documents.job import Job, JobSpec
from cryosparc_spec.documents.job_definition import SCHEMA_KEY, JobDefinition
from cryosparc_spec.documents.job_register import JobRegister
from cryosparc_spec.documents.legacy_job import LegacyJob
from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline
from cryosparc_spec.documents.results_group import ResultsGroup
from cryosparc_spec.documents.workflow import Workflow
from cryosparc_spec.files.spec_signs import sign_in_job, sign_in_spec
from cryosparc_spec.problems.errors import StructureError
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import is_mapping

_MOST_COMPARED = 100
Sign: TypeAlias = Callable[[Mapping[Any, Any]], tuple[str, ...]]
"""Returns what in the plain data of a document shows its kind, in words; or nothing."""


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


def _always(_raw: Mapping[Any, Any]) -> bool:
    return True


def _has_built_in_jobs(raw: Mapping[Any, Any]) -> bool:
    """Whether jobs are those of a pipeline: other programs have files of jobs too."""
    jobs = raw.get("jobs")
    each = jobs.values() if is_mapping(jobs) else ()
    return any(is_mapping(job) and ("job_type" in job or "connections" in job) for job in each)


def _no_sign(raw: Mapping[Any, Any]) -> tuple[str, ...]:
    return ()


@attrs.frozen
class DocumentKind:
    """A kind of document, the keys that show it, and its checks."""

    name: str
    """Word for it on the command line: ``"results-group"``."""
    title: str
    """What people call it."""
    cls: type[Any]
    """Class of its objects."""
    check: Check
    """Returns what is wrong with an object."""
    check_raw: Check
    """Returns everything that is wrong with the plain data of such a document."""
    signs: tuple[tuple[str, ...], ...]
    """Keys that only such documents have together; any of these groups is enough."""
    sign_within: Sign = _no_sign
    """Looks for a sign within, where the keys do not show the kind."""
    has_more: Callable[[Mapping[Any, Any]], bool] = _always
    """Tells of data with these keys whether it is such a document after all."""

    def sign_in(self, raw: object) -> tuple[str, ...]:
        """Return the keys that show plain data to be of this kind; none where nothing does."""
        if not is_mapping(raw) or not self.has_more(raw):
            return ()
        keys = next((sign for sign in self.signs if all(key in raw for key in sign)), ())
        return keys or self.sign_within(raw)


def _check_definition(
    definition: JobDefinition,
    slot_types: SlotTypes | None,
    _folder: Path | None,
    _job_types: JobTypes | None = None,
) -> Iterable[Problem]:
    return check_definition(definition, slot_types=slot_types)


def _check_results_group(
    group: ResultsGroup,
    slot_types: SlotTypes | None,
    folder: Path | None,
    _job_types: JobTypes | None = None,
) -> Iterator[Problem]:
    of_tables = () if folder is None else check_tables(group, folder, slot_types=slot_types)
    shown = {(problem.kind, problem.path) for problem in of_tables}
    for problem in check_results_group(group, slot_types=slot_types, folder=folder):
        if (problem.kind, problem.path) not in shown:  # What a table shows, it shows best.
            yield problem
    yield from of_tables


def _check_pipeline(
    document: BuiltInJob | Pipeline,
    _slot_types: SlotTypes | None,
    _folder: Path | None,
    job_types: JobTypes | None = None,
) -> Iterable[Problem]:
    return check_pipeline(document, job_types=job_types)


def _check_server_document(
    document: Any,
    _slot_types: SlotTypes | None,
    _folder: Path | None,
    job_types: JobTypes | None = None,
) -> Iterator[Problem]:
    yield from check_document(document)
    yield from check_jobs(document, job_types=job_types)


_COUNTS = (ProblemKind.INVALID_COUNT, ProblemKind.NOT_CONNECTED)


def _of_type(
    job: Job | LegacyJob, job_types: JobTypes | None, told: Iterable[Problem]
) -> Iterator[Problem]:
    """Give what is at odds with the type of a job, without counts that are told already."""
    depth = 3 if isinstance(job, Job) else 2
    counted = {problem.path[:depth] for problem in told if problem.kind in _COUNTS}
    for problem in check_jobs(job, job_types=job_types):
        if problem.kind not in _COUNTS or problem.path[:depth] not in counted:
            yield problem


def _check_job(
    job: Job,
    slot_types: SlotTypes | None,
    _folder: Path | None,
    job_types: JobTypes | None = None,
) -> Iterator[Problem]:
    found = check_job(job, slot_types=slot_types)
    yield from found
    yield from _of_type(job, job_types, found)


def _check_job_spec(
    spec: JobSpec,
    slot_types: SlotTypes | None,
    _folder: Path | None,
    job_types: JobTypes | None = None,
) -> Iterator[Problem]:
    yield from check_job_spec(spec, slot_types=slot_types)


def _check_legacy_job(
    job: LegacyJob,
    slot_types: SlotTypes | None,
    _folder: Path | None,
    job_types: JobTypes | None = None,
) -> Iterator[Problem]:
    found = check_legacy_job(job, slot_types=slot_types)
    yield from found
    yield from _of_type(job, job_types, found)


def _check_workflow(
    workflow: Workflow,
    slot_types: SlotTypes | None,
    folder: Path | None,
    job_types: JobTypes | None = None,
) -> Iterator[Problem]:
    yield from _check_server_document(workflow, slot_types, folder, job_types)
    yield from workflow.connection_problems()


def _check_dataset(
    header: DatasetHeader,
    slot_types: SlotTypes | None,
    _folder: Path | None,
    _job_types: JobTypes | None = None,
) -> Iterable[Problem]:
    return check_dataset(header, slot_types=slot_types).problems


def _check_nothing(
    _catalogue: Any,
    _slot_types: SlotTypes | None,
    _folder: Path | None,
    _job_types: JobTypes | None = None,
) -> Iterable[Problem]:
    return ()


_CHECKS: Mapping[type[Any], Check] = {
    Job: _check_job,
    JobSpec: _check_job_spec,
    JobDefinition: _check_definition,
    LegacyJob: _check_legacy_job,
    ResultsGroup: _check_results_group,
    SlotTypes: _check_nothing,
    JobTypes: _check_nothing,
    Workflow: _check_workflow,
    BuiltInJob: _check_pipeline,
    Pipeline: _check_pipeline,
    DatasetHeader: _check_dataset,
}
"""Checks of objects; other documents are those of a server, of which nothing more is known."""


def _check_of_raw(cls: type[Any], check: Check) -> Check:
    """Return what checks plain data: its structure, and what could be made of it."""

    def check_raw(
        raw: Any,
        slot_types: SlotTypes | None,
        folder: Path | None,
        job_types: JobTypes | None = None,
    ) -> Iterator[Problem]:
        salvaged = structure_sound_parts(raw, cls, slot_types=slot_types)
        yield from salvaged.problems
        if salvaged.value is not None:
            for problem in check(salvaged.value, slot_types, folder, job_types):
                yield attrs.evolve(problem, path=salvaged.original_path(problem.path))

    return check_raw


def _check_raw_definition(
    raw: Any,
    slot_types: SlotTypes | None,
    _folder: Path | None,
    _job_types: JobTypes | None = None,
) -> Iterable[Problem]:
    return check_raw_definition(raw, slot_types=slot_types)


def _kind(
    name: str, title: str, cls: type[Any], *signs: str, within: Sign = _no_sign
) -> DocumentKind:
    check = _CHECKS.get(cls, _check_server_document)
    check_raw = _check_raw_definition if cls is JobDefinition else _check_of_raw(cls, check)
    keys = tuple(tuple(sign.split()) for sign in signs)
    return DocumentKind(name, title, cls, check, check_raw, keys, sign_within=within)


RESULTS_GROUP = _kind(
    "results-group", "results group", ResultsGroup, "group results", "results version"
)
"""What a ``.csg`` file without the signs of a kind is taken for."""

DEFINITION = _kind("definition", "job definition", JobDefinition, "inputs", "outputs")
"""What people write, and what other files without the signs of a kind are taken for."""

JOB_SPEC = _kind("job-spec", "spec of a job", JobSpec, within=sign_in_spec)
"""What is under ``spec`` in a job, or its inputs and outputs, alone."""

KINDS: tuple[DocumentKind, ...] = (
    RESULTS_GROUP,
    _kind("slot-types", "catalogue of slot types", SlotTypes, "slot_types"),
    _kind("job-types", "catalogue of job types", JobTypes, "job_types"),
    _kind("register", "job register", JobRegister, "specs"),
    _kind("workflow", "workflow", Workflow, "workflowVersion", "jobs parents", "jobs csVersion"),
    _kind("blueprint", "blueprint", Blueprint, "blueprintVersion", "jobType parameters"),
    _kind(
        "job",
        "job of CryoSPARC 5",
        Job,
        "spec uid",
        "spec project_uid",
        "uid status_num",
        within=sign_in_job,
    ),
    _kind(
        "job-v4",
        "job of CryoSPARC 4",
        LegacyJob,
        "output_result_groups",
        "output_results",
        "input_slot_groups",
        "params_base",
        "params_spec",
        "job_type uid",
        "type uid",
    ),
    JOB_SPEC,
    attrs.evolve(_kind("pipeline", "pipeline", Pipeline, "jobs"), has_more=_has_built_in_jobs),
    _kind("built-in-job", "definition of a built-in job", BuiltInJob, "job_type"),
    DEFINITION,
)
"""All kinds, in the order in which their signs are looked for."""


DATASET = _kind("dataset", "dataset", DatasetHeader)
"""A ``.cs`` table, which is told by its suffix, and not read as plain data."""


def recognize(raw: object, *, otherwise: DocumentKind = DEFINITION) -> DocumentKind:
    """Return the kind of a document by its keys, and ``otherwise`` where none has a sign.

    >>> recognize({"group": {}, "results": {}}).name
    'results-group'
    >>> recognize({"inputs": {}}).title
    'job definition'
    >>> recognize({"inputs": {"particles": {"type": "particle", "connections": []}}}).title
    'spec of a job'
    """
    return next((kind for kind in KINDS if kind.sign_in(raw)), otherwise)


def is_foreign(raw: object) -> bool:
    """Whether plain data is recognisably no document of CryoSPARC, but something else.

    A definition with mistakes in its keys is none of these, and nothing is as yet.

    >>> is_foreign({"name": "viewer", "scripts": {}}), is_foreign({"ouptuts": {}})
    (True, False)
    """
    if not is_mapping(raw):
        return raw is not None
    if any(kind.sign_in(raw) for kind in KINDS):
        return False
    keys = [str(key) for key in islice(raw, _MOST_COMPARED)]
    known = {SCHEMA_KEY, *(attribute.name for attribute in attrs.fields(JobDefinition))}
    return not known.issuperset(keys) and not any(map(_is_side, keys))


def _is_side(key: str) -> bool:
    """Whether a key is most likely ``inputs`` or ``outputs`` with a slip; ``scripts`` is not."""
    return bool(get_close_matches(key[:_MOST_COMPARED], ("inputs", "outputs"), cutoff=0.75))


def taken_for(raw: object, kind: DocumentKind) -> str | None:
    """Say what a document was taken for, and why; ``None`` for a definition, which all may be.

    >>> taken_for({"output_results": []}, recognize({"output_results": []}))
    'taken for a job of CryoSPARC 4: it has output_results'
    """
    if kind is DEFINITION:
        return None
    keys = " and ".join(kind.sign_in(raw))
    return f"taken for a {kind.title}: {f'it has {keys}' if keys else 'it is a .csg file'}"


def refuse_other_kind(raw: object, cls: type[Any]) -> None:
    """Raise ``StructureError`` where data has no sign of the kind of a class, but of another."""
    wanted, found = kind_of_class(cls), recognize(raw)
    if wanted is None or wanted is found:
        return
    # A spec alone has the keys of a definition as well, and more within.
    has_sign = wanted.sign_in(raw) and not (wanted is DEFINITION and found is JOB_SPEC)
    if not has_sign and found.sign_in(raw):
        raise StructureError.of(
            f"expected a {wanted.title}, and this is a {found.title}: "
            f"it has {' and '.join(found.sign_in(raw))}",
            kind=ProblemKind.WRONG_TYPE,
            hint=f"read it as {found.cls.__name__}",
        )


def kind_of_class(cls: type[Any]) -> DocumentKind | None:
    """Return the kind whose objects are of a class; ``None`` for a class of no document.

    >>> kind_of_class(Workflow).title
    'workflow'
    """
    return next((kind for kind in KINDS if kind.cls is cls), None)


def title_of(document: object) -> str:
    """Return what people call a document; ``KeyError`` for what is none.

    >>> title_of(Workflow())
    'workflow'
    """
    return {kind.cls: kind.title for kind in KINDS}[type(document)]
