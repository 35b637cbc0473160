"""Tests of the commands that take pipelines."""

from __future__ import annotations

from pathlib import Path

import pytest

from cryosparc_spec import Job, Workflow, dump, load
from cryosparc_spec.documents import (
    BuiltInJob,
    JobSpec,
    LegacyJob,
    Pipeline,
    WorkflowJob,
    WorkflowParameter,
    WorkflowParent,
)
from cryosparc_spec.views.graphs import dot
from tests.command_line import CLEAN, run, write

Capture = pytest.CaptureFixture[str]
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "pipelines" / "first_refinement.yaml"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_workflow_becomes_a_pipeline(capsys: Capture) -> None:
    """It is printed, or written in the format of the name; what is made checks clean."""
    k = {"abinit_K": WorkflowParameter(value=3)}
    abinit = WorkflowJob(
        job_type="homo_abinit", groups=(("P1.particles", "particles"),), parameters=k
    )
    parents = {"P1": WorkflowParent()}
    dump(Workflow(jobs={"J1": abinit}, parents=parents, cs_version="v4.7"), "workflow.json")
    outcome = run(capsys, "convert", "workflow.json", "--to", "definitions", "-o", "mine.toml")
    assert (outcome.exit_code, outcome.out, outcome.err) == (0, "", "")
    pipeline = load("mine.toml", Pipeline)
    assert pipeline.jobs["homo_abinit"].params == {"abinit_K": 3}
    assert run(capsys, "check", "mine.toml").exit_code == 0
    printed = run(capsys, "convert", "workflow.json", "--to", "definitions").out
    assert "{particles: P1.particles}\n" in printed


def test_a_job_becomes_a_definition(capsys: Capture) -> None:
    """Of version 5 and of version 4; an external job does not."""
    dump(Job(uid="J1", spec=JobSpec(type="homo_abinit", params={"abinit_K": 3})), "job.json")
    legacy = LegacyJob(uid="J1", type="homo_abinit", params_spec={"abinit_K": {"value": 3}})
    dump(legacy, "old.json")
    expected = "job_type: homo_abinit\nparams: {abinit_K: 3}\n"
    for name in ("job.json", "old.json"):
        assert run(capsys, "convert", name, "--to", "definitions").out == expected
    dump(Job(uid="J1", spec=JobSpec(type="snowflake")), "external.json")
    outcome = run(capsys, "convert", "external.json", "--to", "definitions")
    assert outcome.exit_code == 1
    assert "J1 is an external job" in outcome.err


def test_what_changed_between_two(capsys: Capture) -> None:
    """Jobs, parameters and connections, in words; a definition is something else."""
    before = load(EXAMPLE, Pipeline)
    jobs = dict(before.jobs)
    del jobs["select"]
    jobs["abinit"] = BuiltInJob(
        job_type="homo_abinit",
        params={"abinit_K": 3},
        connections={"particles": ["classify.particles", "J3.particles"]},
    )
    jobs["flip"] = BuiltInJob(job_type="volume_tools")
    dump(before, "before.yaml")
    dump(Pipeline(title=before.title, jobs=jobs), "after.yaml")
    outcome = run(capsys, "diff", "before.yaml", "after.yaml")
    assert outcome.out.splitlines() == [
        "$.jobs.select: removed: select_2D",
        "$.jobs.abinit.params.abinit_K: added: 3",
        "$.jobs.abinit.connections.particles: now classify.particles, J3.particles, "
        "was select.particles_selected",
        "$.jobs.flip: added: volume_tools",
    ]
    assert outcome.exit_code == 1
    assert run(capsys, "diff", "before.yaml", "before.yaml").exit_code == 0
    write(a_yaml=CLEAN)
    mixed = run(capsys, "diff", "a.yaml", "after.yaml")
    assert mixed.exit_code == 2
    assert "a.yaml is a job definition: expected a pipeline" in mixed.err


def test_a_job_by_itself_compared(capsys: Capture) -> None:
    """As a pipeline of one."""
    dump(BuiltInJob(job_type="homo_abinit"), "a.yaml")
    dump(BuiltInJob(job_type="homo_abinit", title="Two"), "b.yaml")
    assert run(capsys, "diff", "a.yaml", "b.yaml").out.splitlines() == [
        '$.title: now "Two", was ""',
        '$.jobs.homo_abinit.title: now "Two", was ""',
    ]


def test_a_pipeline_is_drawn(capsys: Capture) -> None:
    """Its jobs, what feeds what, and what is outside; names that mean something are escaped."""
    drawn = run(capsys, "graph", str(EXAMPLE)).out
    assert '    job_import["import<br/>Movies of EMPIAR-10025<br/>import_movies"]\n' in drawn
    assert '    job_abinit -->|"volume_class_0 to volume"| job_refine\n' in drawn
    dump(BuiltInJob(job_type="homo_abinit", connections={"particles": "J7.particles"}), "a.yaml")
    assert run(capsys, "graph", "a.yaml").out.splitlines() == [
        "flowchart LR",
        '    source_J7{{"J7"}}',
        '    job_homo_abinit["homo_abinit"]',
        '    source_J7 -->|"particles"| job_homo_abinit',
    ]
    assert "job_refine" in dot(load(EXAMPLE, Pipeline))


def test_a_pipeline_is_shown(capsys: Capture) -> None:
    """As a tree, and a job by itself as well."""
    lines = run(capsys, "show", str(EXAMPLE)).out.splitlines()
    assert lines[1] == "├─ import: import_movies (Movies of EMPIAR-10025)"
    dump(BuiltInJob(job_type="homo_abinit", connections={"particles": "J7.particles"}), "a.yaml")
    assert run(capsys, "show", "a.yaml").out.splitlines() == [
        "a.yaml: homo_abinit",
        "└─ particles <- J7.particles",
    ]
