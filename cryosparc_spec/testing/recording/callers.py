"""What the stack tells of a request: where the script asks, and what the client asks it for."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from traceback import walk_stack
from types import FrameType
from typing import Any, NamedTuple

from cryosparc_spec.problems.places import Position
from cryosparc_spec.problems.validators import is_mapping

_THE_CLIENT = {"cryosparc", "cryosparc_spec", "httpx", "httpcore", "pydantic", "urllib"}
_NOT_THE_SCRIPT = {
    *_THE_CLIENT,
    *("concurrent", "contextlib", "http", "runpy", "socketserver", "threading"),
}


class Connecting(NamedTuple):
    """What the client is about to connect, while it reads the job that the output comes from."""

    output: str
    """Output that it will look for."""
    job_uid: str
    """Job that has the input."""
    input: str
    """Input to connect."""
    slots: tuple[str, ...] = ()
    """Slots that the input is to have, if it has to be made."""


def place_in_script() -> Position | None:
    """Return the line of the user's code that made the client send a request."""
    for frame in _frames():
        if is_of_the_script(frame):
            return Position(frame.f_code.co_filename, frame.f_lineno)
    return None


def being_connected() -> Connecting | None:
    """Return what the client will look for in the job that it reads.

    The client refuses the name of an output that the job does not have, before it sends the name:
    a job that nobody described can have it only if it is known what will be looked for.
    """
    for frame in _frames():
        if _package(frame) == "cryosparc" and frame.f_code.co_name == "connect":
            values: dict[str, Any] = frame.f_locals
            slots = tuple(_names(values.get("slots")))
            here = (values["self"].uid, values["target_input"])
            return Connecting(values["source_output"], *here, slots)
    return None


def _names(slots: Any) -> Iterator[str]:
    for slot in slots or ():
        yield str(slot.get("name") if is_mapping(slot) else slot).removeprefix("?")


def is_of_the_script(frame: FrameType) -> bool:
    """Whether a frame is of the user's code, and not of the client or of what calls it."""
    return _package(frame) not in _NOT_THE_SCRIPT


def is_of_the_client(frame: FrameType) -> bool:
    """Whether a frame is of cryosparc-tools, or of what it works with."""
    return _package(frame) in _THE_CLIENT


def _frames() -> Iterator[FrameType]:
    return (frame for frame, _ in walk_stack(inspect.currentframe()))


def _package(frame: FrameType) -> str:
    module: str = frame.f_globals.get("__name__") or ""
    return module.partition(".")[0]
