"""What requests of the client of CryoSPARC 5 say, where several say it alike."""

from __future__ import annotations

from cryosparc_spec.testing.recording.instance import Instance
from cryosparc_spec.testing.recording.jobs import HeldJob, Raw
from cryosparc_spec.testing.recording.requests import Request


def job_asked(instance: Instance, request: Request) -> HeldJob:
    """Return the job that a request is about."""
    return instance.job(*request.arguments[:2])


def texts_set(request: Request) -> Raw:
    """Return the title or description that a request sets."""
    if request.name.endswith("set_description"):
        return {"description": request.body}
    return {"title": request.query["title"]} if request.name.endswith("set_title") else {}
