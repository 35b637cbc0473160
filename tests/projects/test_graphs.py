"""Tests of projects as pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from cryosparc_spec import SpecError
from cryosparc_spec.projects import Project
from cryosparc_spec.projects.graphs import project_graph
from cryosparc_spec.views.graphs import Graph, NodeShape, mermaid
from tests.projects.made_project import write_json


def write_jobs(folder: Path, **feeding: str) -> Project:
    """Write jobs, given what feeds each: `J3="J1.a J2.b"`."""
    for uid, sources in feeding.items():
        pairs = [source.split(".") for source in sources.split()]
        inputs = {
            f"in_{job}": {"type": "mask", "connections": [{"job_uid": job, "output": output}]}
            for job, output in pairs
        }
        spec = {"type": "x", "inputs": inputs}
        write_json(folder / uid / "job.json", {"uid": uid, "title": f"Job {uid}", "spec": spec})
    return Project.open(folder)


def ways(graph: Graph) -> list[tuple[str, str]]:
    labels = {node.id: node.label.partition("\n")[0] for node in graph.nodes}
    return [(labels[edge.source], labels[edge.target]) for edge in graph.edges]


def shown(graph: Graph) -> list[str]:
    return [node.label.partition("\n")[0] for node in graph.nodes]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with two ways from J1 to J5, a circle, and a job that is gone."""
    return write_jobs(
        tmp_path, J1="", J2="J1.a", J10="J1.a", J5="J2.a J10.a", J6="J5.a J7.a", J7="J6.a J99.a"
    )


@pytest.mark.parametrize(
    ("start", "end", "jobs"),
    [
        pytest.param(None, None, "J1 J2 J5 J6 J7 J10 J99", id="all"),
        pytest.param("J2", None, "J2 J5 J6 J7", id="what comes of a job"),
        pytest.param(None, "J5", "J1 J2 J5 J10", id="what leads to a job"),
        pytest.param("J1", "J5", "J1 J2 J5 J10", id="between two"),
        pytest.param("J2", "J6", "J2 J5 J6 J7", id="through a circle"),
        pytest.param(None, "J7", "J1 J2 J5 J6 J7 J10 J99", id="from a job that is gone"),
        pytest.param("J5", "J5", "J5", id="a job itself"),
    ],
)
def test_jobs_and_what_feeds_what_are_drawn(
    start: str | None, end: str | None, jobs: str, project: Project
) -> None:
    """All of them, or those on the ways from or to a job."""
    graph = project_graph(project, start=start, end=end)
    assert shown(graph) == jobs.split()
    assert all(source in jobs and target in jobs for source, target in ways(graph))


def test_a_job_that_is_gone_is_drawn_as_such(project: Project) -> None:
    """One that cannot be read too, where it feeds another."""
    (project.folder / "J2" / "job.json").write_text("{", "utf-8")
    graph = project_graph(project)
    assert shown(graph) == ["J1", "J5", "J6", "J7", "J10", "J2", "J99"]
    outside = [node.label for node in graph.nodes if node.shape is NodeShape.OUTSIDE]
    assert outside == ["J2\ncannot be read", "J99\nnot in the project"]
    assert 'missing_J99 -->|"a to in_J99"| job_J7' in mermaid(graph)


def test_ways_that_there_are_not_are_told(project: Project) -> None:
    """And jobs that are not in the project."""
    with pytest.raises(SpecError, match="nothing that J5 makes leads to J1"):
        project_graph(project, start="J5", end="J1")
    with pytest.raises(SpecError, match='"J50" is not a job of the project, which has 6'):
        project_graph(project, end="J50")
