"""Catalogues learned from a lab's own jobs and results groups."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs

from cryosparc_spec.catalogue.evidence import Evidence
from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.converters.plain_data import structure
from cryosparc_spec.datasets.header import DatasetHeader
from cryosparc_spec.datasets.reading import read_header
from cryosparc_spec.documents.job import Job
from cryosparc_spec.documents.job_register import JobRegister
from cryosparc_spec.documents.legacy_job import LegacyJob, LegacyOutputResult
from cryosparc_spec.documents.results_group import ResultsGroup, split_type
from cryosparc_spec.documents.table_files import find_table, refuse_outside
from cryosparc_spec.documents.workflow import Workflow
from cryosparc_spec.files.document_kinds import recognize
from cryosparc_spec.files.load_and_dump import read
from cryosparc_spec.problems.errors import FileError, SpecError
from cryosparc_spec.problems.places import DocumentPath, Position
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.problems.validators import AnyPath, as_paths
from cryosparc_spec.projects.job_type_learning import JobTypeNotebook
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.datatypes import Datatype

_SUFFIXES = (".json", ".csg")


@attrs.frozen
class Learned:
    """What was learned from files, and what was not."""

    slot_types: SlotTypes
    """What they show of slot types."""
    files: tuple[str, ...]
    """The files that were read."""
    skipped: tuple[Problem, ...]
    """What in them could not be used, and why."""
    job_types: JobTypes
    """What they show of job types, where that was asked for."""


def learn(paths: AnyPath | Iterable[AnyPath]) -> SlotTypes:
    """Return what jobs and results groups show of slot types, each fact with its files.

    The ``min_fields`` of CryoSPARC 4 are what its server requires; jobs of both versions and
    results groups (``.csg``) show the columns of the tables they name, where those are there. A
    path may be a folder: all jobs and groups below it count, and other files do not matter. One
    path may stand by itself.

    Raises :class:`~cryosparc_spec.FileError` for a file that is given and is neither, and
    ``OSError`` for one that cannot be opened.

    >>> from cryosparc_spec.documents.legacy_job import LegacyJob
    >>> from cryosparc_spec.files.load_and_dump import dump
    >>> latent = LegacyOutputResult(
    ...     name="latent", type="particle.latent", group_name="z", min_fields=[["z", "8f4"]]
    ... )
    >>> dump(LegacyJob(uid="J2", output_results=[latent]), "job.json")
    >>> column, = learn(["job.json"])["particle", "latent"].columns
    >>> column.name, column.dtype, column.required, column.sources
    ('z', '8f4', 'v4 min_fields', ('job.json',))
    """
    return study(paths).slot_types


def learn_job_types(paths: AnyPath | Iterable[AnyPath]) -> JobTypes:
    """Return what jobs, workflows and job registers show of job types, each fact with its files.

    Paths and errors are as for :func:`learn`. A register is certain; jobs and workflows show what
    was set and connected. External jobs do not count: each has inputs and outputs of its own.

    >>> from cryosparc_spec.documents.job import JobSpec
    >>> from cryosparc_spec.files.load_and_dump import dump
    >>> dump(Job(uid="J2", spec=JobSpec(type="homo_abinit", params={"abinit_K": 3})), "job.json")
    >>> learn_job_types("job.json")["homo_abinit"].params["abinit_K"].examples
    (3,)
    """
    return study(paths, job_types=True).job_types


def study(paths: AnyPath | Iterable[AnyPath], *, job_types: bool = False) -> Learned:
    """Learn as :func:`learn` does, and tell what was read and what could not be used.

    With ``job_types``, it is learned what :func:`learn_job_types` does, and not of slots.
    """
    notebook = _Notebook(JobTypeNotebook() if job_types else None)
    wrong: list[Problem] = []
    for path in map(Path, as_paths(paths)):
        if path.is_dir():
            for file in _files_below(path):
                notebook.skipped += _problems_of_reading(file, notebook)
        else:
            wrong += _problems_of_reading(path, notebook, insist=True)
    if wrong:
        raise FileError(wrong)
    return notebook.learned()


def _files_below(folder: Path) -> Iterator[Path]:
    left = [folder]
    while left:  # Folders within folders can be more than Python's calls within calls.
        entries: list[Path] = []
        with suppress(OSError):
            entries = sorted(left.pop().iterdir())
        folders: list[Path] = []
        for path in entries:
            if path.is_dir():
                folders += [] if path.is_symlink() else [path]
            # A pipe would be waited for; a link to nothing is told of.
            elif path.suffix.lower() in _SUFFIXES and (path.is_file() or not path.exists()):
                yield path
        left += reversed(folders)


def _problems_of_reading(path: Path, notebook: _Notebook, *, insist: bool = False) -> list[Problem]:
    """Learn from a file, and return what keeps it from being read at all."""
    try:
        document = _document_in(path, notebook.wanted)
        if document is not None:
            _learn_from(document, path, notebook)
        elif insist:
            raise FileError.of(
                "the file is neither a job nor a results group: "
                "expected one that was written by CryoSPARC"
            )
    except SpecError as error:
        return [_in_file(problem, path) for problem in error.problems]
    except OSError as error:
        if insist:
            raise
        return [_in_file(Problem((), f"cannot be read: {error.strerror}"), path)]
    return []


def _in_file(problem: Problem, path: Path) -> Problem:
    return problem.with_position(problem.position or Position(str(path)))


def _document_in(path: Path, wanted: Container[type[Any]]) -> Any:
    """Read a document of a class that is wanted; return ``None`` for another."""
    if path.suffix.lower() == ".cs":
        raise FileError.of(
            "a table does not say of which types its slots are",
            hint="give the results group (.csg) or the job that names it",
        )
    parsed = read(path)
    cls = recognize(parsed.raw).cls
    if cls not in wanted:
        return None
    try:
        return structure(parsed.raw, cls)
    except SpecError as error:
        raise type(error)(parsed.position(error.problems, str(path))) from None


@attrs.frozen
class _Mention:
    """A slot that a document names with its type."""

    path: DocumentPath
    datatype: str
    slot_type: str
    name: str
    metafile: str | None = None
    result: LegacyOutputResult | None = None


def _mentions_in_group(group: ResultsGroup) -> Iterator[_Mention]:
    for name, result in group.results.items():
        path = ("results", name)
        yield _Mention(path, result.datatype, result.slot_type, name, result.metafile)


def _mentions_in_job(job: Job) -> Iterator[_Mention]:
    for name, spec in job.spec.inputs.items():
        for index, slot in enumerate(spec.slots):
            path = ("spec", "inputs", name, "slots", index)
            yield _Mention(path, spec.type, slot.dtype, slot.name)
    for name, output in job.spec.outputs.items():
        for index, result in enumerate(output.results):
            path = ("spec", "outputs", name, "results", index)
            metafile = result.final.metafile if result.final else None
            yield _Mention(path, output.type, result.dtype, result.name, metafile)


def _mentions_in_legacy_job(job: LegacyJob) -> Iterator[_Mention]:
    for number, group in enumerate(job.input_slot_groups):
        for index, slot in enumerate(group.slots):
            path: DocumentPath = ("input_slot_groups", number, "slots", index)
            yield _Mention(path, *split_type(slot.type), slot.name)
    for number, output in enumerate(job.output_result_groups):
        for index, item in enumerate(output.contains):
            path = ("output_result_groups", number, "contains", index)
            yield _Mention(path, *split_type(item.type), item.name)
    for index, result in enumerate(job.output_results):
        metafile = result.final.metafile if result.final else None
        path = ("output_results", index)
        yield _Mention(path, *split_type(result.type), result.name, metafile, result)


_MENTIONS: Mapping[type, Callable[[Any], Iterator[_Mention]]] = {
    ResultsGroup: _mentions_in_group,
    Job: _mentions_in_job,
    LegacyJob: _mentions_in_legacy_job,
}


_WITH_JOB_TYPES = (Job, LegacyJob, Workflow, JobRegister)


def _learn_from(document: Any, path: Path, notebook: _Notebook) -> None:
    """Add what a document shows; a mention that cannot be used is skipped, and told."""
    source = str(path)
    notebook.files.append(source)
    if notebook.job_types is not None:
        notebook.job_types.read(document, source)
        return
    version = getattr(document, "version", None) or document.extras.get("version")
    for mention in _MENTIONS[type(document)](document):
        try:
            known = notebook.of(mention)
            known.mentioned(mention.name, source, version)
            if mention.result is not None:
                known.require(mention.result.fields, source)
            if mention.metafile is not None:
                notebook.look_into(known, mention, path.parent)
        except SpecError as error:
            located = error.under(*mention.path) if not _in_a_file(error) else error
            notebook.skipped += [_in_file(problem, path) for problem in located.problems]


def _in_a_file(error: SpecError) -> bool:
    return any(problem.position for problem in error.problems)


class _Notebook:
    """What the files read so far show."""

    def __init__(self, job_types: JobTypeNotebook | None) -> None:
        self.job_types = job_types
        self.files: list[str] = []
        self.skipped: list[Problem] = []
        self._types: dict[tuple[Datatype, str], Evidence] = {}
        self._looked_into: set[tuple[Path, str, str]] = set()
        self._headers: dict[Path, DatasetHeader] = {}

    @property
    def wanted(self) -> Container[type[Any]]:
        """The classes of documents that there is something to learn from."""
        return _MENTIONS if self.job_types is None else _WITH_JOB_TYPES

    def learned(self) -> Learned:
        """Return all of it."""
        types = JobTypes() if self.job_types is None else self.job_types.job_types()
        slot_types = SlotTypes([known.slot_type() for known in self._types.values()])
        return Learned(slot_types, tuple(self.files), tuple(self.skipped), types)

    def of(self, mention: _Mention) -> Evidence:
        """Return what is known of the type of a slot; ``ParseError`` for what is not a type."""
        datatype = Datatype(mention.datatype)
        slot = Slot(mention.name, mention.slot_type)
        return self._types.setdefault((datatype, slot.dtype), Evidence(datatype, slot.dtype))

    def look_into(self, known: Evidence, mention: _Mention, folder: Path) -> None:
        """Add the columns of a slot in its table, where that is there."""
        refuse_outside(mention.metafile or "", folder)
        table = find_table(mention.metafile or "", folder)
        if table is None:
            return
        looked = (table.resolve(), mention.name, mention.slot_type)
        if looked in self._looked_into:
            return
        self._looked_into.add(looked)
        if table not in self._headers:
            self._headers[table] = read_header(table)
        header = self._headers[table]
        if mention.name in header.slots:
            known.look_at(header.slots[mention.name], str(table), rows=header.rows)
