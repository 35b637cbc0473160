from __future__ import annotations

import json
from pathlib import Path

import pytest

from cryosparc_spec.schemas import schema, schema_kinds
from tests.command_line import run


def test_kinds_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a kind, each one is shown with what it describes."""
    outcome = run(capsys, "schema")
    assert (outcome.exit_code, outcome.err) == (0, "")
    header, *rows = outcome.out.splitlines()
    assert header.split() == ["KIND", "DESCRIBES"]
    assert [row.split()[0] for row in rows] == list(schema_kinds())
    assert rows[2] == (
        "definition      An external job as its author writes it: inputs, outputs and parameters"
    )


@pytest.mark.parametrize("kind", schema_kinds())
def test_schema_is_printed(capsys: pytest.CaptureFixture[str], kind: str) -> None:
    """What is printed is the schema, and nothing else."""
    outcome = run(capsys, "schema", kind)
    assert (outcome.exit_code, outcome.err) == (0, "")
    assert json.loads(outcome.out) == schema(kind)


def test_schema_is_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With `-o` it goes to a file."""
    out = tmp_path / "definition.schema.json"
    outcome = run(capsys, "schema", "definition", "-o", str(out))
    assert (outcome.exit_code, outcome.out, outcome.err) == (0, "", "")
    assert json.loads(out.read_text("utf-8")) == schema("definition")


def test_unknown_kind(capsys: pytest.CaptureFixture[str]) -> None:
    """A kind that is not there is answered with the nearest that is."""
    outcome = run(capsys, "schema", "definitions")
    assert outcome.exit_code == 2
    assert outcome.err == (
        'Error: "definitions" is not a kind that has a schema; write "definition"\n'
    )


def test_a_file_needs_a_kind(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """`-o` without a kind writes nothing."""
    out = tmp_path / "schema.json"
    outcome = run(capsys, "schema", "-o", str(out))
    assert (outcome.exit_code, outcome.err) == (2, f"Error: say which schema to write to {out}\n")
    assert not out.exists()


def test_a_file_that_cannot_be_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The reason is told in one line."""
    out = tmp_path / "missing" / "slot.json"
    outcome = run(capsys, "schema", "slot", "-o", str(out))
    assert outcome.exit_code == 2
    assert outcome.err == f"Error: {out}: cannot be written: No such file or directory\n"
