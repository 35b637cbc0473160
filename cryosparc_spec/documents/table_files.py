"""Where the tables are that results groups and jobs name, and which of them may be opened."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from posixpath import normpath

from cryosparc_spec.documents.results_group import RELATIVE
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import show_value

MOST_TABLES = 10_000
"""Most tables that are looked at for one document; jobs of CryoSPARC name some hundreds."""

_JOB = re.compile("J[0-9]+")
_IN_PROJECT = re.compile("J[0-9]+|exports")
_OF_PROJECTS = ("project.json", "workspaces.json", "job_manifest.json", "cs.lock")


def key_of(metafile: str) -> str:
    """Return the same text for all ways to write a metafile.

    >>> key_of(">./x/../stack.cs"), key_of("J1//stack.cs")
    ('>stack.cs', 'J1/stack.cs')
    """
    path = metafile.removeprefix(RELATIVE)
    return metafile[: len(metafile) - len(path)] + normpath(path)


def find_table(metafile: str, folder: Path) -> Path | None:
    """Return the file that a metafile names in a document of a folder, if it is there.

    With ``>`` before it the path begins at that folder. Without, it begins at the folder of the
    project: that which holds the folders of jobs, or else the folder itself. What lies outside of
    both is not looked for.

    >>> written = Path("J1").mkdir(), Path("J1/stack.cs").touch()
    >>> str(find_table(">stack.cs", Path("J1"))), find_table(">stack.cs", Path())
    ('J1/stack.cs', None)
    >>> str(find_table("J1/stack.cs", Path("J1")))
    'J1/stack.cs'
    """
    return next(iter(_found(metafile, folder, follow=False)), None)


def refuse_outside(metafile: str, folder: Path) -> None:
    """Raise ``SpecError`` for a table that lies outside of the project of a folder.

    A path that only leads out by a link raises a note: the disk of a job may be another one, and
    what is there is not looked at. Nothing of what lies outside is told.
    """
    path = metafile.removeprefix(RELATIVE)
    if _is_absolute(path):
        raise SpecError.of(
            f"{show_value(metafile)} does not begin at the folder of the project: expected a path "
            f"from there, or after {RELATIVE} from that of the document",
        )
    start = _absolute(folder) if path != metafile else project_of(folder)
    if not _is_within(_absolute(start / path), start, _absolute(folder)):
        raise SpecError.of(
            f"{show_value(metafile)} leads out of the project: expected a path within it"
        )
    if next(iter(_found(metafile, folder, follow=True)), None) and not find_table(metafile, folder):
        message = f"{show_value(metafile)} leads out of the project by a link: it was not looked at"
        note = Severity.NOTE
        raise SpecError([Problem((), message, kind=ProblemKind.UNREADABLE, severity=note)])


def project_of(folder: Path) -> Path:
    """Return the folder of the project that a folder is in; by default the folder itself."""
    absolute = _absolute(folder)
    upwards = (absolute, *absolute.parents)
    jobs = (each.parent for each in upwards if _IN_PROJECT.fullmatch(each.name))
    marked = (each for each in upwards if any((each / name).is_file() for name in _OF_PROJECTS))
    return next(jobs, None) or next(marked, absolute)


def _found(metafile: str, folder: Path, *, follow: bool) -> Iterator[Path]:
    """Give the files that a metafile can stand for; where links are followed, anywhere."""
    path = metafile.removeprefix(RELATIVE)
    folders = [folder] if path != metafile else _folders(path, folder)
    for each in () if _is_absolute(path) else folders:
        table = each / path
        places = (table, each, folder)
        is_within = _is_within(*map(_absolute, places)) and _is_there(table)
        if is_within and (follow or _is_within(*map(_real, places))):
            yield table


def _folders(path: str, folder: Path) -> Iterator[Path]:
    """Give the folders at which a path of a project can begin, the nearest first."""
    project = project_of(folder)
    yield folder
    first, *more = path.split("/")
    names_job = more and _JOB.fullmatch(first)
    for each in (*folder.parents, *folder.absolute().parents):
        if (names_job and _is_folder(each / first)) or _absolute(each) == project:
            yield each


def _is_within(path: Path, start: Path, folder: Path) -> bool:
    """Whether a path is within the folder it begins at, that of the document, or the project."""
    places = (start, folder)
    return any(map(path.is_relative_to, places)) or path.is_relative_to(project_of(folder))


def _is_absolute(path: str) -> bool:
    windows = PureWindowsPath(path)
    return bool(windows.drive or windows.root)  # which "/" begins as well


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100  # pathlib leaves ".." as it is


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long, or a folder that cannot be looked into
        return False


def _is_there(path: Path) -> bool:
    try:
        return path.exists() and not path.is_dir()
    except OSError:
        return False
