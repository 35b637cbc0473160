"""Tests of pipelines held to job types, to each other, and to what they name."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from cryosparc_spec import Workflow, check, check_file, load, structure, unstructure
from cryosparc_spec.catalogue import Basis, JobTypes, KnownJobType
from cryosparc_spec.checks import check_pipeline
from cryosparc_spec.conversions import pipeline_of
from cryosparc_spec.documents import BuiltInJob, Pipeline
from cryosparc_spec.problems import ProblemKind, Severity
from tests.checks.generated_workflows import MISTAKES, generated, planted
from tests.checks.test_job_types import TYPES

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "pipelines" / "first_refinement.yaml"


def test_the_example_is_clean() -> None:
    """On public evidence, not even a note."""
    assert check_file(EXAMPLE) == ()


def test_sound_pipelines_are_clean() -> None:
    """Of 100 that are made to go with a register, nothing is told."""
    pipelines = [pipeline_of(structure(raw, Workflow)) for raw in generated(5, 100)]
    assert [found for each in pipelines for found in check(each, job_types=TYPES)] == []


# The same in any document: what stands in workflows alone is left out.
_PARAMETERS = [name for name in MISTAKES if name != "null"]


@pytest.mark.parametrize("name", _PARAMETERS)
def test_planted_mistakes_are_told(name: str) -> None:
    """One in each of 5 pipelines: it alone is told, as in the workflow that it was made of."""
    random = Random(name)
    for _ in range(5):
        raw, (_, hint) = planted(random, name)
        pipeline = pipeline_of(structure(raw, Workflow))
        [problem] = [p for p in check(pipeline, job_types=TYPES) if p.severity != Severity.NOTE]
        assert problem.path[0] == "jobs"
        assert problem.path[2:3] in ((), ("params",), ("connections",), ("job_type",))
        assert hint is not None
        assert problem.hint is not None
        assert hint in problem.hint


def changed(way: str, value: Any) -> Any:
    """Return the example as plain data with another value."""
    raw: Any = unstructure(load(EXAMPLE, Pipeline))
    *keys, last = way.split("/")
    place = raw
    for key in keys:
        place = place[key]
    place[last] = value
    return raw


@pytest.mark.parametrize(
    ("way", "value", "place", "severity", "hint"),
    [
        pytest.param(
            "jobs/ctf/connections/exposures",
            "moton.micrographs",
            "$.jobs.ctf.connections.exposures",
            "error",
            'write "motion"',
            id="a job with a slip",
        ),
        pytest.param(
            "jobs/ctf/connections/exposures",
            ["motion.micrographs", "zzz.micrographs"],
            "$.jobs.ctf.connections.exposures[1]",
            "error",
            'write the uid of a job of the project, "J12"',
            id="a job that is not there",
        ),
        pytest.param(
            "jobs/ctf/connections/exposures",
            "motion.micrograph",
            "$.jobs.ctf.connections.exposures",
            "note",
            'is "micrographs" meant?',
            id="an output that was not seen",
        ),
        pytest.param(
            "jobs/ctf/connections",
            {"exposure": "motion.micrographs"},
            "$.jobs.ctf.connections.exposure",
            "note",
            'is "exposures" meant?',
            id="an input that was not seen",
        ),
        pytest.param(
            "jobs/refine/connections/volume",
            "J3.volume",
            None,
            None,
            None,
            id="a job of the project",
        ),
        pytest.param(
            "jobs/refine/connections/mask",
            "abinit.volume_class_0",
            "$.jobs.refine.connections.mask",
            "note",
            "connect an output of type mask",
            id="another datatype",
        ),
        pytest.param(
            "jobs/refine/params/compute_use_sd",
            True,
            "$.jobs.refine.params.compute_use_sd",
            "note",
            'is "compute_use_ssd" meant?',
            id="a parameter that was not seen",
        ),
        pytest.param(
            "jobs/refine/params/refine_symmetry",
            7,
            "$.jobs.refine.params.refine_symmetry",
            "warning",
            'write "7"',
            id="a value of another type than was printed",
        ),
        pytest.param(
            "jobs/motion/params",
            {"res_max_align": 4.5, "bfactor": "150"},
            "$.jobs.motion.params.bfactor",
            "note",
            "write 150",
            id="a whole number that was seen may be any number",
        ),
        pytest.param(
            "jobs/refine/job_type",
            "my_own_refinement",
            "$.jobs.refine.job_type",
            "note",
            None,
            id="a type that is not known",
        ),
        pytest.param(
            "jobs/refine/job_type",
            "snowflake",
            "$.jobs.refine.job_type",
            "error",
            "write a definition with inputs and outputs for it",
            id="an external job",
        ),
        pytest.param(
            "jobs/J7", {"job_type": "import_movies"}, "$.jobs.J7", "error", 'write "job_7"', id="J7"
        ),
        pytest.param(
            "jobs/2d",
            {"job_type": "import_movies"},
            '$.jobs["2d"]',
            "error",
            'write "job_2d"',
            id="a digit first",
        ),
        pytest.param(
            "jobs/my import",
            {"job_type": "import_movies"},
            '$.jobs["my import"]',
            "error",
            'write "my_import"',
            id="a space",
        ),
        pytest.param(
            "jobs/motion/connections",
            {"movies": "refine.volume"},
            "$.jobs",
            "error",
            None,
            id="a circle",
        ),
    ],
)
def test_mistakes_in_a_pipeline(
    way: str, value: Any, place: str | None, severity: str | None, hint: str | None
) -> None:
    """Each is told, with its place and what to write."""
    found = check(structure(changed(way, value), Pipeline))
    told = [(p.place, p.severity, p.hint) for p in found]
    expected = (place, severity, hint)
    assert expected in told if place else told == []
    assert len([problem for problem in found if problem.severity is Severity.ERROR]) == (
        severity == "error"
    )


def test_a_job_is_not_given_a_name_that_another_has() -> None:
    """Two jobs of one name would be one; what is meant is for a person to say."""
    job = BuiltInJob(job_type="import_movies")
    for wrong, taken in (("my import", "my_import"), ("2d", "job_2d")):
        found = check(Pipeline(jobs={wrong: job, taken: job}))
        assert [(p.path, p.hint) for p in found if p.kind is ProblemKind.INVALID_NAME] == [
            (("jobs", wrong), None)
        ]


def test_a_job_by_itself() -> None:
    """Its sources are jobs of a project; what it needs has to be connected."""
    job = BuiltInJob(job_type="refine", params={"lane": "x"}, connections={"volume": "J1.map"})
    [problem] = check_pipeline(job, job_types=TYPES)
    assert (problem.place, problem.severity) == ("$", Severity.ERROR)
    assert problem.kind is ProblemKind.NOT_CONNECTED
    assert check(BuiltInJob(job_type="import_movies")) == ()


def test_positions_in_a_file(tmp_path: Path) -> None:
    """Line and column of a source by itself, and of one in a list."""
    file = tmp_path / "pipeline.yaml"
    file.write_text(
        "jobs:\n"
        "  a:\n"
        "    job_type: homo_abinit\n"
        "    connections:\n"
        "      particles: b.particles\n"
        "  c:\n"
        "    job_type: homo_abinit\n"
        "    connections:\n"
        "      particles: [J1.particles, d.particles]\n"
    )
    first, second = check_file(file)
    assert first.position is not None
    assert second.position is not None
    assert (first.position.line, first.position.column) == (5, 18)
    assert (second.position.line, second.position.column) == (9, 33)


def test_a_job_type_with_a_slip_is_told_once() -> None:
    """The nearest that is known is the fix, and no note is added to that."""
    job = BuiltInJob(job_type="homo_abinito")
    (problem,) = check_pipeline(Pipeline(jobs={"a": job}))
    assert problem.hint is not None
    assert "homo_abinit" in problem.hint


def test_each_of_many_jobs_is_told_what_one_is() -> None:
    """A slip is told once, with what is meant, however often it comes."""
    job = BuiltInJob(job_type="homo_abinito")
    found = check(Pipeline(jobs={f"a{number}": job for number in range(400)}))
    assert [problem.hint for problem in found] == ['write "homo_abinit"'] * 400


A: dict[str, Any] = {"job_type": "a"}
NAME = "cannot name a job: expected a letter, then letters, digits and underscores"


@pytest.mark.parametrize(
    ("jobs", "texts"),
    [
        pytest.param(
            {"J1": A, "P2": A},
            [
                'error: $.jobs.J1: "J1" names a job of the project: expected another name; write '
                '"job_1"',
                'error: $.jobs.P2: "P2" names a job of the project: expected another name; write '
                '"job_2"',
            ],
            id="jobs and projects",
        ),
        pytest.param({"Jx": A, "J1x": A, "p1": A}, [], id="almost such"),
        pytest.param(
            {"1a": A}, [f'error: $.jobs["1a"]: "1a" {NAME}; write "job_1a"'], id="a digit first"
        ),
        pytest.param(
            {"a b": A}, [f'error: $.jobs["a b"]: "a b" {NAME}; write "a_b"'], id="a space"
        ),
        pytest.param(
            {"a b": A, "a_b": A},
            [f'error: $.jobs["a b"]: "a b" {NAME}'],
            id="what it may be is there",
        ),
        pytest.param({"?": A}, [f'error: $.jobs["?"]: "?" {NAME}'], id="no letters"),
        pytest.param(
            {"é": A},
            [f'error: $.jobs["é"]: "é" {NAME}; "é" (U+00E9) is not of ASCII; write "e"'],
            id="not of ASCII",
        ),
        pytest.param(
            {"m": {"job_type": "snowflake"}},
            [
                'error: $.jobs.m.job_type: "snowflake" is the type of external jobs, which are not '
                "built in; write a definition with inputs and outputs for it"
            ],
            id="an external job",
        ),
        pytest.param(
            {"m": {"job_type": "homo_abinitt"}},
            [
                'note: $.jobs.m.job_type: "homo_abinitt" is not among the 2 job types known; write '
                '"homo_abinit"'
            ],
            id="a slip",
        ),
        pytest.param(
            {"m": {"job_type": "zzz"}},
            ['note: $.jobs.m.job_type: "zzz" is not among the 2 job types known'],
            id="another type",
        ),
        pytest.param(
            {"one": A, "two": {**A, "connections": {"x": ["on.y", "zzz.y", "J3.y", "one.y"]}}},
            [
                'error: $.jobs.two.connections.x[0]: "on" is no job of the pipeline; write "one"',
                'error: $.jobs.two.connections.x[1]: "zzz" is no job of the pipeline; write the '
                'uid of a job of the project, "J12"',
            ],
            id="jobs that are not there",
        ),
        pytest.param(
            {
                "one": {**A, "connections": {"x": "two.y"}},
                "two": {**A, "connections": {"x": "one.y"}},
            },
            ['error: $.jobs: jobs feed each other in a circle: "one" -> "two" -> "one"'],
            id="a circle",
        ),
    ],
)
def test_names_types_and_sources(jobs: dict[str, Any], texts: list[str]) -> None:
    """What is told of them where no register is at hand, in all its words."""
    types = JobTypes([KnownJobType(type="a"), KnownJobType(type="homo_abinit")])
    found = check_pipeline(structure({"jobs": jobs}, Pipeline), job_types=types)
    assert [f"{problem.severity}: {problem}" for problem in found] == texts


def test_a_fix_of_a_job_keeps_the_output() -> None:
    """The job alone is shown, and the source is written whole."""
    jobs = {"one": A, "two": {**A, "connections": {"x": "on.y"}}}
    problem, *_ = check_pipeline(structure({"jobs": jobs}, Pipeline), job_types=JobTypes())
    assert problem.fix is not None
    assert problem.fix.value == "one.y"


@pytest.mark.parametrize("job_type", ["homo_abinitt", "zzz"])
def test_a_register_makes_errors_of_types_that_it_lacks(job_type: str) -> None:
    """Each is told once."""
    types = JobTypes([KnownJobType(type="homo_abinit", basis=Basis.REGISTER)])
    pipeline = structure({"jobs": {"m": {"job_type": job_type}}}, Pipeline)
    [problem] = check_pipeline(pipeline, job_types=types)
    assert (problem.severity, problem.kind) == (Severity.ERROR, ProblemKind.UNKNOWN_JOB_TYPE)
