"""Tests of jobs held to what is known of their types."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from cryosparc_spec import Job, JobRegister, Problem, Workflow, check, structure
from cryosparc_spec.catalogue import (
    Basis,
    JobTypes,
    KnownInput,
    KnownJobType,
    KnownOutput,
    KnownParam,
    KnownSlot,
    known_job_types,
)
from cryosparc_spec.checks import check_jobs
from cryosparc_spec.conversions import job_types_from
from cryosparc_spec.documents import Blueprint, LegacyJob
from cryosparc_spec.problems import ProblemKind, Severity
from tests.checks.generated_workflows import MISTAKES, REGISTER, generated, planted

REGISTERED = job_types_from(structure(REGISTER, JobRegister))
TYPES = known_job_types() | REGISTERED


def problems_of(raw: Any, cls: type[Any] = Workflow) -> tuple[Problem, ...]:
    return check(structure(raw, cls), job_types=TYPES)


def test_sound_workflows_are_clean() -> None:
    """Of 500 that are made to go with a register, nothing is told."""
    assert [found for raw in generated(1, 500) for found in problems_of(raw)] == []


@pytest.mark.parametrize("name", MISTAKES)
def test_planted_mistakes_are_told(name: str) -> None:
    """One in each of 32 workflows: it alone is told, with its place and what to write."""
    random = Random(name)
    for _ in range(32):
        raw, (place, hint) = planted(random, name)
        found = [problem for problem in problems_of(raw) if problem.severity != Severity.NOTE]
        assert [problem.place for problem in found] == [place], name
        assert hint is not None
        assert found[0].hint is not None
        assert hint in found[0].hint


def test_public_evidence_alone_gives_notes() -> None:
    """The same workflows, and the same mistakes, with no register: never an error."""
    for raw in generated(2, 50):
        assert check(structure(raw, Workflow)) == ()
    parameters = {"zzz": {"value": "C1"}, "refine_symmetry": {"value": 3}}
    raw = {"jobType": "homo_refine_new", "parameters": parameters, "blueprintVersion": "1"}
    other_type, unseen = check(structure(raw, Blueprint))
    assert (unseen.severity, unseen.hint) == (Severity.NOTE, None)
    assert "not among the 56 parameters of homo_refine_new that were seen" in unseen.message
    assert (other_type.severity, other_type.kind) == (Severity.WARNING, ProblemKind.WRONG_TYPE)


JOB: dict[str, Any] = {
    "uid": "J9",
    "project_uid": "P1",
    "spec": {
        "type": "refine",
        "params": {"box_size": 64, "lane": "gpu"},
        "inputs": {
            "particles": {
                "type": "particle",
                "connections": [
                    {
                        "job_uid": "J2",
                        "output": "particles",
                        "results": [
                            {
                                "name": name,
                                "dtype": dtype,
                                "job_uid": "J2",
                                "output": "particles",
                                "result": dtype,
                            }
                            for name, dtype in (("blob", "blob"), (None, "location"))
                        ],
                    }
                ],
            },
            "volume": {
                "type": "volume",
                "connections": [{"job_uid": "J3", "output": "map", "results": []}],
            },
        },
        "outputs": {"volume": {"type": "volume"}},
    },
}
_SPEC = ("spec",)
_FED = ("spec", "inputs", "particles", "connections", 0)


def changed(raw: Any, way: tuple[str | int, ...], value: Any) -> Any:
    """Return data with a value at a path, which may be a new one."""
    if not way:
        return value
    key, rest = way[0], way[1:]
    if isinstance(raw, list):
        return [changed(item, rest, value) if i == key else item for i, item in enumerate(raw)]
    return {**raw, key: changed(raw.get(key, {}), rest, value)}


def test_a_sound_job_is_clean() -> None:
    """So that what is found below is what was changed."""
    assert problems_of(JOB, Job) == ()


@pytest.mark.parametrize(
    ("way", "value", "place", "severity", "hint"),
    [
        pytest.param(
            (*_SPEC, "params", "box_sise"),
            2,
            "$.spec.params.box_sise",
            "error",
            "leave it out",
            id="a parameter",
        ),
        pytest.param(
            (*_SPEC, "params", "box_size"),
            1,
            "$.spec.params.box_size",
            "error",
            "write 2",
            id="a value",
        ),
        pytest.param(
            (*_SPEC, "params", "lane"),
            "",
            "$.spec.params.lane",
            "warning",
            'set "lane" to text',
            id="one that must be set",
        ),
        pytest.param(
            (*_SPEC, "inputs", "volume", "type"),
            "mask",
            "$.spec.inputs.volume.type",
            "error",
            'write "volume"',
            id="a datatype",
        ),
        pytest.param(
            (*_FED, "results", 0, "name"),
            "blobs",
            "$.spec.inputs.particles.connections[0].results[0].name",
            "error",
            'write "blob"',
            id="a slot",
        ),
        pytest.param(
            (*_FED, "results", 0, "name"),
            "zzz",
            "$.spec.inputs.particles.connections[0].results[0].name",
            "error",
            "write null: it only passes through",
            id="a slot that is nothing like one",
        ),
        pytest.param(
            (*_FED, "results", 0, "dtype"),
            "ctf",
            "$.spec.inputs.particles.connections[0].results[0].dtype",
            "error",
            'write "blob"',
            id="a slot type",
        ),
        pytest.param(
            (*_SPEC, "outputs", "volumes"),
            {"type": "volume"},
            "$.spec.outputs.volumes",
            "error",
            "leave it out",
            id="an output",
        ),
        pytest.param(
            (*_SPEC, "outputs", "volume_3"),
            {"type": "volume"},
            "$.spec.outputs.volume_3",
            "warning",
            "leave it out",
            id="a numbered output",
        ),
        pytest.param(
            (*_SPEC, "inputs", "volume", "connections"),
            [],
            "$.spec.inputs.volume",
            "warning",
            "connect an output of type volume",
            id="what nothing feeds",
        ),
        pytest.param(
            (*_SPEC, "type"), "refin", "$.spec.type", "error", 'write "refine"', id="a job type"
        ),
    ],
)
def test_mistakes_in_a_job(
    way: tuple[str | int, ...], value: Any, place: str, severity: str, hint: str
) -> None:
    """Each is told alone, with its place in the job and what to write."""
    [problem] = problems_of(changed(JOB, way, value), Job)
    assert (problem.place, problem.severity, problem.hint) == (place, severity, hint)


def test_a_result_of_another_slot_type() -> None:
    """The input says what type its slot has."""
    [problem] = problems_of(changed(JOB, (*_FED, "results", 0, "dtype"), "ctf"), Job)
    assert (
        problem.message == 'the slot "blob" of the input "particles" is of type "blob", not "ctf"'
    )


LEGACY: dict[str, Any] = {
    "uid": "J9",
    "job_type": "refine",
    "params_spec": {"box_size": {"value": 64}, "lane": {"value": "gpu"}},
    "input_slot_groups": [
        {
            "name": name,
            "type": datatype,
            "slots": [],
            "connections": [{"job_uid": "J2", "group_name": name, "slots": []}],
        }
        for name, datatype in (("particles", "particle"), ("volume", "volume"))
    ],
    "output_result_groups": [{"uid": "J9-G0", "name": "volume", "type": "volume", "contains": []}],
}


@pytest.mark.parametrize(
    ("way", "value", "place"),
    [
        pytest.param(("uid",), "J10", None, id="nothing"),
        pytest.param(("params_spec", "seed_file", "value"), "a", None, id="an earlier name"),
        pytest.param(
            ("params_spec", "seed_file", "value"),
            3,
            "$.params_spec.seed_file.value",
            id="a value under an earlier name",
        ),
        pytest.param(
            ("params_spec", "box_sise", "value"), 3, "$.params_spec.box_sise", id="a parameter"
        ),
        pytest.param(
            ("input_slot_groups", 1, "type"), "mask", "$.input_slot_groups[1].type", id="a datatype"
        ),
        pytest.param(
            ("input_slot_groups", 1, "name"), "volum", "$.input_slot_groups[1]", id="an input"
        ),
        pytest.param(
            ("output_result_groups", 0, "name"),
            "volum",
            "$.output_result_groups[0]",
            id="an output",
        ),
        pytest.param(("job_type",), "old_refine", None, id="a type that is no more"),
    ],
)
def test_jobs_of_version_4(way: tuple[str | int, ...], value: Any, place: str | None) -> None:
    """With the places they have there; at odds with a register of version 5 is a warning."""
    found = problems_of(changed(LEGACY, way, value), LegacyJob)
    told = [problem for problem in found if problem.severity is Severity.WARNING]
    assert [problem.place for problem in told][:1] == ([place] if place else [])
    assert {problem.severity for problem in found} <= {Severity.WARNING, Severity.NOTE}


def test_a_job_of_version_4_with_two_inputs_of_one_name() -> None:
    """It cannot be read as one of version 5, and is not held to its type."""
    group = LEGACY["input_slot_groups"][0]
    job = structure({**LEGACY, "input_slot_groups": [group, group]}, LegacyJob)
    assert check_jobs(job, job_types=TYPES) == ()


def entry(basis: Basis, **facts: Any) -> JobTypes:
    return JobTypes([KnownJobType(type="a", basis=basis, **facts)])


@pytest.mark.parametrize(
    ("basis", "severity"),
    [
        pytest.param(Basis.REGISTER, "error", id="a register"),
        pytest.param(Basis.PRINTED, "warning", id="printed"),
        pytest.param(Basis.SEEN, "note", id="seen"),
    ],
)
def test_what_is_known_decides_how_much_it_matters(basis: Basis, severity: str) -> None:
    """A limit that a register has is certain; one that was seen is a note."""
    types = entry(
        basis,
        params={"box": KnownParam(types=["integer"], ge=2, basis=basis)},
        inputs={"volume": KnownInput(datatype="volume", count_max=1, basis=basis)},
    )
    source = {"jobType": "import_volumes", "groups": [], "parameters": {}}
    groups = [["J2.imported_volume_1", "volume"], ["J2.imported_volume_2", "volume"]]
    job = {"jobType": "a", "groups": groups, "parameters": {"box": {"value": 1}}}
    workflow = structure({"jobs": {"J1": job, "J2": source}, "parents": {}}, Workflow)
    found = check_jobs(workflow, job_types=known_job_types() | types)
    assert [(problem.place, problem.severity) for problem in found] == [
        ("$.jobs.J1.parameters.box.value", severity),
        ("$.jobs.J1.groups[1]", severity),
    ]


@pytest.mark.parametrize(
    ("value", "step", "hint"),
    [
        pytest.param(8, 2, None, id="a multiple"),
        pytest.param(7, 2, "write 8", id="between"),
        pytest.param(-7, 3, "write -6", id="below zero"),
        pytest.param(0.3, 0.1, None, id="a multiple but for rounding"),
        pytest.param(0.74, 0.5, "write 0.5", id="fractions"),
        pytest.param(7, 2.0, "write 8", id="a step of 2.0"),
        pytest.param(10**400, 2, None, id="huge"),
        pytest.param(10**20 + 1, 10, f"write {10**20}", id="large and off by one"),
        pytest.param(10**400, 0.5, None, id="too large to divide"),
        pytest.param(10**400 + 1, 1.5, f"write {10**400 + 2}", id="too large to divide and wrong"),
        pytest.param(10**400, 0.3, f"write {10**400 - 1}", id="of a decimal step"),
        pytest.param(1.5, 10**400, "write 0", id="a step that is too large to divide by"),
        pytest.param(1e308, 1e-10, None, id="a quotient that is too large"),
        pytest.param(float("inf"), 2, None, id="infinite"),
        pytest.param(float("nan"), 2, None, id="no number"),
    ],
)
def test_multiples_of_a_step(value: float, step: float, hint: str | None) -> None:
    """The nearest one is what to write; no size of a number breaks the check off."""
    param = KnownParam(multiple_of=step, basis=Basis.REGISTER)
    job = structure({"jobType": "a", "parameters": {"b": {"value": value}}}, Blueprint)
    found = check_jobs(job, job_types=entry(Basis.REGISTER, params={"b": param}))
    assert [problem.hint for problem in found] == ([hint] if hint else [])


@pytest.mark.parametrize(
    ("types", "basis", "value", "is_told"),
    [
        pytest.param(["integer"], Basis.SEEN, 1.5, False, id="whole numbers were seen"),
        pytest.param(
            ["integer"], Basis.REGISTER, 1.5, True, id="whole numbers, as a register says"
        ),
        pytest.param(["boolean"], Basis.SEEN, 1.5, True, id="no numbers were seen"),
        pytest.param(
            ["string", "integer"], Basis.SEEN, 1.5, False, id="text and numbers were seen"
        ),
    ],
)
def test_where_whole_numbers_were_seen(
    types: list[str], basis: Basis, value: object, is_told: bool
) -> None:
    """Any number may be meant; a register knows."""
    params = {"b": KnownParam(types=types, basis=basis)}
    job = structure({"jobType": "a", "parameters": {"b": {"value": value}}}, Blueprint)
    assert bool(check_jobs(job, job_types=entry(Basis.REGISTER, params=params))) is is_told


def test_a_limit_of_any_size() -> None:
    """A number of 400 digits is held to limits, and is one."""
    param = KnownParam(ge=10**400, basis=Basis.REGISTER)
    job = structure({"jobType": "a", "parameters": {"b": {"value": 1}}}, Blueprint)
    [problem] = check_jobs(job, job_types=entry(Basis.REGISTER, params={"b": param}))
    assert "expected a number at least a huge number" in problem.message


def test_many_parameters_that_were_not_seen_are_one_note() -> None:
    """Of a blueprint; of a job that its server made, only what is most likely a slip is told."""
    names = {f"name_{k}": {"value": k} for k in range(9)}
    blueprint = structure({"jobType": "homo_abinit", "parameters": names}, Blueprint)
    [problem] = check_jobs(blueprint)
    assert (problem.place, problem.severity) == ("$.parameters", Severity.NOTE)
    assert problem.message == (
        "9 parameters are not among the 42 parameters of homo_abinit that were seen: "
        '"name_0", "name_1", "name_2", "name_3", "name_4", ...'
    )
    params = {**dict.fromkeys(names, 1), "abinit_k": 3}
    inputs = {"particle": {"type": "particle"}, "zzz": {"type": "mask"}}
    spec = {"type": "homo_abinit", "params": params, "inputs": inputs}
    job = structure({"uid": "J1", "spec": spec}, Job)
    slips = [problem.hint for problem in check_jobs(job) if "seen" in problem.message]
    assert slips == ['is "abinit_K" meant?', 'is "particles" meant?']


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        pytest.param("homo_refin_new", 'write "homo_refine_new"', id="a slip"),
        pytest.param("my_own_job", None, id="another one"),
        pytest.param("snowflake", None, id="an external job"),
        pytest.param("", None, id="none"),
    ],
)
def test_job_types_that_are_not_known(word: str, hint: str | None) -> None:
    """Without a register, only a slip is told."""
    found = check_jobs(structure({"jobType": word, "parameters": {"a": {}}}, Blueprint))
    assert [(problem.severity, problem.hint) for problem in found] == (
        [(Severity.NOTE, hint)] if hint else []
    )


def test_documents_without_jobs() -> None:
    """There is nothing to hold to anything."""
    assert check_jobs(structure(REGISTER, JobRegister)) == ()


def test_single_results_fill_slots() -> None:
    """What an output lacks may come from another one."""
    raw, (place, _) = planted(Random(3), "a slot that is not there")
    key = place.split(".")[2]
    extracted = raw["jobs"][key]["groups"][0][0].partition(".")[0]
    raw["jobs"][key]["individualResults"] = [
        [f"{extracted}.particles.{slot}", f"{key}.particles.0.{slot}"] for slot in ("blob", "ctf")
    ]
    assert [p for p in problems_of(raw) if p.severity is Severity.ERROR] == []


def test_a_workflow_that_has_specs() -> None:
    """Inputs stand in them; what a job has made is what it offers."""
    made = {"results": [{"name": "blob", "dtype": "blob"}], "type": "particle"}
    unclear = {"results": [{"name": "a b", "dtype": "blob"}], "type": "particle"}
    jobs = {
        "J1": {
            "jobType": "extract",
            "spec": {"type": "extract", "outputs": {"particles": made, "picks_left": unclear}},
        },
        "J2": {
            "jobType": "abinit",
            "groups": [["J1.particles", "particles"]],
            "spec": {"type": "abinit", "inputs": {"particles": {"type": "particle"}}},
        },
        "J3": {"jobType": "abinit", "groups": [["J1.picks_left", "particles"]]},
    }
    found = problems_of({"jobs": jobs, "parents": {}})
    assert [(p.place, p.kind) for p in found if p.severity is Severity.ERROR] == [
        ("$.jobs.J2.groups[0]", ProblemKind.MISSING_SLOT),
        ("$.jobs.J3.groups[0]", ProblemKind.MISSING_SLOT),
    ]


def test_what_is_known_in_part_is_not_held_against_anyone() -> None:
    """Datatypes not known, conditions and patterns that cannot be read, limits left out."""
    types = JobTypes(
        [
            KnownJobType(
                type="a",
                basis=Basis.REGISTER,
                inputs={"b": KnownInput(datatype="odd", basis=Basis.REGISTER)},
                outputs={"c": KnownOutput(datatype="odd", slots=[KnownSlot(name="d", dtype="d")])},
                params={
                    "e": KnownParam(hidden={"op": "xor"}),
                    "f": KnownParam(pattern="(", types=["string"]),
                    "g": KnownParam(),
                    "h": KnownParam(enum=[1, 2]),
                },
            )
        ]
    )
    job = {
        "jobType": "a",
        "groups": [["J1.c", "b"]],
        "parameters": {name: {"value": 1 if name in "eh" else "x"} for name in "efgh"},
    }
    workflow = structure({"jobs": {"J1": job, "J2": job}, "parents": {}}, Workflow)
    assert check_jobs(workflow, job_types=types) == ()


def test_external_jobs_feed_others() -> None:
    """What they offer is not known; an input that takes none has one connection too many."""
    types = entry(Basis.REGISTER, inputs={"b": KnownInput(count_max=0, basis=Basis.REGISTER)})
    for job_type, number in (("snowflake", 1), ("a", 1), ("other", 1)):
        jobs = {"J1": {"jobType": job_type}, "J2": {"jobType": "a", "groups": [["J1.c", "b"]]}}
        workflow = structure({"jobs": jobs, "parents": {}}, Workflow)
        found = check_jobs(workflow, job_types=types)
        counts = [p.place for p in found if p.kind is ProblemKind.INVALID_COUNT]
        assert counts == ["$.jobs.J2.groups[0]"] * number


def test_an_input_that_takes_nothing() -> None:
    """It is told once."""
    limits = KnownInput(datatype="mask", count_max=0, basis=Basis.REGISTER)
    outputs = {"c": KnownOutput(datatype="mask", basis=Basis.REGISTER)}
    types = entry(Basis.REGISTER, inputs={"b": limits}, outputs=outputs)
    jobs = {"J1": {"jobType": "a"}, "J2": {"jobType": "a", "groups": [["J1.c", "b"]]}}
    [problem] = check_jobs(structure({"jobs": jobs, "parents": {}}, Workflow), job_types=types)
    assert (problem.place, problem.hint) == ("$.jobs.J2.groups[0]", "leave it out")


def test_a_circle_of_passthroughs_ends() -> None:
    """Jobs that feed each other are told of elsewhere."""
    jobs = {
        key: {
            "jobType": "refine",
            "groups": [[f"{other}.particles", "particles"], [f"{other}.volume", "volume"]],
            "parameters": {"lane": {"value": "x"}},
        }
        for key, other in (("J1", "J2"), ("J2", "J1"))
    }
    found = problems_of({"jobs": jobs, "parents": {}})
    assert ["circle" in problem.message for problem in found] == [True]


@pytest.mark.parametrize(
    ("basis", "datatype", "expected"),
    [
        (
            Basis.REGISTER,
            "particle",
            [
                'error J1.made: the output has no slot "blob", which the input requires; add '
                '"blob" to its slots'
            ],
        ),
        (Basis.SEEN, "particle", []),
        (
            Basis.REGISTER,
            "volume",
            [
                "error J1.made: the output is of type volume, the input of type particle; connect "
                "an output of type particle"
            ],
        ),
        (
            Basis.SEEN,
            "volume",
            [
                "note J1.made: the output is of type volume, the input of type particle; connect "
                "an output of type particle"
            ],
        ),
    ],
)
def test_what_keeps_an_output_from_an_input_is_told_after_its_name(
    basis: Basis, datatype: str, expected: list[str]
) -> None:
    """What was only seen says nothing of slots that are missing."""
    slots = [KnownSlot(name="blob", dtype="blob", required=True)]
    wanted = KnownInput(datatype="particle", slots=slots, basis=basis)
    made = KnownOutput(datatype=datatype, basis=basis)
    types = JobTypes(
        [KnownJobType(type="a", basis=basis, inputs={"in": wanted}, outputs={"made": made})]
    )
    jobs = {"J1": {"jobType": "a"}, "J2": {"jobType": "a", "groups": [["J1.made", "in"]]}}
    found = check_jobs(structure({"jobs": jobs, "parents": {}}, Workflow), job_types=types)
    told = [p for p in found if p.path == ("jobs", "J2", "groups", 0)]
    assert [f"{p.severity} {p.message}; {p.hint}" for p in told] == expected


@pytest.mark.parametrize("job_type", ["", "snowflake"])
def test_a_register_says_nothing_of_external_jobs_and_of_no_type(job_type: str) -> None:
    """It lists those that are built in."""
    types = JobTypes([KnownJobType(type="a", basis=Basis.REGISTER)])
    assert check_jobs(structure({"jobType": job_type}, Blueprint), job_types=types) == ()


def test_a_note_on_a_slot_does_not_keep_what_follows_from_being_told() -> None:
    """One slot meets the input by its type, and another is missing."""
    slots = [KnownSlot(name=name, dtype=name, required=True) for name in ("blob", "ctf")]
    wanted = KnownInput(datatype="particle", slots=slots, basis=Basis.REGISTER)
    offered = [KnownSlot(name="other", dtype="blob")]
    made = KnownOutput(datatype="particle", slots=offered, basis=Basis.REGISTER)
    entry = KnownJobType(
        type="a", basis=Basis.REGISTER, inputs={"in": wanted}, outputs={"made": made}
    )
    jobs = {"J1": {"jobType": "a"}, "J2": {"jobType": "a", "groups": [["J1.made", "in"]]}}
    workflow = structure({"jobs": jobs, "parents": {}}, Workflow)
    found = check_jobs(workflow, job_types=JobTypes([entry]))
    assert [p.message for p in found if p.path == ("jobs", "J2", "groups", 0)] == [
        'J1.made: the output has no slot "ctf", which the input requires'
    ]


@pytest.mark.parametrize(("made", "expected"), [("ctf", []), ("blob", ["$.jobs.J3.groups[0]"])])
def test_what_is_passed_on_is_looked_for_where_it_was_made(made: str, expected: list[str]) -> None:
    """Where all is known of the jobs between, what is missing there is missing here."""

    def facts(*slots: str, **more: Any) -> dict[str, Any]:
        known = [KnownSlot(name=name, dtype=name, required=True) for name in slots]
        return {"datatype": "particle", "basis": Basis.REGISTER, "slots": known, **more}

    sides: dict[str, Any] = {
        "source": {"outputs": {"out": KnownOutput(**facts(made))}},
        "between": {
            "inputs": {"in": KnownInput(**facts())},
            "outputs": {"out": KnownOutput(**facts(passthrough="in"))},
        },
        "last": {"inputs": {"in": KnownInput(**facts("ctf"))}},
    }
    entries = [KnownJobType(type=name, basis=Basis.REGISTER, **of) for name, of in sides.items()]
    jobs = {
        "J1": {"jobType": "source"},
        "J2": {"jobType": "between", "groups": [["J1.out", "in"]]},
        "J3": {"jobType": "last", "groups": [["J2.out", "in"]]},
    }
    workflow = structure({"jobs": jobs, "parents": {}}, Workflow)
    found = check_jobs(workflow, job_types=JobTypes(entries))
    assert [problem.place for problem in found] == expected
