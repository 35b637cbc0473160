"""Jobs of CryoSPARC 4: ``job.json``, and what the API of that version gave.

The structure is that of ``cryosparc.spec`` in cryosparc-tools 4.7.1, and of files seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import starmap
from typing import Any, ClassVar

import attrs

from cryosparc_spec.columns.fields import UID, Field
from cryosparc_spec.documents.codec.server_document import KEY, Identifier, ServerDocument
from cryosparc_spec.documents.job_inputs import FINAL
from cryosparc_spec.documents.job_outputs import ResultVersion
from cryosparc_spec.documents.results_group import split_type
from cryosparc_spec.documents.timestamps import Timestamp, moment
from cryosparc_spec.problems.errors import Problems
from cryosparc_spec.problems.frozen_data import NOTHING
from cryosparc_spec.problems.validators import is_mapping
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.datatypes import Datatype
from cryosparc_spec.vocabulary.job_words import JobStatus


@attrs.frozen(kw_only=True)
class LegacyInputSlot(ServerDocument):
    """A slot of an input (``cryosparc.spec.InputSlot``, cryosparc-tools 4.7.1).

    >>> LegacyInputSlot(type="particle.ctf", name="ctf", optional=True).to_slot()
    Slot(name='ctf', dtype='ctf', required=False)
    """

    _called: ClassVar[str] = "a slot of an input"

    name: str
    """Prefix of the slot's columns."""
    type: str
    """Datatype and slot type: ``"particle.blob"``."""
    title: str | None = ""
    """What people read."""
    description: str | None = ""
    """What it is, at length."""
    optional: bool = False
    """Whether the job can do without."""

    def to_slot(self) -> Slot:
        """Return the slot; raises ``ParseError`` for a name or a type that no slot can have."""
        return Slot(self.name, split_type(self.type)[1], not self.optional)


@attrs.frozen(kw_only=True)
class LegacyInputResult(ServerDocument):
    """What feeds one slot of a connection (``cryosparc.spec.ConnectionSlot``, 4.7.1).

    >>> LegacyInputResult(
    ...     slot_name="map", job_uid="J2", group_name="volume", result_name="map_sharp"
    ... ).version
    'F'
    """

    _called: ClassVar[str] = "a connected result"

    slot_name: str | None = None
    """Slot it feeds; ``None`` for a result that only passes through."""
    job_uid: str
    """Job that made the result, which need not be that of the connection."""
    group_name: str
    """Output of that job."""
    result_name: str
    """Result of that output."""
    result_type: str = ""
    """Datatype and slot type: ``"volume.blob"``."""
    version: int | str = FINAL
    """Number of the version, or ``"F"`` for the final one."""


@attrs.frozen(kw_only=True)
class LegacyConnection(ServerDocument):
    """An output that is connected to an input (``cryosparc.spec.Connection``, 4.7.1).

    >>> LegacyConnection(job_uid="J2", group_name="particles").slots
    ()
    """

    _called: ClassVar[str] = "a connection"

    job_uid: str
    """Job of the output."""
    group_name: str
    """Name of the output."""
    slots: tuple[LegacyInputResult, ...] = ()
    """What feeds each slot."""


@attrs.frozen(kw_only=True)
class LegacyInput(ServerDocument):
    """An input: an element of ``input_slot_groups`` (``cryosparc.spec.InputSlotGroup``, 4.7.1).

    >>> LegacyInput(name="particles", type="particle").count_max is None
    True
    """

    _called: ClassVar[str] = "an input"

    name: str
    """Name of the input."""
    type: Datatype | str
    """Datatype of what may be connected."""
    title: str | None = ""
    """What people read in the builder."""
    description: str | None = ""
    """What it is for, at length."""
    slots: tuple[LegacyInputSlot, ...] = ()
    """Slots the job reads."""
    count_min: int = 0
    """Fewest connections."""
    count_max: int | float | str | None = None
    """Most connections; null is infinity."""
    repeat_allowed: bool = False
    """Whether one output may be connected more than once."""
    connections: tuple[LegacyConnection, ...] = ()
    """What is connected."""

    @property
    def typed_slots(self) -> tuple[Slot, ...]:
        """The slots; raises ``ParseError`` for a name or a type that no slot can have."""
        return _typed("slots", self.slots)


