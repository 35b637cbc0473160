"""Files opened without waiting for what may never come."""

from __future__ import annotations

import io
import os
import stat

from cryosparc_spec.datasets.parts import refusal
from cryosparc_spec.problems.validators import AnyPath


def opened(path: AnyPath) -> io.FileIO:
    """Open a regular file; a pipe that nobody writes to would be waited for.

    Raises :class:`~cryosparc_spec.FileError` for a pipe, a socket or a device, and ``OSError``.
    """
    mode = os.stat(path).st_mode  # noqa: PTH116  # pathlib takes as long as reading
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise refusal("it is a pipe or a device: expected a file")
    return io.FileIO(path, opener=_open_at_once)


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
