"""Words that are not known, and the nearest ones that are."""

from __future__ import annotations

import pytest

from cryosparc_spec.problems.words import few_near_words, nearest_word


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        pytest.param("particl", "particle", id="letter missing"),
        pytest.param("PARTICLE", "particle", id="case"),
        pytest.param("volum", "volume", id="the other"),
        pytest.param("zzz", None, id="nothing near"),
        pytest.param("", None, id="empty"),
        pytest.param("particle" * 100, None, id="too long to compare"),
    ],
)
def test_nearest_word(word: str, nearest: str | None) -> None:
    """The nearest known word is found whatever the case, or none."""
    assert nearest_word(word, ["particle", "volume"]) == nearest


LARGE = [f"word_{number}" for number in range(1000)]
SMALL = [f"word_{number}" for number in range(100)]


@few_near_words
def found_of(slips: list[str], words: list[str]) -> int:
    """Count the slips of which the nearest word is found."""
    return sum(nearest_word(slip, words) is not None for slip in slips)


def test_near_words_are_looked_for_only_so_often() -> None:
    """In one call, whatever is called in it; the next call begins anew."""

    @few_near_words
    def twice() -> int:
        return found_of(["word_1x"] * 25, LARGE) + found_of(["word_1x"] * 25, LARGE)

    assert (found_of(["word_1x"] * 50, LARGE), twice(), twice()) == (20, 20, 20)


@pytest.mark.parametrize(
    ("slips", "found"),
    [
        pytest.param(["word_1x"] * 5000, 5000, id="one slip again and again"),
        pytest.param([f"word_{i}x" for i in range(200)], 200, id="as many slips as are compared"),
        pytest.param([f"word_{i}x" for i in range(250)], 200, id="more slips"),
        pytest.param([f"word_{i}x" for i in range(250)] * 4, 800, id="those that came before"),
        pytest.param([f"word_{i}x" for i in range(300)] + ["word_3"] * 9, 209, id="known words"),
    ],
)
def test_a_slip_of_a_small_vocabulary_is_compared_once(slips: list[str], found: int) -> None:
    """What was found of it stays found when nothing more is compared."""
    assert found_of(slips, SMALL) == found


def test_the_nearest_word_depends_on_the_words_and_how_alike_it_is() -> None:
    """What is remembered is not that of other words."""

    @few_near_words
    def look() -> list[str | None]:
        return [
            *(nearest_word("blobb", words) for words in (["blob"], ["bob"], ["x"])),
            *(nearest_word("blobb", ["bob"], cutoff=cutoff) for cutoff in (0.6, 0.8)),
        ]

    assert look() == ["blob", "bob", None, "bob", None]
