from __future__ import annotations

import copy
import json
import pickle
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given

from cryosparc_spec import ParseError, StructureError, Workflow, structure, unstructure
from cryosparc_spec.documents import (
    JobSpec,
    ResultConnection,
    WorkflowGroup,
    WorkflowJob,
    WorkflowParameter,
    WorkflowParent,
    WorkflowPort,
)
from cryosparc_spec.problems import ProblemKind, Severity
from cryosparc_spec.testing.server_documents import connected_workflows
from tests.document_strategies import raw_workflows

DATA = Path(__file__).parents[1] / "data" / "workflows"


def raw(name: str) -> Any:
    """Return the plain data of a fixture."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def workflow(name: str) -> Workflow:
    """Return the workflow of a fixture."""
    return structure(raw(name), Workflow)


def made(**jobs: list[tuple[str, str]]) -> Workflow:
    """Make a workflow of the groups of its jobs."""
    return Workflow(jobs={key: WorkflowJob(groups=tuple(pairs)) for key, pairs in jobs.items()})


def texts_of(items: Any) -> list[str]:
    """Return things as they print."""
    return list(map(str, items))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("v4_7", id="4.7"),
        pytest.param("v4_7_minimal", id="4.7-minimal"),
        pytest.param("v5", id="5"),
        pytest.param("v5_minimal", id="5-minimal"),
    ],
)
def test_files_come_back_as_they_were(name: str) -> None:
    """Every key and value, in its order, is in what is written, and nothing else."""
    document = workflow(name)
    assert json.dumps(unstructure(document)) == json.dumps(raw(name))
    assert structure(unstructure(document), Workflow) == document


@given(raw_workflows())
def test_any_workflow_comes_back_as_it_was(document: dict[str, Any]) -> None:
    """Keys may be missing or unknown at every level, and stand in any order."""
    assert json.dumps(unstructure(structure(document, Workflow))) == json.dumps(document)


@given(raw_workflows())
def test_any_workflow_can_be_asked_about_its_connections(document: dict[str, Any]) -> None:
    """What cannot be read, or is not there, is told as a problem and raises nothing."""
    found = structure(document, Workflow)
    known = {*found.jobs, *found.parents}
    strangers = [c for c in found.connections if c.source.job not in known]
    assert len(found.connection_problems()) >= len(strangers)
    assert {c.target.job for c in found.connections} <= {*found.jobs}
    assert {*found.unconnected_inputs} <= {*found.inputs}


def test_workflow_answers_by_attribute() -> None:
    """Each key of a workflow has its attribute, in Python's spelling."""
    found = workflow("v5")
    assert (found.id, found.title) == ("67a2a1d0c3b4a5968778695a", "Classify and refine")
    assert (found.version, found.cs_version) == ("1.0.0", "v5.0.3")
    assert (found.created_at, found.updated_at) == (
        "2025-11-03T09:15:44.501000Z",
        "2025-11-04T10:00:00Z",
    )
    assert (found.created_by[-1], found.updated_by[-1]) == ("1", "2")
    assert (found.pinned, found.imported, found.reference) == (False, True, False)
    assert found.category == "refinement"
    assert found.description == "Particles of a parent, classified and refined"
    assert found.parents == {
        "P1": WorkflowParent(
            groups={
                "particles": WorkflowGroup(
                    name="particles", connections=("J1.particles",), required=("blob", "ctf")
                )
            },
            job_type="extract_micrographs_multi",
        )
    }


def test_job_of_a_workflow_answers_by_attribute() -> None:
    """A job has its type, its parameters, and its spec where the file has one."""
    job = workflow("v5").jobs["J1"]
    assert (job.title, job.description, job.job_type) == ("Classes", "", "class_2D_new")
    assert job.parameters == {
        "class2D_K": WorkflowParameter(value=50, flagged=True, notes="More for many views")
    }
    assert isinstance(job.spec, JobSpec)
    assert job.spec.type == "class_2D_new"


def test_file_of_4_7_has_no_specs() -> None:
    """A job of a 4.7 file has no spec; what it may hide or lock of a parameter is there."""
    job = workflow("v4_7").jobs["J3"]
    assert job.spec is None
    assert job.parameters["refine_symmetry"].locked
    assert not job.parameters["refine_N"].visible


def test_what_a_file_leaves_out_has_a_default() -> None:
    """An attribute of a key that is not there has its default."""
    assert workflow("v4_7_minimal") == Workflow(
        id="66f2a1d0c3b4a5968778695b",
        title="One job",
        version="1.0.0",
        jobs={"J1": WorkflowJob(job_type="import_movies")},
    )
    assert structure({"value": 1}, WorkflowParameter) == WorkflowParameter(
        value=1, locked=False, visible=True, flagged=False, notes=None
    )


