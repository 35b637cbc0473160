"""Tests of what is told of slots that differ in rows."""

from __future__ import annotations

import pytest

from cryosparc_spec.checks.rows import different_rows
from cryosparc_spec.problems import ProblemKind, Severity

TEN = ", ".join(f"s{number}" for number in range(10))


@pytest.mark.parametrize(
    ("number", "named"),
    [
        (1, "s0"),
        (2, "s0 and s1"),
        (3, "s0, s1 and s2"),
        (10, "s0, s1, s2, s3, s4, s5, s6, s7, s8 and s9"),
        (11, f"{TEN} and 1 other"),
        (12, f"{TEN} and 2 others"),
    ],
)
def test_ten_slots_of_each_number_are_named(number: int, named: str) -> None:
    """And it is said how many others there are."""
    problem = different_rows({**{f"s{index}": 3 for index in range(number)}, "z": 1})
    assert str(problem) == (
        f"$.results: a group is of the same items in all its slots, and has 3 of {named}, and 1 "
        "of z; take the same rows of each table, by their uid"
    )
    assert (problem.kind, problem.severity) == (ProblemKind.INVALID_COUNT, Severity.WARNING)
