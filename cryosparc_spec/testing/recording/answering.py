"""How a request is answered: by the user's own answer, or else by what the instance holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from cryosparc_spec.testing.recording.instance import Instance
from cryosparc_spec.testing.recording.refusals import RefusedError
from cryosparc_spec.testing.recording.requests import Request

Answer: TypeAlias = Callable[[Instance, Request], Any]


def always(value: Any) -> Answer:
    """Return what gives the same answer to every request."""

    def answer(instance: Instance, request: Request) -> Any:
        return value

    return answer


class Reply(NamedTuple):
    """What goes back to the client."""

    code: int
    """Code of HTTP."""
    data: Any
    """Plain data, or the bytes of a table or file."""

    @property
    def refusal(self) -> str | None:
        """What the server says where it refuses the request."""
        return self.data["detail"] if self.code >= 400 else None


def answered(instance: Instance, request: Request, answer: Answer) -> Reply:
    """Keep a request, and answer it."""
    instance.requests.append(request)
    try:
        if request.name not in instance.answers:
            return Reply(200, answer(instance, request))
        own = instance.answers[request.name]
        if isinstance(own, RefusedError):
            raise own
        return Reply(200, own)
    except RefusedError as error:
        return Reply(error.code, {"detail": error.detail})
