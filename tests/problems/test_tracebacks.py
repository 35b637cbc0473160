"""Tests of the tracebacks that notebooks print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cryosparc_spec import Field, InputSpec, JobDefinition, ParseError, Slot, SpecError, structure


def lines_of(function: Callable[[], Any]) -> list[str]:
    with pytest.raises(SpecError) as caught:
        function()
    lines: list[str] = caught.value._render_traceback_()
    return lines


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: Slot("a b", "ctf"), id="slot"),
        pytest.param(lambda: InputSpec(type="mask", slots=["??a"]), id="input"),
        pytest.param(lambda: JobDefinition(inputs={"a": 1}), id="definition"),  # type: ignore[dict-item]
        pytest.param(lambda: Field("a", "x4"), id="field"),
        pytest.param(lambda: structure({"titel": 1}, JobDefinition), id="structure"),
        pytest.param(lambda: JobDefinition().inputs["a"], id="name"),
    ],
)
def test_frames_are_those_of_the_user(make: Callable[[], Any]) -> None:
    """Neither generated code nor this package is in it: the line that called it is the last."""
    lines = lines_of(make)
    assert lines[0] == "Traceback (most recent call last):"
    files = [line for line in lines if line.startswith("  File ")]
    assert len(files) == 2
    assert all(__file__ in line for line in files)
    assert files[-1].endswith(", in <lambda>")


def test_the_error_is_told_whole() -> None:
    """What is wrong stands at the end, all of it."""
    lines = lines_of(lambda: structure({"titel": 1, "inputs": 2}, JobDefinition))
    assert "StructureError: 2 problems:" in lines[-3]
    assert lines[-2].strip().startswith("$.inputs: expected a mapping")
    assert lines[-1].strip().startswith('$.titel: "titel" is not a key')


def test_all_frames_are_told_where_none_is_of_the_user() -> None:
    """An error that nobody raised has no frames, and still is told."""
    assert ParseError.of("a")._render_traceback_() == [
        "cryosparc_spec.problems.errors.ParseError: a"
    ]
