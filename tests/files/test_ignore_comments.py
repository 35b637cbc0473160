from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import Problem, check_file
from cryosparc_spec.files.ignore_comments import silenced_by, silences, told
from cryosparc_spec.files.load_and_dump import parse
from cryosparc_spec.files.syntax.parsed import Comment
from cryosparc_spec.problems import Position, ProblemKind, Severity
from tests.command_line import write

pytestmark = pytest.mark.usefixtures("empty_folder")


def kinds_told(name: str) -> list[str]:
    return [problem.kind.value for problem in check_file(name)]


SILENCED = {
    "all of a line": ("", []),
    "one kind": ("[unknown-word]", ["unknown-slot-type"]),
    "several kinds": ("[ unknown-word,unknown-slot-type ]", []),
    "another kind": ("[syntax]", ["unknown-word", "unknown-slot-type"]),
    "no kind": ("[]", ["unknown-word", "unknown-slot-type"]),
}


@pytest.mark.parametrize(("kinds", "told"), SILENCED.values(), ids=SILENCED)
def test_a_comment_silences_its_line(kinds: str, told: list[str]) -> None:
    """In YAML and in TOML, and nothing of the other lines."""
    comment = f"  # cryosparc-spec: ignore{kinds}\n"
    write(
        a_yaml=f"outputs:\n  a: {{type: particl, slots: [blop]}}{comment}  b: {{slots: [ctf]}}\n",
        b_toml=f'[outputs]\na = {{type = "particl", slots = ["blop"]}}{comment}'
        'b = {slots = ["ctf"]}\n',
    )
    assert kinds_told("a.yaml") == kinds_told("b.toml") == [*told, "missing-key"]


def test_results_groups_have_such_comments() -> None:
    """They are YAML."""
    text = "group: {name: a, type: particl}  # cryosparc-spec: ignore[unknown-word]\nresults: {}\n"
    write(a_csg=text, b_csg=text.replace("#", "b:").replace(": ignore", "ignore"))
    assert "unknown-word" not in kinds_told("a.csg")


