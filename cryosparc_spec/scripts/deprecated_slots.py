"""Slots in their deprecated form, in Python code and notebooks."""

from __future__ import annotations

import ast
import os
import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeAlias
from warnings import catch_warnings, simplefilter

from cryosparc_spec.files.load_and_dump import parse
from cryosparc_spec.files.syntax.parsed import Parsed
from cryosparc_spec.files.text import BYTE_ORDER_MARK, text_in
from cryosparc_spec.problems.places import DocumentPath, Position
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import AnyPath, is_list, is_mapping

_Key: TypeAlias = ast.Constant | ast.keyword


def is_code(path: AnyPath) -> bool:
    """Whether a file is Python code or a notebook, by its suffix."""
    return Path(path).suffix.lower() in (".py", ".ipynb")


def deprecated_slots_in(path: AnyPath) -> tuple[Problem, ...]:
    """Return where a ``.py`` file or ``.ipynb`` notebook has slots in the deprecated form.

    That is ``{"dtype": ..., "prefix": ...}`` and ``dict(dtype=..., prefix=...)``, which are
    reported only: at the key, and in a notebook at its line in the file. A file that is not Python
    is a problem, a cell that is not is passed over. Raises ``OSError``, and
    :class:`~cryosparc_spec.FileError` for a notebook that is not JSON.
    """
    file = os.fspath(path)
    text = text_in(path).removeprefix(BYTE_ORDER_MARK)
    if Path(path).suffix.lower() == ".ipynb":
        return tuple(_in_notebook(parse(text, path, suffix=".json"), file))
    tree = _tree_of(text)
    if tree is None:
        return (_not_python(file),)
    lines = text.encode().split(b"\n")
    return tuple(
        _deprecated_key(key, Position(file, key.lineno, _column(lines[key.lineno - 1], key)))
        for key in _old_keys_in_code(tree)
    )


def _column(line: bytes, key: _Key) -> int:
    return len(line[: key.col_offset].decode()) + 1


def _in_notebook(parsed: Parsed, file: str) -> Iterator[Problem]:
    found: list[tuple[DocumentPath, _Key]] = []
    for path, source in _cells(parsed.raw):
        parts = source if is_list(source) else [source]
        tree = _tree_of("".join(parts))
        line_of_part = [*accumulate((part.count("\n") for part in parts), initial=1)]
        for key in _old_keys_in_code(tree) if tree else ():
            index = bisect_right(line_of_part, key.lineno) - 1
            found.append(((*path, min(index, len(parts) - 1)) if is_list(source) else path, key))
    marks = parsed.marks({path for path, _ in found})
    for path, key in found:
        line, column = marks.find(path, at_key=False)
        yield _deprecated_key(key, Position(file, line, column)).under(*path)


def _cells(raw: Any) -> Iterator[tuple[DocumentPath, Any]]:
    """Give the sources of a notebook's cells of code: a text, or the lines of one."""
    cells = raw.get("cells") if is_mapping(raw) else None
    for number, cell in enumerate(cells if is_list(cells) else ()):
        if is_mapping(cell) and cell.get("cell_type") == "code":
            source = cell.get("source")
            parts = source if is_list(source) else [source]
            if all(isinstance(part, str) for part in parts):
                yield ("cells", number, "source"), source


_IPYTHON = re.compile(
    r"^([ \t]*+)(?:(?:[\w, ]++=[ \t]*+)?[%!?]|[\w.]++\?{1,2}+[ \t]*+$)", re.MULTILINE
)
"""A command: ``%time f()``, ``files = !ls``, ``?f``, ``f?``."""


def _tree_of(code: str) -> ast.Module | None:
    """Return the syntax tree of Python code, also where IPython's commands stand in it."""
    for text in (code, _IPYTHON.sub(r"\1pass #", code)):
        with suppress(SyntaxError, ValueError, RecursionError, MemoryError), catch_warnings():
            simplefilter("ignore")
            return ast.parse(text)
    return None


def _old_keys_in_code(tree: ast.Module) -> list[_Key]:
    """Return the keys ``prefix`` of slots, in the order of the code."""
    found: list[_Key] = []
    for node in ast.walk(tree):
        keys: dict[object, _Key] = {}
        match node:
            case ast.Dict():
                keys = {key.value: key for key in node.keys if isinstance(key, ast.Constant)}
            case ast.Call(func=ast.Name(id="dict")):
                keys = {keyword.arg: keyword for keyword in node.keywords}
            case _:
                pass
        if "prefix" in keys and "dtype" in keys and "name" not in keys:
            found.append(keys["prefix"])
    return sorted(found, key=lambda key: (key.lineno, key.col_offset))


def _deprecated_key(key: _Key, position: Position) -> Problem:
    return Problem(
        (),
        '"prefix" is the old name of "name" in a slot',
        kind=ProblemKind.DEPRECATED_KEY,
        severity=Severity.WARNING,
        hint="write name" if isinstance(key, ast.keyword) else 'write "name"',
        position=position,
    )


def _not_python(file: str) -> Problem:
    return Problem(
        (),
        "this is not Python of the version in use: it was not looked through",
        kind=ProblemKind.SYNTAX,
        severity=Severity.WARNING,
        position=Position(file),
    )
