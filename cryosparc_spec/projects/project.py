"""Projects: folders of jobs, as CryoSPARC lays them out, and folders of what it exported."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Self

import attrs

from cryosparc_spec.documents.job import Job
from cryosparc_spec.documents.job_outputs import Output, OutputResult
from cryosparc_spec.documents.workflow_connections import WorkflowConnection, WorkflowPort
from cryosparc_spec.files.walking import natural_key
from cryosparc_spec.problems.errors import ParseError
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import AnyPath, wrong_type
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import unknown_word
from cryosparc_spec.projects.job_documents import JobDocument
from cryosparc_spec.projects.jobs import Jobs, jobs_in
from cryosparc_spec.projects.results_groups import ResultsGroups, groups_below


def _as_folder(value: AnyPath) -> Path:
    try:
        return Path(value)
    except TypeError:
        raise wrong_type(value, "the path of a folder").under("folder") from None


@attrs.frozen
class Project:
    """A folder of jobs: that of a project of CryoSPARC 4 or 5, or one of exports.

    Nothing is read before it is asked for, and then only that; which jobs there are is looked up
    once. What cannot be read is told by ``problems``.

    >>> from cryosparc_spec.documents import JobSpec, OutputResult
    >>> from cryosparc_spec.files.load_and_dump import dump
    >>> stack = OutputResult(
    ...     name="blob", dtype="blob", versions=[0], metafiles=["J2/stack.cs"], num_items=[9]
    ... )
    >>> outputs = {"particles": Output(type="particle", results=[stack])}
    >>> Path("P1/J2").mkdir(parents=True)
    >>> dump(Job(uid="J2", spec=JobSpec(type="x", outputs=outputs)), "P1/J2/job.json")
    >>> project = Project.open("P1")
    >>> list(project.jobs), project.outputs("J2")["particles"].type.value
    (['J2'], 'particle')
    >>> project.table("J2", "particles", slot="blob").as_posix()
    'P1/J2/stack.cs'
    """

    folder: Path = attrs.field(converter=_as_folder)
    """The folder; paths in documents of CryoSPARC begin at it."""

    @classmethod
    def open(cls, path: AnyPath) -> Self:
        """Look up which jobs are in a folder.

        Raises ``OSError`` for a path that is not a folder, or one that cannot be listed.
        """
        project = cls(_as_folder(path))
        _ = project.jobs
        return project

    @cached_property
    def jobs(self) -> Jobs:
        """Jobs by uid, in the order of their numbers, each read when it is looked up.

        Those of CryoSPARC 4 are given as CryoSPARC 5 has them; :meth:`document` does not. Going
        through ``values()`` or ``items()`` passes over those that cannot be read.
        """
        return jobs_in(self.folder)

    def document(self, uid: str) -> JobDocument:
        """Return a job as its file has it: one of CryoSPARC 4 as a ``LegacyJob``.

        Raises :class:`~cryosparc_spec.SpecError`, and ``OSError`` where the file cannot be opened.
        """
        return self.jobs.document(uid)

    def outputs(self, uid: str) -> Mapping[str, Output]:
        """Return the outputs of a job by name; raises :class:`~cryosparc_spec.SpecError`."""
        return self.jobs[uid].spec.outputs

    def table(self, uid: str, output: str, *, slot: str | None = None) -> Path:
        """Return the path of the newest table of an output, by default of its first slot.

        Whether it is there is not looked at. Raises :class:`~cryosparc_spec.ParseError` for an
        output or a slot that the job does not have, and for one without a table.
        """
        outputs = self.outputs(uid)
        if output not in outputs:
            raise unknown_word(output, outputs, what=f"an output of {uid}")
        result = _result_of(outputs[output], slot, f"{uid}.{output}")
        if result.final is None or result.final.metafile is None:
            raise ParseError.of(
                f"{show_value(result.name)} of {uid}.{output} has no table yet",
                kind=ProblemKind.MISSING_FILE,
            )
        return self.folder / result.final.metafile

    @cached_property
    def results_groups(self) -> ResultsGroups:
        """Results groups (``.csg``) anywhere below the folder, by the path from it."""
        return groups_below(self.folder)

    @cached_property
    def sessions(self) -> tuple[str, ...]:
        """Folders of live sessions: ``"S1"``."""
        with os.scandir(self.folder) as entries:
            names = [entry.name for entry in entries if entry.is_dir()]
        sessions = [name for name in names if name[:1] == "S" and name[1:].isdecimal()]
        return tuple(sorted(sessions, key=natural_key))

    @cached_property
    def connections(self) -> tuple[WorkflowConnection, ...]:
        """What feeds what, as the inputs of all jobs have it, in the order of the jobs."""
        return tuple(each for item in self.jobs.items() for each in connections_of(*item))

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What keeps jobs and results groups, or parts of them, from being read.

        All of them are read for it. :func:`~cryosparc_spec.projects.check_project` tells what else
        is wrong.
        """
        of_jobs = [problem for uid in self.jobs for problem in self.jobs.problems_of(uid)]
        groups = self.results_groups
        return (*of_jobs, *(problem for path in groups for problem in groups.problems_of(path)))

    def ancestors(self, uid: str) -> tuple[str, ...]:
        """Return the jobs that feed a job, directly or through others, in order.

        Jobs that are not in the project are left out. No other jobs are read than those given.
        Raises :class:`~cryosparc_spec.SpecError` for a job that is not here.
        """
        found: set[str] = set()
        to_read = {uid: self.jobs[uid]}
        while to_read:
            feeding = {c.source.job for item in to_read.items() for c in connections_of(*item)}
            new = sorted(feeding & self.jobs.keys() - found)
            found.update(new)
            read = {name: self.jobs.if_readable(name) for name in new}
            to_read = {name: job for name, job in read.items() if job is not None}
        return tuple(sorted(found - {uid}, key=natural_key))


def connections_of(uid: str, job: Job) -> Iterator[WorkflowConnection]:
    """Give what feeds a job of a project, in the order of its inputs.

    What cannot name a job, an input or an output is left out.
    """
    for name, spec in job.spec.inputs.items():
        for each in spec.connections:
            with suppress(ParseError):
                source = WorkflowPort(each.job_uid, each.output)
                yield WorkflowConnection(source, WorkflowPort(uid, name))


def _result_of(output: Output, slot: str | None, name: str) -> OutputResult:
    by_name = {result.name: result for result in output.results}
    if slot is not None and slot not in by_name:
        raise unknown_word(slot, by_name, what=f"a slot of {name}")
    made = [result for result in output.results if not result.passthrough]
    for result in (*made, *output.results) if slot is None else (by_name[slot],):
        return result
    raise ParseError.of(f"{name} has no slots", kind=ProblemKind.NO_SLOTS)
