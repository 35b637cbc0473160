"""JSON by packages that are not written in Python, where they are there: the extra ``fast``.

They are the parser jiter, the encoder orjson, and msgspec, which finds where parts of a text end.

What jiter takes it reads as ``json.loads`` does, down to the last digit. It refuses keys given
twice, and data nested deeper than is read here, which other parsers leave to be looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from json import dumps
from typing import Any

import attrs

from cryosparc_spec.converters.levels import level_of

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
            return [*map(_exact, value)]
        if cls is dict:
            return {key: _exact(item) for key, item in value.items()}
        return value

    _level_of = level_of(_exact)
    fast_encode = _encode


@attrs.frozen
class Splitter:
    """Finds the values in JSON text, which it does not read; raises ``ValueError``."""

    items: Callable[[bytes], Iterable[bytes]]
    """Gives the text of each item of a list."""
    entries: Callable[[bytes], Mapping[str, bytes]]
    """Gives the text of each value of a mapping; of a key given twice, the last."""


fast_splitter: Splitter | None
"""The splitter; ``None`` where there is none. It takes no ``NaN``."""

fast_splitter = None
with suppress(ImportError):
    import msgspec

    _items = msgspec.json.Decoder(list[msgspec.Raw])
    _entries = msgspec.json.Decoder(dict[str, msgspec.Raw])

    def _split_entries(text: bytes) -> dict[str, bytes]:
        return {key: bytes(part) for key, part in _entries.decode(text).items()}

    fast_splitter = Splitter(lambda text: map(bytes, _items.decode(text)), _split_entries)
