"""Tests of the command ``infer``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cryosparc_spec import JobDefinition, OutputSpec, ResultsGroup, Slot, check_file, load
from tests.command_line import run
from tests.tables import write_table

Capture = pytest.CaptureFixture[str]
SLOTS = (Slot("motion", "motion"), Slot("components_mode_0", "components"), Slot("odd", "odd"))


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    modes = [("components_mode_0/component", "u4"), ("components_mode_0/value", "f4")]
    write_table(Path("a.cs"), ("motion/path", "O"), *modes)
    write_table(Path("b.cs"), ("motion/path", "O"), ("odd/x", "f4"))


@pytest.mark.parametrize("out", ["a.yaml", "a.json", "a.toml"])
def test_a_definition_is_written(out: str, capsys: Capture) -> None:
    """All tables make one output, named after its type; how sure it is, is told beside it."""
    outcome = run(capsys, "infer", "a.cs", "b.cs", "-o", out)
    assert (outcome.exit_code, outcome.out) == (0, "")
    assert outcome.err == (
        "motion: slot type motion, its name is known\n"
        "components_mode_0: slot type components, its name is known\n"
        "odd: slot type odd, a guess, for nothing is known of it\n"
    )
    output = OutputSpec(type="particle", slots=SLOTS)
    assert load(out, JobDefinition).outputs == {"particles": output}


def test_an_output_is_printed(capsys: Capture) -> None:
    """As YAML, to go into a definition; columns that look like a type say so."""
    columns = [("x/ncc_score", "f4"), ("x/power", "f4"), ("x/angle_rad", "f4")]
    write_table(Path("c.cs"), *columns)
    outcome = run(capsys, "infer", "c.cs", "--to", "output", "--datatype", "particle")
    assert outcome.out == (
        "type: particle\ntitle: ''\nslots:\n- {name: x, dtype: pick_stats, required: true}\n"
    )
    assert outcome.err == "x: slot type pick_stats, its columns are mostly those\n"


def test_a_datatype_that_is_as_likely_is_told(capsys: Capture) -> None:
    """``mask_refine`` is a slot of masks and of volumes."""
    write_table(Path("c.cs"), ("mask_refine/path", "O"), ("mask_refine/shape", "3u4"))
    outcome = run(capsys, "infer", "c.cs")
    assert outcome.err.startswith("the datatype may be mask or volume: say it with --datatype\n")
    assert "say it" not in run(capsys, "infer", "c.cs", "--datatype", "volume").err


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        pytest.param("location/micrograph_shape", "<u4 (2,)", id="shape"),
        pytest.param("location/center_x_frac", "<f4", id="number"),
        pytest.param("location/micrograph_path", "text of a length, such as S12", id="text"),
        pytest.param("location/of_me", "text of a length, such as S12", id="not known"),
    ],
)
def test_what_is_wrong_with_a_column_is_told_as_check_tells_it(
    column: str, expected: str, capsys: Capture
) -> None:
    """A column of pickled objects is held to what the catalogue knows of it."""
    dtype = np.dtype([("uid", "<u8"), (column, "O")])
    with Path("c.cs").open("wb") as stream:
        np.save(stream, np.zeros(1, dtype), allow_pickle=True)
    outcome = run(capsys, "infer", "c.cs", "--datatype", "particle")
    [line] = [line for line in outcome.err.splitlines() if "pickled" in line]
    assert f"the column holds pickled Python objects: expected {expected}" in line
    assert line in run(capsys, "check", "c.cs").out.splitlines()


def test_a_results_group_is_written(capsys: Capture) -> None:
    """Which a check finds sound, but for the type that nobody knows."""
    run(capsys, "infer", "a.cs", "b.cs", "--to", "csg", "-o", "out.csg", "--output-name", "mine")
    group = load("out.csg", ResultsGroup)
    assert (group.group.name, {*group.typed_slots}) == ("mine", {*SLOTS})
    assert [problem.kind for problem in check_file("out.csg")] == ["unknown-slot-type"]


@pytest.mark.parametrize("tables", [["a.cs", "b.cs"], ["b.cs"]])
def test_code_is_written_that_makes_the_definition(tables: list[str], capsys: Capture) -> None:
    """It runs, and gives what the YAML gives."""
    run(capsys, "infer", *tables, "-o", "a.yaml")
    outcome = run(capsys, "infer", *tables, "--to", "python")
    namespace: dict[str, JobDefinition] = {}
    exec(outcome.out, namespace)
    assert namespace["definition"] == load("a.yaml")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        pytest.param(
            ["a.cs", "-o", "a.csg"],
            2,
            "Error: a.csg: expected a name that ends in .yaml, .yml, .json, .toml\n",
            id="suffix",
        ),
        pytest.param(
            ["odd.cs"],
            2,
            "Error: no slot of the table is known: its datatype cannot be told; "
            "say it with --datatype\n",
            id="nothing known",
        ),
        pytest.param(
            ["empty.cs", "a.cs", "text.cs"],
            1,
            "empty.cs: error: $: the file is empty: expected a CryoSPARC dataset (.cs)\n"
            "    run the job that writes it, or copy it again\n"
            "text.cs: error: $: the file is text: expected a CryoSPARC dataset (.cs)\n",
            id="no tables",
        ),
    ],
)
def test_what_cannot_be_told(
    arguments: list[str], exit_code: int, message: str, capsys: Capture
) -> None:
    """Everything wrong at once, and nothing written."""
    write_table(Path("odd.cs"), ("odd/x", "f4"))
    Path("empty.cs").touch()
    Path("text.cs").write_text("uid")
    outcome = run(capsys, "infer", *arguments)
    assert (outcome.exit_code, outcome.out, outcome.err) == (exit_code, "", message)


def test_a_table_that_cannot_be_opened_is_told(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As any file."""

    def refuse(path: str, **_: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("cryosparc_spec.commands.infer.read_header", refuse)
    outcome = run(capsys, "infer", "a.cs")
    assert outcome.exit_code == 2
    assert outcome.err == "Error: a.cs: cannot be read: Permission denied\n"
