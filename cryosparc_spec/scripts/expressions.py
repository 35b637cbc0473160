"""What the expressions of a script stand for."""

from __future__ import annotations

import ast
import builtins
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cryosparc_spec.scripts.built_ins import unique
from cryosparc_spec.scripts.operations import (
    MOST_ITEMS,
    binary,
    computed,
    iterated,
    made,
    merged,
    plain,
    sliced,
    subscript,
)
from cryosparc_spec.scripts.values import (
    Attribute,
    Class,
    Either,
    Entries,
    Entry,
    Function,
    Imported,
    Items,
    Known,
    Maybe,
    Scope,
    Unknown,
    Value,
    either,
    options_of,
    truth_of,
)

_BUILTINS = frozenset(dir(builtins))


class OutOfStepsError(Exception):
    """A script is not followed any further."""


class Expressions(ABC):
    """Gives the value of each expression, as far as it can be known without running it."""

    def __init__(self, steps: int) -> None:
        self.depth: int = 0
        self.loops: int = 0
        self.steps = steps
        self.open_calls: set[ast.Call] = set()

    @abstractmethod
    def called(
        self, node: ast.Call, function: Value, arguments: list[Value], named: dict[str, Value]
    ) -> Value:
        """Return what a call gives, and keep what it declares."""

    @abstractmethod
    def got(self, node: ast.Attribute, value: Value) -> Value:
        """Return an attribute of a value."""

    @abstractmethod
    def assign(self, target: ast.expr, value: Value, scope: Scope) -> None:
        """Give a value to what stands left of an assignment."""

    @abstractmethod
    def looked_up(self, node: ast.Subscript, value: Value, index: Value) -> None:
        """Keep that a value was asked for an item."""

    def value(self, node: ast.expr | None, scope: Scope) -> Value:
        """Return what an expression stands for."""
        if isinstance(node, ast.Constant):
            known = not isinstance(node.value, type(Ellipsis))
            return Known(node.value, node) if known else Unknown(node)  # type: ignore[arg-type]
        if node is None:
            return Known(None, ast.Pass(lineno=1, col_offset=0))
        self.steps -= 1
        if self.steps < 0:
            raise OutOfStepsError
        method: Callable[[Any, Scope], Value] = getattr(self, _BY_NODE.get(type(node), "others"))
        return method(node, scope)

    def others(self, node: ast.AST, scope: Scope) -> Value:
        """Evaluate what is in an expression of another kind, for the calls in it."""
        children = (each for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr))
        for child in children:
            self.value(child, scope)
        return Unknown(node)  # type: ignore[arg-type]

    def name(self, node: ast.Name, scope: Scope) -> Value:
        """Return the value of a name."""
        found = scope.find(node.id)
        if found is not None:
            return found
        if node.id == "__name__":
            return Known("__main__", node)
        return Imported(node.id, node) if node.id in _BUILTINS else Unknown(node)

    def attribute(self, node: ast.Attribute, scope: Scope) -> Value:
        """Return the value of ``a.b``."""
        value = self.value(node.value, scope)
        return either(*(self.got(node, option) for option in options_of(value)))

    def items(self, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> Value:
        """Return the value of a list, tuple or set written out."""
        result = Items([], node, depth=self.depth)
        for element in node.elts:
            if not isinstance(element, ast.Starred):
                result.items.append(self.value(element, scope))
                continue
            more = iterated(self.value(element.value, scope), element)
            result.items += more.items if more else []
            result.complete &= more is not None and more.complete
        if isinstance(node, ast.Set):
            result.items = unique(result.items)
        return result

    def entries(self, node: ast.Dict, scope: Scope) -> Value:
        """Return the value of a dict written out."""
        result = Entries({}, node)
        for key, element in zip(node.keys, node.values, strict=True):
            value = self.value(element, scope)
            if key is None:
                result = merged(result, value, node)
                continue
            name = self.value(key, scope)
            if isinstance(name, Known):
                result.entries[name.value] = Entry(key, value)
            else:
                result.complete = False
        return result

    def binary(self, node: ast.BinOp, scope: Scope) -> Value:
        """Return the value of ``a + b``."""
        left = self.value(node.left, scope)
        return binary(node.op, left, self.value(node.right, scope), node)

    def compared(self, node: ast.Compare, scope: Scope) -> Value:
        """Return the value of ``a == b``, or of a chain of comparisons."""
        values = [self.value(part, scope) for part in (node.left, *node.comparators)]
        truths: list[bool | None] = []
        for operation, left, right in zip(node.ops, values, values[1:], strict=False):
            truths.append(truth_of(self._comparison(operation, left, right, node)))
        if False in truths:
            return Known(False, node)
        return Unknown(node) if None in truths else Known(True, node)

    def _comparison(
        self, operation: ast.cmpop, left: Value, right: Value, node: ast.Compare
    ) -> Value:
        if isinstance(operation, (ast.Is, ast.IsNot)) and isinstance(right, Known):
            if isinstance(left, (Unknown, Either, Attribute)):
                return Unknown(node)
            same = isinstance(left, Known) and left.value is right.value
            return Known(same is isinstance(operation, ast.Is), node)
        return binary(operation, left, right, node)

    def negated(self, node: ast.UnaryOp, scope: Scope) -> Value:
        """Return the value of ``not a`` or ``-a``."""
        value = self.value(node.operand, scope)
        if isinstance(node.op, ast.Not):
            truth = truth_of(value)
            return Unknown(node) if truth is None else Known(not truth, node)
        return computed(lambda: -plain(value), node) if isinstance(node.op, ast.USub) else value

    def either_side(self, node: ast.BoolOp, scope: Scope) -> Value:
        """Return the value of ``a or b``."""
        decides = isinstance(node.op, ast.Or)
        possible: list[Value] = []
        for part in node.values:
            value = self.value(part, scope)
            truth = truth_of(value)
            if truth is decides:
                return either(*possible, value)
            if truth is None or part is node.values[-1]:
                possible.append(value)
        return either(*possible) if possible else Unknown(node)

    def conditional(self, node: ast.IfExp, scope: Scope) -> Value:
        """Return the value of ``a if b else c``: both where the condition is not known."""
        truth = truth_of(self.value(node.test, scope))
        parts = {True: [node.body], False: [node.orelse], None: [node.body, node.orelse]}[truth]
        return either(*(self.value(part, scope) for part in parts))

    def formatted(self, node: ast.JoinedStr, scope: Scope) -> Value:
        """Return the value of an f-string."""
        parts = [self._part(part, scope) for part in node.values]
        text = [part for part in parts if part is not None]
        return made("".join(text), node) if len(text) == len(parts) else Unknown(node)

    def _part(self, node: ast.expr, scope: Scope) -> str | None:
        if not isinstance(node, ast.FormattedValue):
            value = self.value(node, scope)
            return (
                value.value if isinstance(value, Known) and isinstance(value.value, str) else None
            )
        value = self.value(node.value, scope)
        spec = "" if node.format_spec is None else self._part(node.format_spec, scope)
        if not isinstance(value, Known) or spec is None or len(spec) > 4:
            return None
        known = value.value
        convert: Any = {115: str, 114: repr, 97: ascii}.get(node.conversion)
        result = computed(lambda: format(convert(known) if convert else known, spec), node)
        return str(result.value) if isinstance(result, Known) else None

    def subscripted(self, node: ast.Subscript, scope: Scope) -> Value:
        """Return the value of ``a[b]``."""
        value = self.value(node.value, scope)
        if isinstance(node.slice, ast.Slice):
            parts = (node.slice.lower, node.slice.upper, node.slice.step)
            bounds = [None if part is None else self.value(part, scope) for part in parts]
            return sliced(value, bounds, node)
        index = self.value(node.slice, scope)
        self.looked_up(node, value, index)
        return value if isinstance(value, (Class, Imported)) else subscript(value, index, node)

    def call(self, node: ast.Call, scope: Scope) -> Value:
        """Return the value of a call."""
        function = self.value(node.func, scope)
        arguments: list[Value] = []
        self.open_calls.discard(node)
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                more = iterated(self.value(argument.value, scope), argument)
                arguments += more.items if more else []
                if more is None or not more.complete:
                    self.open_calls.add(node)
            else:
                arguments.append(self.value(argument, scope))
        named: dict[str, Value] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value, scope)
            if keyword.arg is not None:
                named[keyword.arg] = value
            elif isinstance(value, Entries) and value.complete:
                named |= {str(key): entry.value for key, entry in value.entries.items()}
            else:
                entries = value.entries if isinstance(value, Entries) else {}
                named |= {str(key): entry.value for key, entry in entries.items()}
                self.open_calls.add(node)
        options = [*options_of(function)]
        return either(*(self.called(node, option, arguments, named) for option in options))

    def comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: Scope
    ) -> Value:
        """Return the value of a comprehension."""
        result = Items([], node, depth=self.depth)
        inner = Scope(parent=scope)
        self._each(
            node.generators, inner, result, lambda: result.items.append(self.value(node.elt, inner))
        )
        if isinstance(node, ast.SetComp):
            result.items = unique(result.items)
        return result

    def dict_comprehension(self, node: ast.DictComp, scope: Scope) -> Value:
        """Return the value of a comprehension of a dict."""
        result, inner = Entries({}, node), Scope(parent=scope)

        def add() -> None:
            key, value = self.value(node.key, inner), self.value(node.value, inner)
            if isinstance(key, Known):
                result.entries[key.value] = Entry(node.key, value)
            else:
                result.complete = False

        self._each(node.generators, inner, result, add)
        return result

    def _each(
        self,
        generators: Sequence[ast.comprehension],
        scope: Scope,
        result: Items | Entries,
        add: Callable[[], None],
    ) -> None:
        """Go through the loops of a comprehension; what is not known makes it incomplete."""
        if not generators:
            add()
            return
        first, *rest = generators
        found = iterated(self.value(first.iter, scope), first.iter)
        if found is None or not found.complete:
            result.complete = False
        unknown: list[Value] = [Unknown(first.iter)]
        for item in unknown if found is None else found.items[:MOST_ITEMS]:
            self.assign(first.target, item.value if isinstance(item, Maybe) else item, scope)
            truths = {truth_of(self.value(test, scope)) for test in first.ifs}
            if False in truths:
                continue
            if None in truths and isinstance(result, Items):
                before = len(result.items)
                self._each(rest, scope, result, add)
                result.items[before:] = [
                    each if isinstance(each, Maybe) else Maybe(each)
                    for each in result.items[before:]
                ]
            else:
                self._each(rest, scope, result, add)
        if found is None and isinstance(result, Items):
            result.items[:] = [item for item in result.items if not isinstance(item, Unknown)]

    def function(self, node: ast.Lambda, scope: Scope) -> Value:
        """Return a function written as an expression."""
        return Function(node, scope, self.defaults(node.args, scope))

    def defaults(self, arguments: ast.arguments, scope: Scope) -> dict[str, Value]:
        """Return the values of parameters where a call gives none."""
        placed = [*arguments.posonlyargs, *arguments.args]
        by_place = zip(placed[::-1], arguments.defaults[::-1], strict=False)
        by_name = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        pairs = [*by_place, *((name, value) for name, value in by_name if value is not None)]
        return {name.arg: self.value(value, scope) for name, value in pairs}

    def named(self, node: ast.NamedExpr, scope: Scope) -> Value:
        """Return the value of ``(a := b)``."""
        value = self.value(node.value, scope)
        self.assign(node.target, value, scope)
        return value

    def within(self, node: ast.Await | ast.Starred, scope: Scope) -> Value:
        """Return the value of what is in an expression."""
        return self.value(node.value, scope)

    def given(self, node: ast.Yield | ast.YieldFrom, scope: Scope) -> Value:
        """Keep what a generator gives."""
        scope.is_generator = True
        value = self.value(node.value, scope)
        more = iterated(value, node) if isinstance(node, ast.YieldFrom) else Items([value], node)
        scope.returned += more.items if more else []
        return Unknown(node)


_BY_NODE: Mapping[type[ast.expr], str] = {
    ast.Name: "name",
    ast.Attribute: "attribute",
    ast.List: "items",
    ast.Tuple: "items",
    ast.Set: "items",
    ast.Dict: "entries",
    ast.BinOp: "binary",
    ast.Compare: "compared",
    ast.UnaryOp: "negated",
    ast.BoolOp: "either_side",
    ast.IfExp: "conditional",
    ast.JoinedStr: "formatted",
    ast.Subscript: "subscripted",
    ast.Call: "call",
    ast.ListComp: "comprehension",
    ast.SetComp: "comprehension",
    ast.GeneratorExp: "comprehension",
    ast.DictComp: "dict_comprehension",
    ast.Lambda: "function",
    ast.NamedExpr: "named",
    ast.Await: "within",
    ast.Starred: "within",
    ast.Yield: "given",
    ast.YieldFrom: "given",
}
"""Methods that give the value of each kind of expression, by their names."""
