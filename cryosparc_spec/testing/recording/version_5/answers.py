"""Answers of CryoSPARC 5 to the requests of its client."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cryosparc_spec.testing.recording.answering import Answer, Reply, answered
from cryosparc_spec.testing.recording.instance import Instance
from cryosparc_spec.testing.recording.requests import Request
from cryosparc_spec.testing.recording.version_5 import job_data, jobs, projects
from cryosparc_spec.testing.recording.version_5.endpoints import Endpoint, endpoint_at, openapi

API = "/api/cmd"
"""Where the API is, below the address of an instance."""
ANSWERS: Mapping[str, Answer] = {**projects.ANSWERS, **jobs.ANSWERS, **job_data.ANSWERS}
"""What answers each method of the API."""
_SEVERAL = {"slots"}
"""Arguments that are lists."""


def answer(instance: Instance, method: str, url: str, body: bytes) -> Reply:
    """Return the answer to a request."""
    parts = urlsplit(url)
    path = parts.path.removeprefix(API)
    if path == "/openapi.json":
        return Reply(200, openapi())
    found = endpoint_at(method, path)
    if found is None:
        return Reply(404, {"detail": "Not Found"})
    endpoint, arguments = found
    query = {
        key: values if key in _SEVERAL else values[-1]
        for key, values in parse_qs(parts.query, keep_blank_values=True).items()
    }
    places = tuple(unquote(argument) for argument in arguments)
    request = Request(endpoint.name, places, query, _read(endpoint, body))
    return answered(instance, request, ANSWERS[endpoint.name])


def _read(endpoint: Endpoint, body: bytes) -> Any:
    if endpoint.kind in ("Dataset", "Stream"):
        return body
    if endpoint.kind == "form":
        return {key: values[-1] for key, values in parse_qs(body.decode()).items()}
    return json.loads(body) if body else None
