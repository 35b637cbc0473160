"""Reports on the files of folders, with each mistake told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import attrs

from cryosparc_spec.projects.findings import Finding, Scope, in_file_order, told_once
from cryosparc_spec.projects.reports import FileReport


def each_told_once(reports: Iterable[FileReport]) -> Iterator[FileReport]:
    """Give reports on files with no mistake told twice, in the same order.

    What several files of a folder may show is held until it is known which do, and with it the
    reports that follow; what is missing from the whole project comes last.
    """
    of_project: list[Finding] = []
    for _, of_folder in groupby(reports, key=lambda report: Path(report.file).parent):
        held: list[FileReport] = []
        known: set[tuple[str, str]] = set()
        for report in of_folder:
            known.update(report.known_slots)
            of_project += _of_scope(report, Scope.PROJECT)
            if held or _of_scope(report, Scope.FOLDER):
                held.append(report)
            else:
                yield _with(report, _of_scope(report, Scope.FILE))
        yield from _settled(held, known)
    for finding in told_once(of_project):
        yield FileReport(file=_file_of(finding), findings=(finding,), is_afterthought=True)


def _of_scope(report: FileReport, scope: Scope) -> list[Finding]:
    return [finding for finding in report.findings if finding.scope is scope]


def _with(report: FileReport, findings: Iterable[Finding]) -> FileReport:
    return attrs.evolve(report, findings=tuple(findings))


def _file_of(finding: Finding) -> str:
    position = finding.problem.position
    return position.file if position else ""


def _settled(reports: list[FileReport], known: set[tuple[str, str]]) -> Iterator[FileReport]:
    """Give the reports on files of a folder, each mistake with the first that shows it."""
    shared = (finding for report in reports for finding in _of_scope(report, Scope.FOLDER))
    told: dict[str, list[Finding]] = {}
    for finding in told_once(shared, known):
        told.setdefault(_file_of(finding), []).append(finding)
    for report in reports:
        found = [*_of_scope(report, Scope.FILE), *told.get(report.file, ())]
        yield _with(report, sorted(found, key=in_file_order))
