"""Mistakes planted in random definitions, one in each."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TypeAlias

import attrs

from cryosparc_spec import InputSpec, JobDefinition, OutputSpec, Slot, known_slot_types
from cryosparc_spec.problems import ProblemKind

Planted: TypeAlias = tuple[JobDefinition, str, ProblemKind, str]
"""A definition with a mistake, the text of the mistake, its kind, and a line to put at the end."""


def _replaced(definition: JobDefinition, name: str, **changes: object) -> JobDefinition:
    side = "inputs" if name in definition.inputs else "outputs"
    specs = {**getattr(definition, side)}
    specs[name] = attrs.evolve(specs[name], **changes)
    inputs, outputs = (specs, {}) if side == "inputs" else ({}, specs)
    return attrs.evolve(
        definition,
        inputs=inputs or definition.inputs,
        outputs=outputs or definition.outputs,
    )


def _slip(random: Random, word: str) -> str:
    """Return a word with two letters changed places, or one left out."""
    at = random.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def unknown_slot(definition: JobDefinition, random: Random) -> Planted | None:
    name = random.choice([*definition.inputs])
    known = [*known_slot_types().short_names]
    wrong = _slip(random, random.choice([word for word in known if len(word) > 4]))
    if known_slot_types().slot_type_of(wrong):
        return None
    slots = [*definition.inputs[name].slots, Slot(wrong, wrong)]
    changed = _replaced(definition, name, slots=slots)
    return changed, wrong, ProblemKind.UNKNOWN_SLOT_TYPE, ""


def other_datatype(definition: JobDefinition, random: Random) -> Planted | None:
    name = random.choice([*definition.outputs])
    if definition.outputs[name].type in ("exposure", "volume"):
        return None
    slots = [*definition.outputs[name].slots, Slot("movie_blob", "movie_blob")]
    changed = _replaced(definition, name, slots=slots)
    return changed, "movie_blob", ProblemKind.OTHER_DATATYPE, ""


def listed_twice(definition: JobDefinition, random: Random) -> Planted | None:
    name = random.choice([*definition.inputs])
    if definition.inputs[name].type != "particle":
        return None
    slots = [s for s in definition.inputs[name].slots if s.name != "ctf"]
    changed = _replaced(definition, name, slots=[Slot("ctf", "ctf"), *slots, Slot("ctf", "ctf")])
    return changed, "ctf", ProblemKind.DUPLICATE_SLOT, ""


def no_such_input(definition: JobDefinition, random: Random) -> Planted:
    name = random.choice([*definition.outputs])
    return (
        _replaced(definition, name, passthrough="nothing"),
        "nothing",
        ProblemKind.PASSTHROUGH,
        "",
    )


def name_refused(definition: JobDefinition, random: Random) -> Planted:
    outputs = {
        **definition.outputs,
        "my-out": OutputSpec(type="mask", slots=[Slot("mask", "blob")]),
    }
    changed = attrs.evolve(definition, outputs=outputs)
    return changed, "my-out", ProblemKind.INVALID_NAME, ""


def too_many(definition: JobDefinition, random: Random) -> Planted:
    spec = InputSpec(type="mask", slots=[Slot("mask", "blob")], count_max=777)
    inputs = {**definition.inputs, "masks": spec}
    return attrs.evolve(definition, inputs=inputs), "777", ProblemKind.INVALID_COUNT, ""


def saved_as_another(definition: JobDefinition, random: Random) -> Planted:
    line = 'job.save_output("nowhere", None)'
    return definition, '"nowhere"', ProblemKind.UNDECLARED, line


def loaded_from_another(definition: JobDefinition, random: Random) -> Planted:
    line = 'job.load_input(slots="all", name="elsewhere")'
    return definition, '"elsewhere"', ProblemKind.UNDECLARED, line


def no_such_argument(definition: JobDefinition, random: Random) -> Planted:
    line = 'job.add_output("mask", "a_mask", [{"name": "mask", "dtype": "blob"}], pasthrough=None)'
    return definition, "pasthrough=None", ProblemKind.UNKNOWN_ARGUMENT, line


def no_such_key(definition: JobDefinition, random: Random) -> Planted:
    line = 'job.add_input("mask", "m", slots=[{"name": "mask", "dtype": "blob", "requird": True}])'
    return definition, '"requird"', ProblemKind.UNKNOWN_KEY, line


def no_such_datatype(definition: JobDefinition, random: Random) -> Planted:
    wrong = _slip(random, random.choice(["particle", "template"]))
    line = f'job.add_output(name="typed", type="{wrong}", slots=["blob"])'
    return definition, f'"{wrong}"', ProblemKind.UNKNOWN_WORD, line


def optional_output(definition: JobDefinition, random: Random) -> Planted:
    line = 'job.add_output("particle", "typed", ["blob", "?ctf"])'
    return definition, '"?ctf"', ProblemKind.OPTIONAL_OUTPUT_SLOT, line


def series_short(definition: JobDefinition, random: Random) -> Planted:
    line = 'job.add_output("particle", "typed", [f"alignments_class_{0}"])'
    return definition, 'f"alignments_class_{0}"', ProblemKind.SERIES_SHORTHAND, line


def old_key(definition: JobDefinition, random: Random) -> Planted:
    line = 'job.add_output("particle", "typed", [dict(prefix="ctf", dtype="ctf")])'
    return definition, 'prefix="ctf"', ProblemKind.DEPRECATED_KEY, line


def not_to_load(definition: JobDefinition, random: Random) -> Planted:
    line = 'project.find_job("J1").load_output("particles", ["blob", "c t f"])'
    line = line.replace("project.", 'CryoSPARC().find_project("P1").')
    return definition, '"c t f"', ProblemKind.INVALID_NAME, line


Mistake: TypeAlias = Callable[[JobDefinition, Random], Planted | None]

MISTAKES: list[Mistake] = [
    *(unknown_slot, other_datatype, listed_twice, no_such_input, name_refused, too_many),
    *(saved_as_another, loaded_from_another, no_such_argument, no_such_key, no_such_datatype),
    *(optional_output, series_short, old_key, not_to_load),
]
