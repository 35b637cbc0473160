"""A folder with documents that name tables: those documents and tables, held to each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs

from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.files.document_kinds import taken_for
from cryosparc_spec.projects.document_findings import DocumentFindings
from cryosparc_spec.projects.findings import Finding, Scope, findings_of, in_file_order
from cryosparc_spec.projects.job_documents import ReadDocument
from cryosparc_spec.projects.job_folders import is_job_folder
from cryosparc_spec.projects.neighbours import Neighbours, Surroundings
from cryosparc_spec.projects.reports import FileReport
from cryosparc_spec.projects.table_findings import (
    TableChecks,
    about_column,
    key_of_table,
    slot_of_column,
)


class DocumentedFolder:
    """Tells what is wrong with the jobs and results groups of a folder."""

    def __init__(
        self,
        folder: Path,
        neighbours_in: Callable[[Path], Neighbours],
        slot_types: SlotTypes | None,
        job_types: JobTypes | None,
    ) -> None:
        absolute = folder.absolute()
        neighbours = neighbours_in(absolute.parent) if is_job_folder(absolute) else None
        self._around = Surroundings(absolute, neighbours)
        self._slot_types, self._job_types = slot_types, job_types
        self._tables = TableChecks(self._around, slot_types or known_slot_types())

    def of_document(self, read: ReadDocument) -> FileReport:
        """Return what there is to say of a document."""
        report = FileReport(
            file=read.file,
            kind_of_document=read.kind.name,
            taken_for=taken_for(read.parsed.raw, read.kind),
        )
        silenced = read.silenced
        wrong = findings_of([*read.problems, *silenced.problems], read.kind.name)
        if read.parts.value is not None:
            shown = DocumentFindings(
                read, self._around, self._tables, self._slot_types, self._job_types
            )
            wrong += tuple(shown.placed())
            report = attrs.evolve(report, known_slots=shown.known_slots())
        kept = (each for each in wrong if not silenced.takes(each.problem))
        return attrs.evolve(report, findings=tuple(sorted(kept, key=in_file_order)))


def shared_by_documents(report: FileReport, path: Path) -> FileReport:
    """Return the report on a table, whose problems the documents beside it may show as well."""
    key = key_of_table(path)
    return attrs.evolve(report, findings=tuple(_shared(each, key) for each in report.findings))


def _shared(finding: Finding, table: str) -> Finding:
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
