"""Which kind of document plain data is, by the keys in it, and what checks that kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from cryosparc_spec.files import kind_checks
from cryosparc_spec.files.kind_checks import check_of_raw, class_named
from cryosparc_spec.files.spec_signs import sign_in_job, sign_in_spec
from cryosparc_spec.problems.errors import StructureError
from cryosparc_spec.problems.problem import ProblemKind
from cryosparc_spec.problems.validators import is_mapping

if TYPE_CHECKING:
    from cryosparc_spec.files.kind_checks import Check

_MOST_COMPARED = 100
Sign: TypeAlias = Callable[[Mapping[Any, Any]], tuple[str, ...]]
"""Returns what in the plain data of a document shows its kind, in words; or nothing."""


def _always(_raw: Mapping[Any, Any]) -> bool:
    return True


def _has_built_in_jobs(raw: Mapping[Any, Any]) -> bool:
    """Whether jobs are those of a pipeline: other programs have files of jobs too."""
    jobs = raw.get("jobs")
    each = jobs.values() if is_mapping(jobs) else ()
    return any(is_mapping(job) and ("job_type" in job or "connections" in job) for job in each)


def _no_sign(raw: Mapping[Any, Any]) -> tuple[str, ...]:
    return ()


@attrs.frozen(eq=False)
class DocumentKind:
    """A kind of document, the keys that show it, and its checks."""

    name: str
    """Word for it on the command line: ``"results-group"``."""
    title: str
    """What people call it."""
    class_name: str
    """Class of its objects, after its module: importing them all takes long."""
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

    @property
    def cls(self) -> type[Any]:
        """Class of its objects, which is imported when it is asked for."""
        return class_named(self.class_name)

    def has(self, cls: type[Any]) -> bool:
        """Whether its objects are of a class."""
        return self.class_name == f"{cls.__module__}.{cls.__qualname__}"

    def sign_in(self, raw: object) -> tuple[str, ...]:
        """Return the keys that show plain data to be of this kind; none where nothing does."""
        if not is_mapping(raw) or not self.has_more(raw):
            return ()
        keys = next((sign for sign in self.signs if all(key in raw for key in sign)), ())
        return keys or self.sign_within(raw)


def _kind(
    name: str,
    title: str,
    place: str,
    *signs: str,
    check: Check = kind_checks.of_server_document,
    check_raw: Check | None = None,
    within: Sign = _no_sign,
    has_more: Callable[[Mapping[Any, Any]], bool] = _always,
) -> DocumentKind:
    class_name = f"cryosparc_spec.{place}"
    check_raw = check_raw or check_of_raw(class_name, check)
    keys = tuple(tuple(sign.split()) for sign in signs)
    return DocumentKind(name, title, class_name, check, check_raw, keys, within, has_more)


RESULTS_GROUP = _kind(
    "results-group",
    "results group",
    "documents.results_group.ResultsGroup",
    "group results",
    "results version",
    check=kind_checks.of_results_group,
)
"""What a ``.csg`` file without the signs of a kind is taken for."""

DEFINITION = _kind(
    "definition",
    "job definition",
    "documents.job_definition.JobDefinition",
    "inputs",
    "outputs",
    check=kind_checks.of_definition,
    check_raw=kind_checks.of_raw_definition,
)
"""What people write, and what other files without the signs of a kind are taken for."""

JOB_SPEC = _kind(
    "job-spec",
    "spec of a job",
    "documents.job.JobSpec",
    check=kind_checks.of_job_spec,
    within=sign_in_spec,
)
"""What is under ``spec`` in a job, or its inputs and outputs, alone."""

JOB = _kind(
    "job",
    "job of CryoSPARC 5",
    "documents.job.Job",
    "spec uid",
    "spec project_uid",
    "uid status_num",
    check=kind_checks.of_job,
    within=sign_in_job,
)
"""A job as CryoSPARC 5 writes it."""

LEGACY_JOB = _kind(
    "job-v4",
    "job of CryoSPARC 4",
    "documents.legacy_job.LegacyJob",
    "output_result_groups",
    "output_results",
    "input_slot_groups",
    "params_base",
    "params_spec",
    "job_type uid",
    "type uid",
    check=kind_checks.of_legacy_job,
)
"""A job as CryoSPARC 4 writes it."""

NAMING_TABLES = (JOB, LEGACY_JOB, RESULTS_GROUP)
"""Kinds of documents that name tables, and jobs."""

KINDS: tuple[DocumentKind, ...] = (
    RESULTS_GROUP,
    _kind(
        "slot-types",
        "catalogue of slot types",
        "catalogue.slot_types.SlotTypes",
        "slot_types",
        check=kind_checks.of_nothing,
    ),
    _kind(
        "job-types",
        "catalogue of job types",
        "catalogue.job_types.JobTypes",
        "job_types",
        check=kind_checks.of_nothing,
    ),
    _kind("register", "job register", "documents.job_register.JobRegister", "specs"),
    _kind(
        "workflow",
        "workflow",
        "documents.workflow.Workflow",
        "workflowVersion",
        "jobs parents",
        "jobs csVersion",
        check=kind_checks.of_workflow,
    ),
    _kind(
        "blueprint",
        "blueprint",
        "documents.blueprint.Blueprint",
        "blueprintVersion",
        "jobType parameters",
    ),
    JOB,
    LEGACY_JOB,
    JOB_SPEC,
    _kind(
        "pipeline",
        "pipeline",
        "documents.pipeline.Pipeline",
        "jobs",
        check=kind_checks.of_pipeline,
        has_more=_has_built_in_jobs,
    ),
    _kind(
        "built-in-job",
        "definition of a built-in job",
        "documents.pipeline.BuiltInJob",
        "job_type",
        check=kind_checks.of_pipeline,
    ),
    DEFINITION,
)
"""All kinds, in the order in which their signs are looked for."""


DATASET = _kind("dataset", "dataset", "datasets.header.DatasetHeader", check=kind_checks.of_dataset)
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
    from cryosparc_spec.documents.job_definition import SCHEMA_KEY, JobDefinition

    keys = [str(key) for key in islice(raw, _MOST_COMPARED)]
    known = {SCHEMA_KEY, *(attribute.name for attribute in attrs.fields(JobDefinition))}
    return not known.issuperset(keys) and not any(map(_is_side, keys))


def _is_side(key: str) -> bool:
    """Whether a key is most likely ``inputs`` or ``outputs`` with a slip; ``scripts`` is not."""
    from difflib import get_close_matches

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
            hint=f"read it as {found.class_name.rpartition('.')[2]}",
        )


def kind_of_class(cls: type[Any]) -> DocumentKind | None:
    """Return the kind whose objects are of a class; ``None`` for a class of no document.

    >>> from cryosparc_spec.documents.workflow import Workflow
    >>> kind_of_class(Workflow).title
    'workflow'
    """
    return next((kind for kind in KINDS if kind.has(cls)), None)


def title_of(document: object) -> str:
    """Return what people call a document; ``KeyError`` for what is none.

    >>> from cryosparc_spec.documents.workflow import Workflow
    >>> title_of(Workflow())
    'workflow'
    """
    kind = kind_of_class(type(document))
    if kind is None:
        raise KeyError(type(document))
    return kind.title
