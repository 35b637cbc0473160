"""Tests of external jobs with the real client of version 5, whose HTTP transport is replaced."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import cryosparc
import pytest
from hypothesis import assume, given, settings

from cryosparc_spec import (
    InputSpec,
    Job,
    JobDefinition,
    OutputSpec,
    Slot,
    SpecError,
    UnknownSlotTypeWarning,
    check,
    load,
    structure,
)
from cryosparc_spec.interop.tools.external_jobs import create_external_job
from cryosparc_spec.interop.tools.jobs import definition_of, job_of
from cryosparc_spec.interop.tools.specs import to_tools
from cryosparc_spec.problems import ProblemKind, Severity
from cryosparc_spec.testing.definitions import job_definitions
from cryosparc_spec.testing.recording.record import Record, recorded
from cryosparc_spec.testing.recording.requests import Request
from cryosparc_spec.testing.recording.version_5.endpoints import ENDPOINTS, path_arguments
from tests.interop.finished_jobs import FINISHED_JOBS, output, result
from tests.interop.jobs_by_hand import BY_HAND
from tests.interop.tools_versions import VERSION

if VERSION < 5:
    pytest.skip("needs cryosparc-tools 5", allow_module_level=True)

from cryosparc.errors import APIError
from cryosparc.tools import CryoSPARC

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture(scope="module")
def logged_in() -> Iterator[tuple[Record, Any]]:
    """Log in once, for that takes longer than all the rest; give the record and a project."""
    with recorded(jobs=FINISHED_JOBS) as record:
        yield record, CryoSPARC().find_project("P3")


@pytest.fixture
def record(logged_in: tuple[Record, Any]) -> Record:
    """Record what the client sends."""
    logged_in[0].forget()
    return logged_in[0]


@pytest.fixture
def project(logged_in: tuple[Record, Any]) -> Any:
    """Return a project of the client."""
    return logged_in[1]


def test_all_examples_have_a_script() -> None:
    """Each example of a definition has the script that it stands for."""
    assert sorted(BY_HAND) == sorted(path.name for path in EXAMPLES.iterdir() if path.is_file())


def requests_of(
    make: Callable[[Any], Any], definition: JobDefinition, record: Record, project: Any
) -> tuple[Request, ...]:
    """Return what is sent when a job is made, and rows are allocated for each of its outputs."""
    record.forget()
    job = make(project)
    for name in definition.outputs:
        job.alloc_output(name, 10)
    return record.requests


@pytest.mark.parametrize("name", BY_HAND)
def test_the_requests_of_a_script_by_hand(record: Record, project: Any, name: str) -> None:
    """Of an example the same is sent as by hand, but that the jobs to connect are read first."""
    by_hand, connections = BY_HAND[name]
    definition = load(EXAMPLES / name, JobDefinition)
    theirs = requests_of(by_hand, definition, record, project)
    ours = requests_of(
        lambda project: create_external_job(definition, project, "W1", connections=connections),
        definition,
        record,
        project,
    )
    others = [each for each in ours if each.name != "jobs.find_one"]
    assert others == [each for each in theirs if each.name != "jobs.find_one"]
    found = [each for each in ours if each.name == "jobs.find_one"]
    assert found == [*ours[: len(found)]]
    assert {each.arguments for each in found} == {
        each.arguments for each in theirs if each.name == "jobs.find_one"
    }


MICROGRAPHS = InputSpec(type="exposure", slots=["micrograph_blob"], count_max=2)
PICKER = JobDefinition(
    title="Picker",
    inputs={"micrographs": MICROGRAPHS, "mask": InputSpec(type="mask", slots=["mask"])},
    outputs={"picked": OutputSpec(type="particle", slots=["location"])},
)


def with_input(**changes: Any) -> JobDefinition:
    """Return the picker with another input."""
    return attrs.evolve(PICKER, inputs={"micrographs": attrs.evolve(MICROGRAPHS, **changes)})


@pytest.mark.parametrize(
    ("definition", "connections", "texts"),
    [
        pytest.param(
            JobDefinition(),
            {"micrographs": "J12.exposures"},
            ["micrographs: the definition has no inputs; leave connections out"],
            id="empty",
        ),
        pytest.param(with_input(slots=[]), {}, [], id="no-slots"),
        pytest.param(with_input(count_min=3), {}, [], id="counts"),
        pytest.param(
            PICKER,
            {"micrograph": "J12.exposures"},
            [
                'micrograph: "micrograph" is not an input of the definition: '
                'expected one of micrographs, mask; write "micrographs"'
            ],
            id="no-such-input",
        ),
        pytest.param(
            PICKER,
            {"micrographs": "J12"},
            [
                'micrographs: "J12" is not an output of a job: '
                'expected the job, a dot and the output, as in "J12.particles"'
            ],
            id="no-output",
        ),
        pytest.param(
            PICKER,
            {"micrographs": ["J12", "exposures", ("J12", 3)]},
            [
                f"micrographs[{index}]: {value} is not an output of a job: "
                'expected the job, a dot and the output, as in "J12.particles"'
                for index, value in enumerate(['"J12"', '"exposures"', "a list"])
            ],
            id="list-of-words",
        ),
        pytest.param(
            PICKER,
            {"micrographs": 12},
            ['micrographs: expected an output such as "J12.particles", or a list of them, got 12'],
            id="number",
        ),
        pytest.param(
            PICKER,
            {"micrographs": ["J12.exposures", ("J12", "exposures"), "J9.exposures"]},
            [
                "micrographs: 3 connections, over count_max, which is 2",
                "micrographs: J12.exposures is connected 2 times, and repeat_allowed is false",
            ],
            id="too-many",
        ),
        pytest.param(
            with_input(count_max=None),
            {"micrographs": [f"J{number}.exposures" for number in range(501)]},
            ["micrographs: 501 connections: CryoSPARC takes at most 500"],
            id="more-than-the-server-takes",
        ),
    ],
)
def test_a_mistake_sends_nothing(
    record: Record,
    project: Any,
    definition: JobDefinition,
    connections: Any,
    texts: list[str],
) -> None:
    """Everything wrong with a definition and its connections is told, before anything is sent."""
    with pytest.raises(SpecError) as caught:
        create_external_job(definition, project, "W1", connections=connections)
    assert [str(problem) for problem in caught.value.problems] == [
        *map(str, check(definition)),
        *(f"$.connections.{text}" for text in texts),
    ]
    assert record.requests == ()


REFUSED = {ProblemKind.NO_SLOTS}
"""Warnings of the check that the client takes for errors."""


@settings(max_examples=50)
@given(job_definitions())
def test_no_mistake_is_sent(logged_in: tuple[Record, Any], definition: JobDefinition) -> None:
    """A definition in which the check finds an error, or no slots, sends nothing."""
    found = [p for p in check(definition) if p.severity is Severity.ERROR or p.kind in REFUSED]
    assume(found)
    record, project = logged_in
    record.forget()
    with pytest.raises(SpecError) as caught:
        create_external_job(definition, project, "W1")
    assert list(caught.value.problems) == found
    assert record.requests == ()


@pytest.mark.parametrize(
    ("connections", "text"),
    [
        pytest.param(
            {"micrographs": "J12.exposure"},
            '$.connections.micrographs: "exposure" is not an output of J12: '
            'expected one of exposures; write "exposures"',
            id="no-such-output",
        ),
        pytest.param(
            {"micrographs": "J15.exposures"},
            "$.connections.micrographs: J15 has no outputs: has it run?",
            id="no-outputs",
        ),
        pytest.param(
            {"micrographs": "J13.particles", "mask": ("J13", "volume")},
            """2 problems:
  $.connections.micrographs: J13.particles: the output is of type particle, \
