"""The edits of problems in a script as edits of its code, where a literal is what they change."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, TypeAlias

import attrs

from cryosparc_spec.files.syntax.parsed import TextPlaces
from cryosparc_spec.problems.edits import Edit, EditAction, TextEdit
from cryosparc_spec.scripts.python_text import python_text
from cryosparc_spec.scripts.source import Placed, Source

_DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.Dict)
_AROUND_LITERALS = (*_DISPLAYS, ast.keyword)


_Part: TypeAlias = ast.expr | ast.keyword
"""A part of code that has a beginning and an end."""


class _NoPlaceError(Exception):
    """An edit has no place in the code, or changes more than a literal."""


@attrs.define(eq=False, repr=False, slots=False)
class CodeEdits:
    """Finds the text of edits in the code of a script; a notebook has none."""

    source: Source
    calls: frozenset[ast.Call]
    """The calls of the client: what is written in them is for them alone."""

    def of(self, edits: Sequence[Edit], nodes: Sequence[Placed | None]) -> tuple[Edit, ...]:
        """Return edits with their text, each of the code beside it; none where one has no place.

        An edit of what does not stand in a call of the client is not certain: the script may need
        it elsewhere as it is.
        """
        if len(edits) != len(nodes) or not self._can_be_changed:
            return ()
        try:
            return tuple(map(self._with_text, edits, nodes))
        except _NoPlaceError:
            return ()

    @cached_property
    def _can_be_changed(self) -> bool:
        """Whether lines and columns of the code are those of a text edit."""
        is_text = self.source.notebook is None and self.source.is_utf8
        return is_text and self.text.count("\r") == self.text.count("\r\n")

    @cached_property
    def text(self) -> str:
        """The code."""
        return self.source.cells[0].text

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        for line in self.text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts

    @cached_property
    def _places(self) -> TextPlaces:
        return TextPlaces(self.text)

    @cached_property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        nodes = ast.walk(self.source.tree)
        return {child: node for node in nodes for child in ast.iter_child_nodes(node)}

    def _with_text(self, edit: Edit, node: Placed | None) -> Edit:
        if not isinstance(node, ast.expr | ast.keyword):
            raise _NoPlaceError
        start, end, text = self._piece(edit, node)
        if "#" in self.text[start:end]:  # A comment would be lost.
            raise _NoPlaceError
        in_text = TextEdit(self._places.place(start), self._places.place(end), text)
        return attrs.evolve(edit, in_text=in_text, is_safe=edit.is_safe and self._is_in_call(node))

    def _piece(self, edit: Edit, node: _Part) -> tuple[int, int, str]:
        value = None if edit.value is None else json.loads(edit.value, parse_constant=_refused)
        match edit.action:
            case EditAction.REPLACE:
                literal = node.value if isinstance(node, ast.keyword) else node
                return self._replaced(literal, value)
            case EditAction.ADD:
                return self._added(node, str(edit.key), value)
            case EditAction.REMOVE:
                return self._removed(node)
            case _:
                return self._renamed(node, str(edit.key), edit.value is not None, value)

    def _replaced(self, literal: ast.expr, value: Any) -> tuple[int, int, str]:
        start, end = self._span(literal)
        old = self.text[start:end]
        if not isinstance(literal, (ast.Constant, ast.UnaryOp, *_DISPLAYS)) or "\n" in old:
            raise _NoPlaceError
        try:
            ast.literal_eval(old)
        except (ValueError, SyntaxError):  # A name is in it, or it is a part of other text.
            raise _NoPlaceError from None
        return start, end, python_text(value, quote=_quote_in(old))

    def _renamed(self, node: _Part, key: str, has_value: bool, value: Any) -> tuple[int, int, str]:
        if isinstance(node, ast.keyword):
            start = self._span(node)[0]
            end, text, held = start + len(str(node.arg)), key, node.value
        else:
            start, end, text = self._replaced(node, key)
            held = self._value_of(node)
        if not has_value or _is_literal(held, value):
            return start, end, text
        begin, finish, new = self._replaced(held, value)
        return start, finish, f"{text}{self.text[end:begin]}{new}"

    def _value_of(self, key: ast.expr) -> ast.expr:
        parent = self._parents.get(key)
        if not isinstance(parent, ast.Dict) or key not in parent.keys:
            raise _NoPlaceError
        return parent.values[parent.keys.index(key)]

    def _added(self, node: _Part, key: str, value: Any) -> tuple[int, int, str]:
        """Add an entry to a dict, after the last one."""
        if not isinstance(node, ast.Dict) or not node.values or None in node.keys:
            raise _NoPlaceError
        end = self._span(node.values[-1])[1]
        quote = _quote_in(self.text[slice(*self._span(node))])
        return end, end, f", {python_text({key: value}, quote=quote)[1:-1]}"

    def _removed(self, node: _Part) -> tuple[int, int, str]:
        """Remove an item, an entry or an argument, with the comma that is before or after it."""
        siblings = [*self._siblings(node)]
        index = next(i for i, (first, _) in enumerate(siblings) if first is node)
        start, end = self._span(siblings[index][0])[0], self._span(siblings[index][1])[1]
        if index + 1 < len(siblings):
            return start, self._span(siblings[index + 1][0])[0], ""
        if index:
            return self._span(siblings[index - 1][1])[1], end, ""
        return start, end, ""

    def _siblings(self, node: _Part) -> Iterator[tuple[_Part, _Part]]:
        """Give the first and last part of all that stands between commas beside a node."""
        match self._parents.get(node):
            case ast.List(elts=items) | ast.Set(elts=items):
                yield from zip(items, items, strict=True)
            case ast.Call() as call if isinstance(node, ast.keyword):
                parts = _parts_of_call(call)
                yield from zip(parts, parts, strict=True)
            case ast.Dict(keys=keys, values=values) if node in keys and None not in keys:
                yield from zip((key for key in keys if key), values, strict=True)
            case _:
                raise _NoPlaceError

    def _is_in_call(self, node: ast.AST) -> bool:
        """Whether code is written in a call of the client, as a literal or in one."""
        while node not in self.calls:
            parent = self._parents.get(node)
            if not isinstance(parent, (*_AROUND_LITERALS, ast.Call)):
                return False
            if isinstance(parent, ast.Call) and parent not in self.calls and not _is_dict(parent):
                return False
            node = parent
        return True

    def _span(self, node: _Part) -> tuple[int, int]:
        """Return where code begins and ends, in characters of the text."""
        end = self._index(node.end_lineno or 0, node.end_col_offset or 0)
        return self._index(node.lineno, node.col_offset), end

    def _index(self, line: int, column: int) -> int:
        start, end = self._line_starts[line - 1 : line + 1]
        return start + len(self.text[start:end].encode()[:column].decode())


def _refused(_: str) -> Any:
    """Refuse a number that no literal gives: NaN and infinity are names in Python."""
    raise _NoPlaceError


def _parts_of_call(call: ast.Call) -> list[_Part]:
    """Return the arguments of a call in the order in which they are written."""
    parts: Iterable[_Part] = (*call.args, *call.keywords)
    return sorted(parts, key=lambda part: (part.lineno, part.col_offset))


def _is_dict(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "dict"


def _is_literal(node: ast.expr, value: Any) -> bool:
    return (
        isinstance(node, ast.Constant) and type(node.value) is type(value) and (node.value == value)
    )


def _quote_in(code: str) -> str:
    """Return the quotation mark that code has first."""
    found = [index for quote in "\"'" if (index := code.find(quote)) >= 0]
    return code[min(found)] if found else '"'
