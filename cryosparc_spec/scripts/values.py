"""What an expression of a script may stand for, with parts that cannot be known.

Values with parts of their own can be changed by the script, and are compared by identity.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from typing import TypeAlias

import attrs

from cryosparc_spec.scripts.source import Placed

Plain: TypeAlias = str | bytes | int | float | complex | bool | None
"""A value without parts."""

_USUAL_BASES = {*dir(builtins), "abc", "cryosparc", "enum", "pydantic", "threading", "typing"}
MOST_OPTIONS = 8
"""Most values that one expression is taken to have."""


@attrs.define(eq=False)
class Known:
    """A value without parts that is known."""

    value: Plain
    """The value."""
    node: Placed
    """Where it is written."""


@attrs.define(eq=False)
class Unknown:
    """A value that cannot be known without running the script."""

    node: Placed
    """Where it comes from."""
    attributes: dict[str, Value] = attrs.field(factory=dict[str, "Value"])
    """Its attributes that the script asked for, so that each is one value."""
    job: JobTrace | None = None
    """What the script does with it, where it turns out to be an external job."""


@attrs.define(eq=False)
class Items:
    """A list, tuple or set."""

    items: list[Value]
    """What is in it, as far as it is known."""
    node: Placed
    """Where it is written."""
    complete: bool = True
    """Whether nothing else is in it."""
    depth: int = 0
    """How many conditions the script was under when it was made."""


@attrs.define(eq=False)
class Maybe:
    """An item that is there only under a condition."""

    value: Value
    """The item."""


@attrs.define(eq=False)
class Entry:
    """An entry of a dict."""

    key: Placed
    """Where the key is written."""
    value: Value
    """The value."""


@attrs.define(eq=False)
class Entries:
    """A dict."""

    entries: dict[Plain, Entry]
    """The entries whose keys are known."""
    node: Placed
    """Where it is written."""
    complete: bool = True
    """Whether nothing else is in it."""


@attrs.define(eq=False)
class Either:
    """One of several values, by what happens when the script runs."""

    options: tuple[Value, ...]
    """The values."""


@attrs.define(eq=False)
class Function:
    """A function of the script."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    """Its definition."""
    scope: Scope
    """Where it was defined."""
    defaults: dict[str, Value] = attrs.field(factory=dict[str, "Value"])
    """Values of its parameters where a call gives none."""
    bound_to: Value | None = None
    """What a method is called on."""


@attrs.define(eq=False)
class Class:
    """A class of the script."""

    node: ast.ClassDef
    """Its definition."""
    attributes: dict[str, Value]
    """What its body defines."""
    bases: tuple[Value, ...] = ()
    """The classes it derives from."""

    def find(self, name: str, depth: int = 0) -> Value | None:
        """Return an attribute of the class or of one that it derives from."""
        if name in self.attributes or depth > MOST_OPTIONS:
            return self.attributes.get(name)
        parents = (base for base in self.bases if isinstance(base, Class))
        return next((v for base in parents if (v := base.find(name, depth + 1))), None)

    def has_base_elsewhere(self) -> bool:
        """Whether it derives from a class that is neither in the script nor a usual one."""
        for base in self.bases:
            if isinstance(base, Class) and base is not self:
                if base.has_base_elsewhere():
                    return True
            elif getattr(base, "path", "?.").partition(".")[0] not in _USUAL_BASES:
                return True
        return False


@attrs.define(eq=False)
class Object:
    """An object of a class of the script."""

    cls: Class
    """Its class."""
    attributes: dict[str, Value] = attrs.field(factory=dict[str, "Value"])
    """Its attributes."""
    node: Placed = attrs.field(factory=lambda: ast.Pass(lineno=1, col_offset=0))
    """Where it was made."""


@attrs.define(eq=False)
class Imported:
    """Something of another module: ``cryosparc.tools.CryoSPARC``, or a built-in function."""

    path: str
    """Its name in full; that of a built-in has no dot."""
    node: Placed
    """Where it was asked for."""

    @property
    def is_of_client(self) -> bool:
        """Whether it belongs to cryosparc-tools."""
        return self.path.partition(".")[0] == "cryosparc"


@attrs.define(eq=False)
class Instance:
    """An object of the client, such as a project or a job."""

    cls: str
    """Its class, by the name that version 4 has for it."""
    node: Placed
    """Where it was made."""
    job: JobTrace | None = None
    """What the script does with it, for an external job."""


@attrs.define(eq=False)
class Attribute:
    """Something asked of a value, most likely a method."""

    of: Value
    """The value."""
    name: str
    """What was asked for."""
    node: Placed
    """Where."""
    attributes: dict[str, Value] = attrs.field(factory=dict[str, "Value"])
    """Its own attributes that the script asked for."""
    job: JobTrace | None = None
    """What the script does with it, where it turns out to be an external job."""


@attrs.define(eq=False)
class JobTrace:
    """An external job, and what the script declares of it."""

    node: Placed
    """Where it was made or found."""
    is_new: bool = False
    """Whether the script made it: then it has nothing but what the script declares."""
    depth: int = 0
    """How many conditions the script was under when it was made."""
    title: Value | None = None
    """Title that it was made with."""
    description: Value | None = None
    """Description that it was made with."""
    calls: list[Call] = attrs.field(factory=list["Call"])
    """The calls that concern it, in the order in which they are made."""
    is_given_away: bool = False
    """Whether it was handed to code that is not in the script."""
    is_open: bool = False
    """Whether the script may add to it in ways that were not followed, such as further rounds."""

    @property
    def is_all_known(self) -> bool:
        """Whether it has nothing but what was read of it."""
        return self.is_new and not self.is_given_away and not self.is_open


@attrs.define(eq=False)
class Argument:
    """An argument of a call."""

    value: Value
    """What is given."""
    node: Placed
    """Where it is given: the keyword, or the value."""
    keyword: bool = False
    """Whether it is given by its name."""


@attrs.define(eq=False)
class Call:
    """A call of the client, with its arguments by the names of the parameters."""

    cls: str
    """Class of the client that has the method, or the name of the class that is made."""
    name: str
    """The method; ``__init__`` where an object is made."""
    node: ast.Call
    """Where it is made."""
    arguments: dict[str, Argument]
    """What is given for each parameter."""
    others: tuple[ast.keyword, ...] = ()
    """Arguments by name that the function does not have."""
    parameters: str = ""
    """Names of the parameters of a class; empty for a method, which has them by version."""
    is_complete: bool = True
    """Whether all arguments are known to be there; not so with ``*args``."""
    is_certain: bool = True
    """Whether the object is known to be the client's, and not taken for it by what is called."""
    is_conditional: bool = False
    """Whether the call is made only under a condition that the job does not depend on."""
    job: JobTrace | None = None
    """External job that it concerns."""

    def get(self, name: str) -> Value | None:
        """Return what is given for a parameter; ``None`` where nothing is."""
        argument = self.arguments.get(name)
        return argument.value if argument else None


