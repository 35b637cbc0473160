"""What the command ``check`` looks at: files, folders and standard input, in the order given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from cryosparc_spec.commands.terminal import (
    content_of_input,
    copy_input,
    suffix_refused,
    why_unread,
)
from cryosparc_spec.files.suffixes import CHECKED, DATASET_SUFFIX, SUFFIXES, is_code
from cryosparc_spec.problems.errors import FileError
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.value_text import counted
from cryosparc_spec.projects.reports import report_of

if TYPE_CHECKING:
    from cryosparc_spec.catalogue.job_types import JobTypes
    from cryosparc_spec.catalogue.slot_types import SlotTypes
    from cryosparc_spec.commands.selection import Selection
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
    content: bytes | None = None
    """What is in it, where no file holds that."""
    suffix: str | None = None
    """Suffix of its format, where its name has none."""


def _stands_in(file: str, problem: Problem) -> bool:
    return problem.position is not None and problem.position.file == file


@attrs.define(eq=False, repr=False)
class Looking:
    """Goes through what was given, and tells what it could not look at."""

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
    selection: Selection = attrs.field(kw_only=True)
    """What is passed over, and what counts for a file."""
    force_exclude: bool = attrs.field(kw_only=True, default=False)
    """Whether what is named is passed over as it would be in a folder."""
    told: Callable[[str, str], None] = attrs.field(kw_only=True)
    """Takes a file or folder that could not be looked at, and why."""
    failed: bool = False
    """Whether something could not be looked at."""
    folders: int = 0
    """How many folders were given."""

    def at(self, paths: Iterable[str], stdin_name: str) -> Iterator[Looked]:
        """Look at what the paths name, one file after the other."""
        for path in self.named(paths):
            if path == "-":
                yield from self._input(stdin_name)
            elif Path(path).is_dir():
                self.folders += 1
                yield from self._folder(path)
            else:
                yield from self._file(path)

    def named(self, paths: Iterable[str]) -> Iterator[str]:
        """Give the paths that are not passed over though they were given."""
        for path in paths:
            if not (self.force_exclude and path != "-" and self.selection.excludes(Path(path))):
                yield path

    def count(self, paths: Iterable[str]) -> int:
        """Return how many files the paths name."""
        from cryosparc_spec.files.walking import Walk

        leaves_out = self.selection.leaves_out
        walk = Walk(suffixes=CHECKED, recursive=self.recursive, leaves_out=leaves_out)
        return sum(
            sum(1 for _ in walk.files_below(path)) if Path(path).is_dir() else 1 for path in paths
        )

    def with_text_edits(self, looked: Looked) -> Looked:
        """Return what was looked at, with the text of edits, as far as they have a place in it."""
        report, file = looked.report, looked.report.file
        own = [each.problem for each in report.findings if _stands_in(file, each.problem)]
        suffix = looked.suffix or Path(file).suffix.lower()
        if not any(problem.edits for problem in own) or suffix == DATASET_SUFFIX:
            return looked
        from cryosparc_spec.files.text import bytes_in, text_of

        with suppress(FileError, OSError):  # It may have gone since.
            content = bytes_in(file) if looked.content is None else looked.content
            placed = iter(self._in_text(own, text_of(content, file), file, suffix))
            findings = tuple(
                attrs.evolve(each, problem=next(placed)) if _stands_in(file, each.problem) else each
                for each in report.findings
            )
            return attrs.evolve(looked, report=attrs.evolve(report, findings=findings))
        return looked

    def _in_text(self, problems: list[Problem], text: str, file: str, suffix: str) -> list[Problem]:
        if is_code(file):
            from cryosparc_spec.scripts.fixing import sound_edits

            slot_types, job_types = self.catalogues_for(file)
            return sound_edits(problems, text, file, slot_types=slot_types, job_types=job_types)
        from cryosparc_spec.files.text_edits import in_text

        return in_text(problems, text, suffix)

    def tell(self, file: str, reason: str) -> None:
        """Tell what could not be looked at; the rest is looked at all the same."""
        self.told(file, reason)
        self.failed = True

    def _input(self, name: str) -> Iterator[Looked]:
        try:
            if Path(name).suffix.lower() == DATASET_SUFFIX:
                yield Looked(report_of(self._table_from_input(name), name), is_named=True)
                return
            content = content_of_input()
        except OSError as error:
            self.tell(name, why_unread(error))
            return
        slot_types, job_types = self.catalogues_for(name)
        if is_code(name):
            from cryosparc_spec.scripts.script import examine_code

            examined = examine_code(content, name, slot_types=slot_types, job_types=job_types)
            yield Looked(report_of(examined, name), is_named=True, content=content)
            return
        suffix = Path(name).suffix.lower()
        if suffix not in SUFFIXES:
            suffix = ".json" if content.lstrip()[:1] in (b"{", b"[") else ".yaml"
        from cryosparc_spec.files.checks import examine_text

        examined = examine_text(
            content, name, suffix=suffix, slot_types=slot_types, job_types=job_types
        )
        if not Path(name).suffix:
            examined = _with_format_asked_for(examined)
        yield Looked(report_of(examined, name), is_named=True, content=content, suffix=suffix)

    def catalogues_for(self, path: str) -> tuple[SlotTypes | None, JobTypes | None]:
        """Return the catalogues for a file."""
        return self.selection.catalogues_for(path, self.slot_types, self.job_types)

    def _table_from_input(self, name: str) -> Examined:
        """Look at a table on standard input, which is copied: it is read from several places."""
        from tempfile import TemporaryDirectory

        from cryosparc_spec.files.checks import examine
        from cryosparc_spec.files.text import in_file

        slot_types, _ = self.catalogues_for(name)
        with TemporaryDirectory(prefix="cryosparc-spec-") as folder:
            copy = Path(folder, "stdin.cs")
            copy_input(copy)
            examined = examine(copy, slot_types=slot_types, output=self.output)
        return attrs.evolve(examined, problems=tuple(in_file(p, name) for p in examined.problems))

    def _file(self, path: str) -> Iterator[Looked]:
        try:
            Path(path).stat()
            refused = suffix_refused(path, CHECKED)
            if refused:
                self.tell(path, refused)
                return
            examined = self._examined(path)
        except OSError as error:
            self.tell(path, why_unread(error))
            return
        yield Looked(report_of(examined, path), is_named=True)

    def _examined(self, path: str) -> Examined:
        slot_types, job_types = self.catalogues_for(path)
        if is_code(path):
            from cryosparc_spec.scripts.script import examine_script

            return examine_script(path, slot_types=slot_types, job_types=job_types)
        from cryosparc_spec.files.checks import examine

        return examine(path, slot_types=slot_types, job_types=job_types, output=self.output)

    def _folder(self, path: str) -> Iterator[Looked]:
        """Look at the files below a folder; that none is looked at is an error."""
        from cryosparc_spec.files.walking import Walk
        from cryosparc_spec.projects.examiner import Examiner
        from cryosparc_spec.projects.processes import reports_on
        from cryosparc_spec.projects.telling import each_told_once

        left_out = 0

        def leaves_out(entry: Path) -> bool:
            nonlocal left_out
            left_out += (is_left_out := self.selection.leaves_out(entry))
            return is_left_out

        walk = Walk(
            suffixes=CHECKED,
            recursive=self.recursive,
            leaves_out=leaves_out,
            unreadable=self._unlisted,
        )
        files = walk.files_below(path)
        examiner = Examiner(self.slot_types, self.output, self.job_types, is_configured=True)
        has_failed, self.failed = self.failed, False
        looked_at = skipped = 0
        for report in each_told_once(reports_on(files, examiner, processes=self.processes)):
            if report.unreadable is not None:
                self.tell(report.file, f"cannot be read: {report.unreadable}")
                continue
            looked_at += not report.is_foreign
            skipped += report.is_foreign
            yield Looked(report, is_named=False)
        if not looked_at and not self.failed:
            self.tell(path, _nothing_in(skipped, left_out))
        self.failed |= has_failed

    def _unlisted(self, error: OSError) -> None:
        self.tell(str(error.filename), why_unread(error))


def _with_format_asked_for(examined: Examined) -> Examined:
    """Return the same; where the text is not in the format it was taken for, ask for its name."""
    hint = "if it is of another format, give its name, as --stdin-name picker.py"
    problems = [
        each.with_hint(hint) if each.kind is ProblemKind.SYNTAX and not each.hint else each
        for each in examined.problems
    ]
    return attrs.evolve(examined, problems=tuple(problems))


def _nothing_in(skipped: int, left_out: int) -> str:
    if not skipped:
        rest = " that is not excluded" if left_out else ""
        return f"the folder has no {', '.join(CHECKED)} file in it{rest}"
    return (
        f"nothing to check: of {counted(skipped, 'file')}, none is a document of "
        "CryoSPARC; definitions, jobs, workflows, results groups, .cs tables and scripts that call "
        f"its client would be checked{'; the rest is excluded' if left_out else ''}"
    )
