"""Findings as JSON, in the form of the JSON Schema ``check-report``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from cryosparc_spec.commands.check_formats.entries import TOOL, entry_of
from cryosparc_spec.commands.check_formats.output import Output, encodable
from cryosparc_spec.problems.problem import Severity
from cryosparc_spec.problems.validators import is_list, is_mapping

if TYPE_CHECKING:
    from cryosparc_spec.projects.findings import Finding
    from cryosparc_spec.projects.reports import FileReport

VERSION = 1
"""Version of the form: keys may be added to it, and none is removed or means something else."""


@attrs.define(eq=False, repr=False)
class Json(Output):
    """Gathers entries, and writes them at the end: what was written is whole, or nothing is."""

    has_edits: ClassVar[bool] = True
    entries: list[dict[str, Any]] = attrs.field(factory=list[dict[str, Any]])
    """Files that were looked at."""
    problems: list[dict[str, Any]] = attrs.field(factory=list[dict[str, Any]])
    """What is wrong with them."""
    unreadable: list[dict[str, Any]] = attrs.field(factory=list[dict[str, Any]])
    """What could not be looked at."""

    def write(self, report: FileReport, findings: tuple[Finding, ...], *, is_named: bool) -> None:
        """Gather what there is to say of a file."""
        self.problems += map(entry_of, findings)
        if not report.is_afterthought:
            self.entries.append(
                {
                    "file": report.file,
                    "document": report.kind_of_document,
                    "fits": {slot: fit.value for slot, fit in report.fits.items()},
                    "taken_for": report.taken_for,
                    "remark": report.remark,
                }
            )

    def not_looked_at(self, file: str, reason: str) -> None:
        """Gather what could not be looked at, and tell it on standard error."""
        super().not_looked_at(file, reason)
        self.unreadable.append({"file": file, "reason": reason})

    def finish(self, *, of_folders: bool) -> None:
        """Write all of it."""
        whole = {
            "version": VERSION,
            "tool": TOOL,
            "summary": self._summary(),
            "files": self.entries,
            "unreadable": self.unreadable,
            "problems": self.problems,
        }
        self.content(json.dumps(sound_text(whole), indent=2) + "\n")

    def _summary(self) -> dict[str, Any]:
        return {
            "files": self.files,
            "skipped": self.skipped,
            "unreadable": len(self.unreadable),
            "problems": {severity.value: self.by_severity[severity] for severity in Severity},
            "kinds": {kind.value: number for kind, number in self.in_order_of_number()},
            "left_out": self.left_out,
        }


def sound_text(data: Any) -> Any:
    """Return data with escapes for halves of characters, which many readers of JSON refuse."""
    if isinstance(data, str):
        return encodable(data)
    if is_mapping(data):
        return {sound_text(key): sound_text(value) for key, value in data.items()}
    return [sound_text(item) for item in data] if is_list(data) else data
