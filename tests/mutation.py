"""Change the code of rooms in one place at a time, and see which changes no test notices.

`python -m tests.mutation slots columns --number 100 --seed 1` tries 100 changes of each room, which
the seed chooses. A change is made in memory, in a process of its own: no file is touched. The tests
of the room run first; what they let live is tried with those of `--wider`. What still lives is
printed with its line, as it is written then.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import CodeType, ModuleType

import pytest

_PAIRS: tuple[tuple[type[ast.AST], type[ast.AST]], ...] = (
    *((ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Eq, ast.NotEq), (ast.Is, ast.IsNot)),
    *((ast.In, ast.NotIn), (ast.And, ast.Or), (ast.Add, ast.Sub), (ast.Mult, ast.FloorDiv)),
)
_OTHER = {**dict(_PAIRS), **{second: first for first, second in _PAIRS}}
_LOADED = ("attrs", "cattrs", "click", "hypothesis", "immutabledict", "numpy", "yaml", "msgspec")
_FORK = multiprocessing.get_context("fork")


def _changes_of(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in the place of a part of the code."""
    match node:
        case ast.Compare(ops=[operation]) if type(operation) in _OTHER:
            yield _with(node, ops=[_OTHER[type(operation)]()])
        case ast.BoolOp(op=operation) | ast.BinOp(op=operation) if type(operation) in _OTHER:
            yield _with(node, op=_OTHER[type(operation)]())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield _with(node, test=ast.UnaryOp(op=ast.Not(), operand=test))
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(value=str() as value):
            yield ast.Constant(f"{value}x" if value else "x")
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield ast.Return(ast.Constant(None))
        case ast.Continue():
            yield ast.Break()
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise():
            yield ast.Pass()


def _with(node: ast.AST, **parts: object) -> ast.AST:
    changed = copy.copy(node)
    for name, value in parts.items():
        setattr(changed, name, value)
    return changed


def _parts(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Yield each part of the code that runs, with what holds it; docstrings and types do not."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        several = isinstance(value, list)
        for index, child in enumerate(value if several else [value]):
            is_text = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            is_for_types = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
            if isinstance(child, ast.AST) and not (is_text or is_for_types):
                yield node, name, index if several else None, child
                yield from _parts(child)


def mutants_of(path: Path) -> Iterator[tuple[str, CodeType]]:
    """Yield each change of a module: its place, with the line before and after, and its code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for holder, name, index, part in list(_parts(tree)):
        for new in _changes_of(part):
            ast.copy_location(new, part)
            before = ast.unparse(part).splitlines()[0]
            after = ast.unparse(ast.fix_missing_locations(new)).splitlines()[0]
            _put(holder, name, index, new)
            line = getattr(part, "lineno", 0)
            yield f"{path}:{line}: {before}  ->  {after}", compile(tree, str(path), "exec")
            _put(holder, name, index, part)


def _put(holder: ast.AST, name: str, index: int | None, part: ast.AST) -> None:
    if index is None:
        setattr(holder, name, part)
    else:
        getattr(holder, name)[index] = part


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives a module its changed code when it is imported."""

    def __init__(self, path: Path, code: CodeType) -> None:
        self.name = ".".join(path.with_suffix("").parts)
        self.path, self.code = path.absolute(), code

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: object = None, /
    ) -> importlib.machinery.ModuleSpec | None:
        """Find the module that is changed, and no other."""
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed code."""
        exec(self.code, vars(module))


def _run(tests: list[str], path: Path | None = None, code: CodeType | None = None) -> None:
    if path and code:
        sys.meta_path.insert(0, _Mutated(path, code))
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:benchmark", "-m", "not thorough"]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    os._exit(int(pytest.main([*options, *tests])))


def is_noticed(tests: list[str], *change: Path | CodeType, seconds: float = 900) -> bool:
    """Tell whether one of the tests fails with the change, or does not come to an end."""
    child = _FORK.Process(target=_run, args=(tests, *change))
    child.start()
    child.join(seconds)
    if child.is_alive():
        child.kill()
        child.join()
    return child.exitcode != 0


def _own_tests(module: Path) -> list[str]:
    """Name the file of tests that mirrors a module, which most often notices a change first."""
    own = Path("tests", *module.parts[1:-1], f"test_{module.stem.lstrip('_')}.py")
    return [str(own)] if own.exists() else []


def _seconds_of(tests: list[str]) -> float:
    """Return how long tests take without any change, which all of them have to pass."""
    started = time.monotonic()
    if is_noticed(tests):
        sys.exit(f"{' '.join(tests)} fail without any change")
    return time.monotonic() - started


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("rooms", nargs="+", help="such as slots or documents/codec")
    parser.add_argument("--number", type=int, default=100, help="changes of each room")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--wider", nargs="*", default=[], help="tests for what a room lets live")
    given = parser.parse_args(arguments)
    for name in _LOADED:
        importlib.import_module(name)
    for room in given.rooms:
        modules = sorted(Path("cryosparc_spec", room).rglob("*.py"))
        every = [(module, *mutant) for module in modules for mutant in mutants_of(module)]
        # A machine with other work to do may take some times as long, which is no notice.
        limit = 60 + 8 * _seconds_of([f"tests/{room}"])
        wider_limit = 60 + 8 * _seconds_of(given.wider) if given.wider else 0
        tried = random.Random(given.seed).sample(every, min(given.number, len(every)))

        def lives(
            mutant: tuple[Path, str, CodeType],
            tests: Sequence[str] = (f"tests/{room}",),
            limits: tuple[float, float] = (limit, wider_limit),
        ) -> bool:
            module, place, code = mutant
            noticed = is_noticed([*_own_tests(module), *tests], module, code, seconds=limits[0])
            if not noticed and given.wider:
                noticed = is_noticed(given.wider, module, code, seconds=limits[1])
            if not noticed:
                print(place, flush=True)  # noqa: T201
            return not noticed

        with ThreadPoolExecutor(given.processes) as threads:
            alive = sum(threads.map(lives, tried))
        noticed = len(tried) - alive
        share = f"{noticed / len(tried):.1%}"
        counted = f"{noticed} of {len(tried)} noticed ({share}), of {len(every)} there are"
        print(f"{room}: {counted}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
