"""Plain data as Python has it."""

from __future__ import annotations

import json
from typing import Any

from cryosparc_spec.problems.validators import is_list, is_mapping


def python_text(value: Any, *, quote: str = '"') -> str:
    """Write plain data as Python has it, with text in double quotes, or in others that suit it.

    >>> python_text({"name": "ctf", "required": False})
    '{"name": "ctf", "required": False}'
    >>> print(python_text(["ctf"], quote="'"))
    ['ctf']
    """
    match value:
        case str():
            text = json.dumps(value, ensure_ascii=False)
            is_plain = "\\" not in text and quote not in value
            return f"{quote}{value}{quote}" if is_plain else text
        case _ if is_mapping(value):
            items = (
                f"{python_text(k, quote=quote)}: {python_text(v, quote=quote)}"
                for k, v in value.items()
            )
            return f"{{{', '.join(items)}}}"
        case _ if is_list(value):
            return f"[{', '.join(python_text(item, quote=quote) for item in value)}]"
        case _:
            return repr(value)
