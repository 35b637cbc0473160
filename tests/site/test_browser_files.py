"""The page that checks in the browser, where Pyodide is there when the site is built, and not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

_ROOT = Path(__file__).parents[2]
_PAGE = "# Check\n\n```{browser-check}\ntitle: <b>Picker</b>\n```\n"
_CONF = 'extensions = ["myst_parser", "docs._ext.browser"]\nexclude_patterns = ["node_modules"]\n'
_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")


def _built(folder: Path) -> str:
    pytest.importorskip("myst_parser", reason="the extra docs is not installed")
    (folder / "docs" / "index.md").write_text(_PAGE, "utf-8")
    (folder / "docs" / "conf.py").write_text(_CONF, "utf-8")
    build = [sys.executable, "-m", "sphinx", "-q", "-W"]
    subprocess.run(
        [*build, folder / "docs", folder / "html"],
        check=True,
        env=os.environ | {"PYTHONPATH": str(_ROOT)},
    )
    return (folder / "html" / "index.html").read_text("utf-8")


def _write_pyodide(folder: Path, *names: str) -> None:
    pyodide = folder / "docs" / "node_modules" / "pyodide"
    pyodide.mkdir(parents=True)
    for name in names:
        (pyodide / name).write_text(name)
    lock = {"info": {"python": "3.14.2"}, "packages": {"numpy": {}}}
    (pyodide / "pyodide-lock.json").write_text(json.dumps(lock))


@pytest.mark.parametrize("names", [None, _FILES[1:]], ids=["not there", "a file is missing"])
def test_without_pyodide_the_page_says_so(names: tuple[str, ...] | None, tmp_path: Path) -> None:
    """No form, and no files that nobody can use."""
    (tmp_path / "docs").mkdir()
    if names is not None:
        _write_pyodide(tmp_path, *names)
    page = _built(tmp_path)
    assert "built without Pyodide" in page
    assert '<form class="browser-check">' not in page
    assert not (tmp_path / "html" / "_browser").exists()


def test_with_pyodide_all_that_is_loaded_is_beside_the_site(tmp_path: Path) -> None:
    """The files as they are, no list of packages that are not there, and ours in an archive."""
    (tmp_path / "docs").mkdir()
    _write_pyodide(tmp_path, *_FILES)
    page = _built(tmp_path)
    assert '<form class="browser-check">' in page
    assert "Picker" in page
    assert "<b>Picker" not in page
    folder = tmp_path / "html" / "_browser"
    assert [(folder / name).read_text() for name in _FILES] == list(_FILES)
    lock = json.loads((folder / "pyodide-lock.json").read_text())
    assert lock == {"info": {"python": "3.14.2"}, "packages": {}}
    with ZipFile(folder / "packages.zip") as archive:
        names = archive.namelist()
    assert {"browser_check.py", "attrs/__init__.py", "cryosparc_spec/__init__.pyi"} <= {*names}
    assert not any(name.startswith("cryosparc_spec/commands/") for name in names)
    assert {Path(name).suffix for name in names} == {".py", ".pyi", ".json"}
