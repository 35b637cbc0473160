"""What the readers of all layouts of ``.cs`` files share."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import attrs

from cryosparc_spec.columns.fields import Field, read_field
from cryosparc_spec.datasets.header import MOST_PROBLEMS
from cryosparc_spec.problems.errors import FileError, ParseError
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import is_list, wrong_type

_T = TypeVar("_T")

LARGEST_HEADER = 2 * 2**20
"""Most bytes of a header that is read; that of a job with 100 classes has about 70 thousand."""

MOST_COLUMNS = 20_000
"""Most columns of a file that is read; that of a job with 300 classes has about 5,500."""

COPY_AGAIN = "copy it again from where it was written"
SAVE_AGAIN = "write it with Dataset.save of cryosparc-tools"


_LONGEST_KEPT = 2**14
_MOST_KEPT = 64


def keeping_recent(read: Callable[[bytes], _T]) -> Callable[[bytes], _T]:
    """Keep what recent headers held: the tables that a job writes often have the same header."""
    kept = lru_cache(_MOST_KEPT)(read)
    return lambda text: kept(text) if len(text) <= _LONGEST_KEPT else read(text)


def refusal(message: str, hint: str | None = None) -> FileError:
    """Make the error for a file that cannot be read."""
    return FileError.of(message, kind=ProblemKind.UNREADABLE, hint=hint)


def cut_short(detail: str) -> FileError:
    """Make the error for a file that lacks its end."""
    return refusal(f"the file is cut short: {detail}", COPY_AGAIN)


def header_text(stream: io.FileIO, head: bytes, at: int, width: int) -> bytes:
    """Return the text of a header, whose length stands before it as a number of ``width`` bytes."""
    length = int.from_bytes(head[at : at + width], "little")
    if length > LARGEST_HEADER:
        message = f"the header has {length} bytes: expected at most {LARGEST_HEADER}"
        raise refusal(message, COPY_AGAIN)
    start = at + width
    text = head[start : start + length]
    if start + length > len(head):
        text += stream.read(start + length - len(head))
    if start > len(head) or len(text) < length:
        raise cut_short("it ends within the header")
    return text


def as_fields(columns: Sequence[Any], *, objects: bool) -> tuple[Field, ...]:
    """Read all columns, and tell what is wrong with any, under its name or else its number."""
    try:
        return tuple([_as_field(column, objects) for column in columns])
    except ParseError:
        raise ParseError(_problems_with(columns, objects)) from None


def _as_field(column: object, objects: bool) -> Field:
    if column.__class__ is not list and column.__class__ is not tuple:
        raise wrong_type(column, 'a column such as ["uid", "<u8"]')
    field = read_field(column)
    if not objects and field.dtype.scalar == "|O":
        message = "the column holds pickled Python objects: expected text of a length, such as S12"
        raise ParseError.of(message, hint=SAVE_AGAIN)
    return field


def _problems_with(columns: Iterable[Any], objects: bool) -> list[Problem]:
    found: list[Problem] = []
    for index, column in enumerate(columns):
        try:
            _as_field(column, objects)
        except ParseError as error:
            named = is_list(column) and column and isinstance(column[0], str)
            for problem in error.problems:
                is_of_dtype = named and problem.path[:1] != (0,)
                found.append(attrs.evolve(problem, path=(column[0] if is_of_dtype else index,)))
            if len(found) >= MOST_PROBLEMS:
                break
    return found


def too_many_columns() -> FileError:
    """Make the error for a header of more columns than are read."""
    return refusal(f"the header has too many columns: expected at most {MOST_COLUMNS}")
