"""Code that is made to fail, or to try what only one version of the client has."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any

from cryosparc_spec.problems.problem import ProblemKind
from cryosparc_spec.scripts.found import Found
from cryosparc_spec.scripts.source import Placed

_RAISES = {"raises", "assertRaises", "assertRaisesRegex", "deprecated_call", "warns"}
_OF_VERSIONS = {ProblemKind.REMOVED_CALL, ProblemKind.UNKNOWN_ARGUMENT}
_OF_IMPORTS = {"ImportError", "ModuleNotFoundError"}
_MISSES = {"AttributeError", "TypeError", *_OF_IMPORTS}
_ANY = {"BaseException", "Exception"}


def without_expected(all_found: Sequence[Found], tree: ast.Module) -> list[Found]:
    """Leave out what the code itself expects: errors that a test asks for, and what it tries.

    An argument, a method or a module of another version is tried where its ``TypeError``,
    ``AttributeError`` or ``ImportError`` is caught, or where ``hasattr`` is asked before.
    """
    if not all_found:
        return []
    failing, tried, imported = (set[Placed](part) for part in _guarded(tree))
    return [
        each
        for each in all_found
        if each.node not in failing
        and not (each.problem.kind in _OF_VERSIONS and each.node in tried)
        and not (isinstance(each.node, ast.alias) and each.node in imported)
    ]


def _guarded(tree: ast.Module) -> tuple[list[Any], list[Any], list[Any]]:
    """Return all parts that expect an error, that try what a version has, and that import it."""
    failing: list[Any] = []
    tried: list[Any] = []
    imported: list[Any] = []
    for node in ast.walk(tree):
        match node:
            case ast.With() | ast.AsyncWith() if any(map(_expects_error, node.items)):
                failing += _inside(node.body)
            case ast.If() | ast.IfExp() if any(map(_asks_for_attribute, ast.walk(node.test))):
                tried += ast.walk(node)
            case ast.Try():
                caught = {name for handler in node.handlers for name in _caught(handler)}
                tried += ast.walk(node) if caught & _MISSES else ()
                imported += ast.walk(node) if caught & (_OF_IMPORTS | _ANY) else ()
            case _:
                pass
    return failing, tried, imported


def _inside(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    for statement in body:
        yield from ast.walk(statement)


def _expects_error(item: ast.withitem) -> bool:
    """Whether ``with`` is that of a test which asks for an exception: ``pytest.raises(...)``."""
    call = item.context_expr
    return isinstance(call, ast.Call) and _last_name(call.func) in _RAISES


def _asks_for_attribute(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _last_name(node.func) == "hasattr"


def _caught(handler: ast.ExceptHandler) -> Iterator[str]:
    """Give the names of the exceptions that a handler takes; one without a name takes any."""
    if handler.type is None:
        yield "BaseException"
        return
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    yield from map(_last_name, types)


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
