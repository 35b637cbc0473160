from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Any

import attrs
import pytest
from hypothesis import given

from cryosparc_spec import Datatype, ParseError, SpecError
from cryosparc_spec.problems import ProblemKind
from cryosparc_spec.problems.validators import (
    LONGEST_NAME,
    as_bool,
    as_identifier,
    as_int,
    as_number,
    as_text,
    as_text_or_none,
    as_texts,
    as_tuple,
    is_list,
    is_mapping,
    items_of,
    valid,
    wrong_type,
)
from cryosparc_spec.testing.values import identifiers

HUGE = 10**5000


@pytest.mark.parametrize(
    ("check", "value"),
    [
        pytest.param(as_text, "", id="text, empty"),
        pytest.param(as_text, "false", id="text like a boolean"),
        pytest.param(as_text, Datatype.MASK, id="text, a member"),
        pytest.param(as_text_or_none, "a", id="text or none, text"),
        pytest.param(as_text_or_none, None, id="text or none, none"),
        pytest.param(as_bool, True, id="true"),
        pytest.param(as_bool, False, id="false"),
        pytest.param(as_int, 0, id="int, zero"),
        pytest.param(as_int, -(10**30), id="int, big"),
        pytest.param(as_number, 3, id="number, whole"),
        pytest.param(as_number, 3.7, id="number, fraction"),
        pytest.param(as_identifier, "ctf", id="identifier"),
        pytest.param(as_identifier, "_A1", id="identifier, underscore first"),
        pytest.param(as_identifier, "a" * LONGEST_NAME, id="identifier, longest"),
    ],
)
def test_exact_value_passes(check: Callable[[object], object], value: object) -> None:
    """A value of the very type passes, and is the same object after."""
    assert check(value) is value


@pytest.mark.parametrize(
    ("check", "value", "text"),
    [
        pytest.param(as_text, None, "expected text, got null", id="text, none"),
        pytest.param(as_text, True, "expected text, got true", id="text, true"),
        pytest.param(as_text, 3, 'expected text, got 3; write "3"', id="text, int"),
        pytest.param(as_text, 3.7, 'expected text, got 3.7; write "3.7"', id="text, float"),
        pytest.param(as_text, HUGE, "expected text, got a huge number", id="text, huge int"),
        pytest.param(as_text, float("nan"), "expected text, got nan", id="text, nan"),
        pytest.param(as_text, ["a"], "expected text, got a list", id="text, list"),
        pytest.param(as_text, b"a", "expected text, got a value of type bytes", id="text, bytes"),
        pytest.param(as_text_or_none, 3, 'expected text, got 3; write "3"', id="text or none"),
        pytest.param(as_bool, None, "expected true or false, got null", id="bool, none"),
        pytest.param(as_bool, 1, "expected true or false, got 1; write true", id="bool, 1"),
        pytest.param(as_bool, 0, "expected true or false, got 0; write false", id="bool, 0"),
        pytest.param(as_bool, 2, "expected true or false, got 2", id="bool, 2"),
        pytest.param(as_bool, HUGE, "expected true or false, got a huge number", id="bool, huge"),
        pytest.param(as_bool, 1.0, "expected true or false, got 1.0", id="bool, 1.0"),
        pytest.param(as_bool, [], "expected true or false, got a list", id="bool, list"),
        pytest.param(
            as_bool, "false", 'expected true or false, got "false"; write false', id="bool, false"
        ),
        pytest.param(
            as_bool, "Yes", 'expected true or false, got "Yes"; write true', id="bool, yes"
        ),
        pytest.param(as_bool, "maybe", 'expected true or false, got "maybe"', id="bool, word"),
        pytest.param(as_int, None, "expected a whole number, got null", id="int, none"),
        pytest.param(as_int, True, "expected a whole number, got true", id="int, true"),
        pytest.param(as_int, 3.7, "expected a whole number, got 3.7", id="int, fraction"),
        pytest.param(as_int, 3.0, "expected a whole number, got 3.0; write 3", id="int, float"),
        pytest.param(as_int, 1e300, "expected a whole number, got 1e+300", id="int, huge float"),
        pytest.param(as_int, float("inf"), "expected a whole number, got inf", id="int, inf"),
        pytest.param(as_int, "12", 'expected a whole number, got "12"; write 12', id="int, digits"),
        pytest.param(as_int, "-1", 'expected a whole number, got "-1"', id="int, sign"),
        pytest.param(
            as_int, "1" * 16, f'expected a whole number, got "{"1" * 16}"', id="int, many digits"
        ),
        pytest.param(as_number, True, "expected a number, got true", id="number, true"),
        pytest.param(as_number, "3", 'expected a number, got "3"', id="number, text"),
        pytest.param(as_identifier, "", "the name is empty", id="identifier, empty"),
        pytest.param(as_identifier, 3, "expected text, got 3", id="identifier, int"),
        pytest.param(
            as_identifier,
            "a" * 257,
            "the name has 257 characters: expected at most 256",
            id="identifier, too long",
        ),
        pytest.param(
            as_identifier,
            "c t f",
            '"c t f" cannot be a name: expected letters, digits and underscores, '
            'and no digit first; write "c_t_f"',
            id="identifier, spaces",
        ),
        pytest.param(
            as_identifier,
            "ctf\n",
            '"ctf\\n" cannot be a name: expected letters, digits and underscores, '
            'and no digit first; write "ctf"',
            id="identifier, line break",
        ),
        pytest.param(
            as_identifier,
            "blöb-2",
            '"blöb-2" cannot be a name: expected letters, digits and underscores, '
            'and no digit first; "ö" (U+00F6) is not of ASCII; write "blob_2"',
            id="identifier, not ascii",
        ),
        pytest.param(
            as_identifier,
            "2d",
            '"2d" cannot be a name: expected letters, digits and underscores, and no digit first',
            id="identifier, digit first",
        ),
        pytest.param(
            as_identifier,
            "-",
            '"-" cannot be a name: expected letters, digits and underscores, and no digit first',
            id="identifier, nothing usable",
        ),
    ],
)
def test_other_value_is_refused(
    check: Callable[[object], object], value: object, text: str
) -> None:
    """Nothing is coerced: the error tells the value, what was expected, and what is meant."""
    with pytest.raises(ParseError) as caught:
        check(value)
    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        pytest.param(3, ProblemKind.WRONG_TYPE, id="not text"),
        pytest.param("", ProblemKind.INVALID_NAME, id="empty"),
        pytest.param("a" * 257, ProblemKind.INVALID_NAME, id="too long"),
        pytest.param("a b", ProblemKind.INVALID_NAME, id="space"),
    ],
)
def test_kind_of_name_problem(value: object, kind: ProblemKind) -> None:
    """A program can tell a bad name from a value that is no text."""
    with pytest.raises(ParseError) as caught:
        as_identifier(value)
    assert [problem.kind for problem in caught.value.problems] == [kind]


