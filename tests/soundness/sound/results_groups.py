"""Sound results groups with their tables, as CryoSPARC exports them."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from tests.soundness.facts import SlotFact, some_slots
from tests.soundness.samples import Content, Document, Sample, Table
from tests.soundness.sound.datasets import columns_under
from tests.soundness.sound.definitions import KNOWN_DATATYPES, TITLES

VERSIONS = ("v4.4.1", "v4.7.1", "v5.0.4", "v4.5.3+240807")
_NAMES = {
    "exposure": "exposures",
    "particle": "particles",
    "volume": "volume",
    "mask": "mask",
    "template": "class_averages",
    "volume_multi": "volumes_all_classes",
    "flex_mesh": "flex_mesh",
}


def results_group(chance: random.Random) -> Sample:
    """Make a group of one table, or of a main table and what it passes through."""
    datatype = chance.choice(KNOWN_DATATYPES if chance.random() < 0.4 else ("exposure", "particle"))
    slots = some_slots(chance, datatype)
    rows = chance.choice((1, 3, 12))
    job, classes = f"J{chance.randint(1, 400)}", chance.randint(2, 20)
    split = chance.randint(1, len(slots)) if chance.random() < 0.6 else len(slots)
    parts = {f"{job}_{_NAMES[datatype]}.cs": slots[:split]}
    if slots[split:]:
        parts[f"{job}_passthrough_{_NAMES[datatype]}.cs"] = slots[split:]
    files: dict[str, Content] = {
        name: Table(columns_under(part, datatype, classes=classes), rows)
        for name, part in parts.items()
    }
    data = group_data(chance, datatype, parts, rows)
    files["exported.csg"] = Document(data, ".csg")
    return Sample("results group", "exported.csg", files)


def group_data(
    chance: random.Random, datatype: str, parts: dict[str, list[SlotFact]], rows: int
) -> dict[str, Any]:
    """Return the plain data of a group, whose slots are in these files."""
    name = _NAMES[datatype]
    created = datetime(2021, 5, 3, 21, 7, 31, 234595) + timedelta(seconds=chance.randint(0, 10**8))
    title = chance.choice((name.capitalize(), "1e5", *TITLES))
    group = {
        "name": name,
        "title": title,
        "description": "All that were processed",
        "type": datatype,
    }
    if chance.random() < 0.2:
        del group["description"]
    return {
        "created": created,
        "group": group,
        "results": {
            slot.name: {
                "metafile": f">{file}",
                "num_items": rows,
                "type": f"{datatype}.{slot.slot_type}",
            }
            for file, slots in parts.items()
            for slot in slots
        },
        "version": chance.choice(VERSIONS),
    }
