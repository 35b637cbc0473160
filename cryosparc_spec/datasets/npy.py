"""NPY 1.0, 2.0 and 3.0: structured arrays as numpy writes them (its NEP 1)."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Sequence

from cryosparc_spec.columns.fields import Field
from cryosparc_spec.datasets.header import DatasetHeader, HeaderFormat, UnsoundColumn
from cryosparc_spec.datasets.listed_columns import as_columns, refuse_unsound
from cryosparc_spec.datasets.parts import (
    COPY_AGAIN,
    MOST_COLUMNS,
    SAVE_AGAIN,
    cut_short,
    header_text,
    keeping_recent,
    refusal,
    too_many_columns,
)
from cryosparc_spec.problems.errors import FileError, SpecError
from cryosparc_spec.problems.value_text import show_value

NPY = b"\x93NUMPY"
"""What such a file begins with."""

_VERSIONS = {
    b"\1\0": (HeaderFormat.NPY_1, 2, "latin-1"),
    b"\2\0": (HeaderFormat.NPY_2, 4, "latin-1"),
    b"\3\0": (HeaderFormat.NPY_3, 4, "utf-8"),
}
_EXAMPLE = "{'descr': [('uid', '<u8')], 'fortran_order': False, 'shape': (10,)}"

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


def read_npy(stream: io.FileIO, head: bytes, size: int, *, strict: bool) -> DatasetHeader:
    """Read the header of a file that begins with ``head``, and compare its size to its rows."""
    version = head[len(NPY) : len(NPY) + 2]
    if len(version) < 2:
        raise cut_short("it ends within the header")
    if version not in _VERSIONS:
        raise refusal(
            f"the file is NPY {version[0]}.{version[1]}: expected 1.0, 2.0 or 3.0", SAVE_AGAIN
        )
    text = header_text(stream, head, len(NPY) + 2, _VERSIONS[version][1])
    header, row = _read_text(version + text)
    if strict:
        refuse_unsound(header.unsound)
    if row is not None:
        _require_rows(header, row, size)
    return header


@keeping_recent
def _read_text(text: bytes) -> tuple[DatasetHeader, int | None]:
    """Read the text of a header after its version; return the bytes of a row as well, if known."""
    format_, width, encoding = _VERSIONS[text[:2]]
    try:
        rows, columns = _description(text[2:].decode(encoding))
    except UnicodeDecodeError:
        raise refusal("the header is not UTF-8", COPY_AGAIN) from None
    fields, unsound, row = _read_columns(columns)
    header = DatasetHeader(
        rows=rows,
        fields=fields,
        unsound=unsound,
        format=format_,
        header_size=len(NPY) + width + len(text),
    )
    return header, row


@keeping_recent
def _read_columns(text: str) -> tuple[Sequence[Field], Sequence[UnsoundColumn], int | None]:
    """Read the columns of a header; return the bytes of a row as well, if known."""
    columns = _find_columns(text)
    if any(name == "''" and "V" in code for name, code, _ in columns):
        message = "the rows have unused bytes between columns: expected packed columns"
        raise refusal(message, "save numpy.lib.recfunctions.repack_fields(array)")
    fields, unsound = as_columns([_as_column(column) for column in columns], objects=False)
    return fields, unsound, _bytes_of_row(fields, unsound)


def _bytes_of_row(fields: Sequence[Field], unsound: Sequence[UnsoundColumn]) -> int | None:
    """Return the bytes of a row; ``None`` where a column has objects, or a dtype not known."""
    size = sum(field.dtype.itemsize for field in fields)
    for column in unsound:
        if column.dtype is None or column.holds_objects:
            return None
        size += column.dtype.itemsize
    return size


def _description(text: str) -> tuple[int, str]:
    """Return the number of rows, and the text of the columns."""
    header = _match_header(text)
    found = header.groupdict() if header else {}
    if found.get("fortran") is None or found["shape"] is None:
        raise _unreadable(text)
    if found["dtype"]:
        raise _not_structured(found["dtype"])
    if found["columns"] is None:
        raise _unreadable(text)
    if found["fortran"] == "True":
        message = "the array is in Fortran order: expected rows one after the other"
        raise refusal(message, "save numpy.ascontiguousarray(array)")
    dimensions = re.findall("[0-9]+", found["shape"])
    if len(dimensions) != 1:
        message = f"the array has {len(dimensions)} dimensions: expected 1, the rows"
        raise refusal(message, "save array.reshape(-1)")
    return int(dimensions[0]), found["columns"]


def _not_structured(literal: str) -> FileError:
    code = _unquoted(literal)
    if code.lstrip("<>|=").startswith("O"):
        message = "the file holds a pickled Python object: expected a structured array"
    else:
        message = f"the array of {show_value(code)} has no columns: expected a structured array"
    return refusal(message, SAVE_AGAIN)


def _unreadable(text: str) -> SpecError:
    """Make the error for the first thing that does not fit."""
    readable = re.match(_READABLE_COLUMNS, text, re.DOTALL)
    rest = text[readable.end() :] if readable else text
    if re.match(_ONE_MORE_COLUMN, rest, re.DOTALL):
        return too_many_columns()
    if nested := re.match(_NESTED_COLUMN, rest, re.DOTALL):
        message = "the column is made of columns: expected elements of one kind"
        return FileError.of(message, path=(_unquoted(nested[1]),), hint=SAVE_AGAIN)
    if titled := re.match(_TITLED_COLUMN, rest, re.DOTALL):
        message = "the column has a title beside its name: expected the name alone"
        return FileError.of(message, path=(_unquoted(titled[1]),), hint=SAVE_AGAIN)
    message = f"the header cannot be read at {show_value(rest.strip())}: expected {_EXAMPLE}"
    return refusal(message, COPY_AGAIN)


def _as_column(column: tuple[str, str, str]) -> tuple[object, ...]:
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


def _require_rows(header: DatasetHeader, row: int, size: int) -> None:
    expected = header.header_size + header.rows * row
    if size == expected:
        return
    rows = f"{header.rows} rows of {row} bytes end at byte {expected}, and it has {size}"
    if size < expected:
        raise cut_short(rows)
    raise refusal(f"the file goes on after its last row: {rows}", COPY_AGAIN)
