"""Tests of built-in jobs and pipelines as objects and as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from cryosparc_spec import SpecError, StructureError, dump, load, structure, unstructure
from cryosparc_spec.documents import BuiltInJob, Pipeline, WorkflowJob
from cryosparc_spec.files.document_kinds import is_foreign, recognize
from cryosparc_spec.testing.definitions import built_in_jobs, pipelines

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "pipelines" / "first_refinement.yaml"


@pytest.mark.parametrize("suffix", ["json", "yaml", "toml"])
def test_a_pipeline_is_written_and_read_back(suffix: str, tmp_path: Path) -> None:
    """In every format, and told by its keys."""
    pipeline = load(EXAMPLE, Pipeline)
    assert list(pipeline.jobs) == list(pipeline.order())
    file = tmp_path / f"pipeline.{suffix}"
    dump(pipeline, file)
    assert load(file) == pipeline


@given(pipelines())
def test_any_pipeline_is_plain_data_and_back(pipeline: Pipeline) -> None:
    """``structure(unstructure(x)) == x``."""
    assert structure(json.loads(json.dumps(unstructure(pipeline))), Pipeline) == pipeline


@given(built_in_jobs())
def test_any_built_in_job_is_plain_data_and_back(job: BuiltInJob) -> None:
    """``structure(unstructure(x)) == x``; the kind is told by the keys."""
    raw = json.loads(json.dumps(unstructure(job)))
    assert structure(raw, recognize(raw).cls) == job


def test_one_source_is_written_as_text() -> None:
    """Several are a list; both are read as a tuple."""
    job = BuiltInJob(
        job_type="a", connections={"one": ["J1.a"], "two": ["J1.a", "b.c"], "none": []}
    )
    raw = unstructure(job)
    assert raw["connections"] == {"one": "J1.a", "two": ["J1.a", "b.c"], "none": []}
    assert structure(raw, BuiltInJob) == job
    assert [str(ref) for ref in job.sources["two"]] == ["J1.a", "b.c"]


@pytest.mark.parametrize(
    ("raw", "places"),
    [
        pytest.param({}, ["$"], id="no type"),
        pytest.param({"job_type": ""}, ["$.job_type"], id="an empty type"),
        pytest.param({"job_type": 3}, ["$.job_type"], id="a number"),
        pytest.param({"job_type": "a", "parms": {}}, ["$.parms"], id="a key with a slip"),
        pytest.param({"job_type": "a", "connections": []}, ["$.connections"], id="a list"),
        pytest.param(
            {"job_type": "a", "connections": {"b": "J1", "c": ["J1.d", 3, "J1.d.e"]}},
            ["$.connections.b", "$.connections.c[1]", "$.connections.c[2]"],
            id="no outputs",
        ),
        pytest.param(
            {"job_type": "a", "params": {"b": float("nan")}}, ["$.params.b"], id="not a number"
        ),
    ],
)
def test_wrong_jobs(raw: dict[str, Any], places: list[str]) -> None:
    """All that is wrong is told at once, with its place."""
    with pytest.raises(StructureError) as caught:
        structure(raw, BuiltInJob)
    assert [problem.place for problem in caught.value.problems] == places


def test_connections_of_an_object_are_checked() -> None:
    """As those of a file are; a number is no name of an input."""
    wrong: Any = {3: "J1.a"}
    with pytest.raises(SpecError, match="expected text, got 3"):
        BuiltInJob(job_type="a", connections=wrong)


def job(*sources: str) -> BuiltInJob:
    return BuiltInJob(job_type="a", connections={"in": sources})


def test_order_and_what_is_outside() -> None:
    """Each job after those that feed it, and otherwise as in the file."""
    jobs = {"d": job("c.x", "J1.x"), "c": job("a.x", "P1.y"), "b": job(), "a": job("J1.z")}
    pipeline = Pipeline(jobs=jobs)
    assert pipeline.order() == ("b", "a", "c", "d")
    assert pipeline.outside == ("J1", "P1")
    assert Pipeline().order() == ()


@pytest.mark.parametrize("number", [1, 2, 40])
def test_jobs_in_a_circle(number: int) -> None:
    """They are named, and not all of very many."""
    jobs = {f"job{k}": job(f"job{(k + 1) % number}.x") for k in range(number)}
    with pytest.raises(SpecError) as caught:
        Pipeline(jobs=jobs).order()
    [problem] = caught.value.problems
    assert problem.path == ("jobs",)
    assert problem.message.startswith("jobs feed each other in a circle")
    assert len(problem.message) < 400


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        pytest.param({"jobs": {"a": {"job_type": "b"}}}, "pipeline", id="a pipeline"),
        pytest.param({"jobs": {"a": {"connections": {}}}}, "pipeline", id="without a type"),
        pytest.param({"jobs": {"a": {}}, "csVersion": "v4"}, "workflow", id="a workflow"),
        pytest.param({"job_type": "b", "params": {}}, "built-in-job", id="a job"),
        pytest.param({"job_type": "b", "uid": "J1"}, "job-v4", id="a job of CryoSPARC 4"),
        pytest.param({"jobs": {"build": {"steps": []}}, "on": "push"}, "definition", id="others"),
        pytest.param({"jobs": []}, "definition", id="a list of jobs"),
    ],
)
def test_kinds_are_told_apart(raw: dict[str, Any], kind: str) -> None:
    """By their keys; jobs of other programs are something else."""
    assert recognize(raw).name == kind
    assert is_foreign({"jobs": {"build": {"steps": []}}, "on": "push"})


def test_jobs_of_workflows_are_no_built_in_jobs() -> None:
    """They are what CryoSPARC writes, with its own keys."""
    wrong: Any = {"a": WorkflowJob(job_type="b")}
    with pytest.raises(SpecError, match="BuiltInJob"):
        Pipeline(jobs=wrong)
