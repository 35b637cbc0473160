"""The command ``learn``: a catalogue of slot types from a lab's own jobs and results groups."""

from __future__ import annotations

import click

from cryosparc_spec.commands.options import color_option, examples
from cryosparc_spec.commands.terminal import (
    CouldNotRun,
    cannot_be_read,
    echo_problem,
    is_read,
    out_option,
    problems_shown,
    require_suffix,
    write_out,
)
from cryosparc_spec.converters.plain_data import unstructure
from cryosparc_spec.files.load_and_dump import text_for
from cryosparc_spec.problems.value_text import counted
from cryosparc_spec.projects.learning import study

_SUFFIXES = (".json", ".yaml", ".yml", ".toml")


@click.command(
    epilog=examples(
        "learn P3 -o slot_types.json",
        "learn P3 --jobs -o job_types.json",
    )
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True), metavar="PATH...")
@out_option()
@click.option("--jobs", "job_types", is_flag=True, help="Learn job types instead.")
@color_option
def learn(paths: tuple[str, ...], out: str | None, job_types: bool) -> None:
    """Learn slot types, or job types, from the jobs of a lab.

    They are printed, or written to OUT, in the form that --slot-types takes. A PATH is a job of
    CryoSPARC 4 or 5 (JSON), a results group (.csg), or a folder with such files anywhere in it, as
    that of a project. Use what was learned with --slot-types OUT, or for all commands with the
    environment variable CRYOSPARC_SPEC_SLOT_TYPES. What could not be used is told on standard
    error.

    With --jobs, job types are learned instead, from jobs, workflows and job registers, in the form
    that --job-types and CRYOSPARC_SPEC_JOB_TYPES take: what was set and connected is what was seen,
    and what a register says is certain.

    Exit code 1: a given file has problems. 2: could not run.
    """
    require_suffix(out, _SUFFIXES)
    try:
        with problems_shown(paths[0]):
            learned = study(paths, job_types=job_types)
            types = learned.job_types if job_types else learned.slot_types
            text = text_for(unstructure(types), out or "types.json")
    except OSError as error:
        raise CouldNotRun(cannot_be_read(str(error.filename), error)) from None
    for problem in learned.skipped:
        echo_problem(problem, err=True)
    files = len(learned.files)
    if not files:
        others = "workflow and no register" if job_types else "results group"
        raise CouldNotRun(f"there is no job and no {others} to learn from")
    is_read(*learned.files)
    write_out(text, out)
    told = counted(len(types), "job type" if job_types else "slot type")
    click.echo(f"{told} learned from {counted(files, 'file')}", err=True)
