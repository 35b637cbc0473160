"""What the attributes of documents may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from immutabledict import immutabledict

from cryosparc_spec import Datatype, SpecError
from cryosparc_spec.display.displayed import DisplayedMapping
from cryosparc_spec.documents.codec.quoted_text import QuotedText
from cryosparc_spec.documents.codec.value_types import (
    MapOf,
    OneOf,
    ValueType,
    explain_key,
    value_type_of,
)
from cryosparc_spec.problems.problem import Problem


class Part(ValueType):
    """An object of a class, for which its name stands."""

    kept = frozenset()
    expected = "a part"
    takes = frozenset({set})

    def __init__(self, cls: Any) -> None:
        self.cls = cls

    def read(self, value: Any) -> Any:
        """Return the name of the class."""
        return self.cls.__name__


def kind_of(annotation: Any) -> ValueType:
    """Return the kind of value that a type stands for."""
    return value_type_of(annotation, Part)


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (str, "text"),
        (bool, "true or false"),
        (int, "a whole number"),
        (float, "a number"),
        (None | str, "null or text"),
        (Any, "data"),
        (Datatype, "text"),
        (Datatype | str, "text"),
        (tuple[int, ...] | None, "a list or null"),
        (Mapping[str, int] | float, "a mapping or a number"),
        (Part | bool | None, "a part or true or false or null"),
    ],
    ids=str,
)
def test_kinds_are_told_in_words(annotation: Any, expected: str) -> None:
    """Where there are several, in the order of the type."""
    assert kind_of(annotation).expected == expected


@pytest.mark.parametrize(
    ("annotation", "value", "message"),
    [
        (float | None, "x", 'expected a number, got "x"'),
        (float | str, [], "expected a number or text, got a list"),
        (float | str | None, {}, "expected a number or text or null, got a mapping"),
        (tuple[str, ...] | None, 1, "expected a list, got 1"),
        (Mapping[str, str] | None, 1, "expected a mapping, got 1"),
        (Mapping[str, str] | None, {"a": 1}, '$.a: expected text, got 1; write "1"'),
        (tuple[str, ...] | bool, {"a": 1}, "expected a list or true or false, got a mapping"),
    ],
)
def test_a_value_of_no_kind_is_told(annotation: Any, value: object, message: str) -> None:
    """What was expected is the one kind there is besides null, or all of them."""
    found: list[Problem] = []
    kind_of(annotation).explain(value, (), found)
    assert [str(problem) for problem in found] == [message]
    with pytest.raises(SpecError):
        kind_of(annotation).read(value)


@pytest.mark.parametrize(
    ("annotation", "has_floats", "is_written_as_held"),
    [
        (str, False, True),
        (int, False, True),
        (float, True, True),
        (bool | None, False, True),
        (float | None, True, True),
        (Any, True, False),
        (Datatype, False, False),
        (Part | float, True, False),
        (tuple[str, ...], False, False),
        (tuple[float, ...], True, False),
        (tuple[float, ...] | str, True, False),
        (Mapping[str, float], False, False),
    ],
    ids=str,
)
def test_kinds_know_how_they_are_written(
    annotation: Any, has_floats: bool, is_written_as_held: bool
) -> None:
    """What may be a float, or a list of them, and what needs no other form."""
    kind = kind_of(annotation)
    assert (kind.may_hold_floats, kind.written_as_held) == (has_floats, is_written_as_held)


class Text(str):
    """Text of a class of its own."""

    __slots__ = ()


@pytest.mark.parametrize("annotation", [str, str | None, Datatype | str, Any], ids=str)
def test_only_the_quotes_of_text_are_known(annotation: Any) -> None:
    """Text of other classes is held bare, and so are quotes where anything may stand."""
    for text, cls in ((Text("a"), str), (QuotedText("a"), QuotedText), ("a", str)):
        held = kind_of(annotation).read(text)
        assert held == "a"
        assert type(held) is (cls if annotation in (str, str | None) else str)


def test_the_first_kind_that_takes_a_type_reads_it() -> None:
    """Also where a later one would."""
    assert kind_of(Datatype | int | Any).read("mask") is Datatype.MASK
    assert OneOf([kind_of(Any), kind_of(Datatype)]).read("mask") == "mask"
    assert type(OneOf([kind_of(Any), kind_of(Datatype)]).read("mask")) is str


def test_what_is_derived_from_a_type_is_read_by_the_first_kind_that_can() -> None:
    """As no kind takes its own type."""
    assert kind_of(int | str).read(Text("a")) == "a"
    with pytest.raises(SpecError, match=r"^expected a whole number or text, got a list$"):
        kind_of(int | str).read([])


@pytest.mark.parametrize(
    ("annotation", "raw", "held"),
    [
        pytest.param(Mapping[str, int], {"a": 1}, immutabledict({"a": 1}), id="atoms"),
        pytest.param(Mapping[str, Part], {"a": 1}, DisplayedMapping({"a": "int"}), id="objects"),
        pytest.param(Mapping[str, Any], {Text("a"): [1]}, immutabledict({"a": (1,)}), id="text"),
        pytest.param(Mapping[str, int], {}, immutabledict(), id="nothing"),
    ],
)
def test_mappings_are_frozen(annotation: Any, raw: Any, held: Any) -> None:
    """Those of objects are shown as tables."""
    found = value_type_of(annotation, lambda _: Part(int)).read(raw)
    assert found == held
    assert type(found) is type(held)
    assert {*map(type, found)} <= {str}


def test_an_empty_mapping_is_written_as_one() -> None:
    """Each time as another, since who has it may change it."""
    kind = MapOf(kind_of(int))
    first, second = kind.write(kind.read({})), kind.write(kind.read({}))
    assert first == second == {}
    assert first is not second


@pytest.mark.parametrize(
    ("key", "told"),
    [("a", []), (Text("a"), []), (1, ['$.a["1"]: expected text, got 1; write "1"'])],
)
def test_a_key_that_is_no_text_is_told(key: object, told: list[str]) -> None:
    """Its place has it as text."""
    found: list[Problem] = []
    explain_key(key, ("a",), found)
    assert [str(problem) for problem in found] == told
