"""The code of a script or a notebook: its syntax tree, and where in the file its parts stand."""

from __future__ import annotations

import ast
import io
import os
import re
import tokenize
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, Protocol
from warnings import catch_warnings, simplefilter

import attrs

from cryosparc_spec.files.load_and_dump import parse
from cryosparc_spec.files.suffixes import NOTEBOOK_SUFFIX
from cryosparc_spec.files.syntax.parsed import Mark, Parsed
from cryosparc_spec.files.text import BYTE_ORDER_MARK, text_of
from cryosparc_spec.problems.errors import FileError
from cryosparc_spec.problems.places import DocumentPath, Position
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import AnyPath, is_list, is_mapping

LARGEST_CODE = 4 * 2**20
"""Most bytes of code that are looked through; the longest module of Python has 0.6 million."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_IPYTHON = re.compile(
    r"^([ \t]*+)(?:(?:[\w, ]++=[ \t]*+)?[%!?]|[\w.]++\?{1,2}+[ \t]*+$)", re.MULTILINE
)
"""A command: ``%time f()``, ``files = !ls``, ``?f``, ``f?``."""

_DECLARES = re.compile(r"\.(?:add_input|add_output|connect|save_external_result)\b")
NOT_PYTHON = "this is not Python of the version in use: it was not looked through"
"""What is said of code that cannot be parsed."""


class Placed(Protocol):
    """A part of a syntax tree that stands at a place."""

    lineno: int
    col_offset: int


@attrs.frozen(eq=False)
class Cell:
    """A piece of code that is parsed by itself: a cell of a notebook, or all of a file."""

    text: str
    """What is in it."""
    number: int = 0
    """Which cell of the notebook it is, from 1; 0 for a file of code."""
    path: DocumentPath = ()
    """Where its source stands in the notebook."""
    starts: tuple[int, ...] = ()
    """Index of the first line of each part, where the notebook lists the source in parts."""

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Its lines, as Python counts them."""
        return tuple(_LINE_END.split(self.text))

    def part_of(self, line: int) -> DocumentPath:
        """Return the path of the part of the notebook in which a line stands, from index 0."""
        if not self.starts:
            return self.path
        return (*self.path, min(bisect_right(self.starts, line), len(self.starts)) - 1)


@attrs.frozen
class Place:
    """Where a part of the code stands."""

    position: Position
    """File, line and column; in a notebook, the line of the file."""
    cell: int = 0
    """Cell of the notebook, from 1; 0 in a file of code."""
    path: DocumentPath = ()
    """The line of code in the document that a notebook is."""


@attrs.define
class Source:
    """The code in a file, parsed; lines are counted on from cell to cell."""

    file: str
    """Path of the file as the user gave it."""
    tree: ast.Module = attrs.field(factory=lambda: ast.Module([], []))
    """What could be parsed."""
    cells: tuple[Cell, ...] = ()
    """The pieces in order."""
    problems: tuple[Problem, ...] = ()
    """What could not be parsed of a file of code; cells that cannot are passed over."""
    is_utf8: bool = True
    """Whether the file is in UTF-8, and not in another encoding that it names."""
    notebook: Parsed | None = None
    """The document that a notebook is."""
    gaps: tuple[ast.Pass, ...] = ()
    """Where cells begin that name calls of the client, and are passed over."""
    _marks: Mark | None = None

    def line(self, number: int) -> str:
        """Return a line of the code, counted from 1 on through all cells."""
        cell, line = self._cell_and_line(number)
        return cell.lines[line]

    def place(self, node: Placed) -> Place:
        """Return where a part of the syntax tree stands in the file."""
        cell, line = self._cell_and_line(node.lineno)
        if self.notebook is None:
            before = cell.lines[line].encode()[: node.col_offset]
            return Place(Position(self.file, line + 1, len(before.decode("utf-8", "replace")) + 1))
        path = cell.part_of(line)
        row, column = self._notebook_marks(self.notebook).find(path, at_key=False)
        return Place(Position(self.file, row, column), cell.number, path)

    def _cell_and_line(self, number: int) -> tuple[Cell, int]:
        ends = list(accumulate(len(cell.lines) for cell in self.cells))
        index = min(bisect_right(ends, number - 1), len(self.cells) - 1)
        before = ends[index - 1] if index else 0
        return self.cells[index], min(number - 1 - before, len(self.cells[index].lines) - 1)

    def _notebook_marks(self, notebook: Parsed) -> Mark:
        if self._marks is None:
            paths = {cell.part_of(line) for cell in self.cells for line in range(len(cell.lines))}
            self._marks = notebook.marks(paths)
        return self._marks


