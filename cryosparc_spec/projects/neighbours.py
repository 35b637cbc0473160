"""The jobs beside a job: which there are, and which outputs they have."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path

from cryosparc_spec.projects.jobs import Jobs, jobs_in
from cryosparc_spec.projects.offers import Offers, offers_of

_MOST_KEPT = 256
_OF_PROJECTS = ("project.json", "workspaces.json", "job_manifest.json")


class Neighbours:
    """The jobs in the folder of a project, of which no more is kept than outputs of a few."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read = lru_cache(_MOST_KEPT)(self._offers_of)

    @cached_property
    def jobs(self) -> Jobs:
        """The jobs that are here."""
        return jobs_in(self.folder)

    @cached_property
    def is_whole(self) -> bool:
        """Whether the folder is that of a project, and not a copy of some of its jobs."""
        return any((self.folder / name).exists() for name in _OF_PROJECTS)

    @cached_property
    def is_known(self) -> bool:
        """Whether it can be said that a job is not here: one job alone has left the others."""
        return self.is_whole or len(self.jobs) > 1

    def offers_of(self, uid: str) -> Offers | None:
        """Return the outputs of a job; ``None`` where it is not here or cannot be read."""
        return self._read(uid)

    def _offers_of(self, uid: str) -> Offers | None:
        job = self.jobs.if_readable(uid) if uid in self.jobs else None
        return None if job is None else offers_of(job)

    def may_have(self, uid: str, output: str, result: str) -> bool:
        """Whether an output has a result, or hands on what has it, as far as can be known."""
        seen: set[tuple[str, str]] = set()
        to_see = [(uid, output)]
        while to_see:
            place = to_see.pop()
            seen.add(place)
            offers = self.offers_of(place[0])
            if offers is None:
                return True
            offer = offers.get(place[1])
            if offer is not None and result in offer.results:
                return True
            to_see += {*offer.sources} - seen if offer is not None else ()
        return False


class Surroundings:
    """The folder of a document, and the project that it is in."""

    def __init__(self, folder: Path, neighbours: Neighbours | None) -> None:
        self.folder = folder
        self.neighbours = neighbours

    @property
    def uid(self) -> str | None:
        """The job whose folder it is, by the name of the folder."""
        return self.folder.name if self.neighbours else None
