"""Checks of the plain data of job definitions, whose parts may be wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import attrs

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.checks.definition import check_definition
from cryosparc_spec.converters.sound_parts import SoundParts, structure_sound_parts
from cryosparc_spec.display.displayed import ProblemList
from cryosparc_spec.documents.job_definition import (
    InputSpec,
    JobDefinition,
)
from cryosparc_spec.documents.output_slots import as_required, optional_in_full
from cryosparc_spec.problems.errors import ParseError
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import is_list, is_mapping
from cryosparc_spec.problems.words import few_near_words, word_meant
from cryosparc_spec.slots.json_text import read_mapping
from cryosparc_spec.slots.reading import deprecated_prefix
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.datatypes import Datatype

_HINTS_NEED_TYPE = {ProblemKind.NO_SLOTS, ProblemKind.PASSTHROUGH}
_NEED_TYPE = {ProblemKind.UNKNOWN_SLOT_TYPE, ProblemKind.OTHER_DATATYPE}


@few_near_words
def check_raw_definition(
    raw: object, *, slot_types: SlotTypes | None = None
) -> tuple[Problem, ...]:
    """Return everything that is wrong with the plain data of a job definition.

    Structure, deprecated keys and :func:`check_definition` together: parts that are wrong do not
    keep the rest from being checked.
    """
    salvaged = structure_sound_parts(raw, JobDefinition, slot_types=slot_types)
    problems = [*salvaged.problems, *_optional_in_outputs(raw), *_deprecated_keys(raw, salvaged)]
    untyped = _untyped(raw)
    mended = _with_required(_with_types(raw, untyped))
    if mended is not raw:
        salvaged = structure_sound_parts(mended, JobDefinition, slot_types=slot_types)
    if salvaged.value is None:
        return ProblemList(problems)
    unclear = {path for path, spec in untyped.items() if _type_meant(spec) is None}
    sides = {path[0] for path in unclear}
    for found in check_definition(salvaged.value, slot_types=slot_types):
        problem = attrs.evolve(found, path=salvaged.original_path(found.path))
        if not _is_consequence(problem, salvaged, untyped, unclear):
            guessed = problem.kind in _HINTS_NEED_TYPE and problem.path[:2] in unclear
            guessed |= problem.kind is ProblemKind.PASSTHROUGH and "inputs" in sides
            problems.append(_without_advice(problem) if guessed else problem)
    return ProblemList(problems)


def _without_advice(problem: Problem) -> Problem:
    """Return a problem without what depends on a type that is not known."""
    message = problem.message.partition(": expected one of the inputs")[0]
    message = message.partition(": expected an input of type")[0]
    return attrs.evolve(problem.with_fix(None), message=message)


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
    return word_meant(word, list(Datatype)) if isinstance(word, str) else None


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
    problem: Problem,
    salvaged: SoundParts,
    untyped: Mapping[DocumentPath, Mapping[Any, Any]],
    unclear: Collection[DocumentPath],
) -> bool:
    """Whether a problem is there only because a part was left out, or has no type.

    Where it is clear which type is meant, the slots are those of that type.
    """
    path, damaged = problem.path, salvaged.damaged(problem.path)
    match problem.kind:
        case ProblemKind.NO_INPUTS_OR_OUTPUTS:
            return not _meant(damaged, JobDefinition).isdisjoint({"inputs", "outputs"})
        case ProblemKind.NO_SLOTS:
            return "slots" in _meant(damaged, InputSpec) or untyped.get(path) == {}
        case ProblemKind.PASSTHROUGH:
            definition: JobDefinition = salvaged.value
            given = definition.outputs[str(path[1])].passthrough
            if given in definition.inputs:
                return path[:2] in untyped or ("inputs", given) in untyped
            lost = {key for key in salvaged.damaged() if (key,) in salvaged.removed}
            return ("inputs", given) in salvaged.removed or "inputs" in _meant(lost, JobDefinition)
        case _:
            return problem.kind in _NEED_TYPE and path[:2] in unclear


def _meant(keys: Iterable[str | int], cls: type[Any]) -> set[str | None]:
    """Return the attributes that keys were meant for, also those mistyped."""
    names = [attribute.name for attribute in attrs.fields(cls)]
    return {word_meant(str(key), names) for key in keys}


def _optional_in_outputs(raw: object) -> Iterator[Problem]:
    for path, item in slot_items(raw):
        problem = optional_in_full(item) if path[0] == "outputs" else None
        if problem is not None:
            yield problem.under(*path)


def _deprecated_keys(raw: object, salvaged: SoundParts) -> Iterator[Problem]:
    for path, item in slot_items(raw):
        in_text = isinstance(item, str) and item.startswith("{")
        mapping = _mapping_in(item)
        if "prefix" not in mapping or (*path, "prefix") in salvaged.removed:
            continue
        slot = structure_sound_parts(item, Slot).value
        if slot is None:
            continue
        problem = deprecated_prefix(slot)
        if in_text:
            required = slot.required or path[0] == "outputs"
            fix = Fix.of(attrs.evolve(slot, required=required).to_dict())
            yield problem.with_fix(fix).under(*path)
        else:
            rename = Fix.rename("name", value=slot.name)
            fix = Fix.remove() if "name" in mapping else rename
            yield problem.with_fix(fix).under(*path, "prefix")


def _mapping_in(item: object) -> Mapping[Any, Any]:
    """Return a slot that is written in full, also as JSON text; an empty mapping for others."""
    if isinstance(item, str) and item.startswith("{"):
        with suppress(ParseError):
            return read_mapping(item)
    return item if is_mapping(item) else {}


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
