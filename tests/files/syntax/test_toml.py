from __future__ import annotations

import tomllib
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import FileError
from cryosparc_spec.files.syntax import toml
from cryosparc_spec.problems.places import DocumentPath
from tests.files.syntax.plain_data import (
    is_scalar,
    paths_in,
    plain_data,
    plain_mappings,
    plain_texts,
    text_at,
    told,
)


@given(raw=plain_mappings(plain_data(nulls=False)))
def test_written_toml_reads_back_as_it_was(raw: Any) -> None:
    """Types, infinities and every text survive, for us and for Python's own reader."""
    text = toml.write(raw)
    assert same(toml.read(text).raw, raw)
    assert same(tomllib.loads(text), raw)


def same(one: Any, other: Any) -> bool:
    """Whether data is equal, types included; TOML puts tables after other values."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return repr(one) == repr(other)


def test_toml_is_written_for_people() -> None:
    """Mappings are tables with a header, and a list stays on its line."""
    raw = {"title": "é", "inputs": {"a": {"type": "volume", "slots": ["map", "map_sharp"]}}}
    assert toml.write(raw) == (
        'title = "é"\n\n[inputs.a]\ntype = "volume"\nslots = ["map", "map_sharp"]\n'
    )


def test_null_cannot_be_written() -> None:
    """TOML has no null: leaving the key out unasked would lose it, so all are told."""
    with pytest.raises(FileError) as caught:
        toml.write({"params": {"mask": None, "limits": [1, None], "box": 0}})
    assert str(caught.value) == (
        "2 problems:\n"
        "  $.params.mask: TOML has no null; leave the key out\n"
        "  $.params.limits[1]: TOML has no null; leave the key out"
    )


@pytest.mark.parametrize(
    ("raw", "shown"), [("3u4", '"3u4"'), (["blob"], "a list"), (None, "null"), (3, "3")]
)
def test_only_a_mapping_can_be_written(raw: Any, shown: str) -> None:
    """The top of a TOML file is a table."""
    with pytest.raises(FileError) as caught:
        toml.write(raw)
    assert str(caught.value) == f"TOML can only hold a mapping, not {shown}"


EVERYTHING = """\
# A comment with "quotes" and [brackets]
top = 101
  indented = 102   # after it
dotted.key = 103
dotted . "quoted key" . 'third.part' = 104
"with = sign" = 105
1234 = 106
list = [107, 108,109 , # a comment, ]
    110,

    [111, [112]], {inner = 113, deeper.one = 114, list = [115, 116]},
]
text = \"\"\"
fake = 1
[fake]
\\"\"\" and "" more\"\"\"\"\"
literal = '''
fake = '2'
''' # and after it
escaped = "a \\" # ] = b"
plain = 'c:\\'
after = 117
date = [2026-03-14 09:30:00, 118]
empty = {}
none = []

[table]
a = 119
[ table . "sub table" ] # spaces
b = 120
[[series]]
c = 121
  [series.part]
  d = 122
  [[series.part.list]]
  e = 123
  [[series.part.list]]
  e = 124
[[series]]
c = 125
[series.part]
d = 126
[table.after]
f = 127
last = 128"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_every_number_is_found_where_it_stands(line_end: str) -> None:
    """Whatever stands around it: headers, dotted keys, text of many lines, comments."""
    parsed = toml.read(EVERYTHING.replace("\n", line_end))
    found = [
        value
        for path, value in paths_in(parsed.raw)
        if isinstance(value, int) and text_at(EVERYTHING, parsed, path).startswith(str(value))
    ]
    assert sorted(found) == list(range(101, 129))


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        pytest.param((), 1, 1, id="the whole"),
        pytest.param(("top",), 2, 1, id="key"),
        pytest.param(("indented",), 3, 3, id="indented key"),
        pytest.param(("dotted", "key"), 4, 1, id="dotted key"),
        pytest.param(("dotted", "quoted key", "third.part"), 5, 1, id="quoted dotted key"),
        pytest.param(("list", 5, "deeper", "one"), 11, 33, id="key in an inline table"),
        pytest.param(("text",), 13, 1, id="text of many lines"),
        pytest.param(("table",), 27, 2, id="header"),
        pytest.param(("table", "sub table"), 29, 3, id="header with spaces"),
        pytest.param(("series",), 31, 3, id="array of tables"),
        pytest.param(("series", 0, "part"), 33, 4, id="table in it"),
        pytest.param(("series", 0, "part", "list"), 35, 5, id="array of tables in it"),
        pytest.param(("series", 1, "part"), 41, 2, id="table in its second element"),
        pytest.param(("table", "after"), 43, 2, id="header of a table begun before"),
        pytest.param(("table", "after", "last"), 45, 1, id="last line"),
    ],
)
def test_every_key_is_found_where_it_stands(path: DocumentPath, line: int, column: int) -> None:
    """A table is found at its header, or where it is first named."""
    assert toml.read(EVERYTHING).marks([path]).find(path, at_key=True) == (line, column)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        pytest.param(("list",), (8, 1), id="list at its key"),
        pytest.param(("list", 4), (11, 5), id="list in a list at its bracket"),
        pytest.param(("list", 5), (11, 19), id="inline table at its brace"),
        pytest.param(("text",), (13, 8), id="text at its quotes"),
        pytest.param(("none",), (25, 1), id="empty list at its key"),
        pytest.param(("series", 0), (31, 1), id="element of an array of tables at its header"),
        pytest.param(("series", 1), (39, 1), id="the next one at its own"),
        pytest.param(("table", "missing"), (27, 2), id="missing, so the table"),
    ],
)
def test_lists_and_tables_are_found_at_their_keys_and_elements_where_they_begin(
    path: DocumentPath, place: tuple[int, int]
) -> None:
    """Problems of a whole list or table point at the key a reader looks for."""
    assert toml.read(EVERYTHING).marks([path]).find(path, at_key=False) == place


