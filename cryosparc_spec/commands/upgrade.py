"""The command ``upgrade``: names of older versions replaced by those in use."""

from __future__ import annotations

import sys

import click

from cryosparc_spec.commands.terminal import (
    PROBLEMS_FOUND,
    CouldNotRun,
    cannot_be_read,
    echo_problem,
    printable,
    problems_shown,
)
from cryosparc_spec.files import write_text
from cryosparc_spec.upgrades import Upgrade, deprecated_slots_in, is_code, upgrade_file


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True), metavar="FILE...")
@click.option("--write", is_flag=True, help="Change the files; otherwise the change is printed.")
def upgrade(paths: tuple[str, ...], write: bool) -> None:
    """Replace deprecated names in definitions and results groups, and point them out in code.

    The change is printed as a diff; comments and layout stay. Python files and notebooks are never
    changed. Exit code 0: nothing is left to do. 1: something is. 2: could not run.
    """
    left = False
    for path in paths:
        try:
            with problems_shown():
                left |= _report_on_code(path) if is_code(path) else _upgrade(path, write=write)
        except OSError as error:
            raise CouldNotRun(cannot_be_read(path, error)) from None
    if left:
        sys.exit(PROBLEMS_FOUND)


def _report_on_code(path: str) -> bool:
    problems = deprecated_slots_in(path)
    for problem in problems:
        echo_problem(problem)
    return bool(problems)


def _upgrade(path: str, *, write: bool) -> bool:
    """Return whether something is left to do."""
    change: Upgrade = upgrade_file(path)
    for line in change.diff(path).split("\n")[:-1]:
        click.echo(printable(line.rstrip("\r")))
    for problem in change.left:
        echo_problem(problem)
    changed = change.before != change.after
    if changed and write:
        write_text(path, change.after)
    return bool(change.left) or (changed and not write)
