"""Files of a folder, each looked at with those around it in mind."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import attrs

from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.documents.job_definition import OutputSpec
from cryosparc_spec.files.checks import examine
from cryosparc_spec.files.configurations import Configurations
from cryosparc_spec.files.document_kinds import taken_for
from cryosparc_spec.files.suffixes import DATASET_SUFFIX, is_code
from cryosparc_spec.problems.errors import FileError
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.problems.validators import AnyPath
from cryosparc_spec.problems.words import few_near_words
from cryosparc_spec.projects.document_findings import DocumentFindings
from cryosparc_spec.projects.findings import Finding, Scope, in_file_order
from cryosparc_spec.projects.job_documents import (
    OF_PROJECTS,
    ReadDocument,
    read_document,
)
from cryosparc_spec.projects.neighbours import Neighbours, Surroundings, is_job_folder
from cryosparc_spec.projects.reports import FileReport, report_of
from cryosparc_spec.projects.table_findings import (
    TableChecks,
    about_column,
    key_of_table,
    slot_of_column,
)
from cryosparc_spec.scripts.script import examine_script

Settings: TypeAlias = tuple[SlotTypes | None, OutputSpec | None, JobTypes | None, bool]

_BESIDE_JOBS = ("project.json", "workspaces.json", "job_manifest.json", "session.json")
"""Files that CryoSPARC writes beside the folders of jobs, of which no more is known here."""


class Examiner:
    """Looks at files, one folder after the other, of which it keeps no more than the last."""

    def __init__(
        self,
        slot_types: SlotTypes | None,
        output: OutputSpec | None = None,
        job_types: JobTypes | None = None,
        *,
        is_configured: bool = False,
    ) -> None:
        self._given = slot_types, job_types
        self._slot_types, self._job_types = slot_types, job_types
        self._configurations = Configurations() if is_configured else None
        self._output = output
        self._around = lru_cache(1)(self._surroundings_of)
        self._neighbours = lru_cache(1)(Neighbours)

    @property
    def settings(self) -> Settings:
        """What another one that finds the same is made with."""
        slot_types, job_types = self._given
        return slot_types, self._output, job_types, self._configurations is not None

    @few_near_words
    def examine(self, path: Path) -> FileReport:
        """Return what there is to say of a file of a folder; raises ``OSError``.

        Where it goes by configurations, a mistake in one is a :class:`~cryosparc_spec.FileError`.
        """
        around, tables = self._around(path.parent)
        if path.suffix.lower() == DATASET_SUFFIX:
            return self._of_table(path, around)
        if is_code(path):
            code = examine_script(
                path,
                slot_types=self._slot_types,
                job_types=self._job_types,
                skip_foreign=True,
            )
            return report_of(code, str(path))
        try:
            read = read_document(path)
        except FileError as error:
            return FileReport(file=str(path), findings=_of_file(error.problems, None))
        if path.name in _BESIDE_JOBS:
            return FileReport(file=str(path), findings=_of_file(read.parsed.problems, None))
        if read.kind.cls not in OF_PROJECTS:
            return self._by_itself(path)
        return self._of_document(path, read, around, tables)

    def _surroundings_of(self, folder: Path) -> tuple[Surroundings, TableChecks]:
        if self._configurations is not None:
            slot_types, job_types = self._configurations.catalogues_of(folder)
            given_slot_types, given_job_types = self._given
            self._slot_types = slot_types if given_slot_types is None else given_slot_types
            self._job_types = job_types if given_job_types is None else given_job_types
        absolute = folder.absolute()
        is_job = is_job_folder(absolute)
        neighbours = self._neighbours(absolute.parent) if is_job else None
        around = Surroundings(absolute, neighbours)
        return around, TableChecks(around, self._slot_types or known_slot_types())

    def _by_itself(self, path: AnyPath) -> FileReport:
        examined = examine(
            path,
            slot_types=self._slot_types,
            job_types=self._job_types,
            output=self._output,
            skip_foreign=True,
        )
        return report_of(examined, str(path))

    def _of_table(self, path: Path, around: Surroundings) -> FileReport:
        report = self._by_itself(path)
        if not around.has_documents or self._output is not None:
            return report
        key = key_of_table(path)
        return attrs.evolve(
            report, findings=tuple(_shared_by_documents(each, key) for each in report.findings)
        )

    def _of_document(
        self, path: Path, read: ReadDocument, around: Surroundings, tables: TableChecks
    ) -> FileReport:
        report = FileReport(
            file=str(path),
            kind_of_document=read.kind.name,
            taken_for=taken_for(read.parsed.raw, read.kind),
        )
        silenced = read.silenced
        wrong = _of_file([*read.problems, *silenced.problems], read.kind.name)
        if read.parts.value is not None:
            shown = DocumentFindings(read, around, tables, self._slot_types, self._job_types)
            wrong += tuple(shown.placed())
            report = attrs.evolve(report, known_slots=shown.known_slots())
        kept = (each for each in wrong if not silenced.takes(each.problem))
        return attrs.evolve(report, findings=tuple(sorted(kept, key=in_file_order)))


def _of_file(problems: Iterable[Problem], kind: str | None) -> tuple[Finding, ...]:
    return tuple(Finding(problem, kind_of_document=kind) for problem in problems)


def _shared_by_documents(finding: Finding, table: str) -> Finding:
    """Return a problem with a table as one that the documents beside it may show as well."""
    problem = finding.problem
    if not problem.path:
        return attrs.evolve(finding, scope=Scope.FOLDER, about=("table", table, problem.message))
    column = str(problem.path[0])
    return attrs.evolve(
        finding,
        scope=Scope.FOLDER,
        about=("table", table, *about_column(column, problem.kind)),
        slot=(table, slot_of_column(column)),
        is_guess=True,
    )
