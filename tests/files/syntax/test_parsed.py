from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from cryosparc_spec import FileError, Problem
from cryosparc_spec.files.syntax.json import spell
from cryosparc_spec.files.syntax.parsed import (
    DEEPEST,
    Mark,
    Parsed,
    TextPlaces,
    duplicate_key,
    in_our_words,
    line_and_column,
    refuse_deep,
    syntax_error,
    too_deep,
    wanted_by,
)
from cryosparc_spec.problems import Position, ProblemKind
from cryosparc_spec.problems.places import DocumentPath

MARKS = Mark(
    1,
    1,
    holds_values=True,
    below={
        "title": Mark(1, 8, (1, 1)),
        "inputs": Mark(
            3,
            5,
            (2, 1),
            holds_values=True,
            below={"a": Mark(3, 8, (3, 5)), "slots": Mark(4, 12, (4, 5), holds_values=True)},
        ),
    },
)


@pytest.mark.parametrize(
    ("path", "at_key", "place"),
    [
        pytest.param((), False, (1, 1), id="the whole"),
        pytest.param(("title",), False, (1, 8), id="a scalar at its text"),
        pytest.param(("title",), True, (1, 1), id="a scalar at its key"),
        pytest.param(("inputs",), False, (2, 1), id="a mapping at its key"),
        pytest.param(("inputs", "slots"), False, (4, 5), id="an empty list at its key"),
        pytest.param(("inputs", "slots", 7), False, (4, 5), id="not marked, so the one above"),
        pytest.param(("outputs", "b"), True, (1, 1), id="nothing on the way, so the whole"),
    ],
)
def test_a_value_is_found_at_its_text_and_a_mapping_or_list_at_its_key(
    path: DocumentPath, at_key: bool, place: tuple[int, int]
) -> None:
    """A reader looks at the text of a scalar, and at the key of whatever spans lines."""
    assert MARKS.find(path, at_key=at_key) == place


def test_problems_get_their_places_and_come_in_the_order_of_the_file() -> None:
    """Problems are told from the top of the file down, each with file, line and column."""
    asked: list[Collection[DocumentPath]] = []

    def marks(paths: Collection[DocumentPath]) -> Mark:
        asked.append(paths)
        return MARKS

    later = Problem(("inputs", "a"), "later")
    key = Problem(("inputs", "a"), "key", kind=ProblemKind.UNKNOWN_KEY)
    known = Problem((), "known", position=Position("", 2, 3))
    first = Problem(("title",), "first")
    positioned = Parsed(None, (), marks, spell).position([later, key, known, first], "picker.yaml")
    assert [str(problem) for problem in positioned] == [
        "picker.yaml:1:8: $.title: first",
        "picker.yaml:2:3: known",
        "picker.yaml:3:5: $.inputs.a: key",
        "picker.yaml:3:8: $.inputs.a: later",
    ]
    assert asked == [{("inputs", "a"), ("title",), ()}]


def test_places_are_not_looked_for_without_problems() -> None:
    """Reading a sound file does not pay for positions."""

    def marks(_: Collection[DocumentPath]) -> Mark:
        raise AssertionError

    assert Parsed(None, (), marks, spell).position([], "picker.yaml") == []


def test_places_in_a_text_count_from_one() -> None:
    """Every index has its line and column; the end of a line belongs to that line."""
    places = TextPlaces("ab\n\nc")
    assert [places.place(index) for index in range(6)] == [
        (1, 1),
        (1, 2),
        (1, 3),
        (2, 1),
        (3, 1),
        (3, 2),
    ]


@pytest.mark.parametrize(
    ("error", "text"),
    [
        pytest.param(syntax_error("not X", 2, 3), "2:3: not X", id="with a place"),
        pytest.param(syntax_error("not X", hint="do Y"), "not X; do Y", id="without"),
        pytest.param(too_deep(4, 5), "4:5: nested more than 100 deep", id="too deep"),
        pytest.param(
            FileError([duplicate_key(("a", "b"), 1, 2)]),
            '1:2: $.a.b: the key "b" stands here twice; keep one of them',
            id="a key given twice",
        ),
        pytest.param(
            FileError([duplicate_key((), 7)]),
            "7: a key stands here twice; keep one of them",
            id="a key of an unknown path",
        ),
    ],
)
def test_errors_of_a_text_read_like_those_of_other_tools(error: FileError, text: str) -> None:
    """The place comes first, as far as it is known."""
    assert str(error) == text


