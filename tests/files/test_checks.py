from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cryosparc_spec import (
    InputSpec,
    Job,
    JobDefinition,
    OutputSpec,
    ParseError,
    Slot,
    check,
    known_slot_types,
    read_header,
    structure,
)
from cryosparc_spec import check as check_any
from cryosparc_spec.catalogue import JobTypes, KnownInput, KnownJobType
from cryosparc_spec.checks import check_document
from cryosparc_spec.checks.definition import check_definition
from cryosparc_spec.documents import Input, JobSpec, LegacyJob
from cryosparc_spec.files.checks import examine, examine_document, examine_text
from cryosparc_spec.files.document_kinds import DATASET, DEFINITION, KINDS, RESULTS_GROUP
from cryosparc_spec.files.load_and_dump import read
from cryosparc_spec.testing.classes import strategy_for
from cryosparc_spec.testing.datasets import make_dataset

DOCUMENTS = st.one_of([strategy_for(kind.cls) for kind in KINDS])


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(document=DOCUMENTS)
def test_every_kind_of_document_can_be_checked(document: Any) -> None:
    """What is found is a tuple of problems, whatever the document."""
    assert check is check_any
    assert isinstance(check(document), tuple)


def test_a_definition_is_checked_as_such() -> None:
    """Slots, names and passthroughs, with the catalogue that is given."""
    slots = [Slot("blop", "blop")]
    definition = JobDefinition(inputs={"a": InputSpec(type="particle", slots=slots)})
    assert [str(problem) for problem in check(definition)] == [
        '$.inputs.a.slots[0]: "blop" is not a slot type that the catalogue knows; '
        'write "blob" if that is meant'
    ]
    own = known_slot_types().with_types([])
    assert check(definition, slot_types=own) == check_definition(definition, slot_types=own)


def test_a_part_of_a_job_can_be_checked() -> None:
    """A spec alone is told the same of as within its job."""
    raw = {"type": "x", "inputz": {}}
    spec: JobSpec = structure(raw, JobSpec)
    job: Job = structure({"uid": "J1", "spec": raw}, Job)
    assert check(spec) == check_document(spec) != ()
    assert check(job) == tuple(problem.under("spec") for problem in check(spec))


def test_a_dataset_is_checked_by_its_header(tmp_path: Path) -> None:
    """Of a sound table nothing is told."""
    make_dataset(["blob"], 3, datatype="particle", path=tmp_path / "a.cs")
    assert check(read_header(tmp_path / "a.cs")) == ()


@pytest.mark.parametrize(
    ("value", "shown"),
    [pytest.param({}, "a mapping", id="plain-data"), pytest.param(3, "3", id="a-number")],
)
def test_only_documents_are_checked(value: Any, shown: str) -> None:
    """Who has plain data is told what makes a document of it."""
    with pytest.raises(ParseError) as caught:
        check(value)
    assert str(caught.value) == (
        f"expected a document, such as an object of class JobDefinition, got {shown}; "
        "structure(data, JobDefinition) makes one of plain data"
    )


@pytest.mark.parametrize("path", ["picker.yaml", Path("picker.yaml")], ids=["text", "path"])
def test_who_has_a_file_is_told_what_checks_it(path: Any) -> None:
    """A path is the first thing people try."""
    with pytest.raises(ParseError, match="; check_file checks what is in a file"):
        check(path)


def test_a_part_of_a_document_is_checked_by_itself() -> None:
    """An input of a job, say: what is not known of it is pointed out."""
    assert [problem.place for problem in check(Input(type="particel"))] == ["$.type"]


PICKED = {"type": "particle", "title": "", "count_min": 1, "connections": []}
MASK = {"type": "mask", "title": "", "connections": []}


