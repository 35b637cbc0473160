"""Tests of the answers of CryoSPARC 4, asked as its client asks, which need not be installed.

``test_recording.py`` has the tests with the client itself, whichever version is installed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from types import ModuleType
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request

import cryosparc
import pytest
from cryosparc.dataset import Dataset

from cryosparc_spec import InputSpec, JobDefinition, OutputSpec, Slot, structure
from cryosparc_spec.documents import LegacyJob
from cryosparc_spec.testing.recording import login
from cryosparc_spec.testing.recording.instance import Instance
from cryosparc_spec.testing.recording.record import Record
from cryosparc_spec.testing.recording.transport import in_memory

ADDRESS = "http://localhost:39003"


class RefusedError(Exception):
    """The answer of a method is an error."""


class JobOfClient:
    """What the client has for a job, as far as it loads something of it."""

    def __init__(self, project_uid: str, uid: str, ask: Any) -> None:
        self.project_uid, self.uid, self.ask = project_uid, uid, ask
        self.refresh()

    def refresh(self) -> None:
        self.doc = self.ask.call("get_job", self.project_uid, self.uid)

    def load_output(self, name: str) -> Any:
        """Look in the document, and do not ask again."""
        return [each for each in self.doc["output_results"] if each["group_name"] == name]

    def load_input(self, name: str) -> Any:
        """Look in the document, and do not ask again."""
        return [each for each in self.doc["input_slot_groups"] if each["name"] == name]


class Client:
    """Asks as ``cryosparc.command`` of version 4 does."""

    def __init__(self, instance: Instance, command: Any) -> None:
        self.instance, self.command = instance, command

    def open(self, path: str, data: Any) -> Any:
        """Send to an address."""
        request = Request(ADDRESS + path, data=data, method="POST")
        request.add_header("Originator", "client")
        return self.command.urlopen(request, timeout=1)

    def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method."""
        data = json.dumps({"method": method, "params": kwargs or args}).encode()
        with self.open("/api", data) as response:
            answer = json.loads(response.read())
        if "error" in answer:
            raise RefusedError(answer["error"]["message"])
        return answer["result"]


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """Have version 4 of the client installed, or what stands for it."""
    command: Any = ModuleType("cryosparc.command")
    command.urlopen = lambda *_: pytest.fail("this went to the network")
    job: Any = ModuleType("cryosparc.job")
    job.Job = JobOfClient
    monkeypatch.setitem(sys.modules, "cryosparc.command", command)
    monkeypatch.setitem(sys.modules, "cryosparc.job", job)
    monkeypatch.setattr(cryosparc, "__version__", "4.7.1")
    instance = Instance(version=4, rows=3)
    with in_memory(instance):
        yield Client(instance, command)


@pytest.fixture
def uid(client: Client) -> str:
    """Make an external job, with an input and an output."""
    place = {"project_uid": "P3", "workspace_uid": "W1", "user": "0"}
    uid: str = client.call("create_external_job", **place, title=None, desc="Text")
    here = {"project_uid": "P3", "job_uid": uid}
    slots = ["micrograph_blob", {"dtype": "ctf", "prefix": "ctf", "required": False}]
    names = {"type": "exposure", "name": "mics", "title": "Mics"}
    client.call("add_external_job_input", **here, **names, min=1, max="inf", slots=slots)
    output = {"type": "particle", "name": None, "title": None, "slots": ["location"]}
    client.call("add_external_job_output", **here, **output, passthrough=None)
    return uid


def test_a_job_as_a_document(client: Client, uid: str) -> None:
    """The document of a job is one of version 4; what was declared is in the record."""
    job = structure(client.call("get_job", "P3", uid), LegacyJob)
    assert (job.uid, job.status, job.description) == (uid, "building", "Text")
    assert Record(client.instance).definition == JobDefinition(
        description="Text",
        inputs={
            "mics": InputSpec(
                type="exposure",
                title="Mics",
                count_min=1,
                slots=["micrograph_blob", Slot("ctf", "ctf", False)],
            )
        },
        outputs={"particle": OutputSpec(type="particle", slots=["location"])},
    )


def test_the_methods_are_told(client: Client) -> None:
    """The client asks for the names of methods, and each is answered."""
    names = [each["name"] for each in client.call("system.describe")["procs"]]
    assert {"get_job", "add_external_job_input", "job_send_streamlog"} <= {*names}
    for name in ("get_running_version", "get_id_by_email_password", "test_connection"):
        assert client.call(name)
    for name in ("get_scheduler_lanes", "get_scheduler_targets", "get_job_sections"):
        assert client.call(name) == client.call("get_config_var") == []
    assert client.call("get_project", "P3")["uid"] == "P3"
    assert client.call("get_project_dir_abs", "P3") == "/projects/p3"
    assert client.call("get_workspace", "P3", "W2")["uid"] == "W2"
    made = client.call("create_empty_workspace", project_uid="P3", title="Mine")
    assert client.call("get_workspace", "P3", made)["title"] == "Mine"


