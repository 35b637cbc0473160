"""Answers of CryoSPARC 4 to the requests of its client.

What a method takes is what the client of cryosparc-tools 4.7.1 sends.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

from cryosparc_spec.problems.validators import is_mapping
from cryosparc_spec.testing.recording.answering import Answer, Reply, answered
from cryosparc_spec.testing.recording.instance import Instance
from cryosparc_spec.testing.recording.jobs import Raw
from cryosparc_spec.testing.recording.requests import Request
from cryosparc_spec.testing.recording.tables import read_table, written_table
from cryosparc_spec.testing.recording.version_4 import jobs, projects

ANSWERS: Mapping[str, Answer] = {**projects.ANSWERS, **jobs.ANSWERS}
"""What answers each method of the command servers."""


def answer_call(instance: Instance, call: Raw) -> Raw:
    """Return the answer to the call of a method."""
    name: str = call["method"]
    params: Any = call["params"]
    if name == "system.describe":
        return {"result": {"procs": [{"name": each} for each in ANSWERS]}}
    by_name = is_mapping(params)
    request = Request(name, () if by_name else tuple(params), params if by_name else {})
    reply = answered(instance, request, ANSWERS[name])
    if reply.refusal is None:
        return {"result": reply.data}
    return {"error": {"name": "Error", "code": reply.code, "message": reply.refusal}}


def answer_upload(instance: Instance, address: str, body: bytes) -> Reply:
    """Return the answer to what is sent to an address of its own: tables and files."""
    parts = urlsplit(address)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    request = Request(parts.path, (), query, body)
    return answered(instance, request, _answer_to_address)


def _answer_to_address(instance: Instance, request: Request) -> Any:
    match request.name.strip("/").split("/"):
        case ["load_job_input"]:
            asked = json.loads(request.body)
            job = instance.job(asked["project_uid"], asked["job_uid"])
            return written_table(
                instance.load_input(job, asked["input_name"], asked["slots"] or None)
            )
        case ["get_project_file"]:
            asked = json.loads(request.body)
            return instance.file(asked["project_uid"], asked["path"])
        case ["get_job_file"]:
            return instance.files.asset(json.loads(request.body)["fileid"]).content
        case ["projects", project_uid, "files"]:
            path, overwrite = request.query["path"], "overwrite" in request.query
            instance.files.put(project_uid, path, request.body, overwrite=overwrite)
        case ["projects", project_uid, "jobs", uid, "files"]:
            format = request.query["format"]
            filename = request.query.get("filename", f"file.{format}")
            place = (project_uid, uid)
            return instance.files.add_asset(place, filename, format, request.body).reference()
        case ["external", "projects", project_uid, "jobs", uid, "outputs", name, "dataset"]:
            job = instance.job(project_uid, uid)
            instance.save(job, unquote_plus(name), read_table(request.body))
        case _:
            return "ok"
    return None
