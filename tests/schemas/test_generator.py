from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from jsonschema import Draft202012Validator

from cryosparc_spec import Datatype, InputSpec, OutputSpec, known_slot_types, structure
from cryosparc_spec.documents import Group
from cryosparc_spec.documents.codec.server_document import ServerDocument
from cryosparc_spec.schemas import schema, schema_kinds, shipped
from cryosparc_spec.schemas.generator import CLASSES, KINDS, generated_text
from cryosparc_spec.schemas.slot_names import SLOTS_OF_DATATYPE
from cryosparc_spec.testing.classes import public_names
from cryosparc_spec.vocabulary import BuilderTag, Category, JobStatus, LoadableWord, Stability
from cryosparc_spec.vocabulary.families import StrFamily

Schema = dict[str, Any]

every_kind = pytest.mark.parametrize("kind", CLASSES)


def parts_of(kind: str) -> Iterator[tuple[Any, Schema]]:
    """The classes in a kind of document, with what its schema says of each."""
    document = schema(kind)
    for name, part in document.get("$defs", {}).items():
        if name != SLOTS_OF_DATATYPE:
            yield public_names()[name], part
    yield CLASSES[kind], document


def schemas_in(part: Any) -> Iterator[Schema]:
    """Every schema within a schema, itself among them."""
    if isinstance(part, dict):
        yield part
        for value in part.values():
            yield from schemas_in(value)
    elif isinstance(part, list):
        for value in part:
            yield from schemas_in(value)


def of_class(kind: str, cls: Any) -> Schema:
    parts: dict[Any, Schema] = dict(parts_of(kind))
    return parts[cls]


@pytest.mark.parametrize("kind", KINDS)
def test_committed_files_are_what_would_be_made(kind: str) -> None:
    """A class, a docstring or the catalogue was changed: `python -m cryosparc_spec.schemas`."""
    assert shipped.schema_text(kind) == generated_text(kind), (
        "make the schemas again: python -m cryosparc_spec.schemas"
    )


def test_no_file_is_left_over() -> None:
    """Each file is of a kind, and each kind has its file."""
    assert schema_kinds() == tuple(KINDS)
    assert [*CLASSES] == sorted(CLASSES)


