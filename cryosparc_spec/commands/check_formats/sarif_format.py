"""Findings as SARIF 2.1.0, which platforms for code show beside it.

The form is that of the OASIS standard, "Static Analysis Results Interchange Format", 2020.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

import attrs

from cryosparc_spec.commands.check_formats.entries import TOOL, edits_of
from cryosparc_spec.commands.check_formats.json_format import sound_text
from cryosparc_spec.commands.check_formats.output import Output
from cryosparc_spec.problems.explanations import explain
from cryosparc_spec.problems.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from cryosparc_spec.projects.findings import Finding
    from cryosparc_spec.projects.reports import FileReport

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_PLACEHOLDER = re.compile(r"\{(\d+)\}")


@attrs.define(eq=False, repr=False)
class Sarif(Output):
    """Gathers results, and writes one run at the end."""

    has_edits: ClassVar[bool] = True
    results: list[dict[str, Any]] = attrs.field(factory=list[dict[str, Any]])
    """What is wrong."""
    notifications: list[dict[str, Any]] = attrs.field(factory=list[dict[str, Any]])
    """What could not be looked at."""
    rules: dict[ProblemKind, int] = attrs.field(factory=dict[ProblemKind, int])
    """Kinds of problems found, each with its place among the rules."""

    def write(self, report: FileReport, findings: tuple[Finding, ...], *, is_named: bool) -> None:
        """Gather the problems of a file."""
        for finding in findings:
            problem = finding.problem
            rule = self.rules.setdefault(problem.kind, len(self.rules))
            file = problem.position.file if problem.position else report.file
            self.results.append(_result(problem, file, rule))

    def not_looked_at(self, file: str, reason: str) -> None:
        """Gather what could not be looked at, and tell it on standard error."""
        super().not_looked_at(file, reason)
        message = {"text": _message(f"{file}: {reason}")}
        place = {"physicalLocation": {"artifactLocation": {"uri": uri_of(file)}}}
        notification = {"level": "error", "message": message, "locations": [place]}
        self.notifications.append(notification)

    def finish(self, *, of_folders: bool) -> None:
        """Write all of it."""
        driver = TOOL | {"rules": [_rule(kind) for kind in self.rules]}
        invocation = {
            "executionSuccessful": not self.notifications,
            "toolExecutionNotifications": self.notifications,
        }
        run = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation],
            "results": self.results,
            "properties": {"leftOut": self.left_out},
        }
        whole = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
        self.content(json.dumps(sound_text(whole), indent=2) + "\n")


def _rule(kind: ProblemKind) -> dict[str, Any]:
    explanation = explain(kind)
    return {
        "id": kind.value,
        "shortDescription": {"text": _message(explanation.summary)},
        "help": {"text": _message(explanation.text), "markdown": explanation.markdown},
    }


def _result(problem: Problem, file: str, rule: int) -> dict[str, Any]:
    hint = f"\n{problem.hint}" if problem.hint else ""
    position = problem.position
    region = {
        key: number
        for key, number in (
            ("startLine", position.line if position else None),
            ("startColumn", position.column if position else None),
        )
        if number
    }
    fixes = _fixes(problem, file)
    return {
        "ruleId": problem.kind.value,
        "ruleIndex": rule,
        "level": problem.severity.value,
        "message": {"text": _message(f"{problem.message}{hint}")},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri_of(file)},
                    **({"region": region} if region else {}),
                },
                "logicalLocations": [{"fullyQualifiedName": problem.place}],
            }
        ],
        **({"fixes": fixes} if fixes else {}),
    }


def _fixes(problem: Problem, file: str) -> list[dict[str, Any]]:
    """Return what mends a problem, where all of it is known as text of the file."""
    edits = edits_of(problem)
    if not edits or any(edit["range"] is None for edit in edits):
        return []
    change = {
        "artifactLocation": {"uri": uri_of(file)},
        "replacements": [*map(_replacement, edits)],
    }
    return [
        {
            "description": {"text": _message(problem.hint or "change the file")},
            "artifactChanges": [change],
        }
    ]


def _replacement(edit: dict[str, Any]) -> dict[str, Any]:
    start, end = edit["range"]["start"], edit["range"]["end"]
    return {
        "deletedRegion": {
            "startLine": start["line"],
            "startColumn": start["column"],
            "endLine": end["line"],
            "endColumn": end["column"],
        },
        "insertedContent": {"text": edit["text"]},
    }


def uri_of(file: str) -> str:
    """Return the reference to a file: relative where its path is, and escaped.

    >>> uri_of("my jobs/a:b.yaml")
    'my%20jobs/a%3Ab.yaml'
    """
    path = quote(os.fsencode(Path(file).as_posix()))
    return f"file://{path}" if Path(file).is_absolute() else path


def _message(text: str) -> str:
    """Escape what a viewer would take for a link, or for the place of an argument."""
    return _PLACEHOLDER.sub(r"{{\1}}", text).replace("](", "\\](")
