"""Objects as trees and rows as tables, for people at a terminal."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import (
    Datatype,
    DTypeSpec,
    Field,
    InputSpec,
    Job,
    JobDefinition,
    JobRegister,
    JobSection,
    LoadableSlots,
    OutputSpec,
    ResultsGroup,
    Slot,
    Workflow,
    structure,
)
from cryosparc_spec.catalogue import KnownInput, KnownJobType
from cryosparc_spec.datasets import DatasetHeader
from cryosparc_spec.documents import Blueprint, LegacyJob
from cryosparc_spec.testing.definitions import job_definitions
from cryosparc_spec.testing.values import json_data
from cryosparc_spec.views.job_types import job_type_tree
from cryosparc_spec.views.text_tables import table_lines
from cryosparc_spec.views.trees import Tree, tree_of
from tests.strategies import public_values

DEFINITION = JobDefinition(
    title="Custom picker",
    description="Picks.\nSlowly.",
    inputs={
        "micrographs": InputSpec(
            type="exposure",
            title="Micrographs to pick from",
            slots=["micrograph_blob", "?ctf", "?background_blob"],
            count_min=1,
        ),
        "particles": InputSpec(type="particle"),
    },
    outputs={
        "picked": OutputSpec(type="particle", slots=["location"], passthrough="particles"),
        "maps": OutputSpec(type="volume", slots=["map"]),
    },
    params={"box": [256, {"deep": None}], "name": "a\nb", "empty": {}},
)
LINES = [
    "Custom picker (picker.yaml)",
    "├─ Picks.",
    "│  Slowly.",
    "├─ inputs",
    '│  ├─ micrographs: exposure, at least 1 connection "Micrographs to pick from"',
    "│  │  ├─ micrograph_blob",
    "│  │  ├─ ctf, optional",
    "│  │  └─ background_blob (stat_blob), optional",
    "│  └─ particles: particle, any number of connections",
    "├─ outputs",
    "│  ├─ picked: particle, passes particles through",
    "│  │  └─ location",
    "│  └─ maps: volume",
    "│     └─ map (blob)",
    "└─ params",
    "   ├─ box",
    "   │  ├─ [0]: 256",
    "   │  └─ [1]",
    "   │     └─ deep: null",
    "   ├─ name: a",
    "   │  b",
    "   └─ empty",
]


def test_a_definition_as_a_tree() -> None:
    """Everything the definition says stands in it, each part below what it belongs to."""
    assert list(tree_of(DEFINITION, "picker.yaml").lines()) == LINES


TREES = [
    pytest.param(JobDefinition(), ["untitled (x)"], id="empty-definition"),
    pytest.param(Slot("ctf", "ctf"), ["x: ctf"], id="slot"),
    pytest.param(Datatype.MASK, ["x: mask"], id="word"),
    pytest.param(DTypeSpec("<u4", (3,)), ["x: 3u4"], id="dtype"),
    pytest.param(Field("a", "f4"), ["x", "├─ [0]: a", "└─ [1]: <f4"], id="field"),
    pytest.param(LoadableSlots(["a"]), ["x", "└─ [0]: a"], id="loadable"),
    pytest.param(
        JobSection(name="a", contains=["b"]),
        ["x", "├─ name: a", "└─ contains", "   └─ [0]: b"],
        id="section",
    ),
    pytest.param({"a": (Slot("b", "c"),)}, ["x", "└─ a", "   └─ [0]: b (c)"], id="plain-data"),
    pytest.param(None, ["x: null"], id="null"),
    pytest.param(True, ["x: true"], id="true"),
    pytest.param(0.5, ["x: 0.5"], id="number"),
    pytest.param("", ["x: "], id="empty-text"),
]


@pytest.mark.parametrize(("value", "lines"), TREES)
def test_any_object_as_a_tree(value: object, lines: list[str]) -> None:
    """Values, documents and plain data all have a tree."""
    assert list(tree_of(value, "x").lines()) == lines


JOB = {
    "uid": "J4",
    "project_uid": "P1",
    "title": "Refine",
    "description": "Again",
    "version": "v5.0.3",
    "status": "completed",
    "spec": {
        "type": "nu_refine",
        "params": {"box": 256},
        "inputs": {
            "particles": {
                "type": "particle",
                "slots": [{"name": "background_blob", "dtype": "stat_blob"}],
                "count_min": 1,
                "count_max": 1,
                "connections": [{"job_uid": "J3", "output": "picked"}],
            }
        },
        "outputs": {
            "volume": {
                "type": "volume",
                "title": "Map",
                "passthrough": "particles",
                "results": [
                    {
                        "name": "map",
                        "dtype": "blob",
                        "versions": [0, 3],
                        "metafiles": ["a.cs", "b.cs"],
                        "num_items": [1, 1],
                    },
                    {"name": "ctf", "dtype": "ctf", "passthrough": True},
                    {"name": "blob", "dtype": "blob", "versions": [1]},
                ],
            },
            "mask": {"type": "mask"},
        },
    },
}
JOB_LINES = [
    "Refine (x)",
    "├─ Again",
    "├─ job P1.J4, nu_refine, completed, CryoSPARC v5.0.3",
    "├─ inputs",
    "│  └─ particles: particle, exactly 1 connection",
    "│     ├─ background_blob (stat_blob), optional",
    "│     └─ from J3.picked",
    "├─ outputs",
    '│  ├─ volume: volume, passes particles through "Map"',
    "│  │  ├─ map (blob): b.cs, 1 item",
    "│  │  ├─ ctf: passed through",
    "│  │  └─ blob: no file",
    "│  └─ mask: mask",
    "└─ params",
    "   └─ box: 256",
]
LEGACY = {
    "uid": "J2",
    "job_type": "x",
    "output_result_groups": [{"name": "a", "type": "mask", "contains": []}],
}
GROUP = {
    "version": "v4.4.1",
    "group": {"name": "my maps", "type": "volume"},
    "results": {
        "map": {"metafile": ">a.cs", "type": "volume.blob", "num_items": 2},
        "b": {"metafile": "b.cs", "type": "volume.blob", "num_items": None},
    },
}
REGISTER = {
    "categories": {"import": "Imports", "refinement": "Refinement"},
    "specs": [
        {
            "type": "import_movies",
            "title": "Import movies",
            "category": "import",
            "outputs": {"a": {"type": "exposure"}, "b": {"type": "mask"}},
        },
        {"type": "dream", "category": "later", "inputs": {"c": {"type": "mask"}}},
    ],
}
WORKFLOW = {
    "title": "Maps",
    "parents": {"P1": {"groups": {"particles": {}}}},
    "jobs": {
        "J1": {
            "jobType": "homo_abinit",
            "title": "First",
            "groups": [["P1.particles", "particles"]],
            "parameters": {"K": {"value": 3}},
        },
        "J2": {"jobType": "sharpen"},
    },
}
DOCUMENTS = [
    pytest.param(Job, JOB, JOB_LINES, id="job"),
    pytest.param(
        Job,
        {"spec": {"type": "x"}},
        ["untitled (x)", "└─ job, x"],
        id="job with nothing",
    ),
    pytest.param(
        LegacyJob,
        LEGACY,
        ["untitled (x)", "├─ job J2, x", "└─ outputs", "   └─ a: mask"],
        id="v4 job",
    ),
    pytest.param(
        ResultsGroup,
        GROUP,
        [
            "my maps (x)",
            "├─ results group my maps, volume, CryoSPARC v4.4.1",
            "└─ results",
            "   ├─ map (volume.blob): >a.cs, 2 items",
            "   └─ b (volume.blob): b.cs",
        ],
        id="results group",
    ),
    pytest.param(
        ResultsGroup,
        {"group": {"name": "a", "type": "mask", "title": "All"}, "results": {}},
        ["All (x)", "├─ results group a, mask", "└─ results"],
        id="results group with nothing",
    ),
    pytest.param(
        JobRegister,
        REGISTER,
        [
            "Register of 2 job types (x)",
            "├─ Imports",
            '│  └─ import_movies "Import movies"',
            "│     └─ outputs: a, b",
            "└─ later",
            "   └─ dream",
            "      └─ inputs: c",
        ],
        id="register",
    ),
    pytest.param(
        Workflow,
        WORKFLOW,
        [
            "Maps (x)",
            "├─ parents",
            "│  └─ P1: any job",
            "│     └─ particles",
            "└─ jobs",
            '   ├─ J1: homo_abinit "First"',
            "   │  ├─ particles from P1.particles",
            "   │  └─ K: 3",
            "   └─ J2: sharpen",
        ],
        id="workflow",
    ),
    pytest.param(Workflow, {}, ["untitled (x)"], id="workflow with nothing"),
    pytest.param(
        Blueprint,
        {"title": "Small", "jobType": "extract", "parameters": {"box": {"value": 64}}},
        ["Small (x)", "├─ blueprint of extract", "└─ box: 64"],
        id="blueprint",
    ),
]


@pytest.mark.parametrize(("cls", "raw", "lines"), DOCUMENTS)
def test_documents_of_cryosparc_as_trees(cls: type, raw: Any, lines: list[str]) -> None:
    """What each is and holds, without what only the server needs."""
    assert list(tree_of(structure(raw, cls), "x").lines()) == lines


CONNECTIONS = [
    pytest.param(0, None, "any number of connections", id="any"),
    pytest.param(1, None, "at least 1 connection", id="at-least-one"),
    pytest.param(2, None, "at least 2 connections", id="at-least-two"),
    pytest.param(0, 1, "at most 1 connection", id="at-most-one"),
    pytest.param(0, 3, "at most 3 connections", id="at-most-three"),
    pytest.param(1, 1, "exactly 1 connection", id="exactly-one"),
    pytest.param(0, 0, "exactly 0 connections", id="none"),
    pytest.param(1, 3, "1 to 3 connections", id="range"),
]


@pytest.mark.parametrize(("least", "most", "text"), CONNECTIONS)
def test_counts_in_words(least: int, most: int | None, text: str) -> None:
    """The counts of an input as one would say them."""
    spec = InputSpec(type="mask", count_min=least, count_max=most)
    assert tree_of(spec, "x").label == f"x: mask, {text}"


@given(public_values() | json_data())
def test_the_lines_of_a_tree_keep_its_form(value: Any) -> None:
    """Whatever a title or a parameter holds, each line is one line."""
    label, *below = tree_of(value, "x").lines()
    assert all(line.splitlines() in ([line], []) for line in (label, *below))


def flat(tree: Tree) -> list[str]:
    """The labels of a tree, from the top."""
    return [tree.label, *(label for branch in tree.branches for label in flat(branch))]


@given(job_definitions())
def test_a_tree_has_every_slot(definition: JobDefinition) -> None:
    """Every slot of every input and output has a line."""
    labels = flat(tree_of(definition, "x"))
    specs: list[InputSpec | OutputSpec] = [*definition.inputs.values()]
    for spec in [*specs, *definition.outputs.values()]:
        for slot in spec.slots:
            assert any(
                f"{label} ".startswith((f"{slot.name} ", f"{slot.name},")) for label in labels
            )


def test_a_table_without_a_width_has_a_line_for_each_row() -> None:
    """Columns stand under their headings, and no line ends in space."""
    rows = [["ctf", "type, scale", "x"], ["blob", "", "yy"]]
    assert list(table_lines(["name", "columns", "n"], rows, width=None)) == [
        "name  columns      n",
        "ctf   type, scale  x",
        "blob               yy",
    ]


def test_a_table_is_wrapped_where_it_is_wider_than_the_terminal() -> None:
    """The widest columns give way first, and rows take as many lines as they need."""
    rows = [["ctf", "type, exp_group_id, accel_kv, cs_mm"], ["blob", "path, idx"]]
    assert list(table_lines(["name", "columns"], rows, width=26)) == [
        "name  columns",
        "ctf   type, exp_group_id,",
        "      accel_kv, cs_mm",
        "blob  path, idx",
    ]


def test_a_table_is_wrapped_between_words_and_not_at_no_break_spaces() -> None:
    """The name of a column and its dtype stay together; what is prose may be cut."""
    rows = [["type\xa0O, exp_group_id\xa0u4", "x" * 30]]
    assert list(table_lines(["columns", "source"], rows, width=40)) == [
        "columns             source",
        f"type O,             {'x' * 20}",
        f"exp_group_id u4     {'x' * 10}",
    ]


CELLS = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=40)


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=4), st.integers(0, 99)
)
def test_tables_fit_where_they_can(rows: list[list[str]], width: int) -> None:
    """No line is wider than the terminal, as long as no word is cut but in the last column."""
    lines = list(table_lines(["a", "b", "c"], rows, width=width))
    longest = [max(map(len, column)) for column in zip(*rows, strict=True)]
    assert max(map(len, lines)) <= max(width, longest[0] + longest[1] + min(longest[2], 20) + 4)
    assert sorted("".join(lines).replace(" ", "")) == sorted("abc" + "".join(map("".join, rows)))


def test_a_table_without_rows_is_its_header() -> None:
    """No rows, one line."""
    assert list(table_lines(["name", "columns"], [], width=80)) == ["name  columns"]


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        pytest.param({"count_min": 1}, "1 to ? connections", id="at least"),
        pytest.param({"count_max": 2}, "? to 2 connections", id="at most"),
        pytest.param({"count_min": 0, "count_max": "inf"}, "0 to any number of", id="any"),
    ],
)
def test_how_many_connections_an_input_of_a_job_type_takes(
    counts: dict[str, Any], text: str
) -> None:
    """What is not known is a question mark."""
    known = KnownJobType(type="a", inputs={"p": KnownInput(datatype="mask", **counts)})
    assert text in "\n".join(job_type_tree(known).lines())


def test_a_header_has_a_tree() -> None:
    """Its columns, by slot."""
    header = DatasetHeader(
        rows=3, fields=[Field("ctf/type", "O")], format="NPY 1.0", header_size=128
    )
    assert "ctf" in "\n".join(tree_of(header, "a.cs").lines())


def test_an_input_of_which_no_counts_are_known() -> None:
    """Nothing is said of them."""
    known = KnownJobType(type="a", inputs={"p": KnownInput(datatype="mask")})
    assert "connections" not in "\n".join(job_type_tree(known).lines())
