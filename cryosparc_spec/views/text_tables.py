"""Rows as tables of text, for terminals."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

NO_BREAK = "\xa0"
"""A space at which a cell of a table is not wrapped."""

_LEAST_PROSE = 20


def table_lines(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, width: int | None
) -> Iterator[str]:
    """Give the lines of a table; where it is wider than ``width``, cells are wrapped at spaces.

    Cells are not wrapped at a no-break space. The last column is for prose, and may become narrow;
    the others stay as wide as their longest word.

    >>> list(table_lines(["name", "columns"], [["ctf", "type, scale"]], width=None))
    ['name  columns', 'ctf   type, scale']
    """
    table = [header, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(header))]
    if width is not None:
        least = [max(_longest_word(row[column]) for row in table) for column in range(len(header))]
        least[-1] = min(least[-1], _LEAST_PROSE)
        widths = _fitted(widths, least, width - 2 * (len(widths) - 1))
    for row in table:
        cells = [
            textwrap.wrap(cell, w, break_on_hyphens=False) or [""]
            for cell, w in zip(row, widths, strict=True)
        ]
        for number in range(max(map(len, cells))):
            texts = [cell[number] if number < len(cell) else "" for cell in cells]
            line = "  ".join(text.ljust(w) for text, w in zip(texts, widths, strict=True))
            yield line.rstrip().replace(NO_BREAK, " ")


def _longest_word(cell: str) -> int:
    return max(map(len, re.split("[ \n]", cell)))


def _fitted(widths: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Take width from the widest columns that can give some until the table fits."""
    fitted = list(widths)
    while sum(fitted) > room and any(w > low for w, low in zip(fitted, least, strict=True)):
        columns = [column for column, low in enumerate(least) if fitted[column] > low]
        fitted[max(columns, key=lambda column: fitted[column])] -= 1
    return fitted
