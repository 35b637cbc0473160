"""Findings as commands to the runner of GitHub Actions, which shows them beside the code.

A command is a line ``::error file=a.yaml,line=3,title=x::text``; what is in it is escaped as
the runner takes it apart again (``ActionCommand`` of actions/runner).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryosparc_spec.commands.check_formats.output import Output
from cryosparc_spec.problems.places import Position
from cryosparc_spec.problems.problem import Severity
from cryosparc_spec.problems.value_text import counted, printable

if TYPE_CHECKING:
    from cryosparc_spec.projects.findings import Finding
    from cryosparc_spec.projects.reports import FileReport

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_IN_TEXT = {ord("%"): "%25", ord("\r"): "%0D", ord("\n"): "%0A"}
_IN_PROPERTY = {**_IN_TEXT, ord(":"): "%3A", ord(","): "%2C"}


class GitHub(Output):
    """Writes a command for each problem, and nothing that the runner could take for another."""

    def write(self, report: FileReport, findings: tuple[Finding, ...], *, is_named: bool) -> None:
        """Write the problems of a file."""
        for finding in findings:
            problem = finding.problem
            hint = f"\n{problem.hint}" if problem.hint else ""
            self._command(
                _COMMANDS[problem.severity],
                problem.position or Position(report.file),
                problem.kind,
                f"{problem.place}: {problem.message}{hint}",
            )

    def not_looked_at(self, file: str, reason: str) -> None:
        """Write what could not be looked at: the runner reads standard error as well."""
        self._command("error", Position(file), "not looked at", f"{file}: {reason}")

    def finish(self, *, of_folders: bool) -> None:
        """Write how many problems were left out."""
        if self.left_out:
            self.line(f"and {self.left_out} more")
        if self.wishes.statistics:
            for kind, number in self.in_order_of_number():
                self.line(f"{counted(number, 'problem')} of kind {kind}")

    def _command(self, command: str, position: Position, title: str, text: str) -> None:
        values = {"file": position.file, "line": position.line, "col": position.column}
        properties = [
            f"{key}={_printable(str(value)).translate(_IN_PROPERTY)}"
            for key, value in (values | {"title": title}).items()
            if value is not None
        ]
        self.line(f"::{command} {','.join(properties)}::{_printable(text).translate(_IN_TEXT)}")


def _printable(text: str) -> str:
    """Escape what could steer a terminal, but for line breaks, which the runner escapes."""
    return "\n".join("\r".join(map(printable, line.split("\r"))) for line in text.split("\n"))
