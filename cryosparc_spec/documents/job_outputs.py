"""Outputs of jobs and of job types, and the tables that hold them.

The structure is that of ``cryosparc.models.job_spec`` and ``cryosparc.models.external`` of
cryosparc-tools 5.0.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any, ClassVar, NamedTuple

import attrs

from cryosparc_spec.documents.codec.server_document import WRITTEN, ServerDocument
from cryosparc_spec.documents.job_slots import OutputSlot, slots_of
from cryosparc_spec.problems.frozen_data import NOTHING
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.datatypes import Datatype


@attrs.frozen(kw_only=True)
class RegisterOutput(ServerDocument):
    """What an output of a job type holds (``cryosparc.models.job_spec.OutputSpec``).

    >>> RegisterOutput(type="volume", title="Map", slots=("map",)).typed_slots
    (Slot(name='map', dtype='blob', required=True),)
    """

    _called: ClassVar[str] = "an output"

    type: Datatype | str
    """Datatype of the output; text where it is a word not known here."""
    title: str = attrs.field(default="", metadata=WRITTEN)
    """What people read in the builder."""
    description: str = attrs.field(default="", metadata=WRITTEN)
    """What the output holds, at length."""
    slots: tuple[OutputSlot | str, ...] = attrs.field(default=(), metadata=WRITTEN)
    """Slots the job makes."""
    passthrough: str | None = attrs.field(default=None, metadata=WRITTEN)
    """Input whose other slots are handed on, if any."""

    @property
    def typed_slots(self) -> tuple[Slot, ...]:
        """The slots as values; raises ``ParseError`` for a name that cannot be one."""
        return slots_of(self.slots)


class ResultVersion(NamedTuple):
    """One version of a result."""

    version: int
    """Its number, such as that of an iteration."""
    metafile: str | None
    """Its ``.cs`` file, from the folder of the project."""
    num_items: int | None
    """Rows of that file."""


@attrs.frozen(kw_only=True)
class OutputResult(ServerDocument):
    """The tables that hold one slot of an output (``cryosparc.models.job_spec.OutputResult``).

    >>> blob = OutputResult(
    ...     name="blob", dtype="blob", versions=(0, 5), metafiles=("a.cs", "b.cs"), num_items=(9, 8)
    ... )
    >>> blob.final
    ResultVersion(version=5, metafile='b.cs', num_items=8)
    """

    _called: ClassVar[str] = "a result"

    name: str
    """Name of the slot, and prefix of its columns."""
    dtype: str
    """Slot type."""
    versions: tuple[int, ...] = attrs.field(default=(), metadata=WRITTEN)
    """Numbers of the versions that were kept."""
    metafiles: tuple[str, ...] = attrs.field(default=(), metadata=WRITTEN)
    """File of each version, from the folder of the project."""
    num_items: tuple[int, ...] = attrs.field(default=(), metadata=WRITTEN)
    """Rows of each version."""
    passthrough: bool = attrs.field(default=False, metadata=WRITTEN)
    """Whether it is handed on from an input as it is."""

    @property
    def final(self) -> ResultVersion | None:
        """The version of the highest number; ``None`` before there is one."""
        rows = zip_longest(self.versions, self.metafiles, self.num_items)
        kept = [ResultVersion(*row) for row in rows if row[0] is not None]
        return max(kept, key=lambda row: row.version, default=None)

    def to_slot(self) -> Slot:
        """Return the slot it holds; raises ``ParseError`` for a name that cannot be one."""
        return Slot(self.name, self.dtype)


@attrs.frozen(kw_only=True)
class Output(ServerDocument):
    """An output of a job, with what it holds (``cryosparc.models.job_spec.Output``).

    >>> Output(type="volume", results=(OutputResult(name="map", dtype="blob"),)).typed_slots
    (Slot(name='map', dtype='blob', required=True),)
    """

    _called: ClassVar[str] = "an output"

    type: Datatype | str
    """Datatype of the output; text where it is a word not known here."""
    title: str = attrs.field(default="", metadata=WRITTEN)
    """What people read in the builder."""
    description: str = attrs.field(default="", metadata=WRITTEN)
    """What the output holds, at length."""
    slots: tuple[OutputSlot, ...] = attrs.field(default=(), metadata=WRITTEN)
    """Slots the job makes; empty in all documents seen, where ``results`` has them."""
    passthrough: str | None = attrs.field(default=None, metadata=WRITTEN)
    """Input whose other slots are handed on, if any."""
    results: tuple[OutputResult, ...] = attrs.field(default=(), metadata=WRITTEN)
    """What the output holds slot by slot, with what is handed on."""
    num_items: int = attrs.field(default=0, metadata=WRITTEN)
    """Rows of the final version."""
    image: str | None = attrs.field(default=None, metadata=WRITTEN)
    """Picture of the output, by its id."""
    summary: Mapping[str, Any] = attrs.field(default=NOTHING, metadata=WRITTEN)
    """Facts about the table by column: ``{"blob/shape": (256, 256)}``."""
    latest_summary_stats: Mapping[str, Any] = attrs.field(default=NOTHING, metadata=WRITTEN)
    """Other facts, which differ from job to job."""

    @property
    def typed_slots(self) -> tuple[Slot, ...]:
        """The slots the job makes as values, of ``results`` where ``slots`` is empty.

        What is handed on is not among them. Raises ``ParseError`` for a name that cannot be one.
        """
        made = [result.to_slot() for result in self.results if not result.passthrough]
        return slots_of(self.slots) or tuple(made)


@attrs.frozen(kw_only=True)
class OutputRef(ServerDocument):
    """The name of an output of a job (``cryosparc.models.job_spec.OutputRef``).

    >>> str(OutputRef(job_uid="J12", output="particles"))
    'J12.particles'
    """

    _called: ClassVar[str] = "the name of an output"

    job_uid: str
    """The job."""
    output: str
    """Its output."""

    def __str__(self) -> str:
        return f"{self.job_uid}.{self.output}"


@attrs.frozen(kw_only=True)
class ExternalOutputSpec(ServerDocument):
    """An external job of one output (``cryosparc.models.external.ExternalOutputSpec``).

    >>> volume = RegisterOutput(type="volume", title="Map", slots=("map",))
    >>> ExternalOutputSpec(name="volume", spec=volume).connection is None
    True
    """

    _called: ClassVar[str] = "an external job of one output"

    name: str
    """Name of the output."""
    spec: RegisterOutput
    """What it holds."""
    connection: OutputRef | None = attrs.field(default=None, metadata=WRITTEN)
    """Output whose other slots are handed on, if any."""