def test_everything_wrong_is_told_at_once() -> None:
    """Each value of a wrong type is a problem under its path in the file."""
    document = {
        "jobs": {
            "J1": {"jobType": 3, "groups": [["J1.a", 2]], "parameters": {"box": {"locked": "yes"}}},
            "J2": [],
        },
        "parents": {"P1": {"groups": []}},
    }
    with pytest.raises(StructureError) as caught:
        structure(document, Workflow)
    assert str(caught.value) == (
        "5 problems:\n"
        '  $.jobs.J1.jobType: expected text, got 3; write "3"\n'
        '  $.jobs.J1.groups[0][1]: expected text, got 2; write "2"\n'
        '  $.jobs.J1.parameters.box.locked: expected true or false, got "yes"; write true\n'
        "  $.jobs.J2: expected a mapping: WorkflowJob, got a list\n"
        "  $.parents.P1.groups: expected a mapping, got a list"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(
            "v4_7",
            [
                "J2.imported_particles -> J3.particles",
                "J1.imported_volume_1 -> J3.volume",
                "J3.volume -> J4.volume",
                "J3.mask -> J4.mask",
            ],
            id="groups",
        ),
        pytest.param(
            "v5",
            [
                "P1.particles -> J1.particles",
                "J1.particles -> J3.particles",
                "J2.volume_class_0 -> J3.volume",
                "J1.particles -> J2.particles",
            ],
            id="groups-specs-and-parents",
        ),
        pytest.param("v5_minimal", [], id="none"),
    ],
)
def test_connections_are_gathered_from_all_forms(name: str, expected: list[str]) -> None:
    """What groups, specs and parents say of one connection is one connection."""
    assert texts_of(workflow(name).connections) == expected
    assert workflow(name).connection_problems() == ()


def test_groups_decide_over_the_spec_of_a_job() -> None:
    """A spec may name jobs as they were in their project: it counts for inputs left open only."""
    spec = structure(
        {
            "type": "homo_refine_new",
            "inputs": {
                name: {"type": name, "title": "", "connections": [{"job_uid": uid, "output": "o"}]}
                for name, uid in (("particle", "J46"), ("volume", "J1"))
            },
        },
        JobSpec,
    )
    found = Workflow(
        jobs={"J1": WorkflowJob(), "J2": WorkflowJob(groups=(("J1.a", "particle"),), spec=spec)}
    )
    assert texts_of(found.connections) == ["J1.a -> J2.particle", "J1.o -> J2.volume"]


def test_connections_that_only_a_parent_tells_of_come_last() -> None:
    """A parent lists the inputs that it feeds: they are connections, once."""
    group = WorkflowGroup(connections=("J2.particles", "J1.particles"))
    found = Workflow(
        jobs={"J1": WorkflowJob(groups=(("P1.particles", "particles"),)), "J2": WorkflowJob()},
        parents={"P1": WorkflowParent(groups={"particles": group})},
    )
    assert texts_of(found.connections) == [
        "P1.particles -> J1.particles",
        "P1.particles -> J2.particles",
    ]


def test_same_output_may_feed_an_input_twice() -> None:
    """Where an input takes repeated connections, each is there."""
    twice = made(J1=[], J2=[("J1.a", "b"), ("J1.a", "b")])
    assert texts_of(twice.connections) == ["J1.a -> J2.b", "J1.a -> J2.b"]


def test_connections_can_be_asked_by_job() -> None:
    """What feeds a job, and what a job or a parent feeds."""
    found = workflow("v5")
    assert texts_of(found.feeding("J3")) == [
        "J1.particles -> J3.particles",
        "J2.volume_class_0 -> J3.volume",
    ]
    assert texts_of(found.fed_by("J1")) == [
        "J1.particles -> J3.particles",
        "J1.particles -> J2.particles",
    ]
    assert texts_of(found.fed_by("P1")) == ["P1.particles -> J1.particles"]
    assert found.feeding("P1") == found.fed_by("J9") == ()


def test_single_results_are_typed() -> None:
    """A pair of individualResults says which result fills which slot of which connection."""
    (found,) = workflow("v5").result_connections
    assert str(found) == "P1.particles.ctf -> J3.particles.0.ctf"
    assert found == ResultConnection(
        source=WorkflowPort("P1", "particles"),
        result="ctf",
        target=WorkflowPort("J3", "particles"),
        index=0,
        slot="ctf",
    )


