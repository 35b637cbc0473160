from __future__ import annotations

import json
import os
import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import (
    InputSpec,
    Job,
    JobDefinition,
    OutputSpec,
    ParseError,
    Workflow,
    structure,
)
from cryosparc_spec.documents import (
    Input,
    InputSlot,
    JobSpec,
    LegacyJob,
    Output,
    OutputSlot,
    WorkflowJob,
)
from cryosparc_spec.testing.definitions import job_definitions
from cryosparc_spec.testing.server_documents import connected_workflows
from cryosparc_spec.testing.values import texts
from cryosparc_spec.views.graphs import Drawable, GraphvizError, dot, graph_of, mermaid, svg

DATA = Path(__file__).parents[1] / "data" / "workflows"

PICKER = JobDefinition(
    title="Custom picker",
    inputs={
        "mic": InputSpec(type="exposure", slots=["micrograph_blob", "?background_blob"]),
        "particles": InputSpec(type="particle", slots=["location"]),
    },
    outputs={
        "picked": OutputSpec(type="particle", slots=["location"], passthrough="particles"),
        "left": OutputSpec(type="exposure", passthrough="gone"),
    },
)


def workflow(name: str) -> Workflow:
    """Return the workflow of a fixture."""
    return structure(json.loads((DATA / f"{name}.json").read_text(encoding="utf-8")), Workflow)


def spec(name: str, job: str) -> JobSpec:
    """Return the spec of a job in the workflow of a fixture."""
    found = workflow(name).jobs[job].spec
    assert found is not None
    return found


GOLDEN = [
    pytest.param(
        PICKER,
        """\
flowchart LR
    input_mic(["mic<br/>exposure<br/>micrograph_blob, ?background_blob (stat_blob)"])
    input_particles(["particles<br/>particle<br/>location"])
    job["Custom picker"]
    output_picked(["picked<br/>particle<br/>location"])
    output_left(["left<br/>exposure"])
    input_mic --> job
    input_particles --> job
    job --> output_picked
    input_particles -.->|"passthrough"| output_picked
    job --> output_left
""",
        """\
digraph {
    rankdir=LR
    node [shape=box fontname="sans-serif" fontsize=12]
    edge [fontname="sans-serif" fontsize=10]
    input_mic [label="mic\\nexposure\\nmicrograph_blob, ?background_blob (stat_blob)" style=rounded]
    input_particles [label="particles\\nparticle\\nlocation" style=rounded]
    job [label="Custom picker" style=bold]
    output_picked [label="picked\\nparticle\\nlocation" style=rounded]
    output_left [label="left\\nexposure" style=rounded]
    input_mic -> job
    input_particles -> job
    job -> output_picked
    input_particles -> output_picked [label="passthrough" style=dashed]
    job -> output_left
}
""",
        id="definition",
    ),
    pytest.param(
        spec("v5", "J3"),
        """\
flowchart LR
    source_J1{{"J1"}}
    input_particles(["particles<br/>particle<br/>blob, ctf, ?alignments3D"])
    source_J2{{"J2"}}
    input_volume(["volume<br/>volume<br/>map (blob)"])
    input_mask(["mask<br/>mask<br/>mask (blob)"])
    job["homo_refine_new"]
    output_volume(["volume<br/>volume<br/>map (blob), map_half_A (blob)"])
    source_J1 -->|"particles"| input_particles
    input_particles --> job
    source_J2 -->|"volume_class_0"| input_volume
    input_volume --> job
    input_mask --> job
    job --> output_volume
""",
        """\
digraph {
    rankdir=LR
    node [shape=box fontname="sans-serif" fontsize=12]
    edge [fontname="sans-serif" fontsize=10]
    source_J1 [label="J1" style=dashed]
    input_particles [label="particles\\nparticle\\nblob, ctf, ?alignments3D" style=rounded]
    source_J2 [label="J2" style=dashed]
    input_volume [label="volume\\nvolume\\nmap (blob)" style=rounded]
    input_mask [label="mask\\nmask\\nmask (blob)" style=rounded]
    job [label="homo_refine_new" style=bold]
    output_volume [label="volume\\nvolume\\nmap (blob), map_half_A (blob)" style=rounded]
    source_J1 -> input_particles [label="particles"]
    input_particles -> job
    source_J2 -> input_volume [label="volume_class_0"]
    input_volume -> job
    input_mask -> job
    job -> output_volume
}
""",
        id="spec",
    ),
    pytest.param(
        workflow("v5"),
        """\
flowchart LR
    parent_P1{{"P1<br/>extract_micrographs_multi"}}
    job_J1["J1<br/>Classes<br/>class_2D_new"]
    job_J3["J3<br/>Refinement<br/>homo_refine_new"]
    job_J2["J2<br/>First map<br/>homo_abinit"]
    parent_P1 -->|"particles"| job_J1
    job_J1 -->|"particles"| job_J3
    job_J2 -->|"volume_class_0 to volume"| job_J3
    job_J1 -->|"particles"| job_J2
    parent_P1 -.->|"particles.ctf to particles.0.ctf"| job_J3
""",
        """\
digraph {
    rankdir=LR
    node [shape=box fontname="sans-serif" fontsize=12]
    edge [fontname="sans-serif" fontsize=10]
    parent_P1 [label="P1\\nextract_micrographs_multi" style=dashed]
    job_J1 [label="J1\\nClasses\\nclass_2D_new" style=bold]
    job_J3 [label="J3\\nRefinement\\nhomo_refine_new" style=bold]
    job_J2 [label="J2\\nFirst map\\nhomo_abinit" style=bold]
    parent_P1 -> job_J1 [label="particles"]
    job_J1 -> job_J3 [label="particles"]
    job_J2 -> job_J3 [label="volume_class_0 to volume"]
    job_J1 -> job_J2 [label="particles"]
    parent_P1 -> job_J3 [label="particles.ctf to particles.0.ctf" style=dashed]
}
""",
        id="workflow",
    ),
]


