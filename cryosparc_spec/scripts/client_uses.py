"""What a script uses of the client, and of its tables, other than by calls."""

from __future__ import annotations

import ast

import attrs


@attrs.frozen(eq=False)
class Use:
    """Something of the client that a script uses, other than a call: an import, an attribute."""

    cls: str
    """Class it is an attribute of; empty for what is imported."""
    name: str
    """Its name."""
    node: ast.alias | ast.Attribute
    """Where."""


@attrs.frozen(eq=False)
class Lookup:
    """A column of a table that a script asks for by its name."""

    name: str
    """The name in full."""
    node: ast.expr
    """Where."""
    is_assigned: bool
    """Whether it is given values, which may make it."""
