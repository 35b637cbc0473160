"""The job definition: the objects themselves, and cryosparc-tools as witness of what is written."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import attrs
import pytest
from cryosparc.controllers import as_input_slot, as_output_slot
from cryosparc.models import job_spec
from hypothesis import given
from hypothesis import strategies as st
from immutabledict import immutabledict

from cryosparc_spec import (
    Datafield,
    Datatype,
    InputSpec,
    JobDefinition,
    OutputSpec,
    ParseError,
    Slot,
    UnknownSlotTypeWarning,
    structure,
    unstructure,
)
from cryosparc_spec.documents.job_definition import MOST_CONNECTIONS
from cryosparc_spec.problems import ProblemKind
from cryosparc_spec.testing.definitions import input_specs, job_definitions, output_specs
from cryosparc_spec.vocabulary import ResultMatching
from tests.strategies import documents

WORDS = ", ".join(Datatype)
CTF = Slot("ctf", "ctf")


def test_an_input_takes_every_spelling() -> None:
    """Words, shorthand, dicts, deprecated objects, infinity as the writer pleases."""
    spec = InputSpec(
        type="particle",
        slots=["?ctf", {"name": "blob", "dtype": "blob"}, Datafield("ctf", "other"), CTF],
        count_max="inf",
    )
    assert spec.type is Datatype.PARTICLE
    assert spec.slots == (
        Slot("ctf", "ctf", required=False),
        Slot("blob", "blob"),
        Slot("other", "ctf"),
        CTF,
    )
    assert spec == attrs.evolve(spec, slots=iter(spec.slots), type=Datatype.PARTICLE)


DEFAULTS = [
    pytest.param(
        InputSpec(type="mask"),
        {
            "type": Datatype.MASK,
            "title": "",
            "description": "",
            "slots": (),
            "count_min": 0,
            "count_max": None,
            "repeat_allowed": False,
            "match_result_by": ResultMatching.DEFAULT,
        },
        id="input",
    ),
    pytest.param(
        OutputSpec(type="mask"),
        {
            "type": Datatype.MASK,
            "title": "",
            "description": "",
            "slots": (),
            "passthrough": None,
        },
        id="output",
    ),
    pytest.param(
        JobDefinition(),
        {
            "title": "",
            "description": "",
            "inputs": immutabledict(),
            "outputs": immutabledict(),
            "params": immutabledict(),
        },
        id="definition",
    ),
]


@pytest.mark.parametrize(("document", "values"), DEFAULTS)
def test_what_is_not_said_has_the_default_of_the_server(
    document: InputSpec | OutputSpec | JobDefinition, values: dict[str, Any]
) -> None:
    """The defaults are those of cryosparc-tools, but for ``title``, which may be left out."""
    assert attrs.asdict(document, recurse=False) == values


INFINITY = [
    pytest.param(None, id="null-v4"),
    pytest.param("inf", id="inf-v5"),
    pytest.param(float("inf"), id="float"),
]


@pytest.mark.parametrize("value", INFINITY)
def test_infinity_is_one_value_in_memory(value: Any) -> None:
    """null, ``"inf"`` and the float are ``None``, which is written by leaving it out."""
    spec = InputSpec(type="mask", count_max=value)
    assert spec.count_max is None
    assert structure({"type": "mask", "count_max": value}, InputSpec) == spec
    assert "count_max" not in unstructure(spec)


OPTIONAL = "is optional: an output makes every slot it lists; write"
WRONG = [
    pytest.param(
        InputSpec,
        {"type": "particl"},
        f'$.type: "particl" is not a known datatype: expected one of {WORDS}; write "particle"',
        id="type",
    ),
    pytest.param(
        OutputSpec,
        {"type": None},
        f"$.type: null is not a known datatype: expected one of {WORDS}",
        id="output-type",
    ),
    pytest.param(
        InputSpec, {"type": "mask", "title": None}, "$.title: expected text, got null", id="title"
    ),
    pytest.param(
        InputSpec,
        {"type": "mask", "description": 1},
        '$.description: expected text, got 1; write "1"',
        id="description",
    ),
    pytest.param(
        InputSpec,
        {"type": "particle", "slots": "ctf"},
        '$.slots: expected a list of slots, got "ctf"; write ["ctf"]',
        id="slots-is-text",
    ),
    pytest.param(
        InputSpec,
        {"type": "particle", "slots": {"name": "ctf", "dtype": "ctf"}},
        "$.slots: expected a list of slots, got a mapping",
        id="slots-is-one-slot",
    ),
    pytest.param(
        InputSpec,
        {"type": "particle", "slots": 3},
        "$.slots: expected a list of slots, got 3",
        id="slots-is-a-number",
    ),
    pytest.param(
        InputSpec,
        {"type": "particle", "slots": ["ctf", "", 3]},
        '2 problems:\n  $.slots[1]: "" is not a slot: expected a name such as "ctf", with one ? '
        "before it where an input can do without\n"
        '  $.slots[2]: expected a slot such as "ctf" or {"name": "ctf", "dtype": "ctf"}, got 3',
        id="slots",
    ),
    pytest.param(
        InputSpec,
        {"type": "mask", "count_min": True},
        "$.count_min: expected a whole number, got true",
        id="count-min",
    ),
    pytest.param(
        JobDefinition,
        {"params": {"a": [1.0, float("nan")], "b": float("-inf")}},
        "2 problems:\n"
        "  $.params.a[1]: nan is a number that JSON cannot hold\n"
        "  $.params.b: -inf is a number that JSON cannot hold",
        id="params-not-finite",
    ),
    pytest.param(
        InputSpec,
        {"type": "mask", "count_max": True},
        '$.count_max: expected a whole number or "inf", got true',
        id="count-max-boolean",
    ),
    pytest.param(
        InputSpec,
        {"type": "mask", "count_max": 1.5},
        '$.count_max: expected a whole number or "inf", got 1.5',
        id="count-max",
    ),
    pytest.param(
        InputSpec,
        {"type": "mask", "count_max": float("-inf")},
        '$.count_max: expected a whole number or "inf", got -inf',
        id="count-max-negative-infinity",
    ),
    pytest.param(
        InputSpec,
        {"type": "mask", "repeat_allowed": "false"},
        '$.repeat_allowed: expected true or false, got "false"; write false',
        id="repeat-allowed",
    ),
    pytest.param(
        InputSpec,
        {"type": "mask", "match_result_by": "types"},
        '$.match_result_by: "types" is not a known result matching: expected one of type, default, '
        'default_strict, name_and_type; write "type"',
        id="match-result-by-mistyped",
    ),
    pytest.param(
        InputSpec,
        {"type": "mask", "match_result_by": None},
        "$.match_result_by: null is not a known result matching: expected one of type, default, "
        "default_strict, name_and_type",
        id="match-result-by-null",
    ),
    pytest.param(
        OutputSpec,
        {"type": "mask", "passthrough": False},
        "$.passthrough: expected text, got false",
        id="passthrough-of-v4",
    ),
    pytest.param(
        OutputSpec,
        {"type": "particle", "slots": ["?ctf", "blob", "?background_blob"]},
        f'2 problems:\n  $.slots[0]: "ctf" {OPTIONAL} "ctf"\n'
        f'  $.slots[2]: "background_blob" {OPTIONAL} "background_blob"',
        id="optional-in-an-output",
    ),
    pytest.param(
        OutputSpec,
        {"type": "particle", "slots": [{"name": "ctf", "dtype": "ctf", "required": "no"}]},
        '$.slots[0].required: expected true or false, got "no"; write true',
        id="neither-optional-nor-required",
    ),
    pytest.param(
        JobDefinition, {"title": 1}, '$.title: expected text, got 1; write "1"', id="job-title"
    ),
    pytest.param(
        JobDefinition,
        {"inputs": [InputSpec(type="mask")]},
        "$.inputs: expected a mapping of names to InputSpec, got a list",
        id="inputs-is-a-list",
    ),
    pytest.param(
        JobDefinition,
        {"inputs": {"a": {"type": "mask"}, 1: InputSpec(type="mask")}},
        "2 problems:\n"
        "  $.inputs.a: expected an object of class InputSpec, got a mapping; "
        "structure(data, InputSpec) makes one of plain data\n"
        '  $.inputs["1"]: expected text, got 1; write "1"',
        id="inputs",
    ),
    pytest.param(
        JobDefinition,
        {"outputs": {"a": InputSpec(type="mask")}},
        "$.outputs.a: expected an object of class OutputSpec, got a value of type InputSpec",
        id="an-input-is-no-output",
    ),
    pytest.param(
        JobDefinition, {"params": []}, "$.params: expected a mapping, got a list", id="params"
    ),
    pytest.param(
        JobDefinition,
        {"params": {"a": [object()]}},
        "$.params.a[0]: expected text, a number, true, false, null, a list or a mapping, "
        "got a value of type object",
        id="params-json-cannot-hold",
    ),
]


@pytest.mark.parametrize(("cls", "attributes", "text"), WRONG)
def test_no_invalid_document_exists(cls: Any, attributes: dict[str, Any], text: str) -> None:
    """The constructor refuses every wrong value, and says where and what to write."""
    with pytest.raises(ParseError) as caught:
        cls(**attributes)
    assert str(caught.value) == text


@pytest.mark.parametrize(
    "slot",
    [
        pytest.param({"dtype": "components", "name": "a", "required": False}, id="dict"),
        pytest.param('{"dtype": "components", "name": "a", "required": false}', id="JSON"),
        pytest.param(Slot("a", "components", required=False), id="slot"),
        pytest.param(Slot("a", "components", required=False).to_datafield(), id="datafield"),
        pytest.param(
            {"dtype": "components", "name": "a", "prefix": "a", "required": False}, id="both names"
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:.*is the deprecated name:DeprecationWarning")
def test_written_in_full_an_optional_slot_of_an_output_is_read_as_required(slot: Any) -> None:
    """With a warning at the line that called: the documentation of the client has such lists."""
    with pytest.warns(UserWarning, match='"a" is optional: an output makes every slot') as caught:
        spec = OutputSpec(type="particle", slots=["blob", slot])
    assert spec.slots[1] == Slot("a", "components")
    assert caught[-1].filename == __file__
    with pytest.warns(UserWarning, match='"a" is optional: an output makes every slot') as caught:
        read = structure({"type": "particle", "slots": ["blob", slot]}, OutputSpec)
    assert read == spec
    with pytest.warns(UserWarning, match='"a" is optional: an output makes every slot'):
        attrs.evolve(spec, slots=[slot])


def test_several_optional_slots_of_a_document_are_one_warning() -> None:
    """Of the first few, with their places."""
    slots = [{"dtype": "components", "name": f"a{i}", "required": False} for i in range(5)]
    raw = {"outputs": {"latents": {"type": "particle", "slots": slots}}}
    with pytest.warns(UserWarning, match="And 2 more") as caught:
        definition = structure(raw, JobDefinition)
    assert len(caught) == 1
    assert "$.outputs.latents.slots[2].required: " in str(caught[0].message)
    assert all(slot.required for slot in definition.outputs["latents"].slots)


def test_evolving_validates_again() -> None:
    """A valid document cannot be made invalid by changing one attribute."""
    spec = OutputSpec(type="particle", slots=["ctf"])
    with pytest.raises(ParseError) as caught:
        attrs.evolve(spec, slots=["?ctf"])
    assert caught.value.problems[0].kind is ProblemKind.OPTIONAL_OUTPUT_SLOT


def test_the_constructor_warns_of_unknown_names_at_the_line_that_called_it() -> None:
    """An unknown name is kept, and told where it was written."""
    with pytest.warns(UnknownSlotTypeWarning, match='"cft" is not a slot type') as caught:
        spec = InputSpec(type="particle", slots=["cft"])
    assert spec.slots == (Slot("cft", "cft"),)
    assert caught[0].filename == __file__


@given(documents())
def test_documents_are_values(document: Any) -> None:
    """Equal by content, hashable, picklable, and the same after a copy."""
    twin = attrs.evolve(document)
    assert (twin, hash(twin)) == (document, hash(document))
    assert pickle.loads(pickle.dumps(document)) == document
    assert copy.deepcopy(document) == document


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: setattr(d, "title", "x"), id="attribute"),
        pytest.param(lambda d: d.params.__setitem__("a", 1), id="params"),
        pytest.param(lambda d: d.params["list"].append(1), id="list-in-params"),
        pytest.param(lambda d: d.params["dict"].__setitem__("a", 1), id="dict-in-params"),
        pytest.param(lambda d: d.inputs.__setitem__("b", None), id="inputs"),
    ],
)
def test_documents_are_immutable_through_and_through(change: Any) -> None:
    """Neither the object nor anything in it can be changed."""
    definition = JobDefinition(
        inputs={"a": InputSpec(type="mask")}, params={"list": [1], "dict": {"a": 0}}
    )
    with pytest.raises((attrs.exceptions.FrozenInstanceError, AttributeError, TypeError)):
        change(definition)
    assert definition.params == {"list": (1,), "dict": {"a": 0}}


def test_a_document_does_not_change_with_what_it_was_made_of() -> None:
    """The lists and dicts that the caller keeps are not those of the object."""
    slots, params = ["ctf"], {"a": [1]}
    inputs = {"a": InputSpec(type="particle", slots=slots)}
    definition = JobDefinition(inputs=inputs, params=params)
    slots.append("blob")
    params["a"].append(2)
    inputs.clear()
    assert definition.inputs["a"].slots == (CTF,)
    assert definition.params == {"a": (1,)}


def test_inputs_keep_their_order() -> None:
    """People see inputs in the order in which the author wrote them."""
    raw = {"inputs": {name: {"type": "mask"} for name in ("b", "a", "c")}}
    assert list(structure(raw, JobDefinition).inputs) == ["b", "a", "c"]
    assert list(unstructure(structure(raw, JobDefinition))["inputs"]) == ["b", "a", "c"]


# cryosparc-tools 5.0.3 as witness.


def test_the_server_holds_connections_to_what_its_models_say() -> None:
    """500 is the number in the documentation of the model's field."""
    fields = job_spec.InputSpec.model_fields
    assert fields["count_max"].default == "inf"
    assert fields["count_min"].default == 0
    assert MOST_CONNECTIONS == 500


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(InputSpec, job_spec.InputSpec), (OutputSpec, job_spec.OutputSpec)],
    ids=["input", "output"],
)
def test_our_attributes_are_their_fields(ours: Any, theirs: Any) -> None:
    """Names and order of the attributes are those of cryosparc-tools, or of the next one."""
    new = {"match_result_by"}.difference(theirs.model_fields)
    ours_there = [each.name for each in attrs.fields(ours) if each.name not in new]
    assert ours_there == list(theirs.model_fields)


