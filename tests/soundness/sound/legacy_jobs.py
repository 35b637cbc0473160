"""Sound jobs of CryoSPARC 4: ``job.json`` as on disk, and as its API gives it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from tests.soundness.facts import ColumnFact, SlotFact, min_fields_of
from tests.soundness.job_types import PARAMS, OutputFact
from tests.soundness.samples import Document, Sample
from tests.soundness.sound.definitions import TITLES
from tests.soundness.sound.jobs import Taken, job_type_for, passed_through, taken_by

_CREATED: tuple[Any, ...] = (
    "Mon, 04 Nov 2024 20:29:09 GMT",
    {"$date": "2024-11-04T20:29:09.112Z"},
    "2024-11-04T20:29:09+00:00",
)


def legacy_job(chance: random.Random) -> Sample:
    """Make a job that was built, or that ran."""
    ran = chance.random() < 0.7
    job_type = job_type_for(chance)
    status = chance.choice(("completed", "failed", "killed") if ran else ("building", "queued"))
    connected = status != "building" or chance.random() < 0.5
    taken = taken_by(chance, job_type, connected=connected)
    number, project = chance.randint(90, 5000), chance.randint(1, 400)
    groups, results = _outputs(chance, job_type.outputs, taken, f"J{number}", ran)
    parents = sorted({parent for each in taken for parent in each.parents})
    data: dict[str, Any] = {
        "_id": f"{chance.getrandbits(96):024x}",
        "uid": f"J{number}",
        "uid_num": number,
        "project_uid": f"P{project}",
        "project_uid_num": project,
        "type": job_type.name,
        "job_type": job_type.name,
        "title": chance.choice(TITLES),
        "description": "Enter a description.",
        "status": status,
        "created_at": chance.choice(_CREATED),
        "created_by_user_id": chance.choice((None, "61f0383552d791f286b796ef")),
        "parents": parents,
        "children": [],
        "input_slot_groups": [_input(chance, each) for each in taken],
        "output_result_groups": groups,
        "output_results": results,
        "params_base": {
            key: {"value": chance.choice(PARAMS[key]), "title": key, "desc": "", "order": 0}
            for key in chance.sample(sorted(PARAMS), 3)
        },
        "params_spec": {"diameter": {"value": 100}} if chance.random() < 0.5 else {},
        "params_secs": {},
        "workspace_uids": ["W1"],
    }
    for key in ("job_type", "params_secs", "children", "uid_num"):
        if chance.random() < 0.2:
            del data[key]
    document = Document(data, ".json", indent=chance.choice((0, 2, 4)))
    return Sample("job of version 4", "job.json", {"job.json": document})


def _input(chance: random.Random, taken: Taken) -> dict[str, Any]:
    fact = taken.fact
    return {
        "type": fact.datatype,
        "name": fact.name,
        "title": fact.name.capitalize(),
        "description": "",
        "count_min": fact.count_min,
        "count_max": fact.count_max,
        "repeat_allowed": False,
        "slots": [
            {
                "type": f"{fact.datatype}.{slot.slot_type}",
                "name": slot.name,
                "title": slot.name,
                "description": "",
                "optional": not slot.required,
            }
            for slot in fact.slots
        ],
        "connections": [_connection(chance, taken, parent) for parent in taken.parents],
    }


def _connection(chance: random.Random, taken: Taken, parent: str) -> dict[str, Any]:
    group = f"{taken.fact.datatype}s"
    slots: list[tuple[str | None, SlotFact]] = [
        (slot.name, slot) for slot in taken.fact.slots if slot.required or chance.random() < 0.5
    ]
    slots += [(None, slot) for slot in taken.also]
    return {
        "job_uid": parent,
        "group_name": group,
        "slots": [
            {
                "slot_name": name,
                "job_uid": parent,
                "group_name": group,
                "result_name": slot.name,
                "result_type": f"{taken.fact.datatype}.{slot.slot_type}",
                "version": "F" if chance.random() < 0.8 else chance.randint(0, 50),
            }
            for name, slot in slots
        ],
    }


def _outputs(
    chance: random.Random, outputs: Iterable[OutputFact], taken: list[Taken], uid: str, ran: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    groups: list[dict[str, Any]] = []
    results: list[dict[str, Any]] = []
    for number, made in enumerate(outputs):
        rows = 1 if made.datatype in ("volume", "mask") else chance.randint(1, 10**6)
        steps = sorted({0, *chance.sample(range(1, 99), chance.randint(0, 2))}) if ran else []
        own: list[dict[str, Any]] = []
        passed = passed_through(made, taken)
        for slot in (*made.slots, *passed):
            file = f"{uid}/{uid}_{'passthrough_' if slot in passed else ''}{made.name}.cs"
            versions = steps[:1] if slot in passed else steps
            own.append(
                {
                    "uid": f"{uid}-R{len(results) + len(own) + 1}",
                    "type": f"{made.datatype}.{slot.slot_type}",
                    "group_name": made.name,
                    "name": slot.name,
                    "title": "",
                    "description": "",
                    "min_fields": [
                        _min_field(chance, column)
                        for column in min_fields_of(made.datatype, slot.slot_type)
                    ],
                    "versions": versions,
                    "metafiles": [file for _ in versions],
                    "num_items": [rows for _ in versions],
                    "passthrough": slot in passed,
                }
            )
        results += own
        contained = ("uid", "type", "group_name", "name", "passthrough")
        groups.append(
            {
                "uid": f"{uid}-G{number + 1}",
                "type": made.datatype,
                "name": made.name,
                "title": made.name.capitalize(),
                "description": "",
                "contains": [{key: result[key] for key in contained} for result in own],
                "passthrough": made.passthrough or False,
            }
        )
    return groups, results


def _min_field(chance: random.Random, column: ColumnFact) -> list[Any]:
    """Write a column without byte order, its shape glued on, or as others write it."""
    name, code, shape = column
    plain = code.lstrip("<")
    if len(shape) > 1 or (shape and chance.random() < 0.1):
        return [name, plain, list(shape)]
    return [name, f"{shape[0]}{plain}" if shape else plain]
