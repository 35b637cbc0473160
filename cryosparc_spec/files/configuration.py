"""The wishes of a repository: ``cryosparc-spec.toml``, or a table of ``pyproject.toml``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import attrs
from immutabledict import immutabledict

from cryosparc_spec.files.configurations import SHARED_FILE
from cryosparc_spec.files.globs import matches_any
from cryosparc_spec.problems.errors import FileError, Problems, SpecError, located_at
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import AnyPath, as_text, as_texts, is_mapping, wrong_type
from cryosparc_spec.problems.words import unknown_key, unknown_word

_TABLE = ("tool", "cryosparc-spec")
_MISNAMED = ("tool", "cryosparc_spec")
_NONE = object()
_T = TypeVar("_T")
_Word = TypeVar("_Word", bound=StrEnum)


def _as_kinds(value: object) -> tuple[ProblemKind, ...]:
    return _each(as_texts(value), lambda word: _as_word(word, ProblemKind, "a kind of problem"))


def _as_kinds_by_pattern(value: object) -> Mapping[str, tuple[ProblemKind, ...]]:
    if not is_mapping(value):
        raise wrong_type(value, "a table of patterns and the kinds that are ignored there")
    problems = Problems()
    kinds: dict[str, tuple[ProblemKind, ...]] = {}
    for pattern, words in value.items():
        with problems.at(pattern):
            kinds[pattern] = _as_kinds(words)
    problems.raise_if_any()
    return immutabledict(kinds)


def _as_severity(value: object) -> Severity:
    return _as_word(as_text(value), Severity, "a severity")


def _as_word(word: str, words: type[_Word], what: str) -> _Word:
    if word in [*words]:
        return words(word)
    raise unknown_word(word, [*words], what=what)


def _each(values: Iterable[str], convert: Callable[[str], _T]) -> tuple[_T, ...]:
    problems = Problems()
    converted: list[_T] = []
    for index, value in enumerate(values):
        with problems.at(index):
            converted.append(convert(value))
    problems.raise_if_any()
    return tuple(converted)


@attrs.frozen(kw_only=True)
class Configuration:
    """What a repository wishes; paths and patterns are seen from the folder of its file."""

    folder: Path = Path()
    """Folder of the file that says so."""
    exclude: tuple[str, ...] = ()
    """Patterns of files and folders that are passed over in folders."""
    ignore: tuple[ProblemKind, ...] = ()
    """Kinds of problems that are not told."""
    per_file_ignores: Mapping[str, tuple[ProblemKind, ...]] = immutabledict()
    """Kinds that are not told of files which match a pattern."""
    slot_types: tuple[str, ...] = ()
    """Files with what is known of slot types besides."""
    job_types: tuple[str, ...] = ()
    """Files with what is known of job types besides."""
    fail_on: Severity | None = None
    """The least severe problem that makes the exit code 1."""

    def excludes(self, path: AnyPath, *, itself: bool = False) -> bool:
        """Whether a path is passed over; with ``itself``, not because of a folder it is in."""
        return bool(self.exclude) and matches_any(path, self.exclude, self.folder, itself=itself)

    def ignored_in(self, path: AnyPath) -> frozenset[ProblemKind]:
        """Return the kinds that are not told of one file for its name."""
        return frozenset(
            kind
            for pattern, kinds in self.per_file_ignores.items()
            if matches_any(path, [pattern], self.folder)
            for kind in kinds
        )


_READERS: Mapping[str, Callable[[object], Any]] = {
    "exclude": as_texts,
    "ignore": _as_kinds,
    "per-file-ignores": _as_kinds_by_pattern,
    "slot-types": as_texts,
    "job-types": as_texts,
    "fail-on": _as_severity,
}


def read_configuration(path: AnyPath) -> Configuration | None:
    """Read the wishes of a file; ``None`` for a ``pyproject.toml`` without a table of them.

    Raises :class:`~cryosparc_spec.FileError` and ``OSError``.
    """
    from cryosparc_spec.files.load_and_dump import parse
    from cryosparc_spec.files.text import text_in

    text = text_in(path)
    is_shared = Path(path).name == SHARED_FILE
    if is_shared and not any(name in text for name in (_TABLE[-1], _MISNAMED[-1])):
        return None
    parsed = parse(text, path)
    at = _TABLE if is_shared else ()
    try:
        raw = _table_in(parsed.raw, at)
        if raw is _NONE:
            return None
        with located_at(*at):
            return _configuration(raw, Path(path).parent)
    except SpecError as error:
        raise FileError(parsed.position(error.problems, os.fspath(path))) from None


def _table_in(raw: Any, at: tuple[str, ...]) -> Any:
    """Return what stands at a place; what is put where another kind of file has it is an error."""
    if at:
        if _at(raw, _MISNAMED) is not _NONE:
            fix = Fix.rename(_TABLE[-1])
            message = f"the table is named {_TABLE[-1]}, as the package is"
            problem = Problem(_MISNAMED, message, kind=ProblemKind.UNKNOWN_KEY, fix=fix)
            raise SpecError([problem])
        return _at(raw, at)
    if _at(raw, _TABLE) is not _NONE:
        hint = "write the keys of that table at the top: all of this file is the configuration"
        problem = Problem(_TABLE, f"[{'.'.join(_TABLE)}] is a table of {SHARED_FILE}", hint=hint)
        raise SpecError([attrs.evolve(problem, kind=ProblemKind.UNKNOWN_KEY)])
    return raw


def _at(raw: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        if not is_mapping(raw) or key not in raw:
            return _NONE
        raw = raw[key]
    return raw


def _configuration(raw: Any, folder: Path) -> Configuration:
    if not is_mapping(raw):
        raise wrong_type(raw, f"a table with some of {', '.join(_READERS)}")
    problems = Problems()
    problems.found += [
        unknown_key(key, [*_READERS], raw, of="the configuration")
        for key in raw
        if key not in _READERS
    ]
    values: dict[str, Any] = {}
    for key in _READERS.keys() & raw.keys():
        with problems.at(key):
            values[key.replace("-", "_")] = _READERS[key](raw[key])
            if key.endswith("-types"):
                _require_files(values[key.replace("-", "_")], folder)
    problems.raise_if_any()
    return Configuration(folder=folder, **values)


def _require_files(names: tuple[str, ...], folder: Path) -> None:
    def there(name: str) -> str:
        if not (folder / name).is_file():
            message = f'"{name}" is not there: expected a file, seen from the folder of this one'
            raise SpecError.of(message, kind=ProblemKind.MISSING_FILE)
        return name

    _each(names, there)
