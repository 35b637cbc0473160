"""What is sound passes, and what is planted is found: a sample of `python -m tests.soundness`."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest

from tests.soundness.kinds import SOUND
from tests.soundness.made import MADE
from tests.soundness.measuring import (
    MISTAKES,
    outcome,
    planted_mistake,
    sound_sample,
    wrongly_made,
    wrongly_said,
)
from tests.soundness.samples import Document

SOUND_SAMPLES = 100
MADE_SAMPLES = 30
PLANTED = 5


@pytest.mark.parametrize("kind", SOUND)
def test_what_cryosparc_and_its_client_write_is_sound(kind: str, tmp_path: Path) -> None:
    """No error and no warning is said of samples of each kind, but for those that are right."""
    found = {n: wrongly_said(sound_sample(kind, n), tmp_path) for n in range(SOUND_SAMPLES)}
    assert {number: [*map(str, said)] for number, said in found.items() if said} == {}


@pytest.mark.parametrize("name", MADE)
def test_what_is_made_of_sound_things_is_sound(name: str, tmp_path: Path) -> None:
    """No error and no warning is said of what is loaded, built, inferred or converted."""
    found = {n: wrongly_made(name, n, tmp_path) for n in range(MADE_SAMPLES)}
    assert {number: [*map(str, said)] for number, said in found.items() if said} == {}


@pytest.mark.parametrize("name", MISTAKES)
def test_planted_mistakes_are_named_and_mended(name: str, tmp_path: Path) -> None:
    """Each is named at its place, and a fix that is given makes it go and brings no other."""
    outcomes = [outcome(planted_mistake(name, number), tmp_path) for number in range(PLANTED)]
    assert [each.said for each in outcomes if not each.right] == []


def test_mistakes_are_of_many_kinds() -> None:
    """At least forty kinds are planted, in documents and tables."""
    assert len(MISTAKES) >= 40
    kinds = {kind for kind, _ in MISTAKES.values()}
    assert kinds == {"definition", "dataset", "results group", "job"}


@pytest.mark.parametrize("kind", SOUND)
def test_the_same_number_gives_the_same_sample(kind: str) -> None:
    """Samples are drawn from their number alone, so that figures can be had again."""
    assert sound_sample(kind, 7).files == sound_sample(kind, 7).files


@pytest.mark.parametrize("name", ["slot misspelled", "no uid", "create for created"])
def test_a_mistake_that_is_not_there_is_not_found(name: str, tmp_path: Path) -> None:
    """What is said of the sample without the mistake does not count as naming it."""
    planted = planted_mistake(name, 1)
    assert not outcome(attrs.evolve(planted, sample=planted.original), tmp_path).named


@pytest.mark.parametrize("suffix", [".json", ".toml", ".yaml"])
def test_places_are_where_values_stand(suffix: str) -> None:
    """Text at the place of a value in a document is that value: places are held to it."""
    document = attrs.evolve(sound_sample("definition", 2).document, suffix=suffix)
    text = document.text()
    lines = text.text.split("\n")
    seen = 0
    for path, spot in text.spots.items():
        value = document.data
        for key in path:
            value = value[key]
        line, column = spot.value
        at = lines[line - 1][column - 1 :]
        if isinstance(value, str) and "\n" not in value:
            seen += 1
            assert at.startswith((value[:5], json.dumps(value, ensure_ascii=False)[:5], "'"))
    assert seen > 3
    assert isinstance(document, Document)


def test_the_page_has_all_kinds() -> None:
    """The page on what is checked has a line for each kind of sample and of mistake."""
    page = (Path(__file__).parents[2] / "docs" / "soundness.md").read_text(encoding="utf-8")
    for name in (*SOUND, *MADE, *MISTAKES):
        assert f"\n| {name} |" in page
