"""Python files of other projects: none has a problem, and none takes long."""

from __future__ import annotations

import ast
import sysconfig
import warnings
from pathlib import Path
from random import Random
from time import process_time

import pytest

from cryosparc_spec.scripts.script import examine_script

FOLDERS = [Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib")]
FILES = sorted({path for folder in FOLDERS for path in folder.rglob("*.py")})


@pytest.fixture(scope="module")
def some() -> list[Path]:
    """Choose 1,000 files, those that name the client among them."""
    chosen = set(Random(5).sample(FILES, min(len(FILES), 1000)))
    clients = {path for path in FILES if "cryosparc" in path.parts}
    return sorted(chosen | clients)[: 1000 + len(clients)]


def test_nothing_is_wrong_with_files_of_other_projects(some: list[Path]) -> None:
    """Neither in the standard library, nor in other packages, nor in the client itself."""
    assert len(some) >= 1000
    for path in some:
        assert examine_script(path).problems == (), path


def test_looking_takes_no_longer_than_parsing(some: list[Path]) -> None:
    """Not one and a half times as long, and less, since most files do not name the client."""
    few = some[::4]
    started = process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in few:
            try:
                ast.parse(path.read_bytes())
            except (SyntaxError, ValueError):
                continue
    parsed = process_time()
    for path in few:
        examine_script(path, skip_foreign=True)
    assert process_time() - parsed < 1.5 * (parsed - started)
