"""What is said of documents of other kinds."""

from __future__ import annotations

import pytest

from cryosparc_spec.files.other_documents import foreign_problem
from cryosparc_spec.problems import ProblemKind


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"uid": 1, "project_dir": "a"}, "this is a project of CryoSPARC"),
        ({"workspace_title": "a"}, "this is a workspace of CryoSPARC"),
        ({"session_uid": "a"}, "this is a session of CryoSPARC Live"),
        ({"session_stats": {}}, "this is a session of CryoSPARC Live"),
        ({"$defs": {}}, "this is a JSON Schema"),
        ({"repos": []}, "this is a configuration of pre-commit"),
        ({"name": "a", "dependencies": []}, "this is a list of packages"),
        ({"a": 1}, 'this has the keys "a"'),
        ({1: 2, "b": 3}, 'this has the keys "1", "b"'),
        (dict.fromkeys("abcde"), 'this has the keys "a", "b", "c", "d", "e"'),
        (dict.fromkeys("abcdef"), 'this has the keys "a", "b", "c", "d", "e", ...'),
    ],
)
def test_documents_of_other_kinds_are_named(raw: object, said: str) -> None:
    """Or five of their keys are."""
    problem = foreign_problem(raw)
    assert problem.message == (
        f"{said}, and is not read here: expected inputs or outputs, or another document"
    )
    assert (problem.path, problem.kind) == ((), ProblemKind.WRONG_TYPE)


@pytest.mark.parametrize(("raw", "shown"), [([1], "a list"), ("a", '"a"'), (3, "3")])
def test_what_is_no_mapping_is_shown(raw: object, shown: str) -> None:
    """With what was expected."""
    problem = foreign_problem(raw)
    assert str(problem) == f"expected a mapping: a job definition, got {shown}"
    assert problem.kind is ProblemKind.WRONG_TYPE
