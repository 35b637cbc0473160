"""The text that the bytes of a file are."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager

import attrs

from cryosparc_spec.datasets.opening import opened
from cryosparc_spec.files.syntax.parsed import TextPlaces
from cryosparc_spec.problems.errors import FileError
from cryosparc_spec.problems.places import Position
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import AnyPath

BYTE_ORDER_MARK = "\ufeff"
"""What some editors begin a file with."""

LARGEST_FILE = 256 * 2**20
"""Most bytes of a file that is read; the job register of CryoSPARC 5 has about 6 million."""


def text_in(path: AnyPath) -> str:
    """Return the text of a file as it stands there, whatever its line ends.

    Raises :class:`~cryosparc_spec.FileError` for a file that is too large or is not UTF-8, and
    for a pipe or a device, and ``OSError``.
    """
    return text_of(bytes_in(path), path)


def bytes_in(path: AnyPath) -> bytes:
    """Return what is in a file, and no more of it than shows that it is too large.

    Raises :class:`~cryosparc_spec.FileError` for a pipe or a device, and ``OSError``.
    """
    with problems_in_file(path):
        file = opened(path)
    with file:
        content = file.read(LARGEST_FILE + 1)
        while len(content) <= LARGEST_FILE and (more := file.read(LARGEST_FILE)):
            content += more
    return content


def text_of(content: bytes, path: AnyPath) -> str:
    """Return the text that the bytes of a file are; raises as :func:`text_in` does."""
    with problems_in_file(path):
        if len(content) > LARGEST_FILE:
            message = f"the file is too large: expected at most {LARGEST_FILE} bytes"
            raise FileError.of(message, kind=ProblemKind.UNREADABLE)
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            raise _not_utf8(error) from None


def _not_utf8(error: UnicodeDecodeError) -> FileError:
    from cryosparc_spec.datasets.reading import is_dataset

    if is_dataset(error.object):
        return FileError.of(
            "the file is a dataset: expected a document",
            kind=ProblemKind.UNREADABLE,
            hint="give it a name that ends in .cs",
        )
    before = error.object[: error.start].decode().removeprefix(BYTE_ORDER_MARK)
    place = TextPlaces(before).place(len(before))
    message = f"the file is not UTF-8 text: byte {error.object[error.start]:#x} cannot be read"
    problem = Problem((), message, kind=ProblemKind.UNREADABLE, position=Position("", *place))
    return FileError([problem])


@contextmanager
def problems_in_file(path: AnyPath) -> Generator[None]:
    """Add the file to the positions of the problems that the block raises."""
    try:
        yield
    except FileError as error:
        raise FileError([in_file(problem, path) for problem in error.problems]) from None


def in_file(problem: Problem, path: AnyPath) -> Problem:
    """Return a problem with the file in its position."""
    position = problem.position or Position("")
    return attrs.evolve(problem, position=attrs.evolve(position, file=os.fspath(path)))
