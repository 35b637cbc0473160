"""Exact texts of problems that stand between two parts of a document."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cryosparc_spec.files.checks import examine_text


def a_pipeline(output: str) -> dict[str, Any]:
    job = {"job_type": "homo_abinit", "connections": {"particles": output}}
    return {"jobs": {"abinit": job}}


def an_output(**parts: str) -> dict[str, Any]:
    mics = {"type": "exposure", "slots": ["ctf"]}
    return {"inputs": {"mics": mics}, "outputs": {"o": {**mics, **parts}}}


def a_group(*metafiles: str) -> dict[str, Any]:
    names = ("blob", "ctf", "location", "alignments2D")
    results = {
        name: {"metafile": f">{file}.cs", "num_items": 3, "type": f"particle.{name}"}
        for name, file in zip(names, metafiles, strict=False)
    }
    return {"group": {"name": "a", "type": "particle"}, "results": results, "version": "v4.6.0"}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(
            a_pipeline("extract.particles"),
            '$.jobs.abinit.connections.particles: "extract" is no job of the pipeline; write the '
            'uid of a job of the project, "J12"',
            id="no job of a pipeline",
        ),
        pytest.param(
            a_pipeline("abinitt.particles"),
            '$.jobs.abinit.connections.particles: "abinitt" is no job of the pipeline; write '
            '"abinit"',
            id="a mistyped job of a pipeline",
        ),
        pytest.param(
            an_output(passthrough="J2.exposures"),
            '$.outputs.o.passthrough: "J2.exposures" is an output of another job: expected an '
            "input of this one; add an input of type exposure, connect J2.exposures to it, and "
            "write its name here",
            id="an output of another job is passed through",
        ),
        pytest.param(
            a_group("J1_particles", "J1_particles", "J1_partcles"),
            '$.results.location.metafile: ">J1_partcles.cs" is almost ">J1_particles.cs", which 2 '
            'other slots have; write ">J1_particles.cs" if that is meant',
            id="a mistyped table",
        ),
    ],
)
def test_what_does_not_go_together(data: dict[str, Any], text: str) -> None:
    """Both parts are named, and what to write."""
    suffix = ".csg" if "group" in data else ".json"
    [problem] = examine_text(json.dumps(data).encode(), "x", suffix=suffix).problems
    assert str(problem).partition(": ")[2] == text
