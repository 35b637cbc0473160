"""What two catalogues know of one slot type, put together."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from cryosparc_spec.catalogue.entries import Column, Seen, SlotType
from cryosparc_spec.columns.dtypes import DTypeSpec


def merged(first: SlotType, second: SlotType) -> SlotType:
    """Return all that two entries of one slot type know.

    A column is always there only where both, as far as they are counted over tables, have it in
    all. Of two dtypes the second counts, unless the first has letters that can stand for its sizes.
    """
    theirs = {column.name: column for column in second.columns}
    ours = {column.name for column in first.columns}
    columns = [_merged_column(c, first, theirs.get(c.name), second) for c in first.columns]
    columns += [
        _merged_column(c, second, None, first) for c in second.columns if c.name not in ours
    ]
    return attrs.evolve(
        first,
        names=_distinct(first.names, second.names),
        series=_distinct(first.series, second.series),
        columns=columns,
        confidence=first.confidence or second.confidence,
        versions=_distinct(first.versions, second.versions),
        notes=_distinct(first.notes, second.notes),
        sources=_distinct(first.sources, second.sources),
    )


def _merged_column(
    column: Column, of: SlotType, other: Column | None, of_other: SlotType
) -> Column:
    counted = [each for each, t in ((column, of), (other, of_other)) if _is_counted(t)]
    always = all(each is not None and each.seen is Seen.ALWAYS for each in counted)
    seen = Seen.ALWAYS if counted and always else Seen.SOMETIMES
    if other is None:
        return attrs.evolve(column, seen=seen)
    return attrs.evolve(
        column,
        dtype=_merged_dtype(column, other),
        seen=seen,
        seen_in=_joined(column.seen_in, other.seen_in),
        required=_joined(column.required or "", other.required or "") or None,
        confidence=column.confidence or other.confidence,
        sources=_distinct(column.sources, other.sources),
    )


def _is_counted(slot_type: SlotType) -> bool:
    """Whether its columns were looked for in tables, and not only listed somewhere."""
    return any(column.seen is Seen.ALWAYS for column in slot_type.columns)


def _merged_dtype(first: Column, second: Column) -> str | None:
    if first.dtype is None or second.dtype is None:
        return first.dtype or second.dtype
    return first.dtype if takes(first, second) else second.dtype


def takes(column: Column, other: Column) -> bool:
    """Whether letters in the dtype of a column can stand for the sizes in that of another.

    >>> takes(Column(name="pose", dtype="(K,3)f4"), Column(name="pose", dtype="(9,3)f4"))
    True
    """
    ours, theirs = column.dimensions, other.dimensions
    if len(ours) != len(theirs) or _element_of(column) != _element_of(other):
        return False
    return all(isinstance(a, str) or a == b for a, b in zip(ours, theirs, strict=True))


def _element_of(column: Column) -> DTypeSpec:
    return DTypeSpec(column.dtype_with(dict.fromkeys(column.letters, 1)).scalar)


def _distinct(*texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for each in texts for text in each))


def _joined(*texts: str) -> str:
    return "; ".join(_distinct(*(text.split("; ") for text in texts if text)))
