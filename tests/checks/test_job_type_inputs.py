"""Tests of inputs, outputs and connections held to what is known of job types."""

from __future__ import annotations

from typing import Any

import pytest

from cryosparc_spec import Job, Workflow, structure
from cryosparc_spec.catalogue import (
    Basis,
    JobTypes,
    KnownInput,
    KnownJobType,
    KnownOutput,
    KnownSlot,
)
from cryosparc_spec.checks import check_jobs
from cryosparc_spec.problems import ProblemKind


def known(**facts: Any) -> KnownInput:
    """An input that a register lists."""
    return KnownInput(**{"basis": Basis.REGISTER, **facts})


def made(**facts: Any) -> KnownOutput:
    """An output that a register lists."""
    return KnownOutput(**{"basis": Basis.REGISTER, **facts})


def workflow(groups: list[list[str]], **others: Any) -> Workflow:
    """A workflow with a job of type ``a`` that has these connections."""
    jobs = {"J2": {"jobType": "a", "groups": groups}, **others}
    return structure({"jobs": jobs, "parents": {}}, Workflow)


def job(**sides: Any) -> Job:
    """A job of type ``a`` as its server made it."""
    return structure({"uid": "J2", "spec": {"type": "a", **sides}}, Job)


def told(document: object, basis: Basis, **sides: Any) -> list[str]:
    """What is wrong with a document, as text, with how much it matters."""
    types = JobTypes([KnownJobType(type="a", basis=basis, **sides)])
    return [f"{p.severity}: {p}" for p in check_jobs(document, job_types=types)]


@pytest.mark.parametrize(
    ("basis", "inputs", "groups", "expected"),
    [
        pytest.param(
            Basis.REGISTER,
            {"parts": known()},
            [["J1.x", "part"]],
            [
                'error: $.jobs.J2.groups[0]: "part" is not an input of a: it has parts; write '
                '"parts"'
            ],
            id="a slip",
        ),
        pytest.param(
            Basis.REGISTER,
            {"parts": known()},
            [["J1.x", "part"], ["J1.x", "parts"]],
            ['error: $.jobs.J2.groups[0]: "part" is not an input of a: it has parts; leave it out'],
            id="a slip of one that is fed",
        ),
        pytest.param(
            Basis.REGISTER,
            {"parts": known(), "maps": known()},
            [["J1.x", "zzz"]],
            [
                'error: $.jobs.J2.groups[0]: "zzz" is not an input of a: it has parts, maps; '
                "leave it out"
            ],
            id="like none",
        ),
        pytest.param(
            Basis.REGISTER,
            {},
            [["J1.x", "zzz"]],
            ['error: $.jobs.J2.groups[0]: "zzz" is not an input of a: it has none; leave it out'],
            id="of a type without inputs",
        ),
        pytest.param(
            Basis.REGISTER,
            {"parts": known()},
            [["J1.x", "zzz_3"]],
            [
                'warning: $.jobs.J2.groups[0]: "zzz_3" is not an input of a: it has parts; '
                "leave it out"
            ],
            id="one of a series",
        ),
        pytest.param(
            Basis.SEEN,
            {"parts": known(), "maps": known()},
            [["J1.x", "part"]],
            [
                'note: $.jobs.J2.groups[0]: "part" is not among the 2 inputs of a that were '
                'seen; is "parts" meant?'
            ],
            id="not seen, a slip",
        ),
        pytest.param(
            Basis.SEEN,
            {"parts": known()},
            [["J1.x", "zzz"]],
            ['note: $.jobs.J2.groups[0]: "zzz" is not the one input of a that was seen'],
            id="not seen",
        ),
        pytest.param(Basis.SEEN, {}, [["J1.x", "zzz"]], [], id="where none was seen"),
        pytest.param(
            Basis.REGISTER,
            {"parts": known(count_max=1)},
            [["J1.x", "parts"], ["J1.y", "parts"], ["J1.z", "parts"]],
            [
                'error: $.jobs.J2.groups[1]: the input "parts" of a has 3 connections: it '
                "takes at most 1; keep 1"
            ],
            id="one too many",
        ),
        pytest.param(
            Basis.REGISTER,
            {"parts": known(count_max="inf")},
            [["J1.x", "parts"], ["J1.y", "parts"]],
            [],
            id="any number",
        ),
        pytest.param(
            Basis.REGISTER,
            {"parts": known(count_max=2)},
            [["J1.x", "parts"], ["J1.y", "parts"]],
            [],
            id="as many as it takes",
        ),
        pytest.param(
            Basis.REGISTER,
            {"parts": known(count_max=0)},
            [["J1.x", "parts"]],
            [
                'error: $.jobs.J2.groups[0]: the input "parts" of a has 1 connection: it '
                "takes at most 0; leave it out"
            ],
            id="none is taken",
        ),
        pytest.param(
            Basis.PRINTED,
            {"parts": known(count_max=1, basis=Basis.PRINTED)},
            [["J1.x", "parts"], ["J1.y", "parts"]],
            [
                'warning: $.jobs.J2.groups[1]: the input "parts" of a has 2 connections: it '
                "takes at most 1; keep 1"
            ],
            id="one too many, as printed",
        ),
        pytest.param(
            Basis.REGISTER,
            {"parts": known(repeat_allowed=False)},
            [["J1.x", "parts"], ["J1.y", "parts"], ["J1.x", "parts"], ["J1.x", "parts"]],
            [
                'error: $.jobs.J2.groups[0]: J1.x is connected 3 times to "parts", which does '
                "not take it more than once; connect it once"
            ],
            id="twice",
        ),
        pytest.param(
            Basis.REGISTER,
            {"parts": known(repeat_allowed=True)},
            [["J1.x", "parts"], ["J1.x", "parts"]],
            [],
            id="twice, which is taken",
        ),
        pytest.param(
            Basis.REGISTER,
            {"parts": known()},
            [["J1.x", "parts"], ["J1.x", "parts"]],
            [],
            id="twice, and nobody knows",
        ),
        pytest.param(
            Basis.REGISTER,
            {"parts": known(count_min=1, datatype="particle")},
            [],
            [
                'warning: $.jobs.J2: the input "parts" of a needs 1 connection, and nothing '
                "feeds it; connect an output of type particle"
            ],
            id="fed by nothing",
        ),
        pytest.param(
            Basis.REGISTER,
            {"parts": known(required=True)},
            [],
            ['warning: $.jobs.J2: the input "parts" of a needs 1 connection, and nothing feeds it'],
            id="fed by nothing, of no known datatype",
        ),
        pytest.param(
            Basis.REGISTER,
            {"parts": known(count_min=2, datatype="particle")},
            [["J1.x", "parts"]],
            [
                'warning: $.jobs.J2.groups[0]: the input "parts" of a needs 2 connections, '
                "and has 1; connect an output of type particle"
            ],
            id="fed by one of two",
        ),
        pytest.param(
            Basis.REGISTER,
            {"parts": known(count_min=2)},
            [["J1.x", "parts"], ["J1.y", "parts"]],
            [],
            id="fed as it needs",
        ),
        pytest.param(
            Basis.SEEN,
            {"parts": known(count_min=1, datatype="particle", basis=Basis.SEEN)},
            [],
            [
                'note: $.jobs.J2: the input "parts" of a needs 1 connection, and nothing '
                "feeds it; connect an output of type particle"
            ],
            id="fed by nothing, as seen",
        ),
        pytest.param(
            Basis.REGISTER, {"parts": known(count_min=0, required=True)}, [], [], id="not required"
        ),
    ],
)
def test_what_feeds_an_input_is_held_to_its_job_type(
    basis: Basis, inputs: dict[str, KnownInput], groups: list[list[str]], expected: list[str]
) -> None:
    """Inputs that it does not have, too many connections, too few, and one that stands twice."""
    assert told(workflow(groups), basis, inputs=inputs) == expected


