"""How the command ``check`` prints what it finds: as text while it goes, or as JSON."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs
import click

from cryosparc_spec.commands.terminal import counted, echo_content, echo_problem
from cryosparc_spec.problems.problem import ProblemKind, Severity
from cryosparc_spec.problems.value_text import printable
from cryosparc_spec.projects.findings import Finding, Scope

if TYPE_CHECKING:
    from cryosparc_spec.checks.dataset import Fit
    from cryosparc_spec.commands.looking import Looked
    from cryosparc_spec.projects.reports import FileReport


@attrs.define(kw_only=True, eq=False, repr=False)
class Output(ABC):
    """Prints reports, and counts what is in them."""

    verbose: bool
    """Whether files with nothing wrong are told."""
    most_problems: int
    """How many problems are printed."""
    left_out: int = 0
    """How many problems were counted and not printed."""
    files: int = 0
    """Files that were looked at."""
    skipped: int = 0
    """Files that are recognisably no documents of CryoSPARC."""
    by_severity: Counter[Severity] = attrs.field(factory=lambda: Counter[Severity]())
    """How many problems of each severity there are."""
    by_kind: Counter[ProblemKind] = attrs.field(factory=lambda: Counter[ProblemKind]())
    """How many problems of each kind there are."""

    @staticmethod
    def of_format(word: str, *, verbose: bool, most_problems: int) -> Output:
        """Return what prints in a format."""
        cls = _Json if word == "json" else _Text
        return cls(verbose=verbose, most_problems=most_problems)

    def tell(self, looked: Looked) -> None:
        """Print what there is to say of a file."""
        report = looked.report
        if report.is_foreign:
            self.skipped += 1
            return
        self.files += not report.is_afterthought
        room = max(0, self.most_problems - self.by_severity.total())
        for finding in report.findings:
            self.by_severity[finding.problem.severity] += 1
            self.by_kind[finding.problem.kind] += 1
        self.left_out += max(0, len(report.findings) - room)
        self.print(report, report.findings[:room], is_named=looked.is_named)

    @abstractmethod
    def print(self, report: FileReport, findings: tuple[Finding, ...], *, is_named: bool) -> None:
        """Print what there is to say of a file that is not skipped, and these of its problems."""

    @abstractmethod
    def finish(self, *, of_folders: bool) -> None:
        """Print what is said at the end."""


class _Text(Output):
    def print(self, report: FileReport, findings: tuple[Finding, ...], *, is_named: bool) -> None:
        if report.taken_for and any(map(_is_error_of_file, findings)):
            click.echo(printable(f"{report.file}: {report.taken_for}"))
        for finding in findings:
            echo_problem(finding.problem)
        if report.remark:
            click.echo(printable(f"{report.file}: {report.remark}"))
        if report.fits and (is_named or self.verbose):
            click.echo(printable(f"{report.file}: {_fits_in_words(report.fits)}"))
        elif self.verbose and not report.findings:
            click.echo(printable(f"{report.file}: no problems"))

    def finish(self, *, of_folders: bool) -> None:
        if not self.files and not self.skipped:
            return
        if self.left_out:
            click.echo(f"and {self.left_out} more")
        if of_folders:
            for line in _kinds_in_words(self.by_kind):
                click.echo(line)
        click.echo(self._summary())

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


def _kinds_in_words(kinds: Counter[ProblemKind]) -> list[str]:
    """Return a line for each kind of problem, the most frequent first."""
    width = max(map(len, map(str, kinds.values())), default=0)
    in_order = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    return [f"{number:>{width}} {kind}" for kind, number in in_order]


class _Json(Output):
    """Prints a list, an entry at a time."""

    def print(self, report: FileReport, findings: tuple[Finding, ...], *, is_named: bool) -> None:
        import json
        import textwrap

        for finding in findings:
            before = "[\n" if self._is_first(finding, report) else ",\n"
            entry = json.dumps(_as_json(finding), indent=2)
            echo_content(before + textwrap.indent(entry, "  "))

    def _is_first(self, finding: Finding, report: FileReport) -> bool:
        before = self.by_severity.total() - len(report.findings)
        return before == 0 and finding is report.findings[0]

    def finish(self, *, of_folders: bool) -> None:
        is_begun = self.by_severity.total() > self.left_out
        echo_content("\n]\n" if is_begun else "[]\n")
        if self.left_out:
            click.echo(f"and {self.left_out} more", err=True)


def _as_json(finding: Finding) -> dict[str, Any]:
    problem = finding.problem
    position = problem.position
    return {
        "document": finding.kind_of_document,
        "file": position.file if position else None,
        "line": position.line if position else None,
        "column": position.column if position else None,
        "path": problem.place,
        "severity": problem.severity.value,
        "kind": problem.kind.value,
        "message": problem.message,
        "fix": problem.hint,
    }
