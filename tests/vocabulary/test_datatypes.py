from __future__ import annotations

from typing import Any

import pytest

from cryosparc_spec import Datatype
from cryosparc_spec.vocabulary import BuilderTag, Category, JobStatus, LoadableWord, Stability
from cryosparc_spec.vocabulary.families import StrFamily

# The first of the 20 published releases of cryosparc-tools (0.0.3 to 5.0.3) that names the word.
DATATYPES_SINCE = {
    **dict.fromkeys(["exposure", "particle", "template", "volume", "mask"], "0.0.3"),
    **dict.fromkeys(["ml_model", "symmetry_candidate", "flex_mesh", "flex_model"], "4.1.0"),
    **dict.fromkeys(["live", "hyperparameter"], "4.4.0"),
    **dict.fromkeys(["volume_multi", "denoise_model", "annotation_model"], "4.5.1"),
}


def test_datatypes_since() -> None:
    """Each datatype carries the release of cryosparc-tools that first named it."""
    assert {member.value: member.since for member in Datatype} == DATATYPES_SINCE


@pytest.mark.parametrize(
    ("family", "since"),
    [
        pytest.param(JobStatus, "0.0.3", id="JobStatus"),
        pytest.param(Category, "5.0.0", id="Category"),
        pytest.param(Stability, "5.0.0", id="Stability"),
        pytest.param(BuilderTag, "5.0.0", id="BuilderTag"),
        pytest.param(LoadableWord, "5.0.0", id="LoadableWord"),
    ],
)
def test_words_that_came_together(family: Any, since: str) -> None:
    """The words of these families all came with one release."""
    assert {member.since for member in family} == {since}


@pytest.mark.parametrize(
    ("family", "count"),
    [
        pytest.param(Datatype, 14, id="Datatype"),
        pytest.param(JobStatus, 9, id="JobStatus"),
        pytest.param(Category, 21, id="Category"),
        pytest.param(Stability, 5, id="Stability"),
        pytest.param(BuilderTag, 9, id="BuilderTag"),
        pytest.param(LoadableWord, 3, id="LoadableWord"),
    ],
)
def test_names_follow_the_words(family: Any, count: int) -> None:
    """A member is named as its word in capitals, so that it can be guessed."""
    assert len(family) == count
    for member in family:
        assert member.name.replace("_", "") == member.value.replace("_", "").upper()
        assert isinstance(member, StrFamily)


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        pytest.param("particl", "particle", id="letter missing"),
        pytest.param("particles", "particle", id="plural"),
        pytest.param("Exposure", "exposure", id="capital"),
        pytest.param("volume-multi", "volume_multi", id="dash"),
        pytest.param("micrograph", "exposure", id="another word for it"),
        pytest.param("Movies", "exposure", id="another word, capital"),
        pytest.param("maps", "volume", id="another word, plural"),
        pytest.param("class_averages", "template", id="what the templates are"),
        pytest.param("mesh", "flex_mesh", id="the end of it"),
        pytest.param("xyz", None, id="nothing near"),
    ],
)
def test_mistyped_datatype(word: str, nearest: str | None) -> None:
    """A mistyped datatype is refused with the nearest one."""
    with pytest.raises(ValueError, match="is not a known datatype") as caught:
        Datatype(word)
    told = f'; write "{nearest}"' if nearest else f": expected one of {', '.join(Datatype)}"
    assert str(caught.value) == f'"{word}" is not a known datatype{told}'
