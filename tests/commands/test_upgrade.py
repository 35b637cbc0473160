"""The command ``upgrade``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import Outcome, run

Capture = pytest.CaptureFixture[str]

OLD = "inputs: {a: {slots: [{prefix: b, dtype: c}]}}  # \x1b\r\n"
NEW = OLD.replace("prefix", "name")
DIFF = """\
--- a.yaml
+++ a.yaml (upgraded)
@@ -1 +1 @@
-inputs: {a: {slots: [{prefix: b, dtype: c}]}}  # \\x1b
+inputs: {a: {slots: [{name: b, dtype: c}]}}  # \\x1b
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in a folder of its own."""
    monkeypatch.chdir(tmp_path)


def write(name: str, text: str) -> Path:
    """Write a file and return its path."""
    path = Path(name)
    path.write_bytes(text.encode())
    return path


def test_the_change_is_printed_and_made_when_asked(capsys: Capture) -> None:
    """Without ``--write`` something is left to do, and the file stays."""
    old = OLD.replace("\x1b", "x")
    path = write("a.yaml", old)
    shown = DIFF.replace("\\x1b\n", "x\r\n")
    assert run(capsys, "upgrade", "a.yaml") == Outcome(1, shown, "")
    assert path.read_bytes() == old.encode()
    assert run(capsys, "upgrade", "--write", "a.yaml") == Outcome(0, shown, "")
    assert path.read_bytes() == NEW.replace("\x1b", "x").encode()
    assert run(capsys, "upgrade", "a.yaml") == Outcome(0, "", "")


def test_a_link_and_permissions_stay(capsys: Capture) -> None:
    """The file that a link leads to is replaced as a whole."""
    path = write("real.csg", "create: x\ngroup: {}\nresults: {}\n")
    path.chmod(0o600)
    Path("link.csg").symlink_to("real.csg")
    assert run(capsys, "upgrade", "--write", "link.csg").exit_code == 0
    assert Path("link.csg").is_symlink()
    assert (path.read_text("utf-8").split(":")[0], path.stat().st_mode & 0o777) == (
        "created",
        0o600,
    )
    assert sorted(each.name for each in Path().iterdir()) == ["link.csg", "real.csg"]


NOTHING = "looked for slots with old keys; no CryoSPARC calls: `check` has nothing to look at"


def test_what_is_left_to_a_person_is_told(capsys: Capture) -> None:
    """In documents and in code, which is never changed; the exit code is 1 even with --write."""
    document = write("a.yaml", "inputs: {a: {slots: [{prefix: b, name: c}]}}\n")
    code = write("a.py", "x = {'prefix': 1, 'dtype': 2}\n")
    clean = write("b.py", "x = 1\n")
    before = [path.read_bytes() for path in (document, code, clean)]
    outcome = run(capsys, "upgrade", "--write", "a.yaml", "a.py", "b.py")
    assert outcome == Outcome(
        1,
        'a.yaml:1:23: warning: $.inputs.a.slots[0].prefix: "prefix" is the old name of "name", '
        'and both are there\n    keep "name", leave "prefix" out\n'
        'a.py:1:6: warning: $: "prefix" is the old name of "name" in a slot\n    write "name"\n'
        f"a.py: {NOTHING}\nb.py: {NOTHING}\n",
        "",
    )
    assert [path.read_bytes() for path in (document, code, clean)] == before


def test_a_file_that_is_not_in_its_format_is_told(capsys: Capture) -> None:
    """As its problem, with the exit code 1."""
    write("a.json", "{")
    outcome = run(capsys, "upgrade", "a.json")
    assert (outcome.exit_code, outcome.out) == (1, "")
    assert outcome.err.startswith("a.json:1:2: error: $: not JSON: ")


def test_the_others_are_upgraded_beside_a_file_that_is_not_in_its_format(capsys: Capture) -> None:
    """The order of the files does not matter."""
    write("a.json", "{")
    path = write("b.yaml", OLD.replace("\x1b", "x"))
    assert run(capsys, "upgrade", "--write", "a.json", "b.yaml").exit_code == 1
    assert b"name: b" in path.read_bytes()


@pytest.mark.parametrize("write_it", [[], ["--write"]], ids=["read", "write"])
def test_a_file_that_cannot_be_opened_or_written_could_not_run(
    write_it: list[str], capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exit code is 2, and the file stays."""

    def refuse(path: str, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    path = write("a.yaml", OLD.replace("\x1b", "x"))
    module = "files.writing.write_text" if write_it else "commands.upgrade.upgrade_file"
    monkeypatch.setattr(f"cryosparc_spec.{module}", refuse)
    outcome = run(capsys, "upgrade", *write_it, "a.yaml")
    word = "written" if write_it else "read"
    assert outcome.exit_code == 2
    assert outcome.err == f"Error: a.yaml: cannot be {word}: Permission denied\n"
    assert b"prefix" in path.read_bytes()
