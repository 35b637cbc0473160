"""Jobs and workflows as pictures: Mermaid text, Graphviz text, and SVG."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeAlias

import attrs

from cryosparc_spec.conversions.v4_to_v5 import to_job
from cryosparc_spec.documents.job import Job, JobSpec
from cryosparc_spec.documents.job_definition import JobDefinition
from cryosparc_spec.documents.job_inputs import Input
from cryosparc_spec.documents.job_outputs import Output, OutputResult
from cryosparc_spec.documents.job_slots import InputSlot, OutputSlot
from cryosparc_spec.documents.legacy_job import LegacyJob
from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline
from cryosparc_spec.documents.workflow import Workflow
from cryosparc_spec.problems.errors import ParseError
from cryosparc_spec.problems.problem import ProblemKind
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.views.pipelines import as_pipeline, edges_of
from cryosparc_spec.views.trees import name_and_type

_LONGEST_DRAWING = 60
_WIDEST = 48


class GraphvizError(RuntimeError):
    """Graphviz's ``dot`` is not on the machine, or could not draw."""


class NodeShape(StrEnum):
    """How a node is drawn."""

    JOB = "job"
    PORT = "port"
    """An input or an output."""
    OUTSIDE = "outside"
    """What feeds the document and is not part of it."""


@attrs.frozen
class Node:
    """A box of a graph."""

    id: str
    """ASCII letters, digits and underscores; different for each node."""
    label: str
    """Text in the box; may have lines."""
    shape: NodeShape
    """How it is drawn."""


@attrs.frozen
class Edge:
    """An arrow of a graph."""

    source: str
    """Identity of the node where it begins."""
    target: str
    """Identity of the node where it ends."""
    label: str = ""
    """Text beside it."""
    dashed: bool = False
    """Whether it is an aside: a passthrough, or a single result."""


@attrs.frozen
class Graph:
    """Boxes and arrows, whatever they are written as."""

    nodes: tuple[Node, ...]
    """Boxes, in the order of the document."""
    edges: tuple[Edge, ...]
    """Arrows, in the order of the document."""


Drawable: TypeAlias = (
    Job | JobSpec | LegacyJob | JobDefinition | BuiltInJob | Pipeline | Workflow | Graph
)
"""Documents that have a graph, and graphs."""


def mermaid(document: Drawable) -> str:
    """Return a document as the text of a Mermaid flowchart, which GitHub and notebooks draw.

    A job or a definition shows its inputs and outputs with their slots, ``?`` before those that
    are optional; a workflow shows its jobs and what feeds what.

    >>> from cryosparc_spec.documents.job_definition import OutputSpec
    >>> print(mermaid(JobDefinition(outputs={"picked": OutputSpec(type="particle")})), end="")
    flowchart LR
        job["untitled"]
        output_picked(["picked<br/>particle"])
        job --> output_picked
    """
    graph = graph_of(document)
    lines = [*map(_mermaid_node, graph.nodes), *map(_mermaid_edge, graph.edges)]
    return "\n".join(["flowchart LR", *(f"    {line}" for line in lines), ""])


def dot(document: Drawable) -> str:
    r"""Return a document as text for Graphviz, with the same boxes and arrows as :func:`mermaid`.

    >>> from cryosparc_spec.documents.job_definition import OutputSpec
    >>> print(dot(JobDefinition(outputs={"picked": OutputSpec(type="particle")})), end="")
    digraph {
        rankdir=LR
        node [shape=box fontname="sans-serif" fontsize=12]
        edge [fontname="sans-serif" fontsize=10]
        job [label="untitled" style=bold]
        output_picked [label="picked\nparticle" style=rounded]
        job -> output_picked
    }
    """
    graph = graph_of(document)
    lines = [
        "rankdir=LR",
        'node [shape=box fontname="sans-serif" fontsize=12]',
        'edge [fontname="sans-serif" fontsize=10]',
        *map(_dot_node, graph.nodes),
        *map(_dot_edge, graph.edges),
    ]
    return "\n".join(["digraph {", *(f"    {line}" for line in lines), "}", ""])


