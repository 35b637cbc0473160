"""Where the parts of texts stand, and what text an edit puts in the place of which."""

from __future__ import annotations

from typing import Any

import pytest

from cryosparc_spec import Problem
from cryosparc_spec.files.load_and_dump import parse
from cryosparc_spec.files.syntax.json_layout import json_layout
from cryosparc_spec.files.syntax.layout import Layout, Piece, Span, UnknownPlaceError, merged
from cryosparc_spec.files.syntax.parsed import wanted_by
from cryosparc_spec.files.syntax.toml_layout import toml_layout
from cryosparc_spec.files.syntax.yaml_layout import yaml_layout
from cryosparc_spec.problems.edits import Edit, EditAction
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import DocumentPath


def edit_of(path: DocumentPath, fix: Fix, raw: Any) -> Edit:
    """Return the one edit of a fix."""
    [edit] = Problem(path, "wrong", fix=fix).settled(raw).edits
    return edit


def piece_of(suffix: str, text: str, path: DocumentPath, fix: Fix) -> Piece:
    """Return what an edit does in a text, whether or not that is sound."""
    raw = parse(text, "", suffix=suffix).raw
    edit = edit_of(path, fix, raw)
    layouts: dict[str, Any] = {
        ".json": lambda: json_layout(text, raw, wanted_by([edit.path, edit.path[:-1]])),
        ".toml": lambda: toml_layout(text, raw),
        ".yaml": lambda: yaml_layout(text, raw),
    }
    layout: Layout = layouts[suffix]()
    return layout.piece(edit)


@pytest.mark.parametrize(
    ("suffix", "text", "path", "fix"),
    [
        pytest.param(".json", '{"a\\u0062": 1}', ("ab",), Fix.rename("c"), id="an escape"),
        pytest.param(".yaml", '{"a\\x62": 1}', ("ab",), Fix.rename("c"), id="an escape in YAML"),
        pytest.param(".yaml", "&k a: 1", ("a",), Fix.rename("c"), id="an anchor of a key"),
        pytest.param(".yaml", "! a: 1", ("a",), Fix.rename("c"), id="a tag of a key"),
        pytest.param(".yaml", "a: # why\n  - k\n", ("a",), Fix.of("x"), id="a comment between"),
        pytest.param(".yaml", "- a\n- # why\n  b\n", (1,), Fix.remove(), id="after a dash"),
        pytest.param(".toml", "a = 1\n[b]\nc = 2\n", ("b",), Fix.of(3), id="a table"),
        pytest.param(".toml", "b.c = 2\n", ("b",), Fix.of(3), id="a dotted table"),
        pytest.param(".toml", "[[b]]\nc = 2\n", ("b",), Fix.of([]), id="a list of tables"),
        pytest.param(".toml", "[[b]]\nc = 2\n", ("b", 0), Fix.of(3), id="one of the tables"),
        pytest.param(".toml", "a = 1\n", ("a",), Fix.of({"b": [None]}), id="null"),
        pytest.param(".toml", "a = 1\n", (), Fix.of([None], key="b"), id="null that is added"),
        pytest.param(".toml", "[a.b]\nx=1\n", (), Fix.of(1, key="z"), id="no pairs at the top"),
        pytest.param(".toml", "[a.b]\nx=1\n", ("a",), Fix.of(1, key="z"), id="no header"),
        pytest.param(".toml", "[a.b]\nx=1\n[a.c]\n", ("a",), Fix.remove(), id="two headers"),
        pytest.param(".toml", "[a]\nx=1\n[a.c]\n", ("a",), Fix.remove(), id="one in another"),
        pytest.param(".toml", "[[a]]\nx=1\n[a.c]\n", ("a",), Fix.remove(), id="in a list"),
        pytest.param(".toml", "x = {a.b = 1}\n", ("x", "a"), Fix.remove(), id="a dotted key"),
        pytest.param(".toml", "x = {a.b = 1}\n", ("x", "a", "b"), Fix.of(2), id="after a dot"),
    ],
)
def test_what_has_no_sure_place_is_refused(
    suffix: str, text: str, path: DocumentPath, fix: Fix
) -> None:
    """Before the text is read again."""
    with pytest.raises(UnknownPlaceError):
        piece_of(suffix, text, path, fix)


