"""Standard streams: what does not arrive is an error, and is told once."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from io import BufferedWriter, RawIOBase, TextIOBase, TextIOWrapper
from typing import Any


def is_wrapper(stream: object) -> bool:
    """Whether a stream writes text to one of bytes; programs put others in its place."""
    return isinstance(stream, TextIOWrapper)


@contextmanager
def whole(name: str) -> Generator[None]:
    """Have all that is printed arrive, or fail: without a buffer, Python passes over a short write.

    What the encoding does not have is escaped.
    """
    stream: Any = getattr(sys, name)
    if is_wrapper(stream):
        stream.reconfigure(errors="backslashreplace")
        raw = stream.buffer
        if isinstance(raw, RawIOBase):
            buffered = BufferedWriter(raw)
            checked = TextIOWrapper(buffered, stream.encoding, stream.errors, write_through=True)
            setattr(sys, name, checked)
            try:
                yield
            finally:
                setattr(sys, name, stream)
                with suppress(OSError):  # It has been told, unless the reader had seen enough.
                    checked.detach()
                    buffered.detach()
            return
    elif stream is None:
        setattr(sys, name, _Closed())
    yield


class _Closed(TextIOBase):
    """Stands for a stream that was closed before the program began, as by ``>&-``."""

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, "it is closed")


def discard_output() -> None:
    """Let what could not be written go, so that Python does not try again as it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
