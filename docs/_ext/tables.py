"""Tables of docutils made by code, and the sources that a page cites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes

Cell = Sequence[nodes.Node]


def text(value: str) -> Cell:
    """Return a cell of plain text."""
    return [nodes.Text(value)] if value else []


def code(*values: str) -> Cell:
    """Return a cell of words of code."""
    words: list[nodes.Node] = []
    for value in values:
        words += [nodes.literal(text=value), nodes.Text(" ")]
    return words[:-1]


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> nodes.table:
    """Return a table whose rows the box of the page searches: see ``_static/site.js``."""
    group = nodes.tgroup(cols=len(header))
    group.extend(nodes.colspec(colwidth=1) for _ in header)
    group += nodes.thead("", _row([text(word) for word in header]))
    group += nodes.tbody("", *map(_row, rows))
    return nodes.table("", group, classes=["filtered"])


def _row(cells: Iterable[Cell]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *cell)) for cell in cells))


class Sources:
    """The sources of one page, numbered in the order in which they are cited."""

    def __init__(self) -> None:
        """Begin without any."""
        self._numbers: dict[str, int] = {}

    def cited(self, sources: Iterable[str]) -> Cell:
        """Return a cell of references to the list of sources."""
        references: list[nodes.Node] = []
        for source in dict.fromkeys(sources):
            number = self._numbers.setdefault(source, len(self._numbers) + 1)
            target = f"source-{number}"
            references += [nodes.reference(text=str(number), refid=target), nodes.Text(" ")]
        return references[:-1]

    def listed(self) -> nodes.Node:
        """Return the list that the references lead to."""
        found = nodes.enumerated_list(enumtype="arabic", classes=["sources"])
        for source, number in self._numbers.items():
            found += nodes.list_item("", nodes.paragraph(text=source), ids=[f"source-{number}"])
        return found
