"""Tests of slots and specs in the terms of cryosparc-tools, of whichever version is installed."""

from __future__ import annotations

import warnings
from typing import Any

import attrs
import cryosparc
import pytest
from hypothesis import given, settings

from cryosparc_spec import (
    Datafield,
    InputSpec,
    JobDefinition,
    OutputSpec,
    ParseError,
    Slot,
    SpecError,
    check,
    structure,
)
from cryosparc_spec.documents import ExternalOutputSpec, OutputRef, OutputSlot, RegisterOutput
from cryosparc_spec.interop.tools.external_jobs import create_external_job
from cryosparc_spec.interop.tools.specs import from_tools, to_tools
from cryosparc_spec.interop.tools.versions import ToolsVersionError, installed_version, unsent_keys
from cryosparc_spec.testing.definitions import input_specs, output_specs
from cryosparc_spec.testing.values import slots
from tests.document_strategies import Raw, raw_external_outputs
from tests.interop.tools_versions import VERSION, only_5

CLIENT = cryosparc.__version__
UNSENT = unsent_keys()
CTF = {"name": "ctf", "dtype": "ctf", "required": True}


def made_by_tools(module: str, model: str, /, **values: Any) -> Any:
    """Make an object of a model of cryosparc-tools."""
    models = pytest.importorskip(f"cryosparc.models.{module}", reason="version 4 has no models")
    return getattr(models, model)(**values)


