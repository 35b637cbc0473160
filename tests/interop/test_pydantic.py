from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, assert_type

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

import cryosparc_spec
from cryosparc_spec import (
    Datatype,
    DTypeSpec,
    Field,
    InputSpec,
    Job,
    JobDefinition,
    LoadableSlots,
    Slot,
    StructureError,
    UnknownSlotTypeWarning,
    structure,
    unstructure,
)
from cryosparc_spec.documents import JobSpec, LegacyJob
from cryosparc_spec.interop.pydantic import Spec
from cryosparc_spec.schemas import schema
from cryosparc_spec.testing.definitions import job_definitions
from cryosparc_spec.testing.values import fields, slots
from tests.document_strategies import raw_job_specs, raw_results_groups
from tests.strategies import members

RAW = {
    "title": "Custom picker",
    "inputs": {"micrographs": {"type": "exposure", "slots": ["micrograph_blob", "?ctf"]}},
}


class Settings(BaseModel):
    """What a user's own program reads."""

    picker: Spec[JobDefinition]
    slots: tuple[Spec[Slot], ...] = ()
    datatype: Spec[Datatype] = Datatype.PARTICLE
    job: Spec[Job] | None = None


def adapter_of(cls: Any) -> TypeAdapter[Any]:
    return TypeAdapter(Spec[cls])


def errors_of(**values: Any) -> list[tuple[Any, ...]]:
    """Type, place and input of each error of the model."""
    with pytest.raises(ValidationError) as caught:
        Settings(**values)
    return [(error["type"], error["loc"], error["input"]) for error in caught.value.errors()]


def test_fields_are_read_from_plain_data() -> None:
    """Each field holds an object of its class, which is also what type checkers see."""
    values: Any = {
        "picker": RAW,
        "slots": ["?ctf"],
        "datatype": "mask",
        "job": {"spec": {"type": "a"}},
    }
    model = Settings(**values)
    assert_type(model.picker, JobDefinition)
    assert_type(model.slots, tuple[Slot, ...])
    assert model.picker == structure(RAW, JobDefinition)
    assert model.slots == (Slot("ctf", "ctf", required=False),)
    assert model.datatype is Datatype.MASK
    assert model.job == Job(spec=JobSpec(type="a"))


def test_objects_are_taken_as_they_are() -> None:
    """What is of the class already is not read again."""
    picker = structure(RAW, JobDefinition)
    assert Settings(picker=picker).picker is picker


@pytest.mark.parametrize("mode", ["python", "json"])
def test_fields_are_written_as_plain_data(mode: Any) -> None:
    """Both modes give what `unstructure` gives, and what comes out goes in again."""
    model = Settings(picker=structure(RAW, JobDefinition), slots=(Slot("blob", "blob"),))
    dumped = model.model_dump(mode=mode)
    assert dumped["picker"] == unstructure(model.picker)
    assert list(dumped["slots"]) == [{"name": "blob", "dtype": "blob", "required": True}]
    assert (dumped["datatype"], dumped["job"]) == ("particle", None)
    assert Settings(**dumped) == model
    assert Settings.model_validate_json(model.model_dump_json()) == model


def test_every_problem_is_an_error_with_its_own_place() -> None:
    """Places within a field follow that of the field; the rest of the model is validated too."""
    wrong = {
        "titel": "Custom picker",
        "inputs": {"micrographs": {"type": "exposur", "slots": ["ctf", "??ctf", {"name": 3}]}},
    }
    assert errors_of(picker=wrong, slots=["a b"], datatype="mas", job={"uid": 42}) == [
        ("unknown_word", ("picker", "inputs", "micrographs", "type"), "exposur"),
        ("invalid_name", ("picker", "inputs", "micrographs", "slots", 1), "??ctf"),
        ("wrong_type", ("picker", "inputs", "micrographs", "slots", 2, "name"), 3),
        ("missing_key", ("picker", "inputs", "micrographs", "slots", 2), {"name": 3}),
        ("unknown_key", ("picker", "titel"), "Custom picker"),
        ("invalid_name", ("slots", 0), "a b"),
        ("unknown_word", ("datatype",), "mas"),
        ("wrong_type", ("job", "uid"), 42),
        ("missing_key", ("job",), {"uid": 42}),
    ]


