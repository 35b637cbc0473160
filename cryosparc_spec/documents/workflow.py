"""Workflows as CryoSPARC exports them, and what feeds what in them.

cryosparc-tools has no model of them: the structure is that of exports of CryoSPARC 4.7 and 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush
from typing import Any, TypeAlias, TypeVar

import attrs

from cryosparc_spec.display.displayed import ProblemList
from cryosparc_spec.documents.codec.server_document import (
    ALSO,
    KEY,
    WRITTEN,
    ServerDocument,
)
from cryosparc_spec.documents.job import JobSpec
from cryosparc_spec.documents.workflow_connections import (
    ResultConnection,
    WorkflowConnection,
    WorkflowPort,
)
from cryosparc_spec.problems.errors import ParseError, Problems, located_at
from cryosparc_spec.problems.frozen_data import NOTHING
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import wrong_type
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import nearest_word

_Connection = TypeVar("_Connection")
_Located: TypeAlias = list[tuple[DocumentPath, _Connection]]

_MOST_IN_CIRCLE = 20


@attrs.frozen(kw_only=True)
class WorkflowParameter(ServerDocument):
    """A parameter of a job in a workflow or a blueprint.

    >>> WorkflowParameter(value=256, flagged=True).value
    256
    """

    value: Any = attrs.field(default=None, metadata=WRITTEN)
    """What the parameter is set to."""
    locked: bool = False
    """Whether it cannot be changed when the workflow is applied."""
    visible: bool = True
    """Whether it is shown when the workflow is applied."""
    flagged: bool = False
    """Whether whoever applies it is asked to look at the value."""
    notes: str | None = None
    """What whoever applies it should know of the value."""


@attrs.frozen(kw_only=True)
class WorkflowJob(ServerDocument):
    """A job of a workflow.

    >>> job = WorkflowJob(job_type="homo_refine_new", groups=[["J1.volume", "volume"]])
    >>> job.groups
    (('J1.volume', 'volume'),)
    """

    title: str | None = None
    """What people read in the workspace."""
    description: str | None = None
    """What the job does, at length."""
    job_type: str = attrs.field(default="", metadata={KEY: "jobType", **WRITTEN})
    """Word for the job type: ``homo_refine_new``."""
    groups: tuple[tuple[str, ...], ...] = attrs.field(default=(), metadata=WRITTEN)
    """Pairs of a job's or parent's output, ``J1.volume``, and the input of this job it feeds."""
    individual_results: tuple[tuple[str, ...], ...] = attrs.field(
        default=(), metadata={KEY: "individualResults"}
    )
    """Pairs of one result of an output and the slot it fills: ``Workflow.result_connections``."""
    parameters: Mapping[str, WorkflowParameter] = NOTHING
    """Parameters by name."""
    spec: JobSpec | None = None
    """The job as it stood in its project; CryoSPARC 4.7 writes none."""


@attrs.frozen(kw_only=True)
class WorkflowGroup(ServerDocument):
    """An output that a workflow wants of a parent.

    >>> WorkflowGroup(name="particles", connections=["J1.particles"]).connections
    ('J1.particles',)
    """

    name: str | None = attrs.field(default="", metadata=WRITTEN)
    """Name of the output; empty where it is not said."""
    connections: tuple[Any, ...] = ()
    """Inputs that it feeds: ``J1.particles``."""
    required: tuple[Any, ...] = ()
    """Results that it must have."""


@attrs.frozen(kw_only=True)
class WorkflowParent(ServerDocument):
    """A job outside a workflow that feeds it: whoever applies the workflow says which.

    >>> WorkflowParent(job_type="extract_micrographs_multi").groups
    immutabledict({})
    """

    groups: Mapping[str, WorkflowGroup] = NOTHING
    """The outputs that are wanted of it, by name."""
    job_type: str | None = attrs.field(default="", metadata={KEY: "jobType", **WRITTEN})
    """Word for the type of the job it was; empty where it is not said."""


@attrs.frozen(kw_only=True)
class Workflow(ServerDocument):
    """A workflow: jobs with their parameters, and what feeds what.

    >>> workflow = Workflow(
    ...     jobs={
    ...         "J1": WorkflowJob(job_type="homo_refine_new", groups=[["J2.volume", "volume"]]),
    ...         "J2": WorkflowJob(job_type="import_volumes"),
    ...     }
    ... )
    >>> [str(connection) for connection in workflow.connections], workflow.order()
    (['J2.volume -> J1.volume'], ('J2', 'J1'))
    """

    id: str | None = attrs.field(default=None, metadata={KEY: "_id", ALSO: "id"})
    """Identity in the database."""
    title: str | None = None
    """What people read."""
    description: str | None = None
    """What the workflow does, at length."""
    category: str | None = None
    """Where it stands in the list of workflows."""
    created_at: Any = attrs.field(default=None, metadata={KEY: "createdAt"})
    """When it was made, as written."""
    created_by: Any = attrs.field(default=None, metadata={KEY: "createdBy"})
    """Who made it, as written."""
    updated_at: Any = attrs.field(default=None, metadata={KEY: "updatedAt"})
    """When it was last changed, as written."""
    updated_by: Any = attrs.field(default=None, metadata={KEY: "updatedBy"})
    """Who last changed it, as written."""
    pinned: Any = None
    """Whether it stands above others, as written."""
    imported: Any = None
    """Whether it came from a file, as written."""
    reference: Any = None
    """What it was made from, as written."""
    version: str | None = attrs.field(default=None, metadata={KEY: "workflowVersion"})
    """Version of the structure of the file: ``1.0.0``."""
    cs_version: str | None = attrs.field(default="", metadata={KEY: "csVersion", **WRITTEN})
    """Version of CryoSPARC that wrote it; empty where it is not said."""
    parents: Mapping[str, WorkflowParent] = NOTHING
    """Jobs outside that feed it, by key: ``P1``."""
    jobs: Mapping[str, WorkflowJob] = NOTHING
    """Its jobs by key: ``J1``."""

    @property
    def connections(self) -> tuple[WorkflowConnection, ...]:
        """What feeds what, in the order of the jobs that are fed.

        They are those in ``groups``, those in the ``spec`` of a job for inputs that its ``groups``
        do not feed, and last those that only a parent tells of. What cannot be read is left out;
        :meth:`connection_problems` tells of it.
        """
        return tuple(connection for _, connection in self.located_connections)

    @property
    def located_connections(self) -> tuple[tuple[DocumentPath, WorkflowConnection], ...]:
        """The same connections, each with the path in the file where it stands."""
        return tuple(_connections(self, Problems()))

    @property
    def result_connections(self) -> tuple[ResultConnection, ...]:
        """The single results that fill slots, from ``individualResults``."""
        return tuple(connection for _, connection in _result_connections(self, Problems()))

    @property
    def inputs(self) -> tuple[WorkflowPort, ...]:
        """All inputs that are known: those in the ``spec`` of jobs, then others that are fed."""
        listed = [port for key, job in self.jobs.items() for port in _inputs_listed(key, job)]
        fed = [connection.target for connection in self.connections]
        return tuple(dict.fromkeys([*listed, *fed]))

    @property
    def unconnected_inputs(self) -> tuple[WorkflowPort, ...]:
        """The inputs that nothing feeds.

        The inputs of a job without ``spec`` are not known: none of them is listed.
        """
        fed = {connection.target for connection in self.connections}
        return tuple(port for port in self.inputs if port not in fed)

    def feeding(self, job: str) -> tuple[WorkflowConnection, ...]:
        """Return the connections into a job."""
        return tuple(found for found in self.connections if found.target.job == job)

    def fed_by(self, job: str) -> tuple[WorkflowConnection, ...]:
        """Return the connections out of a job or a parent."""
        return tuple(found for found in self.connections if found.source.job == job)

    def order(self) -> tuple[str, ...]:
        """Return the keys of the jobs so that each comes after those that feed it.

        Of the jobs that can come next, the first in the file does. Raises
        :class:`~cryosparc_spec.ParseError` where jobs feed each other in a circle.
        """
        sorter = _prepared_sorter(self)
        position = {key: index for index, key in enumerate(self.jobs)}
        order: list[str] = []
        ready: list[tuple[int, str]] = []
        while sorter.is_active():
            for key in sorter.get_ready():
                heappush(ready, (position[key], key))
            order.append(heappop(ready)[1])
            sorter.done(order[-1])
        return tuple(order)

    def connection_problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the connections.

        That is what cannot be read, what comes from or goes to a job, an output or an input that
        is not there, and jobs that feed each other in a circle.

        >>> workflow = Workflow(jobs={"J1": WorkflowJob(groups=[["J7.volume", "volume"]])})
        >>> print(*workflow.connection_problems())
        $.jobs.J1.groups[0]: "J7" is neither a job nor a parent of the workflow
        """
        problems = Problems()
        problems.found += _missing_ports(self, _connections(self, problems))
        problems.found += _missing_ports(self, _result_connections(self, problems))
        with problems.at():
            _prepared_sorter(self)
        return ProblemList(
            attrs.evolve(problem, severity=Severity.NOTE) if _is_aside(problem.path) else problem
            for problem in problems.found
        )


