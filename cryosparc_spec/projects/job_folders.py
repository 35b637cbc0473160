"""Folders of jobs, by their names and what is in them."""

from __future__ import annotations

import re
from pathlib import Path

JOB_UID = re.compile("J[0-9]+")
"""What the folder of a job is called in that of its project."""

JOB_FILE = "job.json"
"""Name of the file that describes the job of a folder."""


def is_job_folder(folder: Path) -> bool:
    """Whether a folder is that of a job in its project, by its name and what is in it."""
    return bool(JOB_UID.fullmatch(folder.name)) and (folder / JOB_FILE).exists()


def has_documents_of_tables(folder: Path) -> bool:
    """Whether documents in a folder say what is in the tables beside them."""
    return (folder / JOB_FILE).exists() or any(folder.glob("*.csg"))
