"""Slots in the documents of jobs and of job types.

The structure is that of ``cryosparc.models.job_spec`` of cryosparc-tools 5.0.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import attrs

from cryosparc_spec.documents.codec.server_document import WRITTEN, ServerDocument
from cryosparc_spec.slots.reading import known_shorthand
from cryosparc_spec.slots.slot import Slot


@attrs.frozen(kw_only=True)
class InputSlot(ServerDocument):
    """A slot of an input (``cryosparc.models.job_spec.InputSlot``).

    >>> InputSlot(name="background_blob", dtype="stat_blob").to_slot()
    Slot(name='background_blob', dtype='stat_blob', required=False)
    """

    _called: ClassVar[str] = "a slot of an input"

    _often_equal: ClassVar[bool] = True

    name: str
    """Name of the slot, and prefix of its columns."""
    dtype: str
    """Slot type."""
    required: bool = attrs.field(default=False, metadata=WRITTEN)
    """Whether the input needs it: not, where it is not said, unlike in what users write."""

    def to_slot(self) -> Slot:
        """Return the slot; raises ``ParseError`` for a name that cannot be one."""
        return Slot(self.name, self.dtype, self.required)


@attrs.frozen(kw_only=True)
class OutputSlot(ServerDocument):
    """A slot of an output (``cryosparc.models.job_spec.OutputSlot``).

    >>> OutputSlot(name="map_sharp", dtype="blob").to_slot()
    Slot(name='map_sharp', dtype='blob', required=True)
    """

    _called: ClassVar[str] = "a slot of an output"

    _often_equal: ClassVar[bool] = True

    name: str
    """Name of the slot, and prefix of its columns."""
    dtype: str
    """Slot type."""

    def to_slot(self) -> Slot:
        """Return the slot; raises ``ParseError`` for a name that cannot be one."""
        return Slot(self.name, self.dtype)


def slots_of(values: Iterable[InputSlot | OutputSlot | str]) -> tuple[Slot, ...]:
    """Return the slots as values; raises ``ParseError`` for a name that cannot be one."""
    return tuple([_of_text(each) if isinstance(each, str) else each.to_slot() for each in values])


def _of_text(text: str) -> Slot:
    name = text.removeprefix("?")
    return known_shorthand(text) or Slot(name, name, name == text)