def _connections(workflow: Workflow, problems: Problems) -> _Located[WorkflowConnection]:
    found: _Located[WorkflowConnection] = []
    for key, job in workflow.jobs.items():
        in_groups = _in_groups(key, job, problems)
        fed = {connection.target.name for _, connection in in_groups}
        found += in_groups
        found += [item for item in _in_spec(key, job, problems) if item[1].target.name not in fed]
    known = {connection for _, connection in found}
    in_parents = _in_parents(workflow, problems)
    return found + [item for item in in_parents if item[1] not in known]


def _in_groups(key: str, job: WorkflowJob, problems: Problems) -> _Located[WorkflowConnection]:
    found: _Located[WorkflowConnection] = []
    for index, pair in enumerate(job.groups):
        path: DocumentPath = ("jobs", key, "groups", index)
        with problems.at(*path):
            if len(pair) != 2:
                raise wrong_type(pair, "a pair: an output, and the input that it feeds")
            with located_at(0):
                source = WorkflowPort.parse(pair[0])
            with located_at(1):
                found.append((path, WorkflowConnection(source, WorkflowPort(key, pair[1]))))
    return found


def _in_spec(key: str, job: WorkflowJob, problems: Problems) -> _Located[WorkflowConnection]:
    found: _Located[WorkflowConnection] = []
    for name, input_ in job.spec.inputs.items() if job.spec else ():
        for index, connection in enumerate(input_.connections):
            path: DocumentPath = ("jobs", key, "spec", "inputs", name, "connections", index)
            with problems.at(*path):
                source = WorkflowPort(connection.job_uid, connection.output)
                found.append((path, WorkflowConnection(source, WorkflowPort(key, name))))
    return found


