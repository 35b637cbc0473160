"""Slots, specs and jobs as cryosparc-tools has them, and back; needs the extra ``tools``.

Works with cryosparc-tools 5.0, the client of CryoSPARC 5, and with 4.7, that of CryoSPARC 4. What
the installed version does not have is told by :class:`ToolsVersionError`.
"""

# cryosparc-tools ships neither py.typed nor stubs.
# pyright: reportMissingTypeStubs=false

from cryosparc_spec.interop import extra_missing

try:
    import cryosparc as _cryosparc
except ImportError as error:
    raise extra_missing("tools", error) from None

from cryosparc_spec.interop.tools.external_jobs import Source, create_external_job
from cryosparc_spec.interop.tools.jobs import definition_of, job_of
from cryosparc_spec.interop.tools.live_job_types import job_types_from
from cryosparc_spec.interop.tools.live_slot_types import slot_types_from
from cryosparc_spec.interop.tools.pipelines import PipelineStoppedError, create_pipeline
from cryosparc_spec.interop.tools.specs import from_tools, to_tools
from cryosparc_spec.interop.tools.versions import ToolsVersionError, installed_version

__all__ = [
    "PipelineStoppedError",
    "Source",
    "ToolsVersionError",
    "create_external_job",
    "create_pipeline",
    "definition_of",
    "from_tools",
    "installed_version",
    "job_of",
    "job_types_from",
    "slot_types_from",
    "to_tools",
]

del _cryosparc, extra_missing
