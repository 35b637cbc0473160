"""Tests of the command ``csg``."""

from __future__ import annotations

from pathlib import Path

import pytest

from cryosparc_spec import ResultsGroup, load
from tests.command_line import run
from tests.tables import write_table

Capture = pytest.CaptureFixture[str]
MOTION = ("motion/path", "O")
BUILD = ("csg", "build", "--output-name", "particles", "--datatype", "particle")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_table(Path("J1/a.cs"), MOTION, rows=5)
    write_table(Path("J1/b.cs"), MOTION, rows=2)


def test_a_group_is_built_checked_and_retargeted(capsys: Capture) -> None:
    """From headers alone; no check finds anything in either."""
    built = run(capsys, *BUILD, "J1/a.cs", "-o", "J1/out.csg", "--title", "All")
    assert (built.exit_code, built.out, built.err) == (0, "", "")
    assert run(capsys, "check", "J1/out.csg").exit_code == 0
    printed = run(capsys, "csg", "retarget", "J1/out.csg", "J1/b.cs")
    assert printed.exit_code == 0
    moved = run(capsys, "csg", "retarget", "J1/out.csg", "J1/b.cs", "-o", "J1/new.csg")
    assert (moved.exit_code, moved.out) == (0, "")
    assert Path("J1/new.csg").read_text() == printed.out
    assert run(capsys, "check", "J1/new.csg").exit_code == 0
    assert load("J1/new.csg", ResultsGroup).results["motion"].num_items == 2


def test_a_group_is_printed(capsys: Capture) -> None:
    """As CryoSPARC writes it, for a file in the working directory."""
    outcome = run(capsys, *BUILD, "J1/a.cs", "--cryosparc-version", "v5.0.1")
    created, rest = outcome.out.split("\n", 1)
    assert created.startswith("created: 20")
    assert rest == (
        "group:\n"
        "  description: ''\n"
        "  name: particles\n"
        "  title: particles\n"
        "  type: particle\n"
        "results:\n"
        "  motion:\n"
        "    metafile: '>J1/a.cs'\n"
        "    num_items: 5\n"
        "    type: particle.motion\n"
        "version: v5.0.1\n"
    )


def test_what_is_doubtful_in_a_group_is_told(capsys: Capture) -> None:
    """A slot of a type that nobody knows, and a column that does not fit."""
    write_table(Path("odd.cs"), ("odd/x", "f4"), ("pick_stats/power", "f8"))
    outcome = run(capsys, *BUILD, "odd.cs", "-o", "out.csg")
    assert outcome.exit_code == 0
    assert '"odd" is not a slot type that the catalogue knows' in outcome.err
    assert 'error: $.results.pick_stats: "pick_stats/power" in ">odd.cs": found <f8' in outcome.err


def test_what_is_only_a_note_is_not_told(capsys: Capture) -> None:
    """Nothing is known of the slots of some datatypes, which ``check`` says."""
    outcome = run(capsys, "csg", "build", "--output-name", "a", "--datatype", "live", "J1/a.cs")
    assert (outcome.exit_code, outcome.err) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        pytest.param(
            (*BUILD, "J1/a.cs", "-o", "out.yaml"),
            2,
            "Error: out.yaml: expected a name that ends in .csg\n",
            id="suffix",
        ),
        pytest.param(
            (*BUILD, "J1/a.cs", "-o", "J2/out.csg"),
            1,
            'J1/a.cs: error: $[0]: "J1/a.cs" is not in the folder of the results group, '
            'nor below it\n    write the results group to "J1"\n',
            id="elsewhere",
        ),
        pytest.param(
            ("csg", "retarget", "J1/a.cs", "J1/b.cs"),
            2,
            "Error: J1/a.cs: a dataset is not a document",
            id="no group",
        ),
        pytest.param(
            ("csg", "retarget", "old.csg", "J1/b.cs"),
            1,
            'old.csg: error: $: "J1/b.cs" has no slot of the group: it has motion\n',
            id="no slot of the group",
        ),
    ],
)
def test_what_cannot_be_made_is_told(
    arguments: tuple[str, ...], exit_code: int, message: str, capsys: Capture
) -> None:
    """And nothing is written."""
    Path("old.csg").write_text(
        "group: {name: a, type: particle}\n"
        "results: {ctf: {metafile: '>a.cs', num_items: 1, type: particle.ctf}}\n"
    )
    outcome = run(capsys, *arguments)
    assert (outcome.exit_code, outcome.out) == (exit_code, "")
    assert outcome.err.startswith(message)


def test_a_table_that_cannot_be_opened_is_told(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As any file."""

    def refuse(path: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("cryosparc_spec.conversions.results_group_of_tables.read_header", refuse)
    outcome = run(capsys, *BUILD, "J1/a.cs")
    assert outcome.exit_code == 2
    assert outcome.err == "Error: J1/a.cs: cannot be read: Permission denied\n"


def test_what_a_check_finds_has_a_place(capsys: Capture) -> None:
    """The file that was written, or what was printed."""
    write_table(Path("J1/odd.cs"), ("location/micrograph_uid", "u8"))
    arguments = (*BUILD[:-1], "exposure", "J1/odd.cs")
    printed = run(capsys, *arguments)
    assert printed.err.startswith("<stdout>: warning: $.results.location")
    written = run(capsys, *arguments, "-o", "J1/out.csg")
    assert written.err == printed.err.replace("<stdout>", "J1/out.csg")


def test_names_that_the_server_refuses(capsys: Capture) -> None:
    """Are refused before a file has them."""
    for command in (BUILD[:2], ("infer",)):
        outcome = run(capsys, *command, "--output-name", "2 d", "--datatype", "particle", "J1/a.cs")
        assert (outcome.exit_code, outcome.out) == (2, "")
        assert outcome.err.splitlines()[-1] == (
            'Error: Invalid value for "--output-name": "2 d" cannot name an output: '
            "expected a letter, then letters, digits and underscores"
        ).replace('"--output-name"', "'--output-name'")