def read_source(content: bytes, path: AnyPath) -> Source:
    """Return the code in the content of a file, which is Python or a notebook by its suffix.

    Raises :class:`~cryosparc_spec.FileError` for a notebook that is not JSON, and for code that is
    too large or not text.
    """
    file = os.fspath(path)
    if Path(path).suffix.lower() == NOTEBOOK_SUFFIX:
        text = text_of(content, path).removeprefix(BYTE_ORDER_MARK)
        return _of_notebook(parse(text, path, suffix=".json"), file)
    if len(content) > LARGEST_CODE:
        raise _unreadable(file, f"the code is too large: expected at most {LARGEST_CODE} bytes")
    text, is_utf8 = _decoded(content, file)
    tree = parsed_code(text)
    cells = (Cell(text),)
    if isinstance(tree, ast.Module):
        return Source(file, tree, cells, is_utf8=is_utf8)
    return Source(file, cells=cells, problems=(_not_python(file, tree),))


def _decoded(content: bytes, file: str) -> tuple[str, bool]:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        message = "the code is not text in the encoding that it names, or UTF-8 where it names none"
        raise _unreadable(file, message) from None
    if "\0" in text:
        raise _unreadable(file, "the code has a NUL byte in it, which Python refuses")
    return text.removeprefix(BYTE_ORDER_MARK), encoding in ("utf-8", "utf-8-sig")


def _unreadable(file: str, message: str) -> FileError:
    kind = ProblemKind.UNREADABLE
    return FileError([Problem((), message, kind=kind, position=Position(file))])


def parsed_code(code: str) -> ast.Module | tuple[int, int] | None:
    """Return the syntax tree of Python code, also where commands of IPython stand in it.

    Where it cannot be parsed, line and column are returned as far as they are known.
    """
    place: tuple[int, int] | None = None
    for text in (code, _IPYTHON.sub(r"\1pass #", code)):
        with suppress(ValueError, RecursionError, MemoryError), catch_warnings():
            simplefilter("ignore")
            try:
                return ast.parse(text)
            except SyntaxError as error:
                place = place or (max(error.lineno or 1, 1), max(error.offset or 1, 1))
    return place


def _not_python(file: str, place: tuple[int, int] | None) -> Problem:
    return Problem(
        (),
        NOT_PYTHON,
        kind=ProblemKind.SYNTAX,
        severity=Severity.WARNING,
        position=Position(file, *(place or ())),
    )


def _of_notebook(parsed: Parsed, file: str) -> Source:
    tree = ast.Module([], [])
    cells: list[Cell] = []
    gaps: list[ast.Pass] = []
    before = 0
    for cell in _cells(parsed.raw):
        body = parsed_code(cell.text) if len(cell.text) <= LARGEST_CODE else None
        for statement in body.body if isinstance(body, ast.Module) else ():
            tree.body.append(ast.increment_lineno(statement, before))
        if body is not None and not isinstance(body, ast.Module) and _DECLARES.search(cell.text):
            gaps.append(ast.Pass(lineno=before + 1, col_offset=0))
        cells.append(cell)
        before += len(cell.lines)
    return Source(file, tree, tuple(cells), notebook=parsed, gaps=tuple(gaps))


def _cells(raw: Any) -> Iterator[Cell]:
    """Give the cells of code in a notebook, whose source is a text or the lines of one."""
    cells = raw.get("cells") if is_mapping(raw) else None
    for index, cell in enumerate(cells if is_list(cells) else ()):
        if not is_mapping(cell) or cell.get("cell_type") != "code":
            continue
        source = cell.get("source")
        parts: list[Any] = [*source] if is_list(source) else [source]
        if all(isinstance(part, str) for part in parts):
            counts = accumulate((part.count("\n") for part in parts[:-1]), initial=0)
            starts = tuple(counts) if is_list(source) and parts else ()
            yield Cell("".join(parts), index + 1, ("cells", index, "source"), starts)
