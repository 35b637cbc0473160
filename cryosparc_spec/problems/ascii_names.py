"""Names that have to be of ASCII, and text that was meant for one."""

from __future__ import annotations

import re

from cryosparc_spec.problems.value_text import show_value


def name_from(text: str) -> str | None:
    """Return text as a name of ASCII letters, digits and underscores; ``None`` if it is none.

    Accents go. Nothing takes the place of a letter of another alphabet.

    >>> name_from("données brutes"), name_from("микро")
    ('donnees_brutes', None)
    """
    if not text.isascii():
        from unicodedata import combining, normalize

        text = "".join(each for each in normalize("NFKD", text) if not combining(each))
        if any(each.isalnum() and not each.isascii() for each in text):
            return None
    return re.sub("[^0-9A-Za-z_]+", "_", text).strip("_") or None


def not_ascii_in(text: str) -> str:
    """Return what to add to a message of a name: a letter may only look like one of ASCII.

    >>> not_ascii_in("ñame"), not_ascii_in("n-ame")
    ('; "ñ" (U+00F1) is not of ASCII', '')
    """
    found = next((each for each in text if not each.isascii()), None)
    return "" if found is None else f"; {show_value(found)} (U+{ord(found):04X}) is not of ASCII"
