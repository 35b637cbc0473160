"""A file that is written keeps what it is, and is whole whenever the writing is broken off."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from stat import S_IMODE
from typing import Any

import pytest

from cryosparc_spec.files.temporary import remove_left_over, temporary_beside
from cryosparc_spec.files.writing import write_text
from tests.command_line import names_here

pytestmark = pytest.mark.usefixtures("empty_folder")

BEFORE = "before\n" * 20_000
AFTER = "after\n" * 30_000


def identity(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_uid, status.st_gid, S_IMODE(status.st_mode)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o606, 0o700, 0o2660, 0o4755], ids=oct)
@pytest.mark.parametrize("owner", [None, (1234, 4321), (0, 4321), (1234, 0)], ids=str)
def test_owner_group_and_permissions_stay(owner: tuple[int, int] | None, mode: int) -> None:
    """As far as the system lets a process give them: here, in all."""
    if owner and os.geteuid() != 0:
        pytest.skip("only root can give files away")
    path = Path("a.yaml")
    path.write_text(BEFORE)
    if owner:
        os.chown(path, *owner)
    path.chmod(mode)
    expected = identity(path)
    assert write_text(path, AFTER) is None
    assert (identity(path), path.read_text()) == (expected, AFTER)
    assert names_here() == ["a.yaml"]


def test_extended_attributes_stay() -> None:
    """Access lists are among them; one that may not be written is left out."""
    path = Path("a.yaml")
    path.write_text(BEFORE)
    try:
        os.setxattr(path, "user.lab", b"cryo")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    write_text(path, AFTER)
    assert os.getxattr(path, "user.lab") == b"cryo"


@pytest.mark.parametrize("missing", ["listxattr", "uname"])
def test_systems_that_lack_a_call_write_all_the_same(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Windows does."""
    monkeypatch.delattr(os, missing)
    Path("a.yaml").write_text(BEFORE)
    write_text("a.yaml", AFTER)
    assert Path("a.yaml").read_text() == AFTER


