"""Tests of the plugin of flake8, by itself and as flake8 runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cryosparc_spec.interop.flake8 import Plugin
from cryosparc_spec.problems import Severity
from cryosparc_spec.scripts.script import examine_code
from tests.scripts.written import cases

HEAD = (
    'from cryosparc.tools import CryoSPARC\njob = CryoSPARC("").create_external_job("P1", "W1")\n'
)


def told_of(code: str) -> list[tuple[int, int, str]]:
    lines = code.splitlines(keepends=True)
    return [told[:3] for told in Plugin(None, lines, "picker.py").run()]


def test_errors_and_warnings_at_their_place_from_column_0() -> None:
    """Each has its code, the kind, the place in the job, the message and the fix."""
    code = HEAD + 'job.add_input("movie", "movies", slots=["movie_blob", "?cft"])\n'
    assert told_of(code) == [
        (
            3,
            14,
            'CSS1 unknown-word: $.inputs.movies.type: "movie" is not a known datatype; '
            'write "exposure"',
        ),
        (
            3,
            54,
            'CSS2 unknown-slot-type: $.inputs.movies.slots[1]: "cft" is not a slot type that the '
            'catalogue knows; write "?ctf" if that is meant',
        ),
    ]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("job = 1\n", id="no calls"),
        pytest.param("", id="empty"),
        pytest.param(
            HEAD + 'CryoSPARC("").create_job("P1", "W1", "homo_abinit", params={"abinit_k": 3})\n',
            id="a note",
        ),
        pytest.param(
            HEAD + 'job.add_input("movie", "movies")  # cryosparc-spec: ignore\n', id="silenced"
        ),
    ],
)
def test_nothing_is_told(code: str) -> None:
    """What has nothing wrong, or is silenced, is passed over."""
    assert told_of(code) == []


@pytest.mark.parametrize("cookie", ["latin-1", "utf-8", "shift-jis"])
def test_code_in_another_encoding(cookie: str) -> None:
    """Lines come decoded, whatever encoding they name."""
    code = f'# coding: {cookie}\n{HEAD}job.add_input("movie", "m", slots=["movie_blob"])\n'
    assert [told[:2] for told in told_of(code)] == [(4, 14)]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("# coding: klingon\n", id="no encoding"),
        pytest.param("# coding: ascii\nx = 'é'\n", id="not in its encoding"),
        pytest.param("x = '\udc80'\n", id="a lone surrogate"),
    ],
)
def test_what_is_not_text_is_one_problem(code: str) -> None:
    """It is told at the first line, and not raised."""
    [(line, column, message)] = told_of(code + HEAD)
    assert (line, column) == (1, 0)
    assert message.startswith("CSS1 unreadable: $: the code is not text in the encoding")


@pytest.mark.parametrize(
    "code",
    [pytest.param(case["code"], id=case["name"]) for case in cases("plain.yaml", "flow.yaml")],
)
def test_the_same_as_check_tells(code: str) -> None:
    """All errors and warnings of scripts written for the tests, at the same places."""
    problems = [
        problem
        for problem in examine_code(code.encode(), "picker.py").problems
        if problem.severity is not Severity.NOTE
    ]
    told = told_of(code)
    assert len(told) == len(problems)
    for (line, column, message), problem in zip(told, problems, strict=True):
        assert problem.position is not None
        assert (line, column + 1) == (problem.position.line, problem.position.column)
        assert problem.message in message


def test_flake8_finds_the_plugin(tmp_path: Path) -> None:
    """Where the package is installed, flake8 runs it, and ``noqa`` silences a line."""
    script = tmp_path / "picker.py"
    script.write_text(
        HEAD
        + 'job.add_input("movie", "a", slots=["movie_blob"])\n'
        + 'job.add_input("movie", "b", slots=["movie_blob"])  # noqa: CSS1\n'
    )
    command = [sys.executable, "-m", "flake8", "--isolated", "--select", "CSS", "picker.py"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.stdout.splitlines() == [
        'picker.py:3:15: CSS1 unknown-word: $.inputs.a.type: "movie" is not a known datatype; '
        'write "exposure"'
    ]
