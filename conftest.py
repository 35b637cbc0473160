"""Runs the Python examples and the commands of README.md and docs/ as tests."""

from __future__ import annotations

import doctest
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser

from tests.shown_commands import parse_named_blocks, parse_shown_commands

_ROOT = Path(__file__).parent

# Only the package's docstrings are doctests; importing these would run them.
collect_ignore_glob = ["docs/*.py", "setup.py"]

pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(
            doctest_optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
        ),
        parse_named_blocks,
        parse_shown_commands,
        SkipParser(),
    ],
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],
    fixtures=["page_folder", "cryosparc_server"],
).pytest()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep the examples of a page together under ``pytest -n``, as they follow from each other."""
    from xdist.scheduler import LoadFileScheduling

    return LoadFileScheduling(config, log)


@pytest.fixture(scope="module")
def page_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Run the examples of one page in a folder of their own, with those of `docs/` in it."""
    folder = tmp_path_factory.mktemp("page")
    for name in ("examples", "broken_examples"):
        examples = _ROOT / "docs" / name
        if examples.is_dir():
            shutil.copytree(examples, folder / "docs" / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder


@pytest.fixture(scope="module")
def cryosparc_server(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Let a stand-in answer the client in the examples on cryosparc-tools; give a project."""
    if "tools" not in (request.path.stem, request.path.parent.name):
        yield None
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(_ROOT)
        from cryosparc.tools import CryoSPARC

        from cryosparc_spec.testing.recording.record import recorded
        from tests.interop.finished_jobs import FINISHED_JOBS, register

        with recorded(jobs=FINISHED_JOBS) as record:
            record.answer("job_register", register())
            yield CryoSPARC().find_project("P3")


@pytest.fixture(autouse=True)
def _doctest_folder(request: pytest.FixtureRequest) -> None:
    """Run docstring examples in such a folder too: they read the examples, and write files."""
    if isinstance(request.node, pytest.DoctestItem):
        request.getfixturevalue("page_folder")
        request.node.dtest.globs["project"] = request.getfixturevalue("cryosparc_server")
