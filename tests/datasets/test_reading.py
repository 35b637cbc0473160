from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import random
import subprocess
import sys
import tarfile
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from cryosparc.dataset import CSDAT_FORMAT, NUMPY_FORMAT, Dataset
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cryosparc_spec import DTypeSpec, Field, FileError, ParseError, read_header
from cryosparc_spec.datasets import DatasetHeader, HeaderFormat
from cryosparc_spec.datasets.header import MOST_ROWS
from cryosparc_spec.datasets.parts import LARGEST_HEADER, MOST_COLUMNS
from cryosparc_spec.datasets.reading import is_dataset
from cryosparc_spec.problems import ProblemKind
from cryosparc_spec.testing.values import column_names, dtype_specs
from tests.tables import CountingFile

Write = Callable[[bytes], Path]

NPY_END = "], 'fortran_order': False, 'shape': (0,), }"
ALIGNMENTS = [
    *(("shift", "<f4", (2,)), ("pose", "<f4", (3,)), ("psize_A", "<f4"), ("error", "<f4")),
    *(("error_min", "<f4"), ("resid_pow", "<f4"), ("slice_pow", "<f4"), ("image_pow", "<f4")),
    *(("cross_cor", "<f4"), ("alpha", "<f4"), ("weight", "<f4"), ("pose_ess", "<f4")),
    *(("shift_ess", "<f4"), ("class_posterior", "<f4"), ("class", "<u4"), ("class_ess", "<f4")),
]
FORMATS = [
    pytest.param(NUMPY_FORMAT, id="numpy"),
    pytest.param(CSDAT_FORMAT, id="csdat"),
]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes bytes to ``a.cs`` in the working directory, and returns that path."""
    monkeypatch.chdir(tmp_path)

    def write(data: bytes) -> Path:
        path = Path("a.cs")
        path.write_bytes(data)
        return path

    return write


def npy(text: str | bytes, *, version: int = 1, rows: bytes = b"") -> bytes:
    """A file whose header is this text."""
    header = text.encode("utf-8" if version == 3 else "latin-1") if type(text) is str else text
    width = 2 if version == 1 else 4
    assert isinstance(header, bytes)
    return (
        b"\x93NUMPY" + bytes([version, 0]) + len(header).to_bytes(width, "little") + header + rows
    )


def npy_columns(columns: str, *, version: int = 1) -> bytes:
    """A file without rows, with columns as numpy writes them."""
    return npy("{'descr': [" + columns + NPY_END, version=version)


def csdat(header: object, data: bytes = b"") -> bytes:
    """A CSDAT file with this header; text stands for itself."""
    text = (header if isinstance(header, str) else json.dumps(header)).encode()
    return b"\x95CSDAT" + len(text).to_bytes(4, "little") + text + data


def csdat_columns(*columns: object, length: int = 0, data: bytes = b"", **changed: object) -> bytes:
    """A CSDAT file with these columns, not compressed."""
    header = {"length": length, "dtype": columns, "compression": None, "compressed_fields": []}
    return csdat({**header, **changed}, data)


def saved(array: np.ndarray[Any, Any]) -> bytes:
    """An array as ``numpy.save`` writes it."""
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Stored array in format")
        np.save(file, array)
    return file.getvalue()


def classes_of(count: int) -> list[Any]:
    """Columns of particles in a number of classes."""
    names = [f"alignments_class_{number}" for number in range(count)]
    return [
        ("uid", "<u8"),
        *((f"{name}/{leaf}", *of) for name in names for leaf, *of in ALIGNMENTS),
    ]


def numpy_sees(data: bytes) -> tuple[int, np.dtype[Any], int]:
    """Rows, dtype and header size that numpy finds, whatever the size of the header."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Reading `.npy`")
        array = np.lib.format.read_array(io.BytesIO(data), max_header_size=2**30)
    (rows,) = array.shape
    return rows, array.dtype, len(data) - array.nbytes


def as_numpy_gives(header: DatasetHeader) -> tuple[int, np.dtype[Any], int]:
    """The same of a header of ours."""
    return header.rows, np.dtype([field.descr for field in header.fields]), header.header_size


def as_tools_give(header: DatasetHeader) -> list[Any]:
    """Columns of ours as ``Dataset.descr`` of cryosparc-tools has them: all text is ``|O``."""
    return [(f.name, "|O") if f.dtype.is_text else f.descr for f in header.fields]


def test_corpus_reads_as_numpy_and_cryosparc_tools_see_it(corpus: Path) -> None:
    """Every real file gives the rows, columns and compression that other readers find."""
    seen = set()
    for path in sorted((corpus / "cs").glob("*.cs")):
        header = read_header(path)
        inspected = Dataset.inspect(path)
        loaded = Dataset.load(path)
        assert (header.rows, as_tools_give(header)) == (len(loaded), loaded.descr()), path
        assert header.rows == inspected["length"], path
        assert header.compression == inspected["compression"], path
        if header.format is HeaderFormat.CSDAT:
            assert [field.descr for field in header.fields] == inspected["dtype"], path
        else:
            assert as_tools_give(header) == inspected["dtype"], path
            assert as_numpy_gives(header) == numpy_sees(path.read_bytes()), path
        seen.add(header.format)
    assert seen == {HeaderFormat.NPY_1, HeaderFormat.CSDAT}


