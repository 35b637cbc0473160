"""A stand-in for the API of CryoSPARC 5: the endpoints that an external job needs.

What a method takes and gives is that of ``cryosparc/api.pyi`` of cryosparc-tools 5.0.3. The client
takes the addresses from the OpenAPI document of the server, which is not public: those are made up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryosparc.constants import API_SUFFIX
from cryosparc.dataset import Dataset
from cryosparc.tools import CryoSPARC

Raw: TypeAlias = dict[str, Any]

MIN_FIELDS: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("volume", "blob"): (("path", "O"), ("idx", "u4"), ("shape", "3u4")),
    ("exposure", "micrograph_blob"): (
        ("path", "O"),
        ("idx", "u4"),
        ("shape", "2u4"),
        ("psize_A", "f4"),
        ("format", "O"),
        ("is_background_subtracted", "u4"),
    ),
    ("particle", "location"): (
        ("micrograph_uid", "u8"),
        ("exp_group_id", "u4"),
        ("micrograph_path", "O"),
        ("micrograph_shape", "2u4"),
        ("center_x_frac", "f4"),
        ("center_y_frac", "f4"),
    ),
    ("particle", "pick_stats"): (
        ("ncc_score", "f4"),
        ("power", "f4"),
        ("template_idx", "u4"),
        ("angle_rad", "f4"),
    ),
}
"""Columns that ``min_fields`` of jobs of CryoSPARC 4 list for a slot type."""


class Endpoint(NamedTuple):
    """A method of the API."""

    name: str
    """What the client calls it: ``jobs.create``."""
    method: str
    """HTTP method."""
    path: str
    """Where it is, with the arguments that come by place in braces."""
    query: tuple[str, ...] = ()
    """Arguments that come by name."""
    body: str | None = None
    """Model of its body; ``Dataset`` is a stream, and ``form`` a form."""
    returns: str = "Job"
    """Model of what it gives."""


_JOB = "/projects/{project_uid}/jobs/{job_uid}"
_TIMES = ("created", "updated", "queued", "started", "waiting", "completed", "killed", "failed")

ENDPOINTS = (
    Endpoint("login", "post", "/login", body="form", returns="Token"),
    Endpoint("job_register", "get", "/job_register", returns="JobRegister"),
    Endpoint("users.me", "get", "/users/me", returns="User"),
    Endpoint("config.get_version", "get", "/config/version", returns="string"),
    Endpoint("projects.find_one", "get", "/projects/{project_uid}", returns="Project"),
    Endpoint(
        "jobs.find",
        "get",
        "/jobs",
        query=(
            *("order", "after", "limit", "project_uid", "workspace_uid", "uid", "type", "status"),
            *("category", *(f"{time}_at" for time in _TIMES), "exported_at", "deleted"),
        ),
        returns="list of Job",
    ),
    Endpoint("jobs.find_one", "get", _JOB),
    Endpoint(
        "jobs.create",
        "post",
        "/projects/{project_uid}/workspaces/{workspace_uid}/jobs",
        query=("type", "title", "description", "created_by_job_uid", "enable_bench"),
        body="object",
    ),
    Endpoint(
        "jobs.create_external_result",
        "post",
        "/projects/{project_uid}/workspaces/{workspace_uid}/external_results",
        body="ExternalOutputSpec",
    ),
    Endpoint("jobs.add_external_input", "put", _JOB + "/inputs/{input_name}", body="InputSpec"),
    Endpoint("jobs.add_external_output", "put", _JOB + "/outputs/{output_name}", body="OutputSpec"),
    Endpoint(
        "jobs.connect",
        "post",
        _JOB + "/inputs/{input_name}/connections",
        query=("source_output_name", "source_job_uid"),
    ),
    Endpoint(
        "jobs.get_output_fields",
        "post",
        _JOB + "/outputs/{output_name}/fields",
        body="object",
        returns="array",
    ),
    Endpoint(
        "jobs.save_output",
        "post",
        _JOB + "/outputs/{output_name}/dataset",
        query=("filename", "version"),
        body="Dataset",
    ),
    Endpoint("jobs.mark_running", "post", _JOB + "/running", query=("status",)),
    Endpoint("jobs.mark_completed", "post", _JOB + "/completed"),
    Endpoint("jobs.mark_failed", "post", _JOB + "/failed", query=("error",)),
)


def openapi() -> Raw:
    """Return the document from which the client makes its methods."""
    paths: dict[str, Raw] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method] = _operation(endpoint)
    return {"info": {"title": "stand-in"}, "paths": paths, "components": {"schemas": {}}}


def path_arguments(endpoint: Endpoint) -> list[str]:
    """Return the names of the arguments that come by place, in order."""
    return re.findall(r"{(\w+)}", endpoint.path)


def _operation(endpoint: Endpoint) -> Raw:
    places = {"path": path_arguments(endpoint), "query": endpoint.query}
    operation: Raw = {
        "summary": endpoint.name,
        "parameters": [
            {"name": name, "in": place, "required": place == "path"}
            for place, names in places.items()
            for name in names
        ],
        "responses": {
            "200": {"content": {"application/json": {"schema": _schema(endpoint.returns)}}},
        },
    }
    content = {
        "form": "application/x-www-form-urlencoded",
        "Dataset": Dataset.media_type,
    }
    if endpoint.body is not None:
        kind = content.get(endpoint.body, "application/json")
        title = "Dataset" if endpoint.body == "Dataset" else "Body"
        operation["requestBody"] = {"content": {kind: {"schema": {"title": title}}}}
    return operation


def _schema(returns: str) -> Raw:
    if returns == "array":
        return {"type": "array", "items": {}}
    if returns.startswith("list of "):
        return {"type": "array", "items": _schema(returns.removeprefix("list of "))}
    if returns == "string":
        return {"type": "string"}
    return {"$ref": f"#/components/schemas/{returns}"}


class Request(NamedTuple):
    """A request as the server sees it."""

    name: str
    """Method of the API."""
    arguments: tuple[str, ...]
    """Arguments that came by place."""
    query: Raw
    """Arguments that came by name."""
    body: Any = None
    """Body: plain data, or the bytes of a dataset."""

    @property
    def writes(self) -> bool:
        """Whether it changes anything on a server."""
        return self.name not in READING


READING = frozenset(
    {"openapi", "login", *(endpoint.name for endpoint in ENDPOINTS if endpoint.method == "get")}
)


class RefusedError(Exception):
    """What the server answers with an error code."""

    def __init__(self, code: int, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


class Server:
    """The state of an instance, and its answers."""

    version = "v5.0.3"

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Be as new, for clients that are logged in."""
        self.requests: list[Request] = []
        self.jobs: dict[str, Raw] = {}
        self.register: list[Raw] = deepcopy([*REGISTER])
        self.columns: list[tuple[str, str]] | None = None
        self.datasets: dict[tuple[str, str], Any] = {}
        self.refused: str | None = None
        self.add_job("J12", "curate_exposures_v2", outputs={"exposures": deepcopy(EXPOSURES)})
        self.add_job("J13", "homo_refine_new", outputs={"volume": VOLUME, "particles": PARTICLES})
        self.add_job("J14", "extract_micrographs_multi", outputs={"particles": PARTICLES})
        self.add_job("J15", "class_2D_new")
        self.last_uid = 41

    def add_job(self, uid: str, job_type: str, **spec: Any) -> Raw:
        """Add a job, and return its document."""
        number = int(uid[1:])
        self.jobs[uid] = {
            "_id": f"{number:024}",
            "uid": uid,
            "uid_num": number,
            "project_uid": "P3",
            "project_uid_num": 3,
            "workspace_uids": ["W1"],
            "job_dir": uid,
            "job_dir_size_last_updated": "2026-11-20T10:00:00Z",
            "title": "",
            "description": "",
            "status": "completed",
            "status_num": 45,
            "created_by_user_id": "0" * 24,
            "build_errors": [],
            "spec": {
                "type": job_type,
                "params": {},
                "inputs": {},
                "outputs": {},
                "ui_tile_width": 1,
                "ui_tile_height": 1,
                "resource_spec": {"cpu": 1, "gpu": 0, "ram": 1, "ssd": False},
                **spec,
            },
        }
        return self.jobs[uid]

    def answer(self, method: str, url: str, body: bytes) -> tuple[int, Any]:
        """Return code and data for a request."""
        parts = urlsplit(url)
        path = parts.path.removeprefix(API_SUFFIX)
        if path == "/openapi.json":
            return 200, openapi()
        query = {key: values[-1] for key, values in parse_qs(parts.query, True).items()}
        for endpoint in ENDPOINTS:
            pattern = re.sub(r"{\w+}", "([^/]+)", endpoint.path)
            match = re.fullmatch(pattern, path)
            if match and endpoint.method == method.lower():
                request = Request(endpoint.name, match.groups(), query, _read(endpoint, body))
                self.requests.append(request)
                return self._answer(request)
        return 404, {"detail": "Not Found"}

    def _answer(self, request: Request) -> tuple[int, Any]:
        answer: Callable[[Request], Any] = getattr(self, request.name.replace(".", "_"))
        try:
            if request.name == self.refused:
                raise RefusedError(422, "refused")
            return 200, answer(request)
        except RefusedError as error:
            return error.code, {"detail": error.detail}

    def login(self, request: Request) -> Raw:
        return {"access_token": "token", "token_type": "bearer"}

    def users_me(self, request: Request) -> Raw:
        return {"_id": "0" * 24, "name": "ali", "first_name": "Ali", "last_name": "H."}

    def config_get_version(self, request: Request) -> str:
        return self.version

    def job_register(self, request: Request) -> Raw:
        return {"specs": self.register, "categories": {}}

    def projects_find_one(self, request: Request) -> Raw:
        [uid] = request.arguments
        return {
            "uid": uid,
            "uid_num": int(uid[1:]),
            "title": "Project",
            "project_dir": "/projects/p3",
            "owner_user_id": "0" * 24,
            "size_last_updated": "2026-11-20T10:00:00Z",
        }

    def jobs_find(self, request: Request) -> list[Raw]:
        wanted = request.query["type"]
        return [job for job in self.jobs.values() if job["spec"]["type"] == wanted]

    def jobs_find_one(self, request: Request) -> Raw:
        return self._job(request)

    def _job(self, request: Request) -> Raw:
        uid = request.arguments[1]
        if uid not in self.jobs:
            raise RefusedError(404, f"Job {request.arguments[0]}-{uid} not found")
        return self.jobs[uid]

    def jobs_create(self, request: Request) -> Raw:
        self.last_uid += 1
        job = self.add_job(f"J{self.last_uid}", request.query["type"])
        texts = {"title": request.query["title"], "description": request.query["description"]}
        return self._change(job, status="building", **texts)

    def jobs_add_external_input(self, request: Request) -> Raw:
        job, spec = self._job(request), request.body
        if not re.fullmatch("[A-Za-z][0-9A-Za-z_]*", request.arguments[2]):
            raise RefusedError(422, "Invalid input name")
        job["spec"]["inputs"][request.arguments[2]] = {**spec, "connections": []}
        return job

    def jobs_connect(self, request: Request) -> Raw:
        job, name = self._job(request), request.arguments[2]
        source = self.jobs[request.query["source_job_uid"]]["spec"]["outputs"]
        output = request.query["source_output_name"]
        spec = job["spec"]["inputs"][name]
        if source[output]["type"] != spec["type"]:
            raise RefusedError(422, f"Cannot connect {source[output]['type']} to {spec['type']}")
        spec["connections"].append(
            {"job_uid": request.query["source_job_uid"], "output": output, "results": []}
        )
        return job

    def jobs_add_external_output(self, request: Request) -> Raw:
        job, spec = self._job(request), request.body
        passthrough = spec.get("passthrough")
        if passthrough is not None and passthrough not in job["spec"]["inputs"]:
            raise RefusedError(422, f"No input {passthrough}")
        # The slots of an output stand under results in all documents seen.
        results = [_result(slot["name"], slot["dtype"]) for slot in spec["slots"]]
        output = {**spec, "slots": [], "results": results}
        job["spec"]["outputs"][request.arguments[2]] = output
        return job

    def jobs_create_external_result(self, request: Request) -> Raw:
        self.last_uid += 1
        job = self.add_job(f"J{self.last_uid}", "snowflake")
        place = (request.arguments[0], job["uid"], request.body["name"])
        spec = {**request.body["spec"], "slots": [*map(_full, request.body["spec"]["slots"])]}
        return self.jobs_add_external_output(Request(request.name, place, {}, spec))

    def jobs_get_output_fields(self, request: Request) -> list[tuple[str, str]]:
        output = self._job(request)["spec"]["outputs"][request.arguments[2]]
        if self.columns is not None:
            return self.columns
        return [
            (f"{result['name']}/{column}", dtype)
            for result in output["results"]
            if not result["passthrough"]
            for column, dtype in MIN_FIELDS.get((output["type"], result["dtype"]), ())
        ]

    def jobs_save_output(self, request: Request) -> Raw:
        job = self._job(request)
        if job["status"] not in ("running", "waiting"):
            raise RefusedError(409, "Job must be running or waiting")
        dataset = Dataset.load(BytesIO(request.body))
        needed = Dataset.allocate(0, self.jobs_get_output_fields(request)).descr()
        missing = {*map(tuple, needed)} - {*map(tuple, dataset.descr())}
        if missing:
            text = f"Invalid dataset; missing the following required fields: {missing}"
            raise RefusedError(422, text)
        self.datasets[job["uid"], request.arguments[2]] = dataset
        for result in job["spec"]["outputs"][request.arguments[2]]["results"]:
            file = f"{job['uid']}/{request.arguments[2]}.cs"
            result.update(versions=[0], metafiles=[file], num_items=[len(dataset)])
        return job

    def jobs_mark_running(self, request: Request) -> Raw:
        return self._change(self._job(request), status=request.query["status"])

    def jobs_mark_completed(self, request: Request) -> Raw:
        return self._change(self._job(request), status="completed")

    def jobs_mark_failed(self, request: Request) -> Raw:
        return self._change(self._job(request), status="failed")

    def _change(self, job: Raw, **values: str) -> Raw:
        job.update(values)
        return job


