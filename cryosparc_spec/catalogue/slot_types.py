"""Slot types: which columns a slot has in a ``.cs`` table, as far as public material shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, TypeAlias, TypeVar

import attrs

from cryosparc_spec.datatypes import Datatype, DatatypeLike
from cryosparc_spec.dtypes import DTypeSpec
from cryosparc_spec.errors import Problems, located_at, nearest_word, unknown_word
from cryosparc_spec.validators import (
    as_identifier,
    as_instance,
    as_text,
    as_text_or_none,
    as_texts,
    as_tuple,
    valid,
)

_T = TypeVar("_T")

Key: TypeAlias = tuple[str, str]
"""Datatype and slot type: ``("particle", "ctf")``."""


_SHAPE = re.compile(r"\(([^)]*)\)|([0-9]+)")
_LETTER_IN_SHAPE = re.compile(r"\b[A-Z]\b(?=[^()]*\))")


class Seen(StrEnum):
    """How often a column was seen where its slot was."""

    ALWAYS = "always"
    """In every table seen that has the slot."""
    SOMETIMES = "sometimes"
    """In some, or it is not established in how many."""


def _as_seen(value: str) -> Seen:
    try:
        return Seen(value)
    except ValueError:
        error = unknown_word(value, Seen, what="how often a column was seen")
        raise error.under("seen") from None


def _as_datatype(value: DatatypeLike) -> Datatype:
    with located_at("datatype"):
        return Datatype(value)


@attrs.frozen(kw_only=True)
class Column:
    """One column of a slot type, as far as it is known."""

    name: str = attrs.field(validator=valid(as_text))
    """Name within the slot: ``micrograph_shape`` of ``location/micrograph_shape``."""
    dtype: str | None = attrs.field(validator=valid(as_text_or_none))
    """Dtype, ``"2u4"``; letters in its shape are dimensions that vary, as ``"(K,2)f4"`` with the
    number of classes; ``None`` where no file showed it."""
    seen: Seen = attrs.field(converter=_as_seen)
    """How often it was seen."""
    seen_in: str = attrs.field(default="", validator=valid(as_text))
    """What ``seen`` was counted over."""
    required: str | None = attrs.field(default=None, validator=valid(as_text_or_none))
    """What shows that the server requires it: v4 ``min_fields``, or a message. ``None`` where
    nothing does, which does not mean that it is optional."""
    confidence: str = attrs.field(default="", validator=valid(as_text))
    """How well the sources bear it out."""
    sources: tuple[str, ...] = attrs.field(
        default=(), converter=as_tuple, validator=valid(as_texts)
    )
    """Where it was seen."""

    @property
    def dimensions(self) -> tuple[int | str, ...]:
        """Shape of one row, with letters for the dimensions that vary; ``()`` where not seen.

        >>> known_slot_types()["particle", "alignments3D_multi"].columns[1].dimensions
        ('K', 2)
        """
        shape = _SHAPE.match(self.dtype or "")
        words = (shape[1] or shape[2]).split(",") if shape else []
        return tuple(int(word) if word.isdecimal() else word for word in words if word)

    @property
    def letters(self) -> tuple[str, ...]:
        """The dimensions that vary."""
        return tuple(word for word in self.dimensions if isinstance(word, str))

    def dtype_with(self, sizes: Mapping[str, int]) -> DTypeSpec:
        """Return the dtype with numbers for the letters in its shape.

        Raises ``KeyError`` for a letter without a size, and ``ValueError`` where no dtype was seen.

        >>> multi = known_slot_types()["particle", "alignments3D_multi"]
        >>> str(multi.columns[1].dtype_with({"K": 9}))
        '(9,2)f4'
        """
        if self.dtype is None:
            raise ValueError(f"no dtype of {self.name} was seen")
        return DTypeSpec.parse(_LETTER_IN_SHAPE.sub(lambda m: str(sizes[m[0]]), self.dtype))


def _all_of(values: Iterable[_T], cls: type[_T]) -> tuple[_T, ...]:
    items = tuple(values)
    problems = Problems()
    for index, item in enumerate(items):
        with problems.at(index):
            as_instance(item, cls)
    problems.raise_if_any()
    return items


def _as_columns(values: Iterable[Column]) -> tuple[Column, ...]:
    with located_at("columns"):
        return _all_of(values, Column)


@attrs.frozen(kw_only=True)
class SlotType:
    """A slot type under one datatype: ``exposure.ctf`` and ``particle.ctf`` differ.

    >>> ctf = known_slot_types()["particle", "ctf"]
    >>> [column.name for column in ctf.columns][:3]
    ['type', 'exp_group_id', 'accel_kv']
    """

    datatype: Datatype = attrs.field(converter=_as_datatype)
    """Datatype of the inputs and outputs that have such slots."""
    slot_type: str = attrs.field(validator=valid(as_identifier))
    """The ``dtype`` of a slot: ``"stat_blob"``."""
    names: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, validator=valid(as_texts))
    """Slot names seen with this type: ``background_blob`` is a ``stat_blob``."""
    series: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, validator=valid(as_texts))
    """Patterns of numbered slot names: ``components_mode_{}``."""
    columns: tuple[Column, ...] = attrs.field(default=(), converter=_as_columns)
    """Columns seen; nothing says that the list is complete."""
    confidence: str = attrs.field(default="", validator=valid(as_text))
    """How well the sources bear it out."""
    versions: tuple[str, ...] = attrs.field(
        default=(), converter=as_tuple, validator=valid(as_texts)
    )
    """CryoSPARC versions in whose files it was seen."""
    notes: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, validator=valid(as_texts))
    """What else is known."""
    sources: tuple[str, ...] = attrs.field(
        default=(), converter=as_tuple, validator=valid(as_texts)
    )
    """Where it was seen."""

    @property
    def key(self) -> Key:
        """Datatype and slot type."""
        return self.datatype.value, self.slot_type

    def has_in_series(self, slot_name: str) -> bool:
        """Whether a numbered name is one of its series: ``components_mode_3``."""
        return series_pattern(slot_name) in self.series

    def __str__(self) -> str:
        return f"{self.datatype}.{self.slot_type}"


def _last_of_each_key(slot_types: Iterable[SlotType]) -> tuple[SlotType, ...]:
    items = _all_of(slot_types, SlotType)
    return tuple({slot_type.key: slot_type for slot_type in items}.values())


@attrs.frozen(slots=False, repr=False, cache_hash=True)
class SlotTypes(Mapping[Key, SlotType]):
    """An immutable catalogue of slot types, by datatype and slot type.

    >>> types = known_slot_types()
    >>> types.slot_type_of("background_blob")
    'stat_blob'
    >>> [str(slot_type) for slot_type in types.with_name("mask_refine")]
    ['mask.blob', 'volume.blob']
    """

    _slot_types: tuple[SlotType, ...] = attrs.field(default=(), converter=_last_of_each_key)

    def __getitem__(self, key: Key) -> SlotType:
        return self._by_key[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._by_key)

    def __len__(self) -> int:
        return len(self._slot_types)

    def __repr__(self) -> str:
        return f"SlotTypes({', '.join(map(str, self.values()))})"

    def with_types(self, slot_types: Iterable[SlotType]) -> SlotTypes:
        """Return a catalogue with these types besides; they replace types of the same key."""
        return SlotTypes([*self.values(), *slot_types])

    def under(self, datatype: DatatypeLike) -> tuple[SlotType, ...]:
        """Return the slot types seen under a datatype."""
        known = Datatype(datatype)
        return tuple(t for t in self.values() if t.datatype is known)

    def with_name(self, slot_name: str) -> tuple[SlotType, ...]:
        """Return the slot types that a slot of this name was seen to have."""
        pattern = series_pattern(slot_name)
        return tuple(t for t in self.values() if slot_name in t.names or pattern in t.series)

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
        return nearest_word(slot_name, self._short_names)

    @property
    def short_names(self) -> tuple[str, ...]:
        """The names that can be written short."""
        return tuple(self._short_names)

    @cached_property
    def _by_key(self) -> dict[Key, SlotType]:
        return {slot_type.key: slot_type for slot_type in self._slot_types}

    @cached_property
    def _short_names(self) -> dict[str, str]:
        names = {name: t.slot_type for t in self.values() for name in t.names}
        return names | {t.slot_type: t.slot_type for t in self.values()}

    @cached_property
    def _series_stems(self) -> dict[str, str]:
        return {p.removesuffix("{}"): t.slot_type for t in self.values() for p in t.series}


def series_pattern(slot_name: str) -> str | None:
    """Return the pattern of a numbered name, or ``None`` for a name without a number.

    >>> series_pattern("components_mode_3")
    'components_mode_{}'
    """
    stem, _, number = slot_name.rpartition("_")
    return f"{stem}_{{}}" if stem and number.isdecimal() and number.isascii() else None


@lru_cache(1)
def known_slot_types() -> SlotTypes:
    """Return the catalogue that comes with the package, read when it is first asked for."""
    import json
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