@pytest.mark.parametrize(
    ("basis", "inputs", "given", "expected"),
    [
        pytest.param(
            Basis.REGISTER,
            {"parts": known(datatype="mask")},
            {
                "parts": {
                    "type": "particle",
                    "connections": [{"job_uid": "J1", "output": "o", "results": []}],
                }
            },
            [
                'error: $.spec.inputs.parts.type: the input "parts" of a takes mask, not '
                'particle; write "mask"'
            ],
            id="the datatype",
        ),
        pytest.param(
            Basis.REGISTER,
            {"parts": known(datatype="mask", datatype_basis="inferred: by its name")},
            {
                "parts": {
                    "type": "particle",
                    "connections": [{"job_uid": "J1", "output": "o", "results": []}],
                }
            },
            [
                'note: $.spec.inputs.parts.type: the input "parts" of a takes mask, not '
                'particle; write "mask"'
            ],
            id="a datatype that was inferred",
        ),
        pytest.param(
            Basis.REGISTER,
            {"parts": known(datatype="mask", basis=Basis.SEEN)},
            {
                "parts": {
                    "type": "particle",
                    "connections": [{"job_uid": "J1", "output": "o", "results": []}],
                }
            },
            [
                'note: $.spec.inputs.parts.type: the input "parts" of a takes mask, not '
                'particle; write "mask"'
            ],
            id="a datatype that was seen",
        ),
        pytest.param(
            Basis.REGISTER,
            {"parts": known(datatype="mask")},
            {
                "parts": {
                    "type": "odd",
                    "connections": [{"job_uid": "J1", "output": "o", "results": []}],
                }
            },
            [],
            id="a datatype not known here",
        ),
        pytest.param(
            Basis.REGISTER,
            {
                "parts": known(
                    datatype="particle",
                    slots=[
                        KnownSlot(name="blob", dtype="blob"),
                        KnownSlot(name="ctf", dtype="ctf"),
                    ],
                )
            },
            {
                "parts": {
                    "type": "particle",
                    "connections": [
                        {
                            "job_uid": "J1",
                            "output": "o",
                            "results": [
                                {
                                    "name": "blob",
                                    "dtype": "blob",
                                    "job_uid": "J1",
                                    "output": "o",
                                    "result": "r",
                                },
                                {
                                    "name": "ctf",
                                    "dtype": "ctf",
                                    "job_uid": "J1",
                                    "output": "o",
                                    "result": "r",
                                },
                                {
                                    "name": None,
                                    "dtype": "x",
                                    "job_uid": "J1",
                                    "output": "o",
                                    "result": "r",
                                },
                            ],
                        }
                    ],
                }
            },
            [],
            id="the slots",
        ),
        pytest.param(
            Basis.REGISTER,
            {
                "parts": known(
                    datatype="particle",
                    slots=[
                        KnownSlot(name="blob", dtype="blob"),
                        KnownSlot(name="ctf", dtype="ctf"),
                    ],
                )
            },
            {
                "parts": {
                    "type": "particle",
                    "connections": [
                        {
                            "job_uid": "J1",
                            "output": "o",
                            "results": [
                                {
                                    "name": "blob",
                                    "dtype": "blob",
                                    "job_uid": "J1",
                                    "output": "o",
                                    "result": "r",
                                },
                                {
                                    "name": "cft",
                                    "dtype": "ctf",
                                    "job_uid": "J1",
                                    "output": "o",
                                    "result": "r",
                                },
                            ],
                        }
                    ],
                }
            },
            [
                'error: $.spec.inputs.parts.connections[0].results[1].name: the input "parts" '
                'of a has no slot "cft"; write "ctf"'
            ],
            id="a slot with a slip",
        ),
        pytest.param(
            Basis.REGISTER,
            {
                "parts": known(
                    datatype="particle",
                    slots=[
                        KnownSlot(name="blob", dtype="blob"),
                        KnownSlot(name="ctf", dtype="ctf"),
                    ],
                )
            },
            {
                "parts": {
                    "type": "particle",
                    "connections": [
                        {
                            "job_uid": "J1",
                            "output": "o",
                            "results": [
                                {
                                    "name": "location",
                                    "dtype": "location",
                                    "job_uid": "J1",
                                    "output": "o",
                                    "result": "r",
                                }
                            ],
                        }
                    ],
                }
            },
            [
                'error: $.spec.inputs.parts.connections[0].results[0].name: the input "parts" '
                'of a has no slot "location"; write null: it only passes through'
            ],
            id="a slot like none",
        ),
        pytest.param(
            Basis.REGISTER,
            {
                "parts": known(
                    datatype="particle",
                    slots=[
                        KnownSlot(name="blob", dtype="blob"),
                        KnownSlot(name="ctf", dtype="ctf"),
                    ],
                )
            },
            {
                "parts": {
                    "type": "particle",
                    "connections": [
                        {
                            "job_uid": "J1",
                            "output": "o",
                            "results": [
                                {
                                    "name": "ctf",
                                    "dtype": "blob",
                                    "job_uid": "J1",
                                    "output": "o",
                                    "result": "r",
                                }
                            ],
                        }
                    ],
                }
            },
            [
                'error: $.spec.inputs.parts.connections[0].results[0].dtype: the slot "ctf" '
                'of the input "parts" is of type "ctf", not "blob"; write "ctf"'
            ],
            id="a slot of another type",
        ),
        pytest.param(
            Basis.REGISTER,
            {
                "parts": known(
                    datatype="particle",
                    slots=[
                        KnownSlot(name="blob", dtype="blob"),
                        KnownSlot(name="ctf", dtype="ctf"),
                    ],
                    basis=Basis.PRINTED,
                )
            },
            {
                "parts": {
                    "type": "particle",
                    "connections": [
                        {
                            "job_uid": "J1",
                            "output": "o",
                            "results": [
                                {
                                    "name": "zzz",
                                    "dtype": "blob",
                                    "job_uid": "J1",
                                    "output": "o",
                                    "result": "r",
                                }
                            ],
                        }
                    ],
                }
            },
            [],
            id="slots that were printed",
        ),
        pytest.param(
            Basis.SEEN,
            {
                "parts": known(
                    datatype="mask",
                    count_min=2,
                    slots=[
                        KnownSlot(name="blob", dtype="blob"),
                        KnownSlot(name="ctf", dtype="ctf"),
                    ],
                )
            },
            {
                "parts": {
                    "type": "particle",
                    "connections": [
                        {
                            "job_uid": "J1",
                            "output": "o",
                            "results": [
                                {
                                    "name": "zzz",
                                    "dtype": "blob",
                                    "job_uid": "J1",
                                    "output": "o",
                                    "result": "r",
                                }
                            ],
                        }
                    ],
                }
            },
            [],
            id="of what was seen",
        ),
    ],
)
def test_an_input_of_a_job_is_held_to_its_job_type(
    basis: Basis, inputs: dict[str, KnownInput], given: Any, expected: list[str]
) -> None:
    """Its datatype and the slots that connections fill; what a server made, only to a register."""
    assert told(job(inputs=given), basis, inputs=inputs) == expected


