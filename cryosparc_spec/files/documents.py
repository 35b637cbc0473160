"""What a file can hold."""

from __future__ import annotations

from typing import TypeAlias

from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.documents.blueprint import Blueprint
from cryosparc_spec.documents.job import Job, JobSpec
from cryosparc_spec.documents.job_definition import JobDefinition
from cryosparc_spec.documents.job_register import JobRegister
from cryosparc_spec.documents.legacy_job import LegacyJob
from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline
from cryosparc_spec.documents.results_group import ResultsGroup
from cryosparc_spec.documents.workflow import Workflow

Document: TypeAlias = (
    JobDefinition
    | BuiltInJob
    | Pipeline
    | Job
    | JobSpec
    | LegacyJob
    | JobRegister
    | ResultsGroup
    | Workflow
    | Blueprint
    | SlotTypes
    | JobTypes
)
"""A document of any kind."""
