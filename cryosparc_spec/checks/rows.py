"""What is wrong where the slots of one results group differ in rows."""

from __future__ import annotations

from collections.abc import Mapping

from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import counted

_MOST_NAMED = 10


def different_rows(rows: Mapping[str, int]) -> Problem:
    """Make the problem of slots, or of their tables, that have other numbers of rows.

    >>> print(different_rows({"blob": 10, "ctf": 10, "pose": 4}).message)
    a group is of the same items in all its slots, and has 10 of blob and ctf, and 4 of pose
    """
    of_number: dict[int, list[str]] = {}
    for name, number in rows.items():
        of_number.setdefault(number, []).append(name)
    found = ", and ".join(f"{number} of {_listed(names)}" for number, names in of_number.items())
    return Problem(
        ("results",),
        f"a group is of the same items in all its slots, and has {found}",
        kind=ProblemKind.INVALID_COUNT,
        severity=Severity.WARNING,
        hint="take the same rows of each table, by their uid",
    )


def _listed(names: list[str]) -> str:
    shown, others = names[:_MOST_NAMED], len(names[_MOST_NAMED:])
    rest = counted(others, "other") if others else shown.pop()
    return f"{', '.join(shown)} and {rest}" if shown else rest
