from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import WARNED, Outcome, run, write
from tests.projects.made_project import make_project
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

    monkeypatch.setattr("cryosparc_spec.datasets.reading.read_header", refuse)
    message = "Error: a.cs: cannot be read: Permission denied\n"
    assert run(capsys, "show", "a.cs") == Outcome(2, "", message)


def _write_project() -> None:
    make_project(Path("P1"), 6)
    legacy = json.loads(Path("P1/J3/job.json").read_text("utf-8"))
    legacy["title"] = "A\ttitle\non two lines"
    Path("P1/J3/job.json").write_text(json.dumps(legacy), "utf-8")
    job = json.loads(Path("P1/J6/job.json").read_text("utf-8"))
    for output in job["spec"]["outputs"].values():
        output["num_items"] = 0
    job["spec"]["outputs"]["volume"]["results"] = []
    Path("P1/J6/job.json").write_text(json.dumps(job), "utf-8")


def test_show_lists_the_jobs_of_a_project(capsys: Capture) -> None:
    """With tabs between cells where no terminal shows them; what was not made has no count."""
    _write_project()
    outcome = run(capsys, "show", "P1")
    assert (outcome.exit_code, outcome.err) == (0, "")
    assert [line.split("\t") for line in outcome.out.splitlines()] == [
        ["JOB", "TYPE", "TITLE", "STATUS", "OUTPUTS"],
        ["J1", "import_movies", "Step 1", "completed", "movies (6)"],
        ["J2", "patch_motion_correction_multi", "Step 2", "completed", "micrographs (6)"],
        [
            "J3",
            "patch_ctf_estimation_multi",
            "A title on two lines",
            "completed",
            "exposures (6)",
        ],
        ["J4", "extract_micrographs_multi", "Step 4", "completed", "particles (24)"],
        ["J5", "class_2D_new", "Step 5", "completed", "particles (24), class_averages (4)"],
        ["J6", "homo_reconstruct", "Step 6", "completed", "particles (24), volume"],
    ]


def test_show_lists_jobs_as_a_table_on_a_terminal(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As wide as the terminal, wrapped between outputs."""
    _write_project()
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "84")
    lines = run(capsys, "show", "P1").out.splitlines()
    assert lines[0].split() == ["JOB", "TYPE", "TITLE", "STATUS", "OUTPUTS"]
    assert all(len(line) <= 84 for line in lines)
    assert [line.split()[-2:] for line in lines if "(24)" in line] == [
        ["particles", "(24)"],
        ["particles", "(24),"],
        ["particles", "(24),"],
    ]


def test_show_tells_of_jobs_that_cannot_be_read(capsys: Capture) -> None:
    """Beside the table of the others."""
    _write_project()
    Path("P1/J2/job.json").write_text("{", "utf-8")
    outcome = run(capsys, "show", "P1")
    assert outcome.exit_code == 1
    assert len(outcome.out.splitlines()) == 6
    assert outcome.err.startswith("P1/J2/job.json:1:2: error: $: not JSON")


def test_the_folder_of_a_job_is_no_project(capsys: Capture) -> None:
    """Its document is named; where a file is wanted, a folder is no file without a suffix."""
    _write_project()
    assert run(capsys, "show", "P1/J2") == Outcome(
        2,
        "",
        "Error: P1/J2: the folder has no jobs in it: expected J1/job.json and so on; that of a "
        "job is P1/J2/job.json\n",
    )
    assert run(capsys, "connect", "P1/J2:outputs.a", "P1/J2:inputs.a") == Outcome(
        2, "", "Error: P1/J2: is a directory: expected a file\n"
    )


def test_a_project_that_cannot_be_listed_is_told(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not taken for an empty one."""
    Path("P1").mkdir()

    def refuse(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr("os.scandir", refuse)
    assert run(capsys, "show", "P1") == Outcome(
        2, "", "Error: P1: cannot be read: Permission denied\n"
    )
