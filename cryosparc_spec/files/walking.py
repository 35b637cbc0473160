"""The files below a folder, in the order in which people read them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import attrs

from cryosparc_spec.problems.validators import AnyPath

_NUMBER = re.compile("([0-9]+)")


def natural_key(name: str) -> tuple[tuple[str | int, ...], str]:
    """Return what sorts names as people count: ``J2`` comes before ``J10``.

    >>> sorted(["J10", "J2", "exports", "J02"], key=natural_key)
    ['J02', 'J2', 'J10', 'exports']
    """
    parts: list[str | int] = [*_NUMBER.split(name)]
    parts[1::2] = [int(str(number)) for number in parts[1::2]]
    return tuple(parts), name


@attrs.frozen(kw_only=True)
class Walk:
    """How the files below a folder are gone through.

    Hidden files and folders are passed over, links to folders are not followed, and a link to
    nothing counts as a file, so that it is told of. What is neither a file nor a folder, such as a
    pipe, is passed over. The files of a folder come before the folders in it, both in natural
    order; no more than the names in the folders on the way are held at a time.

    >>> [path.name for path in Walk(suffixes=(".toml",)).files_below("docs/examples")]
    ['class_alignments.toml', 'denoiser.toml']
    """

    suffixes: Sequence[str]
    """Suffixes of the files that are given, in lower case."""
    recursive: bool = True
    """Whether folders within the folder are gone through too."""
    leaves_out: Callable[[Path], bool] | None = None
    """Tells whether a path is left out; a folder is, with all that is in it."""
    unreadable: Callable[[OSError], None] | None = None
    """Told of each folder that cannot be listed, which the ``filename`` of the error names."""

    def files_below(self, folder: AnyPath) -> Iterator[Path]:
        """Give the paths of the files below a folder, each beginning with that of the folder."""
        waiting = [Path(folder)]
        while waiting:
            files, folders = self._listed(waiting.pop())
            yield from (file for file in files if not self._is_left_out(file))
            waiting += [inner for inner in folders if not self._is_left_out(inner)][::-1]

    def _is_left_out(self, path: Path) -> bool:
        return self.leaves_out is not None and self.leaves_out(path)

    def _listed(self, folder: Path) -> tuple[Iterator[Path], Iterator[Path]]:
        """Return the files of a folder to give, and the folders in it to go into."""
        files: list[str] = []
        folders: list[str] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if self._is_taken(entry):
                        (folders if entry.is_dir() else files).append(entry.name)
        except OSError as error:
            if self.unreadable is not None:
                self.unreadable(error)
        in_order = (sorted(names, key=natural_key) for names in (files, folders))
        shown, entered = (map(folder.joinpath, names) for names in in_order)
        return shown, entered

    def _is_taken(self, entry: os.DirEntry[str]) -> bool:
        if entry.name.startswith("."):
            return False
        if entry.is_dir():
            return self.recursive and not entry.is_symlink()
        if not entry.name.lower().endswith(tuple(self.suffixes)):
            return False
        return entry.is_file() or (entry.is_symlink() and not Path(entry).exists())
