"""The command ``show``: a document as a tree."""

from __future__ import annotations

import click

from cryosparc_spec.commands.terminal import loaded, printable, problems_shown
from cryosparc_spec.trees import tree_of


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False), metavar="FILE")
def show(path: str) -> None:
    """Show a document of any kind as a tree."""
    document = loaded(path)
    with problems_shown(path):
        tree = tree_of(document, path)
    for line in tree.lines():
        click.echo(printable(line))
