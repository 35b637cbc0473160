"""A stand-in for the command servers of CryoSPARC 4: the methods that an external job needs.

What a method takes is what the client of cryosparc-tools 4.7.1 sends; a job is as
``cryosparc.spec.JobDocument`` of that version has it.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from email.message import Message
from io import BytesIO
from typing import Any, NamedTuple, TypeAlias
from urllib.response import addinfourl

import pytest
from cryosparc.dataset import Dataset
from cryosparc.tools import CryoSPARC

Raw: TypeAlias = dict[str, Any]

SERVICES = {39002: "command_core", 39003: "command_vis", 39005: "command_rtp"}

MIN_FIELDS = {
    "particle.location": [
        ["micrograph_uid", "u8"],
        ["exp_group_id", "u4"],
        ["micrograph_path", "O"],
        ["micrograph_shape", "2u4"],
        ["center_x_frac", "f4"],
        ["center_y_frac", "f4"],
    ],
}
"""Columns that jobs of CryoSPARC 4 list for a slot type."""


class Request(NamedTuple):
    """A request as the server sees it."""

    name: str
    """Method, or the address that a dataset was sent to."""
    params: Any
    """Its arguments, or the bytes of the dataset."""

    @property
    def writes(self) -> bool:
        """Whether it changes anything on a server."""
        return not self.name.startswith(("get_", "system."))


class Server(urllib.request.BaseHandler):
    """The state of an instance, and its answers: a handler that ``urllib`` asks for addresses."""

    handler_order = 100

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.jobs: dict[str, Raw] = {}
        self.last_uid = 41
        for uid, groups in SOURCES.items():
            self.add_job(uid, "extract_micrographs_multi", output_result_groups=groups)

    def http_open(self, request: urllib.request.Request) -> addinfourl:
        """Answer a request of the client."""
        data: Any = request.data
        body: bytes = data if isinstance(data, bytes) else b"".join(data)
        if request.selector == "/api":
            call = json.loads(body)
            content = json.dumps({"result": self.call(call["method"], call["params"])}).encode()
            return response(request, 200, content)
        self.requests.append(Request(request.selector, body))
        code, text = self.save(request.selector, body)
        return response(request, code, text.encode())

    def call(self, method: str, params: Any) -> Any:
        """Return the result of a method."""
        if method == "system.describe":
            names = [name for name in dir(self) if name.startswith(("get_", "add_", "connect_"))]
            names += ["create_external_job", "create_external_result"]
            names += ["run_external_job", "set_job_status"]
            return {"procs": [{"name": name} for name in names]}
        self.requests.append(Request(method, params))
        if isinstance(params, list):
            return getattr(self, method)(*params)
        return getattr(self, method)(**params)

    def get_id_by_email_password(self, email: str, password: str) -> str:
        return "0" * 24

    def get_running_version(self) -> str:
        return "v4.7.1"

    def get_project(self, uid: str) -> Raw:
        return {"uid": uid, "title": "Project"}

    def get_job(self, project_uid: str, job_uid: str) -> Raw:
        return self.jobs[job_uid]

    def add_job(self, uid: str, job_type: str, **values: Any) -> Raw:
        """Add a job, and return its document."""
        self.jobs[uid] = {
            "_id": "0" * 24,
            "uid": uid,
            "uid_num": int(uid[1:]),
            "project_uid": "P3",
            "project_uid_num": 3,
            "workspace_uids": ["W1"],
            "type": job_type,
            "job_type": job_type,
            "title": "",
            "description": "",
            "status": "building",
            "created_at": "Fri, 20 Nov 2026 10:00:00 GMT",
            "created_by_user_id": None,
            "deleted": False,
            "parents": [],
            "children": [],
            "input_slot_groups": [],
            "output_result_groups": [],
            "output_results": [],
            "params_base": {},
            "params_spec": {},
            "params_secs": {},
            **values,
        }
        return self.jobs[uid]

    def create_external_job(self, project_uid: str, title: str, desc: str, **_: str) -> str:
        self.last_uid += 1
        self.add_job(f"J{self.last_uid}", "snowflake", title=title or "", description=desc or "")
        return f"J{self.last_uid}"

    def create_external_result(self, **spec: Any) -> tuple[str, str]:
        uid = self.create_external_job(spec["project_uid"], spec["title"], spec["desc"])
        output = {key: spec[key] for key in ("type", "name", "slots", "passthrough", "title")}
        self.add_external_job_output(uid, **output)
        return uid, spec["name"]

    def add_external_job_input(self, job_uid: str, **spec: Any) -> None:
        datatype = spec["type"]
        group = {
            "type": datatype,
            "name": spec["name"],
            "title": spec["title"],
            "description": "",
            "count_min": spec["min"],
            "count_max": None if spec["max"] == "inf" else spec["max"],
            "repeat_allowed": False,
            "slots": [
                {
                    "type": f"{datatype}.{slot['dtype']}",
                    "name": slot["prefix"],
                    "title": "",
                    "description": "",
                    "optional": not slot["required"],
                }
                for slot in spec["slots"]
            ],
            "connections": [],
        }
        self.jobs[job_uid]["input_slot_groups"].append(group)

    def connect_external_job(self, **connection: Any) -> None:
        groups = self.jobs[connection["target_job_uid"]]["input_slot_groups"]
        [group] = [each for each in groups if each["name"] == connection["target_input"]]
        group["connections"].append(
            {
                "job_uid": connection["source_job_uid"],
                "group_name": connection["source_output"],
                "slots": [],
            }
        )

    def add_external_job_output(self, job_uid: str, **spec: Any) -> None:
        job, name = self.jobs[job_uid], spec["name"]
        results = [
            {
                "uid": f"{job_uid}-R{index}",
                "type": f"{spec['type']}.{slot['dtype']}",
                "group_name": name,
                "name": slot["prefix"],
                "passthrough": False,
            }
            for index, slot in enumerate(spec["slots"], len(job["output_results"]) + 1)
        ]
        job["output_result_groups"].append(
            {
                "uid": f"{job_uid}-G{len(job['output_result_groups']) + 1}",
                "type": spec["type"],
                "name": name,
                "title": spec["title"],
                "description": "",
                "contains": results,
                "passthrough": spec["passthrough"] or False,
            }
        )
        job["output_results"] += [
            {
                **result,
                "title": "",
                "description": "",
                "min_fields": MIN_FIELDS.get(result["type"], [["idx", "u4"]]),
                "versions": [],
                "metafiles": [],
                "num_items": [],
            }
            for result in results
        ]

    def run_external_job(self, project_uid: str, job_uid: str, status: str) -> None:
        self.jobs[job_uid]["status"] = status

    def set_job_status(self, project_uid: str, job_uid: str, status: str) -> None:
        self.jobs[job_uid]["status"] = status

    def save(self, address: str, body: bytes) -> tuple[int, str]:
        """Take a dataset, or refuse it in the words of the server."""
        _, _, _, _, _, job_uid, _, output, _ = address.split("/")
        results = [
            result
            for result in self.jobs[job_uid]["output_results"]
            if result["group_name"] == output
        ]
        fields = [(f"{r['name']}/{f}", dtype) for r in results for f, dtype in r["min_fields"]]
        dataset = Dataset.load(BytesIO(body))
        needed = Dataset.allocate(0, fields).descr()
        missing = {*map(tuple, needed)} - {*map(tuple, dataset.descr())}
        if missing:
            return 422, f"Invalid dataset; missing the following required fields: {missing}"
        return 200, "null"


class Answer(addinfourl):
    """A response with the one more attribute that ``urllib`` reads of what a handler gives."""

    msg = "OK"


def response(request: urllib.request.Request, code: int, content: bytes) -> addinfourl:
    headers = Message()
    headers["Content-Type"] = "application/json" if code == 200 else "text/html"
    return Answer(BytesIO(content), headers, request.full_url, code)


def group(datatype: str, *names: str) -> Raw:
    """Return an output with these slots."""
    blobs = ("map", "map_half_A", "map_half_B")
    contains = [
        {
            "uid": f"J1-R{index}",
            "type": f"{datatype}.{'blob' if name in blobs else name}",
            "group_name": "",
            "name": name,
            "passthrough": False,
        }
        for index, name in enumerate(names)
    ]
    return {"type": datatype, "title": "", "contains": contains, "passthrough": False}


POSES = ("blob", "ctf", "alignments2D", "alignments3D")
SOURCES = {
    "J12": [
        {
            **group("exposure", "micrograph_blob", "ctf", "mscope_params"),
            "name": "exposures",
        }
    ],
    "J13": [
        {**group("particle", *POSES), "name": "particles"},
        {**group("volume", "map", "map_half_A", "map_half_B"), "name": "volume"},
    ],
    "J14": [{**group("particle", *POSES), "name": "particles"}],
}
"""Outputs of the jobs to connect."""


def log_in() -> Any:
    """Log in as a user of the instance."""
    return CryoSPARC(
        license="00000000-0000-0000-0000-000000000000",
        host="localhost",
        base_port=39000,
        email="ali@example.com",
        password="password123",
    )


@contextmanager
def instead_of_the_network(server: Server) -> Generator[Server]:
    """Let the server answer what the client hands to ``urllib``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(urllib.request, "_opener", urllib.request.build_opener(server))
        yield server
