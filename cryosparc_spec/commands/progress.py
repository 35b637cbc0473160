"""A bar on standard error that shows how far long work is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TextIO, TypeVar

_T = TypeVar("_T")

_FIRST_AFTER = 1.0
_THEN_AFTER = 0.1
_WIDTH = 30
_ERASE = "\r\x1b[K"


@contextmanager
def progress_of(
    items: Iterable[_T], count: Callable[[], int], *, is_wanted: bool = True
) -> Generator[Iterator[_T]]:
    """Give the items, and show how many of them were given where someone looks at it.

    Nothing is shown where standard error is not a terminal, or within the first second. How many
    there are is only counted when it is to be shown. The bar is gone whenever an item is given, so
    that what is printed of it stands on a line of its own.
    """
    if not is_wanted or not sys.stderr.isatty():
        yield iter(items)
        return
    bar = _Bar(sys.stderr, count)
    try:
        yield bar.over(items)
    finally:
        bar.erase()


class _Bar:
    def __init__(self, stream: TextIO, count: Callable[[], int]) -> None:
        self._stream = stream
        self._count = count
        self._total: int | None = None
        self._next = monotonic() + _FIRST_AFTER
        self._is_shown = False

    def over(self, items: Iterable[_T]) -> Iterator[_T]:
        for done, item in enumerate(items, start=1):
            self.erase()
            yield item
            if monotonic() >= self._next:
                self._show(done)
                self._next = monotonic() + _THEN_AFTER

    def _show(self, done: int) -> None:
        if self._total is None:
            self._total = self._count()
        total = max(self._total, done)
        filled = _WIDTH * done // total
        bar = "#" * filled + "-" * (_WIDTH - filled)
        self._stream.write(f"{_ERASE}[{bar}] {done} of {total} files")
        self._stream.flush()
        self._is_shown = True

    def erase(self) -> None:
        """Take the bar away."""
        if self._is_shown:
            self._stream.write(_ERASE)
            self._stream.flush()
            self._is_shown = False
