"""Places: where in a document something stands, and where in a file."""

from __future__ import annotations

from typing import TypeAlias

import attrs

from cryosparc_spec.problems.bare_fields import ReadWithinSpec
from cryosparc_spec.problems.value_text import show_value

DocumentPath: TypeAlias = tuple[str | int, ...]
"""Keys and indices from the root of a document to a value: ``("inputs", "particles", 0)``."""


@attrs.frozen
class Position(ReadWithinSpec):
    """A place in a file; lines and columns count from 1.

    >>> str(Position("picker.yaml", 7, 12))
    'picker.yaml:7:12'
    """

    file: str
    """Path of the file as the user gave it."""
    line: int | None = None
    """Line, where the format has lines and the place is known."""
    column: int | None = None
    """Column of the first character of the value."""

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


def render_path(path: DocumentPath) -> str:
    """Give a path as text, JSONPath style.

    >>> render_path(("inputs", "particles", "slots", 1))
    '$.inputs.particles.slots[1]'
    >>> render_path(("inputs", "my particles"))
    '$.inputs["my particles"]'
    """
    parts = ["$"]
    for key in path:
        if isinstance(key, str):
            plain = key.isascii() and key.isidentifier()
            parts.append(f".{key}" if plain else f"[{show_value(key)}]")
        else:
            parts.append(f"[{key}]")
    return "".join(parts)