@attrs.frozen(kw_only=True)
class LegacyContained(ServerDocument):
    """A result that an output has (``cryosparc.spec.OutputResultGroupContains``, 4.7.1).

    >>> LegacyContained(name="map_half_A", type="volume.blob").to_slot().dtype
    'blob'
    """

    _called: ClassVar[str] = "a result of an output"

    name: str
    """Name of the result, which is the prefix of its columns."""
    type: str
    """Datatype and slot type: ``"particle.blob"``."""
    uid: str | None = None
    """Identifier within the project: ``"J2-R1"``."""
    group_name: str | None = None
    """Output it belongs to."""
    passthrough: bool = False
    """Whether it comes from an input as it is."""

    def to_slot(self) -> Slot:
        """Return the slot; raises ``ParseError`` for a name or a type that no slot can have."""
        return Slot(self.name, split_type(self.type)[1])


@attrs.frozen(kw_only=True)
class LegacyOutput(ServerDocument):
    """An output: an element of ``output_result_groups`` (``cryosparc.spec.OutputResultGroup``).

    >>> LegacyOutput(name="particles", type="particle", passthrough=False).typed_slots
    ()
    """

    _called: ClassVar[str] = "an output"

    name: str
    """Name of the output."""
    type: Datatype | str
    """Datatype of the output."""
    uid: str | None = None
    """Identifier within the project: ``"J2-G1"``."""
    title: str | None = ""
    """What people read."""
    description: str | None = ""
    """What it holds, at length."""
    contains: tuple[LegacyContained, ...] = ()
    """Its results."""
    passthrough: bool | str | None = False
    """Name of the input whose other slots are handed on; false where there is none."""
    num_items: int | None = None
    """Rows of its final tables."""
    summary: Mapping[str, Any] | None = NOTHING
    """What the job says of it."""
    latest_summary_stats: Mapping[str, Any] | None = NOTHING
    """More of that, as resolutions."""

    @property
    def typed_slots(self) -> tuple[Slot, ...]:
        """The slots; raises ``ParseError`` for a name or a type that no slot can have."""
        return _typed("contains", self.contains)


@attrs.frozen(kw_only=True)
class LegacyOutputResult(ServerDocument):
    """Where a result is: an element of ``output_results`` (``cryosparc.spec.OutputResult``, 4.7.1).

    >>> blob = LegacyOutputResult(
    ...     name="blob",
    ...     type="particle.blob",
    ...     group_name="particles",
    ...     min_fields=[["path", "O"], ["shape", "2u4"]],
    ...     versions=[0, 6],
    ...     metafiles=["J2/J2_000_particles.cs", "J2/J2_006_particles.cs"],
    ...     num_items=[90, 900],
    ... )
    >>> blob.final
    ResultVersion(version=6, metafile='J2/J2_006_particles.cs', num_items=900)
    >>> blob.fields
    (Field(name='blob/path', ...), Field(name='blob/shape', ...))
    """

    _called: ClassVar[str] = "a result"

    name: str
    """Name of the result, which is the prefix of its columns."""
    type: str
    """Datatype and slot type: ``"particle.blob"``."""
    group_name: str
    """Output it belongs to."""
    uid: str | None = None
    """Identifier within the project: ``"J2-R1"``."""
    title: str | None = ""
    """What people read."""
    description: str | None = ""
    """What it is, at length."""
    min_fields: Any = ()
    """Columns that are always there, as written: without prefix, the shape glued to the dtype."""
    versions: tuple[int, ...] = ()
    """Iterations whose tables were kept."""
    metafiles: tuple[str, ...] = ()
    """Paths of the tables from the folder of the project, one for each version."""
    num_items: tuple[int | None, ...] | int | None = ()
    """Rows of the tables, one for each version, or one for all."""
    passthrough: bool | str | None = False
    """Whether it comes from an input as it is."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns of ``min_fields`` as they are named in the table, with the slot's prefix.

        Raises ``ParseError`` for what is not a field.
        """
        problems = Problems()
        fields: list[Field] = []
        for index, raw in enumerate(self.min_fields or ()):
            with problems.at("min_fields", index):
                fields.append(_with_prefix(Field.parse(raw), f"{self.name}/"))
        problems.raise_if_any()
        return tuple(fields)

    @property
    def final(self) -> ResultVersion | None:
        """The version of the highest number that has a table; ``None`` before there is one."""
        numbers = self.num_items
        counts = numbers if isinstance(numbers, tuple) else (numbers,) * len(self.versions)
        padded = (*counts, *[None] * len(self.versions))
        rows = zip(self.versions, self.metafiles, padded, strict=False)
        return max(starmap(ResultVersion, rows), key=lambda row: row.version, default=None)


