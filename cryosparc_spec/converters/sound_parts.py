"""What can be made of a document with mistakes in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import attrs

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.converters.definitions import structure_if_sound
from cryosparc_spec.problems.errors import StructureError
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.problems.validators import is_list, is_mapping
from cryosparc_spec.problems.words import few_near_words


@attrs.frozen(eq=False)
class SoundParts:
    """What could be structured of a document with mistakes in it."""

    value: Any
    """The object without the wrong parts, or ``None`` where nothing was left."""
    problems: tuple[Problem, ...]
    """What was wrong with the structure."""
    removed: frozenset[DocumentPath] = frozenset()
    """Paths of the parts left out."""

    def original_path(self, path: DocumentPath) -> DocumentPath:
        """Return where a path in the object was in the document: items left out shift a list."""
        original: DocumentPath = ()
        for key in path:
            if isinstance(key, int):
                key += bisect_right(self._gaps.get(original, ()), key)
            original = (*original, key)
        return original

    def damaged(self, path: DocumentPath = ()) -> frozenset[str | int]:
        """Return the keys below a path in the document whose values were left out, or parts."""
        return frozenset(self._damaged.get(path, ()))

    @cached_property
    def _damaged(self) -> dict[DocumentPath, set[str | int]]:
        below: dict[DocumentPath, set[str | int]] = {}
        for path in self.removed:
            for depth, key in enumerate(path):
                below.setdefault(path[:depth], set()).add(key)
        return below

    @cached_property
    def _gaps(self) -> dict[DocumentPath, list[int]]:
        """For each list: before which of the items kept each item left out was, in order."""
        indices: dict[DocumentPath, list[int]] = {}
        for path in self.removed:
            if path and isinstance(path[-1], int):
                indices.setdefault(path[:-1], []).append(path[-1])
        return {
            path: [index - before for before, index in enumerate(sorted(found))]
            for path, found in indices.items()
        }


@few_near_words
def structure_sound_parts(
    raw: object, cls: type[Any], *, slot_types: SlotTypes | None = None
) -> SoundParts:
    """Structure what is sound of a document, so that the checks can report on it as well.

    A part with a problem is left out and the rest is tried again. Nothing is warned about.
    """
    sound = structure_if_sound(raw, cls, slot_types)
    if sound is not None:
        return SoundParts(sound, ())
    from cryosparc_spec.converters.plain_data import structure_silently
    from cryosparc_spec.converters.slot_warnings import dropped_notices

    salvaged = SoundParts(None, ())
    with dropped_notices():
        while () not in salvaged.removed:
            sound = _without(raw, salvaged.removed)
            try:
                value = structure_silently(sound, cls, slot_types=slot_types)
            except StructureError as error:
                salvaged = _leave_out(raw, salvaged, error.problems)
            else:
                return attrs.evolve(salvaged, value=value)
    return salvaged


def _leave_out(raw: object, salvaged: SoundParts, problems: tuple[Problem, ...]) -> SoundParts:
    """Add problems, other than those of a value that an earlier round took a part out of."""
    paths = [salvaged.original_path(problem.path) for problem in problems]
    located = [
        problem if problem.path == path else attrs.evolve(problem, path=path)
        for problem, path in zip(problems, paths, strict=True)
    ]
    news = [p for p in located if not salvaged.damaged(p.path)]
    removed = salvaged.removed | {_path_within(raw, p.path) for p in located}
    return SoundParts(None, (*salvaged.problems, *news), removed)


def _path_within(raw: Any, path: DocumentPath) -> DocumentPath:
    """Return the path as far as it leads in the data: a slot may be JSON text within a text."""
    for depth, key in enumerate(path):
        items = _items_at(raw, key)
        if key not in items:
            return path[:depth]
        raw = items[key]
    return path


def _items_at(raw: object, key: str | int) -> Mapping[Any, Any]:
    if is_mapping(raw):
        return raw if key in raw else {str(other): item for other, item in raw.items()}
    return {key: raw[key]} if is_list(raw) and isinstance(key, int) else {}


def _without(raw: Any, removed: Iterable[DocumentPath]) -> Any:
    below: dict[str | int, list[DocumentPath]] = {}
    for path in removed:
        below.setdefault(path[0], []).append(path[1:])
    if not below:
        return raw
    if is_mapping(raw):
        kept = {key: item for key, item in raw.items() if () not in below.get(str(key), ())}
        return {key: _without(item, below.get(str(key), ())) for key, item in kept.items()}
    pairs = [(index, item) for index, item in enumerate(raw) if () not in below.get(index, ())]
    return [_without(item, below.get(index, ())) for index, item in pairs]
