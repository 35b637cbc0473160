"""Catalogues as plain data: ``slot_types``, each of which cites the list ``sources`` by number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from cryosparc_spec.catalogue.entries import Key, SlotType
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import is_list, is_mapping
from cryosparc_spec.problems.value_text import show_value


@attrs.frozen(kw_only=True)
class SlotTypesDocument:
    """A file of slot types."""

    slot_types: tuple[SlotType, ...]
    """The entries."""
    sources: tuple[str, ...] = ()
    """Where things were seen, for entries to cite by number."""


def with_sources(raw: object) -> tuple[object, list[Problem]]:
    """Put the sources that entries cite by number in their place; what is no catalogue stays.

    Return the problems as well: numbers that cite nothing.
    """
    if not is_mapping(raw) or not is_list(raw.get("slot_types")):
        return raw, []
    sources = raw.get("sources", [])
    cited = _Citations(sources if is_list(sources) else [])
    numbered = enumerate(raw["slot_types"])
    entries = [cited.in_entry(entry, ("slot_types", index)) for index, entry in numbered]
    return {**raw, "slot_types": entries}, cited.wrong


def given_twice(slot_types: Iterable[SlotType]) -> Iterator[Problem]:
    """Tell of each slot type that the catalogue has already: the last one would count alone."""
    seen: set[Key] = set()
    for index, slot_type in enumerate(slot_types):
        if slot_type.key in seen:
            yield Problem(
                ("slot_types", index),
                f"the slot type {slot_type} stands here twice",
                kind=ProblemKind.DUPLICATE_KEY,
                hint="keep one of them",
            )
        seen.add(slot_type.key)


class _Citations:
    def __init__(self, sources: Iterable[Any]) -> None:
        self.sources = list(sources)
        self.wrong: list[Problem] = []

    def in_entry(self, entry: Any, path: DocumentPath) -> Any:
        if not is_mapping(entry):
            return entry
        entry = self._replaced(entry, path)
        if is_list(entry.get("columns")):
            columns = enumerate(entry["columns"])
            entry["columns"] = [self._replaced(c, (*path, "columns", i)) for i, c in columns]
        return entry

    def _replaced(self, facts: Any, path: DocumentPath) -> Any:
        if not is_mapping(facts) or not is_list(facts.get("sources")):
            return facts
        items = enumerate(facts["sources"])
        return {
            **facts,
            "sources": [self._source(item, (*path, "sources", i)) for i, item in items],
        }

    def _source(self, item: Any, path: DocumentPath) -> Any:
        if type(item) is not int:
            return item
        if 0 <= item < len(self.sources):
            return self.sources[item]
        known = f"0 to {len(self.sources) - 1}" if self.sources else "text, for there are none"
        message = f"{show_value(item)} is the number of no source: expected {known}"
        self.wrong.append(Problem(path, message))
        return ""


def without_sources(entries: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return a document of entries, with numbers for their sources."""
    numbers: dict[str, int] = {}
    slot_types = list(entries)
    for facts in _facts_in(slot_types):
        if "sources" in facts:
            facts["sources"] = [numbers.setdefault(s, len(numbers)) for s in facts["sources"]]
    return {"sources": list(numbers), "slot_types": slot_types}


def _facts_in(entries: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        yield entry
        yield from entry.get("columns", ())
