"""Shapes and dtypes of columns: one grammar for numpy dtype strings, without numpy.

The spellings are those in ``.cs`` headers, v4 ``min_fields`` and ``cryosparc.spec.DType``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from functools import cache, lru_cache
from math import prod
from typing import TypeAlias

import attrs

from cryosparc_spec.display.displayed import Displayed
from cryosparc_spec.problems.errors import ParseError, located_at
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.validators import is_list, wrong_type
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import nearest_word

Shape: TypeAlias = tuple[int, ...]
"""The shape of one row of a column: ``()`` for a scalar (``cryosparc.spec.Shape``)."""

_MOST_DIMENSIONS = 32
_LARGEST_SIZE = 2**31 - 1
_LONGEST_TEXT = 256

_SIZES = {"b": (1,), "i": (1, 2, 4, 8), "u": (1, 2, 4, 8), "f": (2, 4, 8), "c": (8, 16)}
_KINDS = {"int": "i", "uint": "u", "float": "f", "complex": "c"}
_ITEM_SIZES = {
    **{f"{kind}{size}": size for kind, sizes in _SIZES.items() for size in sizes},
    "O": 8,
}
_NAMES = {
    "?": "b1",
    "bool": "b1",
    "bool_": "b1",
    **{f"{name}{8 * n}": f"{kind}{n}" for name, kind in _KINDS.items() for n in _SIZES[kind]},
    "object": "O",
    "object_": "O",
    "O8": "O",
    "bytes": "S",
    "bytes_": "S",
    "str": "U",
    "str_": "U",
}
SCALAR_WORDS: tuple[str, ...] = (*_ITEM_SIZES, *_NAMES)
"""Words for one element; besides, there are ``S`` and ``U`` with a length."""

_GRAMMAR = (
    r"(?P<order>[<>=|]?)(?:(?P<shape>\d+(?: *, *\d+)*|\( *(?:\d+ *(?:, *\d+ *)*,? *)?\)) *)?"
    r"(?P<inner_order>[<>=|]?)(?P<scalar>\?|[A-Za-z]\w*)"
)


def _comparable(scalar: str) -> str:
    """All kinds of text are one: ``O`` in CSDAT files is ``S<n>`` in NPY files."""
    return "text" if scalar.lstrip("<>|")[0] in "OSU" else scalar


def _as_scalar(text: object) -> str:
    """Give one element's dtype as numpy's ``dtype.str`` does: ``<u4``, ``|S12``."""
    if not isinstance(text, str):
        raise wrong_type(text, 'a numpy code such as "<u4"')
    return _scalar_of(str.__str__(text))


@lru_cache(1024)
def _scalar_of(text: str) -> str:
    match = _matched(text)
    if match is None or match["shape"] is not None or (match["order"] and match["inner_order"]):
        meant = 'DTypeSpec.parse reads "3u4"' if match and match["shape"] else None
        raise ParseError.of(f'{show_value(text)} is not a numpy code such as "<u4"', hint=meant)
    return _scalar_in(match)


def _matched(text: str) -> re.Match[str] | None:
    return _grammar().fullmatch(text) if len(text) <= _LONGEST_TEXT else None


@cache
def _grammar() -> re.Pattern[str]:
    return re.compile(_GRAMMAR, re.ASCII)


def _scalar_in(match: re.Match[str]) -> str:
    order = match["order"] or match["inner_order"]
    name, text = match["scalar"], match.string
    code = _NAMES.get(name, name)
    if code[0] in "SU" and (code == code[0] or code[1:].isdecimal()):
        length = int(code[1:] or 0)
        if length * (4 if code[0] == "U" else 1) > _LARGEST_SIZE:
            raise ParseError.of(f"{show_value(text)} is too long: expected under 2 GiB")
        code = code[0] + (str(length) if length else "")
        return (">" if order == ">" else "<") + code if code[0] == "U" else "|" + code
    if code not in _ITEM_SIZES:
        raise _unknown_scalar(text)
    if _ITEM_SIZES[code] == 1 or code == "O":
        return "|" + code
    return (">" if order == ">" else "<") + code


def _unknown_scalar(text: str) -> ParseError:
    return ParseError.of(
        f"{show_value(text)} is not a dtype of a column: expected one of "
        f"{', '.join(_ITEM_SIZES)}, S<length>, U<length>, or a numpy name such as float32",
        fix=_fix_of(text),
    )


_WORDS = {
    **{"a": "S", "b": "i1", "B": "u1", "h": "i2", "H": "u2", "i": "i4", "I": "u4", "q": "i8"},
    **{"Q": "u8", "e": "f2", "f": "f4", "d": "f8", "F": "c8", "D": "c16"},
    **{"int": "i8", "uint": "u8", "float": "f8", "complex": "c16", "half": "f2", "single": "f4"},
    **{"double": "f8", "long": "i8", "unicode": "U", "string": "S", "boolean": "bool"},
}
"""What numpy, or people, call a dtype that has another name here."""

_SIZED = rf"({'|'.join([*_KINDS, *_SIZES])})([0-9]{{1,9}})"
_DIMENSIONS = r"[0-9]{1,10}(?: *[x*,] *[0-9]{1,10})*"
_OTHER_GRAMMARS = (
    rf"(?P<order>[<>]?)[(\[]?(?P<shape>{_DIMENSIONS}),?[)\]]? *[x*]?"
    r"(?P<inner_order>[<>]?)(?P<scalar>[A-Za-z]\w*)",
    r"(?P<order>[<>]?)(?P<scalar>[A-Za-z]+[0-9]*)(?:(?<=[0-9])x| *[*(\[])"
    rf"(?P<shape>{_DIMENSIONS}),?[)\]]?(?P<inner_order>)",
    r"(?P<order>[<>]?)(?P<scalar>[A-Za-z]\w*)(?P<shape>)(?P<inner_order>)",
)
"""How people write a shape: as the grammar has it, ``3x2f4`` or ``f4[3]``; or there is none.

