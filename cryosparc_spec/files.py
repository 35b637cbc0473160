"""Files: read and write by suffix, with the position of every problem."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from stat import S_IMODE
from typing import Any, TypeAlias, TypeVar

import attrs

from cryosparc_spec.catalogue import SlotTypes
from cryosparc_spec.checks import check_raw
from cryosparc_spec.converters import structure, unstructure
from cryosparc_spec.documents.external import JobDefinition
from cryosparc_spec.errors import FileError, Position, Problem, ProblemKind, SpecError, unknown_word
from cryosparc_spec.syntax.parsed import Parsed, TextPlaces

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
    try:
        return _structured(parsed, JobDefinition, slot_types)
    except SpecError as error:
        raise type(error)(parsed.position(error.problems, os.fspath(path))) from None


def _structured(parsed: Parsed, cls: type[_T], slot_types: SlotTypes | None) -> _T:
    try:
        value = structure(parsed.raw, cls, slot_types=slot_types)
    except SpecError as error:
        raise type(error)([*parsed.problems, *error.problems]) from None
    if parsed.problems:
        raise FileError(parsed.problems)
    return value


def dump(value: object, path: AnyPath) -> None:
    """Write an object to a ``.json``, ``.yaml``, ``.yml`` or ``.toml`` file.

    The file is replaced when all of it is written: what stood there before is there until then.
    Raises ``OSError``, and :class:`~cryosparc_spec.errors.FileError` for another suffix and for
    what the format cannot hold: null in TOML.

    >>> dump(load("docs/examples/picker.yaml"), "picker.json")
    """
    with _problems_in(path):
        write = _syntax(path)[1]
        try:
            write_text(path, write(unstructure(value)))
        except UnicodeEncodeError as error:
            character = error.object[error.start]
            raise FileError.of(f"{character!a} is half a character: it cannot be written") from None


def loads(text: str, cls: type[_T], *, slot_types: SlotTypes | None = None) -> _T:
    """Read an object of a public class from JSON text.

    Raises :class:`~cryosparc_spec.errors.SpecError`.

    >>> from cryosparc_spec import Slot
    >>> loads('"?ctf"', Slot)
    Slot(name='ctf', dtype='ctf', required=False)
    """
    from cryosparc_spec.syntax import json

    return _structured(json.read(text), cls, slot_types)


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
    with _problems_in(path):
        read_text = _syntax(path)[0]
        return read_text(_text_of(Path(path)))


@contextmanager
def _problems_in(path: AnyPath) -> Generator[None]:
    """Add the file to the positions of the problems that the block raises."""
    try:
        yield
    except FileError as error:
        raise FileError([_in_file(problem, path) for problem in error.problems]) from None


def _in_file(problem: Problem, path: AnyPath) -> Problem:
    position = problem.position or Position("")
    return attrs.evolve(problem, position=attrs.evolve(position, file=os.fspath(path)))


def _text_of(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        message = f"the file is too large: expected at most {LARGEST_FILE} bytes"
        raise FileError.of(message, kind=ProblemKind.UNREADABLE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        place = TextPlaces(before).place(len(before))
        message = f"the file is not UTF-8 text: byte {error.object[error.start]:#x} cannot be read"
        problem = Problem((), message, kind=ProblemKind.UNREADABLE, position=Position("", *place))
        raise FileError([problem]) from None
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
            raise FileError(unknown_word(suffix, SUFFIXES, what="a suffix that is read").problems)


def write_text(path: AnyPath, text: str) -> None:
    """Write a text file whole or not at all; a link stays a link, and permissions stay."""
    target = Path(os.path.realpath(path))
    content = text.encode()
    temporary = target.with_name(f".{token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            if target.exists():
                temporary.chmod(S_IMODE(target.stat().st_mode))
            file.write(content)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