def _read(endpoint: Endpoint, body: bytes) -> Any:
    if endpoint.body == "Dataset":
        return body
    if endpoint.body == "form":
        return {key: values[-1] for key, values in parse_qs(body.decode()).items()}
    return json.loads(body) if body else None


def _full(slot: str | Raw) -> Raw:
    return {"name": slot, "dtype": slot} if isinstance(slot, str) else slot


def _result(name: str, dtype: str, *, passthrough: bool = False) -> Raw:
    return {"name": name, "dtype": dtype, "passthrough": passthrough}


EXPOSURES: Raw = {
    "type": "exposure",
    "title": "Exposures",
    "results": [
        _result("micrograph_blob", "micrograph_blob"),
        _result("mscope_params", "mscope_params", passthrough=True),
        _result("ctf", "ctf", passthrough=True),
    ],
}
PARTICLES: Raw = {
    "type": "particle",
    "title": "Particles",
    "results": [
        _result("alignments3D", "alignments3D"),
        _result("alignments2D", "alignments2D", passthrough=True),
        _result("blob", "blob", passthrough=True),
        _result("ctf", "ctf", passthrough=True),
    ],
}
VOLUME: Raw = {
    "type": "volume",
    "title": "Volume",
    "results": [_result(name, "blob") for name in ("map", "map_half_A", "map_half_B")],
}


