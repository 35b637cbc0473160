"""YAML text, read by the rules of YAML 1.2: ``no`` and ``12:30:00`` are text, ``1e3`` is a number.

PyYAML reads it into events; the data is built here, which gives positions, finds keys given twice,
and bounds what aliases can blow up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from math import inf
from typing import Any, TypeAlias

import attrs
import yaml

from cryosparc_spec.files.syntax.parsed import (
    DEEPEST,
    MARK,
    MOST_DIGITS,
    Comment,
    Mark,
    Parsed,
    TextPlaces,
    duplicate_key,
    syntax_error,
    too_deep,
)
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.problems.validators import is_list, is_mapping

_MOST_VALUES = 1_000_000
_MOST_ALIASED = 6_000
_MOST_TIMES_WRITTEN = 4
_LONGEST_NUMBER = MOST_DIGITS

# Its types are known in part only.
_yaml: Any = yaml
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NOT_ALLOWED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}
_INTEGER = re.compile(r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")


_UNUSUAL_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
"""PyYAML writes them unquoted, where they would be read as the end of a line."""


_COMMENT = re.compile(r"(?:^|(?<=[\s]))#.*", re.MULTILINE)


ReadScalar: TypeAlias = Callable[[str, DocumentPath, bool], Any]
"""Returns the value of a text that stands at a path, with quotes or without."""


def read(text: str, read_scalar: ReadScalar | None = None) -> Parsed:
    """Read one YAML document; text without quotes by the rules of YAML 1.2, or by others."""
    _refuse_control_characters(text)
    builder = _Builder(read_scalar)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.handle(event)
    except yaml.MarkedYAMLError as caught:
        error: Any = caught
        if _is_nested_too_deep(error):
            # Our own limit of depth refuses it.
            return read(text[: error.problem_mark.index], read_scalar)
        from cryosparc_spec.files.syntax.yaml_errors import not_yaml

        raise not_yaml(error, text) from None
    root = builder.root
    return Parsed(
        root.value,
        tuple(builder.problems),
        lambda _: root.mark,
        spell,
        lambda: _comments_in(text) if MARK in text else (),
    )


def _is_nested_too_deep(error: Any) -> bool:
    """Whether libyaml, from 0.2.6, has stopped at a depth of 1,000, which it reads ahead."""
    return "maximum nesting depth" in error.problem


def _refuse_control_characters(text: str) -> None:
    match = _NOT_ALLOWED.search(text)
    if match:
        place = TextPlaces(text).place(match.start())
        raise syntax_error(f"not YAML: the control character {match[0]!a} stands in it", *place)


def _comments_in(text: str) -> Iterator[Comment]:
    """Give the comments of sound YAML; what stands in a scalar is none."""
    places = TextPlaces(text)
    end = 0
    for token in yaml.scan(text, Loader=_Loader):
        if isinstance(token, yaml.ScalarToken | yaml.StreamEndToken):
            for match in _COMMENT.finditer(text, end, token.start_mark.index):
                yield Comment(*places.place(match.start()), match[0])
            end = token.end_mark.index


def write(raw: Any) -> str:
    """Write YAML in the order of the data; innermost lists and mappings on one line."""
    text: str = _yaml.dump(
        raw, Dumper=Dumper, sort_keys=False, allow_unicode=True, default_flow_style=None, width=100
    )
    return text


def spell(key: str | None, value: Any) -> str:
    """Write data as it stands in YAML, on one line."""
    data: str = _yaml.dump(
        value, Dumper=Dumper, sort_keys=False, default_flow_style=True, width=inf
    )
    data = data.removesuffix("...\n").rstrip("\n")
    return data if key is None else f"{key}: {data}"


class Dumper(yaml.SafeDumper):
    """Quotes text that YAML 1.2 reads as a number, besides what YAML 1.1 does."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write out what stands in several places: people who edit one place mean only that one."""
        return True

    def represent_text(self, text: str) -> yaml.ScalarNode:
        """Choose how text is quoted. Raises ``UnicodeEncodeError`` for half a surrogate pair."""
        text.encode()  # Half a surrogate pair would be escaped, and then not be read.
        style = None
        if _UNUSUAL_LINE_ENDS.search(text):
            style = '"'
        elif "\n" in text and not text[0].isspace():
            style = "|"
        return yaml.ScalarNode("tag:yaml.org,2002:str", text, style=style)


_DUMPER: Any = Dumper
_DUMPER.add_representer(str, Dumper.represent_text)
_DUMPER.add_multi_representer(str, Dumper.represent_text)
_DUMPER.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("-+.0123456789"))
_DUMPER.add_implicit_resolver("tag:yaml.org,2002:int", _INTEGER, list("-+0123456789"))


@attrs.define(eq=False, repr=False)
class _Node:
    """A value with its mark, and how many values it holds when aliases are written out."""

    value: Any
    mark: Mark
    size: int = 1
    depth: int = 0
    """Mappings and lists in one another, itself among them."""


@attrs.define(eq=False, repr=False)
class _Open:
    """A mapping or list that is being filled."""

    node: _Node
    anchor: str | None
    key: Any = None
    key_place: tuple[int, int] | None = None
    """Where the key stands whose value comes next, in a mapping."""
    keys: set[Any] = attrs.field(factory=set[Any])
    """Keys written in it, in contrast to those that come from another mapping by ``<<``."""

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.node.value, dict)


class _MergeKey:
    def __str__(self) -> str:
        return "<<"


_MERGE = _MergeKey()


