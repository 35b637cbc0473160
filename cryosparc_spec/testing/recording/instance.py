"""An instance of CryoSPARC in memory: its jobs, tables and files, and what can be done to them."""

# cryosparc-tools ships neither py.typed nor stubs.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from cryosparc_spec.testing.recording.callers import being_connected, place_in_script
from cryosparc_spec.testing.recording.files import Files
from cryosparc_spec.testing.recording.jobs import (
    EXTERNAL,
    Connection,
    HeldInput,
    HeldJob,
    HeldOutput,
    HeldSlot,
    Raw,
    Refusal,
)
from cryosparc_spec.testing.recording.refusals import (
    RefusedError,
    refuse_datatype,
    refuse_missing_columns,
    refuse_name,
    refuse_passthrough,
    refuse_when_ended,
    refuse_when_not_running,
)
from cryosparc_spec.testing.recording.requests import Request
from cryosparc_spec.testing.recording.sources import (
    datatype_meant,
    is_usual,
    made_up_job,
    made_up_output,
)
from cryosparc_spec.testing.recording.tables import (
    AnyDataset,
    add_slots,
    columns_of,
    header_held,
    joined,
    with_slots,
    written_table,
)

_FIRST_NUMBER = 9001
"""Above the numbers that scripts name, so that no job is taken for one made here."""


