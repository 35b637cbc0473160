"""Slots written in full as JSON text."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, cast

from cryosparc_spec.problems.errors import ParseError
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.value_text import show_value


def read_mapping(text: str) -> dict[str, Any]:
    """Read a slot written in full, as JSON text."""
    try:
        value: Any = json.loads(text, object_pairs_hook=_as_mapping)
    except ParseError:
        raise
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        message = f"{show_value(text)} is not a slot: expected JSON with name and dtype"
        raise ParseError.of(message)
    return cast("dict[str, Any]", value)


def _as_mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise ParseError([_given_twice(key) for key in counts if counts[key] > 1])
    return mapping


def _given_twice(key: str) -> Problem:
    message = f"the key {show_value(key)} stands here twice"
    return Problem((key,), message, kind=ProblemKind.DUPLICATE_KEY, hint="keep one of them")
