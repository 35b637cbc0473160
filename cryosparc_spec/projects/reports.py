"""What there is to say of a file of a folder, or of one that is looked at by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs
from immutabledict import immutabledict

from cryosparc_spec.projects.findings import Finding, findings_of

if TYPE_CHECKING:
    from cryosparc_spec.checks.dataset import Fit
    from cryosparc_spec.files.checks import Examined


@attrs.frozen(kw_only=True)
class FileReport:
    """What there is to say of a file, as it can be sent between processes."""

    file: str
    """Path of the file."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with it."""
    kind_of_document: str | None = None
    """Word for the kind of document; ``None`` where the file is not in its format."""
    known_slots: tuple[tuple[str, str], ...] = ()
    """Slots whose type it tells, each after the key of its table."""
    taken_for: str | None = None
    """What it was taken for, and why; ``None`` where there is no doubt."""
    fits: Mapping[str, Fit] = immutabledict()
    """How each slot of a dataset fits, by its name."""
    is_foreign: bool = False
    """Whether it is recognisably no document of CryoSPARC, and was not checked for that."""
    unreadable: str | None = None
    """Why it could not be opened; ``None`` where it could."""
    remark: str | None = None
    """What there is to say of it besides."""
    is_afterthought: bool = False
    """Whether the file was told of before, and this is what others show of it."""


def report_of(examined: Examined, file: str) -> FileReport:
    """Return what there is to say of a file that was looked at by itself."""
    kind = examined.kind.name if examined.kind else None
    return FileReport(
        file=file,
        findings=findings_of(examined.problems, kind),
        kind_of_document=kind,
        taken_for=examined.taken_for,
        fits=examined.fits,
        is_foreign=examined.is_foreign,
        remark=examined.remark,
    )
