"""YAML text, read by the rules of YAML 1.2: ``no`` and ``12:30:00`` are text, ``1e3`` is a number.

PyYAML reads it into events; the data is built here, which gives positions, finds keys given twice,
and bounds what aliases can blow up.
"""

from __future__ import annotations

import re
from typing import Any

import attrs
import yaml

from cryosparc_spec.errors import Path, Problem
from cryosparc_spec.syntax.parsed import DEEPEST, Mark, Parsed, duplicate_key, syntax_error
from cryosparc_spec.validators import is_list, is_mapping

_MOST_VALUES = 1_000_000
_LONGEST_NUMBER = 300

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


def read(text: str) -> Parsed:
    """Read one YAML document."""
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.handle(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise syntax_error(f"not YAML: {error.problem}", *place) from None
    except yaml.YAMLError as error:
        raise syntax_error(f"not YAML: {str(error).splitlines()[0]}", None, None) from None
    root = builder.root
    return Parsed(root.value, tuple(builder.problems), lambda _: root.mark)


def write(raw: Any) -> str:
    """Write YAML in the order of the data; innermost lists and mappings on one line."""
    text: str = yaml.dump(
        raw, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=None, width=100
    )
    return text


class _Dumper(yaml.SafeDumper):
    """Quotes text that YAML 1.2 reads as a number, besides what YAML 1.1 does."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_RESOLVERS: Any = _Dumper
_RESOLVERS.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("-+.0123456789"))
_RESOLVERS.add_implicit_resolver("tag:yaml.org,2002:int", _INTEGER, list("-+0123456789"))


@attrs.define
class _Node:
    """A value with its mark, and how many values it holds when aliases are written out."""

    value: Any
    mark: Mark
    size: int = 1


@attrs.define
class _Open:
    """A mapping or list that is being filled."""

    node: _Node
    anchor: str | None
    key: Any = None
    key_place: tuple[int, int] | None = None
    """Where the key stands whose value comes next, in a mapping."""
    merged: set[Any] = attrs.field(factory=set[Any])
    """Keys that came from another mapping by ``<<``, which keys written here replace."""


class _Builder:
    """Builds data from the events of one document."""

    def __init__(self) -> None:
        self.root = _Node(None, Mark(1, 1))
        self.problems: list[Problem] = []
        self.open: list[_Open] = []
        self.anchors: dict[str, _Node] = {}
        self.documents = 0

    def handle(self, event: Any) -> None:
        place = (event.start_mark.line + 1, event.start_mark.column + 1)
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise syntax_error("a second document begins here: expected one", *place)
            case yaml.ScalarEvent():
                self.add(_Node(_scalar(event, place), Mark(*place)), event.anchor, event.style)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self.begin(event, place)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                ended = self.open.pop()
                self.add(ended.node, ended.anchor)
            case yaml.AliasEvent():
                self.add(self.aliased(event.anchor, place), None)
            case _:
                pass

    def begin(self, event: Any, place: tuple[int, int]) -> None:
        _refuse_tag(event, place)
        if len(self.open) == DEEPEST:
            raise syntax_error(f"nested more than {DEEPEST} deep", *place)
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.open.append(_Open(_Node(value, Mark(*place)), event.anchor))

    def aliased(self, anchor: str | None, place: tuple[int, int]) -> _Node:
        node = self.anchors.get(anchor or "")
        if node is None:
            raise syntax_error(f"*{anchor} stands for nothing that ends before it", *place)
        return _Node(node.value, Mark(*place, below=node.mark.below), node.size)

    def add(self, node: _Node, anchor: str | None, style: str | None = None) -> None:
        """Put a finished value where it belongs."""
        if anchor:
            self.anchors[anchor] = node
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.node.size += node.size
        if parent.node.size > _MOST_VALUES:
            message = f"more than {_MOST_VALUES} values, with aliases written out"
            raise syntax_error(message, node.mark.line, node.mark.column)
        if not isinstance(parent.node.value, dict):
            parent.node.mark.below[len(parent.node.value)] = node.mark
            parent.node.value.append(node.value)
        elif parent.key_place is None:
            parent.key_place = (node.mark.line, node.mark.column)
            parent.key = _MERGE if node.value == "<<" and not style else self.key(node)
        else:
            self.add_to_mapping(parent, node)
            parent.key_place = None

    def key(self, node: _Node) -> Any:
        if isinstance(node.value, dict | list):
            raise syntax_error("a key must be text", node.mark.line, node.mark.column)
        return node.value

    def add_to_mapping(self, parent: _Open, node: _Node) -> None:
        mapping, key = parent.node.value, parent.key
        if key is _MERGE:
            self.merge(parent, node)
        elif key in mapping and key not in parent.merged:
            self.problems.append(duplicate_key(self.path(key), parent.key_place))
        else:
            parent.merged.discard(key)
            mapping[key] = node.value
            parent.node.mark.below[str(key)] = attrs.evolve(node.mark, key=parent.key_place)

    def merge(self, parent: _Open, node: _Node) -> None:
        for source in node.value if is_list(node.value) else (node.value,):
            if not is_mapping(source):
                message = "<< takes a mapping, or a list of mappings"
                raise syntax_error(message, node.mark.line, node.mark.column)
            for key in source.keys() - parent.node.value.keys():
                parent.merged.add(key)
            parent.node.value.update({**source, **parent.node.value})
        parent.node.mark.below.update({**node.mark.below, **parent.node.mark.below})

    def path(self, key: Any) -> Path:
        keys = [
            len(frame.node.value) if is_list(frame.node.value) else str(frame.key)
            for frame in self.open[:-1]
        ]
        return (*keys, str(key))


_MERGE = object()


def _refuse_tag(event: Any, place: tuple[int, int]) -> None:
    if event.tag not in (None, "!"):
        raise syntax_error(f"the tag {event.tag}: expected none", *place, hint="leave it out")


def _scalar(event: Any, place: tuple[int, int]) -> Any:
    """Read a scalar by the core schema of YAML 1.2: only a plain one can be more than text."""
    text: str = event.value
    _refuse_tag(event, place)
    if event.tag == "!" or event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _LONGEST_NUMBER:
        return text
    if _INTEGER.fullmatch(text):
        return int(text, 8 if text[:2] == "0o" else 16 if text[:2] == "0x" else 10)
    return float(text) if _FLOAT.fullmatch(text) else text
