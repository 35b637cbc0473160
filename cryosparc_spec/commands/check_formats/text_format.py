"""Findings as text for people, while it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cryosparc_spec.commands.check_formats.output import Output
from cryosparc_spec.commands.terminal import problem_lines
from cryosparc_spec.problems.problem import Severity
from cryosparc_spec.problems.value_text import counted, printable
from cryosparc_spec.projects.findings import Finding, Scope

if TYPE_CHECKING:
    from cryosparc_spec.checks.dataset import Fit
    from cryosparc_spec.projects.reports import FileReport


class Text(Output):
    """Writes a line for each problem, and what to write instead below it."""

    def write(self, report: FileReport, findings: tuple[Finding, ...], *, is_named: bool) -> None:
        """Write what there is to say of a file."""
        if report.taken_for and any(map(_is_error_of_file, findings)):
            self._aside(report, report.taken_for)
        for finding in findings:
            for line in problem_lines(finding.problem):
                self.line(line)
        if report.remark:
            self._aside(report, report.remark)
        if report.fits and (is_named or self.wishes.is_verbose):
            self._aside(report, _fits_in_words(report.fits))
        elif self.wishes.is_verbose and not report.findings:
            self._aside(report, "no problems")

    def _aside(self, report: FileReport, text: str) -> None:
        if not self.wishes.is_quiet:
            self.line(printable(f"{report.file}: {text}"))

    def finish(self, *, of_folders: bool) -> None:
        """Write how many problems there are."""
        if self.left_out:
            self.line(f"and {self.left_out} more")
        if self.wishes.statistics or (of_folders and not self.wishes.is_quiet):
            width = max(map(len, map(str, self.by_kind.values())), default=0)
            for kind, number in self.in_order_of_number():
                self.line(f"{number:>{width}} {kind}")
        if (self.files or self.skipped) and not self.wishes.is_quiet:
            self.line(self._summary())

    def _summary(self) -> str:
        found = [counted(self.by_severity[s], s) for s in Severity if self.by_severity[s]]
        summary = f"{counted(self.files, 'file')} checked: {', '.join(found) or 'no problems'}"
        if self.skipped:
            summary += f"; {counted(self.skipped, 'file')} skipped: no document of CryoSPARC"
        return summary


def _is_error_of_file(finding: Finding) -> bool:
    """Whether an error may come of taking the file for what it is not."""
    return finding.scope is Scope.FILE and finding.problem.severity is Severity.ERROR


def _fits_in_words(fits: Mapping[str, Fit]) -> str:
    from cryosparc_spec.checks.dataset import Fit

    names = ((word, [name for name, fit in fits.items() if fit is word]) for word in Fit)
    return "; ".join(f"{word}: {', '.join(found)}" for word, found in names if found)
