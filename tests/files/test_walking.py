"""Tests of how the files below a folder are gone through."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec.files.walking import Walk, natural_key


def make(*names: str) -> None:
    """Make empty files."""
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()


def walked(walk: Walk, folder: str = ".") -> list[str]:
    return [path.as_posix() for path in walk.files_below(folder)]


@pytest.mark.parametrize(
    ("names", "in_order"),
    [
        pytest.param("J10 J2 J1", "J1 J2 J10", id="jobs"),
        pytest.param("J2_particles J2 J10", "J2 J2_particles J10", id="with more after them"),
        pytest.param("a.cs A.cs 10 9 _1", "9 10 A.cs _1 a.cs", id="letters and numbers"),
        pytest.param("x_010 x_9 x_10", "x_9 x_010 x_10", id="zeros before a number"),
        pytest.param("v1.10.2 v1.9.12 v1.10", "v1.9.12 v1.10 v1.10.2", id="versions"),
        pytest.param("9" * 30 + " " + "1" * 31, "9" * 30 + " " + "1" * 31, id="huge numbers"),
    ],
)
def test_names_are_in_natural_order(names: str, in_order: str) -> None:
    """Numbers count as numbers, wherever they stand."""
    assert sorted(names.split(), key=natural_key) == in_order.split()


@given(st.lists(st.text("aJ01²_٣.-", max_size=6)).flatmap(st.permutations))
def test_any_names_have_one_order(names: list[str]) -> None:
    """It does not depend on how they are listed, and never fails."""
    in_order = sorted(names, key=natural_key)
    assert in_order == sorted(sorted(names), key=natural_key)
    assert [*map(natural_key, in_order)] == sorted(map(natural_key, names))


@pytest.mark.usefixtures("empty_folder")
def test_files_come_before_folders_and_hidden_ones_not_at_all() -> None:
    """Of other suffixes neither, nor pipes; a link to nothing is a file."""
    make("J10/a.cs", "J2/b.CS", "z.cs", "J2/c.txt", ".git/d.cs", ".e.cs", "J2/in/f.csg")
    os.mkfifo("pipe.cs")
    Path("link.cs").symlink_to("nothing")
    Path("loop").symlink_to(".")
    walk = Walk(suffixes=(".cs", ".csg"))
    assert walked(walk) == ["link.cs", "z.cs", "J2/b.CS", "J2/in/f.csg", "J10/a.cs"]
    assert walked(Walk(suffixes=(".cs",), recursive=False)) == ["link.cs", "z.cs"]
    assert walked(walk, "J2") == ["J2/b.CS", "J2/in/f.csg"]


@pytest.mark.usefixtures("empty_folder")
def test_paths_can_be_left_out() -> None:
    """A folder with all that is in it."""
    make("J1/a.cs", "J2/b.cs", "J2/in/c.cs", "d.cs")
    walk = Walk(suffixes=(".cs",), leaves_out=lambda path: path.name in ("J2", "d.cs"))
    assert walked(walk) == ["J1/a.cs"]


@pytest.mark.usefixtures("empty_folder")
def test_folders_that_cannot_be_listed_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are gone through all the same, told or not."""
    make("J1/a.cs", "J2/b.cs")
    scandir = os.scandir

    def refuse_one(folder: Path) -> object:
        if folder.name == "J1":
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse_one)
    refused: list[OSError] = []
    assert walked(Walk(suffixes=(".cs",), unreadable=refused.append)) == ["J2/b.cs"]
    assert [error.filename for error in refused] == ["J1"]
    assert walked(Walk(suffixes=(".cs",))) == ["J2/b.cs"]


@pytest.mark.usefixtures("empty_folder")
def test_folders_may_lie_deep() -> None:
    """Deeper than Python calls functions within functions; what is too deep to list is told."""
    start = os.open(".", os.O_RDONLY)
    for _ in range(sys.getrecursionlimit() + 10):
        Path("d").mkdir()
        os.chdir("d")
    Path("a.cs").touch()
    os.fchdir(start)
    os.close(start)
    refused: list[OSError] = []
    found = walked(Walk(suffixes=(".cs",), unreadable=refused.append))
    assert len(found) + len(refused) == 1
    subprocess.run(["rm", "-r", "d"], check=True)
