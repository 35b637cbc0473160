"""HTML of objects: the one place where it is written, with every text escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cryosparc_spec.display.tables import (
    class_of,
    columns_of,
    has_attributes,
    has_text,
    is_table,
    names_of,
    shown,
    text_of,
)
from cryosparc_spec.problems.problem import Severity
from cryosparc_spec.problems.validators import is_mapping

_MOST_ROWS = 200
_MOST_ROWS_IN_ALL = 2000
_MOST_COLUMNS_OF_PHONES = 3
_LONGEST_TEXT = 1000
_UNPRINTABLE = (
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069"
    "\\ud800-\\udfff\\ufffe\\uffff]"
)

# Greys and white on colours: they can be read on a light and on a dark page. The class stands twice
# in the selectors of cells, as Jupyter's own, which put text to the right, weigh more than once.
# On a narrow page, what has many columns is a card for each row, as no column would have room.
_STYLE = """
.cryosparc-spec { overflow-x: auto; max-width: 100%; }
.cryosparc-spec table { border-collapse: collapse; margin: 2px 0; font-size: 13px; }
.cryosparc-spec.cryosparc-spec :is(th, td) { text-align: left; vertical-align: top;
  padding: 3px 8px; border: 1px solid rgba(128, 128, 128, 0.4); white-space: pre-wrap; }
.cryosparc-spec.cryosparc-spec th { font-weight: 600; background: rgba(128, 128, 128, 0.15); }
.cryosparc-spec summary { cursor: pointer; }
.cryosparc-spec :is(b.error, b.warning, b.note) {
  padding: 0 6px; border-radius: 3px; color: #fff; font-weight: 600; }
.cryosparc-spec b.error { background: #b3261e; }
.cryosparc-spec b.warning { background: #8a5a00; }
.cryosparc-spec b.note { background: #2a5d9c; }
@media (max-width: 480px) {
  .cryosparc-spec.cryosparc-spec :is(th, td) { padding: 2px 4px; overflow-wrap: anywhere; }
  .cryosparc-spec :is(.pairs, .cards) > tbody > tr > :is(th, td) { display: block; }
  .cryosparc-spec .cards > tbody > tr:first-child { display: none; }
  .cryosparc-spec .cards > tbody > tr { display: block; margin-bottom: 6px; }
  .cryosparc-spec.cryosparc-spec .cards > tbody > tr > td:empty { display: none; }
  .cryosparc-spec .cards > tbody > tr > td::before {
    content: attr(data-of) ": "; font-weight: 600; }
}
"""


def html_of_object(value: Any) -> str:
    """Return an object as a table of its attributes, below the name of its class."""
    return _page(f"<b>{escaped(class_of(value).__name__)}</b>{_Tables().of_object(value)}")


def html_of_rows(items: Sequence[Any], names: Sequence[str] = (), *, where_none: str) -> str:
    """Return objects as the rows of a table; each begins with its name, if it has one."""
    return _page(_Tables().grid(items, names) if items else f"<b>{escaped(where_none)}</b>")


def _page(content: str) -> str:
    return f'<div class="cryosparc-spec"><style>{_STYLE}</style>{content}</div>'


def escaped(text: str) -> str:
    """Return text as it stands between elements, cut where it is long."""
    cut = text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}..."
    return html.escape(visible(cut))


def visible(text: str) -> str:
    """Return text with escapes for what cannot be seen, or changes how the rest is read."""
    return re.sub(_UNPRINTABLE, lambda match: match[0].encode("unicode_escape").decode(), text)


class _Tables:
    """Writes the tables of one object, up to a number of rows for each and for all together."""

    def __init__(self) -> None:
        self.rows_left = _MOST_ROWS_IN_ALL

    def of_object(self, value: Any) -> str:
        """Return a table with a row for each attribute."""
        return self._of_pairs(dict(shown(value)))

    def grid(self, items: Sequence[Any], names: Sequence[str] = ()) -> str:
        """Return a table with a row for each object, which begins with its name if it has one."""
        columns = columns_of(items)
        headings = [*([""] if names else []), *columns]
        is_wide = len(headings) > _MOST_COLUMNS_OF_PHONES
        of = {heading: f' data-of="{escaped(heading)}"' if is_wide else "" for heading in columns}

        def row(number: int) -> str:
            name = f"<th>{escaped(names[number])}</th>" if names else ""
            values = ((each, value_of(items[number])) for each, value_of in columns.items())
            return name + "".join(
                f"<td{of[each]}>{self._shown(value, inline=True)}</td>" for each, value in values
            )

        first = "".join(f"<th>{escaped(heading)}</th>" for heading in headings)
        kind = "cards" if is_wide else ""
        return self._table(len(items), row, first=f"<tr>{first}</tr>", kind=kind)

    def _of_pairs(self, pairs: Mapping[str, Any]) -> str:
        names = list(pairs)

        def row(number: int) -> str:
            value = self._shown(pairs[names[number]], inline=False)
            return f"<th>{escaped(names[number])}</th><td>{value}</td>"

        return self._table(len(names), row, kind="pairs")

    def _table(
        self, count: int, row: Callable[[int], str], *, first: str = "", kind: str = ""
    ) -> str:
        rows: list[str] = []
        for number in range(count):
            if number == _MOST_ROWS or not self.rows_left:
                rows.append(f"<td>and {count - number} more</td>")
                break
            self.rows_left -= 1
            rows.append(row(number))
        of_kind = f' class="{kind}"' if kind else ""
        return f"<table{of_kind}>{first}{''.join(f'<tr>{each}</tr>' for each in rows)}</table>"

    def _shown(self, value: Any, *, inline: bool) -> str:
        """Return what stands for a value; where it is ``inline``, a table of it is folded up."""
        if isinstance(value, Severity):
            return f'<b class="{value}">{value}</b>'
        if is_table(value) and not (inline and all(map(has_text, value))):
            summary, table = names_of(value), self.grid(value)
        elif is_mapping(value) and value and is_table([*value.values()]):
            summary, table = ", ".join(value), self.grid([*value.values()], [*value])
        elif is_mapping(value) and value and not inline:
            summary, table = "", self._of_pairs(value)
        elif has_attributes(value) and not has_text(value):
            summary, table = class_of(value).__name__, self.of_object(value)
        else:
            return escaped(text_of(value))
        folded = f"<details><summary>{escaped(summary)}</summary>{table}</details>"
        return folded if inline else table
