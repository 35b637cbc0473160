"""What ``check`` tells and passes over: as its options say, or else the configuration of a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from cryosparc_spec.files.configurations import Configurations
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity

if TYPE_CHECKING:
    from cryosparc_spec.catalogue.job_types import JobTypes
    from cryosparc_spec.catalogue.slot_types import SlotTypes
    from cryosparc_spec.commands.looking import Looked
    from cryosparc_spec.files.configuration import Configuration

_BY_SEVERITY = list(Severity)


@attrs.define(kw_only=True, eq=False, repr=False)
class Selection:
    """Says of files whether they are looked at, and of problems whether they are told."""

    select: tuple[ProblemKind, ...] = ()
    """The only kinds that are told; all, where there are none."""
    ignore: tuple[ProblemKind, ...] = ()
    """Kinds that are not told."""
    exclude: tuple[str, ...] = ()
    """Patterns of what is passed over in folders, seen from the working directory."""
    fail_on: Severity | None = None
    """The least severe problem that is a failure."""
    configurations: Configurations = attrs.field(factory=Configurations)
    """What counts where the options say nothing."""
    has_failure: bool = False
    """Whether a problem that was kept is a failure."""

    def excludes(self, path: Path, *, itself: bool = False) -> bool:
        """Whether a file or a folder is passed over, for itself or for a folder that it is in."""
        if self.exclude:
            from cryosparc_spec.files.globs import matches_any

            return matches_any(path, self.exclude, Path(), itself=itself)
        wished = self._wished_for(path)
        return wished is not None and wished.excludes(path, itself=itself)

    def leaves_out(self, path: Path) -> bool:
        """Whether a file or a folder is passed over on the way through one that was named."""
        return self.excludes(path, itself=True)

    def catalogues_for(
        self, path: str, slot_types: SlotTypes | None, job_types: JobTypes | None
    ) -> tuple[SlotTypes | None, JobTypes | None]:
        """Return the catalogues for a file: those given, or else those of its configuration."""
        found = self.configurations.catalogues_of(Path(path).parent)
        return (
            found[0] if slot_types is None else slot_types,
            found[1] if job_types is None else job_types,
        )

    def kept(self, looked: Looked) -> Looked:
        """Return what was found with only the problems that are told, and note failures."""
        report = looked.report
        if not report.findings:
            return looked
        wished = self._wished_for(Path(report.file))
        takes = self.told_of(Path(report.file))
        findings = tuple(finding for finding in report.findings if takes(finding.problem))
        least = self.fail_on or (wished and wished.fail_on) or Severity.WARNING
        failing = _BY_SEVERITY[: _BY_SEVERITY.index(least) + 1]
        self.has_failure |= any(finding.problem.severity in failing for finding in findings)
        return attrs.evolve(looked, report=attrs.evolve(report, findings=findings))

    def told_of(self, path: Path) -> Callable[[Problem], bool]:
        """Return what says which problems of a file are told."""
        wished = self._wished_for(path)
        ignored = frozenset(self.ignore)
        if wished is not None and not self.select:
            ignored |= wished.ignored_in(path) | frozenset(() if self.ignore else wished.ignore)
        selected = frozenset(self.select or ProblemKind)
        told = selected - ignored
        return lambda problem: problem.kind in told

    def _wished_for(self, path: Path) -> Configuration | None:
        return self.configurations.of_folder(path.parent)
