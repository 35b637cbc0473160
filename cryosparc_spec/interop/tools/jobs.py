"""Jobs that the client holds, as documents and definitions of this package."""

# cryosparc-tools ships neither py.typed nor stubs.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryosparc_spec.conversions import definition_of_job
from cryosparc_spec.conversions.v4_to_v5 import to_job
from cryosparc_spec.converters.plain_data import structure
from cryosparc_spec.documents.job import Job
from cryosparc_spec.documents.job_definition import JobDefinition
from cryosparc_spec.documents.legacy_job import LegacyJob
from cryosparc_spec.interop.tools.versions import installed_version

if TYPE_CHECKING:
    from cryosparc.controllers.job import JobController


def definition_of(job: JobController) -> JobDefinition:
    """Return the definition that would make a job like this one, to keep in a repository.

    What is connected is not part of it. Raises :class:`~cryosparc_spec.SpecError` for
    datatypes and slots not known here.

    >>> definition = definition_of(project.find_job("J12"))
    >>> definition.outputs["exposures"].type
    <Datatype.EXPOSURE: 'exposure'>
    """
    return definition_of_job.definition_of(job_of(job))


def job_of(job: JobController) -> Job:
    """Return the document of a job that the client holds, of version 4 as version 5 has it.

    >>> job_of(project.find_job("J12")).uid
    'J12'
    """
    if installed_version() >= 5:
        raw = job.model.model_dump(mode="json", by_alias=True)
        return structure(raw, Job)
    legacy: Any = job
    return to_job(structure(legacy.doc, LegacyJob))
