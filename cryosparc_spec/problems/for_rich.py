"""How rich shows problems: as the command line does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cryosparc_spec.problems.problem import COLOURS, Problem
from cryosparc_spec.problems.value_text import printable


def rich_problems(problems: Iterable[Problem]) -> Any:
    """Return problems as text for rich: place, what is wrong, and below it what to write.

    >>> print(rich_problems([Problem(("title",), "expected text", hint='write "A"')]))
    error: $.title: expected text
        write "A"
    """
    from rich.text import Text

    return Text("\n").join(map(_rich_problem, problems))


def _rich_problem(problem: Problem) -> Any:
    from rich.text import Text

    text = Text()
    if problem.position:
        text.append(f"{printable(str(problem.position))}: ")
        text.stylize("bold")
    text.append(problem.severity.value, COLOURS[problem.severity])
    text.append(printable(f": {problem.place}: {problem.message}"))
    if problem.hint:
        text.append(f"\n    {printable(problem.hint)}")
    return text