def test_an_error_tells_the_fix() -> None:
    """The message has it at its end, and programs find it in the context."""
    wrong: Any = {"inputs": {"a": {"type": "particl"}}}
    with pytest.raises(ValidationError) as caught:
        Settings(picker=wrong)
    [error] = caught.value.errors()
    assert error["msg"].startswith('"particl" is not a known datatype')
    assert error["msg"].endswith('; write "particle"')
    assert error["ctx"] == {"hint": 'write "particle"', "problem": error["msg"]}
    assert "picker.inputs.a.type\n" in str(caught.value)


@pytest.mark.parametrize("name", ["{hint}", "{problem}", "{}", "{0}", "%s"])
def test_braces_in_what_users_write_stay(name: str) -> None:
    """The message shows the value as it was written."""
    slots: Any = [{"name": name, "dtype": "ctf"}]
    with pytest.raises(ValidationError) as caught:
        Settings(picker=JobDefinition(), slots=slots)
    with pytest.raises(StructureError) as ours:
        structure(slots, tuple[Slot, ...])
    [error], [problem] = caught.value.errors(), ours.value.problems
    assert error["msg"] == f"{problem.message}" + (f"; {problem.hint}" if problem.hint else "")


def test_the_input_of_an_error_within_a_text_is_the_text() -> None:
    """Where a slot is written as JSON in a text, the place leads on into it."""
    text = '{"name": "a b", "dtype": "ctf"}'
    assert errors_of(picker={}, slots=[text]) == [("invalid_name", ("slots", 0, "name"), text)]


def test_warnings_are_at_the_line_of_the_caller() -> None:
    """What is pointed out of slots is told where the model is made, not within pydantic."""
    values: Any = {"picker": {}, "slots": ["checkpoint"]}
    with pytest.warns(UnknownSlotTypeWarning) as caught:
        Settings(**values)
    assert [warning.filename for warning in caught] == [__file__]


@pytest.mark.parametrize(
    "annotation",
    [
        pytest.param(int, id="int"),
        pytest.param(tuple[Slot, ...], id="collection"),
        pytest.param(Slot | None, id="union"),
        pytest.param(BaseModel, id="model"),
    ],
)
def test_other_types_are_refused_when_the_model_is_made(annotation: Any) -> None:
    """`Spec` stands around one class of this package; the message shows how to write the rest."""
    with pytest.raises(TypeError, match=r"is not a class of cryosparc_spec: write Spec around"):
        adapter_of(annotation)


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_json_schema_is_that_of_the_package(mode: Any) -> None:
    """It is sound, has no references into other documents, and takes what the model takes."""
    document = Settings.model_json_schema(mode=mode)
    Draft202012Validator.check_schema(document)
    assert "$ref" not in json.dumps(document)
    picker = document["properties"]["picker"]
    own = schema("definition")
    assert (picker["title"], picker["additionalProperties"]) == (own["title"], False)
    of_model = Draft202012Validator(document)
    of_model.validate({"picker": RAW, "slots": ["?ctf", {"prefix": "a", "dtype": "b"}]})
    assert not of_model.is_valid({"picker": {"inputs": {"a": {"type": "particl"}}}})
    assert not of_model.is_valid({"picker": {}, "slots": ["a b"]})
    assert not of_model.is_valid({"picker": {}, "datatype": "mas"})
    assert not of_model.is_valid({"picker": {}, "job": {}})


@pytest.mark.parametrize(
    ("cls", "sound", "wrong"),
    [
        pytest.param(InputSpec, {"type": "mask"}, {"type": "mas"}, id="part"),
        pytest.param(Field, ["a", "3f4"], ["a", "3x4"], id="field"),
        pytest.param(LoadableSlots, "all", "al", id="loadable slots"),
        pytest.param(Datatype, "mask", "mas", id="family"),
    ],
)
def test_every_part_has_its_json_schema(cls: Any, sound: Any, wrong: Any) -> None:
    """Parts of documents and single values have theirs as well."""
    of_class = Draft202012Validator(adapter_of(cls).json_schema())
    assert of_class.is_valid(sound)
    assert not of_class.is_valid(wrong)


