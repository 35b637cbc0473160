"""What changed between two job definitions, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

import attrs

from cryosparc_spec.documents.job_definition import InputSpec, JobDefinition, OutputSpec
from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline
from cryosparc_spec.problems.frozen_data import thaw
from cryosparc_spec.problems.places import DocumentPath, render_path
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.slots.slot import Slot

_T = TypeVar("_T")


@attrs.frozen
class Difference:
    """One thing that changed.

    >>> print(Difference(("inputs", "particles"), "added: particle"))
    $.inputs.particles: added: particle
    """

    path: DocumentPath
    """Where it stands, or stood, in the definition."""
    text: str
    """What happened to it."""

    def __str__(self) -> str:
        return f"{render_path(self.path)}: {self.text}"


def differences(before: JobDefinition, after: JobDefinition) -> tuple[Difference, ...]:
    """Return what changed from one definition to another; nothing where they are equal.

    >>> before = JobDefinition(inputs={"mics": InputSpec(type="exposure", slots=["?ctf"])})
    >>> after = JobDefinition(inputs={"mics": InputSpec(type="exposure", slots=["ctf"])})
    >>> print(*differences(before, after))
    $.inputs.mics.slots.ctf: now required, was optional
    """
    return (
        *_of_attributes(before, after, ("title", "description"), ()),
        *_of_named(before.inputs, after.inputs, ("inputs",), _of_specs),
        *_of_named(before.outputs, after.outputs, ("outputs",), _of_specs),
        *_of_named(before.params, after.params, ("params",), _of_params),
    )


def pipeline_differences(before: Pipeline, after: Pipeline) -> tuple[Difference, ...]:
    """Return what changed from one pipeline to another; nothing where they are equal.

    >>> before = Pipeline(jobs={"abinit": BuiltInJob(job_type="homo_abinit")})
    >>> after = Pipeline(jobs={"abinit": BuiltInJob(job_type="homo_abinit", params={"k": 3})})
    >>> print(*pipeline_differences(before, after))
    $.jobs.abinit.params.k: added: 3
    """
    return (
        *_of_attributes(before, after, ("title", "description"), ()),
        *_of_named(before.jobs, after.jobs, ("jobs",), _of_built_in_jobs),
    )


def _of_built_in_jobs(
    before: BuiltInJob, after: BuiltInJob, path: DocumentPath
) -> Iterator[Difference]:
    yield from _of_attributes(before, after, ("job_type", "title", "description"), path)
    yield from _of_named(before.params, after.params, (*path, "params"), _of_params)
    connections = before.connections, after.connections
    yield from _of_named(*connections, (*path, "connections"), _of_sources)


def _of_sources(
    before: tuple[str, ...], after: tuple[str, ...], path: DocumentPath
) -> Iterator[Difference]:
    if before != after:
        yield Difference(path, f"now {', '.join(after)}, was {', '.join(before)}")


def _of_attributes(
    before: object, after: object, names: Iterable[str], path: DocumentPath
) -> Iterator[Difference]:
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Difference((*path, name), f"now {_shown(new)}, was {_shown(old)}")


def _of_named(
    before: Mapping[str, _T],
    after: Mapping[str, _T],
    path: DocumentPath,
    compare: Callable[[_T, _T, DocumentPath], Iterable[Difference]],
) -> Iterator[Difference]:
    for name, old in before.items():
        if name in after:
            yield from compare(old, after[name], (*path, name))
        else:
            yield Difference((*path, name), f"removed: {_shown(old)}")
    for name, new in after.items():
        if name not in before:
            yield Difference((*path, name), f"added: {_shown(new)}")
    common = [name for name in before if name in after]
    if common != [name for name in after if name in before]:
        yield Difference(path, f"now in the order {', '.join(after)}")


def _of_specs(
    before: InputSpec | OutputSpec, after: InputSpec | OutputSpec, path: DocumentPath
) -> Iterator[Difference]:
    names = [a.name for a in attrs.fields(type(before)) if a.name != "slots"]
    yield from _of_attributes(before, after, names, path)
    old = {slot.name: slot for slot in before.slots}
    new = {slot.name: slot for slot in after.slots}
    yield from _of_named(old, new, (*path, "slots"), _of_slots)


def _of_slots(before: Slot, after: Slot, path: DocumentPath) -> Iterator[Difference]:
    yield from _of_attributes(before, after, ("dtype",), path)
    if before.required != after.required:
        words = {True: "required", False: "optional"}
        yield Difference(path, f"now {words[after.required]}, was {words[before.required]}")


def _of_params(before: Any, after: Any, path: DocumentPath) -> Iterator[Difference]:
    if before != after or type(before) is not type(after):
        yield Difference(path, f"now {_shown(after)}, was {_shown(before)}")


def _shown(value: object) -> str:
    if isinstance(value, InputSpec | OutputSpec):
        slots = ", ".join(str(slot) for slot in value.slots)
        return f"{value.type} with slots {slots}" if slots else f"{value.type}"
    if isinstance(value, Slot):
        return str(value)
    if isinstance(value, BuiltInJob):
        return value.job_type
    if value is None:
        return "none"
    return show_value(thaw(value))
