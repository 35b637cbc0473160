"""Tests of the command ``check`` on the folder of a project."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cryosparc_spec.commands import progress
from cryosparc_spec.commands.progress import progress_of
from tests.command_line import CLEAN, WRONG, Outcome, run, write
from tests.projects.made_project import make_project

Capture = pytest.CaptureFixture[str]

COUNT = 12


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound project, which no test changes."""
    folder = tmp_path_factory.mktemp("made") / "P1"
    make_project(folder, COUNT)
    return folder


@pytest.fixture(autouse=True)
def _beside(made: Path, empty_folder: None) -> None:
    """Work beside a copy of the project."""
    shutil.copytree(made, "P1")


def files_told(out: str) -> list[str]:
    """Which files the problems are in, in the order they are told."""
    lines = [line for line in out.splitlines() if re.search(": (error|warning|note): ", line)]
    return [line.partition(":")[0] for line in lines]


def test_a_sound_project_is_told_in_one_line(capsys: Capture) -> None:
    """How many files were looked at."""
    number = sum(1 for path in Path("P1").rglob("*") if path.suffix in (".cs", ".csg", ".json"))
    assert run(capsys, "check", "P1") == Outcome(0, f"{number} files checked: no problems\n", "")
    assert run(capsys, "check", "P1/") == run(capsys, "check", "P1")


def test_mistakes_are_told_in_natural_order_and_counted_by_kind(capsys: Capture) -> None:
    """J2 comes before J10, and what the whole project shows comes last."""
    for uid in ("J2", "J10", "J11"):
        next(Path("P1", uid).glob(f"{uid}_0*.cs")).unlink()
    shutil.rmtree("P1/J1")
    outcome = run(capsys, "check", "P1")
    assert outcome.exit_code == 1
    assert files_told(outcome.out) == [
        "P1/J2/J2_micrographs.csg",
        "P1/J10/J10_particles.csg",
        "P1/J11/job.json",
        "P1/J2/job.json",
    ]
    assert outcome.out.splitlines()[-3:-1] == ["3 missing-file", "1 missing-job"]
    assert outcome.out.splitlines()[-1].endswith("files checked: 3 errors, 1 warning")


def test_one_level_is_looked_at_where_that_is_asked(capsys: Capture) -> None:
    """The files beside the jobs."""
    outcome = run(capsys, "check", "--no-recursive", "P1")
    assert outcome.out == "2 files checked: no problems\n"
    outcome = run(capsys, "check", "--no-recursive", "P1/J4")
    assert outcome.out == "3 files checked: no problems\n"


def test_files_with_nothing_wrong_are_told_where_that_is_asked(capsys: Capture) -> None:
    """And how the slots of tables fit."""
    lines = run(capsys, "check", "--verbose", "P1/J4").out.splitlines()
    assert lines == [
        "P1/J4/J4_000_particles.cs: fits: blob, location, ctf",
        "P1/J4/J4_particles.csg: no problems",
        "P1/J4/job.json: no problems",
        "3 files checked: no problems",
    ]


def test_a_folder_of_which_nothing_is_looked_at_is_told(capsys: Capture) -> None:
    """The others are checked all the same."""
    write(d__a_txt="x", e__b_yaml=CLEAN)
    outcome = run(capsys, "check", "d", "e")
    assert (outcome.exit_code, outcome.out) == (2, "1 file checked: no problems\n")
    assert outcome.err == (
        "d: the folder has no .json, .yaml, .yml, .toml, .csg, .cs, .py, .pyi, .ipynb file in it\n"
    )


def test_problems_of_a_project_are_told_as_json(capsys: Capture) -> None:
    """One list, with the kind of document that each stands in."""
    next(Path("P1/J2").glob("J2_0*.cs")).write_bytes(b"")
    shutil.rmtree("P1/J1")
    write(P1__a_yaml=WRONG)
    listed = json.loads(run(capsys, "check", "--format", "json", "P1").out)["problems"]
    assert [(each["document"], each["kind"]) for each in listed] == [
        ("definition", "unknown-word"),
        ("dataset", "unreadable"),
        ("job", "missing-job"),
    ]


@pytest.mark.parametrize("fault", ["nothing wrong", "something wrong"])
def test_processes_print_the_same(
    fault: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the letter."""
    if fault == "something wrong":
        next(Path("P1/J2").glob("J2_0*.cs")).unlink()
        shutil.rmtree("P1/J4")
    monkeypatch.setattr("cryosparc_spec.projects.processes._FEW", 8)
    alone = run(capsys, "check", "-v", "P1")
    assert run(capsys, "check", "-v", "-j", "2", "P1") == alone


def test_tables_of_a_folder_are_held_to_an_output(capsys: Capture) -> None:
    """Documents beside them do not matter then."""
    write(picker_yaml="outputs: {a: {type: particle, slots: [location]}}\n")
    outcome = run(capsys, "check", "P1/J4", "--against", "picker.yaml:outputs.a")
    assert files_told(outcome.out) == ["P1/J4/J4_000_particles.cs"] * 2


# The bar


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Return what standard error is from now on: a terminal."""
    stream = _Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    return stream


def test_long_work_is_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar is taken away before each item is told, and at the end; files are counted once."""
    monkeypatch.setattr(progress, "_FIRST_AFTER", 0.0)
    monkeypatch.setattr(progress, "_THEN_AFTER", 0.0)
    counted: list[int] = []

    def count() -> int:
        counted.append(1)
        return 2

    stream = terminal(monkeypatch)
    with progress_of("abc", count) as items:
        for _ in items:
            assert not stream.getvalue() or stream.getvalue().endswith("\r\x1b[K")
    shown = [each for each in stream.getvalue().split("\r\x1b[K") if each]
    assert shown == [
        "[###############---------------] 1 of 2 files",
        f"[{'#' * 30}] 2 of 2 files",
        f"[{'#' * 30}] 3 of 3 files",
    ]
    assert stream.getvalue().endswith("\r\x1b[K")
    assert counted == [1]


@pytest.mark.parametrize("is_wanted", [True, False])
def test_short_work_is_not_shown(is_wanted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor how many files there are looked up; long work neither, where it is not wanted."""

    def count() -> int:
        raise AssertionError

    if not is_wanted:
        monkeypatch.setattr(progress, "_FIRST_AFTER", 0.0)
    stream = terminal(monkeypatch)
    with progress_of("abc", count, is_wanted=is_wanted) as items:
        assert list(items) == ["a", "b", "c"]
    assert stream.getvalue() == ""


def test_nothing_is_shown_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a file, a bar would be noise."""
    monkeypatch.setattr(progress, "_FIRST_AFTER", 0.0)
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with progress_of("abc", lambda: 3) as items:
        assert list(items) == ["a", "b", "c"]
    assert stream.getvalue() == ""


def test_the_bar_counts_all_files_of_a_command(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those below folders, and those that are named."""
    monkeypatch.setattr(progress, "_FIRST_AFTER", 0.0)
    totals: list[int] = []
    follow = progress.progress_of

    def noting(items: Iterator[object], count: Callable[[], int], **options: bool) -> object:
        totals.append(count())
        return follow(items, count, **options)

    monkeypatch.setattr("cryosparc_spec.commands.check.progress_of", noting)
    write(a_yaml=CLEAN)
    run(capsys, "check", "a.yaml", "P1/J4")
    assert totals == [4]
