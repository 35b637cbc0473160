"""Scripts that leave out who logs in, and where: the environment or a stored session says it."""

# cryosparc-tools ships neither py.typed nor stubs.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any

from cryosparc.tools import CryoSPARC

from cryosparc_spec.interop.tools.versions import installed_version
from cryosparc_spec.testing.recording.patching import replaced

ADDRESS = "http://localhost:39000"
_WHO: Mapping[str, str] = {"email": "user@example.com", "password": "password"}
_LICENSE = "00000000-0000-0000-0000-000000000000"


@contextmanager
def anyone_logs_in() -> Generator[None]:
    """Let ``CryoSPARC()`` log in, whatever is left out.

    Stored sessions of the user are neither looked for nor sent anywhere.
    """
    with replaced(CryoSPARC, "__init__", with_defaults(CryoSPARC.__init__)):
        yield


def with_defaults(init: Callable[..., None]) -> Callable[..., None]:
    """Return what makes the client, and fills in what is left out of who logs in."""
    signature = inspect.signature(init)

    @functools.wraps(init)
    def logged_in(*args: Any, **kwargs: Any) -> None:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        for name, value in _missing(bound.arguments).items():
            if not bound.arguments[name]:
                bound.arguments[name] = value
        init(*bound.args, **bound.kwargs)

    return logged_in


def _missing(given: Mapping[str, Any]) -> Mapping[str, str]:
    if installed_version() < 5:
        return {**_WHO, "license": _LICENSE}
    placed = given["base_url"] or given["host"] or given["base_port"]
    return _WHO if placed else {**_WHO, "base_url": ADDRESS}
