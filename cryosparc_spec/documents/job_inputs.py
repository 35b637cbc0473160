"""Inputs of jobs and of job types, and what is connected to them.

The structure is that of ``cryosparc.models.job_spec`` of cryosparc-tools 5.0.3.
"""

from __future__ import annotations

from typing import ClassVar

import attrs

from cryosparc_spec.documents.codec.server_document import WRITTEN, ServerDocument
from cryosparc_spec.documents.job_slots import InputSlot, slots_of
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.datatypes import Datatype
from cryosparc_spec.vocabulary.slot_words import ResultMatching

FINAL = "F"
"""Version of a result that stands for the last one there is."""


@attrs.frozen(kw_only=True)
class RegisterInput(ServerDocument):
    """What an input of a job type takes (``cryosparc.models.job_spec.InputSpec``).

    >>> RegisterInput(type="particle", title="Particles", slots=("blob", "?ctf")).typed_slots[1]
    Slot(name='ctf', dtype='ctf', required=False)
    """

    _called: ClassVar[str] = "an input"

    type: Datatype | str
    """Datatype of what may be connected; text where it is a word not known here."""
    title: str = attrs.field(default="", metadata=WRITTEN)
    """What people read in the builder."""
    description: str = attrs.field(default="", metadata=WRITTEN)
    """What the input is for, at length."""
    slots: tuple[InputSlot | str, ...] = attrs.field(default=(), metadata=WRITTEN)
    """Slots the job reads; ``"?ctf"`` is an optional one."""
    count_min: int = attrs.field(default=0, metadata=WRITTEN)
    """Fewest connections the job can run with."""
    count_max: int | str | None = attrs.field(default="inf", metadata=WRITTEN)
    """Most connections, as it stands in the document: a number, or ``"inf"``."""
    repeat_allowed: bool = attrs.field(default=False, metadata=WRITTEN)
    """Whether one output may be connected more than once."""
    match_result_by: ResultMatching | str = ResultMatching.DEFAULT
    """By what the results for its slots are found; text where it is a word not known here."""

    @property
    def typed_slots(self) -> tuple[Slot, ...]:
        """The slots as values; raises ``ParseError`` for a name that cannot be one."""
        return slots_of(self.slots)

    @property
    def most_connections(self) -> int | None:
        """Most connections; ``None`` is infinity, which the server holds to 500."""
        return self.count_max if isinstance(self.count_max, int) else None


@attrs.frozen(kw_only=True)
class InputResult(ServerDocument):
    """A result that a connection brings to an input (``cryosparc.models.job_spec.InputResult``).

    >>> ctf = InputResult(name="ctf", dtype="ctf", job_uid="J1", output="particles", result="ctf")
    >>> ctf.is_passthrough, ctf.version
    (False, 'F')
    """

    _called: ClassVar[str] = "a connected result"

    name: str | None = attrs.field(default=None, metadata=WRITTEN)
    """Slot of the input; ``None`` for a result that only passes through."""
    dtype: str
    """Slot type."""
    job_uid: str
    """Job that made the result, which need not be the connected one."""
    output: str
    """Output of that job."""
    result: str
    """Name of the result there; mostly that of the slot."""
    version: int | str = attrs.field(default=FINAL, metadata=WRITTEN)
    """Version of the result; ``"F"`` for the final one."""

    @property
    def is_passthrough(self) -> bool:
        """Whether the input does not read it, and only hands it on."""
        return self.name is None


@attrs.frozen(kw_only=True)
class Connection(ServerDocument):
    """One output connected to an input (``cryosparc.models.job_spec.Connection``).

    >>> Connection(job_uid="J41", output="particles").results
    ()
    """

    _called: ClassVar[str] = "a connection"

    job_uid: str
    """Connected job."""
    output: str
    """Its connected output."""
    results: tuple[InputResult, ...] = attrs.field(default=(), metadata=WRITTEN)
    """What the connection brings, slot by slot."""


@attrs.frozen(kw_only=True)
class Input(ServerDocument):
    """An input of a job, with what is connected to it (``cryosparc.models.job_spec.Input``).

    >>> Input(type="particle", slots=(InputSlot(name="ctf", dtype="ctf"),)).typed_slots
    (Slot(name='ctf', dtype='ctf', required=False),)
    """

    _called: ClassVar[str] = "an input"

    type: Datatype | str
    """Datatype of what may be connected; text where it is a word not known here."""
    title: str = attrs.field(default="", metadata=WRITTEN)
    """What people read in the builder."""
    description: str = attrs.field(default="", metadata=WRITTEN)
    """What the input is for, at length."""
    slots: tuple[InputSlot, ...] = attrs.field(default=(), metadata=WRITTEN)
    """Slots the job reads."""
    count_min: int = attrs.field(default=0, metadata=WRITTEN)
    """Fewest connections the job can run with."""
    count_max: int | str | None = attrs.field(default="inf", metadata=WRITTEN)
    """Most connections, as it stands in the document: a number, or ``"inf"``."""
    repeat_allowed: bool = attrs.field(default=False, metadata=WRITTEN)
    """Whether one output may be connected more than once."""
    connections: tuple[Connection, ...] = attrs.field(default=(), metadata=WRITTEN)
    """What is connected."""

    @property
    def typed_slots(self) -> tuple[Slot, ...]:
        """The slots as values; raises ``ParseError`` for a name that cannot be one."""
        return slots_of(self.slots)

    @property
    def most_connections(self) -> int | None:
        """Most connections; ``None`` is infinity, which the server holds to 500."""
        return self.count_max if isinstance(self.count_max, int) else None
