"""Small ``.cs`` files for tests; needs numpy."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cryosparc_spec.interop import extra_missing

try:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray
except ImportError as error:
    raise extra_missing("numpy", error) from None

from cryosparc_spec.columns.dtypes import DTypeLike
from cryosparc_spec.columns.fields import UID, Field
from cryosparc_spec.datasets.header import HeaderFormat
from cryosparc_spec.interop.numpy import Table, fields_for, to_dtype
from cryosparc_spec.problems.validators import AnyPath
from cryosparc_spec.problems.words import unknown_word
from cryosparc_spec.slots.slot import SlotSpec
from cryosparc_spec.vocabulary.datatypes import DatatypeLike

_NPY_VERSIONS = {HeaderFormat.NPY_1: (1, 0), HeaderFormat.NPY_2: (2, 0), HeaderFormat.NPY_3: (3, 0)}


def make_dataset(
    slots: Iterable[SlotSpec],
    rows: int,
    *,
    datatype: DatatypeLike,
    path: AnyPath,
    values: Mapping[str, ArrayLike] | None = None,
    dimensions: Mapping[str, int] | None = None,
    dtypes: Mapping[str, DTypeLike] | None = None,
    format: HeaderFormat = HeaderFormat.NPY_1,
) -> Table:
    """Write a small ``.cs`` file with the columns of its slots, and return what is in it.

    ``values`` has columns by name; the others have numbers and text that differ from row to row,
    the same at each call. ``dimensions`` and ``dtypes`` have what the catalogue does not, as for
    :func:`~cryosparc_spec.interop.numpy.fields_for`, whose errors are raised; so is
    :class:`~cryosparc_spec.ParseError` for a column that the slots do not have.

    >>> table = make_dataset(["location", "pick_stats"], 3, datatype="particle", path="picked.cs",
    ...     values={"pick_stats/ncc_score": [0.25, 0.5, 0.75]})
    >>> np.load("picked.cs")["pick_stats/ncc_score"].tolist()
    [0.25, 0.5, 0.75]
    """
    columns = fields_for(slots, datatype=datatype, dimensions=dimensions, dtypes=dtypes)
    given = values or {}
    for name in given:
        if not any(field.name == name for field in columns):
            names = [field.name for field in columns]
            raise unknown_word(name, names, what="a column of these slots")
    table = table_of(columns, rows, given)
    Path(path).write_bytes(content_of(table, format))
    return table


def table_of(fields: Iterable[Field], rows: int, given: Mapping[str, ArrayLike]) -> Table:
    """Return a table with these columns; those not given are made up, the same at each call."""
    columns = {
        field.name: _stored(given.get(field.name, _made(field, rows)), field, rows)
        for field in fields
    }
    table: Table = np.zeros(rows, [(name, c.dtype, c.shape[1:]) for name, c in columns.items()])
    for name, column in columns.items():
        table[name] = column
    return table


def _stored(values: ArrayLike, field: Field, rows: int) -> NDArray[Any]:
    """Return a column as a file has it, where text has a length."""
    column: NDArray[Any] = np.asarray(values, "U" if field.dtype.is_text else None)
    if field.dtype.is_text:
        column = np.char.encode(column, "utf-8")
    if field.dtype.scalar != "|O":
        column = column.astype(to_dtype(field.dtype).base)
    return np.broadcast_to(column, (rows, *field.dtype.shape))


def _made(field: Field, rows: int) -> NDArray[Any]:
    shape = (rows, *field.dtype.shape)
    generator = np.random.default_rng(list(field.name.encode()))
    if field.dtype.is_text:
        count = int(np.prod(shape))
        return np.array([f"{field.leaf}_{n}" for n in range(count)], "U").reshape(shape)
    if field.name == UID:
        return generator.integers(1, 2**64, shape, np.uint64)
    if np.issubdtype(to_dtype(field.dtype).base, np.inexact):
        return generator.random(shape)
    return generator.integers(0, 100, shape)


def content_of(table: Table, format: HeaderFormat) -> bytes:
    """Return the bytes of a ``.cs`` file."""
    return b"".join(parts_of(table, format))


def parts_of(table: Table, format: HeaderFormat) -> tuple[bytes, bytes]:
    """Return the bytes of a file: what has to be there, and the text that CSDAT has at its end."""
    if format is not HeaderFormat.CSDAT:
        file = io.BytesIO()
        np.lib.format.write_array(file, table, _NPY_VERSIONS[format])
        return file.getvalue(), b""
    places = {b"": 0}
    stored = [_stored_in_csdat(table[name], places) for name in table.dtype.names or ()]
    descr = [
        (name, "|O" if code[1] == "S" else code, *shape) for name, code, *shape in table.dtype.descr
    ]
    header = {"length": len(table), "dtype": descr, "compression": None, "compressed_fields": []}
    parts = [json.dumps(header).encode(), *(stored if len(table) else ())]
    sized = (len(part).to_bytes(4, "little") + part for part in parts)
    return b"\x95CSDAT" + b"".join(sized), b"".join(text + b"\0" for text in places)


def _stored_in_csdat(column: NDArray[Any], places: dict[bytes, int]) -> bytes:
    """Return the bytes of a column, of text its places after the columns, where each is once."""
    if column.dtype.kind != "S":
        return column.tobytes()
    for text in column.flat:
        places.setdefault(text, sum(len(other) + 1 for other in places))
    return np.array([places[text] for text in column.flat], "<u8").tobytes()
