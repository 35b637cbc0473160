"""Each cell of the table of the page on speed holds what was reached, with a margin."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks import workloads
from tests.benchmarks.interleaving import medians, promise
from tests.benchmarks.workloads import WORKLOADS, Workload

ROUNDS = 5

# Least ratios to cryosparc-tools on any version: from data, from text, to text.
REACHED: dict[Callable[[], Workload], tuple[float, float, float]] = {
    workloads.mixed_slots: (11, 4, 1.05),
    workloads.fields: (1.4, 1.7, 0.6),
    workloads.new_fields: (0.14, 0.2, 0.4),
    workloads.full_register: (1.2, 0.6, 1.05),
    workloads.register_without_defaults: (1.6, 0.95, 1.05),
    workloads.many_jobs: (1.5, 1.05, 0.95),
    workloads.one_definition: (1.2, 0.95, 0.95),
}


def test_every_workload_has_its_promise() -> None:
    """None of the table is left out."""
    assert [*REACHED] == [*WORKLOADS]


@pytest.mark.parametrize("make", WORKLOADS, ids=lambda make: make.__name__)
def test_each_way_is_as_fast_as_was_reached(
    make: Callable[[], Workload], benchmark: BenchmarkFixture
) -> None:
    """From Python data, from JSON text, and to JSON text, beside cryosparc-tools."""
    workload = make()
    rounds = 1 if benchmark.disabled else ROUNDS
    ours, theirs = workload.ours, workload.theirs
    pairs = [
        (ours.from_data, theirs.from_data),
        (ours.from_text, theirs.from_text),
        (ours.to_text, theirs.to_text),
    ]
    for pair, at_least in zip(pairs, REACHED[make], strict=True):
        taken = medians(*pair, rounds=rounds, times=workload.times, before=workload.before)
        promise(benchmark, taken[1] / taken[0], at_least=at_least)
    benchmark.pedantic(workload.ours.to_text, rounds=1)  # type: ignore[no-untyped-call]  # theirs
