"""Tables for tests: ``.cs`` files of given columns, written without numpy."""

from __future__ import annotations

from pathlib import Path

from cryosparc_spec import Field
from cryosparc_spec.fields import FieldLike


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
