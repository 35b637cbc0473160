"""What is known of each slot type, with its source."""

from cryosparc_spec.catalogue.entries import Column, Seen, SlotType
from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types

__all__ = ["Column", "Seen", "SlotType", "SlotTypes", "known_slot_types"]
