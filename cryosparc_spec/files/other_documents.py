"""What is said of documents of other kinds than those read here."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import is_mapping
from cryosparc_spec.problems.value_text import show_value

_MOST_KEYS_NAMED = 5
_OTHER_DOCUMENTS: Mapping[str, str] = {
    "project_dir": "a project of CryoSPARC",
    "workspace_title": "a workspace of CryoSPARC",
    "session_uid": "a session of CryoSPARC Live",
    "session_stats": "a session of CryoSPARC Live",
    "$defs": "a JSON Schema",
    "repos": "a configuration of pre-commit",
    "dependencies": "a list of packages",
}
"""Keys that show documents which are not read here, and what these are."""


def foreign_problem(raw: object) -> Problem:
    """Say what plain data is, or what it has, that is not one of the documents read here."""
    if not is_mapping(raw):
        message = f"expected a mapping: a job definition, got {show_value(raw)}"
        return Problem((), message, kind=ProblemKind.WRONG_TYPE)
    known = next((what for key, what in _OTHER_DOCUMENTS.items() if key in raw), None)
    keys = [show_value(str(key)) for key in islice(raw, _MOST_KEYS_NAMED)]
    more = ", ..." if len(raw) > _MOST_KEYS_NAMED else ""
    what = f"this is {known}" if known else f"this has the keys {', '.join(keys)}{more}"
    message = f"{what}, and is not read here: expected inputs or outputs, or another document"
    return Problem((), message, kind=ProblemKind.WRONG_TYPE)
