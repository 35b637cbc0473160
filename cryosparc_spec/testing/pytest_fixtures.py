"""The recording client as a fixture: ``pytest_plugins = "cryosparc_spec.testing.pytest_fixtures"``.

That line stands in the ``conftest.py`` at the root of your tests.
"""

from __future__ import annotations

from collections.abc import Generator

import pytest

from cryosparc_spec.testing.recording.record import Record, recorded


@pytest.fixture
def cryosparc_record() -> Generator[Record]:
    """Let cryosparc-tools work without a server in a test; the record of what it was used for."""
    with recorded() as record:
        yield record
