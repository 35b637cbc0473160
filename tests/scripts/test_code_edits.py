"""What an edit of a part of code does in the text."""

from __future__ import annotations

import ast

import pytest

from cryosparc_spec.files.text_edits import apply_text_edits
from cryosparc_spec.problems import Edit, EditAction
from cryosparc_spec.scripts.code_edits import CodeEdits
from cryosparc_spec.scripts.source import Placed, read_source


def edited(code: str, part: str, edit: Edit) -> str | None:
    """Do an edit of the first part of code that reads so; ``None`` where it has no place."""
    source = read_source(code.encode(), "a.py")
    nodes: list[Placed] = [
        node
        for node in ast.walk(source.tree)
        if isinstance(node, ast.expr | ast.keyword) and ast.unparse(node) == part
    ]
    placed = CodeEdits(source, frozenset()).of([edit], nodes[:1])
    texts = [each.in_text for each in placed if each.in_text]
    return apply_text_edits(code, texts) if texts else None


REMOVED = [
    pytest.param("f(['a'])", "'a'", "f([])", id="only item"),
    pytest.param("f(['a', 'b', 'c'])", "'b'", "f(['a', 'c'])", id="middle item"),
    pytest.param("f(['a', 'b' ,])", "'b'", "f(['a' ,])", id="comma after the last"),
    pytest.param("f({'a', 'b'})", "'a'", "f({'b'})", id="set"),
    pytest.param("f({'a': 1, 'b': 2})", "'b'", "f({'a': 1})", id="entry"),
    pytest.param("f(x, a=1, b=2)", "a=1", "f(x, b=2)", id="argument"),
    pytest.param("f(*x, a=1)", "a=1", "f(*x)", id="last argument"),
    pytest.param("f('a', 'b')", "'a'", None, id="argument by position"),
    pytest.param("f({'a': 1, **b})", "'a'", None, id="dict in a dict"),
    pytest.param("f(('a', 'b'))", "'a'", None, id="tuple"),
]


@pytest.mark.parametrize(("code", "part", "expected"), REMOVED)
def test_a_part_is_removed_with_its_comma(code: str, part: str, expected: str | None) -> None:
    """Where that leaves the others what they are."""
    assert edited(code, part, Edit(EditAction.REMOVE, ("x",))) == expected


ADDED = [
    pytest.param("f({'a': 1})", "{'a': 1}", "f({'a': 1, 'k': 'v'})", id="one quote"),
    pytest.param('f({"a": 1,})', "{'a': 1}", 'f({"a": 1, "k": "v",})', id="double quotes"),
    pytest.param("f({1: 1})", "{1: 1}", 'f({1: 1, "k": "v"})', id="no quotes"),
    pytest.param("f({})", "{}", None, id="empty"),
    pytest.param("f({'a': 1, **b})", "{'a': 1, **b}", None, id="dict in a dict"),
    pytest.param("f([1])", "[1]", None, id="list"),
]


@pytest.mark.parametrize(("code", "part", "expected"), ADDED)
def test_an_entry_is_added_after_the_last(code: str, part: str, expected: str | None) -> None:
    """In the quotation marks that are in use."""
    edit = Edit(EditAction.ADD, ("k",), "k", '"v"')
    assert edited(code, part, edit) == expected


RENAMED = [
    pytest.param("f({'a': 1})", "'a'", None, "f({'k': 1})", id="key"),
    pytest.param("f({'a': 1})", "'a'", "1", "f({'k': 1})", id="same value"),
    pytest.param("f({'a': 1})", "'a'", "true", "f({'k': True})", id="another value"),
    pytest.param("f({'a':  True })", "'a'", "1", "f({'k':  1 })", id="number for a boolean"),
    pytest.param("f(a = 1)", "a=1", None, "f(k = 1)", id="argument"),
    pytest.param("f(a=x)", "a=x", "1", None, id="argument that is not a literal"),
    pytest.param("f(['a'])", "'a'", None, None, id="item"),
    pytest.param("f({'b': 'a'})", "'a'", None, None, id="value"),
]


@pytest.mark.parametrize(("code", "part", "value", "expected"), RENAMED)
def test_a_key_is_renamed(code: str, part: str, value: str | None, expected: str | None) -> None:
    """Its value with it, where that changes too."""
    assert edited(code, part, Edit(EditAction.RENAME, ("a",), "k", value)) == expected


REPLACED = [
    pytest.param("f('a')", "'a'", '"b"', "f('b')", id="text"),
    pytest.param("f('a')", "'a'", '"it\'s"', 'f("it\'s")', id="quotation mark in it"),
    pytest.param("f(rb'a')", "b'a'", '"b"', "f('b')", id="prefix"),
    pytest.param("f('a' \"b\")", "'ab'", '"c"', "f('c')", id="in two parts"),
    pytest.param("é = f('ü')", "'ü'", '"ö"', "é = f('ö')", id="letters"),
    pytest.param("f(-1)", "-1", "null", "f(None)", id="number"),
    pytest.param("f(a=1)", "a=1", "2", "f(a=2)", id="argument"),
    pytest.param("f(a='#')", "'#'", '"b"', None, id="number sign"),
    pytest.param("f([a])", "[a]", '["b"]', None, id="name in a list"),
    pytest.param("f(a)", "a", '"b"', None, id="name"),
    pytest.param("f('''a\nb''')", "'a\\nb'", '"b"', None, id="two lines"),
    pytest.param("f(1)", "1", "NaN", None, id="not a number"),
    pytest.param("f(1)", "1", "Infinity", None, id="infinity"),
    pytest.param("f(1)", "2", "3", None, id="not there"),
]


@pytest.mark.parametrize(("code", "part", "value", "expected"), REPLACED)
def test_a_literal_is_replaced(code: str, part: str, value: str, expected: str | None) -> None:
    """In its own quotation marks, where the text can stand in them."""
    assert edited(code, part, Edit(EditAction.REPLACE, ("a",), None, value)) == expected


def test_code_of_which_the_place_is_not_known_is_left() -> None:
    """So it is for a part that is made up to check the rest."""
    source = read_source(b"f(1)", "a.py")
    edit = Edit(EditAction.REPLACE, ("a",), None, "2")
    assert CodeEdits(source, frozenset()).of([edit], [None]) == ()
