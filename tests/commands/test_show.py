from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import WARNED, Outcome, run, write
from tests.tables import write_table

Capture = pytest.CaptureFixture[str]


pytestmark = pytest.mark.usefixtures("empty_folder")


def test_show_prints_a_definition_as_a_tree(capsys: Capture) -> None:
    """Slots have their type where it is not their name, and inputs how many they take."""
    write(
        a_yaml="title: Sharpening\ndescription: |\n  One line.\n  Another.\n"
        "inputs:\n  v: {type: volume, title: Map, count_min: 1, count_max: 1, "
        'slots: [map, "?mask_fsc"]}\n  m: {type: mask, slots: [mask]}\n'
        "outputs:\n  s: {type: volume, passthrough: v, slots: [map_sharp]}\n"
        'params: {box: 256, deep: {list: [1, null]}, "odd\\tkey": yes}\n'
    )
    assert run(capsys, "show", "a.yaml") == Outcome(
        0,
        """\
Sharpening (a.yaml)
├─ One line.
│  Another.
├─ inputs
│  ├─ v: volume, exactly 1 connection "Map"
│  │  ├─ map (blob)
│  │  └─ mask_fsc (blob), optional
│  └─ m: mask, any number of connections
│     └─ mask (blob)
├─ outputs
│  └─ s: volume, passes v through
│     └─ map_sharp (blob)
└─ params
   ├─ box: 256
   ├─ deep
   │  └─ list
   │     ├─ [0]: 1
   │     └─ [1]: null
   └─ odd\\tkey: yes
""",
        "",
    )


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        pytest.param("", "any number of connections", id="none"),
        pytest.param("count_min: 1", "at least 1 connection", id="at least one"),
        pytest.param("count_min: 2", "at least 2 connections", id="at least two"),
        pytest.param("count_max: 1", "at most 1 connection", id="at most one"),
        pytest.param("count_max: 5", "at most 5 connections", id="at most five"),
        pytest.param("count_min: 1, count_max: 1", "exactly 1 connection", id="exactly one"),
        pytest.param("count_min: 3, count_max: 3", "exactly 3 connections", id="exactly three"),
        pytest.param("count_min: 1, count_max: 5", "1 to 5 connections", id="range"),
        pytest.param("count_max: 0", "exactly 0 connections", id="exactly none"),
        pytest.param("count_min: 1, count_max: inf", "at least 1 connection", id="infinity"),
    ],
)
def test_show_says_in_words_how_many_connections_an_input_takes(
    limits: str, text: str, capsys: Capture
) -> None:
    """Every pair of limits reads as a sentence would have it."""
    write(a_yaml=f"inputs: {{a: {{type: volume, slots: [map], {limits}}}}}\n")
    assert f"a: volume, {text}\n" in run(capsys, "show", "a.yaml").out


def test_show_prints_the_problems_of_a_broken_definition(capsys: Capture) -> None:
    """As check does, but for the checks that go beyond structure."""
    write(a_yaml="inputs:\n  a:\n    type: volme\n    slot: [map]\noutputs: []\n")
    outcome = run(capsys, "show", "a.yaml")
    assert (outcome.exit_code, outcome.out) == (1, "")
    places = [line.split(" ")[0] for line in outcome.err.splitlines() if ": error: " in line]
    assert places == ["a.yaml:3:11:", "a.yaml:4:5:", "a.yaml:5:1:"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(WARNED, id="unknown slot type"),
        pytest.param(
            "outputs: {a: {type: mask, slots: [{prefix: m, dtype: blob}]}}", id="deprecated"
        ),
    ],
)
def test_show_does_not_warn(content: str, capsys: Capture) -> None:
    """A warning of Python's would name a line of this program; `check` tells it better."""
    write(a_yaml=content)
    outcome = run(capsys, "show", "a.yaml")
    assert (outcome.exit_code, outcome.err) == (0, "")


def test_a_table_is_shown_by_its_columns(capsys: Capture) -> None:
    """Below their slots; a column of none stands by itself, before them."""
    columns = [("ctf/type", "O"), ("odd", "f4"), ("ctf/shift_A", "2f4")]
    write_table(Path("a.CS"), *columns, rows=1)
    assert run(capsys, "show", "a.CS") == Outcome(
        0,
        """\
a.CS: 1 row, NPY 2.0
├─ uid u8
├─ odd f4
└─ ctf
   ├─ type S3
   └─ shift_A 2f4
""",
        "",
    )
    write_table(Path("a.cs"), rows=0)
    assert run(capsys, "show", "a.cs").out == "a.cs: 0 rows, NPY 2.0\n└─ uid u8\n"


def test_a_table_that_cannot_be_shown_is_told(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is no table, and what cannot be opened."""
    write(a_cs="text")
    message = "a.cs: error: $: the file is text: expected a CryoSPARC dataset (.cs)\n"
    assert run(capsys, "show", "a.cs") == Outcome(1, "", message)

    def refuse(path: str, **_: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("cryosparc_spec.commands.show.read_header", refuse)
    message = "Error: a.cs: cannot be read: Permission denied\n"
    assert run(capsys, "show", "a.cs") == Outcome(2, "", message)
