from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cryosparc_spec import JobDefinition, load
from cryosparc_spec.cli import main
from cryosparc_spec.views.graphs import dot, mermaid
from tests.projects.made_project import make_project

PICKER = """\
title: Picker
inputs:
  mics: {type: exposure, slots: [micrograph_blob, {name: ctf, dtype: ctf}]}
outputs:
  picked: {type: particle, slots: [location]}
"""


@pytest.fixture
def picker(tmp_path: Path) -> Path:
    """A job definition in a file."""
    path = tmp_path / "picker.yaml"
    path.write_text(PICKER, encoding="utf-8")
    return path


def definition(path: Path) -> JobDefinition:
    """Return the job definition in a file."""
    return load(path, JobDefinition)


def run(*arguments: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["graph", *map(str, arguments)])


def fake_dot(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a program on the PATH, alone there, that says it is dot."""
    program = folder / "dot"
    program.write_text("#!/bin/sh\necho '<svg>蛋白</svg>'\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_mermaid_is_printed(picker: Path) -> None:
    """Without options the Mermaid text goes to standard output, and nothing else."""
    result = run(picker)
    assert (result.exit_code, result.stdout, result.stderr) == (0, mermaid(definition(picker)), "")


def test_other_formats_can_be_asked_for(
    picker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The option says how to draw."""
    fake_dot(tmp_path, monkeypatch)
    assert run(picker, "--format", "dot").stdout == dot(definition(picker))
    assert run(picker, "--format", "mermaid").stdout == mermaid(definition(picker))
    assert run(picker, "--format", "svg").stdout == "<svg>蛋白</svg>\n"


@pytest.mark.parametrize(
    ("name", "options", "start"),
    [
        pytest.param("a.svg", [], "<svg>", id="svg"),
        pytest.param("a.DOT", [], "digraph", id="dot"),
        pytest.param("a.gv", [], "digraph", id="gv"),
        pytest.param("a.mmd", [], "flowchart", id="mmd"),
        pytest.param("a.mermaid", [], "flowchart", id="mermaid"),
        pytest.param("a.md", ["--format", "mermaid"], "flowchart", id="any-suffix"),
        pytest.param("a.svg", ["--format", "dot"], "digraph", id="option-wins"),
    ],
)
def test_suffix_says_how_to_draw(
    picker: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    options: list[str],
    start: str,
) -> None:
    """A file is written, in the format of its suffix where none is asked for."""
    fake_dot(tmp_path, monkeypatch)
    output = tmp_path / name
    result = run(picker, "-o", output, *options)
    assert (result.exit_code, result.output) == (0, "")
    assert output.read_text(encoding="utf-8").startswith(start)


@pytest.mark.parametrize("name", ["a.png", "a"])
def test_no_picture_is_written_in_another_format(picker: Path, tmp_path: Path, name: str) -> None:
    """A file that is named as a picture would not open as one."""
    output = tmp_path / name
    result = run(picker, "-o", output)
    expected = "expected a name that ends in .svg, .dot, .gv, .mmd, .mermaid; or give --format"
    assert (result.exit_code, result.output) == (2, f"Error: {output}: {expected}\n")
    assert not output.exists()


def test_svg_without_graphviz_could_not_run(
    picker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exit code is 2, nothing is written, and the message says how to get Graphviz."""
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run(picker, "-o", tmp_path / "a.svg")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: an SVG needs the program dot of Graphviz")
    assert not (tmp_path / "a.svg").exists()


def test_file_with_problems_is_not_drawn(tmp_path: Path) -> None:
    """Everything wrong is told on standard error with its place, and the exit code is 1."""
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps({"inputs": {"a": {"type": "mask", "slots": 3}}}), encoding="utf-8")
    result = run(path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"{path}:1:44: error: $.inputs.a.slots: expected a list of slots, got 3\n"
    )


def test_file_that_cannot_be_written_could_not_run(picker: Path, tmp_path: Path) -> None:
    """The message names the file, and the exit code is 2."""
    output = tmp_path / "gone" / "a.mmd"
    result = run(picker, "-o", output)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {output}: cannot be written: No such file or directory\n"


def test_file_that_cannot_be_read_could_not_run(
    picker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the file, and the exit code is 2."""

    def refuse(path: str, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("cryosparc_spec.files.load_and_dump.load", refuse)
    result = run(picker)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {picker}: cannot be read: Permission denied\n"


def test_project_is_drawn(tmp_path: Path) -> None:
    """All of it, or what lies between two jobs, in all formats."""
    make_project(tmp_path / "P1", 6)
    result = run(tmp_path / "P1", "--from-job", "J4", "--to-job", "J5")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "flowchart LR\n"
        '    job_J4["J4<br/>Step 4<br/>extract_micrographs_multi"]\n'
        '    job_J5["J5<br/>Step 5<br/>class_2D_new"]\n'
        '    job_J4 -->|"particles"| job_J5\n'
    )
    assert run(tmp_path / "P1", "--format", "dot").stdout.count(" -> ") == 5


def test_jobs_that_cannot_be_drawn_are_told(tmp_path: Path) -> None:
    """Beside the picture of the others, as show does; the exit code is 1."""
    make_project(tmp_path / "P1", 6)
    broken = tmp_path / "P1" / "J3" / "job.json"
    broken.write_text("{")
    result = run(tmp_path / "P1")
    assert (result.exit_code, result.stdout.count("-->")) == (1, 4)
    assert result.stderr.startswith(f"{broken}:1:2: error: $: not JSON")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(
            ["--from-job", "J99"],
            '"J99" is not a job of the project, which has 6',
            id="no such job",
        ),
        pytest.param(
            ["--from-job", "J5", "--to-job", "J2"], "nothing that J5 makes leads to J2", id="no way"
        ),
    ],
)
def test_part_of_a_project_that_there_is_not_is_told(
    options: list[str], message: str, tmp_path: Path
) -> None:
    """The exit code is 2."""
    make_project(tmp_path / "P1", 6)
    result = run(tmp_path / "P1", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