def _in_parents(workflow: Workflow, problems: Problems) -> _Located[WorkflowConnection]:
    found: _Located[WorkflowConnection] = []
    for key, parent in workflow.parents.items():
        for name, group in parent.groups.items():
            for index, text in enumerate(group.connections):
                path: DocumentPath = ("parents", key, "groups", name, "connections", index)
                with problems.at(*path):
                    target = WorkflowPort.parse(text)
                    if target.job not in workflow.jobs:
                        raise ParseError([_unknown_job(target.job, "is no job of the workflow")])
                    found.append((path, WorkflowConnection(WorkflowPort(key, name), target)))
    return found


def _result_connections(workflow: Workflow, problems: Problems) -> _Located[ResultConnection]:
    found: _Located[ResultConnection] = []
    for key, job in workflow.jobs.items():
        for index, pair in enumerate(job.individual_results):
            path: DocumentPath = ("jobs", key, "individualResults", index)
            with problems.at(*path):
                found.append((path, ResultConnection.parse(pair)))
    return found


def _is_aside(path: DocumentPath) -> bool:
    """Whether a part of the file repeats what ``groups`` say, in ways that are less well known."""
    return path[:1] == ("parents",) or path[2:3] == ("spec",)


def _inputs_listed(key: str, job: WorkflowJob) -> list[WorkflowPort]:
    """Return the inputs in the spec of a job; what cannot be a name cannot be connected."""
    found: list[WorkflowPort] = []
    for name in job.spec.inputs if job.spec else ():
        with Problems().at():
            found.append(WorkflowPort(key, name))
    return found


def _prepared_sorter(workflow: Workflow) -> TopologicalSorter[str]:
    sorter: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(workflow.jobs, ()))
    feeding = [(found.source.job, found.target.job) for found in workflow.connections]
    feeding += [(found.source.job, found.target.job) for found in workflow.result_connections]
    for source, target in feeding:
        if source in workflow.jobs and target in workflow.jobs:
            sorter.add(target, source)
    try:
        sorter.prepare()
    except CycleError as error:
        raise _circle(error.args[1]) from None
    return sorter


def _circle(keys: Sequence[str]) -> ParseError:
    shown = [key if key.isidentifier() else show_value(key) for key in keys[:_MOST_IN_CIRCLE]]
    more = ["..."] if len(keys) > _MOST_IN_CIRCLE else []
    message = f"jobs feed each other in a circle: {' -> '.join([*shown, *more])}"
    return ParseError.of(message, path=("jobs",))


def _missing_ports(
    workflow: Workflow,
    connections: Sequence[tuple[DocumentPath, WorkflowConnection | ResultConnection]],
) -> list[Problem]:
    return [
        problem.under(*path)
        for path, connection in connections
        for problem in _missing(workflow, connection.source, connection.target)
    ]


def _missing(workflow: Workflow, source: WorkflowPort, target: WorkflowPort) -> Iterator[Problem]:
    if source.job not in workflow.jobs and source.job not in workflow.parents:
        yield _unknown_job(source.job, "is neither a job nor a parent of the workflow")
    if target.job not in workflow.jobs:
        yield _unknown_job(target.job, "is no job of the workflow")
    spec = workflow.jobs[source.job].spec if source.job in workflow.jobs else None
    if spec and source.name not in spec.outputs:
        yield _unknown_port(source, "an output", spec.outputs)
    spec = workflow.jobs[target.job].spec if target.job in workflow.jobs else None
    if spec and target.name not in spec.inputs:
        yield _unknown_port(target, "an input", spec.inputs)


def _unknown_job(key: str, what: str) -> Problem:
    return Problem((), f"{show_value(key)} {what}", kind=ProblemKind.UNKNOWN_WORD)


def _unknown_port(port: WorkflowPort, what: str, known: Iterable[str]) -> Problem:
    nearest = nearest_word(port.name, known)
    return Problem(
        (),
        f"{show_value(port.name)} is not {what} of {show_value(port.job)}: "
        f"expected one of {', '.join(map(show_value, known)) or 'none'}",
        kind=ProblemKind.UNKNOWN_WORD,
        hint=f"write {show_value(nearest)}" if nearest else None,
    )
