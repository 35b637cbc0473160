"""Files of a folder, each looked at with those around it in mind.

What is needed for one sort of files alone is imported when such a file comes.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cryosparc_spec.files.checks import Examined, examine, examine_document
from cryosparc_spec.files.configurations import Configurations
from cryosparc_spec.files.document_kinds import NAMING_TABLES, DocumentKind
from cryosparc_spec.files.load_and_dump import kind_of_file, read
from cryosparc_spec.files.suffixes import DATASET_SUFFIX, is_code
from cryosparc_spec.files.syntax.parsed import Parsed
from cryosparc_spec.problems.errors import FileError
from cryosparc_spec.problems.words import few_near_words
from cryosparc_spec.projects.findings import findings_of
from cryosparc_spec.projects.job_folders import has_documents_of_tables
from cryosparc_spec.projects.reports import FileReport, report_of

if TYPE_CHECKING:
    from cryosparc_spec.catalogue.job_types import JobTypes
    from cryosparc_spec.catalogue.slot_types import SlotTypes
    from cryosparc_spec.documents.job_definition import OutputSpec
    from cryosparc_spec.projects.documented_folder import DocumentedFolder
    from cryosparc_spec.projects.neighbours import Neighbours

Settings: TypeAlias = "tuple[SlotTypes | None, OutputSpec | None, JobTypes | None, bool]"

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
        self._configurations = Configurations() if is_configured else None
        self._output = output
        self._catalogues = lru_cache(1)(self._catalogues_of)
        self._has_documents = lru_cache(1)(has_documents_of_tables)
        self._documented = lru_cache(1)(self._documented_folder)
        self._neighbours = lru_cache(1)(_neighbours_in)

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
        slot_types, job_types = self._catalogues(path.parent)
        if path.suffix.lower() == DATASET_SUFFIX:
            return self._of_table(path, slot_types)
        if is_code(path):
            return report_of(_examine_code(path, slot_types, job_types), str(path))
        try:
            parsed = read(path)
        except FileError as error:
            return FileReport(file=str(path), findings=findings_of(error.problems, None))
        if path.name in _BESIDE_JOBS:
            return FileReport(file=str(path), findings=findings_of(parsed.problems, None))
        kind = kind_of_file(parsed.raw, path)
        if kind in NAMING_TABLES:
            return self._of_document(path, parsed, kind)
        examined = examine_document(
            parsed, path, slot_types=slot_types, job_types=job_types, skip_foreign=True
        )
        return report_of(examined, str(path))

    def _catalogues_of(self, folder: Path) -> tuple[SlotTypes | None, JobTypes | None]:
        if self._configurations is None:
            return self._given
        given_slot_types, given_job_types = self._given
        slot_types, job_types = self._configurations.catalogues_of(folder)
        return (
            slot_types if given_slot_types is None else given_slot_types,
            job_types if given_job_types is None else given_job_types,
        )

    def _of_table(self, path: Path, slot_types: SlotTypes | None) -> FileReport:
        examined = examine(path, slot_types=slot_types, output=self._output)
        report = report_of(examined, str(path))
        if self._output is not None or not self._has_documents(path.parent):
            return report
        from cryosparc_spec.projects.documented_folder import shared_by_documents

        return shared_by_documents(report, path)

    def _of_document(self, path: Path, parsed: Parsed, kind: DocumentKind) -> FileReport:
        from cryosparc_spec.projects.job_documents import sound_document

        return self._documented(path.parent).of_document(sound_document(parsed, kind, path))

    def _documented_folder(self, folder: Path) -> DocumentedFolder:
        from cryosparc_spec.projects.documented_folder import DocumentedFolder

        return DocumentedFolder(folder, self._neighbours, *self._catalogues(folder))


def _examine_code(path: Path, slot_types: SlotTypes | None, job_types: JobTypes | None) -> Examined:
    from cryosparc_spec.scripts.script import examine_script

    return examine_script(path, slot_types=slot_types, job_types=job_types, skip_foreign=True)


def _neighbours_in(folder: Path) -> Neighbours:
    from cryosparc_spec.projects.neighbours import Neighbours

    return Neighbours(folder)
