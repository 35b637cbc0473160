"""What all documents that CryoSPARC writes have in common.

They are read with tolerance: a newer CryoSPARC may write keys and words that are not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

import attrs
from immutabledict import immutabledict

from cryosparc_spec.display import Displayed
from cryosparc_spec.documents.kinds import Kind, kind_of
from cryosparc_spec.errors import ParseError, Problem, SpecError
from cryosparc_spec.frozen import NOTHING
from cryosparc_spec.validators import wrong_type

KEY = "key"
"""Metadata of an attribute that has another name than its key in the document."""

ALSO = "also"
"""Metadata of such an attribute: another key under which it is found, and written back, where the
first one is not there."""

WRITTEN: Mapping[Any, Any] = immutabledict({"written": True})
"""Metadata of an attribute that is written also where a document made here leaves it at its
default, since other readers require it."""


@attrs.frozen(kw_only=True)
class ServerDocument(Displayed):
    """Part of a document that CryoSPARC wrote.

    Keys that are not known are kept in ``extras``, and written back where they stood. A key that
    was absent has its default here, and stays absent when the document is written, unless it was
    given another value. Raises :class:`~cryosparc_spec.errors.ParseError` for an attribute that is
    not of its type; lists and dicts become tuples and frozen mappings.
    """

    lists_all_keys: ClassVar[bool] = True
    """Whether every key that CryoSPARC writes is an attribute, so that others can be told of."""

    often_equal: ClassVar[bool] = False
    """Whether the same one stands in a document many times: equal ones are then one object."""

    extras: Mapping[str, Any] = NOTHING
    """Values of the keys that are not known here."""
    keys_read: tuple[str, ...] = attrs.field(default=(), eq=False, repr=False)
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
        if found:
            raise ParseError(found)


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
def _kinds_in_constructor(cls: Any) -> Mapping[str, Kind]:
    return {name: kind_of(t, _Instance) for name, t in attribute_types(cls).items()}


class _Instance(Kind):
    """An object of a class, made already."""

    kept = frozenset()

    def __init__(self, cls: Any) -> None:
        self.cls = cls
        self.takes = frozenset({cls})
        self.expected = f"an object of class {cls.__name__}"

    def read(self, value: Any) -> Any:
        """Return the object."""
        if type(value) is self.cls:
            return value
        raise wrong_type(value, self.expected)
