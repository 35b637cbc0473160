from __future__ import annotations

import json as stdlib_json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import FileError
from cryosparc_spec.files.syntax import json
from cryosparc_spec.problems.places import DocumentPath
from tests.files.syntax.plain_data import is_scalar, paths_in, place_of, plain_data, text_at, told


@pytest.fixture(scope="module", autouse=True, params=["jiter", "Python's own"])
def parser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Read with each parser: nothing may differ but the time it takes."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param != "jiter":
            patch.setattr(json, "fast_parse", None)
        yield


@given(raw=plain_data())
def test_written_json_reads_back_as_it_was(raw: Any) -> None:
    """Types, order, infinities and every text survive, for us and for Python's own reader."""
    text = json.write(raw)
    assert repr(json.read(text).raw) == repr(raw)
    assert repr(stdlib_json.loads(text)) == repr(raw)


def test_json_is_written_for_people() -> None:
    """It is indented, keeps the order of the data and other scripts, and ends its last line."""
    assert json.write({"b": "é", "a": [1, None]}) == (
        '{\n  "b": "é",\n  "a": [\n    1,\n    null\n  ]\n}\n'
    )


def test_half_a_surrogate_pair_is_written_escaped() -> None:
    """JSON can escape what UTF-8 cannot hold, so such a file can be written back."""
    raw = json.read('["\\ud800", "é"]').raw
    text = json.write(raw)
    assert text.isascii()
    assert json.read(text).raw == raw


@st.composite
def laid_out(draw: st.DrawFn) -> tuple[str, dict[DocumentPath, int], dict[DocumentPath, int]]:
    """Draw JSON text in any layout, with the index of every value and of every key."""
    spaces = st.sampled_from(["", " ", "\n", "\t", "\r\n", " \n  "])
    text = ""
    values: dict[DocumentPath, int] = {}
    keys: dict[DocumentPath, int] = {}

    def add(piece: str) -> None:
        nonlocal text
        text += draw(spaces) + piece

    def add_at(piece: str, path: DocumentPath, indices: dict[DocumentPath, int]) -> None:
        add(piece)
        indices[path] = len(text) - len(piece)

    def add_value(raw: Any, path: DocumentPath) -> None:
        if is_scalar(raw):
            add_at(stdlib_json.dumps(raw, ensure_ascii=draw(st.booleans())), path, values)
            return
        opening, closing = "{}" if isinstance(raw, dict) else "[]"
        add_at(opening, path, values)
        for number, key in enumerate(raw if isinstance(raw, dict) else range(len(raw))):
            if number:
                add(",")
            if isinstance(raw, dict):
                add_at(stdlib_json.dumps(key), (*path, key), keys)
                add(":")
            add_value(raw[key], (*path, key))
        add(closing)

    add_value(draw(plain_data()), ())
    return text + draw(spaces), values, keys


@given(laid_out())
def test_every_value_is_found_where_its_text_begins(
    drawn: tuple[str, dict[DocumentPath, int], dict[DocumentPath, int]],
) -> None:
    """In any layout, scalars are found at their text, and mappings and lists at their key."""
    text, values, keys = drawn
    parsed = json.read(text)
    for path, value in paths_in(parsed.raw):
        expected = values[path] if is_scalar(value) else keys.get(path, values[path])
        assert parsed.marks([path]).find(path, at_key=False) == place_of(text, expected)


@given(laid_out())
def test_every_key_is_found_where_its_text_begins(
    drawn: tuple[str, dict[DocumentPath, int], dict[DocumentPath, int]],
) -> None:
    """In any layout, and whether one place is asked for or all at once."""
    text, _, keys = drawn
    marks = json.read(text).marks(keys)
    for path, index in keys.items():
        assert marks.find(path, at_key=True) == place_of(text, index)


