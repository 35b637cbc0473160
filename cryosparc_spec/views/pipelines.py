"""Pipelines as graphs and trees, and what changed between two."""

from __future__ import annotations

from collections.abc import Iterator

from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline
from cryosparc_spec.problems.frozen_data import thaw
from cryosparc_spec.problems.value_text import show_value


def as_pipeline(document: BuiltInJob | Pipeline) -> Pipeline:
    """Return a job by itself as a pipeline of one, named as its type."""
    if isinstance(document, Pipeline):
        return document
    return Pipeline(title=document.title, jobs={document.job_type: document})


def edges_of(pipeline: Pipeline) -> Iterator[tuple[str, str, str]]:
    """Give what feeds what: the job that does, the job that is fed, and the names in words."""
    for name, job in pipeline.jobs.items():
        for input, refs in job.sources.items():
            for ref in refs:
                label = ref.output if ref.output == input else f"{ref.output} to {input}"
                yield ref.job_uid, name, label


def lines_of(job: BuiltInJob) -> Iterator[str]:
    """Give the parameters and connections of a job, a line each."""
    for name, value in job.params.items():
        yield f"{name}: {show_value(thaw(value))}"
    for name, sources in job.connections.items():
        yield f"{name} <- {', '.join(sources)}"
