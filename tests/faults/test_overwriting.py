"""What `-o` writes over: nothing without `--force`, and never what the command reads."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.command_line import CLEAN, run, write
from tests.tables import write_table

Capture = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("empty_folder")

BLOB = (("blob/path", "S9"), ("blob/idx", "u4"), ("blob/shape", "u4", (2,)))
JOB = json.dumps({"uid": "J1", "spec": {"type": "x", "outputs": {"a": {"type": "mask"}}}})

COMMANDS = {
    "convert": "convert a.yaml -o OUT.toml",
    "graph": "graph a.yaml -o OUT.mmd",
    "schema": "schema definition -o OUT.json",
    "infer": "infer t.cs -o OUT.yaml",
    "infer python": "infer t.cs --to python -o OUT.py",
    "infer csg": "infer t.cs --to csg -o OUT.csg",
    "csg build": "csg build t.cs --output-name x --datatype particle -o OUT.csg",
    "csg retarget": "csg retarget g.csg t.cs -o OUT.csg",
    "learn": "learn g.csg -o OUT.yaml",
    "job": "convert j.json --to job -o OUT.yml",
}


@pytest.fixture
def files(empty_folder: None, capsys: Capture) -> None:
    write(a_yaml=CLEAN, j_json=JOB)
    write_table(Path("t.cs"), *BLOB)
    command = [
        "csg",
        "build",
        "t.cs",
        "--output-name",
        "x",
        "--datatype",
        "particle",
        "-o",
        "g.csg",
    ]
    assert run(capsys, *command).exit_code == 0


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_file_that_is_there_is_kept_without_force(command: str, capsys: Capture) -> None:
    """In every command alike; with it, it is replaced."""
    *arguments, out = command.replace("OUT", "out").split()
    assert run(capsys, *arguments, out).exit_code == 0
    written = Path(out).read_text()
    Path(out).write_text("of the user")
    outcome = run(capsys, *arguments, out)
    assert (outcome.exit_code, outcome.out) == (2, "")
    assert outcome.err == (
        f"Error: {out}: is there already: give another name, or --force to overwrite it\n"
    )
    assert Path(out).read_text() == "of the user"
    assert run(capsys, *arguments, out, "--force").exit_code == 0
    assert Path(out).read_text().splitlines()[2:] == written.splitlines()[2:]


READ = {
    "convert": "convert a.yaml --to yaml -o a.yaml",
    "by another path": "convert a.yaml --to yaml -o ./../HERE/a.yaml",
    "by a link": "convert a.yaml --to yaml -o link.yaml",
    "by another name": "convert a.yaml --to yaml -o name.yaml",
    "from a link": "convert link.yaml --to yaml -o a.yaml",
    "slot types": "convert a.yaml --to yaml --slot-types s.yaml -o s.yaml",
    "csg retarget": "csg retarget g.csg t.cs -o g.csg",
    "learn": "learn g.csg j.json -o j.json",
    "learn from a folder": "learn . -o j.json",
    "graph": "graph a.yaml --format dot -o a.yaml",
}


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("command", READ.values(), ids=READ)
def test_what_a_command_reads_is_kept_also_with_force(command: str, capsys: Capture) -> None:
    """By whatever name it is known."""
    write(s_yaml="slot_types: []\n")
    Path("link.yaml").symlink_to("a.yaml")
    Path("name.yaml").hardlink_to("a.yaml")
    before = {path: path.read_bytes() for path in Path().iterdir()}
    arguments = command.replace("HERE", Path.cwd().name).split()
    for force in ([], ["--force"]):
        assert run(capsys, *arguments, *force).exit_code == 2
    assert {path: path.read_bytes() for path in Path().iterdir()} == before


def test_the_environment_can_name_what_is_read(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A catalogue of one's own is read by all commands."""
    write(a_yaml=CLEAN, s_json='{"slot_types": []}')
    monkeypatch.setenv("CRYOSPARC_SPEC_SLOT_TYPES", "s.json")
    outcome = run(capsys, "convert", "a.yaml", "-o", "s.json", "--force")
    assert outcome.err == (
        "Error: s.json: is what the command reads: give another name to write to\n"
    )
    assert Path("s.json").read_text() == '{"slot_types": []}'


def test_a_file_that_comes_to_be_meanwhile_is_kept(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look at the beginning is not the last one."""
    write(a_yaml=CLEAN)
    sync = os.fsync

    def save_meanwhile(descriptor: int) -> None:
        Path("b.yaml").write_text("of the user")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", save_meanwhile)
    outcome = run(capsys, "convert", "a.yaml", "-o", "b.yaml")
    assert (outcome.exit_code, outcome.err) == (
        2,
        "Error: b.yaml: cannot be written: File exists\n",
    )
    assert Path("b.yaml").read_text() == "of the user"


def test_a_file_with_several_names_is_written_where_it_stands_and_this_is_said(
    capsys: Capture,
) -> None:
    """Each name shows the new text."""
    write(a_yaml=CLEAN, b_yaml="of the user")
    Path("c.yaml").hardlink_to("b.yaml")
    outcome = run(capsys, "convert", "a.yaml", "-o", "b.yaml", "--force")
    assert (outcome.exit_code, outcome.err) == (
        0,
        "b.yaml: written where it stood, for it has 2 names\n",
    )
    assert Path("c.yaml").read_text() == Path("b.yaml").read_text() != "of the user"


@pytest.mark.parametrize("device", ["/dev/null", "pipe", "/dev/full"])
def test_what_is_not_a_regular_file_is_written_to_without_force(
    device: str, capsys: Capture
) -> None:
    """A pipe that somebody reads gets all of it; a device that is full is told."""
    write(a_yaml=CLEAN)
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    outcome = run(capsys, "graph", "a.yaml", "--format", "dot", "-o", device)
    got = os.read(reader, 100_000)
    os.close(reader)
    full = device == "/dev/full"
    message = f"Error: {device}: cannot be written: No space left on device\n" if full else ""
    assert (outcome.exit_code, outcome.err) == (2 if full else 0, message)
    assert got.startswith(b"digraph") == (device == "pipe")
