"""What is sound passes, and what is planted is found: a sample of `python -m tests.soundness`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soundness.kinds import SOUND
from tests.soundness.measuring import (
    MISTAKES,
    outcome,
    planted_mistake,
    sound_sample,
    wrongly_said,
)

SOUND_SAMPLES = 100
PLANTED = 5


@pytest.mark.parametrize("kind", SOUND)
def test_what_cryosparc_and_its_client_write_is_sound(kind: str, tmp_path: Path) -> None:
    """No error and no warning is said of samples of each kind, but for those that are right."""
    found = {n: wrongly_said(sound_sample(kind, n), tmp_path) for n in range(SOUND_SAMPLES)}
    assert {number: [*map(str, said)] for number, said in found.items() if said} == {}


@pytest.mark.parametrize("name", MISTAKES)
def test_planted_mistakes_are_named_and_mended(name: str, tmp_path: Path) -> None:
    """Each is named at its place, and a fix that is given makes it go and brings no other."""
    outcomes = [outcome(planted_mistake(name, number), tmp_path) for number in range(PLANTED)]
    assert [each.said for each in outcomes if not each.right] == []


def test_mistakes_are_of_many_kinds() -> None:
    """At least forty kinds are planted, in documents and tables of every kind."""
    assert len(MISTAKES) >= 40
    assert {kind for kind, _ in MISTAKES.values()} >= {"definition", "dataset", "results group"}


@pytest.mark.parametrize("kind", SOUND)
def test_the_same_number_gives_the_same_sample(kind: str) -> None:
    """Samples are drawn from their number alone, so that figures can be had again."""
    assert sound_sample(kind, 7).files == sound_sample(kind, 7).files
