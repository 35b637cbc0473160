"""What is known of each slot type, with its source."""

from cryosparc_spec.catalogue.slot_types import (
    Column,
    Seen,
    SlotType,
    SlotTypes,
    known_slot_types,
)

__all__ = ["Column", "Seen", "SlotType", "SlotTypes", "known_slot_types"]