@given(
    st.recursive(
        st.just(0),
        lambda inner: st.lists(inner, max_size=4) | plain_mappings(inner),
        max_leaves=12,
    )
)
def test_every_number_is_found_in_whatever_is_written(shape: Any) -> None:
    """In data of any shape and with any keys, as it is written here."""
    raw = {"data": numbered(shape, count(100_000)), "text": "100000 = 100001"}
    text = toml.write(raw)
    parsed = toml.read(text)
    for path, value in paths_in(parsed.raw["data"], ("data",)):
        if is_scalar(value):
            assert text_at(text, parsed, path).startswith(str(value))


def numbered(shape: Any, numbers: Any) -> Any:
    """Return data of a shape whose scalars are numbers, all different."""
    if isinstance(shape, dict):
        return {key: numbered(item, numbers) for key, item in shape.items()}
    if isinstance(shape, list):
        return [numbered(item, numbers) for item in shape]
    return next(numbers)


@given(plain_texts(), plain_texts())
def test_text_does_not_lead_astray(key: str, value: str) -> None:
    """Whatever stands in text and keys, what comes after is found."""
    text = toml.write({"before": {key: [value, 1]}, "target": {key: 123456}})
    path = ("target", key)
    assert text_at(text, toml.read(text), path).startswith("123456")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a = 1\nb = 2\na = 3\n", [(3, None, "$")], id="key"),
        pytest.param("a = 1\na = 3", [(2, None, "$")], id="key on the last line"),
        pytest.param("a = 1\na.b = 3\n", [(2, None, "$")], id="value and table"),
        pytest.param("a = {b = 1, b = 2}", [(1, None, "$")], id="key in an inline table"),
        pytest.param("[a.b]\n[c]\n[a.b]\n", [(3, None, "$.a.b")], id="table"),
        pytest.param("[\"a 'b'\"]\n[\"a 'b'\"]", [(2, None, "$[\"a 'b'\"]")], id="quoted table"),
    ],
)
def test_a_key_given_twice_is_a_problem(
    text: str, expected: list[tuple[int, int | None, str]]
) -> None:
    """TOML forbids it: the line is told, and for a table the path."""
    with pytest.raises(FileError) as caught:
        toml.read(text)
    assert [told(problem) for problem in caught.value.problems] == expected
    assert {problem.kind.value for problem in caught.value.problems} == {"duplicate-key"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("a = exposure", "1:5: not TOML: invalid value", id="a bare word"),
        pytest.param(
            "\na: 1", "2:2: not TOML: expected '=' after a key in a key/value pair", id=":"
        ),
        pytest.param(
            "[a", "1:3: not TOML: expected ']' after the name of a table", id="open header"
        ),
        pytest.param(
            "[[a]",
            "1:4: not TOML: expected ']]' after the name of a table in a list",
            id="open header of a list",
        ),
        pytest.param(
            "a = 1 2", "1:7: not TOML: expected the end of the line after a value", id="two values"
        ),
        pytest.param("a = {b = 1", "1:11: not TOML: unclosed inline table", id="open inline table"),
        pytest.param('a = "\\q"', "1:8: not TOML: invalid escape in a string", id="escape"),
        pytest.param("a = 2024-02-30", "1:5: not TOML: invalid date or datetime", id="30 February"),
        pytest.param("[a.]", "1:4: not TOML: invalid name of a key", id="a name of nothing"),
        pytest.param("= 1", "1:1: not TOML: expected a key or the name of a table", id="no key"),
        pytest.param(
            "a = {}\na.b = 1",
            "2:8: not TOML: a table that is complete cannot be added to",
            id="a part added",
        ),
        pytest.param('a = "b', "1:7: not TOML: unterminated string", id="open string at the end"),
        pytest.param("a = [1", "1:7: not TOML: unclosed array", id="open list at the end"),
        pytest.param('a = "\x00"', "1:6: not TOML: illegal character", id="control character"),
        pytest.param(
            "a = " + "9" * 5000,
            "not TOML: a number has too many digits",
            id="a number that takes too long to read",
        ),
    ],
)
def test_text_that_is_not_toml_is_refused_with_its_place(text: str, message: str) -> None:
    """The error is that of the file, in one line, and never one of the parser's own."""
    with pytest.raises(FileError) as caught:
        toml.read(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ('Expected \'"""\' (at end of document)', "2:2: not TOML: unterminated string"),
        ("Unterminated string (at line 1, column 3)", "1:3: not TOML: unterminated string"),
        ("Found invalid character '\\n' (at line 1, column 3)", "1:3: not TOML: illegal character"),
        ("Illegal character '\\x00' (at line 1, column 3)", "1:3: not TOML: illegal character"),
        ("Found illegal character (at line 1, column 3)", "1:3: not TOML: illegal character"),
        ("Invalid hex value (at line 1, column 3)", "1:3: not TOML: invalid escape in a string"),
        (
            "Escaped character is not a Unicode scalar value (at line 1, column 3)",
            "1:3: not TOML: invalid escape in a string",
        ),
        (
            "Cannot redefine namespace ('a',)",
            "not TOML: a table that is complete cannot be added to",
        ),
        ("Exceeds the limit (4300 digits)", "not TOML: a number has too many digits"),
        ("What nobody knows", "not TOML: it cannot be read from here"),
        ("Cannot overwrite a value (at line 7, column 3)", "7: a key stands here twice"),
        ("Duplicate inline table key 'a' (at line 7, column 3)", "7: a key stands here twice"),
        ("Cannot declare ('a', 'b') twice (at line 7, column 3)", '7: $.a.b: the key "b" stands'),
    ],
)
def test_words_of_other_parsers_stand_for_ours(words: str, message: str) -> None:
    """Those of each release of Python."""
    hint = " here twice; keep one of them"
    expected = f"{message.removesuffix(' here twice')}{hint}" if "stands" in message else message
    assert str(toml._not_toml("a\nb", words)) == expected


