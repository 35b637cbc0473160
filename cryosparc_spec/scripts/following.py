"""Functions, classes and objects of a script, followed from call to call."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeGuard

import attrs

from cryosparc_spec.scripts.built_ins import builtin
from cryosparc_spec.scripts.meanings import ADDS
from cryosparc_spec.scripts.operations import (
    dict_method,
    iterated,
    list_method,
    text_method,
)
from cryosparc_spec.scripts.source import Placed
from cryosparc_spec.scripts.statements import Flow, Statements
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
    Plain,
    Scope,
    Unknown,
    Value,
    either,
    truth_of,
)

_DEEPEST = 12
"""Most calls within one another that are followed."""

_FIRST_ARGUMENT = frozenset(["copy.copy", "copy.deepcopy", "typing.cast", "asyncio.run"])
"""Functions that give, as far as slots go, what their last argument is."""

_REACHES_ALL = frozenset(["eval", "exec", "globals", "locals"])
_ONLY_LOOKS = frozenset(
    [
        *("bool", "callable", "dir", "float", "format", "hasattr", "hash", "help", "id", "int"),
        *("isinstance", "issubclass", "len", "open", "print", "repr", "str", "type"),
    ]
)
"""Built-in functions that let nobody else have what they are given."""


class Following(Statements):
    """Follows the calls of a script's own functions and classes."""

    def __init__(self, steps: int) -> None:
        super().__init__(steps)
        self.stack: list[ast.AST] = []
        self.receivers: list[Value | None] = []
        self.followed: set[ast.AST] = set()
        self.functions: list[Function] = []
        self.owners: dict[ast.AST, Class] = {}
        self.objects: dict[ast.AST, Object] = {}
        self.declaring: dict[ast.AST, bool] = {}

    @abstractmethod
    def called_on(
        self,
        node: ast.Call,
        method: Attribute,
        arguments: list[Value],
        named: dict[str, Value],
    ) -> Value:
        """Return what a method gives that is not one of the script."""

    @abstractmethod
    def called_elsewhere(
        self, node: ast.Call, function: Value, arguments: list[Value], named: dict[str, Value]
    ) -> Value:
        """Return what a function gives that is not one of the script."""

    def called(
        self, node: ast.Call, function: Value, arguments: list[Value], named: dict[str, Value]
    ) -> Value:
        """Return what a call gives, and keep what it declares."""
        match function:
            case Function():
                is_asked = node not in self.open_calls
                return self.follow(function, arguments, named, node, is_asked=is_asked)
            case Class():
                return self._new(function, arguments, named, node)
            case Imported(path="super"):
                return self._super(node)
            case Imported(path="dict"):
                return _dict_of(node, arguments, named)
            case Imported(path=path) if path in _FIRST_ARGUMENT and arguments:
                return arguments[-1]
            case Imported(path="map") if len(arguments) == 2:
                return self._mapped(node, arguments[0], arguments[1])
            case Imported(path="getattr") if len(arguments) == 2 and _is_text(arguments[1]):
                asked = ast.Attribute(node.args[0], str(arguments[1].value), ast.Load())
                return self.got(ast.copy_location(asked, node), arguments[0])
            case Imported(path=path) if "." not in path:
                return self._built_in(node, path, arguments, named)
            case Attribute(of=Known(value=str(text))):
                return text_method(text, function.name, arguments, node)
            case Attribute(of=Items() as items):
                return list_method(items, function.name, arguments, node, depth=self.depth)
            case Attribute(of=Entries() as entries):
                return dict_method(entries, function.name, arguments, named, node)
            case Attribute():
                return self.called_on(node, function, arguments, named)
            case _:
                return self.called_elsewhere(node, function, arguments, named)

    def _built_in(
        self, node: ast.Call, name: str, arguments: list[Value], named: dict[str, Value]
    ) -> Value:
        found = builtin(name, arguments, named, node, depth=self.depth)
        if name in _REACHES_ALL:
            self.give_all_away()
        elif isinstance(found, Unknown) and name not in _ONLY_LOOKS:
            self.give_away([*arguments, *named.values()])
        return found

    def _mapped(self, node: ast.Call, function: Value, value: Value) -> Value:
        found = iterated(value, node)
        result = Items([], node, found is not None and found.complete, self.depth)
        for item in found.items if found else ():
            inner = item.value if isinstance(item, Maybe) else item
            made = self.called(node, function, [inner], {})
            result.items.append(Maybe(made) if isinstance(item, Maybe) else made)
        return result

    def got(self, node: ast.Attribute, value: Value) -> Value:
        """Return an attribute of a value."""
        name = node.attr
        match value:
            case Object():
                return self.of_object(value, name, node)
            case Class():
                found = value.find(name)
                is_class_method = isinstance(found, Function) and "classmethod" in _decorators(
                    found
                )
                return _bound(found, value) if is_class_method else found or Unknown(node)
            case Imported():
                return Imported(f"{value.path}.{name}", node)
            case Known() if name == "value":
                return value  # of a member of an enumeration
            case Unknown() | Attribute():
                return value.attributes.setdefault(name, Attribute(value, name, node))
            case _:
                return Attribute(value, name, node)

    def of_object(self, value: Object, name: str, node: ast.Attribute) -> Value:
        """Return an attribute of an object of a class of the script."""
        if name in value.attributes:
            return value.attributes[name]
        found = value.cls.find(name)
        if not isinstance(found, Function):
            other = value.attributes.setdefault("<other>", Unknown(value.node))
            return found or value.attributes.setdefault(name, Attribute(other, name, node))
        decorators = _decorators(found)
        if "staticmethod" in decorators:
            return found
        bound = _bound(found, value.cls if "classmethod" in decorators else value)
        is_property = decorators & {"property", "cached_property"}
        return self.follow(bound, [], {}, node) if is_property else bound

    def _super(self, node: ast.Call) -> Value:
        current = next((value for value in reversed(self.receivers) if value is not None), None)
        if not isinstance(current, Object):
            return Unknown(node)
        cls = current.cls
        return Object(Class(cls.node, {}, cls.bases), current.attributes, node)

    def _new(
        self, cls: Class, arguments: Sequence[Value], named: Mapping[str, Value], node: ast.Call
    ) -> Value:
        new = Object(cls, node=node)
        self.objects.setdefault(cls.node, new)
        made = cls.find("__init__")
        if isinstance(made, Function):
            self.follow(_bound(made, new), arguments, named, node)
            return new
        fields = [
            part.target.id
            for part in cls.node.body
            if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
        ]
        new.attributes.update(zip(fields, arguments, strict=False))
        new.attributes.update(named)
        return new

    def follow(
        self,
        function: Function,
        arguments: Sequence[Value],
        named: Mapping[str, Value],
        node: Placed,
        *,
        is_asked: bool = True,
    ) -> Value:
        """Follow a call of a function of the script, and return what it gives.

        One that nothing in the script calls is followed with arguments that are not known.
        """
        self.followed.add(function.node)
        if function.node in self.stack or len(self.stack) >= _DEEPEST:
            if self.declares(function.node):
                self.give_all_away()
            return Unknown(node)
        scope = Scope(parent=function.scope)
        self._bind(function, arguments, named, scope, is_asked=is_asked)
        self.stack.append(function.node)
        self.receivers.append(function.bound_to)
        try:
            if isinstance(function.node, ast.Lambda):
                return self.value(function.node.body, scope)
            flow = self.run(function.node.body, scope)
        finally:
            self.stack.pop()
            self.receivers.pop()
        if scope.is_generator:
            if _decorators(function) & {"contextmanager", "asynccontextmanager"}:
                return scope.returned[0] if scope.returned else Unknown(node)
            return Items(scope.returned, node)
        ends = scope.returned if flow is Flow.ENDED else [*scope.returned, Known(None, node)]
        return either(*ends) if ends else Unknown(node)

    def declares(self, function: ast.AST) -> bool:
        """Whether a function has a call by which a job gets an input or output."""
        if function not in self.declaring:
            parts = ast.walk(function)
            names = {part.attr for part in parts if isinstance(part, ast.Attribute)}
            self.declaring[function] = not names.isdisjoint(ADDS)
        return self.declaring[function]

    def _bind(
        self,
        function: Function,
        arguments: Sequence[Value],
        named: Mapping[str, Value],
        scope: Scope,
        *,
        is_asked: bool,
    ) -> None:
        parameters = function.node.args
        placed = [*parameters.posonlyargs, *parameters.args]
        given = [*arguments] if function.bound_to is None else [function.bound_to, *arguments]
        for parameter, value in zip(placed, given, strict=False):
            scope.names[parameter.arg] = value
        for parameter in (*placed[len(given) :], *parameters.kwonlyargs):
            unknown = self.of_type(parameter.annotation, function.scope, parameter)
            default = function.defaults.get(parameter.arg, unknown)
            usual = default if is_asked or default is unknown else either(default, unknown)
            scope.names[parameter.arg] = named.get(parameter.arg, usual)
        names = {parameter.arg for parameter in (*placed, *parameters.kwonlyargs)}
        if parameters.vararg:
            rest = Items([*given[len(placed) :]], parameters.vararg, is_asked, self.depth)
            scope.names[parameters.vararg.arg] = rest
        if parameters.kwarg:
            more: dict[Plain, Entry] = {
                k: Entry(parameters.kwarg, v) for k, v in named.items() if k not in names
            }
            scope.names[parameters.kwarg.arg] = Entries(more, parameters.kwarg, is_asked)

    def new_function(self, function: Function) -> None:
        """Keep a function to be followed later."""
        self.functions.append(function)

    def new_class(self, cls: Class) -> None:
        """Keep a class to be followed later, method by method."""
        methods = (each for each in cls.attributes.values() if isinstance(each, Function))
        self.owners.update((method.node, cls) for method in methods)

    def follow_the_rest(self) -> None:
        """Follow what nothing in the script calls: functions, then methods of classes."""
        for function in self._not_followed():
            if function.node not in self.owners:
                self.follow(function, [], {}, function.node, is_asked=False)
        for function in self._not_followed():
            if function.node in self.owners:
                self.follow_method(function, self.owners[function.node])
            else:
                self.follow(function, [], {}, function.node, is_asked=False)

    def _not_followed(self) -> Iterator[Function]:
        for function in self.functions:  # which grows with those defined in functions
            if function.node not in self.followed:
                yield function

    def follow_method(self, function: Function, cls: Class) -> None:
        """Follow a method that nothing in the script calls, on one object for all of them."""
        if cls.node not in self.objects:
            new = self.objects[cls.node] = Object(cls, node=cls.node)
            made = cls.find("__init__")
            if isinstance(made, Function):
                self.follow(_bound(made, new), [], {}, function.node, is_asked=False)
        if function.node not in self.followed:
            is_static = "staticmethod" in _decorators(function)
            bound = function if is_static else _bound(function, self.objects[cls.node])
            self.follow(bound, [], {}, function.node, is_asked=False)


def _is_text(value: Value) -> TypeGuard[Known]:
    return isinstance(value, Known) and isinstance(value.value, str)


def _bound(function: Value | None, value: Value) -> Function:
    assert isinstance(function, Function)
    return attrs.evolve(function, bound_to=value)


def _decorators(function: Function) -> set[str]:
    """Return the names of what a function is decorated with, without modules and arguments."""
    found: set[str] = set()
    for decorator in getattr(function.node, "decorator_list", []):
        node = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(node, (ast.Name, ast.Attribute)):
            found.add(node.id if isinstance(node, ast.Name) else node.attr)
    return found


def _dict_of(node: ast.Call, arguments: Sequence[Value], named: Mapping[str, Value]) -> Value:
    """Return the dict that a call of ``dict`` makes."""
    nodes = {keyword.arg: keyword for keyword in node.keywords}
    result = Entries({}, node)
    for argument in arguments:
        if isinstance(argument, Entries):
            result.entries.update(argument.entries)
            result.complete &= argument.complete
        elif truth_of(argument) is not False:
            result.complete = False
    for key, value in named.items():
        result.entries[key] = Entry(nodes.get(key, node), value)
    return result
