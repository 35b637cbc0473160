"""The command ``show``: a document, or the columns of a table, as a tree; a project as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cryosparc_spec.commands.options import color_option, examples
from cryosparc_spec.commands.terminal import (
    CouldNotRun,
    cannot_be_read,
    exit_if_unread,
    loaded,
    opened,
    problems_shown,
    slot_types_option,
)
from cryosparc_spec.files.suffixes import DATASET_SUFFIX, SUFFIXES
from cryosparc_spec.problems.value_text import printable

if TYPE_CHECKING:
    from cryosparc_spec.catalogue.slot_types import SlotTypes
    from cryosparc_spec.views.trees import Tree


@click.command(
    epilog=examples(
        "show picked.cs",
        "show P3",
    )
)
@click.argument("path", type=click.Path(exists=True), metavar="FILE")
@slot_types_option
@color_option
def show(path: str, slot_types: SlotTypes | None) -> None:
    """Show a document or a table as a tree, and the jobs of a project.

    Of a table (.cs) only the header is read. A FILE that is a folder is that of a project, or one
    of exported jobs: for each job, its type, title and status are shown, and its outputs with their
    numbers of items. Where the output is not a terminal, cells are separated by tabs. Exit code 1:
    the file, or one of the jobs, has problems. 2: could not run.
    """
    if Path(path).is_dir():
        _show_project(path)
        return
    tree = _tree(path, slot_types)
    for line in tree.lines():
        click.echo(printable(line))


def _show_project(path: str) -> None:
    from cryosparc_spec.commands.job_table import job_lines

    project = opened(path)
    for line in job_lines(project.jobs):
        click.echo(line)
    exit_if_unread(project)


def _tree(path: str, slot_types: SlotTypes | None) -> Tree:
    if Path(path).suffix.lower() == DATASET_SUFFIX:
        return _tree_of_table(path)
    from cryosparc_spec.views.trees import tree_of

    document = loaded(path, slot_types=slot_types, suffixes=(*SUFFIXES, DATASET_SUFFIX))
    with problems_shown(path):
        return tree_of(document, path)


def _tree_of_table(path: str) -> Tree:
    from cryosparc_spec.datasets.reading import read_header
    from cryosparc_spec.views.header_trees import header_tree

    try:
        with problems_shown(path):
            return header_tree(read_header(path, strict=False), path)
    except OSError as error:
        raise CouldNotRun(cannot_be_read(path, error)) from None