@pytest.fixture
def version_4(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have version 4 installed, or what says so."""
    if VERSION >= 5:
        monkeypatch.setattr(cryosparc, "__version__", "4.7.1")


def sendable(spec: InputSpec) -> InputSpec:
    """Leave out what the installed client cannot send."""
    return attrs.evolve(spec, match_result_by="default") if "match_result_by" in UNSENT else spec


@given(slots())
def test_slots_come_back(slot: Slot) -> None:
    """A slot is the same after it was handed to cryosparc-tools and taken back."""
    assert from_tools(to_tools(slot)) == slot


@pytest.mark.parametrize(
    ("version", "written"),
    [
        pytest.param(5, {"name": "mask", "dtype": "blob", "required": False}, id="5"),
        pytest.param(4, {"prefix": "mask", "dtype": "blob", "required": False}, id="4"),
    ],
)
def test_slots_are_dicts_of_a_version(version: int, written: dict[str, Any]) -> None:
    """A slot has ``name`` for version 5, ``prefix`` for version 4, whatever its spelling."""
    slot = Slot("mask", "blob", required=False)
    for spelling in (slot, Datafield("blob", "mask", False), str(slot), slot.to_dict()):
        assert to_tools(spelling, version=version) == written
    if version == installed_version():
        assert to_tools(slot) == written


@only_5
@settings(max_examples=40)
@given(input_specs())
def test_inputs_come_back(spec: InputSpec) -> None:
    """An input becomes the model of an input, and is the same after it was taken back."""
    spec = sendable(spec)
    model = to_tools(spec)
    assert type(model).__name__ == "InputSpec"
    assert from_tools(model) == from_tools(model, InputSpec) == spec
    assert from_tools(model.model_dump(mode="json")) == spec


@only_5
@pytest.mark.parametrize("word", ["type", "default", "default_strict", "name_and_type"])
def test_by_what_results_are_found_goes_to_a_client_that_has_it(
    word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next client has the key, and gives it back; 5.0.3 has not, and that is told."""
    from cryosparc.models import job_spec
    from pydantic import create_model

    spec = InputSpec(type="mask", slots=["mask"], match_result_by=word)
    if "match_result_by" in UNSENT:
        with warnings.catch_warnings(record=True, action="always") as caught:
            assert from_tools(to_tools(spec)) == sendable(spec)
        without = f"cryosparc-tools {CLIENT} cannot send match_result_by, and leaves it out"
        expected = [] if word == "default" else [without]
        assert [str(warning.message) for warning in caught] == expected
    new: Any = {"match_result_by": (str, "default")}
    next_model = create_model("InputSpec", __base__=job_spec.InputSpec, **new)
    monkeypatch.setattr(job_spec, "InputSpec", next_model)
    model: Any = to_tools(spec)
    assert model.match_result_by == word
    assert from_tools(model) == from_tools(model, InputSpec) == spec


@only_5
@settings(max_examples=40)
@given(output_specs())
def test_outputs_come_back(spec: OutputSpec) -> None:
    """An output becomes the model of an output, and is the same after it was taken back."""
    model = to_tools(spec)
    assert type(model).__name__ == "OutputSpec"
    assert from_tools(model) == spec
    assert from_tools(model.model_dump(mode="json")) == spec


@only_5
@settings(max_examples=25)
@given(raw_external_outputs(new=False))
def test_outputs_of_external_jobs_come_back(raw: Raw) -> None:
    """An external job of one output becomes its model, which has all that it holds."""
    document = structure(raw, ExternalOutputSpec)
    model = to_tools(document)
    assert type(model).__name__ == "ExternalOutputSpec"
    assert to_tools(from_tools(model, ExternalOutputSpec)) == model
    assert to_tools(from_tools(model.model_dump(mode="json"), ExternalOutputSpec)) == model


@only_5
def test_specs_are_what_the_client_sends() -> None:
    """Slots of a model are written in full, as ``add_input`` and ``add_output`` do it."""
    controllers = pytest.importorskip("cryosparc.controllers")
    spec = InputSpec(type="exposure", slots=["ctf", "?background_blob"], count_max=1)
    written = [CTF, {"name": "background_blob", "dtype": "stat_blob", "required": False}]
    assert to_tools(spec) == made_by_tools(
        "job_spec",
        "InputSpec",
        type="exposure",
        title="",
        count_max=1,
        slots=[controllers.as_input_slot(slot) for slot in written],
    )
    assert to_tools(OutputSpec(type="exposure", slots=["ctf"])) == made_by_tools(
        "job_spec",
        "OutputSpec",
        type="exposure",
        title="",
        slots=[controllers.as_output_slot(CTF)],
    )


@only_5
@pytest.mark.parametrize(
    ("model", "values", "ours"),
    [
        pytest.param("InputSlot", CTF, Slot("ctf", "ctf"), id="input-slot"),
        pytest.param(
            "InputSlot",
            {"name": "ctf", "dtype": "ctf"},
            Slot("ctf", "ctf", required=False),
            id="input-slot-of-which-nothing-is-said",
        ),
        pytest.param("OutputSlot", CTF, Slot("ctf", "ctf"), id="output-slot"),
        pytest.param(
            "InputSpec",
            {"type": "volume", "title": "Map", "slots": ["map", "?mask_fsc"]},
            InputSpec(type="volume", title="Map", slots=["map", "?mask_fsc"]),
            id="input-with-slots-as-text",
        ),
        pytest.param(
            "Input",
            {"type": "volume", "title": "Map", "slots": [CTF], "connections": []},
            InputSpec(type="volume", title="Map", slots=["ctf"]),
            id="input-of-a-job",
        ),
        pytest.param(
            "Output",
            {
                "type": "particle",
                "title": "",
                "passthrough": "particles",
                "results": [
                    {"name": "location", "dtype": "location"},
                    {"name": "ctf", "dtype": "ctf", "passthrough": True},
                ],
            },
            OutputSpec(type="particle", slots=["location"], passthrough="particles"),
            id="output-of-a-job",
        ),
    ],
)
def test_models_of_the_client(model: str, values: dict[str, Any], ours: object) -> None:
    """Models of slots, inputs and outputs become the values they stand for."""
    assert from_tools(made_by_tools("job_spec", model, **values)) == ours


@pytest.mark.parametrize(
    ("raw", "ours"),
    [
        pytest.param("?ctf", Slot("ctf", "ctf", required=False), id="text"),
        pytest.param({"name": "ctf", "dtype": "ctf"}, Slot("ctf", "ctf"), id="slot"),
        pytest.param(
            {"type": "volume", "count_max": "inf"}, InputSpec(type="volume"), id="count-max"
        ),
        pytest.param(
            {"type": "volume", "repeat_allowed": False}, InputSpec(type="volume"), id="repeat"
        ),
        pytest.param(
            {"type": "volume", "passthrough": None}, OutputSpec(type="volume"), id="passthrough"
        ),
        pytest.param(
            {
                "name": "picked",
                "spec": {"type": "particle", "title": "Picked", "slots": [CTF]},
                "connection": {"job_uid": "J1", "output": "particles"},
            },
            ExternalOutputSpec(
                name="picked",
                spec=RegisterOutput(
                    type="particle",
                    title="Picked",
                    slots=(OutputSlot(name="ctf", dtype="ctf", extras={"required": True}),),
                ),
                connection=OutputRef(job_uid="J1", output="particles"),
            ),
            id="external-output",
        ),
    ],
)
def test_plain_data(raw: Any, ours: object) -> None:
    """Plain data is told by its keys, and a dict of an input need not say which it is."""
    assert from_tools(raw) == ours
    assert from_tools(raw, type(ours)) == ours


def test_plain_data_that_could_be_either() -> None:
    """A dict with the keys that inputs and outputs share is what it is said to be."""
    raw = {"type": "volume", "slots": ["map"]}
    with pytest.raises(ParseError) as caught:
        from_tools(raw)
    assert str(caught.value) == (
        "an input and an output have the same keys here: expected the class to make; "
        "write from_tools(..., InputSpec) or from_tools(..., OutputSpec)"
    )
    assert from_tools(raw, OutputSpec) == OutputSpec(type="volume", slots=["map"])
    assert from_tools(raw, InputSpec) == InputSpec(type="volume", slots=["map"])


@only_5
def test_deprecated_slots_of_version_5() -> None:
    """A slot with ``prefix`` is read, and the warning says what to write."""
    datafield = {"prefix": "mask", "dtype": "blob", "required": True}
    with pytest.warns(DeprecationWarning, match='"prefix" is the deprecated name of "name"'):
        assert from_tools(datafield) == Slot("mask", "blob")


@pytest.mark.usefixtures("version_4")
def test_slots_of_version_4() -> None:
    """A slot with ``prefix`` is what version 4 has: it is read without a warning."""
    datafield = {"prefix": "mask", "dtype": "blob", "required": True}
    assert from_tools(datafield) == Slot("mask", "blob")
    assert from_tools({"name": "mask", "dtype": "blob"}) == Slot("mask", "blob")
    assert from_tools("map") == Slot("map", "blob")


@pytest.mark.parametrize(
    ("raw", "cls", "text"),
    [
        pytest.param(
            {"name": "ctf", "dtype": "ctf", "requird": False},
            None,
            '$.requird: "requird" is not a key of a slot: expected name, dtype, required; '
            'write "required"',
            id="key-of-a-slot",
        ),
        pytest.param(
            7,
            None,
            'expected a slot such as "ctf" or {"name": "ctf", "dtype": "ctf"}, got 7',
            id="number",
        ),
        pytest.param(
            {"type": "particl", "slots": []},
            InputSpec,
            '$.type: "particl" is not a known datatype: expected one of exposure, particle, '
            "template, volume, volume_multi, mask, live, ml_model, symmetry_candidate, flex_mesh, "
            "flex_model, hyperparameter, denoise_model, annotation_model; "
            'write "particle"',
            id="datatype",
        ),
    ],
)
def test_what_is_neither_a_slot_nor_a_spec(raw: Any, cls: Any, text: str) -> None:
    """What is wrong is told as everywhere, and nothing is dropped."""
    with pytest.raises(SpecError) as caught:
        from_tools(raw, cls)
    assert str(caught.value) == text


@only_5
def test_models_of_something_else() -> None:
    """A model that is no slot and no spec, or not what it is said to be, is refused."""
    params = made_by_tools("job_spec", "Params")
    with pytest.raises(ParseError) as caught:
        from_tools(params)
    assert str(caught.value) == (
        '"Params" is not a model of slots or specs: expected one of InputSlot, OutputSlot, '
        "InputSpec, OutputSpec, Input, Output, ExternalOutputSpec"
    )
    with pytest.raises(ParseError) as caught:
        from_tools(made_by_tools("job_spec", "OutputSlot", **CTF), InputSpec)
    assert str(caught.value) == (
        "expected what can be an object of class InputSpec, got a value of type OutputSlot"
    )


@only_5
def test_datatypes_that_the_client_does_not_have() -> None:
    """A datatype of a newer CryoSPARC is told by its place, for the client has no such word."""
    document = ExternalOutputSpec(name="maps", spec=RegisterOutput(type="volumes", title="Maps"))
    with pytest.raises(ParseError) as caught:
        to_tools(document)
    assert str(caught.value).startswith(
        '$.spec.type: "volumes" is not a known datatype: expected one of'
    )


@pytest.mark.usefixtures("version_4")
def test_models_that_version_4_does_not_have() -> None:
    """Specs have no models in version 4, and the message says which version has them."""
    with pytest.raises(ToolsVersionError) as caught:
        to_tools(InputSpec(type="volume"))
    assert str(caught.value) == (
        f"cryosparc-tools {cryosparc.__version__} has no model InputSpec; "
        "pip install 'cryosparc-tools>=5.0' for CryoSPARC 5"
    )


class Client4:
    """A project of version 4, and its jobs, which note what is asked of them."""

    uid, project_uid = "J42", "P3"

    def __init__(self, doc: Raw | None = None) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.doc = doc or {}

    def find_job(self, uid: str) -> Client4:
        contains = [{"name": "micrograph_blob", "type": "exposure.micrograph_blob"}]
        output = {"name": "exposures", "type": "exposure", "contains": contains}
        return Client4({"uid": uid, "output_result_groups": [output]})

    def create_external_job(self, *args: Any, **kwargs: Any) -> Client4:
        self.asked.append(("create_external_job", *args, kwargs))
        return self

    def add_input(self, *args: Any, **kwargs: Any) -> None:
        self.asked.append(("add_input", *args, kwargs))

    def connect(self, *args: Any) -> None:
        self.asked.append(("connect", *args))

    def add_output(self, *args: Any, **kwargs: Any) -> None:
        self.asked.append(("add_output", *args, kwargs))


@pytest.mark.usefixtures("version_4")
def test_jobs_of_version_4() -> None:
    """A job is made by the methods of the client, and what those cannot say is warned of."""
    micrographs = InputSpec(
        type="exposure",
        slots=["micrograph_blob"],
        repeat_allowed=True,
        match_result_by="name_and_type",
    )
    definition = JobDefinition(
        title="Picker",
        inputs={"micrographs": micrographs},
        outputs={
            "picked": OutputSpec(type="particle", slots=["location"], description="All of them"),
            "unused": OutputSpec(type="exposure", passthrough="micrographs", title="Unused"),
        },
    )
    client: Any = Client4()
    with pytest.raises(SpecError) as refused:
        create_external_job(
            definition, client, "W1", connections={"micrographs": ["J12.exposures"] * 2}
        )
    assert str(refused.value) == (
        "$.connections.micrographs: J12.exposures is connected 2 times, "
        f"and cryosparc-tools {cryosparc.__version__} cannot send repeat_allowed"
    )
    assert client.asked == []
    cannot_send = f"cryosparc-tools {cryosparc.__version__} cannot send it"
    with pytest.warns() as caught:
        create_external_job(definition, client, "W1", connections={"micrographs": "J12.exposures"})
    assert [str(warning.message) for warning in caught] == [
        str(check(definition)[0]),
        f"$.inputs.micrographs.repeat_allowed: {cannot_send}",
        f"$.inputs.micrographs.match_result_by: {cannot_send}",
        f"$.outputs.picked.description: {cannot_send}",
    ]
    slots = [{"dtype": "micrograph_blob", "prefix": "micrograph_blob", "required": True}]
    location = {"dtype": "location", "prefix": "location", "required": True}
    assert client.asked == [
        ("create_external_job", "W1", {"title": "Picker"}),
        (
            "add_input",
            "exposure",
            "micrographs",
            {"min": 0, "max": "inf", "slots": slots, "title": "micrographs"},
        ),
        ("connect", "micrographs", "J12", "exposures"),
        (
            "add_output",
            "particle",
            "picked",
            {"slots": [location], "passthrough": None, "title": "picked"},
        ),
        (
            "add_output",
            "exposure",
            "unused",
            {"slots": [], "passthrough": "micrographs", "title": "Unused"},
        ),
    ]