@pytest.mark.parametrize("layout", FORMATS)
@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        pytest.param(classes_of(1), 10, id="1 class"),
        pytest.param(classes_of(3), 10, id="3 classes"),
        pytest.param(classes_of(100), 2, id="100 classes"),
        pytest.param(classes_of(300), 1, id="300 classes"),
        pytest.param(classes_of(2), 0, id="no rows"),
        pytest.param([("uid", "<u8")], 5, id="uid alone"),
        pytest.param([("uid", "<u8"), ("blob/path", "O")], 3, id="long text"),
        pytest.param([("uid", "<u8"), ("blob/path", "O")], 0, id="text without rows"),
        pytest.param([("uid", "<u8"), ("c/é", "<f4"), ("c/'\"\\", "<f4")], 3, id="odd names"),
        pytest.param(
            [("uid", "<u8"), *((f"a/{i}", "<c8", (2, 3)) for i in range(500))], 2, id="500 matrices"
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:Stored array in format 2.0")
def test_reads_what_cryosparc_tools_writes(
    layout: int, columns: list[Any], rows: int, tmp_path: Path
) -> None:
    """Files written by the installed cryosparc-tools give what was written."""
    dataset: Any = Dataset.allocate(rows, columns)
    for name, code, *_ in columns:
        if code == "O":
            dataset[name] = np.array(["x" * 10**number for number in range(rows)], dtype=object)
    path = tmp_path / "a.cs"
    dataset.save(path, format=layout)
    header = read_header(path)
    assert (header.rows, as_tools_give(header)) == (rows, dataset.descr())
    assert header.compression == ("lz4" if layout == CSDAT_FORMAT else None)
    if layout == CSDAT_FORMAT:
        assert header.format is HeaderFormat.CSDAT
    else:
        assert as_numpy_gives(header) == numpy_sees(path.read_bytes())


def test_reads_a_stream_that_is_not_compressed(tmp_path: Path) -> None:
    """CSDAT as cryosparc-tools sends it over the network reads as well."""
    dataset: Any = Dataset.allocate(4, classes_of(1))
    path = tmp_path / "a.cs"
    path.write_bytes(b"".join(dataset.stream()))
    header = read_header(path)
    assert (header.rows, as_tools_give(header)) == (4, dataset.descr())
    assert (header.format, header.compression) == (HeaderFormat.CSDAT, None)


@pytest.mark.filterwarnings("ignore:Stored array in format 2.0")
def test_reads_a_header_that_numpy_refuses_for_its_size(tmp_path: Path) -> None:
    """A job of 100 classes has an NPY 2.0 header of about 69 kB: too large for ``numpy.load``."""
    path = tmp_path / "a.cs"
    Dataset.allocate(2, classes_of(100)).save(path)
    with pytest.raises(ValueError, match="may not be safe to load"):
        np.load(path)
    header = read_header(path)
    assert (header.format, len(header.fields)) == (HeaderFormat.NPY_2, len(classes_of(100)))
    assert header.header_size > 2**16


@given(
    columns=st.dictionaries(
        column_names(), dtype_specs().filter(lambda spec: spec.scalar != "|O"), max_size=6
    ),
    rows=st.integers(0, 3),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reads_what_numpy_writes(write: Write, columns: dict[str, DTypeSpec], rows: int) -> None:
    """Any columns written by numpy are read exactly, in their order, byte order and all."""
    fields = tuple(Field(name, spec) for name, spec in columns.items())
    dtype = np.dtype([field.descr for field in fields])
    if dtype.itemsize > 10_000:
        rows = 0
    data = saved(np.zeros(rows, dtype))
    header = read_header(write(data))
    assert as_numpy_gives(header) == numpy_sees(data)
    assert [field.descr for field in header.fields] == [field.descr for field in fields]
    wide = any(ord(character) > 0xFF for name in columns for character in name)
    assert header.format is (HeaderFormat.NPY_3 if wide else HeaderFormat.NPY_1)


UID = "('uid', '<u8')"
DESCR = "'descr': [('uid', '<u8')]"


@pytest.mark.parametrize(
    ("data", "columns", "layout"),
    [
        pytest.param(npy_columns(UID, version=2), [("uid", "<u8")], "NPY 2.0", id="short NPY 2.0"),
        pytest.param(npy_columns(UID, version=3), [("uid", "<u8")], "NPY 3.0", id="plain NPY 3.0"),
        pytest.param(
            npy_columns("('é', '<f4')"), [("é", "<f4")], "NPY 1.0", id="latin-1 in NPY 1.0"
        ),
        pytest.param(
            npy_columns("('λ', '<f4')", version=3), [("λ", "<f4")], "NPY 3.0", id="utf-8 in NPY 3.0"
        ),
        pytest.param(
            npy('{"descr": [("uid", "<u8")], "fortran_order": False, "shape": (0,)}'),
            [("uid", "<u8")],
            "NPY 1.0",
            id="double quotes",
        ),
        pytest.param(
            npy("{u'descr': [(u'uid', '<u8')], u'fortran_order': False, 'shape': (0L,)}"),
            [("uid", "<u8")],
            "NPY 1.0",
            id="as Python 2 wrote it",
        ),
        pytest.param(
            npy("{'shape':(0,),'fortran_order':False,'descr':[('uid','<u8'),]}"),
            [("uid", "<u8")],
            "NPY 1.0",
            id="other order, no spaces",
        ),
        pytest.param(
            npy(f" {{\n{DESCR},\n'fortran_order': False,\n'shape': (0,)\n}}\n\n"),
            [("uid", "<u8")],
            "NPY 1.0",
            id="on several lines",
        ),
        pytest.param(npy_columns(""), [], "NPY 1.0", id="no columns"),
        pytest.param(
            npy_columns("('a', '>f4', (2, 3)), ('b', '>u2'), ('c', '<f4', ())"),
            [("a", ">f4", (2, 3)), ("b", ">u2"), ("c", "<f4")],
            "NPY 1.0",
            id="big-endian, shapes",
        ),
        pytest.param(
            npy_columns("('a', '|S0'), ('b', '<U0'), ('c', '<U4')"),
            [("a", "|S"), ("b", "<U"), ("c", "<U4")],
            "NPY 1.0",
            id="empty text",
        ),
        pytest.param(
            npy_columns(
                r"""('a\'b', '<f4'), ("a\"c", '<f4'), ('a\\d', '<f4'), ('\x61\u03bb', '<f4')"""
            ),
            [("a'b", "<f4"), ('a"c', "<f4"), ("a\\d", "<f4"), ("aλ", "<f4")],
            "NPY 1.0",
            id="escapes",
        ),
        pytest.param(npy_columns(UID + ", "), [("uid", "<u8")], "NPY 1.0", id="comma at the end"),
        pytest.param(
            csdat_columns(["uid", "<u8"], ["a/λ", "|O"], ["a/s", "<u4", [2]]),
            [("uid", "<u8"), ("a/λ", "|O"), ("a/s", "<u4", (2,))],
            "CSDAT",
            id="CSDAT",
        ),
        pytest.param(
            csdat_columns(["uid", "<u8"], new_key=1), [("uid", "<u8")], "CSDAT", id="unknown key"
        ),
        pytest.param(
            csdat_columns(["uid", "<u8"], data=b"\0 heap of text"),
            [("uid", "<u8")],
            "CSDAT",
            id="text after no rows",
        ),
    ],
)
def test_reads(data: bytes, columns: list[Any], layout: str, write: Write) -> None:
    """Headers of every spelling are read."""
    header = read_header(write(data))
    assert [field.descr for field in header.fields] == columns
    assert (header.rows, header.format) == (0, layout)


DATASET = "expected a CryoSPARC dataset (.cs)"
SAVE = "write it with Dataset.save of cryosparc-tools"
COPY = "copy it again from where it was written"
CSG = b"""created: 2024-09-23 21:07:31.234595
group: {description: '', name: particles, title: Particles, type: particle}
results:
  blob: {metafile: '>J1_particles.cs', num_items: 3, type: particle.blob}
  ctf:
    metafile: '>J1_passthrough_particles.cs'
    num_items: 3
    type: particle.ctf
  location: {metafile: '>J1_particles.cs', num_items: 3, type: particle.location}
version: v4.4.1
"""


def archive(kind: str) -> bytes:
    """A zip or tar archive."""
    file = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(file, "w") as zipped:
            zipped.writestr("uid.npy", b"")
    else:
        with tarfile.open(fileobj=file, mode="w") as tarred:
            tarred.addfile(tarfile.TarInfo("a.cs"))
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(
            b"",
            f"the file is empty: {DATASET}; run the job that writes it, or copy it again",
            id="empty",
        ),
        pytest.param(
            b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
            f'the file is a Git LFS pointer: {DATASET}; run "git lfs pull" where it is',
            id="Git LFS pointer",
        ),
        pytest.param(
            CSG,
            f"the file is a results group (.csg): {DATASET}; "
            'give "J1_particles.cs", "J1_passthrough_particles.cs"',
            id="csg",
        ),
        pytest.param(
            b"results:\n" + b"".join(b"  s%d: {metafile: '>J%d.cs'}\n" % (i, i) for i in range(5)),
            f'the file is a results group (.csg): {DATASET}; give "J0.cs", "J1.cs", "J2.cs"',
            id="csg with many tables",
        ),
        pytest.param(
            b"group:\n  name: particles\n",
            f"the file is a results group (.csg): {DATASET}; give the .cs that it names",
            id="csg without results",
        ),
        pytest.param(
            b"group:\n  metafile: >J1_\xe9.cs\n",
            f'the file is a results group (.csg): {DATASET}; give "J1_\ufffd.cs"',
            id="csg that is not UTF-8",
        ),
        pytest.param(
            b"\n# version 30001\n\ndata_particles\n\nloop_\n",
            f"the file is a STAR file: {DATASET}; import it into CryoSPARC, which writes a .cs",
            id="STAR",
        ),
        pytest.param(
            b"\n<!DOCTYPE html>\n<html>",
            f"the file is a web page: {DATASET}; download the file itself",
            id="web page",
        ),
        pytest.param(b'{"_id": "4d"}', f"the file is JSON: {DATASET}", id="JSON"),
        pytest.param("uid\tblob/path\né".encode(), f"the file is text: {DATASET}", id="text"),
        pytest.param(
            pickle.dumps({"uid": [1]}),
            f"the file is a Python pickle: {DATASET}; {SAVE}",
            id="pickle",
        ),
        pytest.param(
            gzip.compress(b"data"),
            f"the file is compressed with gzip: {DATASET}; unpack it with gunzip",
            id="gzip",
        ),
        pytest.param(
            bz2.compress(b"data"),
            f"the file is compressed with bzip2: {DATASET}; unpack it with bunzip2",
            id="bzip2",
        ),
        pytest.param(
            lzma.compress(b"data"),
            f"the file is compressed with xz: {DATASET}; unpack it with unxz",
            id="xz",
        ),
        pytest.param(
            b"\x28\xb5\x2f\xfd\x20\x04",
            f"the file is compressed with zstd: {DATASET}; unpack it with unzstd",
            id="zstd",
        ),
        pytest.param(archive("zip"), f"the file is a zip archive: {DATASET}; unpack it", id="zip"),
        pytest.param(archive("tar"), f"the file is a tar archive: {DATASET}; unpack it", id="tar"),
        pytest.param(b"\x89HDF\r\n\x1a\n\0\0\0\0", f"the file is HDF5: {DATASET}", id="HDF5"),
        pytest.param(
            bytes([0, 1]) * 104 + b"MAP \x44\x44\0\0" + bytes(812),
            f"the file is an MRC image or volume: {DATASET}; give the .cs that lists it",
            id="MRC",
        ),
        pytest.param(
            b"II*\0\x08\0\0\0",
            f"the file is a TIFF or EER image: {DATASET}; give the .cs that lists it",
            id="TIFF",
        ),
        pytest.param(
            b"II+\0\x08\0\0\0",
            f"the file is a TIFF or EER image: {DATASET}; give the .cs that lists it",
            id="EER",
        ),
        pytest.param(bytes(10_000), f"the file begins with zeros: {DATASET}; {COPY}", id="zeros"),
        pytest.param(
            b"\x92NUMPY\x01\x00v\x00",
            f"the file begins with the bytes 92 4e 55 4d 50 59 01 00: {DATASET}",
            id="unknown",
        ),
    ],
)
def test_says_what_a_file_is_that_is_no_dataset(data: bytes, text: str, write: Write) -> None:
    """Files of other kinds are told by name, with what to do."""
    with pytest.raises(FileError) as caught:
        read_header(write(data))
    assert str(caught.value) == f"a.cs: {text}"
    assert caught.value.problems[0].kind is ProblemKind.UNREADABLE


