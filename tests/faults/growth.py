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
    """Return how many times longer four times as much takes, at best of three."""
    small, large = make(size), make(4 * size)
    return min(_seconds(large) for _ in range(3)) / min(_seconds(small) for _ in range(3))


def peak(run: Callable[[], object]) -> int:
    """Return the most bytes that a call holds at a time."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
