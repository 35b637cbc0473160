"""The door to ``.cs`` files of all layouts."""

from __future__ import annotations

import io
import os
from typing import TypeAlias

from cryosparc_spec.datasets.csdat import CSDAT, read_csdat
from cryosparc_spec.datasets.header import DatasetHeader
from cryosparc_spec.datasets.npy import NPY, read_npy
from cryosparc_spec.datasets.opening import opened
from cryosparc_spec.datasets.other_files import what_it_is
from cryosparc_spec.datasets.parts import cut_short, refusal
from cryosparc_spec.problems.errors import FileError, SpecError
from cryosparc_spec.problems.places import Position
from cryosparc_spec.problems.validators import AnyPath

Dataset: TypeAlias = DatasetHeader | AnyPath
"""A header that was read, or the path of a ``.cs`` file."""

_FIRST_READ = 8192


def read_header(path: AnyPath, *, thorough: bool = False, strict: bool = True) -> DatasetHeader:
    r"""Read what a ``.cs`` file holds, from its header alone.

    An NPY file that is cut short is known by its size; a CSDAT file with compressed columns only
    where it is ``thorough`` to visit each of them, which takes a read a column. Columns that no
    dataset can have, as a ``uid`` of another dtype, are refused; unless it is ``strict`` to do so,
    they are in ``unsound``, beside all others. Raises :class:`~cryosparc_spec.FileError`, which
    says what a file is that is not a dataset, and ``OSError`` for a file that cannot be opened.

    >>> from pathlib import Path
    >>> text = b"{'descr': [('uid', '<u8')], 'fortran_order': False, 'shape': (0,), }"
    >>> start = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little")
    >>> written = Path("empty.cs").write_bytes(start + text)
    >>> header = read_header("empty.cs")
    >>> header.rows, [str(field) for field in header.fields], str(header.format)
    (0, ['uid: u8'], 'NPY 1.0')
    """
    try:
        with opened(path) as stream:
            return _read(
                stream, os.fstat(stream.fileno()).st_size, thorough=thorough, strict=strict
            )
    except SpecError as error:
        position = Position(os.fspath(path))
        raise FileError([p.with_position(position) for p in error.problems]) from None


def header_of(dataset: Dataset) -> DatasetHeader:
    """Return the header of a dataset, with all columns; a file is to be there to its end."""
    if isinstance(dataset, DatasetHeader):
        return dataset
    return read_header(dataset, thorough=True, strict=False)


def is_dataset(head: bytes) -> bool:
    """Whether a file begins as a dataset does."""
    return head.startswith((NPY, CSDAT))


def _read(stream: io.FileIO, size: int, *, thorough: bool, strict: bool) -> DatasetHeader:
    head = stream.read(_FIRST_READ)
    if head.startswith(CSDAT):
        return read_csdat(stream, head, size, thorough=thorough, strict=strict)
    if head.startswith(NPY):
        return read_npy(stream, head, size, strict=strict)
    if head and (NPY.startswith(head) or CSDAT.startswith(head)):
        raise cut_short("it ends within the first word of the header")
    raise refusal(*what_it_is(head))