EXAMPLE = "expected {'descr': [('uid', '<u8')], 'fortran_order': False, 'shape': (10,)}"
ENDS = f"the file is cut short: it ends within the header; {COPY}"
TOO_MANY = f"the header has too many columns: expected at most {MOST_COLUMNS}"
TWO_ROWS = npy("{" + DESCR + ", 'fortran_order': False, 'shape': (2,), }", rows=bytes(16))
TWO_COLUMNS = csdat_columns(
    ["uid", "<u8"],
    ["a/b", "<f4"],
    length=2,
    data=b"\x10\0\0\0" + bytes(16) + b"\x08\0\0\0" + bytes(8),
)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(
            b"\x93NUM",
            f"the file is cut short: it ends within the first word of the header; {COPY}",
            id="cut in the first word",
        ),
        pytest.param(TWO_ROWS[:6], ENDS, id="cut before the version"),
        pytest.param(TWO_ROWS[:9], ENDS, id="cut in the length"),
        pytest.param(TWO_ROWS[:60], ENDS, id="cut in the header"),
        pytest.param(
            npy_columns(", ".join(f"('a{i}', '<f4')" for i in range(3000)))[:20_000],
            ENDS,
            id="cut in a large header",
        ),
        pytest.param(
            TWO_ROWS[:-1],
            "the file is cut short: 2 rows of 8 bytes end at byte 94, and it has 93; " + COPY,
            id="cut in the rows",
        ),
        pytest.param(
            TWO_ROWS + b"abc",
            "the file goes on after its last row: 2 rows of 8 bytes end at byte 94, and it has 97; "
            + COPY,
            id="bytes after the rows",
        ),
        pytest.param(
            npy("{" + DESCR + ", 'fortran_order': False, 'shape': (1000000000000000,), }"),
            "the file is cut short: 1000000000000000 rows of 8 bytes end at byte 8000000000000093, "
            f"and it has 93; {COPY}",
            id="absurd number of rows",
        ),
        pytest.param(
            npy("{" + DESCR + ", 'fortran_order': False, 'shape': (" + "9" * 300 + ",), }"),
            f"$.rows: a huge number rows: expected 0 to {MOST_ROWS}",
            id="huge number of rows",
        ),
        pytest.param(
            b"\x93NUMPY\4\0\x10\0",
            f"the file is NPY 4.0: expected 1.0, 2.0 or 3.0; {SAVE}",
            id="NPY 4.0",
        ),
        pytest.param(
            b"\x93NUMPY\2\0\xff\xff\xff\xff{",
            f"the header has 4294967295 bytes: expected at most {LARGEST_HEADER}; {COPY}",
            id="absurd length of header",
        ),
        pytest.param(
            saved(np.array({"uid": 1}, dtype=object)),
            f"the file holds a pickled Python object: expected a structured array; {SAVE}",
            id="pickled object",
        ),
        pytest.param(
            saved(np.zeros(3)),
            f'the array of "<f8" has no columns: expected a structured array; {SAVE}',
            id="no columns",
        ),
        pytest.param(
            saved(np.zeros((2, 2), [("uid", "<u8")])),
            "the array has 2 dimensions: expected 1, the rows; save array.reshape(-1)",
            id="2 dimensions",
        ),
        pytest.param(
            saved(np.zeros((), [("uid", "<u8")])),
            "the array has 0 dimensions: expected 1, the rows; save array.reshape(-1)",
            id="no dimension",
        ),
        pytest.param(
            saved(np.zeros((2, 2), [("uid", "<u8")], order="F")),
            "the array is in Fortran order: expected rows one after the other; "
            "save numpy.ascontiguousarray(array)",
            id="Fortran order",
        ),
        pytest.param(
            saved(np.zeros(2, np.dtype([("a", "u1"), ("uid", "<u8")], align=True))),
            "the rows have unused bytes between columns: expected packed columns; "
            "save numpy.lib.recfunctions.repack_fields(array)",
            id="padding",
        ),
        pytest.param(
            saved(np.zeros(2, [("uid", "<u8"), (("title", "a/b"), "<f4")])),
            '$["a/b"]: the column has a title beside its name: expected the name alone; ' + SAVE,
            id="title",
        ),
        pytest.param(
            saved(np.zeros(2, [("uid", "<u8"), ("a/b", [("c", "<f4")])])),
            f'$["a/b"]: the column is made of columns: expected elements of one kind; {SAVE}',
            id="nested columns",
        ),
        pytest.param(
            npy("{" + DESCR + ", 'fortran_order': False, 'shape': (-1,), }"),
            "the header cannot be read at \"], 'fortran_order': False, 'shape': (-1,), }\": "
            f"{EXAMPLE}; {COPY}",
            id="negative number of rows",
        ),
        pytest.param(
            npy("{" + DESCR + ", 'shape': (1,), }"),
            f"the header cannot be read at \"], 'shape': (1,), }}\": {EXAMPLE}; {COPY}",
            id="missing key",
        ),
        pytest.param(
            npy("{'shape': (1,), 'fortran_order': False, 'shape': (1,)}"),
            "the header cannot be read at "
            f"\"{{'shape': (1,), 'fortran_order': False, 'shape': (1,)}}\": {EXAMPLE}; {COPY}",
            id="no columns key",
        ),
        pytest.param(
            npy("[1, 2]"), f'the header cannot be read at "[1, 2]": {EXAMPLE}; {COPY}', id="no dict"
        ),
        pytest.param(
            npy(""), f'the header cannot be read at "": {EXAMPLE}; {COPY}', id="empty header"
        ),
        pytest.param(
            npy_columns("('uid', '<u8') ('a', '<f4')"),
            "the header cannot be read at "
            "\"('uid', '<u8') ('a', '<f4')], 'fortran_order': False, 'shape...\": "
            f"{EXAMPLE}; {COPY}",
            id="missing comma",
        ),
        pytest.param(
            npy_columns("__import__('os')"),
            "the header cannot be read at "
            "\"__import__('os')], 'fortran_order': False, 'shape': (0,), }\": "
            f"{EXAMPLE}; {COPY}",
            id="code",
        ),
        pytest.param(
            npy("{'descr': " + "[" * 30_000 + "]" * 30_000 + "}"),
            f'the header cannot be read at "{"[" * 60}...": {EXAMPLE}; {COPY}',
            id="deep nesting",
        ),
        pytest.param(
            npy(b"{'descr': [('\xff', '<u8')], 'fortran_order': False, 'shape': (0,)}", version=3),
            f"the header is not UTF-8; {COPY}",
            id="not UTF-8",
        ),
        pytest.param(
            npy_columns("('a','b')," * (MOST_COLUMNS + 1), version=2), TOO_MANY, id="many columns"
        ),
        pytest.param(b"\x95CSDAT\1\1", ENDS, id="CSDAT, cut in the length"),
        pytest.param(TWO_COLUMNS[:40], ENDS, id="CSDAT, cut in the header"),
        pytest.param(
            TWO_COLUMNS[:-13],
            f'the file is cut short: it ends within the column "uid"; {COPY}',
            id="CSDAT, cut in a column",
        ),
        pytest.param(
            TWO_COLUMNS[:-12],
            f'the file is cut short: it ends within the column "a/b"; {COPY}',
            id="CSDAT, cut before a column",
        ),
        pytest.param(
            TWO_COLUMNS[:-12] + b"\x07\0\0\0" + bytes(7),
            f'$["a/b"]: the column has 7 bytes: expected 8 for 2 rows; {COPY}',
            id="CSDAT, a column of other length that ends with the file",
        ),
        pytest.param(
            TWO_COLUMNS.replace(b"\x08\0\0\0", b"\x07\0\0\0"),
            f'$["a/b"]: the column has 7 bytes: expected 8 for 2 rows; {COPY}',
            id="CSDAT, other number of rows",
        ),
        pytest.param(
            b"\x95CSDAT\xff\xff\xff\xff{",
            f"the header has 4294967295 bytes: expected at most {LARGEST_HEADER}; {COPY}",
            id="CSDAT, absurd length of header",
        ),
        pytest.param(csdat("{'length'"), f"the header is not JSON; {COPY}", id="CSDAT, no JSON"),
        pytest.param(
            csdat("[" * 100_000), f"the header is not JSON; {COPY}", id="CSDAT, deep nesting"
        ),
        pytest.param(
            b'\x95CSDAT\3\0\0\0"\xff"', f"the header is not JSON; {COPY}", id="CSDAT, not UTF-8"
        ),
        pytest.param(
            csdat('{"length": ' + "9" * 5000 + "}"),
            f"the header is not JSON; {COPY}",
            id="CSDAT, number of 5000 digits",
        ),
        pytest.param(
            csdat([1]), "expected a mapping as header, got a list", id="CSDAT, no mapping"
        ),
        pytest.param(
            csdat_columns(*[["a", "<f4"]] * (4 * MOST_COLUMNS)), TOO_MANY, id="CSDAT, many columns"
        ),
    ],
)
def test_refuses(data: bytes, text: str, write: Write) -> None:
    """A damaged or foreign header is one clear error that names the file."""
    with pytest.raises(FileError) as caught:
        read_header(write(data), thorough=True)
    assert str(caught.value) == f"a.cs: {text}"


