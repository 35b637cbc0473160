"""Slots, fields and imports, side by side with cryosparc-tools and msgspec in one run."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
import warnings
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import msgspec
import pydantic
import pytest
from cryosparc import spec as tools_spec
from cryosparc.controllers import as_input_slot
from pytest_benchmark.fixture import BenchmarkFixture

from cryosparc_spec import Field, Slot, structure
from tests.benchmarks.interleaving import interleaved_medians, promise, report

COUNT = 100_000
ROUNDS = 7

WRITTEN: list[Any] = [
    *("ctf", "?background_blob", "blob", "?location", "micrograph_blob", "alignments3D"),
    {"name": "components_mode_0", "dtype": "components"},
    {"name": "components_mode_1", "dtype": "components", "required": False},
    {"name": "map_half_A", "dtype": "blob", "required": True},
    {"dtype": "ctf", "prefix": "ctf", "required": True},
]
"""Slots as scripts write them: short, optional, in full, and in the deprecated form."""


class StructSlot(msgspec.Struct, frozen=True):
    """A slot as msgspec has it: no shorthand, no checks of names."""

    name: str
    dtype: str
    required: bool = True


def _repeated(items: list[Any], count: int) -> list[Any]:
    return [items[index % len(items)] for index in range(count)]


def _quietly(call: Callable[[], object]) -> Callable[[], object]:
    def quiet() -> object:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return call()

    return quiet


def test_mixed_slots(benchmark: BenchmarkFixture) -> None:
    """100,000 slots as scripts write them load at least 8 times as fast as in cryosparc-tools."""
    raw = _repeated(WRITTEN, COUNT)
    full = _repeated([Slot.parse(slot).to_dict() for slot in WRITTEN[:9]], COUNT)
    calls = [
        _quietly(lambda: structure(raw, tuple[Slot, ...])),
        lambda: [as_input_slot(slot) for slot in raw],
        lambda: msgspec.convert(full, list[StructSlot]),
    ]
    taken = interleaved_medians(benchmark, *calls, rounds=ROUNDS)
    report("100,000 mixed slots", ["cryosparc_spec", "cryosparc-tools", "msgspec Structs"], taken)
    benchmark.extra_info.update(cryosparc_tools=taken[1] / taken[0], msgspec=taken[2] / taken[0])
    benchmark(calls[0])
    promise(benchmark, taken[1] / taken[0], at_least=8)


@pytest.mark.parametrize("short", [pytest.param(True, id="short"), pytest.param(False, id="full")])
def test_slots_that_never_repeat(short: bool, benchmark: BenchmarkFixture) -> None:
    """100,000 slots of ever-new names load at least twice as fast as in cryosparc-tools."""
    round_number = 0

    def new_slots() -> list[Any]:
        nonlocal round_number
        round_number += 1
        names = [f"slot_{round_number}_{index}x" for index in range(COUNT)]
        return names if short else [{"name": name, "dtype": "blob"} for name in names]

    fresh = [new_slots() for _ in range(ROUNDS + 4)]
    ours = _quietly(lambda: structure(fresh.pop(), tuple[Slot, ...]))
    theirs = fresh[0]
    taken = interleaved_medians(
        benchmark, ours, lambda: [as_input_slot(s) for s in theirs], rounds=ROUNDS
    )
    report("100,000 slots of new names", ["cryosparc_spec", "cryosparc-tools"], taken)
    benchmark.extra_info.update(cryosparc_tools=taken[1] / taken[0])
    run: Any = benchmark.pedantic
    run(ours, rounds=2)
    promise(benchmark, taken[1] / taken[0], at_least=2)


def test_fields(benchmark: BenchmarkFixture) -> None:
    """100,000 fields load at least as fast as pydantic loads cryosparc-tools' type of them."""
    written = [
        ["uid", "u8"],
        ["location/micrograph_shape", "<u4", [2]],
        ["ctf/type", "O"],
        ["alignments3D/pose", "3f4"],
        *(["ctf/df1_A", "f4"], ["ctf/tetra_A", "4f4"], ["blob/path", "S57"]),
    ]
    raw = _repeated(written, COUNT)
    adapter = pydantic.TypeAdapter(list[tools_spec.Field])
    calls = [
        lambda: structure(raw, tuple[Field, ...]),
        lambda: adapter.validate_python(raw),
    ]
    taken = interleaved_medians(benchmark, *calls, rounds=ROUNDS)
    report("100,000 fields", ["cryosparc_spec", "pydantic"], taken)
    benchmark.extra_info.update(pydantic=taken[1] / taken[0])
    benchmark(calls[0])
    promise(benchmark, taken[1] / taken[0], at_least=1)


def test_what_is_kept_for_sharing_is_bounded() -> None:
    """However many slots of ever-new names were read, no more than 6 MB of them are kept."""
    tracemalloc.start()
    most = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for part in range(10):
            raw = [{"name": f"slot_{part}_{n}", "dtype": f"type_{n}"} for n in range(COUNT // 5)]
            for written in raw:
                Slot.parse(written)
            structure(raw, tuple[Slot, ...])
            del raw, written
            most = max(most, tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert most <= 6_000_000


def _import_seconds(statement: str) -> float:
    started = perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return perf_counter() - started


def test_importing_stays_light(benchmark: BenchmarkFixture) -> None:
    """Importing costs a third of ``cryosparc.models.job_spec`` at most, beyond the interpreter."""
    statements = [
        "pass",
        "import attrs",
        "import cryosparc_spec",
        "import cryosparc.models.job_spec",
    ]
    times: list[list[float]] = [[] for _ in statements]
    for _ in range(3 if benchmark.disabled else 15):
        for statement, taken in zip(statements, times, strict=True):
            taken.append(_import_seconds(statement))
    bare, *others = (median(taken) for taken in times)
    attrs, ours, tools = (taken - bare for taken in others)
    report("import", ["cryosparc_spec", "attrs", "job_spec"], [ours, attrs, tools])
    benchmark(_import_seconds, "import cryosparc_spec")
    promise(benchmark, tools / ours, at_least=3)
