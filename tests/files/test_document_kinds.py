"""Which kind of document a file holds, how it is told, and how a kind is insisted on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec import (
    FileError,
    Job,
    JobDefinition,
    JobRegister,
    ResultsGroup,
    Slot,
    StructureError,
    Workflow,
    check_file,
    load,
    unstructure,
)
from cryosparc_spec.catalogue import SlotTypes
from cryosparc_spec.documents import Blueprint, JobSpec, LegacyJob
from cryosparc_spec.files.checks import examine
from cryosparc_spec.files.document_kinds import (
    DATASET,
    KINDS,
    is_foreign,
    kind_of_class,
    recognize,
    taken_for,
    title_of,
)
from cryosparc_spec.problems import Severity
from tests.command_line import run

DOCUMENTS: dict[str, tuple[type, dict[str, Any], str]] = {
    "group": (
        ResultsGroup,
        {"group": {"name": "a", "type": "mask"}, "results": {}},
        "a results group: it has group and results",
    ),
    "group without its group": (
        ResultsGroup,
        {"results": {}, "version": "v4.4.1"},
        "a results group: it has results and version",
    ),
    "slot types": (SlotTypes, {"slot_types": []}, "a catalogue of slot types: it has slot_types"),
    "register": (JobRegister, {"specs": []}, "a job register: it has specs"),
    "workflow": (
        Workflow,
        {"workflowVersion": "1.0.0", "jobs": {}},
        "a workflow: it has workflowVersion",
    ),
    "workflow without a version": (
        Workflow,
        {"jobs": {}, "parents": {}},
        "a workflow: it has jobs and parents",
    ),
    "blueprint": (
        Blueprint,
        {"jobType": "x", "blueprintVersion": "1.0.0"},
        "a blueprint: it has blueprintVersion",
    ),
    "job": (
        Job,
        {"uid": "J1", "spec": {"type": "x"}},
        "a job of CryoSPARC 5: it has spec and uid",
    ),
    "job without its spec": (
        Job,
        {"uid": "J1", "status_num": 0},
        "a job of CryoSPARC 5: it has uid and status_num",
    ),
    "v4 job": (
        LegacyJob,
        {"uid": "J1", "output_results": []},
        "a job of CryoSPARC 4: it has output_results",
    ),
    "v4 job with a type alone": (
        LegacyJob,
        {"uid": "J1", "type": "x"},
        "a job of CryoSPARC 4: it has type and uid",
    ),
    "job without a uid": (
        Job,
        {"spec": {"type": "x", "resource_spec": {}}},
        "a job of CryoSPARC 5: it has spec.resource_spec",
    ),
    "job of connections alone": (
        Job,
        {"spec": {"inputs": {"a": {"type": "mask", "connections": []}}}, "status": "building"},
        "a job of CryoSPARC 5: it has spec.inputs.a.connections",
    ),
    "spec": (
        JobSpec,
        {"type": "x", "params": {}, "resource_spec": {"cpu": 1}},
        "a spec of a job: it has resource_spec",
    ),
    "spec of an older server": (
        JobSpec,
        {"type": "x", "inputs": {}, "ui_tile_width": 1},
        "a spec of a job: it has ui_tile_width",
    ),
    "inputs that are connected": (
        JobSpec,
        {"inputs": {"b": {"type": "mask"}, "a": {"type": "mask", "connections": []}}},
        "a spec of a job: it has inputs.a.connections",
    ),
    "outputs with results": (
        JobSpec,
        {"outputs": {"o": {"type": "mask", "results": [{"name": "mask", "dtype": "blob"}]}}},
        "a spec of a job: it has outputs.o.results",
    ),
    "inputs and outputs of a job": (
        JobSpec,
        {
            "outputs": {"o": {"type": "mask", "results": []}},
            "inputs": {"a": {"type": "mask", "connections": []}},
        },
        "a spec of a job: it has inputs.a.connections",
    ),
    "definition with a mistaken key": (
        JobDefinition,
        {"title": "a", "inputs": {"a": {"type": "mask", "connections": []}}},
        "",
    ),
    "definition with inputs that are none": (
        JobDefinition,
        {"inputs": ["connections"], "outputs": {"o": ["results"]}},
        "",
    ),
    "output of an external job": (
        JobDefinition,
        {"name": "o", "spec": {"type": "mask", "slots": ["mask"]}, "connection": None},
        "",
    ),
    "definition": (JobDefinition, {"inputs": {}}, ""),
    "definition with a title alone": (JobDefinition, {"title": "a"}, ""),
    "nothing": (JobDefinition, {}, ""),
}


@pytest.mark.parametrize(("cls", "raw", "said"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_the_kind_is_told_by_the_keys(cls: type, raw: dict[str, Any], said: str) -> None:
    """With the keys that show it; what has none of them is a definition."""
    kind = recognize(raw)
    assert kind.cls is cls
    assert taken_for(raw, kind) == (f"taken for {said}" if said else None)


@pytest.mark.parametrize("raw", [None, [], "uid", 3, ["specs"]])
def test_what_is_no_mapping_is_taken_for_a_definition(raw: object) -> None:
    """Its reader says best what was expected."""
    assert recognize(raw).cls is JobDefinition


TITLES = {
    "results-group": "results group",
    "slot-types": "catalogue of slot types",
    "job-types": "catalogue of job types",
    "register": "job register",
    "workflow": "workflow",
    "blueprint": "blueprint",
    "job": "job of CryoSPARC 5",
    "job-v4": "job of CryoSPARC 4",
    "job-spec": "spec of a job",
    "pipeline": "pipeline",
    "built-in-job": "definition of a built-in job",
    "definition": "job definition",
}


def test_kinds_have_the_words_that_people_have_for_them() -> None:
    """In the order in which their signs are looked for."""
    assert [(kind.name, kind.title) for kind in KINDS] == [*TITLES.items()]
    assert (DATASET.name, DATASET.title) == ("dataset", "dataset")
    assert DATASET.sign_in({"dataset": 1}) == ()


SIGNS = {
    "group results": "results-group",
    "results version": "results-group",
    "slot_types": "slot-types",
    "job_types": "job-types",
    "specs": "register",
    "workflowVersion": "workflow",
    "jobs parents": "workflow",
    "jobs csVersion": "workflow",
    "blueprintVersion": "blueprint",
    "jobType parameters": "blueprint",
    "spec uid": "job",
    "spec project_uid": "job",
    "uid status_num": "job",
    "output_result_groups": "job-v4",
    "output_results": "job-v4",
    "input_slot_groups": "job-v4",
    "params_base": "job-v4",
    "params_spec": "job-v4",
    "job_type uid": "job-v4",
    "type uid": "job-v4",
    "resource_spec": "job-spec",
    "ui_tile_width": "job-spec",
    "ui_tile_height": "job-spec",
    "job_type": "built-in-job",
    "inputs": "definition",
    "outputs": "definition",
}


@pytest.mark.parametrize(("keys", "name"), SIGNS.items(), ids=SIGNS)
def test_each_sign_is_enough(keys: str, name: str) -> None:
    """Beside any other key, and in parts it is none, or that of another kind."""
    words = keys.split()
    raw = dict.fromkeys(["other", *words, "another"])
    kind = recognize(raw)
    assert kind.name == name
    assert kind.sign_in(raw) == tuple(words)
    for word in words:
        part = {key: None for key in raw if key != word}
        assert recognize(part).sign_in(part) != tuple(words)


@pytest.mark.parametrize(
    ("jobs", "is_one"),
    [
        pytest.param({"a": {"job_type": "x"}}, True, id="type"),
        pytest.param({"a": {"connections": {}}}, True, id="connections"),
        pytest.param({"a": 1, "b": {}, "c": {"job_type": "x"}}, True, id="the last of them"),
        pytest.param({"a": {"type": "x"}, "b": ["job_type"]}, False, id="neither"),
        pytest.param({}, False, id="no jobs"),
        pytest.param([{"job_type": "x"}], False, id="a list"),
        pytest.param(None, False, id="null"),
    ],
)
def test_a_pipeline_has_built_in_jobs(jobs: object, is_one: bool) -> None:
    """Other programs have files of jobs too."""
    kind = recognize({"jobs": jobs})
    assert kind.name == ("pipeline" if is_one else "definition")
    assert kind.sign_in({"jobs": jobs}) == (("jobs",) if is_one else ())


@pytest.mark.parametrize(
    ("raw", "signs"),
    [
        *[
            pytest.param({"uid": "J1", key: value}, ("uid", key), id=key)
            for key, value in zip(("spce", "spec_", "sepc"), [{}, {"type": "x"}, {}], strict=True)
        ],
        pytest.param({"uid": "J1", "a": {}, "spc": {}, "spce": {}}, ("uid", "spc"), id="the first"),
        pytest.param({"uid": "J1", "spce": 1}, (), id="no mapping"),
        pytest.param({"uid": "J1", "params": {}}, (), id="another word"),
        pytest.param({"uid": "J1", 1: {}}, (), id="no word"),
        pytest.param({"uid": "J1"}, (), id="none"),
        pytest.param({"spce": {}}, (), id="no uid"),
    ],
)
def test_a_spec_that_is_mistyped_shows_a_job(raw: dict[Any, Any], signs: tuple[str, ...]) -> None:
    """Beside its uid; and it has to hold something."""
    kind = recognize(raw)
    assert kind.name == ("job" if signs else "definition")
    assert kind.sign_in(raw) == signs


@pytest.mark.parametrize("key", ["title", "description", "connection", "$schema"])
def test_what_specs_do_not_have_shows_a_definition(key: str) -> None:
    """With a key that is only in specs, by mistake."""
    raw = {"inputs": {"a": {"type": "mask", "connections": []}}}
    assert recognize(raw).name == "job-spec"
    assert recognize({**raw, key: "a"}).name == "definition"
    assert recognize({"spec": raw, "title": "a"}).name == "job"
    assert recognize({"spec": {**raw, key: "a"}}).name == "definition"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(None, False, id="nothing"),
        pytest.param({}, False, id="empty"),
        pytest.param([], True, id="a list"),
        pytest.param("text", True, id="text"),
        pytest.param({"title": "a", "description": "b", "params": {}}, False, id="known keys"),
        pytest.param({"$schema": "a"}, False, id="a schema"),
        pytest.param({"title": "a", "name": "b"}, True, id="an unknown key beside a known one"),
        pytest.param({"uid": "J1", "type": "x"}, False, id="a job"),
        pytest.param({"inptus": {}, "name": 1}, False, id="a slip"),
        pytest.param({"input": {}}, False, id="one letter less"),
        pytest.param({"output_": {}}, False, id="another letter"),
        pytest.param({"Output": {}}, False, id="a capital"),
        pytest.param({"scripts": {}}, True, id="another word"),
        pytest.param({"outs": {}}, True, id="too short a word"),
        pytest.param({"put": {}}, True, id="a part of a word"),
        pytest.param({1: 2}, True, id="no word"),
        pytest.param({**{f"a{n}": 0 for n in range(99)}, "inptus": 1}, False, id="the 100th"),
        pytest.param({**{f"a{n}": 0 for n in range(100)}, "inptus": 1}, True, id="the 101st"),
    ],
)
def test_what_is_no_document_is_recognized(raw: object, expected: bool) -> None:
    """A definition with slips in its keys is one, and so is what is empty as yet."""
    assert is_foreign(raw) is expected


def test_kinds_are_found_by_class() -> None:
    """Every class of documents is of one kind, and other classes are of none."""
    for kind in KINDS:
        assert kind_of_class(kind.cls) is kind
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    assert kind_of_class(Slot) is None
    assert title_of(JobDefinition()) == "job definition"


def written(folder: Path, raw: object, name: str = "a.json") -> Path:
    """Write a document and return its path."""
    path = folder / name
    path.write_text(json.dumps(raw), "utf-8")
    return path


BROKEN = {
    "group without its group",
    "job without its spec",
    "definition with a mistaken key",
    "definition with inputs that are none",
    "output of an external job",
}
SOUND = {name: (cls, raw) for name, (cls, raw, _) in DOCUMENTS.items() if name not in BROKEN}


@pytest.mark.parametrize(("cls", "raw"), SOUND.values(), ids=SOUND)
def test_a_file_is_loaded_as_the_kind_it_is(cls: type, raw: dict[str, Any], tmp_path: Path) -> None:
    """Also where the kind is insisted on."""
    path = written(tmp_path, raw)
    document = load(path)
    assert type(document) is cls
    assert load(path, cls) == document
    assert load(path, kind=cls) == document


INSISTED = [
    pytest.param(cls, raw, said, kind.cls, id=f"{name} as {kind.title}")
    for name, (cls, raw, said) in DOCUMENTS.items()
    for kind in KINDS
    if said and kind.cls is not cls
]


@pytest.mark.parametrize(("cls", "raw", "said", "wrong"), INSISTED)
def test_a_file_of_another_kind_is_refused_in_one_sentence(
    cls: type, raw: dict[str, Any], said: str, wrong: type, tmp_path: Path
) -> None:
    """And not with all that such a file lacks or has besides."""
    path = written(tmp_path, raw)
    with pytest.raises(StructureError) as caught:
        load(path, wrong)
    assert str(caught.value) == (
        f"{path}:1:1: expected a {_title(wrong)}, and this is {said}; read it as {cls.__name__}"
    )
    assert not hasattr(caught.value, "__notes__")


def _title(cls: type) -> str:
    kind = kind_of_class(cls)
    assert kind
    return kind.title


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param({"uid": "J1", "spec": {"inputs": {}}}, ["error $.spec"], id="of a job"),
        pytest.param({"outputs": {"o": {"type": "mask", "results": []}}}, ["note $"], id="alone"),
        pytest.param({"resource_spec": {}, "inputs": {}}, ["note $"], id="alone, with resources"),
        pytest.param({"type": "x", "resource_spec": {}}, [], id="alone, with its type"),
        pytest.param({"uid": "J1", "spec": {"type": "x"}}, [], id="of a job, with its type"),
        pytest.param(
            {"workflowVersion": "1", "jobs": {"J1": {"jobType": "x", "spec": {"inputs": {}}}}},
            ["error $.jobs.J1.spec"],
            id="in a workflow",
        ),
    ],
)
def test_a_spec_without_a_type_is_told(
    raw: dict[str, Any], expected: list[str], tmp_path: Path
) -> None:
    """A document lacks it by mistake; inputs and outputs alone are a part of one."""
    path = written(tmp_path, raw)
    found = check_file(path)
    assert [f"{problem.severity} {problem.place}" for problem in found] == expected
    assert {problem.message for problem in found} <= {
        "type is missing, which every such document has"
    }
    document: Any = load(path)
    assert unstructure(document) == raw


SPEC = {
    "type": "homo_abinit",
    "params": {"abinit_K": 2},
    "inputs": {"particles": {"type": "particle", "title": "", "connections": []}},
    "outputs": {
        "maps": {
            "type": "volume",
            "title": "Maps",
            "results": [
                {
                    "name": "map",
                    "dtype": "blob",
                    "versions": [1],
                    "metafiles": ["J1/maps.cs"],
                    "num_items": [2],
                }
            ],
        }
    },
}
CONVERTED = {
    "definition": (
        "outputs:\n  maps:\n    type: volume\n    title: Maps\n    slots:\n"
        "    - {name: map, dtype: blob, required: true}\n"
    ),
    "csg": "  map:\n    metafile: J1/maps.cs\n    num_items: 2\n    type: volume.blob\n",
}


@pytest.mark.parametrize("within", [True, False], ids=["in a job", "alone"])
def test_a_spec_is_checked_as_within_its_job(within: bool, tmp_path: Path) -> None:
    """What does not fit together is told of both, each at its place."""
    outputs = {"o": {"type": "mask", "title": "", "results": [], "passthrough": "nothing"}}
    spec = {"type": "x", "outputs": outputs}
    (problem,) = check_file(written(tmp_path, {"uid": "J1", "spec": spec} if within else spec))
    assert problem.place == f"$.{'spec.' if within else ''}outputs.o.passthrough"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param({"spec": {}, "uid": "J1"}, id="empty"),
        pytest.param({"spec": {"params": {}}, "uid": "J1"}, id="parameters"),
        pytest.param({"spec": {"resource_spec": {}}, "uid": "J1"}, id="resources"),
    ],
)
def test_a_spec_without_a_type_and_sides_is_refused(raw: dict[str, Any], tmp_path: Path) -> None:
    """It says nothing of a job."""
    with pytest.raises(StructureError) as caught:
        load(written(tmp_path, raw))
    messages = [problem.message for problem in caught.value.problems]
    assert messages == ["type is missing: the spec of a job needs one"]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(SPEC, id="spec"),
        pytest.param({"inputs": SPEC["inputs"], "outputs": SPEC["outputs"]}, id="both sides"),
        pytest.param({"outputs": SPEC["outputs"]}, id="outputs"),
        pytest.param({"spec": SPEC}, id="job without a uid"),
        pytest.param({"_id": "0", "spec": SPEC, "status": "completed"}, id="job with other keys"),
    ],
)
def test_what_a_job_does_is_read_without_its_job(
    raw: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any
) -> None:
    """By every command that reads jobs."""
    monkeypatch.chdir(tmp_path)
    written(tmp_path, raw)
    assert run(capsys, "check", "a.json").exit_code == 0
    assert "maps: volume" in run(capsys, "show", "a.json").out
    assert "maps" in run(capsys, "graph", "a.json").out
    for target, text in CONVERTED.items():
        made = run(capsys, "convert", "--to", target, "--output-name", "maps", "a.json")
        assert text in made.out, made
    needs = {"inputs": {"map": {"type": "volume", "slots": ["map"]}}}
    written(tmp_path, needs, "b.json")
    assert run(capsys, "connect", "a.json:outputs.maps", "b.json:inputs.map").exit_code == 0
    assert run(capsys, "convert", "--to", "csg", "--output-name", "map", "a.json").err.startswith(
        'Error: "map" is not an output of the job: it has maps; is "maps" meant?\n'
    )
    assert run(capsys, "diff", "a.json", "a.json").exit_code == 0


def test_a_kind_can_be_insisted_on_where_signs_of_two_are_there(tmp_path: Path) -> None:
    """A workflow with a key of jobs is read as what it is said to be."""
    path = written(tmp_path, {"group": {}, "results": {}, "workflowVersion": "1.0.0"})
    assert type(load(path, Workflow)) is Workflow
    with pytest.raises(StructureError) as caught:
        load(path)
    assert caught.value.__notes__ == [
        f"{path}: taken for a results group: it has group and results"
    ]


def test_other_classes_can_be_read_from_files(tmp_path: Path) -> None:
    """A list of slots, say."""
    path = written(tmp_path, ["ctf", "?blob"])
    assert load(path, tuple[Slot, ...]) == (Slot("ctf", "ctf"), Slot("blob", "blob", False))


def test_a_csg_file_without_signs_is_taken_for_a_results_group(tmp_path: Path) -> None:
    """What is missing is told, and not what a definition would need."""
    path = written(tmp_path, {"group": {}}, "a.csg")
    with pytest.raises(StructureError) as caught:
        load(path)
    assert [problem.message for problem in caught.value.problems] == [
        "results is missing: a results group needs one",
        "name is missing: the description of a results group needs one",
        "type is missing: the description of a results group needs one",
    ]
    assert caught.value.__notes__ == [f"{path}: taken for a results group: it is a .csg file"]
    problem, *others = check_file(written(tmp_path, [], "a.csg"))
    assert (problem.message, others) == ("expected a mapping: a results group, got a list", [])


def test_a_definition_that_is_broken_is_not_argued_about(tmp_path: Path) -> None:
    """The problems say what it was read as."""
    with pytest.raises(StructureError) as caught:
        load(written(tmp_path, {"titel": "a"}))
    assert not hasattr(caught.value, "__notes__")


def test_check_says_what_it_took_a_broken_document_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a line above its problems, and in each entry of the JSON; not where all is well."""
    monkeypatch.chdir(tmp_path)
    written(tmp_path, {"uid": "J1", "output_results": 3})
    written(tmp_path, {"uid": "J1", "spec": {"type": "x"}, "titel": "x"}, "b.json")
    assert run(capsys, "check", "a.json", "b.json").out == (
        "a.json: taken for a job of CryoSPARC 4: it has output_results\n"
        "a.json:1:33: error: $.output_results: expected a list, got 3\n"
        'b.json:1:38: note: $.titel: "titel" is not a key that is known here\n'
        "2 files checked: 1 error, 1 note\n"
    )
    entries = json.loads(run(capsys, "check", "--format", "json", "a.json").out)["problems"]
    assert [entry["document"] for entry in entries] == ["job-v4"]


def test_examining_a_file_that_is_not_in_its_format_finds_no_kind(tmp_path: Path) -> None:
    """Nor is it said to be taken for one."""
    path = tmp_path / "a.json"
    path.write_text("{", "utf-8")
    examined = examine(path)
    assert (examined.kind, examined.taken_for) == (None, None)
    assert [problem.severity for problem in examined.problems] == [Severity.ERROR]
    with pytest.raises(FileError):
        load(path)


def test_the_connections_of_a_workflow_are_checked(tmp_path: Path) -> None:
    """With the place in the file, after parts that were left out as well."""
    groups = [3, ["J7.volume", "volume"]]
    raw = {"workflowVersion": "1.0.0", "jobs": {"J1": {"jobType": "x", "groups": groups}}}
    path = written(tmp_path, raw)
    assert [str(problem).removeprefix(f"{path}:1:") for problem in check_file(path)] == [
        "73: $.jobs.J1.groups[0]: expected a list, got 3",
        '76: $.jobs.J1.groups[1]: "J7" is neither a job nor a parent of the workflow',
    ]


def test_what_is_no_document_has_no_title() -> None:
    """It is no kind of document."""
    with pytest.raises(KeyError):
        title_of(3)
