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


@pytest.mark.parametrize(
    ("file", "language", "beginning"),
    [
        pytest.param("picker.py", "python", "from cryosparc.tools", id="script"),
        pytest.param("picker.yaml", "yaml", "title:", id="definition"),
    ],
)
def test_the_mistakes_shown_are_found(
    file: str, language: str, beginning: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check of what README shows prints what README prints."""
    monkeypatch.chdir(tmp_path)
    Path(file).write_text(_block(language, beginning), "utf-8")
    result = CliRunner().invoke(main, ["check", file])
    assert result.output == _block("console", f"{file}:")
    assert result.exit_code == 1
