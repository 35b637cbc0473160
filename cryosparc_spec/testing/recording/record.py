"""``recorded``: the real client without a server, and the record of what a script did with it."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

import attrs

from cryosparc_spec.documents.job_definition import JobDefinition
from cryosparc_spec.documents.job_outputs import OutputRef
from cryosparc_spec.interop.tools.versions import installed_version
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.testing.recording.declared import definition_declared, problems_declared
from cryosparc_spec.testing.recording.files import Files
from cryosparc_spec.testing.recording.instance import Instance
from cryosparc_spec.testing.recording.jobs import HeldJob
from cryosparc_spec.testing.recording.login import anyone_logs_in
from cryosparc_spec.testing.recording.refusals import RefusedError
from cryosparc_spec.testing.recording.requests import Request
from cryosparc_spec.testing.recording.sources import (
    GivenJob,
    GivenTable,
    described_job,
    held_table,
    made_up_job,
    output_of_table,
)
from cryosparc_spec.testing.recording.tables import AnyDataset
from cryosparc_spec.testing.recording.transport import in_memory


@attrs.frozen
class Record:
    """What a script declared, saved and sent; it grows while the script runs."""

    instance: Instance = attrs.field(repr=False)
    """What the stand-in for a server holds."""

    @property
    def definition(self) -> JobDefinition:
        """The definition of the one external job that the script made.

        Raises :class:`~cryosparc_spec.SpecError` where it made none, or several.
        """
        return definition_declared(self._only_job())

    @property
    def definitions(self) -> Mapping[str, JobDefinition]:
        """The definition of each external job that the script made, by uid, in order."""
        return MappingProxyType({job.uid: definition_declared(job) for job in self._made()})

    @property
    def saved(self) -> Mapping[str, AnyDataset]:
        """The tables that were saved and taken, by output, as the client's ``Dataset``.

        Of outputs with the same name in several jobs it has the last; ``saved_by`` has them all.
        """
        tables = {name: table for job in self._made() for name, table in _saved(job).items()}
        return MappingProxyType(tables)

    @property
    def connections(self) -> Mapping[str, tuple[OutputRef, ...]]:
        """What the script connected to each input of the one external job that it made."""
        return MappingProxyType(
            {
                name: tuple(
                    OutputRef(job_uid=each.job_uid, output=each.output) for each in held.connections
                )
                for name, held in self._only_job().inputs.items()
            }
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with what was declared, connected and saved, at the lines of the script.

        What the server refuses is in it too. Where there are several jobs, the path of a problem
        begins with the uid of its job.
        """
        made = self._made()
        return tuple(
            problem if len(made) == 1 else problem.under(job.uid)
            for job in made
            for problem in problems_declared(job, self.instance)
        )

    @property
    def log(self) -> tuple[str, ...]:
        """The lines that were written to the logs of jobs, in order."""
        jobs = self.instance.jobs.values()
        return tuple(event["text"] for job in jobs for event in job.log if "text" in event)

    @property
    def files(self) -> Mapping[str, bytes]:
        """What was uploaded into projects, by path; assets of logs by their file names."""
        files = self.instance.files
        assets = {asset.filename: asset.content for asset in files.assets.values()}
        return MappingProxyType(assets | {path: c for (_, path), c in files.contents.items()})

    @property
    def requests(self) -> tuple[Request, ...]:
        """What the client sent, in order."""
        return tuple(self.instance.requests)

    def saved_by(self, job_uid: str) -> Mapping[str, AnyDataset]:
        """Return the tables that one job saved, by output."""
        [job] = [each for each in self.instance.jobs.values() if each.uid == job_uid]
        return MappingProxyType(_saved(job))

    def status_of(self, job_uid: str) -> str:
        """Return the state that a job is in."""
        [job] = [each for each in self.instance.jobs.values() if each.uid == job_uid]
        return job.status

    def answer(self, method: str, value: Any) -> None:
        """Let a method of the API give this, from now on."""
        self.instance.answers[method] = value

    def refuse(self, method: str, detail: str = "refused", *, code: int = 422) -> None:
        """Let a method of the API be refused, from now on."""
        self.instance.answers[method] = RefusedError(code, detail)

    def forget(self) -> None:
        """Forget what was done, and your own answers; a client that is logged in stays so."""
        instance = self.instance
        for kept in (instance.jobs, instance.projects, instance.workspaces, instance.answers):
            kept.clear()
        instance.requests.clear()
        instance.files = Files()

    def _made(self) -> list[HeldJob]:
        return [job for job in self.instance.jobs.values() if job.recorded]

    def _only_job(self) -> HeldJob:
        made = self._made()
        if len(made) != 1:
            raise SpecError.of(
                f"the script made {len(made) or 'no'} external job{'s' * (len(made) != 1)}",
                hint="ask for definitions" if made else None,
            )
        return made[0]


def _saved(job: HeldJob) -> dict[str, AnyDataset]:
    return {name: output.table for name, output in job.outputs.items() if output.saved}


@contextmanager
def recorded(
    *,
    jobs: Mapping[str, GivenJob] | None = None,
    tables: Mapping[str, GivenTable] | None = None,
    rows: int = 10,
) -> Generator[Record]:
    """Let cryosparc-tools work without a server in the block, and record what a script does.

    The client is the real one; what it sends is answered from memory. Any project and workspace is
    there. So is any job, unless ``jobs`` has those that are: each as its document, a
    :class:`~cryosparc_spec.Job`, or as its outputs, :class:`~cryosparc_spec.OutputSpec` by name.
    ``tables`` has rows of outputs: ``{"J12.exposures": "exposures.cs"}``, or an array of numpy, or
    a ``Dataset`` of the client. Other rows are made up, ``rows`` for each output.

    What the server would refuse is refused, with the client's own error. Nothing goes to the
    network, and no stored session is looked for.

    >>> from cryosparc.tools import CryoSPARC
    >>> with recorded() as record:
    ...     job = CryoSPARC().find_project("P3").create_external_job("W1", title="Picker")
    ...     name = job.add_input("exposure", "micrographs", slots=["micrograph_blob", "?ctff"])
    >>> record.definition.inputs["micrographs"].slots[0].name
    'micrograph_blob'
    >>> record.problems[0].hint
    'write "?ctf" if that is meant'
    """
    instance = Instance(
        described={uid: described_job(uid, given) for uid, given in (jobs or {}).items()},
        makes_up=jobs is None,
        version=installed_version(),
        rows=rows,
    )
    for name, given in (tables or {}).items():
        _place_table(instance, name, held_table(given))
    with in_memory(instance), anyone_logs_in():
        yield Record(instance)


def _place_table(instance: Instance, place: str, table: AnyDataset) -> None:
    uid, _, name = place.partition(".")
    if uid not in instance.described:
        made = made_up_job(uid, "P1") if instance.makes_up else described_job(uid, {})
        instance.described = {**instance.described, uid: made}
    outputs = instance.described[uid].outputs
    if name in outputs and not outputs[name].made_up:
        outputs[name].table = table
    else:
        outputs[name] = output_of_table(place, table)
