"""Slots in their deprecated form, in Python code and notebooks."""

from __future__ import annotations

import ast
from typing import TypeAlias

from cryosparc_spec.files.text import bytes_in
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import AnyPath
from cryosparc_spec.scripts.source import Source, read_source

OldKey: TypeAlias = ast.Constant | ast.keyword
"""The key ``prefix`` in code."""


def deprecated_slots_in(path: AnyPath) -> tuple[Problem, ...]:
    """Return where a ``.py`` file or ``.ipynb`` notebook has slots in the deprecated form.

    That is ``{"dtype": ..., "prefix": ...}`` and ``dict(dtype=..., prefix=...)``, which are
    reported only: at the key, and in a notebook at its line in the file. A file that is not Python
    is a problem, a cell that is not is passed over. Raises ``OSError``, and
    :class:`~cryosparc_spec.FileError` for a notebook that is not JSON.
    """
    source = read_source(bytes_in(path), path)
    return source.problems or tuple(deprecated_key(key, source) for key in old_keys(source.tree))


def old_keys(tree: ast.Module) -> list[OldKey]:
    """Return the keys ``prefix`` of slots, in the order of the code."""
    found: list[OldKey] = []
    for node in ast.walk(tree):
        keys: dict[object, OldKey] = {}
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


def deprecated_key(key: OldKey, source: Source) -> Problem:
    """Make the problem of an old key in code."""
    place = source.place(key)
    problem = Problem(
        place.path,
        '"prefix" is the old name of "name" in a slot',
        kind=ProblemKind.DEPRECATED_KEY,
        severity=Severity.WARNING,
        hint="write name" if isinstance(key, ast.keyword) else 'write "name"',
    )
    return problem.with_position(place.position)
