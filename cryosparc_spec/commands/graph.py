"""The command ``graph``: jobs, workflows and projects as pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.commands.options import color_option, examples
from cryosparc_spec.commands.terminal import (
    COULD_NOT_RUN,
    CouldNotRun,
    exit_if_unread,
    loaded,
    opened,
    out_option,
    problems_shown,
    slot_types_option,
    write_out,
)
from cryosparc_spec.projects.graphs import project_graph
from cryosparc_spec.views.graphs import Drawable, GraphvizError, dot, mermaid, svg

_DRAWN: Mapping[str, Callable[[Drawable], str]] = {
    "mermaid": mermaid,
    "dot": dot,
    "svg": lambda document: svg(document).decode(),
}
_FORMATS_BY_SUFFIX: Mapping[str, str] = {
    ".svg": "svg",
    ".dot": "dot",
    ".gv": "dot",
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
}


@click.command(
    epilog=examples(
        "graph picker.yaml -o picker.mmd",
        "graph P3 --to-job J4",
    )
)
@click.argument("path", type=click.Path(exists=True), metavar="FILE")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(list(_DRAWN)),
    help="How to draw; by default as the suffix of -o says, and mermaid without -o.",
)
@out_option()
@click.option(
    "--from-job", "start", metavar="JOB", help="Of a project, only what comes of this job."
)
@click.option("--to-job", "end", metavar="JOB", help="Of a project, only what leads to this job.")
@slot_types_option
@color_option
def graph(
    path: str,
    output_format: str | None,
    out: str | None,
    start: str | None,
    end: str | None,
    slot_types: SlotTypes | None,
) -> None:
    """Draw a job, a definition, a workflow or a project.

    Of a job, its inputs and outputs with their slots are drawn; of a workflow, what feeds what, and
    so of a project, for which FILE is its folder. With --from-job and --to-job, what lies on the
    ways from one job to the other is drawn. Mermaid is text that GitHub and notebooks draw; svg
    needs the program dot of Graphviz. Exit code 1: the file, or one of the jobs, has problems. 2:
    could not run.
    """
    draw = _DRAWN[output_format or _format_of(out)]
    project = opened(path) if Path(path).is_dir() else None
    if project is not None:
        with problems_shown(path, exit_code=COULD_NOT_RUN):
            document: Drawable = project_graph(project, start=start, end=end)
    elif start is not None or end is not None:
        raise click.UsageError(
            "--from-job and --to-job take part of a project: give its folder as FILE"
        )
    else:
        document = loaded(path, slot_types=slot_types)
    try:
        with problems_shown(path):
            drawn = draw(document)
    except GraphvizError as error:
        raise CouldNotRun(str(error)) from None
    write_out(drawn, out)
    if project is not None:
        exit_if_unread(project)


def _format_of(out: str | None) -> str:
    """Return how to draw, as the suffix of a file says; no picture is written in another format."""
    word = "mermaid" if out is None else _FORMATS_BY_SUFFIX.get(Path(out).suffix.lower())
    if word is None:
        suffixes = ", ".join(_FORMATS_BY_SUFFIX)
        raise CouldNotRun(f"{out}: expected a name that ends in {suffixes}; or give --format")
    return word
