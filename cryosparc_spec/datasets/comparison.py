"""Columns of a table beside those of a slot type: sizes that vary, and what contradicts it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from cryosparc_spec.catalogue.entries import Column, SlotType
from cryosparc_spec.columns.dtypes import DTypeSpec
from cryosparc_spec.columns.fields import Field
from cryosparc_spec.problems.frozen_data import bare

Sizes: TypeAlias = Mapping[str, int]
"""What the letters in shapes stand for: ``{"K": 9}``."""


def sizes_shown(fields: Iterable[Field], slot_type: SlotType) -> Sizes:
    """Return the sizes that the columns of a slot show: of each letter that of most columns.

    >>> from cryosparc_spec.catalogue.slot_types import known_slot_types
    >>> multi = known_slot_types()["particle", "alignments3D_multi"]
    >>> sizes_shown([Field("alignments3D_multi/pose", "(15,3)f4")], multi)
    {'K': 15}
    """
    columns = bare(slot_type.lettered_columns)
    if not columns:
        return {}
    shown: dict[str, Counter[int]] = {}
    for field in fields:
        column = columns.get(field.leaf)
        if column and len(field.dtype.shape) == len(column.dimensions):
            pairs = [*zip(column.dimensions, field.dtype.shape, strict=True)]
            if all(known == size for known, size in pairs if isinstance(known, int)):
                for letter, size in pairs:
                    if isinstance(letter, str):
                        shown.setdefault(letter, Counter())[size] += 1
    return {letter: sizes.most_common(1)[0][0] for letter, sizes in shown.items()}


def expected_dtype(column: Column, sizes: Sizes) -> DTypeSpec:
    """Return the dtype of a column; sizes that are not known are 1."""
    if not column.letters:
        return column.dtype_with(sizes)
    return column.dtype_with({letter: sizes.get(letter, 1) for letter in column.letters})


def is_same(dtype: DTypeSpec, other: DTypeSpec) -> bool:
    """Whether two dtypes are equal; mostly they are one object, which takes no time to see."""
    return dtype is other or dtype == other


def hides_shape(field: Field, expected: DTypeSpec, rows: int) -> bool:
    """Whether a column may only look as if its rows had no shape: there are none."""
    return rows == 0 and not field.dtype.shape and bool(expected.shape)


def contradicts(fields: Iterable[Field], slot_type: SlotType, *, rows: int) -> bool:
    """Whether a dtype or a shape shows that the columns are not those of a slot type.

    >>> from cryosparc_spec.catalogue.slot_types import known_slot_types
    >>> types = known_slot_types()
    >>> pose = Field("alignments_class3D_0/pose", "3f4")
    >>> [contradicts([pose], types["particle", name], rows=9) for name in (
    ...     "alignments2D", "alignments3D")]
    [True, False]
    """
    fields = tuple(fields)
    sizes = sizes_shown(fields, slot_type)
    columns = bare(slot_type.columns_by_name)
    for field in fields:
        column = columns.get(field.leaf)
        if column is not None and column.dtype is not None:
            expected = expected_dtype(column, sizes)
            if not (is_same(field.dtype, expected) or hides_shape(field, expected, rows)):
                return True
    return False
