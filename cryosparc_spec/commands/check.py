"""The command ``check``: what is wrong with documents, where, and what to write instead."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cryosparc_spec.commands.check_formats.output import FORMATS, Output, Wishes
from cryosparc_spec.commands.looking import Looking
from cryosparc_spec.commands.options import (
    color_option,
    examples,
    fixing_options,
    selecting_options,
)
from cryosparc_spec.commands.progress import progress_of
from cryosparc_spec.commands.selection import Selection
from cryosparc_spec.commands.terminal import (
    COULD_NOT_RUN,
    PROBLEMS_FOUND,
    is_read,
    job_types_option,
    out_option,
    problems_shown,
    slot_types_option,
    write_out,
)
from cryosparc_spec.problems.problem import ProblemKind, Severity

if TYPE_CHECKING:
    from cryosparc_spec.catalogue.job_types import JobTypes
    from cryosparc_spec.catalogue.slot_types import SlotTypes


@click.command(
    epilog=examples(
        "check picker.yaml picked.cs",
        "check P3 --exclude exports --fail-on error",
        "check . --format sarif --output findings.sarif",
        "check - --stdin-name picker.yaml < picker.yaml",
    )
)
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(allow_dash=True), metavar="FILE..."
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice([*FORMATS]),
    default="text",
    show_default=True,
    help="How to write the findings.",
)
@out_option("File to write the findings to.")
@click.option(
    "--against",
    metavar="FILE:outputs.NAME",
    type=click.Path(),
    help="Output, of a definition or a job, that the .cs files are to hold.",
)
@selecting_options
@slot_types_option
@job_types_option
@click.option(
    "--stdin-name",
    metavar="NAME",
    default="<stdin>",
    show_default=True,
    help="Name of what is read for the file -; its suffix tells the format.",
)
@click.option(
    "-r",
    "--recursive/--no-recursive",
    default=True,
    show_default=True,
    help="Whether to go into folders within folders.",
)
@click.option(
    "-v",
    "--verbose",
    "is_verbose",
    is_flag=True,
    help="Tell of each file in a folder, and how its slots fit.",
)
@click.option(
    "-q", "--quiet", "is_quiet", is_flag=True, help="Tell nothing but problems: no summary."
)
@click.option("--statistics", is_flag=True, help="Count the problems of each kind.")
@click.option(
    "-j",
    "--processes",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Look at the files of large folders in N processes.",
)
@click.option(
    "--max-problems",
    "most_problems",
    type=click.IntRange(min=0),
    default=1000,
    show_default=True,
    metavar="N",
    help="How many problems are printed; all are counted.",
)
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    help="The least severe problem that makes the exit code 1; by default a warning.",
)
@fixing_options
@color_option
def check(
    paths: tuple[str, ...],
    output_format: str,
    out: str | None,
    recursive: bool,
    is_verbose: bool,
    is_quiet: bool,
    statistics: bool,
    most_problems: int,
    processes: int,
    fail_on: str | None,
    select: tuple[ProblemKind, ...],
    ignore: tuple[ProblemKind, ...],
    exclude: tuple[str, ...],
    force_exclude: bool,
    fix: bool,
    diff: bool,
    unsafe_fixes: bool,
    stdin_name: str,
    against: str | None,
    slot_types: SlotTypes | None,
    job_types: JobTypes | None,
) -> None:
    """Tell what is wrong with documents, tables and scripts.

    A FILE may be a folder, for all documents and tables below it, such as that of a project, or -
    for standard input. Job definitions, jobs of CryoSPARC 4 and 5, job registers, workflows,
    blueprints, results groups and catalogues of slot types are told apart by their keys. The tables
    that a results group names are looked at; of datasets (.cs) only the header is read. Of Python
    files and notebooks, what they declare to the client cryosparc-tools is checked, without running
    them; "# cryosparc-spec: ignore" on a line silences it.

    With --fix, what is certain to mend a YAML, TOML, JSON, .csg or Python file is written into it,
    with comments and layout as they are; --diff prints it instead, with exit code 1 where there is
    any.

    In a folder, the documents of jobs are held to the tables they name, to each other, and to the
    jobs that feed them; each mistake is told once. Hidden files are passed over, files that are
    recognisably something else are skipped, and those with nothing wrong are not told. Exit code 0:
    clean. 1: problems. 2: could not run, or not look at all of it. With --output, what could not be
    looked at is still told on standard error.
    """
    output = None
    if against is not None:
        from cryosparc_spec.commands.references import output_in

        output = output_in(against, slot_types)
    wishes = Wishes(
        most_problems=most_problems,
        is_verbose=is_verbose,
        is_quiet=is_quiet,
        statistics=statistics,
        is_for_file=out is not None,
    )
    told = Output.of_format(output_format, wishes)
    selection = Selection(
        select=select,
        ignore=ignore,
        exclude=exclude,
        fail_on=Severity(fail_on) if fail_on else None,
    )
    looking = Looking(
        slot_types,
        job_types,
        output,
        recursive=recursive,
        processes=processes,
        selection=selection,
        force_exclude=force_exclude,
        told=told.not_looked_at,
    )
    is_text = output_format == "text" and out is None
    if unsafe_fixes and not (fix or diff):
        raise click.UsageError("--unsafe-fixes says what --fix and --diff do: give one of them")
    fixing_failed = False
    if fix or diff:
        from cryosparc_spec.commands.fixing import fix_first

        fixing_failed = fix_first(
            looking, paths, diff=diff, unsafe=unsafe_fixes, tells_apart=not is_text
        )
    reports = looking.at(paths, stdin_name)
    with (
        problems_shown(".", exit_code=COULD_NOT_RUN),
        progress_of(reports, lambda: looking.count(paths), is_wanted=is_text) as followed,
    ):
        for looked in followed:
            kept = selection.kept(looked)
            told.tell(looking.with_text_edits(kept) if told.has_edits else kept)
            if out is not None and not looked.report.is_foreign:
                is_read(looked.report.file)
    told.finish(of_folders=looking.folders > 0)
    if out is not None:
        write_out(told.text(), out)
    if looking.failed or fixing_failed:
        sys.exit(COULD_NOT_RUN)
    if selection.has_failure:
        sys.exit(PROBLEMS_FOUND)
