"""Files of projects and assets of logs, kept in memory."""

from __future__ import annotations

from importlib import import_module
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import Any

import attrs
import numpy as np

from cryosparc_spec.testing.recording.jobs import Raw
from cryosparc_spec.testing.recording.refusals import RefusedError

_IMAGES = (".mrc", ".mrcs")
_SIDE = 64
_MRC: Any = import_module("cryosparc.mrc")


@attrs.define
class Asset:
    """A plot or text that goes with the log of a job."""

    id: str
    """Number that stands for it."""
    job: tuple[str, str]
    """Project and job."""
    filename: str
    """Name of the file."""
    format: str
    """Format, such as ``png``."""
    content: bytes = attrs.field(repr=False)
    """What is in it."""

    def reference(self) -> Raw:
        """Return what the client hands on to tell of it."""
        return {"fileid": self.id, "filename": self.filename, "filetype": self.format}


@attrs.define
class Files:
    """What was uploaded."""

    contents: dict[tuple[str, str], bytes] = attrs.field(factory=lambda: {})
    """Content by project and path."""
    folders: set[tuple[str, str]] = attrs.field(factory=lambda: set())
    """Folders that were made."""
    assets: dict[str, Asset] = attrs.field(factory=lambda: {})
    """Assets by number."""

    def put(self, project_uid: str, path: str, content: bytes, *, overwrite: bool) -> None:
        """Keep a file; one that is there is only written over where that is said."""
        if (project_uid, path) in self.contents and not overwrite:
            raise RefusedError(409, f"File {path} already exists")
        self.contents[project_uid, path] = content

    def get(self, project_uid: str, path: str, *, makes_up: bool) -> bytes:
        """Return a file; an image that nobody uploaded may be made up."""
        content = self.contents.get((project_uid, path))
        if content is not None:
            return content
        if makes_up and PurePosixPath(path).suffix in _IMAGES:
            return made_up_image()
        raise RefusedError(404, f"File {path} not found")

    def copy(self, project_uid: str, source: str, target: str, *, makes_up: bool) -> None:
        """Let a file be at another path as well."""
        content = self.get(project_uid, source, makes_up=makes_up)
        self.contents[project_uid, target or PurePosixPath(source).name] = content

    def names(self, project_uid: str, prefix: str, *, recursive: bool) -> list[str]:
        """Return the paths of what is in a folder."""
        start = f"{prefix.rstrip('/')}/" if prefix.strip("./") else ""
        found: dict[str, None] = {}
        for project, path in [*self.contents, *sorted(self.folders)]:
            if project == project_uid and path.startswith(start):
                first, slash, _ = path[len(start) :].partition("/")
                found[path if recursive or not slash else start + first] = None
        return list(found)

    def add_asset(self, job: tuple[str, str], filename: str, format: str, content: bytes) -> Asset:
        """Keep an asset."""
        asset = Asset(f"{len(self.assets) + 1:024x}", job, filename, format, content)
        self.assets[asset.id] = asset
        return asset

    def asset(self, id: str) -> Asset:
        """Return an asset, or refuse one that is not there."""
        if id not in self.assets:
            raise RefusedError(404, f"Asset {id} not found")
        return self.assets[id]


def made_up_image() -> bytes:
    """Return a small image with nothing in it."""
    with TemporaryFile() as file:
        _MRC.write(file, np.zeros((1, _SIDE, _SIDE), np.float32), 1.0)
        file.seek(0)
        return file.read()
