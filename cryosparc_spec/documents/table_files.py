"""Where the tables are that results groups and jobs name."""

from __future__ import annotations

from pathlib import Path

from cryosparc_spec.documents.results_group import RELATIVE


def find_table(metafile: str, folder: Path) -> Path | None:
    """Return the file that a metafile names in a document of a folder, if it is there.

    With ``>`` before it the path begins at that folder. Without, it begins at the folder of the
    project, which is taken to be the nearest one, from there upwards, where such a file is.

    >>> written = Path("J1").mkdir(), Path("J1/stack.cs").touch()
    >>> str(find_table(">stack.cs", Path("J1"))), find_table(">stack.cs", Path())
    ('J1/stack.cs', None)
    >>> str(find_table("J1/stack.cs", Path("J1")))
    'J1/stack.cs'
    """
    if metafile.startswith(RELATIVE):
        path = folder / metafile.removeprefix(RELATIVE)
        return path if _is_there(path) else None
    folders = (folder, *folder.parents, *folder.absolute().parents)
    return next((path for each in folders if _is_there(path := each / metafile)), None)


def _is_there(path: Path) -> bool:
    try:
        return path.exists() and not path.is_dir()
    except OSError:  # a name that is too long, or a folder that cannot be looked into
        return False
