"""Tests of how the client is used: what `connect` is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from cryosparc_spec.scripts import read_script

HEAD = """\
from cryosparc.tools import CryoSPARC

job = CryoSPARC().find_project("P3").create_external_job("W1", "a")
"""


@pytest.mark.parametrize(
    ("call", "told"),
    [
        pytest.param('job.connect("a", "J20", "particles")', [], id="right"),
        pytest.param(
            'job.connect("a", "J20.particles")',
            [(4, 18, '"J20.particles"', 'write "J20", "particles"')],
            id="one text",
        ),
        pytest.param(
            'job.connect("a", source_job_uid="J20.particles", source_output="particles")',
            [(4, 33, '"J20.particles"', 'write "J20"')],
            id="output twice",
        ),
        pytest.param(
            'source = "J20.particles" if job else "J21"\njob.connect("a", source, "particles")',
            [(4, 10, '"J20.particles"', 'write "J20"')],
            id="one of two",
        ),
        pytest.param('job.connect("a", input(), "particles")', [], id="not known"),
        pytest.param('job.connect("a")', [], id="not there"),
    ],
)
def test_a_job_and_its_output_are_two_arguments(
    call: str, told: list[tuple[int, int, str, str]], tmp_path: Path
) -> None:
    """`connect` takes them apart: one text with a dot between is told at its place."""
    script = tmp_path / "a.py"
    script.write_text(f"{HEAD}{call}\n")
    found = [p for p in read_script(script).problems if "uid of a job" in p.message]
    expected = [
        (line, column, f"expected the uid of a job, got {text}", hint)
        for line, column, text, hint in told
    ]
    places = [p.position for p in found if p.position]
    assert [(at.line, at.column) for at in places] == [row[:2] for row in expected]
    assert [(p.message, p.hint) for p in found] == [row[2:] for row in expected]
