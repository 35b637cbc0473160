"""The installed cryosparc-tools: 5.0 is the client of CryoSPARC 5, and 4.7 that of CryoSPARC 4."""

# cryosparc-tools ships neither py.typed nor stubs.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

import cryosparc

from cryosparc_spec.problems.errors import SpecError


class ToolsVersionError(SpecError):
    """The installed cryosparc-tools does not have what was asked for."""


def installed_version() -> int:
    """Return the major version of cryosparc-tools, which is that of the CryoSPARC it is for.

    >>> installed_version()
    5
    """
    return int(cryosparc.__version__.partition(".")[0])


def unsent_keys() -> tuple[str, ...]:
    """Return the keys of inputs and outputs that the installed cryosparc-tools cannot send.

    >>> "match_result_by" in unsent_keys()
    True
    """
    if installed_version() < 5:
        return ("description", "repeat_allowed", "match_result_by")
    from cryosparc.models import job_spec

    return () if "match_result_by" in job_spec.InputSpec.model_fields else ("match_result_by",)


def version_error(lack: str) -> ToolsVersionError:
    """Make the error for what the installed version does not have."""
    return ToolsVersionError.of(
        f"cryosparc-tools {cryosparc.__version__} {lack}",
        hint="pip install 'cryosparc-tools>=5.0' for CryoSPARC 5",
    )
