"""What a ``.cs`` file holds, from its header alone: NPY 1.0 to 3.0 and CSDAT, without numpy.

The layouts are those that ``Dataset.save`` of cryosparc-tools 5.0.3 writes, and numpy's NEP 1.
Nothing is evaluated, no row is read, and memory is bounded whatever a file says of itself.
"""

from __future__ import annotations

import io
import json
import os
import re
import stat
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import attrs
from immutabledict import immutabledict

from cryosparc_spec.errors import (
    FileError,
    ParseError,
    Position,
    Problem,
    ProblemKind,
    Problems,
    SpecError,
    located_at,
    show_value,
    unknown_word,
)
from cryosparc_spec.fields import Field
from cryosparc_spec.validators import as_int, is_list, is_mapping, valid, wrong_type

LARGEST_HEADER = 2 * 2**20
"""Most bytes of a header that is read; that of a job with 100 classes has about 70 thousand."""

MOST_COLUMNS = 20_000
"""Most columns of a file that is read; that of a job with 300 classes has about 5,500."""

MOST_ROWS = 2**63 - 1
"""Most rows that a header can state; the limit is numpy's."""

_FIRST_READ = 8192
_MOST_PROBLEMS = 20

_COPY_AGAIN = "copy it again from where it was written"
_SAVE_AGAIN = "write it with Dataset.save of cryosparc-tools"


class HeaderFormat(StrEnum):
    """Layouts of ``.cs`` files."""

    NPY_1 = "NPY 1.0"
    """A structured array of numpy: what CryoSPARC and ``Dataset.save`` write unless asked."""
    NPY_2 = "NPY 2.0"
    """The same, for headers of 64 kB and more."""
    NPY_3 = "NPY 3.0"
    """The same, for names of columns beyond Latin-1."""
    CSDAT = "CSDAT"
    """Column after column, most of them compressed (``cryosparc.dataset.CSDAT_FORMAT``)."""


def _check_rows(rows: object) -> None:
    if not 0 <= as_int(rows) <= MOST_ROWS:
        raise ParseError.of(
            f"{show_value(rows)} rows: expected 0 to {MOST_ROWS}", kind=ProblemKind.INVALID_COUNT
        )


def _check_header_size(size: object) -> None:
    if as_int(size) < 0:
        raise ParseError.of(f"{show_value(size)} bytes: expected 0 or more")


def _check_compression(compression: object) -> None:
    if compression not in (None, "lz4"):
        raise ParseError.of(f'the compression is {show_value(compression)}: expected "lz4" or null')


def _as_format(value: object) -> HeaderFormat:
    for known in HeaderFormat:
        if value == known:
            return known
    raise unknown_word(value, HeaderFormat, what="a layout of .cs files").under("format")


def _as_distinct_fields(values: Sequence[Field]) -> tuple[Field, ...]:
    with located_at("fields"):
        if not is_list(values) or not all(isinstance(value, Field) for value in values):
            raise wrong_type(values, "a list of objects of class Field")
        fields: tuple[Field, ...] = tuple(values)
        counts = Counter(field.name for field in fields)
        repeated = islice((name for name in counts if counts[name] > 1), _MOST_PROBLEMS)
        problems = [_repeated_name(name, counts[name]) for name in repeated]
        if problems:
            raise ParseError(problems)
        return fields


def _repeated_name(name: str, count: int) -> Problem:
    message = f"{count} columns have the name {show_value(name)}"
    return Problem((), message, kind=ProblemKind.DUPLICATE_KEY, hint="give each its own name")


