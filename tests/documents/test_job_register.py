"""The job register: a mapping of job types, what comes back, and what is wrong all at once."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest
from hypothesis import given

from cryosparc_spec import JobRegister, Problem, SpecError, StructureError, structure, unstructure
from cryosparc_spec.documents import JobParam, JobType, ParamSection, UnknownJobTypeError, When
from cryosparc_spec.problems import ProblemKind
from cryosparc_spec.vocabulary import BuilderTag, Category, Stability
from tests.document_strategies import Raw, first_loss, raw_registers
from tests.documents.test_job import keys_in_order

ENTRY: Raw = {
    "type": "homo_abinit",
    "title": "Ab-initio reconstruction",
    "shorttitle": "Ab-initio",
    "description": "",
    "stability": "stable",
    "category": "reconstruction",
    "tags": ["gpuEnabled", "newer"],
    "inputs": {"particles": {"type": "particle", "title": "", "slots": ["blob", "?ctf"]}},
    "outputs": {"volume": {"type": "volume", "title": "", "slots": ["map"]}},
    "params": {
        "abinit_K": {
            "type": "integer",
            "title": "Classes",
            "default": 1,
            "ge": 1,
            "hidden": {"expr": {"op": "==", "param": "foo", "value": 42}},
            "section": {"name": "abinit", "title": "Ab-initio"},
        }
    },
}
RAW: Raw = {
    "specs": [ENTRY, {**ENTRY, "type": "newer", "category": "of_newer", "stability": "odd"}],
    "categories": {"reconstruction": "Reconstruction"},
}


@pytest.fixture(scope="module")
def register() -> JobRegister:
    """A register of two job types."""
    return structure(RAW, JobRegister)


def test_a_register_is_a_mapping_of_job_types(register: JobRegister) -> None:
    """It is asked by the word of a job type, and has the words in its order."""
    assert list(register) == ["homo_abinit", "newer"]
    assert len(register) == 2
    assert register["homo_abinit"] is register.specs[0]
    assert "newer" in register
    assert "homo" not in register
    assert register.get("homo") is None
    assert dict(register.items()) == {spec.type: spec for spec in register.specs}


def test_a_job_type_answers_typed_questions(register: JobRegister) -> None:
    """Words are members where they are known, and text where they are not."""
    abinit = register["homo_abinit"]
    assert (abinit.category, abinit.stability) == (Category.RECONSTRUCTION, Stability.STABLE)
    assert abinit.tags == (BuilderTag.GPU_ENABLED, "newer")
    assert type(abinit.tags[1]) is str
    assert [slot.required for slot in abinit.inputs["particles"].typed_slots] == [True, False]
    classes = abinit.params["abinit_K"]
    assert (classes.default, classes.ge, classes.anyOf, classes.lt) == (1, 1, (), None)
    assert classes.section == ParamSection(name="abinit", title="Ab-initio")
    assert isinstance(classes.hidden, When)
    assert isinstance(classes.hidden.expr, dict | type(register.categories))
    newer = register["newer"]
    assert (newer.category, newer.stability) == ("of_newer", "odd")


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        pytest.param(Category.RECONSTRUCTION, ["homo_abinit"], id="member"),
        pytest.param("reconstruction", ["homo_abinit"], id="word"),
        pytest.param("of_newer", ["newer"], id="word-not-known"),
        pytest.param("refinement", [], id="none"),
    ],
)
def test_job_types_are_found_by_category(
    register: JobRegister, category: str, expected: list[str]
) -> None:
    """A member and its word are the same question."""
    assert [spec.type for spec in register.in_category(category)] == expected


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        pytest.param("homo_abinitio", 'write "homo_abinit"', id="near"),
        pytest.param("zzz", None, id="far"),
    ],
)
def test_a_job_type_that_is_not_there_is_an_error(
    register: JobRegister, word: str, hint: str | None
) -> None:
    """It is a ``KeyError``, and a problem with the nearest word."""
    with pytest.raises(UnknownJobTypeError) as caught:
        register[word]
    assert isinstance(caught.value, KeyError)
    assert isinstance(caught.value, SpecError)
    message = f'"{word}" is not a job type of the register of 2'
    problem = Problem((), message, kind=ProblemKind.UNKNOWN_WORD, hint=hint)
    assert caught.value.problems == (problem,)
    assert str(caught.value) == str(problem)


def test_of_two_entries_of_one_type_the_later_is_found() -> None:
    """Both are kept, and the mapping has one."""
    twice = structure({**RAW, "specs": [ENTRY, {**ENTRY, "title": "Later"}]}, JobRegister)
    assert (len(twice), len(twice.specs)) == (1, 2)
    assert twice["homo_abinit"].title == "Later"


@given(raw_registers())
def test_nothing_of_a_register_is_lost(raw: Raw) -> None:
    """Known and unknown keys and words come back where they were, and so a second time."""
    before = copy.deepcopy(raw)
    register = structure(raw, JobRegister)
    written = unstructure(register)
    assert first_loss(raw, written) is None
    assert keys_in_order(written) == keys_in_order(raw)
    again = structure(written, JobRegister)
    assert again == register
    assert hash(again) == hash(register)
    assert json.dumps(unstructure(again)) == json.dumps(written)
    assert pickle.loads(pickle.dumps(register)) == register
    assert repr(raw) == repr(before)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"hidden": 3},
            "$.hidden: expected true or false or a mapping: a condition, got 3",
            id="union",
        ),
        pytest.param(
            {"hidden": {}}, "$.hidden: expr is missing: a condition needs one", id="missing"
        ),
        pytest.param({"ge": "1"}, '$.ge: expected a number, got "1"', id="number"),
        pytest.param(
            {"section": []},
            "$.section: expected a mapping: a section of parameters, got a list",
            id="class",
        ),
        pytest.param({"labels": "a"}, '$.labels: expected a list, got "a"', id="list-or-none"),
        pytest.param(
            {"anyOf": [{}]},
            "$.anyOf[0]: type is missing: a type of a parameter needs one",
            id="in-list",
        ),
        pytest.param(
            {"enum": [{1: 2}]}, '$.enum[0]["1"]: expected text, got 1; write "1"', id="any"
        ),
    ],
)
def test_a_wrong_parameter_says_what_was_expected(changes: Raw, expected: str) -> None:
    """The message has the kinds of value that fit, and the path to the value."""
    with pytest.raises(StructureError) as caught:
        structure({"title": "A", **changes}, JobParam)
    assert str(caught.value) == expected


def test_numbers_stay_as_they_were_written() -> None:
    """A whole number where a number is asked for is not made a float."""
    param = structure({"title": None, "ge": 1, "le": 2.0}, JobParam)
    assert json.dumps(unstructure(param)) == '{"title": null, "ge": 1, "le": 2.0}'


def test_a_job_type_made_here_is_written_in_full() -> None:
    """What cryosparc-tools needs is there."""
    made = JobType(type="x", category="import")
    assert unstructure(made) == {
        "type": "x",
        "title": "",
        "shorttitle": "",
        "description": "",
        "stability": "stable",
        "category": "import",
        "inputs": {},
        "outputs": {},
        "params": {},
    }
    assert unstructure(JobRegister(specs=(made,))) == {
        "specs": [unstructure(made)],
        "categories": {},
    }


def test_what_is_the_same_shares_nothing_that_shows() -> None:
    """``1``, ``1.0`` and ``true`` are told apart in equal places."""
    values: list[Any] = [1, True, 1.0, "1"]
    raw = [{"title": None, "default": value, "enum": [value]} for value in values]
    params = structure(raw, tuple[JobParam, ...])
    assert repr([param.default for param in params]) == repr(values)
    assert repr(unstructure(params)) == repr(raw)
