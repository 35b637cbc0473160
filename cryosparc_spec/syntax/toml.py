"""TOML text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from cryosparc_spec.errors import Path
from cryosparc_spec.syntax.parsed import Mark, Parsed, syntax_error
from cryosparc_spec.validators import is_list, is_mapping

_LONGEST_STATEMENT = 200
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def read(text: str) -> Parsed:
    """Read TOML. Its parser tells no positions; they are found again, statement by statement."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _PLACE.search(message)
        line, column = (int(place[1]), int(place[2])) if place and place[1] else (None, None)
        message = _PLACE.sub("", message)
        raise syntax_error(f"not TOML: {message[0].lower()}{message[1:]}", line, column) from None
    except RecursionError:
        raise syntax_error("nested too deep to read", None, None) from None
    return Parsed(raw, (), lambda _: _marks(text))


def write(raw: Any) -> str:
    """Write TOML, which has no null: keys without a value are left out."""
    import tomlkit

    return tomlkit.dumps(_without_nulls(raw))


def _without_nulls(raw: Any) -> Any:
    if is_mapping(raw):
        return {key: _without_nulls(item) for key, item in raw.items() if item is not None}
    if is_list(raw):
        return [_without_nulls(item) for item in raw]
    return raw


def _marks(text: str) -> Mark:
    root = Mark(1, 1)
    table: Path = ()
    for number, statement in _statements(text.split("\n")):
        column = len(statement) - len(statement.lstrip()) + 1
        if statement.lstrip().startswith("["):
            table = _header_path(statement, root)
            _put(root, table, number, column)
        else:
            for path in _paths(tomllib.loads(statement)):
                _put(root, (*table, *path), number, column)
    return root


def _statements(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Give each statement with the number of its first line."""
    first = 0
    while first < len(lines):
        statement = _statement_from(lines, first)
        if tomllib.loads(statement):
            yield first + 1, statement
        first += statement.count("\n") + 1


def _statement_from(lines: list[str], first: int) -> str:
    """Return the shortest run of lines that can be read, or nothing where none is in reach."""
    for size in range(1, _LONGEST_STATEMENT + 1):
        statement = "\n".join(lines[first : first + size])
        if _is_readable(statement):
            return statement
    return ""


def _is_readable(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _header_path(statement: str, root: Mark) -> Path:
    """Return the path of ``[a.b]``; in ``[[a.b]]`` it ends with the index of the new element."""
    path: list[str | int] = []
    mark, value = root, tomllib.loads(statement)
    while value:
        key, value = next(iter(value.items()))
        path.append(key)
        mark = mark.below.get(key, Mark(0, 0))
        elements = [index for index in mark.below if isinstance(index, int)]
        if isinstance(value, list):
            return (*path, len(elements))
        if elements:
            path.append(elements[-1])
            mark = mark.below[elements[-1]]
    return tuple(path)


def _put(root: Mark, path: Path, line: int, column: int) -> None:
    mark = root
    for key in path:
        mark = mark.below.setdefault(key, Mark(line, column, (line, column)))


def _paths(value: Any) -> Iterator[Path]:
    if is_mapping(value):
        for key, item in value.items():
            yield (key,)
            yield from ((key, *path) for path in _paths(item))
