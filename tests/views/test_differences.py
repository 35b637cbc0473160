"""Tests of what changed between two definitions."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given

from cryosparc_spec import InputSpec, JobDefinition, OutputSpec
from cryosparc_spec.testing.definitions import job_definitions
from cryosparc_spec.views.differences import differences

_BEFORE = JobDefinition(
    title="Picker",
    inputs={
        "mics": InputSpec(type="exposure", slots=["micrograph_blob", "?ctf"]),
        "masks": InputSpec(type="mask", slots=["mask"]),
    },
    outputs={"picked": OutputSpec(type="particle", slots=["location"], passthrough="mics")},
    params={"diameter_A": 180},
)
_MICS, _MASKS = _BEFORE.inputs["mics"], _BEFORE.inputs["masks"]
_PICKED = _BEFORE.outputs["picked"]


def _with_mics(**changes: Any) -> JobDefinition:
    return attrs.evolve(_BEFORE, inputs={"mics": attrs.evolve(_MICS, **changes), "masks": _MASKS})


@pytest.mark.parametrize(
    ("after", "text"),
    [
        pytest.param(
            attrs.evolve(_BEFORE, title="Peaks"), '$.title: now "Peaks", was "Picker"', id="title"
        ),
        pytest.param(
            attrs.evolve(_BEFORE, inputs={"mics": _MICS}),
            "$.inputs.masks: removed: mask with slots mask",
            id="input removed",
        ),
        pytest.param(
            attrs.evolve(_BEFORE, outputs={"picked": _PICKED, "v": OutputSpec(type="volume")}),
            "$.outputs.v: added: volume",
            id="output added",
        ),
        pytest.param(
            attrs.evolve(_BEFORE, inputs={"masks": _MASKS, "mics": _MICS}),
            "$.inputs: now in the order masks, mics",
            id="order",
        ),
        pytest.param(
            _with_mics(type="particle"),
            '$.inputs.mics.type: now "particle", was "exposure"',
            id="type",
        ),
        pytest.param(
            _with_mics(count_max=3), "$.inputs.mics.count_max: now 3, was none", id="count"
        ),
        pytest.param(
            _with_mics(slots=["micrograph_blob", "ctf"]),
            "$.inputs.mics.slots.ctf: now required, was optional",
            id="required",
        ),
        pytest.param(
            _with_mics(slots=["micrograph_blob"]),
            "$.inputs.mics.slots.ctf: removed: ?ctf",
            id="slot removed",
        ),
        pytest.param(
            _with_mics(slots=["micrograph_blob", "?ctf", "background_blob"]),
            "$.inputs.mics.slots.background_blob: added: background_blob",
            id="slot added",
        ),
        pytest.param(
            _with_mics(
                slots=[
                    "micrograph_blob",
                    {"name": "ctf", "dtype": "ctf_stats", "required": False},
                ]
            ),
            '$.inputs.mics.slots.ctf.dtype: now "ctf_stats", was "ctf"',
            id="slot type",
        ),
        pytest.param(
            attrs.evolve(_BEFORE, params={"diameter_A": 180.0}),
            "$.params.diameter_A: now 180.0, was 180",
            id="param",
        ),
        pytest.param(
            attrs.evolve(_BEFORE, params={}), "$.params.diameter_A: removed: 180", id="param gone"
        ),
    ],
)
def test_each_change_is_told(after: JobDefinition, text: str) -> None:
    """One change gives one line, in words of slots, inputs and outputs."""
    assert [str(difference) for difference in differences(_BEFORE, after)] == [text]


@given(job_definitions())
def test_equal_definitions_do_not_differ(definition: JobDefinition) -> None:
    """A definition does not differ from itself."""
    assert differences(definition, definition) == ()


@given(job_definitions(), job_definitions())
def test_what_is_not_equal_differs(before: JobDefinition, after: JobDefinition) -> None:
    """Definitions that are not equal have a difference to tell."""
    assert before == after or differences(before, after)
