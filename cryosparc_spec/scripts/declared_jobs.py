"""The external jobs that a script declares, each as a definition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.converters.sound_parts import structure_sound_parts
from cryosparc_spec.documents.job_definition import JobDefinition
from cryosparc_spec.problems.places import DocumentPath, Position
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import as_instance, as_tuple, is_list, is_mapping
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.scripts.declaration_checks import declares, names_of, types_of
from cryosparc_spec.scripts.found import Found, argument_of, found, placed
from cryosparc_spec.scripts.meanings import text_of
from cryosparc_spec.scripts.plain_parts import Parts, parts_of
from cryosparc_spec.scripts.source import Placed, Source
from cryosparc_spec.scripts.values import Call, Either, JobTrace, options_of


def _as_definition(value: JobDefinition) -> JobDefinition:
    return as_instance(value, JobDefinition)


@attrs.frozen
class DeclaredJob:
    """An external job that a script declares.

    >>> DeclaredJob(JobDefinition(title="Picker")).unknown
    ()
    """

    definition: JobDefinition = attrs.field(converter=_as_definition)
    """What the script says of it, as far as that is known without running it."""
    unknown: tuple[Problem, ...] = attrs.field(default=(), converter=as_tuple)
    """Notes on the parts that are not known, are wrong, or hold only under a condition."""
    position: Position | None = None
    """Where in the script the job is made."""


@attrs.define
class _Draft:
    """The plain data of a definition, and notes on what is missing in it."""

    raw: dict[str, Any] = attrs.field(factory=dict[str, Any])
    notes: list[Found] = attrs.field(factory=list[Found])
    nodes: dict[DocumentPath, Placed] = attrs.field(factory=dict[DocumentPath, Placed])
    """Where each part of it is written, and under the empty path, where the job is made."""


def declared_jobs(
    traces: list[JobTrace], calls: list[Call], source: Source, slot_types: SlotTypes | None
) -> Iterator[DeclaredJob]:
    """Give the external jobs of a script, in the order in which it makes them."""
    types = known_slot_types() if slot_types is None else slot_types
    drafts: list[tuple[Placed, _Draft]] = [
        (trace.node, _draft_of(trace, types)) for trace in traces if _has_parts(trace)
    ]
    results = (call for call in calls if call.name == "save_external_result")
    drafts += [(call.node, _draft_of_result(call, types)) for call in results]
    given: list[tuple[object, object]] = []
    for node, draft in sorted(drafts, key=lambda one: one[0].lineno):
        sound = structure_sound_parts(draft.raw, JobDefinition, slot_types=slot_types)
        definition = sound.value
        if definition is None or (definition, draft.raw) in given:
            continue
        given.append((definition, draft.raw))
        left_out = [_left_out(problem, draft) for problem in sound.problems]
        notes = tuple(placed([*draft.notes, *left_out], source))
        yield DeclaredJob(definition, notes, source.place(node).position)


def _has_parts(trace: JobTrace) -> bool:
    return any(declares(call) for call in trace.calls)


def _draft_of(trace: JobTrace, types: SlotTypes) -> _Draft:
    draft = _Draft(nodes={(): trace.node})
    for key, value in (("title", trace.title), ("description", trace.description)):
        text = text_of(value)
        if text:
            draft.raw[key] = text
        elif value is not None and not _is_nothing(value):
            _note(draft, trace, (key,), f"the {key} is not known")
    for call in trace.calls:
        side = declares(call)
        if side is not None:
            _add(draft, call, side, types)
    if trace.is_given_away:
        message = "the job is handed to code that is not in the script, which may add to it"
        _note(draft, trace, (), message)
    elif trace.is_open:
        _note(draft, trace, (), "the script may add more to the job than could be followed")
    return draft


def _is_nothing(value: Any) -> bool:
    return any(getattr(option, "value", 0) in (None, "") for option in options_of(value))


def _note(draft: _Draft, at: Any, path: DocumentPath, message: str) -> None:
    kind, note = ProblemKind.INVALID_VALUE, Severity.NOTE
    node = at.node if hasattr(at, "node") else at
    draft.notes.append(found(node, path, message, kind, severity=note))


def _left_out(problem: Problem, draft: _Draft) -> Found:
    """Return a note on a part that is wrong, at the nearest place where it is written."""
    length = next(n for n in range(len(problem.path), -1, -1) if problem.path[:n] in draft.nodes)
    message = f"left out, since it is wrong: {problem.message}"
    node = draft.nodes[problem.path[:length]]
    return found(node, problem.path, message, problem.kind, severity=Severity.NOTE)


def _draft_of_result(call: Call, types: SlotTypes) -> _Draft:
    """Return the job that a call saves one output as, with the input that is passed through."""
    draft = _Draft(nodes={(): call.node})
    for key, name in (("title", "title"), ("description", "desc")):
        text = text_of(call.get(name))
        if text:
            draft.raw[key] = text
    _add(draft, call, "outputs", types)
    names = names_of(call)
    passed = call.get("passthrough")
    for option in options_of(passed) if passed is not None and names else ():
        items = getattr(option, "items", [])
        source = text_of(items[1]) if len(items) == 2 else None
        spec = draft.raw["outputs"][names[0]]
        if source and spec.get("type"):
            draft.raw["inputs"] = {source: {"type": spec["type"], "slots": [], "count_min": 1}}
            spec["passthrough"] = source
    return draft


def _add(draft: _Draft, call: Call, side: str, types: SlotTypes) -> None:
    names, parts = names_of(call), parts_of(call)
    single = side[:-1]
    spec = {**parts.raw}
    if call.name == "save_external_result":
        spec = {key: value for key, value in spec.items() if key in ("type", "slots")}
        parts.unknown = {p: n for p, n in parts.unknown.items() if p[:1] in (("type",), ("slots",))}
        if names and not spec.get("slots") and not parts.is_open(("slots",)):
            _note(
                draft,
                call,
                (side, names[0], "slots"),
                "not known: those of the table that is saved",
            )
    if not names:
        _note(draft, call, (side,), f"the name of an {single} is not known: it is left out")
        return
    name = names[0]
    existing = draft.raw.setdefault(side, {})
    if call.name == "connect":
        if name in existing:
            return
        spec["count_min"] = 1
    elif name in existing and call.is_conditional:
        return
    if "type" not in spec and not _guess_type(draft, call, (side, name), spec, types):
        return
    if spec.get("title") == name:
        del spec["title"]
    existing[name] = spec
    draft.nodes |= {(side, name, *path): node for path, node in parts.nodes.items()}
    _notes_on(draft, call, (side, name), parts)


def _guess_type(
    draft: _Draft, call: Call, path: DocumentPath, spec: dict[str, Any], types: SlotTypes
) -> bool:
    """Give an input or output the type of what passes it on, or the only one of its slots."""
    passed_on = _types_passed_on(call, str(path[1]))
    if len(passed_on) == 1:
        [spec["type"]] = passed_on
        _note(draft, call, path, f"the type is not known: {spec['type']}, as what passes it on")
        return True
    slots = spec.get("slots", [])
    found_types = {datatype for datatype, _ in types}
    for slot in slots if is_list(slots) else ():
        name = slot.get("dtype") if is_mapping(slot) else str(slot).removeprefix("?")
        dtype = types.slot_type_of(str(name)) or name
        found_types &= {key[0] for key in types if key[1] == dtype}
    if len(found_types) != 1 or not slots:
        _note(draft, call, path, f"the type of {show_value(path[1])} is not known: it is left out")
        return False
    [spec["type"]] = found_types
    _note(draft, call, path, f"the type is not known: {spec['type']}, by the slots")
    return True


def _types_passed_on(call: Call, name: str) -> set[str]:
    """Return the types of the outputs that pass an input on, which are its own."""
    others = call.job.calls if call.job and call.name == "connect" else ()
    return {
        kind
        for other in others
        if text_of(other.get("passthrough")) == name
        for kind in types_of(other)
        if kind is not None
    }


def _notes_on(draft: _Draft, call: Call, path: DocumentPath, parts: Parts) -> None:
    if call.is_conditional:
        _note(draft, call, path, "declared under a condition, or in a loop that is not known")
    name = call.get("name")
    if isinstance(name, Either):
        others = ", ".join(map(show_value, names_of(call)))
        _note(draft, call, path, f"the name is one of {others}")
    for part, node in parts.unknown.items():
        if part and part[-1] == "...":
            _note(draft, node, (*path, *part[:-1]), "not all of it is known")
        elif part and str(part[-1]).startswith("["):
            _note(draft, node, (*path, *part[:-1]), f"item {part[-1]} is not known: it is left out")
        elif len(part) == 1 and part[0] != "type":
            _note(draft, node, (*path, *part), f"{argument_of(str(part[0]))} is not known")
    for part, node in parts.conditional.items():
        _note(draft, node, (*path, *part), "this depends on a condition")
