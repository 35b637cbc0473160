from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import FileError
from cryosparc_spec.files.syntax import yaml
from cryosparc_spec.problems.places import DocumentPath
from tests.files.syntax.plain_data import paths_in, plain_data, plain_texts, text_at, told

LOADERS: dict[str, Any] = {
    "C loader": getattr(pyyaml, "CSafeLoader", pyyaml.SafeLoader),
    "Python loader": pyyaml.SafeLoader,
}


@pytest.fixture(autouse=True, scope="module", params=LOADERS)
def loader(request: pytest.FixtureRequest) -> Generator[str]:
    """Run every test with PyYAML's C loader, and with its Python loader that is always there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "_Loader", LOADERS[request.param])
        yield request.param


@given(raw=plain_data())
def test_written_yaml_reads_back_as_it_was(raw: Any) -> None:
    """Types, order, infinities and every text survive."""
    assert repr(yaml.read(yaml.write(raw)).raw) == repr(raw)


@given(raw=plain_data())
def test_written_yaml_means_the_same_by_the_rules_of_yaml_1_1(raw: Any) -> None:
    """CryoSPARC and cryosparc-tools read it with PyYAML: no text becomes a number or a date."""
    assert repr(pyyaml.safe_load(yaml.write(raw))) == repr(raw)


def test_yaml_is_written_for_people() -> None:
    """Innermost lists stay on their line, text of many lines is not quoted, nothing is aliased."""
    slots = ["map", "?mask_fsc"]
    raw = {
        "title": "3D map: é",
        "description": "One line.\nAnother.\n",
        "inputs": {"a": {"type": "volume", "slots": slots}, "b": {"type": "mask", "slots": slots}},
        "params": {"word": "no", "number": "1e3", "octal": "0o17", "empty": ""},
    }
    assert yaml.write(raw) == (
        "title: '3D map: é'\n"
        "description: |\n"
        "  One line.\n"
        "  Another.\n"
        "inputs:\n"
        "  a:\n"
        "    type: volume\n"
        "    slots: [map, '?mask_fsc']\n"
        "  b:\n"
        "    type: mask\n"
        "    slots: [map, '?mask_fsc']\n"
        "params: {word: 'no', number: '1e3', octal: '0o17', empty: ''}\n"
    )


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[pytest.param(word, word, id=word) for word in ("no", "No", "yes", "on", "off", "y", "n")],
        *[pytest.param(word, True, id=word) for word in ("true", "True", "TRUE")],
        *[pytest.param(word, False, id=word) for word in ("false", "False", "FALSE")],
        *[pytest.param(word, None, id=word) for word in ("~", "null", "Null", "NULL", "")],
        pytest.param("nUll", "nUll", id="nUll"),
        pytest.param("12:30:00", "12:30:00", id="time"),
        pytest.param("2026-03-14", "2026-03-14", id="date"),
        pytest.param("2026-03-14 12:30:00.5", "2026-03-14 12:30:00.5", id="date and time"),
        pytest.param("1e3", 1000.0, id="exponent"),
        pytest.param("-1E-3", -0.001, id="negative exponent"),
        pytest.param("1.", 1.0, id="no digit after the point"),
        pytest.param(".5", 0.5, id="no digit before the point"),
        pytest.param("1.5e+3", 1500.0, id="signed exponent"),
        pytest.param("1e400", float("inf"), id="too large a float"),
        pytest.param("12", 12, id="integer"),
        pytest.param("+12", 12, id="plus"),
        pytest.param("-12", -12, id="minus"),
        pytest.param("007", 7, id="leading zeros"),
        pytest.param("09", 9, id="leading zero and nine"),
        pytest.param("0o17", 15, id="octal"),
        pytest.param("0x1F", 31, id="hexadecimal"),
        pytest.param("-0x1F", "-0x1F", id="negative hexadecimal"),
        pytest.param("0b1", "0b1", id="binary"),
        pytest.param("1_000", "1_000", id="underscore"),
        pytest.param("9" * 4300, int("9" * 4300), id="long integer"),
        pytest.param(".inf", float("inf"), id="infinity"),
        pytest.param("-.INF", float("-inf"), id="negative infinity"),
        pytest.param("inf", "inf", id="inf without a point"),
        pytest.param("3D map", "3D map", id="begins with a digit"),
        pytest.param("1e", "1e", id="exponent without digits"),
        pytest.param(".", ".", id="point alone"),
        pytest.param("=", "=", id="equals sign"),
        pytest.param("'no'", "no", id="single quotes"),
        pytest.param('"1"', "1", id="double quotes"),
        pytest.param("! 1", "1", id="not plain by its tag"),
        pytest.param("|\n  1", "1", id="literal block"),
        pytest.param(">\n  a\n  b\n", "a b\n", id="folded block"),
        pytest.param('"<<"', "<<", id="quoted merge key"),
    ],
)
def test_plain_text_means_what_yaml_1_2_says(written: str, value: object) -> None:
    """PyYAML alone takes `no` for false, `12:30:00` for 45000 and `1e3` for text."""
    assert repr(yaml.read(f"a: {written}").raw) == repr({"a": value})


def test_numbers_that_are_not_a_number_are_read() -> None:
    """NaN is not equal to itself, so it is not in the table."""
    assert repr(yaml.read("[.nan, .NaN, .NAN, nan]").raw) == "[nan, nan, nan, 'nan']"


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        pytest.param("1: a", {"1": "a"}, id="number"),
        pytest.param("1.50: a", {"1.50": "a"}, id="float"),
        pytest.param("1: a\ntrue: b", {"1": "a", "true": "b"}, id="equal in Python"),
        pytest.param("x: 1\n? <<\n: {y: 2}", {"x": 1, "y": 2}, id="merge key"),
        pytest.param("'<<': a", {"<<": "a"}, id="quoted merge key"),
        pytest.param("no: a", {"no": "a"}, id="word"),
        pytest.param("true: a", {"true": "a"}, id="boolean"),
        pytest.param("~: a", {"~": "a"}, id="null"),
        pytest.param("'1': a", {"1": "a"}, id="quoted"),
        pytest.param("? a\n: b", {"a": "b"}, id="written with a question mark"),
        pytest.param("? a\n", {"a": None}, id="without a value"),
        pytest.param("x: &k a\n*k : b", {"x": "a", "a": "b"}, id="alias"),
    ],
)
def test_keys_are_the_text_that_stands_there(text: str, raw: Any) -> None:
    """A name may look like a number or a boolean, and two of them are not one for that."""
    assert repr(yaml.read(text).raw) == repr(raw)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("", 1, id="nothing"),
        pytest.param("# a comment\n", 1, id="a comment"),
        pytest.param("\n\n", 1, id="blank lines"),
        pytest.param("---\n", 2, id="an empty document"),
    ],
)
def test_an_empty_text_is_null(text: str, line: int) -> None:
    """So YAML has it; what was expected there is then missing from where it could begin."""
    parsed = yaml.read(text)
    assert parsed.raw is None
    assert parsed.marks([("a",)]).find(("a",), at_key=False) == (line, 1)


def test_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    """Windows editors write them."""
    text = "a: 1\nb:\n  - 2\n"
    for other in (text.replace("\n", "\r\n"), "\ufeff" + text, "%YAML 1.1\n---\n" + text):
        assert yaml.read(other).raw == {"a": 1, "b": [2]}


ANCHORED = """\
base: &base
  type: volume
  slots: &slots [map, "?mask_fsc"]
