"""The command ``diff``: what changed between two definitions or jobs, in words."""

from __future__ import annotations

import sys

import click

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.commands.options import color_option, examples
from cryosparc_spec.commands.references import definition_in
from cryosparc_spec.commands.terminal import (
    PROBLEMS_FOUND,
    CouldNotRun,
    loaded,
    slot_types_option,
)
from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline
from cryosparc_spec.files.document_kinds import title_of
from cryosparc_spec.problems.value_text import printable
from cryosparc_spec.views.differences import Difference, differences, pipeline_differences
from cryosparc_spec.views.pipelines import as_pipeline

_document = click.Path(exists=True, dir_okay=False)


@click.command(
    epilog=examples(
        "diff picker.yaml curation.json",
    )
)
@click.argument("before", type=_document, metavar="A")
@click.argument("after", type=_document, metavar="B")
@slot_types_option
@color_option
def diff(before: str, after: str, slot_types: SlotTypes | None) -> None:
    """Tell what changed between two definitions, jobs or pipelines.

    Exit code 0: nothing did. 1: something did. 2: could not run.
    """
    found = _pipeline_differences(before, after, slot_types)
    if found is None:
        found = differences(definition_in(before, slot_types), definition_in(after, slot_types))
    for difference in found:
        click.echo(printable(str(difference)))
    if found:
        sys.exit(PROBLEMS_FOUND)


def _pipeline_differences(
    before: str, after: str, slot_types: SlotTypes | None
) -> tuple[Difference, ...] | None:
    """Return what changed from one pipeline to another; ``None`` where neither is one."""
    documents = [loaded(path, slot_types=slot_types) for path in (before, after)]
    if not any(isinstance(document, BuiltInJob | Pipeline) for document in documents):
        return None
    for path, document in zip((before, after), documents, strict=True):
        if not isinstance(document, BuiltInJob | Pipeline):
            raise CouldNotRun(
                f"{path} is a {title_of(document)}: expected a pipeline, as the other"
            )
    return pipeline_differences(*map(as_pipeline, documents))
