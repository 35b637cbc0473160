"""The command ``convert``: documents of one kind made of another, or in another format."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.commands.options import color_option, examples
from cryosparc_spec.commands.references import named
from cryosparc_spec.commands.terminal import (
    PROBLEMS_FOUND,
    CouldNotRun,
    echo_problem,
    loaded,
    out_option,
    problems_shown,
    require_suffix,
    slot_types_option,
    write_out,
)
from cryosparc_spec.conversions.definition_of_job import definition_of
from cryosparc_spec.conversions.pipeline_of_workflow import built_in_job_of, pipeline_of
from cryosparc_spec.conversions.results_group_of_job import group_with_files, without_files
from cryosparc_spec.conversions.v4_to_v5 import to_job
from cryosparc_spec.converters.plain_data import unstructure
from cryosparc_spec.documents.job import Job, JobSpec
from cryosparc_spec.documents.job_definition import JobDefinition
from cryosparc_spec.documents.legacy_job import LegacyJob
from cryosparc_spec.documents.results_group import ResultsGroup
from cryosparc_spec.documents.workflow import Workflow
from cryosparc_spec.files.document_kinds import title_of
from cryosparc_spec.files.load_and_dump import text_for
from cryosparc_spec.problems.places import Position
from cryosparc_spec.problems.problem import Problem

_SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "job": (".json", ".yaml", ".yml", ".toml"),
    "definition": (".yaml", ".yml", ".json", ".toml"),
    "definitions": (".yaml", ".yml", ".json", ".toml"),
    "csg": (".csg",),
    "json": (".json",),
    "yaml": (".yaml", ".yml"),
    "toml": (".toml",),
}
"""Suffixes of the files that each target can be written to; the first where none is said."""

_FORMATS_BY_SUFFIX: Mapping[str, str] = {
    suffix: target for target in ("csg", "json", "yaml", "toml") for suffix in _SUFFIXES[target]
}


@click.command(
    epilog=examples(
        "convert P3/J1/job.json --to definition",
        "convert picker.yaml -o picker.toml",
    )
)
@click.argument("path", type=click.Path(exists=True, dir_okay=False), metavar="FILE")
@click.option(
    "--to",
    "target",
    type=click.Choice(list(_SUFFIXES)),
    help="Kind of document, or format; by default as the suffix of -o says.",
)
@click.option("--output-name", metavar="NAME", help="Output of the job, for csg.")
@out_option()
@slot_types_option
@color_option
def convert(
    path: str,
    target: str | None,
    output_name: str | None,
    out: str | None,
    slot_types: SlotTypes | None,
) -> None:
    """Convert a document, and print it, or write it to OUT.

    A job of CryoSPARC 4 becomes one of 5 (job); a job the definition that would create it
    (definition), or the results group of one of its outputs (csg). A workflow becomes the pipeline
    that makes its jobs, and a job that CryoSPARC brings the definition of it (definitions). json,
    yaml and toml give the same document in that format. Exit code 1: the document has problems, or
    results of the output have no files, which are named, and not in the group. 2: could not run.
    """
    target = target or _FORMATS_BY_SUFFIX.get(Path(out or "").suffix.lower())
    if target is None:
        raise CouldNotRun(f"say with --to what to convert to: {', '.join(_SUFFIXES)}")
    suffixes = _SUFFIXES[target]
    require_suffix(out, suffixes)
    document = loaded(path, slot_types=slot_types)
    with problems_shown(path):
        converted = _converted(document, target, output_name)
        text = text_for(unstructure(converted), out or Path(path).with_suffix(suffixes[0]))
    write_out(text, out)
    left_out = _left_out(document, target, output_name)
    for problem in left_out:
        echo_problem(problem.with_position(Position(path)), err=True)
    if left_out:
        sys.exit(PROBLEMS_FOUND)


def _left_out(document: object, target: str, output_name: str | None) -> list[Problem]:
    """Return which results of an output have no file, and are not in its group."""
    if target != "csg" or output_name is None:
        return []
    job = to_job(document) if isinstance(document, LegacyJob) else document
    return without_files(job, output_name) if isinstance(job, Job) else []


def _converted(document: object, target: str, output_name: str | None) -> Any:
    if target in ("json", "yaml", "toml"):
        return document
    make = _CONVERSIONS.get((type(document), target))
    if make is None:
        kind = title_of(document)
        raise CouldNotRun(f"a {kind} cannot be converted to {target}")
    return make(document, output_name)


def _group(job: Job, output_name: str | None) -> Any:
    if output_name is None:
        names = ", ".join(job.spec.outputs) or "none"
        raise CouldNotRun(
            f"say with --output-name which output: {job.uid or 'the job'} has {names}"
        )
    named(job.spec.outputs, output_name, f"output of {job.uid or 'the job'}")
    return group_with_files(job, output_name)


_CONVERSIONS: Mapping[tuple[type, str], Callable[[Any, str | None], Any]] = {
    (LegacyJob, "job"): lambda job, _: to_job(job),
    (LegacyJob, "definition"): lambda job, _: definition_of(to_job(job)),
    (LegacyJob, "csg"): lambda job, name: _group(to_job(job), name),
    (Job, "job"): lambda job, _: job,
    (Job, "definition"): lambda job, _: definition_of(job),
    (Job, "csg"): _group,
    (JobSpec, "definition"): lambda spec, _: definition_of(spec),
    (JobSpec, "csg"): lambda spec, name: _group(Job(spec=spec), name),
    (Workflow, "definitions"): lambda workflow, _: pipeline_of(workflow),
    (LegacyJob, "definitions"): lambda job, _: built_in_job_of(to_job(job)),
    (Job, "definitions"): lambda job, _: built_in_job_of(job),
    (JobDefinition, "definition"): lambda definition, _: definition,
    (ResultsGroup, "csg"): lambda group, _: group,
}
