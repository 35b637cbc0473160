"""Projects as pictures: the jobs, and what feeds what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cryosparc_spec.documents.job import Job
from cryosparc_spec.documents.workflow_connections import WorkflowConnection
from cryosparc_spec.problems.errors import ParseError
from cryosparc_spec.projects.project import Project, connections_of
from cryosparc_spec.views.graphs import Edge, Graph, Ids, Node, NodeShape


def project_graph(project: Project, *, start: str | None = None, end: str | None = None) -> Graph:
    """Return the jobs of a project and what feeds what, as boxes and arrows.

    With ``start``, only that job and what comes of it; with ``end``, only that job and what leads
    to it; with both, what lies on the ways from one to the other. Jobs that cannot be read, or are
    not there, are drawn where they feed others. Raises :class:`~cryosparc_spec.SpecError` for a job
    that is not in the project, and where no way leads from one to the other.
    """
    for uid in (start, end):
        if uid is not None:
            project.jobs.file(uid)
    labels: dict[str, str] = {}
    connections: list[WorkflowConnection] = []
    for uid, job in project.jobs.items():
        labels[uid] = _label(uid, job)
        connections += connections_of(uid, job)
    shown = {*labels, *(connection.source.job for connection in connections)}
    ways = [(connection.source.job, connection.target.job) for connection in connections]
    if start is not None:
        shown &= _reached(start, ways)
    if end is not None:
        shown &= _reached(end, [(target, source) for source, target in ways])
    if start is not None and end is not None and start not in shown:
        raise ParseError.of(f"nothing that {start} makes leads to {end}")
    drawn = [c for c in connections if {c.source.job, c.target.job} <= shown]
    return _graph({uid: label for uid, label in labels.items() if uid in shown}, drawn, project)


def _label(uid: str, job: Job) -> str:
    return "\n".join(line for line in (uid, job.title, job.spec.type) if line)


def _reached(start: str, ways: Iterable[tuple[str, str]]) -> set[str]:
    """Return what can be reached from a place, and the place itself."""
    following: dict[str, list[str]] = {}
    for source, target in ways:
        following.setdefault(source, []).append(target)
    reached = {start}
    to_follow = [start]
    while to_follow:
        new = {*following.get(to_follow.pop(), ())} - reached
        reached |= new
        to_follow += new
    return reached


def _graph(
    labels: Mapping[str, str], connections: Iterable[WorkflowConnection], project: Project
) -> Graph:
    ids = Ids()
    nodes = {uid: Node(ids.of("job", uid), label, NodeShape.JOB) for uid, label in labels.items()}
    edges: list[Edge] = []
    for connection in connections:
        source, target = connection.source, connection.target
        if source.job not in nodes:
            why = "cannot be read" if source.job in project.jobs else "not in the project"
            key = ids.of("missing", source.job)
            nodes[source.job] = Node(key, f"{source.job}\n{why}", NodeShape.OUTSIDE)
        label = source.name if source.name == target.name else f"{source.name} to {target.name}"
        edges.append(Edge(nodes[source.job].id, nodes[target.job].id, label))
    return Graph(tuple(nodes.values()), tuple(edges))