def nested(depth: int, inner: Any) -> Any:
    """Return data nested so deep, in lists and mappings by turns."""
    for level in range(depth):
        inner = [inner] if level % 2 else {"a": inner}
    return inner


@pytest.mark.parametrize("inner", [0, [], {}, ["b"]], ids=repr)
def test_data_may_be_nested_a_hundred_deep_and_no_deeper(inner: Any) -> None:
    """The limit counts mappings and lists, but for empty ones, on any branch."""
    own = 1 if inner else 0
    refuse_deep(["before", nested(DEEPEST - own - 1, inner), "after"])
    with pytest.raises(FileError, match=r"^nested more than 100 deep$"):
        refuse_deep(["before", nested(DEEPEST - own, inner), "after"])


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (None, (0, 0)),
        (Position("a.yaml"), (0, 0)),
        (Position("a.yaml", 3), (3, 0)),
        (Position("a.yaml", 3, 4), (3, 4)),
    ],
    ids=str,
)
def test_problems_without_a_place_come_first(
    position: Position | None, expected: tuple[int, int]
) -> None:
    """Those of a line before those in it."""
    assert line_and_column(Problem((), "wrong", position=position)) == expected


def test_problems_may_be_placed_in_the_order_they_are_given() -> None:
    """A place that one has already stays, in the file that is named."""
    known = Problem((), "known", position=Position("", 9, 3))
    here = Problem((), "here", position=Position("a.yaml", 9, 3))
    placed = Parsed(None, (), lambda _: MARKS, spell).placed(
        [known, here, Problem(("title",), "new")], "a.yaml"
    )
    assert [str(problem) for problem in placed] == [
        "a.yaml:9:3: known",
        "a.yaml:9:3: here",
        "a.yaml:1:8: $.title: new",
    ]


@pytest.mark.parametrize(
    ("kind", "at_key"),
    [
        *[(kind, True) for kind in ("unknown-key", "deprecated-key", "duplicate-key")],
        *[(kind, False) for kind in ("unknown-word", "wrong-type", "missing-key", "syntax")],
    ],
)
def test_problems_of_a_key_are_told_at_the_key(kind: str, at_key: bool) -> None:
    """Others at the value."""
    problem = Problem(("title",), "wrong", kind=ProblemKind(kind))
    [placed] = Parsed(None, (), lambda _: MARKS, spell).position([problem], "a.yaml")
    assert placed.position == Position("a.yaml", 1, 1 if at_key else 8)


def test_places_may_be_asked_for_in_any_order() -> None:
    """Forward, back, and within a line."""
    text = "ab\n\nc\n"
    forward = {index: TextPlaces(text).place(index) for index in range(len(text) + 1)}
    assert forward[6] == (4, 1)
    places = TextPlaces(text)
    for index in (6, 0, 5, 4, 4, 1, 6, 3, 2, 0, 1, 6, 5):
        assert places.place(index) == forward[index], index


def test_what_leads_to_values_is_put_together() -> None:
    """One level in another."""
    assert wanted_by([]) == {}
    assert wanted_by([("a", 0), ("a", 1, "b"), (), ("c",), ("a", 0, "d")]) == {
        "a": {0: {"d": {}}, 1: {"b": {}}},
        "c": {},
    }


def test_words_of_parsers_are_put_in_ours() -> None:
    """The first sign that is found says what is wrong."""
    signs = {"b": "one", "a|c": "two"}
    assert in_our_words(signs, "abc") == "one"
    assert in_our_words(signs, "xc") == "two"
    assert in_our_words(signs, "x") is None


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (syntax_error("a", 1), ("1: a", "syntax")),
        (syntax_error("a"), ("a", "syntax")),
        (too_deep(deepest=7), ("nested more than 7 deep", "syntax")),
        (too_deep(2), ("2: nested more than 100 deep", "syntax")),
        (
            FileError([duplicate_key(("a",), 3)]),
            ('3: $.a: the key "a" stands here twice; keep one of them', "duplicate-key"),
        ),
    ],
    ids=str,
)
def test_errors_of_texts_are_of_a_kind(error: FileError, told: tuple[str, str]) -> None:
    """That of the format, or of a key."""
    [problem] = error.problems
    assert (str(error), problem.kind.value) == told
