"""Jobs that CryoSPARC brings, as people write them: one by itself, or several that feed each other.

The vocabulary is that of ``create_job`` in cryosparc-tools 5.0.3: a type, parameters, connections.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush
from typing import Any, TypeAlias

import attrs
from immutabledict import immutabledict

from cryosparc_spec.display.displayed import Displayed, DisplayedMapping
from cryosparc_spec.documents.job_definition import as_params
from cryosparc_spec.documents.job_outputs import OutputRef
from cryosparc_spec.problems.errors import ParseError, Problems, located_at
from cryosparc_spec.problems.frozen_data import as_named
from cryosparc_spec.problems.problem import ProblemKind
from cryosparc_spec.problems.validators import as_text, is_list, is_mapping, valid, wrong_type
from cryosparc_spec.problems.value_text import show_value

Sources: TypeAlias = str | Sequence[str]
"""What is connected to an input: ``"import.imported_movies"``, or a list of such."""

_SOURCE = re.compile(r"([A-Za-z][0-9A-Za-z_]*)\.([A-Za-z][0-9A-Za-z_]*)")
_MOST_IN_CIRCLE = 20


def as_connections(values: Mapping[str, Sources]) -> Mapping[str, tuple[str, ...]]:
    """Return connections with a tuple of outputs for each input."""
    if not is_mapping(values):
        raise wrong_type(values, "a mapping of inputs to outputs of jobs")
    problems = Problems()
    read: dict[str, tuple[str, ...]] = {}
    for name, sources in values.items():
        with problems.at(str(name)):
            read[as_text(name)] = _as_sources(sources)
    problems.raise_if_any()
    return immutabledict(read)


def _as_sources(sources: Sources) -> tuple[str, ...]:
    if not is_list(sources):
        _as_source(sources)
        return (str(sources),)
    problems = Problems()
    for index, source in enumerate(sources):
        with problems.at(index):
            _as_source(source)
    problems.raise_if_any()
    return tuple(sources)


def _as_source(text: object) -> None:
    if not isinstance(text, str) or not _SOURCE.fullmatch(text):
        expected = "a job, a dot and the name of an output"
        raise wrong_type(text, expected, hint='write "import.imported_movies"')


def _located_connections(values: Mapping[str, Sources]) -> Mapping[str, tuple[str, ...]]:
    with located_at("connections"):
        return as_connections(values)


def _located_params(values: Mapping[str, Any]) -> Mapping[str, Any]:
    with located_at("params"):
        return as_params(values)


def _as_word(value: object) -> None:
    if not as_text(value):
        raise ParseError.of("the job type is empty", hint='write one such as "homo_refine_new"')


@attrs.frozen(kw_only=True)
class BuiltInJob(Displayed):
    """A job that CryoSPARC brings, as its author writes it: type, parameters and connections.

    Raises :class:`~cryosparc_spec.ParseError`. What its type takes is told by
    :func:`~cryosparc_spec.check`.

    >>> refine = BuiltInJob(
    ...     job_type="homo_refine_new",
    ...     params={"refine_symmetry": "C3"},
    ...     connections={"particles": "J12.particles", "volume": ["J13.volume"]},
    ... )
    >>> [str(ref) for ref in refine.sources["volume"]]
    ['J13.volume']
    """

    job_type: str = attrs.field(validator=valid(_as_word))
    """Word for the job type: ``"homo_refine_new"``."""
    title: str = attrs.field(default="", validator=valid(as_text))
    """What people read in the workspace."""
    description: str = attrs.field(default="", validator=valid(as_text))
    """What the job is for, at length."""
    params: Mapping[str, Any] = attrs.field(default=immutabledict(), converter=_located_params)
    """Parameters that are set, by name; others have their defaults."""
    connections: Mapping[str, tuple[str, ...]] = attrs.field(
        default=immutabledict(), converter=_located_connections
    )
    """Outputs that feed each input, as the job, a dot and the output; several as a list."""

    @property
    def sources(self) -> Mapping[str, tuple[OutputRef, ...]]:
        """The same connections, in parts."""
        return {name: tuple(map(_ref_of, texts)) for name, texts in self.connections.items()}


def _ref_of(text: str) -> OutputRef:
    job, _, output = text.partition(".")
    return OutputRef(job_uid=job, output=output)


def _as_jobs(values: Mapping[str, BuiltInJob]) -> Mapping[str, BuiltInJob]:
    return as_named("jobs", values, BuiltInJob, frozen=DisplayedMapping)


@attrs.frozen(kw_only=True)
class Pipeline(Displayed):
    """Several jobs that CryoSPARC brings, connected by the names they have here.

    A source that is none of its jobs is outside of it: a job of the project (``J12``), or one that
    is said when the pipeline is made. Raises :class:`~cryosparc_spec.ParseError`.

    >>> pipeline = Pipeline(
    ...     jobs={
    ...         "ctf": BuiltInJob(
    ...             job_type="patch_ctf_estimation_multi",
    ...             connections={"exposures": "import.imported_micrographs"},
    ...         ),
    ...         "import": BuiltInJob(job_type="import_micrographs"),
    ...     }
    ... )
    >>> pipeline.order()
    ('import', 'ctf')
    """

    title: str = attrs.field(default="", validator=valid(as_text))
    """What people read."""
    description: str = attrs.field(default="", validator=valid(as_text))
    """What the pipeline is for, at length."""
    jobs: Mapping[str, BuiltInJob] = attrs.field(default=immutabledict(), converter=_as_jobs)
    """Jobs by name, in the order people see."""

    @property
    def outside(self) -> tuple[str, ...]:
        """Names of the jobs that feed it and are not part of it, in the order they are named."""
        named = (source for _, _, source in self._all_sources())
        return tuple(dict.fromkeys(ref.job_uid for ref in named if ref.job_uid not in self.jobs))

    def order(self) -> tuple[str, ...]:
        """Return the names of the jobs so that each comes after those that feed it.

        Of those that can come next, the first in the file does. Raises
        :class:`~cryosparc_spec.ParseError` where jobs feed each other in a circle.
        """
        sorter: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(self.jobs, ()))
        for name, _, ref in self._all_sources():
            if ref.job_uid in self.jobs:
                sorter.add(name, ref.job_uid)
        try:
            sorter.prepare()
        except CycleError as error:
            raise _circle(error.args[1]) from None
        return tuple(_in_order(sorter, [*self.jobs]))

    def _all_sources(self) -> Iterator[tuple[str, str, OutputRef]]:
        for name, job in self.jobs.items():
            for input, refs in job.sources.items():
                yield from ((name, input, ref) for ref in refs)


def _in_order(sorter: TopologicalSorter[str], names: Sequence[str]) -> Iterator[str]:
    position = {name: index for index, name in enumerate(names)}
    ready: list[tuple[int, str]] = []
    while sorter.is_active():
        for name in sorter.get_ready():
            heappush(ready, (position[name], name))
        _, first = heappop(ready)
        yield first
        sorter.done(first)


def _circle(names: Sequence[str]) -> ParseError:
    shown = [show_value(name) for name in names[:_MOST_IN_CIRCLE]]
    more = ["..."] if len(names) > _MOST_IN_CIRCLE else []
    message = f"jobs feed each other in a circle: {' -> '.join([*shown, *more])}"
    return ParseError.of(message, path=("jobs",), kind=ProblemKind.INVALID_VALUE)