@attrs.frozen(kw_only=True)
class DatasetHeader:
    """What the header of a ``.cs`` file says (``cryosparc.dataset.DatasetHeader``).

    Raises :class:`~cryosparc_spec.errors.ParseError`.

    >>> fields = (Field("uid", "u8"), Field("ctf/type", "S9"), Field("ctf/shift_A", "2f4"))
    >>> header = DatasetHeader(rows=10, fields=fields, format="NPY 1.0", header_size=192)
    >>> list(header.slots), header.field("ctf/shift_A").descr
    (['ctf'], ('ctf/shift_A', '<f4', (2,)))
    """

    rows: int = attrs.field(validator=valid(_check_rows))
    """Number of rows; 0 occurs."""
    fields: tuple[Field, ...] = attrs.field(converter=_as_distinct_fields)
    """The columns, in the order of the file."""
    format: HeaderFormat = attrs.field(converter=_as_format)
    """Layout of the file."""
    compression: Literal["lz4"] | None = attrs.field(
        default=None, validator=valid(_check_compression)
    )
    """``"lz4"`` in CSDAT files with compressed columns, else ``None``."""
    header_size: int = attrs.field(validator=valid(_check_header_size))
    """Number of bytes before the data, those before the header's text among them."""

    @property
    def slots(self) -> Mapping[str, tuple[Field, ...]]:
        """The columns of each slot by its name, in the order of the file; ``uid`` is in none."""
        by_slot: dict[str, list[Field]] = {}
        for field in self.fields:
            if field.slot is not None:
                by_slot.setdefault(field.slot, []).append(field)
        return immutabledict({name: tuple(fields) for name, fields in by_slot.items()})

    def field(self, name: str) -> Field | None:
        """Return the column of a name, or ``None`` where there is none."""
        return next((field for field in self.fields if field.name == name), None)


def read_header(path: str | os.PathLike[str]) -> DatasetHeader:
    r"""Read what a ``.cs`` file holds, from its header alone.

    A file that is cut short is known by its size. Raises
    :class:`~cryosparc_spec.errors.FileError`, which says what a file is that is no dataset, and
    ``OSError`` for a file that cannot be opened.

    >>> text = b"{'descr': [('uid', '<u8')], 'fortran_order': False, 'shape': (0,), }"
    >>> start = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little")
    >>> written = Path("empty.cs").write_bytes(start + text)
    >>> header = read_header("empty.cs")
    >>> header.rows, [str(field) for field in header.fields], str(header.format)
    (0, ['uid: u8'], 'NPY 1.0')
    """
    file = Path(path)
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            raise _refusal("it is a pipe or a device: expected a file")
        with file.open("rb", buffering=0) as stream:
            return _read(stream, status.st_size)
    except SpecError as error:
        position = Position(os.fspath(path))
        raise FileError([attrs.evolve(p, position=position) for p in error.problems]) from None


def _refusal(message: str, hint: str | None = None) -> FileError:
    return FileError.of(message, kind=ProblemKind.UNREADABLE, hint=hint)


def _cut_short(detail: str) -> FileError:
    return _refusal(f"the file is cut short: {detail}", _COPY_AGAIN)


def _read(stream: io.FileIO, size: int) -> DatasetHeader:
    head = stream.read(_FIRST_READ)
    if head.startswith(_CSDAT):
        return _read_csdat(stream, head, size)
    if head.startswith(_NPY):
        return _read_npy(stream, head, size)
    if head and (_NPY.startswith(head) or _CSDAT.startswith(head)):
        raise _cut_short("it ends within the first word of the header")
    raise _refusal(*_what_it_is(head))


def _header_text(stream: io.FileIO, head: bytes, at: int, width: int) -> bytes:
    """Return the text of a header, whose length stands before it as a number of ``width`` bytes."""
    length = int.from_bytes(head[at : at + width], "little")
    if length > LARGEST_HEADER:
        message = f"the header has {length} bytes: expected at most {LARGEST_HEADER}"
        raise _refusal(message, _COPY_AGAIN)
    start = at + width
    text = head[start : start + length]
    if start + length > len(head):
        text += stream.read(start + length - len(head))
    if start > len(head) or len(text) < length:
        raise _cut_short("it ends within the header")
    return text


def _as_fields(columns: Iterable[Any], *, objects: bool) -> tuple[Field, ...]:
    """Read all columns, and tell what is wrong with any, under its name or else its number."""
    fields: list[Field] = []
    found: list[Problem] = []
    for index, column in enumerate(columns):
        try:
            fields.append(_as_field(column, objects))
        except ParseError as error:
            named = is_list(column) and column and isinstance(column[0], str)
            for problem in error.problems:
                is_of_dtype = named and problem.path[:1] != (0,)
                found.append(attrs.evolve(problem, path=(column[0] if is_of_dtype else index,)))
            if len(found) >= _MOST_PROBLEMS:
                break
    if found:
        raise ParseError(found)
    return tuple(fields)


def _as_field(column: object, objects: bool) -> Field:
    if not is_list(column):
        raise wrong_type(column, 'a column such as ["uid", "<u8"]')
    field = Field.parse(column)
    if field.dtype.scalar == "|O" and not objects:
        message = "the column holds pickled Python objects: expected text of a length, such as S12"
        raise ParseError.of(message, hint=_SAVE_AGAIN)
    return field


