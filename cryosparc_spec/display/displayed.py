"""How notebooks and rich show objects: one way for all classes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from cryosparc_spec.display.attribute_texts import DescribedSlots
from cryosparc_spec.problems.problem import Problem, Severity
from cryosparc_spec.problems.validators import is_list, is_mapping

_MOST_ROWS = 200
_MOST_ROWS_IN_ALL = 2000
_LONGEST_TEXT = 1000
_UNPRINTABLE = (
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff\\ufffe\\uffff]"
)

# Greys and white on colours: they can be read on a light and on a dark page. The class stands twice
# in the selectors of cells, as Jupyter's own, which put text to the right, weigh more than once.
_STYLE = """
.cryosparc-spec { overflow-x: auto; }
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
"""


class Displayed:
    """Base of the classes that notebooks show as a table; shown is what is not as by default.

    >>> from cryosparc_spec.documents.job_definition import OutputSpec
    >>> picked = OutputSpec(type="particle", slots=["location"], title="Picked <b>")
    >>> "<th>title</th><td>Picked &lt;b&gt;</td>" in picked._repr_html_()
    True
    """

    __slots__ = ("__weakref__",)

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "__slots__" in vars(cls):  # attrs makes each class anew, with slots
            type.__setattr__(cls, "__slots__", DescribedSlots(cls))

    def _repr_html_(self) -> str:
        heading = f"<b>{_escaped(type(self).__name__)}</b>"
        return _page(f"{heading}{_Tables().of_object(self)}")

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        for name, held in _told(self):
            # Of the mappings, rich lays out only dicts.
            yield name, {**held} if is_mapping(held) and not _has_attributes(held) else held


class ProblemList(tuple[Problem, ...]):
    """What is wrong with something: a tuple, which notebooks show as a table.

    >>> from cryosparc_spec.documents.job_definition import JobDefinition
    >>> from cryosparc_spec.files.checks import check
    >>> "<td>the definition has neither inputs" in check(JobDefinition())._repr_html_()
    True
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        return _page(_Tables().grid(self) if self else "<b>no problems</b>")


def _page(content: str) -> str:
    return f'<div class="cryosparc-spec"><style>{_STYLE}</style>{content}</div>'


def _class_of(value: object) -> Any:
    return type(value)


def _has_attributes(value: object) -> bool:
    return attrs.has(_class_of(value))


def _has_text(value: object) -> bool:
    """Whether an object has a text of its own, besides that of its attributes."""
    return _class_of(value).__str__ is not object.__str__


def _told(value: Any) -> Iterator[tuple[str, Any]]:
    """Give the attributes that differ from their default."""
    for attribute in attrs.fields(_class_of(value)):
        held = getattr(value, attribute.name)
        if attribute.repr and held != attribute.default:
            yield attribute.name, held


def _escaped(text: str) -> str:
    cut = text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}..."
    import html

    return html.escape(
        re.sub(_UNPRINTABLE, lambda match: match[0].encode("unicode_escape").decode(), cut)
    )


_COLUMNS: Mapping[type[Any], Mapping[str, str]] = {
    Problem: {
        "severity": "severity",
        "place": "where",
        "message": "what",
        "hint": "fix",
        "position": "in the file",
    }
}
"""Attributes shown of a class in a row, with the heading of each; by default all told of."""


class _Tables:
    """Writes the tables of one object, up to a number of rows for each and for all together."""

    def __init__(self) -> None:
        self.rows_left = _MOST_ROWS_IN_ALL

    def of_object(self, value: Any) -> str:
        """Return a table with a row for each attribute."""
        return self._of_pairs(dict(_told(value)))

    def grid(self, items: Sequence[Any], names: Sequence[str] = ()) -> str:
        """Return a table with a row for each object, which begins with its name if it has one."""
        columns = _columns(items)
        headings = [*([""] if names else []), *columns.values()]

        def row(number: int) -> str:
            name = f"<th>{_escaped(names[number])}</th>" if names else ""
            values = (getattr(items[number], attribute) for attribute in columns)
            return name + "".join(f"<td>{self._shown(v, inline=True)}</td>" for v in values)

        first = "".join(f"<th>{_escaped(heading)}</th>" for heading in headings)
        return self._table(len(items), row, first=f"<tr>{first}</tr>")

    def _of_pairs(self, pairs: Mapping[str, Any]) -> str:
        names = list(pairs)

        def row(number: int) -> str:
            value = self._shown(pairs[names[number]], inline=False)
            return f"<th>{_escaped(names[number])}</th><td>{value}</td>"

        return self._table(len(names), row)

    def _table(self, count: int, row: Callable[[int], str], *, first: str = "") -> str:
        rows: list[str] = []
        for number in range(count):
            if number == _MOST_ROWS or not self.rows_left:
                rows.append(f"<td>and {count - number} more</td>")
                break
            self.rows_left -= 1
            rows.append(row(number))
        return f"<table>{first}{''.join(f'<tr>{each}</tr>' for each in rows)}</table>"

    def _shown(self, value: Any, *, inline: bool) -> str:
        """Return what stands for a value; where it is ``inline``, a table of it is folded up."""
        if isinstance(value, Severity):
            return f'<b class="{value}">{value}</b>'
        if _is_grid(value) and not (inline and all(map(_has_text, value))):
            summary, table = _names_of(value), self.grid(value)
        elif is_mapping(value) and value and _is_grid([*value.values()]):
            summary, table = ", ".join(value), self.grid([*value.values()], [*value])
        elif is_mapping(value) and value and not inline:
            summary, table = "", self._of_pairs(value)
        elif _has_attributes(value) and not _has_text(value):
            summary, table = _class_of(value).__name__, self.of_object(value)
        else:
            return _escaped(_text(value))
        folded = f"<details><summary>{_escaped(summary)}</summary>{table}</details>"
        return folded if inline else table


def _columns(items: Sequence[Any]) -> Mapping[str, str]:
    """Return the attributes to show of objects of one class, and what stands above each."""
    cls = _class_of(items[0])
    told = {name for item in items for name, _ in _told(item)}
    return _COLUMNS.get(cls) or {a.name: a.name for a in attrs.fields(cls) if a.name in told}


def _is_grid(value: Any) -> bool:
    """Whether data is a list of objects of one class."""
    if not is_list(value) or not value:
        return False
    cls = _class_of(value[0])
    return _has_attributes(value[0]) and all(_class_of(item) is cls for item in value)


def _names_of(items: Sequence[Any]) -> str:
    names = [getattr(item, "name", None) for item in items]
    return ", ".join(str(name) for name in names) if all(names) else f"{len(items)}"


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    if is_list(value):
        return ", ".join(f"[{_text(item)}]" if is_list(item) else _text(item) for item in value)
    if _has_attributes(value) and not _has_text(value):
        return ", ".join(f"{name}: {_text(held)}" for name, held in _told(value))
    return json.dumps(value, ensure_ascii=False, default=dict) if is_mapping(value) else str(value)
