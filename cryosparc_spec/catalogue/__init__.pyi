from .entries import Column as Column
from .entries import Seen as Seen
from .entries import SlotType as SlotType
from .slot_types import SlotTypes as SlotTypes
