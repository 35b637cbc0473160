"""The command ``diff``: what changed between two definitions or jobs, in words."""

from __future__ import annotations

import sys
from typing import Any

import click

from cryosparc_spec.commands.terminal import (
    PROBLEMS_FOUND,
    CouldNotRun,
    loaded,
    printable,
    problems_shown,
)
from cryosparc_spec.conversions import definition_of
from cryosparc_spec.differences import differences
from cryosparc_spec.documents.external import JobDefinition
from cryosparc_spec.documents.job import Job
from cryosparc_spec.documents.legacy import LegacyJob
from cryosparc_spec.legacy_conversion import to_job
from cryosparc_spec.recognition import title_of

_document = click.Path(exists=True, dir_okay=False)


@click.command()
@click.argument("before", type=_document, metavar="A")
@click.argument("after", type=_document, metavar="B")
def diff(before: str, after: str) -> None:
    """Tell what changed from A to B, which are definitions or jobs.

    Exit code 0: nothing did. 1: something did. 2: could not run.
    """
    found = differences(_definition_in(before), _definition_in(after))
    for difference in found:
        click.echo(printable(str(difference)))
    if found:
        sys.exit(PROBLEMS_FOUND)


def _definition_in(path: str) -> JobDefinition:
    document: Any = loaded(path)
    with problems_shown(path):
        match document:
            case JobDefinition():
                return document
            case Job():
                return definition_of(document)
            case LegacyJob():
                return definition_of(to_job(document))
            case _:
                title = title_of(document)
                raise CouldNotRun(f"{path} is a {title}: expected a definition or a job")
