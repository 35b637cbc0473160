"""Jobs as the stand-in for a server holds them, whatever version of the client asks."""

from __future__ import annotations

from typing import Any, TypeAlias

import attrs

from cryosparc_spec.catalogue.slot_types import known_slot_types
from cryosparc_spec.problems.places import DocumentPath, Position

Raw: TypeAlias = dict[str, Any]

EXTERNAL = "snowflake"
"""Type of external jobs."""
RUNNING = ("running", "waiting")
"""States in which an external job takes what is saved."""


@attrs.define
class HeldSlot:
    """A slot of an input or output, as the client sent it."""

    name: str
    """Name of the slot."""
    dtype: str
    """Its slot type."""
    required: bool = True
    """Whether an input needs it."""
    passthrough: bool = False
    """Whether an output hands it on."""
    written: str | None = None
    """The text that it was written as, where that says more."""

    @property
    def type_meant(self) -> str | None:
        """The slot type that the name alone stands for, where the client takes it for another."""
        types = known_slot_types()
        dtype = types.slot_type_of(self.name) or types.series_type_of(self.name)
        return dtype if self.name == self.dtype != dtype else None

    def as_written(self, *, in_output: bool) -> str | Raw:
        """Return the slot as plain data of a definition."""
        if self.written is not None:
            return self.written
        if self.name == self.dtype and (self.type_meant or not self.name.isidentifier()):
            # The client took a short form apart: put together, it says what was meant.
            return self.name if self.required or in_output else f"?{self.name}"
        slot: Raw = {"name": self.name, "dtype": self.dtype}
        return slot if in_output else {**slot, "required": self.required}


@attrs.define
class Connection:
    """An output of a job that feeds an input."""

    job_uid: str
    """Job that it comes from."""
    output: str
    """Its output."""

    def __str__(self) -> str:
        return f"{self.job_uid}.{self.output}"


@attrs.define(kw_only=True)
class HeldInput:
    """An input of a job."""

    type: str
    """Datatype."""
    title: str = ""
    """Title."""
    description: str = ""
    """Description."""
    slots: list[HeldSlot] = attrs.field(factory=lambda: [])
    """What it takes."""
    count_min: int = 0
    """Least number of connections."""
    count_max: int | None = None
    """Most connections; ``None`` for any number."""
    repeat_allowed: bool = False
    """Whether an output may be connected twice."""
    connections: list[Connection] = attrs.field(factory=lambda: [])
    """What is connected."""
    position: Position | None = None
    """Where the script declares it."""
    declared: bool = False
    """Whether the script declares it."""
    refused: bool = False
    """Whether the server would refuse it."""


@attrs.define(kw_only=True)
class HeldOutput:
    """An output of a job."""

    type: str
    """Datatype."""
    title: str = ""
    """Title."""
    description: str = ""
    """Description."""
    slots: list[HeldSlot] = attrs.field(factory=lambda: [])
    """What it makes, and what it hands on."""
    passthrough: str | None = None
    """Input whose other slots it hands on."""
    table: Any = None
    """Its rows, as the client's ``Dataset``: saved by the script, given by the user, or made."""
    made_up: bool = False
    """Whether nobody described it: it then has what is asked of it."""
    image: str | None = None
    """Asset to show for it."""
    position: Position | None = None
    """Where the script declares it."""
    declared: bool = False
    """Whether the script declares it."""
    saved: bool = False
    """Whether the rows are those that the script saved."""
    offered: Any = None
    """The table that the script was last to save, refused or not."""
    offered_at: Position | None = None
    """Where the script saves it."""
    refused: bool = False
    """Whether the server would refuse it."""

    def slot(self, name: str) -> HeldSlot | None:
        """Return the slot of this name."""
        return next((slot for slot in self.slots if slot.name == name), None)


@attrs.define(kw_only=True)
class Refusal:
    """What the server would refuse."""

    path: DocumentPath
    """Part of the definition that it is about."""
    detail: str
    """What the server says."""
    position: Position | None
    """Where the script asks for it."""


@attrs.define(kw_only=True)
class HeldJob:
    """A job."""

    uid: str
    """Number with a J: ``"J42"``."""
    project_uid: str = "P1"
    """Project that it is in."""
    workspace_uid: str = "W1"
    """Workspace that it is in."""
    type: str = EXTERNAL
    """Job type."""
    title: str = ""
    """Title."""
    description: str = ""
    """Description."""
    status: str = "building"
    """State."""
    params: Raw = attrs.field(factory=lambda: {})
    """Parameters."""
    inputs: dict[str, HeldInput] = attrs.field(factory=lambda: {})
    """Inputs by name, those refused too."""
    outputs: dict[str, HeldOutput] = attrs.field(factory=lambda: {})
    """Outputs by name, those refused too."""
    log: list[Raw] = attrs.field(factory=lambda: [])
    """What the script writes to the log, in the order of time."""
    refusals: list[Refusal] = attrs.field(factory=lambda: [])
    """What was refused."""
    made: bool = False
    """Whether the script made it, as an external job."""
    made_up: bool = False
    """Whether nobody described it."""
    position: Position | None = None
    """Where the script makes it."""

    @property
    def number(self) -> int:
        """The number in its uid."""
        return int(self.uid[1:])

    @property
    def recorded(self) -> bool:
        """Whether it is an external job that the script made, or adds to."""
        held: list[HeldInput | HeldOutput] = [*self.inputs.values(), *self.outputs.values()]
        return self.made or any(each.declared for each in held)

    @property
    def accepted_inputs(self) -> dict[str, HeldInput]:
        """Inputs that the server has."""
        return {name: each for name, each in self.inputs.items() if not each.refused}

    @property
    def accepted_outputs(self) -> dict[str, HeldOutput]:
        """Outputs that the server has."""
        return {name: each for name, each in self.outputs.items() if not each.refused}
