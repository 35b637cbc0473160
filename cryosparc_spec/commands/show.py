"""The command ``show``: a document as a tree."""

from __future__ import annotations

import click

from cryosparc_spec.catalogue import SlotTypes
from cryosparc_spec.commands.terminal import loaded, printable, problems_shown, slot_types_option
from cryosparc_spec.trees import tree_of


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False), metavar="FILE")
@slot_types_option
def show(path: str, slot_types: SlotTypes | None) -> None:
    """Show a document of any kind as a tree."""
    document = loaded(path, slot_types=slot_types)
    with problems_shown(path):
        tree = tree_of(document, path)
    for line in tree.lines():
        click.echo(printable(line))
