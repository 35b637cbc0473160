"""JSON parsed by jiter, which is written in Rust, where it is there: the extra ``fast``.

What jiter takes it reads as ``json.loads`` does, down to the last digit. It refuses keys given
twice, and data nested deeper than is read here, which other parsers leave to be looked for.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

fast_parse: Callable[[bytes], Any] | None
"""The parser; raises ``ValueError`` for text that it does not take. ``None`` where there is none.

It takes less than ``json.loads`` does, no ``NaN`` and no half of a surrogate pair.
"""

fast_parse = None
with suppress(ImportError):
    import jiter

    _parse = partial(
        jiter.from_json, allow_inf_nan=False, cache_mode="keys", catch_duplicate_keys=True
    )
    if _parse(b'"\\u0080"') == "\x80":  # Others may have brought jiter 0.4, which gets it wrong.
        fast_parse = _parse
