"""What README.md shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cryosparc_spec.cli import main

_ROOT = Path(__file__).parents[1]
_README = (_ROOT / "README.md").read_text("utf-8")


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


def test_the_site_begins_with_the_same_script() -> None:
    """The first page of the site shows it as README does, and what is said of it."""
    page = (_ROOT / "docs" / "index.md").read_text("utf-8")
    for block in (_block("python", "from cryosparc.tools"), _block("console", "picker.py:")):
        assert block in page
