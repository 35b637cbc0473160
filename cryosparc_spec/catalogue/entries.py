"""What is known of one slot type: which columns it has in a ``.cs`` table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import ClassVar, TypeAlias, TypeVar

import attrs
from immutabledict import immutabledict

from cryosparc_spec.columns.dtypes import DTypeSpec
from cryosparc_spec.display.displayed import Columns, Displayed
from cryosparc_spec.problems.errors import ParseError, Problems, SpecError, located_at
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import (
    as_identifier,
    as_instance,
    as_text,
    as_text_or_none,
    as_texts,
    as_tuple,
    items_of,
    valid,
    wrong_type,
)
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import unknown_word
from cryosparc_spec.vocabulary.datatypes import Datatype, DatatypeLike

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


def _counted(values: Sequence[object]) -> str:
    """Return what stands for a long list where an object is shown on one line."""
    return f"<{len(values)}>"


def _as_seen(value: object) -> Seen:
    try:
        return Seen(value if isinstance(value, str) else "")
    except ValueError:
        error = unknown_word(value, Seen, what="how often a column was seen")
        raise error.under("seen") from None


def _as_datatype(value: DatatypeLike) -> Datatype:
    with located_at("datatype"):
        return Datatype(value)


def _check_dtype(value: object) -> None:
    text = as_text_or_none(value)
    if text is not None:
        _check_dtype_text(text)


@lru_cache(256)
def _check_dtype_text(text: str) -> None:
    try:
        DTypeSpec.parse(_LETTER_IN_SHAPE.sub("1", text))
    except SpecError as error:
        hint = error.problems[0].hint or 'letters stand for sizes that vary: "(K,2)f4"'
        raise ParseError.of(
            f"{show_value(text)} is not a dtype of a column", hint=hint, fix=error.problems[0].fix
        ) from None


@attrs.frozen(kw_only=True)
class Column(Displayed):
    """One column of a slot type, as far as it is known."""

    _columns: ClassVar[Columns] = {
        "name": "name",
        "dtype": "dtype",
        "seen": "seen",
        "required": "required",
    }

    name: str = attrs.field(validator=valid(as_text))
    """Name within the slot: ``micrograph_shape`` of ``location/micrograph_shape``."""
    dtype: str | None = attrs.field(default=None, validator=valid(_check_dtype))
    """Dtype, ``"2u4"``; letters in its shape are dimensions that vary, as ``"(K,2)f4"`` with the
    number of classes; ``None`` where no file showed it."""
    seen: Seen = attrs.field(default=Seen.SOMETIMES, converter=_as_seen)
    """How often it was seen."""
    seen_in: str = attrs.field(default="", validator=valid(as_text))
    """What ``seen`` was counted over."""
    required: str | None = attrs.field(default=None, validator=valid(as_text_or_none))
    """What shows that the server requires it: v4 ``min_fields``, or a message. ``None`` where
    nothing does, which does not mean that it is optional."""
    confidence: str = attrs.field(default="", validator=valid(as_text))
    """How well the sources bear it out."""
    sources: tuple[str, ...] = attrs.field(
        default=(), converter=as_tuple, validator=valid(as_texts), repr=_counted
    )
    """Where it was seen."""

    @cached_property
    def dimensions(self) -> tuple[int | str, ...]:
        """Shape of one row, with letters for the dimensions that vary; ``()`` where not seen.

        >>> Column(name="shift", dtype="(K,2)f4").dimensions
        ('K', 2)
        """
        shape = _SHAPE.match(self.dtype or "")
        words = (shape[1] or shape[2]).split(",") if shape else []
        return tuple(int(word) if word.isdecimal() else word for word in words if word)

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """The dimensions that vary."""
        return tuple(word for word in self.dimensions if isinstance(word, str))

    def dtype_with(self, sizes: Mapping[str, int]) -> DTypeSpec:
        """Return the dtype with numbers for the letters in its shape.

        Raises ``KeyError`` for a letter without a size, and ``ValueError`` where no dtype was seen.

        >>> str(Column(name="shift", dtype="(K,2)f4").dtype_with({"K": 9}))
        '(9,2)f4'
        """
        if self.dtype is None:
            raise ValueError(f"no dtype of {self.name} was seen")
        if not self.letters:
            return DTypeSpec.parse(self.dtype)
        return DTypeSpec.parse(_LETTER_IN_SHAPE.sub(lambda m: str(sizes[m[0]]), self.dtype))


def all_of(values: Iterable[_T], cls: type[_T]) -> tuple[_T, ...]:
    """Return objects of a class as a tuple; tell which are not."""
    expected = f"a list of objects of class {cls.__name__}"
    items = items_of(values, lambda value: wrong_type(value, expected))
    if {cls}.issuperset(map(type, items)):
        return items
    problems = Problems()
    for index, item in enumerate(items):
        with problems.at(index):
            as_instance(item, cls)
    problems.raise_if_any()
    return items


def _as_columns(values: Iterable[Column]) -> tuple[Column, ...]:
    with located_at("columns"):
        columns = all_of(values, Column)
        counts = Counter(column.name for column in columns)
        repeated = [name for name in counts if counts[name] > 1]
        if repeated:
            raise ParseError([_repeated_column(name) for name in repeated])
        return columns


def _repeated_column(name: str) -> Problem:
    message = f"the column {show_value(name)} is listed more than once"
    return Problem((), message, kind=ProblemKind.DUPLICATE_KEY, hint="keep one of them")


def _names_of_columns(columns: Iterable[Column]) -> str:
    return f"<{', '.join(column.name for column in columns)}>"


@attrs.frozen(kw_only=True)
class SlotType(Displayed):
    """A slot type under one datatype: ``exposure.ctf`` and ``particle.ctf`` differ.

    >>> from cryosparc_spec.catalogue.slot_types import known_slot_types
    >>> ctf = known_slot_types()["particle", "ctf"]
    >>> [column.name for column in ctf.columns][:3]
    ['type', 'exp_group_id', 'accel_kv']
    """

    _columns: ClassVar[Columns] = {
        "datatype": "datatype",
        "slot_type": "slot_type",
        "names": "names",
        "series": "series",
        "columns": "columns",
    }

    datatype: Datatype = attrs.field(converter=_as_datatype)
    """Datatype of the inputs and outputs that have such slots."""
    slot_type: str = attrs.field(validator=valid(as_identifier))
    """The ``dtype`` of a slot: ``"stat_blob"``."""
    names: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, validator=valid(as_texts))
    """Slot names seen with this type: ``background_blob`` is a ``stat_blob``."""
    series: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, validator=valid(as_texts))
    """Patterns of numbered slot names: ``components_mode_{}``."""
    columns: tuple[Column, ...] = attrs.field(
        default=(), converter=_as_columns, repr=_names_of_columns
    )
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
        default=(), converter=as_tuple, validator=valid(as_texts), repr=_counted
    )
    """Where it was seen."""

    @property
    def key(self) -> Key:
        """Datatype and slot type."""
        return self.datatype.value, self.slot_type

    @cached_property
    def column_names(self) -> frozenset[str]:
        """Names of the columns within the slot."""
        return frozenset(column.name for column in self.columns)

    @cached_property
    def columns_by_name(self) -> Mapping[str, Column]:
        """The columns by their names within the slot."""
        return immutabledict({column.name: column for column in self.columns})

    @cached_property
    def lettered_columns(self) -> Mapping[str, Column]:
        """Those whose shape has dimensions that vary."""
        return immutabledict({c.name: c for c in self.columns if c.letters})

    @cached_property
    def has_requirements(self) -> bool:
        """Whether it is known which columns the server requires."""
        return any(column.required for column in self.columns)

    def has_in_series(self, slot_name: str) -> bool:
        """Whether a numbered name is one of its series: ``components_mode_3``."""
        return series_pattern(slot_name) in self.series

    def __str__(self) -> str:
        return f"{self.datatype}.{self.slot_type}"


def series_pattern(slot_name: str) -> str | None:
    """Return the pattern of a numbered name, or ``None`` for a name without a number.

    >>> series_pattern("components_mode_3")
    'components_mode_{}'
    """
    stem, _, number = slot_name.rpartition("_")
    return f"{stem}_{{}}" if stem and number.isdecimal() and number.isascii() else None