@pytest.mark.parametrize(
    ("basis", "outputs", "given", "expected"),
    [
        pytest.param(
            Basis.REGISTER,
            {"maps": made()},
            ["map"],
            ['error: $.spec.outputs.map: "map" is not an output of a: it has maps; write "maps"'],
            id="a slip",
        ),
        pytest.param(
            Basis.REGISTER,
            {"maps": made()},
            ["map", "maps"],
            ['error: $.spec.outputs.map: "map" is not an output of a: it has maps; leave it out'],
            id="a slip of one that is there",
        ),
        pytest.param(
            Basis.REGISTER,
            {"maps": made(), "masks": made()},
            ["zzz"],
            [
                'error: $.spec.outputs.zzz: "zzz" is not an output of a: it has maps, masks; '
                "leave it out"
            ],
            id="like none",
        ),
        pytest.param(
            Basis.REGISTER,
            {},
            ["zzz"],
            ['error: $.spec.outputs.zzz: "zzz" is not an output of a: it has none; leave it out'],
            id="of a type without outputs",
        ),
        pytest.param(
            Basis.REGISTER,
            {"maps": made()},
            ["map_3"],
            [
                'warning: $.spec.outputs.map_3: "map_3" is not an output of a: it has maps; '
                'write "maps"'
            ],
            id="one of a series",
        ),
        pytest.param(Basis.SEEN, {"maps": made()}, ["map"], [], id="not seen"),
    ],
)
def test_the_outputs_of_a_job_are_those_of_its_type(
    basis: Basis, outputs: dict[str, KnownOutput], given: list[str], expected: list[str]
) -> None:
    """What was only seen in use says nothing of others."""
    document = job(outputs={name: {"type": "volume"} for name in given})
    assert told(document, basis, outputs=outputs) == expected


