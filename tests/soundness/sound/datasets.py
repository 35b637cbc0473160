"""Sound tables, as CryoSPARC and cryosparc-tools write them."""

from __future__ import annotations

import random
from typing import Any

from tests.soundness.facts import ColumnFact, SlotFact, columns_of, some_slots
from tests.soundness.samples import Sample, Table
from tests.soundness.sound.definitions import KNOWN_DATATYPES

UID: ColumnFact = ("uid", "<u8", ())
_FIRST = {"exposure": "movie_blob", "particle": "blob"}


def columns_under(
    slots: list[SlotFact], datatype: str, *, classes: int = 3, older: bool = False
) -> tuple[ColumnFact, ...]:
    """Return ``uid`` and the columns of slots, those of one slot together."""
    columns = [UID]
    for slot in slots:
        for leaf, code, shape in columns_of(datatype, slot.slot_type, classes=classes, older=older):
            columns.append((f"{slot.name}/{leaf}", code, shape))
    return tuple(columns)


def dataset(chance: random.Random) -> Sample:
    """Make a table, looked at by itself or held to the output it was made for."""
    datatype = chance.choice(KNOWN_DATATYPES if chance.random() < 0.4 else ("exposure", "particle"))
    older = datatype == "particle" and chance.random() < 0.15
    slots = slots_of_a_table(chance, datatype)
    held_to: dict[str, Any] | None = None
    if not older and chance.random() < 0.4:
        held_to = output_of(slots, datatype)
    table = Table(
        columns_under(slots, datatype, classes=chance.randint(2, 20), older=older),
        rows=chance.choice((0, 1, 3, 10)),
        writer=chance.choice(("numpy", "npy", "csdat")),
        text=chance.choice((1, 9, 80)),
    )
    expected = frozenset({"missing-column"}) if older else frozenset[str]()
    return Sample("dataset", "table.cs", {"table.cs": table}, held_to, expected, datatype)


def output_of(slots: list[SlotFact], datatype: str) -> dict[str, Any]:
    """Return the output that such a table is made for."""
    full = [{"name": slot.name, "dtype": slot.slot_type} for slot in slots]
    return {"type": datatype, "slots": full}


def slots_of_a_table(chance: random.Random, datatype: str) -> list[SlotFact]:
    """Choose slots; those of hundred classes make a long header."""
    slots = some_slots(chance, datatype)
    if datatype == "particle" and chance.random() < 0.03:
        slots += [SlotFact(f"alignments_class_{k}", "alignments3D") for k in range(3, 100)]
    if datatype == "particle" and chance.random() < 0.05:
        slots += [SlotFact(f"alignments_class3D_{k}", "alignments3D") for k in range(2)]
    first = _FIRST.get(datatype)
    if first and all(slot.name != first for slot in slots) and chance.random() < 0.5:
        slots.insert(0, SlotFact(first, first))
    return slots
