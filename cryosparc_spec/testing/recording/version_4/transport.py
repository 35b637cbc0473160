"""What stands in for ``urlopen`` in the client of CryoSPARC 4."""

from __future__ import annotations

import json
from collections.abc import Callable
from email.message import Message
from io import BytesIO
from typing import Any
from urllib.error import HTTPError
from urllib.response import addinfourl

from cryosparc_spec.testing.recording.answering import Reply
from cryosparc_spec.testing.recording.instance import Instance
from cryosparc_spec.testing.recording.version_4.answers import answer_call, answer_upload

_DATASET = "application/x-cryosparc-dataset"


def urlopen_of(instance: Instance, network: Callable[..., Any]) -> Callable[..., Any]:
    """Return what opens the addresses that the client asks for; others go to the network."""

    def urlopen(request: Any, *args: Any, **kwargs: Any) -> Any:
        if not request.has_header("Originator"):
            return network(request, *args, **kwargs)
        body = _body(request.data)
        if request.selector == "/api":
            return _response(request, Reply(200, answer_call(instance, json.loads(body))))
        return _response(request, answer_upload(instance, request.selector, body))

    return urlopen


def _body(data: Any) -> bytes:
    if data is None or isinstance(data, bytes):
        return data or b""
    return data.read() if hasattr(data, "read") else b"".join(data)


def _response(request: Any, reply: Reply) -> addinfourl:
    headers = Message()
    data: Any = reply.data
    headers["Content-Type"] = _DATASET if isinstance(data, bytes) else "application/json"
    if reply.refusal is not None:
        headers.replace_header("Content-Type", "text/html")
        text = BytesIO(reply.refusal.encode())
        raise HTTPError(request.full_url, reply.code, "refused", headers, text)
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    headers["Content-Length"] = str(len(content))
    return addinfourl(BytesIO(content), headers, request.full_url, reply.code)
