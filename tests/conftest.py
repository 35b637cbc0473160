from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says more of the machine than of the code. Each run tries the same
# examples, so that it shows the same; `pytest --hypothesis-profile=many` looks for new ones.
settings.register_profile(
    "tests",
    deadline=None,
    derandomize=True,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "many", settings.get_profile("tests"), derandomize=False, max_examples=300
)
# For a second look at what was shown elsewhere.
settings.register_profile("few", settings.get_profile("tests"), max_examples=10)
settings.load_profile("tests")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Folder of real and real-shaped files, kept beside the checkout and not committed."""
    folder = Path(__file__).parents[2] / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("no corpus: ../shared/corpus is not beside this checkout")
    return folder


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder, and with no wishes for colour."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)


_THOROUGH = (
    *("faults/test_growth.py", "faults/test_any_input.py", "faults/test_text_that_leaves.py"),
    *("faults/test_kept_files.py", "faults/test_output_cut_short.py", "projects/test_checking.py"),
    *("site/test_pages.py", "site/test_tables.py", "faults/test_odd_values.py"),
    *("scripts/test_generated.py", "scripts/test_foreign.py", "soundness/", "typing/"),
    "commands/check_formats/test_forged_lines.py",
)
"""What takes long, and shows the same on every version of Python."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes long, so that it can be left out: ``pytest -m "not thorough"``."""
    folder = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(folder):
            place = item.path.relative_to(folder).as_posix()
            if place.startswith(_THOROUGH):
                item.add_marker("thorough")