@given(input_specs())
def test_cryosparc_tools_reads_our_inputs_as_we_mean_them(spec: InputSpec) -> None:
    """What we write validates, with the same slots, counts and words."""
    model = job_spec.InputSpec.model_validate(json.loads(json.dumps(unstructure(spec))))
    slots = [as_input_slot(slot) for slot in model.slots]
    assert [Slot(slot.name, slot.dtype, slot.required) for slot in slots] == list(spec.slots)
    assert model.count_max == ("inf" if spec.count_max is None else spec.count_max)
    for name in ("type", "title", "description", "count_min", "repeat_allowed"):
        assert getattr(model, name) == getattr(spec, name)


@pytest.mark.parametrize("word", list(ResultMatching))
def test_by_what_results_are_found_is_read_and_written(word: ResultMatching) -> None:
    """The word comes back from plain data, and is left out where it is the default."""
    plain = {"type": "mask", "title": "", "slots": ["mask"], "match_result_by": word.value}
    spec = structure(plain, InputSpec)
    assert spec.match_result_by is word
    assert spec == InputSpec(type="mask", slots=["mask"], match_result_by=word.value)
    if word is ResultMatching.DEFAULT:
        del plain["match_result_by"]
    assert unstructure(spec) == plain | {"slots": [{**Slot("mask", "blob").to_dict()}]}


