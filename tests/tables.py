"""Tables for tests: ``.cs`` files of given columns, written without numpy; reads are counted."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any, ClassVar

from cryosparc_spec import Field
from cryosparc_spec.columns import FieldLike


def write_table(path: Path, *fields: FieldLike, rows: int = 3) -> Path:
    """Write an NPY file with ``uid`` and these columns, all zeros; ``O`` is written as ``S3``."""
    parsed = [Field.parse(field) for field in (("uid", "<u8"), *fields)]
    columns = [Field(f.name, "S3") if f.dtype.scalar == "|O" else f for f in parsed]
    descr = [column.descr for column in columns]
    text = repr({"descr": descr, "fortran_order": False, "shape": (rows,)}).encode()
    size = rows * sum(column.dtype.itemsize for column in columns)
    path.parent.mkdir(parents=True, exist_ok=True)
    head = b"\x93NUMPY\2\0" + len(text).to_bytes(4, "little") + text
    path.write_bytes(head + bytes(size))
    return path


class CountingFile(io.FileIO):
    """A file that keeps the sizes of what is read from it."""

    sizes: ClassVar[list[int]] = []

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(-1 if size is None else size)
        self.sizes.append(len(data))
        return data


def write_columns(path: Path, columns: list[Any]) -> None:
    """Write a CSDAT file without rows, whose header lists these columns as they are."""
    header = {"length": 0, "dtype": columns, "compression": None, "compressed_fields": []}
    text = json.dumps(header).encode()
    path.write_bytes(b"\x95CSDAT" + len(text).to_bytes(4, "little") + text)