_NPY = b"\x93NUMPY"
_NPY_VERSIONS = {
    b"\1\0": (HeaderFormat.NPY_1, 2, "latin-1"),
    b"\2\0": (HeaderFormat.NPY_2, 4, "latin-1"),
    b"\3\0": (HeaderFormat.NPY_3, 4, "utf-8"),
}
_NPY_EXAMPLE = "{'descr': [('uid', '<u8')], 'fortran_order': False, 'shape': (10,)}"

# Anchored and possessive throughout: a match ends at the first character that does not fit.
_SPACE = r"[ \t\r\n]*+"
_LITERAL = r"""u?+(?:'(?:[^'\\]{0,999}+'|(?:[^'\\]|\\.){0,999}+')|"(?:[^"\\]|\\.){0,999}+")"""
_SHAPE = rf"\((?:{_SPACE}[0-9]{{1,400}}+{_SPACE}(?:,|(?=\)))){{0,40}}+{_SPACE}\)"
_REST = rf"(?:,{_SPACE}({_SHAPE}){_SPACE})?+,?+{_SPACE}\)"
_COLUMN = rf"\({_SPACE}({_LITERAL}){_SPACE},{_SPACE}({_LITERAL}){_SPACE}{_REST}"
_COLUMNS = rf"(?:{_COLUMN}{_SPACE}(?:,|(?=\])){_SPACE}){{0,{MOST_COLUMNS}}}+"
_HEADER = rf"""{_SPACE}\{{(?:{_SPACE}u?+(?P<quote>['"])(?:
    descr(?P=quote){_SPACE}:{_SPACE}(?:\[{_SPACE}(?P<columns>{_COLUMNS})\]|(?P<dtype>{_LITERAL}))
    |fortran_order(?P=quote){_SPACE}:{_SPACE}(?P<fortran>True|False)
    |shape(?P=quote){_SPACE}:{_SPACE}\((?P<shape>[ \t\r\n,L0-9]{{0,400}}+)\)
    ){_SPACE}(?:,|(?=\}}))){{3}}+{_SPACE}\}}{_SPACE}"""

_READABLE_COLUMNS = rf"{_SPACE}\{{[^\[]{{0,200}}+\[{_SPACE}{_COLUMNS}"
_ONE_MORE_COLUMN = rf"{_COLUMN}{_SPACE}[,\]]"
_NESTED_COLUMN = rf"\({_SPACE}({_LITERAL}){_SPACE},{_SPACE}\["
_TITLED_COLUMN = rf"\({_SPACE}\({_SPACE}{_LITERAL}{_SPACE},{_SPACE}({_LITERAL})"

_find_columns = re.compile(_COLUMN, re.DOTALL).findall
_match_header = re.compile(_HEADER, re.DOTALL | re.VERBOSE).fullmatch
_ESCAPE = re.compile(r"\\(?:([\\'\"])|(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})|[0-7NUabfnrtuvx])")


def _read_npy(stream: io.FileIO, head: bytes, size: int) -> DatasetHeader:
    version = head[len(_NPY) : len(_NPY) + 2]
    if len(version) < 2:
        raise _cut_short("it ends within the header")
    if version not in _NPY_VERSIONS:
        raise _refusal(
            f"the file is NPY {version[0]}.{version[1]}: expected 1.0, 2.0 or 3.0", _SAVE_AGAIN
        )
    format_, width, encoding = _NPY_VERSIONS[version]
    start = len(_NPY) + 2
    encoded = _header_text(stream, head, start, width)
    try:
        text = encoded.decode(encoding)
    except UnicodeDecodeError:
        raise _refusal("the header is not UTF-8", _COPY_AGAIN) from None
    rows, columns = _npy_description(text)
    header = DatasetHeader(
        rows=rows,
        fields=_as_fields(map(_npy_column, columns), objects=False),
        format=format_,
        header_size=start + width + len(encoded),
    )
    _require_rows(header, size)
    return header


