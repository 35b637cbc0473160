"""Jobs as documents of CryoSPARC 4.

A job is as ``cryosparc.spec.JobDocument`` of cryosparc-tools 4.7.1 has it.
"""

from __future__ import annotations

from itertools import count

from cryosparc_spec.testing.recording.jobs import HeldInput, HeldJob, HeldOutput, HeldSlot, Raw
from cryosparc_spec.testing.recording.tables import columns_of

NO_ID = "0" * 24
_WHEN = "Thu, 01 Jan 2026 00:00:00 GMT"
_NOT_KNOWN = [["idx", "u4"]]
"""Columns of a slot type of which nothing is known; to the client, none means no such output."""


def job_document(job: HeldJob) -> Raw:
    """Return the document of a job."""
    numbers = count(1)
    groups: list[Raw] = []
    results: list[Raw] = []
    for name, output in job.accepted_outputs.items():
        made = [_result(job, name, output, slot, next(numbers)) for slot in output.slots]
        results += made
        groups.append(_group(job, name, output, made, len(groups) + 1))
    return {
        "_id": f"{job.number:024}",
        "uid": job.uid,
        "uid_num": job.number,
        "project_uid": job.project_uid,
        "project_uid_num": int(job.project_uid[1:]),
        "workspace_uids": [job.workspace_uid],
        "type": job.type,
        "job_type": job.type,
        "title": job.title,
        "description": job.description,
        "status": job.status,
        "created_at": _WHEN,
        "created_by_user_id": None,
        "deleted": False,
        "parents": [],
        "children": [],
        "input_slot_groups": [_input(*each) for each in job.accepted_inputs.items()],
        "output_result_groups": groups,
        "output_results": results,
        "params_base": {},
        "params_spec": {name: {"value": value} for name, value in job.params.items()},
        "params_secs": {},
    }


def _input(name: str, held: HeldInput) -> Raw:
    return {
        "type": held.type,
        "name": name,
        "title": held.title,
        "description": held.description,
        "count_min": held.count_min,
        "count_max": held.count_max,
        "repeat_allowed": held.repeat_allowed,
        "slots": [
            {
                "type": f"{held.type}.{slot.dtype}",
                "name": slot.name,
                "title": "",
                "description": "",
                "optional": not slot.required,
            }
            for slot in held.slots
        ],
        "connections": [
            {"job_uid": each.job_uid, "group_name": each.output, "slots": []}
            for each in held.connections
        ],
    }


def _result(job: HeldJob, name: str, output: HeldOutput, slot: HeldSlot, number: int) -> Raw:
    columns = columns_of(output.type, [slot], required=False)
    there = output.table is not None or output.made_up
    return {
        "uid": f"{job.uid}-R{number}",
        "type": f"{output.type}.{slot.dtype}",
        "group_name": name,
        "name": slot.name,
        "title": "",
        "description": "",
        "min_fields": [[field.leaf, str(field.dtype)] for field in columns] or _NOT_KNOWN,
        "versions": [0] if there else [],
        "metafiles": [f"{job.uid}/{name}.cs"] if there else [],
        "num_items": [len(output.table)] if output.table is not None else [],
        "passthrough": slot.passthrough,
    }


def _group(job: HeldJob, name: str, output: HeldOutput, results: list[Raw], number: int) -> Raw:
    kept = ("uid", "type", "group_name", "name", "passthrough")
    return {
        "uid": f"{job.uid}-G{number}",
        "type": output.type,
        "name": name,
        "title": output.title,
        "description": "",
        "contains": [{key: result[key] for key in kept} for result in results],
        "passthrough": output.passthrough or False,
    }
