"""Sound job definitions, as people, cryosparc-tools and its documentation write them."""

from __future__ import annotations

import random
from typing import Any

from cryosparc.controllers import as_input_slot, as_output_slot
from cryosparc.models.job_spec import InputSpec, OutputSpec

from tests.soundness.facts import DATATYPES, SlotFact, slot_types_under, some_slots
from tests.soundness.job_types import JOB_TYPES, PARAMS
from tests.soundness.samples import Document, Sample

TITLES = (
    *("Custom picker", "Re-centre particles", "no", "2024-09-23", "Crop: 50 %", "Åse's maps"),
    *("# not a comment", "Filtre à particules", "12:30:00", "~", "粒子"),
)
_DESCRIPTIONS = (None, "", "Two lines.\nThe second.", "Uses *Markdown* and `code`.", "see J12: ok")
_INPUTS = {
    "exposure": ("micrographs", "exposures", "movies", "mics_1"),
    "particle": ("particles", "input_particles", "particles_A", "P"),
    "volume": ("volume", "initial_model", "map_2"),
    "mask": ("mask", "mask_focus"),
    "template": ("templates", "class_averages"),
    "volume_multi": ("volumes_all_classes",),
    "flex_mesh": ("flex_mesh",),
}
_OF_UNKNOWN_SLOTS = ("annotation_model", "ml_model", "hyperparameter", "flex_model")
KNOWN_DATATYPES = [datatype for datatype in DATATYPES if slot_types_under(datatype)]


def definition(chance: random.Random) -> Sample:
    """Make a definition in one of the ways in which they come to be."""
    made = chance.choice((_by_hand, _by_hand, _of_a_job_type, _of_models, _of_datafields))(chance)
    data, expected = made
    suffix = chance.choice((".yaml", ".yml", ".toml", ".json"))
    document = Document(
        data,
        suffix,
        indent=chance.choice((0, 1, 2, 4)),
        flow=chance.choice((None, False)),
        comment=chance.choice(("", "# made by hand\n", "---\n", "# 1\n# 2\n\n")),
    )
    return Sample("definition", f"job{suffix}", {f"job{suffix}": document}, expected=expected)


def spelled(chance: random.Random, slot: SlotFact, *, in_output: bool) -> Any:
    """Spell a slot in one of the ways that people use."""
    required = slot.required or in_output
    has_number = slot.name[-1].isdigit()
    if (slot.name == slot.slot_type or chance.random() < 0.4) and not has_number:
        return slot.name if required else f"?{slot.name}"
    full: dict[str, Any] = {"name": slot.name, "dtype": slot.slot_type}
    if not required or (not in_output and chance.random() < 0.3):
        full["required"] = required
    return full


def _texts(chance: random.Random) -> dict[str, Any]:
    texts = {"title": chance.choice(TITLES), "description": chance.choice(_DESCRIPTIONS)}
    return {key: text for key, text in texts.items() if text is not None and chance.random() < 0.7}


def _some_optional(chance: random.Random, slots: list[SlotFact]) -> list[SlotFact]:
    return [SlotFact(s.name, s.slot_type, chance.random() < 0.7) for s in slots]


def _counts(chance: random.Random) -> dict[str, Any]:
    least = chance.randint(0, 3)
    counts: dict[str, Any] = {"count_min": least} if chance.random() < 0.6 else {}
    if chance.random() < 0.5:
        counts["count_max"] = chance.choice(("inf", least + 1, 500, 3))
    if chance.random() < 0.3:
        counts["repeat_allowed"] = chance.choice((True, False))
    return counts