def _npy_description(text: str) -> tuple[int, list[tuple[str, str, str]]]:
    """Return the number of rows, and the name, code and shape of each column as written."""
    header = _match_header(text)
    found = header.groupdict() if header else {}
    if found.get("fortran") is None or found["shape"] is None:
        raise _unreadable_npy(text)
    if found["dtype"]:
        raise _not_structured(found["dtype"])
    if found["columns"] is None:
        raise _unreadable_npy(text)
    if found["fortran"] == "True":
        message = "the array is in Fortran order: expected rows one after the other"
        raise _refusal(message, "save numpy.ascontiguousarray(array)")
    dimensions = re.findall("[0-9]+", found["shape"])
    if len(dimensions) != 1:
        message = f"the array has {len(dimensions)} dimensions: expected 1, the rows"
        raise _refusal(message, "save array.reshape(-1)")
    columns = _find_columns(found["columns"])
    if any(name == "''" and "V" in code for name, code, _ in columns):
        message = "the rows have unused bytes between columns: expected packed columns"
        raise _refusal(message, "save numpy.lib.recfunctions.repack_fields(array)")
    return int(dimensions[0]), columns


def _not_structured(literal: str) -> FileError:
    code = _unquoted(literal)
    if code.lstrip("<>|=").startswith("O"):
        message = "the file holds a pickled Python object: expected a structured array"
    else:
        message = f"the array of {show_value(code)} has no columns: expected a structured array"
    return _refusal(message, _SAVE_AGAIN)


def _too_many_columns() -> FileError:
    return _refusal(f"the header has too many columns: expected at most {MOST_COLUMNS}")


def _unreadable_npy(text: str) -> SpecError:
    """Make the error for the first thing that does not fit."""
    readable = re.match(_READABLE_COLUMNS, text, re.DOTALL)
    rest = text[readable.end() :] if readable else text
    if re.match(_ONE_MORE_COLUMN, rest, re.DOTALL):
        return _too_many_columns()
    if nested := re.match(_NESTED_COLUMN, rest, re.DOTALL):
        message = "the column is made of columns: expected elements of one kind"
        return FileError.of(message, path=(_unquoted(nested[1]),), hint=_SAVE_AGAIN)
    if titled := re.match(_TITLED_COLUMN, rest, re.DOTALL):
        message = "the column has a title beside its name: expected the name alone"
        return FileError.of(message, path=(_unquoted(titled[1]),), hint=_SAVE_AGAIN)
    message = f"the header cannot be read at {show_value(rest.strip())}: expected {_NPY_EXAMPLE}"
    return _refusal(message, _COPY_AGAIN)


def _npy_column(column: tuple[str, str, str]) -> tuple[object, ...]:
    name, code, shape = column
    if not shape:
        return _unquoted(name), _unquoted(code)
    dimensions = tuple(int(dimension) for dimension in re.findall("[0-9]+", shape))
    return _unquoted(name), _unquoted(code), dimensions


def _unquoted(literal: str) -> str:
    """Read text as Python writes it."""
    text = literal.lstrip("u")[1:-1]
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(match: re.Match[str]) -> str:
    """Return the character of an escape; a line break stands for all that cannot be printed."""
    plain, code = match.groups()
    if code:
        return chr(min(int(code[1:], 16), sys.maxunicode))
    return plain or "\n"


def _require_rows(header: DatasetHeader, size: int) -> None:
    row = sum(field.dtype.itemsize for field in header.fields)
    expected = header.header_size + header.rows * row
    rows = f"{header.rows} rows of {row} bytes end at byte {expected}, and it has {size}"
    if size < expected:
        raise _cut_short(rows)
    if size > expected:
        raise _refusal(f"the file goes on after its last row: {rows}", _COPY_AGAIN)


_CSDAT = b"\x95CSDAT"
_CSDAT_KEYS = ("length", "dtype", "compression", "compressed_fields")
_MOST_VALUES = 8 * MOST_COLUMNS


def _read_csdat(stream: io.FileIO, head: bytes, size: int) -> DatasetHeader:
    text = _header_text(stream, head, len(_CSDAT), 4)
    document = _csdat_document(text)
    columns, compressed = document["dtype"], document["compressed_fields"]
    fields: tuple[Field, ...] = ()
    problems = Problems()
    with problems.at("length"):
        _check_rows(document["length"])
    with problems.at("dtype"):
        if not is_list(columns):
            raise wrong_type(columns, "a list of columns")
    with problems.at():
        fields = _as_fields(columns if is_list(columns) else (), objects=True)
    with problems.at("compression"):
        _check_compression(document["compression"])
    with problems.at("compressed_fields"):
        if not is_list(compressed) or not all(isinstance(name, str) for name in compressed):
            raise wrong_type(compressed, "a list of names of columns")
    problems.raise_if_any()
    header = DatasetHeader(
        rows=document["length"],
        fields=fields,
        format=HeaderFormat.CSDAT,
        compression=document["compression"],
        header_size=len(_CSDAT) + 4 + len(text),
    )
    _require_columns(stream, header, frozenset(compressed), size)
    return header


