"""Tests of the recording client as a fixture of pytest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cryosparc.tools import CryoSPARC

from cryosparc_spec.testing import pytest_fixtures
from cryosparc_spec.testing.recording.record import Record

cryosparc_record = pytest_fixtures.cryosparc_record
TEST = """
from cryosparc.tools import CryoSPARC

def test_my_picker(cryosparc_record):
    job = CryoSPARC().create_external_job("P3", "W1", title="Mine")
    job.add_input("exposure", "micrographs", slots=["micrograph_blob"])
    assert cryosparc_record.definition.title == "Mine"
    assert not cryosparc_record.problems
"""


def test_the_record_of_a_test(cryosparc_record: Record) -> None:
    """A test has a record of its own."""
    CryoSPARC().create_external_job("P3", "W1", title="Mine")
    assert cryosparc_record.definition.title == "Mine"


def test_the_fixture(tmp_path: Path) -> None:
    """One line in a ``conftest.py`` makes it known."""
    plugin = "cryosparc_spec.testing.pytest_fixtures"
    (tmp_path / "conftest.py").write_text(f'pytest_plugins = "{plugin}"\n', "utf-8")
    (tmp_path / "test_mine.py").write_text(TEST, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
