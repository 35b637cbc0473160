"""What all documents of CryoSPARC have in common: their constructor holds them to their types."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Mapping
from typing import Any

import attrs
import pytest
from immutabledict import immutabledict

from cryosparc_spec import Datatype, ParseError, SpecError
from cryosparc_spec.documents import Input
from cryosparc_spec.documents.codec.server_document import ServerDocument, attribute_types
from cryosparc_spec.documents.codec.value_types import ValueType, value_type_of


@attrs.frozen(kw_only=True)
class Part(ServerDocument):
    """A part of the document."""

    name: str


@attrs.frozen(kw_only=True)
class Whole(ServerDocument):
    """A document with an attribute of each kind."""

    word: Datatype | str = "particle"
    number: float = 0
    count: int | str | None = None
    flag: bool = False
    part: Part | None = None
    either: Part | bool = False
    names: tuple[str, ...] = ()
    parts: tuple[Part | str, ...] = ()
    named: Mapping[str, Part] = immutabledict()
    free: Any = None


def test_a_document_made_here_is_frozen_through_and_through() -> None:
    """Lists and dicts become tuples and frozen mappings, words become members."""
    part = Part(name="a")
    given: Any = {
        "names": ["a"],
        "parts": [part, "b"],
        "named": {"a": part},
        "free": [{"b": [1, None]}],
        "extras": {"new": [2]},
    }
    document = Whole(**given)
    assert document.word is Datatype.PARTICLE
    assert document.names == ("a",)
    assert document.parts == (part, "b")
    assert document.named == immutabledict(a=part)
    assert document.free == (immutabledict(b=(1, None)),)
    assert document.extras == immutabledict(new=(2,))
    assert {document: 1}[copy.copy(document)] == 1
    assert pickle.loads(pickle.dumps(document)) == document
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        document.flag = True  # type: ignore[misc]  # what is tested


WRONG = [
    pytest.param({"word": 1}, '$.word: expected text, got 1; write "1"', id="word"),
    pytest.param({"number": True}, "$.number: expected a number, got true", id="number"),
    pytest.param(
        {"count": 1.5}, "$.count: expected a whole number or text or null, got 1.5", id="count"
    ),
    pytest.param(
        {"flag": "no"}, '$.flag: expected true or false, got "no"; write false', id="flag"
    ),
    pytest.param(
        {"part": {"name": "a"}},
        "$.part: expected an object of class Part, got a mapping",
        id="mapping-for-a-part",
    ),
    pytest.param(
        {"either": None},
        "$.either: expected an object of class Part or true or false, got null",
        id="either",
    ),
    pytest.param({"names": "a"}, '$.names: expected a list, got "a"', id="text-for-a-list"),
    pytest.param(
        {"named": {"a": 1}}, "$.named.a: expected an object of class Part, got 1", id="in-a-mapping"
    ),
    pytest.param(
        {"named": [1]}, "$.named: expected a mapping, got a list", id="list-for-a-mapping"
    ),
    pytest.param(
        {"free": {"a": [set()]}},
        "$.free.a[0]: expected text, a number, true, false, null, a list or a mapping, got a value "
        "of type set",
        id="free",
    ),
    pytest.param(
        {"flag": 1, "names": [1]},
        "2 problems:\n  $.flag: expected true or false, got 1; write true\n"
        '  $.names[0]: expected text, got 1; write "1"',
        id="all-at-once",
    ),
]


@pytest.mark.parametrize(("given", "expected"), WRONG)
def test_an_attribute_of_another_type_is_refused(given: dict[str, Any], expected: str) -> None:
    """The message says which attribute, and what it may hold; changes are held to the same."""
    with pytest.raises(ParseError) as caught:
        Whole(**given)
    assert str(caught.value) == expected
    with pytest.raises(ParseError) as caught:
        attrs.evolve(Whole(), **given)
    assert str(caught.value) == expected


def test_a_subclass_does_not_stand_for_the_class() -> None:
    """It would be written with keys that are not of the class, and read back as another."""

    @attrs.frozen(kw_only=True)
    class Special(Part):
        """A part of another class."""

    with pytest.raises(ParseError, match="expected an object of class Part"):
        Whole(part=Special(name="a"))


def test_types_of_attributes_are_resolved() -> None:
    """Names in annotations become the classes they stand for."""
    assert attribute_types(Whole)["part"] == Part | None
    assert attribute_types(Whole)["extras"] == Mapping[str, Any]


def test_what_is_derived_from_text_and_numbers_is_held_bare() -> None:
    """Members of other enums and the like become what every writer takes."""

    class Text(str):
        """Text with a class of its own."""

    document = Whole(names=(Text("a"),), free=Text("b"), word=Text("newer"))
    assert [type(text) for text in (*document.names, document.free, document.word)] == [str] * 3


@pytest.mark.parametrize("key", ["type", "slots", "title", "connections"])
def test_a_known_key_among_extras_is_told_at_its_place(key: str) -> None:
    """With the attribute that it is expected as."""
    with pytest.raises(ParseError) as caught:
        Input(type="mask", extras={key: 1})
    [problem] = caught.value.problems
    assert problem.path == ("extras", key)
    assert str(problem).endswith(f"is known here: expected it as the attribute {key}")


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (float, "x", 'expected a number, got "x"'),
        (int, "x", 'expected a whole number, got "x"'),
        (bool, "x", 'expected true or false, got "x"'),
        (str, [1], "expected text, got a list"),
        (tuple[int, ...], 3, "expected a list, got 3"),
    ],
)
def test_values_of_another_type_in_words(kind: Any, value: object, text: str) -> None:
    """What was expected, and what there is."""
    with pytest.raises(SpecError, match=re.escape(text)):
        value_type_of(kind, lambda _: ValueType()).read(value)