same: *base
merged:
  <<: *base
  title: T
replaced:
  type: mask
  <<: *base
  slots: [mask]
several:
  <<: [{type: particle, count_min: 1}, *base]
list: [*slots, *slots]
"""


def test_anchors_aliases_and_merge_keys_are_written_out() -> None:
    """A key written in a mapping wins over a merged one, and earlier sources over later ones."""
    base = {"type": "volume", "slots": ["map", "?mask_fsc"]}
    parsed = yaml.read(ANCHORED)
    assert parsed.problems == ()
    assert repr(parsed.raw) == repr(
        {
            "base": base,
            "same": base,
            "merged": {**base, "title": "T"},
            "replaced": {"type": "mask", "slots": ["mask"]},
            "several": {"type": "particle", "count_min": 1, "slots": base["slots"]},
            "list": [base["slots"], base["slots"]],
        }
    )


@pytest.mark.parametrize(
    ("path", "place"),
    [
        pytest.param(("base", "slots"), (3, 3), id="at the anchor"),
        pytest.param(("same",), (4, 1), id="an alias at its key"),
        pytest.param(("list", 1), (14, 16), id="an alias in a list where it stands"),
        pytest.param(("same", "type"), (2, 9), id="below an alias, at the anchor"),
        pytest.param(("merged", "slots", 1), (3, 23), id="merged, at the anchor"),
        pytest.param(("merged", "title"), (7, 10), id="beside what is merged"),
        pytest.param(("replaced", "slots", 0), (11, 11), id="written after a merge"),
        pytest.param(("replaced", "type"), (9, 9), id="written before a merge"),
        pytest.param(("several", "count_min"), (13, 36), id="merged from a list of mappings"),
        pytest.param(("several", "slots", 0), (3, 18), id="merged from a list, at the anchor"),
    ],
)
def test_values_by_alias_are_found_where_they_are_written(
    path: DocumentPath, place: tuple[int, int]
) -> None:
    """A mistake must be mended at the anchor, so that is the place told."""
    assert yaml.read(ANCHORED).marks([path]).find(path, at_key=False) == place


@given(plain_data())
def test_every_value_is_found_where_pyyaml_says_it_is(raw: Any) -> None:
    """The composer of PyYAML, which knows positions but not our rules, is the oracle."""
    text = yaml.write(raw)
    marks = yaml.read(text).marks([])
    for path, node, key in nodes_in(pyyaml.compose(text, Loader=pyyaml.SafeLoader)):
        assert marks.find(path, at_key=True) == place_in_pyyaml(key or node)
        at_key = key and not isinstance(node, pyyaml.ScalarNode)
        assert marks.find(path, at_key=False) == place_in_pyyaml(key if at_key else node)


def place_in_pyyaml(node: Any) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def nodes_in(
    node: Any, key: Any = None, above: DocumentPath = ()
) -> Generator[tuple[DocumentPath, Any, Any]]:
    """Give the nodes that PyYAML composes, each with its path and its key."""
    yield above, node, key
    if isinstance(node, pyyaml.MappingNode):
        for key_node, item in node.value:
            yield from nodes_in(item, key_node, (*above, key_node.value))
    if isinstance(node, pyyaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from nodes_in(item, None, (*above, index))


@given(st.lists(plain_texts(), unique=True, min_size=1))
def test_every_key_is_found_where_it_stands(keys: list[str]) -> None:
    """Whatever the keys are: the value of each is a number that stands on the line of its key."""
    text = yaml.write({key: {"x": [number]} for number, key in enumerate(keys)})
    parsed = yaml.read(text)
    lines = text.split("\n")
    for path, value in paths_in(parsed.raw):
        if isinstance(value, int):
            line, _ = parsed.marks([path]).find(path[:2], at_key=True)
            assert lines[line - 1].endswith(f"x: [{value}]")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: 1\na: 2\n", [(2, 1, "$.a")], id="at the top"),
        pytest.param("a: 1\na: 2\na: 2\n", [(2, 1, "$.a"), (3, 1, "$.a")], id="three times"),
        pytest.param("- x\n- b:\n    c: {d: 1, d: 1}\n", [(3, 15, "$[1].b.c.d")], id="deep within"),
        pytest.param(
            "a: {x: 1, x: 2}\na: 1\n", [(1, 11, "$.a.x"), (2, 1, "$.a")], id="in what is replaced"
        ),
        pytest.param("a: 1\n'a': 2\n", [(2, 1, "$.a")], id="spelled otherwise"),
        pytest.param("1: a\n'1': b\n", [(2, 1, '$["1"]')], id="the same digits"),
        pytest.param("1: a\n0x1: b\ntrue: c\n", [], id="equal numbers"),
        pytest.param("'': a\n'': b\n", [(2, 1, '$[""]')], id="an empty key"),
        pytest.param("a: &k x\nx: 1\n*k : 2\n", [(3, 1, "$.x")], id="by alias"),
        pytest.param("<<: {a: 1, a: 2}\n", [(1, 12, '$["<<"].a')], id="in what is merged"),
        pytest.param(
            "a: &a {x: 1}\nb:\n  <<: *a\n  <<: *a\n", [(4, 3, '$.b["<<"]')], id="a merge key twice"
        ),
        pytest.param(
            "<<: {a: 1}\na: 2\na: 3\n", [(3, 1, "$.a")], id="after replacing a merged one"
        ),
        pytest.param("<<: {a: 1}\na: 2\n", [], id="replacing a merged one"),
        pytest.param("a: {b: 1}\nc: {b: 1}\n", [], id="the same key in two mappings"),
    ],
)
def test_a_key_given_twice_is_a_problem_each_time_it_repeats(
    text: str, expected: list[tuple[int, int, str]]
) -> None:
    """PyYAML takes the last one silently; each repetition is told, with its place."""
    assert [told(problem) for problem in yaml.read(text).problems] == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            'a: "b\nc: d\n',
            "3:1: not YAML: found unexpected end of stream while scanning a quoted scalar "
            "from line 1",
            id="open quotes",
        ),
        pytest.param(
            "a:\n  %x",
            '2:3: not YAML: text that begins with "%" needs quotes; put it in quotes',
            id="a character no text begins with",
        ),
        pytest.param(
            "a: b: c",
            "1:5: not YAML: mapping values are not allowed in this context",
            id="two colons",
        ),
        pytest.param(
            "[a, b",
            "1:6: not YAML: expected ',' or ']' while parsing a flow sequence",
            id="open list",
        ),
        pytest.param(
            "a: 1\n b: 2",
            "2:3: not YAML: mapping values are not allowed in this context",
            id="indentation",
        ),
        pytest.param(
            "é:\n\ta: 1",
            "2:1: not YAML: a tab stands where only spaces can; "
            "indent with spaces: YAML does not take tabs",
            id="tab",
        ),
        pytest.param(
            "a:\n  b: c\n  \td: e",
            "3:3: not YAML: a tab stands where only spaces can; "
            "indent with spaces: YAML does not take tabs",
            id="tab after text",
        ),
        pytest.param(
            "!x!y a", "1:1: not YAML: found undefined tag handle", id="unknown tag handle"
        ),
        pytest.param(
            "a: b\nc: \x07", "2:4: not YAML: the control character '\\x07' stands in it", id="bell"
        ),
        pytest.param(
            "\x00", "1:1: not YAML: the control character '\\x00' stands in it", id="null character"
        ),
        pytest.param(
            "a: \ud800",
            "1:4: not YAML: the control character '\\ud800' stands in it",
            id="surrogate",
        ),
        pytest.param(
            "a: 1\n--- {}\n", "2:1: a second document begins here: expected one", id="two"
        ),
        pytest.param(
            "--- a\n---\n", "2:1: a second document begins here: expected one", id="empty 2nd"
        ),
        pytest.param(
            "a: !!str 1",
            "1:4: the tag tag:yaml.org,2002:str: expected none; leave it out",
            id="!!str",
        ),
        pytest.param(
            "- !!python/object/apply:os.system [ls]",
            "1:3: the tag tag:yaml.org,2002:python/object/apply:os.system: expected none; "
            "leave it out",
            id="a tag that runs programs",
        ),
        pytest.param(
            "a: !x {}", "1:4: the tag !x: expected none; leave it out", id="tag of a mapping"
        ),
        pytest.param("a: *b", "1:4: *b stands for nothing that ends before it", id="unknown alias"),
        pytest.param("&a [*a]", "1:5: *a stands for nothing that ends before it", id="itself"),
        pytest.param("[a]: 1", "1:1: a key must be text", id="a list as key"),
        pytest.param("? {a: 1}\n: 1", "1:3: a key must be text", id="a mapping as key"),
        pytest.param("x: &k 1\n*k : 2", "2:1: a key must be text", id="a number by alias"),
        pytest.param(
            "? !x a\n: 1", "1:3: the tag !x: expected none; leave it out", id="a tag at a key"
        ),
        pytest.param(
            f"a: {'9' * 4302}",
            "1:4: a number of 4302 characters: expected at most 4300; "
            "write it in quotes where text is meant",
            id="a number too long",
        ),
        pytest.param(
            f"a: 1.{'9' * 4300}",
            "1:4: a number of 4302 characters: expected at most 4300; "
            "write it in quotes where text is meant",
            id="a fraction too long",
        ),
        pytest.param("<<: 1", "1:5: << takes a mapping, or a list of mappings", id="merged number"),
        pytest.param(
            "<<: [{}, a]", "1:5: << takes a mapping, or a list of mappings", id="merged text"
        ),
    ],
)
def test_text_that_is_not_yaml_is_refused_with_its_place(text: str, message: str) -> None:
    """The error is that of the file, in one line, and the same whichever parser PyYAML has."""
    with pytest.raises(FileError) as caught:
        yaml.read(text)
    assert str(caught.value) == message


@pytest.mark.parametrize("sign", ["", "-", "+"])
@pytest.mark.parametrize("number", ["9" * 4300, "0x" + "f" * 4298, "1." + "9" * 4298])
def test_a_number_may_be_so_long_and_no_longer(sign: str, number: str) -> None:
    """Whatever its sign, which hexadecimal ones do not have; longer text is no number."""
    text = f"{sign}{number}"
    value = yaml.read(f"a: {text}").raw["a"]
    is_text = bool(sign) and number.startswith("0x")
    assert type(value) is (str if is_text else float if "." in number else int)
    longer = f"a: {text}{number[-1]}"
    if is_text:
        assert yaml.read(longer).raw == {"a": f"{text}{number[-1]}"}
        return
    with pytest.raises(FileError) as caught:
        yaml.read(longer)
    assert str(caught.value) == (
        f"1:4: a number of {len(text) + 1} characters: expected at most 4300; "
        "write it in quotes where text is meant"
    )


@pytest.mark.parametrize("number", [6004, 6005])
def test_aliases_may_stand_for_so_much_and_no_more(number: int) -> None:
    """For 6,000 values, and four for each that is written."""
    text = "- &a x\n" + "- *a\n" * number
    if number == 6004:
        assert yaml.read(text).raw == ["x"] * 6005
        return
    with pytest.raises(FileError) as caught:
        yaml.read(text)
    assert str(caught.value) == (
        "6006:3: aliases stand for more than 6004 values: expected fewer; "
        "write out what is meant, or leave it out"
    )


def test_both_parsers_agree_on_what_is_open_to_the_end() -> None:
    """Where something is still open at the end of the text, the line it began in is told."""
    with pytest.raises(FileError) as caught:
        yaml.read("a:\n  [b,\n  c")
    assert str(caught.value) == (
        "3:4: not YAML: expected ',' or ']' while parsing a flow sequence from line 2"
    )


def laughs(levels: int, each: int) -> str:
    """Return a text in which every line stands for the one before several times."""
    lines = ["a0: &a0 [x]"]
    for level in range(1, levels):
        aliases = ", ".join([f"*a{level - 1}"] * each)
        lines.append(f"a{level}: &a{level} [{aliases}]")
    return "\n".join(lines)


def test_aliases_cannot_blow_up() -> None:
    """A billion laughs in nine lines is refused where they stand for far more than is written."""
    with pytest.raises(FileError, match=r"^5:15: aliases stand for more than 60\d\d values: "):
        yaml.read(laughs(10, 10))


def test_merge_keys_cannot_blow_up() -> None:
    """What is merged counts as often as it is merged."""
    keys = ", ".join(f"k{number}: 0" for number in range(1000))
    text = f"a: &a {{{keys}}}\nb:\n" + "\n".join(["  - {<<: *a}"] * 2000)
    with pytest.raises(FileError, match=r"aliases stand for more than \d+ values"):
        yaml.read(text)


def test_the_number_of_values_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound holds for values that are written out, to the value."""
    monkeypatch.setattr(yaml, "_MOST_VALUES", 5)
    assert yaml.read("[1, [2, 3]]").raw == [1, [2, 3]]
    with pytest.raises(FileError) as caught:
        yaml.read("[1, [2, 3], 4]")
    assert str(caught.value) == "1:13: more than 5 values, with aliases written out"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 101 + "]" * 101, id="lists"),
        pytest.param("[" * 200_000, id="very many"),
        pytest.param("{a: " * 101 + "}" * 101, id="mappings"),
        pytest.param("".join("\n" + " " * level + "a:" for level in range(102)), id="indentation"),
        pytest.param("- " * 101 + "a", id="dashes"),
        pytest.param(f"- &a {'[' * 60}{']' * 60}\n- {'[' * 50}*a{']' * 50}", id="aliases"),
        pytest.param(
            "\n".join(["- &a0 []", *(f"- &a{n + 1} [*a{n}]" for n in range(100))]), id="alias chain"
        ),
    ],
)
def test_deep_nesting_is_refused(text: str) -> None:
    """Aliases count for what they stand for: nothing that is read can run out of stack."""
    with pytest.raises(FileError, match=r"^\d+:\d+: nested more than 100 deep$"):
        yaml.read(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 100 + "7" + "]" * 100, id="written out"),
        pytest.param(f"- &a {'[' * 59}7{']' * 59}\n- {'[' * 40}*a{']' * 40}", id="by alias"),
    ],
)
def test_a_hundred_deep_is_read_and_found(text: str) -> None:
    """What is allowed is also found."""
    parsed = yaml.read(text)
    deepest = max((path for path, value in paths_in(parsed.raw) if value == 7), key=len)
    assert len(deepest) == 100
    assert text_at(text, parsed, deepest).startswith("7")


