"""Catalogues as plain data: entries, each of which cites the list ``sources`` by number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

import attrs

from cryosparc_spec.catalogue.entries import SlotType
from cryosparc_spec.catalogue.job_type_entries import KnownJobType
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import is_list, is_mapping
from cryosparc_spec.problems.value_text import show_value


@attrs.frozen(kw_only=True)
class SlotTypesDocument:
    """A file of slot types."""

    about: str = ""
    """What people should know of the file; like a comment, it is not kept."""
    slot_types: tuple[SlotType, ...]
    """The entries."""
    sources: tuple[str, ...] = ()
    """Where things were seen, for entries to cite by number."""


@attrs.frozen(kw_only=True)
class JobTypesDocument:
    """A file of job types."""

    about: str = ""
    """What people should know of the file; like a comment, it is not kept."""
    job_types: tuple[KnownJobType, ...]
    """The entries."""
    sources: tuple[str, ...] = ()
    """Where things were seen, for entries to cite by number."""


_VALUES = {"value", "examples", "enum", "hidden"}
"""Keys of what is data of jobs, and cites nothing."""


def with_sources(raw: object, key: str) -> tuple[object, list[Problem]]:
    """Put in the sources that entries cite by number; data that is not a catalogue is left alone.

    ``key`` is that of the entries. Return the problems as well: numbers that cite nothing.
    """
    if not is_mapping(raw) or not is_list(raw.get(key)):
        return raw, []
    sources = raw.get("sources", [])
    cited = _Citations(sources if is_list(sources) else [])
    entries = [cited.replaced(entry, (key, index)) for index, entry in enumerate(raw[key])]
    return {**raw, key: entries}, cited.wrong


def given_twice(key: str, entries: Iterable[SlotType | KnownJobType]) -> Iterator[Problem]:
    """Tell of each entry that a catalogue has already: the last one would count alone."""
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        name = entry.type if isinstance(entry, KnownJobType) else str(entry)
        if name in seen:
            yield Problem(
                (key, index),
                f"the {key[:-1].replace('_', ' ')} {show_value(name)} stands here twice",
                kind=ProblemKind.DUPLICATE_KEY,
                hint="keep one of them",
            )
        seen.add(name)


class _Citations:
    def __init__(self, sources: Iterable[Any]) -> None:
        self.sources = list(sources)
        self.wrong: list[Problem] = []

    def replaced(self, data: Any, path: DocumentPath) -> Any:
        """Return an entry, and the facts in it, with texts for the numbers of sources."""
        if is_list(data):
            return [self.replaced(item, (*path, index)) for index, item in enumerate(data)]
        if not is_mapping(data):
            return data
        return {key: self._value(key, value, (*path, str(key))) for key, value in data.items()}

    def _value(self, key: Any, value: Any, path: DocumentPath) -> Any:
        if key == "sources" and is_list(value):
            return [self._source(item, (*path, index)) for index, item in enumerate(value)]
        if key == "source":
            return self._source(value, path)
        return value if key in _VALUES else self.replaced(value, path)

    def _source(self, item: Any, path: DocumentPath) -> Any:
        if type(item) is not int:
            return item
        if 0 <= item < len(self.sources):
            return self.sources[item]
        known = f"0 to {len(self.sources) - 1}" if self.sources else "text, for there are none"
        message = f"{show_value(item)} is the number of no source: expected {known}"
        self.wrong.append(Problem(path, message))
        return ""


def without_sources(entries: Iterable[dict[str, Any]], key: str) -> dict[str, Any]:
    """Return a document of entries under a key, with numbers for their sources."""
    numbers: dict[str, int] = {}
    listed = list(entries)
    for facts in _facts_in(listed):
        if "sources" in facts:
            facts["sources"] = [numbers.setdefault(s, len(numbers)) for s in facts["sources"]]
        if "source" in facts:
            facts["source"] = numbers.setdefault(facts["source"], len(numbers))
    return {"sources": list(numbers), key: listed}


def _facts_in(data: Any) -> Iterator[dict[str, Any]]:
    if is_list(data):
        for item in data:
            yield from _facts_in(item)
    elif is_mapping(data):
        yield cast("dict[str, Any]", data)
        for key, value in data.items():
            if key not in _VALUES:
                yield from _facts_in(value)
