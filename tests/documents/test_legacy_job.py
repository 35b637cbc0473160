from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from cryosparc_spec import Datatype, Field, ParseError, Slot, StructureError, structure, unstructure
from cryosparc_spec.documents import LegacyJob
from cryosparc_spec.documents.legacy_job import (
    LegacyInput,
    LegacyInputResult,
    LegacyOutput,
    LegacyOutputResult,
)
from cryosparc_spec.files.syntax import json as json_syntax
from cryosparc_spec.vocabulary import JobStatus
from tests.document_strategies import Raw, first_loss, raw_legacy_jobs, raw_legacy_output_results


def legacy_files(corpus: Path) -> list[Path]:
    files = sorted((corpus / "job_json").glob("*.json"))
    return [file for file in files if not file.name.startswith("v5")]


def read(raw: Raw) -> LegacyJob:
    job: LegacyJob = structure(raw, LegacyJob)
    return job


def test_files_of_the_corpus_come_back_as_they_were(corpus: Path) -> None:
    """All keys and values, in their order."""
    files = legacy_files(corpus)
    assert len(files) == 4
    for file in files:
        raw = json.loads(file.read_text("utf-8"))
        written = unstructure(read(raw))
        assert first_loss(raw, written) is None
        assert json.dumps(written) == json.dumps(raw), file.name


def test_a_job_answers_typed_questions(corpus: Path) -> None:
    """What the text of a real document says is asked for by attribute."""
    file = corpus / "job_json" / "v4_fixture_J2_external_output.json"
    job = read(json.loads(file.read_text("utf-8")))
    assert (job.uid, job.type_word, job.status) == ("J2", "snowflake", JobStatus.BUILDING)
    assert job.created_at == datetime(2024, 11, 4, 20, 29, 9, tzinfo=UTC)
    (group,) = job.output_result_groups
    assert (group.type, group.passthrough) == (Datatype.PARTICLE, False)
    assert group.typed_slots == (Slot("blob", "blob"), Slot("ctf", "ctf"))
    blob, ctf = job.output_results
    assert blob.final == ctf.final == (0, "J2/particles.cs", 10)
    assert blob.fields == (
        Field("blob/path", "O"),
        Field("blob/idx", "u4"),
        Field("blob/shape", "2u4"),
        Field("blob/psize_A", "f4"),
        Field("blob/sign", "f4"),
    )


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("Mon, 04 Nov 2024 20:29:09 GMT", id="RFC 1123"),
        pytest.param({"$date": "2024-11-04T20:29:09.000Z"}, id="on disk"),
        pytest.param("2024-11-04T20:29:09+00:00", id="ISO 8601"),
    ],
)
def test_the_date_is_read_in_each_form(value: Any) -> None:
    """And it is written as it was."""
    raw = {"uid": "J1", "created_at": value}
    assert read(raw).created_at == datetime(2024, 11, 4, 20, 29, 9, tzinfo=UTC)
    assert unstructure(read(raw)) == raw


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        pytest.param({"type": "nu_refine"}, "nu_refine", id="type"),
        pytest.param({"job_type": "nu_refine"}, "nu_refine", id="job_type"),
        pytest.param({"type": "snowflake", "job_type": "snowflake"}, "snowflake", id="both"),
        pytest.param({}, None, id="neither"),
    ],
)
def test_the_job_type_stands_under_either_key(raw: Raw, word: str | None) -> None:
    """The key that was absent stays absent."""
    document = {"uid": "J1", **raw}
    assert read(document).type_word == word
    assert unstructure(read(document)) == document


def test_parameters_are_asked_for_by_value() -> None:
    """What was set and the defaults; an entry without a value is passed over."""
    job = read(
        {
            "uid": "J1",
            "params_base": {"box": {"value": 256, "title": "Box"}, "section": {"title": "A"}},
            "params_spec": {"box": {"value": [1, 2]}, "odd": 3},
        }
    )
    assert job.default_params == {"box": 256}
    assert job.params == {"box": (1, 2)}


@pytest.mark.parametrize(
    ("min_fields", "expected"),
    [
        pytest.param([["shape", "2u4"]], [Field("blob/shape", "2u4")], id="shape glued on"),
        pytest.param([["blob/shape", "2u4"]], [Field("blob/shape", "2u4")], id="prefix"),
        pytest.param([["shape", "u4", [2]]], [Field("blob/shape", "2u4")], id="shape as a list"),
        pytest.param([["shape", "u4", 2]], [Field("blob/shape", "2u4")], id="shape as a number"),
        pytest.param([["uid", "u8"]], [Field("uid", "u8")], id="uid has no prefix"),
        pytest.param([["ctf/type", "O"]], [Field("blob/ctf/type", "O")], id="prefix of another"),
        pytest.param([], [], id="none"),
        pytest.param(None, [], id="null"),
    ],
)
def test_min_fields_are_columns(min_fields: Any, expected: list[Field]) -> None:
    """Every spelling gives the column as it is named in the table."""
    raw = {"name": "blob", "type": "particle.blob", "group_name": "p", "min_fields": min_fields}
    result: LegacyOutputResult = structure(raw, LegacyOutputResult)
    assert result.fields == tuple(expected)
    assert unstructure(result) == raw


