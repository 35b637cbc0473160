"""The jobs beside a job: which there are, and which outputs they have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from cryosparc_spec.files.load_and_dump import read
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.validators import is_list, is_mapping
from cryosparc_spec.projects.job_documents import JOB_FILE
from cryosparc_spec.projects.jobs import JOB_UID, Jobs, jobs_in


class Result(NamedTuple):
    """What is kept of a result of a job."""

    type: str
    """Datatype and slot type, with a dot between them."""
    versions: tuple[int, ...]
    """Its versions."""


Outputs: TypeAlias = Mapping[str, Mapping[str, Result]]
"""Results of each output."""

_MOST_KEPT = 256
_OF_PROJECTS = ("project.json", "workspaces.json", "job_manifest.json")


class Neighbours:
    """The jobs in the folder of a project, of which no more is kept than outputs of a few."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read = lru_cache(_MOST_KEPT)(self._outputs_of)

    @cached_property
    def jobs(self) -> Jobs:
        """The jobs that are here."""
        return jobs_in(self.folder)

    @cached_property
    def is_whole(self) -> bool:
        """Whether the folder is that of a project, and no copy of some jobs."""
        return any((self.folder / name).exists() for name in _OF_PROJECTS)

    @cached_property
    def is_known(self) -> bool:
        """Whether it can be said that a job is not here: one job alone has left the others."""
        return self.is_whole or len(self.jobs) > 1

    def outputs_of(self, uid: str) -> Outputs | None:
        """Return the outputs of a job that is here; ``None`` where it cannot be read."""
        return self._read(uid)

    def _outputs_of(self, uid: str) -> Outputs | None:
        try:
            raw = read(self.jobs.files[uid]).raw
        except (SpecError, OSError):
            return None
        found: dict[str, dict[str, Result]] = {}
        for output, name, result in _results_in(raw):
            results = found.setdefault(output, {})
            if name is not None:
                results[name] = result
        return found


_NONE = Result("", ())


def _results_in(raw: Any) -> Iterator[tuple[str, str | None, Result]]:
    """Give outputs and their results, whatever else there is in the plain data of a job."""
    spec = _mapping(_mapping(raw).get("spec"))
    for name, output in _mapping(spec.get("outputs")).items():
        yield name, None, _NONE
        datatype = _mapping(output).get("type")
        for item in (*_list(output, "slots"), *_list(output, "results")):
            yield name, item.get("name"), Result(f"{datatype}.{item.get('dtype')}", _versions(item))
    for group in _list(raw, "output_result_groups"):
        name = group.get("name", "")
        yield name, None, _NONE
        for item in _list(group, "contains"):
            yield name, item.get("name"), Result(item.get("type", ""), ())
    for item in _list(raw, "output_results"):
        name = item.get("group_name", "")
        yield name, item.get("name"), Result(item.get("type", ""), _versions(item))


def _versions(result: Mapping[str, Any]) -> tuple[int, ...]:
    numbers = result.get("versions")
    return tuple(n for n in numbers if isinstance(n, int)) if is_list(numbers) else ()


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if is_mapping(value) else {}


def _list(value: Any, key: str) -> list[Mapping[str, Any]]:
    """Return the mappings in a list that stands under a key, if it does."""
    items = _mapping(value).get(key)
    return [item for item in items if is_mapping(item)] if is_list(items) else []


class Surroundings:
    """The folder of a document, and the project that it is in."""

    def __init__(self, folder: Path, neighbours: Neighbours | None) -> None:
        self.folder = folder
        self.neighbours = neighbours

    @property
    def uid(self) -> str | None:
        """The job whose folder it is, by the name of the folder."""
        return self.folder.name if self.neighbours else None

    @cached_property
    def has_documents(self) -> bool:
        """Whether documents beside the tables say what is in them."""
        return (self.folder / JOB_FILE).exists() or any(self.folder.glob("*.csg"))


def is_job_folder(folder: Path) -> bool:
    """Whether a folder is that of a job in its project, by its name and what is in it."""
    return bool(JOB_UID.fullmatch(folder.name)) and (folder / JOB_FILE).exists()
