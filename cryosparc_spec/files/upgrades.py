"""Documents of older versions brought up to date, with only the words changed that must be."""

from __future__ import annotations

import os
import re
from array import array
from collections.abc import Iterable, Iterator
from difflib import unified_diff
from io import StringIO
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any

import attrs

from cryosparc_spec.checks.raw_definition import slot_items
from cryosparc_spec.files.load_and_dump import parse
from cryosparc_spec.files.syntax.parsed import Parsed
from cryosparc_spec.files.text import BYTE_ORDER_MARK, text_in
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import AnyPath, is_list, is_mapping

RENAMED_SLOT_KEYS = {"prefix": "name"}
"""Keys of a slot that CryoSPARC 5 has under another name."""

RENAMED_GROUP_KEYS = {"create": "created"}
"""Keys of a results group that some writers misspell."""

_LINE_END = "\n"
_YAML_LINE_END = "\r\n|[\n\r\x85\u2028\u2029]"
"""What PyYAML counts as the end of a line."""


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
        before, after = (list(StringIO(text, newline="\n")) for text in (self.before, self.after))
        lines = unified_diff(before, after, file, f"{file} (upgraded)")
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in lines
        )


@attrs.frozen
class _Renaming:
    """A key that has another name now."""

    path: DocumentPath
    """Where it stands in the document."""
    new: str
    """Its name now."""

    @property
    def old(self) -> str:
        return str(self.path[-1])

    def problem(self, message: str, hint: str) -> Problem:
        return Problem(
            self.path,
            f'"{self.old}" is the old name of "{self.new}", and {message}',
            kind=ProblemKind.DEPRECATED_KEY,
            severity=Severity.WARNING,
            hint=hint,
        )


def upgrade_file(path: AnyPath) -> Upgrade:
    """Return what a definition or results group looks like with the names in use.

    Nothing is written. Comments and layout stay: only the keys that were renamed are replaced, in
    the text itself. Raises :class:`~cryosparc_spec.FileError` and ``OSError``.
    """
    text = text_in(path)
    parsed = parse(text, path)
    renamings: list[_Renaming] = []
    left: list[Problem] = []
    for renaming, has_new in _old_keys(parsed.raw):
        if has_new:
            hint = f'keep "{renaming.new}", leave "{renaming.old}" out'
            left.append(renaming.problem("both are there", hint))
        else:
            renamings.append(renaming)
    is_yaml = Path(path).suffix.lower() in (".yaml", ".yml", ".csg")
    line_end = _YAML_LINE_END if is_yaml else _LINE_END
    after, missed = _with_new_keys(text, parsed, renamings, line_end)
    expected = _renamed(parsed.raw, set(renamings) - set(missed))
    if not _is_same(parse(after, path).raw, expected):
        after, missed = text, renamings
    left += [r.problem("cannot be replaced where it stands", f'write "{r.new}"') for r in missed]
    return Upgrade(text, after, tuple(parsed.position(left, os.fspath(path))))


def _old_keys(raw: Any) -> Iterator[tuple[_Renaming, bool]]:
    """Give the keys that have another name now, and whether that is there as well."""
    mappings = [(path, item, RENAMED_SLOT_KEYS) for path, item in slot_items(raw)]
    if is_mapping(raw) and "results" in raw and "group" in raw:
        mappings.append(((), raw, RENAMED_GROUP_KEYS))
    for path, mapping, names in mappings:
        if is_mapping(mapping):
            for old, new in names.items():
                if old in mapping:
                    yield _Renaming((*path, old), new), new in mapping


def _with_new_keys(
    text: str, parsed: Parsed, renamings: list[_Renaming], line_end: str
) -> tuple[str, list[_Renaming]]:
    """Return the text with the keys replaced, and those that do not stand there as they are."""
    marks = parsed.marks({renaming.path for renaming in renamings})
    begin = len(text) - len(text.removeprefix(BYTE_ORDER_MARK))
    ends = (match.end() for match in re.finditer(line_end, text))
    line_starts = array("q", chain([begin], ends))
    places = {renaming: marks.find(renaming.path, at_key=True) for renaming in renamings}
    missed: list[_Renaming] = []
    done: set[tuple[int, int]] = set()
    for renaming, (line, column) in sorted(places.items(), key=itemgetter(1), reverse=True):
        start = line_starts[line - 1] + column - 1
        key = re.compile(rf"(['\"]?){renaming.old}\1(?=[\s:=])").match(text, start)
        if key:
            text = f"{text[:start]}{key[1]}{renaming.new}{key[1]}{text[key.end() :]}"
            done.add((line, column))
        elif (line, column) not in done:
            missed.append(renaming)
    return text, missed


def _renamed(raw: Any, renamings: Iterable[_Renaming]) -> Any:
    """Return plain data with other keys, in the same order."""
    new_names = {renaming.path: renaming.new for renaming in renamings}

    def renamed(value: Any, path: DocumentPath) -> Any:
        if is_mapping(value):
            return {
                new_names.get((*path, str(key)), key): renamed(item, (*path, str(key)))
                for key, item in value.items()
            }
        if is_list(value):
            return [renamed(item, (*path, index)) for index, item in enumerate(value)]
        return value

    return renamed(raw, ())


def _is_same(raw: Any, other: Any) -> bool:
    """Whether plain data is equal, in the same order, and NaN to NaN."""
    if is_mapping(raw) and is_mapping(other):
        return list(raw) == list(other) and all(_is_same(raw[key], other[key]) for key in raw)
    if is_list(raw) and is_list(other):
        return len(raw) == len(other) and all(map(_is_same, raw, other))
    return bool(raw == other or (raw != raw and other != other))
