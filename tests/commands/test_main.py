from __future__ import annotations

import runpy
import sys

import pytest

from cryosparc_spec import __version__


def test_python_m_runs_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`python -m cryosparc_spec` is `cryosparc-spec`, also by the name it calls itself."""
    monkeypatch.setattr(sys, "argv", ["anything", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("cryosparc_spec", run_name="__main__")
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"cryosparc-spec, version {__version__}\n"
