"""Tracebacks for notebooks: where the user's own code stands, without what is called from there."""

from __future__ import annotations

import re
from pathlib import Path
from traceback import FrameSummary, StackSummary, TracebackException

_PACKAGE = str(Path(__file__).parents[1])
_NOT_OF_USERS = re.compile(r"<c?attrs |.*[/\\](IPython[/\\]core[/\\]|contextlib\.py)")
"""Files of code that is generated, and of what calls it or runs the cells of a notebook."""


def lines_for_notebooks(error: BaseException) -> list[str]:
    """Return the lines of a traceback with the frames of the user's own code.

    All frames are told where none of them is.
    """
    told = TracebackException.from_exception(error)
    frames = [frame for frame in told.stack if _is_of_user(frame)]
    told.stack = StackSummary.from_list(frames) if frames else told.stack
    return "".join(told.format()).splitlines()


def _is_of_user(frame: FrameSummary) -> bool:
    return not (frame.filename.startswith(_PACKAGE) or _NOT_OF_USERS.match(frame.filename))
