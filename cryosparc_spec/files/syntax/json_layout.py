"""Where the parts of JSON text stand."""

from __future__ import annotations

import json
import re
from typing import Any

import attrs

from cryosparc_spec.files.syntax.json import spell
from cryosparc_spec.files.syntax.layout import Layout, Span
from cryosparc_spec.files.syntax.parsed import Wanted

_separators = re.compile(r"[ \t\n\r,:]*")
_decoder = json.JSONDecoder()


@attrs.define(eq=False, repr=False)
class JsonLayout(Layout):
    """The places of JSON text."""

    def spelled(self, value: Any, before: str) -> str:
        """Spell data on one line."""
        return spell(None, value)

    def spelled_key(self, key: str, before: str) -> str:
        """Spell a key."""
        return spell(None, key)

    def spelled_entry(self, key: str, value: Any) -> str:
        """Spell a key and data."""
        return spell(key, value)


def json_layout(text: str, raw: Any, wanted: Wanted) -> JsonLayout:
    """Return where the values are that are wanted, and those beside them, in sound JSON."""
    return JsonLayout(text, raw, _span(text, _past(text, 0), wanted))


def _past(text: str, index: int) -> int:
    match = _separators.match(text, index)
    return match.end() if match else index


def _span(text: str, start: int, wanted: Wanted | None) -> Span:
    opening = text[start]
    if opening not in "{[" or wanted is None:
        return Span(start, _decoder.raw_decode(text, start)[1])
    span = Span(start, start)
    index = _past(text, start + 1)
    while text[index] not in "}]":
        key: str | int = len(span.below)
        keys: list[tuple[int, int]] = []
        if opening == "{":
            key, end = _decoder.raw_decode(text, index)
            keys = [(index, end)]
            index = _past(text, end)
        item = _span(text, index, wanted.get(key))
        item.keys = keys
        span.below[key] = item
        index = _past(text, item.end)
    span.end = index + 1
    return span
