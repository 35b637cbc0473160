"""What ``check`` does with ``--fix`` and ``--diff``, before it looks at what is left."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from cryosparc_spec.commands.terminal import COULD_NOT_RUN, PROBLEMS_FOUND, echo_diff
from cryosparc_spec.files.suffixes import PYTHON_SUFFIXES, SUFFIXES, is_code
from cryosparc_spec.problems.errors import FileError
from cryosparc_spec.problems.value_text import counted, printable

if TYPE_CHECKING:
    from cryosparc_spec.commands.looking import Looking

_MENDED = (*SUFFIXES, *PYTHON_SUFFIXES)
"""Suffixes of the files that can be mended; notebooks and tables cannot."""


def fix_first(
    looking: Looking,
    paths: Iterable[str],
    *,
    diff: bool,
    unsafe: bool,
    tells_apart: bool,
) -> bool:
    """Mend files before they are looked at, and return whether that failed.

    With ``diff``, what would be changed is printed instead, and the program ends.
    """
    if "-" in paths:
        raise click.UsageError("what is on standard input cannot be fixed: give the file")
    fixing = _Fixing(looking=looking, unsafe=unsafe, dry_run=diff, tells_apart=tells_apart)
    fixing.fix(paths)
    if diff:
        found = PROBLEMS_FOUND if fixing.number else 0
        sys.exit(COULD_NOT_RUN if fixing.failed else found)
    return fixing.failed


@attrs.define(eq=False, repr=False, kw_only=True)
class _Fixing:
    """Mends documents, or shows what would be changed in them, and counts what it did."""

    looking: Looking
    """What is looked at, and with what in mind."""
    unsafe: bool
    """Whether what is only a guess is done as well."""
    dry_run: bool
    """Whether nothing is written, and the changes are shown."""
    tells_apart: bool
    """Whether what was done is told on standard error, as a program reads the output."""
    failed: bool = False
    """Whether a file could not be written."""
    number: int = 0
    """How many problems were mended."""

    def fix(self, paths: Iterable[str]) -> None:
        """Mend the documents that are named, and those in folders that are."""
        for path in self.looking.named(paths):
            for file in self._files_in(path) if Path(path).is_dir() else (path,):
                if Path(file).suffix.lower() in _MENDED:
                    self._fix_file(file)
        if self.dry_run:
            click.echo(f"{counted(self.number, 'problem')} would be fixed", err=True)

    def _files_in(self, folder: str) -> Iterator[str]:
        from cryosparc_spec.files.walking import Walk

        leaves_out = self.looking.selection.leaves_out
        walk = Walk(suffixes=_MENDED, recursive=self.looking.recursive, leaves_out=leaves_out)
        yield from map(str, walk.files_below(folder))

    def _fix_file(self, file: str) -> None:
        if is_code(file):
            from cryosparc_spec.scripts.fixing import fix_script as fix
        else:
            from cryosparc_spec.files.fixing import fix_file as fix
        slot_types, job_types = self.looking.catalogues_for(file)
        try:
            done = fix(
                file,
                unsafe=self.unsafe,
                wanted=self.looking.selection.told_of(Path(file)),
                dry_run=self.dry_run,
                slot_types=slot_types,
                job_types=job_types,
            )
        except FileError:
            return  # What is wrong with it is told when it is checked.
        except OSError as error:
            reason = error.strerror or error
            click.echo(printable(f"{file}: cannot be fixed: {reason}"), err=True)
            self.failed = True
            return
        self.number += len(done.fixed)
        if self.dry_run:
            echo_diff(done.diff(file))
        elif done.fixed:
            number = counted(len(done.fixed), "problem")
            click.echo(printable(f"{file}: {number} fixed"), err=self.tells_apart)
