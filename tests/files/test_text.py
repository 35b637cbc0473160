"""The text that the bytes of a file are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cryosparc_spec import FileError, Problem
from cryosparc_spec.files import text
from cryosparc_spec.files.text import LARGEST_FILE, bytes_in, in_file, text_in, text_of
from cryosparc_spec.problems import Position, ProblemKind


def test_a_file_may_have_256_mebibytes() -> None:
    """As the page on what can be relied on says."""
    assert LARGEST_FILE == 268_435_456


@pytest.mark.parametrize("size", [9, 10, 11, 12, 100])
def test_no_more_is_read_than_shows_that_a_file_is_too_large(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which the text is refused for."""
    monkeypatch.setattr(text, "LARGEST_FILE", 10)
    path = tmp_path / "a.json"
    path.write_bytes(b"x" * size)
    assert len(bytes_in(path)) == min(size, 11)
    if size <= 10:
        assert text_in(path) == "x" * size
        return
    with pytest.raises(FileError) as caught:
        text_in(path)
    [problem] = caught.value.problems
    assert str(problem) == f"{path}: the file is too large: expected at most 10 bytes"
    assert problem.kind is ProblemKind.UNREADABLE


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff", ":1:1: the file is not UTF-8 text: byte 0xff cannot be read"),
        (b"ab\n\xc3", ":2:1: the file is not UTF-8 text: byte 0xc3 cannot be read"),
        (b"\xef\xbb\xbfab\x80", ":1:3: the file is not UTF-8 text: byte 0x80 cannot be read"),
        (b"\xc3\xa9\r\nb\xff\n", ":2:2: the file is not UTF-8 text: byte 0xff cannot be read"),
        (
            b"\x93NUMPY\x01\x00\xff",
            ": the file is a dataset: expected a document; give it a name that ends in .cs",
        ),
    ],
)
def test_bytes_that_are_no_text_are_told_where_they_stand(content: bytes, told: str) -> None:
    """Or what they are."""
    with pytest.raises(FileError) as caught:
        text_of(content, "a.yaml")
    [problem] = caught.value.problems
    assert (str(problem), problem.kind) == (f"a.yaml{told}", ProblemKind.UNREADABLE)


def test_text_is_as_it_stands() -> None:
    """With a byte order mark, and whatever ends its lines."""
    assert text_of(b"\xef\xbb\xbfa\r\n\xc3\xa9\r", "a.yaml") == "\ufeffa\r\né\r"


def test_a_pipe_is_told_with_its_name(tmp_path: Path) -> None:
    """It is not waited for."""
    os.mkfifo(tmp_path / "a.yaml")
    with pytest.raises(FileError) as caught:
        bytes_in(tmp_path / "a.yaml")
    assert str(caught.value) == f"{tmp_path / 'a.yaml'}: it is a pipe or a device: expected a file"


@pytest.mark.parametrize(
    ("position", "expected"),
    [(None, "a.yaml: wrong"), (Position("b", 2, 3), "a.yaml:2:3: wrong")],
    ids=["no place", "a place"],
)
def test_a_problem_gets_its_file(position: Position | None, expected: str) -> None:
    """And keeps its line and column."""
    assert str(in_file(Problem((), "wrong", position=position), Path("a.yaml"))) == expected