def log_in(address: str = "http://localhost:39000") -> CryoSPARC:
    """Log in as a user of the instance."""
    return CryoSPARC(address, email="ali@example.com", password="password123")


def _job_type(job_type: str, category: str, inputs: Raw, outputs: Raw) -> Raw:
    texts = dict.fromkeys(("title", "shorttitle", "description"), "")
    return {
        "type": job_type,
        **texts,
        "stability": "stable",
        "category": category,
        "inputs": {name: {"title": "", **spec} for name, spec in inputs.items()},
        "outputs": {name: {"title": "", **spec} for name, spec in outputs.items()},
        "params": {},
    }


REGISTER = (
    _job_type("import_movies", "import", {}, {}),
    _job_type(
        "homo_refine_new",
        "refinement",
        {"particles": {"type": "particle", "slots": ["blob", "?ctf"]}},
        {
            "volume": {
                "type": "volume",
                "slots": [{"name": "map", "dtype": "blob"}, {"name": "mask_fsc", "dtype": "blob"}],
            },
            "particles": {
                "type": "particle",
                "slots": [{"name": f"alignments_class_{k}", "dtype": "pose"} for k in range(2)],
            },
        },
    ),
    _job_type("class_2D_new", "particle_curation", {}, {"particles": {"type": "particle"}}),
    _job_type("hetero_refine", "refinement", {}, {"volume": {"type": "volume", "slots": ["map"]}}),
)


