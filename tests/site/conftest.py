"""The site, built once for all tests of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.pages import Page

_ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the site, built as CI builds it: each warning is an error."""
    pytest.importorskip("furo", reason="the extra docs is not installed")
    folder = tmp_path_factory.mktemp("site")
    build = ["-m", "sphinx", "-q", "-n", "-W", "--keep-going", "-d", str(folder / "doctrees")]
    built = subprocess.run(
        [sys.executable, *build, "docs", str(folder / "html")],
        cwd=_ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    return folder / "html"


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Page]:
    """Each page of the site, by its address."""
    found = sorted(site.rglob("*.html"))
    return {path.relative_to(site).as_posix(): Page.read(path) for path in found}