@given(name=identifiers())
def test_identifier_is_a_column_prefix(name: str) -> None:
    """What passes is ASCII, and begins with no digit."""
    assert as_identifier(name) == name
    with pytest.raises(ParseError):
        as_identifier(f"1{name}")


def test_only_lists_become_tuples() -> None:
    """What is no list is left for a validator to refuse."""
    assert [as_tuple(["a"]), as_tuple("a")] == [("a",), "a"]


def test_texts_become_a_tuple() -> None:
    """A list of text is kept as a tuple."""
    assert as_texts(["a", "b"]) == as_texts(("a", "b")) == ("a", "b")
    assert as_texts([]) == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("abc", 'expected a list of text, got "abc"; write ["abc"]', id="text"),
        pytest.param(None, "expected a list of text, got null", id="none"),
        pytest.param({"a"}, "expected a list of text, got a value of type set", id="set"),
        pytest.param(
            ["a", 1, None],
            '2 problems:\n  $[1]: expected text, got 1; write "1"\n  $[2]: expected text, got null',
            id="items",
        ),
    ],
)
def test_other_than_list_of_text_is_refused(value: object, text: str) -> None:
    """One text is not a list of its letters, and every wrong item is told."""
    with pytest.raises(ParseError) as caught:
        as_texts(value)
    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("value", "a_list", "a_mapping"),
    [
        pytest.param([], True, False, id="list"),
        pytest.param((), True, False, id="tuple"),
        pytest.param("abc", False, False, id="text"),
        pytest.param({}, False, True, id="dict"),
        pytest.param(MappingProxyType({}), False, True, id="other mapping"),
        pytest.param(set(), False, False, id="set"),
        pytest.param(None, False, False, id="none"),
    ],
)
def test_lists_and_mappings(value: object, a_list: bool, a_mapping: bool) -> None:
    """Lists and tuples are lists of data, any mapping is a mapping, and text is neither."""
    assert is_list(value) is a_list
    assert is_mapping(value) is a_mapping


def test_wrong_type_is_data() -> None:
    """The error for a wrong type has its kind and fix."""
    [problem] = wrong_type("x", "a colour", hint="write 1").problems
    assert problem.kind is ProblemKind.WRONG_TYPE
    assert (problem.message, problem.hint) == ('expected a colour, got "x"', "write 1")


def test_validator_puts_problems_under_the_attribute() -> None:
    """The problems of an attrs validator have the attribute's name as path, in evolve too."""

    @attrs.frozen
    class Shelf:
        width: Any = attrs.field(validator=valid(as_int))

    with pytest.raises(ParseError) as caught:
        Shelf("3")
    assert str(caught.value) == '$.width: expected a whole number, got "3"; write 3'
    with pytest.raises(ParseError):
        attrs.evolve(Shelf(3), width="3")


def test_words_are_text() -> None:
    """Members of families are text, and so is a list of them a list of text."""
    assert as_texts([Datatype.MASK, "a"]) == ("mask", "a")


@pytest.mark.parametrize("values", [[1, 2], (1, 2), range(1, 3), iter([1, 2]), {1: 0, 2: 0}])
def test_what_can_be_gone_through_is_a_tuple(values: Any) -> None:
    """Of whatever class."""
    assert items_of(values, refused) == (1, 2)


def broken_off(error: Exception) -> Iterator[int]:
    yield 1
    raise error


@pytest.mark.parametrize("values", ["text", b"bytes", 3, None, broken_off(ValueError("theirs"))])
def test_what_cannot_be_gone_through_is_refused(values: Any) -> None:
    """Text is no list of its characters, and what breaks off is none either."""
    with pytest.raises(ParseError, match="expected a list"):
        items_of(values, refused)


def test_an_error_of_ours_is_passed_on() -> None:
    """It says more than that there is no list."""
    with pytest.raises(SpecError, match="ours"):
        items_of(broken_off(SpecError.of("ours")), refused)


def refused(value: object) -> ParseError:
    return wrong_type(value, "a list")