def test_min_fields_that_are_none_are_told() -> None:
    """The document loads all the same."""
    raw = [["shape", "2u4"], ["shape", "x9"], 3]
    result = LegacyOutputResult(name="a", type="particle.a", group_name="p", min_fields=raw)
    with pytest.raises(ParseError) as caught:
        _ = result.fields
    assert [problem.place for problem in caught.value.problems] == [
        "$.min_fields[1][1]",
        "$.min_fields[2]",
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(
            {"versions": [0, 6, 5], "metafiles": ["a", "c", "b"], "num_items": [1, 3, 2]},
            (6, "c", 3),
            id="in any order",
        ),
        pytest.param(
            {"versions": [0], "metafiles": ["a"], "num_items": 9}, (0, "a", 9), id="one number"
        ),
        pytest.param(
            {"versions": [0], "metafiles": ["a"], "num_items": [None]},
            (0, "a", None),
            id="null in the list",
        ),
        pytest.param(
            {"versions": [0], "metafiles": ["a"], "num_items": None}, (0, "a", None), id="null"
        ),
        pytest.param({"versions": [0], "metafiles": ["a"]}, (0, "a", None), id="no numbers"),
        pytest.param({"versions": [], "metafiles": [], "num_items": []}, None, id="empty"),
        pytest.param({}, None, id="absent"),
    ],
)
def test_the_final_table_is_that_of_the_highest_version(raw: Raw, expected: Any) -> None:
    """The three lists run in parallel; an int is the number for all of them."""
    document = {"name": "blob", "type": "particle.blob", "group_name": "particles", **raw}
    result: LegacyOutputResult = structure(document, LegacyOutputResult)
    assert result.final == expected
    assert unstructure(result) == document


def test_inputs_answer_typed_questions() -> None:
    """Slots of an input, which may be optional, and what is connected."""
    raw = {
        "type": "particle",
        "name": "particles",
        "count_max": None,
        "slots": [
            {"type": "particle.blob", "name": "blob", "optional": False},
            {"type": "particle.ctf", "name": "ctf", "optional": True},
        ],
        "connections": [
            {
                "job_uid": "J1",
                "group_name": "imported",
                "slots": [
                    {
                        "slot_name": None,
                        "job_uid": "J0",
                        "group_name": "raw",
                        "result_name": "location",
                        "result_type": "particle.location",
                        "version": 3,
                    }
                ],
            }
        ],
    }
    group: LegacyInput = structure(raw, LegacyInput)
    assert group.typed_slots == (Slot("blob", "blob"), Slot("ctf", "ctf", required=False))
    assert group.connections[0].slots == (
        LegacyInputResult(
            job_uid="J0",
            group_name="raw",
            result_name="location",
            result_type="particle.location",
            version=3,
        ),
    )
    assert unstructure(group) == raw


def test_slots_that_cannot_be_are_told_together() -> None:
    """The document loads all the same."""
    raw = {
        "name": "a",
        "type": "movie",
        "contains": [{"name": "a b", "type": "x.y"}, {"name": "b", "type": "x."}],
    }
    group: LegacyOutput = structure(raw, LegacyOutput)
    with pytest.raises(ParseError) as caught:
        _ = group.typed_slots
    assert [problem.place for problem in caught.value.problems] == [
        "$.contains[0].name",
        "$.contains[1].dtype",
    ]


def test_what_is_no_job_is_refused() -> None:
    """All of it is told, with places."""
    raw = {
        "parents": "J1",
        "input_slot_groups": [{"type": "particle"}],
        "output_results": [{"name": "a", "type": "b", "group_name": "c", "versions": ["0"]}],
    }
    with pytest.raises(StructureError) as caught:
        structure(raw, LegacyJob)
    assert {str(problem) for problem in caught.value.problems} == {
        "uid is missing: a job of CryoSPARC 4 needs one",
        '$.parents: expected a list, got "J1"',
        "$.input_slot_groups[0]: name is missing: an input needs one",
        '$.output_results[0].versions[0]: expected a whole number, got "0"; write 0',
    }


def test_nan_and_infinity_are_kept() -> None:
    """Python's own writer puts them into JSON, and so does CryoSPARC."""
    text = '{"uid": "J1", "count": Infinity, "output_result_groups": [{"name": "a", "type": "b",\
 "summary": {"fsc": NaN}}]}'
    job = read(json_syntax.read(text).raw)
    assert repr(unstructure(job)) == repr(json.loads(text))


@given(raw=raw_legacy_jobs())
def test_nothing_is_lost(raw: Raw) -> None:
    """Every key and value is written again, in its order, and a second round changes nothing."""
    job = read(raw)
    written = unstructure(job)
    assert first_loss(raw, written) is None
    assert json.dumps(written) == json.dumps(raw)
    assert read(written) == job
    assert unstructure(read(written)) == written


@given(raw=raw_legacy_jobs())
def test_jobs_are_values(raw: Raw) -> None:
    """They compare and hash by value, and pickle."""
    job = read(raw)
    assert (job, hash(job)) == (read(raw), hash(read(raw)))
    loaded = pickle.loads(pickle.dumps(job))
    assert loaded == job
    assert unstructure(loaded) == raw


@given(raw=raw_legacy_output_results())
def test_the_final_version_is_the_highest_that_has_a_table(raw: Raw) -> None:
    """Lists of different lengths do not keep it from being found."""
    result: LegacyOutputResult = structure(raw, LegacyOutputResult)
    tables = list(zip(result.versions, result.metafiles, strict=False))
    if not tables:
        assert result.final is None
    else:
        assert result.final is not None
        assert result.final[0] == max(version for version, _ in tables)
        assert result.final[:2] in tables
    assert len(result.fields) == len(raw.get("min_fields", ()))