@given(output_specs())
def test_cryosparc_tools_reads_our_outputs_as_we_mean_them(spec: OutputSpec) -> None:
    """What we write validates, with the same slots and words."""
    model = job_spec.OutputSpec.model_validate(json.loads(json.dumps(unstructure(spec))))
    slots = [as_output_slot(slot) for slot in model.slots]
    assert [Slot(slot.name, slot.dtype) for slot in slots] == list(spec.slots)
    for name in ("type", "title", "description", "passthrough"):
        assert getattr(model, name) == getattr(spec, name)


@given(job_definitions(values=st.none()))
def test_cryosparc_tools_reads_the_inputs_and_outputs_of_a_definition(
    definition: JobDefinition,
) -> None:
    """The two mappings are what ``InputSpecs`` and ``OutputSpecs`` of the server take."""
    raw = unstructure(definition)
    inputs = job_spec.InputSpecs.model_validate(raw.get("inputs", {})).root
    outputs = job_spec.OutputSpecs.model_validate(raw.get("outputs", {})).root
    assert list(inputs) == list(definition.inputs)
    assert list(outputs) == list(definition.outputs)


@given(input_specs() | output_specs())
def test_we_read_what_cryosparc_tools_writes(spec: InputSpec | OutputSpec) -> None:
    """A document through their models and back is the same, but for what they do not have."""
    their_class: Any = getattr(job_spec, type(spec).__name__)
    model = their_class.model_validate(unstructure(spec))
    if isinstance(spec, InputSpec) and not hasattr(model, "match_result_by"):
        spec = attrs.evolve(spec, match_result_by="default")
    assert structure(model.model_dump(), type(spec)) == spec


THEIR_READING = [
    pytest.param("?background_blob", "background_blob", False, id="type-is-the-name"),
    pytest.param("cft", "cft", True, id="mistyped-is-taken"),
    pytest.param("??ctf", "?ctf", False, id="two-question-marks-are-taken"),
    pytest.param("?", "", False, id="empty-is-taken"),
]


@pytest.mark.parametrize(("text", "dtype", "required"), THEIR_READING)
def test_why_we_write_such_slots_in_full(text: str, dtype: str, required: bool) -> None:
    """What cryosparc-tools makes of a short slot, in silence: if it changes, so should we."""
    slot = as_input_slot(text)
    assert (slot.name, slot.dtype, slot.required) == (dtype, dtype, required)


def test_why_no_output_slot_of_ours_is_optional() -> None:
    """cryosparc-tools names a slot ``?ctf`` in an output."""
    assert as_output_slot("?ctf").name == "?ctf"
    assert job_spec.InputSlot(name="ctf", dtype="ctf").required is False
