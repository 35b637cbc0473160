"""The parser jiter, where that is installed: the extra ``fast``.

What it takes it reads as ``json.loads`` does, down to the last digit. It refuses keys given twice,
and data nested deeper than is read here, which other parsers leave to be looked for afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

fast_parse: Callable[[str], Any] | None
"""The parser; raises ``ValueError`` for text that it does not take. ``None`` where there is none.

It takes less than ``json.loads`` does, no ``NaN`` and no half of a surrogate pair.
"""

try:
    import jiter
except ImportError:
    fast_parse = None
else:

    def fast_parse(text: str) -> Any:
        """Read JSON."""
        return jiter.from_json(
            text.encode(), allow_inf_nan=False, cache_mode="keys", catch_duplicate_keys=True
        )
