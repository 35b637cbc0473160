"""What the outputs of a job offer to others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from cryosparc_spec.documents.job import Job
from cryosparc_spec.documents.job_inputs import Input
from cryosparc_spec.documents.job_outputs import Output


class Result(NamedTuple):
    """What is kept of a result of a job."""

    slot_type: str
    """Its slot type."""
    versions: tuple[int, ...]
    """Its versions."""
    handed_on: tuple[str, ...]
    """Its tables, where it is handed on from an input as it is."""


class Offer(NamedTuple):
    """What is kept of an output of a job."""

    datatype: str
    """Its datatype."""
    results: Mapping[str, Result]
    """Its results by name."""
    sources: tuple[tuple[str, str], ...]
    """Job and output of what it hands on, of which not all may be among its results."""


Offers: TypeAlias = Mapping[str, Offer]
"""What is kept of a job: its outputs by name."""


def offers_of(job: Job) -> Offers:
    """Return what the outputs of a job offer."""
    inputs = job.spec.inputs
    return {
        name: Offer(
            str(output.type),
            dict(_results_of(output, inputs.get(output.passthrough or ""))),
            _sources_of(inputs.get(output.passthrough or "")),
        )
        for name, output in job.spec.outputs.items()
    }


def _results_of(output: Output, passed: Input | None) -> Iterator[tuple[str, Result]]:
    """Give the results of an output, after the slots that an input it passes on requires."""
    for slot in passed.slots if passed else ():
        if slot.required:
            yield slot.name, Result(slot.dtype, (), ())
    for made in output.slots:
        yield made.name, Result(made.dtype, (), ())
    for result in output.results:
        handed_on = result.metafiles if result.passthrough else ()
        yield result.name, Result(result.dtype, result.versions, handed_on)


def _sources_of(passed: Input | None) -> tuple[tuple[str, str], ...]:
    connections = passed.connections if passed else ()
    return tuple((connection.job_uid, connection.output) for connection in connections)
