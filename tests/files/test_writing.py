"""A file that is written keeps what it is."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE
from typing import Any

import pytest

from cryosparc_spec.files import writing
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


def test_a_file_of_several_names_is_on_disk_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text stands whole beside it before it is written over."""
    Path("a.yaml").write_text(BEFORE)
    Path("b.yaml").hardlink_to("a.yaml")
    synced: list[int] = []
    sync = os.fsync

    def noted(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_size)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    write_text("a.yaml", AFTER)
    assert synced == [len(AFTER), len(AFTER)]


@pytest.mark.parametrize("before", ["other", None])
@pytest.mark.parametrize("overwrite", [True, False])
def test_what_is_refused_is_refused_before_anything_is_written(
    before: str | None, overwrite: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No temporary file is made then."""
    Path("a.yaml").write_text(BEFORE)
    if before is None and overwrite:
        Path("a.yaml").chmod(0o400)
    monkeypatch.setattr(writing, "_written", pytest.fail)
    with pytest.raises(OSError, match=r"a\.yaml") as caught:
        write_text("a.yaml", AFTER, before=before, overwrite=overwrite)
    expected = errno.EACCES if before is None else errno.ESTALE
    assert caught.value.errno == (expected if overwrite else errno.EEXIST)
    assert caught.value.filename == "a.yaml"


@pytest.mark.parametrize("is_new", [True, False])
def test_a_file_that_appears_meanwhile_is_left_as_it_is(
    is_new: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link to nothing counts as one."""
    sync = os.fsync

    def appear(descriptor: int) -> None:
        sync(descriptor)
        Path("a.yaml").symlink_to("b.yaml") if is_new else Path("a.yaml").write_text(BEFORE)

    monkeypatch.setattr(os, "fsync", appear)
    with pytest.raises(FileExistsError):
        write_text("a.yaml", AFTER, overwrite=False)
    assert Path("a.yaml").is_symlink() is is_new
    assert names_here() == ["a.yaml"]


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("/dev/stdout", True),
        ("/dev/stderr", True),
        ("/dev/fd/7", True),
        ("/dev/../dev/fd/7", True),
        ("/proc/self/fd/1", True),
        ("/dev/null", False),
        ("/dev/full", False),
        ("/proc/self/status", False),
        ("dev/stdout", False),
    ],
)
def test_paths_of_streams_are_known(path: str, is_one: bool) -> None:
    """By their names, since what the process has open may be a file."""
    assert writing._is_stream(path) is is_one


def test_a_file_that_is_open_already_is_written_into() -> None:
    """No other takes its place, and what it holds is not compared."""
    Path("a.yaml").write_text("abcdef")
    inode = Path("a.yaml").stat().st_ino
    descriptor = os.open("a.yaml", os.O_RDWR)
    try:
        assert write_text(f"/dev/fd/{descriptor}", "ABC", before="other", overwrite=False) is None
    finally:
        os.close(descriptor)
    assert (Path("a.yaml").read_text(), Path("a.yaml").stat().st_ino) == ("ABCdef", inode)


def test_a_pipe_takes_as_much_as_its_reader_does() -> None:
    """Writing waits for it, however much there is."""
    os.mkfifo("pipe")
    text = "x" * 2**20
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(Path("pipe").read_text()))
    descriptor = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    reader.start()
    try:
        write_text("pipe", text)
    finally:
        os.close(descriptor)
        reader.join(10)
    assert "".join(read) == text


@pytest.mark.parametrize("kind", ["new", "old", "of two names", "read-only", "pipe"])
def test_nothing_stays_open(kind: str) -> None:
    """Whether a file is written, written over, or refused."""
    folder = Path("/proc/self/fd")
    if not folder.is_dir():
        pytest.skip("this system does not list what is open")
    reader = None
    if kind == "pipe":
        os.mkfifo("a.yaml")
        reader = os.open("a.yaml", os.O_RDONLY | os.O_NONBLOCK)
    elif kind != "new":
        Path("a.yaml").write_text(BEFORE)
    if kind == "of two names":
        Path("b.yaml").hardlink_to("a.yaml")
    if kind == "read-only":
        Path("a.yaml").chmod(0o400)
    before = len([*folder.iterdir()])
    with suppress(PermissionError):
        write_text("a.yaml", "a")
    assert len([*folder.iterdir()]) == before
    if reader is not None:
        os.close(reader)
