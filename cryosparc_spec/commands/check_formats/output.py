"""What writes the findings of ``check``, whatever the format: it counts, and gathers a file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

import attrs
import click

from cryosparc_spec.commands.terminal import echo_content
from cryosparc_spec.problems.problem import ProblemKind, Severity
from cryosparc_spec.problems.value_text import printable

if TYPE_CHECKING:
    from cryosparc_spec.commands.looking import Looked
    from cryosparc_spec.projects.findings import Finding
    from cryosparc_spec.projects.reports import FileReport

FORMATS = {"text": "Text", "json": "Json", "github": "GitHub", "sarif": "Sarif"}
"""Formats, each with the class of the module of its name."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Wishes:
    """How much is written, and whereto."""

    most_problems: int = 1000
    """How many problems are written."""
    is_verbose: bool = False
    """Whether files with nothing wrong are told."""
    is_quiet: bool = False
    """Whether nothing but problems is told."""
    statistics: bool = False
    """Whether problems are counted by kind."""
    is_for_file: bool = False
    """Whether what is written is gathered, to be the content of a file."""


@attrs.define(eq=False, repr=False)
class Output(ABC):
    """Writes what there is to say of files, and counts what is in them."""

    wishes: Wishes
    """How much is written, and whereto."""
    left_out: int = 0
    """How many problems were counted and not written."""
    files: int = 0
    """Files that were looked at."""
    skipped: int = 0
    """Files that are recognisably no documents of CryoSPARC."""
    by_severity: Counter[Severity] = attrs.field(factory=lambda: Counter[Severity]())
    """How many problems of each severity there are."""
    by_kind: Counter[ProblemKind] = attrs.field(factory=lambda: Counter[ProblemKind]())
    """How many problems of each kind there are."""
    has_edits: ClassVar[bool] = False
    """Whether edits are written with their text."""
    _parts: list[str] = attrs.field(factory=list[str])

    @staticmethod
    def of_format(word: str, wishes: Wishes) -> Output:
        """Return what writes in a format."""
        module = import_module(f"cryosparc_spec.commands.check_formats.{word}_format")
        output: Output = getattr(module, FORMATS[word])(wishes)
        return output

    def tell(self, looked: Looked) -> None:
        """Write what there is to say of a file."""
        report = looked.report
        if report.is_foreign:
            self.skipped += 1
            return
        self.files += not report.is_afterthought
        room = max(0, self.wishes.most_problems - self.by_severity.total())
        for finding in report.findings:
            self.by_severity[finding.problem.severity] += 1
            self.by_kind[finding.problem.kind] += 1
        self.left_out += max(0, len(report.findings) - room)
        self.write(report, report.findings[:room], is_named=looked.is_named)

    @abstractmethod
    def write(self, report: FileReport, findings: tuple[Finding, ...], *, is_named: bool) -> None:
        """Write what there is to say of a file that is not skipped, and these of its problems."""

    def not_looked_at(self, file: str, reason: str) -> None:
        """Tell what could not be looked at."""
        click.echo(printable(f"{file}: {reason}"), err=True)

    @abstractmethod
    def finish(self, *, of_folders: bool) -> None:
        """Write what is said at the end."""

    def line(self, text: str) -> None:
        """Write a line for people, in the colours of a terminal."""
        if self.wishes.is_for_file:
            self.content(f"{click.unstyle(text)}\n")
        else:
            click.echo(text)

    def content(self, text: str) -> None:
        """Write a part of what a program reads."""
        if self.wishes.is_for_file:
            self._parts.append(text)
        else:
            echo_content(encodable(text))

    def text(self) -> str:
        """Return what was gathered for a file."""
        return encodable("".join(self._parts))

    def in_order_of_number(self) -> list[tuple[ProblemKind, int]]:
        """Return how many problems of each kind there are, the most frequent first."""
        return sorted(self.by_kind.items(), key=lambda item: (-item[1], item[0]))


def encodable(text: str) -> str:
    """Return text that UTF-8 can hold: names of files may be none."""
    return text.encode("utf-8", "backslashreplace").decode()
