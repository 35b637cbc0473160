"""The command line: ``cryosparc-spec``."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from cryosparc_spec import __version__
from cryosparc_spec.catalogue import SlotType, known_slot_types
from cryosparc_spec.commands.convert import convert
from cryosparc_spec.commands.diff import diff
from cryosparc_spec.commands.graph import graph
from cryosparc_spec.commands.terminal import (
    COULD_NOT_RUN,
    PROBLEMS_FOUND,
    CouldNotRun,
    cannot_be_read,
    echo_problem,
    loaded,
    printable,
    problems_shown,
)
from cryosparc_spec.commands.upgrade import upgrade
from cryosparc_spec.converters import unstructure
from cryosparc_spec.datatypes import Datatype
from cryosparc_spec.errors import Problem, Severity, show_value
from cryosparc_spec.files import SUFFIXES, Examined, examine
from cryosparc_spec.trees import table_lines, tree_of

_BY_SEVERITY = list(Severity)

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
    """Check, show, convert and draw the documents of CryoSPARC, and explain slots."""
    if os.environ.get("NO_COLOR"):
        context.color = False
    elif os.environ.get("FORCE_COLOR"):
        context.color = True
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


for command in (convert, diff, graph, upgrade):
    main.add_command(command)


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
    """Check documents: files, or folders for those right in them.

    Job definitions, jobs of CryoSPARC 4 and 5, job registers, workflows, blueprints and results
    groups are told apart by their keys. Exit code 0: clean. 1: problems. 2: could not run.
    """
    files = [file for path in paths for file in _files_in(path, recursive=recursive)]
    found: list[tuple[str, Examined]] = []
    for file in files:
        try:
            found.append((file, examine(file)))
        except OSError as error:
            click.echo(printable(cannot_be_read(file, error)), err=True)
    problems = [problem for _, examined in found for problem in examined.problems]
    if output_format == "json":
        entries = [_as_json(p, examined) for _, examined in found for p in examined.problems]
        click.echo(json.dumps(entries, indent=2))
    else:
        for file, examined in found:
            _echo_examined(file, examined)
        click.echo(_summary(len(found), problems))
    if len(found) < len(files):
        sys.exit(COULD_NOT_RUN)
    failing = _BY_SEVERITY[: _BY_SEVERITY.index(Severity(fail_on)) + 1]
    if any(problem.severity in failing for problem in problems):
        sys.exit(PROBLEMS_FOUND)


def _echo_examined(file: str, examined: Examined) -> None:
    wrong = any(problem.severity is Severity.ERROR for problem in examined.problems)
    if wrong and examined.taken_for:
        click.echo(printable(f"{file}: {examined.taken_for}"))
    for problem in examined.problems:
        echo_problem(problem)


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
        raise CouldNotRun(cannot_be_read(path, error)) from None
    if not found:
        raise CouldNotRun(f"{path}: the folder has no {', '.join(SUFFIXES)} file in it")
    yield from found


def _as_json(problem: Problem, examined: Examined) -> dict[str, Any]:
    position = problem.position
    return {
        "document": examined.kind.name if examined.kind else None,
        "file": position.file if position else None,
        "line": position.line if position else None,
        "column": position.column if position else None,
        "path": problem.place,
        "severity": problem.severity.value,
        "kind": problem.kind.value,
        "message": problem.message,
        "fix": problem.hint,
    }


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
    """Show a document of any kind as a tree."""
    document = loaded(path)
    with problems_shown(path):
        tree = tree_of(document, path)
    for line in tree.lines():
        click.echo(printable(line))


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
