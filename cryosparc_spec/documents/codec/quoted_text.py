"""Text that would be a date if it had no quotes."""

from __future__ import annotations


class QuotedText(str):
    """Text of a ``.csg`` file that stands in quotes, and looks like a date: it keeps its quotes.

    It equals the same text without them.

    >>> QuotedText("2024-09-23") == "2024-09-23"
    True
    """

    __slots__ = ()
