"""Jobs of CryoSPARC 5, as the server and ``job.json`` have them.

The structure is that of ``cryosparc.models.job`` and ``cryosparc.models.job_spec`` of
cryosparc-tools 5.0.3, and the order of the attributes is that of the keys in documents seen. Made
here, a document is written with all its keys, as CryoSPARC does.

"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import attrs

from cryosparc_spec.documents.codec.server_document import (
    ALSO,
    KEY,
    UNLESS,
    WRITTEN,
    Identifier,
    ServerDocument,
    keys_read,
)
from cryosparc_spec.documents.job_inputs import Input
from cryosparc_spec.documents.job_outputs import Output
from cryosparc_spec.documents.timestamps import Timestamp
from cryosparc_spec.problems.frozen_data import NOTHING
from cryosparc_spec.vocabulary.job_words import JobStatus


@attrs.frozen(kw_only=True)
class ResourceSpec(ServerDocument):
    """What a job asks of a worker (``cryosparc.models.resource.ResourceSpec``).

    >>> ResourceSpec(gpu=1).cpu
    1
    """

    _called: ClassVar[str] = "resources"

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

    _called: ClassVar[str] = "the spec of a job"

    type: str = attrs.field(default="", metadata={**WRITTEN, UNLESS: ("inputs", "outputs")})
    """Job type: ``"homo_abinit"``; empty in a part of a document that does not tell."""
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

    _called: ClassVar[str] = "a job of CryoSPARC 5"

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
    """When it got its licence tokens."""
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
    """Hash by which the scheduler recognises jobs that are alike."""
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
    """How often the cluster was asked without an answer."""
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
    """The number in ``uid``; a document made here has that one."""
    project_uid_num: int = attrs.field(default=0, metadata=WRITTEN)
    """The number in ``project_uid``; a document made here has that one."""
    status_num: int = attrs.field(default=0, metadata=WRITTEN)
    """The number of ``status``."""
    build_errors: tuple[Any, ...] = attrs.field(default=(), metadata=WRITTEN)
    """Why it cannot be queued, where it cannot."""
    oversubscribe_gpus: Any = False
    """Whether it shares graphics cards with other jobs; newer clients than 5.0.3 know it."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not keys_read(self):
            for name, uid in (("uid_num", self.uid), ("project_uid_num", self.project_uid)):
                number = number_of(uid)
                object.__setattr__(self, name, getattr(self, name) if number is None else number)


def number_of(uid: str | None) -> int | None:
    """Return the number in the uid of a job or a project; ``None`` where there is none.

    >>> number_of("J42"), number_of("P3"), number_of("")
    (42, 3, None)
    """
    match = _UID.fullmatch(uid or "")
    return int(match[1]) if match else None


_UID = re.compile("[A-Z]([0-9]{1,18})")
