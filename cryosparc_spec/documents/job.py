"""Jobs of CryoSPARC 5, as the server and ``job.json`` have them.

The structure is that of ``cryosparc.models.job`` and ``cryosparc.models.job_spec`` of
cryosparc-tools 5.0.3, and the order of the attributes is that of the keys in documents seen. Made
here, a document is written with all its keys, as CryoSPARC does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import Any, ClassVar, NamedTuple, TypeAlias

import attrs

from cryosparc_spec.datatypes import Datatype, JobStatus
from cryosparc_spec.documents.server import ALSO, KEY, WRITTEN, ServerDocument
from cryosparc_spec.frozen import NOTHING
from cryosparc_spec.slots import Slot, known_shorthand

FINAL = "F"
"""Version of a result that stands for the last one there is."""

Timestamp: TypeAlias = str | Mapping[str, Any] | None
"""A point of time as written: ISO 8601 text, or ``{"$date": ...}`` in dumps of the database;
:func:`~cryosparc_spec.documents.moments.moment` reads it."""

Identifier: TypeAlias = str | Mapping[str, Any] | None
"""An id of the database as written: text, or ``{"$oid": ...}`` in dumps of it."""


@attrs.frozen(kw_only=True)
class InputSlot(ServerDocument):
    """A slot of an input (``cryosparc.models.job_spec.InputSlot``).

    >>> InputSlot(name="background_blob", dtype="stat_blob").to_slot()
    Slot(name='background_blob', dtype='stat_blob', required=False)
    """

    often_equal: ClassVar[bool] = True

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

    often_equal: ClassVar[bool] = True

    name: str
    """Name of the slot, and prefix of its columns."""
    dtype: str
    """Slot type."""

    def to_slot(self) -> Slot:
        """Return the slot; raises ``ParseError`` for a name that cannot be one."""
        return Slot(self.name, self.dtype)


def _slots_of(values: Iterable[InputSlot | OutputSlot | str]) -> tuple[Slot, ...]:
    return tuple([_of_text(each) if isinstance(each, str) else each.to_slot() for each in values])


def _of_text(text: str) -> Slot:
    name = text.removeprefix("?")
    return known_shorthand(text) or Slot(name, name, name == text)


@attrs.frozen(kw_only=True)
class RegisterInput(ServerDocument):
    """What an input of a job type takes (``cryosparc.models.job_spec.InputSpec``).

    >>> RegisterInput(type="particle", title="Particles", slots=("blob", "?ctf")).typed_slots[1]
    Slot(name='ctf', dtype='ctf', required=False)
    """

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

    @property
    def typed_slots(self) -> tuple[Slot, ...]:
        """The slots as values; raises ``ParseError`` for a name that cannot be one."""
        return _slots_of(self.slots)

    @property
    def most_connections(self) -> int | None:
        """Most connections; ``None`` is infinity, which the server holds to 500."""
        return self.count_max if isinstance(self.count_max, int) else None


@attrs.frozen(kw_only=True)
class RegisterOutput(ServerDocument):
    """What an output of a job type holds (``cryosparc.models.job_spec.OutputSpec``).

    >>> RegisterOutput(type="volume", title="Map", slots=("map",)).typed_slots
    (Slot(name='map', dtype='blob', required=True),)
    """

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
        return _slots_of(self.slots)


@attrs.frozen(kw_only=True)
class InputResult(ServerDocument):
    """A result that a connection brings to an input (``cryosparc.models.job_spec.InputResult``).

    >>> ctf = InputResult(name="ctf", dtype="ctf", job_uid="J1", output="particles", result="ctf")
    >>> ctf.is_passthrough, ctf.version
    (False, 'F')
    """

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
        return _slots_of(self.slots)

    @property
    def most_connections(self) -> int | None:
        """Most connections; ``None`` is infinity, which the server holds to 500."""
        return self.count_max if isinstance(self.count_max, int) else None


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
        return _slots_of(self.slots) or tuple(made)


@attrs.frozen(kw_only=True)
class OutputRef(ServerDocument):
    """The name of an output of a job (``cryosparc.models.job_spec.OutputRef``).

    >>> str(OutputRef(job_uid="J12", output="particles"))
    'J12.particles'
    """

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

    name: str
    """Name of the output."""
    spec: RegisterOutput
    """What it holds."""
    connection: OutputRef | None = attrs.field(default=None, metadata=WRITTEN)
    """Output whose other slots are handed on, if any."""


@attrs.frozen(kw_only=True)
class ResourceSpec(ServerDocument):
    """What a job asks of a worker (``cryosparc.models.resource.ResourceSpec``).

    >>> ResourceSpec(gpu=1).cpu
    1
    """

    cpu: int = 1
    """Number of CPU cores."""
    gpu: int = 0
    """Number of GPUs."""
    ram: int = 1
    """Number of slots of 8 GiB of memory."""
    ssd: bool = False
    """Whether it needs an SSD for temporary files."""


@attrs.frozen(kw_only=True)
class JobSpec(ServerDocument):
    """What a job does (``cryosparc.models.job_spec.JobSpec``).

    >>> JobSpec(type="homo_abinit", params={"abinit_K": 3}).params["abinit_K"]
    3
    """

    type: str
    """Job type: ``"homo_abinit"``."""
    params: Mapping[str, Any] = attrs.field(default=NOTHING, metadata=WRITTEN)
    """Parameters that were set, by name."""
    inputs: Mapping[str, Input] = attrs.field(default=NOTHING, metadata=WRITTEN)
    """Inputs by name, in the order people see."""
    outputs: Mapping[str, Output] = attrs.field(default=NOTHING, metadata=WRITTEN)
    """Outputs by name, in the order people see."""
    ui_tile_width: int = attrs.field(default=1, metadata=WRITTEN)
    """Width of its tile, in tiles."""
    ui_tile_height: int = attrs.field(default=1, metadata=WRITTEN)
    """Height of its tile, in tiles."""
    resource_spec: ResourceSpec = attrs.field(default=ResourceSpec(), metadata=WRITTEN)
    """What it asks of a worker."""


@attrs.frozen(kw_only=True)
class Job(ServerDocument):
    """A job of CryoSPARC 5 (``cryosparc.models.job.Job``).

    How it was queued and run is taken as it stands; what describes it is held to its type.

    >>> Job(uid="J42", project_uid="P1", spec=JobSpec(type="homo_abinit")).status
    <JobStatus.BUILDING: 'building'>
    """

    id: Identifier = attrs.field(default=None, metadata={KEY: "_id", ALSO: "id"})
    """Id in the database; cryosparc-tools dumps it under ``id``."""
    updated_at: Timestamp = None
    """When it was last changed."""
    created_at: Timestamp = None
    """When it was made."""
    dumped_at: Timestamp = None
    """When it was last written to its folder."""
    last_dumped_version: Any = None
    """Version of CryoSPARC that did."""
    autodump: Any = True
    """Whether it is to be written there again."""
    uid: str = attrs.field(default="", metadata=WRITTEN)
    """Name within the project: ``"J42"``."""
    project_uid: str = attrs.field(default="", metadata=WRITTEN)
    """Project: ``"P1"``."""
    workspace_uids: tuple[str, ...] = attrs.field(default=(), metadata=WRITTEN)
    """Workspaces it is in: ``"W1"``."""
    spec: JobSpec
    """What it does."""
    job_dir: str = attrs.field(default="", metadata=WRITTEN)
    """Its folder within that of the project."""
    job_dir_size: int = 0
    """Size of the folder in bytes."""
    job_dir_size_last_updated: Timestamp = attrs.field(
        default="1970-01-01T00:00:00Z", metadata=WRITTEN
    )
    """When the size was taken."""
    run_as_user: Any = None
    """Whose register of job types it uses, for developers."""
    title: str = ""
    """What people read."""
    description: str = ""
    """What people wrote about it."""
    status: JobStatus | str = JobStatus.BUILDING
    """Where it is in its life; text where it is a word not known here."""
    created_by_user_id: Identifier = None
    """Who made it."""
    created_by_job_uid: str | None = None
    """Job that made it."""
    cloned_from: str | None = None
    """Job that it is a copy of."""
    queued_at: Timestamp = None
    """When it was queued."""
    started_at: Timestamp = None
    """When it was handed to a worker."""
    launched_at: Timestamp = None
    """When its monitor began to run."""
    running_at: Timestamp = None
    """When its main process began to run."""
    waiting_at: Timestamp = None
    """When it began to wait for a person."""
    completed_at: Timestamp = None
    """When it was completed."""
    killed_at: Timestamp = None
    """When it was killed."""
    failed_at: Timestamp = None
    """When it failed."""
    heartbeat_at: Timestamp = None
    """When it last gave a sign of life."""
    tokens_acquired_at: Timestamp = None
    """When its licence tokens were had."""
    tokens_requested_at: Timestamp = None
    """When its licence tokens were asked for."""
    last_scheduled_at: Timestamp = None
    """When the scheduler last tried to start it."""
    last_accessed: Any = None
    """Who last opened it, and when."""
    has_error: bool = False
    """Whether its log has an error."""
    has_warning: bool = False
    """Whether its log has a warning."""
    version_created: str | None = None
    """Version of CryoSPARC that made it."""
    version: str | None = None
    """Version of CryoSPARC that ran it last."""
    priority: Any = 0
    """Place in the queue; higher goes first."""
    deleted: bool = False
    """Whether it was deleted."""
    deleting: Any = False
    """Whether it is being deleted."""
    parents: tuple[str, ...] = ()
    """Jobs it takes from."""
    children: tuple[str, ...] = ()
    """Jobs that take from it."""
    resources_allocated: Any = None
    """What it was given to run on."""
    queued_by_user_id: Any = None
    """Who queued it."""
    queued_to_lane: str | None = None
    """Lane it was queued to."""
    queued_to_hostname: Any = None
    """Worker it was queued to; false in some older jobs."""
    queued_to_gpu: Any = None
    """Graphics cards it was queued to; false in some older jobs."""
    queue_status: Any = None
    """What it waits for in the queue, as a word."""
    queue_message: Any = None
    """What it waits for in the queue, for people."""
    queued_job_hash: Any = None
    """Hash by which the scheduler tells alike jobs."""
    num_tokens: Any = 0
    """Licence tokens it needs."""
    job_sig: Any = None
    """Signature of the licence."""
    errors_run: Any = ()
    """Its last errors while it ran."""
    interactive_port: Any = None
    """Port of its page, while it waits for a person."""
    PID_monitor: Any = None
    """Process that watches it."""
    PID_main: Any = None
    """Process that runs it."""
    PID_workers: Any = ()
    """Processes that this one started."""
    cluster_job_id: Any = None
    """Id on the cluster."""
    cluster_job_status: Any = None
    """Status on the cluster."""
    cluster_job_status_code: Any = None
    """Code of that status."""
    cluster_job_monitor_event_id: Any = None
    """Line of the log that shows it."""
    cluster_job_monitor_retries: Any = 0
    """How often the cluster was asked in vain."""
    cluster_job_monitor_last_run_at: Timestamp = None
    """When the cluster was last asked."""
    cluster_job_submission_script: Any = None
    """Script that was handed to the cluster."""
    cluster_job_custom_vars: Any = NOTHING
    """Values for that script."""
    ui_tile_images: Any = ()
    """Pictures on its tile."""
    is_experiment: Any = False
    """Whether it is part of an experiment."""
    enable_bench: Any = False
    """Whether it measures its speed."""
    bench: Any = NOTHING
    """What it measured."""
    bench_timings: Any = NOTHING
    """When each step of it began and ended."""
    completed_count: Any = 0
    """How often it was completed."""
    instance_information: Any = NOTHING
    """Machine and versions it ran with."""
    last_intermediate_data_cleared_at: Timestamp = None
    """When its iterations were last cleared."""
    last_intermediate_data_cleared_amount: Any = 0
    """Bytes that this freed."""
    intermediate_results_size_bytes: Any = 0
    """Size of its iterations in bytes."""
    intermediate_results_size_last_updated: Timestamp = None
    """When that size was taken."""
    is_final_result: bool = False
    """Whether it was marked as a result to keep."""
    is_ancestor_of_final_result: Any = False
    """Whether a result to keep depends on it."""
    no_check_inputs_ready: Any = False
    """Whether it starts before its parents are completed."""
    progress: Any = ()
    """Log of its progress."""
    last_exported_at: Timestamp = None
    """When its outputs were last exported."""
    last_exported_location: Any = None
    """Where they were exported to."""
    last_exported_version: Any = None
    """Version of CryoSPARC that exported them."""
    tags: tuple[str, ...] = ()
    """Tags on it, by their ids."""
    workflow: Any = None
    """Workflow it was made by."""
    imported_at: Timestamp = None
    """When it was imported."""
    deleted_at: Timestamp = None
    """When it was deleted."""
    import_status: Any = None
    """How far its import is, as a word."""
    attach_status: Any = None
    """How far its attaching is, as a word."""
    starred_by: Any = ()
    """Who starred it."""
    requeue_windows_ends_at: Timestamp = None
    """Until when it keeps its place in the queue when cleared."""
    uid_num: int = attrs.field(default=0, metadata=WRITTEN)
    """The number in ``uid``."""
    project_uid_num: int = attrs.field(default=0, metadata=WRITTEN)
    """The number in ``project_uid``."""
    status_num: int = attrs.field(default=0, metadata=WRITTEN)
    """The number of ``status``."""
    build_errors: tuple[Any, ...] = attrs.field(default=(), metadata=WRITTEN)
    """Why it cannot be queued, where it cannot."""
