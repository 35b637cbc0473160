"""What all documents that CryoSPARC writes have in common.

They are read with tolerance: a newer CryoSPARC may write keys and words that are not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, TypeAlias

import attrs
from immutabledict import immutabledict

from cryosparc_spec.display.displayed import Displayed
from cryosparc_spec.documents.codec.value_types import ValueType, value_type_of
from cryosparc_spec.problems.errors import ParseError, SpecError
from cryosparc_spec.problems.frozen_data import NOTHING
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import wrong_type
from cryosparc_spec.problems.value_text import show_value

Identifier: TypeAlias = str | Mapping[str, Any] | None
"""An id of the database as written: text, or ``{"$oid": ...}`` in dumps of it."""

KEY = "key"
"""Metadata of an attribute that has another name than its key in the document."""

ALSO = "also"
"""Metadata of such an attribute: another key under which it is found, and written back, where the
first one is not there."""

WRITTEN: Mapping[Any, Any] = immutabledict({"written": True})
"""Metadata of an attribute that is written also where a document made here leaves it at its
default, since other readers require it."""


UNLESS = "unless"
"""Metadata of an attribute that every document has, but for a part of one that is read alone: it
has one of these other keys. A check tells that it is missing."""

NO_KEYS = ("",)
"""What stands for the keys of an empty mapping that was read: a document made here has none."""


@attrs.frozen(kw_only=True)
class ServerDocument(Displayed):
    """Part of a document that CryoSPARC wrote.

    Keys that are not known are kept in ``extras``, and written back where they stood. A key that
    was absent has its default here, and stays absent when the document is written, unless it was
    given another value. Raises :class:`~cryosparc_spec.ParseError` for an attribute that is
    not of its type; lists and dicts become tuples and frozen mappings.
    """

    # What people call one, with its article; the name of the class where it does not say.
    _called: ClassVar[str] = ""

    # Whether every key that CryoSPARC writes is an attribute, so that others can be told of.
    _lists_all_keys: ClassVar[bool] = True

    # Whether the same one stands in a document many times: equal ones are then one object.
    _often_equal: ClassVar[bool] = False

    extras: Mapping[str, Any] = NOTHING
    """Values of the keys that are not known here."""
    _keys_read: tuple[str, ...] = attrs.field(default=(), eq=False, repr=False, alias="_keys_read")
    """Keys in the order of the document it was read from; empty for one made here."""

    def __attrs_post_init__(self) -> None:
        cls: Any = type(self)
        found: list[Problem] = []
        for name, kind in _kinds_in_constructor(cls).items():
            value = getattr(self, name)
            try:
                object.__setattr__(self, name, kind.read(value))
            except SpecError:
                kind.explain(value, (name,), found)
        found = found or [
            _known_in_extras(key, attribute)
            for key in self.extras
            if (attribute := _known_name(key, cls, self._keys_read))
        ]
        if found:
            raise ParseError(found)


@cache
def _names_by_key(cls: Any) -> Mapping[str, str]:
    return {key: attribute.name for key, attribute in attributes_by_key(cls).items()}


@cache
def keys_by_other(cls: Any) -> Mapping[str, str]:
    """Return the keys of attributes that may stand under another one, by that."""
    others = {key: each.metadata.get(ALSO) for key, each in attributes_by_key(cls).items()}
    return {other: key for key, other in others.items() if other}


def _known_name(key: str, cls: Any, keys_read: tuple[str, ...]) -> str | None:
    """Return the attribute that is written under a key, or read from it.

    Where both keys of an attribute were in a document, the other one is unknown.
    """
    usual = keys_by_other(cls).get(key, key)
    is_other = usual != key and {usual, key}.issubset(keys_read)
    return None if is_other else _names_by_key(cls).get(usual)


def _known_in_extras(key: str, name: str) -> Problem:
    """Tell of a key that would not be written from ``extras``, since an attribute is."""
    return Problem(
        ("extras", key),
        f"{show_value(key)} is known here: expected it as the attribute {name}",
        kind=ProblemKind.DUPLICATE_KEY,
    )


def keys_read(document: Any) -> tuple[str, ...]:
    """Return the keys in the order of the document it was read from; none for one made here."""
    keys: tuple[str, ...] = document._keys_read
    return keys


def called(cls: Any) -> str:
    """Return what people call a document of a class, with its article."""
    words: str = cls._called or cls.__name__
    return words


def lists_all_keys(document: Any) -> bool:
    """Return whether every key that CryoSPARC writes is an attribute of its class."""
    return bool(document._lists_all_keys)


def is_often_equal(cls: Any) -> bool:
    """Return whether the same object of a class stands in a document many times."""
    return bool(cls._often_equal)


def attribute_types(cls: Any) -> Mapping[str, Any]:
    """Return the types of a document's attributes by name, with names in them resolved."""
    return _resolved_types(cls)


@cache
def _resolved_types(cls: Any) -> Mapping[str, Any]:
    attrs.resolve_types(cls)
    return {attribute.name: attribute.type for attribute in attrs.fields(cls)}


def attributes_by_key(cls: Any) -> Mapping[str, attrs.Attribute[Any]]:
    """Return the attributes of a class by their keys in documents, without those of the reading."""
    ours = attrs.fields_dict(ServerDocument)
    own = [attribute for attribute in attrs.fields(cls) if attribute.name not in ours]
    return {attribute.metadata.get(KEY, attribute.name): attribute for attribute in own}


@cache
def _kinds_in_constructor(cls: Any) -> Mapping[str, ValueType]:
    return {name: value_type_of(t, _Instance) for name, t in attribute_types(cls).items()}


class _Instance(ValueType):
    """An object of a class, made already."""

    kept = frozenset()
    may_hold_floats = False

    def __init__(self, cls: Any) -> None:
        self.cls = cls
        self.takes = frozenset({cls})
        self.expected = f"an object of class {cls.__name__}"

    def read(self, value: Any) -> Any:
        """Return the object."""
        if type(value) is self.cls:
            return value
        raise wrong_type(value, self.expected)
