"""What the command ``check`` looks at: files, folders and standard input, in the order given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from cryosparc_spec.commands.terminal import (
    cannot_be_read,
    content_of_input,
    counted,
    suffix_refused,
)
from cryosparc_spec.files.suffixes import CHECKED, SUFFIXES, is_code
from cryosparc_spec.problems.value_text import printable
from cryosparc_spec.projects.reports import report_of

if TYPE_CHECKING:
    from cryosparc_spec.catalogue.job_types import JobTypes
    from cryosparc_spec.catalogue.slot_types import SlotTypes
    from cryosparc_spec.documents.job_definition import OutputSpec
    from cryosparc_spec.files.checks import Examined
    from cryosparc_spec.projects.reports import FileReport


@attrs.frozen(eq=False, repr=False)
class Looked:
    """A file that was looked at."""

    report: FileReport
    """What there is to say of it."""
    is_named: bool
    """Whether it was given itself, and not a folder that it is in."""


@attrs.define(eq=False, repr=False)
class Looking:
    """Goes through what was given, and tells on standard error what it could not look at."""

    slot_types: SlotTypes | None
    """What is known of slot types besides."""
    job_types: JobTypes | None
    """What is known of job types besides."""
    output: OutputSpec | None
    """Output that datasets are held to."""
    recursive: bool = attrs.field(kw_only=True)
    """Whether folders within folders are gone through."""
    processes: int = attrs.field(kw_only=True)
    """How many processes look at the files of a folder."""
    failed: bool = False
    """Whether something could not be looked at."""
    folders: int = 0
    """How many folders were given."""

    def at(self, paths: Iterable[str], stdin_name: str) -> Iterator[Looked]:
        """Look at what the paths name, one file after the other."""
        for path in paths:
            if path == "-":
                yield from self._input(stdin_name)
            elif Path(path).is_dir():
                self.folders += 1
                yield from self._folder(path)
            else:
                yield from self._file(path)

    def count(self, paths: Iterable[str]) -> int:
        """Return how many files the paths name."""
        from cryosparc_spec.files.walking import Walk

        walk = Walk(suffixes=CHECKED, recursive=self.recursive)
        return sum(
            sum(1 for _ in walk.files_below(path)) if Path(path).is_dir() else 1 for path in paths
        )

    def tell(self, message: str) -> None:
        """Tell what could not be looked at; the rest is looked at all the same."""
        click.echo(printable(message), err=True)
        self.failed = True

    def _input(self, name: str) -> Iterator[Looked]:
        try:
            content = content_of_input()
        except OSError as error:
            self.tell(cannot_be_read(name, error))
            return
        if is_code(name):
            from cryosparc_spec.scripts.script import examine_code

            examined = examine_code(
                content, name, slot_types=self.slot_types, job_types=self.job_types
            )
            yield Looked(report_of(examined, name), is_named=True)
            return
        suffix = Path(name).suffix.lower()
        if suffix not in SUFFIXES:
            suffix = ".json" if content.lstrip()[:1] in (b"{", b"[") else ".yaml"
        from cryosparc_spec.files.checks import examine_text

        examined = examine_text(
            content, name, suffix=suffix, slot_types=self.slot_types, job_types=self.job_types
        )
        yield Looked(report_of(examined, name), is_named=True)

    def _file(self, path: str) -> Iterator[Looked]:
        try:
            Path(path).stat()
            refused = suffix_refused(path, CHECKED)
            if refused:
                self.tell(refused)
                return
            examined = self._examined(path)
        except OSError as error:
            self.tell(cannot_be_read(path, error))
            return
        yield Looked(report_of(examined, path), is_named=True)

    def _examined(self, path: str) -> Examined:
        if is_code(path):
            from cryosparc_spec.scripts.script import examine_script

            return examine_script(path, slot_types=self.slot_types, job_types=self.job_types)
        from cryosparc_spec.files.checks import examine

        return examine(
            path, slot_types=self.slot_types, job_types=self.job_types, output=self.output
        )

    def _folder(self, path: str) -> Iterator[Looked]:
        """Look at the files below a folder; that none is looked at is an error."""
        from cryosparc_spec.files.walking import Walk
        from cryosparc_spec.projects.checking import each_told_once
        from cryosparc_spec.projects.examiner import Examiner
        from cryosparc_spec.projects.processes import reports_on

        walk = Walk(suffixes=CHECKED, recursive=self.recursive, unreadable=self._unlisted)
        files = walk.files_below(path)
        examiner = Examiner(self.slot_types, self.output, self.job_types)
        has_failed, self.failed = self.failed, False
        looked_at = skipped = 0
        for report in each_told_once(reports_on(files, examiner, processes=self.processes)):
            if report.unreadable is not None:
                self.tell(f"{report.file}: cannot be read: {report.unreadable}")
                continue
            looked_at += not report.is_foreign
            skipped += report.is_foreign
            yield Looked(report, is_named=False)
        if not looked_at and not self.failed:
            self.tell(_nothing_in(path, skipped))
        self.failed |= has_failed

    def _unlisted(self, error: OSError) -> None:
        self.tell(cannot_be_read(str(error.filename), error))


def _nothing_in(path: str, skipped: int) -> str:
    if not skipped:
        return f"{path}: the folder has no {', '.join(CHECKED)} file in it"
    return (
        f"{path}: nothing to check: of {counted(skipped, 'file')}, none is a document of "
        "CryoSPARC; definitions, jobs, workflows, results groups, .cs tables and scripts that call "
        "its client would be checked"
    )
