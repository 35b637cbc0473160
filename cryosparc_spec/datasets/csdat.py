"""CSDAT: column after column (``cryosparc.dataset.CSDAT_FORMAT``, cryosparc-tools 5.0.3)."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cryosparc_spec.columns.dtypes import DTypeSpec
from cryosparc_spec.datasets.header import (
    DatasetHeader,
    HeaderFormat,
    check_compression,
    check_rows,
)
from cryosparc_spec.datasets.listed_columns import as_columns, problems_of, refuse_unsound
from cryosparc_spec.datasets.parts import (
    COPY_AGAIN,
    MOST_COLUMNS,
    cut_short,
    header_text,
    keeping_recent,
    refusal,
    too_many_columns,
)
from cryosparc_spec.problems.errors import FileError, ParseError, Problems
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import is_list, is_mapping, wrong_type
from cryosparc_spec.problems.value_text import show_value

CSDAT = b"\x95CSDAT"
"""What such a file begins with."""

_KEYS = ("length", "dtype", "compression", "compressed_fields")
_MOST_VALUES = 8 * MOST_COLUMNS


class _Layout(NamedTuple):
    header: DatasetHeader
    sizes: tuple[int | None, ...]
    """Bytes of each column; ``None`` for a compressed one."""
    least_size: int
    """Fewest bytes that such a file has."""


def read_csdat(
    stream: io.FileIO, head: bytes, size: int, *, thorough: bool, strict: bool
) -> DatasetHeader:
    """Read the header of a file that begins with ``head``."""
    layout = _read_text(header_text(stream, head, len(CSDAT), 4))
    if strict:
        refuse_unsound(layout.header.unsound)
    if thorough or size < layout.least_size:
        _require_columns(stream, layout, size)
    return layout.header


@keeping_recent
def _read_text(text: bytes) -> _Layout:
    document = _document(text)
    try:
        return _layout(document, len(CSDAT) + 4 + len(text))
    except ParseError as error:
        raise ParseError(_problems_with(document) or error.problems) from None


def _layout(document: Mapping[str, Any], header_size: int) -> _Layout:
    fields, unsound = as_columns(_as_list(document["dtype"]), objects=True)
    header = DatasetHeader(
        rows=document["length"],
        fields=fields,
        unsound=unsound,
        format=HeaderFormat.CSDAT,
        compression=document["compression"],
        header_size=header_size,
    )
    compressed = frozenset(_as_names(document["compressed_fields"]))
    dtypes: list[DTypeSpec | None] = [field.dtype for field in fields]
    for column in unsound:
        dtypes.insert(column.place, column.dtype)
    sizes = tuple(
        None if name in compressed or dtype is None else header.rows * dtype.itemsize
        for name, dtype in (zip(header.column_names, dtypes, strict=True) if header.rows else ())
    )
    return _Layout(header, sizes, header_size + sum(4 + (size or 0) for size in sizes))


def _as_list(columns: object) -> Sequence[Any]:
    if is_list(columns):
        return columns
    raise wrong_type(columns, "a list of columns")


def _as_names(names: object) -> Sequence[str]:
    if is_list(names) and {name.__class__ for name in names} <= {str}:
        return names
    raise wrong_type(names, "a list of names of columns")


def _problems_with(document: Mapping[str, Any]) -> list[Problem]:
    """Tell all that is wrong with the values of a header."""
    columns: Sequence[Any] = ()
    problems = Problems()
    with problems.at("length"):
        check_rows(document["length"])
    with problems.at("dtype"):
        columns = _as_list(document["dtype"])
    problems.found += problems_of(as_columns(columns, objects=True)[1])
    with problems.at("compression"):
        check_compression(document["compression"])
    with problems.at("compressed_fields"):
        _as_names(document["compressed_fields"])
    return problems.found


def _document(text: bytes) -> Mapping[str, Any]:
    if sum(map(text.count, (b",", b"[", b"{"))) > _MOST_VALUES:
        raise too_many_columns()
    try:
        document = json.loads(text.decode())
    except (RecursionError, ValueError):
        raise refusal("the header is not JSON", COPY_AGAIN) from None
    if not is_mapping(document):
        raise wrong_type(document, "a mapping as header")
    missing = [key for key in _KEYS if key not in document]
    if missing:
        raise ParseError(
            [Problem((key,), "is missing", kind=ProblemKind.MISSING_KEY) for key in missing]
        )
    return document


def _require_columns(stream: io.FileIO, layout: _Layout, size: int) -> None:
    """Check that every column is there; before its bytes stands their number."""
    position = layout.header.header_size
    for index, expected in enumerate(layout.sizes):
        stream.seek(position)
        stored = int.from_bytes(stream.read(4), "little")
        position += 4 + stored
        if position > size or stored != expected is not None:
            raise _damaged(layout.header, index, stored, expected, is_short=position > size)


def _damaged(
    header: DatasetHeader, index: int, stored: int, expected: int | None, *, is_short: bool
) -> FileError:
    name = header.column_names[index]
    if is_short:
        return cut_short(f"it ends within the column {show_value(name)}")
    message = f"the column has {stored} bytes: expected {expected} for {header.rows} rows"
    return FileError.of(message, path=(name,), hint=COPY_AGAIN)
