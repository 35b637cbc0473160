"""Where the parts of YAML text stand, those of ``.csg`` files too."""

from __future__ import annotations

import json
from math import inf
from typing import Any

import attrs
import yaml

from cryosparc_spec.files.syntax.layout import Layout, Piece, Span, UnknownPlaceError
from cryosparc_spec.files.syntax.yaml import Dumper
from cryosparc_spec.problems.places import DocumentPath

# Its types are known in part only.
_yaml: Any = yaml
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@attrs.define(eq=False, repr=False)
class YamlLayout(Layout):
    """The places of YAML text, in blocks and between brackets."""

    def spelled(self, value: Any, before: str) -> str:
        """Spell data on one line, text in the quotes that stood there, after the same anchor."""
        if before.startswith("&"):
            anchor, _, rest = before.partition(" ")
            return f"{anchor} {self.spelled(value, rest.lstrip())}"
        if isinstance(value, str) and value.isprintable():
            if before.startswith('"'):
                return json.dumps(value, ensure_ascii=False)
            if before.startswith("'"):
                return "'" + value.replace("'", "''") + "'"
        # Between brackets, more text needs quotes than outside of them.
        return _on_one_line([value])

    def spelled_key(self, key: str, before: str) -> str:
        """Spell a key in the quotes that stood there."""
        return self.spelled(key, before)

    def spelled_entry(self, key: str, value: Any) -> str:
        """Spell a key and data, the key in quotes only where it needs them."""
        return _on_one_line({key: value})

    def replaced(self, path: DocumentPath, value: Any) -> Piece:
        """Put a value in the place of another, after the colon where a block stood below it."""
        span = self.span(path)
        old = self.text[span.start : span.end]
        if span.keys and span.below and not span.in_brackets:
            start = self.text.index(":", span.keys[0][1]) + 1
            if self.text[start : span.start].strip():
                raise UnknownPlaceError
            return start, span.end, f" {self.spelled(value, old)}"
        between = " " if self.text[span.start - 1 : span.start] in (":", "-") else ""
        return span.start, span.end, between + self.spelled(value, old)

    def added(self, mapping: Span, key: str, value: Any) -> Piece:
        """Add an entry at the end of a mapping, in a block on a line of its own."""
        if mapping.in_brackets or not mapping.entries:
            return super().added(mapping, key, value)
        first = mapping.entries[0].from_key
        indentation = " " * (first - self.line_start(first))
        end = self.line_end(mapping.end)
        return end, end, f"\n{indentation}{self.spelled_entry(key, value)}"

    def removed(self, path: DocumentPath) -> Piece:
        """Remove an entry, in a block with its line."""
        parent, span = self.span(path[:-1]), self.span(path)
        if parent.in_brackets:
            return super().removed(path)
        if len(parent.entries) == 1:
            return self.emptied(path[:-1])
        start = span.from_key if span.keys else self._dash_before(span)
        following = parent.entries[parent.entries.index(span) + 1 :][:1]
        is_first_of_item = span.keys and self.text[self.line_start(start) : start].strip()
        if is_first_of_item and following:
            between = self.text[span.end : following[0].from_key]
            comment = between.find("#")
            return start, following[0].from_key if comment < 0 else span.end + comment, ""
        return self.without_lines(start, span.end)

    def _dash_before(self, span: Span) -> int:
        """Return where the dash of an item of a list in a block stands."""
        dash = self.text.rfind("-", 0, span.start)
        if dash < 0 or self.text[dash + 1 : span.start].strip():
            raise UnknownPlaceError
        return dash


def _on_one_line(value: Any) -> str:
    text: str = _yaml.dump(
        value,
        Dumper=Dumper,
        sort_keys=False,
        default_flow_style=True,
        allow_unicode=True,
        width=inf,
    )
    return text.rstrip("\n")[1:-1]


def yaml_layout(text: str, raw: Any) -> YamlLayout:
    """Return where all values of sound YAML stand."""
    builder = _Builder(text)
    for event in _yaml.parse(text, Loader=_Loader):
        builder.handle(event)
    return YamlLayout(text, raw, builder.root)


@attrs.define(eq=False, repr=False)
class _Open:
    """A mapping or list whose parts come next."""

    span: Span
    is_mapping: bool
    anchor: str | None
    last: int = 0
    """Where the last of its parts ends."""
    key: tuple[str, tuple[int, int]] | None = None
    """Key, and where it stands, whose value comes next."""


class _Builder:
    """Builds spans from the events of one document."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = Span(0, 0)
        self.open: list[_Open] = []
        self.anchors: dict[str, Span] = {}

    def handle(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        match event:
            case yaml.ScalarEvent():
                end = start + len(self.text[start:end].rstrip())
                self.add(Span(start, end), event.anchor, str(event.value))
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                span = Span(start, start, in_brackets=bool(event.flow_style))
                is_mapping = isinstance(event, yaml.MappingStartEvent)
                self.open.append(_Open(span, is_mapping, event.anchor))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                ended = self.open.pop()
                ended.span.end = end if ended.span.in_brackets else ended.last
                self.add(ended.span, ended.anchor, "")
            case yaml.AliasEvent():
                below = self.anchors[str(event.anchor)].below
                self.add(Span(start, end, below=below), None, "")
            case _:
                pass

    def add(self, span: Span, anchor: str | None, value: str) -> None:
        """Put a finished value where it belongs."""
        if anchor:
            self.anchors[anchor] = span
        if not self.open:
            self.root = span
            return
        parent = self.open[-1]
        parent.last = span.end
        if not parent.is_mapping:
            parent.span.below[len(parent.span.below)] = span
        elif parent.key is None:
            parent.key = value, (span.start, span.end)
        else:
            name, place = parent.key
            span.keys, parent.key = [place], None
            if name == "<<":
                self.merge(parent.span, span)
            else:
                parent.span.below[name] = span

    def merge(self, mapping: Span, merged: Span) -> None:
        """Take over the places of what a mapping brings, but for keys that stand here already."""
        several = 0 in merged.below
        for source in merged.below.values() if several else (merged,):
            for key, span in source.below.items():
                mapping.below.setdefault(key, span)
