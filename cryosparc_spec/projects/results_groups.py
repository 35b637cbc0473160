"""The results groups below a folder, each read when it is asked for."""

from __future__ import annotations

from pathlib import Path

import attrs
from immutabledict import immutabledict

from cryosparc_spec.documents.results_group import ResultsGroup
from cryosparc_spec.files.walking import Walk
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.projects.job_documents import read_as
from cryosparc_spec.projects.read_when_asked import ReadWhenAsked


class UnknownGroupError(SpecError, KeyError):
    """A results group that is not in the project."""


@attrs.frozen(eq=False)
class ResultsGroups(ReadWhenAsked[ResultsGroup]):
    """Results groups by the path of their files from the folder, in natural order.

    A path that is not here raises :class:`UnknownGroupError`.
    """

    def read(self, path: Path) -> tuple[ResultsGroup, list[Problem]]:
        """Return what is sound of a results group, and what is not."""
        read = read_as(path, ResultsGroup)
        group: ResultsGroup = read.parts.value
        return group, read.problems

    def unknown(self, name: str) -> UnknownGroupError:
        """Return the error for a path at which there is no results group."""
        message = f"{show_value(name)} is not a results group of the project"
        return UnknownGroupError([Problem((), message, kind=ProblemKind.MISSING_FILE)])


def groups_below(folder: Path) -> ResultsGroups:
    """Return the results groups (``.csg``) anywhere below a folder."""
    files = Walk(suffixes=(".csg",)).files_below(folder)
    return ResultsGroups(immutabledict({_path_from(folder, file): file for file in files}))


def _path_from(folder: Path, file: Path) -> str:
    return file.relative_to(folder).as_posix()
