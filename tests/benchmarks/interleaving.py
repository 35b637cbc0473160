"""Measuring side by side: what is compared takes turns, and so shares what the machine does."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from statistics import median
from time import process_time

from pytest_benchmark.fixture import BenchmarkFixture

Call = Callable[[], object]


def interleaved_medians(benchmark: BenchmarkFixture, *calls: Call, rounds: int) -> list[float]:
    """Processor seconds each call takes, with the collector running as it does for users.

    Where nothing is measured, each is called once.
    """
    return medians(*calls, rounds=1 if benchmark.disabled else rounds)


def medians(*calls: Call, rounds: int, times: int = 1, before: Call = lambda: None) -> list[float]:
    """Processor seconds each call takes, made so many times in a round.

    What is done ``before`` each is not measured.
    """
    seconds: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, taken in zip(calls, seconds, strict=True):
            before()
            gc.collect()
            started = process_time()
            for _ in range(times):
                result = call()
            taken.append(process_time() - started)
            del result
    return [median(taken) for taken in seconds]


def report(title: str, names: list[str], seconds: list[float]) -> None:
    """Print how long each took, and how many times as fast the first is."""
    lines = [f"\n{title}"]
    for name, taken in zip(names, seconds, strict=True):
        lines.append(f"  {name:<18} {1000 * taken:8.1f} ms  {taken / seconds[0]:6.2f}")
    sys.stdout.write("\n".join(lines) + "\n")


def promise(benchmark: BenchmarkFixture, ratio: float, *, at_least: float) -> None:
    """Hold a ratio to what is promised, in runs that measure: CI only runs each benchmark once."""
    if not benchmark.disabled:
        assert ratio >= at_least