@pytest.mark.parametrize(("document", "in_mermaid", "in_dot"), GOLDEN)
def test_texts_are_as_they_should_be(document: Drawable, in_mermaid: str, in_dot: str) -> None:
    """Boxes with slots, connections, passthroughs and single results, in both languages."""
    assert mermaid(document) == in_mermaid
    assert dot(document) == in_dot


def test_job_shows_its_number_and_title() -> None:
    """The box of a job has its uid, its title and its type, where it has them."""
    job = Job(uid="J7", title="Refinement", spec=spec("v5", "J3"))
    lines = mermaid(job).splitlines()
    assert '    job["J7<br/>Refinement<br/>homo_refine_new"]' in lines
    assert lines[1:3] == mermaid(spec("v5", "J3")).splitlines()[1:3]


def test_job_of_cryosparc_4_is_drawn() -> None:
    """A job.json has its inputs, with what feeds them, and its outputs, in the same way."""
    raw = {
        "uid": "J4",
        "type": "homo_refine_new",
        "title": None,
        "input_slot_groups": [
            {
                "name": "particles",
                "type": "particle",
                "slots": [
                    {"name": "blob", "type": "particle.blob"},
                    {"name": "ctf", "type": "particle.ctf", "optional": True},
                ],
                "connections": [{"job_uid": "J2", "group_name": "imported"}],
            }
        ],
        "output_result_groups": [
            {
                "name": "volume",
                "type": "volume",
                "contains": [{"name": "map", "type": "volume.blob"}],
                "passthrough": False,
            },
            {"name": "particles", "type": "particle", "contains": [], "passthrough": "particles"},
        ],
    }
    assert mermaid(structure(raw, LegacyJob)) == (
        "flowchart LR\n"
        '    source_J2{{"J2"}}\n'
        '    input_particles(["particles<br/>particle<br/>blob, ?ctf"])\n'
        '    job["J4<br/>homo_refine_new"]\n'
        '    output_volume(["volume<br/>volume<br/>map (blob)"])\n'
        '    output_particles(["particles<br/>particle"])\n'
        '    source_J2 -->|"imported"| input_particles\n'
        "    input_particles --> job\n"
        "    job --> output_volume\n"
        "    job --> output_particles\n"
        '    input_particles -.->|"passthrough"| output_particles\n'
    )


def test_job_that_is_not_there_is_drawn_as_such() -> None:
    """A connection from a job that the workflow lacks has a box, one for all of them."""
    groups = (("J9.a", "a"), ("J9.b", "b"))
    assert mermaid(Workflow(jobs={"J1": WorkflowJob(groups=groups)})) == (
        "flowchart LR\n"
        '    job_J1["J1"]\n'
        '    missing_J9{{"J9<br/>not in the workflow"}}\n'
        '    missing_J9 -->|"a"| job_J1\n'
        '    missing_J9 -->|"b"| job_J1\n'
    )


