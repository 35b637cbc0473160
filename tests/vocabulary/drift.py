"""Compares our vocabulary with that of cryosparc-tools, and names the difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args


def words_of(annotation: Any) -> tuple[str, ...]:
    """Return the words of a ``Literal``, or of a ``Union`` of such, in order."""
    words: list[str] = []
    for argument in get_args(annotation):
        if isinstance(argument, str):
            words.append(argument)
        else:
            words.extend(words_of(argument))
    return tuple(dict.fromkeys(words))


def drift_of_words(ours: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """Say which words only one side has, or that their order differs."""
    our_words, their_words = [str(word) for word in ours], [str(word) for word in theirs]
    differences = [f'upstream adds "{word}"' for word in their_words if word not in our_words]
    differences += [f'upstream lacks "{word}"' for word in our_words if word not in their_words]
    if not differences and our_words != their_words:
        differences.append(f"upstream has another order: {', '.join(their_words)}")
    return differences


def drift_of_tables(ours: Mapping[Any, Any], theirs: Mapping[Any, Any]) -> list[str]:
    """Say which keys only one side has, and which have another value."""
    our_table = {str(key): str(value) for key, value in ours.items()}
    their_table = {str(key): str(value) for key, value in theirs.items()}
    differences = [
        f'upstream adds "{key}": "{value}"'
        for key, value in their_table.items()
        if key not in our_table
    ]
    differences += [
        f'upstream lacks "{key}": "{value}"'
        for key, value in our_table.items()
        if key not in their_table
    ]
    differences += [
        f'upstream has "{key}": "{their_table[key]}", we have "{value}"'
        for key, value in our_table.items()
        if their_table.get(key, value) != value
    ]
    return differences