They are compiled where a dtype is wrong, and not at every start.
"""


def _fix_of(text: str) -> Fix | None:
    """Say which dtype is most likely meant: of the same kind, byte order and shape."""
    for grammar in _OTHER_GRAMMARS:
        match = re.fullmatch(grammar, text) if len(text) <= _LONGEST_TEXT else None
        scalar = _scalar_meant(match["scalar"]) if match else None
        if match is None or scalar is None:
            continue
        shape = tuple(int(number) for number in re.findall("[0-9]+", match["shape"]))
        order = match["order"] or match["inner_order"]
        code = order + ("O" if shape and scalar in "SU" else scalar)
        with suppress(ParseError):
            return Fix.of(str(DTypeSpec(code, shape)) if shape else code)
    return None


def _fix_of_type(value: object) -> Fix | None:
    """Say what stands for a type of Python or numpy, such as ``float`` or ``np.float32``."""
    name = value.__name__ if isinstance(value, type) else None
    return None if name is None or name not in {*_WORDS, *_NAMES} else _fix_of(name)


def _scalar_meant(name: str) -> str | None:
    code = _NAMES.get(name, name)
    if code in _ITEM_SIZES or code in ("S", "U"):
        return code
    sized = re.fullmatch(_SIZED, name)
    if sized is None:
        alike = [known for known in (*_ITEM_SIZES, *_NAMES) if known[0] == name[0]]
        return _WORDS.get(name) or nearest_word(name, alike)
    bits = 8 if sized[1] in _KINDS else 1
    sizes = [bits * size for size in _SIZES[_KINDS.get(sized[1], sized[1])]]
    nearest = min(sizes, key=lambda size: (abs(size - int(sized[2])), -size))
    return f"{sized[1]}{nearest}"


def as_shape(value: object) -> Shape:
    """Return the shape of a list, or of one number."""
    dimensions: object = (value,) if isinstance(value, int) else value
    if not is_list(dimensions):
        raise wrong_type(value, "a shape such as [2]")
    if len(dimensions) > _MOST_DIMENSIONS:
        message = f"the shape has {len(dimensions)} dimensions: expected at most {_MOST_DIMENSIONS}"
        raise ParseError.of(message)
    for dimension in dimensions:
        if type(dimension) is not int:
            raise wrong_type(dimension, "a whole number as dimension")
        if not 1 <= dimension <= _LARGEST_SIZE:
            raise ParseError.of(f"dimension {show_value(dimension)}: expected 1 to {_LARGEST_SIZE}")
    return tuple(dimensions)


@attrs.frozen
class DTypeSpec(Displayed):
    """The dtype of a column: the kind of one element, and the shape of one row.

    Equality is by meaning: ``O``, ``S12`` and ``U5`` are all text, and equal. No byte order means
    little-endian, as in every ``.cs`` file seen. Raises
    :class:`~cryosparc_spec.ParseError` for what no column holds: structured dtypes, ``V``,
    ``m8``, dimensions below 1, rows of 2 GiB and more. Source of the convention:
    ``cryosparc.spec.DType``, cryosparc-tools 5.0.3.

    >>> DTypeSpec.parse("3u4") == DTypeSpec.parse(("<u4", (3,))) == DTypeSpec("<u4", (3,))
    True
    >>> str(DTypeSpec("<f4", (2, 3)))
    '(2,3)f4'
    """

    scalar: str = attrs.field(converter=_as_scalar, eq=_comparable)
    """Kind, size in bytes and byte order of one element, as ``numpy.dtype.str``: ``"<u4"``."""
    shape: Shape = attrs.field(default=(), converter=as_shape)
    """Shape of one row, ``()`` for a scalar column."""

    def __attrs_post_init__(self) -> None:
        if self.shape and self.is_text and not self.itemsize:
            message = f"{show_value(self.scalar)} has no length, and so cannot have a shape"
            raise ParseError.of(message, fix=_fix_of(f"{self.shape}{self.scalar.lstrip('<>|')}"))
        if self.itemsize > _LARGEST_SIZE:
            raise ParseError.of(
                f"shape {self.shape} of {self.scalar} takes {self.itemsize} bytes: "
                f"expected at most {_LARGEST_SIZE}"
            )

    @classmethod
    def parse(cls, value: DTypeLike) -> DTypeSpec:
        """Read any spelling in use: ``"f4"``, ``"3u4"``, ``"<2,3f4"``, ``("<u4", (3,))``.

        Raises :class:`~cryosparc_spec.ParseError`.

        >>> DTypeSpec.parse("float32").scalar, DTypeSpec.parse(["u4", [2]]).shape
        ('<f4', (2,))
        """
        if type(value) is str:
            return parse_text(value)
        if isinstance(value, DTypeSpec):
            return value
        if isinstance(value, str):
            return parse_text(str(value))
        if isinstance(value, tuple | list) and len(value) == 2:
            return cls._parse_pair(*value)
        raise wrong_type(value, 'a dtype such as "3u4" or ["<u4", [3]]', fix=_fix_of_type(value))

    @classmethod
    def _parse_pair(cls, dtype: object, shape: object) -> DTypeSpec:
        with located_at(0):
            if not isinstance(dtype, str):
                raise wrong_type(dtype, 'a numpy code such as "<u4"', fix=_fix_of_type(dtype))
            row = parse_text(str(dtype))
        with located_at(1):
            dimensions = as_shape(shape)
        return cls(row.scalar, dimensions + row.shape)

    @property
    def is_text(self) -> bool:
        """Whether the column holds text, in any spelling."""
        return _comparable(self.scalar) == "text"

    @property
    def ndim(self) -> int:
        """Number of dimensions of one row; 0 for a scalar column."""
        return len(self.shape)

    @property
    def itemsize(self) -> int:
        """Bytes of one row, as ``numpy.dtype.itemsize``: 8 for ``O``, whatever its text."""
        code = self.scalar.lstrip("<>|")
        if code[0] in "SU":
            element = int(code[1:] or 0) * (4 if code[0] == "U" else 1)
        else:
            element = _ITEM_SIZES[code]
        return element * prod(self.shape)

    @property
    def descr(self) -> str | tuple[str, Shape]:
        """What ``numpy.dtype`` takes as it is: ``"<u4"``, or ``("<u4", (3,))``."""
        return (self.scalar, self.shape) if self.shape else self.scalar

    def __str__(self) -> str:
        code = self.scalar.lstrip("<|")
        if not self.shape:
            return code
        if self.ndim == 1 and self.shape != (1,):
            return f"{self.shape[0]}{code}"
        return f"({','.join(map(str, self.shape))}{',' if self.ndim == 1 else ''}){code}"


DTypeLike: TypeAlias = DTypeSpec | str | tuple[str, int | Shape] | Sequence[object]
"""What reads as a dtype; as a sequence, the pair of a code and a shape."""

DType: TypeAlias = DTypeLike
"""The name of it in ``cryosparc.spec``."""


@lru_cache(4096)
def parse_text(text: str) -> DTypeSpec:
    """Read the text of a dtype; equal texts give one object, as long as there are not many."""
    match = _matched(text)
    if match is None or (match["order"] and match["inner_order"]):
        raise ParseError.of(
            f'{show_value(text)} is not a dtype: expected a code such as "f4", "3u4" or "(2,3)f4"',
            fix=_fix_of(text),
            hint=_advice_on_structured(text),
        )
    shape = match["shape"]
    digits = re.findall("[0-9]+", shape) if shape else ()
    return DTypeSpec(_scalar_in(match), tuple(map(int, digits)))


def _advice_on_structured(text: str) -> str | None:
    parts = text.split(",")
    codes = all(re.search("[A-Za-z]", part) for part in parts)
    return "write one field a column" if codes and len(parts) > 1 else None
