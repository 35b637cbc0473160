"""Text files written whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE, S_ISREG

from cryosparc_spec.files.temporary import remove_left_over, temporary_beside
from cryosparc_spec.problems.validators import AnyPath

_ANY_WRITE = 0o222
_STREAMS = ("/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/self/fd/")


def write_text(
    path: AnyPath, text: str, *, before: str | None = None, overwrite: bool = True
) -> str | None:
    """Write a text file whole or not at all; it stays what it is otherwise.

    A link stays a link, and owner, group, permissions and extended attributes stay. The text is
    on disk before the file is replaced. A file that has several names (hard links), or whose owner
    cannot be kept, is written where it stands, and why is returned. What is not a regular file,
    such as a pipe, is written to.

    ``before`` is the text that was read from the file: where other text stands there by now,
    nothing is written. Without ``overwrite`` the file must not be there yet. Raises ``OSError``
    for these, and for a read-only file.
    """
    content = text.encode()
    try:
        status = _status(path)
        if status is not None and (not S_ISREG(status.st_mode) or _is_stream(path)):
            _write_into(path, content)
            return None
        target = Path(os.path.realpath(path))
        _refuse(target, status, before, overwrite=overwrite)
        remove_left_over(target.parent)
        with _written(target, status, content) as (temporary, in_place):
            _refuse(target, status, before, overwrite=overwrite)
            if in_place:
                _write_in_place(target, content)
            else:
                temporary.replace(target)
                _flush_folder(target.parent)
        return in_place
    except OSError as error:
        raise OSError(error.errno, error.strerror, os.fspath(path)) from None


def _status(path: AnyPath) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116  # pathlib hides that links go in a circle
    except FileNotFoundError:
        return None


def _is_stream(path: AnyPath) -> bool:
    """Whether a path names what the process has open already, be that a file."""
    return os.path.abspath(path).startswith(_STREAMS)  # noqa: PTH100  # links are not followed


def _refuse(
    target: Path, status: os.stat_result | None, before: str | None, *, overwrite: bool
) -> None:
    """Refuse what may not be written over: read-only files, and those with other text by now."""
    if not overwrite and os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    if status and not (status.st_mode & _ANY_WRITE and os.access(target, os.W_OK)):
        raise PermissionError(errno.EACCES, "the file is read-only")
    if before is not None and not _holds(target, before.encode()):
        raise OSError(errno.ESTALE, "it has changed since it was read, and was left as it is")


def _holds(target: Path, content: bytes) -> bool:
    try:
        with target.open("rb") as file:
            return file.read(len(content) + 1) == content
    except FileNotFoundError:
        return False


@contextmanager
def _written(
    target: Path, status: os.stat_result | None, content: bytes
) -> Generator[tuple[Path, str | None]]:
    """Give a temporary file with the content on disk, and why it cannot replace the target."""
    temporary = temporary_beside(target)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        mode = 0o666 if status is None else 0o600
        with open(os.open(temporary, flags, mode), "wb") as file:  # noqa: PTH123  # its mode is given
            in_place = _reason_to_write_in_place(temporary, target, status)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield temporary, in_place
    finally:
        with suppress(OSError):
            temporary.unlink()


def _reason_to_write_in_place(
    temporary: Path, target: Path, status: os.stat_result | None
) -> str | None:
    """Make a temporary file what the target is; return why it cannot be."""
    if status is None:
        return None
    if status.st_nlink > 1:
        return f"it has {status.st_nlink} names"
    try:
        made = temporary.stat()
        if (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
            os.chown(temporary, status.st_uid, status.st_gid)
        temporary.chmod(S_IMODE(status.st_mode))
    except PermissionError:
        return "its owner or group cannot be given to another file"
    _copy_attributes(target, temporary)
    return None


def _copy_attributes(target: Path, temporary: Path) -> None:
    """Copy extended attributes, access lists among them, where the system has and allows them."""
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(target):
                with suppress(OSError):
                    os.setxattr(temporary, name, os.getxattr(target, name))


def _write_in_place(target: Path, content: bytes) -> None:
    """Write over a file; what stood there is put back where that fails."""
    with target.open("r+b") as file:
        before = file.read()
        try:
            _write_over(file.fileno(), content)
        except BaseException:
            _write_over(file.fileno(), before)
            raise


def _write_over(descriptor: int, content: bytes) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]
    os.ftruncate(descriptor, len(content))
    os.fsync(descriptor)


def _flush_folder(folder: Path) -> None:
    """Have the new name on disk as well, on systems that have folders opened for that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _write_into(path: AnyPath, content: bytes) -> None:
    """Write to a pipe, a device or a stream; a pipe that nobody reads is not waited for."""
    try:
        descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise OSError(errno.ENXIO, "it is a pipe or a socket that nobody reads") from None
        raise
    os.set_blocking(descriptor, True)
    with open(descriptor, "wb") as file:  # noqa: PTH123  # it is open already
        file.write(content)