@pytest.mark.parametrize("missing", [1, 12, 13])
def test_a_file_that_is_not_compressed_is_known_by_its_size(missing: int, write: Write) -> None:
    """A CSDAT file that lacks its end is told without a visit of each column."""
    assert read_header(write(TWO_COLUMNS)).rows == 2
    with pytest.raises(FileError, match="it ends within the column"):
        read_header(write(TWO_COLUMNS[:-missing]))


@pytest.mark.parametrize("column", [["uid", "<i8"], ["a/b", "zz"]])
def test_a_strict_reader_refuses_what_another_passes_over(column: list[str], write: Write) -> None:
    """Columns that no dataset can have, where nothing else is wrong, in each layout."""
    name, code = column
    for data in (
        csdat_columns(["a/x", "<f4"], column),
        npy_columns(f"('a/x', '<f4'), ('{name}', '{code}')"),
    ):
        path = write(data)
        [unsound] = read_header(path, strict=False).unsound
        assert unsound.name == name
        with pytest.raises(FileError) as caught:
            read_header(path)
        assert [problem.path for problem in caught.value.problems] == [(name,)]


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        *((b"\x93NUMPY", True), (b"\x95CSDAT\0", True), (b"\x93NUMP", False), (b"", False)),
        (b" \x93NUMPY", False),
    ],
)
def test_datasets_are_told_by_how_they_begin(head: bytes, is_one: bool) -> None:
    """Whatever follows: what is wrong with it is told where it is read."""
    assert is_dataset(head) is is_one


