"""The command ``check``: what is wrong with documents, where, and what to write instead."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import click

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.checks.dataset import Fit
from cryosparc_spec.commands.references import output_in
from cryosparc_spec.commands.terminal import (
    COULD_NOT_RUN,
    PROBLEMS_FOUND,
    cannot_be_read,
    content_of_input,
    counted,
    echo_content,
    echo_problem,
    output_format_option,
    printable,
    slot_types_option,
    suffix_refused,
)
from cryosparc_spec.documents.job_definition import OutputSpec
from cryosparc_spec.files.checks import Examined, examine, examine_text
from cryosparc_spec.files.load_and_dump import DATASET_SUFFIX, SUFFIXES
from cryosparc_spec.problems.problem import Problem, Severity

_CHECKED = (*SUFFIXES, DATASET_SUFFIX)
_BY_SEVERITY = list(Severity)


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(allow_dash=True), metavar="FILE..."
)
@output_format_option
@click.option(
    "--against",
    metavar="FILE:outputs.NAME",
    help="Output, of a definition or a job, that the .cs files are to hold.",
)
@slot_types_option
@click.option(
    "--stdin-name",
    metavar="NAME",
    default="<stdin>",
    show_default=True,
    help="Name of what is read for the file -; its suffix tells the format.",
)
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
    stdin_name: str,
    against: str | None,
    slot_types: SlotTypes | None,
) -> None:
    """Tell what is wrong with documents and tables, and the fix.

    A FILE may be a folder, for the documents right in it, or - for standard input. Job definitions,
    jobs of CryoSPARC 4 and 5, job registers, workflows, blueprints, results groups and catalogues
    of slot types are told apart by their keys. The tables that a results group names are looked at;
    of datasets (.cs) only the header is read. In a folder, hidden files are passed over, and files
    that are recognisably something else are skipped. Exit code 0: clean. 1: problems. 2: could not
    run, or not look at all of it.
    """
    output = None if against is None else output_in(against, slot_types)
    run = _Run(slot_types, output, recursive)
    for path in paths:
        if path == "-":
            run.check_input(stdin_name)
        elif Path(path).is_dir():
            run.check_folder(path)
        else:
            run.check_file(path)
    problems = [problem for _, examined in run.found for problem in examined.problems]
    if output_format == "json":
        entries = [_as_json(p, examined) for _, examined in run.found for p in examined.problems]
        echo_content(json.dumps(entries, indent=2) + "\n")
    elif run.found or run.skipped:
        for file, examined in run.found:
            _echo_examined(file, examined)
        click.echo(_summary(len(run.found), problems, run.skipped))
    if run.failed:
        sys.exit(COULD_NOT_RUN)
    failing = _BY_SEVERITY[: _BY_SEVERITY.index(Severity(fail_on)) + 1]
    if any(problem.severity in failing for problem in problems):
        sys.exit(PROBLEMS_FOUND)


@attrs.define
class _Run:
    """What is looked at, and what was found."""

    slot_types: SlotTypes | None
    output: OutputSpec | None
    recursive: bool
    found: list[tuple[str, Examined]] = attrs.field(factory=lambda: [])
    skipped: int = 0
    """Files that are recognisably no documents of CryoSPARC."""
    failed: bool = False
    """Whether something could not be looked at."""

    def tell(self, message: str) -> None:
        """Tell what could not be looked at; the rest is looked at all the same."""
        click.echo(printable(message), err=True)
        self.failed = True

    def check_input(self, name: str) -> None:
        try:
            content = content_of_input()
        except OSError as error:
            self.tell(cannot_be_read(name, error))
            return
        suffix = Path(name).suffix.lower()
        if suffix not in SUFFIXES:
            suffix = ".json" if content.lstrip()[:1] in (b"{", b"[") else ".yaml"
        examined = examine_text(content, name, suffix=suffix, slot_types=self.slot_types)
        self.found.append((name, examined))

    def check_file(self, path: str, *, in_folder: bool = False) -> None:
        try:
            Path(path).stat()
            refused = suffix_refused(path, _CHECKED)
            if refused:
                self.tell(refused)
                return
            examined = examine(
                path, slot_types=self.slot_types, output=self.output, skip_foreign=in_folder
            )
        except OSError as error:
            self.tell(cannot_be_read(path, error))
            return
        if examined.is_foreign:
            self.skipped += 1
        else:
            self.found.append((path, examined))

    def check_folder(self, path: str) -> None:
        before = len(self.found), self.skipped, self.failed
        for file in self.files_in(Path(path)):
            self.check_file(str(file), in_folder=True)
        if before == (len(self.found), self.skipped, self.failed):
            self.tell(f"{path}: the folder has no {', '.join(_CHECKED)} file in it")

    def files_in(self, folder: Path) -> Iterator[Path]:
        """Give the files of a folder that are no hidden ones; a link to nothing is one of them."""
        try:
            entries = sorted(folder.iterdir())
        except OSError as error:
            self.tell(cannot_be_read(str(folder), error))
            return
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                if self.recursive and not entry.is_symlink():
                    yield from self.files_in(entry)
            elif entry.suffix.lower() in _CHECKED and (entry.is_file() or not entry.exists()):
                yield entry


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


def _summary(files: int, problems: Iterable[Problem], skipped: int) -> str:
    counts = [
        (sum(problem.severity is severity for problem in problems), severity)
        for severity in Severity
    ]
    found = [counted(number, severity) for number, severity in counts if number]
    summary = f"{counted(files, 'file')} checked: {', '.join(found) or 'no problems'}"
    if skipped:
        summary += f"; {counted(skipped, 'file')} skipped: no document of CryoSPARC"
    return summary
