"""Columns of slot types in words, as trees and tables show them."""

from __future__ import annotations

from cryosparc_spec.catalogue.entries import Column


def column_label(column: Column) -> str:
    """Return a column of a slot type as text: ``*`` is for required, ``?`` for a dtype not seen.

    >>> column_label(Column(name="shape", dtype="2u4", required="v4 min_fields"))
    'shape* 2u4'
    """
    return f"{column.name}{'*' if column.required else ''} {column.dtype or '?'}"
