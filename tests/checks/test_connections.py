"""Tests of whether outputs can feed inputs."""

from __future__ import annotations

import pytest

from cryosparc_spec import InputSpec, OutputSpec
from cryosparc_spec.checks import connectable
from cryosparc_spec.problems import Severity

_PARTICLES = InputSpec(type="particle", slots=["blob", "?ctf"])


@pytest.mark.parametrize(
    "output",
    [
        pytest.param(OutputSpec(type="particle", slots=["blob"]), id="required only"),
        pytest.param(OutputSpec(type="particle", slots=["blob", "ctf", "location"]), id="more"),
    ],
)
def test_what_fits_has_no_problems(output: OutputSpec) -> None:
    """An output with the required slots feeds the input, whatever else it has."""
    assert connectable(output, _PARTICLES) == ()


@pytest.mark.parametrize(
    ("output", "kind", "text"),
    [
        pytest.param(
            OutputSpec(type="volume", slots=["map"]),
            "other-datatype",
            "$.type: the output is of type volume, the input of type particle; "
            "connect an output of type particle",
            id="other datatype",
        ),
        pytest.param(
            OutputSpec(type="particle", slots=["location"]),
            "missing-slot",
            '$.slots[0]: the output has no slot "blob", which the input requires; '
            'add "blob" to its slots',
            id="slot missing",
        ),
        pytest.param(
            OutputSpec(type="particle", slots=[{"name": "blob_2", "dtype": "blob"}]),
            "missing-slot",
            '$.slots[0]: the output has no slot "blob", which the input requires; '
            'its slot "blob_2" is of the same type: is that meant?',
            id="another name",
        ),
        pytest.param(
            OutputSpec(type="particle", slots=[{"name": "blob", "dtype": "stat_blob"}]),
            "other-slot-type",
            '$.slots[0]: the output has "blob" as slot type "stat_blob", '
            'the input wants "blob"; give one of them another slot',
            id="another slot type",
        ),
    ],
)
def test_what_keeps_an_output_from_an_input(output: OutputSpec, kind: str, text: str) -> None:
    """Each reason is told with what to do about it."""
    found = connectable(output, _PARTICLES)
    assert [(problem.kind, str(problem)) for problem in found] == [(kind, text)]


def test_a_passthrough_may_bring_the_slot() -> None:
    """A required slot that is not listed is a warning where another input is passed through."""
    output = OutputSpec(type="particle", slots=["location"], passthrough="particles")
    (problem,) = connectable(output, _PARTICLES)
    assert problem.severity is Severity.WARNING
    assert problem.message == (
        'the output has no slot "blob", which the input requires, '
        'unless "particles" passes it through'
    )


def test_an_input_without_room() -> None:
    """An input of at most 0 connections takes none."""
    output = OutputSpec(type="mask", slots=["mask"])
    (problem,) = connectable(output, InputSpec(type="mask", slots=["mask"], count_max=0))
    assert str(problem) == (
        '$.count_max: the input takes no connections: its count_max is 0; write "count_max": "inf"'
    )
