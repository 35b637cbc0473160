"""Files: read and write by suffix, with the position of every problem."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import attrs

from cryosparc_spec.catalogue import SlotTypes
from cryosparc_spec.checks import check_raw
from cryosparc_spec.converters import structure, unstructure
from cryosparc_spec.documents.external import JobDefinition
from cryosparc_spec.errors import FileError, Position, Problem, ProblemKind, SpecError, unknown_word
from cryosparc_spec.syntax.parsed import Parsed

_T = TypeVar("_T")

AnyPath: TypeAlias = str | os.PathLike[str]

LARGEST_FILE = 256 * 2**20
"""Most bytes of a file that is read; the job register of CryoSPARC 5 has about 6 million."""

SUFFIXES = (".json", ".yaml", ".yml", ".toml")
"""Suffixes of files that can be read and written, in any case."""


def load(path: AnyPath, *, slot_types: SlotTypes | None = None) -> JobDefinition:
    """Read a job definition from a ``.json``, ``.yaml``, ``.yml`` or ``.toml`` file.

    Raises :class:`~cryosparc_spec.errors.SpecError`, whose problems have file, line and column:
    :class:`~cryosparc_spec.errors.FileError` for a file that is not in its format,
    :class:`~cryosparc_spec.errors.StructureError` for one that is no job definition. Raises
    ``OSError`` for a file that cannot be opened.

    >>> load("docs/examples/picker.yaml").title
    'Custom picker'
    """
    parsed = read(path)
    if parsed.problems:
        raise FileError(parsed.position(parsed.problems, os.fspath(path)))
    try:
        return structure(parsed.raw, JobDefinition, slot_types=slot_types)
    except SpecError as error:
        raise type(error)(parsed.position(error.problems, os.fspath(path))) from None


def dump(value: object, path: AnyPath) -> None:
    """Write an object to a ``.json``, ``.yaml``, ``.yml`` or ``.toml`` file.

    The file is replaced when all of it is written: what stood there before is there until then.

    >>> dump(load("docs/examples/picker.yaml"), "picker.json")
    """
    write_text(path, _syntax(path)[1](unstructure(value)))


def loads(text: str, cls: type[_T], *, slot_types: SlotTypes | None = None) -> _T:
    """Read an object of a public class from JSON text.

    Raises :class:`~cryosparc_spec.errors.SpecError`.

    >>> from cryosparc_spec import Slot
    >>> loads('"?ctf"', Slot)
    Slot(name='ctf', dtype='ctf', required=False)
    """
    from cryosparc_spec.syntax import json

    parsed = json.read(text)
    if parsed.problems:
        raise FileError(parsed.problems)
    return structure(parsed.raw, cls, slot_types=slot_types)


def dumps(value: object) -> str:
    """Write an object as JSON text.

    >>> from cryosparc_spec import DTypeSpec
    >>> dumps(DTypeSpec("<u4", (3,)))
    '"3u4"'
    """
    from cryosparc_spec.syntax import json

    return json.write(unstructure(value)).rstrip("\n")


def check_file(path: AnyPath, *, slot_types: SlotTypes | None = None) -> tuple[Problem, ...]:
    """Return everything wrong with a job definition in a file, in the order of the file.

    Raises ``OSError`` for a file that cannot be opened; a file that cannot be read for what is in
    it is a problem like others.
    """
    file = os.fspath(path)
    try:
        parsed = read(path)
    except FileError as error:
        return error.problems
    problems = [*parsed.problems, *check_raw(parsed.raw, slot_types=slot_types)]
    return tuple(parsed.position(problems, file))


def read(path: AnyPath) -> Parsed:
    """Read the plain data of a file.

    Raises :class:`~cryosparc_spec.errors.FileError` and ``OSError``.
    """
    file = os.fspath(path)
    read_text = _syntax(path)[0]
    try:
        return read_text(_text_of(Path(path)))
    except FileError as error:
        located = [
            attrs.evolve(p, position=attrs.evolve(p.position or Position(""), file=file))
            for p in error.problems
        ]
        raise FileError(located) from None


def _text_of(path: Path) -> str:
    size = path.stat().st_size
    if size > LARGEST_FILE:
        message = f"the file has {size} bytes: expected at most {LARGEST_FILE}"
        raise FileError.of(message, kind=ProblemKind.UNREADABLE)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"the file is not UTF-8 text: byte {error.start} cannot be read"
        raise FileError.of(message, kind=ProblemKind.UNREADABLE) from None
    return text.replace("\r\n", "\n")


def _syntax(path: AnyPath) -> tuple[Callable[[str], Parsed], Callable[[Any], str]]:
    """Return the reader and the writer for the suffix of a path."""
    match Path(path).suffix.lower():
        case ".json":
            from cryosparc_spec.syntax import json

            return json.read, json.write
        case ".yaml" | ".yml":
            from cryosparc_spec.syntax import yaml

            return yaml.read, yaml.write
        case ".toml":
            from cryosparc_spec.syntax import toml

            return toml.read, toml.write
        case suffix:
            problem = unknown_word(suffix, SUFFIXES, what="a suffix that is read").problems[0]
            raise FileError([attrs.evolve(problem, position=Position(os.fspath(path)))])


def write_text(path: AnyPath, text: str) -> None:
    """Write a text file whole or not at all; a link stays a link, and permissions stay."""
    target = Path(os.path.realpath(path))
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        temporary.chmod(target.stat().st_mode & 0o7777 if target.exists() else _new_file_mode())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _new_file_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
