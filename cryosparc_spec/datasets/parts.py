"""What the readers of all layouts of ``.cs`` files share."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from cryosparc_spec.problems.errors import FileError
from cryosparc_spec.problems.problem import ProblemKind

_T = TypeVar("_T")
_Text = TypeVar("_Text", str, bytes)

LARGEST_HEADER = 2 * 2**20
"""Most bytes of a header that is read; that of a job with 100 classes has about 70 thousand."""

MOST_COLUMNS = 20_000
"""Most columns of a file that is read; that of a job with 300 classes has about 5,500."""

COPY_AGAIN = "copy it again from where it was written"
SAVE_AGAIN = "write it with Dataset.save of cryosparc-tools"


_LONGEST_KEPT = 2**14
_MOST_KEPT = 64


def keeping_recent(read: Callable[[_Text], _T]) -> Callable[[_Text], _T]:
    """Keep what recent headers held: the tables that a job writes often have the same columns."""
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


def too_many_columns() -> FileError:
    """Make the error for a header of more columns than are read."""
    return refusal(f"the header has too many columns: expected at most {MOST_COLUMNS}")
