"""Problems and edits as plain data, for the formats that programs read."""

from __future__ import annotations

import json
from typing import Any

from cryosparc_spec import __version__
from cryosparc_spec.problems.edits import TextEdit
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.projects.findings import Finding

TOOL = {"name": "cryosparc-spec", "version": __version__}
"""What the findings come from."""


def entry_of(finding: Finding) -> dict[str, Any]:
    """Return a problem as the JSON Schema ``check-report`` has it."""
    problem = finding.problem
    position = problem.position
    return {
        "document": finding.kind_of_document,
        "file": position.file if position else None,
        "line": position.line if position else None,
        "column": position.column if position else None,
        "path": problem.place,
        "severity": problem.severity.value,
        "kind": problem.kind.value,
        "message": problem.message,
        "fix": problem.hint,
        "edits": edits_of(problem),
    }


def edits_of(problem: Problem) -> list[dict[str, Any]]:
    """Return what mends a problem, as the JSON Schema ``check-report`` has it."""
    return [
        {
            "action": edit.action.value,
            "path": edit.place,
            "key": edit.key,
            "value": None if edit.value is None else json.loads(edit.value),
            "safe": edit.is_safe,
            "range": None if edit.in_text is None else _range_of(edit.in_text),
            "text": None if edit.in_text is None else edit.in_text.text,
        }
        for edit in problem.edits
    ]


def _range_of(edit: TextEdit) -> dict[str, Any]:
    places = {"start": edit.start, "end": edit.end}
    return {name: {"line": line, "column": column} for name, (line, column) in places.items()}
