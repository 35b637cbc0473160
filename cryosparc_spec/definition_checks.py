"""Checks of job definitions, of what structure alone does not show: objects in, problems out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from typing import Any

import attrs

from cryosparc_spec.catalogue import SlotTypes, known_slot_types
from cryosparc_spec.datatypes import Datatype
from cryosparc_spec.display import ProblemList
from cryosparc_spec.documents.external import (
    MOST_CONNECTIONS,
    InputSpec,
    JobDefinition,
    OutputSpec,
)
from cryosparc_spec.documents.output_slots import as_required
from cryosparc_spec.errors import (
    DocumentPath,
    Fix,
    ParseError,
    Problem,
    ProblemKind,
    Severity,
    nearest_word,
    show_value,
)
from cryosparc_spec.salvage import Salvaged, salvage
from cryosparc_spec.slots import Slot, deprecated_prefix, read_mapping, unknown_slot_type
from cryosparc_spec.validators import is_list, is_mapping

_HINTS_NEED_TYPE = {ProblemKind.NO_SLOTS, ProblemKind.PASSTHROUGH}
_NEED_TYPE = {ProblemKind.UNKNOWN_SLOT_TYPE, ProblemKind.OTHER_DATATYPE}
_MOST_NAMED = 50
_MOST_CHOICES = 5
SERVER_NAME = re.compile(r"[A-Za-z][0-9A-Za-z_]*")
"""What the server takes as the name of an input or an output."""


def check_definition(
    definition: JobDefinition, *, slot_types: SlotTypes | None = None
) -> tuple[Problem, ...]:
    """Return what is wrong, or doubtful, about a job definition.

    The server's own rules are errors: names, passthroughs, counts. A slot type that the catalogue
    does not know, or knows only under another datatype, is a warning, since the catalogue is not
    complete; where nothing is known of a datatype it is a note.

    >>> problem, = check_definition(JobDefinition(inputs={"mics": InputSpec(type="exposure")}))
    >>> print(problem)
    $.inputs.mics: the input lists no slots; write "slots": ["micrograph_blob"]
    """
    types = known_slot_types() if slot_types is None else slot_types
    return ProblemList(_problems_of(definition, types))


def check_raw_definition(
    raw: object, *, slot_types: SlotTypes | None = None
) -> tuple[Problem, ...]:
    """Return everything that is wrong with the plain data of a job definition.

    Structure, deprecated keys and :func:`check_definition` together: parts that are wrong do not
    keep the rest from being checked.
    """
    salvaged = salvage(raw, JobDefinition, slot_types=slot_types)
    problems = [*salvaged.problems, *_deprecated_keys(raw, salvaged)]
    untyped = _untyped(raw)
    mended = _with_required(_with_types(raw, untyped))
    if mended is not raw:
        salvaged = salvage(mended, JobDefinition, slot_types=slot_types)
    if salvaged.value is None:
        return ProblemList(problems)
    unclear = {path for path, spec in untyped.items() if _type_meant(spec) is None}
    sides = {path[0] for path in unclear}
    for found in check_definition(salvaged.value, slot_types=slot_types):
        problem = attrs.evolve(found, path=salvaged.original_path(found.path))
        if not _is_consequence(problem, salvaged, untyped):
            guessed = problem.kind in _HINTS_NEED_TYPE and problem.path[:2] in unclear
            guessed |= problem.kind is ProblemKind.PASSTHROUGH and "inputs" in sides
            problems.append(attrs.evolve(problem, hint=None) if guessed else problem)
    return ProblemList(problems)


def _untyped(raw: object) -> dict[DocumentPath, Mapping[Any, Any]]:
    """Return the inputs and outputs whose type is missing or wrong, by path."""
    return {
        (side, str(name)): spec
        for side, name, spec in _specs(raw)
        if is_mapping(spec) and spec.get("type") not in Datatype
    }


def _with_types(raw: Any, untyped: Collection[DocumentPath]) -> Any:
    """Give inputs and outputs without a type one, so that the rest of them is checked."""
    if not untyped:
        return raw
    typed = {**raw}
    for side in {path[0] for path in untyped}:
        typed[side] = {
            name: {**spec, "type": _type_meant(spec) or Datatype.PARTICLE}
            if (side, str(name)) in untyped
            else spec
            for name, spec in raw[side].items()
        }
    return typed


def _type_meant(spec: Mapping[Any, Any]) -> str | None:
    word = spec.get("type")
    return nearest_word(word, list(Datatype)) if isinstance(word, str) else None


def _with_required(raw: Any) -> Any:
    """Make the slots of outputs required, so that the rest of them is checked."""
    outputs = _get(raw, "outputs")
    if not is_mapping(outputs):
        return raw
    mended = {name: _with_required_slots(spec) for name, spec in outputs.items()}
    return raw if mended == outputs else {**raw, "outputs": mended}


def _with_required_slots(spec: Any) -> Any:
    slots = _get(spec, "slots")
    if not is_list(slots):
        return spec
    required = list(slots)
    for index, slot in enumerate(slots):
        with suppress(ParseError):
            required[index] = as_required(slot)
    return {**spec, "slots": required}


def _is_consequence(
    problem: Problem, salvaged: Salvaged, untyped: Mapping[DocumentPath, Mapping[Any, Any]]
) -> bool:
    """Whether a problem is there only because a part was left out, or has no type."""
    path, damaged = problem.path, salvaged.damaged(problem.path)
    match problem.kind:
        case ProblemKind.NO_INPUTS_OR_OUTPUTS:
            return not _meant(damaged, JobDefinition).isdisjoint({"inputs", "outputs"})
        case ProblemKind.NO_SLOTS:
            return "slots" in _meant(damaged, InputSpec) or untyped.get(path[:2]) == {}
        case ProblemKind.PASSTHROUGH:
            definition: JobDefinition = salvaged.value
            given = definition.outputs[str(path[1])].passthrough
            if given in definition.inputs:
                return path[:2] in untyped or ("inputs", given) in untyped
            lost = {key for key in salvaged.damaged() if (key,) in salvaged.removed}
            return ("inputs", given) in salvaged.removed or "inputs" in _meant(lost, JobDefinition)
        case _:
            return problem.kind in _NEED_TYPE and path[:2] in untyped


def _meant(keys: Iterable[str | int], cls: type[Any]) -> set[str | None]:
    """Return the attributes that keys were meant for, also those mistyped."""
    names = [attribute.name for attribute in attrs.fields(cls)]
    return {nearest_word(str(key), names) for key in keys}


def _deprecated_keys(raw: object, salvaged: Salvaged) -> Iterator[Problem]:
    for path, item in slot_items(raw):
        in_text = isinstance(item, str) and item.startswith("{")
        slot = salvage(item, Slot).value if in_text or is_mapping(item) else None
        if slot is None:
            continue
        mapping: Any = read_mapping(str(item)) if in_text else item
        if "prefix" not in mapping or (*path, "prefix") in salvaged.removed:
            continue
        problem = deprecated_prefix(slot)
        if in_text:
            required = slot.required or path[0] == "outputs"
            fix = Fix.of(attrs.evolve(slot, required=required).to_dict())
            yield attrs.evolve(problem, hint=str(fix), fix=fix).under(*path)
        else:
            hint = "leave it out" if "name" in mapping else problem.hint
            yield attrs.evolve(problem, hint=hint).under(*path, "prefix")


def slot_items(raw: object) -> Iterator[tuple[DocumentPath, object]]:
    """Give the items of all lists of slots in the plain data of a definition, with their paths."""
    for side, name, spec in _specs(raw):
        slots = _get(spec, "slots")
        for index, item in enumerate(slots if is_list(slots) else ()):
            yield (side, str(name), "slots", index), item


def _specs(raw: object) -> Iterator[tuple[str, object, object]]:
    for side in ("inputs", "outputs"):
        for name, spec in _items(_get(raw, side)):
            yield side, name, spec


def _get(raw: object, key: str) -> object:
    return raw.get(key) if is_mapping(raw) else None


def _items(raw: object) -> Iterable[tuple[object, object]]:
    return raw.items() if is_mapping(raw) else ()


def _problems_of(definition: JobDefinition, slot_types: SlotTypes) -> Iterator[Problem]:
    if not definition.inputs and not definition.outputs:
        yield Problem(
            (),
            "the definition has neither inputs nor outputs",
            kind=ProblemKind.NO_INPUTS_OR_OUTPUTS,
            fix=Fix.of({"particles": {"type": "particle", "slots": ["blob"]}}, key="outputs"),
        )
    for name, spec in definition.inputs.items():
        path: DocumentPath = ("inputs", name)
        yield from _check_name(path, name)
        yield from _check_counts(path, spec)
        yield from _check_slots(path, spec, slot_types)
    for name, output in definition.outputs.items():
        path = ("outputs", name)
        yield from _check_name(path, name)
        yield from _check_passthrough(path, output, definition.inputs)
        yield from _check_slots(path, output, slot_types)


def _check_name(path: DocumentPath, name: str) -> Iterator[Problem]:
    if not SERVER_NAME.fullmatch(name):
        side = str(path[0])[:-1]
        kept = re.sub("[^0-9A-Za-z_]+", "_", name).strip("_")
        kept = f"{side}_{kept}" if kept[:1].isdigit() else kept
        yield Problem(
            path,
            f"{show_value(name)} cannot name an {side}: "
            "expected a letter, then letters, digits and underscores",
            kind=ProblemKind.INVALID_NAME,
            hint=f'write "{kept}"' if kept else None,
        )


def _check_counts(path: DocumentPath, spec: InputSpec) -> Iterator[Problem]:
    least, most = spec.count_min, spec.count_max
    if not 0 <= least <= MOST_CONNECTIONS:
        known = most if most is not None and 0 <= most <= MOST_CONNECTIONS else MOST_CONNECTIONS
        yield _count_out_of_range(path, "count_min", least, meant=min(max(least, 0), known))
    if most is not None and not 0 <= most <= MOST_CONNECTIONS:
        yield _count_out_of_range(path, "count_max", most, meant="inf")
    elif most is not None and most < least <= MOST_CONNECTIONS:
        yield Problem(
            (*path, "count_min"),
            f"count_min is {show_value(least)}, over count_max, which is {show_value(most)}",
            kind=ProblemKind.INVALID_COUNT,
            fix=Fix.of(most, key="count_min", remark=", or a larger count_max"),
        )


def _count_out_of_range(path: DocumentPath, key: str, value: int, *, meant: object) -> Problem:
    return Problem(
        (*path, key),
        f"{key} is {show_value(value)}: expected 0 to {MOST_CONNECTIONS}",
        kind=ProblemKind.INVALID_COUNT,
        fix=Fix.of(meant, key=key),
    )


def _check_passthrough(
    path: DocumentPath, output: OutputSpec, inputs: Mapping[str, InputSpec]
) -> Iterator[Problem]:
    name = output.passthrough
    if name is None or (name in inputs and inputs[name].type is output.type):
        return
    named = list(islice(inputs.items(), _MOST_NAMED))
    same = [other for other, spec in named if spec.type is output.type]
    meant = nearest_word(name, same) or (same[0] if same else None)
    fix = Fix.of(meant, key="passthrough") if meant else None
    if name not in inputs:
        known = ", ".join(_shown(other) for other, _ in named) or "none"
        known += ", ..." if len(inputs) > len(named) else ""
        message = f"{show_value(name)} is not an input: expected one of the inputs ({known})"
    else:
        message = (
            f"the input {show_value(name)} is of type {inputs[name].type}, "
            f"and this output of type {output.type}: expected the same"
        )
    hint = str(fix) if fix else "leave passthrough out"
    kind = ProblemKind.PASSTHROUGH
    yield Problem((*path, "passthrough"), message, kind=kind, hint=hint, fix=fix)


def _shown(name: str) -> str:
    return name if SERVER_NAME.fullmatch(name) else show_value(name)


def _check_slots(
    path: DocumentPath, spec: InputSpec | OutputSpec, slot_types: SlotTypes
) -> Iterator[Problem]:
    if not spec.slots:
        yield _no_slots(path, spec, slot_types)
    names: set[str] = set()
    for index, slot in enumerate(spec.slots):
        place: DocumentPath = (*path, "slots", index)
        if slot.name in names:
            yield Problem(
                place,
                f"{show_value(slot.name)} is listed before: a slot can stand once",
                kind=ProblemKind.DUPLICATE_SLOT,
                hint="leave it out",
            )
        names.add(slot.name)
        found = check_slot_type(slot, spec.type, slot_types)
        yield from (problem.under(*place) for problem in found)


def _no_slots(path: DocumentPath, spec: InputSpec | OutputSpec, slot_types: SlotTypes) -> Problem:
    names = sorted(name for slot_type in slot_types.under(spec.type) for name in slot_type.names)
    usual = next((name for name in ("blob", "micrograph_blob", "map", *names) if name in names), "")
    return Problem(
        path,
        f"the {str(path[0])[:-1]} lists no slots",
        kind=ProblemKind.NO_SLOTS,
        severity=Severity.WARNING,
        fix=Fix.of([usual], key="slots") if usual else None,
    )


@lru_cache(64)
def _only_under(datatype: Datatype, slot_types: SlotTypes) -> SlotTypes:
    return SlotTypes(slot_types.under(datatype))


def check_slot_type(slot: Slot, datatype: Datatype, slot_types: SlotTypes) -> Iterator[Problem]:
    """Tell where a slot's type is not known, or known only under other datatypes."""
    under_datatype = slot_types.under(datatype)
    if (datatype.value, slot.dtype) in slot_types:
        return
    if not under_datatype:
        yield Problem(
            (),
            f"nothing is known of the slots of {datatype}: {show_value(slot.dtype)} is unchecked",
            kind=ProblemKind.UNKNOWN_SLOT_TYPE,
            severity=Severity.NOTE,
        )
        return
    others = [key[0] for key in slot_types if key[1] == slot.dtype]
    if not others:
        yield unknown_slot_type(slot, _only_under(datatype, slot_types))
        return
    seen = list(dict.fromkeys(slot_type.slot_type for slot_type in under_datatype))
    yield Problem(
        (),
        f"the slot type {show_value(slot.dtype)} was seen under {' and '.join(others)}, "
        f"not under {datatype}",
        kind=ProblemKind.OTHER_DATATYPE,
        severity=Severity.WARNING,
        hint=f"write one of {', '.join(seen)}"
        if len(seen) <= _MOST_CHOICES
        else f"`cryosparc-spec slots --datatype {datatype}` shows those seen",
    )
