"""What the client asks a server, the same for both versions of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

_READS = ("get_", "system.", "list_")
_ALSO_READ = {"health", "job_register", "login", "test_connection"}


class Request(NamedTuple):
    """A request as the server sees it."""

    name: str
    """Method of the API, such as ``jobs.create``; or the address that a file was sent to."""
    arguments: tuple[Any, ...] = ()
    """Arguments that came by place."""
    query: Mapping[str, Any] = {}
    """Arguments that came by name."""
    body: Any = None
    """What was sent with it: plain data, or the bytes of a table or file."""

    @property
    def writes(self) -> bool:
        """Whether it changes anything on a server.

        >>> Request("jobs.find_one", ("P3", "J42")).writes
        False
        """
        method = self.name.rpartition(".")[2] if "/" not in self.name else self.name
        reads = method.startswith((*_READS, "find", "load_", "download", "ls", "me"))
        return not reads and self.name not in _ALSO_READ and not self.name.startswith(_READS)
