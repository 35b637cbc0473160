"""Enum families of words: a family without members stands for all members below it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, EnumType, StrEnum
from types import MappingProxyType
from typing import Any, Self, TypeGuard, TypeVar

from cryosparc_spec.problems.words import unknown_word

_Member = TypeVar("_Member")


class FamilyType(EnumType):
    """Metaclass of the families: looks up, iterates and measures over all members below."""

    _by_word: dict[str, Any]
    _by_name: dict[str, Any]

    def __init__(cls, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cls._by_word, cls._by_name = {}, {}
        families = [
            family
            for family in cls.__mro__
            if isinstance(family, FamilyType) and family.__module__ != __name__
        ]
        members: dict[str, Any] = dict(super().__members__)
        for member_name, member in members.items():
            for family in families:
                family._by_word[member.value] = member
                family._by_name[member_name] = member

    def __call__(cls: type[_Member], value: object) -> _Member:  # type: ignore[override]
        """Return the member for a word, or raise a ``ParseError`` that names the nearest one."""
        by_word: dict[str, _Member] = _members_by_word(cls)
        member = by_word.get(value) if isinstance(value, str) else None
        if member is None:
            raise unknown_word(value, by_word, what=f"a known {_plain_name(cls)}")
        return member

    def __iter__(cls: type[_Member]) -> Iterator[_Member]:
        return iter(_members_by_word(cls).values())

    def __reversed__(cls: type[_Member]) -> Iterator[_Member]:
        return reversed(_members_by_word(cls).values())

    def __setattr__(cls, name: str, value: Any) -> None:
        if name in cls.__dict__.get("_by_name", ()):
            raise AttributeError(f"cannot reassign member {name}")
        super().__setattr__(name, value)

    def __dir__(cls) -> list[str]:
        return sorted({*super().__dir__(), *cls._by_name})

    def __len__(cls) -> int:
        return len(cls._by_word)

    def __contains__(cls, value: object) -> bool:
        member = cls._by_word.get(value) if isinstance(value, str) else None
        return member is not None and (member is value or not isinstance(value, Enum))

    def __getitem__(cls: type[_Member], name: str) -> _Member:
        member: _Member = _members_by_name(cls)[name]
        return member

    @property
    def __members__(cls) -> MappingProxyType[str, Any]:
        return MappingProxyType(cls._by_name)


def _members_by_word(family: Any) -> dict[str, Any]:
    members: dict[str, Any] = family._by_word
    return members


def _members_by_name(family: Any) -> dict[str, Any]:
    members: dict[str, Any] = family._by_name
    return members


def _plain_name(family: type) -> str:
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in family.__name__).split()
    return " ".join(word for word in words if word != "any")


class _Word(str):
    """A word with what is known of it, on its way to become a member."""

    description: str
    since: str | None


def word(text: str, description: str, since: str | None = None) -> str:
    """Write a member of a family: its word, what it means, and the release that brought it."""
    member = _Word(text)
    member.description = description
    member.since = since
    return member


class StrFamily(StrEnum, metaclass=FamilyType):
    """Words of one vocabulary: members are ``str``, and know what they mean and since when."""

    _description: str
    _since: str | None

    def __new__(cls, text: str) -> Self:
        """Make a member of what :func:`word` returned."""
        member = str.__new__(cls, text)
        member._value_ = str(text)
        member._description = getattr(text, "description", "")
        member._since = getattr(text, "since", None)
        return member

    @property
    def description(self) -> str:
        """What the word means, for people."""
        return self._description

    @property
    def since(self) -> str | None:
        """First release of cryosparc-tools that has the word, where that is known."""
        return self._since


def is_family(cls: Any) -> TypeGuard[type[StrFamily]]:
    """Whether a class, or what stands for a type, is a family of words."""
    return isinstance(cls, type) and issubclass(cls, StrFamily)


class NestedFamilyType(FamilyType):
    """Metaclass of families in a tree, whose upper classes show the members below."""

    def __getattr__(cls: type[_Member], name: str) -> _Member:
        by_name: dict[str, _Member] = cls.__dict__.get("_by_name", {})
        if name in by_name:
            return by_name[name]
        raise AttributeError(f"{cls.__name__} has no member {name}")


class NestedStrFamily(StrFamily, metaclass=NestedFamilyType):
    """A vocabulary with its words in subclasses: ``AssetFormat.PNG is ImageFormat.PNG``."""