def test_half_a_surrogate_pair_cannot_be_written() -> None:
    """PyYAML would escape it, and then not read it: better no file than one nobody reads."""
    with pytest.raises(UnicodeEncodeError):
        yaml.write(["\ud800"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "a:\n- b\nc",
            "3:2: not YAML: expected ':' after a key while scanning a simple key",
            id="no colon",
        ),
        pytest.param(
            "- a\n- - b\n c",
            "3:2: not YAML: expected another entry, in the same column while parsing a block "
            "sequence from line 1",
            id="between columns",
        ),
        pytest.param(
            "a: - b",
            "1:4: not YAML: block sequence entries are not allowed in this context",
            id="a dash in the line",
        ),
        pytest.param(
            "{a: b",
            "1:6: not YAML: expected ',' or '}' while parsing a flow mapping",
            id="open mapping",
        ),
        pytest.param(
            'a: "\\q"',
            "1:5: not YAML: found an escape that YAML does not have while scanning a quoted scalar",
            id="escape",
        ),
        pytest.param(
            'a: "\\xZZ"',
            "1:7: not YAML: expected hexadecimal digits in an escape "
            "while scanning a quoted scalar",
            id="escape of no number",
        ),
        pytest.param(
            "a: |x\n b",
            "1:5: not YAML: expected the end of the line after | or > while scanning a block "
            "scalar",
            id="after |",
        ),
        pytest.param(
            "%YAML x\n--- a",
            "1:7: not YAML: found a directive that cannot be read while scanning a directive",
            id="directive",
        ),
        pytest.param(
            "a: & b",
            "1:5: not YAML: expected a name of letters and digits "
            "while scanning an anchor or alias",
            id="no anchor",
        ),
        pytest.param(
            "a: !<x",
            "1:7: not YAML: it cannot be read from here while scanning a tag",
            id="open tag",
        ),
        pytest.param(
            "{a: b}\nc: d",
            "2:1: not YAML: expected one document, and nothing more",
            id="two values",
        ),
        pytest.param(
            "[a: b: c]",
            "1:6: not YAML: expected ',' or ']' while parsing a flow sequence",
            id="two colons in a list",
        ),
    ],
)
def test_both_parsers_say_the_same(text: str, message: str) -> None:
    """Each parser has words of its own; what we say of a mistake is the same for both."""
    told = {said_by(loader, text) for loader in LOADERS.values()}
    assert len(told) == 1, told
    assert told.pop() == message


def said_by(loader: Any, text: str) -> str:
    """Return what is said of text that is not YAML where PyYAML has a loader."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "_Loader", loader)
        with pytest.raises(FileError) as caught:
            yaml.read(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("? [1]\n: 2\n", "1:3: a key must be text"),
        ("a: @b\n", '1:4: not YAML: text that begins with "@" needs quotes; put it in quotes'),
    ],
)
def test_what_is_no_yaml_of_ours_in_words(text: str, message: str) -> None:
    """With the place, and what to do."""
    with pytest.raises(FileError) as caught:
        yaml.read(text)
    assert str(caught.value) == message


@pytest.mark.parametrize("word", [".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"])
def test_infinity_in_each_spelling(word: str) -> None:
    """With its sign."""
    unsigned = word.removeprefix("+")
    assert yaml.read(f"a: [{word}, -{unsigned}]").raw == {"a": [float("inf"), -float("inf")]}
