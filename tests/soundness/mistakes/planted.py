"""A mistake in a sample, where it is, and what it should be told as."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import attrs

from tests.soundness.samples import Sample
from tests.soundness.texts import Path, Place

_SEVERITIES = ("note", "warning", "error")


@attrs.frozen
class Planted:
    """A sample with one mistake in it."""

    sample: Sample
    original: Sample
    """The same without the mistake."""
    paths: tuple[Path, ...]
    """Where in the data it may be told; of an unknown key, the key."""
    kinds: frozenset[str]
    """What it may be told as."""
    least: str = "warning"
    """How severe it is at least."""
    most: str = "error"
    """How severe it is at most."""
    within: bool = False
    """Whether it may be told of a part of what is at the path."""
    recoverable: bool = False
    """Whether the mistake shows what was meant, so that a fix has to mean the same."""
    place: Place | None = None
    """Where in the file, where the data does not show it; a column of 0 is any."""

    def fits(self, path: Path, kind: str, severity: str) -> bool:
        """Whether a problem is the one that was planted."""
        at = any(path[: len(each)] == each if self.within else path == each for each in self.paths)
        least, most = map(_SEVERITIES.index, (self.least, self.most))
        return at and kind in self.kinds and least <= _SEVERITIES.index(severity) <= most


Planter: TypeAlias = Callable[[random.Random], Planted]


def one_of(*kinds: str) -> frozenset[str]:
    """Return kinds of problems, any of which names a mistake."""
    return frozenset(kinds)


def drawn(
    make: Callable[[random.Random], Sample],
    chance: random.Random,
    places_in: Callable[[Any], Sequence[Any]],
) -> tuple[Sample, Any, Any]:
    """Make samples until one has a place for a mistake.

    Returns the sample, a copy of its data, and the place.
    """
    while True:
        sample = make(chance)
        places = [] if sample.expected else [*places_in(sample.document.data)]
        if places:
            return sample, copy.deepcopy(sample.document.data), chance.choice(places)


def at(data: Any, path: Path) -> Any:
    """Return the value at a path."""
    for key in path:
        data = data[key]
    return data


def put(data: Any, path: Path, value: Any) -> None:
    """Set the value at a path."""
    at(data, path[:-1])[path[-1]] = value


def rename(mapping: dict[str, Any], old: str, new: str) -> None:
    """Give a key another name, in its place."""
    items = [(new if key == old else key, value) for key, value in mapping.items()]
    mapping.clear()
    mapping.update(items)


def slip(chance: random.Random, word: str, known: Sequence[str] = ()) -> str:
    """Mistype a word by a letter, so that it is no other known word."""
    letters = [index for index, letter in enumerate(word) if letter.isalpha()]
    while True:
        index = chance.choice(letters[1:])
        left, letter, right = word[:index], word[index], word[index + 1 :]
        changed = chance.choice(
            (left + right, left + letter * 2 + right, left[:-1] + letter + left[-1:] + right)
        )
        if changed not in (word, *known):
            return changed
