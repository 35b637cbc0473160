from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import ParseError
from cryosparc_spec.problems import ProblemKind
from cryosparc_spec.testing.values import texts
from cryosparc_spec.vocabulary.families import FamilyType, NestedStrFamily, StrFamily, word
from tests.strategies import FAMILIES, members


class Colour(NestedStrFamily):
    """All colours: has no members of its own."""


class WarmColour(Colour):
    """Has none either."""


class Red(WarmColour):
    ROSE = word("rose", "a light red", "1.0")
    RUST = word("rust", "a brown red")


class Yellow(WarmColour):
    AMBER = word("amber", "a dark yellow", "2.0")


class Blue(Colour):
    NAVY = word("navy", "a dark blue")


class Size(StrFamily):
    SMALL = word("small", "not big")
    BIG = "big"


every_family = pytest.mark.parametrize(
    "family", [pytest.param(family, id=family.__name__) for family in FAMILIES]
)


@pytest.mark.parametrize(
    ("family", "expected"),
    [
        pytest.param(Colour, [Red.ROSE, Red.RUST, Yellow.AMBER, Blue.NAVY], id="top"),
        pytest.param(WarmColour, [Red.ROSE, Red.RUST, Yellow.AMBER], id="between"),
        pytest.param(Yellow, [Yellow.AMBER], id="leaf"),
        pytest.param(NestedStrFamily, [], id="base"),
        pytest.param(Size, [Size.SMALL, Size.BIG], id="flat"),
        pytest.param(StrFamily, [], id="flat base"),
    ],
)
def test_family_holds_all_members_below(family: Any, expected: list[StrFamily]) -> None:
    """A family iterates, reverses, measures, tests, calls and indexes over all members below."""
    assert list(family) == expected
    assert list(reversed(family)) == expected[::-1]
    assert len(family) == len(expected)
    assert [family(member.value) for member in expected] == expected
    assert [family(member) for member in expected] == expected
    assert [family[member.name] for member in expected] == expected
    assert dict(family.__members__) == {member.name: member for member in expected}
    assert all(member in family and member.value in family for member in expected)
    assert all(family(member.value) is member for member in expected)


@every_family
def test_real_family_holds_all_members_below(family: Any) -> None:
    """Each family of the package looks every member below up by word, name and attribute."""
    found = list(family)
    assert found
    assert len(family) == len(found) == len({member.value for member in found})
    for member in found:
        assert isinstance(member, family)
        assert family(member.value) is family(member) is family[member.name] is member
        assert getattr(family, member.name) is member
        assert member in family
        assert member.value in family
    assert {member.name for member in found} <= set(dir(family))
    assert bool(family)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("rose", True, id="word"),
        pytest.param(Red.ROSE, True, id="member"),
        pytest.param("navy", False, id="word of a sister"),
        pytest.param(Blue.NAVY, False, id="member of a sister"),
        pytest.param("ROSE", False, id="name"),
        pytest.param(3, False, id="number"),
        pytest.param(None, False, id="none"),
        pytest.param([], False, id="unhashable"),
    ],
)
def test_membership(value: object, expected: bool) -> None:
    """Words and members below are in a family; anything else is not, and does not raise."""
    assert (value in WarmColour) is expected


def test_member_of_another_family_with_the_same_word_is_not_in() -> None:
    """A member is in its own family only, though its word may be in another."""

    class Mood(StrFamily):
        BLUE = word("navy", "sad")

    assert Mood.BLUE.value == "navy"
    assert Mood.BLUE not in Colour
    assert "navy" in Colour


@pytest.mark.parametrize(
    ("family", "value", "text"),
    [
        pytest.param(
            Colour,
            "rsoe",
            '"rsoe" is not a known colour: expected one of rose, rust, amber, navy; write "rose"',
            id="near",
        ),
        pytest.param(
            Colour,
            "Navy",
            '"Navy" is not a known colour: expected one of rose, rust, amber, navy; write "navy"',
            id="case",
        ),
        pytest.param(
            WarmColour,
            "x",
            '"x" is not a known warm colour: expected one of rose, rust, amber',
            id="two words",
        ),
        pytest.param(Size, None, "null is not a known size: expected one of small, big", id="none"),
        pytest.param(Size, [], "a list is not a known size: expected one of small, big", id="list"),
        pytest.param(Size, 1, "1 is not a known size: expected one of small, big", id="number"),
    ],
)
def test_unknown_word_is_refused(family: Any, value: object, text: str) -> None:
    """Calling a family with something else raises, with the vocabulary and the nearest word."""
    with pytest.raises(ParseError) as caught:
        family(value)
    assert str(caught.value) == text
    assert caught.value.problems[0].kind is ProblemKind.UNKNOWN_WORD