def test_slots_that_could_not_be_slots_are_drawn() -> None:
    """A picture shows what the document says, also names that are not allowed."""
    output = Output(type="new", slots=(OutputSlot(name="a b", dtype="é"),))
    odd = Input(type="new", slots=(InputSlot(name="", dtype="x", required=True),))
    assert mermaid(JobSpec(type="x", inputs={"in": odd}, outputs={"out": output})) == (
        "flowchart LR\n"
        '    input_in(["in<br/>new<br/>(x)"])\n'
        '    job["x"]\n'
        '    output_out(["out<br/>new<br/>a b (é)"])\n'
        "    input_in --> job\n"
        "    job --> output_out\n"
    )


def test_many_slots_are_wrapped() -> None:
    """A long list of slots has lines of readable width, and all slots."""
    names = [f"components_mode_{number}" for number in range(20)]
    slots = [{"name": name, "dtype": "components"} for name in names]
    (node,) = [
        node
        for node in graph_of(
            JobDefinition(inputs={"in": InputSpec(type="particle", slots=slots)})
        ).nodes
        if node.id == "input_in"
    ]
    assert max(map(len, node.label.splitlines())) <= 48
    assert re.findall("components_mode_[0-9]+", node.label) == names


@pytest.mark.parametrize(
    ("text", "in_mermaid", "in_dot"),
    [
        pytest.param('say "a"', "say #34;a#34;", r"say \"a\"", id="quotes"),
        pytest.param("a [b] {c}", "a #91;b#93; #123;c#125;", "a [b] {c}", id="brackets"),
        pytest.param("a (b)", "a (b)", "a (b)", id="parentheses"),
        pytest.param("a\nb\r\n\nc", "a<br/>b<br/>c", r"a\nb\nc", id="lines"),
        pytest.param(r"a\nb", "a#92;nb", r"a\\nb", id="backslash"),
        pytest.param("a\\", "a#92;", r"a\\", id="backslash-last"),
        pytest.param("<b>&lt;", "#60;b#62;#38;lt#59;", "<b>&amp;lt;", id="html"),
        pytest.param("#35; `md`", "#35;35#59; #96;md#96;", "#35; `md`", id="entities"),
        pytest.param("$$x$$", "#36;#36;x#36;#36;", "$$x$$", id="formula"),
        pytest.param("|a|", "#124;a#124;", "|a|", id="bars"),
        pytest.param(
            "%%{init: {}}%%", "#37;#37;#123;init#58; #123;#125;#125;#37;#37;", None, id="directive"
        ),
        pytest.param("é ß 蛋白 😀", "é ß 蛋白 😀", "é ß 蛋白 😀", id="unicode"),
        pytest.param(
            "a\tb\x00\x1b[31m", r"a b#92;x00#92;x1b#91;31m", r"a b\\x00\\x1b[31m", id="control"
        ),
        pytest.param(
            "\u202eabc\ud800", r"#92;u202eabc#92;ud800", r"\\u202eabc\\ud800", id="not-writable"
        ),
        pytest.param(" \n ", " ", " ", id="blank"),
        pytest.param("", "untitled", "untitled", id="empty"),
    ],
)
def test_any_text_is_a_label(text: str, in_mermaid: str, in_dot: str | None) -> None:
    """What means something to Mermaid, Graphviz, HTML or a terminal is escaped."""
    document = JobDefinition(title=text)
    assert mermaid(document) == f'flowchart LR\n    job["{in_mermaid}"]\n'
    assert f'    job [label="{text if in_dot is None else in_dot}" style=bold]\n' in dot(document)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("end", "input_end", id="word-of-mermaid"),
        pytest.param("graph", "input_graph", id="word-of-graphviz"),
        pytest.param("a b", "input1", id="space"),
        pytest.param("ä", "input1", id="letter"),
        pytest.param("", "input1", id="empty"),
    ],
)
def test_any_name_has_a_safe_identity(name: str, expected: str) -> None:
    """Identities are letters, digits and underscores, and never a word of the languages."""
    graph = graph_of(JobDefinition(inputs={name: InputSpec(type="mask")}))
    assert [node.id for node in graph.nodes] == [expected, "job"]


