"""What the attributes of documents may hold: how a value is read, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin

from immutabledict import immutabledict

from cryosparc_spec.display.displayed import DisplayedMapping
from cryosparc_spec.documents.codec.quoted_text import QuotedText
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.frozen_data import ATOMS, NOTHING, bare, freeze, frozen, thaw
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.problems.validators import (
    as_bool,
    as_int,
    as_number,
    as_text,
    is_list,
    is_mapping,
    wrong_type,
)
from cryosparc_spec.vocabulary.families import is_family

_TEXT: frozenset[type] = frozenset({str})


class ValueType:
    """One kind of value, which is anything that JSON can hold unless a subclass says less."""

    kept: frozenset[type] = ATOMS
    """Types whose values are held as they are."""
    takes: frozenset[type] = ATOMS | {list, tuple, dict, immutabledict}
    """Types whose values are meant to be of this kind."""
    expected: str = "data"
    """The kind in words."""
    written_as_held: bool = False
    """Whether objects hold such values as they are written."""
    may_hold_floats: bool = True
    """Whether such a value can be a float, or a list with floats in it."""

    def read(self, value: Any) -> Any:
        """Return a value as an object holds it; raises ``SpecError`` at the first problem."""
        return freeze(value)

    def write(self, value: Any) -> Any:
        """Return what an object holds as plain data."""
        return value if type(value) in ATOMS else thaw(value)

    def explain(self, value: Any, path: DocumentPath, found: list[Problem]) -> None:
        """Add everything that is wrong with a value to what was found."""
        try:
            self.read(value)
        except SpecError as error:
            found += error.under(*path).problems

    def explain_at(
        self, key: str | int, value: Any, path: DocumentPath, found: list[Problem]
    ) -> None:
        """Add everything that is wrong with the value of a key or an index."""
        if type(value) not in self.kept:
            self.explain(value, (*path, key), found)


class Scalar(ValueType):
    """Text, numbers, true and false."""

    written_as_held = True

    def __init__(self, expected: str, check: Callable[[object], object], *kept: type) -> None:
        self.expected, self.check = expected, check
        self.kept = self.takes = frozenset(kept)
        self.may_hold_floats = float in kept

    def read(self, value: Any) -> Any:
        """Return the value where its type is right; what is derived from it, bare."""
        return freeze(self.check(value))

    def write(self, value: Any) -> Any:
        """Return the value."""
        return value


class Text(Scalar):
    """Text, of which quotes in a file may be known."""

    def __init__(self) -> None:
        super().__init__("text", as_text, str)
        self.takes = frozenset({str, QuotedText})

    def read(self, value: Any) -> Any:
        """Return text as it is, or bare where it is of another class."""
        return value if type(value) is QuotedText else super().read(value)


class Null(ValueType):
    """Nothing."""

    kept = takes = frozenset({NoneType})
    expected = "null"
    written_as_held = True
    may_hold_floats = False


class Word(ValueType):
    """A word of a family, or one of a newer CryoSPARC, which stays text."""

    kept = frozenset()
    expected = "text"
    may_hold_floats = False

    def __init__(self, family: Any) -> None:
        self.members = {member.value: member for member in family}
        self.takes = frozenset({str, *map(type, family)})

    def read(self, value: Any) -> Any:
        """Return the member of a word that is known."""
        text = value if type(value) is str else freeze(as_text(value))
        return self.members.get(text, text)

    def write(self, value: Any) -> str:
        """Return the word as text."""
        text: str = value if type(value) is str else value._value_
        return text


class ListOf(ValueType):
    """A list of values of one kind."""

    kept = frozenset()
    takes = frozenset({list, tuple})
    expected = "a list"

    def __init__(self, item: ValueType) -> None:
        self.item = item
        self.may_hold_floats = item.may_hold_floats

    def read(self, value: Any) -> Any:
        """Return the items as a tuple."""
        if value.__class__ is not list and not is_list(value):
            raise wrong_type(value, self.expected)
        kept, read = self.item.kept, self.item.read
        if kept and kept.issuperset(map(type, value)):
            return tuple(value)
        return tuple([item if type(item) in kept else read(item) for item in value])

    def write(self, value: Any) -> list[Any]:
        """Return the items as a list."""
        return [*value] if self.item.written_as_held else [*map(self.item.write, value)]

    def explain(self, value: Any, path: DocumentPath, found: list[Problem]) -> None:
        """Add what is wrong with each item."""
        if not is_list(value):
            super().explain(value, path, found)
            return
        for index, item in enumerate(value):
            self.item.explain_at(index, item, path, found)


class MapOf(ValueType):
    """A mapping from names to values of one kind."""

    kept = frozenset()
    takes = frozenset({dict, immutabledict, DisplayedMapping})
    expected = "a mapping"
    may_hold_floats = False

    def __init__(self, item: ValueType) -> None:
        self.item = item

    def read(self, value: Any) -> Any:
        """Return the values as a frozen mapping."""
        if value.__class__ is not dict and not is_mapping(value):
            raise wrong_type(value, self.expected)
        return self._read_items(value) if value else NOTHING

    def _read_items(self, value: Mapping[Any, Any]) -> Any:
        if not _TEXT.issuperset(map(type, value)):
            value = {freeze(as_text(key)): item for key, item in value.items()}
        kept, read = self.item.kept, self.item.read
        if not kept:
            return frozen({k: read(v) for k, v in value.items()}, DisplayedMapping)
        return frozen({k: v if type(v) in kept else read(v) for k, v in value.items()})

    def write(self, value: Any) -> dict[str, Any]:
        """Return the values as a dict."""
        if value is NOTHING:
            return {}
        write = self.item.write
        return {key: write(item) for key, item in bare(value).items()}

    def explain(self, value: Any, path: DocumentPath, found: list[Problem]) -> None:
        """Add what is wrong with each name and value."""
        if not is_mapping(value):
            super().explain(value, path, found)
            return
        for key, item in value.items():
            explain_key(key, path, found)
            self.item.explain_at(str(key), item, path, found)


class OneOf(ValueType):
    """A value of one of several kinds."""

    def __init__(self, kinds: Sequence[ValueType]) -> None:
        self.kinds = kinds
        self.kept = frozenset[type]().union(*(kind.kept for kind in kinds))
        self.takes = frozenset[type]().union(*(kind.takes for kind in kinds))
        self.expected = " or ".join(kind.expected for kind in kinds)
        self.written_as_held = all(kind.written_as_held for kind in kinds)
        self.may_hold_floats = any(kind.may_hold_floats for kind in kinds)
        self.kind_of_type = {each: kind for kind in reversed(kinds) for each in kind.takes}

    def read(self, value: Any) -> Any:
        """Return the value as the kind that takes its type reads it, or the first that can."""
        kind = self.kind_of_type.get(value.__class__)
        if kind is None:
            return self._read_as_any(value)
        return kind.read(value)

    def write(self, value: Any) -> Any:
        """Return the value as the kind that holds its type writes it."""
        return self.kind_of_type[value.__class__].write(value)

    def _read_as_any(self, value: Any) -> Any:
        """Read what is derived from a type, or say which kinds there are."""
        others = [kind for kind in self.kinds if not isinstance(kind, Null)]
        for kind in others:
            try:
                return kind.read(value)
            except SpecError:
                if len(others) == 1:
                    raise
        raise wrong_type(value, self.expected)

    def explain(self, value: Any, path: DocumentPath, found: list[Problem]) -> None:
        """Add what is wrong with the value as the kind that takes its type."""
        kind = self.kind_of_type.get(value.__class__)
        if kind is None:
            super().explain(value, path, found)
            return
        kind.explain(value, path, found)


ValueTypeOfClass: TypeAlias = Callable[[Any], ValueType]


def explain_key(key: object, path: DocumentPath, found: list[Problem]) -> None:
    """Add what is wrong with the key of a mapping."""
    if type(key) is str:
        return
    try:
        as_text(key)
    except SpecError as error:
        found += error.under(*path, str(key)).problems


_SCALARS: Mapping[Any, ValueType] = {
    str: Text(),
    bool: Scalar("true or false", as_bool, bool),
    int: Scalar("a whole number", as_int, int),
    float: Scalar("a number", as_number, float, int),
    NoneType: Null(),
    Any: ValueType(),
}


def value_type_of(annotation: Any, kind_of_class: ValueTypeOfClass) -> ValueType:
    """Return the kind of value that a type stands for."""
    origin, members = get_origin(annotation), get_args(annotation)
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    if origin is tuple:
        return ListOf(value_type_of(members[0], kind_of_class))
    if origin is Mapping:
        return MapOf(value_type_of(members[1], kind_of_class))
    if origin in (Union, UnionType):
        families = [member for member in members if is_family(member)]
        others = [member for member in members if not (families and member is str)]
        return OneOf([value_type_of(member, kind_of_class) for member in others])
    return Word(annotation) if is_family(annotation) else kind_of_class(annotation)
