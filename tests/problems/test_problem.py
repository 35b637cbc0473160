"""One thing that is wrong."""

from __future__ import annotations

import attrs
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import Problem
from cryosparc_spec.problems import Position
from cryosparc_spec.testing.classes import strategy_for


@given(problem=strategy_for(Problem), keys=st.lists(st.text() | st.integers(0), max_size=3))
def test_a_problem_seen_from_further_up_is_the_same_but_for_its_path(
    problem: Problem, keys: list[str | int]
) -> None:
    """Whatever fields it has."""
    above = problem.under(*keys)
    assert above.path == (*keys, *problem.path)
    assert attrs.evolve(above, path=problem.path) == problem


@given(problem=strategy_for(Problem), position=strategy_for(Position))
def test_a_problem_in_a_file_is_the_same_but_for_its_position(
    problem: Problem, position: Position
) -> None:
    """Whatever fields it has."""
    placed = problem.with_position(position)
    assert placed.position == position
    assert attrs.evolve(placed, position=problem.position) == problem
