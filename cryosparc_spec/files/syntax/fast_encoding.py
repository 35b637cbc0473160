"""JSON written by orjson, which is written in Rust, where it is there: the extra ``fast``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from json import dumps
from typing import Any

from cryosparc_spec.converters.levels import level_of
from cryosparc_spec.documents.codec.generated_functions import INEXACT, level_of_mapping

fast_encode: Callable[[Any, bool], str | None] | None
"""The encoder: takes an object and whether to indent it by 2; gives ``None`` for what it cannot do.

What it writes is what ``json.dumps`` writes of the object's plain data, but for the spaces. It can
do no integers over 64 bits, and no half of a surrogate pair.
"""

fast_encode = None
with suppress(ImportError):
    import orjson

    def _encode(value: Any, indented: bool) -> str | None:
        option = orjson.OPT_INDENT_2 if indented else 0
        try:
            return orjson.dumps(_exact(value), _level_of, option).decode()
        except (TypeError, RecursionError):
            return None

    def _exact(value: Any) -> Any:
        """Return a value whose floats are written as Python writes them: ``1e-05``, ``NaN``."""
        cls = value.__class__
        if cls is float:
            is_usual = 1e-4 <= abs(value) < 1e16 or value == 0
            return value if is_usual else orjson.Fragment(dumps(value))
        if cls is tuple or cls is list:
            for item in value:
                if type(item) in INEXACT:
                    return [*map(_exact, value)]
        elif cls is dict:
            return level_of_mapping(value, _exact)
        return value

    _level_of = level_of(_exact)
    fast_encode = _encode
