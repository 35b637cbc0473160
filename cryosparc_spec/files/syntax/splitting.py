"""Where the parts of JSON text end, found by msgspec where it is there: the extra ``fast``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

import attrs


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