def test_an_empty_text_is_an_empty_table() -> None:
    """So TOML has it, also for a text of comments."""
    assert toml.read("").raw == {}
    assert toml.read("# nothing\n").raw == {}


@pytest.mark.parametrize("depth", [100, 500, 5_000])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(lambda depth: "a = " + "[" * depth + "1" + "]" * depth, id="lists"),
        pytest.param(lambda depth: "a = " + "{b=" * depth + "1" + "}" * depth, id="inline tables"),
        pytest.param(lambda depth: ".".join("a" * (depth + 1)) + " = 1", id="dotted key"),
        pytest.param(lambda depth: "[" + ".".join("a" * depth) + "]\nb = 1", id="header"),
    ],
)
def test_deep_nesting_is_refused(text: Any, depth: int) -> None:
    """Neither reading nor looking for places can run out of stack."""
    with pytest.raises(FileError, match=r"^nested more than 100 deep$"):
        toml.read(text(depth))


@pytest.mark.parametrize("key", ["a.", "'a' . ", '"a".', "a\t.\t"])
@pytest.mark.parametrize(
    "around",
    ["%s = 1", " [%s]", "[[ %s ]]", "x = 1\n%s = 1", "x = {%s = 1}", "x = {y = 1, %s = 1}"],
)
def test_a_key_of_many_parts_is_refused_unread(
    key: str, around: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parser of TOML, which takes the square of its length for it, does not see it."""
    monkeypatch.setattr("tomllib.loads", pytest.fail)
    with pytest.raises(FileError, match=r"^nested more than 100 deep$"):
        toml.read(around % (key * 100 + "a"))


@pytest.mark.parametrize("text", ["." * 500, "a" * 500, "1.5, " * 500, "a. b " * 500])
def test_dots_in_text_are_no_key(text: str) -> None:
    """Text with many dots is read, on lines of its own too."""
    assert toml.read(f"a = '''\n{text}'''").raw == {"a": text}


def test_a_hundred_deep_is_read_and_found() -> None:
    """What is allowed is also found."""
    text = "a = " + "[" * 99 + "7" + "]" * 99
    assert text_at(text, toml.read(text), ("a", *(0,) * 99)) == "7" + "]" * 99


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        (None, "x", '"x"'),
        ("k", 3, "k = 3"),
        ("k", {"a": 1, "b": [1, "x"]}, 'k = { a = 1, b = [1, "x"] }'),
        (None, [True, {"a": 2, "b": 3}], "[true, { a = 2, b = 3 }]"),
    ],
)
def test_data_on_one_line(key: str | None, value: Any, text: str) -> None:
    """As a hint has it, for pasting."""
    assert toml.spell(key, value) == text
    assert tomllib.loads(text if key else f"k = {text}")["k"] == value