def test_they_are_made_by_one_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m cryosparc_spec.schemas` writes every file anew."""
    monkeypatch.setattr(shipped, "FOLDER", tmp_path)
    runpy.run_module("cryosparc_spec.schemas", run_name="__main__")
    written = {path.stem: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert written == {kind: generated_text(kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_schemas(kind: str) -> None:
    """Each is sound by the metaschema of its draft, and its `$id` stays the same."""
    document = schema(kind)
    Draft202012Validator.check_schema(document)
    assert document["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert document["$id"] == f"urn:cryosparc-spec:schema:{kind}"


@every_kind
def test_everything_is_described(kind: str) -> None:
    """Classes have a title and a description, keys a description, without marks of docstrings."""
    for _, part in parts_of(kind):
        assert part["title"]
        assert not part["title"].endswith(".")
        assert part["description"].startswith(part["title"])
        assert all(
            each["description"]
            for each in part.get("properties", {}).values()
            if "$ref" not in each
        )
    texts = [
        each[key]
        for each in schemas_in(schema(kind))
        for key in ("title", "description")
        if isinstance(each.get(key), str)
    ]
    assert not [
        text
        for text in texts
        if any(mark in text for mark in ("``", ":class:", "None", ">>>", "Raises"))
    ]


@every_kind
def test_unknown_keys_are_for_documents_of_the_server(kind: str) -> None:
    """What people write has no other keys; what CryoSPARC writes may have any."""
    for cls, part in parts_of(kind):
        if "properties" in part:
            assert part["additionalProperties"] is issubclass(cls, ServerDocument)


@every_kind
def test_examples_are_sound(kind: str) -> None:
    """Whole examples are taken by schema and converter, those of keys by their schemas."""
    document = schema(kind)
    snippets = [snippet["body"] for snippet in document.get("defaultSnippets", ())]
    assert [*document.get("examples", ()), *snippets]
    for example in (*document.get("examples", ()), *snippets):
        Draft202012Validator(document).validate(example)
        structure(example, CLASSES[kind])
    for part in schemas_in(document):
        for example in part.get("examples", ()) if isinstance(part.get("examples"), list) else ():
            Draft202012Validator({**part, "$defs": document.get("$defs", {})}).validate(example)


@every_kind
def test_examples_that_are_objects_are_snippets(kind: str) -> None:
    """Editors label an example by its text, which objects have none of; a snippet has a label."""
    parts = [part for part in schemas_in(schema(kind)) if isinstance(part.get("examples"), list)]
    examples = [example for part in parts for example in part["examples"]]
    assert not [example for example in examples if isinstance(example, dict)]
    labels = {
        s["label"] for part in schemas_in(schema(kind)) for s in part.get("defaultSnippets", ())
    }
    assert labels <= {"example", f"example: {CLASSES[kind].__name__}"}


@every_kind
def test_patterns_are_told_in_words(kind: str) -> None:
    """Beside a pattern stands what text has to be, without a mark of regular expressions."""
    for part in schemas_in(schema(kind)):
        if isinstance(part.get("pattern"), str):
            assert part["patternErrorMessage"]
            assert not set("^$\\*") & set(part["patternErrorMessage"])


@pytest.mark.parametrize(
    ("kind", "family"),
    [
        ("definition", Datatype),
        ("results-group", Datatype),
        ("job", JobStatus),
        ("job-type", Category),
        ("job-type", Stability),
        ("job-type", BuilderTag),
        ("loadable-slots", LoadableWord),
    ],
)
def test_words_say_what_they_mean(kind: str, family: type[StrFamily]) -> None:
    """Every word of a family is there, with its description."""
    part = of_class(kind, family)
    words = dict(zip(part["enum"], part["enumDescriptions"], strict=True))
    assert words == {str(word): word.description for word in family}


def test_words_are_closed_in_what_people_write_and_open_in_what_cryosparc_writes() -> None:
    """A datatype of a definition must be known; that of a results group may be any text."""
    written = of_class("definition", InputSpec)["properties"]["type"]
    read = of_class("results-group", Group)["properties"]["type"]
    assert written["$ref"] == "#/$defs/Datatype"
    assert read["anyOf"] == [{"$ref": "#/$defs/Datatype"}, {"type": "string"}]


def offered(alternatives: list[Schema]) -> dict[str, str]:
    """The names that a schema offers, with what it says of each; it takes others too."""
    known, other = alternatives
    assert "enum" not in other
    return dict(zip(known["enum"], known["enumDescriptions"], strict=True))


def test_editors_are_told_the_slots_of_the_catalogue() -> None:
    """Each name that can be written short is offered, with its slot type and datatypes."""
    names = offered(schema("slot")["anyOf"])
    assert [*names] == sorted(known_slot_types().short_names)
    assert names["background_blob"] == "slot type stat_blob, of exposure"
    assert names["mask_refine"] == "slot type blob, of mask, volume"


def slots_offered(of: Schema) -> list[str]:
    """The slots that an input or output of a definition is offered, by the conditions it meets."""
    found: list[str] = []
    for each in schema("definition")["$defs"][SLOTS_OF_DATATYPE]["allOf"]:
        if Draft202012Validator(each["if"]).is_valid(of):
            found += offered(each["then"]["properties"]["slots"]["items"]["anyOf"])
    return found


@pytest.mark.parametrize("datatype", Datatype)
def test_editors_are_told_the_slots_of_the_datatype(datatype: Datatype) -> None:
    """Beside a datatype, its slots are offered and no others."""
    types = known_slot_types().under(datatype)
    names = {name for each in types for name in (*each.names, each.slot_type)}
    assert slots_offered({"type": str(datatype)}) == sorted(names)


def test_editors_are_told_all_slots_where_there_is_no_datatype_yet() -> None:
    """Whoever writes the slots first is offered each of them."""
    assert {*slots_offered({})} == {*known_slot_types().short_names}
    assert slots_offered({"type": "particl"}) == []


@pytest.mark.parametrize("cls", [InputSpec, OutputSpec])
def test_inputs_and_outputs_take_slots_that_are_not_offered(cls: Any) -> None:
    """What is offered holds nobody to anything: a slot of one's own, or of another datatype."""
    side = "inputs" if cls is InputSpec else "outputs"
    assert of_class("definition", cls)["allOf"] == [{"$ref": f"#/$defs/{SLOTS_OF_DATATYPE}"}]
    slots = ["my_own", "location", {"name": "my_mask", "dtype": "mine"}]
    raw = {side: {"a": {"type": "mask", "slots": slots}}}
    Draft202012Validator(schema("definition")).validate(raw)


def test_the_old_key_of_a_slot_is_deprecated() -> None:
    """Slots with `prefix` are taken, and marked."""
    prefix = schema("slot")["properties"]["prefix"]
    assert prefix["deprecated"] is True
    Draft202012Validator(schema("slot")).validate({"prefix": "ctf", "dtype": "ctf"})


@every_kind
def test_defaults_are_those_of_the_classes(kind: str) -> None:
    """What a key stands for where it is absent is told; `count_max` as documents write it."""
    for cls, part in parts_of(kind):
        if "properties" not in part or not attrs.has(cls):
            continue
        defaults = {a.name: a.default for a in attrs.fields(cls)}
        told = {k: v["default"] for k, v in part["properties"].items() if "default" in v}
        if "count_max" in told:
            assert told.pop("count_max") == "inf"
        assert told == {key: defaults[key] for key in told}
        flags = {key for key, default in defaults.items() if isinstance(default, bool)}
        assert flags <= told.keys()


def test_the_old_name_of_an_id_is_held_to_its_type_where_it_stands_alone() -> None:
    """`id` is read where there is no `_id`, and is any other key where there is one."""
    of_job = Draft202012Validator(schema("job"))
    sound: Schema = {"spec": {"type": "homo_abinit"}}
    assert of_job.is_valid({**sound, "id": "a"})
    assert not of_job.is_valid({**sound, "id": 3})
    assert of_job.is_valid({**sound, "_id": "a", "id": 3})
