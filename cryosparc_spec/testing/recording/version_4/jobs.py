"""What CryoSPARC 4 does to jobs: makes them, adds inputs and outputs, connects, starts and ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryosparc_spec.testing.recording.answering import Answer, always
from cryosparc_spec.testing.recording.instance import Instance
from cryosparc_spec.testing.recording.jobs import (
    EXTERNAL,
    HeldInput,
    HeldJob,
    HeldOutput,
    HeldSlot,
    Raw,
)
from cryosparc_spec.testing.recording.requests import Request
from cryosparc_spec.testing.recording.sources import datatype_meant
from cryosparc_spec.testing.recording.version_4.documents import job_document


def _job(instance: Instance, request: Request, *, of: str = "job_uid") -> HeldJob:
    if request.arguments:
        return instance.job(*request.arguments[:2])
    return instance.job(request.query["project_uid"], request.query[of])


def _find_job(instance: Instance, request: Request) -> Raw:
    return job_document(instance.job_looked_at(*request.arguments))


def _job_directory(instance: Instance, request: Request) -> str:
    project_uid, uid = request.arguments
    return f"/projects/{project_uid.lower()}/{uid}"


def _make_external_job(instance: Instance, request: Request) -> str:
    query = request.query
    texts = {"title": query["title"] or "", "description": query["desc"] or ""}
    project_uid, workspace_uid = query["project_uid"], query["workspace_uid"] or "W1"
    return instance.make_job(project_uid, workspace_uid, type=EXTERNAL, **texts).uid


def _make_external_result(instance: Instance, request: Request) -> tuple[str, str]:
    query = request.query
    name: str = query["name"] or query["type"]
    output = _held_output({**query, "passthrough": None})
    output.description = query["desc"] or ""
    passed = tuple(query["passthrough"].split(".")) if query["passthrough"] else None
    place = (query["project_uid"], query["workspace_uid"] or "W1")
    return instance.make_result(*place, name=name, output=output, source=passed).uid, name


def _make_job(instance: Instance, request: Request) -> str:
    query = request.query
    texts = {"title": query["title"] or "", "description": query["desc"] or ""}
    job = instance.make_job(
        query["project_uid"],
        query["workspace_uid"],
        type=query["job_type"],
        params=query["params"],
        **texts,
    )
    for name, sources in query["input_group_connects"].items():
        for source in sources:
            instance.connect(job, name, *source.split("."))
    return job.uid


def _held_slot(slot: str | Raw) -> HeldSlot:
    if isinstance(slot, str):
        # What the server makes of a name alone is as the name is written.
        name = slot.lstrip("?") or slot
        return HeldSlot(name, name, not slot.startswith("?"), written=slot)
    name = slot.get("prefix") or slot.get("name") or slot["dtype"]
    return HeldSlot(name, slot["dtype"], slot.get("required", True))


def _add_input(instance: Instance, request: Request) -> None:
    query = request.query
    declared = HeldInput(
        type=query["type"],
        title=query["title"] or "",
        slots=[_held_slot(slot) for slot in query["slots"]],
        count_min=query["min"],
        count_max=None if query["max"] == "inf" else query["max"],
    )
    instance.add_input(_job(instance, request), query["name"] or query["type"], declared)


def _held_output(query: Mapping[str, Any]) -> HeldOutput:
    return HeldOutput(
        type=query["type"],
        title=query["title"] or "",
        slots=[_held_slot(slot) for slot in query["slots"]],
        passthrough=query["passthrough"],
    )


def _add_output(instance: Instance, request: Request) -> None:
    query = request.query
    declared = _held_output(query)
    instance.add_output(_job(instance, request), query["name"] or query["type"], declared)


def _connect_external(instance: Instance, request: Request) -> None:
    query = request.query
    job = _job(instance, request, of="target_job_uid")
    name, output = query["target_input"], query["source_output"]
    if name not in job.inputs:
        slots = [_held_slot(slot) for slot in query["slots"]]
        source = instance.job(job.project_uid, query["source_job_uid"])
        meant = datatype_meant(output, [slot.name for slot in slots])
        given = instance.output_of(source, output, meant)
        datatype = given.type if given else meant
        declared = HeldInput(type=datatype, title=query["title"], slots=slots, count_min=1)
        declared.description = query["desc"]
        instance.add_input(job, name, declared)
    instance.connect(job, name, query["source_job_uid"], output)


def _connect(instance: Instance, request: Request) -> bool:
    source_uid, output = request.query["source_group"].split(".")
    uid, name = request.query["dest_group"].split(".")
    job = instance.job(request.query["project_uid"], uid)
    instance.connect(job, name, source_uid, output)
    return True


def _disconnect(instance: Instance, request: Request) -> bool:
    uid, name = request.query["dest_group"].split(".")
    job = instance.job(request.query["project_uid"], uid)
    job.inputs[name].connections.pop(request.query["connect_idx"])
    return True


def _set_param(instance: Instance, request: Request) -> bool:
    job = _job(instance, request)
    job.params[request.query["param_name"]] = request.query["param_new_value"]
    return True


def _set_status(instance: Instance, request: Request) -> None:
    statuses = {"enqueue_job": "completed", "kill_job": "killed", "clear_job": "building"}
    job = _job(instance, request)
    job.status = statuses.get(request.name) or request.arguments[2]


def _log(instance: Instance, request: Request) -> str:
    query, job = request.query, _job(instance, request)
    event: Raw = {"_id": f"{len(job.log) + 1:024x}", "type": "text"}
    if request.name == "job_checkpoint_streamlog":
        event |= {"type": "checkpoint", "meta": query["meta"]}
    else:
        event |= {"text": query["message"], "type": "error" if query.get("error") else "text"}
        event |= {"imgfiles": query["imgfiles"]} if "imgfiles" in query else {}
    job.log.append(event)
    identifier: str = event["_id"]
    return identifier


ANSWERS: Mapping[str, Answer] = {
    "get_job": _find_job,
    "get_job_dir_abs": _job_directory,
    "make_job": _make_job,
    "create_external_job": _make_external_job,
    "create_external_result": _make_external_result,
    "add_external_job_input": _add_input,
    "add_external_job_output": _add_output,
    "connect_external_job": _connect_external,
    "job_connect_group": _connect,
    "job_connected_group_clear": _disconnect,
    "job_connect_result": always(True),
    "job_connected_result_clear": always(True),
    "job_set_param": _set_param,
    "set_cluster_job_custom_vars": always(None),
    "interactive_post": always(None),
    "enqueue_job": _set_status,
    "kill_job": _set_status,
    "clear_job": _set_status,
    "run_external_job": _set_status,
    "set_job_status": _set_status,
    "job_send_streamlog": _log,
    "job_checkpoint_streamlog": _log,
}
