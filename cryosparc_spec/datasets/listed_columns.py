"""The columns that a header lists: sound ones, and those that no dataset can have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

import attrs

from cryosparc_spec.columns.dtypes import DTypeSpec
from cryosparc_spec.columns.fields import Field, read_field
from cryosparc_spec.datasets.header import MOST_PROBLEMS, UnsoundColumn, repeated_name
from cryosparc_spec.datasets.parts import SAVE_AGAIN
from cryosparc_spec.problems.errors import ParseError
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.problems.validators import is_list, wrong_type

Columns: TypeAlias = tuple[tuple[Field, ...], tuple[UnsoundColumn, ...]]
"""Sound columns, and the others."""


def as_columns(columns: Sequence[Any], *, objects: bool) -> Columns:
    """Read all columns; the problem of an unsound one has its name, or else its number.

    Unless ``objects`` says so, no column holds Python objects.
    """
    with suppress(ParseError):
        fields = tuple([_as_field(column, objects) for column in columns])
        if len({field.name for field in fields}) == len(fields):
            return fields, ()
    return _sorted_out(columns, objects)


def refuse_unsound(columns: Iterable[UnsoundColumn]) -> None:
    """Raise ``ParseError`` where there are columns that no dataset can have."""
    problems = problems_of(columns)
    if problems:
        raise ParseError(problems)


def problems_of(columns: Iterable[UnsoundColumn]) -> list[Problem]:
    """Return what is wrong with columns: no more than one reads, and each problem once."""
    found = (problem for column in columns for problem in column.problems)
    return [*dict.fromkeys(found)][:MOST_PROBLEMS]


def _as_field(column: object, objects: bool) -> Field:
    if column.__class__ is not list and column.__class__ is not tuple:
        raise wrong_type(column, 'a column such as ["uid", "<u8"]')
    field = read_field(column)
    if not objects and field.dtype.scalar == "|O":
        message = "the column holds pickled Python objects: expected text of a length, such as S12"
        raise ParseError.of(message, hint=SAVE_AGAIN)
    return field


def _sorted_out(columns: Sequence[Any], objects: bool) -> Columns:
    sound: dict[str, Field] = {}
    unsound: list[UnsoundColumn] = []
    counts = Counter(map(_name_of, columns))
    for place, column in enumerate(columns):
        name = _name_of(column)
        try:
            field = _as_field(column, objects)
        except ParseError as error:
            found = [_located(problem, name, place) for problem in error.problems]
        else:
            if name not in sound:
                sound[name] = field
                continue
            found = [repeated_name(name, counts[name]).under("fields")]
        unsound.append(_unsound(column, place, found))
    return tuple(sound.values()), tuple(unsound)


def _name_of(column: object) -> str:
    return column[0] if is_list(column) and column and isinstance(column[0], str) else ""


def _located(problem: Problem, name: str, place: int) -> Problem:
    """Put a problem under the name of its column, or its number where the name is wrong."""
    return attrs.evolve(problem, path=(name if name and problem.path[:1] != (0,) else place,))


def _unsound(column: object, place: int, problems: Sequence[Problem]) -> UnsoundColumn:
    dtype = None
    with suppress(ParseError):
        if is_list(column):
            dtype = DTypeSpec.parse(column[1] if len(column) == 2 else tuple(column[1:]))
    return UnsoundColumn(name=_name_of(column), dtype=dtype, place=place, problems=problems)
