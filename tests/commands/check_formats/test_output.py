"""How much is written, and whereto, in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from cryosparc_spec.commands.check_formats.output import FORMATS
from tests.command_line import CLEAN, NOTED, WARNED, WRONG, Outcome, names_here, run, write

Capture = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("empty_folder")

every_format = pytest.mark.parametrize("word", FORMATS)


@every_format
def test_findings_are_written_to_a_file(word: str, capsys: Capture) -> None:
    """As they are printed, without colour; exit codes do not change."""
    write(a_yaml=WRONG, b_yaml=CLEAN)
    printed = run(capsys, "check", "--format", word, "a.yaml", "b.yaml")
    outcome = run(
        capsys, *("check", "--format", word, "a.yaml", "b.yaml", "--output", "out"), color=True
    )
    assert outcome == Outcome(1, "", "")
    assert Path("out").read_text("utf-8") == printed.out
    assert run(capsys, "check", "--format", word, "b.yaml", "-o", "clean").exit_code == 0


@every_format
def test_a_report_in_a_folder_that_is_checked_can_be_written_again(
    word: str, capsys: Capture
) -> None:
    """It is no document of CryoSPARC; one of those is never written over."""
    write(a_yaml=WRONG)
    for out in ("report.json", "report.yaml"):
        first = run(capsys, "check", "--format", word, ".", "-o", out)
        again = run(capsys, "check", "--format", word, ".", "-o", out)
        assert (first.exit_code, again.exit_code) == (1, 2)
        assert again.err.startswith(f"Error: {out}: is there already")
        if word in ("json", "sarif"):
            forced = run(capsys, "check", "--format", word, ".", "-o", out, "--force")
            assert (forced.exit_code, forced.err) == (1, "")
        Path(out).unlink()
    for path in (".", "a.yaml"):
        outcome = run(capsys, "check", "--format", word, path, "-o", "a.yaml", "--force")
        assert outcome.exit_code == 2
        assert "a.yaml: is what the command reads" in outcome.err
    assert Path("a.yaml").read_text("utf-8") == WRONG


def test_the_name_of_a_file_that_is_no_text_is_escaped(capsys: Capture) -> None:
    """UTF-8 cannot hold it."""
    Path("\udcff.yaml").write_text(WRONG)
    outcome = run(capsys, "check", "\udcff.yaml", "-o", "out.txt")
    assert (outcome.exit_code, outcome.err) == (1, "")
    assert Path("out.txt").read_text("utf-8").startswith("\\udcff.yaml:1:21: error: ")
    assert names_here() == ["out.txt", "\udcff.yaml"]


def test_quiet_is_problems_and_nothing_else(capsys: Capture) -> None:
    """Neither counts nor remarks, in folders as well."""
    write(d__a_yaml=WRONG, d__b_yaml=CLEAN, d__c_py="1\n", clean__b_yaml=CLEAN)
    loud = run(capsys, "check", "d", "d/c.py")
    quiet = run(capsys, "check", "-q", "d", "d/c.py")
    assert quiet.exit_code == loud.exit_code == 1
    assert quiet.out.splitlines() == loud.out.splitlines()[:2]
    assert run(capsys, "check", "--quiet", "clean") == Outcome(0, "", "")
    assert "gone" in run(capsys, "check", "-q", "gone").err


def test_statistics_count_the_kinds(capsys: Capture) -> None:
    """The most frequent first, of named files as of folders; also where all else is quiet."""
    write(a_yaml=WRONG, b_yaml=WARNED, c_yaml=NOTED)
    files = ["a.yaml", "b.yaml", "c.yaml"]
    lines = run(capsys, "check", *files, "--statistics").out.splitlines()
    assert lines[-3:-1] == ["2 unknown-slot-type", "1 unknown-word"]
    assert run(capsys, "check", "-q", *files, "--statistics").out.splitlines()[-2:] == lines[-3:-1]
    assert lines[-1] == "3 files checked: 1 error, 1 warning, 1 note"
    assert run(capsys, "check", *files).out.splitlines()[-2].startswith("c.yaml:1:")
    with_counts = run(capsys, "check", *files, "--statistics", "--format", "github").out
    assert with_counts.splitlines()[-2:] == [
        "2 problems of kind unknown-slot-type",
        "1 problem of kind unknown-word",
    ]


def test_problems_that_are_left_out_are_counted(capsys: Capture) -> None:
    """And said to be, also where all else is quiet."""
    write(a_yaml=WRONG, b_yaml=WARNED)
    lines = run(capsys, "check", ".", "--max-problems", "1", "-q").out.splitlines()
    assert (lines[0].partition(":")[0], lines[-1]) == ("a.yaml", "and 1 more")