@attrs.define(kw_only=True)
class Instance:
    """What the server holds."""

    described: Mapping[str, HeldJob] = attrs.field(factory=lambda: {})
    """Jobs that the user describes, by uid; they are in every project."""
    makes_up: bool = True
    """Whether jobs that nobody described are there too."""
    version: int = 5
    """Version of CryoSPARC; what version 4 asks of the state of a job is not public."""
    rows: int = 10
    """Number of rows of tables that are made up."""
    jobs: dict[tuple[str, str], HeldJob] = attrs.field(factory=lambda: {})
    """Jobs that were asked for or made, by project and uid."""
    workspaces: dict[tuple[str, str], Raw] = attrs.field(factory=lambda: {})
    """Title and description of workspaces that the script made or named."""
    projects: dict[str, Raw] = attrs.field(factory=lambda: {})
    """Title and description of projects that the script named."""
    files: Files = attrs.field(factory=Files)
    """Files of projects, and what was uploaded for logs."""
    requests: list[Request] = attrs.field(factory=lambda: [])
    """What the client sent."""
    answers: dict[str, Any] = attrs.field(factory=lambda: {})
    """Answers of the user's own, by the name of the method."""

    def project(self, uid: str) -> str:
        """Return the uid of a project, if it can be one."""
        if not re.fullmatch("P[0-9]+", uid):
            raise RefusedError(404, f"Project {uid} not found")
        return uid

    def job(self, project_uid: str, uid: str) -> HeldJob:
        """Return a job, or refuse one that is not there."""
        key = (self.project(project_uid), uid)
        if key not in self.jobs:
            if uid in self.described:
                self.jobs[key] = attrs.evolve(self.described[uid], project_uid=project_uid)
            elif self.makes_up and re.fullmatch("J[0-9]+", uid):
                self.jobs[key] = made_up_job(uid, project_uid)
            else:
                raise RefusedError(404, f"Job {project_uid}-{uid} not found")
        return self.jobs[key]

    def all_jobs(self, project_uid: str | None) -> list[HeldJob]:
        """Return the jobs of a project, or all: those described, and those named or made."""
        for uid, described in self.described.items():
            self.job(project_uid or described.project_uid, uid)
        return [job for job in self.jobs.values() if project_uid in (None, job.project_uid)]

    def file(self, project_uid: str, path: str) -> bytes:
        """Return a file of a project; the tables of jobs are such."""
        folder, _, name = path.rpartition("/")
        output, _, suffix = name.rpartition(".")
        held = (project_uid, path) in self.files.contents
        if not held and suffix == "cs" and re.fullmatch("J[0-9]+", folder):
            return written_table(self.load_output(self.job(project_uid, folder), output, None))
        return self.files.get(project_uid, path, makes_up=self.makes_up)

    def job_looked_at(self, project_uid: str, uid: str) -> HeldJob:
        """Return a job that has what the client will look for in it, if nobody described it."""
        job = self.job(project_uid, uid)
        asked = being_connected()
        if asked:
            target = self.job(project_uid, asked.job_uid).accepted_inputs.get(asked.input)
            guess = datatype_meant(asked.output, asked.slots)
            self.output_of(job, asked.output, target.type if target else guess)
        return job

    def _knows_state(self, job: HeldJob) -> bool:
        return self.version >= 5 and not job.made_up

    def input_of(self, job: HeldJob, name: str, datatype: str | None = None) -> HeldInput | None:
        """Return an input of a job; one of a job that nobody described is made up."""
        if name not in job.inputs and job.made_up:
            source = made_up_output(name, datatype)
            job.inputs[name] = HeldInput(type=source.type, title=name, slots=source.slots)
        return job.accepted_inputs.get(name)

    def output_of(self, job: HeldJob, name: str, datatype: str | None = None) -> HeldOutput | None:
        """Return an output of a job; one of a job that nobody described is made up."""
        if name not in job.outputs and job.made_up:
            job.outputs[name] = made_up_output(name, datatype)
        return job.accepted_outputs.get(name)

    def make_job(self, project_uid: str, workspace_uid: str, **values: Any) -> HeldJob:
        """Make a job; one of a type of the server has the inputs and outputs asked of it."""
        job = HeldJob(
            uid=self.next_uid("J"),
            project_uid=self.project(project_uid),
            workspace_uid=workspace_uid,
            position=place_in_script(),
            **values,
        )
        job.made = job.type == EXTERNAL
        job.made_up = not job.made
        self.jobs[project_uid, job.uid] = job
        return job

    def make_result(
        self,
        project_uid: str,
        workspace_uid: str,
        *,
        name: str,
        output: HeldOutput,
        source: tuple[str, str] | None,
    ) -> HeldJob:
        """Make the external job of one output, which may pass another output through."""
        shown = "" if output.title == name.replace("_", " ").title() else output.title
        texts = {"title": shown, "description": output.description}
        job = self.make_job(project_uid, workspace_uid, type=EXTERNAL, **texts)
        output.title, output.description = "", ""
        if source is not None:
            self.add_input(job, source[1], HeldInput(type=output.type, count_min=1))
            self.connect(job, source[1], *source)
            output.passthrough = source[1]
        self.add_output(job, name, output)
        return job

    def next_uid(self, letter: str) -> str:
        """Return a uid that no job, or no workspace, has."""
        made = self.jobs if letter == "J" else self.workspaces
        numbers = [int(uid[1:]) for _, uid in made if uid[1:].isdecimal()]
        return f"{letter}{max([_FIRST_NUMBER - 1, *numbers]) + 1}"

    def add_input(self, job: HeldJob, name: str, declared: HeldInput) -> None:
        """Add an input to a job."""
        declared.position, declared.declared = place_in_script(), True
        job.inputs[name] = declared
        try:
            refuse_name("input", name)
            if self._knows_state(job):
                refuse_when_ended(job)
        except RefusedError as error:
            declared.refused = True
            self.refuse(job, ("inputs", name), error)

    def add_output(self, job: HeldJob, name: str, declared: HeldOutput) -> None:
        """Add an output to a job."""
        declared.position, declared.declared = place_in_script(), True
        try:
            refuse_name("output", name)
            if declared.passthrough is not None:
                self.input_of(job, declared.passthrough, declared.type)
            refuse_passthrough(job, declared)
            if self._knows_state(job):
                refuse_when_ended(job)
        except RefusedError as error:
            declared.refused = True
            self.refuse(job, ("outputs", name), error)
        finally:
            job.outputs[name] = declared

    def connect(self, job: HeldJob, name: str, source_uid: str, output: str) -> None:
        """Connect an output of another job to an input."""
        target = self.input_of(job, name)
        source = self.job(job.project_uid, source_uid)
        given = self.output_of(source, output, target.type if target else None)
        try:
            if target is None:
                raise RefusedError(422, f"No input {name}")
            if given is None:
                raise RefusedError(422, f"No output {output} in {source_uid}")
            if given.made_up and not is_usual(output):
                given.type = target.type
            refuse_datatype(given.type, target.type)
        except RefusedError as error:
            self.refuse(job, ("inputs", name), error)
        else:
            target.connections.append(Connection(source_uid, output))

    def refuse(self, job: HeldJob, path: tuple[str, ...], error: RefusedError) -> None:
        """Keep what is refused, and refuse it."""
        refusal = Refusal(path=path, detail=error.detail, position=place_in_script())
        job.refusals.append(refusal)
        raise error

    def columns(self, job: HeldJob, name: str, *, required: bool = False) -> list[tuple[str, str]]:
        """Return the columns that a table for an output is to have, as the client reads them."""
        output = self.output_of(job, name)
        if output is None:
            raise RefusedError(404, f"No output {name}")
        found = columns_of(output.type, output.slots, required=required)
        return [(field.name, str(field.dtype)) for field in found]

    def save(self, job: HeldJob, name: str, table: AnyDataset) -> None:
        """Take the table of an output, or refuse it."""
        output = self.output_of(job, name)
        try:
            if output is None:
                raise RefusedError(404, f"No output {name}")
            output.offered, output.offered_at = table, place_in_script()
            if self._knows_state(job):
                refuse_when_not_running(job)
            required = columns_of(output.type, output.slots, required=True)
            refuse_missing_columns([] if output.made_up else required, header_held(table).fields)
            output.table, output.saved = table, True
        except RefusedError as error:
            self.refuse(job, ("outputs", name), error)

    def load_output(self, job: HeldJob, name: str, names: Iterable[str] | None) -> AnyDataset:
        """Return the rows of an output, with the columns of some slots or all of them."""
        output = self.output_of(job, name)
        if output is None:
            raise RefusedError(404, f"No output {name}")
        if output.declared and not output.saved:
            raise RefusedError(422, f"Output {name} is empty")
        wanted = None if names is None else [*names]
        add_slots(output, f"{job.uid}.{name}", _as_slots(output, wanted), self.rows)
        return with_slots(output.table, wanted)

    def load_input(self, job: HeldJob, name: str, names: Iterable[str] | None) -> AnyDataset:
        """Return the rows of all that is connected to an input."""
        target = self.input_of(job, name)
        if target is None:
            raise RefusedError(404, f"No input {name}")
        wanted = None if names is None else [*names]
        if not target.connections and not job.made_up:
            raise RefusedError(422, f"Input {name} has no connections")
        if not target.connections:
            stand_in = HeldOutput(type=target.type, slots=target.slots, made_up=True)
            add_slots(stand_in, f"{job.uid}.{name}", (), self.rows)
            return with_slots(stand_in.table, wanted)
        tables: list[AnyDataset] = []
        for each in target.connections:
            source = self.job(job.project_uid, each.job_uid)
            output = source.outputs[each.output]
            add_slots(output, f"{each.job_uid}.{each.output}", target.slots, self.rows)
            tables.append(with_slots(output.table, wanted))
        return joined(tables)


def _as_slots(output: HeldOutput, names: list[str] | None) -> list[HeldSlot]:
    return [HeldSlot(name, name) for name in names or () if output.slot(name) is None]
