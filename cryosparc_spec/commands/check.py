"""The command ``check``: what is wrong with documents, where, and what to write instead."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from cryosparc_spec.catalogue import SlotTypes
from cryosparc_spec.commands.references import output_in
from cryosparc_spec.commands.terminal import (
    COULD_NOT_RUN,
    PROBLEMS_FOUND,
    CouldNotRun,
    cannot_be_read,
    counted,
    echo_problem,
    output_format_option,
    printable,
    slot_types_option,
)
from cryosparc_spec.dataset_checks import Fit
from cryosparc_spec.errors import Problem, Severity
from cryosparc_spec.files import DATASET_SUFFIX, SUFFIXES, Examined, examine

_CHECKED = (*SUFFIXES, DATASET_SUFFIX)
_BY_SEVERITY = list(Severity)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True), metavar="FILE...")
@output_format_option
@click.option(
    "--against",
    metavar="FILE:outputs.NAME",
    help="Output, of a definition or a job, that the .cs files are to hold.",
)
@slot_types_option
@click.option("-r", "--recursive", is_flag=True, help="Look in folders within folders as well.")
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    default=Severity.WARNING.value,
    show_default=True,
    help="The least severe problem that makes the exit code 1.",
)
def check(
    paths: tuple[str, ...],
    output_format: str,
    recursive: bool,
    fail_on: str,
    against: str | None,
    slot_types: SlotTypes | None,
) -> None:
    """Check documents: files, or folders for those right in them.

    Job definitions, jobs of CryoSPARC 4 and 5, job registers, workflows, blueprints, results groups
    and catalogues of slot types are told apart by their keys. The tables that a results group names
    are looked at; of datasets (.cs) only the header is read. Exit code 0: clean. 1: problems. 2:
    could not run.
    """
    output = None if against is None else output_in(against, slot_types)
    files = [file for path in paths for file in _files_in(path, recursive=recursive)]
    found: list[tuple[str, Examined]] = []
    for file in files:
        try:
            found.append((file, examine(file, slot_types=slot_types, output=output)))
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
    if examined.fits:
        click.echo(printable(f"{file}: {_fits_in_words(examined.fits)}"))


def _fits_in_words(fits: Mapping[str, Fit]) -> str:
    names = ((word, [name for name, fit in fits.items() if fit is word]) for word in Fit)
    return "; ".join(f"{word}: {', '.join(found)}" for word, found in names if found)


def _files_in(path: str, *, recursive: bool) -> Iterator[str]:
    folder = Path(path)
    if not folder.is_dir():
        yield path
        return
    try:
        files = folder.rglob("*") if recursive else folder.iterdir()
        found = sorted(
            str(file) for file in files if file.suffix.lower() in _CHECKED and file.is_file()
        )
    except OSError as error:
        raise CouldNotRun(cannot_be_read(path, error)) from None
    if not found:
        raise CouldNotRun(f"{path}: the folder has no {', '.join(_CHECKED)} file in it")
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
    found = [counted(number, severity) for number, severity in counts if number]
    return f"{counted(files, 'file')} checked: {', '.join(found) or 'no problems'}"