def test_refusals_of_methods(client: Client, uid: str) -> None:
    """What is refused comes back as the error of the method."""
    with pytest.raises(RefusedError, match="Project X not found"):
        client.call("get_project", "X")
    with pytest.raises(RefusedError, match="No input mic"):
        client.call(
            "add_external_job_output",
            **{"project_uid": "P3", "job_uid": uid, "type": "particle", "name": "a"},
            **{"title": None, "slots": ["blob"], "passthrough": "mic"},
        )


def test_connections(client: Client, uid: str) -> None:
    """Inputs are connected, also those that are not there before, and disconnected."""
    source = {"project_uid": "P3", "source_job_uid": "J5", "target_job_uid": uid}
    for target, output in (("mics", "exposures"), ("new", "picked_particles")):
        client.call(
            "connect_external_job",
            **{**source, "target_input": target, "source_output": output},
            **{"slots": ["blob"], "title": "", "desc": ""},
        )
    groups = client.call("get_job", "P3", uid)["input_slot_groups"]
    assert [(g["type"], len(g["connections"])) for g in groups] == [
        ("exposure", 1),
        ("particle", 1),
    ]
    there = {"project_uid": "P3", "dest_group": f"{uid}.mics", "connect_idx": 0}
    assert client.call("job_connected_group_clear", **there)
    group = {"project_uid": "P3", "source_group": "J6.micrographs", "dest_group": f"{uid}.mics"}
    assert client.call("job_connect_group", **group)
    asked = {"project_uid": "P3", "job_uid": uid, "input_name": "mics", "slots": []}
    with client.open("/load_job_input", json.dumps(asked).encode()) as response:
        assert response.headers["Content-Type"] == "application/x-cryosparc-dataset"
        assert len(Dataset.load(BytesIO(response.read()))) == 3


def test_a_source_that_is_described(client: Client, uid: str) -> None:
    """Of a job that is described, only what it has can be connected."""
    client.instance.makes_up = False
    with pytest.raises(RefusedError, match="Job P3-J5 not found"):
        client.call(
            "connect_external_job",
            **{"project_uid": "P3", "source_job_uid": "J5", "target_job_uid": uid},
            **{"target_input": "new", "source_output": "a", "slots": [], "title": "", "desc": ""},
        )
    other = client.call(
        "create_external_job",
        **{"project_uid": "P3", "workspace_uid": None, "title": "a", "desc": None},
    )
    with pytest.raises(RefusedError, match=f"No output nothing in {uid}"):
        client.call(
            "connect_external_job",
            **{"project_uid": "P3", "source_job_uid": uid, "target_job_uid": other},
            **{"target_input": "b", "source_output": "nothing", "slots": ["blob"]},
            **{"title": "", "desc": ""},
        )


def table(*, complete: bool = True) -> bytes:
    """Return the bytes of a table of locations."""
    fields = [("micrograph_uid", "u8"), ("exp_group_id", "u4"), ("micrograph_path", "O")]
    fields += [("micrograph_shape", "2u4"), ("center_x_frac", "f4"), ("center_y_frac", "f4")]
    named = [(f"location/{name}", dtype) for name, dtype in fields[: 6 if complete else 3]]
    return b"".join(Dataset.allocate(2, named).stream(compression="lz4"))


def test_tables(client: Client, uid: str) -> None:
    """A table is taken, or refused in the words of the server."""
    address = f"/external/projects/P3/jobs/{uid}/outputs/particle/dataset"
    with client.open(address, table()) as response:
        assert response.status == 200
    assert len(Record(client.instance).saved["particle"]) == 2
    with client.open("/get_project_file", _path(f"{uid}/particle.cs")) as response:
        assert len(Dataset.load(BytesIO(response.read()))) == 2
    with pytest.raises(HTTPError) as caught:
        client.open(address, iter([table(complete=False)]))
    assert caught.value.code == 422
    assert b"missing the following required fields" in caught.value.read()


def _path(path: str) -> bytes:
    return json.dumps({"project_uid": "P3", "path": path}).encode()


