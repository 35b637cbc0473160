"""Tests of pipelines made of workflows, and of built-in jobs made of jobs."""

from __future__ import annotations

from typing import Any

import pytest

from cryosparc_spec import Job, ParseError, Workflow, structure
from cryosparc_spec.conversions import built_in_job_of, pipeline_of

WORKFLOW: dict[str, Any] = {
    "title": "Mine",
    "jobs": {
        "J3": {
            "jobType": "homo_refine_new",
            "title": "Refine",
            "groups": [["J1.volume", "volume"], ["P1.particles", "particles"]],
            "parameters": {"a": {"value": 3, "locked": True}, "b": {"value": None}},
        },
        "J1": {"jobType": "import_volumes", "description": "Map"},
        "J2": {"jobType": "import_volumes"},
        "J4": {"jobType": "2d?"},
        "J5": {"jobType": "??"},
    },
    "parents": {"P1": {}},
}


def test_a_workflow_as_a_pipeline() -> None:
    """Jobs are named by their types; parents are outside; parameters that are null are not set."""
    pipeline = pipeline_of(structure(WORKFLOW, Workflow))
    assert list(pipeline.jobs) == [
        "homo_refine_new",
        "import_volumes",
        "import_volumes_2",
        "d",
        "job",
    ]
    refine = pipeline.jobs["homo_refine_new"]
    assert (refine.title, dict(refine.params)) == ("Refine", {"a": 3})
    assert refine.connections == {
        "volume": ("import_volumes.volume",),
        "particles": ("P1.particles",),
    }
    assert (pipeline.title, pipeline.outside) == ("Mine", ("P1",))
    assert pipeline.jobs["import_volumes"].description == "Map"


@pytest.mark.parametrize(
    ("key", "value", "places"),
    [
        pytest.param(
            "individualResults",
            [["J1.volume.map", "J3.volume.0.map"]],
            ["$.jobs.J3.individualResults[0]"],
            id="a single result",
        ),
        pytest.param(
            "groups", [["J1", "volume"], ["J1.volume", "x"]], ["$.jobs.J3.groups[0][0]"], id="a dot"
        ),
        pytest.param("jobType", "", ["$.jobs.J3.job_type"], id="no type"),
    ],
)
def test_what_a_pipeline_cannot_say(key: str, value: Any, places: list[str]) -> None:
    """It is told, and nothing is left out in silence."""
    job = {**WORKFLOW["jobs"]["J3"], key: value}
    jobs = {"J1": WORKFLOW["jobs"]["J1"], "J3": job}
    workflow = structure({"jobs": jobs, "parents": {"P1": {}}}, Workflow)
    with pytest.raises(ParseError) as caught:
        pipeline_of(workflow)
    assert [problem.place for problem in caught.value.problems] == places


def test_a_job_as_a_definition() -> None:
    """With what is connected, and without what is null."""
    spec = {
        "type": "homo_abinit",
        "params": {"abinit_K": 3, "random_seed": None},
        "inputs": {
            "particles": {
                "type": "particle",
                "connections": [
                    {"job_uid": "J1", "output": "particles"},
                    {"job_uid": "J2", "output": "particles"},
                ],
            },
            "volume": {"type": "volume", "connections": []},
        },
    }
    job = built_in_job_of(structure({"uid": "J7", "title": "A", "spec": spec}, Job))
    assert (job.job_type, job.title, dict(job.params)) == ("homo_abinit", "A", {"abinit_K": 3})
    assert job.connections == {"particles": ("J1.particles", "J2.particles")}


def test_an_external_job_is_not_built_in() -> None:
    """It has a definition of its own."""
    job = structure({"uid": "J7", "spec": {"type": "snowflake"}}, Job)
    with pytest.raises(ParseError, match="J7 is an external job"):
        built_in_job_of(job)


def test_what_is_at_odds_elsewhere_is_not_a_pipelines_matter() -> None:
    """What stands in the spec of a job does not become part of a pipeline."""
    inputs = {"p": {"type": "particle", "connections": [{"job_uid": "J9", "output": "o"}]}}
    job = {**WORKFLOW["jobs"]["J1"], "spec": {"type": "x", "inputs": inputs}}
    workflow = structure({"jobs": {"J1": job}, "parents": {"P1": {}}}, Workflow)
    assert list(workflow.connection_problems())
    assert list(pipeline_of(workflow).jobs) == ["import_volumes"]
