"""Catalogues of job types, and the one that comes with the package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import attrs

from cryosparc_spec.catalogue.entries import all_of
from cryosparc_spec.catalogue.job_type_entries import (
    KnownDefault,
    KnownInput,
    KnownJobType,
    KnownOutput,
    KnownParam,
    KnownSlot,
)
from cryosparc_spec.catalogue.job_type_merging import merged_job_types
from cryosparc_spec.display.displayed import DisplayedRows
from cryosparc_spec.problems.bare_fields import ReadWithinSpec
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import SLIP, nearest_word


class JobTypeNotKnownError(SpecError, KeyError):
    """A job type that a catalogue does not have."""


def _last_of_each_type(job_types: Iterable[KnownJobType]) -> tuple[KnownJobType, ...]:
    items = all_of(job_types, KnownJobType)
    return tuple({entry.type: entry for entry in items}.values())


@attrs.frozen(slots=False, repr=False, cache_hash=True)
class JobTypes(DisplayedRows, ReadWithinSpec, Mapping[str, KnownJobType]):
    """An immutable catalogue of job types, by their words.

    >>> types = known_job_types()
    >>> types["homo_abinit"].title
    'Ab-Initio Reconstruction'
    >>> types["homo_refin_new"]
    Traceback (most recent call last):
    ...
    cryosparc_spec.catalogue.job_types.JobTypeNotKnownError: "homo_refin_new" is not among the 110
    job types known; write "homo_refine_new"
    """

    _job_types: tuple[KnownJobType, ...] = attrs.field(default=(), converter=_last_of_each_type)

    def __getitem__(self, job_type: str) -> KnownJobType:
        if job_type in self._by_type:
            return self._by_type[job_type]
        raise JobTypeNotKnownError([self.unknown(job_type)])

    def _rows(self) -> tuple[Sequence[KnownJobType], Sequence[str]]:
        return self._job_types, ()

    def __contains__(self, job_type: object) -> bool:
        return job_type in self._by_type

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_type)

    def __len__(self) -> int:
        return len(self._job_types)

    def __repr__(self) -> str:
        return f"JobTypes({', '.join(self)})"

    @cached_property
    def has_register(self) -> bool:
        """Whether a register is among what is known, so that other job types are not there."""
        return any(entry.is_certain for entry in self._job_types)

    def unknown(self, job_type: object) -> Problem:
        """Return the problem of a word that is not a job type, with the nearest one that is."""
        nearest = nearest_word(job_type, self, cutoff=SLIP) if isinstance(job_type, str) else None
        return Problem(
            (),
            f"{show_value(job_type)} is not among the {len(self)} job types known",
            kind=ProblemKind.UNKNOWN_WORD,
            fix=Fix.of(nearest) if nearest else None,
        )

    def with_types(self, job_types: Iterable[KnownJobType]) -> JobTypes:
        """Return a catalogue with these types added; they replace types of the same word."""
        return JobTypes([*self.values(), *job_types])

    def __or__(self, other: object) -> JobTypes:
        """Return a catalogue with all that either one knows; what a register says wins.

        >>> mine = JobTypes([KnownJobType(type="my_job", title="Mine")])
        >>> (known_job_types() | mine)["my_job"].title
        'Mine'
        """
        if not isinstance(other, JobTypes):
            return NotImplemented
        both = [
            merged_job_types(self[key], other[key]) if key in other else self[key] for key in self
        ]
        return JobTypes([*both, *(other[key] for key in other if key not in self)])

    def in_category(self, category: str) -> tuple[KnownJobType, ...]:
        """Return the job types of a section of the builder.

        >>> [job_type.type for job_type in known_job_types().in_category("ctf_refinement")]
        ['ctf_refine_global', 'ctf_refine_local', 'exposure_groups']
        """
        return tuple(entry for entry in self._job_types if entry.category == category)

    @cached_property
    def _by_type(self) -> Mapping[str, KnownJobType]:
        return {entry.type: entry for entry in self._job_types}


@lru_cache(1)
def known_job_types() -> JobTypes:
    """Return the catalogue that comes with the package, read when it is first asked for.

    It holds what public material shows of job types, each fact with its sources: printouts of
    servers, jobs and workflows that were published, scripts and guide pages. Nothing says that a
    list in it is complete, but ``complete``.

    >>> known_job_types()["homo_refine_new"].inputs["volume"].slots[0].dtype
    'blob'
    """
    import json
    from pathlib import Path

    document = json.loads(Path(__file__).with_name("job_types.json").read_text("utf-8"))
    reader = _Reader(document["sources"])
    return JobTypes([reader.job_type(entry) for entry in document["job_types"]])


class _Reader:
    """Makes entries of the file in the package, whose form is known to be right."""

    def __init__(self, sources: list[str]) -> None:
        self._sources = sources

    def job_type(self, entry: dict[str, Any]) -> KnownJobType:
        facts: dict[str, Any] = self._cited(entry)
        inputs = {name: KnownInput(**self._with_slots(e)) for name, e in _items(entry, "inputs")}
        outputs = {name: KnownOutput(**self._with_slots(e)) for name, e in _items(entry, "outputs")}
        params = {name: self._param(e) for name, e in _items(entry, "params")}
        facts |= {"inputs": inputs, "outputs": outputs, "params": params}
        return KnownJobType(**facts)

    def _cited(self, facts: dict[str, Any]) -> dict[str, Any]:
        return {**facts, "sources": [self._sources[number] for number in facts["sources"]]}

    def _with_slots(self, facts: dict[str, Any]) -> dict[str, Any]:
        slots = [KnownSlot(**self._cited(slot)) for slot in facts.get("slots", ())]
        return {**self._cited(facts), "slots": slots}

    def _param(self, facts: dict[str, Any]) -> KnownParam:
        defaults = [
            KnownDefault(**default | {"source": self._sources[default["source"]]})
            for default in facts.get("defaults", ())
        ]
        cited: dict[str, Any] = self._cited(facts)
        cited["defaults"] = defaults
        return KnownParam(**cited)


def _items(entry: dict[str, Any], key: str) -> Iterable[tuple[str, dict[str, Any]]]:
    named: dict[str, dict[str, Any]] = entry.get(key, {})
    return named.items()
