"""The methods of the API of CryoSPARC 5 that the stand-in answers, and its OpenAPI document.

What a method takes and gives is that of ``cryosparc/api.pyi`` of cryosparc-tools 5.0.3. The client
takes the addresses from the OpenAPI document of the server, which is not public: those are made up.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple, TypeAlias

from cryosparc_spec.testing.recording.jobs import Raw

STREAMS = {
    "Dataset": "application/x-cryosparc-dataset",
    "Stream": "application/octet-stream",
}
"""Media types of what is not plain data."""
_FORM = {"form": "application/x-www-form-urlencoded"}
_BUILT_IN: dict[str, Raw] = {
    "any": {},
    "array": {"type": "array", "items": {}},
    "string": {"type": "string"},
}
_TIMES = ("created", "updated", "queued", "started", "waiting", "completed", "killed", "failed")
_FOUND = ("order", "after", "limit")


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
    """Name of its body; of kind ``Dataset`` or ``Stream`` where it is not plain data."""
    returns: str = "Job"
    """Model of what it gives."""
    kind: str = "json"
    """Whether the body is ``json``, a ``form``, a ``Dataset`` or a ``Stream``."""


_P = "/projects/{project_uid}"
_W = _P + "/workspaces/{workspace_uid}"
_J = _P + "/jobs/{job_uid}"
_IN = _J + "/inputs/{input_name}"
_AT = _IN + "/connections/{connection_index}"
_OUT = _J + "/outputs/{output_name}"
_E: TypeAlias = Endpoint

ENDPOINTS = (
    _E("login", "post", "/login", body="form", kind="form", returns="Token"),
    _E("health", "get", "/health", returns="string"),
    _E("job_register", "get", "/job_register", returns="JobRegister"),
    _E("users.me", "get", "/users/me", returns="User"),
    _E("config.get_version", "get", "/config/version", returns="string"),
    _E("resources.find_lanes", "get", "/lanes", returns="array"),
    _E("resources.find_targets", "get", "/targets", ("lane",), returns="array"),
    _E(
        "projects.find",
        "get",
        "/projects",
        (
            *(*_FOUND, "uid", "project_dir", "owner_user_id", "users_with_access"),
            *("deleted", "archived", "detached"),
        ),
        returns="list of Project",
    ),
    _E("projects.find_one", "get", _P, returns="Project"),
    _E("projects.get_directory", "get", _P + "/directory", returns="string"),
    _E("projects.set_title", "put", _P + "/title", ("title",), returns="Project"),
    _E("projects.set_description", "put", _P + "/description", (), "description", "Project"),
    _E("projects.ls", "get", _P + "/files", ("recursive", "path"), returns="array"),
    _E("projects.mkdir", "post", _P + "/mkdir", ("parents", "exist_ok", "path"), returns="string"),
    _E("projects.cp", "post", _P + "/cp", ("source", "path"), returns="string"),
    _E("projects.symlink", "post", _P + "/symlink", ("source", "path"), returns="string"),
    _E(
        "projects.upload_file",
        *("post", _P + "/file", ("overwrite", "path"), "stream", "string", "Stream"),
    ),
    _E("projects.download_file", "get", _P + "/file", ("path",), returns="Stream"),
    _E(
        "workspaces.find",
        "get",
        "/workspaces",
        (*_FOUND, "uid", "project_uid", "created_at", "updated_at", "deleted"),
        returns="list of Workspace",
    ),
    _E("workspaces.find_one", "get", _W, returns="Workspace"),
    _E(
        "workspaces.create",
        *("post", _P + "/workspaces", ("title", "description", "created_by_job_uid")),
        returns="Workspace",
    ),
    _E("workspaces.set_title", "put", _W + "/title", ("title",), returns="Workspace"),
    _E("workspaces.set_description", "put", _W + "/description", (), "description", "Workspace"),
    _E("assets.find", "get", "/assets", ("project_uid", "job_uid"), returns="list of GridFSFile"),
    _E(
        "assets.upload",
        *("post", _J + "/assets", ("filename", "format"), "stream", "GridFSAsset", "Stream"),
    ),
    _E("assets.download", "get", "/assets/{id}/content", returns="Stream"),
    _E(
        "jobs.find",
        "get",
        "/jobs",
        (
            *(*_FOUND, "project_uid", "workspace_uid", "uid", "type", "status", "category"),
            *(*(f"{time}_at" for time in _TIMES), "exported_at", "deleted"),
        ),
        returns="list of Job",
    ),
    _E("jobs.find_one", "get", _J),
    _E("jobs.get_directory", "get", _J + "/directory", returns="string"),
    _E(
        "jobs.create",
        "post",
        _W + "/jobs",
        ("type", "title", "description", "created_by_job_uid", "enable_bench"),
        "params",
    ),
    _E("jobs.create_external_result", "post", _W + "/external_results", (), "body"),
    _E("jobs.set_title", "put", _J + "/title", ("title",)),
    _E("jobs.set_description", "put", _J + "/description", (), "description"),
    _E("jobs.set_param", "put", _J + "/params/{param}", (), "value"),
    _E("jobs.set_cluster_custom_vars", "put", _J + "/cluster_vars", (), "cluster_custom_vars"),
    _E(
        "jobs.enqueue",
        "post",
        _J + "/queue",
        ("lane", "hostname", "gpus", "no_check_inputs_ready"),
    ),
    _E("jobs.kill", "post", _J + "/kill"),
    _E("jobs.clear", "post", _J + "/clear"),
    _E("jobs.interactive_post", "post", _J + "/interact", ("endpoint", "timeout"), "body", "any"),
    _E("jobs.add_external_input", "put", _IN, (), "body"),
    _E("jobs.add_external_output", "put", _OUT, (), "body"),
    _E("jobs.connect", "post", _IN + "/connections", ("source_output_name", "source_job_uid")),
    _E("jobs.disconnect_all", "delete", _IN + "/connections"),
    _E("jobs.disconnect", "delete", _AT),
    _E(
        "jobs.connect_result",
        "post",
        _AT + "/results/{result_name}",
        ("source_output_name", "source_result_name", "source_result_version", "source_job_uid"),
    ),
    _E("jobs.disconnect_result", "delete", _AT + "/results/{result_name}"),
    _E("jobs.load_input", "get", _IN + "/dataset", ("force_join", "slots"), returns="Dataset"),
    _E("jobs.load_output", "get", _OUT + "/dataset", ("version", "slots"), returns="Dataset"),
    _E("jobs.get_output_fields", "post", _OUT + "/fields", (), "dtype_params", "array"),
    _E(
        "jobs.save_output",
        *("post", _OUT + "/dataset", ("filename", "version"), "dataset", "Job", "Dataset"),
    ),
    _E("jobs.set_output_image", "put", _OUT + "/image", (), "body"),
    _E("jobs.set_tile_image", "put", _J + "/image", (), "body"),
    _E("jobs.mark_running", "post", _J + "/running", ("status",)),
    _E("jobs.mark_completed", "post", _J + "/completed"),
    _E("jobs.mark_failed", "post", _J + "/failed", ("error",)),
    _E("jobs.add_event_log", "post", _J + "/events/text", ("type",), "text", "TextEvent"),
    _E(
        "jobs.update_event_log",
        *("put", _J + "/events/{event_id}", ("type",), "text", "TextEvent"),
    ),
    _E(
        "jobs.add_image_log",
        "post",
        _J + "/events/image",
        ("text", "flags"),
        "images",
        "ImageEvent",
    ),
    _E("jobs.add_checkpoint", "post", _J + "/events/checkpoint", (), "meta", "CheckpointEvent"),
)


def path_arguments(endpoint: Endpoint) -> list[str]:
    """Return the names of the arguments that come by place, in order."""
    return re.findall(r"{(\w+)}", endpoint.path)


def endpoint_at(method: str, path: str) -> tuple[Endpoint, tuple[str, ...]] | None:
    """Return the method at an address, and its arguments that come by place."""
    for endpoint, pattern in _patterns():
        match = pattern.fullmatch(path)
        if match and endpoint.method == method.lower():
            return endpoint, match.groups()
    return None


@cache
def _patterns() -> list[tuple[Endpoint, re.Pattern[str]]]:
    return [(each, re.compile(re.sub(r"{\w+}", "([^/]+)", each.path))) for each in ENDPOINTS]


@cache
def openapi() -> Raw:
    """Return the document from which the client makes its methods."""
    paths: dict[str, Raw] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method] = _operation(endpoint)
    return {"info": {"title": "stand-in"}, "paths": paths, "components": {"schemas": {}}}


def _operation(endpoint: Endpoint) -> Raw:
    places = {"path": path_arguments(endpoint), "query": endpoint.query}
    parameters = [
        {"name": name, "in": place, "required": place == "path"}
        for place, names in places.items()
        for name in names
    ]
    given = STREAMS.get(endpoint.returns, "application/json")
    operation: Raw = {
        "summary": endpoint.name,
        "parameters": parameters,
        "responses": {"200": {"content": {given: {"schema": _schema(endpoint.returns)}}}},
    }
    if endpoint.body is not None:
        taken = (STREAMS | _FORM).get(endpoint.kind, "application/json")
        schema = {"title": endpoint.body.replace("_", " ").title()}
        operation["requestBody"] = {"content": {taken: {"schema": schema}}}
    return operation


def _schema(returns: str) -> Raw:
    if returns.startswith("list of "):
        return {"type": "array", "items": _schema(returns.removeprefix("list of "))}
    return _BUILT_IN.get(returns, {"$ref": f"#/components/schemas/{returns}"})
