"""What CryoSPARC 5 does to jobs: makes, fills, connects, starts and ends them."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from cryosparc_spec.testing.recording.answering import Answer, always
from cryosparc_spec.testing.recording.instance import Instance
from cryosparc_spec.testing.recording.jobs import (
    HeldInput,
    HeldOutput,
    HeldSlot,
    Raw,
)
from cryosparc_spec.testing.recording.requests import Request
from cryosparc_spec.testing.recording.version_5.arguments import job_asked, texts_set
from cryosparc_spec.testing.recording.version_5.documents import (
    job_document,
)

_SEARCHED = ("project_uid", "workspace_uid", "uid", "type", "status")
"""What jobs can be searched by."""


def _find_jobs(instance: Instance, request: Request) -> list[Raw]:
    wanted = {key: value for key, value in request.query.items() if key in _SEARCHED}
    jobs = instance.all_jobs(request.query.get("project_uid"))
    if "uid" in wanted:
        jobs = [instance.job(request.query["project_uid"], wanted["uid"])]
    return [
        job_document(job)
        for job in jobs
        if all(getattr(job, key) == value for key, value in wanted.items())
    ]


def _find_job(instance: Instance, request: Request) -> Raw:
    return job_document(instance.job_looked_at(*request.arguments))


def _job_directory(instance: Instance, request: Request) -> str:
    job = job_asked(instance, request)
    return f"/projects/{job.project_uid.lower()}/{job.uid}"


def _make_job(instance: Instance, request: Request) -> Raw:
    project_uid, workspace_uid = request.arguments
    job = instance.make_job(
        project_uid,
        workspace_uid,
        type=request.query["type"],
        title=request.query.get("title", ""),
        description=request.query.get("description", ""),
        params=request.body or {},
    )
    return job_document(job)


def _make_external_result(instance: Instance, request: Request) -> Raw:
    project_uid, workspace_uid = request.arguments
    name, output = request.body["name"], _held_output(request.body["spec"])
    source = request.body.get("connection")
    passed = (source["job_uid"], source["output"]) if source else None
    return job_document(
        instance.make_result(project_uid, workspace_uid, name=name, output=output, source=passed)
    )


def _change_job(instance: Instance, request: Request) -> Raw:
    job = job_asked(instance, request)
    for key, value in texts_set(request).items():
        setattr(job, key, value)
    if request.name == "jobs.set_param":
        job.params[request.arguments[2]] = request.body
    return job_document(job)


def _set_status(instance: Instance, request: Request) -> Raw:
    job = job_asked(instance, request)
    statuses: Mapping[str, str] = {
        "jobs.enqueue": "completed",
        "jobs.kill": "killed",
        "jobs.clear": "building",
        "jobs.mark_completed": "completed",
        "jobs.mark_failed": "failed",
    }
    job.status = statuses.get(request.name) or request.query["status"]
    return job_document(job)


def _held_slot(slot: str | Raw) -> HeldSlot:
    if isinstance(slot, str):  # So in external results alone; what the server makes of it is open.
        return HeldSlot(slot, slot, written=slot)
    return HeldSlot(slot["name"], slot["dtype"], slot.get("required", False))


def _add_input(instance: Instance, request: Request) -> Raw:
    job, spec = job_asked(instance, request), request.body
    most = spec.get("count_max", "inf")
    declared = HeldInput(
        type=spec["type"],
        title=spec.get("title", ""),
        description=spec.get("description", ""),
        slots=[_held_slot(slot) for slot in spec.get("slots", ())],
        count_min=spec.get("count_min", 0),
        count_max=None if most == "inf" else most,
        repeat_allowed=spec.get("repeat_allowed", False),
    )
    instance.add_input(job, request.arguments[2], declared)
    return job_document(job)


def _held_output(spec: Raw) -> HeldOutput:
    return HeldOutput(
        type=spec["type"],
        title=spec.get("title", ""),
        description=spec.get("description", ""),
        slots=[attrs.evolve(_held_slot(slot), required=True) for slot in spec.get("slots", ())],
        passthrough=spec.get("passthrough"),
    )


def _add_output(instance: Instance, request: Request) -> Raw:
    job = job_asked(instance, request)
    instance.add_output(job, request.arguments[2], _held_output(request.body))
    return job_document(job)


def _connect(instance: Instance, request: Request) -> Raw:
    job, query = job_asked(instance, request), request.query
    source = (query["source_job_uid"], query["source_output_name"])
    instance.connect(job, request.arguments[2], *source)
    return job_document(job)


def _disconnect(instance: Instance, request: Request) -> Raw:
    job = job_asked(instance, request)
    connections = job.inputs[request.arguments[2]].connections
    if request.name == "jobs.disconnect":
        connections.pop(int(request.arguments[3]))
    else:
        connections.clear()
    return job_document(job)


def _unchanged(instance: Instance, request: Request) -> Raw:
    return job_document(job_asked(instance, request))


def _set_output_image(instance: Instance, request: Request) -> Raw:
    job = job_asked(instance, request)
    job.outputs[request.arguments[2]].image = request.body["fileid"]
    return job_document(job)


ANSWERS: Mapping[str, Answer] = {
    "jobs.find": _find_jobs,
    "jobs.find_one": _find_job,
    "jobs.get_directory": _job_directory,
    "jobs.create": _make_job,
    "jobs.create_external_result": _make_external_result,
    "jobs.set_title": _change_job,
    "jobs.set_description": _change_job,
    "jobs.set_param": _change_job,
    "jobs.set_cluster_custom_vars": _unchanged,
    "jobs.enqueue": _set_status,
    "jobs.kill": _set_status,
    "jobs.clear": _set_status,
    "jobs.interactive_post": always(None),
    "jobs.add_external_input": _add_input,
    "jobs.add_external_output": _add_output,
    "jobs.connect": _connect,
    "jobs.disconnect_all": _disconnect,
    "jobs.disconnect": _disconnect,
    "jobs.connect_result": _unchanged,
    "jobs.disconnect_result": _unchanged,
    "jobs.set_output_image": _set_output_image,
    "jobs.set_tile_image": _unchanged,
    "jobs.mark_running": _set_status,
    "jobs.mark_completed": _set_status,
    "jobs.mark_failed": _set_status,
}
