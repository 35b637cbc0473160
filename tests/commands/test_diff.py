"""The command ``diff``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import Outcome, run

Capture = pytest.CaptureFixture[str]

FILES = {
    "a.yaml": "title: Refine\noutputs: {v: {type: volume, slots: [map]}}\n",
    "a.json": json.dumps(
        {
            "uid": "J1",
            "title": "Refine",
            "spec": {
                "type": "x",
                "outputs": {"v": {"type": "volume", "results": [{"name": "map", "dtype": "blob"}]}},
            },
        }
    ),
    "v4.json": json.dumps(
        {
            "uid": "J1",
            "job_type": "x",
            "title": "Refine\u001b",
            "output_result_groups": [{"name": "v", "type": "volume", "contains": []}],
        }
    ),
    "group.csg": "group: {name: a, type: mask}\nresults: {}\n",
}


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in a folder with documents to compare."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).write_text(text, "utf-8")


@pytest.mark.parametrize("after", ["a.yaml", "a.json"])
def test_a_job_that_does_what_a_definition_says_does_not_differ(
    after: str, capsys: Capture
) -> None:
    """Nothing is printed, and the exit code is 0."""
    assert run(capsys, "diff", "a.yaml", after) == Outcome(0, "", "")


def test_what_changed_is_told_in_words(capsys: Capture) -> None:
    """One line each, with the exit code 1, and nothing that steers the terminal."""
    lines = [
        '$.title: now "Refine\\u001b", was "Refine"',
        "$.outputs.v.slots.map: removed: map (blob)",
    ]
    outcome = run(capsys, "diff", "a.json", "v4.json")
    assert (outcome.exit_code, outcome.err) == (1, "")
    assert outcome.out.splitlines()[0] == lines[0]
    assert outcome.out.splitlines()[1].startswith("$.outputs.v.slots.map: removed: ")
    assert len(outcome.out.splitlines()) == 2


def test_documents_without_inputs_and_outputs_cannot_be_compared(capsys: Capture) -> None:
    """The kind is told, and the exit code is 2."""
    assert run(capsys, "diff", "a.yaml", "group.csg") == Outcome(
        2, "", "Error: group.csg is a results group: expected a definition or a job\n"
    )
