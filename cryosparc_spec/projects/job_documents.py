"""The documents of jobs and results groups in a project, read from their files."""

from __future__ import annotations

import os
from typing import Any, TypeAlias

import attrs

from cryosparc_spec.converters.sound_parts import SoundParts, structure_sound_parts
from cryosparc_spec.documents.job import Job
from cryosparc_spec.documents.legacy_job import LegacyJob
from cryosparc_spec.documents.results_group import ResultsGroup
from cryosparc_spec.files.document_kinds import NAMING_TABLES, DocumentKind
from cryosparc_spec.files.ignore_comments import Silenced, silenced_by
from cryosparc_spec.files.load_and_dump import kind_of_file, read
from cryosparc_spec.files.syntax.parsed import Parsed
from cryosparc_spec.problems.errors import FileError, StructureError
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import AnyPath

JobDocument: TypeAlias = Job | LegacyJob
"""A job as its file has it."""


@attrs.frozen
class ReadDocument:
    """A document, and what keeps parts of it from being read."""

    parsed: Parsed
    """The text of the file."""
    kind: DocumentKind
    """The kind of document."""
    parts: SoundParts
    """What could be made of it."""
    file: str
    """Path of the file."""

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the structure, in the order of the file."""
        return self.positioned([*self.parsed.problems, *self.parts.problems])

    def positioned(self, problems: list[Problem]) -> list[Problem]:
        """Return problems with the plain data with their positions in the file, in its order."""
        return self.parsed.position(problems, self.file)

    @property
    def silenced(self) -> Silenced:
        """What comments in the file silence."""
        return silenced_by(self.parsed.comments(), self.file)

    def placed(self, problems: list[Problem]) -> list[Problem]:
        """Return problems with the object with their places in the file, one for each."""
        original = self.parts.original_path
        moved = [attrs.evolve(problem, path=original(problem.path)) for problem in problems]
        return self.parsed.placed(moved, self.file)


def read_document(path: AnyPath) -> ReadDocument:
    """Read what is sound of a document, whatever its kind.

    Raises :class:`~cryosparc_spec.FileError` for a file that is not in its format, and ``OSError``.
    """
    parsed = read(path)
    return sound_document(parsed, kind_of_file(parsed.raw, path), path)


def sound_document(parsed: Parsed, kind: DocumentKind, path: AnyPath) -> ReadDocument:
    """Make what is sound of a document that was read from a file; nothing of other kinds."""
    known = kind in NAMING_TABLES
    parts = structure_sound_parts(parsed.raw, kind.cls) if known else SoundParts(None, ())
    return ReadDocument(parsed, kind, parts, os.fspath(path))


def read_as(path: AnyPath, *classes: type[Any]) -> ReadDocument:
    """Read a document of one of the classes.

    Raises :class:`~cryosparc_spec.StructureError` for one of which nothing could be made, or of
    another kind; and what :func:`read_document` does.
    """
    document = read_document(path)
    if document.kind.cls not in classes:
        wanted = "a results group" if ResultsGroup in classes else "a job of CryoSPARC 4 or 5"
        problem = Problem((), f"expected {wanted}", kind=ProblemKind.WRONG_TYPE)
        raise FileError(document.positioned([problem]))
    if document.parts.value is None:
        raise StructureError(document.problems)
    return document
