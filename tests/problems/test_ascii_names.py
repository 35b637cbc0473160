from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec.problems.ascii_names import name_from, not_ascii_in


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("my picks", "my_picks", id="space"),
        pytest.param("picks - 2", "picks_2", id="several characters"),
        pytest.param("2d", "2d", id="digit first"),
        pytest.param("Größe", None, id="a letter without an accent to lose"),
        pytest.param("micrographies_défocalisées", "micrographies_defocalisees", id="accents"),
        pytest.param("e\u0301te\u0301", "ete", id="accents that are characters"),
        pytest.param("\uff23\uff34\uff26", "CTF", id="wide letters"),
        pytest.param("picks\u2013a", "picks_a", id="dash"),
        pytest.param("micr\u043egraphs", None, id="Cyrillic o"),
        pytest.param("picks_\u0663", None, id="digit of Arabic"),
        pytest.param("\u65e5\u672c", None, id="Japanese"),
        pytest.param("-", None, id="nothing usable"),
    ],
)
def test_a_name_is_made_of_text(text: str, name: str | None) -> None:
    """Accents go; for a letter of another alphabet nobody knows what is meant."""
    assert name_from(text) == name


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("a-b c", "", id="only ASCII"),
        pytest.param("", "", id="nothing"),
        pytest.param("bl\u03bfb\u03bf", '; "\u03bf" (U+03BF) is not of ASCII', id="Greek"),
        pytest.param("a\u00a0b", '; "\\u00a0" (U+00A0) is not of ASCII', id="wide space"),
        pytest.param("\ufeffa", '; "\\ufeff" (U+FEFF) is not of ASCII', id="byte order mark"),
    ],
)
def test_what_is_not_of_ascii_is_named(text: str, told: str) -> None:
    """The first such character, by its number too: it may look like another, or be unseen."""
    assert not_ascii_in(text) == told


@given(st.text(max_size=20))
def test_any_text_gives_a_name_or_none(text: str) -> None:
    """A name is of ASCII, and makes itself."""
    name = name_from(text)
    assert name is None or (name.isascii() and name.replace("_", "a").isalnum())
    assert name is None or name_from(name) == name
