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
