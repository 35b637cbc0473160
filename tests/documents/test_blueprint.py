from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from cryosparc_spec import structure, unstructure
from cryosparc_spec.documents import Blueprint, WorkflowParameter
from tests.document_strategies import raw_blueprints

DATA = Path(__file__).parents[1] / "data" / "workflows"


def raw(name: str) -> Any:
    """Return the plain data of a fixture."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["blueprint", "blueprint_minimal"])
def test_files_come_back_as_they_were(name: str) -> None:
    """Every key and value, in its order, is in what is written, and nothing else."""
    document = structure(raw(name), Blueprint)
    assert json.dumps(unstructure(document)) == json.dumps(raw(name))
    assert structure(unstructure(document), Blueprint) == document


@given(raw_blueprints())
def test_any_blueprint_comes_back_as_it_was(document: dict[str, Any]) -> None:
    """Keys may be missing or unknown at every level, and stand in any order."""
    assert json.dumps(unstructure(structure(document, Blueprint))) == json.dumps(document)


def test_blueprint_answers_by_attribute() -> None:
    """Each key of a blueprint has its attribute, in Python's spelling."""
    found = structure(raw("blueprint"), Blueprint)
    assert (found.id, found.job_type) == ("68a2a1d0c3b4a5968778695a", "extract_micrographs_multi")
    assert (found.title, found.description) == ("Box of 256", "For the T20S proteasome")
    assert (found.apply_title, found.apply_description) == (True, False)
    assert (found.version, found.cs_version) == ("1.0.0", "v5.0.3")
    assert (found.pinned, found.imported, found.reference) == (True, False, False)
    assert found.parameters["box_size_pix"] == WorkflowParameter(
        value=256, flagged=True, notes="Twice the particle"
    )
