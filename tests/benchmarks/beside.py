"""What is measured of workloads besides: memory, growth, and writing without the extra."""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

from cryosparc_spec import unstructure
from cryosparc_spec.files.syntax import fast_encoding
from tests.benchmarks import workloads
from tests.benchmarks.interleaving import Call, medians
from tests.benchmarks.workloads import WORKLOADS, Workload

_SIZES: dict[Callable[[int], Workload], int] = {
    workloads.mixed_slots: 1000,
    workloads.fields: 1000,
    workloads.register_without_defaults: 2,
    workloads.many_jobs: 20,
}
"""How much is the least work, of which ten and a hundred times as much is done too."""

_GROWTH = (1, 10, 100)


def kept_and_peak(call: Call) -> tuple[int, int]:
    """Return the bytes of Python's memory that a result keeps, and the most there were."""
    call()
    gc.collect()
    tracemalloc.start()
    try:
        result = call()
        peak = tracemalloc.get_traced_memory()[1]
        gc.collect()
        kept = tracemalloc.get_traced_memory()[0]
        del result
    finally:
        tracemalloc.stop()
    return kept, peak


def rows_of_memory(workload: Workload) -> Iterator[str]:
    """Give the megabytes kept and needed at most, from Python data and from JSON text."""
    ours, theirs = workload.ours, workload.theirs
    for our_call, their_call in (
        (ours.from_data, theirs.from_data),
        (ours.from_text, theirs.from_text),
    ):
        pair = [kept_and_peak(call) for call in (our_call, their_call)]
        for mine, client in zip(*pair, strict=True):
            yield f"{mine / 1e6:.1f} / {client / 1e6:.1f}"


def rows_of_growth(rounds: int) -> Iterator[tuple[str, str, str]]:
    """Give what a thing costs as part of ten and a hundred times as many, ours and theirs."""
    for make, least in _SIZES.items():
        grown = [make(least * factor) for factor in _GROWTH]
        mine = _costs([each.ours.from_data for each in grown], rounds)
        client = _costs([each.theirs.from_data for each in grown], rounds)
        pairs = [
            f"{a / mine[0]:.2f} / {b / client[0]:.2f}" for a, b in zip(mine, client, strict=True)
        ]
        yield grown[0].name, pairs[1], pairs[2]


def _costs(calls: list[Call], rounds: int) -> list[float]:
    """Return what a thing costs in each call: smaller ones are made more often in a round."""
    most = _GROWTH[-1]
    repeated = [_times(call, most // factor) for call, factor in zip(calls, _GROWTH, strict=True)]
    return medians(*repeated, rounds=rounds)


def _times(call: Call, number: int) -> Call:
    def repeated() -> None:
        for _ in range(number):
            call()

    return repeated


def rows_without_extra(rounds: int) -> Iterator[tuple[str, str]]:
    """Give what ``dumps`` takes without the extra, against the encoder on plain data."""
    with patch.object(fast_encoding, "fast_encode", None):
        for make in WORKLOADS:
            workload = make()
            taken = medians(
                workload.ours.to_text, _as_plain_data(workload), rounds=rounds, times=workload.times
            )
            yield workload.name, f"{taken[0] / taken[1]:.2f}"


def _as_plain_data(workload: Workload) -> Call:
    """Return what writes the objects with nothing but ``unstructure`` and ``json.dumps``."""
    objects: Any = workload.ours.from_data()
    return lambda: json.dumps(unstructure(objects), ensure_ascii=False)
