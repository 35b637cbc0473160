"""Jobs of CryoSPARC 5: the fixtures of the corpus, typed questions, and what comes back."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given

from cryosparc_spec import Datatype, Job, ParseError, Slot, StructureError, structure, unstructure
from cryosparc_spec.conversions import to_job
from cryosparc_spec.documents import (
    Connection,
    ExternalOutputSpec,
    Input,
    InputResult,
    InputSlot,
    JobSpec,
    LegacyJob,
    Output,
    OutputRef,
    OutputResult,
    OutputSlot,
    RegisterInput,
    RegisterOutput,
    ResourceSpec,
    ResultVersion,
)
from cryosparc_spec.vocabulary import JobStatus
from tests.document_strategies import Raw, first_loss, raw_external_outputs, raw_jobs

FILES = [
    "v5_fixture_new_job.json",
    "v5_fixture_connected_job.json",
    "v5_fixture_completed_job.json",
]


def read(corpus: Path, name: str) -> Any:
    """Return a document of the corpus as plain data."""
    return json.loads((corpus / "job_json" / name).read_text("utf-8"))


def keys_in_order(tree: Any) -> Any:
    """Return the keys of all mappings of a tree, in their order."""
    if isinstance(tree, dict):
        return [(key, keys_in_order(value)) for key, value in tree.items()]
    return [keys_in_order(value) for value in tree] if isinstance(tree, list) else None


def test_the_table_of_files_is_all_there_are(corpus: Path) -> None:
    """Each file of version 5 in the corpus is tested."""
    assert {path.name for path in (corpus / "job_json").glob("v5_*")} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_document_of_the_corpus_comes_back(corpus: Path, name: str) -> None:
    """Nothing is lost or moved, and a second round trip changes nothing."""
    raw = read(corpus, name)
    job = structure(raw, Job)
    written = unstructure(job)
    assert first_loss(raw, written) is None
    assert keys_in_order(written) == keys_in_order(raw)
    again = structure(written, Job)
    assert again == job
    assert hash(again) == hash(job)
    assert json.dumps(unstructure(again)) == json.dumps(written)


@pytest.mark.parametrize("name", FILES)
def test_all_keys_of_a_document_of_the_corpus_are_known(corpus: Path, name: str) -> None:
    """Each has an attribute, in the order of the document."""
    job = structure(read(corpus, name), Job)
    assert job.extras == {}
    newer = "oversubscribe_gpus"
    assert (*job._keys_read[1:], newer) == tuple(f.name for f in attrs.fields(Job))[3:]


def test_a_finished_job_answers_typed_questions(corpus: Path) -> None:
    """What was connected and what came out is asked for by attribute."""
    job = structure(read(corpus, "v5_fixture_completed_job.json"), Job)
    assert (job.uid, job.status, job.spec.type) == ("J42", JobStatus.COMPLETED, "homo_abinit")
    assert job.spec.params["abinit_K"] == 1
    particles = job.spec.inputs["particles"]
    assert (particles.type, particles.most_connections) == (Datatype.PARTICLE, None)
    [connection] = particles.connections
    assert (connection.job_uid, connection.output) == ("J41", "particles")
    assert [(result.name, result.is_passthrough) for result in connection.results] == [
        ("blob", False),
        ("ctf", False),
        (None, True),
    ]
    output = job.spec.outputs["particles_class_0"]
    assert output.slots == ()
    assert [slot.name for slot in output.typed_slots] == ["blob", "ctf", "alignments3D"]
    final = ResultVersion(863, "J42/class_00_final_particles.cs", 10000)
    assert output.results[0].final == final
    assert job.spec.outputs["volume_class_0"].typed_slots == (Slot("map", "blob"),)


def test_a_change_leaves_the_rest_where_it_was(corpus: Path) -> None:
    """A key that was there is written in its place, and a new one behind the others."""
    raw = read(corpus, "v5_fixture_new_job.json")
    del raw["cloned_from"]
    job = structure(raw, Job)
    changed = attrs.evolve(job, title="Ab-initio", cloned_from="J7")
    assert unstructure(changed) == {**raw, "title": "Ab-initio", "cloned_from": "J7"}
    assert list(unstructure(changed)) == [*raw, "cloned_from"]
    assert unstructure(attrs.evolve(changed, cloned_from=None)) == {**raw, "title": "Ab-initio"}


@given(raw_jobs())
def test_nothing_of_a_job_is_lost(raw: Raw) -> None:
    """Known and unknown keys and words come back where they were, and so a second time."""
    before = copy.deepcopy(raw)
    job = structure(raw, Job)
    written = unstructure(job)
    assert first_loss(raw, written) is None
    assert keys_in_order(written) == keys_in_order(raw)
    again = structure(written, Job)
    assert again == job
    assert hash(again) == hash(job)
    assert json.dumps(unstructure(again)) == json.dumps(written)
    assert pickle.loads(pickle.dumps(job)) == job
    assert repr(raw) == repr(before)


@given(raw_external_outputs())
def test_nothing_of_an_external_output_is_lost(raw: Raw) -> None:
    """Known and unknown keys and words come back where they were."""
    external = structure(raw, ExternalOutputSpec)
    assert first_loss(raw, unstructure(external)) is None
    assert keys_in_order(unstructure(external)) == keys_in_order(raw)
    assert structure(unstructure(external), ExternalOutputSpec) == external


def test_a_job_is_not_changed_with_the_data_it_was_read_from() -> None:
    """The object holds copies of the lists and mappings."""
    raw: Any = {"spec": {"type": "x", "params": {"a": [1]}}, "new": {"b": [2]}, "tags": ["t"]}
    job = structure(raw, Job)
    held = repr(job)
    raw["spec"]["params"]["a"].append(3)
    raw["new"]["b"].append(3)
    raw["tags"].append("u")
    assert repr(job) == held


def result(number: int) -> Raw:
    """A result with some mistake of its own."""
    wrong: list[Raw] = [
        {"name": "blob"},
        {"name": "blob", "dtype": None},
        {"name": "blob", "dtype": "blob", "versions": [0, "1", 2.0]},
        {"name": "blob", "dtype": "blob", "passthrough": "false"},
        {"name": "blob", "dtype": "blob", "metafiles": "a.cs"},
    ]
    return wrong[number]


MISTAKES: Raw = {
    "uid": 42,
    "title": None,
    "workspace_uids": ["W1", 2],
    "created_at": 5,
    "status": 3,
    "tags": {"a": 1},
    "build_errors": None,
    "new": {"key": {"deep": object()}},
    "spec": {
        "params": [1],
        "inputs": {
            "particles": {
                "title": "Particles",
                "count_min": True,
                "count_max": 1.5,
                "slots": [{"name": "blob", "dtype": "blob", "required": 1}, "ctf"],
                "connections": [{"job_uid": "J1"}],
            },
        },
        "outputs": {"a": {"type": "particle", "results": [result(n) for n in range(5)]}},
        "resource_spec": 4,
        "ui_tile_width": "1",
    },
}
PROBLEMS = [
    '$.uid: expected text, got 42; write "42"',
    "$.title: expected text, got null",
    '$.workspace_uids[1]: expected text, got 2; write "2"',
    "$.created_at: expected text or a mapping or null, got 5",
    '$.status: expected text, got 3; write "3"',
    "$.tags: expected a list, got a mapping",
    "$.build_errors: expected a list, got null",
    "$.new.key.deep: expected text, a number, true, false, null, a list or a mapping, got a value "
    "of type object",
    "$.spec.params: expected a mapping, got a list",
    "$.spec.inputs.particles.count_min: expected a whole number, got true",
    "$.spec.inputs.particles.count_max: expected a whole number or text or null, got 1.5",
    "$.spec.inputs.particles.slots[0].required: expected true or false, got 1; write true",
    '$.spec.inputs.particles.slots[1]: expected a mapping: InputSlot, got "ctf"',
    "$.spec.inputs.particles.connections[0]: output is missing: Connection needs one",
    "$.spec.inputs.particles: type is missing: Input needs one",
    "$.spec.outputs.a.results[0]: dtype is missing: OutputResult needs one",
    "$.spec.outputs.a.results[1].dtype: expected text, got null",
    '$.spec.outputs.a.results[2].versions[1]: expected a whole number, got "1"; write 1',
    "$.spec.outputs.a.results[2].versions[2]: expected a whole number, got 2.0; write 2",
    '$.spec.outputs.a.results[3].passthrough: expected true or false, got "false"; write false',
    '$.spec.outputs.a.results[4].metafiles: expected a list, got "a.cs"',
    "$.spec.resource_spec: expected a mapping: ResourceSpec, got 4",
    '$.spec.ui_tile_width: expected a whole number, got "1"; write 1',
    "$.spec: type is missing: JobSpec needs one",
]


def test_all_mistakes_are_told_at_once() -> None:
    """Each wrong value and each missing key is told, with its path, and nothing else is."""
    with pytest.raises(StructureError) as caught:
        structure(MISTAKES, Job)
    assert [str(problem) for problem in caught.value.problems] == PROBLEMS


SLOT = InputSlot(name="ctf", dtype="ctf")
RESULT = OutputResult(name="map", dtype="blob", versions=(0, 7, 5), metafiles=("a", "b"))


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        pytest.param(["ctf"], [Slot("ctf", "ctf")], id="shorthand"),
        pytest.param(["?ctf"], [Slot("ctf", "ctf", False)], id="optional"),
        pytest.param(
            ["?background_blob"], [Slot("background_blob", "stat_blob", False)], id="type"
        ),
        pytest.param(["newer"], [Slot("newer", "newer")], id="unknown"),
        pytest.param(
            ["alignments_class_0"], [Slot("alignments_class_0", "alignments_class_0")], id="series"
        ),
        pytest.param([SLOT], [Slot("ctf", "ctf", False)], id="not-required-unless-said"),
    ],
)
def test_slots_of_the_register_are_slots(slots: Any, expected: list[Slot]) -> None:
    """Text and mappings become slots, without a warning for a name that is not known."""
    assert list(RegisterInput(type="particle", slots=slots).typed_slots) == expected


def test_slots_that_outputs_list_come_before_those_of_their_results() -> None:
    """Results are asked only where no slots are listed."""
    slots = (OutputSlot(name="map_sharp", dtype="blob"),)
    output = Output(type="volume", slots=slots, results=(RESULT,))
    assert output.typed_slots == (Slot("map_sharp", "blob"),)
    assert RegisterOutput(type="volume", slots=("map", *slots)).typed_slots == (
        Slot("map", "blob"),
        Slot("map_sharp", "blob"),
    )
    assert Input(type="volume", slots=(SLOT,)).typed_slots == (Slot("ctf", "ctf", False),)


def test_a_slot_with_a_name_that_cannot_be_one_is_refused_when_asked_for() -> None:
    """The document holds it; the slot is not made."""
    odd = Input(type="volume", slots=(InputSlot(name="a b", dtype="blob"),))
    with pytest.raises(ParseError, match=r'"a b" cannot be a name'):
        _ = odd.typed_slots


@pytest.mark.parametrize(
    ("written", "most"),
    [
        pytest.param(3, 3, id="number"),
        pytest.param("inf", None, id="inf"),
        pytest.param(None, None, id="v4"),
    ],
)
def test_the_most_connections_are_a_number_or_none(written: Any, most: int | None) -> None:
    """Infinity has one value, in jobs and in the register."""
    assert Input(type="mask", count_max=written).most_connections == most
    assert RegisterInput(type="mask", count_max=written).most_connections == most


def test_the_final_version_is_the_highest() -> None:
    """It need not be the last one, and lists may be of different lengths."""
    assert RESULT.final == (7, "b", None)
    assert attrs.evolve(RESULT, versions=(0, 5, 7)).final == (7, None, None)
    assert attrs.evolve(RESULT, versions=()).final is None


def test_a_document_made_here_is_written_in_full() -> None:
    """Other readers need the keys, so that defaults are written too; a job has the needed ones."""
    assert unstructure(Input(type="mask")) == {
        "type": "mask",
        "title": "",
        "description": "",
        "slots": [],
        "count_min": 0,
        "count_max": "inf",
        "repeat_allowed": False,
        "connections": [],
    }
    assert unstructure(ResourceSpec(gpu=1)) == {"gpu": 1}
    assert list(unstructure(Job(uid="J1", title="A", spec=JobSpec(type="x")))) == [
        *("uid", "project_uid", "workspace_uids", "spec", "job_dir", "job_dir_size_last_updated"),
        *("title", "uid_num", "project_uid_num", "status_num", "build_errors"),
    ]


@pytest.mark.parametrize(
    ("key", "other"), [pytest.param("_id", "title", id="_id"), pytest.param("id", "title", id="id")]
)
def test_the_id_is_found_under_both_of_its_keys(key: str, other: str) -> None:
    """It goes back to the key it came from."""
    raw = {other: "a", key: "67743226", "spec": {"type": "x"}}
    job = structure(raw, Job)
    assert (job.id, job.extras) == ("67743226", {})
    assert unstructure(job) == raw
    assert list(unstructure(attrs.evolve(job, id="5"))) == list(raw)


def test_an_id_under_both_keys_is_kept_twice() -> None:
    """The first key is that of the attribute, and the other one is kept beside it."""
    raw = {"id": 1, "_id": "a", "spec": {"type": "x"}}
    job = structure(raw, Job)
    assert (job.id, job.extras) == ("a", {"id": 1})
    assert unstructure(job) == raw


def test_a_wrong_id_is_told_under_its_key() -> None:
    """The path is that of the document."""
    with pytest.raises(StructureError) as caught:
        structure({"id": 1, "spec": {"type": "x"}}, Job)
    assert str(caught.value) == "$.id: expected text or a mapping or null, got 1"


def test_a_reference_reads_as_its_name() -> None:
    """Its text is the job and the output."""
    assert str(OutputRef(job_uid="J3", output="volume")) == "J3.volume"


def test_parts_are_made_by_hand() -> None:
    """What is made here is what is read."""
    result = InputResult(name="ctf", dtype="ctf", job_uid="J1", output="a", result="ctf")
    connection = Connection(job_uid="J1", output="a", results=(result,))
    made = Input(type="exposure", connections=(connection,))
    assert structure(unstructure(made), Input) == made


@pytest.mark.parametrize(
    ("uid", "project_uid", "numbers"),
    [
        pytest.param("J42", "P3", (42, 3), id="both"),
        pytest.param("J007", "", (7, 0), id="no project"),
        pytest.param("", "P12", (0, 12), id="no uid"),
        pytest.param("job 5", "P", (0, 0), id="other text"),
        pytest.param("J" + "9" * 30, "P1", (0, 1), id="absurd"),
    ],
)
def test_numbers_in_a_uid_follow_it(uid: str, project_uid: str, numbers: tuple[int, int]) -> None:
    """In a document made here; one that was read has what stands in it."""
    spec = JobSpec(type="snowflake")
    made = Job(uid=uid, project_uid=project_uid, spec=spec)
    assert (made.uid_num, made.project_uid_num) == numbers
    again = attrs.evolve(Job(uid="J1", project_uid="P1", spec=spec), uid="J5")
    assert (again.uid_num, again.project_uid_num) == (5, 1)
    raw = {"uid": uid, "spec": {"type": "snowflake"}}
    assert structure(raw, Job).uid_num == 0
    assert unstructure(structure(raw, Job)) == raw
    made_of_v4 = to_job(LegacyJob(uid=uid, project_uid=project_uid, job_type="x"))
    assert (made_of_v4.uid_num, made_of_v4.project_uid_num) == numbers
