"""SARIF: held to the rules of the standard, and read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from cryosparc_spec import __version__
from tests.command_line import CLEAN, NOTED, WARNED, WRONG, run, write
from tests.commands.check_formats.sarif_rules import RULES

Capture = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("empty_folder")


def run_of(capsys: Capture, *arguments: str) -> Any:
    """Check files, and return the one run of the log, which keeps the rules."""
    log = json.loads(run(capsys, "check", "--format", "sarif", *arguments).out)
    RULES.validate(log)
    [of_tool] = log["runs"]
    rules = of_tool["tool"]["driver"]["rules"]
    for result in of_tool["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    return of_tool


def test_each_problem_is_a_result(capsys: Capture) -> None:
    """With its place in the file and in the data, and what to write."""
    write(a_yaml=WRONG, b_yaml=WARNED, c_yaml=NOTED, d_json="[" * 300 + "]" * 300)
    of_tool = run_of(capsys, ".")
    driver = of_tool["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("cryosparc-spec", __version__)
    assert [rule["id"] for rule in driver["rules"]] == [
        *("unknown-word", "unknown-slot-type", "syntax")
    ]
    results = of_tool["results"]
    assert [result["level"] for result in results] == ["error", "warning", "note", "error"]
    assert results[0]["message"] == {"text": '"particl" is not a known datatype\nwrite "particle"'}
    assert results[0]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "a.yaml"},
                "region": {"startLine": 1, "startColumn": 21},
            },
            "logicalLocations": [{"fullyQualifiedName": "$.outputs.a.type"}],
        }
    ]
    assert "region" not in results[3]["locations"][0]["physicalLocation"]
    assert of_tool["invocations"] == [
        {"executionSuccessful": True, "toolExecutionNotifications": []}
    ]


def test_nothing_wrong_is_a_log_without_results(capsys: Capture) -> None:
    """A platform takes it for a check that found nothing, and not for none."""
    write(a_yaml=CLEAN)
    of_tool = run_of(capsys, "a.yaml")
    assert (of_tool["results"], of_tool["tool"]["driver"]["rules"]) == ([], [])


def test_what_could_not_be_looked_at_is_told(capsys: Capture) -> None:
    """The run was not successful then."""
    [invocation] = run_of(capsys, "gone.yaml")["invocations"]
    assert invocation["executionSuccessful"] is False
    [notification] = invocation["toolExecutionNotifications"]
    assert notification["message"] == {
        "text": "gone.yaml: cannot be read: No such file or directory"
    }


@pytest.mark.parametrize("name", ["my jobs/a:b%41#?.yaml", "\udcff\n.yaml", "é/ü.yaml"])
def test_uris_are_escaped_and_lead_to_the_file(name: str, capsys: Capture) -> None:
    """Whatever the name, as it is and from the root."""
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(WRONG)
    for path in (name, str(Path(name).absolute())):
        [result] = run_of(capsys, path)["results"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        found = Path(
            unquote_to_bytes(uri.removeprefix("file://")).decode("utf-8", "surrogateescape")
        )
        assert found.read_text() == WRONG
        assert uri.startswith("file:///") == Path(path).is_absolute()


def test_text_of_a_file_is_neither_a_link_nor_a_placeholder(capsys: Capture) -> None:
    """In messages, `[text](target)` would be one, and `{0}` the other."""
    write(a_yaml='outputs: {a: {type: "[x](http://a.example) {0} {a}", slots: [blob]}}\n')
    [result] = run_of(capsys, "a.yaml")["results"]
    assert '"[x\\](http://a.example) {{0}} {a}"' in result["message"]["text"]


def test_fixes_are_changes_of_the_file(capsys: Capture) -> None:
    """Applied by their places alone, they give the text that is meant."""
    write(a_yaml=WRONG, b_json="[" * 300 + "]" * 300)
    wrong, broken = run_of(capsys, ".")["results"]
    assert "fixes" not in broken
    [fix] = wrong["fixes"]
    assert fix["description"] == {"text": 'write "particle"'}
    [change] = fix["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "a.yaml"}
    [replacement] = change["replacements"]
    region = replacement["deletedRegion"]
    assert region["startLine"] == region["endLine"] == 1
    before, after = WRONG[: region["startColumn"] - 1], WRONG[region["endColumn"] - 1 :]
    text = f"{before}{replacement['insertedContent']['text']}{after}"
    assert text == WRONG.replace("particl", "particle")
