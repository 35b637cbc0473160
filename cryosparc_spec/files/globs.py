"""Patterns for paths, as those of ``.gitignore`` and ruff have them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from fnmatch import translate
from functools import lru_cache
from pathlib import Path

from cryosparc_spec.problems.validators import AnyPath

_PART = re.compile(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]/]*\]|.", re.DOTALL)
_IN_FNMATCH = re.compile(r"\(\?s:(.*)\)\\[Zz]", re.DOTALL)


def matches_any(
    path: AnyPath, patterns: Iterable[str], folder: AnyPath, *, itself: bool = False
) -> bool:
    """Whether a path, or a folder that it is in, matches one of the patterns.

    With ``itself``, it has to be the path itself that does.

    A pattern without a slash is that of a name anywhere below the folder; one with a slash is that
    of a path from the folder on. ``*`` and ``?`` stand for characters of one name, ``**/`` for any
    number of folders.

    >>> matches_any("jobs/old/a.yaml", ["old"], "."), matches_any("a.yaml", ["jobs/*.yaml"], ".")
    (True, False)
    """
    relative = os.path.relpath(os.path.abspath(path), os.path.abspath(folder))  # noqa: PTH100
    text = Path(relative).as_posix()
    return any(_compiled(pattern, itself).fullmatch(text) for pattern in patterns)


@lru_cache(256)
def _compiled(pattern: str, itself: bool) -> re.Pattern[str]:
    text = pattern.removeprefix("./").rstrip("/")
    anywhere = "" if "/" in text else r"(?:.*/)?"
    parts = "".join(map(_translated, _PART.findall(text.removeprefix("/"))))
    below = "" if itself else "(?:/.*)?"
    return re.compile(f"(?!\\.\\./){anywhere}{parts}{below}", re.DOTALL)


def _translated(part: str) -> str:
    match part:
        case "**/":
            return "(?:.*/)?"
        case "**":
            return ".*"
        case "*":
            return "[^/]*"
        case "?":
            return "[^/]"
        case _ if len(part) > 1:
            return f"(?!/){_IN_FNMATCH.sub(lambda match: match[1], translate(part))}"
        case _:
            return re.escape(part)