@pytest.mark.parametrize(
    ("family", "phrase"),
    [
        pytest.param(family, phrase, id=family.__name__)
        for family, phrase in zip(
            FAMILIES,
            [
                *("a known format", "a known asset format", "a known text format"),
                *("a known image format", "a known micrograph format", "a known dataset format"),
                *("a known content type", "a known asset content type"),
                *("a known text content type", "a known image content type"),
                *("a known binary content type", "a known micrograph content type"),
                *("a known dataset content type", "a known datatype", "a known job status"),
                *("a known category", "a known stability", "a known builder tag"),
                "a known loadable word",
            ],
            strict=True,
        )
    ],
)
def test_error_calls_the_family_by_its_plain_name(family: Any, phrase: str) -> None:
    """The error says what was wanted in words, and lists the whole vocabulary."""
    with pytest.raises(ParseError) as caught:
        family("?")
    words = ", ".join(member.value for member in family)
    assert str(caught.value) == f'"?" is not {phrase}: expected one of {words}'


@pytest.mark.parametrize("name", ["ROZE", "rose", "", "_ROSE"])
def test_unknown_name_is_refused(name: str) -> None:
    """A name that no member below has raises as usual: ``KeyError``, ``AttributeError``."""
    with pytest.raises(KeyError):
        Colour[name]
    with pytest.raises(AttributeError, match=f"Colour has no member {name}"):
        getattr(Colour, name)


@pytest.mark.parametrize("family", [Colour, WarmColour, Red])
def test_members_cannot_be_reassigned(family: Any) -> None:
    """Neither a family with members nor one above it lets a member be replaced or removed."""
    with pytest.raises(AttributeError, match="cannot reassign member ROSE"):
        family.ROSE = "x"
    with pytest.raises(AttributeError):
        del family.ROSE
    assert family.ROSE is Red.ROSE


def test_other_class_attributes_can_be_set() -> None:
    """What documentation tools set on a class, such as its docstring, can be set."""

    class Taste(StrFamily):
        SWEET = word("sweet", "like sugar")

    Taste.__doc__ = "Tastes."
    assert Taste.__doc__ == "Tastes."


@pytest.mark.parametrize("name", ["value", "name", "description", "since"])
def test_members_are_immutable(name: str) -> None:
    """What a member says of itself cannot be changed."""
    with pytest.raises(AttributeError):
        setattr(Red.ROSE, name, "x")


@pytest.mark.parametrize(
    ("member", "description", "since"),
    [
        pytest.param(Red.ROSE, "a light red", "1.0", id="all said"),
        pytest.param(Red.RUST, "a brown red", None, id="no release known"),
        pytest.param(Size.BIG, "", None, id="bare word"),
    ],
)
def test_member_knows_its_meaning_and_age(
    member: StrFamily, description: str, since: str | None
) -> None:
    """A member has its description and the release that brought it, where these were given."""
    assert (member.description, member.since) == (description, since)


@given(member=members())
def test_member_is_its_word(member: StrFamily) -> None:
    """A member is text equal to its word, in hashes, sorting, dicts and comparisons too."""
    word = member.value
    assert type(word) is str
    assert isinstance(member, str)
    assert member == word
    assert hash(member) == hash(word)
    by_text: dict[str, int] = {member: 1}
    assert by_text[word] == {word: 1}[member] == 1
    assert sorted([member, "!"]) == ["!", word]
    assert member != word + "x"


@given(member=members())
def test_member_prints_as_its_word(member: StrFamily) -> None:
    """``str``, ``format``, ``%s``, joining and JSON give the word, as value and as key."""
    word = member.value
    assert str(member) == f"{member}" == "%s" % member == "".join([member]) == word  # noqa: UP031
    assert type(str(member)) is str
    assert f"{member:>70}" == f"{word:>70}"
    assert json.dumps({member: [member]}) == json.dumps({word: [word]})
    assert repr(member) == f"<{type(member).__name__}.{member.name}: {word!r}>"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@given(member=members())
def test_member_is_a_singleton(protocol: int, member: StrFamily) -> None:
    """Pickle, copy and deepcopy give back the very member."""
    assert pickle.loads(pickle.dumps(member, protocol)) is member
    assert copy.copy(member) is copy.deepcopy(member) is member


@given(text=texts() | st.integers() | st.none())
def test_call_and_membership_agree(text: Any) -> None:
    """A family takes a value exactly where it says that the value is in it."""
    for family in FAMILIES:
        if text in family:
            assert family(text) == text
        else:
            with pytest.raises(ParseError):
                family(text)


@every_family
def test_members_say_what_they_mean(family: Any) -> None:
    """Every word of the package has a description and a first release."""
    for member in family:
        assert member.description
        assert member.since is not None
        assert isinstance(type(member), FamilyType)


def test_members_match() -> None:
    """A member can be a case of a ``match``, also through a family above it."""
    match Red.RUST:
        case Colour.ROSE:
            raise AssertionError
        case Colour.RUST as found:
            assert found is Red.RUST