def refuse(number: int) -> Callable[..., Any]:
    def call(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return call


@pytest.mark.parametrize("call", ["listxattr", "setxattr"])
def test_attributes_that_cannot_be_copied_are_left_out(
    call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems have none."""
    Path("a.yaml").write_text(BEFORE)
    monkeypatch.setattr(os, "listxattr", lambda _: ["user.lab"])
    monkeypatch.setattr(os, "getxattr", lambda *_: b"cryo")
    monkeypatch.setattr(os, call, refuse(errno.ENOTSUP))
    write_text("a.yaml", AFTER)
    assert Path("a.yaml").read_text() == AFTER


@pytest.mark.parametrize("length", [len(BEFORE) // 2, 2 * len(BEFORE), 0])
def test_a_file_whose_owner_cannot_be_given_away_is_written_where_it_stands(
    length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And this is said; it stays the same file."""
    Path("a.yaml").write_text(BEFORE)
    inode = Path("a.yaml").stat().st_ino
    monkeypatch.setattr(Path, "chmod", refuse(errno.EPERM))
    text = "x" * length
    assert write_text("a.yaml", text) == "its owner or group cannot be given to another file"
    assert (Path("a.yaml").read_text(), Path("a.yaml").stat().st_ino) == (text, inode)
    assert names_here() == ["a.yaml"]


@pytest.mark.parametrize("failure", [OSError(errno.EIO, "I/O error"), KeyboardInterrupt()], ids=str)
def test_a_file_written_where_it_stands_is_put_back_where_that_fails(
    failure: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its other names have what stood there as well."""
    Path("a.yaml").write_text(BEFORE)
    Path("b.yaml").hardlink_to("a.yaml")
    truncate = os.ftruncate

    def fail_once(*arguments: int) -> None:
        monkeypatch.setattr(os, "ftruncate", truncate)
        raise failure

    monkeypatch.setattr(os, "ftruncate", fail_once)
    with pytest.raises(type(failure)):
        write_text("a.yaml", AFTER)
    assert Path("b.yaml").read_text() == BEFORE
    assert names_here() == ["a.yaml", "b.yaml"]


@pytest.mark.parametrize("names", [1, 2, 5])
def test_a_file_of_several_names_keeps_them(names: int) -> None:
    """Each shows the new text."""
    Path("a.yaml").write_text(BEFORE)
    for number in range(names):
        Path(f"{number}.yaml").hardlink_to("a.yaml")
    assert write_text("a.yaml", AFTER) == f"it has {names + 1} names"
    assert {path.read_text() for path in Path().iterdir()} == {AFTER}
    assert Path("a.yaml").stat().st_nlink == names + 1


@pytest.mark.parametrize("depth", [1, 2, 10])
def test_links_stay_links(depth: int) -> None:
    """Also one that leads over others, or to what is not there yet."""
    Path("folder").mkdir()
    Path("0.yaml").symlink_to("folder/a.yaml")
    for number in range(depth):
        Path(f"{number + 1}.yaml").symlink_to(f"{number}.yaml")
    for text in (BEFORE, AFTER):
        write_text(f"{depth}.yaml", text)
        assert Path("folder/a.yaml").read_text() == text
    assert all(Path(f"{number}.yaml").is_symlink() for number in range(depth + 1))


@pytest.mark.parametrize("mode", [0o444, 0o400, 0o555, 0o500, 0o000], ids=oct)
def test_a_read_only_file_is_refused(mode: int) -> None:
    """Also for root, whom the system would let."""
    Path("a.yaml").write_text(BEFORE)
    Path("a.yaml").chmod(mode)
    with pytest.raises(PermissionError, match="the file is read-only"):
        write_text("a.yaml", AFTER)
    Path("a.yaml").chmod(0o600)
    assert Path("a.yaml").read_text() == BEFORE


def test_a_file_that_the_user_may_not_write_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though the folder would let it be replaced."""
    Path("a.yaml").write_text(BEFORE)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError, match="the file is read-only"):
        write_text("a.yaml", AFTER)


def test_links_in_a_circle_are_told() -> None:
    """And stay as they are."""
    Path("a.yaml").symlink_to("b.yaml")
    Path("b.yaml").symlink_to("a.yaml")
    with pytest.raises(OSError, match="Too many levels of symbolic links"):
        write_text("a.yaml", AFTER)
    assert names_here() == ["a.yaml", "b.yaml"]


def test_data_is_on_disk_before_the_file_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text first, then the new name; a folder that cannot be opened for that is let be."""
    steps: list[str] = []

    def noted(step: str, call: Callable[..., object]) -> Callable[..., object]:
        def noting(*arguments: object) -> object:
            steps.append(step)
            return call(*arguments)

        return noting

    sync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", noted("sync", sync))
    monkeypatch.setattr(Path, "replace", noted("replace", replace))
    write_text("a.yaml", AFTER)
    assert steps == ["sync", "replace", "sync"]
    real = os.open

    def files_only(path: Any, flags: int, *mode: int) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "no")
        return real(path, flags, *mode)

    monkeypatch.setattr(os, "open", files_only)
    write_text("a.yaml", BEFORE)
    assert Path("a.yaml").read_text() == BEFORE


# What dead processes leave


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
    left = [left_by(dead_process()) for _ in range(5)]
    write_text("a.yaml", AFTER)
    assert not any(path.exists() for path in left)
    assert names_here() == ["a.yaml"]


def test_nothing_else_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not files of processes that live, of other machines, or of names that are like it."""
    process = dead_process()
    kept = [left_by(os.getpid()), left_by(1), left_by(process, host="elsewhere")]
    for name in ("x.tmp", f".cryosparc-spec-{process}.tmp", ".cryosparc-spec-a-b-c.tmp"):
        Path(name).write_text("of the user")
        kept.append(Path(name))
    write_text("a.yaml", AFTER)
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


# Broken off


WRITER = """
import os, sys
from pathlib import Path
from cryosparc_spec.files.writing import write_text
text = Path("text").read_text()
print("ready", flush=True)
for _ in range(int(sys.argv[1])):
    write_text("a.yaml", text)
"""


def check_before_or_after(expected: tuple[int, int, int]) -> None:
    """Either is there whole, as it was otherwise, and a later run tidies up."""
    assert Path("a.yaml").read_text() in (BEFORE, AFTER)
    assert identity(Path("a.yaml")) == expected
    write_text("a.yaml", BEFORE)
    assert names_here() == ["a.yaml", "text", "writer.py"]


def prepare() -> tuple[int, int, int]:
    Path("writer.py").write_text(WRITER)
    Path("text").write_text(AFTER)
    Path("a.yaml").write_text(BEFORE)
    if os.geteuid() == 0:
        os.chown("a.yaml", 1234, 4321)
    Path("a.yaml").chmod(0o640)
    return identity(Path("a.yaml"))


def test_a_process_killed_at_any_moment_leaves_what_stood_there_or_what_was_to() -> None:
    """With owner and permissions; forty kills at random moments."""
    expected = prepare()
    chance = random.Random(1)
    for _ in range(40):
        command = [sys.executable, "writer.py", "1000"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.02))
            process.kill()
        check_before_or_after(expected)


SYSTEM_CALLS = [
    "openat",
    "newfstatat",
    "fchmodat",
    "chmod",
    "chown",
    "fchownat",
    "write",
    "fsync",
    "rename",
    "renameat",
    "listxattr",
    "unlink",
    "close",
    "getdents64",
    "access",
    "faccessat2",
    "kill",
]


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize("system_call", SYSTEM_CALLS)
def test_a_process_killed_at_any_system_call_leaves_what_stood_there_or_what_was_to(
    system_call: str,
) -> None:
    """Each call after the text was read is the last one once."""
    expected = prepare()
    log = Path("..", "calls")
    strace = ["strace", "-f", "-qq", "-o", str(log)]
    known = subprocess.run(
        [*strace, "-e", f"trace=?{system_call},write", sys.executable, "writer.py", "1"],
        check=False,
        capture_output=True,
    )
    if known.returncode:
        pytest.skip("processes cannot be traced here")
    ready, counts = False, [0, 0]
    for line in log.read_text().splitlines():
        ready |= '"ready' in line
        counts[ready] += f" {system_call}(" in line
    before, after = counts
    for number in range(before + 1, before + after + 1):
        Path("a.yaml").write_text(BEFORE)
        inject = f"inject={system_call}:signal=KILL:when={number}"
        killed = subprocess.run(
            [*strace, "-e", inject, sys.executable, "writer.py", "1"],
            check=False,
            capture_output=True,
        )
        assert killed.returncode != 0
        check_before_or_after(expected)
