"""The way of the client's requests: to the instance in memory, and not to the network."""

# cryosparc-tools ships neither py.typed nor stubs.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from cryosparc_spec.interop.tools.versions import installed_version
from cryosparc_spec.testing.recording.answering import Reply
from cryosparc_spec.testing.recording.instance import Instance
from cryosparc_spec.testing.recording.patching import replaced
from cryosparc_spec.testing.recording.version_4.made_up import made_up_when_loaded
from cryosparc_spec.testing.recording.version_4.transport import urlopen_of
from cryosparc_spec.testing.recording.version_5.answers import answer

_BYTES = "application/octet-stream"


@contextmanager
def in_memory(instance: Instance) -> Generator[None]:
    """Let an instance answer what the client of this process sends; all else goes its way."""
    if installed_version() < 5:
        command: Any = import_module("cryosparc.command")
        job: Any = import_module("cryosparc.job")
        with (
            replaced(command, "urlopen", urlopen_of(instance, command.urlopen)),
            made_up_when_loaded(instance, job.Job),
        ):
            yield
        return
    httpx: Any = import_module("httpx")
    handle = _handler(instance, httpx, httpx.HTTPTransport.handle_request)
    with replaced(httpx.HTTPTransport, "handle_request", handle):
        yield


def _handler(
    instance: Instance, httpx: Any, network: Callable[[Any, Any], Any]
) -> Callable[[Any, Any], Any]:
    def handle_request(transport: Any, request: Any) -> Any:
        if not request.headers.get("User-Agent", "").startswith("cryosparc-tools/"):
            return network(transport, request)
        reply = answer(instance, request.method, str(request.url), request.read())
        content, headers = encoded(reply)
        return httpx.Response(reply.code, content=content, headers=headers)

    return handle_request


def encoded(reply: Reply) -> tuple[bytes, dict[str, str]]:
    """Return the content and the headers of a reply."""
    if isinstance(reply.data, bytes):
        return reply.data, {"Content-Type": _BYTES}
    return json.dumps(reply.data).encode(), {"Content-Type": "application/json"}
