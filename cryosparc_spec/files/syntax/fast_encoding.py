"""JSON written by orjson, which is written in Rust, where it is there: the extra ``fast``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from json import dumps
from typing import Any

from cryosparc_spec.converters.levels import level_of
from cryosparc_spec.documents.codec.generated_functions import INEXACT, level_of_mapping
from cryosparc_spec.slots.slot import Slot

fast_encode: Callable[[Any, bool], str | None] | None
"""The encoder: takes an object and whether to indent it by 2; gives ``None`` for what it cannot do.

What it writes is what ``json.dumps`` writes of the object's plain data, but for the spaces. It can
do no integers over 64 bits, and no half of a surrogate pair.
"""

_LISTS = (tuple, list)
_MOST_SHARED = 128

fast_encode = None
with suppress(ImportError):
    import orjson

    def _encode(value: Any, indented: bool) -> str | None:
        option = orjson.OPT_INDENT_2 if indented else 0
        try:
            level_of = _sharing_slots() if value.__class__ in _LISTS and not indented else _level_of
            return orjson.dumps(_exact(value), level_of, option).decode()
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

    def _sharing_slots() -> Callable[[Any], Any]:
        """Return what gives the text of a slot that came before, and a level of all else."""
        texts: dict[int, orjson.Fragment] = {}
        seen: dict[int, Slot] = {}  # Each is kept, and so no other object has its id.
        text_of = texts.get

        def level(value: Any) -> Any:
            if value.__class__ is not Slot:
                return _level_of(value)
            return text_of(id(value)) or written(value)

        def written(slot: Slot) -> Any:
            if id(slot) in seen:
                text = texts[id(slot)] = orjson.Fragment(orjson.dumps(_level_of(slot)))
                return text
            if len(seen) >= _MOST_SHARED:
                seen.clear()
                texts.clear()
            seen[id(slot)] = slot
            return _level_of(slot)

        return level

    fast_encode = _encode
