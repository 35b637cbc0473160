"""The command ``diff``: what changed between two definitions or jobs, in words."""

from __future__ import annotations

import sys

import click

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.commands.references import definition_in
from cryosparc_spec.commands.terminal import PROBLEMS_FOUND, printable, slot_types_option
from cryosparc_spec.views.differences import differences

_document = click.Path(exists=True, dir_okay=False)


@click.command()
@click.argument("before", type=_document, metavar="A")
@click.argument("after", type=_document, metavar="B")
@slot_types_option
def diff(before: str, after: str, slot_types: SlotTypes | None) -> None:
    """Tell what changed from A to B, which are definitions or jobs.

    Exit code 0: nothing did. 1: something did. 2: could not run.
    """
    found = differences(definition_in(before, slot_types), definition_in(after, slot_types))
    for difference in found:
        click.echo(printable(str(difference)))
    if found:
        sys.exit(PROBLEMS_FOUND)
