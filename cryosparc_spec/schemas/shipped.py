"""The schemas that come with the package."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from cryosparc_spec.problems.words import unknown_word

FOLDER = Path(__file__).parent
"""Where the schemas are: one ``.json`` file each."""


def schema_kinds() -> tuple[str, ...]:
    """Return the kinds of documents and values that :func:`schema` knows.

    >>> "definition" in schema_kinds()
    True
    """
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of document as plain data.

    Raises :class:`~cryosparc_spec.ParseError` for a kind that does not exist.

    >>> schema("definition")["$id"]
    'urn:cryosparc-spec:schema:definition'
    """
    found: dict[str, Any] = json.loads(schema_text(kind))
    return found


@cache
def schema_text(kind: str) -> str:
    """Return the JSON Schema of a kind of document as text."""
    if kind not in schema_kinds():
        raise unknown_word(kind, schema_kinds(), what="a kind that has a schema")
    return (FOLDER / f"{kind}.json").read_text("utf-8")
