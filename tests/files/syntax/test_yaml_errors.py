"""What is wrong with text that is not YAML stands in our words, whatever a parser says."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from cryosparc_spec.files.syntax.yaml_errors import not_yaml


def message_for(
    problem: str,
    context: str | None = None,
    *,
    text: str = "a: b\nc: d\n",
    index: int = 5,
    begins: int | None = None,
) -> str:
    """Return what is said of an error of a parser that stopped at an index of a text."""

    def mark(at: int) -> Any:
        line = text.count("\n", 0, at)
        return SimpleNamespace(index=at, line=line, column=at - text.rfind("\n", 0, at) - 1)

    error = SimpleNamespace(
        problem=problem,
        context=context,
        problem_mark=mark(index),
        context_mark=None if begins is None else mark(begins),
    )
    return str(not_yaml(error, text))


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        ("found unexpected end of stream", "found unexpected end of stream"),
        ("mapping values are not allowed here", "mapping values are not allowed in this context"),
        (
            "sequence entries are not allowed here",
            "block sequence entries are not allowed in this context",
        ),
        ("did not find expected ',' or ']'", "expected ',' or ']'"),
        ("expected ',' or ']', but got '}'", "expected ',' or ']'"),
        ("did not find expected ',' or '}'", "expected ',' or '}'"),
        ("did not find expected <document start>", "expected one document, and nothing more"),
        ("found unexpected document indicator", "found a new document"),
        ("could not find expected ':'", "expected ':' after a key"),
        ("did not find expected key", "expected another entry, in the same column"),
        ("did not find expected '-' indicator", "expected another entry, in the same column"),
        ("expected <block end>, but found '-'", "expected another entry, in the same column"),
        ("did not find expected node content", "expected a value"),
        ("expected the node content, but found ','", "expected a value"),
        ("found undefined tag handle '!x!'", "found undefined tag handle"),
        ("found unknown escape character 'q'", "found an escape that YAML does not have"),
        ("did not find expected hexdecimal number", "expected hexadecimal digits in an escape"),
        (
            "expected escape sequence of 2 hexadecimal numbers",
            "expected hexadecimal digits in an escape",
        ),
        (
            "did not find expected alphabetic or numeric character",
            "expected a name of letters and digits",
        ),
        ("expected ' ', but found 'a'", "expected a space or the end of the line"),
        ("did not find expected comment or line break", "expected a space or the end of the line"),
        ("expected a linebreak", "expected a space or the end of the line"),
        ("did not find expected whitespace", "expected a space or the end of the line"),
        ("found what nobody knows", "it cannot be read from here"),
    ],
)
def test_a_sign_in_the_words_of_a_parser_stands_for_ours(problem: str, expected: str) -> None:
    """Those of the parser in C, of the one in Python, and of other releases."""
    assert message_for(problem) == f"2:1: not YAML: {expected}"


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ("while scanning a quoted scalar", "scanning a quoted scalar"),
        ("while scanning a double-quoted scalar", "scanning a quoted scalar"),
        ("while parsing a flow sequence", "parsing a flow sequence"),
        ("while parsing a flow mapping", "parsing a flow mapping"),
        ("while parsing a block mapping", "parsing a block mapping"),
        ("while parsing a block collection", "parsing a block sequence"),
        ("while parsing a block sequence", "parsing a block sequence"),
        ("while scanning a simple key", "scanning a simple key"),
        ("while scanning a plain scalar", "scanning a plain scalar"),
        ("while scanning an anchor", "scanning an anchor or alias"),
        ("while scanning an alias", "scanning an anchor or alias"),
        ("while parsing a tag", "scanning a tag"),
    ],
)
@pytest.mark.parametrize(
    ("begins", "since"), [(None, ""), (0, " from line 1"), (5, "")], ids=["", "above", "here"]
)
def test_what_a_parser_was_doing_is_told(
    context: str, expected: str, begins: int | None, since: str
) -> None:
    """With the line where it began, if that is another one."""
    told = message_for("did not find expected node content", context, begins=begins)
    assert told == f"2:1: not YAML: expected a value while {expected}{since}"


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        (
            "while scanning a block scalar",
            "expected the end of the line after | or > while scanning a block scalar",
        ),
        (
            "while scanning a directive",
            "found a directive that cannot be read while scanning a directive",
        ),
        (
            "while scanning a %YAML directive",
            "found a directive that cannot be read while scanning a directive",
        ),
    ],
)
@pytest.mark.parametrize("problem", ["expected a digit", "did not find expected key", "anything"])
def test_of_some_parts_the_same_is_told_whatever_is_wrong(
    context: str, expected: str, problem: str
) -> None:
    """The parsers differ too much in what they find there."""
    assert message_for(problem, context) == f"2:1: not YAML: {expected}"


def test_what_is_not_known_of_a_parser_is_left_out() -> None:
    """What it was doing, where that is in no words of ours."""
    assert message_for("expected ' '", "while doing something", begins=0) == (
        "2:1: not YAML: expected a space or the end of the line"
    )


@pytest.mark.parametrize(
    ("text", "index", "place"),
    [
        pytest.param("a: b\nc: d\n", 0, "1:1", id="the beginning"),
        pytest.param("a: b\nc: d\n", 8, "2:4", id="the last character"),
        pytest.param("a: b\nc: d\n", 9, "3:1", id="the end of the last line"),
        pytest.param("a: b\nc: d  \n\n", 11, "4:1", id="blanks at the end"),
        pytest.param("a: b\nc: d", 9, "2:5", id="the end"),
        pytest.param('a: "\\q"', 5, "1:5", id="after a backslash"),
        pytest.param('a: "\\q"', 4, "1:5", id="at a backslash"),
        pytest.param("q\\", 0, "1:1", id="a backslash at the end"),
    ],
)
def test_parsers_that_stop_at_other_places_tell_the_same(text: str, index: int, place: str) -> None:
    """At the end of the text, and in an escape at its backslash."""
    assert message_for("x", text=text, index=index) == (
        f"{place}: not YAML: it cannot be read from here"
    )


@pytest.mark.parametrize(
    ("problem", "text", "expected"),
    [
        pytest.param(
            *("found character that cannot start any token", "a: @b"),
            'text that begins with "@" needs quotes; put it in quotes',
            id="C",
        ),
        pytest.param(
            *("found character '%' that cannot start any token", "a: %b"),
            'text that begins with "%" needs quotes; put it in quotes',
            id="Python",
        ),
        pytest.param(
            *("found character '\\t' that cannot start any token", "a: \tb"),
            "a tab stands where only spaces can; indent with spaces: YAML does not take tabs",
            id="tab",
        ),
        pytest.param(
            *("found a tab character that violates indentation", "a: \tb"),
            "a tab stands where only spaces can; indent with spaces: YAML does not take tabs",
            id="tab in C",
        ),
    ],
)
def test_a_character_that_stands_in_a_wrong_place_is_told(
    problem: str, text: str, expected: str
) -> None:
    """With what to do about it."""
    assert message_for(problem, "while doing something", text=text, index=3) == (
        f"1:4: not YAML: {expected}"
    )
