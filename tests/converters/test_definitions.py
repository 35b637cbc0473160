"""Sound definitions made in one pass are those that the pass in detail makes."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest
from hypothesis import given

from cryosparc_spec import JobDefinition, SpecError, dumps, structure, unstructure
from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.converters.definitions import structure_if_sound
from cryosparc_spec.converters.plain_data import make_converter
from cryosparc_spec.documents.job_definition import InputSpec, OutputSpec
from cryosparc_spec.testing.classes import strategy_for

IN_DETAIL = make_converter()


@given(definition=strategy_for(JobDefinition))
def test_one_pass_makes_what_the_pass_in_detail_makes(definition: JobDefinition) -> None:
    """Equal, of the same types down to each value, and with everything written back."""
    raw = unstructure(definition)
    in_detail = IN_DETAIL.structure(raw, JobDefinition)
    made = structure_if_sound(raw, JobDefinition, None)
    assert made in (None, in_detail)
    assert repr(made or in_detail) == repr(in_detail)
    assert unstructure(made or in_detail) == raw


SOUND: dict[str, Any] = {
    "$schema": "definition.schema.json",
    "title": "Picker",
    "description": "Picks.",
    "inputs": {
        "micrographs": {
            "type": "exposure",
            "title": "Micrographs",
            "description": "All of them.",
            "slots": ["micrograph_blob", "?ctf", {"name": "b", "dtype": "blob"}],
            "count_min": 1,
            "count_max": "inf",
            "repeat_allowed": True,
            "match_result_by": "type",
        },
        "template": {"type": "template", "count_max": 3},
    },
    "outputs": {
        "picked": {"type": "particle", "slots": ["location"], "passthrough": "micrographs"},
        "left": {"type": "particle", "passthrough": None},
    },
    "params": {"box": 256, "angles": [0.5, {"a": None}]},
}


def test_a_sound_definition_needs_one_pass() -> None:
    """With all its keys."""
    made = structure_if_sound(SOUND, JobDefinition, None)
    assert made == IN_DETAIL.structure(SOUND, JobDefinition)
    assert attrs.evolve(made) == made
    assert hash(made) == hash(IN_DETAIL.structure(SOUND, JobDefinition))


def changed(side: str, **values: Any) -> dict[str, Any]:
    """Return a small definition with an input or output that has other values."""
    return {side: {"a": {"type": "particle", **values}}}


class Text(str):
    """Text of a class of its own."""

    __slots__ = ()


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param([], id="no mapping"),
        pytest.param({"titel": "x"}, id="unknown key"),
        pytest.param({1: "x"}, id="a key that is no text"),
        pytest.param({"title": None}, id="a title that is no text"),
        pytest.param({"inputs": []}, id="inputs that are a list"),
        pytest.param({"inputs": {1: {"type": "mask"}}}, id="a name that is a number"),
        pytest.param({"inputs": {"a": None}}, id="an input that is nothing"),
        pytest.param({"inputs": {"a": {}}}, id="an input without a type"),
        pytest.param({"outputs": {"a": {"title": "x"}}}, id="an output without a type"),
        pytest.param(changed("inputs", type="particl"), id="an unknown datatype"),
        pytest.param(changed("inputs", type=["mask"]), id="a list of datatypes"),
        pytest.param(changed("inputs", slot=[]), id="an unknown key in an input"),
        pytest.param(changed("inputs", passthrough="x"), id="a key of an output in an input"),
        pytest.param(changed("outputs", count_min=1), id="a key of an input in an output"),
        pytest.param(changed("inputs", count_min=True), id="a count that is a flag"),
        pytest.param(changed("inputs", count_min=1.0), id="a count that is a float"),
        pytest.param(changed("inputs", count_max="many"), id="a limit that is a word"),
        pytest.param(changed("inputs", repeat_allowed=1), id="a flag that is a number"),
        pytest.param(changed("inputs", match_result_by="typ"), id="an unknown matching"),
        pytest.param(changed("inputs", slots="ctf"), id="slots that are text"),
        pytest.param(changed("inputs", slots=["cft"]), id="a slot type that is not known"),
        pytest.param(changed("inputs", slots=["??ctf"]), id="a slot that is none"),
        pytest.param(
            changed("inputs", slots=[{"prefix": "ctf", "dtype": "ctf"}]), id="a deprecated slot"
        ),
        pytest.param(changed("outputs", slots=["?ctf"]), id="an optional slot of an output"),
        pytest.param(
            changed("outputs", slots=[{"name": "ctf", "dtype": "ctf", "required": False}]),
            id="an optional slot of an output in full",
        ),
        pytest.param(changed("outputs", passthrough=3), id="a passthrough that is a number"),
        pytest.param({"params": {"a": float("nan")}}, id="a number that JSON cannot hold"),
        pytest.param({"params": []}, id="parameters that are a list"),
        pytest.param({"inputs": {Text("a"): {"type": "volume"}}}, id="a name of its own class"),
    ],
)
def test_the_rest_is_left_to_the_pass_in_detail(raw: Any) -> None:
    """What is wrong, unusual, or to be pointed out."""
    assert structure_if_sound(raw, JobDefinition, None) is None


def test_other_classes_are_left_to_the_pass_in_detail() -> None:
    """Inputs have no pass of their own."""
    assert structure_if_sound({"type": "mask"}, InputSpec, None) is None


def test_all_problems_are_told() -> None:
    """A mistake does not hide the others."""
    raw = {**changed("inputs", slots=["??ctf"], count_min="1"), "titel": "x"}
    with pytest.raises(SpecError) as caught:
        structure(raw, JobDefinition)
    assert len(caught.value.problems) == 3


def test_slot_types_of_the_user_are_asked() -> None:
    """A name that only they know is no reason for the pass in detail."""
    [blob] = [t for t in known_slot_types().values() if str(t) == "mask.blob"]
    types = SlotTypes([attrs.evolve(blob, slot_type="mine", names=["mine"])])
    raw = changed("inputs", slots=["?mine"])
    made = structure_if_sound(raw, JobDefinition, types)
    assert made.inputs["a"].slots[0].dtype == "mine"


@pytest.mark.parametrize("cls", [InputSpec, OutputSpec])
def test_a_tuple_of_slots_is_kept_as_it_is(cls: Any) -> None:
    """Nothing is read twice."""
    slots = InputSpec(type="particle", slots=["ctf", "location"]).slots
    assert cls(type="particle", slots=slots).slots is slots


@given(definition=strategy_for(JobDefinition))
def test_what_is_written_fast_is_the_plain_data(definition: JobDefinition) -> None:
    """Key by key, in the same order."""
    assert json.dumps(json.loads(dumps(definition))) == json.dumps(unstructure(definition))


def test_all_that_a_definition_has_is_written() -> None:
    """Also what is not as by default."""
    definition = structure(SOUND, JobDefinition)
    assert json.dumps(json.loads(dumps(definition))) == json.dumps(unstructure(definition))


def test_keys_of_any_class_of_text_are_known() -> None:
    """They are looked up, and not held."""
    raw: Any = {Text("inputs"): {"a": {Text("type"): "volume", Text("title"): "x"}}}
    made = structure_if_sound(raw, JobDefinition, None)
    assert made == IN_DETAIL.structure(raw, JobDefinition)
    assert made is not None
