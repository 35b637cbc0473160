"""How time and memory grow with an input; ratios, since machines differ."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable


def _seconds(run: Callable[[], object]) -> float:
    gc.collect()
    gc.freeze()  # What other tests have left is not gone through again and again.
    try:
        started = time.process_time()
        run()
        return time.process_time() - started
    finally:
        gc.unfreeze()


def time_growth(make: Callable[[int], Callable[[], object]], size: int) -> float:
    """Return how many times longer four times as much takes.

    What is in proportion to it is not measured again; else, the best of three times counts.
    """
    small, large = make(size), make(4 * size)
    small()  # What is imported and kept at first is not measured.
    growth = shortest = longest = float("inf")
    for _ in range(3):
        shortest, longest = min(shortest, _seconds(small)), min(longest, _seconds(large))
        growth = longest / shortest
        if growth < 6:
            break
    return growth


def peak(run: Callable[[], object]) -> int:
    """Return the most bytes that a call holds at a time."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
