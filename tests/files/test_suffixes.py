"""Suffixes of the files that are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from cryosparc_spec.files.suffixes import CHECKED, is_code, unknown_suffix


def test_the_suffixes_of_files_that_are_checked() -> None:
    """Documents, datasets and code."""
    documents = [".json", ".yaml", ".yml", ".toml", ".csg"]
    assert [*CHECKED] == [*documents, ".cs", ".py", ".pyi", ".ipynb"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.py", True), ("a.PYI", True), (Path("a.b.ipynb"), True), ("py", False), ("a.pyc", False)],
)
def test_code_is_known_by_its_suffix(name: str | Path, expected: bool) -> None:
    """In any case."""
    assert is_code(name) is expected


@pytest.mark.parametrize(
    ("suffix", "message"),
    [
        ("", "the name has no suffix: expected one of .json, .cs"),
        (".jsn", '".jsn" is not a suffix that is read: expected one of .json, .cs'),
    ],
)
def test_a_suffix_that_is_not_read_is_told(suffix: str, message: str) -> None:
    """Without a fix, since another name does not change a format."""
    [problem] = unknown_suffix(suffix, (".json", ".cs"))
    assert (str(problem), problem.kind.value, problem.fix) == (message, "unknown-word", None)