def svg(document: Drawable) -> bytes:
    """Return a document as an SVG picture, drawn by Graphviz's ``dot``.

    Raises :class:`GraphvizError` where ``dot`` is not on the machine, fails or takes too long.
    """
    import subprocess

    command = [_dot_program(), "-Tsvg"]
    text = dot(document).encode()
    try:
        run = subprocess.run(command, input=text, capture_output=True, timeout=_LONGEST_DRAWING)
    except subprocess.TimeoutExpired:
        raise GraphvizError(
            f"dot was stopped after {_LONGEST_DRAWING} seconds: "
            "the graph is too large for it; ask for mermaid"
        ) from None
    if run.returncode:
        raise GraphvizError(f"dot failed: {run.stderr.decode(errors='replace').strip()}")
    return run.stdout


def _dot_program() -> str:
    import shutil

    program = shutil.which("dot")
    if program is None:
        raise GraphvizError(
            "an SVG needs the program dot of Graphviz, which is not on the PATH; install graphviz "
            "with apt-get, dnf, brew or conda, or ask for mermaid, which needs no program"
        )
    return program


def graph_of(document: Drawable) -> Graph:
    """Return the boxes and arrows of a document.

    Raises :class:`~cryosparc_spec.ParseError` for anything else, and for a job of
    CryoSPARC 4 with two inputs or outputs of one name.
    """
    match document:
        case Graph():
            return document
        case JobDefinition():
            return _job_graph(document, document.title or "untitled")
        case JobSpec():
            return _job_graph(document, document.type)
        case Job(spec=spec):
            return _job_graph(spec, _lines(document.uid, document.title, spec.type))
        case LegacyJob():
            return graph_of(to_job(document))
        case Workflow():
            return _workflow_graph(document)
        case BuiltInJob() | Pipeline():
            return _pipeline_graph(as_pipeline(document))
        case _:
            message = (
                f"a document of class {type(document).__name__} has no graph: "
                "expected a job, a definition or a workflow"
            )
            raise ParseError.of(message, kind=ProblemKind.WRONG_TYPE)


def _lines(*lines: str | None) -> str:
    return "\n".join(line for line in lines if line)


_PLAIN = re.compile("[0-9A-Za-z_]+")


class Ids:
    """Gives out identities that neither Mermaid nor Graphviz takes for one of its words."""

    def __init__(self) -> None:
        self.given: dict[tuple[str, str], str] = {}

    def of(self, role: str, name: str) -> str:
        """Return the identity of what has a name in a role, the same each time."""
        plain = _PLAIN.fullmatch(name)
        new = f"{role}_{name}" if plain else f"{role}{len(self.given) + 1}"
        return self.given.setdefault((role, name), new)


def _job_graph(document: JobDefinition | JobSpec, label: str) -> Graph:
    ids = Ids()
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    for name, spec in document.inputs.items():
        key = ids.of("input", name)
        for connection in spec.connections if isinstance(spec, Input) else ():
            source = ids.of("source", connection.job_uid)
            nodes[source] = Node(source, connection.job_uid, NodeShape.OUTSIDE)
            edges.append(Edge(source, key, connection.output))
        nodes[key] = Node(key, _port_label(name, spec.type, spec.slots), NodeShape.PORT)
        edges.append(Edge(key, "job"))
    nodes["job"] = Node("job", label, NodeShape.JOB)
    for name, output in document.outputs.items():
        key = ids.of("output", name)
        results = output.results if isinstance(output, Output) else ()
        slots = output.slots or results
        nodes[key] = Node(key, _port_label(name, output.type, slots), NodeShape.PORT)
        edges.append(Edge("job", key))
        if output.passthrough is not None and output.passthrough in document.inputs:
            passed = ids.of("input", output.passthrough)
            edges.append(Edge(passed, key, "passthrough", dashed=True))
    return Graph(tuple(nodes.values()), tuple(edges))


_AnySlot: TypeAlias = Slot | InputSlot | OutputSlot | OutputResult


def _port_label(name: str, datatype: str, slots: Sequence[_AnySlot]) -> str:
    listed = ", ".join(map(_slot_label, slots))
    return _lines(name, datatype, *textwrap.wrap(listed, _WIDEST, break_on_hyphens=False))


def _slot_label(slot: _AnySlot) -> str:
    optional = isinstance(slot, Slot | InputSlot) and not slot.required
    return ("?" if optional else "") + name_and_type(slot)