SCALARS = (
    "expected one of b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4, f8, c8, c16, O, S<length>, "
    "U<length>, or a numpy name such as float32"
)
OBJECTS = "the column holds pickled Python objects: expected text of a length, such as S12"
PARTS = 'expected name, dtype, and the shape if any, as in ["coords", "<f4", [3]]'


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        pytest.param(
            npy_columns(
                "('uid', '<u4'), ('a/b', '<m8[s]'), ('a/c', '|V8'), ('', '<f4'), ('a\\n', '<f4'), "
                "('a\\ub', '<f4')"
            ),
            [
                '$.uid: the column "uid" is "u4": it is always "<u8"; write ["uid", "<u8"]',
                '$["a/b"]: "<m8[s]" is not a dtype: expected a code such as "f4", "3u4" or '
                '"(2,3)f4"',
                f'$["a/c"]: "|V8" is not a dtype of a column: {SCALARS}',
                '$[3]: "" cannot name a column: expected 1 to 256 printable characters, no space '
                "and no slash around them",
                '$[4]: "a\\n" cannot name a column: expected 1 to 256 printable characters, no '
                'space and no slash around them; write "a"',
                '$[5]: "a\\nb" cannot name a column: expected 1 to 256 printable characters, no '
                "space and no slash around them",
            ],
            id="dtypes and names",
        ),
        pytest.param(
            npy_columns("('uid', '<u8'), ('a/b', '|O'), ('a/c', 'O')"),
            [f'$["a/b"]: {OBJECTS}; {SAVE}', f'$["a/c"]: {OBJECTS}; {SAVE}'],
            id="pickled columns",
        ),
        pytest.param(
            npy_columns(
                "('a', '<f4', (0,)), ('b', '<f4', (99999999999,)), ('c', '<f8', (65536, 65536))"
            ),
            [
                "$.a: dimension 0: expected 1 to 2147483647",
                "$.b: dimension 99999999999: expected 1 to 2147483647",
                "$.c: shape (65536, 65536) of <f8 takes 34359738368 bytes: "
                "expected at most 2147483647",
            ],
            id="shapes",
        ),
        pytest.param(
            npy_columns("('a', '<f4'), ('b', '<f4'), ('a', '<u4'), ('b', '<f4'), ('b', '<f4')"),
            [
                '$.fields: 2 columns have the name "a"; give each its own name',
                '$.fields: 3 columns have the name "b"; give each its own name',
            ],
            id="names twice",
        ),
        pytest.param(
            csdat({"dtype": [], "compression": None}),
            ["$.length: is missing", "$.compressed_fields: is missing"],
            id="CSDAT, missing keys",
        ),
        pytest.param(
            csdat(
                {
                    "length": "10",
                    "dtype": [["uid", "<u4"], [], ["x"], "uid", [1, "<f4"], ["a", "<f4", [True]]],
                    "compression": "zstd",
                    "compressed_fields": "uid",
                }
            ),
            [
                '$.length: expected a whole number, got "10"; write 10',
                '$.uid: the column "uid" is "u4": it is always "<u8"; write ["uid", "<u8"]',
                f"$[1]: a field of 0 parts: {PARTS}",
                f"$.x: a field of 1 parts: {PARTS}",
                '$[3]: expected a column such as ["uid", "<u8"], got "uid"',
                '$[4]: expected text, got 1; write "1"',
                "$.a: expected a whole number as dimension, got true",
                '$.compression: the compression is "zstd": expected "lz4" or null',
                '$.compressed_fields: expected a list of names of columns, got "uid"',
            ],
            id="CSDAT, everything",
        ),
        pytest.param(
            csdat({"length": -1, "dtype": {}, "compression": None, "compressed_fields": [1]}),
            [
                f"$.length: -1 rows: expected 0 to {MOST_ROWS}",
                "$.dtype: expected a list of columns, got a mapping",
                "$.compressed_fields: expected a list of names of columns, got a list",
            ],
            id="CSDAT, wrong kinds",
        ),
    ],
)
def test_reports_all_problems_at_once(data: bytes, texts: list[str], write: Write) -> None:
    """All that is wrong with columns is told, each by its name, or its number if that is wrong."""
    with pytest.raises(FileError) as caught:
        read_header(write(data))
    assert [str(problem) for problem in caught.value.problems] == [f"a.cs: {t}" for t in texts]


