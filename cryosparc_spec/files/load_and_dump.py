"""Documents read from files and text, and written, in the format of their suffix."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from cryosparc_spec.files.document_kinds import (
    DEFINITION,
    RESULTS_GROUP,
    DocumentKind,
    recognize,
    refuse_other_kind,
    taken_for,
)
from cryosparc_spec.files.suffixes import DATASET_SUFFIX, SUFFIXES, is_code, unknown_suffix
from cryosparc_spec.files.syntax.parsed import MOST_DIGITS, Parsed
from cryosparc_spec.files.text import BYTE_ORDER_MARK, problems_in_file, text_in
from cryosparc_spec.problems.errors import FileError, SpecError
from cryosparc_spec.problems.frozen_data import freeze
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.problems.validators import AnyPath, as_text, is_list, is_mapping

if TYPE_CHECKING:
    from cryosparc_spec.catalogue.slot_types import SlotTypes
    from cryosparc_spec.files.documents import Document

_T = TypeVar("_T")


_LEAST_IN_PARTS = 100_000
"""Characters of the shortest JSON text for which reading it in parts takes less time."""


@overload
def load(path: AnyPath, kind: type[_T], *, slot_types: SlotTypes | None = None) -> _T: ...
@overload
def load(path: AnyPath, kind: None = None, *, slot_types: SlotTypes | None = None) -> Document: ...
def load(
    path: AnyPath, kind: type[Any] | None = None, *, slot_types: SlotTypes | None = None
) -> Any:
    """Read a document from a ``.json``, ``.yaml``, ``.yml``, ``.toml`` or ``.csg`` file.

    Which kind of document it is, is told by its keys; ``kind`` is the class that it has to be of,
    for type checkers as well. A note on the error tells what it was taken for.
    Raises :class:`~cryosparc_spec.SpecError`, whose problems have file, line and column:
    :class:`~cryosparc_spec.FileError` for a file that is not in its format,
    :class:`~cryosparc_spec.StructureError` for one that is not such a document. Raises
    ``OSError`` for a file that cannot be opened.

    >>> from cryosparc_spec.documents.job_definition import JobDefinition
    >>> load("docs/examples/picker.yaml", JobDefinition).title
    'Custom picker'
    """
    text = _text_of_document(path)
    is_large = len(text) >= _LEAST_IN_PARTS
    if kind is not None and is_large and Path(path).suffix.lower() == ".json":
        from cryosparc_spec.files.json_parts import read_in_parts

        value = read_in_parts(text, kind)
        if value is not None:
            return value
    parsed = parse(text, path)
    found = kind_of_file(parsed.raw, path)
    try:
        if kind is not None:
            refuse_other_kind(parsed.raw, kind)
        return _structured(parsed, kind or found.cls, slot_types, os.fspath(path))
    except SpecError as error:
        located = type(error)(parsed.position(error.problems, os.fspath(path)))
        reason = taken_for(parsed.raw, found) if kind is None else None
        if reason:
            located.add_note(f"{os.fspath(path)}: {reason}")
        raise located from None


def kind_of_file(raw: object, path: AnyPath) -> DocumentKind:
    """Return the kind of a document by its keys, and by the suffix of its file."""
    is_group = Path(path).suffix.lower() == ".csg"
    return recognize(raw, otherwise=RESULTS_GROUP if is_group else DEFINITION)


@cache
def _definitions() -> Any:
    from cryosparc_spec.converters import definitions

    return definitions


def _structured(
    parsed: Parsed, cls: type[_T], slot_types: SlotTypes | None, file: str | None = None
) -> _T:
    read_at_once = _definitions().structure_if_sound
    sound = None if parsed.problems else read_at_once(parsed.raw, cls, slot_types)
    if sound is not None:
        return cast("_T", sound)
    from cryosparc_spec.converters.slot_warnings import gathered_notices
    from cryosparc_spec.documents.codec.codecs import is_server_document

    def place(problems: Sequence[Problem]) -> Sequence[Problem]:
        return problems if file is None else parsed.position(problems, file)

    silent = is_server_document(cls)  # None of its slots gives a notice.
    with nullcontext() if silent else gathered_notices(parsed.raw, slot_types, place=place):
        try:
            value: _T = _plain_data().structure_silently(parsed.raw, cls, slot_types=slot_types)
        except SpecError as error:
            raise type(error)([*parsed.problems, *error.problems]) from None
        if parsed.problems:
            raise FileError(parsed.problems)
        return value


def dump(value: object, path: AnyPath) -> None:
    """Write an object to a ``.json``, ``.yaml``, ``.yml``, ``.toml`` or ``.csg`` file.

    The file is replaced when all of it is written: what stood there before is there until then.
    Raises ``OSError``, and :class:`~cryosparc_spec.FileError` for another suffix and for
    what the format cannot hold: null in TOML.

    >>> dump(load("docs/examples/picker.yaml"), "picker.json")
    """
    from cryosparc_spec.files.writing import write_text

    if Path(path).suffix.lower() == ".json":
        with problems_in_file(path):
            text = f"{dumps(value, indent=2)}\n"
    else:
        text = text_for(_plain_data().unstructure(value), path)
    write_text(path, text)


def loads(text: str, cls: type[_T], *, slot_types: SlotTypes | None = None) -> _T:
    """Read an object of a public class from JSON text.

    Raises :class:`~cryosparc_spec.SpecError`.

    >>> from cryosparc_spec.slots.slot import Slot
    >>> loads('"?ctf"', Slot)
    Slot(name='ctf', dtype='ctf', required=False)
    """
    text = as_text(text).removeprefix(BYTE_ORDER_MARK)
    if len(text) >= _LEAST_IN_PARTS:
        from cryosparc_spec.files.json_parts import read_in_parts

        value = read_in_parts(text, cls)
        if value is not None:
            return cast("_T", value)
    return _structured(_json().read(text), cls, slot_types)


@cache
def _json() -> Any:
    """Return the module, which :func:`load` does not need for other formats."""
    from cryosparc_spec.files.syntax import json

    return json


@cache
def _plain_data() -> Any:
    """Return the module, which reading sound definitions does not need."""
    from cryosparc_spec.converters import plain_data

    return plain_data


@cache
def _fast_encoding() -> Any:
    """Return the module, which imports more than reading needs; to ask for it takes a while."""
    from cryosparc_spec.files.syntax import fast_encoding

    return fast_encoding


def dumps(value: object, *, indent: int | None = None) -> str:
    """Write an object as JSON text: on one line, or indented by so many spaces a level.

    With the extra ``fast``, there are no spaces in the line. Raises
    :class:`~cryosparc_spec.SpecError` for what JSON cannot hold.

    >>> from cryosparc_spec.columns.dtypes import DTypeSpec
    >>> dumps(DTypeSpec("<u4", (3,)))
    '"3u4"'
    """
    encode = _fast_encoding().fast_encode
    if encode is not None and (indent is None or indent == 2):
        text: str | None = encode(value, indent is not None)
        if text is not None:
            return text
    raw = _plain_data().unstructure(value)
    return _written(partial(_json().written, indent=indent), raw)


def read(path: AnyPath) -> Parsed:
    """Read the plain data of a file.

    Raises :class:`~cryosparc_spec.FileError` and ``OSError``.
    """
    return parse(_text_of_document(path), path)


def _text_of_document(path: AnyPath) -> str:
    with problems_in_file(path):
        if is_code(path):
            hint = "cryosparc_spec.scripts.read_script reads what it declares"
            raise FileError.of("code is not a document", hint=hint)
        _syntax(path)  # Another suffix is refused before the file is looked at.
    return text_in(path)


def parse(text: str, path: AnyPath, *, suffix: str | None = None) -> Parsed:
    """Read the plain data of a text, in the format of ``suffix``, by default that of the path.

    Raises :class:`~cryosparc_spec.FileError`, whose problems stand in the file of the path.
    """
    with problems_in_file(path):
        read_text = _syntax(f"x{suffix}" if suffix else path)[0]
        return read_text(text.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n"))


def text_for(raw: Any, path: AnyPath) -> str:
    """Write plain data in the format that the suffix of a path says.

    Raises :class:`~cryosparc_spec.FileError` for another suffix and for what the format
    cannot hold.
    """
    with problems_in_file(path):
        return _written(_syntax(path)[1], raw)


def _written(write: Callable[[Any], str], raw: Any) -> str:
    """Return the text of plain data; where that fails, say which of it cannot be written."""
    try:
        text = write(raw)
        if not text.isascii():
            text.encode()
    except FileError:
        raise
    except UnicodeEncodeError:
        raise FileError(list(_halves_in(raw, ()))) from None
    except Exception:
        if huge := list(_huge_numbers_in(raw, ())):
            raise FileError(huge) from None
        try:
            freeze(raw)
        except SpecError as error:
            raise FileError(error.problems) from None
        raise
    return text


def _halves_in(raw: Any, path: DocumentPath) -> Iterator[Problem]:
    """Tell of each half of a surrogate pair: JSON can escape it, and UTF-8 cannot hold it."""
    if isinstance(raw, str):
        half = re.search("[\ud800-\udfff]", raw)
        if half:
            yield Problem(path, f"{half[0]!a} is half a character: it cannot be written")
    items = raw.items() if is_mapping(raw) else enumerate(raw) if is_list(raw) else ()
    for key, item in items:
        yield from _halves_in(key, (*path, key))
        yield from _halves_in(item, (*path, key))


def _huge_numbers_in(raw: Any, path: DocumentPath) -> Iterator[Problem]:
    """Tell of each integer of more digits than are read: in TOML it can be hexadecimal."""
    if isinstance(raw, int) and abs(raw) >= 10**MOST_DIGITS:
        message = f"the number has more than {MOST_DIGITS} digits: it cannot be written"
        yield Problem(path, message)
    items = raw.items() if is_mapping(raw) else enumerate(raw) if is_list(raw) else ()
    for key, item in items:
        yield from _huge_numbers_in(item, (*path, key))


def _syntax(path: AnyPath) -> tuple[Callable[[str], Parsed], Callable[[Any], str]]:
    """Return the reader and the writer for the suffix of a path."""
    match Path(path).suffix.lower():
        case ".json":
            from cryosparc_spec.files.syntax import json

            return json.read, json.write
        case ".yaml" | ".yml":
            from cryosparc_spec.files.syntax import yaml

            return yaml.read, yaml.write
        case ".toml":
            from cryosparc_spec.files.syntax import toml

            return toml.read, toml.write
        case ".csg":
            from cryosparc_spec.files.syntax import csg

            return csg.read, csg.write
        case suffix if suffix == DATASET_SUFFIX:
            raise FileError.of(
                "a dataset is not a document", hint="read_header reads what it holds"
            )
        case suffix:
            raise FileError(unknown_suffix(suffix, SUFFIXES))
