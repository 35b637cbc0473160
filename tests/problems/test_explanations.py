"""What is said of each kind of problem is true: its example has it, and is mended as shown."""

from __future__ import annotations

import json
import re
from pathlib import Path

import attrs
import numpy as np
import pytest

from cryosparc_spec.problems import ProblemKind
from cryosparc_spec.problems.explanations import FILE, explain, explanations
from tests.command_line import run

Capture = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("empty_folder")

WITHOUT_FILE = {ProblemKind.REFUSED}
"""What only a server says."""


@attrs.frozen
class Shown:
    """An example file of a section; ``when`` is empty where it is the same before and after."""

    name: str
    when: str
    content: str


_SHOWN = re.compile(
    r"^`(?P<name>\S+)`(?:, (?P<when>wrong|mended))?:\n\n```\w+\n(?P<content>.*?)^```$", re.M | re.S
)
_COMMAND = re.compile(r"^`cryosparc-spec (.*)`$", re.M)


def shown_of(kind: ProblemKind) -> list[Shown]:
    section = FILE.read_text("utf-8").partition(f"\n## {kind}\n")[2] or FILE.read_text("utf-8")
    section = section.partition("\n## ")[0]
    return [Shown(m["name"], m["when"] or "", m["content"]) for m in _SHOWN.finditer(section)]


def write_shown(shown: list[Shown], when: str) -> None:
    for each in shown:
        if each.when in ("", when):
            path = Path(each.name)
            path.parent.mkdir(parents=True, exist_ok=True)
            rows = [line.split() for line in each.content.splitlines()]
            if path.suffix == ".cs" and ["uid", "u8"] in rows:
                columns = [(n, t, tuple(map(int, shape))) for n, t, *shape in rows]
                with path.open("wb") as file:
                    np.save(file, np.zeros(0, np.dtype(columns)))
            else:
                path.write_text(each.content, "utf-8")


def kinds_told(capsys: Capture, kind: ProblemKind) -> set[str]:
    command = _COMMAND.search(explain(kind).markdown)
    if command:
        out = run(capsys, *command[1].split()).out
        return {kind.value} if ": note: " in out and "feeds" in out else set()
    options = ["--job-types", "register.json"] if Path("register.json").exists() else []
    report = json.loads(run(capsys, "check", "--format", "json", *options, ".").out)
    return {problem["kind"] for problem in report["problems"]}


@pytest.mark.parametrize("kind", [kind for kind in ProblemKind if kind not in WITHOUT_FILE])
def test_the_example_of_a_kind_has_it_and_the_mended_one_has_nothing(
    kind: ProblemKind, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is checked as a user would do it."""
    for when in ("wrong", "mended"):
        folder = tmp_path / when
        folder.mkdir()
        monkeypatch.chdir(folder)
        write_shown(shown_of(kind), when)
        told = kinds_told(capsys, kind)
        assert (kind in told) if when == "wrong" else told == set()


def test_each_kind_is_explained() -> None:
    """In the order of the kinds, with a first sentence that fits on a line."""
    assert [*explanations()] == [*ProblemKind]
    for kind, explanation in explanations().items():
        assert explanation.kind is kind
        assert explanation.summary.endswith(".")
        assert len(explanation.summary) < 125
        assert "\n" not in explanation.summary


@pytest.mark.parametrize("kind", ProblemKind)
def test_the_text_for_a_terminal_is_the_same_without_fences(kind: ProblemKind) -> None:
    """Examples are indented."""
    explanation = explain(kind)
    assert "```" not in explanation.text
    for each in shown_of(kind):
        indented = "".join(f"    {line}".rstrip() + "\n" for line in each.content.splitlines())
        assert indented in explanation.text