@pytest.mark.parametrize(
    ("suffix", "text", "path", "fix", "piece"),
    [
        pytest.param(
            ".yaml", "a:\n- b\n- c\n", ("a", 1), Fix.remove(), (7, 11, ""), id="with its line"
        ),
        pytest.param(
            ".yaml", "a:\n- b\n- c", ("a", 1), Fix.remove(), (6, 10, ""), id="without a line end"
        ),
        pytest.param(
            ".yaml", "a:\n- b # c\n- d\n", ("a", 0), Fix.remove(), (3, 7, ""), id="with a comment"
        ),
        pytest.param(
            ".yaml", "- - a\n  - b\n", (0, 0), Fix.remove(), (2, 5, ""), id="the first of an item"
        ),
        pytest.param(
            *(".yaml", "- - a # c\n  - b\n", (0, 0), Fix.remove(), (2, 6, "")),
            id="the first of an item, with a comment",
        ),
        pytest.param(
            ".yaml", "- - a\n  - b\n", (0, 1), Fix.remove(), (6, 12, ""), id="the last of an item"
        ),
        pytest.param(
            ".yaml", "- a: 1\n  b: 2\n", (0, "a"), Fix.remove(), (2, 9, ""), id="the first entry"
        ),
        pytest.param(
            ".yaml", "a: 1\n\nb: 2\n", (), Fix.of(3, key="c"), (10, 10, "\nc: 3"), id="at the end"
        ),
        pytest.param(
            ".yaml", "a:\n    b: 2", ("a",), Fix.of(3, key="c"), (11, 11, "\n    c: 3"), id="within"
        ),
        pytest.param(
            ".yaml", "- a: 2", (0,), Fix.of(3, key="c"), (6, 6, "\n  c: 3"), id="in an item"
        ),
        pytest.param(".yaml", "a:", ("a",), Fix.of(3), (2, 2, " 3"), id="nothing after a colon"),
        pytest.param(".yaml", "a: ", ("a",), Fix.of(3), (2, 2, " 3"), id="a blank after a colon"),
        pytest.param(".yaml", "-", (0,), Fix.of(3), (1, 1, " 3"), id="nothing after a dash"),
        pytest.param(".yaml", "a:\n  b: 1", ("a",), Fix.of(3), (2, 9, " 3"), id="a block"),
        pytest.param(".yaml", "a: {b: 1}", ("a",), Fix.of(3), (3, 9, "3"), id="brackets"),
        pytest.param(
            ".yaml", "a: &x  'y'", ("a",), Fix.of("z"), (3, 10, "&x 'z'"), id="after an anchor"
        ),
        pytest.param(".yaml", 'a: "y"', ("a",), Fix.of("é'"), (3, 6, '"é\'"'), id="quotes"),
        pytest.param(".yaml", "a: 'y'", ("a",), Fix.of("'"), (3, 6, "''''"), id="single quotes"),
        pytest.param(".yaml", "a: y", ("a",), Fix.of("x: y"), (3, 4, "'x: y'"), id="needed quotes"),
        pytest.param(".yaml", "a: y", ("a",), Fix.of("x, y"), (3, 4, "'x, y'"), id="a comma"),
        pytest.param(".yaml", "a: 'y'", ("a",), Fix.of("\a"), (3, 6, '"\\a"'), id="not printed"),
        pytest.param(".yaml", "a: 'y'", ("a",), Fix.of(3), (3, 6, "3"), id="no text"),
        pytest.param(
            *(".yaml", "a: y", ("a",), Fix.of({"z": 1, "b": [2]}), (3, 4, "{z: 1, b: [2]}")),
            id="in the order that is given",
        ),
        pytest.param(".yaml", "a: y", ("a",), Fix.of("é" * 200), (3, 4, "é" * 200), id="long"),
        pytest.param(
            ".json", '{"a": [1, 2]}', ("a", 0), Fix.remove(), (7, 10, ""), id="with the comma"
        ),
        pytest.param(
            *(".toml", "a = [1 # b, c\n, 2]", ("a", 0), Fix.remove(), (5, 16, "# b, c\n")),
            id="a comment before the comma",
        ),
        pytest.param(
            *(".yaml", "{a: 1 # b\n # c\n , d: 2}", ("a",), Fix.remove(), (1, 18, "# b\n # c\n ")),
            id="comments before the comma",
        ),
        pytest.param(
            *(".toml", "a = [1 # b\n, # c, d\n 2]", ("a", 0), Fix.remove(), (5, 13, "# b\n")),
            id="a comment before and one after",
        ),
        pytest.param(
            ".json", '{"a": [1 , 2]}', ("a", 1), Fix.remove(), (8, 12, ""), id="the comma before"
        ),
        pytest.param(".json", '{"a": [1]}', ("a", 0), Fix.remove(), (6, 9, "[]"), id="the only"),
        pytest.param(
            ".json", '{"a": {"b": 1}}', ("a", "b"), Fix.remove(), (6, 14, "{}"), id="the only entry"
        ),
        pytest.param(
            ".json", '{"a": {}}', ("a",), Fix.of(3, key="é"), (7, 7, '"é": 3'), id="in an empty one"
        ),
        pytest.param(
            *(".json", '{\n\t"a": 1\n}', (), Fix.of(3, key="b"), (9, 9, ',\n\t"b": 3')),
            id="on a line of its own",
        ),
        pytest.param(
            *(".json", '{"a": 1,\n"b": 2}', (), Fix.of(3, key="c"), (15, 15, ', "c": 3')),
            id="behind the last",
        ),
        pytest.param(
            *(".json", '{"a": {"b": 1}}', ("a",), Fix.of({"b": 2, "c": 3}), (12, 13, '2, "c": 3')),
            id="two entries",
        ),
        pytest.param(".toml", "a = 'x'\n", ("a",), Fix.of("y"), (4, 7, "'y'"), id="literal"),
        pytest.param(".toml", "a = 'x'\n", ("a",), Fix.of("'"), (4, 7, '"\'"'), id="no literal"),
        pytest.param(".toml", "a = 'x'\n", ("a",), Fix.of("\t"), (4, 7, '"\\t"'), id="a tab"),
        pytest.param(".toml", "a = 'x'\n", ("a",), Fix.of(3), (4, 7, "3"), id="a number"),
        pytest.param(".toml", "a = '''x'''", ("a",), Fix.of("y"), (4, 11, '"y"'), id="three"),
        pytest.param(".toml", "a = 1\n", ("a",), Fix.rename("b c"), (0, 1, '"b c"'), id="a blank"),
        pytest.param(".toml", '"a" = 1\n', ("a",), Fix.rename("b"), (0, 3, '"b"'), id="quoted key"),
        pytest.param(
            ".toml", "'a' = 1\n", ("a",), Fix.rename("b"), (0, 3, "'b'"), id="literal key"
        ),
        pytest.param(".toml", "a = 1\n", ("a",), Fix.rename("b"), (0, 1, "b"), id="bare key"),
        pytest.param(".toml", "x = 1\n", ("x",), Fix.rename("b"), (0, 1, "b"), id="another key"),
        pytest.param(
            ".toml", "a = 1\nb = 2\n", ("a",), Fix.remove(), (0, 6, ""), id="a line of TOML"
        ),
        pytest.param(
            ".toml", "a = 1\nb = 2", ("b",), Fix.remove(), (5, 11, ""), id="the last line of TOML"
        ),
        pytest.param(
            *(".toml", "a = 1\n[b]\n  c = 1 # d\ne = 2\n", ("b",), Fix.remove()),
            (6, 28, ""),
            id="a table with its lines",
        ),
        pytest.param(".toml", "[b]\nc = 1", ("b",), Fix.remove(), (0, 9, ""), id="the last table"),
        pytest.param(
            ".toml",
            "[b]\n  c = 1 # d",
            ("b",),
            Fix.of(2, key="e"),
            (15, 15, "\n  e = 2"),
            id="added",
        ),
        pytest.param(
            ".toml", "[b] # d\n", ("b",), Fix.of(2, key="e"), (7, 7, "\ne = 2"), id="after a header"
        ),
        pytest.param(
            *(".toml", "[[b]] # d\n", ("b", 0), Fix.of(2, key="e"), (9, 9, "\ne = 2")),
            id="after a header of a list",
        ),
        pytest.param(
            *(".toml", "a.b.c = 1\n", ("a", "b"), Fix.of(2, key="e"), (9, 9, "\na.b.e = 2")),
            id="under dotted keys",
        ),
        pytest.param(
            *(".toml", "[a.b]\n[a.c]\n", ("a",), Fix.rename("z"), (1, 8, "z.b]\n[z")),
            id="several headers",
        ),
    ],
)
def test_an_edit_is_a_piece_of_the_text(
    suffix: str, text: str, path: DocumentPath, fix: Fix, piece: Piece
) -> None:
    """From an index to another, and what comes in its place."""
    assert piece_of(suffix, text, path, fix) == piece


