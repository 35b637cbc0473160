"""The command ``upgrade``: names of older versions replaced by those in use."""

from __future__ import annotations

import sys

import click

from cryosparc_spec.commands.options import color_option, examples
from cryosparc_spec.commands.terminal import (
    COULD_NOT_RUN,
    PROBLEMS_FOUND,
    CouldNotRun,
    cannot_be_read,
    echo_diff,
    echo_problem,
    write_out,
)
from cryosparc_spec.files.suffixes import is_code
from cryosparc_spec.files.upgrades import Upgrade, upgrade_file
from cryosparc_spec.problems.errors import FileError
from cryosparc_spec.problems.value_text import counted, printable
from cryosparc_spec.scripts.deprecated_slots import deprecated_slots_in
from cryosparc_spec.scripts.script import NO_CALLS, read_script


@click.command(
    epilog=examples(
        "upgrade old.yaml",
        "upgrade old.yaml --write",
    )
)
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE...",
)
@click.option("--write", is_flag=True, help="Change the files as printed.")
@color_option
def upgrade(paths: tuple[str, ...], write: bool) -> None:
    """Replace old names of keys, and point them out in code.

    They are replaced in definitions and results groups, and pointed out in Python files and
    notebooks. The change is printed as a diff; comments and layout stay. Python files and notebooks
    are never changed. Exit code 0: nothing is left to do. 1: something is. 2: could not run.
    """
    left, failed = False, False
    for path in paths:
        try:
            left |= _is_left(path, write=write)
        except CouldNotRun as error:  # The other files are looked at all the same.
            error.show()
            failed = True
    if left or failed:
        sys.exit(COULD_NOT_RUN if failed else PROBLEMS_FOUND)


def _upgrade_of(path: str) -> Upgrade:
    return Upgrade("", "", deprecated_slots_in(path)) if is_code(path) else upgrade_file(path)


def _looked_at(path: str) -> str:
    """Say what of a script was looked at, so that silence is not taken for more than it is."""
    calls = read_script(path).calls
    if not calls:
        return f"looked for slots with old keys; {NO_CALLS}: `check` has nothing to look at"
    return f"looked for slots with old keys; `check` looks at its {counted(len(calls), 'call')} too"


def _is_left(path: str, *, write: bool) -> bool:
    """Upgrade a file, and return whether something is left to do."""
    try:
        change = _upgrade_of(path)
    except FileError as error:
        for problem in error.problems:
            echo_problem(problem, err=True)
        return True
    except OSError as error:
        raise CouldNotRun(cannot_be_read(path, error)) from None
    echo_diff(change.diff(path))
    for problem in change.left:
        echo_problem(problem)
    if is_code(path):
        click.echo(printable(f"{path}: {_looked_at(path)}"))
    changed = change.before != change.after
    if changed and write:
        write_out(change.after, path, before=change.before)
    return bool(change.left) or (changed and not write)
