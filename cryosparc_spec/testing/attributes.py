"""Strategies for what an attribute may hold, by its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin

from immutabledict import immutabledict

from cryosparc_spec.testing.from_hypothesis import SearchStrategy, st
from cryosparc_spec.testing.values import group_names, texts


def data() -> SearchStrategy[Any]:
    """What JSON can hold, but not deep: a job has 50 attributes of it."""
    leaves = st.none() | st.booleans() | st.integers() | texts()
    return leaves | st.lists(leaves, max_size=2) | st.dictionaries(texts(), leaves, max_size=2)


def of_type(
    annotation: Any,
    *,
    text: SearchStrategy[str],
    of_class: Callable[[Any], SearchStrategy[Any]],
) -> SearchStrategy[Any]:
    """Values of a type: ``text`` is drawn for text in it, ``of_class`` for classes."""

    def inner(annotation: Any) -> SearchStrategy[Any]:
        return of_type(annotation, text=text, of_class=of_class)

    members = get_args(annotation)
    match get_origin(annotation):
        case origin if origin is tuple:
            return st.lists(inner(members[0]), max_size=2).map(tuple)
        case origin if origin is Mapping:
            keys = texts() if members[1] is Any else group_names()
            return st.dictionaries(keys, inner(members[1]), max_size=2).map(immutabledict)
        case origin if origin in (Union, UnionType):
            return st.one_of([inner(member) for member in members])
        case _ if annotation is str:
            return text
        case _ if annotation in _SCALARS:
            return _SCALARS[annotation]
        case _ if issubclass(annotation, Enum):
            return st.sampled_from(list(annotation))
        case _:
            return of_class(annotation)


_SCALARS: Mapping[Any, SearchStrategy[Any]] = {
    Any: data(),
    bool: st.booleans(),
    int: st.integers(-1, 10_000),
    float: st.floats(allow_nan=False, allow_infinity=False),
    type(None): st.none(),
}
