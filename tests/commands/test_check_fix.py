"""``check --fix``, ``--diff`` and ``--unsafe-fixes``, and the same from the JSON alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.command_line import CLEAN, WARNED, WRONG, names_here, run, write
from tests.scripts.written import notebook

Capture = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("empty_folder")

MENDED = WRONG.replace("particl,", "particle,")
GUESSED = WARNED.replace("blop", "blob")


def test_a_file_is_mended_and_what_was_done_is_told(capsys: Capture) -> None:
    """Nothing is wrong after that, and so the exit code is 0."""
    write(a_yaml=WRONG)
    outcome = run(capsys, "check", "--fix", "a.yaml")
    assert outcome.out == "a.yaml: 1 problem fixed\n1 file checked: no problems\n"
    assert (outcome.exit_code, Path("a.yaml").read_text()) == (0, MENDED)
    outcome = run(capsys, "check", "--fix", "a.yaml")
    assert (outcome.exit_code, outcome.out) == (0, "1 file checked: no problems\n")


def test_what_is_a_guess_is_left_and_told(capsys: Capture) -> None:
    """Unless it is wanted."""
    write(a_yaml=WARNED)
    outcome = run(capsys, "check", "--fix", "a.yaml")
    assert "if that is meant" in outcome.out
    assert (outcome.exit_code, Path("a.yaml").read_text()) == (1, WARNED)
    outcome = run(capsys, "check", "--fix", "--unsafe-fixes", "a.yaml")
    assert (outcome.exit_code, Path("a.yaml").read_text()) == (0, GUESSED)


def test_a_diff_changes_nothing(capsys: Capture) -> None:
    """Its exit code is 1 where something would be changed; the number goes to standard error."""
    write(a_yaml=WRONG, b_yaml=CLEAN)
    outcome = run(capsys, "check", "--diff", ".")
    assert outcome.out == (f"--- a.yaml\n+++ a.yaml (fixed)\n@@ -1 +1 @@\n-{WRONG}+{MENDED}")
    assert outcome.err == "1 problem would be fixed\n"
    assert (outcome.exit_code, Path("a.yaml").read_text()) == (1, WRONG)
    outcome = run(capsys, "check", "--diff", "b.yaml")
    assert (outcome.exit_code, outcome.out) == (0, "")
    assert outcome.err == "0 problems would be fixed\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["line feeds", "carriage returns"])
@pytest.mark.parametrize("command", ["check --diff", "upgrade"])
def test_a_diff_is_one_that_git_applies(command: str, end: str) -> None:
    """Tabs, ends of lines and a byte order mark are those of the file, and no line is missing."""
    slots = '[{"prefix": "a",\t"dtype": "b"}]'
    old = f'\ufeff{{"outputs": {{\n\t"a": {{"type": "particle",\n\t\t"slots": {slots}}}}}}}'
    write(a_json=old.replace("\n", end))
    done = subprocess.run(
        [sys.executable, "-m", "cryosparc_spec", *command.split(), "a.json"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    applied = subprocess.run(
        ["git", "apply", "-p0", "-"], input=done.stdout, capture_output=True, check=False
    )
    assert applied.stderr == b""
    assert Path("a.json").read_bytes().decode() == old.replace("prefix", "name").replace("\n", end)


def test_documents_in_folders_are_mended(capsys: Capture) -> None:
    """Each by itself; scripts and tables are passed over, and so is what is excluded."""
    write(a_yaml=WRONG, b__c_json=json.dumps({"outputs": {"a": {"typ": "particle"}}}))
    write(b__d_py="from cryosparc.tools import CryoSPARC\n", skipped__e_yaml=WRONG)
    outcome = run(capsys, "check", "--fix", "--exclude", "skipped", ".")
    assert Path("a.yaml").read_text() == MENDED
    assert json.loads(Path("b/c.json").read_text()) == {"outputs": {"a": {"type": "particle"}}}
    assert Path("skipped/e.yaml").read_text() == WRONG
    assert outcome.out.startswith("a.yaml: 1 problem fixed\nb/c.json: 1 problem fixed\n")


CODE = "from cryosparc.tools import CryoSPARC\njob = project.create_external_job('W1')\n"
WRONG_CODE = f"{CODE}job.add_input('particl', name='a', slots=['blob', '?cft'])  # ø\n"
MENDED_CODE = WRONG_CODE.replace("particl", "particle")


def test_scripts_are_mended(capsys: Capture) -> None:
    """Where they are named, and in folders; what is a guess waits for a person."""
    write(a_py=WRONG_CODE, b__a_py=WRONG_CODE)
    outcome = run(capsys, "check", "--fix", "a.py", "b")
    assert outcome.out.startswith("a.py: 1 problem fixed\nb/a.py: 1 problem fixed\n")
    assert {Path(name).read_text() for name in ("a.py", "b/a.py")} == {MENDED_CODE}
    run(capsys, "check", "--fix", "--unsafe-fixes", "b")
    assert Path("b/a.py").read_text() == MENDED_CODE.replace("cft", "ctf")


def test_notebooks_are_checked_and_not_changed(capsys: Capture) -> None:
    """Also where they are named."""
    text = notebook(WRONG_CODE)
    write(a_ipynb=text)
    outcome = run(capsys, "check", "--fix", "a.ipynb")
    assert (outcome.exit_code, outcome.out.count("fixed")) == (1, 0)
    assert Path("a.ipynb").read_text() == text
    report = json.loads(run(capsys, "check", "--format", "json", "a.ipynb").out)
    assert all(problem["edits"] == [] for problem in report["problems"])


def test_only_kinds_that_are_told_are_mended(capsys: Capture) -> None:
    """What is silenced, by an option or by a comment, stays as it is."""
    write(a_yaml=WRONG, b_yaml=WRONG.replace("\n", "  # cryosparc-spec: ignore\n"))
    run(capsys, "check", "--fix", "--ignore", "unknown-word", "a.yaml", "b.yaml")
    assert Path("a.yaml").read_text() == WRONG
    run(capsys, "check", "--fix", "b.yaml")
    assert "particl," in Path("b.yaml").read_text()


def test_what_was_done_does_not_mix_with_what_a_program_reads(capsys: Capture) -> None:
    """It is told on standard error then."""
    write(a_yaml=WRONG)
    outcome = run(capsys, "check", "--fix", "--format", "json", "a.yaml")
    assert json.loads(outcome.out)["problems"] == []
    assert outcome.err == "a.yaml: 1 problem fixed\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--unsafe-fixes", "a.yaml"], "give one of them", id="alone"),
        pytest.param(["--fix", "-"], "what is on standard input cannot be fixed", id="input"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    arguments: list[str], message: str, capsys: Capture
) -> None:
    """Nothing is looked at."""
    write(a_yaml=WRONG)
    outcome = run(capsys, "check", *arguments)
    assert (outcome.exit_code, outcome.out) == (2, "")
    assert message in outcome.err


def test_what_cannot_be_mended_does_not_keep_others_from_it(capsys: Capture) -> None:
    """The exit code tells that something could not be written."""
    write(a_yaml=WRONG, b_yaml="no: {yaml", c_yaml=WRONG)
    Path("a.yaml").chmod(0o444)
    outcome = run(capsys, "check", "--fix", "a.yaml", "b.yaml", "c.yaml", "d.yaml")
    assert Path("a.yaml").read_text() == WRONG
    assert Path("c.yaml").read_text() == MENDED
    assert "a.yaml: cannot be fixed: the file is read-only\n" in outcome.err
    assert "d.yaml: cannot be fixed: No such file or directory\n" in outcome.err
    assert outcome.exit_code == 2
    assert names_here() == ["a.yaml", "b.yaml", "c.yaml"]


def test_a_diff_of_what_cannot_be_read_is_an_error(capsys: Capture) -> None:
    """Though the others have no change."""
    write(a_yaml=CLEAN)
    assert run(capsys, "check", "--diff", "a.yaml", "b.yaml").exit_code == 2


# What follows does not know the package.


def follow(report: str) -> None:
    """Do all edits that are certain, from the end of each file to its beginning."""
    problems = [p for p in json.loads(report)["problems"] if p["edits"]]
    files = {p["file"] for p in problems}
    for file in files:
        text = Path(file).read_bytes().decode("utf-8-sig")
        edits = [e for p in problems if p["file"] == file for e in p["edits"]]
        places = [(e["range"]["start"], e["range"]["end"], e["text"]) for e in edits if e["safe"]]
        starts = [0]
        for line in text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        for start, end, new in sorted(
            places, key=lambda p: -starts[p[0]["line"] - 1] - p[0]["column"]
        ):
            first = starts[start["line"] - 1] + start["column"] - 1
            last = starts[end["line"] - 1] + end["column"] - 1
            text = text[:first] + new + text[last:]
        Path(file).write_bytes(text.encode())


DOCUMENTS = {
    "yaml": "inputs:\n  a:  # first\n    type: micrograph\n    min: 1\n    slots: ['ctf?', ø]\n",
    "toml": "[inputs.a]\ntype = 'movie' # one\nmultiple = true\nslots = ['??ctf']\n",
    "json": '{\r\n "inputs": {"a": {"typ": "mask", "slots": [{"slot": "m", "dtype": "blob"}]}}}',
    "py": f"{CODE}x = 'é'; job.add_input('particl', 'a', desciption='', slots=[\"ctf?\"])  # ø\r\n",
    "csg": "create: 2024-01-01\ngroup: {name: a, type: particl}\nresults: {}\nversion: v4\n",
}


@pytest.mark.parametrize("suffix", DOCUMENTS)
def test_the_json_is_enough_to_mend_a_file(suffix: str, capsys: Capture) -> None:
    """A program of twenty lines, without the package, writes what ``--fix`` does."""
    for name in ("by_hand", "by_us"):
        Path(f"{name}.{suffix}").write_bytes(DOCUMENTS[suffix].encode())
    follow(run(capsys, "check", "--format", "json", f"by_hand.{suffix}").out)
    run(capsys, "check", "--fix", f"by_us.{suffix}")
    by_hand, by_us = (Path(f"{name}.{suffix}").read_bytes() for name in ("by_hand", "by_us"))
    assert by_hand == by_us != DOCUMENTS[suffix].encode()


@pytest.mark.parametrize("suffix", DOCUMENTS)
def test_the_edits_have_the_form_of_the_schema(suffix: str, capsys: Capture) -> None:
    """Each of them says where it is, and what is written there."""
    Path(f"a.{suffix}").write_bytes(DOCUMENTS[suffix].encode())
    report = json.loads(run(capsys, "check", "--format", "json", f"a.{suffix}").out)
    jsonschema.validate(report, json.loads(run(capsys, "schema", "check-report").out))
    edits = [edit for problem in report["problems"] for edit in problem["edits"]]
    assert len(edits) > 1
    assert all(edit["range"] and edit["text"] is not None for edit in edits)


def test_edits_of_standard_input_have_their_text(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The format is that which is found, where the name tells none."""
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WRONG.encode())))
    report = json.loads(run(capsys, "check", "--format", "json", "-").out)
    [edit] = report["problems"][0]["edits"]
    start, end = WRONG.index("particl"), WRONG.index(", slots")
    assert (edit["range"]["start"], edit["range"]["end"], edit["text"]) == (
        {"line": 1, "column": start + 1},
        {"line": 1, "column": end + 1},
        "particle",
    )