def test_inputs_without_a_connection_are_listed() -> None:
    """They are known where a job has a spec; of others only the inputs that are fed are known."""
    assert texts_of(workflow("v5").unconnected_inputs) == ["J3.mask"]
    assert texts_of(workflow("v5").inputs) == [
        "J1.particles",
        "J3.particles",
        "J3.volume",
        "J3.mask",
        "J2.particles",
    ]
    assert workflow("v4_7").unconnected_inputs == ()
    assert texts_of(workflow("v4_7").inputs)[:2] == ["J3.particles", "J3.volume"]


@given(connected_workflows())
def test_inputs_are_fed_or_unconnected(found: Workflow) -> None:
    """Inputs that are fed and inputs that are not are all inputs, and none is both."""
    fed = {connection.target for connection in found.connections}
    unconnected = {*found.unconnected_inputs}
    assert fed | unconnected == {*found.inputs}
    assert not fed & unconnected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("v4_7", ("J1", "J2", "J3", "J4"), id="as-in-the-file"),
        pytest.param("v5", ("J1", "J2", "J3"), id="J2-stands-last-in-the-file"),
        pytest.param("v5_minimal", ("J1", "J2"), id="unconnected"),
    ],
)
def test_jobs_come_after_those_that_feed_them(name: str, expected: tuple[str, ...]) -> None:
    """The order is that of the file, but for jobs that stand before what feeds them."""
    assert workflow(name).order() == expected


def test_single_result_is_a_reason_to_wait() -> None:
    """A job that takes one result of another comes after it."""
    job = WorkflowJob(individual_results=(("J2.particles.ctf", "J1.particles.0.ctf"),))
    assert Workflow(jobs={"J1": job, "J2": WorkflowJob()}).order() == ("J2", "J1")


def _edges(found: Workflow) -> set[tuple[str, str]]:
    edges = {(c.source.job, c.target.job) for c in found.connections}
    edges |= {(c.source.job, c.target.job) for c in found.result_connections}
    return {(source, target) for source, target in edges if source in found.jobs}


@given(connected_workflows())
def test_order_holds_or_the_circle_is_one(found: Workflow) -> None:
    """Every source comes before its target; where none can, the circle told is in the graph."""
    try:
        order = found.order()
    except ParseError as error:
        circle = error.problems[0].message.partition(": ")[2].split(" -> ")
        assert circle[0] == circle[-1]
        assert {*pairwise(circle)} <= _edges(found)
    else:
        assert sorted(order) == sorted(found.jobs)
        assert all(order.index(a) < order.index(b) for a, b in _edges(found))


@given(connected_workflows())
def test_order_is_stable(found: Workflow) -> None:
    """Jobs put in their order have that order."""
    try:
        order = found.order()
    except ParseError:
        return
    ordered = attrs.evolve(found, jobs={key: found.jobs[key] for key in order})
    assert ordered.order() == order


@pytest.mark.parametrize(
    ("found", "circle"),
    [
        pytest.param(made(J1=[("J1.a", "b")]), "J1 -> J1", id="itself"),
        pytest.param(
            made(J1=[], J2=[("J1.a", "b"), ("J3.a", "c")], J3=[("J2.a", "b")]),
            "J2 -> J3 -> J2",
            id="two",
        ),
        pytest.param(
            Workflow(jobs={"a\x1b": WorkflowJob(groups=(("a\x1b.a", "b"),))}),
            r'"a\u001b" -> "a\u001b"',
            id="control-character",
        ),
        pytest.param(
            made(**{f"J{n}": [(f"J{n % 30 + 1}.a", "b")] for n in range(1, 31)}),
            " -> ".join(["J1", *(f"J{n}" for n in range(30, 11, -1)), "..."]),
            id="thirty",
        ),
    ],
)
def test_circle_of_jobs_has_no_order(found: Workflow, circle: str) -> None:
    """The error, and the problem that a check tells, name the jobs of the circle in turn."""
    with pytest.raises(ParseError) as caught:
        found.order()
    assert str(caught.value) == f"$.jobs: jobs feed each other in a circle: {circle}"
    assert found.connection_problems() == caught.value.problems