def _with_prefix(field: Field, prefix: str) -> Field:
    if field.name == UID or field.name.startswith(prefix):
        return field
    return Field(prefix + field.name, field.dtype)


def _typed(key: str, items: tuple[LegacyInputSlot | LegacyContained, ...]) -> tuple[Slot, ...]:
    problems = Problems()
    slots: list[Slot] = []
    for index, item in enumerate(items):
        with problems.at(key, index):
            slots.append(item.to_slot())
    problems.raise_if_any()
    return tuple(slots)


@attrs.frozen(kw_only=True)
class LegacyJob(ServerDocument):
    """A job of CryoSPARC 4.

    >>> job = LegacyJob(uid="J1", job_type="import_movies", created={"$date": "2026-05-15"})
    >>> job.type_word, job.created_at.year
    ('import_movies', 2026)
    """

    _called: ClassVar[str] = "a job of CryoSPARC 4"

    _lists_all_keys: ClassVar[bool] = False
    """About 90 keys occur; those on how the job was queued and run are in ``extras``."""

    uid: str
    """Number of the job in its project: ``"J2"``."""
    id: Identifier = attrs.field(default=None, metadata={KEY: "_id"})
    """Identifier in the database; ``{"$oid": ...}`` in some files."""
    uid_num: int | None = None
    """The number alone."""
    project_uid: str | None = None
    """Number of the project: ``"P1"``."""
    project_uid_num: int | None = None
    """The number alone."""
    workspace_uids: tuple[str, ...] = ()
    """Workspaces the job is in."""
    type: str | None = None
    """Job type; some files have only ``job_type``."""
    job_type: str | None = None
    """The same; some files have only ``type``."""
    title: str | None = ""
    """What people read."""
    description: str | None = ""
    """What the job is for, at length."""
    status: JobStatus | str | None = None
    """How far it is."""
    created: Timestamp = attrs.field(default=None, metadata={KEY: "created_at"})
    """When it was made, as written: RFC 1123 text, ISO 8601 text, or ``{"$date": ...}``."""
    created_by_user_id: str | None = None
    """Who made it."""
    parents: tuple[str, ...] = ()
    """Jobs whose outputs are connected to its inputs."""
    children: tuple[str, ...] = ()
    """Jobs its outputs are connected to."""
    input_slot_groups: tuple[LegacyInput, ...] = ()
    """Inputs."""
    output_result_groups: tuple[LegacyOutput, ...] = ()
    """Outputs."""
    output_results: tuple[LegacyOutputResult, ...] = ()
    """Results of all outputs."""
    params_base: Mapping[str, Any] = NOTHING
    """Parameters by name, with the default under ``value``."""
    params_spec: Mapping[str, Any] = NOTHING
    """Parameters that the user set, by name, with the value under ``value``."""
    params_secs: Mapping[str, Any] = NOTHING
    """Sections of the parameters in the builder."""

    @property
    def type_word(self) -> str | None:
        """Job type, under whichever key it stands."""
        return self.job_type or self.type

    @property
    def created_at(self) -> datetime | None:
        """When the job was made; ``None`` where no date says so."""
        return moment(self.created)

    @property
    def params(self) -> Mapping[str, Any]:
        """Values that the user set, by parameter."""
        return _values(self.params_spec)

    @property
    def default_params(self) -> Mapping[str, Any]:
        """Values that parameters have unless they are set."""
        return _values(self.params_base)


def _values(params: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        name: entry["value"]
        for name, entry in params.items()
        if is_mapping(entry) and "value" in entry
    }
