"""Temporary files tell whose they are, and those of dead processes are removed."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cryosparc_spec.files import temporary
from cryosparc_spec.files.temporary import remove_left_over, temporary_beside
from cryosparc_spec.files.writing import write_text
from tests.command_line import names_here
from tests.files.test_writing import AFTER, refuse

pytestmark = pytest.mark.usefixtures("empty_folder")


def left_by(process: int, *, host: str | None = None) -> Path:
    name = temporary_beside(Path("x")).name
    own_host, own = name.split("-")[2:4]
    path = Path(name.replace(f"-{own_host}-{own}-", f"-{host or own_host}-{process}-"))
    path.write_text("left over")
    return path


def dead_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_a_temporary_file_tells_where_it_comes_from() -> None:
    """By the program, the machine and the process; its name is short."""
    name = temporary_beside(Path("folder", "x" * 250)).name
    assert name.startswith(".cryosparc-spec-")
    assert name.endswith(".tmp")
    assert f"-{os.getpid()}-" in name
    assert len(name) < 100


def test_a_later_run_removes_what_dead_processes_left() -> None:
    """In the folder that it writes to."""
    process = dead_process()
    left = [left_by(process) for _ in range(5)]
    write_text("a.yaml", AFTER)
    assert not any(path.exists() for path in left)
    assert names_here() == ["a.yaml"]


def test_nothing_else_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not files of processes that live, of other machines, or of names that are like it."""
    process = dead_process()
    kept = [left_by(os.getpid()), left_by(process, host="elsewhere")]
    for number in ("", "1" * 10, f"{process}x"):
        kept.append(Path(left_by(process).name.replace(f"-{process}-", f"-{number}-")))
        kept[-1].write_text("of others")
    for name in ("x.tmp", f".cryosparc-spec-{process}.tmp", ".cryosparc-spec-a-b-c.tmp"):
        Path(name).write_text("of the user")
        kept.append(Path(name))
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as living:
        kept.append(left_by(living.pid))
        write_text("a.yaml", AFTER)
        assert living.poll() is None
        living.communicate(b"\n")
    assert living.returncode == 0
    assert all(path.exists() for path in kept)
    monkeypatch.setattr(os, "kill", refuse(errno.EPERM))
    other = left_by(process)
    remove_left_over(Path())
    assert other.exists()
    monkeypatch.setattr(os, "kill", refuse(errno.ESRCH))
    monkeypatch.delattr(os, "uname")
    other = left_by(process, host="")
    remove_left_over(Path())
    assert other.exists()


def test_a_folder_that_cannot_be_listed_is_let_be() -> None:
    """To tidy up in a folder that is gone raises nothing."""
    remove_left_over(Path("missing"))


@pytest.mark.parametrize(
    ("node", "host"),
    [
        pytest.param("lab.example-1.org", "lab_example_1_org", id="points"),
        pytest.param("größe", "gr__e", id="letters"),
        pytest.param("a" * 40, "a" * 32, id="long"),
        pytest.param(None, "", id="no name"),
    ],
)
def test_the_machine_is_named_in_letters_and_digits(
    node: str | None, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to 32 of them; on some systems it has no name."""
    if node is None:
        monkeypatch.delattr(os, "uname")
    else:
        monkeypatch.setattr(os, "uname", lambda: os.uname_result(("", node, "", "", "")))
    name = temporary_beside(Path("x")).name
    assert name[:-12].removesuffix(f"-{os.getpid()}-") == f".cryosparc-spec-{host}"


def test_what_another_run_removes_first_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are removed all the same."""
    process = dead_process()
    left = [left_by(process) for _ in range(3)]

    def gone_meanwhile(_: int) -> bool:
        left[0].unlink(missing_ok=True)
        left[1].unlink(missing_ok=True)
        return True

    monkeypatch.setattr(temporary, "_is_dead", gone_meanwhile)
    remove_left_over(Path())
    assert names_here() == []