Value: TypeAlias = (
    Known
    | Unknown
    | Items
    | Maybe
    | Entries
    | Either
    | Function
    | Class
    | Object
    | Imported
    | Instance
    | Attribute
)
"""What an expression may stand for."""


@attrs.define(eq=False)
class Scope:
    """Names and their values, in a module, a function or a class body."""

    names: dict[str, Value] = attrs.field(factory=dict[str, "Value"])
    """Values by name."""
    parent: Scope | None = None
    """Where else a name is looked for."""
    returned: list[Value] = attrs.field(factory=list["Value"])
    """What a function returned, or gave one after the other."""
    is_generator: bool = False
    """Whether it is that of a function with ``yield``."""
    foreign: set[str] = attrs.field(factory=set[str])
    """Names that are assigned in an outer scope."""

    def find(self, name: str) -> Value | None:
        """Return the value of a name, as far as it was assigned before."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return None

    def assign(self, name: str, value: Value) -> None:
        """Give a name a value."""
        scope = self
        while name in scope.foreign and scope.parent is not None:
            scope = scope.parent
            if name in scope.names:
                break
        scope.names[name] = value


def options_of(value: Value) -> Iterator[Value]:
    """Give the values that a value may be: itself, where it is not one of several."""
    if isinstance(value, Either):
        yield from value.options
    else:
        yield value


def either(*values: Value) -> Value:
    """Return one of several values; the value itself where there is only one."""
    found: list[Value] = []
    for value in values:
        found += [option for option in options_of(value) if not _has(found, option)]
    if len(found) > MOST_OPTIONS:
        found[MOST_OPTIONS - 1 :] = [Unknown(ast.Pass(lineno=1, col_offset=0))]
    return found[0] if len(found) == 1 else Either(tuple(found))


def _has(found: list[Value], value: Value) -> bool:
    return any(
        value is other
        or (
            isinstance(value, Known)
            and isinstance(other, Known)
            and type(value.value) is type(other.value)
            and value.value == other.value
        )
        for other in found
    )


def truth_of(value: Value) -> bool | None:
    """Return whether a value counts as true; ``None`` where that is not known."""
    match value:
        case Known():
            return bool(value.value)
        case Items():
            certain = any(not isinstance(item, Maybe) for item in value.items)
            return True if certain else (None if value.items or not value.complete else False)
        case Entries():
            return True if value.entries else (False if value.complete else None)
        case Function() | Class() | Object() | Instance():
            return True
        case Imported():
            return None if "." in value.path else True
        case Either():
            found = {truth_of(option) for option in value.options}
            return found.pop() if len(found) == 1 else None
        case _:
            return None


def as_it_is(value: Value) -> Value:
    """Return a dict, and the lists in it, as they are now: what is added later is not in them."""
    if isinstance(value, Either):
        return Either(tuple(map(as_it_is, value.options)))
    if not isinstance(value, Entries):
        return value
    pairs = value.entries.items()
    now = {key: Entry(entry.key, _list_as_it_is(entry.value)) for key, entry in pairs}
    return Entries(now, value.node, value.complete)


def _list_as_it_is(value: Value) -> Value:
    if isinstance(value, Either):
        return Either(tuple(map(_list_as_it_is, value.options)))
    return attrs.evolve(value, items=[*value.items]) if isinstance(value, Items) else value
