"""Values in the words of a message."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_LONGEST_SHOWN = 60
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    r"""Escape what could steer a terminal: files are not to be trusted.

    >>> printable("a\tb")
    'a\\tb'
    """
    return _STEERING.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def counted(number: int, noun: str) -> str:
    """Return a number of things.

    >>> counted(1, "file"), counted(2, "file")
    ('1 file', '2 files')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def show_value(value: object) -> str:
    """Give a value as a user would write it in JSON, cut where it is long.

    >>> show_value("ctf"), show_value(None), show_value([1, "a"]), show_value(True)
    ('"ctf"', 'null', 'a list', 'true')
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        cut = value if len(value) <= _LONGEST_SHOWN else value[:_LONGEST_SHOWN] + "..."
        return json.dumps(cut, ensure_ascii=not cut.isprintable())
    if isinstance(value, int):
        return str(value) if value.bit_length() < 4 * _LONGEST_SHOWN else "a huge number"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return f"a value of type {type(value).__name__}"