the input of type exposure; connect an output of type exposure
  $.connections.mask: J13.volume: the output is of type volume, \
the input of type mask; connect an output of type mask""",
            id="other-datatype",
        ),
    ],
)
def test_a_wrong_source_makes_nothing(
    record: Record, project: Any, connections: Any, text: str
) -> None:
    """What the jobs to connect do not have is told when they were read, before anything is made."""
    with pytest.raises(SpecError) as caught:
        create_external_job(PICKER, project, "W1", connections=connections)
    assert str(caught.value) == text
    assert {request.name for request in record.requests} == {"jobs.find_one"}


def test_a_job_to_connect_that_is_not_there(record: Record, project: Any) -> None:
    """The client's own error tells of a job that does not exist, and nothing was made."""
    with pytest.raises(APIError, match="Job P3-J99 not found"):
        create_external_job(PICKER, project, "W1", connections={"micrographs": "J99.exposures"})
    assert [request.name for request in record.requests] == ["jobs.find_one"]


def test_doubts_are_told(record: Record, project: Any) -> None:
    """An unknown slot type, and a slot that a connected output lacks, are warned of."""
    definition = with_input(slots=["micrograph_blob", "mask", "gain_ref_blob"])
    with pytest.warns() as caught:
        create_external_job(definition, project, "W1", connections={"micrographs": "J12.exposures"})
    assert [(each.category, str(each.message)) for each in caught] == [
        (UnknownSlotTypeWarning, str(check(definition)[0])),
        (
            UserWarning,
            '$.connections.micrographs: J12.exposures: the output has no slot "mask", '
            'which the input requires; add "mask" to its slots',
        ),
        (
            UserWarning,
            '$.connections.micrographs: J12.exposures: the output has no slot "gain_ref_blob", '
            'which the input requires; add "gain_ref_blob" to its slots',
        ),
    ]
    assert all(each.filename == __file__ for each in caught)


