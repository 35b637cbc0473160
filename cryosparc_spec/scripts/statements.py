"""The statements of a script, followed in the order in which they would run."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

from cryosparc_spec.scripts.expressions import Expressions
from cryosparc_spec.scripts.operations import MOST_ITEMS, binary, iterated
from cryosparc_spec.scripts.values import (
    Attribute,
    Class,
    Entries,
    Entry,
    Function,
    Imported,
    Items,
    Known,
    Maybe,
    Object,
    Scope,
    Unknown,
    Value,
    either,
    options_of,
    truth_of,
)

_MOST_ROUNDS = 200
"""Most rounds of a loop that are followed one by one."""
_MOST_WHILE = 16
"""The same of a loop with a condition, which may be one that holds for long."""


class Flow(Enum):
    """Where a script goes on after a statement."""

    ON = "with the next statement"
    NEXT = "with the next round of the loop"
    LEFT = "after the loop"
    ENDED = "after the function"


class Statements(Expressions):
    """Follows statements: names and attributes get values, and calls are made."""

    def run(self, statements: Iterable[ast.stmt], scope: Scope) -> Flow:
        """Follow statements until one of them leads elsewhere."""
        for statement in statements:
            name = _BY_STATEMENT.get(type(statement), "parts")
            follow: Callable[[Any, Scope], Flow] = getattr(self, name)
            flow = follow(statement, scope)
            if flow is not Flow.ON:
                return flow
        return Flow.ON

    def parts(self, node: ast.stmt, scope: Scope) -> Flow:
        """Follow the expressions in a statement of another kind, for the calls in them."""
        self.others(node, scope)
        return Flow.ON

    def left(self, node: ast.Break, scope: Scope) -> Flow:
        """Follow ``break``."""
        return Flow.LEFT

    def next(self, node: ast.Continue, scope: Scope) -> Flow:
        """Follow ``continue``."""
        return Flow.NEXT

    def expression(self, node: ast.Expr, scope: Scope) -> Flow:
        """Follow an expression by itself; one that leaves the program ends it."""
        self.value(node.value, scope)
        return Flow.ON

    def assignment(self, node: ast.Assign, scope: Scope) -> Flow:
        """Follow ``a = b``."""
        value = self.value(node.value, scope)
        for target in node.targets:
            self.assign(target, value, scope)
        return Flow.ON

    def annotated(self, node: ast.AnnAssign, scope: Scope) -> Flow:
        """Follow ``a: T = b``."""
        if node.value is not None:
            self.assign(node.target, self.value(node.value, scope), scope)
        elif isinstance(node.target, ast.Name):
            self.assign(node.target, self.of_type(node.annotation, scope, node.target), scope)
        return Flow.ON

    @abstractmethod
    def of_type(self, annotation: ast.expr | None, scope: Scope, node: Any) -> Value:
        """Return a value of which only the type is written down."""

    @abstractmethod
    def new_function(self, function: Function) -> None:
        """Keep a function to be followed later."""

    @abstractmethod
    def new_class(self, cls: Class) -> None:
        """Keep a class to be followed later."""

    @abstractmethod
    def give_away(self, values: Iterable[Value]) -> None:
        """Keep that code which is not in the script gets hold of what is in values."""

    @abstractmethod
    def give_all_away(self) -> None:
        """Keep that not all is known that the script does with what it has made."""

    def added(self, node: ast.AugAssign, scope: Scope) -> Flow:
        """Follow ``a += b``, which changes a list where it stands."""
        value = self.value(node.value, scope)
        before = self.value(node.target, scope)
        if isinstance(before, Items) and isinstance(node.op, (ast.Add, ast.BitOr)):
            more = iterated(value, node)
            conditional = self.depth > before.depth
            for item in more.items if more else ():
                wrapped = conditional and not isinstance(item, Maybe)
                before.items.append(Maybe(item) if wrapped else item)
            before.complete &= more is not None and more.complete
        else:
            self.assign(node.target, binary(node.op, before, value, node), scope)
        return Flow.ON

    def assign(self, target: ast.expr, value: Value, scope: Scope) -> None:
        """Give a value to a name, an attribute, an entry, or the parts of a list to several."""
        if isinstance(target, ast.Name):
            scope.assign(target.id, value)
        elif isinstance(target, ast.Attribute):
            for option in options_of(self.value(target.value, scope)):
                self._assign_attribute(option, target.attr, value)
        elif isinstance(target, ast.Subscript):
            self._assign_entry(target, value, scope)
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._assign_parts(target.elts, value, scope)
        else:
            self.assign(_inside(target), value, scope)

    def _assign_attribute(self, holder: Value, name: str, value: Value) -> None:
        if isinstance(holder, (Object, Unknown, Attribute, Class)):
            before = holder.attributes.get(name) if self.depth else None
            holder.attributes[name] = value if before is None else either(before, value)
        if isinstance(holder, Object) and holder.cls.has_base_elsewhere():
            self.give_away([value])

    def _assign_entry(self, target: ast.Subscript, value: Value, scope: Scope) -> None:
        holder, index = self.value(target.value, scope), self.value(target.slice, scope)
        self.looked_up(target, holder, index)
        if isinstance(holder, Entries):
            if isinstance(index, Known):
                holder.entries[index.value] = Entry(target.slice, value)
            else:
                holder.complete = False
        elif isinstance(holder, Items):
            at = index.value if isinstance(index, Known) else None
            if (
                isinstance(at, int)
                and holder.complete
                and -len(holder.items) <= at < len(holder.items)
            ):
                holder.items[at] = value
            else:
                holder.complete = False

    def _assign_parts(self, targets: Sequence[ast.expr], value: Value, scope: Scope) -> None:
        found = value if isinstance(value, Items) else None
        stars = [i for i, target in enumerate(targets) if isinstance(target, ast.Starred)]
        if found is None or not found.complete or any(isinstance(i, Maybe) for i in found.items):
            parts: list[Value] = [self.part_of(value, target) for target in targets]
        elif stars and len(found.items) >= len(targets) - 1:
            rest = len(found.items) - len(targets) + 1
            middle = Items(found.items[stars[0] : stars[0] + rest], found.node, depth=self.depth)
            parts = [*found.items[: stars[0]], middle, *found.items[stars[0] + rest :]]
        else:
            parts = [*found.items, *(Unknown(target) for target in targets[len(found.items) :])]
        for target, part in zip(targets, parts, strict=False):
            self.assign(target, part, scope)

    def part_of(self, value: Value, node: ast.expr) -> Value:
        """Return a part of a value that is not known."""
        return Unknown(node)

    def imported(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> Flow:
        """Follow an import."""
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                path = f"{'.' * node.level}{node.module or ''}.{alias.name}"
                scope.assign(alias.asname or alias.name, Imported(path, alias))
            else:
                path = alias.name if alias.asname else alias.name.partition(".")[0]
                scope.assign(alias.asname or path, Imported(path, alias))
        return Flow.ON

    def defined(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> Flow:
        """Follow the definition of a function."""
        for decorator in node.decorator_list:
            self.value(decorator, scope)
        function = Function(node, scope, self.defaults(node.args, scope))
        scope.assign(node.name, function)
        self.new_function(function)
        return Flow.ON

    def classed(self, node: ast.ClassDef, scope: Scope) -> Flow:
        """Follow the definition of a class."""
        inner = Scope(parent=scope)
        bases = tuple(self.value(base, scope) for base in node.bases)
        self.run(node.body, inner)
        cls = Class(node, inner.names, bases)
        scope.assign(node.name, cls)
        self.new_class(cls)
        return Flow.ON

    def declared(self, node: ast.Global | ast.Nonlocal, scope: Scope) -> Flow:
        """Follow ``global a``."""
        scope.foreign.update(node.names)
        return Flow.ON

    def returned(self, node: ast.Return, scope: Scope) -> Flow:
        """Follow ``return a``."""
        value = self.value(node.value, scope)
        if not scope.is_generator:
            scope.returned.append(value)
        return Flow.ENDED

    def raised(self, node: ast.Raise, scope: Scope) -> Flow:
        """Follow ``raise``."""
        self.others(node, scope)
        return Flow.ENDED

    def if_(self, node: ast.If, scope: Scope) -> Flow:
        """Follow the branch that is taken, or both where the condition is not known."""
        truth = truth_of(self.value(node.test, scope))
        if truth is not None:
            return self.run(node.body if truth else node.orelse, scope)
        return self.branches([node.body, node.orelse], scope)

    def branches(self, bodies: Iterable[Sequence[ast.stmt]], scope: Scope) -> Flow:
        """Follow branches of which one is taken, where it is not known which."""
        before, ends, flows = scope.names, list[dict[str, Value]](), set[Flow]()
        self.depth += 1
        for body in bodies:
            scope.names = {**before}
            flow = self.run(body, scope)
            flows.add(flow)
            if flow is not Flow.ENDED:
                ends.append(scope.names)
        self.depth -= 1
        scope.names = before
        before.update(_merged(ends or [scope.names]))
        return flows.pop() if len(flows) == 1 else Flow.ON

    def for_(self, node: ast.For | ast.AsyncFor, scope: Scope) -> Flow:
        """Follow a loop round by round; once, where it is not known what it goes through."""
        value = self.value(node.iter, scope)
        found = iterated(value, node.iter)
        if found is not None and found.complete and len(found.items) <= _MOST_ROUNDS:
            for item in found.items:
                flow = self._round(node, item, scope)
                if flow in (Flow.LEFT, Flow.ENDED):
                    return Flow.ON if flow is Flow.LEFT else flow
            return self.run(node.orelse, scope)
        self.depth += 1
        items = found.items[:MOST_ITEMS] if found else []
        known: list[Value] = [i.value if isinstance(i, Maybe) else i for i in items]
        each = either(*known, self.part_of(value, node.target)) if known else None
        self._forget_changing(node, scope)
        self.assign(node.target, each or self.part_of(value, node.target), scope)
        self._run_once(node.body, scope)
        self.depth -= 1
        self.run(node.orelse, scope)
        return Flow.ON

    def _round(self, node: ast.For | ast.AsyncFor, item: Value, scope: Scope) -> Flow:
        conditional = isinstance(item, Maybe)
        self.depth += conditional
        self.assign(node.target, item.value if isinstance(item, Maybe) else item, scope)
        flow = self.run(node.body, scope)
        self.depth -= conditional
        return Flow.ON if conditional else flow

    def while_(self, node: ast.While, scope: Scope) -> Flow:
        """Follow a loop as long as its condition is known to hold; once, where it is not known."""
        truth = truth_of(self.value(node.test, scope))
        rounds = 0 if isinstance(node.test, ast.Constant) else _MOST_WHILE
        while truth is True and rounds:
            flow = self.run(node.body, scope)
            if flow in (Flow.LEFT, Flow.ENDED):
                return Flow.ON if flow is Flow.LEFT else flow
            truth, rounds = truth_of(self.value(node.test, scope)), rounds - 1
        if truth is not False:
            self._forget_changing(node, scope)
            self.depth += truth is None
            self._run_once(node.body, scope)
            self.depth -= truth is None
        return self.run(node.orelse, scope)

    def _run_once(self, body: Sequence[ast.stmt], scope: Scope) -> None:
        """Follow one round of a loop that may have more."""
        self.loops += 1
        try:
            self.run(body, scope)
        finally:
            self.loops -= 1

    def _forget_changing(self, loop: ast.stmt, scope: Scope) -> None:
        """Take for not known what a loop that is followed once counts, or else changes."""
        for part in ast.walk(loop):
            match part:
                case ast.Name(id=name, ctx=ast.Store()):
                    before = scope.find(name)
                    if isinstance(before, Known):
                        scope.assign(name, either(before, Unknown(part)))
                case ast.AugAssign(target=ast.Attribute() as target, value=ast.Constant()):
                    self.assign(target, Unknown(part), scope)
                case _:
                    pass

    def with_(self, node: ast.With | ast.AsyncWith, scope: Scope) -> Flow:
        """Follow ``with a as b``."""
        for item in node.items:
            value = self.value(item.context_expr, scope)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value, scope)
        return self.run(node.body, scope)

    def try_(self, node: ast.Try | ast.TryStar, scope: Scope) -> Flow:
        """Follow ``try``, and its handlers as branches that may be taken."""
        flow = self.run(node.body, scope)
        if flow is Flow.ON:
            flow = self.run(node.orelse, scope)
        if node.handlers:
            self.branches([[], *(handler.body for handler in node.handlers)], scope)
        last = self.run(node.finalbody, scope)
        return flow if last is Flow.ON else last

    def match_(self, node: ast.Match, scope: Scope) -> Flow:
        """Follow ``match``: all cases, since it is not known which one is taken."""
        self.value(node.subject, scope)
        for case in node.cases:
            for pattern in ast.walk(case.pattern):
                if isinstance(pattern, (ast.MatchAs, ast.MatchStar)) and pattern.name:
                    scope.assign(pattern.name, Unknown(pattern))
        last = node.cases[-1]
        takes_all = isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None
        bodies = [case.body for case in node.cases]
        return self.branches(bodies if takes_all and not last.guard else [[], *bodies], scope)


def _inside(starred: Any) -> ast.expr:
    inner: ast.expr = starred.value
    return inner


def _merged(ends: Sequence[Mapping[str, Value]]) -> dict[str, Value]:
    """Return the names after branches: what each of them may have left."""
    names = dict.fromkeys(name for names in ends for name in names)
    return {name: either(*(end[name] for end in ends if name in end)) for name in names}


_BY_STATEMENT: Mapping[type[ast.stmt], str] = {
    ast.Expr: "expression",
    ast.Assign: "assignment",
    ast.AnnAssign: "annotated",
    ast.AugAssign: "added",
    ast.Import: "imported",
    ast.ImportFrom: "imported",
    ast.FunctionDef: "defined",
    ast.AsyncFunctionDef: "defined",
    ast.ClassDef: "classed",
    ast.Global: "declared",
    ast.Nonlocal: "declared",
    ast.Return: "returned",
    ast.Raise: "raised",
    ast.If: "if_",
    ast.For: "for_",
    ast.AsyncFor: "for_",
    ast.While: "while_",
    ast.With: "with_",
    ast.AsyncWith: "with_",
    ast.Try: "try_",
    ast.TryStar: "try_",
    ast.Match: "match_",
    ast.Break: "left",
    ast.Continue: "next",
}
"""Methods that follow each kind of statement, by their names."""
