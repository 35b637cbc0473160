"""Files of older versions brought up to date, with only the words changed that must be."""

from __future__ import annotations

import ast
import difflib
import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from cryosparc_spec.checks import slot_items
from cryosparc_spec.errors import Path as DocumentPath
from cryosparc_spec.errors import Position, Problem, ProblemKind, Severity
from cryosparc_spec.files import BYTE_ORDER_MARK, AnyPath, parse, text_in
from cryosparc_spec.syntax.json import read as read_json
from cryosparc_spec.syntax.parsed import Parsed
from cryosparc_spec.validators import is_list, is_mapping

RENAMED_SLOT_KEYS = {"prefix": "name"}
"""Keys of a slot that CryoSPARC 5 has under another name."""

RENAMED_GROUP_KEYS = {"create": "created"}
"""Keys of a results group that some writers misspell."""


@attrs.frozen
class Upgrade:
    """A text before and after."""

    before: str
    """The text as it was."""
    after: str
    """The text with the names in use."""
    left: tuple[Problem, ...] = ()
    """What a person has to decide."""

    def diff(self, file: str) -> str:
        """Return the change as a unified diff; empty where there is none."""
        lines = difflib.unified_diff(
            self.before.splitlines(keepends=True),
            self.after.splitlines(keepends=True),
            file,
            f"{file} (upgraded)",
        )
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def upgrade_file(path: AnyPath) -> Upgrade:
    """Return what a definition or results group looks like with the names in use.

    Nothing is written. Comments and layout stay: only the keys that were renamed are replaced, in
    the text itself. Raises :class:`~cryosparc_spec.errors.FileError` and ``OSError``.
    """
    text = text_in(path)
    parsed = parse(path, text)
    renamed: list[tuple[DocumentPath, str, str]] = []
    left: list[Problem] = []
    for place, mapping, names in _mappings_with_renamed_keys(parsed.raw):
        for old, new in names.items():
            if old in mapping and new in mapping:
                left.append(_both_keys(place, old, new))
            elif old in mapping:
                renamed.append(((*place, old), old, new))
    positioned = parsed.position(left, os.fspath(path))
    return Upgrade(text, _with_renamed_keys(text, parsed, renamed), tuple(positioned))


def _mappings_with_renamed_keys(raw: Any) -> Iterator[tuple[DocumentPath, Any, dict[str, str]]]:
    for path, item in slot_items(raw):
        if is_mapping(item):
            yield path, item, RENAMED_SLOT_KEYS
    if is_mapping(raw) and "results" in raw and "group" in raw:
        yield (), raw, RENAMED_GROUP_KEYS


def _both_keys(place: DocumentPath, old: str, new: str) -> Problem:
    return Problem(
        (*place, old),
        f'"{old}" is the old name of "{new}", and both are there',
        kind=ProblemKind.DEPRECATED_KEY,
        severity=Severity.WARNING,
        hint=f'keep "{new}", leave "{old}" out',
    )


def _with_renamed_keys(
    text: str, parsed: Parsed, renamed: list[tuple[DocumentPath, str, str]]
) -> str:
    marks = parsed.marks({path for path, _, _ in renamed})
    mark = text[:1] if text.startswith(BYTE_ORDER_MARK) else ""
    lines = text.removeprefix(mark).split("\n")
    places = {marks.find(path, at_key=True): (old, new) for path, old, new in renamed}
    for (line, column), (old, new) in sorted(places.items(), reverse=True):
        before, after = lines[line - 1][: column - 1], lines[line - 1][column - 1 :]
        lines[line - 1] = before + re.sub(rf"\A(['\"]?){old}\b", rf"\g<1>{new}", after)
    return mark + "\n".join(lines)


def is_code(path: AnyPath) -> bool:
    """Whether a file is Python code or a notebook, by its suffix."""
    return Path(path).suffix.lower() in (".py", ".ipynb")


def deprecated_slots_in(path: AnyPath) -> tuple[Problem, ...]:
    """Return where a ``.py`` file or ``.ipynb`` notebook has slots in the deprecated form.

    Such code is reported only. Cells and files that are not Python are passed over. Raises
    ``OSError``, and :class:`~cryosparc_spec.errors.FileError` for a notebook that is not JSON.
    """
    file = os.fspath(path)
    text = text_in(path)
    if Path(path).suffix.lower() == ".ipynb":
        return tuple(_in_notebook(text, file))
    return tuple(
        _deprecated_slot(node, Position(file, node.lineno, node.col_offset + 1))
        for node in _deprecated_dicts(text)
    )


def _in_notebook(text: str, file: str) -> Iterator[Problem]:
    parsed = read_json(text)
    found: list[tuple[DocumentPath, ast.Dict]] = []
    cells = parsed.raw.get("cells") if is_mapping(parsed.raw) else None
    for number, cell in enumerate(cells if is_list(cells) else ()):
        source = cell.get("source") if is_mapping(cell) else None
        lines: list[Any] = list(source) if is_list(source) else [source]
        if not all(isinstance(line, str) for line in lines):
            continue
        code = "".join(re.sub(r"\A\s*[%!?]", "#", line) for line in lines)
        for node in _deprecated_dicts(code):
            index = (node.lineno - 1,) if is_list(source) else ()
            found.append((("cells", number, "source", *index), node))
    marks = parsed.marks({place for place, _ in found})
    for place, node in found:
        line, column = marks.find(place, at_key=False)
        yield _deprecated_slot(node, Position(file, line, column)).under(*place)


def _deprecated_dicts(code: str) -> Iterator[ast.Dict]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
            if {"prefix", "dtype"} <= keys and "name" not in keys:
                yield node


def _deprecated_slot(node: ast.Dict, position: Position) -> Problem:
    return Problem(
        (),
        'a slot with "prefix", the deprecated name of "name"',
        kind=ProblemKind.DEPRECATED_KEY,
        severity=Severity.WARNING,
        hint=f"write {ast.unparse(node)}".replace("'prefix':", "'name':", 1),
        position=position,
    )