def _csdat_document(text: bytes) -> Mapping[str, Any]:
    if sum(map(text.count, (b",", b"[", b"{"))) > _MOST_VALUES:
        raise _too_many_columns()
    try:
        document = json.loads(text.decode())
    except (RecursionError, ValueError):
        raise _refusal("the header is not JSON", _COPY_AGAIN) from None
    if not is_mapping(document):
        raise wrong_type(document, "a mapping as header")
    missing = [key for key in _CSDAT_KEYS if key not in document]
    if missing:
        raise ParseError(
            [Problem((key,), "is missing", kind=ProblemKind.MISSING_KEY) for key in missing]
        )
    return document


def _require_columns(
    stream: io.FileIO, header: DatasetHeader, compressed: frozenset[str], size: int
) -> None:
    """Check that every column is there; before its bytes stands their number."""
    position = header.header_size
    for field in header.fields if header.rows else ():
        stream.seek(position)
        number = stream.read(4)
        stored = int.from_bytes(number, "little")
        position += 4 + stored
        if len(number) < 4 or position > size:
            raise _cut_short(f"it ends within the column {show_value(field.name)}")
        if field.name in compressed:
            continue
        expected = header.rows * field.dtype.itemsize
        if stored != expected:
            message = f"the column has {stored} bytes: expected {expected} for {header.rows} rows"
            raise FileError.of(message, path=(field.name,), hint=_COPY_AGAIN)


_EXPECTED = "expected a CryoSPARC dataset (.cs)"
_TEXT = re.compile(rb"[^\x00-\x08\x0e-\x1f\x7f]*")
_METAFILE = re.compile(rb"""metafile: ?['"]?>?([^\s'">]{1,256})""")
_KINDS = (
    (rb"version https://git-lfs", "is a Git LFS pointer", 'run "git lfs pull" where it is'),
    (rb"\x80[\x02-\x05]", "is a Python pickle", _SAVE_AGAIN),
    (rb"\x1f\x8b", "is compressed with gzip", "unpack it with gunzip"),
    (rb"BZh[1-9]", "is compressed with bzip2", "unpack it with bunzip2"),
    (rb"\xfd7zXZ", "is compressed with xz", "unpack it with unxz"),
    (rb"\x28\xb5\x2f\xfd", "is compressed with zstd", "unpack it with unzstd"),
    (rb"PK\x03\x04", "is a zip archive", "unpack it"),
    (rb"(?s).{257}ustar", "is a tar archive", "unpack it"),
    (rb"\x89HDF\r\n", "is HDF5", None),
    (rb"(?s).{208}MAP ", "is an MRC image or volume", "give the .cs that lists it"),
    (rb"II[*+]\0|MM\0[*+]", "is a TIFF or EER image", "give the .cs that lists it"),
    (rb"\0+\Z", "begins with zeros", _COPY_AGAIN),
)
_KINDS_OF_TEXT = (
    (rb"(?m)^data_", "is a STAR file", "import it into CryoSPARC, which writes a .cs"),
    (rb"(?i)\s*<(?:!doctype|html)", "is a web page", "download the file itself"),
    (rb"\s*[{\[]", "is JSON", None),
    (rb"", "is text", None),
)


def _what_it_is(head: bytes) -> tuple[str, str | None]:
    """Return what a file is that is no dataset, and what to do about it."""
    if not head:
        return f"the file is empty: {_EXPECTED}", "run the job that writes it, or copy it again"
    is_text = _TEXT.fullmatch(head) is not None
    if is_text and re.search(rb"(?m)^(?:results|group|created):", head):
        named = dict.fromkeys(match.decode("utf-8", "replace") for match in _METAFILE.findall(head))
        names = ", ".join(map(show_value, islice(named, 3))) or "the .cs that it names"
        return f"the file is a results group (.csg): {_EXPECTED}", f"give {names}"
    for start, what, hint in (*_KINDS, *(_KINDS_OF_TEXT if is_text else ())):
        if (re.search if start.startswith(b"(?m)") else re.match)(start, head):
            return f"the file {what}: {_EXPECTED}", hint
    return f"the file begins with the bytes {head[:8].hex(' ')}: {_EXPECTED}", None
