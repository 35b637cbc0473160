"""What the docstrings under attributes say, for ``help`` and for JSON Schemas.

The source is read, since Python keeps no docstrings of attributes: only when somebody asks.
"""

from __future__ import annotations

import ast
import inspect
from functools import cache
from itertools import pairwise
from textwrap import dedent
from typing import Any


def attribute_texts(cls: Any) -> dict[str, str]:
    """Return the docstrings that stand under the attributes of a class, as they stand there.

    >>> from cryosparc_spec.slots.slot import Slot
    >>> attribute_texts(Slot)["required"]
    'Whether an input needs it; ``False`` is written ``?`` in shorthand.'
    """
    body = _class_bodies(cls.__module__)[cls.__name__]
    texts: dict[str, str] = {}
    for statement, following in pairwise(body):
        match statement, following:
            case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str(text))):
                texts[name] = text
            case _:
                pass
    return texts


@cache
def _class_bodies(module: str) -> dict[str, list[ast.stmt]]:
    from importlib import import_module

    tree = ast.parse(dedent(inspect.getsource(import_module(module))))
    return {node.name: node.body for node in tree.body if isinstance(node, ast.ClassDef)}


class DescribedSlots(dict[str, str | None]):
    """The ``__slots__`` of a class, which ``help`` shows with the docstrings of its attributes."""

    def __init__(self, cls: Any) -> None:
        super().__init__(dict.fromkeys(cls.__slots__))
        self._class = cls

    def __getitem__(self, name: str) -> str | None:
        return attribute_texts(self._class).get(name)
