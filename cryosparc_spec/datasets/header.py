"""What a ``.cs`` file says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from itertools import islice
from typing import Any, Literal

import attrs
from immutabledict import immutabledict

from cryosparc_spec.catalogue.entries import all_of
from cryosparc_spec.columns.dtypes import DTypeLike, DTypeSpec
from cryosparc_spec.columns.fields import Field
from cryosparc_spec.display.displayed import Displayed
from cryosparc_spec.problems.errors import ParseError, located_at
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import (
    as_int,
    as_text,
    as_tuple,
    is_list,
    valid,
    wrong_type,
)
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import unknown_word

MOST_ROWS = 2**63 - 1
"""Most rows that a header can state; the limit is numpy's."""

MOST_PROBLEMS = 20
"""Most problems with columns that are told of one file."""


class HeaderFormat(StrEnum):
    """Layouts of ``.cs`` files."""

    NPY_1 = "NPY 1.0"
    """A structured array of numpy: what CryoSPARC and ``Dataset.save`` write unless asked."""
    NPY_2 = "NPY 2.0"
    """The same, for headers of 64 kB and more."""
    NPY_3 = "NPY 3.0"
    """The same, for names of columns beyond Latin-1."""
    CSDAT = "CSDAT"
    """Column after column, most of them compressed (``cryosparc.dataset.CSDAT_FORMAT``)."""


def check_rows(rows: object) -> None:
    """Refuse what cannot be a number of rows."""
    if not 0 <= as_int(rows) <= MOST_ROWS:
        raise ParseError.of(
            f"{show_value(rows)} rows: expected 0 to {MOST_ROWS}", kind=ProblemKind.INVALID_COUNT
        )


def _check_header_size(size: object) -> None:
    if as_int(size) < 0:
        raise ParseError.of(f"{show_value(size)} bytes: expected 0 or more")


def check_compression(compression: object) -> None:
    """Refuse a compression that no columns have."""
    if compression is not None and not (isinstance(compression, str) and compression == "lz4"):
        raise ParseError.of(f'the compression is {show_value(compression)}: expected "lz4" or null')


def _as_format(value: object) -> HeaderFormat:
    for known in HeaderFormat if isinstance(value, str) else ():
        if value == known:
            return known
    raise unknown_word(value, HeaderFormat, what="a layout of .cs files").under("format")


def _as_distinct_fields(values: Sequence[Field]) -> tuple[Field, ...]:
    if is_list(values) and {value.__class__ for value in values} <= {Field}:
        if len({field.name for field in values}) == len(values):
            return tuple(values)
        counts = Counter(field.name for field in values)
        repeated = islice((name for name in counts if counts[name] > 1), MOST_PROBLEMS)
        error = ParseError([repeated_name(name, counts[name]) for name in repeated])
    else:
        error = wrong_type(values, "a list of objects of class Field")
    raise error.under("fields")


def repeated_name(name: str, count: int) -> Problem:
    """Make the problem of several columns of one name."""
    message = f"{count} columns have the name {show_value(name)}"
    return Problem((), message, kind=ProblemKind.DUPLICATE_KEY, hint="give each its own name")


def _as_dtype(value: DTypeLike | None) -> DTypeSpec | None:
    with located_at("dtype"):
        return None if value is None else DTypeSpec.parse(value)


def _check_problems(problems: Any) -> None:
    all_of(problems, Problem)


def _check_unsound(columns: Any) -> None:
    all_of(columns, UnsoundColumn)


@attrs.frozen(kw_only=True)
class UnsoundColumn:
    """A column in a header that no dataset can have.

    >>> problem = Problem(("uid",), 'the column "uid" is "i8": it is always "<u8"')
    >>> UnsoundColumn(name="uid", dtype=DTypeSpec("<i8"), problems=[problem]).dtype.itemsize
    8
    """

    name: str = attrs.field(validator=valid(as_text))
    """Name of the column as it stands; empty where it has none."""
    dtype: DTypeSpec | None = attrs.field(default=None, converter=_as_dtype)
    """Kind of its elements and shape of one row; ``None`` where that cannot be read."""
    place: int = attrs.field(default=0, validator=valid(as_int))
    """Number of columns before it."""
    problems: tuple[Problem, ...] = attrs.field(
        converter=as_tuple, validator=valid(_check_problems)
    )
    """What is wrong with it."""

    @property
    def slot(self) -> str | None:
        """Name of the slot it belongs to: what stands before the first ``/``."""
        before, slash, _ = self.name.partition("/")
        return before if slash else None

    @property
    def leaf(self) -> str:
        """Its name within the slot."""
        before, slash, after = self.name.partition("/")
        return after if slash else before

    @property
    def holds_objects(self) -> bool:
        """Whether it holds pickled Python objects, which an NPY file of CryoSPARC never does."""
        return self.dtype is not None and self.dtype.scalar == "|O"


@attrs.frozen(kw_only=True)
class DatasetHeader(Displayed):
    """What the header of a ``.cs`` file says (``cryosparc.dataset.DatasetHeader``).

    Raises :class:`~cryosparc_spec.ParseError`.

    >>> fields = (Field("uid", "u8"), Field("ctf/type", "S9"), Field("ctf/shift_A", "2f4"))
    >>> header = DatasetHeader(rows=10, fields=fields, format="NPY 1.0", header_size=192)
    >>> list(header.slots), header.field("ctf/shift_A").descr
    (['ctf'], ('ctf/shift_A', '<f4', (2,)))
    """

    rows: int = attrs.field(validator=valid(check_rows))
    """Number of rows; 0 occurs."""
    fields: tuple[Field, ...] = attrs.field(converter=_as_distinct_fields)
    """The columns, in the order of the file."""
    format: HeaderFormat = attrs.field(converter=_as_format)
    """Layout of the file."""
    compression: Literal["lz4"] | None = attrs.field(
        default=None, validator=valid(check_compression)
    )
    """``"lz4"`` in CSDAT files with compressed columns, else ``None``."""
    header_size: int = attrs.field(validator=valid(_check_header_size))
    """Number of bytes before the data, those before the header's text among them."""
    unsound: tuple[UnsoundColumn, ...] = attrs.field(
        default=(), converter=as_tuple, validator=valid(_check_unsound)
    )
    """Columns that no dataset can have, where :func:`~cryosparc_spec.read_header` passed over
    them."""

    @cached_property
    def slots(self) -> Mapping[str, tuple[Field, ...]]:
        """The columns of each slot by its name, in the order of the file; ``uid`` is in none.

        A slot whose columns are all unsound has none.
        """
        by_slot: dict[str, list[Field]] = {}
        for field in self.fields:
            if field.slot is not None:
                by_slot.setdefault(field.slot, []).append(field)
        for column in self.unsound:
            if column.slot is not None:
                by_slot.setdefault(column.slot, [])
        return immutabledict({name: tuple(fields) for name, fields in by_slot.items()})

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of all columns, sound or not, in the order of the file."""
        names = [field.name for field in self.fields]
        for column in self.unsound:
            names.insert(column.place, column.name)
        return tuple(names)

    def field(self, name: str) -> Field | None:
        """Return the column of a name, or ``None`` where there is none."""
        return next((field for field in self.fields if field.name == name), None)
