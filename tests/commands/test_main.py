from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from cryosparc_spec import __main__ as program
from cryosparc_spec import __version__


@pytest.fixture(autouse=True)
def signals_and_hooks_as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give back what the program takes over: it is alone in its process, and the tests are not."""
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Exit codes with which the process would have ended at once."""
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    return codes


def test_python_m_runs_the_command_line() -> None:
    """`python -m cryosparc_spec` is `cryosparc-spec`, also by the name it calls itself."""
    command = [sys.executable, "-m", "cryosparc_spec", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"cryosparc-spec, version {__version__}\n"


def test_run_is_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the console script calls it."""
    monkeypatch.setattr(sys, "argv", ["anything", "--version"])
    with pytest.raises(SystemExit) as exit_:
        program.run()
    assert exit_.value.code == 0
    assert capsys.readouterr().out == f"cryosparc-spec, version {__version__}\n"


@pytest.mark.parametrize(
    ("raised", "code", "told"),
    [
        pytest.param(KeyboardInterrupt(), 130, "", id="Ctrl-C"),
        pytest.param(ZeroDivisionError("of ours"), 2, "ZeroDivisionError: of ours", id="fault"),
        pytest.param(MemoryError(), 2, "MemoryError", id="memory"),
    ],
)
def test_one_is_the_exit_code_of_problems_found_and_of_nothing_else(
    raised: BaseException,
    code: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A fault of the program is told with its traceback, and Ctrl-C with nothing."""

    def fail(**_: object) -> None:
        raise raised

    monkeypatch.setattr("cryosparc_spec.cli.main", fail)
    with pytest.raises(SystemExit) as exit_:
        program.run()
    assert exit_.value.code == code
    assert capsys.readouterr().err.strip().endswith(told)


def test_an_interrupt_ends_the_process_also_where_nothing_can_be_raised(
    ended: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before and after the command, and within what Python calls as it lets go of an object."""
    monkeypatch.setattr("cryosparc_spec.cli.main", lambda **_: None)
    program.run()
    os.kill(os.getpid(), signal.SIGINT)
    assert ended == [130]
    monkeypatch.setattr(sys, "__unraisablehook__", str)
    hook: Any = sys.unraisablehook
    hook(SimpleNamespace(exc_type=KeyboardInterrupt))
    assert ended == [130, 130]


def test_what_else_cannot_be_raised_is_told_as_ever(
    ended: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By Python's own hook."""
    told: list[object] = []
    monkeypatch.setattr("cryosparc_spec.cli.main", lambda **_: None)
    monkeypatch.setattr(sys, "__unraisablehook__", told.append)
    program.run()
    other = SimpleNamespace(exc_type=ValueError)
    hook: Any = sys.unraisablehook
    hook(other)
    assert (told, ended) == ([other], [])
