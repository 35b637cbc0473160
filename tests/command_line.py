"""Runs the command line in this process, for tests."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from cryosparc_spec.cli import main


@attrs.frozen
class Outcome:
    """What a command did."""

    exit_code: int
    out: str
    err: str


def run(capsys: pytest.CaptureFixture[str], *arguments: str, **extra: Any) -> Outcome:
    """Run a command as from a shell; an exception that reaches the user fails the test."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main.main(list(arguments), prog_name="cryosparc-spec", **extra)
    printed = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return Outcome(ended.value.code, printed.out, printed.err)
