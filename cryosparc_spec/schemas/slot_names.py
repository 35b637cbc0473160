"""Names of slots for editors to offer, which no schema holds anybody to."""

from __future__ import annotations

from collections.abc import Iterable

from cryosparc_spec.catalogue.entries import SlotType
from cryosparc_spec.catalogue.slot_types import known_slot_types
from cryosparc_spec.schemas.types import Schema
from cryosparc_spec.vocabulary.datatypes import Datatype

SLOTS_OF_DATATYPE = "SlotsOfDatatype"
"""Name of the schema that :func:`slots_of_datatype` makes, beside those of classes."""


def known_or_other(datatype: Datatype | None = None) -> list[Schema]:
    """Return the alternatives that any slot fits: a name that is known, or another one."""
    types = known_slot_types()
    of_datatype = types.under(datatype) if datatype else tuple(types.values())
    names = sorted({name for each in of_datatype for name in (*each.names, each.slot_type)})
    known: Schema = {
        "title": "slot",
        "enum": names,
        "enumDescriptions": [_meaning(name, of_datatype) for name in names],
    }
    return [known, {"title": "slot"}]


def slots_of_datatype() -> Schema:
    """Return a schema of inputs and outputs that offers the slots of their datatype.

    Where there is no datatype yet, each condition holds, so that all names are offered.
    """
    conditions = [
        {
            "if": {"properties": {"type": {"const": datatype.value}}},
            "then": {"properties": {"slots": {"items": {"anyOf": known_or_other(datatype)}}}},
        }
        for datatype in Datatype
        if known_slot_types().under(datatype)
    ]
    return {"allOf": conditions}


def _meaning(name: str, types: Iterable[SlotType]) -> str:
    found = [each for each in types if name in (*each.names, each.slot_type)]
    datatypes = ", ".join(dict.fromkeys(each.datatype.value for each in found))
    return f"slot type {known_slot_types().slot_type_of(name)}, of {datatypes}"