def test_edits_of_code_on_standard_input_have_their_text(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is on standard input is looked at again, and not a file of its name."""
    import io

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WRONG_CODE.encode())))
    outcome = run(capsys, "check", "--format", "json", "-", "--stdin-name", "a.py")
    first, second = json.loads(outcome.out)["problems"]
    assert [(edit["safe"], edit["text"]) for edit in (*first["edits"], *second["edits"])] == [
        (True, "'particle'"),
        (False, "'?ctf'"),
    ]


def test_edits_without_a_place_have_no_range(capsys: Capture) -> None:
    """What they do in the data is told all the same."""
    write(a_yaml="x: &t particl\noutputs: {a: {type: *t, slots: [blob]}}\n")
    report = json.loads(run(capsys, "check", "--format", "json", "a.yaml").out)
    [edit] = [p["edits"][0] for p in report["problems"] if p["path"] == "$.outputs.a.type"]
    assert (edit["action"], edit["value"]) == ("replace", "particle")
    assert (edit["range"], edit["text"]) in [(None, None), (edit["range"], "particle")]


def test_a_file_that_goes_meanwhile_has_no_ranges(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The problems are told as they were found."""
    write(a_yaml=WRONG)
    monkeypatch.setattr(
        "cryosparc_spec.files.text.bytes_in", lambda path: Path("gone").read_bytes()
    )
    monkeypatch.setattr("cryosparc_spec.files.load_and_dump.text_in", lambda path: WRONG)
    report = json.loads(run(capsys, "check", "--format", "json", "a.yaml").out)
    assert report["problems"][0]["edits"][0]["range"] is None
