"""What all commands share: exit codes, and how problems are printed."""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import attrs
import click

from cryosparc_spec.errors import Position, Problem, Severity, SpecError
from cryosparc_spec.files import load, write_text

PROBLEMS_FOUND = 1
"""Exit code of a command that ran and found something."""

COULD_NOT_RUN = 2
"""Exit code of a command that could not do what it was asked."""

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


output_format_option = click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print.",
)


class CouldNotRun(click.ClickException):
    """A command cannot do what it was asked."""

    exit_code = COULD_NOT_RUN

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


def cannot_be_read(path: str, error: OSError) -> str:
    """Return the message for a file that cannot be opened."""
    return f"{path}: cannot be read: {error.strerror}"


def printable(text: str) -> str:
    """Escape what could steer a terminal: files are not to be trusted."""
    return _STEERING.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def echo_problem(problem: Problem, *, err: bool = False) -> None:
    """Print a problem: its place, what is wrong, and below it what to write."""
    position = click.style(printable(str(problem.position)), bold=True)
    severity = click.style(problem.severity, fg=_COLOURS[problem.severity])
    text = printable(f"{problem.place}: {problem.message}")
    click.echo(f"{position}: {severity}: {text}", err=err)
    if problem.hint:
        click.echo(f"    {printable(problem.hint)}", err=err)


@contextmanager
def problems_shown(path: str) -> Generator[None]:
    """Print the problems with a file that a :class:`SpecError` of the block holds, and exit."""
    try:
        yield
    except SpecError as error:
        for note in getattr(error, "__notes__", ()):
            click.echo(printable(note), err=True)
        for problem in error.problems:
            position = problem.position or Position(path)
            echo_problem(attrs.evolve(problem, position=position), err=True)
        sys.exit(PROBLEMS_FOUND)


def loaded(path: str) -> Any:
    """Read a document, or print what is wrong with it and exit."""
    try:
        with problems_shown(path), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `check` tells of what is doubtful.
            return load(path)
    except OSError as error:
        raise CouldNotRun(cannot_be_read(path, error)) from None


def write_out(text: str, out: str | None) -> None:
    """Write a text to a file, or print it where there is none."""
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        write_text(out, text)
    except OSError as error:
        raise CouldNotRun(f"{out}: cannot be written: {error.strerror}") from None
