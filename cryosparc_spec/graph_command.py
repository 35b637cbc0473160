"""The command ``graph``: jobs and workflows as pictures."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from cryosparc_spec.errors import SpecError
from cryosparc_spec.files import load, write_text
from cryosparc_spec.graphs import GraphvizError, dot, mermaid, svg

_DRAWN: Mapping[str, Callable[[Any], str]] = {
    "mermaid": mermaid,
    "dot": dot,
    "svg": lambda document: svg(document).decode(),
}
_FORMATS_BY_SUFFIX: Mapping[str, str] = {".svg": "svg", ".dot": "dot", ".gv": "dot"}


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False), metavar="FILE")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(list(_DRAWN)),
    help="How to draw; by default as the suffix of -o says, and mermaid otherwise.",
)
@click.option(
    "-o", "output", type=click.Path(dir_okay=False), metavar="OUT", help="File to write it to."
)
def graph(path: str, output_format: str | None, output: str | None) -> None:
    """Draw a job or a workflow: its inputs and outputs with their slots, or what feeds what.

    Mermaid is text that GitHub and notebooks draw; svg needs the program dot of Graphviz. Exit
    code 1: the file has problems. 2: could not run.
    """
    suffix = Path(output or "").suffix.lower()
    draw = _DRAWN[output_format or _FORMATS_BY_SUFFIX.get(suffix, "mermaid")]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `check` tells of what is doubtful.
            drawn = draw(load(path))
    except SpecError as error:
        raise click.ClickException(str(error)) from None
    except GraphvizError as error:
        raise _CouldNotRun(str(error)) from None
    except OSError as error:
        raise _CouldNotRun(f"{path}: cannot be read: {error.strerror}") from None
    if output is None:
        click.echo(drawn, nl=False)
        return
    try:
        write_text(output, drawn)
    except OSError as error:
        raise _CouldNotRun(f"{output}: cannot be written: {error.strerror}") from None


class _CouldNotRun(click.ClickException):
    exit_code = 2
