"""Reading and checking headers, side by side with numpy and cryosparc-tools on the same files."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from cryosparc.dataset import CSDAT_FORMAT, NUMPY_FORMAT, Dataset
from pytest_benchmark.fixture import BenchmarkFixture

from cryosparc_spec import read_header
from cryosparc_spec.files.checks import examine
from tests.benchmarks.interleaving import promise

MILLION = 1_000_000
ROUNDS = 300

CTF = ["accel_kv", "cs_mm", "amp_contrast", "df1_A", "df2_A", "df_angle_rad", "phase_shift_rad"]
CTF += ["scale", "scale_const", "bfactor"]
COLUMNS: list[Any] = [
    *(("uid", "<u8"), ("blob/path", "|S125"), ("blob/idx", "<u4"), ("blob/shape", "<u4", (2,))),
    *(("blob/psize_A", "<f4"), ("blob/sign", "<f4"), ("blob/import_sig", "<u8")),
    *(("ctf/type", "|S9"), ("ctf/exp_group_id", "<u4")),
    *((f"ctf/{leaf}", "<f4") for leaf in CTF),
    *(("ctf/trefoil_A", "<f4", (2,)), ("ctf/anisomag", "<f4", (4,))),
    *(("ctf/shift_A", "<f4", (2,)), ("ctf/tilt_A", "<f4", (2,)), ("ctf/tetra_A", "<f4", (4,))),
]


@pytest.fixture(autouse=True)
def _without_garbage_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def npy_file(tmp_path: Path) -> Callable[[int], Path]:
    """Makes files of a number of rows, all zeros, which take no space on the disk."""

    def make(rows: int) -> Path:
        path = tmp_path / f"{rows}.cs"
        array = np.zeros(0, np.dtype(COLUMNS))
        with path.open("wb") as file:
            header = np.lib.format.header_data_from_array_1_0(array)
            np.lib.format.write_array_header_1_0(file, {**header, "shape": (rows,)})
            file.flush()
            os.truncate(path, file.tell() + rows * array.dtype.itemsize)
        return path

    return make


def interleaved_medians(*calls: Callable[[], object]) -> list[float]:
    """Seconds each call takes, measured in turns, so that all share what else the machine does."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for call, taken in zip(calls, times, strict=True):
            started = perf_counter()
            call()
            taken.append(perf_counter() - started)
    return [median(taken) for taken in times]


@pytest.mark.parametrize("rows", [10, MILLION])
def test_is_the_fastest(
    rows: int, npy_file: Callable[[int], Path], benchmark: BenchmarkFixture
) -> None:
    """Reading an NPY header takes less than numpy's memory map, and than ``Dataset.inspect``."""
    path = npy_file(rows)
    assert read_header(path).rows == len(np.load(path, mmap_mode="r")) == rows
    ours, numpys, tools = interleaved_medians(
        lambda: read_header(path),
        lambda: np.load(path, mmap_mode="r"),
        lambda: Dataset.inspect(path),
    )
    benchmark.extra_info.update(np_load=numpys / ours, dataset_inspect=tools / ours)
    benchmark(read_header, path)
    promise(benchmark, numpys / ours, at_least=1)
    promise(benchmark, tools / ours, at_least=1)


@pytest.mark.parametrize("read", [read_header, examine], ids=["header", "check"])
def test_a_million_rows_take_no_longer_than_ten(
    read: Callable[[Path], object], npy_file: Callable[[int], Path], benchmark: BenchmarkFixture
) -> None:
    """The time does not depend on the number of rows."""
    few, many = npy_file(10), npy_file(MILLION)
    of_few, of_many = interleaved_medians(lambda: read(few), lambda: read(many))
    benchmark.extra_info.update(million_by_ten=of_many / of_few)
    benchmark(read, many)
    promise(benchmark, 2 * of_few / of_many, at_least=1)


def test_a_whole_check_takes_less_than_reading_a_header_elsewhere(
    npy_file: Callable[[int], Path], benchmark: BenchmarkFixture
) -> None:
    """Slots told, columns compared: that too takes less than numpy and cryosparc-tools need."""
    path = npy_file(MILLION)
    assert set(examine(path).fits) == {"blob", "ctf"}
    ours, numpys, tools = interleaved_medians(
        lambda: examine(path),
        lambda: np.load(path, mmap_mode="r"),
        lambda: Dataset.inspect(path),
    )
    benchmark.extra_info.update(np_load=numpys / ours, dataset_inspect=tools / ours)
    benchmark(examine, path)
    promise(benchmark, numpys / ours, at_least=1)
    promise(benchmark, tools / ours, at_least=1)


@pytest.fixture
def saved_files(tmp_path: Path) -> Callable[[Iterable[int], int], list[Path]]:
    """Makes files of numbers of rows, as cryosparc-tools saves them in a layout."""

    def make(rows: Iterable[int], layout: int) -> list[Path]:
        paths = []
        for number in rows:
            paths.append(tmp_path / f"{number}.cs")
            dataset: Any = Dataset.allocate(number, [(name, *of) for name, *of in COLUMNS])
            dataset.save(paths[-1], format=layout)
        return paths

    return make


@pytest.mark.parametrize("rows", [10, 100_000])
def test_csdat_is_the_fastest(
    rows: int,
    saved_files: Callable[[Iterable[int], int], list[Path]],
    benchmark: BenchmarkFixture,
) -> None:
    """A header as others of its job have it takes less than decoding its JSON."""
    (path,) = saved_files([rows], CSDAT_FORMAT)
    ours, tools = interleaved_medians(lambda: read_header(path), lambda: Dataset.inspect(path))
    benchmark.extra_info.update(dataset_inspect=tools / ours)
    benchmark(read_header, path)
    promise(benchmark, tools / ours, at_least=1)


@pytest.mark.parametrize(
    ("layout", "at_least"),
    [pytest.param(NUMPY_FORMAT, 1, id="NPY"), pytest.param(CSDAT_FORMAT, 0.25, id="CSDAT")],
)
def test_headers_that_never_repeat(
    layout: int,
    at_least: float,
    saved_files: Callable[[Iterable[int], int], list[Path]],
    benchmark: BenchmarkFixture,
) -> None:
    """Of CSDAT ``Dataset.inspect`` only decodes JSON; ours makes typed, checked columns of it."""
    paths = saved_files(range(1, ROUNDS + 1), layout)
    turns = [iter(paths), iter(paths)]
    ours, tools = interleaved_medians(
        lambda: read_header(next(turns[0])), lambda: Dataset.inspect(next(turns[1]))
    )
    benchmark.extra_info.update(dataset_inspect=tools / ours)
    benchmark(read_header, paths[0])
    promise(benchmark, tools / ours, at_least=at_least)
