from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec.files import checks, load_and_dump
from cryosparc_spec.files.checks import examine
from cryosparc_spec.files.suffixes import CHECKED, SUFFIXES
from tests.command_line import CLEAN, NOTED, WARNED, WRONG, Outcome, run, write

Capture = pytest.CaptureFixture[str]


pytestmark = pytest.mark.usefixtures("empty_folder")


# Exit codes


@pytest.mark.parametrize(
    ("content", "exit_code", "summary"),
    [
        pytest.param(CLEAN, 0, "1 file checked: no problems", id="clean"),
        pytest.param(NOTED, 0, "1 file checked: 1 note", id="a note"),
        pytest.param(WARNED, 1, "1 file checked: 1 warning", id="a warning"),
        pytest.param(WRONG, 1, "1 file checked: 1 error", id="an error"),
        pytest.param("{", 1, "1 file checked: 1 error", id="not in its format"),
        pytest.param(b"\xff", 1, "1 file checked: 1 error", id="not text"),
    ],
)
def test_check_ends_with_0_when_clean_and_1_with_problems(
    content: str | bytes, exit_code: int, summary: str, capsys: Capture
) -> None:
    """A note alone is no failure."""
    write(a_yaml=content)
    outcome = run(capsys, "check", "a.yaml")
    assert outcome.exit_code == exit_code
    assert outcome.out.splitlines()[-1] == summary
    assert outcome.err == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["check"], "Error: Missing argument 'FILE...'.", id="no file"),
        pytest.param(
            ["check", "missing.yaml"],
            "missing.yaml: cannot be read: No such file or directory",
            id="a file that is missing",
        ),
        pytest.param(
            ["check", "a.yaml2"],
            f'a.yaml2: ".yaml2" is not a suffix that is read: expected one of {", ".join(CHECKED)}',
            id="another suffix",
        ),
        pytest.param(
            ["show", "a.yaml2"],
            'Error: a.yaml2: ".yaml2" is not a suffix that is read: expected one of '
            f"{', '.join(SUFFIXES)}",
            id="show a file of another suffix",
        ),
        pytest.param(["check", "--fast", "a.yaml"], "Error: No such option", id="unknown option"),
        pytest.param(
            ["check", "empty"],
            f"empty: the folder has no {', '.join(CHECKED)} file in it",
            id="an empty folder",
        ),
        pytest.param(
            ["check", "--recursive", "empty"],
            f"empty: the folder has no {', '.join(CHECKED)} file in it",
            id="an empty folder with empty folders",
        ),
        pytest.param(
            ["show", "empty"],
            "Error: empty: the folder has no jobs in it: expected J1/job.json and so on",
            id="show a folder without jobs",
        ),
        pytest.param(
            ["graph", "empty"],
            "Error: empty: the folder has no jobs in it: expected J1/job.json and so on",
            id="draw a folder without jobs",
        ),
        pytest.param(
            ["graph", "--to-job", "J3", "a.yaml"],
            "Error: --from-job and --to-job take part of a project: give its folder as FILE",
            id="draw a part of a file",
        ),
        pytest.param(
            ["show", "missing.yaml"], "Error: Invalid value for 'FILE'", id="show nothing"
        ),
        pytest.param(
            ["slots", "--datatype", "x"], "Error: Invalid value for '--datatype'", id="slots"
        ),
        pytest.param(
            ["show", "a.py"],
            "Error: a.py: code is not a document: check, infer and upgrade take it",
            id="show code",
        ),
        pytest.param(
            ["check", "empty/none"], "empty/none: the name has no suffix: expected", id="no suffix"
        ),
        pytest.param(
            ["chek", "a.yaml"],
            "Error: No such command 'chek'. Did you mean 'check'?",
            id="a command with a slip",
        ),
        pytest.param(["x"], "Error: No such command 'x'.", id="nothing like a command"),
        pytest.param(["--x"], "Error: No such option", id="no option of the program"),
    ],
)
def test_what_could_not_run_ends_with_2(
    arguments: list[str], message: str, capsys: Capture
) -> None:
    """The reason is told on standard error, and nothing on standard output."""
    write(a_yaml=CLEAN, a_yaml2=CLEAN)
    Path("empty/inner.yaml").mkdir(parents=True)
    Path("empty/none").touch()
    Path("a.py").touch()
    outcome = run(capsys, *arguments)
    assert outcome.exit_code == 2
    assert outcome.out == ""
    assert any(line.startswith(message) for line in outcome.err.splitlines())


@pytest.mark.parametrize(
    ("least", "exit_codes"),
    [
        pytest.param("error", [0, 0, 0, 1], id="error"),
        pytest.param("warning", [0, 0, 1, 1], id="warning"),
        pytest.param("note", [0, 1, 1, 1], id="note"),
    ],
)
def test_the_least_severe_problem_that_fails_can_be_chosen(
    least: str, exit_codes: list[int], capsys: Capture
) -> None:
    """What is printed does not change."""
    for content, exit_code in zip([CLEAN, NOTED, WARNED, WRONG], exit_codes, strict=True):
        write(a_yaml=content)
        chosen = run(capsys, "check", "--fail-on", least, "a.yaml")
        assert chosen.exit_code == exit_code
        assert chosen.out == run(capsys, "check", "a.yaml").out