def test_a_class_without_a_schema_says_what_it_is() -> None:
    """Its JSON Schema takes anything."""
    assert adapter_of(LegacyJob).json_schema() == {
        "title": "A job of CryoSPARC 4",
        "description": "A job of CryoSPARC 4.",
    }


@settings(max_examples=30)
@given(definition=job_definitions(), slot=slots(), field=fields(), word=members())
def test_values_come_back(definition: JobDefinition, slot: Slot, field: Field, word: Any) -> None:
    """Whatever is sound is read back as it was from what a model writes."""
    for value in (definition, slot, field, word):
        adapter = adapter_of(type(value))
        assert adapter.validate_json(adapter.dump_json(value)) == value
        assert adapter.validate_python(adapter.dump_python(value)) == value


@settings(max_examples=15)
@given(spec=raw_job_specs(), group=raw_results_groups())
def test_documents_of_cryosparc_lose_nothing(spec: Any, group: Any) -> None:
    """Keys and words that are not known come back where they stood."""
    for raw, cls in ((spec, JobSpec), (group, cryosparc_spec.ResultsGroup)):
        adapter = adapter_of(cls)
        assert adapter.dump_python(adapter.validate_python(raw)) == raw


def test_errors_of_unions_have_the_class_in_their_place() -> None:
    """And not an object of this process."""
    adapter: TypeAdapter[Any] = TypeAdapter(Spec[Slot] | int)
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python("??ctf")
    assert [error["loc"] for error in caught.value.errors()] == [
        ("function-plain[Slot()]",),
        ("int",),
    ]


# Text, as variables of the environment hold it


class Lab(BaseSettings):
    """What a user's own program reads from the environment."""

    model_config = SettingsConfigDict(env_prefix="LAB_", env_nested_delimiter="__")

    picker: Spec[JobDefinition] = JobDefinition()
    other: Spec[JobDefinition] | None = None
    slot: Spec[Slot] = Slot("blob", "blob")
    slots: tuple[Spec[Slot], ...] = ()
    dtype: Spec[DTypeSpec] = DTypeSpec("f4")
    datatype: Spec[Datatype] = Datatype.PARTICLE


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Lab]:
    def settings_of(**variables: str) -> Lab:
        for name, value in variables.items():
            monkeypatch.setenv(f"LAB_{name}", value)
        return Lab()

    return settings_of


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        pytest.param({"PICKER": json.dumps(RAW)}, {"picker": RAW}, id="json"),
        pytest.param({"PICKER__TITLE": "A"}, {"picker": {"title": "A"}}, id="nested"),
        pytest.param(
            {"PICKER": json.dumps(RAW), "PICKER__TITLE": "12"},
            {"picker": {**RAW, "title": "12"}},
            id="json and nested",
        ),
        pytest.param(
            {"PICKER__INPUTS": json.dumps(RAW["inputs"])},
            {"picker": {"inputs": RAW["inputs"]}},
            id="json in what is nested",
        ),
        pytest.param(
            {
                "PICKER__INPUTS__masks__TYPE": "mask",
                "PICKER__INPUTS__masks__SLOTS": '["mask"]',
                "PICKER__INPUTS__masks__COUNT_MIN": "1",
                "PICKER__INPUTS__masks__COUNT_MAX": "inf",
                "PICKER__INPUTS__masks__REPEAT_ALLOWED": "true",
            },
            {
                "picker": {
                    "inputs": {
                        "masks": {
                            "type": "mask",
                            "slots": ["mask"],
                            "count_min": 1,
                            "repeat_allowed": True,
                        }
                    }
                }
            },
            id="all of an input nested",
        ),
        pytest.param({"OTHER": json.dumps(RAW)}, {"other": RAW}, id="optional"),
        pytest.param({"OTHER__TITLE": "A"}, {"other": {"title": "A"}}, id="optional and nested"),
        pytest.param({"SLOT": "?ctf"}, {"slot": "?ctf"}, id="slot written short"),
        pytest.param(
            {"SLOT": '{"name": "a", "dtype": "blob"}'},
            {"slot": {"name": "a", "dtype": "blob"}},
            id="slot as json",
        ),
        pytest.param({"SLOTS": '["?ctf", "blob"]'}, {"slots": ["?ctf", "blob"]}, id="list"),
        pytest.param({"DTYPE": "3u4", "DATATYPE": "mask"}, {"dtype": "3u4", "datatype": "mask"}),
    ],
)
def test_settings_are_read_from_the_environment(
    environment: Callable[..., Lab], variables: dict[str, str], expected: dict[str, Any]
) -> None:
    """Variables hold documents as JSON, their parts by name, and values as they are written."""
    assert environment(**variables) == Lab(**expected)