_NODE = re.compile(r'    \w+(\[|\(\[|\{\{)"[^"#\n]*(#\d+;[^"#\n]*)*"(\]|\]\)|\}\})')
_EDGE = re.compile(r'    \w+ -\.?->(\|"[^"#\n]*(#\d+;[^"#\n]*)*"\|)? \w+')


def _documents() -> st.SearchStrategy[Any]:
    titled = st.builds(
        lambda title, key: Workflow(jobs={key: WorkflowJob(title=title)}), texts(), texts()
    )
    return job_definitions(names=texts()) | connected_workflows() | titled


@given(_documents())
def test_every_line_of_mermaid_is_a_box_or_an_arrow(document: Drawable) -> None:
    """Whatever the texts in it, no label ends early, and each arrow joins boxes that are there."""
    first, *lines = mermaid(document).split("\n")
    assert (first, lines.pop()) == ("flowchart LR", "")
    graph = graph_of(document)
    ids = [node.id for node in graph.nodes]
    assert len({*ids}) == len(ids)
    assert {end for edge in graph.edges for end in (edge.source, edge.target)} <= {*ids}
    assert all(_NODE.fullmatch(line) for line in lines[: len(ids)])
    assert all(_EDGE.fullmatch(line) for line in lines[len(ids) :])


@given(_documents())
def test_both_languages_have_one_line_for_each_part(document: Drawable) -> None:
    """Boxes and arrows are the same in both; quotes within labels are escaped."""
    parts = len(graph_of(document).nodes) + len(graph_of(document).edges)
    lines = dot(document).split("\n")
    assert len(lines) == parts + 6
    assert all(len(re.sub(r"\\.", "", line).split('"')) % 2 for line in lines)


def test_what_has_no_graph_is_refused() -> None:
    """For a document of another kind the error says what is expected."""
    with pytest.raises(ParseError) as caught:
        mermaid(InputSpec(type="mask"))  # type: ignore[arg-type]
    assert str(caught.value) == (
        "a document of class InputSpec has no graph: expected a job, a definition or a workflow"
    )


def _fake_dot(folder: Path, script: str) -> None:
    program = folder / "dot"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)


def test_svg_without_graphviz_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no dot is on the PATH, the error names the program and how to get it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GraphvizError) as caught:
        svg(PICKER)
    assert str(caught.value) == (
        "an SVG needs the program dot of Graphviz, which is not on the PATH; install graphviz "
        "with apt-get, dnf, brew or conda, or ask for mermaid, which needs no program"
    )


def test_svg_is_what_dot_makes_of_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text goes to dot's standard input, and what it prints comes back."""
    _fake_dot(tmp_path, 'echo "$@"; cat')
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert svg(PICKER).decode() == f"-Tsvg\n{dot(PICKER)}"


def test_failure_of_dot_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What dot says of its failure is in the error."""
    _fake_dot(tmp_path, "echo 'Error: out of paper' >&2; exit 3")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(GraphvizError, match=r"\Adot failed: Error: out of paper\Z"):
        svg(PICKER)


def test_dot_is_stopped_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A graph that takes dot too long does not hold up the program for ever."""
    _fake_dot(tmp_path, "exec sleep 60")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("cryosparc_spec.views.graphs._LONGEST_DRAWING", 0.1)
    with pytest.raises(GraphvizError) as caught:
        svg(PICKER)
    assert str(caught.value) == (
        "dot was stopped after 0.1 seconds: the graph is too large for it; ask for mermaid"
    )


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz's dot is not on this machine")
@pytest.mark.parametrize(
    "document",
    [
        pytest.param(PICKER, id="definition"),
        pytest.param(workflow("v5"), id="workflow"),
        pytest.param(JobDefinition(title='"<\\&amp;\x00\ud800 蛋白'), id="awkward"),
    ],
)
def test_graphviz_draws_every_label(document: Drawable) -> None:
    """The SVG is XML, and has each line of each label as it was."""
    drawn = [element.text for element in ET.fromstring(svg(document)).iter() if element.text]
    plain = {text.replace("\xa0", " ") for text in drawn}
    expected = {line for node in graph_of(document).nodes for line in node.label.splitlines()}
    shown = {line.replace("\x00", "\\x00").replace("\ud800", "\\ud800") for line in expected}
    assert shown <= plain
