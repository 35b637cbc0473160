"""Blueprints as CryoSPARC exports them.

cryosparc-tools has no model of them: the structure is that of exports of CryoSPARC 4.7 and 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from cryosparc_spec.documents.codec.server_document import (
    ALSO,
    KEY,
    WRITTEN,
    ServerDocument,
)
from cryosparc_spec.documents.workflow import WorkflowParameter
from cryosparc_spec.problems.frozen_data import NOTHING


@attrs.frozen(kw_only=True)
class Blueprint(ServerDocument):
    """A blueprint: a job type with parameters set, to make jobs from.

    >>> Blueprint(job_type="extract_micrographs_multi", title="Box of 256").title
    'Box of 256'
    """

    id: str | None = attrs.field(default=None, metadata={KEY: "_id", ALSO: "id"})
    """Identity in the database."""
    job_type: str = attrs.field(default="", metadata={KEY: "jobType", **WRITTEN})
    """Word for the job type it makes."""
    title: str | None = None
    """What people read, and the title of the jobs where ``apply_title`` says so."""
    description: str | None = None
    """What it is for, and the description of the jobs where ``apply_description`` says so."""
    apply_title: Any = attrs.field(default=None, metadata={KEY: "applyTitle"})
    """Whether the jobs get its title, as written."""
    apply_description: Any = attrs.field(default=None, metadata={KEY: "applyDescription"})
    """Whether the jobs get its description, as written."""
    parameters: Mapping[str, WorkflowParameter] = NOTHING
    """Parameters by name: value, flagged and notes."""
    cs_version: str | None = attrs.field(default="", metadata={KEY: "csVersion", **WRITTEN})
    """Version of CryoSPARC that wrote it; empty where it is not said."""
    version: str | None = attrs.field(default=None, metadata={KEY: "blueprintVersion"})
    """Version of the structure of the file: ``1.0.0``."""
    created_at: Any = attrs.field(default=None, metadata={KEY: "createdAt"})
    """When it was made, as written."""
    created_by: Any = attrs.field(default=None, metadata={KEY: "createdBy"})
    """Who made it, as written."""
    updated_at: Any = attrs.field(default=None, metadata={KEY: "updatedAt"})
    """When it was last changed, as written."""
    updated_by: Any = attrs.field(default=None, metadata={KEY: "updatedBy"})
    """Who last changed it, as written."""
    pinned: Any = None
    """Whether it stands above others, as written."""
    imported: Any = None
    """Whether it came from a file, as written."""
    reference: Any = None
    """What it was made from, as written."""
