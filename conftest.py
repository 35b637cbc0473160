"""Runs the Python examples of README.md and docs/ as tests."""

from __future__ import annotations

import doctest
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser

_ROOT = Path(__file__).parent

# Only the package's docstrings are doctests; importing these would run them.
collect_ignore_glob = ["docs/*.py", "setup.py"]

pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(
            doctest_optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
        ),
        SkipParser(),
    ],
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],
    fixtures=["page_folder"],
).pytest()


@pytest.fixture(scope="module")
def page_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Run the examples of one page in a folder of their own, with `docs/examples` in it."""
    folder = tmp_path_factory.mktemp("page")
    examples = _ROOT / "docs" / "examples"
    if examples.is_dir():
        shutil.copytree(examples, folder / "docs" / "examples")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder


@pytest.fixture(autouse=True)
def _doctest_folder(request: pytest.FixtureRequest) -> None:
    """Run docstring examples in such a folder too: they read the examples, and write files."""
    if isinstance(request.node, pytest.DoctestItem):
        request.getfixturevalue("page_folder")
