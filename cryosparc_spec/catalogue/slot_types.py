"""Catalogues of slot types, and the one that comes with the package."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import attrs

from cryosparc_spec.catalogue.entries import Column, Key, SlotType, all_of, series_pattern
from cryosparc_spec.display.displayed import DisplayedRows
from cryosparc_spec.problems.bare_fields import ReadWithinSpec
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import is_list
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import word_meant
from cryosparc_spec.vocabulary.datatypes import Datatype, DatatypeLike


def _last_of_each_key(slot_types: Iterable[SlotType]) -> tuple[SlotType, ...]:
    items = all_of(slot_types, SlotType)
    return tuple({slot_type.key: slot_type for slot_type in items}.values())


class SlotTypeNotKnownError(SpecError, KeyError):
    """A slot type that a catalogue does not have."""


@attrs.frozen(slots=False, repr=False, cache_hash=True)
class SlotTypes(DisplayedRows, ReadWithinSpec, Mapping[Key, SlotType]):
    """An immutable catalogue of slot types, by datatype and slot type.

    >>> types = known_slot_types()
    >>> types.slot_type_of("background_blob")
    'stat_blob'
    >>> [str(slot_type) for slot_type in types.with_name("mask_refine")]
    ['mask.blob', 'volume.blob']
    """

    _slot_types: tuple[SlotType, ...] = attrs.field(default=(), converter=_last_of_each_key)

    def __getitem__(self, key: Key) -> SlotType:
        if key in self._by_key:
            return self._by_key[key]
        raise SlotTypeNotKnownError([self._unknown(key)])

    def get(self, key: Key, default: Any = None) -> Any:
        """Return a slot type, or something else where there is none."""
        return self._by_key.get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def _rows(self) -> tuple[Sequence[SlotType], Sequence[str]]:
        return self._slot_types, ()

    def __iter__(self) -> Iterator[Key]:
        return iter(self._by_key)

    def __len__(self) -> int:
        return len(self._slot_types)

    def __repr__(self) -> str:
        return f"SlotTypes({', '.join(map(str, self.values()))})"

    def with_types(self, slot_types: Iterable[SlotType]) -> SlotTypes:
        """Return a catalogue with these types added; they replace types of the same key."""
        return SlotTypes([*self.values(), *slot_types])

    def __or__(self, other: object) -> SlotTypes:
        """Return a catalogue with all that either one knows; see :func:`merged`.

        >>> mine = SlotTypes([SlotType(datatype="mask", slot_type="blob", names=["my_mask"])])
        >>> (known_slot_types() | mine).slot_type_of("my_mask")
        'blob'
        """
        if not isinstance(other, SlotTypes):
            return NotImplemented
        from cryosparc_spec.catalogue.merging import merged

        both = [merged(self[key], other[key]) if key in other else self[key] for key in self]
        return SlotTypes([*both, *(other[key] for key in other if key not in self)])

    def under(self, datatype: DatatypeLike) -> tuple[SlotType, ...]:
        """Return the slot types seen under a datatype."""
        known = Datatype(datatype)
        return tuple(t for t in self._slot_types if t.datatype is known)

    def with_name(self, slot_name: str) -> tuple[SlotType, ...]:
        """Return the slot types that a slot of this name was seen to have."""
        named = self._by_name.get(slot_name, ())
        in_series = self._by_name.get(series_pattern(slot_name) or "", ())
        return tuple(dict.fromkeys((*named, *in_series))) if in_series else named

    def slot_type_of(self, slot_name: str) -> str | None:
        """Return the one slot type that a name written short stands for, if it is known.

        A name that is itself a slot type means itself; a name of a series has none, since it
        cannot be written short.
        """
        return self._short_names.get(slot_name)

    def series_type_of(self, slot_name: str) -> str | None:
        """Return the slot type of a name that belongs to a series: ``components_mode_3``."""
        stem = slot_name.rstrip("0123456789")
        return None if stem == slot_name else self._series_stems.get(stem)

    def nearest_name(self, slot_name: str) -> str | None:
        """Return the known name that a mistyped one most likely stands for."""
        return word_meant(slot_name, self._short_names)

    def _unknown(self, key: object) -> Problem:
        words = {f"{datatype}.{slot_type}": (datatype, slot_type) for datatype, slot_type in self}
        given = ".".join(map(str, key)) if is_list(key) else str(key)
        meant = word_meant(given, words)
        return Problem(
            (),
            f"{show_value(given)} is not among the {len(self)} slot types known: expected a "
            'datatype and a slot type, as in ("particle", "ctf")',
            kind=ProblemKind.UNKNOWN_WORD,
            hint=f"write ({json.dumps(words[meant])[1:-1]})" if meant else None,
        )

    @property
    def short_names(self) -> tuple[str, ...]:
        """The names that can be written short."""
        return tuple(self._short_names)

    @cached_property
    def _by_key(self) -> dict[Key, SlotType]:
        return {slot_type.key: slot_type for slot_type in self._slot_types}

    @cached_property
    def _by_name(self) -> dict[str, tuple[SlotType, ...]]:
        """The slot types of each name, and of each pattern of a series."""
        by_name: dict[str, tuple[SlotType, ...]] = {}
        for slot_type in self._slot_types:
            for name in dict.fromkeys((*slot_type.names, *slot_type.series)):
                by_name[name] = (*by_name.get(name, ()), slot_type)
        return by_name

    @cached_property
    def _short_names(self) -> dict[str, str]:
        names = {name: t.slot_type for t in self.values() for name in t.names}
        return names | {t.slot_type: t.slot_type for t in self.values()}

    @cached_property
    def _series_stems(self) -> dict[str, str]:
        return {p.removesuffix("{}"): t.slot_type for t in self.values() for p in t.series}


@lru_cache(1)
def known_slot_types() -> SlotTypes:
    """Return the catalogue that comes with the package, read when it is first asked for."""
    from pathlib import Path

    text = Path(__file__).with_name("slot_types.json").read_text("utf-8")
    document = json.loads(text)
    sources = document["sources"]
    return SlotTypes([_slot_type(entry, sources) for entry in document["slot_types"]])


def _slot_type(entry: dict[str, Any], sources: list[str]) -> SlotType:
    def cited(facts: dict[str, Any]) -> dict[str, Any]:
        return {**facts, "sources": [sources[number] for number in facts["sources"]]}

    facts = cited(entry)
    facts["columns"] = [Column(**cited(column)) for column in entry["columns"]]
    return SlotType(**facts)
