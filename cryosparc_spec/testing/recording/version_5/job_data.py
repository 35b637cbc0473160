"""What CryoSPARC 5 takes and gives of the data of jobs: tables, logs, and what goes with them."""

from __future__ import annotations

from collections.abc import Mapping

from cryosparc_spec.testing.recording.answering import Answer
from cryosparc_spec.testing.recording.files import Asset
from cryosparc_spec.testing.recording.instance import Instance
from cryosparc_spec.testing.recording.jobs import (
    Raw,
)
from cryosparc_spec.testing.recording.requests import Request
from cryosparc_spec.testing.recording.tables import read_table, written_table
from cryosparc_spec.testing.recording.version_5.arguments import job_asked
from cryosparc_spec.testing.recording.version_5.documents import (
    WHEN,
    job_document,
)
from cryosparc_spec.vocabulary.formats import content_type_for

_WORDS = {"all", "default", "passthrough"}
"""Words for the slots to load, which are not names of slots."""


def _slot_names(request: Request) -> list[str] | None:
    names = [name for name in request.query.get("slots", ()) if name not in _WORDS]
    return names or None


def _load_input(instance: Instance, request: Request) -> bytes:
    job = job_asked(instance, request)
    return written_table(instance.load_input(job, request.arguments[2], _slot_names(request)))


def _load_output(instance: Instance, request: Request) -> bytes:
    job = job_asked(instance, request)
    return written_table(instance.load_output(job, request.arguments[2], _slot_names(request)))


def _output_fields(instance: Instance, request: Request) -> list[tuple[str, str]]:
    return instance.columns(job_asked(instance, request), request.arguments[2])


def _save_output(instance: Instance, request: Request) -> Raw:
    job, name = job_asked(instance, request), request.arguments[2]
    instance.save(job, name, read_table(request.body))
    return job_document(job)


def _log(instance: Instance, request: Request) -> Raw:
    job = job_asked(instance, request)
    kind = request.name.removeprefix("jobs.add_").partition("_")[0]
    event: Raw = {"_id": f"{len(job.log) + 1:024x}", "created_at": WHEN, "updated_at": WHEN}
    event |= {"project_uid": job.project_uid, "job_uid": job.uid}
    if kind == "event":
        event |= {"type": request.query.get("type", "text"), "text": request.body}
    elif kind == "image":
        event |= {"type": "image", "text": request.query["text"], "imgfiles": request.body}
    else:
        event |= {"type": "checkpoint", "meta": request.body or {}}
    job.log.append(event)
    return event


def _update_log(instance: Instance, request: Request) -> Raw:
    job = job_asked(instance, request)
    [event] = [each for each in job.log if each["_id"] == request.arguments[2]]
    event |= {"type": request.query.get("type", event["type"]), "text": request.body}
    return event


def _assets(instance: Instance, request: Request) -> list[Raw]:
    place = (request.query.get("project_uid"), request.query.get("job_uid"))
    return [
        _asset_document(asset) for asset in instance.files.assets.values() if asset.job == place
    ]


def _asset_document(asset: Asset) -> Raw:
    project_uid, job_uid = asset.job
    return {
        "_id": asset.id,
        "filename": asset.filename,
        "contentType": str(content_type_for(asset.format)),
        "length": len(asset.content),
        "chunkSize": 2**21,
        "project_uid": project_uid,
        "job_uid": job_uid,
    }


def _upload_asset(instance: Instance, request: Request) -> Raw:
    job = job_asked(instance, request)
    format = request.query.get("format", "txt")
    filename = request.query.get("filename", f"file.{format}")
    place = (job.project_uid, job.uid)
    return instance.files.add_asset(place, filename, format, request.body).reference()


def _download_asset(instance: Instance, request: Request) -> bytes:
    return instance.files.asset(request.arguments[0]).content


ANSWERS: Mapping[str, Answer] = {
    "assets.find": _assets,
    "assets.upload": _upload_asset,
    "assets.download": _download_asset,
    "jobs.load_input": _load_input,
    "jobs.load_output": _load_output,
    "jobs.get_output_fields": _output_fields,
    "jobs.save_output": _save_output,
    "jobs.add_event_log": _log,
    "jobs.update_event_log": _update_log,
    "jobs.add_image_log": _log,
    "jobs.add_checkpoint": _log,
}