@pytest.mark.parametrize(
    ("cls", "raw", "places"),
    [
        pytest.param(
            Job,
            {"uid": "J1", "spec": {"type": "own", "inputs": {"p": PICKED, "m": MASK}}},
            ["$.spec.inputs.p", "$.spec.inputs.m"],
            id="version 5",
        ),
        pytest.param(
            LegacyJob,
            {
                "uid": "J1",
                "type": "own",
                "input_slot_groups": [{**PICKED, "name": "p"}, {**MASK, "name": "m"}],
            },
            ["$.input_slot_groups[0]", "$.input_slot_groups[1]"],
            id="version 4",
        ),
    ],
)
@pytest.mark.parametrize("datatype", ["particle", "exposure"])
def test_what_is_told_of_a_job_is_not_told_again_of_its_type(
    cls: type, raw: dict[str, Any], places: list[str], datatype: Any
) -> None:
    """Too few connections are one problem, by whatever they are counted; others are told."""
    known = {
        "p": KnownInput(datatype=datatype, count_min=1, basis="register"),
        "m": KnownInput(datatype="mask", count_min=1, basis="register"),
    }
    types = JobTypes([KnownJobType(type="own", inputs=known, basis="register")])
    document: Any = structure({**raw, "status": "completed"}, cls)
    picked, mask = places
    wrong_type = [("other-datatype", f"{picked}.type")] if datatype == "exposure" else []
    assert [(p.kind.value, p.place) for p in check(document, job_types=types)] == [
        ("invalid-count", f"{picked}.connections"),
        *wrong_type,
        ("not-connected", mask),
    ]


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        pytest.param({"version": [1]}, ["$.version"], id="version"),
        pytest.param({"version": {}}, ["$.version"], id="mapping"),
        pytest.param({"num_items": "12"}, ["$.results.blob.num_items"], id="count as text"),
        pytest.param({"num_items": 1.5}, ["$.results.blob.num_items"], id="count of halves"),
        pytest.param({"num_items": None}, ["$.results.blob"], id="none"),
        pytest.param(
            {"version": [], "num_items": []},
            ["$.results.blob.num_items", "$.version"],
            id="both",
        ),
    ],
)
def test_what_stands_there_with_a_wrong_value_is_not_missed(
    changes: dict[str, Any], places: list[str]
) -> None:
    """It is told once, for its value."""
    result: dict[str, Any] = {"metafile": ">a.cs", "num_items": 3, "type": "particle.blob"}
    raw: dict[str, Any] = {
        "created": "2024-01-01 00:00:00",
        "group": {"name": "a", "type": "particle", "title": "A", "description": "x"},
        "results": {"blob": result},
        "version": "v4.4.0",
    }
    for key, value in changes.items():
        (result if key in result else raw)[key] = value
    problems = RESULTS_GROUP.check_raw(raw, None, None, None)
    assert sorted(problem.place for problem in problems) == places


FOREIGN = "version: 2\nservices: {}\n"


@pytest.mark.parametrize("skip", [True, False])
def test_what_is_no_document_may_be_passed_over(skip: bool, tmp_path: Path) -> None:
    """Or is one problem, at its beginning; of which kind it is, is not said."""
    path = tmp_path / "a.yaml"
    path.write_text(FOREIGN)
    examined = examine(path, skip_foreign=skip)
    told = (
        f'{path}:1:1: this has the keys "version", "services", and is not read here: '
        "expected inputs or outputs, or another document"
    )
    assert [str(problem) for problem in examined.problems] == ([] if skip else [told])
    assert examined.is_foreign is skip
    assert (examined.kind, examined.taken_for, examined.fits) == (None, None, {})
    assert [str(problem) for problem in examine(path).problems] == [told]
    assert [str(problem) for problem in examine_document(read(path), path).problems] == [told]


def test_a_text_that_no_file_holds_is_examined() -> None:
    """In the format of a suffix; its problems have the name that is given."""
    examined = examine_text(
        b"inputs: {a: {type: particl, slots: [blob]}}", "<stdin>", suffix=".yaml"
    )
    assert [str(problem) for problem in examined.problems] == [
        '<stdin>:1:20: $.inputs.a.type: "particl" is not a known datatype; write "particle"'
    ]
    assert (examined.kind, examined.taken_for) == (DEFINITION, None)
    assert (examined.is_foreign, examined.remark, examined.fits) == (False, None, {})
    group = examine_text(b"results: {}", "<stdin>", suffix=".csg")
    assert (group.kind, group.taken_for) == (
        RESULTS_GROUP,
        "taken for a results group: it is a .csg file",
    )
    broken = examine_text(b"{", "<stdin>", suffix=".json")
    assert (broken.kind, len(broken.problems)) == (None, 1)
    assert str(broken.problems[0]).startswith("<stdin>:1:2: not JSON: ")
    not_text = examine_text(b"\xff", "<stdin>", suffix=".json")
    assert str(not_text.problems[0]).startswith("<stdin>:1:1: the file is not UTF-8 text")


def test_a_table_is_examined_by_its_suffix(tmp_path: Path) -> None:
    """In any case; held to an output where one is given, with how each slot fits."""
    make_dataset(["blob"], 3, datatype="particle", path=tmp_path / "a.CS")
    examined = examine(tmp_path / "a.CS")
    assert (examined.problems, examined.kind) == ((), DATASET)
    assert [*examined.fits] == ["blob"]
    output = OutputSpec(type="particle", slots=["blob", "ctf"])
    held = examine(tmp_path / "a.CS", output=output)
    assert [*held.fits] == ["blob", "ctf"]
    assert held.problems
    places = {problem.position and problem.position.file for problem in held.problems}
    assert places == {str(tmp_path / "a.CS")}
    (tmp_path / "b.cs").write_bytes(b"x")
    broken = examine(tmp_path / "b.cs")
    assert (broken.kind, len(broken.problems), broken.fits) == (DATASET, 1, {})
    assert str(broken.problems[0]).startswith(f"{tmp_path / 'b.cs'}: ")