def _by_hand(chance: random.Random) -> tuple[Any, frozenset[str]]:
    inputs: dict[str, Any] = {}
    for datatype in chance.sample(KNOWN_DATATYPES, chance.randint(1, 3)):
        slots = _some_optional(chance, some_slots(chance, datatype))
        inputs[chance.choice(_INPUTS[datatype])] = {
            "type": datatype,
            **_texts(chance),
            **_counts(chance),
            "slots": [spelled(chance, slot, in_output=False) for slot in slots],
        }
    outputs: dict[str, Any] = {}
    for number in range(chance.randint(0, 2)):
        datatype = chance.choice(KNOWN_DATATYPES)
        same = [name for name, spec in inputs.items() if spec["type"] == datatype]
        slots = some_slots(chance, datatype)
        outputs[f"made_{number}"] = {
            "type": datatype,
            **_texts(chance),
            **({"passthrough": chance.choice(same)} if same and chance.random() < 0.7 else {}),
            "slots": [spelled(chance, slot, in_output=True) for slot in slots],
        }
    if chance.random() < 0.1:
        outputs["model"] = {"type": chance.choice(_OF_UNKNOWN_SLOTS), "slots": ["model"]}
    data: dict[str, Any] = {**_texts(chance), "inputs": inputs}
    if outputs:
        data["outputs"] = outputs
    if chance.random() < 0.4:
        taken = chance.sample(sorted(PARAMS), 3)
        values = {key: chance.choice(PARAMS[key]) for key in taken}
        data["params"] = {key: value for key, value in values.items() if value is not None}
    return data, frozenset()


def _of_a_job_type(chance: random.Random) -> tuple[Any, frozenset[str]]:
    """Make a definition that takes and makes what one of CryoSPARC's own jobs does."""
    job_type = chance.choice(list(JOB_TYPES.values()))
    inputs: dict[str, Any] = {}
    for spec in job_type.inputs:
        inputs[spec.name] = {
            "type": spec.datatype,
            "title": spec.name.replace("_", " ").capitalize(),
            "count_min": spec.count_min,
            "count_max": "inf" if spec.count_max is None else spec.count_max,
            "slots": [spelled(chance, slot, in_output=False) for slot in spec.slots],
        }
    outputs: dict[str, Any] = {}
    for made in job_type.outputs:
        passed = {"passthrough": made.passthrough} if made.passthrough else {}
        slots = [spelled(chance, slot, in_output=True) for slot in made.slots]
        outputs[made.name] = {"type": made.datatype, "slots": slots, **passed}
    return {"title": job_type.title, "inputs": inputs, "outputs": outputs}, frozenset()


def _of_models(chance: random.Random) -> tuple[Any, frozenset[str]]:
    """Make a definition of what the models of cryosparc-tools dump, which has all keys."""
    datatype: Any = chance.choice(KNOWN_DATATYPES)
    taken: list[Any] = [
        {"name": slot.name, "dtype": slot.slot_type, "required": slot.required}
        for slot in _some_optional(chance, some_slots(chance, datatype))
    ]
    given = InputSpec(type=datatype, title="In", slots=[as_input_slot(slot) for slot in taken])
    made = OutputSpec(
        type=datatype,
        title="Out",
        slots=[as_output_slot(slot) for slot in taken],
        passthrough="given",
    )
    data = {
        "title": chance.choice(TITLES),
        "inputs": {"given": given.model_dump(mode="json")},
        "outputs": {"made": made.model_dump(mode="json")},
    }
    return data, frozenset()


def _of_datafields(chance: random.Random) -> tuple[Any, frozenset[str]]:
    """Make a definition as for CryoSPARC 4, or as in the client's documentation."""
    modes = chance.randint(1, 4)
    components = [{"name": f"components_mode_{k}", "dtype": "components"} for k in range(modes)]
    if chance.random() < 0.5:
        optional = [{**slot, "required": False} if k else slot for k, slot in enumerate(components)]
        made = {"type": "particle", "slots": ["blob", "location", *optional]}
        return {"outputs": {"particles": made}}, frozenset({"optional-output-slot"})
    fields = [{"dtype": "components", "prefix": f"components_mode_{k}"} for k in range(modes)]
    spec = {"type": "particle", "slots": [{**field, "required": True} for field in fields]}
    return {"title": "Latents", "outputs": {"latents": spec}}, frozenset({"deprecated-key"})