def test_everything_wrong_with_connections_is_told() -> None:
    """Each has the path of the part of the file that says so, and says what would be right."""
    document = raw("v5")
    document["jobs"]["J1"]["groups"] = [
        ["P2.particles", "particles"],
        ["J1", "x"],
        ["P1.particles"],
    ]
    document["jobs"]["J3"]["groups"] += [["J2.volume_class_1", "msk"], ["J3.volume", "a.b"]]
    document["jobs"]["J3"]["individualResults"] += [
        ["J2.a", "J3.particles.0.ctf"],
        ["J2.volume_class_0.map", "J3.volume.one.map"],
        ["J2.volume_class_0.map"],
        ["J2.volume_class_0.map", "J8.volume.0.map"],
    ]
    problems = structure(document, Workflow).connection_problems()
    assert texts_of(problems) == [
        '$.jobs.J1.groups[1][0]: "J1" is not of the form <job>.<output or input>; '
        'write it as "J1.particles"',
        "$.jobs.J1.groups[2]: expected a pair: an output, and the input that it feeds, got a list",
        '$.jobs.J3.groups[3][1].name: "a.b" cannot be part of a dotted name: '
        "expected text, not empty and without a dot",
        '$.jobs.J1.groups[0]: "P2" is neither a job nor a parent of the workflow',
        '$.jobs.J3.groups[2]: "volume_class_1" is not an output of "J2": '
        'expected one of "volume_class_0"; write "volume_class_0"',
        '$.jobs.J3.groups[2]: "msk" is not an input of "J3": '
        'expected one of "particles", "volume", "mask"; write "mask"',
        '$.jobs.J3.individualResults[1][0]: "J2.a" is not of the form <job>.<output>.<result>; '
        'write it as "J1.particles.ctf"',
        '$.jobs.J3.individualResults[2][1]: "one" is not the index of a connection: '
        "expected 0 to 999999999",
        "$.jobs.J3.individualResults[3]: expected a pair: the result of an output, "
        "and the slot of an input, got a list",
        '$.jobs.J3.individualResults[4]: "J8" is no job of the workflow',
    ]
    assert {problem.severity for problem in problems} == {Severity.ERROR}


def test_asides_are_notes() -> None:
    """A spec may name jobs of the project, and how parents list inputs is less well known."""
    document = raw("v5")
    document["jobs"]["J2"]["spec"]["inputs"]["particles"]["connections"][0]["job_uid"] = "J46"
    document["parents"]["P1"]["groups"]["particles"]["connections"] = ["J9.particles", 1]
    problems = structure(document, Workflow).connection_problems()
    assert texts_of(problems) == [
        '$.parents.P1.groups.particles.connections[0]: "J9" is no job of the workflow',
        '$.parents.P1.groups.particles.connections[1]: expected text, got 1; write "1"',
        '$.jobs.J2.spec.inputs.particles.connections[0]: "J46" is neither a job nor a parent '
        "of the workflow",
    ]
    assert {problem.severity for problem in problems} == {Severity.NOTE}


def test_output_of_a_job_without_outputs() -> None:
    """Where the spec of a job lists no output, none is expected."""
    spec = JobSpec(type="cache_particles")
    found = Workflow(
        jobs={"J1": WorkflowJob(spec=spec), "J2": WorkflowJob(groups=(("J1.particles", "in"),))}
    )
    (problem,) = found.connection_problems()
    assert problem.kind is ProblemKind.UNKNOWN_WORD
    assert str(problem) == (
        '$.jobs.J2.groups[0]: "particles" is not an output of "J1": expected one of none'
    )


def test_input_with_a_name_no_one_could_feed_is_left_out() -> None:
    """A name with a dot in it cannot stand in a connection, and is no input of the graph."""
    spec = structure(
        {
            "type": "x",
            "inputs": {"a.b": {"type": "mask", "title": ""}, "c": {"type": "mask", "title": ""}},
        },
        JobSpec,
    )
    assert texts_of(Workflow(jobs={"J1": WorkflowJob(spec=spec)}).inputs) == ["J1.c"]


def test_workflows_are_values() -> None:
    """They hash, compare, copy and pickle by value."""
    found = workflow("v5")
    assert found == pickle.loads(pickle.dumps(found)) == copy.deepcopy(found)
    assert hash(found) == hash(workflow("v5"))
    assert len({*found.connections, *workflow("v5").connections}) == len(found.connections)


def test_changed_job_is_written_and_the_rest_stays() -> None:
    """A change made with ``attrs.evolve`` is in what is written, and is all that differs."""
    found = workflow("v4_7")
    jobs = {**found.jobs, "J4": attrs.evolve(found.jobs["J4"], groups=(("J3.volume", "volume"),))}
    expected = raw("v4_7")
    expected["jobs"]["J4"]["groups"].pop()
    assert unstructure(attrs.evolve(found, jobs=jobs)) == expected
