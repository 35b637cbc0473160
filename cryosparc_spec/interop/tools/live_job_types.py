"""What a live server tells of job types."""

# cryosparc-tools ships neither py.typed nor stubs.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

from typing import TYPE_CHECKING

from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.conversions import job_types_of_register
from cryosparc_spec.converters.plain_data import structure
from cryosparc_spec.documents.job_register import JobRegister
from cryosparc_spec.interop.tools.versions import installed_version, version_error

if TYPE_CHECKING:
    from cryosparc.tools import CryoSPARC


def job_types_from(cs: CryoSPARC) -> JobTypes:
    """Return what the job register of a live server says: which job types take and make what.

    Keep it with :func:`~cryosparc_spec.dump`, and checks without a server are as certain:
    ``check --job-types FILE``. Needs version 5, and changes nothing. Raises
    :class:`ToolsVersionError` where the client does not have this.

    >>> job_types_from(project.cs)["homo_refine_new"].is_certain
    True
    """
    if installed_version() < 5:
        raise version_error("cannot ask a server for its job types")
    register = structure(cs.job_register.model_dump(mode="json", by_alias=True), JobRegister)
    source = f"job register of {cs.api.config.get_version()}"
    return job_types_of_register.job_types_from(register, source=source)
