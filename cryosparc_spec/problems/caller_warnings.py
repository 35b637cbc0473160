"""Warnings at the line of the user's code that called into this package."""

from __future__ import annotations

import inspect
import warnings
from functools import lru_cache
from types import FrameType
from typing import Any


class UnknownSlotTypeWarning(UserWarning):
    """A slot was written short, and the catalogue does not know its name."""


_MOST_SHOWN_WARNINGS = 1024


@lru_cache(64)
def _shown_warnings(filename: str) -> dict[Any, Any]:
    """Registry of the warnings shown for a file, as Python keeps one for each module."""
    return {}


def warn_caller(message: str, category: type[Warning]) -> None:
    """Warn at the line of the user's code that called into this package.

    The registry that silences repetitions is our own and bounded: the one Python would use grows
    by an entry for each different message, and messages hold names that users choose.
    """
    frame = _frame_of_caller()
    filename = frame.f_code.co_filename
    shown = _shown_warnings(filename)
    if len(shown) > _MOST_SHOWN_WARNINGS:
        shown.clear()
    module = frame.f_globals.get("__name__")
    warnings.warn_explicit(message, category, filename, frame.f_lineno, module, shown)


def _frame_of_caller() -> FrameType:
    from traceback import walk_stack

    frames = [frame for frame, _ in walk_stack(inspect.currentframe())]
    return next((frame for frame in frames if not _is_internal(frame)), frames[-1])


_INTERNAL_PACKAGES = {
    *("cryosparc_spec", "cattrs", "attr", "attrs", "contextlib"),
    *("pydantic", "pydantic_settings"),
}


def _is_internal(frame: FrameType) -> bool:
    # The methods that attrs and cattrs generate belong to no module.
    module: str | None = frame.f_globals.get("__name__")
    return module is None or module.partition(".")[0] in _INTERNAL_PACKAGES
