"""The nearest configuration of each folder, looked for upward; most folders have none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cryosparc_spec.problems.validators import AnyPath

if TYPE_CHECKING:
    from cryosparc_spec.catalogue.job_types import JobTypes
    from cryosparc_spec.catalogue.slot_types import SlotTypes
    from cryosparc_spec.files.configuration import Configuration

OWN_FILE = "cryosparc-spec.toml"
"""File with nothing but a configuration; it counts before the other one of its folder."""

SHARED_FILE = "pyproject.toml"
"""File in which it is the table ``[tool.cryosparc-spec]``."""

Catalogues: TypeAlias = "tuple[SlotTypes | None, JobTypes | None]"


class Configurations:
    """Finds configurations, and keeps what it found for as long as a command runs."""

    def __init__(self) -> None:
        self._found: dict[str, Configuration | None] = {}
        self._catalogues: dict[Configuration, Catalogues] = {}

    def of_folder(self, folder: AnyPath) -> Configuration | None:
        """Return what counts for the files of a folder: the nearest file in it or above it.

        Raises :class:`~cryosparc_spec.FileError`, whose problems have file, line and column, and
        ``OSError``.
        """
        path = os.path.abspath(folder)  # noqa: PTH100
        passed: list[str] = []
        while path not in self._found:
            passed.append(path)
            found = _configuration_in(path)
            above = os.path.dirname(path)  # noqa: PTH120
            if found is not None or above == path:
                self._found[path] = found
            else:
                path = above
        self._found.update(dict.fromkeys(passed, self._found[path]))
        return self._found[path]

    def catalogues_of(self, folder: AnyPath) -> Catalogues:
        """Return what is known besides, as the configuration of a folder names it.

        Raises :class:`~cryosparc_spec.SpecError` and ``OSError``.
        """
        wished = self.of_folder(folder)
        if wished is None or not (wished.slot_types or wished.job_types):
            return None, None
        if wished not in self._catalogues:
            from cryosparc_spec.files.catalogues import job_types_in, slot_types_in

            slot_types, job_types = (
                [wished.folder / name for name in names]
                for names in (wished.slot_types, wished.job_types)
            )
            self._catalogues[wished] = slot_types_in(slot_types), job_types_in(job_types)
        return self._catalogues[wished]


def _configuration_in(folder: str) -> Configuration | None:
    for name in (OWN_FILE, SHARED_FILE):
        path = os.path.join(folder, name)  # noqa: PTH118  # it is looked for in every folder
        if os.path.isfile(path):  # noqa: PTH113
            from cryosparc_spec.files.configuration import read_configuration

            found = read_configuration(_as_seen_from_here(path))
            if found is not None:
                return found
    return None


def _as_seen_from_here(path: str) -> Path:
    here = Path.cwd()
    return Path(path).relative_to(here) if Path(path).is_relative_to(here) else Path(path)