def test_reports_no_more_problems_than_one_reads(write: Write) -> None:
    """Of thousands of wrong columns, the first 20 are told."""
    with pytest.raises(FileError) as caught:
        read_header(write(npy_columns(", ".join(f"('a{i}', 'q')" for i in range(3000)))))
    assert [problem.path for problem in caught.value.problems] == [(f"a{i}",) for i in range(20)]


def test_a_missing_file_and_a_folder_are_os_errors(tmp_path: Path) -> None:
    """What cannot be opened is told by the operating system, as everywhere in Python."""
    with pytest.raises(FileNotFoundError):
        read_header(tmp_path / "a.cs")
    with pytest.raises((IsADirectoryError, PermissionError)):
        read_header(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe that nobody writes to is refused, and does not block."""
    path = str(tmp_path / "a.cs")
    os.mkfifo(path)
    with pytest.raises(FileError) as caught:
        read_header(path)
    assert str(caught.value) == f"{path}: it is a pipe or a device: expected a file"


def seeds() -> list[bytes]:
    """Small files of every layout, to be damaged."""
    files = [TWO_ROWS, TWO_COLUMNS, saved(np.zeros(3, [("uid", "<u8"), ("λ/x", "<f4", (2,))]))]
    columns: list[Any] = [*classes_of(2), ("blob/path", "O"), ("blob/shape", "<u4", (2,))]
    dataset: Any = Dataset.allocate(3, columns)
    dataset["uid"] = [1, 2, 3]
    for layout in (NUMPY_FORMAT, CSDAT_FORMAT):
        file = io.BytesIO()
        dataset.save(file, format=layout)
        files.append(file.getvalue())
    return [*files, npy_columns("('uid', '<u8'), ('a/b', '|S3', (2,))", version=2)]


def damaged(files: list[bytes], choose: random.Random) -> bytes:
    """A file with bits flipped, bytes put in, left out or repeated, or its end cut off."""
    data = bytearray(choose.choice(files))
    for _ in range(choose.choice((1, 1, 2, 5))):
        most = min(len(data), 1500)
        if not most:
            break
        at, length = choose.randrange(most), choose.randrange(30)
        match choose.randrange(7):
            case 0:
                data[at] ^= 1 << choose.randrange(8)
            case 1:
                data[at] = choose.randrange(256)
            case 2:
                del data[choose.randrange(len(data)) :]
            case 3:
                nested = choose.choice((b"(", b"[", b"{", b"'", b"\\", b"9", b'{"a":', b"[("))
                data[at:at] = nested * choose.choice((1, 3, 1000, 60_000))
            case 4:
                data[6:12] = choose.randbytes(6)
            case 5:
                del data[at : at + length]
            case _:
                data[at:at] = data[length : 3 * length]
    return bytes(data)


def header_or_error(path: Path) -> DatasetHeader | FileError:
    """What comes of reading a file."""
    try:
        return read_header(path, thorough=True)
    except FileError as error:
        return error


def test_damaged_files_give_a_header_or_one_clear_error(write: Write) -> None:
    """10,000 damaged files: what is read is what numpy reads, all else is short, printable text."""
    choose = random.Random(20261122)
    files = seeds()
    read, refused = 0, 0
    path = write(b"")
    tracemalloc.start()
    try:
        for _ in range(10_000):
            data = damaged(files, choose)
            # Overwriting is 20 times as fast as writing a file anew.
            with path.open("r+b") as file:
                file.write(data)
                file.truncate()
            header = header_or_error(path)
            if isinstance(header, FileError):
                lines = str(header).split("\n  ")
                assert all(line.isprintable() and len(line) < 700 for line in lines), lines
                assert all(str(problem.position) == "a.cs" for problem in header.problems)
                refused += 1
            elif header.format is HeaderFormat.CSDAT:
                assert header.rows == Dataset.inspect(path)["length"]
                read += 1
            else:
                assert as_numpy_gives(header) == numpy_sees(data)
                read += 1
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read > 100
    assert refused > 5000
    assert peak < 50e6


@pytest.mark.parametrize(
    ("length", "is_read"), [(LARGEST_HEADER, True), (LARGEST_HEADER + 1, False)]
)
def test_the_largest_header(length: int, is_read: bool, write: Write) -> None:
    """Spaces count too; one byte more is refused, by its length alone."""
    header = {"length": 0, "dtype": [["uid", "<u8"]], "compression": None, "compressed_fields": []}
    path = write(csdat(json.dumps(header).ljust(length)))
    if is_read:
        assert read_header(path).rows == 0
        return
    with pytest.raises(FileError, match=f"the header has {length} bytes"):
        read_header(path)


@pytest.mark.parametrize(
    ("column", "dtype", "slot"),
    [
        pytest.param(["uid", "<i8"], "<i8", None, id="uid of another dtype"),
        pytest.param(["uid", "<f4", [2, 3]], "(2,3)<f4", None, id="shape after the dtype"),
        pytest.param(["uid", ["<f4", [2]]], "2<f4", None, id="shape in the dtype"),
        pytest.param(["a/b", "zz"], None, "a", id="no dtype"),
        pytest.param(["a/b"], None, "a", id="name alone"),
        pytest.param(3, None, None, id="a number"),
    ],
)
def test_what_is_known_of_columns_that_no_dataset_can_have(
    column: object, dtype: str | None, slot: str | None, write: Write
) -> None:
    """The dtype where it can be read, the slot where the name says one, and the place."""
    path = write(csdat_columns(["x/y", "<f4"], column))
    [unsound] = read_header(path, strict=False).unsound
    assert unsound.dtype == (dtype and DTypeSpec.parse(dtype))
    assert (unsound.slot, unsound.place) == (slot, 1)


@pytest.mark.parametrize(
    "unit",
    [
        *("(", "('", '("', "('a', '", "('a','b',(1,", "('\\", "('\\'", "[", "{", "((", "[('a', ["),
        *("'", ",", " ", "9", "('a','b'),", "(u'", "'descr':[],", '{"a":', "[0,", "[],", "{},"),
        *('"', '"a",', '"\\u00e9', "-", "\0", "é", "λ", "😀", "('😀"),
    ],
)
@pytest.mark.parametrize("layout", ["npy", "npy column", "csdat", "csdat column"])
def test_hostile_headers_take_little_memory(unit: str, layout: str, write: Write) -> None:
    """Headers of the largest size, made of anything, end in a header or an error under 50 MB."""
    size = LARGEST_HEADER - 100
    text = (unit * (size // len(unit.encode()))).encode()
    if "column" in layout:
        start, end = {
            "npy column": (b"{'descr': [", NPY_END.encode()),
            "csdat column": (b'{"length": 1, "dtype": [', b"]}"),
        }[layout]
        text = start + text + end
    head = b"\x93NUMPY\3\0" if "npy" in layout else b"\x95CSDAT"
    path = write(head + len(text).to_bytes(4, "little") + text)
    tracemalloc.start()
    try:
        result = header_or_error(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(str(result)) < 3000
    assert peak < 50e6


def bytes_read(path: Path, monkeypatch: pytest.MonkeyPatch, *, thorough: bool = False) -> int:
    """How many bytes of a file of a million rows are read."""
    CountingFile.sizes.clear()
    with monkeypatch.context() as patch:
        patch.setattr(io, "FileIO", CountingFile)
        assert read_header(path, thorough=thorough).rows == MILLION
    return sum(CountingFile.sizes)


MILLION = 1_000_000


def test_little_of_a_large_file_is_read(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file of a million rows the header is read, and nothing of the rows to speak of."""
    dtype = np.dtype(classes_of(10))
    text = repr({"descr": dtype.descr, "fortran_order": False, "shape": (MILLION,)})
    path = write(npy(text))
    os.truncate(path, path.stat().st_size + MILLION * dtype.itemsize)
    assert len(text) < bytes_read(path, monkeypatch) < len(text) + 10_000


def test_little_of_a_large_csdat_file_is_read(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same for CSDAT, of which the sizes of the columns are read as well."""
    columns = classes_of(10)
    path = write(csdat_columns(*columns, length=MILLION))
    header_size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(0, os.SEEK_END)
        for column in columns:
            size = MILLION * np.dtype([column]).itemsize
            file.write(size.to_bytes(4, "little"))
            file.truncate(file.seek(size, os.SEEK_CUR))
    assert header_size <= bytes_read(path, monkeypatch) < header_size + 10_000
    assert header_size < bytes_read(path, monkeypatch, thorough=True) < header_size + 10_000


def test_compressed_columns_are_visited_when_asked(tmp_path: Path) -> None:
    """A CSDAT file of compressed columns has its end looked for only where that is asked."""
    dataset: Any = Dataset.allocate(100, classes_of(1))
    path = tmp_path / "a.cs"
    dataset.save(path, format=CSDAT_FORMAT)
    assert read_header(path, thorough=True) == read_header(path)
    os.truncate(path, path.stat().st_size - 60)
    assert read_header(path).rows == 100
    with pytest.raises(FileError, match="it ends within the column"):
        read_header(path, thorough=True)


def test_a_header_read_before_gives_an_equal_one(write: Write) -> None:
    """Small headers are kept for a while; what is kept is told by the whole text."""
    first = read_header(write(TWO_ROWS))
    assert read_header(write(TWO_ROWS)) is first
    other = TWO_ROWS.replace(b"(2,)", b"(1,)")[:-8]
    assert read_header(write(other)).rows == 1
    assert read_header(write(TWO_ROWS)) is first


FIELDS = tuple(
    Field.parse(column)
    for column in [("uid", "<u8"), ("b/x", "<f4"), ("a/y", "2u4"), ("b/z/w", "O"), ("idx", "<u4")]
)
HEADER = DatasetHeader(rows=3, fields=FIELDS, format=HeaderFormat.CSDAT, header_size=100)


def test_slots_are_the_prefixes_of_columns_in_order() -> None:
    """Columns are grouped by what stands before the first slash; others are in no slot."""
    assert list(HEADER.slots.items()) == [("b", (FIELDS[1], FIELDS[3])), ("a", (FIELDS[2],))]


def test_field_finds_a_column_by_name() -> None:
    """A column is found by its name, and there is none for another name."""
    assert HEADER.field("a/y") is FIELDS[2]
    assert HEADER.field("a/x") is None


def test_headers_are_values() -> None:
    """Headers are hashable, picklable and equal by value; fields may be given as a list."""
    again = pickle.loads(pickle.dumps(HEADER))
    assert (again, hash(again)) == (HEADER, hash(HEADER))
    assert attrs.evolve(HEADER, fields=list(FIELDS), format="CSDAT") == HEADER
    assert attrs.evolve(HEADER, rows=4) != HEADER
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        HEADER.rows = 4  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        pytest.param(
            {"rows": 2**63}, f"$.rows: {2**63} rows: expected 0 to {2**63 - 1}", id="too many rows"
        ),
        pytest.param({"rows": -1}, f"$.rows: -1 rows: expected 0 to {MOST_ROWS}", id="rows"),
        pytest.param({"rows": True}, "$.rows: expected a whole number, got true", id="bool"),
        pytest.param(
            {"fields": FIELDS[0]},
            "$.fields: expected a list of objects of class Field, got a value of type Field",
            id="one field",
        ),
        pytest.param(
            {"fields": ["uid"]},
            "$.fields: expected a list of objects of class Field, got a list",
            id="text as field",
        ),
        pytest.param(
            {"fields": [*FIELDS, FIELDS[0]]},
            '$.fields: 2 columns have the name "uid"; give each its own name',
            id="name twice",
        ),
        pytest.param(
            {"format": "NPY"},
            '$.format: "NPY" is not a layout of .cs files: expected one of NPY 1.0, NPY 2.0, '
            'NPY 3.0, CSDAT; write "NPY 3.0"',
            id="format",
        ),
        pytest.param(
            {"compression": "gzip"},
            '$.compression: the compression is "gzip": expected "lz4" or null',
            id="compression",
        ),
        pytest.param(
            {"header_size": -1}, "$.header_size: -1 bytes: expected 0 or more", id="header size"
        ),
    ],
)
def test_no_invalid_header_can_be_made(changed: dict[str, Any], text: str) -> None:
    """Every attribute is checked, also by ``attrs.evolve``."""
    with pytest.raises(ParseError) as caught:
        attrs.evolve(HEADER, **changed)
    assert str(caught.value) == text


def test_needs_neither_numpy_nor_converters() -> None:
    """The module loads nothing heavier than attrs."""
    code = (
        "import sys, cryosparc_spec.datasets; "
        "print({'numpy', 'cattrs', 'yaml', 'click', 'cryosparc'} & {*sys.modules})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"
