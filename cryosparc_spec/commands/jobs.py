"""The command ``jobs``: what is known of job types."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence

import click

from cryosparc_spec.catalogue.job_type_entries import KnownJobType
from cryosparc_spec.catalogue.job_types import JobTypeNotKnownError, JobTypes, known_job_types
from cryosparc_spec.commands.completion import complete_categories, complete_job_types
from cryosparc_spec.commands.options import color_option, examples
from cryosparc_spec.commands.terminal import (
    CouldNotRun,
    job_types_option,
    output_format_option,
)
from cryosparc_spec.converters.plain_data import unstructure
from cryosparc_spec.problems.value_text import printable
from cryosparc_spec.problems.words import unknown_word
from cryosparc_spec.views.job_types import job_type_tree
from cryosparc_spec.views.text_tables import NO_BREAK, table_lines
from cryosparc_spec.vocabulary.job_words import Category

_HEADER = ("CATEGORY", "JOB TYPE", "STABILITY", "IN", "OUT", "PARAMS", "TITLE")


@click.command(
    epilog=examples(
        "jobs homo_abinit",
        "jobs --category refinement",
    )
)
@click.argument("names", nargs=-1, metavar="[JOB_TYPE]...", shell_complete=complete_job_types)
@click.option(
    "--category",
    metavar="WORD",
    shell_complete=complete_categories,
    help="Only those of this section of the builder.",
)
@output_format_option
@job_types_option
@color_option
def jobs(
    names: tuple[str, ...], category: str | None, output_format: str, job_types: JobTypes | None
) -> None:
    """Show what is known of job types.

    All are listed by category, with how many inputs, outputs and parameters are known; of a given
    JOB_TYPE, such as homo_refine_new, these are shown, with what is not known of them. Where the
    output is not a terminal, cells are separated by tabs. What comes with this program is what
    public material shows; with --job-types, the register of your own CryoSPARC is certain. Exit
    code 2: could not run.
    """
    known = known_job_types() if job_types is None else job_types
    entries = [_named(name, known) for name in names] or _by_category(known.values())
    if category is not None:
        entries = [entry for entry in entries if entry.category == category]
    if not entries:
        words = dict.fromkeys(e.category for e in _by_category(known.values()) if e.category)
        raise CouldNotRun(str(unknown_word(category, words, what="a category of job types known")))
    if output_format == "json":
        click.echo(json.dumps([unstructure(entry) for entry in entries], indent=2))
        return
    for line in _trees(entries) if names else _lines(entries):
        click.echo(line)


def _named(name: str, known: JobTypes) -> KnownJobType:
    try:
        return known[name]
    except JobTypeNotKnownError as error:
        raise CouldNotRun(str(error)) from None


def _by_category(entries: Iterable[KnownJobType]) -> list[KnownJobType]:
    """Return job types by category, in the order of the builder; those of none come last."""
    order = {category.value: number for number, category in enumerate(Category)}
    return sorted(entries, key=lambda entry: order.get(entry.category, len(order)))


def _trees(entries: Iterable[KnownJobType]) -> Iterator[str]:
    for entry in entries:
        yield from map(printable, job_type_tree(entry).lines())


def _lines(entries: Iterable[KnownJobType]) -> Iterator[str]:
    rows = [[printable(cell) for cell in _row(entry)] for entry in entries]
    if not sys.stdout.isatty():
        yield from map("\t".join, [_HEADER, *rows])
        return
    whole = [[cell.replace(" ", NO_BREAK) for cell in row] for row in rows]
    yield from table_lines(_HEADER, whole, width=shutil.get_terminal_size().columns)


def _row(entry: KnownJobType) -> Sequence[str]:
    counts = map(len, (entry.inputs, entry.outputs, entry.params))
    return [entry.category, entry.type, entry.stability, *map(str, counts), entry.title]