class _Builder:
    """Builds data from the events of one document."""

    def __init__(self, read_scalar: ReadScalar | None) -> None:
        self.read_scalar = read_scalar
        self.root = _Node(None, Mark(1, 1))
        self.problems: list[Problem] = []
        self.open: list[_Open] = []
        self.anchors: dict[str, _Node] = {}
        self.documents = 0
        self.written = 0
        self.from_aliases = 0

    def handle(self, event: Any) -> None:
        place = (event.start_mark.line + 1, event.start_mark.column + 1)
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise syntax_error("a second document begins here: expected one", *place)
            case yaml.ScalarEvent():
                self.written += 1
                value = _key(event, place) if self.awaits_key() else self.scalar(event, place)
                self.add(_Node(value, Mark(*place)), event.anchor)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self.begin(event, place)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                ended = self.open.pop()
                self.add(ended.node, ended.anchor)
            case yaml.AliasEvent():
                self.add(self.aliased(event, place), None)
            case _:
                pass

    def scalar(self, event: Any, place: tuple[int, int]) -> Any:
        """Read a scalar: only one without quotes can be more than text."""
        _refuse_tag(event, place)
        quoted = event.tag == "!" or bool(event.style)
        if self.read_scalar is not None:
            return self.read_scalar(event.value, self.path(), quoted)
        return event.value if quoted else _scalar(event.value, place)

    def begin(self, event: Any, place: tuple[int, int]) -> None:
        _refuse_tag(event, place)
        if len(self.open) == DEEPEST:
            raise too_deep(*place)
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        node = _Node(value, Mark(*place, holds_values=True), depth=1)
        self.open.append(_Open(node, event.anchor))

    def awaits_key(self) -> bool:
        """Whether what comes next is the key of an entry in a mapping."""
        return bool(self.open) and self.open[-1].key_place is None and self.open[-1].is_mapping

    def aliased(self, event: Any, place: tuple[int, int]) -> _Node:
        node = self.anchors.get(event.anchor)
        if node is None:
            message = f"*{event.anchor} stands for nothing that ends before it"
            raise syntax_error(message, *place)
        if len(self.open) + node.depth > DEEPEST:
            raise too_deep(*place)
        self.from_aliases += node.size
        most = _MOST_ALIASED + _MOST_TIMES_WRITTEN * self.written
        if self.from_aliases > most:
            message = f"aliases stand for more than {most} values: expected fewer"
            raise syntax_error(message, *place, hint="write out what is meant, or leave it out")
        mark = Mark(*place, below=node.mark.below, holds_values=node.mark.holds_values)
        return attrs.evolve(node, mark=mark)

    def add(self, node: _Node, anchor: str | None) -> None:
        """Put a finished value where it belongs."""
        if anchor:
            self.anchors[anchor] = node
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.node.size += node.size
        parent.node.depth = max(parent.node.depth, node.depth + 1)
        if parent.node.size > _MOST_VALUES:
            message = f"more than {_MOST_VALUES} values, with aliases written out"
            raise syntax_error(message, node.mark.line, node.mark.column)
        if not parent.is_mapping:
            parent.node.mark.below[len(parent.node.value)] = node.mark
            parent.node.value.append(node.value)
        elif parent.key_place is None:
            parent.key_place = (node.mark.line, node.mark.column)
            parent.key = node.value
            if not isinstance(parent.key, str | _MergeKey):
                raise syntax_error("a key must be text", node.mark.line, node.mark.column)
        else:
            node.mark.key, parent.key_place = parent.key_place, None
            self.add_to_mapping(parent, node, node.mark.key)

    def add_to_mapping(self, parent: _Open, node: _Node, key_place: tuple[int, int]) -> None:
        key = parent.key
        if key in parent.keys:
            self.problems.append(duplicate_key(self.path(), *key_place))
            return
        parent.keys.add(key)
        if key is _MERGE:
            _merge(parent, node)
        else:
            parent.node.value[key] = node.value
            parent.node.mark.below[key] = node.mark

    def path(self) -> DocumentPath:
        return tuple(
            len(frame.node.value) if is_list(frame.node.value) else str(frame.key)
            for frame in self.open
        )


def _key(event: Any, place: tuple[int, int]) -> str | _MergeKey:
    """Read a key as the text that stands there: ``1`` and ``true`` are names as others are."""
    _refuse_tag(event, place)
    return _MERGE if event.value == "<<" and not event.style else str(event.value)


def _merge(parent: _Open, node: _Node) -> None:
    """Take over what the mappings under ``<<`` hold, other than keys that stand here already."""
    several = is_list(node.value)
    for index, source in enumerate(node.value if several else (node.value,)):
        if not is_mapping(source):
            message = "<< takes a mapping, or a list of mappings"
            raise syntax_error(message, node.mark.line, node.mark.column)
        marks = node.mark.below[index] if several else node.mark
        for key in [key for key in source if key not in parent.node.value]:
            parent.node.value[key] = source[key]
            parent.node.mark.below[key] = marks.below[key]


def _refuse_tag(event: Any, place: tuple[int, int]) -> None:
    if event.tag not in (None, "!"):
        raise syntax_error(f"the tag {event.tag}: expected none", *place, hint="leave it out")


def _scalar(text: str, place: tuple[int, int]) -> Any:
    """Read text without quotes by the core schema of YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    is_integer = _INTEGER.match(text)
    is_long = len(text.lstrip("+-")) > _LONGEST_NUMBER
    if is_long and (is_integer or _FLOAT.match(text)):
        raise syntax_error(
            f"a number of {len(text)} characters: expected at most {_LONGEST_NUMBER}",
            *place,
            hint="write it in quotes where text is meant",
        )
    if is_integer:
        return int(text, 8 if text[:2] == "0o" else 16 if text[:2] == "0x" else 10)
    return float(text) if _FLOAT.match(text) else text
