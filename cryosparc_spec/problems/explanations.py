"""What each kind of problem means: ``kinds.md``, of which the site has a page as well."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import attrs

from cryosparc_spec.problems.problem import ProblemKind

FILE = Path(__file__).with_name("kinds.md")
"""The texts: a section for each kind, with an example, and the same mended."""

_FENCED = re.compile(r"^```\w*\n(.*?)^```\n?", re.MULTILINE | re.DOTALL)


@attrs.frozen
class Explanation:
    """What a kind of problem means."""

    kind: ProblemKind
    """The kind."""
    markdown: str
    """What it means, an example, how to mend it, and the example mended."""

    @property
    def summary(self) -> str:
        """The first sentence."""
        first, *_ = re.split(r"(?<=\.)\s", self.markdown, maxsplit=1)
        return " ".join(first.split())

    @property
    def text(self) -> str:
        """The same for a terminal: examples are indented."""
        return _FENCED.sub(lambda match: _indented(match[1]), self.markdown)


def _indented(text: str) -> str:
    return "".join(f"    {line}".rstrip() + "\n" for line in text.splitlines())


@cache
def explanations() -> Mapping[ProblemKind, Explanation]:
    """Return what each kind means, in the order of the kinds."""
    found: dict[ProblemKind, Explanation] = {}
    for section in re.split(r"^## ", FILE.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        word, _, body = section.partition("\n")
        found[ProblemKind(word)] = Explanation(ProblemKind(word), body.strip() + "\n")
    return found


def explain(kind: ProblemKind) -> Explanation:
    """Return what a kind of problem means.

    >>> explain(ProblemKind.DUPLICATE_SLOT).summary
    'A slot is listed twice in one input or output.'
    """
    return explanations()[kind]
