"""Jobs, projects and workspaces as documents of CryoSPARC 5."""

from __future__ import annotations

from cryosparc_spec.testing.recording.jobs import HeldInput, HeldJob, HeldOutput, HeldSlot, Raw

NO_ID = "0" * 24
WHEN = "2026-01-01T00:00:00Z"
"""The time of all that is made: what a script gives is the same each time."""
_STATUS_NUMBERS = {"building": 0, "running": 30, "waiting": 35, "completed": 45, "failed": 55}


def job_document(job: HeldJob) -> Raw:
    """Return the document of a job."""
    return {
        "_id": f"{job.number:024}",
        "uid": job.uid,
        "uid_num": job.number,
        "project_uid": job.project_uid,
        "project_uid_num": int(job.project_uid[1:]),
        "workspace_uids": [job.workspace_uid],
        "job_dir": job.uid,
        "job_dir_size_last_updated": WHEN,
        "title": job.title,
        "description": job.description,
        "status": job.status,
        "status_num": _STATUS_NUMBERS.get(job.status, 0),
        "created_by_user_id": NO_ID,
        "build_errors": [],
        "spec": {
            "type": job.type,
            "params": job.params,
            "inputs": {name: _input(each) for name, each in job.accepted_inputs.items()},
            "outputs": {
                name: _output(job.uid, name, each) for name, each in job.accepted_outputs.items()
            },
            "ui_tile_width": 1,
            "ui_tile_height": 1,
            "resource_spec": {"cpu": 1, "gpu": 0, "ram": 1, "ssd": False},
        },
    }


def _input(held: HeldInput) -> Raw:
    return {
        "type": held.type,
        "title": held.title,
        "description": held.description,
        "slots": [
            {"name": slot.name, "dtype": slot.dtype, "required": slot.required}
            for slot in held.slots
        ],
        "count_min": held.count_min,
        "count_max": "inf" if held.count_max is None else held.count_max,
        "repeat_allowed": held.repeat_allowed,
        "connections": [
            {"job_uid": each.job_uid, "output": each.output, "results": []}
            for each in held.connections
        ],
    }


def _output(uid: str, name: str, held: HeldOutput) -> Raw:
    # The slots of an output stand under results in all documents seen.
    return {
        "type": held.type,
        "title": held.title,
        "description": held.description,
        "slots": [],
        "passthrough": held.passthrough,
        "results": [_result(uid, name, held, slot) for slot in held.slots],
        "num_items": 0 if held.table is None else len(held.table),
        "image": held.image,
    }


def _result(uid: str, name: str, held: HeldOutput, slot: HeldSlot) -> Raw:
    result: Raw = {"name": slot.name, "dtype": slot.dtype, "passthrough": slot.passthrough}
    if held.table is not None:
        result |= {
            "versions": [0],
            "metafiles": [table_file(uid, name)],
            "num_items": [len(held.table)],
        }
    return result


def table_file(uid: str, name: str) -> str:
    """Return the path of the table of an output, within the folder of the project."""
    return f"{uid}/{name}.cs"


def project_directory(uid: str) -> str:
    """Return the folder of a project."""
    return f"/projects/{uid.lower()}"


def project_document(uid: str, values: Raw) -> Raw:
    """Return the document of a project."""
    return {
        "uid": uid,
        "uid_num": int(uid[1:]),
        "title": "Project",
        "project_dir": project_directory(uid),
        "owner_user_id": NO_ID,
        "size_last_updated": WHEN,
        **values,
    }


def workspace_document(project_uid: str, uid: str, values: Raw) -> Raw:
    """Return the document of a workspace."""
    return {
        "uid": uid,
        "uid_num": int(uid[1:]),
        "project_uid": project_uid,
        "project_uid_num": int(project_uid[1:]),
        "workspace_type": "base",
        "title": "Workspace",
        **values,
    }
