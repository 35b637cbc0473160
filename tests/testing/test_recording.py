"""Tests of the recording client, with the installed version of cryosparc-tools."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import cryosparc.errors
import numpy as np
import pytest
from cryosparc.dataset import Dataset
from cryosparc.tools import CryoSPARC

from cryosparc_spec import InputSpec, JobDefinition, OutputSpec, ParseError, Slot, SpecError
from cryosparc_spec.documents import OutputRef
from cryosparc_spec.problems import ProblemKind, Severity
from cryosparc_spec.testing.datasets import make_dataset
from cryosparc_spec.testing.recording.callers import place_in_script
from cryosparc_spec.testing.recording.record import Record, recorded
from cryosparc_spec.testing.recording.requests import Request
from tests.interop.finished_jobs import FINISHED_JOBS, finished, output, result
from tests.interop.tools_versions import VERSION, only_4, only_5

# What the client raises where the server refuses something.
REFUSED: Any = getattr(cryosparc.errors, "APIError" if VERSION >= 5 else "CommandError")
ANYTHING = "ignore:.*CommandClient.*:UserWarning"


@pytest.fixture
def record() -> Iterator[Record]:
    """Record what is done; any job is there."""
    with recorded(rows=4) as record:
        yield record


@pytest.fixture
def project(record: Record) -> Any:
    """Return a project of the client."""
    return CryoSPARC().find_project("P3")


@pytest.fixture
def job(project: Any) -> Any:
    """Make an external job."""
    return project.create_external_job("W1", title="Picker", desc="Picks.")


def here() -> int:
    """Return the line that calls this."""
    return sys._getframe(1).f_lineno


def with_other_shape(table: Any, name: str) -> Any:
    """Return a table of which a column has one number a row."""
    return Dataset({each: table[each][:, 0] if each == name else table[each] for each in table})


def test_what_is_declared(record: Record, job: Any) -> None:
    """The record has the definition that a script declares; titles that are names are left out."""
    job.add_input("exposure", "micrographs", min=1, max=3, slots=["micrograph_blob"], title="Mics")
    job.add_input("exposure", slots=["ctf"])
    job.add_output("exposure", "kept", slots=["ctf"], passthrough="micrographs")
    assert record.definition == JobDefinition(
        title="Picker",
        description="Picks.",
        inputs={
            "micrographs": InputSpec(
                type="exposure",
                title="Mics",
                slots=["micrograph_blob"],
                count_min=1,
                count_max=3,
            ),
            "exposure": InputSpec(type="exposure", slots=["ctf"]),
        },
        outputs={
            "kept": OutputSpec(type="exposure", slots=["ctf"], passthrough="micrographs"),
        },
    )
    assert record.definitions == {job.uid: record.definition}
    assert record.problems == ()


@pytest.mark.parametrize(("jobs", "text"), [(0, "no external jobs"), (2, "2 external jobs")])
def test_the_one_definition(record: Record, project: Any, jobs: int, text: str) -> None:
    """Where there is not one job alone, it is said how many there are."""
    for _ in range(jobs):
        project.create_external_job("W1")
    with pytest.raises(SpecError, match=f"the script made {text}"):
        _ = record.definition


def test_problems_of_several_jobs(record: Record, project: Any) -> None:
    """Each problem begins with the uid of its job, and stands at its line in the script."""
    for name in ("ctff", "motoin"):
        job = project.create_external_job("W1")
        line = here() + 1
        job.add_input("exposure", "micrographs", slots=[name])
    assert [problem.place for problem in record.problems] == [
        "$.J9001.inputs.micrographs.slots[0]",
        "$.J9002.inputs.micrographs.slots[0]",
    ]
    positions = [problem.position for problem in record.problems]
    assert [position and position.line for position in positions] == [line, line]
    assert {position and position.file for position in positions} == {__file__}


def test_what_is_saved(record: Record, job: Any) -> None:
    """Tables are kept row by row, by output and by job."""
    job.add_output("particle", "picked", slots=["location", "pick_stats"])
    with job.run():
        table = job.alloc_output("picked", 3)
        table["pick_stats/ncc_score"] = [0.25, 0.5, 0.75]
        job.save_output("picked", table)
    assert job.status == "completed"
    assert record.status_of(job.uid) == "completed"
    assert record.saved["picked"]["pick_stats/ncc_score"].tolist() == [0.25, 0.5, 0.75]
    assert record.saved_by(job.uid).keys() == record.saved.keys() == {"picked"}
    assert len(job.load_output("picked")) == 3
    assert record.problems == ()


@pytest.mark.filterwarnings(ANYTHING)
@pytest.mark.parametrize(
    ("change", "kind"),
    [
        pytest.param(
            lambda table: table.drop_fields(["location/center_x_frac"]),
            ProblemKind.MISSING_COLUMN,
            id="missing",
        ),
        pytest.param(
            lambda table: with_other_shape(table, "location/micrograph_shape"),
            ProblemKind.WRONG_DTYPE,
            id="other-shape",
        ),
        pytest.param(
            lambda table: table.rename_field("location/micrograph_path", "location/path"),
            ProblemKind.MISSING_COLUMN,
            id="renamed",
        ),
    ],
)
def test_a_table_that_is_refused(
    record: Record, job: Any, change: Callable[[Any], Any], kind: ProblemKind
) -> None:
    """The client raises what the server says; the record says what is wrong, at the line."""
    job.add_output("particle", "picked", slots=["location"])
    table = change(job.alloc_output("picked", 3))
    line = here() + 2
    with pytest.raises(REFUSED, match="Invalid dataset; missing the following"), job.run():
        job.save_output("picked", table)
    assert job.status == "failed"
    assert record.saved == {}
    errors = [p for p in record.problems if p.severity is Severity.ERROR]
    assert [p.kind for p in errors] == [kind]
    assert [p.position and p.position.line for p in errors] == [line]


def test_columns_that_none_can_have(record: Record, job: Any) -> None:
    """Columns that cannot be are told, and keep nothing else from being looked at."""
    job.add_output("particle", "picked", slots=["location"])
    table = job.alloc_output("picked", 2)
    table.add_fields([("two words/a", "f4"), ("my_slot/", "f4")])
    with job.run():
        job.save_output("picked", table)
    assert [p.path[1:] for p in record.problems if p.severity is not Severity.NOTE] == [
        ("picked", "my_slot/"),
        ("picked", "two words"),
    ]


@pytest.mark.filterwarnings(ANYTHING)
@pytest.mark.parametrize(
    ("values", "detail", "message"),
    [
        pytest.param(
            {"passthrough": "mics"},
            "No input mics",
            '"mics" is not an input: expected an input of type particle, and there is none',
            id="no-input",
        ),
        pytest.param(
            {"passthrough": "micrographs"},
            "Cannot pass exposure through as particle",
            'the input "micrographs" is of type exposure, and this output of type particle: '
            "expected the same",
            id="other-type",
        ),
    ],
)
def test_a_passthrough_that_is_refused(
    record: Record, job: Any, values: dict[str, Any], detail: str, message: str
) -> None:
    """The server has no such output then; the record has what was declared, and the problem."""
    job.add_input("exposure", "micrographs", slots=["micrograph_blob"])
    with pytest.raises(REFUSED, match=detail):
        job.add_output("particle", "picked", slots=["location"], **values)
    assert [problem.message for problem in record.problems] == [message]
    assert record.definition.outputs["picked"].passthrough == values["passthrough"]
    job.refresh()
    kept = job.outputs if VERSION >= 5 else job.doc["output_result_groups"]
    assert not kept


def test_names_that_are_refused(record: Record, job: Any) -> None:
    """The client refuses most names itself; one that gets to the server is refused there."""
    for add in (job.add_input, job.add_output):
        with pytest.raises(ValueError, match="may only contain letters"):
            add("exposure", "my-micrographs", slots=["ctf"])
    if VERSION < 5:
        return
    from cryosparc.models.job_spec import InputSpec as Model

    api = job.cs.api.jobs
    with pytest.raises(REFUSED, match="Invalid input name my-micrographs"):
        api.add_external_input("P3", job.uid, "my-micrographs", Model(type="exposure", title=""))
    assert ProblemKind.INVALID_NAME in {problem.kind for problem in record.problems}


@pytest.mark.filterwarnings(ANYTHING)
def test_connections(record: Record, job: Any) -> None:
    """What is connected is kept; another datatype, and an input that is not there, are refused."""
    job.add_input("exposure", "micrographs", slots=["micrograph_blob"])
    job.connect("micrographs", "J12", "odd_name")
    assert record.connections == {"micrographs": (OutputRef(job_uid="J12", output="odd_name"),)}
    with pytest.raises(REFUSED, match="Cannot connect particle to exposure"):
        job.connect("micrographs", "J13", "particles")
    [problem] = record.problems
    assert problem.kind is ProblemKind.REFUSED
    assert problem.message == "the server refuses it: Cannot connect particle to exposure"
    assert problem.position
    job.disconnect("micrographs")
    assert record.connections == {"micrographs": ()}


@pytest.mark.parametrize(
    ("output", "slots", "datatype"),
    [
        ("exposures_rejected", ["micrograph_blob"], "exposure"),
        ("split_0", ["mscope_params"], "exposure"),
        ("kept", ["pick_stats"], "particle"),
        ("remainder", ["blob", "alignments2D"], "particle"),
        ("unheard_of", ["unheard_of"], "particle"),
    ],
)
def test_inputs_that_connect_makes(
    record: Record, job: Any, output: str, slots: list[str], datatype: str
) -> None:
    """An input that is not there is made, of the type that the output most likely has."""
    job.connect("new", "J12", output, slots=slots, title="New", desc="Newly made")
    made = record.definition.inputs["new"]
    assert (made.type, made.count_min, made.title) == (datatype, 1, "New")
    assert made.description == "Newly made"
    assert [slot.name for slot in made.slots] == slots


def test_rows_are_made_up(record: Record, job: Any) -> None:
    """An input has rows for all that is connected, of which those of one output are the same."""
    job.add_input("exposure", "micrographs", slots=["micrograph_blob", "?ctf"])
    job.connect("micrographs", "J12", "exposures")
    job.connect("micrographs", "J13", "exposures_of_mine")
    rows = job.load_input("micrographs")
    assert len(rows) == len({*rows["uid"].tolist()}) == 8
    assert {"micrograph_blob/path", "ctf/df1_A"} <= {*rows.fields()}
    some = job.load_input("micrographs", ["ctf"])
    assert some["uid"].tolist() == rows["uid"].tolist()
    assert {name.partition("/")[0] for name in some.fields()} == {"uid", "ctf"}


def test_rows_of_one_s_own(tmp_path: Path) -> None:
    """Tables may be files, arrays of numpy, or datasets of the client, and describe an output."""
    path = tmp_path / "picked.cs"
    array = make_dataset(["location", "pick_stats"], 5, datatype="particle", path=path)
    forms: list[Any] = [path, str(path), array, Dataset(array)]
    for given in forms:
        with recorded(tables={"J12.picked": given}):
            job = CryoSPARC().find_project("P3").create_external_job("W1")
            job.connect("particles", "J12", "picked", slots=["location"])
            rows = job.load_input("particles")
            assert rows["pick_stats/ncc_score"].tolist() == array["pick_stats/ncc_score"].tolist()
            made_up = CryoSPARC().find_job("P3", "J12").load_output("particles")
            assert len(made_up) == 10


def test_a_table_that_shows_no_datatype() -> None:
    """It is told what to do where the columns of a table do not show what they are of."""
    table = np.zeros(2, [("uid", "u8"), ("mine/value", "f4")])
    with (
        pytest.raises(ParseError, match="describe the output in jobs"),
        recorded(tables={"J12.mine": table}),
    ):
        pass
    with recorded(
        jobs={"J12": {"mine": OutputSpec(type="particle", slots=[Slot("mine", "mine")])}},
        tables={"J12.mine": table},
    ):
        assert len(CryoSPARC().find_job("P3", "J12").load_output("mine")) == 2


@pytest.mark.filterwarnings(ANYTHING)
def test_jobs_that_are_described(tmp_path: Path) -> None:
    """Where jobs are described, they are there as they are, and no others."""
    described = finished("J20", "homo_abinit", volumes=output("volume", result("map", "blob")))
    jobs: dict[str, Any] = {
        "J12": {"exposures": OutputSpec(type="exposure", slots=["ctf"])},
        "J20": described,
    }
    table = make_dataset(["location"], 2, datatype="particle", path=tmp_path / "a.cs")
    with recorded(jobs=jobs, tables={"J30.picked": table}) as record:
        project = CryoSPARC().find_project("P3")
        assert project.find_job("J20").type == "homo_abinit"
        assert len(project.find_job("J30").load_output("picked")) == 2
        with pytest.raises(REFUSED, match="Job P3-J99 not found"):
            project.find_job("J99")
        job = project.create_external_job("W1")
        job.add_input("exposure", "micrographs", slots=["micrograph_blob"])
        with pytest.raises((ValueError, REFUSED)):
            job.connect("micrographs", "J12", "exposure")
        job.connect("micrographs", "J12", "exposures")
    problems = [p for p in record.problems if p.kind is ProblemKind.MISSING_SLOT]
    assert [str(p.severity) for p in problems] == ["warning"]
    assert problems[0].message == (
        'J12.exposures: the output has no slot "micrograph_blob", which the input requires'
    )


def test_a_job_with_inputs() -> None:
    """The inputs of a job that is described can be loaded, as far as they are connected."""
    job = FINISHED_JOBS["J12"]
    raw = {
        "uid": "J21",
        "project_uid": "P3",
        "spec": {
            "type": "curate",
            "inputs": {
                "mics": {
                    "type": "exposure",
                    "slots": [{"name": "ctf", "dtype": "ctf", "required": True}],
                    "connections": [{"job_uid": "J12", "output": "exposures"}],
                }
            },
        },
    }
    from cryosparc_spec import Job, structure

    with recorded(jobs={"J12": job, "J21": structure(raw, Job)}):
        rows = CryoSPARC().find_job("P3", "J21").load_input("mics")
    assert "micrograph_blob/path" in rows.fields()


@pytest.mark.filterwarnings(ANYTHING)
@pytest.mark.parametrize("uid", ["Q3", "P", "3"])
def test_projects_that_cannot_be(record: Record, uid: str) -> None:
    """Any project is there whose name is one."""
    with pytest.raises(REFUSED, match=f"Project {uid} not found"):
        CryoSPARC().find_project(uid)


def test_jobs_that_are_not_external(record: Record, project: Any) -> None:
    """Jobs of other types are made, connected, run and looked at; they end at once."""
    job = project.create_job(
        "W1",
        "homo_abinit",
        connections={"particles": [("J1", "particles"), ("J2", "particles_selected")]},
        params={"abinit_K": 2},
    )
    job.set_param("abinit_K", 3)
    job.queue("lane", cluster_vars={"a": "b"})
    assert job.wait_for_done() == "completed"
    assert len(job.load_output("particles_class_0")) == 4
    assert len(job.load_input("particles")) == 8
    job.disconnect("particles", 0)
    assert len(job.load_input("particles")) == 4
    job.disconnect("particles")
    job.connect_result("particles", 0, "blob", "J3", "particles", "blob")
    job.disconnect_result("particles", 0, "blob")
    job.interact("action")
    job.clear()
    assert job.status == "building"
    job.kill()
    assert job.status == "killed"
    assert record.definitions == {}


def test_a_job_that_goes_on(record: Record, project: Any) -> None:
    """A script that finds its external job has the inputs and outputs that it asks for."""
    job = project.find_external_job("J40")
    assert len(job.load_input("micrographs")) == 4
    job.start()
    job.save_output("picked", Dataset.allocate(3, [("anything/value", "f4")]))
    job.stop()
    assert record.status_of("J40") == "completed"
    assert record.saved_by("J40").keys() == {"picked"}


def test_a_job_that_is_added_to(record: Record, project: Any) -> None:
    """What a script adds to an external job that is there is declared; what is there is not."""
    job = project.find_external_job("J40")
    job.load_input("micrographs")
    assert record.definitions == {}
    job.add_output("exposure", "more", slots=["ctf"], passthrough="micrographs")
    job.add_output("particle", "others", slots=["blob"], passthrough="unseen")
    assert record.definition == JobDefinition(
        outputs={
            "more": OutputSpec(type="exposure", slots=["ctf"], passthrough="micrographs"),
            "others": OutputSpec(type="particle", slots=["blob"], passthrough="unseen"),
        }
    )
    assert record.problems == ()


@only_5
def test_what_is_no_table(record: Record, job: Any) -> None:
    """What is saved has to be a table."""
    job.add_output("particle", "picked", slots=["location"])
    with pytest.raises(REFUSED, match="Invalid dataset"):
        job.save_output("picked", None)


def test_workspaces(record: Record, project: Any) -> None:
    """Any workspace is there, and others can be made."""
    made = project.create_workspace("Mine", "Of mine")
    assert made.uid == "W9001"
    assert project.find_workspace("W3").uid == "W3"
    job = made.create_external_job("Title")
    assert record.definition.title == "Title"
    assert job.uid == "J9001"


def test_logs_and_files(record: Record, job: Any, tmp_path: Path) -> None:
    """Logs, plots and files are kept, and can be had back."""
    job.log("begun")
    job.log("odd", level="warning")
    job.log_checkpoint({"step": 1})
    job.log_plot(BytesIO(b"PNG"), "plot", formats=["png"], raw_data="a,b", raw_data_format="csv")
    job.mkdir("folder")
    job.upload("folder/a.txt", BytesIO(b"text"))
    job.upload("folder/a.txt", BytesIO(b"text"), overwrite=True)
    job.upload_dataset("folder/a.cs", Dataset.allocate(2, [("a/b", "f4")]))
    job.cp("folder/a.txt", "folder/b.txt")
    job.symlink("folder/a.txt", "folder/c.txt")
    assert sorted(job.list_files("folder")) == ["a.cs", "a.txt", "b.txt", "c.txt"] or sorted(
        job.list_files("folder")
    ) == ["folder/a.cs", "folder/a.txt", "folder/b.txt", "folder/c.txt"]
    assert job.list_files() == ["folder"]
    assert len(job.download_dataset("folder/a.cs")) == 2
    job.download_file("folder/b.txt", tmp_path / "b.txt")
    assert (tmp_path / "b.txt").read_bytes() == b"text"
    plot, _ = job.list_assets()
    fileid = plot.id if VERSION >= 5 else plot["fileid"]
    job.download_asset(fileid, tmp_path / "plot.png")
    assert (tmp_path / "plot.png").read_bytes() == b"PNG"
    assert record.files["plot.png"] == b"PNG"
    assert record.files[f"{job.uid}/folder/b.txt"] == b"text"
    assert record.log[:2] == ("begun", "odd")


@pytest.mark.filterwarnings(ANYTHING)
def test_files_that_are_not_there(record: Record, job: Any, tmp_path: Path) -> None:
    """Images are made up, other files are not; a file is not written over unasked."""
    assert job.download_mrc("anywhere/here.mrc")[1].shape == (1, 64, 64)
    with pytest.raises(REFUSED):
        job.download_file("missing.txt", tmp_path / "missing.txt")
    with pytest.raises(REFUSED):
        job.download_asset("f" * 24, tmp_path / "missing.png")
    job.upload("a.txt", BytesIO(b"text"))
    with pytest.raises(REFUSED):
        job.upload("a.txt", BytesIO(b"text"))
    with recorded(jobs={}), pytest.raises(REFUSED):
        CryoSPARC().download_mrc("P3", "J1/here.mrc")


def test_programs(record: Record, job: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """What a program prints is in the log."""
    job.subprocess([sys.executable, "-c", "print('worked')"])
    assert "worked" in record.log
    assert capsys.readouterr().out == "worked\n"


def test_external_results(record: Record, project: Any) -> None:
    """A table saved alone is a job of one output, with the input that it passes through."""
    table = Dataset.allocate(3, [("pick_stats/ncc_score", "f4")])
    for name in ("power", "template_idx", "angle_rad"):
        table.add_fields([(f"pick_stats/{name}", "f4" if name != "template_idx" else "u4")])
    uid = project.save_external_result(
        "W1",
        table,
        type="particle",
        name="scored",
        slots=["pick_stats"],
        passthrough=("J5", "particles_selected"),
        title="Scored by hand",
        desc="Of mine",
    )
    assert len(record.saved["scored"]) == 3
    assert record.definitions == {
        uid: JobDefinition(
            title="Scored by hand",
            description="Of mine",
            inputs={"particles_selected": InputSpec(type="particle", count_min=1)},
            outputs={
                "scored": OutputSpec(
                    type="particle", slots=["pick_stats"], passthrough="particles_selected"
                )
            },
        )
    }


def test_answers_of_one_s_own(record: Record, project: Any) -> None:
    """A method can be made to give something else, or to be refused, until that is forgotten."""
    version = "config.get_version" if VERSION >= 5 else "get_running_version"
    make = "jobs.create" if VERSION >= 5 else "create_external_job"
    record.answer(version, f"v{cryosparc.__version__}")
    assert CryoSPARC()
    record.refuse(make, "the disk is full", code=507)
    with pytest.raises(REFUSED, match="the disk is full"):
        project.create_external_job("W1")
    record.forget()
    assert not record.requests
    project.create_external_job("W1")
    [made, *_] = record.requests
    assert made.writes


def test_nothing_else_is_answered(record: Record) -> None:
    """What others send goes its own way."""
    if VERSION >= 5:
        import httpx

        with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(418))) as client:
            assert client.get("http://localhost:39000/api/cmd/users/me").status_code == 418
        with pytest.raises(httpx.ConnectError), httpx.Client() as client:
            client.get("http://127.0.0.1:9/")
        return
    from urllib.error import URLError
    from urllib.request import Request as Asked

    command: Any = sys.modules["cryosparc.command"]
    with pytest.raises(URLError):
        command.urlopen(Asked("http://127.0.0.1:9/"))


def test_the_network_is_back() -> None:
    """After the block, the client sends to the network again."""
    with recorded():
        pass
    init = CryoSPARC.__init__
    with recorded():
        assert CryoSPARC.__init__ is not init
    assert CryoSPARC.__init__ is init


def test_a_script_that_says_who_logs_in(record: Record) -> None:
    """What a script says of who logs in is left as it is."""
    if VERSION >= 5:
        cs: Any = CryoSPARC("http://somewhere:1234", email="a@b.org", password="c")
        assert cs.base_url == "http://somewhere:1234"
        cs = CryoSPARC(host="elsewhere", base_port=2000)
        assert cs.base_url == "http://elsewhere:2000"
    else:
        cs = CryoSPARC(host="elsewhere", base_port=2000)
        assert cs.cli._url == "http://elsewhere:2002"
    assert cs.test_connection()


@pytest.mark.parametrize(
    ("name", "writes"),
    [
        ("jobs.find_one", False),
        ("jobs.load_input", False),
        ("jobs.get_output_fields", False),
        ("get_job", False),
        ("list_job_files", False),
        ("login", False),
        ("jobs.create", True),
        ("create_external_job", True),
        ("/projects/P3/files", True),
    ],
)
def test_requests_that_write(name: str, writes: bool) -> None:
    """It is known of each request whether it changes anything."""
    assert Request(name).writes is writes


@only_5
def test_slots_the_client_reads_otherwise(record: Record, job: Any) -> None:
    """A short name that the client takes for its own type is told, with the full form."""
    job.add_input("exposure", "micrographs", slots=["?background_blob", "??ctf", "rigid_motion"])
    job.add_output("particle", "picked", slots=["components_mode_0", "?location"])
    definition = record.definition
    assert [*definition.inputs["micrographs"].slots] == [
        Slot("background_blob", "stat_blob", False),
        Slot("rigid_motion", "motion"),
    ]
    assert definition.outputs["picked"].slots == ()
    found = {p.place: p.hint for p in record.problems}
    assert found == {
        "$.inputs.micrographs.slots[0]": "write "
        '{"name": "background_blob", "dtype": "stat_blob", "required": false}',
        "$.inputs.micrographs.slots[1]": 'write "?ctf"',
        "$.inputs.micrographs.slots[2]": "write "
        '{"name": "rigid_motion", "dtype": "motion", "required": true}',
        "$.outputs.picked.slots[0]": "write "
        '{"name": "components_mode_0", "dtype": "components", "required": true}',
        "$.outputs.picked.slots[1]": 'write "location"',
    }


@only_5
def test_a_table_for_a_slot_that_cannot_be(record: Record, job: Any) -> None:
    """The columns of a slot that is told to be wrong are not told of again."""
    job.add_output("particle", "picked", slots=["location", "?pick_stats"])
    table = job.alloc_output("picked", 1)
    table.add_fields([("pick_stats/power", "f4")])
    with job.run():
        job.save_output("picked", table)
    assert [p.kind for p in record.problems] == [ProblemKind.OPTIONAL_OUTPUT_SLOT]


@only_5
def test_an_input_that_is_not_there(record: Record, job: Any) -> None:
    """The client adds it; who asks the API for it is refused."""
    source = {"source_job_uid": "J12", "source_output_name": "exposures"}
    with pytest.raises(REFUSED, match="No input nothing"):
        job.cs.api.jobs.connect("P3", job.uid, "nothing", **source)


def test_requests_of_no_script() -> None:
    """Where no line of a script asks, none is told."""
    with ThreadPoolExecutor() as threads:
        assert threads.submit(place_in_script).result() is None


@only_5
def test_what_comes_after_the_end(record: Record, job: Any) -> None:
    """A job that has ended takes no tables, inputs or outputs."""
    job.add_output("particle", "picked", slots=["location"])
    job.add_input("particle", "particles", slots=["location"])
    table = job.alloc_output("picked", 1)
    with pytest.raises(REFUSED, match="must be running"):
        job.save_output("picked", table)
    with pytest.raises(REFUSED, match="is empty"):
        job.load_output("picked")
    with pytest.raises(REFUSED, match="no connections"):
        job.load_input("particles")
    for name in ("missing", "others"):
        with pytest.raises(REFUSED, match=f"No output {name}"):
            job.alloc_output(name)
        with pytest.raises(REFUSED, match=f"No input {name}"):
            job.load_input(name)
        with pytest.raises(REFUSED, match=f"No output {name}"):
            job.load_output(name)
    with job.run():
        with pytest.raises(REFUSED, match="No output other"):
            job.save_output("other", table)
        job.save_output("picked", table)
    for add in (job.add_input, job.add_output):
        with pytest.raises(REFUSED, match="building, running or waiting"):
            add("particle", "late", slots=["blob"])
    messages = [p.message for p in record.problems]
    assert "the server refuses it: Job must be running or waiting" in messages
    assert "the server refuses it: No output other" in messages


@only_5
def test_what_version_5_can_do_besides(record: Record, job: Any, project: Any) -> None:
    """Lists of projects, workspaces and jobs, titles, named lines of the log, images of outputs."""
    cs = job.cs
    job.set_title("Another")
    job.set_description("Text")
    project.set_title("Study")
    project.set_description("Of mine")
    workspace = project.find_workspace("W1")
    workspace.set_title("Work")
    workspace.set_description("Of ours")
    assert (job.title, job.desc, project.title, project.desc) == (
        *("Another", "Text", "Study", "Of mine"),
    )
    assert (workspace.title, workspace.desc) == ("Work", "Of ours")
    assert [each.uid for each in cs.find_projects()] == ["P3"]
    assert [each.uid for each in project.find_workspaces()] == ["W1"]
    assert [each.uid for each in project.find_jobs(type="snowflake")] == [job.uid]
    assert [each.uid for each in cs.find_jobs(status="building")] == [job.uid]
    assert workspace.find_job(job.uid).uid == job.uid
    assert cs.get_lanes() == cs.get_targets() == []
    assert cs.job_register.specs == []
    assert str(project.dir) == "/projects/p3"
    assert str(job.dir) == f"/projects/p3/{job.uid}"
    job.log("first", name="line")
    job.log("second", name="line")
    assert record.log == ("second",)
    job.add_output("particle", "picked", slots=["location"])
    with job.run():
        job.save_output("picked", job.alloc_output("picked", 1), image=BytesIO(b"PNG"))
    job.set_tile_image(BytesIO(b"PNG"))
    assert job.outputs["picked"].image
    assert project.save_external_result(
        None, record.saved["picked"], type="particle", slots=["location"]
    )


@only_5
def test_addresses_that_are_not_there(record: Record) -> None:
    """What the API does not have is not found."""
    cs: Any = CryoSPARC()
    assert cs.api._client.get("/nowhere").status_code == 404


@only_4
def test_what_version_4_can_do_besides(record: Record, job: Any, project: Any) -> None:
    """Lists of the instance and folders."""
    cs = job.cs
    assert cs.get_lanes() == cs.get_targets() == cs.get_job_sections() == cs.get_job_specs() == []
    assert str(project.dir()) == "/projects/p3"
    assert str(job.dir()) == f"/projects/p3/{job.uid}"
    with pytest.raises(TypeError):
        job.load_input("missing")


@only_4
def test_short_slots_of_version_4(record: Record, job: Any) -> None:
    """What is written short is kept as it is written."""
    job.add_input("exposure", "micrographs", slots=["micrograph_blob", "?ctf", "rigid_motion"])
    assert [*record.definition.inputs["micrographs"].slots] == [
        Slot("micrograph_blob", "micrograph_blob"),
        Slot("ctf", "ctf", False),
        Slot("rigid_motion", "motion"),
    ]