@pytest.mark.parametrize(
    ("outputs", "connections"),
    [
        pytest.param(
            {"m": output("mask", result("mask_refine", "blob"))},
            {"mask": "J50.m"},
            id="a slot of another name",
        ),
        pytest.param(
            {"mics": {**output("exposure"), "passthrough": "micrographs"}},
            {"micrographs": "J50.mics"},
            id="what the input that is passed through requires",
        ),
        pytest.param(
            {"mics": output("exposure", result("micrograph_blob", passthrough=True))},
            {"micrographs": "J50.mics"},
            id="what is passed on",
        ),
    ],
)
def test_what_connects_is_not_doubted(outputs: dict[str, Any], connections: dict[str, Any]) -> None:
    """The rule is that of ``connectable``, and its notes are no warnings."""
    slots = [{"name": "micrograph_blob", "dtype": "micrograph_blob", "required": True}]
    spec = {"title": "", "description": "", "slots": []}
    inputs = {"micrographs": {**spec, "type": "exposure", "slots": slots}}
    made = {name: {**spec, **output} for name, output in outputs.items()}
    job = {"type": "snowflake", "params": {}, "inputs": inputs, "outputs": made}
    document = structure({"uid": "J50", "project_uid": "P3", "spec": job}, Job)
    with recorded(jobs={"J50": document}):
        project = CryoSPARC().find_project("P3")
        uid = create_external_job(PICKER, project, "W1", connections=connections).uid
    assert uid.startswith("J9")


def test_a_refusal_of_the_server_names_the_job(record: Record, project: Any) -> None:
    """Where the server refuses a part, the error says which job is there, without all parts."""
    record.refuse("jobs.add_external_output")
    with pytest.raises(APIError) as caught:
        create_external_job(PICKER, project, "W1")
    assert caught.value.__notes__ == ["the external job J9001 of P3 was made, without all parts"]


def test_the_job_is_the_client_s_own(record: Record, project: Any) -> None:
    """The job is up to date, and goes on as one that was made by hand; names stand for titles."""
    job = create_external_job(PICKER, project, "W1")
    assert type(job).__name__ == "ExternalJobController"
    assert {name: each.title for name, each in job.inputs.items()} == {
        "micrographs": "micrographs",
        "mask": "mask",
    }
    assert job.alloc_output("picked", 3).fields()[:2] == ["uid", "location/micrograph_uid"]


def test_the_client_takes_slots(record: Record, project: Any) -> None:
    """All methods with slots take those of ``to_tools``, and mean the same by them."""
    slots = [
        Slot("micrograph_blob", "micrograph_blob"),
        Slot("background_blob", "stat_blob", False),
    ]
    written = [to_tools(slot) for slot in slots]
    job = project.create_external_job("W1")
    job.add_input("exposure", "added", slots=written)
    job.connect("connected", "J12", "exposures", slots=written)
    job.add_output("exposure", "made", slots=written[:1])
    definition = definition_of(job)
    assert [*definition.inputs["added"].slots] == slots
    assert [*definition.inputs["connected"].slots] == slots
    assert [*definition.outputs["made"].slots] == slots[:1]


