"""Tests of how rich prints problems."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from cryosparc_spec import Problem, SpecError, check_file
from cryosparc_spec.display.displayed import ProblemList
from cryosparc_spec.problems import Severity
from cryosparc_spec.testing.values import problems
from tests.command_line import run

FOLDER = Path(__file__).parents[2] / "docs" / "broken_examples"
EXAMPLES = sorted(path.name for path in FOLDER.iterdir() if path.suffix != ".txt")


def printed(value: object, *, color: bool = False) -> str:
    system = "standard" if color else None
    console = Console(width=10_000, color_system=system, force_terminal=color)  # type: ignore[arg-type]
    with console.capture() as capture:
        console.print(value)
    return capture.get()


@pytest.mark.parametrize("name", EXAMPLES)
def test_problems_are_printed_as_on_the_command_line(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line is that of `check`, which has a summary besides."""
    monkeypatch.chdir(FOLDER)
    outcome = run(capsys, "check", name)
    lines = printed(check_file(name)).splitlines()
    assert lines == [line for line in outcome.out.splitlines() if line in lines]
    assert len(outcome.out.splitlines()) - len(lines) in (1, 2)


@settings(max_examples=20)
@given(st.lists(problems(), min_size=1, max_size=3))
def test_lists_errors_and_single_problems_are_printed_the_same(found: list[Problem]) -> None:
    """A list prints what its problems print one by one, and so does an error."""
    one_by_one = "".join(map(printed, found))
    assert printed(ProblemList(found)) == one_by_one
    assert printed(SpecError(found)) == one_by_one


@pytest.mark.parametrize(
    ("severity", "colour"),
    [(Severity.ERROR, "31"), (Severity.WARNING, "33"), (Severity.NOTE, "36")],
)
def test_severities_have_the_colours_of_the_command_line(severity: Severity, colour: str) -> None:
    """Red, yellow and cyan."""
    text = printed(Problem((), "a", severity=severity), color=True)
    assert re.findall(r"\x1b\[(\d+)m" + severity.value, text) == [colour]
