"""Results groups of the outputs of jobs."""

from __future__ import annotations

import pytest

from cryosparc_spec import Job, ParseError
from cryosparc_spec.conversions import results_group_of
from cryosparc_spec.documents import JobSpec, Output


@pytest.mark.parametrize(
    ("uid", "output", "message"),
    [
        pytest.param(
            "J7",
            "particle",
            '"particle" is not an output of J7: expected one of particles, volume',
            id="near",
        ),
        pytest.param(
            "",
            "x",
            '"x" is not an output of the job: expected one of particles, volume',
            id="no uid",
        ),
    ],
)
def test_an_output_that_the_job_does_not_have_is_told(uid: str, output: str, message: str) -> None:
    """With those that it has."""
    outputs = {name: Output(type=name.rstrip("s")) for name in ("particles", "volume")}
    job = Job(uid=uid, spec=JobSpec(type="snowflake", outputs=outputs))
    with pytest.raises(ParseError) as caught:
        results_group_of(job, output)
    assert caught.value.problems[0].message == message
