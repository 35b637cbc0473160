"""What README.md shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_README = (_ROOT / "README.md").read_text("utf-8")


def _block(language: str, beginning: str) -> str:
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", _README, re.DOTALL)
    return next(block for block in blocks if block.startswith(beginning))


def test_every_page_that_is_named_is_there() -> None:
    """Where README says to read on, there is something to read."""
    named = re.findall(r"\]\(([^):]+)\)", _README)
    assert named
    assert [name for name in named if not (_ROOT / name).is_file()] == []


def test_the_site_begins_with_the_same_script() -> None:
    """The first page of the site shows it as README does, and what is said of it."""
    page = (_ROOT / "docs" / "index.md").read_text("utf-8")
    check = _block("console", "$ cryosparc-spec check picker.py")
    for block in (_block("python", "from cryosparc.tools"), check):
        assert block in page
