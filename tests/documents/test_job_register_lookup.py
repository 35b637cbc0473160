"""The deprecated sections of the job builder."""

from __future__ import annotations

import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given

from cryosparc_spec import JobSection, ParseError, structure, unstructure
from cryosparc_spec.testing.definitions import job_sections

FULL = {"name": "import", "title": "Import", "description": "", "contains": ["import_movies"]}


def test_a_section_holds_the_jobs_of_its_typed_dict() -> None:
    """The keys are those of ``cryosparc.spec.JobSection`` of cryosparc-tools."""
    spec = pytest.importorskip("cryosparc.spec")
    assert set(FULL) == spec.JobSection.__required_keys__
    section = structure(FULL, JobSection)
    assert section.contains == ("import_movies",)
    assert section.to_dict() == FULL


@given(job_sections())
def test_a_section_comes_back_from_both_of_its_forms(section: JobSection) -> None:
    """The full dict and the one without defaults read to the same section."""
    assert structure(section.to_dict(), JobSection) == section
    assert structure(unstructure(section), JobSection) == section
    assert pickle.loads(pickle.dumps(section)) == section
    assert hash(attrs.evolve(section)) == hash(section)


WRONG = [
    pytest.param(
        {"name": "a", "contains": "import_movies"},
        '$.contains: expected a list of text, got "import_movies"; write ["import_movies"]',
        id="text-is-not-a-list",
    ),
    pytest.param(
        {"name": "a", "contains": ["b", 1]},
        '$.contains[1]: expected text, got 1; write "1"',
        id="number-in-list",
    ),
    pytest.param({"name": None}, "$.name: expected text, got null", id="no-name"),
    pytest.param({"name": "a", "title": 1}, '$.title: expected text, got 1; write "1"', id="title"),
    pytest.param(
        {"name": "a", "description": True}, "$.description: expected text, got true", id="text"
    ),
]


@pytest.mark.parametrize(("attributes", "text"), WRONG)
def test_no_invalid_section_exists(attributes: dict[str, Any], text: str) -> None:
    """The constructor refuses what is not text, and says where."""
    with pytest.raises(ParseError) as caught:
        JobSection(**attributes)
    assert str(caught.value) == text