def mended(definition: JobDefinition) -> JobDefinition:
    """Return a definition without the mistakes of one that is only sound in structure."""
    inputs = {
        name: attrs.evolve(spec, slots=distinct(spec), count_min=min(spec.count_min, most))
        for name, spec in definition.inputs.items()
        for most in [500 if spec.count_max is None else spec.count_max]
    }
    outputs = {
        name: attrs.evolve(spec, slots=distinct(spec), passthrough=first_of_type(spec, inputs))
        for name, spec in definition.outputs.items()
    }
    return attrs.evolve(definition, inputs=inputs, outputs=outputs)


def distinct(spec: InputSpec | OutputSpec) -> list[Slot]:
    """Return the slots of a spec, once each, or any slot where there are none."""
    return [*{slot.name: slot for slot in spec.slots or [Slot("blob", "blob")]}.values()]


def first_of_type(output: OutputSpec, inputs: dict[str, InputSpec]) -> str | None:
    """Return the first input that an output can pass through."""
    return next((name for name, spec in inputs.items() if spec.type is output.type), None)


@pytest.mark.filterwarnings("ignore::cryosparc_spec.UnknownSlotTypeWarning")
@pytest.mark.filterwarnings("ignore:.*(cannot send it|it was seen with):UserWarning")
@settings(max_examples=30)
@given(job_definitions().filter(lambda each: each.inputs or each.outputs).map(mended))
def test_definitions_come_back(logged_in: tuple[Record, Any], definition: JobDefinition) -> None:
    """The definition of a job is the one it was made of, with names for titles that it had not."""
    record, project = logged_in
    record.forget()
    job = create_external_job(definition, project, "W1")
    found = definition_of(job)
    assert definition_of(project.find_job(job.uid)) == found
    assert found == attrs.evolve(
        definition,
        params={},
        inputs={
            n: attrs.evolve(s, title=s.title or n, match_result_by="default")
            for n, s in definition.inputs.items()
        },
        outputs={n: attrs.evolve(s, title=s.title or n) for n, s in definition.outputs.items()},
    )


def test_definition_of_a_job_that_hands_on(record: Record, project: Any) -> None:
    """The slots of an output are those that its job makes, without those it hands on."""
    job = project.find_job("J13")
    assert job_of(job).uid == "J13"
    assert [slot.name for slot in definition_of(job).outputs["particles"].slots] == ["alignments3D"]


def api_methods() -> dict[str, ast.FunctionDef]:
    """Return the methods of the API that the client documents, by name."""
    tree = ast.parse(Path(cryosparc.__file__).with_name("api.pyi").read_text("utf-8"))
    methods: dict[str, ast.FunctionDef] = {}
    for each in tree.body:
        if isinstance(each, ast.ClassDef):
            namespace = each.name.removesuffix("API").lower() + "."
            named = {f"{namespace}{m.name}": m for m in each.body if isinstance(m, ast.FunctionDef)}
            methods |= {name.removeprefix("apiclient."): method for name, method in named.items()}
    return methods


def test_the_stand_in_takes_what_the_api_takes() -> None:
    """Methods of the stand-in have the arguments and results that the client documents."""
    methods = api_methods()
    for endpoint in ENDPOINTS:
        method = methods[endpoint.name]
        by_place = [argument.arg for argument in method.args.posonlyargs[1:]]
        assert by_place == path_arguments(endpoint), endpoint
        given = endpoint.returns.removeprefix("list of ")
        if given not in ("array", "any", "string"):
            assert given in ast.unparse(method.returns or method), endpoint
        if endpoint.kind != "form":
            either = [argument.arg for argument in method.args.args if argument.arg != "self"]
            assert either == [endpoint.body] * bool(endpoint.body), endpoint
            assert [argument.arg for argument in method.args.kwonlyargs] == [*endpoint.query]


def test_the_stand_in_has_what_the_client_calls() -> None:
    """Every method of the API that the client itself calls is answered."""
    called: set[str] = set()
    for path in Path(cryosparc.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ".api." in ast.unparse(node.func):
                called.add(ast.unparse(node.func).partition(".api.")[2])
    answered = {endpoint.name for endpoint in ENDPOINTS}
    assert called
    assert called - answered == set()
