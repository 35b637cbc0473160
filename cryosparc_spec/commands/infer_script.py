"""Definitions that scripts and notebooks declare, for the command ``infer``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.commands.terminal import (
    PROBLEMS_FOUND,
    CouldNotRun,
    cannot_be_read,
    echo_problem,
    problems_shown,
    write_out,
)
from cryosparc_spec.converters.plain_data import unstructure
from cryosparc_spec.documents.job_definition import JobDefinition
from cryosparc_spec.files.load_and_dump import text_for
from cryosparc_spec.problems.problem import ProblemKind
from cryosparc_spec.problems.value_text import printable
from cryosparc_spec.scripts.declared_jobs import DeclaredJob
from cryosparc_spec.scripts.script import read_script


def write_definitions(paths: Sequence[str], out: str | None, slot_types: SlotTypes | None) -> None:
    """Write the definition of each external job that scripts declare; several get numbers.

    What could not be known is told on standard error. Exits with 1 where no job is declared, or
    nothing of those that are is known.
    """
    jobs = [job for path in paths for job in _jobs_in(path, slot_types)]
    if not jobs:
        click.echo(printable(f"{', '.join(paths)}: no external job is declared"), err=True)
        sys.exit(PROBLEMS_FOUND)
    for job in jobs:
        for note in job.unknown:
            echo_problem(note, err=True)
    jobs = [job for job in jobs if _is_known(job)]
    if not jobs:
        click.echo(printable(f"{', '.join(paths)}: no input or output is known"), err=True)
        sys.exit(PROBLEMS_FOUND)
    for number, job in enumerate(jobs, 1):
        text = text_for(_as_written(job.definition), out or "x.yaml")
        if out is None and len(jobs) > 1:
            text = f"{_separator(job, is_first=number == 1)}{text}"
        write_out(text, None if out is None else _numbered(out, number, len(jobs)))


def _is_known(job: DeclaredJob) -> bool:
    """Whether an input or output of a job is known, without which a definition is none."""
    return bool(job.definition.inputs or job.definition.outputs)


def _jobs_in(path: str, slot_types: SlotTypes | None) -> tuple[DeclaredJob, ...]:
    try:
        with problems_shown(path):
            script = read_script(path, slot_types=slot_types)
    except OSError as error:
        raise CouldNotRun(cannot_be_read(path, error)) from None
    for problem in script.problems:
        if problem.kind is ProblemKind.SYNTAX:
            echo_problem(problem, err=True)
    return script.jobs


def _separator(job: DeclaredJob, *, is_first: bool) -> str:
    """Return what stands before a document of YAML: what separates it, and where its job is."""
    place = printable(f"# {job.position}")
    return f"{place}\n" if is_first else f"---\n{place}\n"


def _as_written(definition: JobDefinition) -> Mapping[str, Any]:
    """Return a definition as people write it: slots short where they can be, nothing empty."""
    raw: dict[str, Any] = unstructure(definition)
    for side in ("inputs", "outputs"):
        for name, spec in raw.get(side, {}).items():
            slots = getattr(definition, side)[name].slots
            spec["slots"] = [slot.shorthand or slot.to_dict() for slot in slots]
            if not spec["title"]:
                del spec["title"]
    return raw


def _numbered(out: str, number: int, count: int) -> str:
    """Return the name of a file to write, with a number where there are several.

    >>> _numbered("picker.yaml", 2, 3)
    'picker_2.yaml'
    """
    path = Path(out)
    return out if count == 1 else str(path.with_name(f"{path.stem}_{number}{path.suffix}"))