def test_warnings_of_settings_are_at_the_line_of_the_caller(
    environment: Callable[..., Lab],
) -> None:
    """And not within pydantic-settings."""
    with pytest.warns(UnknownSlotTypeWarning) as caught:
        environment(SLOT="checkpoint")
    assert [warning.filename for warning in caught] == [__file__]


def test_problems_of_settings_have_their_places(environment: Callable[..., Lab]) -> None:
    """What a variable says is held to the same rules, and its problems are told with places."""
    with pytest.raises(ValidationError) as caught:
        environment(PICKER__INPUTS='{"a": {"type": "mas"}}', SLOT="??ctf", PICKER__TITEL="A")
    assert [(error["type"], error["loc"]) for error in caught.value.errors()] == [
        ("unknown_word", ("picker", "inputs", "a", "type")),
        ("unknown_key", ("picker", "titel")),
        ("invalid_name", ("slot",)),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('{"title": }', "1:11: not JSON: expecting value", id="no json"),
        pytest.param(
            '{"title": "a", "title": "b"}',
            '1:16: the key "title" stands here twice; keep one of them',
            id="twice",
        ),
        pytest.param('"a"', 'expected a mapping: a job definition, got "a"', id="text in text"),
        pytest.param("[" * 5000 + "]" * 5000, "nested more than 200 deep", id="deep"),
    ],
)
def test_text_that_is_no_document_is_refused(text: str, message: str) -> None:
    """JSON as text is read as a file is: what is wrong with it is an error of the field."""
    with pytest.raises(ValidationError) as caught:
        adapter_of(JobDefinition).validate_python(text)
    [error] = caught.value.errors()
    assert message in error["msg"]


@pytest.mark.parametrize("text", ["1.5", "one", "[1", '{"a": 1, "a": 2}'])
def test_text_within_a_document_stays_where_it_says_nothing(text: str) -> None:
    """Where a number is expected, the error shows the text as it was written."""
    raw = {"type": "mask", "count_min": text}
    with pytest.raises(ValidationError) as caught:
        adapter_of(InputSpec).validate_python(raw)
    [error] = caught.value.errors()
    assert (error["loc"], error["type"]) == (("count_min",), "wrong_type")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param({"params": {"a": "1", "b": '["x"]'}}, id="parameters"),
        pytest.param({"title": "1", "description": "[]"}, id="text"),
    ],
)
def test_text_stays_where_text_can_be_meant(raw: Any) -> None:
    """Parameters may be any data, and a title is text whatever it looks like."""
    assert adapter_of(JobDefinition).validate_python(raw) == structure(raw, JobDefinition)


@settings(max_examples=30)
@given(definition=job_definitions(), job=raw_job_specs())
def test_documents_come_back_from_json_as_text(definition: JobDefinition, job: Any) -> None:
    """A document and its JSON text read the same, and so do the parts of it as texts."""
    raw = unstructure(definition)
    texts = {
        key: value if isinstance(value, str) else json.dumps(value) for key, value in raw.items()
    }
    of_definition, of_job = adapter_of(JobDefinition), adapter_of(JobSpec)
    assert of_definition.validate_python(json.dumps(raw)) == definition
    assert of_definition.validate_python(texts) == definition
    assert of_job.validate_python(json.dumps(job)) == of_job.validate_python(job)
