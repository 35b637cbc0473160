"""Checks of single values, for attrs fields and for the converters: one place per rule."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias, TypeGuard, TypeVar

import attrs

from cryosparc_spec.problems.ascii_names import name_from, not_ascii_in
from cryosparc_spec.problems.errors import ParseError, Problems, SpecError
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.problem import ProblemKind
from cryosparc_spec.problems.value_text import show_value

_T = TypeVar("_T")

AnyPath: TypeAlias = str | os.PathLike[str]

LONGEST_NAME = 256
"""Most characters of a slot name, slot type or column name; real ones have under 40."""

IDENTIFIER = "letters, digits and underscores, and no digit first"
"""What names a slot or a slot type, in words."""

_BOOLEAN_SPELLINGS = {
    **dict.fromkeys(("true", "yes", "on", "1", 1), True),
    **dict.fromkeys(("false", "no", "off", "0", 0), False),
}
_MOST_DIGITS_MEANT = 15


def is_list(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    """Whether data is a list; text is not."""
    return isinstance(value, (list, tuple))


def is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    """Whether data is a mapping."""
    return isinstance(value, Mapping)


def items_of(values: Iterable[_T], refused: Callable[[object], ParseError]) -> tuple[_T, ...]:
    """Return what can be gone through as a tuple; ``refused`` makes the error for what cannot.

    Text is no list of its characters.
    """
    if isinstance(values, str | bytes):
        raise refused(values)
    try:
        return tuple(values)
    except SpecError:
        raise
    except Exception as error:
        raise refused(values) from error


def as_paths(paths: AnyPath | Iterable[AnyPath]) -> list[AnyPath]:
    """Return one path or several as a list; text is one path, and not a list of its letters.

    >>> as_paths("picks.cs"), as_paths(("a.cs", "b.cs"))
    (['picks.cs'], ['a.cs', 'b.cs'])
    """
    return [paths] if isinstance(paths, str | os.PathLike) else list(paths)


def wrong_type(
    value: object, expected: str, *, fix: Fix | None = None, hint: str | None = None
) -> ParseError:
    """Make the error for a value of another type than the one expected."""
    message = f"expected {expected}, got {show_value(value)}"
    return ParseError.of(message, kind=ProblemKind.WRONG_TYPE, fix=fix, hint=hint)


def as_instance(value: object, cls: type[_T]) -> _T:
    """Return ``value`` where it is an object of a class."""
    if isinstance(value, cls):
        return value
    hint = f"structure(data, {cls.__name__}) makes one of plain data" if is_mapping(value) else None
    raise wrong_type(value, f"an object of class {cls.__name__}", hint=hint)


def as_text(value: object) -> str:
    """Return ``value`` where it is text."""
    if isinstance(value, str):
        return value
    number = None if isinstance(value, bool) or not isinstance(value, int | float) else value
    meant = number is not None and abs(number) < 10**_MOST_DIGITS_MEANT
    raise wrong_type(value, "text", fix=Fix.of(str(number)) if meant else None)


def as_bool(value: object) -> bool:
    """Return ``value`` where it is true or false, and neither a number nor a word."""
    if value is True or value is False:
        return value
    spelling = value.lower() if isinstance(value, str) else value
    meant = _BOOLEAN_SPELLINGS.get(spelling) if isinstance(spelling, str | int) else None
    raise wrong_type(value, "true or false", fix=None if meant is None else Fix.of(meant))


def as_int(value: object) -> int:
    """Return ``value`` where it is a whole number, and neither a boolean nor a float."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise wrong_type(value, "a whole number", fix=_whole_number_meant(value))


def as_number(value: object) -> float:
    """Return ``value`` where it is a number, whole or not, and no boolean."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise wrong_type(value, "a number")


def _whole_number_meant(value: object) -> Fix | None:
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**_MOST_DIGITS_MEANT:
        return Fix.of(int(value))
    if isinstance(value, str) and value.isdecimal() and len(value) <= _MOST_DIGITS_MEANT:
        return Fix.of(int(value))
    return None


def is_identifier(text: str) -> bool:
    """Whether text can name a slot or a slot type.

    Such a name is ASCII letters, digits and underscores, and does not begin with a digit: it
    becomes the column prefix in ``.cs`` files.
    """
    return text.isidentifier() and text.isascii() and len(text) <= LONGEST_NAME


def as_identifier(value: object) -> str:
    """Return ``value`` where it can name a slot or a slot type."""
    if isinstance(value, str) and is_identifier(value):
        return value
    if not isinstance(value, str):
        raise wrong_type(value, "text")
    text = value
    if not text:
        raise ParseError.of("the name is empty", kind=ProblemKind.INVALID_NAME)
    if len(text) > LONGEST_NAME:
        raise name_too_long(text)
    meant = identifier_meant(text)
    raise ParseError.of(
        f"{show_value(text)} cannot be a name: expected {IDENTIFIER}{not_ascii_in(text)}",
        kind=ProblemKind.INVALID_NAME,
        fix=Fix.of(meant) if meant else None,
    )


def name_too_long(text: str) -> ParseError:
    """Make the error for a name that no column prefix can have room for."""
    message = f"the name has {len(text)} characters: expected at most {LONGEST_NAME}"
    return ParseError.of(message, kind=ProblemKind.INVALID_NAME)


def identifier_meant(text: str) -> str | None:
    """Return the name that text most likely stands for: ``"blob_2"`` for ``"blob-2"``."""
    kept = name_from(text)
    return kept if kept and is_identifier(kept) else None


def valid(check: Callable[[object], object]) -> Callable[[Any, attrs.Attribute[Any], Any], None]:
    """Make an attrs validator of a check; its problems are put under the attribute's name."""

    def validate(instance: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
        try:
            check(value)
        except SpecError as error:
            raise error.under(attribute.name) from None

    return validate


_STR = {str}


def as_texts(values: object) -> tuple[str, ...]:
    """Return a list of text as a tuple; one text is not a list of its letters."""
    if not is_list(values):
        fix = Fix.of([values]) if isinstance(values, str) else None
        raise wrong_type(values, "a list of text", fix=fix)
    if _STR.issuperset(map(type, values)):
        return tuple(values)
    problems = Problems()
    for index, value in enumerate(values):
        with problems.at(index):
            as_text(value)
    problems.raise_if_any()
    return tuple(values)


def as_tuple(values: Any) -> tuple[Any, ...]:
    """Return a list as a tuple, and anything else as it is, for a validator to refuse."""
    return tuple(values) if is_list(values) else values


def as_text_or_none(value: object) -> str | None:
    """Return ``value`` where it is text or nothing."""
    return None if value is None else as_text(value)
