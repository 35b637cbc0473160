"""Annotations of GitHub Actions, taken apart as the runner does it."""

from __future__ import annotations

import attrs
import pytest

from tests.command_line import CLEAN, NOTED, WARNED, WRONG, Outcome, run, write

Capture = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("empty_folder")


@attrs.frozen
class Command:
    """A line that the runner takes for a command."""

    name: str
    properties: dict[str, str]
    text: str


_IN_TEXT = {"%0D": "\r", "%0A": "\n"}
_IN_PROPERTY = {**_IN_TEXT, "%3A": ":", "%2C": ","}


def _unescaped(text: str, escapes: dict[str, str]) -> str:
    for escape, character in escapes.items():
        text = text.replace(escape, character)
    return text.replace("%25", "%")


def command_of(line: str) -> Command | None:
    """Take a line apart; ``None`` for one that is no command."""
    line = line.strip()
    if not line.startswith("::") or "::" not in line[2:]:
        return None
    head, _, text = line[2:].partition("::")
    name, _, listed = head.partition(" ")
    pairs = [part.split("=", 1) for part in listed.strip().split(",") if "=" in part]
    properties = {key: _unescaped(value, _IN_PROPERTY) for key, value in pairs}
    return Command(name, properties, _unescaped(text, _IN_TEXT))


def commands_in(text: str) -> list[Command]:
    """The commands in what was printed, of which nothing else may look like one."""
    lines = text.replace("\r", "\n").split("\n")
    found = [command_of(line) for line in lines]
    others = [line for line, command in zip(lines, found, strict=True) if command is None]
    assert not any("##[" in line for line in others)
    return [command for command in found if command is not None]


def test_each_problem_is_an_annotation(capsys: Capture) -> None:
    """At its place, with what to write on a line of its own."""
    write(a_yaml=WRONG, b_yaml=WARNED, c_yaml=NOTED, d_json="[" * 300 + "]" * 300)
    outcome = run(capsys, "check", ".", "--format", "github")
    assert outcome.exit_code == 1
    found = commands_in(outcome.out)
    assert len(found) == len(outcome.out.splitlines())
    assert [command.name for command in found] == ["error", "warning", "notice", "error"]
    assert found[0] == Command(
        "error",
        {"file": "a.yaml", "line": "1", "col": "21", "title": "unknown-word"},
        '$.outputs.a.type: "particl" is not a known datatype\nwrite "particle"',
    )
    assert found[3].properties == {"file": "d.json", "title": "syntax"}


def test_what_could_not_be_looked_at_is_an_error(capsys: Capture) -> None:
    """On standard output: the runner takes commands from both."""
    outcome = run(capsys, "check", "gone.yaml", "--format", "github")
    assert (outcome.exit_code, outcome.err) == (2, "")
    assert commands_in(outcome.out) == [
        Command(
            "error",
            {"file": "gone.yaml", "title": "not looked at"},
            "gone.yaml: cannot be read: No such file or directory",
        )
    ]


def test_nothing_wrong_is_nothing_written(capsys: Capture) -> None:
    """The exit code says it."""
    write(a_yaml=CLEAN)
    assert run(capsys, "check", "a.yaml", "--format", "github") == Outcome(0, "", "")


def test_what_is_left_out_is_told(capsys: Capture) -> None:
    """After the annotations."""
    write(a_yaml=WRONG, b_yaml=WRONG)
    out = run(capsys, "check", ".", "--format", "github", "--max-problems", "1").out
    assert (len(commands_in(out)), out.splitlines()[-1]) == (1, "and 1 more")
