"""Tests of what a register says of its job types."""

from __future__ import annotations

from typing import Any

from cryosparc_spec import JobRegister, structure
from cryosparc_spec.catalogue import Basis
from cryosparc_spec.conversions import job_types_from

RAW: dict[str, Any] = {
    "specs": [
        {
            "type": "my_refine",
            "title": "Mine",
            "category": "refinement",
            "stability": "beta",
            "inputs": {
                "particles": {"type": "particle", "slots": ["blob", "?ctf"], "count_min": 1},
                "mask": {"type": "mask", "slots": ["mask"], "count_max": 1},
            },
            "outputs": {"volume": {"type": "volume", "slots": ["map"], "passthrough": "particles"}},
            "params": {
                "box": {"type": "integer", "title": "Box", "default": 64, "ge": 2, "enum": [64]},
                "sym": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": None},
                "lens": {
                    "type": "array",
                    "items": {"type": "number"},
                    "title": "Lens",
                    "hidden": {"expr": {"op": "==", "param": "box", "value": 64}},
                    "legacy_name": "lenses",
                    "required_param": True,
                },
            },
        }
    ]
}


def test_all_of_a_register_is_known() -> None:
    """Types, limits, conditions, slots and counts, each with the register as its source."""
    types = job_types_from(structure(RAW, JobRegister), source="register.json")
    entry = types["my_refine"]
    assert (entry.title, entry.category, entry.stability) == ("Mine", "refinement", "beta")
    assert entry.is_certain
    assert set(entry.complete) == {"inputs", "outputs", "params"}
    particles, mask = entry.inputs.values()
    assert (particles.count_min, particles.count_max, particles.is_required) == (1, "inf", True)
    assert (mask.count_min, mask.count_max, mask.is_required) == (0, 1, False)
    assert [(slot.name, slot.required) for slot in particles.slots] == [
        ("blob", True),
        ("ctf", False),
    ]
    assert entry.outputs["volume"].passthrough == "particles"
    assert [slot.dtype for slot in entry.outputs["volume"].slots] == ["blob"]
    box, sym, lens = entry.params.values()
    assert (box.types, box.ge, box.enum, box.defaults[0].value) == (("integer",), 2, (64,), 64)
    assert (sym.types, sym.title) == (("string", "null"), "")
    assert (lens.items, lens.legacy_name, lens.required) == (("number",), "lenses", True)
    assert lens.hidden == {"op": "==", "param": "box", "value": 64}
    facts = [entry, particles, mask, *particles.slots, box, sym, lens]
    assert {(fact.basis, fact.sources) for fact in facts} == {(Basis.REGISTER, ("register.json",))}