def test_the_whole_of_a_document_has_no_place() -> None:
    """What is around it is no entry."""
    edit = Edit(EditAction.REPLACE, (), value="1")
    with pytest.raises(UnknownPlaceError):
        json_layout("2", 2, {}).piece(edit)


def test_pieces_are_put_together_in_their_order() -> None:
    """With the text between them; they may touch, and may not overlap."""
    text = "abcdefgh"
    assert merged([(4, 5, "E"), (1, 2, "B")], text) == (1, 5, "BcdE")
    assert merged([(1, 2, "B"), (2, 3, "C")], text) == (1, 3, "BC")
    assert merged([(1, 1, "x"), (1, 1, "y")], text) == (1, 1, "xy")
    with pytest.raises(UnknownPlaceError):
        merged([(1, 3, "B"), (2, 4, "C")], text)


def test_a_span_knows_its_entries() -> None:
    """Those that stand in it, in their order, and not what aliases bring."""
    first, second, elsewhere = Span(5, 6), Span(2, 3, keys=[(1, 2)]), Span(40, 41)
    span = Span(1, 6, below={"a": first, "b": second, "c": elsewhere, "d": Span(0, 1)})
    assert span.entries == [second, first]
    assert (first.from_key, second.from_key, span.in_brackets) == (5, 1, False)


@pytest.mark.parametrize(
    ("index", "start", "end", "indentation"),
    [
        (0, 0, 3, ""),
        (2, 0, 3, " \t"),
        (3, 0, 3, " \t"),
        (4, 4, 4, ""),
        (5, 5, 7, ""),
        (7, 5, 7, ""),
    ],
)
def test_lines_of_a_text(index: int, start: int, end: int, indentation: str) -> None:
    """Where that of an index begins and ends, and the blanks it begins with."""
    layout = json_layout(" \t[\n\n1]", [1], {})
    assert (layout.line_start(index), layout.line_end(index)) == (start, end)
    assert layout.indentation(index) == indentation