@pytest.mark.parametrize(
    ("basis", "outputs", "given", "expected"),
    [
        pytest.param(
            Basis.REGISTER,
            {"maps": made()},
            "map",
            [
                'error: $.jobs.J2.groups[0]: J1.map: "map" is not an output of a: it has '
                'maps; write "maps"'
            ],
            id="a slip",
        ),
        pytest.param(
            Basis.REGISTER,
            {"maps": made()},
            "zzz",
            [
                'error: $.jobs.J2.groups[0]: J1.zzz: "zzz" is not an output of a: it has '
                "maps; leave it out"
            ],
            id="like none",
        ),
        pytest.param(
            Basis.REGISTER,
            {},
            "zzz",
            [
                'error: $.jobs.J2.groups[0]: J1.zzz: "zzz" is not an output of a: it has '
                "none; leave it out"
            ],
            id="of a type without outputs",
        ),
        pytest.param(
            Basis.SEEN,
            {"maps": made()},
            "map",
            [
                'note: $.jobs.J2.groups[0]: J1.map: "map" is not the one output of a '
                'that was seen; is "maps" meant?'
            ],
            id="not seen",
        ),
        pytest.param(Basis.SEEN, {}, "map", [], id="where none was seen"),
        pytest.param(Basis.REGISTER, {"maps": made()}, "maps", [], id="it has it"),
    ],
)
def test_what_is_connected_is_an_output_of_its_job(
    basis: Basis, outputs: dict[str, KnownOutput], given: str, expected: list[str]
) -> None:
    """It is told where it is connected, after the job and the output."""
    document = workflow([[f"J1.{given}", "parts"]], J1={"jobType": "a"})
    assert told(document, basis, inputs={"parts": known()}, outputs=outputs) == expected


def test_inputs_and_outputs_that_are_not_known_have_kinds_of_their_own() -> None:
    """Programs tell them apart by it."""
    types = JobTypes([KnownJobType(type="a", basis=Basis.REGISTER)])
    sides = {"inputs": {"x": {"type": "mask"}}, "outputs": {"y": {"type": "mask"}}}
    found = check_jobs(job(**sides), job_types=types)
    assert [problem.kind for problem in found] == [
        *(ProblemKind.UNKNOWN_INPUT, ProblemKind.UNKNOWN_OUTPUT)
    ]
