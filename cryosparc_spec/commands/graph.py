"""The command ``graph``: jobs and workflows as pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.commands.terminal import (
    CouldNotRun,
    loaded,
    out_option,
    problems_shown,
    slot_types_option,
    write_out,
)
from cryosparc_spec.views.graphs import GraphvizError, dot, mermaid, svg

_DRAWN: Mapping[str, Callable[[Any], str]] = {
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


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False), metavar="FILE")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(list(_DRAWN)),
    help="How to draw; by default as the suffix of -o says, and mermaid without -o.",
)
@out_option()
@slot_types_option
def graph(
    path: str, output_format: str | None, out: str | None, slot_types: SlotTypes | None
) -> None:
    """Draw a job, a definition or a workflow.

    Of a job, its inputs and outputs with their slots are drawn; of a workflow, what feeds what.
    Mermaid is text that GitHub and notebooks draw; svg needs the program dot of Graphviz. Exit code
    1: the file has problems. 2: could not run.
    """
    draw = _DRAWN[output_format or _format_of(out)]
    document = loaded(path, slot_types=slot_types)
    try:
        with problems_shown(path):
            drawn = draw(document)
    except GraphvizError as error:
        raise CouldNotRun(str(error)) from None
    write_out(drawn, out)


def _format_of(out: str | None) -> str:
    """Return how to draw, as the suffix of a file says; no picture is written in another format."""
    word = "mermaid" if out is None else _FORMATS_BY_SUFFIX.get(Path(out).suffix.lower())
    if word is None:
        suffixes = ", ".join(_FORMATS_BY_SUFFIX)
        raise CouldNotRun(f"{out}: expected a name that ends in {suffixes}; or give --format")
    return word
