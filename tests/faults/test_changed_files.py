"""A file that changed since it was read is not overwritten."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cryosparc_spec.files.upgrades import upgrade_file
from cryosparc_spec.files.writing import write_text
from tests.command_line import names_here, run

OLD = "inputs: {a: {type: particle, slots: [{prefix: ctf, dtype: ctf}]}}\n"

pytestmark = pytest.mark.usefixtures("empty_folder")


def same_time(path: Path, content: str) -> None:
    """Write other text of the same length, and give the file its old times."""
    status = path.stat()
    path.write_text(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "longer": lambda path: path.write_text(OLD + "# more\n"),
    "shorter": lambda path: path.write_text(OLD[:-1]),
    "emptied": lambda path: path.write_text(""),
    "one letter, same times": lambda path: same_time(path, OLD.replace("particle", "particlf")),
    "line ends": lambda path: path.write_bytes(OLD.replace("\n", "\r").encode()),
    "byte order mark": lambda path: path.write_text("\ufeff" + OLD),
    "not text any more": lambda path: path.write_bytes(b"\xff" * len(OLD)),
    "removed": lambda path: path.unlink(),
    "replaced": lambda path: (Path("new").write_text("other"), Path("new").replace(path)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("link", [None, "symbolic", "hard"])
def test_what_was_saved_meanwhile_is_left_as_it_is(
    link: str | None, change: Callable[[Path], object]
) -> None:
    """By whichever name the file is known; no temporary file stays."""
    path = Path("a.yaml")
    path.write_text(OLD)
    if link:
        (Path("b.yaml").symlink_to if link == "symbolic" else Path("b.yaml").hardlink_to)(path)
    upgrade = upgrade_file(path)
    change(path)
    state = path.read_bytes() if path.exists() else None
    names = names_here()
    with pytest.raises(OSError, match="it has changed since it was read") as caught:
        write_text(path, upgrade.after, before=upgrade.before)
    assert caught.value.errno == errno.ESTALE
    assert (path.read_bytes() if path.exists() else None) == state
    assert names_here() == names


def test_a_file_that_is_as_it_was_read_is_written() -> None:
    """Also where it was written again with the same text."""
    path = Path("a.yaml")
    path.write_text(OLD)
    upgrade = upgrade_file(path)
    path.write_text(OLD)
    assert write_text(path, upgrade.after, before=upgrade.before) is None
    assert path.read_text() == OLD.replace("prefix", "name")


def test_a_change_while_the_text_is_written_out_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison is the last thing before the new file takes the place of the old."""
    path = Path("a.yaml")
    path.write_text(OLD)
    sync = os.fsync

    def save_meanwhile(descriptor: int) -> None:
        path.write_text("saved meanwhile")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", save_meanwhile)
    with pytest.raises(OSError, match="it has changed"):
        write_text(path, "new", before=OLD)
    assert path.read_text() == "saved meanwhile"


def test_upgrade_waits_for_its_reader_and_keeps_what_was_saved_meanwhile() -> None:
    """As with `upgrade --write big.yaml | less`: it could not run, and says why."""
    lines = "".join(
        f"  a{number}: {{type: particle, slots: [{{prefix: ctf, dtype: ctf}}]}}\n"
        for number in range(3000)
    )
    Path("big.yaml").write_text(f"inputs:\n{lines}")
    command = [sys.executable, "-m", "cryosparc_spec", "upgrade", "--write", "big.yaml"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.read(10)
        Path("big.yaml").write_text("saved meanwhile")
        _, err = process.communicate()
    assert process.returncode == 2
    assert err == (
        b"Error: big.yaml: cannot be written: "
        b"it has changed since it was read, and was left as it is\n"
    )
    assert Path("big.yaml").read_text() == "saved meanwhile"


def test_upgrade_goes_on_with_other_files(capsys: pytest.CaptureFixture[str]) -> None:
    """A file that cannot be written is told, and the exit code is 2; the others are written."""
    for name in ("a.yaml", "b.yaml", "c.yaml"):
        Path(name).write_text(OLD)
    Path("b.yaml").chmod(0o444)
    outcome = run(capsys, "upgrade", "--write", "a.yaml", "b.yaml", "c.yaml")
    assert outcome.exit_code == 2
    assert outcome.err == "Error: b.yaml: cannot be written: the file is read-only\n"
    assert [Path(f"{name}.yaml").read_text() == OLD for name in "abc"] == [False, True, False]
