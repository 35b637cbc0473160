"""What README.md shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cryosparc_spec.cli import main

_README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def _block(language: str, beginning: str) -> str:
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", _README, re.DOTALL)
    return next(block for block in blocks if block.startswith(beginning))


def test_the_mistakes_shown_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check of the definition in README prints what README prints."""
    monkeypatch.chdir(tmp_path)
    Path("picker.yaml").write_text(_block("yaml", "title:"), "utf-8")
    result = CliRunner().invoke(main, ["check", "picker.yaml"])
    assert result.output == _block("console", "picker.yaml:")
    assert result.exit_code == 1
