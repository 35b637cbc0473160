"""What is made here, held to the models of the next cryosparc-tools, if a copy is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cryosparc_spec import Job, JobRegister, Workflow, check, structure, unstructure
from cryosparc_spec.documents import (
    Blueprint,
    Connection,
    Input,
    InputResult,
    InputSlot,
    JobSpec,
    Output,
    OutputResult,
    OutputSlot,
    RegisterInput,
    RegisterOutput,
    ResourceSpec,
    WorkflowGroup,
    WorkflowJob,
    WorkflowParameter,
    WorkflowParent,
)
from cryosparc_spec.documents.codec.server_document import attributes_by_key

RESULT = InputResult(dtype="blob", job_uid="J1", output="a", result="blob")
CONNECTION = Connection(job_uid="J1", output="a", results=(RESULT,))
INPUT = Input(
    type="particle", slots=(InputSlot(name="blob", dtype="blob"),), connections=(CONNECTION,)
)
OUTPUT = Output(type="volume", results=(OutputResult(name="map", dtype="blob"),))
SPEC = JobSpec(type="snowflake", inputs={"a": INPUT}, outputs={"b": OUTPUT})
PARAMETERS = {"a": WorkflowParameter(value=None, flagged=True), "b": WorkflowParameter()}
WORKFLOW = Workflow(
    jobs={"J1": WorkflowJob(job_type="snowflake", spec=SPEC, parameters=PARAMETERS)},
    parents={"P1": WorkflowParent(groups={"a": WorkflowGroup()})},
)
MADE: dict[str, tuple[Any, ...]] = {
    "Blueprint": (Blueprint(), Blueprint(job_type="x", parameters=PARAMETERS)),
    "InputSlot": (InputSlot(name="a", dtype="b"),),
    "InputSpec": (RegisterInput(type="particle"),),
    "Job": (Job(spec=JobSpec(type="x")), Job(uid="J1", project_uid="P1", spec=SPEC)),
    "JobRegister": (JobRegister(specs=()),),
    "JobSpec": (JobSpec(type="x"), SPEC),
    "OutputSlot": (OutputSlot(name="a", dtype="b"),),
    "OutputSpec": (RegisterOutput(type="particle"),),
    "ResourceSpec": (ResourceSpec(), ResourceSpec(gpu=2)),
    "Workflow": (Workflow(), WORKFLOW),
}
"""Documents made here, by the names of their models there."""


@pytest.fixture(scope="module")
def schemas(corpus: Path) -> dict[str, Any]:
    """The models as JSON Schemas, which are not committed."""
    folder = corpus.parent / "tools_head"
    found = {file.name.split(".")[0]: file for file in sorted(folder.glob("*.schema.json"))}
    if not found:
        pytest.skip("no models of the next client beside the corpus")
    return {name: json.loads(file.read_text("utf-8")) for name, file in found.items()}


def test_what_is_made_here_validates_there(schemas: dict[str, Any]) -> None:
    """With every key that a model requires, also after a round."""
    assert set(schemas) == set(MADE)
    for name, documents in MADE.items():
        validator = Draft202012Validator(schemas[name])
        for document in documents:
            raw = unstructure(document)
            problems = [(list(e.path), e.message) for e in validator.iter_errors(raw)]
            assert problems == [], name
            again = structure(raw, type(document))
            assert again == document
            assert unstructure(again) == raw


def test_every_key_of_a_model_is_known_here(schemas: dict[str, Any]) -> None:
    """No key of the next client gives a note."""
    for name, documents in MADE.items():
        known = {*attributes_by_key(type(documents[0])), "match_result_by"}
        assert set(schemas[name].get("properties", {})) <= known, name


@pytest.mark.parametrize("cls", [Blueprint, Workflow, Job], ids=["blueprint", "workflow", "job"])
def test_an_id_is_read_under_both_keys(cls: Any) -> None:
    """As the database has it, and as cryosparc-tools dumps it; it is written back as it stood."""
    spec = {"spec": {"type": "x"}} if cls is Job else {}
    for key in ("_id", "id"):
        document = structure({key: "66f2", **spec}, cls)
        assert document.id == "66f2"
        assert unstructure(document) == {key: "66f2", **spec}


@pytest.mark.parametrize("raw", [{}, {"value": None}, {"flagged": True}], ids=["no", "null", "not"])
def test_a_parameter_that_was_read_comes_back_as_it_was(raw: dict[str, Any]) -> None:
    """Only one that is made here has its value in any case."""
    for _ in range(300):  # Beyond which a function is written that does it.
        assert unstructure(structure(raw, WorkflowParameter)) == raw
    assert unstructure(WorkflowParameter(flagged=True)) == {"value": None, "flagged": True}


def test_a_key_of_a_newer_client_is_one_note_a_document() -> None:
    """Though it stands in each input; other keys have notes of their own."""
    inputs = {f"i{n}": {"type": "particle", "title": "", "newer": n} for n in range(5)}
    raw = {"uid": "J1", "spec": {"type": "x", "inputs": inputs, "newest": 1}}
    notes = [str(problem) for problem in check(structure(raw, Job))]
    assert notes == [
        '$.spec.newest: "newest" is not a key that is known here',
        '$.spec.inputs.i0.newer: "newer" is not a key that is known here, here and in 4 other '
        "places",
    ]
