"""Tests of where the tables are that documents name."""

from __future__ import annotations

from pathlib import Path

import pytest

from cryosparc_spec.documents import table_files
from cryosparc_spec.documents.table_files import find_table


@pytest.mark.parametrize(
    ("metafile", "found"),
    [
        pytest.param(">a.cs", "P1/J1/a.cs", id="beside the document"),
        pytest.param(">sub/b.cs", "P1/J1/sub/b.cs", id="below it"),
        pytest.param("J1/a.cs", "P1/J1/a.cs", id="from the project"),
        pytest.param("J2/c.cs", "P1/J2/c.cs", id="of another job"),
        pytest.param(">J2/c.cs", None, id="of another job, from the document"),
        pytest.param("J1/none.cs", None, id="missing"),
        pytest.param("J2", None, id="a folder"),
        pytest.param("", None, id="nothing"),
        pytest.param(">", None, id="the folder itself"),
        pytest.param(">a\0.cs", None, id="no name of a file"),
        pytest.param("x" * 5000, None, id="name too long"),
    ],
)
def test_tables_are_found(metafile: str, found: str | None, tmp_path: Path) -> None:
    """From the folder of the document, or from that of the project above it."""
    for name in ("J1/a.cs", "J1/sub/b.cs", "J2/c.cs"):
        path = tmp_path / "P1" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    table = find_table(metafile, tmp_path / "P1" / "J1")
    assert table == (tmp_path / found if found else None)


def test_a_folder_with_a_name_too_long_is_not_there() -> None:
    """The system refuses to look for it."""
    assert not table_files._is_folder(Path("x" * 5000))
