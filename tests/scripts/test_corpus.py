"""Scripts as people write them: all that they call is read, all that is wrong is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec.scripts import read_script
from tests.scripts.written import call_lines, cases, notebook, problem_lines

SCRIPTS = cases("plain.yaml", "values.yaml", "flow.yaml", "classes.yaml", "details.yaml")


@pytest.mark.parametrize("case", SCRIPTS, ids=[case["name"] for case in SCRIPTS])
def test_calls_and_problems_of_scripts(case: dict[str, Any], tmp_path: Path) -> None:
    """Those that are written down, each at its place, and nothing else."""
    path = tmp_path / "script.py"
    path.write_text(case["code"], "utf-8")
    script = read_script(path)
    assert call_lines(script) == list(dict.fromkeys(case["calls"]))
    told = list(problem_lines(script.problems, case["code"]))
    wanted = [problem.partition(" ")[::2] for problem in case["problems"]]
    assert [kind for kind, _ in told] == [kind for kind, _ in wanted], script.problems
    for (_, found), (_, expected) in zip(told, wanted, strict=True):
        assert found.startswith(expected)


def test_there_are_enough_scripts() -> None:
    """As many as the ways in which people write them."""
    assert len(SCRIPTS) >= 60


NOTEBOOKS = cases("notebooks.yaml")


@pytest.mark.parametrize("case", NOTEBOOKS, ids=[case["name"] for case in NOTEBOOKS])
def test_calls_and_problems_of_notebooks(case: dict[str, Any], tmp_path: Path) -> None:
    """Those that are written down, each at the line of the file and in its cell."""
    path = tmp_path / "notebook.ipynb"
    text = notebook(*case["cells"])
    path.write_text(text, "utf-8")
    script = read_script(path)
    assert call_lines(script) == list(dict.fromkeys(case["calls"]))
    told = [
        (problem.kind.value, problem.message, line)
        for problem, (_, line) in zip(
            script.problems, problem_lines(script.problems, text), strict=True
        )
    ]
    wanted = [problem.split(" ", 2) for problem in case["problems"]]
    assert [kind for kind, *_ in told] == [kind for kind, *_ in wanted], script.problems
    for (_, message, line), (_, cell, expected) in zip(told, wanted, strict=True):
        assert message.startswith(f"cell {cell}: ")
        assert json.dumps(expected, ensure_ascii=True)[1:-1] in line


def test_there_are_enough_notebooks() -> None:
    """As many as the ways in which people write them."""
    assert len(NOTEBOOKS) >= 15