def test_a_file_that_cannot_be_opened_does_not_keep_the_others_from_being_checked(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exit code is 2 even with problems found, for the answer is not whole."""
    write(a_yaml=WRONG, b_yaml=CLEAN, c_yaml=CLEAN)

    def refuse_b(file: str, **_: Any) -> Any:
        if file == "b.yaml":
            raise PermissionError(13, "Permission denied", file)
        return examine(file)

    monkeypatch.setattr(checks, "examine", refuse_b)
    outcome = run(capsys, "check", "a.yaml", "b.yaml", "c.yaml")
    assert outcome.exit_code == 2
    assert outcome.err == "b.yaml: cannot be read: Permission denied\n"
    assert outcome.out.splitlines()[-1] == "2 files checked: 1 error"


@pytest.mark.parametrize("command", ["check", "show"])
def test_a_file_that_is_gone_when_it_is_opened_is_told(
    command: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking and opening, anything can happen to a file."""
    write(a_yaml=CLEAN)

    def gone(file: str, *_: Any, **__: Any) -> None:
        raise FileNotFoundError(2, "No such file or directory", file)

    module, name = {"check": (checks, "examine"), "show": (load_and_dump, "load")}[command]
    monkeypatch.setattr(module, name, gone)
    outcome = run(capsys, command, "a.yaml")
    assert outcome.exit_code == 2
    assert outcome.err.endswith("a.yaml: cannot be read: No such file or directory\n")


def test_a_folder_that_cannot_be_listed_is_told(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not taken for an empty one."""

    def refuse(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(os, "scandir", refuse)
    outcome = run(capsys, "check", ".")
    assert outcome == Outcome(2, "", ".: cannot be read: Permission denied\n")


# What check looks at


def test_a_folder_is_checked_in_the_order_of_names(capsys: Capture) -> None:
    """Other suffixes are passed over, and case does not matter; one level only where asked."""
    write(d__b_YAML=WRONG, d__a_json="{", d__c_txt="x", d__e__f_yaml=WRONG, d__g_yml=CLEAN)
    outcome = run(capsys, "check", "--no-recursive", "d")
    files = [line.partition(":")[0] for line in outcome.out.splitlines() if ": error: " in line]
    assert files == ["d/a.json", "d/b.YAML"]
    assert outcome.out.splitlines()[-1] == "3 files checked: 2 errors"


@pytest.mark.parametrize("options", [[], ["-r"], ["--recursive"]], ids=["unasked", "-r", "long"])
def test_folders_within_folders_are_checked(options: list[str], capsys: Capture) -> None:
    """All the way down."""
    write(d__a_yaml=CLEAN, d__e__b_toml="", d__e__f__c_yaml=WRONG)
    outcome = run(capsys, "check", *options, "d")
    files = [line.partition(":")[0] for line in outcome.out.splitlines() if ": error: " in line]
    assert files == ["d/e/b.toml", "d/e/f/c.yaml"]
    assert outcome.out.splitlines()[-1] == "3 files checked: 2 errors"


def test_files_and_folders_can_be_mixed(capsys: Capture) -> None:
    """They are checked in the order they are given."""
    write(d__a_yaml=WRONG, z_yaml=WRONG)
    outcome = run(capsys, "check", "z.yaml", "d")
    files = [line.partition(":")[0] for line in outcome.out.splitlines() if ": error: " in line]
    assert files == ["z.yaml", "d/a.yaml"]


def test_what_cannot_be_looked_at_is_told_and_the_rest_is_checked(capsys: Capture) -> None:
    """What is not there, an empty folder, another suffix, and a link to nothing."""
    write(a_yaml=WRONG, d__b_yaml=CLEAN, e__c_txt="", f_ini="")
    Path("d/link.yaml").symlink_to("nothing")
    outcome = run(capsys, "check", "gone.yaml", "gone", "a.yaml", "e", "d", "f.ini")
    suffixes = ", ".join(CHECKED)
    assert outcome.err.splitlines() == [
        "gone.yaml: cannot be read: No such file or directory",
        "gone: cannot be read: No such file or directory",
        f"e: the folder has no {suffixes} file in it",
        "d/link.yaml: cannot be read: No such file or directory",
        f'f.ini: ".ini" is not a suffix that is read: expected one of {suffixes}',
    ]
    assert outcome.out.splitlines()[-1] == "2 files checked: 1 error"
    assert outcome.exit_code == 2


FOREIGN = {
    "package_json": '{"name": "viewer", "description": "x", "scripts": {}}',
    "requirements_yaml": "[numpy, scipy]",
    "pyproject_toml": "[tool.ruff]",
    "text_yaml": "only text",
}


def test_files_that_are_something_else_are_skipped_in_folders(capsys: Capture) -> None:
    """How many is told; of what is named it is said that it is something else."""
    write(**{f"d__{name}": content for name, content in FOREIGN.items()}, d__a_yaml=CLEAN)
    skipped = "4 files skipped: no document of CryoSPARC"
    assert run(capsys, "check", "d") == Outcome(0, f"1 file checked: no problems; {skipped}\n", "")
    write(d__a_yaml="$schema: definition.schema.json\ntitle: A")
    assert "the definition has neither inputs nor outputs" in run(capsys, "check", "d").out
    Path("d/a.yaml").unlink()
    assert run(capsys, "check", "d") == Outcome(
        2,
        f"0 files checked: no problems; {skipped}\n",
        "d: nothing to check: of 4 files, none is a document of CryoSPARC; definitions, jobs, "
        "workflows, results groups, .cs tables and scripts that call its client would be checked\n",
    )
    outcome = run(capsys, "check", "d/package.json")
    assert outcome.exit_code == 1
    assert outcome.out.splitlines()[-1] == "1 file checked: 1 error"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("{}", id="without a key"),
        pytest.param("title: a", id="a title only"),
        pytest.param("inptus: {}\nauthor: me", id="a mistyped key"),
        pytest.param("outputs: 3", id="an output that is none"),
        pytest.param("group: {}\nresults: {}", id="a results group"),
    ],
)
def test_what_may_be_a_document_is_checked_in_folders(content: str, capsys: Capture) -> None:
    """A mistake does not hide a file."""
    write(d__a_yaml=content)
    outcome = run(capsys, "check", "d")
    assert (outcome.exit_code, outcome.err) == (1, "")
    assert outcome.out.splitlines()[-1].startswith("1 file checked: ")


def test_hidden_files_and_folders_are_not_entered(capsys: Capture) -> None:
    """But for one that is named."""
    write(d__a_yaml=CLEAN, d__b__c_yaml=CLEAN)
    for hidden in ("d/.a.yaml", "d/.git/b.yaml", "d/b/.c.yaml"):
        Path(hidden).parent.mkdir(exist_ok=True)
        Path(hidden).write_text(WRONG)
    Path("d/loop").symlink_to(".")
    assert run(capsys, "check", "-r", "d").out == "2 files checked: no problems\n"
    assert run(capsys, "check", "d/.git").out.splitlines()[-1] == "1 file checked: 1 error"
    assert run(capsys, "check", "d/.a.yaml").exit_code == 1


@pytest.mark.parametrize(
    ("content", "name", "place"),
    [
        pytest.param(WRONG, None, "<stdin>:1:21", id="YAML"),
        pytest.param(
            '{"outputs": {"a": {"type": "particl", "slots": ["blob"]}}}',
            None,
            "<stdin>:1:28",
            id="JSON",
        ),
        pytest.param(
            '[outputs.a]\ntype = "particl"\nslots = ["blob"]\n', "a.toml", "a.toml:2:8", id="TOML"
        ),
        pytest.param(WRONG, "new.picker", "new.picker:1:21", id="a name without a known suffix"),
        pytest.param(b"\xff", None, "<stdin>:1:1", id="no text"),
        pytest.param("\t{", "a.json", "a.json:1:3", id="not in its format"),
    ],
)
def test_standard_input_is_checked(
    content: str | bytes,
    name: str | None,
    place: str,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its format is that of the name it is given, or guessed."""
    raw = content.encode() if isinstance(content, str) else content
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    outcome = run(capsys, "check", "-", *(["--stdin-name", name] if name else []))
    assert (outcome.exit_code, outcome.err) == (1, "")
    assert outcome.out.startswith(f"{place}: error: ")


# What check prints


def test_problems_are_printed_with_place_severity_and_fix(capsys: Capture) -> None:
    """One line a problem, as compilers have it, and the fix below it."""
    write(a_yaml="inputs:\n  a:\n    type: volume\n    slots: [map, mapp]\n    count_min: -1\n")
    assert run(capsys, "check", "a.yaml").out == (
        'a.yaml:4:18: warning: $.inputs.a.slots[1]: "mapp" is not a slot type that the catalogue '
        'knows\n    write "map" if that is meant\n'
        "a.yaml:5:16: error: $.inputs.a.count_min: count_min is -1: expected 0 to 500\n"
        "    write count_min: 0\n"
        "1 file checked: 1 error, 1 warning\n"
    )


def test_numbers_of_problems_are_counted_by_severity(capsys: Capture) -> None:
    """The summary is in the order of severity, and in the right grammatical number."""
    write(a_yaml=WRONG, b_yaml=WRONG, c_yaml=WARNED, d_yaml=NOTED)
    out = run(capsys, "check", ".").out
    assert out.splitlines()[-1] == "4 files checked: 2 errors, 1 warning, 1 note"
