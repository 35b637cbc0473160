"""What the command ``check`` does with ``--fix`` and ``--diff``, before it looks at what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from cryosparc_spec.commands.terminal import counted, printable, why_unread
from cryosparc_spec.files.fixing import fix_file
from cryosparc_spec.files.suffixes import SUFFIXES
from cryosparc_spec.problems.errors import FileError

if TYPE_CHECKING:
    from cryosparc_spec.catalogue.job_types import JobTypes
    from cryosparc_spec.catalogue.slot_types import SlotTypes


@attrs.define(eq=False, repr=False, kw_only=True)
class Fixing:
    """Mends files, or shows what would be changed in them, and counts what it did."""

    slot_types: SlotTypes | None
    """What is known of slot types besides."""
    job_types: JobTypes | None
    """What is known of job types besides."""
    recursive: bool
    """Whether folders within folders are gone through."""
    unsafe: bool
    """Whether what is only a guess is done as well."""
    dry_run: bool
    """Whether nothing is written, and the changes are shown."""
    to_stderr: bool
    """Whether what was done is told on standard error, as a program reads the output."""
    failed: bool = False
    """Whether a file could not be written."""
    fixed: int = 0
    """How many problems were mended."""

    def fix(self, paths: Iterable[str]) -> None:
        """Mend the documents that are named, and those in folders that are."""
        for path in paths:
            for file in self._files_in(path) if Path(path).is_dir() else (path,):
                if Path(file).suffix.lower() in SUFFIXES:
                    self._fix_file(file)

    def _files_in(self, folder: str) -> Iterator[str]:
        from cryosparc_spec.files.walking import Walk

        walk = Walk(suffixes=SUFFIXES, recursive=self.recursive)
        yield from map(str, walk.files_below(folder))

    def _fix_file(self, file: str) -> None:
        try:
            done = fix_file(
                file,
                unsafe=self.unsafe,
                dry_run=self.dry_run,
                slot_types=self.slot_types,
                job_types=self.job_types,
            )
        except FileError:
            return  # What is wrong with it is told when it is checked.
        except OSError as error:
            click.echo(printable(f"{file}: cannot be fixed: {why_unread(error)}"), err=True)
            self.failed = True
            return
        self.fixed += len(done.fixed)
        if self.dry_run:
            for line in done.diff(file).split("\n")[:-1]:
                click.echo(printable(line.rstrip("\r")))
        elif done.fixed:
            number = counted(len(done.fixed), "problem")
            click.echo(printable(f"{file}: {number} fixed"), err=self.to_stderr)
