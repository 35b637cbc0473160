"""The command ``show``: a document, or the columns of a table, as a tree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.commands.terminal import (
    CouldNotRun,
    cannot_be_read,
    loaded,
    printable,
    problems_shown,
    slot_types_option,
)
from cryosparc_spec.datasets.reading import read_header
from cryosparc_spec.files.load_and_dump import DATASET_SUFFIX
from cryosparc_spec.views.trees import tree_of


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False), metavar="FILE")
@slot_types_option
def show(path: str, slot_types: SlotTypes | None) -> None:
    """Show a document, or the columns of a table, as a tree.

    Of a table (.cs) only the header is read.
    """
    shown = _shown(path, slot_types)
    with problems_shown(path):
        tree = tree_of(shown, path)
    for line in tree.lines():
        click.echo(printable(line))


def _shown(path: str, slot_types: SlotTypes | None) -> Any:
    if Path(path).suffix.lower() != DATASET_SUFFIX:
        return loaded(path, slot_types=slot_types)
    try:
        with problems_shown(path):
            return read_header(path, strict=False)
    except OSError as error:
        raise CouldNotRun(cannot_be_read(path, error)) from None
