"""Tests of the types of parameters."""

from __future__ import annotations

from typing import Any

import pytest

from cryosparc_spec.catalogue.parameter_types import (
    PARAMETER_TYPES,
    is_of_type,
    parameter_type_of,
)


@pytest.mark.parametrize(
    ("value", "types"),
    [
        pytest.param(None, {"null"}, id="null"),
        pytest.param(True, {"boolean"}, id="true"),
        pytest.param(0, {"integer", "number"}, id="zero"),
        pytest.param(256.0, {"integer", "number"}, id="whole, with a point"),
        pytest.param(0.5, {"number"}, id="half"),
        pytest.param(float("inf"), {"number"}, id="infinity"),
        pytest.param("1", {"string"}, id="text of a number"),
        pytest.param((), {"array"}, id="a list"),
        pytest.param({}, set(), id="a mapping"),
    ],
)
def test_types_of_values(value: Any, types: set[str]) -> None:
    """A value is of these types, and of no other."""
    assert {word for word in PARAMETER_TYPES if is_of_type(value, [word])} == types
    assert parameter_type_of(value) in types or not types
