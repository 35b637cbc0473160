"""Documents read a part at a time are those read as a whole."""

from __future__ import annotations

import json
from pathlib import Path
from types import GenericAlias
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import (
    Field,
    Job,
    JobDefinition,
    JobRegister,
    Slot,
    SpecError,
    dumps,
    load,
    loads,
)
from cryosparc_spec.documents.codec.codecs import is_server_document
from cryosparc_spec.files import json_parts, load_and_dump
from cryosparc_spec.files.json_parts import read_in_parts
from cryosparc_spec.testing import documents
from cryosparc_spec.testing.classes import public_names

CLASSES = [cls for cls in public_names().values() if is_server_document(cls)]
FIELDS = json.dumps([["a", "f4"], ["b/c", "<u4", [2]], ["a", "f4"], {"name": "a", "dtype": "f8"}])
JOB = {"uid": "J1", "spec": {"type": "x"}}


@pytest.fixture(autouse=True, scope="module")
def _any_length() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load_and_dump, "_LEAST_IN_PARTS", 0)
        yield


def as_a_whole(text: str, cls: Any) -> Any:
    """Read a text with nothing done in parts; an error is returned as its text."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_parts, "fast_splitter", None)
        return outcome(text, cls)


def outcome(text: str, cls: Any) -> Any:
    """Read a text, and return the object, or the text of the error."""
    try:
        return loads(text, cls)
    except SpecError as error:
        return str(error)


@st.composite
def documents_of_a_class(draw: st.DrawFn) -> tuple[Any, Any]:
    """A class, and some documents of it."""
    cls = draw(st.sampled_from(CLASSES))
    return cls, draw(st.lists(documents(cls), max_size=3))


@given(documents_of_a_class(), st.sampled_from([None, 2]))
def test_a_list_of_documents_is_read_the_same(drawn: tuple[Any, Any], indent: int | None) -> None:
    """Whatever is in them, and however the text is laid out."""
    cls, values = drawn
    text = dumps(values, indent=indent)
    many: Any = GenericAlias(tuple, (cls, ...))
    assert outcome(text, many) == as_a_whole(text, many)


@given(documents(JobRegister), st.sampled_from([None, 2]))
def test_a_register_is_read_the_same(register: JobRegister, indent: int | None) -> None:
    """It holds a list of job types, which is read one by one, beside other keys."""
    text = dumps(register, indent=indent)
    assert outcome(text, JobRegister) == as_a_whole(text, JobRegister) == register


@pytest.mark.parametrize(
    ("text", "cls", "is_read"),
    [
        pytest.param("[]", tuple[Job, ...], True, id="no jobs"),
        pytest.param(json.dumps([JOB]), list[Job], True, id="one job"),
        pytest.param(json.dumps([JOB, {}]), tuple[Job, ...], False, id="one without keys"),
        pytest.param('{"specs": []}', JobRegister, True, id="no job types"),
        pytest.param('{"specs": null}', JobRegister, False, id="no list of job types"),
        pytest.param('{"specs": [], "specs": []}', JobRegister, False, id="a list given twice"),
        pytest.param('{"s1": 1, "s1": 1, "specs": []}', JobRegister, False, id="a key twice"),
        pytest.param('{"a1": 1, "a0": 2, "specs": []}', JobRegister, False, id="values in keys"),
        pytest.param(
            json.dumps({f"{'1' * 100}{'21' * 50}": int("1" * 150), "specs": []}),
            *(JobRegister, True),
            id="values that begin as their keys",
        ),
        pytest.param('{"specs": [{"type": "x", "type": "y"}]}', JobRegister, False, id="in a type"),
        pytest.param('{"specs": [NaN]}', JobRegister, False, id="NaN"),
        pytest.param('{"specs": []', JobRegister, False, id="cut short"),
        pytest.param('{"specs": []} x', JobRegister, False, id="with more behind it"),
        pytest.param('["\ud800"]', tuple[Job, ...], False, id="half a character"),
        pytest.param("3", JobRegister, False, id="a number"),
        pytest.param(json.dumps(JOB), Job, False, id="a class without lists of documents"),
        pytest.param("{}", JobDefinition, False, id="a definition"),
        pytest.param('["ctf"]', tuple[Slot, ...], False, id="slots"),
        pytest.param(FIELDS, tuple[Field, ...], True, id="fields"),
        pytest.param('[["a", "f4", [true]], ["b", "f5"]]', list[Field], False, id="wrong fields"),
        *[
            pytest.param(
                json.dumps([[f"a{number % most}", "f4"] for number in range(4200)]),
                *(tuple[Field, ...], is_read),
                id=f"{most} other fields",
            )
            for most, is_read in ((4096, True), (4097, False))
        ],
        pytest.param('{"specs": [{"type": "x"}, 3]}', JobRegister, False, id="a wrong job type"),
        pytest.param('{"specs": {"a": []}}', JobRegister, False, id="a mapping of job types"),
        pytest.param('{"new": [1], "specs": [{"type": "x"}]}', JobRegister, False, id="no title"),
        pytest.param(
            '[{"name": "a", "dtype": "f4", "dtype": "f8"}]', list[Field], False, id="a field's key"
        ),
    ],
)
def test_what_is_not_read_in_parts_is_read_as_a_whole(text: str, cls: Any, is_read: bool) -> None:
    """What is said of a mistake is what is said of it in a text that is read as a whole."""
    assert (read_in_parts(text, cls) is not None) is is_read
    assert outcome(text, cls) == as_a_whole(text, cls)


def test_a_file_of_a_known_kind_is_read_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text is not parsed as a whole where the class is given."""
    file = tmp_path / "register.json"
    file.write_text('{"specs": []}', "utf-8")
    monkeypatch.setattr("cryosparc_spec.files.syntax.json.read", pytest.fail)
    assert load(file, JobRegister) == JobRegister(specs=())


def test_a_short_text_is_read_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to gain."""
    monkeypatch.setattr(load_and_dump, "_LEAST_IN_PARTS", 100)
    monkeypatch.setattr(json_parts, "read_in_parts", pytest.fail)
    assert loads("[]", tuple[Job, ...]) == ()


def test_equal_fields_are_one_object() -> None:
    """Of those whose text is the same."""
    first, second, third, other = read_in_parts(FIELDS, list[Field])
    assert first is third
    assert (second.name, other.name) == ("b/c", "a")


@pytest.mark.parametrize("length", [99, 100])
def test_a_text_is_read_in_parts_from_a_length_on(
    length: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the class is given, and in JSON alone."""
    monkeypatch.setattr(load_and_dump, "_LEAST_IN_PARTS", 100)
    part = JobRegister(specs=(), extras={"read": "in parts"})
    monkeypatch.setattr(json_parts, "read_in_parts", lambda *_: part)
    text = '{"specs": []}'.ljust(length)
    for name in ("a.json", "a.JSON", "a.yaml"):
        (tmp_path / name).write_text(text, "utf-8")
    in_parts = length == 100
    assert (loads(text, JobRegister) is part) is in_parts
    assert (load(tmp_path / "a.json", JobRegister) is part) is in_parts
    assert (load(tmp_path / "a.JSON", JobRegister) is part) is in_parts
    assert load(tmp_path / "a.json") == JobRegister(specs=())
    assert load(tmp_path / "a.yaml", JobRegister) == JobRegister(specs=())
    monkeypatch.setattr(json_parts, "read_in_parts", lambda *_: None)
    assert load(tmp_path / "a.json", JobRegister) == JobRegister(specs=())