@pytest.mark.parametrize(
    ("path", "begins"),
    [
        pytest.param(("a", "x"), '"a": [1', id="a key that is not there"),
        pytest.param(("a", 5), '"a": [1', id="an index past the end"),
        pytest.param(("a", 1, "c", 0), "2.5", id="a path below a scalar"),
        pytest.param(("z",), '{"a"', id="nothing of it there"),
    ],
)
def test_a_path_that_leads_nowhere_is_found_at_the_nearest_value_above(
    path: DocumentPath, begins: str
) -> None:
    """A problem of what is missing points at what it is missing from."""
    text = '{"a": [1, {"b": true, "c": 2.5}]}'
    assert text_at(text, json.read(text), path).startswith(begins)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{"a": 1, "a": 2}', [(1, 10, "$.a")], id="at the top"),
        pytest.param(
            '{"a": 1,\n "a": 2,\n "a": 2}', [(2, 2, "$.a"), (3, 2, "$.a")], id="three times"
        ),
        pytest.param('[0, {"a": {"b": 1, "b": 1}}]', [(1, 20, "$[1].a.b")], id="deep within"),
        pytest.param(
            '{"a": {"x": 1, "x": 2}, "a": {}, "b": {}}',
            [(1, 16, "$.a.x"), (1, 25, "$.a")],
            id="within a value that is itself replaced",
        ),
        pytest.param('{"a": 1, "\\u0061": 2}', [(1, 10, "$.a")], id="spelled otherwise"),
        pytest.param('{"": 1, "": 2}', [(1, 9, '$[""]')], id="an empty key"),
        pytest.param('{"a": {"b": 1}, "c": {"b": 1}}', [], id="the same key in two mappings"),
    ],
)
def test_a_key_given_twice_is_a_problem_each_time_it_repeats(
    text: str, expected: list[tuple[int, int, str]]
) -> None:
    """Python would take the last one silently; each repetition is told, with its place."""
    assert [told(problem) for problem in json.read(text).problems] == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "1:1: not JSON: the text is empty", id="empty"),
        pytest.param(" \n ", "2:2: not JSON: the text is empty", id="blank"),
        pytest.param('{"a": 1\n "b": 2}', "2:2: not JSON: expecting ',' delimiter", id="no comma"),
        pytest.param("[1, // one\n]", "1:5: not JSON: expecting value", id="comment"),
        pytest.param('{"a": 1} {}', "1:10: not JSON: extra data", id="two documents"),
        pytest.param("['a']", "1:2: not JSON: expecting value", id="single quotes"),
        pytest.param('["a', "1:2: not JSON: unterminated string", id="open string"),
        pytest.param('["a\nb"]', "1:4: not JSON: invalid control character in a string", id="end"),
        pytest.param("[1,\n2,\n]", "2:2: not JSON: a comma after the last value", id="comma"),
        pytest.param(
            '{"a": 1 ,}', "1:9: not JSON: a comma after the last value", id="comma in a mapping"
        ),
        pytest.param('["\\x"]', "1:3: not JSON: invalid escape in a string", id="escape"),
        pytest.param('{"a" 1}', "1:6: not JSON: expecting ':' delimiter", id="colon"),
        pytest.param("nul", "1:1: not JSON: expecting value", id="not a word"),
        pytest.param("\ufeff{}", "1:1: not JSON: unexpected byte order mark", id="BOM"),
        pytest.param(
            "9" * 5000,
            "not JSON: a number has too many digits",
            id="a number that takes too long to read",
        ),
    ],
)
def test_text_that_is_not_json_is_refused_with_its_place(text: str, message: str) -> None:
    """The error is that of the file, in one line, and never one of the parser's own."""
    with pytest.raises(FileError) as caught:
        json.read(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("Illegal trailing comma before end of array", "a comma after the last value"),
        ("Expecting ',' delimiter", "expecting ',' delimiter"),
        ("Expecting ':' delimiter", "expecting ':' delimiter"),
        (
            "Expecting property name enclosed in double quotes",
            "expecting property name enclosed in double quotes",
        ),
        ("Property name must be text", "expecting property name enclosed in double quotes"),
        ("Expecting value", "expecting value"),
        ("After it, expecting value", "expecting value"),
        ("Extra data", "extra data"),
        ("There is extra data", "extra data"),
        ("Unterminated string starting at", "unterminated string"),
        ("An unterminated string", "unterminated string"),
        ("Invalid control character at", "invalid control character in a string"),
        ("Invalid \\escape", "invalid escape in a string"),
        ("Unexpected UTF-8 BOM", "unexpected byte order mark"),
        ("What nobody knows", "it cannot be read from here"),
    ],
)
def test_words_of_other_parsers_stand_for_ours(words: str, message: str) -> None:
    """Those of each release of Python."""
    error = stdlib_json.JSONDecodeError(words, "[1,\n 2 }", 6)
    assert str(json._not_json(error)) == f"2:3: not JSON: {message}"


def test_numbers_that_cryosparc_writes_are_read() -> None:
    """NaN and the infinities, which strict JSON has not, stand in documents of CryoSPARC."""
    assert repr(json.read("[NaN, Infinity, -Infinity, 1e400, 123456789012345678901]").raw) == (
        "[nan, inf, -inf, inf, 123456789012345678901]"
    )


@pytest.mark.parametrize("depth", [201, 900, 20_000, 1_000_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_deep_nesting_is_refused(opening: str, closing: str, depth: int) -> None:
    """Neither reading nor looking for places can run out of stack."""
    with pytest.raises(FileError, match=r"^nested more than 200 deep$"):
        json.read(opening * depth + "0" + closing * depth)


@pytest.mark.parametrize("innermost", ["7", "[]", "{}"])
def test_what_is_not_too_deep_is_read_and_found(innermost: str) -> None:
    """What is allowed is also found, an empty list in the deepest one too."""
    text = "[" * 200 + innermost + "]" * 200
    assert text_at(text, json.read(text), (0,) * 200) == innermost + "]" * 200


def test_places_are_found_however_deep_the_caller_is() -> None:
    """To look for the place of a problem takes no more of the stack than to read does."""
    deepest = "[" * 199 + '{"a": 1, "a": 2}' + "]" * 199

    def called_from(level: int) -> int:
        return called_from(level - 1) if level else len(json.read(deepest).problems)

    assert called_from(700) == 1


def test_deep_nesting_in_a_value_that_is_replaced_is_refused() -> None:
    """A key given twice does not hide what would run out of stack when it is looked at."""
    text = '{"a": ' + "[" * 500 + "]" * 500 + ', "a": 0}'
    with pytest.raises(FileError, match=r"^1:206: nested more than 200 deep$"):
        json.read(text)


@pytest.mark.parametrize(
    ("text", "repeated"),
    [
        pytest.param('{"a": 1, "a": 2}', True, id="twice"),
        pytest.param('{"a": 1, "a" : 2}', True, id="twice-once-with-a-space"),
        pytest.param('{"a" : 1, "b":2}', False, id="space"),
        pytest.param('{"a": "\\":", "b": 2}', False, id="the-same-characters-in-text"),
        pytest.param('{"a": "\\":", "a": 2}', True, id="twice-and-in-text"),
        pytest.param('{"a": "12:30 :", "b": 2}', False, id="colons-in-text"),
        pytest.param('{"a": [{"b": 1}, {"b": 2, "c": {"b": 1, "b": 1}}]}', True, id="deep"),
    ],
)
def test_repeated_keys_are_found_in_any_layout(text: str, repeated: bool) -> None:
    """None is hidden, and none made up."""
    assert bool(json.read(text).problems) is repeated