@contextmanager
def instead_of_the_network(server: Server) -> Generator[Server]:
    """Let the server answer what the client hands to the transport of its HTTP client."""

    def handle(request: httpx.Request) -> httpx.Response:
        code, data = server.answer(request.method, str(request.url), request.read())
        return httpx.Response(code, json=data)

    transport = httpx.MockTransport(handle)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            httpx.HTTPTransport,
            "handle_request",
            lambda _, request: transport.handle_request(request),
        )
        yield server


@contextmanager
def on_loopback(server: Server) -> Generator[str]:
    """Let the server answer on a port of this machine, and give its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            code, data = server.answer(self.command, self.path, _body(self))
            content = json.dumps(data).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = answer  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            """Keep what was asked for out of the output of the tests."""

    http_server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=http_server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{http_server.server_port}"
    finally:
        http_server.shutdown()
        thread.join()
        http_server.server_close()


def _body(request: BaseHTTPRequestHandler) -> bytes:
    if request.headers.get("Transfer-Encoding") != "chunked":
        return request.rfile.read(int(request.headers.get("Content-Length", 0)))
    chunks: list[bytes] = []
    while size := int(request.rfile.readline(), 16):
        chunks.append(request.rfile.read(size))
        request.rfile.readline()
    request.rfile.readline()
    return b"".join(chunks)
