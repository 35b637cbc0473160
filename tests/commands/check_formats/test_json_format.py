"""JSON for programs: what is in it, and that its JSON Schema describes it."""

from __future__ import annotations

import json
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cryosparc_spec import __version__
from cryosparc_spec.schemas import schema
from cryosparc_spec.testing.datasets import make_dataset
from tests.command_line import CLEAN, NOTED, WARNED, WRONG, run, write

Capture = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("empty_folder")


def closed(part: Any) -> Any:
    """A schema that takes no other keys than it names: readers have to take more, tests not."""
    if isinstance(part, list):
        return [closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    inner = {key: closed(value) for key, value in part.items()}
    is_object = part.get("type") == "object" and "properties" in part
    return {"additionalProperties": False, **inner} if is_object else inner


CLOSED = Draft202012Validator(closed(schema("check-report")))


def report_of(capsys: Capture, *arguments: str) -> Any:
    """Check files, and return the report, which its schema takes."""
    outcome = run(capsys, "check", "--format", "json", *arguments)
    report = json.loads(outcome.out)
    CLOSED.validate(report)
    return report


def test_a_report_has_files_and_their_problems(capsys: Capture) -> None:
    """With the same keys in each entry, whatever is known of it."""
    write(a_yaml=WRONG, b_json="[" * 300 + "]" * 300, d_yaml=NOTED, e_yaml=CLEAN, x_py="1 + 1\n")
    report = report_of(capsys, "a.yaml", "b.json", "d.yaml", "e.yaml", "x.py")
    assert report["version"] == 1
    assert report["tool"] == {"name": "cryosparc-spec", "version": __version__}
    assert report["summary"] == {
        "files": 5,
        "skipped": 0,
        "unreadable": 0,
        "problems": {"error": 2, "warning": 0, "note": 1},
        "kinds": {"syntax": 1, "unknown-slot-type": 1, "unknown-word": 1},
        "left_out": 0,
    }
    assert [(each["file"], each["document"], each["remark"]) for each in report["files"]] == [
        ("a.yaml", "definition", None),
        ("b.json", None, None),
        ("d.yaml", "definition", None),
        ("e.yaml", "definition", None),
        ("x.py", "script", "no CryoSPARC calls"),
    ]
    assert report["unreadable"] == []
    assert report["problems"][1:] == [
        {
            "document": None,
            "file": "b.json",
            "line": None,
            "column": None,
            "path": "$",
            "severity": "error",
            "kind": "syntax",
            "message": "nested more than 200 deep",
            "fix": None,
            "edits": [],
        },
        {
            "document": "definition",
            "file": "d.yaml",
            "line": 1,
            "column": 39,
            "path": "$.outputs.a.slots[0]",
            "severity": "note",
            "kind": "unknown-slot-type",
            "message": 'nothing is known of the slots of ml_model: "checkpoint" is unchecked',
            "fix": None,
            "edits": [],
        },
    ]
    first = report["problems"][0]
    assert (first["line"], first["column"], first["fix"]) == (1, 21, 'write "particle"')


def test_no_problems_are_an_empty_list(capsys: Capture) -> None:
    """A program that reads it needs no special case."""
    write(a_yaml=CLEAN)
    report = report_of(capsys, "a.yaml")
    assert (report["problems"], report["summary"]["kinds"]) == ([], {})


def test_verdicts_of_tables_are_told(capsys: Capture) -> None:
    """How each slot fits, in a folder as well."""
    make_dataset(["location", "pick_stats"], 3, datatype="particle", path="a.cs")
    for arguments in (["a.cs"], ["."]):
        [file] = report_of(capsys, *arguments)["files"]
        assert file == {
            "file": "a.cs",
            "document": "dataset",
            "fits": {"location": "fits", "pick_stats": "fits"},
            "taken_for": None,
            "remark": None,
        }


def test_what_could_not_be_looked_at_is_in_the_report_and_told(capsys: Capture) -> None:
    """With the reason; a reader of the report alone does not take the answer for whole."""
    write(d__a_yaml=CLEAN, d__package_json="[]")
    Path("d/b.yaml").symlink_to("nothing")
    outcome = run(capsys, "check", "--format", "json", "gone.yaml", "d")
    report = json.loads(outcome.out)
    reason = "cannot be read: No such file or directory"
    assert report["unreadable"] == [
        {"file": "gone.yaml", "reason": reason},
        {"file": "d/b.yaml", "reason": reason},
    ]
    assert outcome.err == f"gone.yaml: {reason}\nd/b.yaml: {reason}\n"
    assert (report["summary"]["unreadable"], report["summary"]["skipped"]) == (2, 1)
    assert outcome.exit_code == 2


def test_what_a_document_was_taken_for_is_told(capsys: Capture) -> None:
    """Where its keys leave a doubt."""
    write(a_json='{"_id": "x", "uid": "J3", "project_uid": 3, "output_result_groups": 3}')
    [file] = report_of(capsys, "a.json")["files"]
    assert (file["document"], "taken for" in file["taken_for"]) == ("job-v4", True)


def test_problems_that_are_left_out_are_counted(capsys: Capture) -> None:
    """The report says how many it does not hold."""
    write(a_yaml=WRONG, b_yaml=WARNED)
    report = report_of(capsys, "--max-problems", "1", "a.yaml", "b.yaml")
    assert len(report["problems"]) == report["summary"]["left_out"] == 1
    assert report["summary"]["problems"] == {"error": 1, "warning": 1, "note": 0}


def test_names_that_are_no_text_do_not_break_the_json(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a character would be refused by many readers: it is escaped."""
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(WRONG.encode())))
    outcome = run(capsys, "check", "-", "--stdin-name", "\udcff.yaml", "--format", "json")
    report = json.loads(outcome.out)
    assert report["files"][0]["file"] == report["problems"][0]["file"] == "\\udcff.yaml"
    outcome.out.encode()


def test_a_report_in_a_file_is_the_same(capsys: Capture) -> None:
    """Byte for byte; and nothing is printed."""
    write(a_yaml=WRONG)
    printed = run(capsys, "check", "--format", "json", "a.yaml")
    outcome = run(capsys, "check", "--format", "json", "a.yaml", "-o", "report.json")
    assert (outcome.exit_code, outcome.out, outcome.err) == (1, "", "")
    assert Path("report.json").read_text("utf-8") == printed.out