def _workflow_graph(workflow: Workflow) -> Graph:
    ids = Ids()
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    for key, parent in workflow.parents.items():
        nodes[key] = Node(ids.of("parent", key), _lines(key, parent.job_type), NodeShape.OUTSIDE)
    for key, job in workflow.jobs.items():
        nodes[key] = Node(ids.of("job", key), _lines(key, job.title, job.job_type), NodeShape.JOB)

    def id_of(key: str) -> str:
        if key not in nodes:
            label = _lines(key, "not in the workflow")
            nodes[key] = Node(ids.of("missing", key), label, NodeShape.OUTSIDE)
        return nodes[key].id

    for connection in workflow.connections:
        source, target = connection.source, connection.target
        label = source.name if source.name == target.name else f"{source.name} to {target.name}"
        edges.append(Edge(id_of(source.job), id_of(target.job), label))
    for result in workflow.result_connections:
        source, target = result.source, result.target
        label = f"{source.name}.{result.result} to {target.name}.{result.index}.{result.slot}"
        edges.append(Edge(id_of(source.job), id_of(target.job), label, dashed=True))
    return Graph(tuple(nodes.values()), tuple(edges))


def _pipeline_graph(pipeline: Pipeline) -> Graph:
    ids = Ids()
    nodes: dict[str, Node] = {}
    for name in pipeline.outside:
        nodes[name] = Node(ids.of("source", name), name, NodeShape.OUTSIDE)
    for name, job in pipeline.jobs.items():
        label = _lines(name, job.title, job.job_type if job.job_type != name else None)
        nodes[name] = Node(ids.of("job", name), label, NodeShape.JOB)
    edges = [
        Edge(nodes[source].id, nodes[target].id, label)
        for source, target, label in edges_of(pipeline)
    ]
    return Graph(tuple(nodes.values()), tuple(edges))


# What a terminal, a browser or an XML reader might take for something else than text.
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def _text_lines(text: str) -> list[str]:
    """Return the lines of a label, with control characters escaped; never none."""
    lines = (line.replace("\t", " ").strip() for line in text.splitlines())
    return [_CONTROL.sub(_escaped, line) for line in lines if line] or [" "]


def _escaped(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode()


_MERMAID_SHAPES: Mapping[NodeShape, str] = {
    NodeShape.PORT: "([{}])",
    NodeShape.JOB: "[{}]",
    NodeShape.OUTSIDE: "{{{{{}}}}}",
}
_MERMAID_SPECIAL = re.compile(r"[^0-9A-Za-z\x80-\U0010ffff _.,()?/+='-]")


def _mermaid_text(text: str) -> str:
    """Quote a label; Mermaid has its own entities for what may mean something in it."""
    lines = [_MERMAID_SPECIAL.sub(lambda c: f"#{ord(c[0])};", line) for line in _text_lines(text)]
    return f'"{"<br/>".join(lines)}"'


def _mermaid_node(node: Node) -> str:
    return node.id + _MERMAID_SHAPES[node.shape].format(_mermaid_text(node.label))


def _mermaid_edge(edge: Edge) -> str:
    arrow = "-.->" if edge.dashed else "-->"
    label = f"|{_mermaid_text(edge.label)}|" if edge.label else ""
    return f"{edge.source} {arrow}{label} {edge.target}"


_DOT_STYLES: Mapping[NodeShape, str] = {
    NodeShape.PORT: "rounded",
    NodeShape.JOB: "bold",
    NodeShape.OUTSIDE: "dashed",
}


def _dot_text(text: str) -> str:
    """Quote a label; Graphviz reads HTML entities and backslashes in it."""
    lines = [
        line.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
        for line in _text_lines(text)
    ]
    return '"' + "\\n".join(lines) + '"'


def _dot_node(node: Node) -> str:
    return f"{node.id} [label={_dot_text(node.label)} style={_DOT_STYLES[node.shape]}]"


def _dot_edge(edge: Edge) -> str:
    label = [f"label={_dot_text(edge.label)}"] if edge.label else []
    attributes = " ".join([*label, *(["style=dashed"] if edge.dashed else [])])
    return f"{edge.source} -> {edge.target}{f' [{attributes}]' if attributes else ''}"