def test_states(client: Client, uid: str) -> None:
    """Jobs are started, ended, and those of other types run at once."""
    for method, states in (("run_external_job", ["running"]), ("set_job_status", ["completed"])):
        client.call(method, "P3", uid, *states)
        assert client.call("get_job", "P3", uid)["status"] == states[0]
    made = client.call(
        "make_job",
        **{"project_uid": "P3", "workspace_uid": "W1", "job_type": "homo_abinit"},
        **{"title": None, "desc": None, "params": {"abinit_K": 2}},
        input_group_connects={"particles": ["J5.particles", "J6.particles"]},
    )
    here = {"project_uid": "P3", "job_uid": made}
    assert client.call("job_set_param", **here, param_name="abinit_K", param_new_value=3)
    for method, status in (("enqueue_job", "completed"), ("clear_job", "building")):
        client.call(method, **here)
        assert client.call("get_job", "P3", made)["status"] == status
    client.call("kill_job", **here)
    document = client.call("get_job", "P3", made)
    assert document["params_spec"] == {"abinit_K": {"value": 3}}
    assert len(document["input_slot_groups"][0]["connections"]) == 2
    assert client.call("get_job_dir_abs", "P3", made) == f"/projects/p3/{made}"
    for method in ("job_connect_result", "job_connected_result_clear"):
        assert client.call(method, **here)
    for method in ("set_cluster_job_custom_vars", "interactive_post"):
        assert client.call(method, **here) is None


def test_logs_and_files(client: Client, uid: str) -> None:
    """Lines of the log, plots and files are kept."""
    here = {"project_uid": "P3", "job_uid": uid}
    assert client.call("job_send_streamlog", **here, message="begun", error=False)
    with client.open(f"/projects/P3/jobs/{uid}/files?format=png", BytesIO(b"PNG")) as response:
        asset = json.loads(response.read())
    client.call("job_send_streamlog", **here, message="plot", imgfiles=[asset], flags=[])
    client.call("job_checkpoint_streamlog", **here, meta={})
    assert client.call("list_job_files", **here) == [asset]
    with client.open("/get_job_file", json.dumps({"fileid": asset["fileid"]}).encode()) as response:
        assert response.read() == b"PNG"
    client.open(f"/projects/P3/files?path={uid}/a.txt", BytesIO(b"text")).close()
    paths = {"source_path": f"{uid}/a.txt", "target_path": f"{uid}/b/c.txt"}
    client.call("project_cp", project_uid="P3", **paths)
    client.call("project_mkdir", project_uid="P3", path=f"{uid}/d", parents=False, exist_ok=True)
    listed = {"project_uid": "P3", "prefix": uid}
    assert client.call("list_project_files", **listed, recursive=False) == [
        *(f"{uid}/{name}" for name in ("a.txt", "b", "d")),
    ]
    assert Record(client.instance).log == ("begun", "plot")
    with client.open("/", None) as response:
        assert json.loads(response.read()) == "ok"


def test_external_results(client: Client) -> None:
    """A table saved alone is a job of one output."""
    uid, name = client.call(
        "create_external_result",
        **{"project_uid": "P3", "workspace_uid": None, "type": "particle", "name": None},
        **{"slots": ["blob"], "passthrough": "J5.particles", "title": "Title", "desc": "Text"},
    )
    assert name == "particle"
    definition = Record(client.instance).definitions[uid]
    assert (definition.title, definition.description) == ("Title", "Text")
    assert definition.outputs["particle"].passthrough == "particles"


def test_datatypes_that_are_none(client: Client, uid: str) -> None:
    """What no datatype is, is told; the tables of such an output are taken as they are."""
    here = {"project_uid": "P3", "job_uid": uid}
    values = {"type": "exposures", "name": "kept", "title": None, "slots": ["ctf"]}
    client.call("add_external_job_output", **here, **values, passthrough=None)
    client.open(f"/external/projects/P3/jobs/{uid}/outputs/kept/dataset", table()).close()
    record = Record(client.instance)
    assert [*record.saved] == ["kept"]
    [problem] = record.problems
    assert problem.place == "$.outputs.kept.type"


def test_what_others_open(client: Client) -> None:
    """What the client did not ask for goes to the network."""
    with pytest.raises(pytest.fail.Exception, match="went to the network"):
        client.command.urlopen(Request("http://localhost:39003/api"))


def test_what_is_loaded_of_jobs_not_described(client: Client, uid: str) -> None:
    """The client looks in the document that it has: what it will look for is put there before."""
    job = JobOfClient("P3", "J7", client)
    assert job.load_output("odd_particles")
    assert job.load_input("odd_input")
    mine = JobOfClient("P3", uid, client)
    assert len(mine.load_input("mics")) == 1
    assert mine.load_output("odd_particles") == []


def test_who_logs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """What version 4 needs of who logs in is filled in, where it is left out."""
    monkeypatch.setattr(cryosparc, "__version__", "4.7.1")
    taken: list[dict[str, str]] = []

    def init(license: str = "", host: str = "", email: str = "", password: str = "") -> None:
        taken.append({"license": license, "email": email, "password": password, "host": host})

    login.with_defaults(init)(email="mine@example.com")
    [given] = taken
    assert given["email"] == "mine@example.com"
    assert given["license"].count("-") == 4
    assert given["password"]
    assert given["host"] == ""