TEXTS = {
    "in quotes": 'title: "x # cryosparc-spec: ignore"\noutputs: {}\n',
    "in single quotes": "title: 'x # cryosparc-spec: ignore'\noutputs: {}\n",
    "after a letter": "title: x# cryosparc-spec: ignore\noutputs: {}\n",
    "in a block": "title: |\n  x # cryosparc-spec: ignore\noutputs: {}\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_is_no_comment(text: str) -> None:
    """What only looks like one silences nothing."""
    if not text.startswith("title: x#"):
        assert "cryosparc-spec" in parse(text, "a.yaml").raw["title"]
        assert [*parse(text, "a.yaml").comments()] == []


def test_text_of_toml_is_no_comment() -> None:
    """In none of its four kinds of quotes."""
    text = (
        'a = \'# cryosparc-spec: ignore\'\nb = "# cryosparc-spec: \\" # ignore"\n'
        'c = """\n# cryosparc-spec: ignore"""\n'
        "d = '''\n# cryosparc-spec: ignore''' # cryosparc-spec: true\n"
    )
    assert [comment.line for comment in parse(text, "a.toml").comments()] == [6]


def test_a_kind_that_does_not_exist_is_told() -> None:
    """At its word, with the nearest one; what else the comment says holds."""
    write(
        a_yaml="outputs:\n  a: {type: particl, slots: [blob]}  "
        "# see above; cryosparc-spec: x\n"
        "  b: {type: particl, slots: [blob]}  # cryosparc-spec: ignore[unknwn-word,unknown-word]\n"
    )
    told = check_file("a.yaml")
    assert [str(problem) for problem in told] == [
        'a.yaml:2:13: $.outputs.a.type: "particl" is not a known datatype; write "particle"',
        'a.yaml:3:63: "unknwn-word" is not a kind of problem; write "unknown-word"',
    ]


def test_what_is_not_in_its_format_cannot_be_silenced() -> None:
    """There is no telling what a comment is in it."""
    write(a_yaml="a: [  # cryosparc-spec: ignore\n")
    assert kinds_told("a.yaml") == ["syntax"]


def test_json_has_no_comments() -> None:
    """Text that looks like one is only text."""
    write(a_json=json.dumps({"title": "# cryosparc-spec: ignore", "outputs": 3}))
    assert kinds_told("a.json") == ["wrong-type"]


@given(
    st.lists(
        st.sampled_from(
            [
                "# cryosparc-spec: ignore",
                'k{0}: "a # cryosparc-spec: ignore"',
                "k{0}: 'it''s # cryosparc-spec: ignore'",
                "k{0}: [a, b] # cryosparc-spec: ignore[syntax]",
                "k{0}: a#b # cryosparc-spec: ignore",
                "k{0}: |\n  # cryosparc-spec: ignore\n  x",
                "k{0}: &x # cryosparc-spec: ignore\n  y",
                "k{0}: {{a: b, # cryosparc-spec: ignore\n  c: d}}",
                "",
            ]
        ),
        max_size=8,
    )
)
def test_comments_are_what_the_data_does_not_have(parts: list[str]) -> None:
    """As many as there are marks in the text, less those in the values."""
    text = "\n".join(part.format(index) for index, part in enumerate(parts)) + "\n"
    parsed = parse(text, "a.yaml")
    in_values = json.dumps(parsed.raw).count("cryosparc-spec")
    comments = [*parsed.comments()]
    assert len(comments) == text.count("cryosparc-spec") - in_values
    lines = text.split("\n")
    for comment in comments:
        assert lines[comment.line - 1][comment.column - 1 :] == comment.text


def test_the_kinds_in_comments_are_those_of_problems() -> None:
    """Each can be silenced."""
    for kind in ProblemKind:
        write(a_yaml=f"outputs: {{}}  # cryosparc-spec: ignore[{kind}]\n")
        assert "is not a kind" not in "".join(problem.message for problem in check_file("a.yaml"))


IGNORES = {
    "# cryosparc-spec: ignore": True,
    "#cryosparc-spec:ignore": True,
    "# mine; # cryosparc-spec:  ignore": True,
    "# cryosparc-spec: ignore[]": False,
    "# cryosparc-spec: ignore[syntax]": True,
    "# cryosparc-spec: ignore[ no-slots,syntax ]": True,
    "# cryosparc-spec: ignore[no-slots]": False,
    "# cryosparc-spec: ignore[syntaxes]": False,
    "# cryosparc-spec: keep": False,
    "cryosparc-spec: ignore": False,
    "# cryosparc-spec ignore": False,
    "": False,
}


@pytest.mark.parametrize(("comment", "expected"), IGNORES.items(), ids=IGNORES)
def test_a_comment_is_read_in_code_as_in_documents(comment: str, expected: bool) -> None:
    """With kinds or for all of them."""
    assert silences(f"x = 1  {comment}", ProblemKind.SYNTAX) is expected
    problem = Problem((), "wrong", kind=ProblemKind.SYNTAX, position=Position("a", 3, 1))
    silenced = silenced_by([Comment(3, 7, comment)], "a")
    assert bool(silenced.takes(problem)) is expected
    for elsewhere in (Position("a", 2, 1), Position("a"), None):
        other = Problem((), "wrong", kind=ProblemKind.SYNTAX, position=elsewhere)
        assert not silenced.takes(other)


def test_what_is_left_is_in_the_order_of_the_file() -> None:
    """With what is wrong in the comments, as warnings without a fix."""
    comments = [
        Comment(2, 5, "# cryosparc-spec: ignore[sintax, no-slots]"),
        Comment(4, 1, "# nothing"),
        Comment(1, 1, "# no-slot; cryosparc-spec: # cryosparc-spec: ignore[no-slot,no-slot]"),
    ]
    problems = [
        Problem((), "there", kind=ProblemKind.NO_SLOTS, position=Position("a", 2, 1)),
        Problem((), "here", kind=ProblemKind.SYNTAX, position=Position("a", 2, 1)),
        Problem((), "first", position=Position("a", 1, 9)),
    ]
    found = told(problems, comments, "a")
    assert [str(problem) for problem in found] == [
        "a:1:9: first",
        *['a:1:53: "no-slot" is not a kind of problem; write "no-slots"'] * 2,
        "a:2:1: here",
        'a:2:30: "sintax" is not a kind of problem; write "syntax"',
    ]
    own = [problem for problem in found if "kind of problem" in problem.message]
    assert {(problem.severity, problem.fix) for problem in own} == {(Severity.WARNING, None)}
