"""Trees of the columns of tables."""

from __future__ import annotations

from cryosparc_spec.datasets.header import DatasetHeader, UnsoundColumn
from cryosparc_spec.problems.value_text import counted
from cryosparc_spec.views.trees import Tree


def header_tree(header: DatasetHeader, label: str) -> Tree:
    """Make the tree of a table: its columns, those of a slot below its name."""
    alone = [Tree(f"{field.name} {field.dtype}") for field in header.fields if field.slot is None]
    alone += [_unsound(column) for column in header.unsound if column.slot is None]
    slots = [
        Tree(
            name,
            (
                *(Tree(f"{field.leaf} {field.dtype}") for field in fields),
                *(_unsound(column) for column in header.unsound if column.slot == name),
            ),
        )
        for name, fields in header.slots.items()
    ]
    rows = counted(header.rows, "row")
    return Tree(f"{label}: {rows}, {header.format}", (*alone, *slots))


def _unsound(column: UnsoundColumn) -> Tree:
    return Tree(f"{column.leaf or 'no name'} {column.dtype or 'of no dtype'}: `check` says why not")
