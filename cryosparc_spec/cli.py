"""The command line: ``cryosparc-spec``."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import warnings
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from cryosparc_spec import __version__
from cryosparc_spec.catalogue import SlotType, known_slot_types
from cryosparc_spec.converters import unstructure
from cryosparc_spec.datatypes import Datatype
from cryosparc_spec.errors import Problem, Severity, SpecError, show_value
from cryosparc_spec.files import SUFFIXES, check_file, load
from cryosparc_spec.trees import table_lines, tree_of

_PROBLEMS_FOUND = 1
_COULD_NOT_RUN = 2
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_BY_SEVERITY = list(Severity)
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")

_files = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True), metavar="FILE..."
)
_format = click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context) -> None:
    """Check, show and explain CryoSPARC job definitions and slots."""
    if os.environ.get("NO_COLOR"):
        context.color = False
    elif os.environ.get("FORCE_COLOR"):
        context.color = True
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@main.command()
@_files
@_format
@click.option("-r", "--recursive", is_flag=True, help="Look in folders within folders as well.")
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    default=Severity.WARNING.value,
    show_default=True,
    help="The least severe problem that makes the exit code 1.",
)
def check(paths: tuple[str, ...], output_format: str, recursive: bool, fail_on: str) -> None:
    """Check job definitions: files, or folders for the definitions right in them.

    Exit code 0: clean. 1: problems. 2: could not run.
    """
    files = [file for path in paths for file in _files_in(path, recursive=recursive)]
    problems: list[Problem] = []
    unreadable = 0
    for file in files:
        try:
            problems += check_file(file)
        except OSError as error:
            unreadable += 1
            click.echo(_printable(_cannot_be_read(file, error)), err=True)
    if output_format == "json":
        click.echo(json.dumps([_as_json(problem) for problem in problems], indent=2))
    else:
        for problem in problems:
            _echo_problem(problem)
        click.echo(_summary(len(files) - unreadable, problems))
    if unreadable:
        sys.exit(_COULD_NOT_RUN)
    failing = _BY_SEVERITY[: _BY_SEVERITY.index(Severity(fail_on)) + 1]
    if any(problem.severity in failing for problem in problems):
        sys.exit(_PROBLEMS_FOUND)


def _files_in(path: str, *, recursive: bool) -> Iterator[str]:
    folder = Path(path)
    if not folder.is_dir():
        yield path
        return
    try:
        files = folder.rglob("*") if recursive else folder.iterdir()
        found = sorted(
            str(file) for file in files if file.suffix.lower() in SUFFIXES and file.is_file()
        )
    except OSError as error:
        raise _CouldNotRun(_cannot_be_read(path, error)) from None
    if not found:
        raise _CouldNotRun(f"{path}: the folder has no {', '.join(SUFFIXES)} file in it")
    yield from found


class _CouldNotRun(click.ClickException):
    exit_code = _COULD_NOT_RUN

    def __init__(self, message: str) -> None:
        super().__init__(_printable(message))


def _cannot_be_read(path: str, error: OSError) -> str:
    return f"{path}: cannot be read: {error.strerror}"


def _as_json(problem: Problem) -> dict[str, Any]:
    position = problem.position
    return {
        "file": position.file if position else None,
        "line": position.line if position else None,
        "column": position.column if position else None,
        "path": problem.place,
        "severity": problem.severity.value,
        "kind": problem.kind.value,
        "message": problem.message,
        "fix": problem.hint,
    }


def _echo_problem(problem: Problem) -> None:
    position = click.style(_printable(str(problem.position)), bold=True)
    severity = click.style(problem.severity, fg=_COLOURS[problem.severity])
    click.echo(f"{position}: {severity}: {_printable(f'{problem.place}: {problem.message}')}")
    if problem.hint:
        click.echo(f"    {_printable(problem.hint)}")


def _printable(text: str) -> str:
    """Escape what could steer a terminal: files are not to be trusted."""
    return _STEERING.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def _summary(files: int, problems: Iterable[Problem]) -> str:
    counts = [
        (sum(problem.severity is severity for problem in problems), severity)
        for severity in Severity
    ]
    found = [_counted(number, severity) for number, severity in counts if number]
    return f"{_counted(files, 'file')} checked: {', '.join(found) or 'no problems'}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


@main.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False), metavar="FILE")
def show(path: str) -> None:
    """Show a job definition as a tree."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `check` tells of what is doubtful.
            definition = load(path)
    except SpecError as error:
        for problem in error.problems:
            _echo_problem(problem)
        sys.exit(_PROBLEMS_FOUND)
    except OSError as error:
        raise _CouldNotRun(_cannot_be_read(path, error)) from None
    for line in tree_of(definition, path).lines():
        click.echo(_printable(line))


@main.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--datatype", type=click.Choice([word.value for word in Datatype]), help="Only under this one."
)
@_format
def slots(names: tuple[str, ...], datatype: str | None, output_format: str) -> None:
    """Show what is known of slot types: those of the given slots, or all.

    A * stands by a column that a v4 server is known to require, a ? for a dtype not seen.
    """
    found = [
        slot_type
        for slot_type in _slot_types_named(names)
        if datatype is None or slot_type.datatype == datatype
    ]
    if not found:
        raise click.ClickException(f"no such slot type is known under {datatype}")
    if output_format == "json":
        click.echo(json.dumps([unstructure(slot_type) for slot_type in found], indent=2))
        return
    header = ["DATATYPE", "SLOT TYPE", "NAMES SEEN", "COLUMNS", "SOURCE"]
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in table_lines(header, map(_slot_type_row, found), width=width):
        click.echo(line)


def _slot_types_named(names: tuple[str, ...]) -> Iterable[SlotType]:
    known = known_slot_types()
    if not names:
        return known.values()
    found: dict[SlotType, None] = {}
    for name in names:
        types = [t for t in known.values() if t in known.with_name(name) or t.slot_type == name]
        if not types:
            nearest = known.nearest_name(name)
            meant = f"; is {show_value(nearest)} meant?" if nearest else ""
            raise click.ClickException(
                f"no slot or slot type is known as {show_value(name)}{meant}"
            )
        found.update(dict.fromkeys(types))
    return found


def _slot_type_row(slot_type: SlotType) -> list[str]:
    columns = (
        f"{column.name}{'*' if column.required else ''} {column.dtype or '?'}"
        for column in slot_type.columns
    )
    names = ", ".join([*slot_type.names, *slot_type.series])
    sources = "; ".join(slot_type.sources)
    return [slot_type.datatype.value, slot_type.slot_type, names, ", ".join(columns), sources]
