"""Temporary files beside those that are written: whose they are, and what dead processes left."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

_LEFT_OVER = re.compile(r"\.cryosparc-spec-(\w*)-([0-9]{1,9})-[0-9a-f]{8}\.tmp")


def temporary_beside(target: Path) -> Path:
    """Return the name of a new temporary file, from which program, machine and process are seen."""
    return target.with_name(f".cryosparc-spec-{_host()}-{os.getpid()}-{token_hex(4)}.tmp")


def remove_left_over(folder: Path) -> None:
    """Remove the temporary files of a folder whose process ran on this machine and is dead."""
    with suppress(OSError):
        for name in os.listdir(folder):  # noqa: PTH208  # a folder may hold very many
            match = _LEFT_OVER.fullmatch(name)
            if match and match[1] == _host() and _is_dead(int(match[2])):
                (folder / name).unlink(missing_ok=True)


def _host() -> str:
    name = os.uname().nodename if hasattr(os, "uname") else ""
    return re.sub(r"\W", "_", name, flags=re.ASCII)[:32]


def _is_dead(process: int) -> bool:
    if not hasattr(os, "uname"):  # On Windows, asking with signal 0 would end it.
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
