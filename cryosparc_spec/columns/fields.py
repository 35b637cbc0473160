"""Columns of a ``.cs`` table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import attrs

from cryosparc_spec.columns.dtypes import DTypeLike, DTypeSpec, Shape, as_shape, parse_text
from cryosparc_spec.display.displayed import Displayed
from cryosparc_spec.problems.errors import ParseError, Problems
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.problem import ProblemKind
from cryosparc_spec.problems.validators import (
    LONGEST_NAME,
    as_text,
    is_list,
    is_mapping,
    wrong_type,
)
from cryosparc_spec.problems.value_text import show_value

UID = "uid"
"""Name of the column that every ``.cs`` table begins with."""

_NOT_AROUND = "/ \t\r\n\xa0"


def _names_a_column(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and name.isprintable() and name.strip(_NOT_AROUND) == name


def _as_column_name(value: object) -> str:
    name = as_text(value)
    if not _names_a_column(name):
        meant = name.strip(_NOT_AROUND)
        raise ParseError.of(
            f"{show_value(name)} cannot name a column: expected 1 to {LONGEST_NAME} printable "
            "characters, no space and no slash around them",
            kind=ProblemKind.INVALID_NAME,
            fix=Fix.of(meant) if _names_a_column(meant) else None,
        )
    return name


def _as_dtype(value: DTypeLike) -> DTypeSpec:
    return DTypeSpec.parse(value)


@attrs.frozen
class Field(Displayed):
    """One column of a ``.cs`` table: its name and its dtype (``cryosparc.spec.Field``).

    The column ``uid`` is always ``<u8``. Raises :class:`~cryosparc_spec.ParseError`.

    >>> shape = Field("location/micrograph_shape", "2u4")
    >>> shape.slot, shape.leaf, shape.descr
    ('location', 'micrograph_shape', ('location/micrograph_shape', '<u4', (2,)))
    """

    name: str = attrs.field(converter=_as_column_name)
    """Name of the column, ``<slot name>/<leaf>``, or ``uid``."""
    dtype: DTypeSpec = attrs.field(converter=_as_dtype)
    """Kind of its elements and shape of one row."""

    def __attrs_post_init__(self) -> None:
        if self.name == UID and self.dtype.descr != "<u8":
            message = f'the column "uid" is {show_value(str(self.dtype))}: it is always "<u8"'
            raise ParseError.of(message, hint='write ["uid", "<u8"]')

    @classmethod
    def parse(cls, value: FieldLike) -> Field:
        """Read any spelling in use.

        These are pairs and triples of a numpy ``descr`` (``("coords", "<f4", (3,))``), entries of
        v4 ``min_fields`` (``["shape", "2u4"]``), an int as shape, the dict of :meth:`to_dict`, and
        the text of ``str(field)``. Raises :class:`~cryosparc_spec.ParseError`.

        >>> Field.parse(("coords", "<f4", (3,))) == Field.parse(["coords", "3f4"])
        True
        """
        return read_field(value)

    @property
    def slot(self) -> str | None:
        """Name of the slot the column belongs to: what stands before the first ``/``."""
        before, slash, _ = self.name.partition("/")
        return before if slash else None

    @property
    def leaf(self) -> str:
        """Name of the column within its slot: what stands after the first ``/``."""
        before, slash, after = self.name.partition("/")
        return after if slash else before

    @property
    def descr(self) -> tuple[str, str] | tuple[str, str, Shape]:
        """An entry of the list that ``numpy.dtype`` takes: name, code, and the shape if any."""
        if self.dtype.shape:
            return self.name, self.dtype.scalar, self.dtype.shape
        return self.name, self.dtype.scalar

    def to_dict(self) -> dict[str, str]:
        """Return the field as plain data.

        >>> Field("coords", "3f4").to_dict()
        {'name': 'coords', 'dtype': '3f4'}
        """
        return {"name": self.name, "dtype": str(self.dtype)}

    def __str__(self) -> str:
        return f"{self.name}: {self.dtype}"


FieldLike: TypeAlias = Field | str | Sequence[object] | Mapping[str, Any]
"""What reads as a field."""


def read_field(value: Any) -> Field:
    """Read a field in any spelling, as :meth:`Field.parse` does.

    Equal ones give one object, as long as there are not many.
    """
    cls = value.__class__
    if cls is not list and cls is not tuple:
        return _read_object(value)
    try:
        if len(value) == 2:
            name, code = value
            if type(code) is not str:
                return _read_parts(tuple(value))
        else:
            name, dtype, shape = value
            if shape.__class__ is not list and shape.__class__ is not tuple:
                return _read_parts(tuple(value))
            for dimension in shape:
                if type(dimension) is not int:  # True is equal to 1, and not the same dimension.
                    return _read_parts(tuple(value))
            code = dtype, *shape
        names = _shared.get(code)
        field = names.get(name) if names else None
    except (TypeError, ValueError):
        return _read_parts(tuple(value))
    return field or _share(name, code, value)


# Columns by the names of those of one dtype: a table has up to 150.
_MOST_NAMES, _MOST_CODES = 512, 64
_shared: dict[Any, dict[Any, Field]] = {}


_new = object.__new__
_set_name, _set_dtype = (vars(Field)[attribute].__set__ for attribute in ("name", "dtype"))


def _share(name: Any, code: Any, value: Sequence[Any]) -> Field:
    """Make a field; the constructor, which takes longer, is left to check what is unusual."""
    if type(name) is type(code) is str and _names_a_column(name) and name != UID:
        try:
            dtype = parse_text(code)
        except ParseError:
            return _read_parts(tuple(value))  # It tells which part is wrong.
        field = _new(Field)
        _set_name(field, name)
        _set_dtype(field, dtype)
    else:
        field = _read_parts(tuple(value))
    names = _shared.get(code)
    if names is None:
        if len(_shared) >= _MOST_CODES:
            _shared.clear()
        names = _shared[code] = {}
    elif len(names) >= _MOST_NAMES:
        names.clear()
    names[name] = field
    return field


def _read_parts(parts: tuple[Any, ...]) -> Field:
    if len(parts) in (2, 3):
        return _checked_field(*parts)
    raise ParseError.of(
        f"a field of {len(parts)} parts: expected name, dtype, and the shape if any, "
        'as in ["coords", "<f4", [3]]',
    )


def _read_object(value: object) -> Field:
    if isinstance(value, Field):
        return value
    if is_list(value):
        return _read_parts(tuple(value))
    if isinstance(value, str):
        name, colon, dtype = value.rpartition(": ")
        if colon:
            return Field(name, dtype)
    if is_mapping(value) and set(value) == {"name", "dtype"}:
        return _checked_field(value["name"], value["dtype"], keys=("name", "dtype"))
    raise wrong_type(value, 'a field such as ["coords", "3f4"] or ["coords", "<f4", [3]]')


def _checked_field(
    name: Any, dtype: Any, *shape: Any, keys: tuple[str | int, str | int] = (0, 1)
) -> Field:
    """Make a field; the parts are looked at one by one only where that fails."""
    try:
        return Field(name, (dtype, *shape) if shape else dtype)
    except ParseError as error:
        of_whole = error
    problems = Problems()
    with problems.at(keys[0]):
        _as_column_name(name)
    with problems.at(keys[1]):
        DTypeSpec.parse(dtype)
    for part in shape:
        with problems.at(2):
            as_shape(part)
    problems.raise_if_any()
    raise of_whole
