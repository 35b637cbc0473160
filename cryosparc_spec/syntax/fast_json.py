"""The parser of msgspec, where that is installed: the extra ``fast``.

It takes less than ``json.loads`` does, no ``NaN`` and no half of a surrogate pair. What it takes it
reads the same, down to the last digit; orjson makes floats of large whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

fast_parse: Callable[[str], Any] | None
"""The parser; ``None`` where there is none."""

fast_refusals: tuple[type[Exception], ...]
"""What it raises for text that it does not take."""

try:
    import msgspec
except ImportError:
    fast_parse, fast_refusals = None, ()
else:
    fast_refusals = (msgspec.MsgspecError, ValueError, RecursionError)
    fast_parse = msgspec.json.Decoder().decode
