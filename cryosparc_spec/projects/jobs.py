"""The jobs of a project by their uids, each read when it is asked for."""

from __future__ import annotations

import os
import re
from pathlib import Path

import attrs
from immutabledict import immutabledict

from cryosparc_spec.conversions.v4_to_v5 import to_job
from cryosparc_spec.documents.job import Job
from cryosparc_spec.documents.legacy_job import LegacyJob
from cryosparc_spec.files.text import in_file
from cryosparc_spec.files.walking import natural_key
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.projects.job_documents import JobDocument, read_as
from cryosparc_spec.projects.job_folders import JOB_FILE, JOB_UID
from cryosparc_spec.projects.read_when_asked import ReadWhenAsked

_EXPORTED = re.compile("P[0-9]+_(J[0-9]+)(?:_.*)?")


class UnknownJobError(SpecError, KeyError):
    """A job that is not in the project."""


@attrs.frozen(eq=False)
class Jobs(ReadWhenAsked[Job]):
    """Jobs by uid, in the order of their numbers; those of CryoSPARC 4 as CryoSPARC 5 has them.

    What is unsound in a file is left out. A uid that is not here raises :class:`UnknownJobError`.
    """

    def document(self, uid: str) -> JobDocument:
        """Return a job as its file has it: that of CryoSPARC 4 is a ``LegacyJob``."""
        document: JobDocument = read_as(self.file(uid), Job, LegacyJob).parts.value
        return document

    def read(self, path: Path) -> tuple[Job, list[Problem]]:
        """Return what is sound of a job, and what is not."""
        read = read_as(path, Job, LegacyJob)
        document: JobDocument = read.parts.value
        return _as_job(document, path), read.problems

    def unknown(self, name: str) -> UnknownJobError:
        """Return the error for a job that is not here."""
        meant = next((uid for uid in (name.upper(), f"J{name}") if uid in self.files), None)
        problem = Problem(
            (),
            f"{show_value(name)} is not a job of the project, which has {len(self)}",
            kind=ProblemKind.MISSING_JOB,
            hint=f'write "{meant}"' if meant else None,
        )
        return UnknownJobError([problem])


def _as_job(document: JobDocument, path: Path) -> Job:
    if isinstance(document, Job):
        return document
    try:
        return to_job(document)
    except SpecError as error:
        raise type(error)([in_file(problem, path) for problem in error.problems]) from None


def jobs_in(folder: Path) -> Jobs:
    """Return the jobs whose folders are in a folder: that of a project, or of exported jobs.

    Raises ``OSError`` for a folder that cannot be listed.
    """
    with os.scandir(folder) as entries:
        names = sorted((entry.name for entry in entries), key=natural_key)
    uids = {name: name for name in names if JOB_UID.fullmatch(name)}
    exported = ((_EXPORTED.fullmatch(name), name) for name in names)
    for match, name in exported:
        if match:
            uids.setdefault(match[1], name)
    files = {uid: folder / uids[uid] / JOB_FILE for uid in sorted(uids, key=natural_key)}
    return Jobs(immutabledict({uid: file for uid, file in files.items() if _is_there(file)}))


def _is_there(file: Path) -> bool:
    try:
        return file.is_file() or file.is_symlink()
    except OSError:  # a folder that cannot be looked into
        return True
