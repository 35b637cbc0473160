"""What is known of a job type, as a tree, including what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cryosparc_spec.catalogue.job_type_entries import (
    NO_LIMIT,
    Attested,
    KnownInput,
    KnownJobType,
    KnownOutput,
    KnownParam,
    KnownSlot,
)
from cryosparc_spec.problems.frozen_data import thaw
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.views.trees import Tree

_MOST_EXAMPLES = 3


def job_type_tree(entry: KnownJobType) -> Tree:
    r"""Make the tree of a job type: what it takes and makes, and its parameters.

    >>> tree = job_type_tree(KnownJobType(type="my_job", params={"box": KnownParam()}))
    >>> print(*tree.lines(), sep="\n")
    my_job: title not known (category not known, stability not known; seen)
    ├─ inputs: none known
    ├─ outputs: none known
    └─ params: 1 known, and there may be more
       └─ box: type not known (seen)
    """
    words = [entry.category or "category not known", entry.stability or "stability not known"]
    about = f"{', '.join(words)}; {_attested(entry)}"
    branches = [
        *_texts("versions", [", ".join(entry.versions)] if entry.versions else []),
        _side(entry, "inputs", map(_input_tree, entry.inputs, entry.inputs.values())),
        _side(entry, "outputs", map(_output_tree, entry.outputs, entry.outputs.values())),
        _side(entry, "params", (Tree(_param(name, p)) for name, p in entry.params.items())),
        *_texts("notes", entry.notes),
        *_texts("sources", entry.sources),
    ]
    return Tree(f"{entry.type}: {entry.title or 'title not known'} ({about})", tuple(branches))


def _texts(label: str, texts: Iterable[str]) -> Iterator[Tree]:
    lines = tuple(Tree(text) for text in texts)
    if len(lines) == 1:
        yield Tree(f"{label}: {lines[0].label}")
    elif lines:
        yield Tree(label, lines)


def _side(entry: KnownJobType, side: str, branches: Iterable[Tree]) -> Tree:
    listed = tuple(branches)
    if side in entry.complete:
        versions = ", ".join(entry.complete[side])
        words = f"all {len(listed)}" + (f", of {versions}" if versions else "")
    elif listed:
        words = f"{len(listed)} known, and there may be more"
    else:
        words = "none known"
    return Tree(f"{side}: {words}", listed)


def _attested(fact: Attested) -> str:
    return ", ".join(filter(None, [fact.basis.value, fact.confidence]))


def _input_tree(name: str, spec: KnownInput) -> Tree:
    words = [spec.datatype or "datatype not known", _needed(spec.required), _connections(spec)]
    label = f"{name}: {', '.join(filter(None, words))} ({_attested(spec)})"
    return Tree(label, tuple(map(_slot_tree, spec.slots)))


def _needed(required: bool | None) -> str:
    return {True: "required", False: "optional", None: ""}[required]


def _connections(spec: KnownInput) -> str:
    if spec.count_min is None and spec.count_max is None:
        return ""
    least = "?" if spec.count_min is None else spec.count_min
    words: Mapping[int | str | None, str] = {NO_LIMIT: "any number of", None: "?"}
    most = words.get(spec.count_max, str(spec.count_max))
    return f"{least} to {most} connections"


def _output_tree(name: str, spec: KnownOutput) -> Tree:
    series = f"one of {spec.series}" if spec.series else ""
    passed = f"hands on {spec.passthrough}" if spec.passthrough else ""
    words = ", ".join(filter(None, [spec.datatype, series, passed]))
    return Tree(f"{name}: {words} ({_attested(spec)})", tuple(map(_slot_tree, spec.slots)))


def _slot_tree(slot: KnownSlot) -> Tree:
    name = slot.name if slot.name == slot.dtype else f"{slot.name} ({slot.dtype})"
    handed_on = "handed on" if slot.passthrough else ""
    return Tree(", ".join(filter(None, [name, _needed(slot.required), handed_on])))


def _param(name: str, spec: KnownParam) -> str:
    words = [
        " or ".join(spec.types) or "type not known",
        *_limits(spec),
        *_values("one of", spec.enum, len(spec.enum)),
        *_defaults(spec),
        *_values("for example", spec.examples, _MOST_EXAMPLES),
    ]
    title = f": {spec.title}" if spec.title else ""
    return f"{name}{title}: {'; '.join(words)} ({_attested(spec)})"


_LIMITS: Mapping[str, str] = {
    "gt": "above",
    "ge": "at least",
    "lt": "below",
    "le": "at most",
    "multiple_of": "a multiple of",
    "pattern": "as the pattern",
}


def _limits(spec: KnownParam) -> Iterator[str]:
    for name, words in _LIMITS.items():
        value = getattr(spec, name)
        if value is not None:
            yield f"{words} {show_value(value)}"


def _values(words: str, values: Iterable[object], most: int) -> Iterator[str]:
    shown = [show_value(thaw(value)) for value in values][:most]
    if shown:
        yield f"{words} {', '.join(shown)}"


def _defaults(spec: KnownParam) -> Iterator[str]:
    by_value: dict[str, list[str]] = {}
    for default in spec.defaults:
        text = "not set" if default.value is None else show_value(thaw(default.value))
        by_value.setdefault(text, []).append(default.version)
    for text, versions in by_value.items():
        named = ", ".join(filter(None, versions))
        yield f"default {text} ({named})" if named and len(by_value) > 1 else f"default {text}"
