"""Edits in the text of a file: where each is, how it is spelled, and that it does what it says."""

from __future__ import annotations

import json
import random
import tomllib
from typing import Any

import attrs
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import FileError, Problem
from cryosparc_spec.files import text_edits
from cryosparc_spec.files.load_and_dump import parse, text_for
from cryosparc_spec.files.text_edits import apply_text_edits, in_text, with_edits_done
from cryosparc_spec.problems import TextEdit
from cryosparc_spec.problems.fixes import Fix


def problem_at(path: tuple[str | int, ...], fix: Fix, text: str, suffix: str) -> Problem:
    return Problem(path, "wrong", fix=fix).settled(parse(text, "", suffix=suffix).raw)


def edited_text(suffix: str, text: str, path: tuple[str | int, ...], fix: Fix) -> str | None:
    """Return the text with a fix done; ``None`` where it has no text."""
    [problem] = in_text([problem_at(path, fix, text, suffix)], text, suffix)
    edits = [edit.in_text for edit in problem.edits if edit.in_text]
    return apply_text_edits(text, edits) if edits else None


@pytest.mark.parametrize(
    ("suffix", "text", "path", "fix", "after"),
    [
        pytest.param(
            ".yaml",
            "a:\n  b: 1  # one\n  c: 2\nd: 3\n",
            ("a", "b"),
            Fix.remove(),
            "a:\n  # one\n  c: 2\nd: 3\n",
            id="yaml-remove-0",
        ),
        pytest.param(
            ".yaml",
            "a:\n  b: 1  # one\n  c: 2\nd: 3\n",
            ("a", "c"),
            Fix.remove(),
            "a:\n  b: 1  # one\nd: 3\n",
            id="yaml-remove-1",
        ),
        pytest.param(
            ".yaml", "a:\n  b: 1\n", ("a", "b"), Fix.remove(), "a: {}\n", id="yaml-remove-2"
        ),
        pytest.param(
            ".yaml", "a:\n- 1\nb: 2", ("a", 0), Fix.remove(), "a: []\nb: 2", id="yaml-remove-3"
        ),
        pytest.param(
            ".yaml",
            "a:\n- 1  # x\n- 2\nb: 2",
            ("a", 0),
            Fix.remove(),
            "a:\n# x\n- 2\nb: 2",
            id="yaml-remove-4",
        ),
        pytest.param(
            ".yaml",
            "a:\n- x: 1\n  y: 2\n",
            ("a", 0, "x"),
            Fix.remove(),
            "a:\n- y: 2\n",
            id="yaml-remove-5",
        ),
        pytest.param(
            ".yaml",
            "a:\n- x: 1  # c\n  y: 2\n",
            ("a", 0, "x"),
            Fix.remove(),
            "a:\n- # c\n  y: 2\n",
            id="yaml-remove-6",
        ),
        pytest.param(
            ".yaml",
            "a:\n- x: 1\n  y: 2\n",
            ("a", 0, "y"),
            Fix.remove(),
            "a:\n- x: 1\n",
            id="yaml-remove-7",
        ),
        pytest.param(
            ".yaml",
            "a:\n- x: 1\n  y: 2 # c",
            ("a", 0),
            Fix.of(5, key="z"),
            "a:\n- x: 1\n  y: 2 # c\n  z: 5",
            id="yaml-of-8",
        ),
        pytest.param(
            ".yaml",
            "a:\n- x: 1\n  y: 2\n- k",
            ("a", 0),
            Fix.of({"x": 1, "y": 3}),
            "a:\n- x: 1\n  y: 3\n- k",
            id="yaml-of-9",
        ),
        pytest.param(
            ".yaml",
            "a:\n- x: 1\n  y: 2\n- k",
            ("a", 0),
            Fix.of("ctf"),
            "a:\n- ctf\n- k",
            id="yaml-of-10",
        ),
        pytest.param(
            ".yaml",
            "a:\n- x: 1\n  y: 2\n- k",
            ("a", 1),
            Fix.of({"k": "l, m"}),
            "a:\n- x: 1\n  y: 2\n- {k: 'l, m'}",
            id="yaml-of-11",
        ),
        pytest.param(".yaml", "a:\n- k\nb: 1", ("a",), Fix.of([]), "a: []\nb: 1", id="yaml-of-12"),
        pytest.param(
            ".yaml",
            "a:\n  - k\n  - m\nb: 1",
            ("a",),
            Fix.of(["x"]),
            "a: [x]\nb: 1",
            id="yaml-of-13",
        ),
        pytest.param(
            ".yaml",
            "a: {b: 'x', c: [d, e]}\n",
            ("a", "b"),
            Fix.of("it's"),
            "a: {b: 'it''s', c: [d, e]}\n",
            id="yaml-of-14",
        ),
        pytest.param(
            ".yaml",
            "a: {b: 'x', c: [d, e]}\n",
            ("a", "c", 0),
            Fix.remove(),
            "a: {b: 'x', c: [e]}\n",
            id="yaml-remove-15",
        ),
        pytest.param(
            ".yaml",
            "a: {b: 'x', c: [d, e]}\n",
            ("a", "c", 1),
            Fix.remove(),
            "a: {b: 'x', c: [d]}\n",
            id="yaml-remove-16",
        ),
        pytest.param(
            ".yaml",
            "a: {b: 'x', c: [d]}\n",
            ("a", "c", 0),
            Fix.remove(),
            "a: {b: 'x', c: []}\n",
            id="yaml-remove-17",
        ),
        pytest.param(
            ".yaml",
            "a: {b: 'x', c: [d]}\n",
            ("a",),
            Fix.of("y", key="z"),
            "a: {b: 'x', c: [d], z: y}\n",
            id="yaml-of-18",
        ),
        pytest.param(
            ".yaml", "a: {}\n", ("a",), Fix.of("y", key="z"), "a: {z: y}\n", id="yaml-of-19"
        ),
        pytest.param(
            ".yaml",
            "a: {b: 1,\n    c: 2}\n",
            ("a",),
            Fix.of("y", key="z"),
            "a: {b: 1,\n    c: 2, z: y}\n",
            id="yaml-of-20",
        ),
        pytest.param(
            ".yaml",
            "a: |\n  text\n  more\nb: 1\n",
            ("a",),
            Fix.of("y"),
            "a: y\nb: 1\n",
            id="yaml-of-21",
        ),
        pytest.param(
            ".yaml",
            "a: |\n  text\n  more\nb: 1\n",
            ("a",),
            Fix.remove(),
            "b: 1\n",
            id="yaml-remove-22",
        ),
        pytest.param(".yaml", "a:\nb: 1\n", ("a",), Fix.of("y"), "a: y\nb: 1\n", id="yaml-of-23"),
        pytest.param(
            ".yaml", "a: &x 1\nb: 2\n", ("a",), Fix.of("y"), "a: &x y\nb: 2\n", id="yaml-of-24"
        ),
        pytest.param(
            ".yaml", "? a\n: 1\nb: 2\n", ("a",), Fix.of(7), "? a\n: 7\nb: 2\n", id="yaml-of-25"
        ),
        pytest.param(
            ".yaml",
            "a: 'x'\r\nb: 2\r\n",
            (),
            Fix.of(1, key="c"),
            "a: 'x'\r\nb: 2\r\nc: 1\r\n",
            id="yaml-of-26",
        ),
        pytest.param(
            ".yaml",
            "a: 1 # last\r\nb: 2",
            (),
            Fix.of(1, key="c"),
            "a: 1 # last\r\nb: 2\r\nc: 1",
            id="yaml-of-27",
        ),
        pytest.param(
            ".yaml", "\ufeffa: 1\n", ("a",), Fix.rename("zz"), "\ufeffzz: 1\n", id="yaml-rename-28"
        ),
        pytest.param(
            ".yaml",
            "# top\n\na: 1\n\n# end\n",
            (),
            Fix.of(1, key="c"),
            "# top\n\na: 1\nc: 1\n\n# end\n",
            id="yaml-of-29",
        ),
        pytest.param(
            ".toml",
            "a = 1 # one\nb.c = 2\n[t]\nx = [1, 2,]\n[t.u]\ny='k'\n",
            ("a",),
            Fix.remove(),
            "# one\nb.c = 2\n[t]\nx = [1, 2,]\n[t.u]\ny='k'\n",
            id="toml-remove-30",
        ),
        pytest.param(
            ".toml",
            "a = 1 # one\nb.c = 2\n[t]\nx = [1, 2,]\n[t.u]\ny='k'\n",
            ("b",),
            Fix.of(1, key="d"),
            "a = 1 # one\nb.c = 2\nb.d = 1\n[t]\nx = [1, 2,]\n[t.u]\ny='k'\n",
            id="toml-of-31",
        ),
        pytest.param(
            ".toml",
            "a = 1 # one\nb.c = 2\n[t]\nx = [1, 2,]\n[t.u]\ny='k'\n",
            (),
            Fix.of("z", key="d e"),
            'a = 1 # one\nb.c = 2\n"d e" = "z"\n[t]\nx = [1, 2,]\n[t.u]\ny=\'k\'\n',
            id="toml-of-32",
        ),
        pytest.param(
            ".toml",
            "a = 1 # one\nb.c = 2\n[t]\nx = [1, 2,]\n[t.u]\ny='k'\n",
            ("t",),
            Fix.rename("q"),
            "a = 1 # one\nb.c = 2\n[q]\nx = [1, 2,]\n[q.u]\ny='k'\n",
            id="toml-rename-33",
        ),
        pytest.param(
            ".toml",
            "a = 1 # one\nb.c = 2\n[t]\nx = [1, 2,]\n[t.u]\ny='k'\n",
            ("t", "x", 0),
            Fix.remove(),
            "a = 1 # one\nb.c = 2\n[t]\nx = [2,]\n[t.u]\ny='k'\n",
            id="toml-remove-34",
        ),
        pytest.param(
            ".toml",
            "a = 1 # one\nb.c = 2\n[t]\nx = [1, 2,]\n[t.u]\ny='k'\n",
            ("t", "x", 1),
            Fix.remove(),
            "a = 1 # one\nb.c = 2\n[t]\nx = [1,]\n[t.u]\ny='k'\n",
            id="toml-remove-35",
        ),
        pytest.param(
            ".toml",
            "a = 1 # one\nb.c = 2\n[t]\nx = [1, 2,]\n[t.u]\ny='k'\n",
            ("t", "u", "y"),
            Fix.of("z"),
            "a = 1 # one\nb.c = 2\n[t]\nx = [1, 2,]\n[t.u]\ny='z'\n",
            id="toml-of-36",
        ),
        pytest.param(
            ".toml",
            "a = 1 # one\nb.c = 2\n[t]\nx = [1, 2,]\n[t.u]\ny='k'\n",
            ("t", "u"),
            Fix.remove(),
            "a = 1 # one\nb.c = 2\n[t]\nx = [1, 2,]\n",
            id="toml-remove-37",
        ),
        pytest.param(
            ".toml",
            "[t]\nx = [\n  1, # one\n  # about 2\n  2\n]\n",
            ("t", "x", 0),
            Fix.remove(),
            "[t]\nx = [\n  # one\n  # about 2\n  2\n]\n",
            id="toml-remove-38",
        ),
        pytest.param(
            ".toml",
            "[t]\nx = [\n  1, # one\n  # about 2\n  2\n]\n",
            ("t", "x", 1),
            Fix.remove(),
            "[t]\nx = [\n  1, # one\n  # about 2\n  \n]\n",
            id="toml-remove-39",
        ),
        pytest.param(
            ".toml",
            "[t]\nx = { a = 1, b = 2 }\n",
            ("t", "x", "b"),
            Fix.remove(),
            "[t]\nx = { a = 1 }\n",
            id="toml-remove-40",
        ),
        pytest.param(
            ".toml",
            "[t]\nx = { a = 1 }\n",
            ("t", "x", "a"),
            Fix.remove(),
            "[t]\nx = {  }\n",
            id="toml-remove-41",
        ),
        pytest.param(
            ".toml",
            "[t]\nx = { a = 1 }\n",
            ("t", "x"),
            Fix.of({"p": "q"}, key="b"),
            '[t]\nx = { a = 1, b = { p = "q" } }\n',
            id="toml-of-42",
        ),
        pytest.param(
            ".toml",
            "[[t]]\nx = 1\n[[t]]\nx = 2\n",
            ("t", 0),
            Fix.remove(),
            "[[t]]\nx = 2\n",
            id="toml-remove-43",
        ),
        pytest.param(
            ".toml",
            "[[t]]\nx = 1\n[[t]]\nx = 2\n",
            ("t", 1),
            Fix.remove(),
            "[[t]]\nx = 1\n",
            id="toml-remove-44",
        ),
        pytest.param(
            ".toml",
            "[[t]]\nx = 1\n[[t]]\nx = 2\n",
            ("t", 1),
            Fix.of({"x": 3, "y": "r"}),
            '[[t]]\nx = 1\n[[t]]\nx = 3\ny = "r"\n',
            id="toml-of-45",
        ),
        pytest.param(
            ".toml",
            "[a.b]\nx=1\n[a.c]\ny=2",
            ("a",),
            Fix.rename("z"),
            "[z.b]\nx=1\n[z.c]\ny=2",
            id="toml-rename-46",
        ),
        pytest.param(
            ".json",
            '{\n  "a": 1,\n  "b": {"c": [1, 2]}\n}\n',
            ("a",),
            Fix.remove(),
            '{\n  "b": {"c": [1, 2]}\n}\n',
            id="json-remove-47",
        ),
        pytest.param(
            ".json",
            '{\n  "a": 1,\n  "b": {"c": [1, 2]}\n}\n',
            ("b",),
            Fix.remove(),
            '{\n  "a": 1\n}\n',
            id="json-remove-48",
        ),
        pytest.param(
            ".json",
            '{\n  "a": 1,\n  "b": {"c": [1, 2]}\n}\n',
            (),
            Fix.of({"q": [1]}, key="z"),
            '{\n  "a": 1,\n  "b": {"c": [1, 2]},\n  "z": {"q": [1]}\n}\n',
            id="json-of-49",
        ),
        pytest.param(
            ".json",
            '{\n  "a": 1,\n  "b": {"c": [1, 2]}\n}\n',
            ("b",),
            Fix.of({"q": [1]}, key="z"),
            '{\n  "a": 1,\n  "b": {"c": [1, 2], "z": {"q": [1]}}\n}\n',
            id="json-of-50",
        ),
        pytest.param(
            ".json",
            '{\n  "a": 1,\n  "b": {"c": [1, 2]}\n}\n',
            ("b", "c", 1),
            Fix.remove(),
            '{\n  "a": 1,\n  "b": {"c": [1]}\n}\n',
            id="json-remove-51",
        ),
        pytest.param(
            ".json", '{\n  "a": 1\n}\n', ("a",), Fix.remove(), "{}\n", id="json-remove-52"
        ),
        pytest.param(
            ".json", '{"a":1}', (), Fix.of(2, key="b"), '{"a":1, "b": 2}', id="json-of-53"
        ),
        pytest.param(
            ".json",
            '{"a": 1, "a": 2, "b": 3}',
            ("b",),
            Fix.of(2),
            '{"a": 1, "a": 2, "b": 2}',
            id="json-of-54",
        ),
        pytest.param(
            ".yaml",
            "a: {b: 1, # one\n    c: 2}\n",
            ("a", "c"),
            Fix.remove(),
            "a: {b: 1, # one\n    }\n",
            id="yaml-remove-55",
        ),
        pytest.param(
            ".yaml",
            "a: {b: 1, # one\n    c: 2}\n",
            ("a", "b"),
            Fix.remove(),
            "a: {# one\n    c: 2}\n",
            id="yaml-remove-56",
        ),
        pytest.param(
            ".yaml",
            'a: {"b": "x"}\n',
            ("a", "b"),
            Fix.of("yø"),
            'a: {"b": "yø"}\n',
            id="yaml-of-57",
        ),
        pytest.param(
            ".yaml",
            'a: {"b": "x"}\n',
            ("a", "b"),
            Fix.rename("c"),
            'a: {"c": "x"}\n',
            id="yaml-rename-58",
        ),
        pytest.param(
            ".yaml",
            'a: {"b": 1}\n',
            ("a", "b"),
            Fix.rename("c", value=False),
            'a: {"c": false}\n',
            id="yaml-rename-59",
        ),
        pytest.param(
            ".yaml",
            "a: {b: 1}\n",
            ("a", "b"),
            Fix.rename("c", value=1),
            "a: {c: 1}\n",
            id="yaml-rename-60",
        ),
        pytest.param(
            ".yaml", 'a: "x"\n', ("a",), Fix.of("two\nlines"), 'a: "two\\nlines"\n', id="yaml-of-61"
        ),
        pytest.param(
            ".yaml",
            "a: [{x: 1}, &s {y: 2}]\nb: {<<: *s, z: 1}\n",
            ("b", "z"),
            Fix.of(5),
            "a: [{x: 1}, &s {y: 2}]\nb: {<<: *s, z: 5}\n",
            id="yaml-of-62",
        ),
        pytest.param(
            ".yaml",
            "s: &s {y: 2}\nb: {<<: [*s, {w: 1}], z: 1}\n",
            ("b",),
            Fix.of(5, key="v"),
            "s: &s {y: 2}\nb: {<<: [*s, {w: 1}], z: 1, v: 5}\n",
            id="yaml-of-63",
        ),
        pytest.param(
            ".yaml", "- a\n-\n  - b\n  - c\n", (1,), Fix.remove(), "- a\n", id="yaml-remove-64"
        ),
        pytest.param(
            ".yaml", "a: {b: ! x}\n", ("a", "b"), Fix.of("y"), "a: {b: y}\n", id="yaml-of-65"
        ),
        pytest.param(".yaml", "b: 1", ("b",), Fix.remove(), "{}", id="yaml-remove-66"),
        pytest.param(".yaml", "a: 2\nb: 1", ("b",), Fix.remove(), "a: 2", id="yaml-remove-67"),
        pytest.param(
            ".csg",
            "created: 2024-01-01 10:00:00\ngroup:\n  name: x\n",
            ("group", "name"),
            Fix.of("no"),
            "created: 2024-01-01 10:00:00\ngroup:\n  name: 'no'\n",
            id="csg-of-68",
        ),
        pytest.param(
            ".csg",
            "version: v4\ngroup: {}\n",
            ("group",),
            Fix.of("no", key="type"),
            "version: v4\ngroup: {type: 'no'}\n",
            id="csg-of-69",
        ),
        pytest.param(
            ".toml", "'a' = 1\n", ("a",), Fix.rename("b c"), "'b c' = 1\n", id="toml-rename-70"
        ),
        pytest.param(".toml", "a = '''x'''\n", ("a",), Fix.of("y"), 'a = "y"\n', id="toml-of-71"),
        pytest.param(
            ".toml",
            "x = { a.b = 1, c = 2 }\n",
            ("x", "c"),
            Fix.of(3),
            "x = { a.b = 1, c = 3 }\n",
            id="toml-of-72",
        ),
        pytest.param(
            ".toml",
            "[a]\n  b = 1 # one\n",
            ("a",),
            Fix.of("x", key="c"),
            '[a]\n  b = 1 # one\n  c = "x"\n',
            id="toml-of-73",
        ),
        pytest.param(
            ".toml", "[a]\n", ("a",), Fix.of("x", key="c"), '[a]\nc = "x"\n', id="toml-of-74"
        ),
        pytest.param(
            ".toml",
            "a = [ # none\n]\nb = [\n  { c = 1 },\n]\n",
            ("b", 0, "c"),
            Fix.of(2),
            "a = [ # none\n]\nb = [\n  { c = 2 },\n]\n",
            id="toml-of-75",
        ),
        pytest.param(
            ".toml",
            "[[t.s]]\nx = 1\n[[t.s]]\nx = 2\n[t.s.u]\ny = 3\n",
            ("t", "s", 1, "u", "y"),
            Fix.of(2),
            "[[t.s]]\nx = 1\n[[t.s]]\nx = 2\n[t.s.u]\ny = 2\n",
            id="toml-of-76",
        ),
        pytest.param(
            ".json",
            '\ufeff{"a": {}}',
            ("a",),
            Fix.of([], key="b"),
            '\ufeff{"a": {"b": []}}',
            id="json-of-77",
        ),
        pytest.param(
            ".json",
            '{"a": [1, {"b": 2}], "c": {"d": 1}}',
            ("a",),
            Fix.of(None),
            '{"a": null, "c": {"d": 1}}',
            id="json-of-78",
        ),
        pytest.param(
            ".json",
            '{\r\n  "a": 1\r\n}',
            (),
            Fix.of(2, key="b"),
            '{\r\n  "a": 1,\r\n  "b": 2\r\n}',
            id="json-of-79",
        ),
        pytest.param(
            ".yaml",
            "a: [1 # b, c\n , 2]\n",
            ("a", 0),
            Fix.remove(),
            "a: [# b, c\n 2]\n",
            id="yaml-comment-before-a-comma",
        ),
        pytest.param(
            ".json",
            '{"a": {"b": 1, "c": 2, "d": 3}}',
            ("a",),
            Fix.of({"b": 1}),
            '{"a": {"b": 1}}',
            id="json-several-entries",
        ),
    ],
)
def test_an_edit_changes_what_it_must(
    suffix: str, text: str, path: tuple[str | int, ...], fix: Fix, after: str
) -> None:
    """Comments, layout, ends of lines and the byte order mark stay as they are."""
    assert edited_text(suffix, text, path, fix) == after


@pytest.mark.parametrize(
    ("suffix", "text", "path", "fix"),
    [
        pytest.param(".yaml", "a: &x 1\nb: *x\n", ("a",), Fix.of("y"), id="yaml-of-0"),
        pytest.param(".yaml", "a: &x {k: 1}\nb: *x\n", ("b", "k"), Fix.of("y"), id="yaml-of-1"),
        pytest.param(".yaml", "? a\n: 1\nb: 2\n", ("a",), Fix.remove(), id="yaml-remove-2"),
        pytest.param(
            ".toml",
            "a = 1 # one\nb.c = 2\n[t]\nx = [1, 2,]\n[t.u]\ny='k'\n",
            ("b", "c"),
            Fix.remove(),
            id="toml-remove-3",
        ),
        pytest.param(
            ".toml",
            "[t]\nx = { a = 1 }\n",
            ("t", "x"),
            Fix.of({"p": None}, key="b"),
            id="toml-of-4",
        ),
        pytest.param(".toml", "[a.b]\nx=1\n[a.c]\ny=2", ("a",), Fix.of(1, key="z"), id="toml-of-5"),
        pytest.param(".toml", "[a.b]\nx=1\n[a.c]\ny=2", (), Fix.of(1, key="z"), id="toml-of-6"),
        pytest.param(".yaml", "a: # why\n  - k\nb: 1", ("a",), Fix.of("x"), id="yaml-of-7"),
        pytest.param(".yaml", "a: {&k b: 1}\n", ("a", "b"), Fix.rename("c"), id="yaml-rename-8"),
        pytest.param(
            ".toml", "x = { a.b = 1, c = 2 }\n", ("x", "a"), Fix.remove(), id="toml-remove-9"
        ),
        pytest.param(".toml", "[a]\nb = 1\n[a.c]\nd = 2\n", ("a", "c"), Fix.of(3), id="toml-of-10"),
        pytest.param(
            ".toml", "[a]\nb = 1\n[a.c]\nd = 2\n", ("a",), Fix.remove(), id="toml-remove-11"
        ),
        pytest.param(".json", '{"a\\u0062": 1}', ("ab",), Fix.rename("c"), id="json-rename-12"),
        pytest.param(".yaml", "- a\n- # why\n  b\n", (1,), Fix.remove(), id="comment-after-a-dash"),
        pytest.param(".toml", "a = 1\n[b]\nc = 2\n", ("b",), Fix.of({"x": 1}), id="toml-table"),
        pytest.param(".yaml", "a: 1\n", ("a",), Fix.of("\ud800"), id="half-a-character"),
    ],
)
def test_an_edit_that_cannot_be_sure_has_no_text(
    suffix: str, text: str, path: tuple[str | int, ...], fix: Fix
) -> None:
    """Aliases, keys with anchors or escapes, spread tables, null in TOML: all is left."""
    problem = problem_at(path, fix, text, suffix)
    assert problem.edits
    assert in_text([problem], text, suffix) == [problem]
    assert with_edits_done([problem], text, suffix) == (text, [])


def test_the_places_are_lines_and_columns_from_one() -> None:
    """A character beyond ASCII is one column, and the end is after the last one."""
    text = "\ufeffa: {ø: 'x',\r\n  c: [d]}\r\n"
    fixes = {("a", "ø"): Fix.of("y"), ("a", "c", 0): Fix.of("e")}
    problems = [problem_at(path, fix, text, ".yaml") for path, fix in fixes.items()]
    edits = [p.edits[0].in_text for p in in_text(problems, text, ".yaml")]
    assert edits == [TextEdit((1, 8), (1, 11), "'y'"), TextEdit((2, 7), (2, 8), "e")]


def test_edits_of_one_problem_are_done_together() -> None:
    """One that has no place keeps the other from being done."""
    text = "a: {b: 1}\n"
    both = Fix((*Fix.of(2, at=("b",)).edits, *Fix.of(3, key="c").edits), words="both")
    assert edited_text(".yaml", text, ("a",), both) == "a: {b: 2, c: 3}\n"
    twice = Fix((*Fix.of(2, at=("b",)).edits, *Fix.of(3, at=("b",)).edits), words="both")
    assert edited_text(".yaml", text, ("a",), twice) is None


def test_edits_that_touch_each_have_their_text() -> None:
    """Of those that touch, one at a time is done."""
    text = '{"a": [1, 2, 3]}'
    problems = [problem_at(("a", index), Fix.remove(), text, ".json") for index in range(3)]
    found = in_text(problems, text, ".json")
    texts = [apply_text_edits(text, [e.in_text for e in p.edits if e.in_text]) for p in found]
    assert texts == ['{"a": [2, 3]}', '{"a": [1, 3]}', '{"a": [1, 2]}']
    after, done = with_edits_done(problems, text, ".json")
    assert (after, done) == ('{"a": [2]}', [problems[0], problems[2]])


def test_sound_edits_are_done_beside_one_that_is_not() -> None:
    """That is found by halves; what reads the text is asked only so often."""
    text = "a: &x {k: 1}\nb: *x\nc: 1\nd: 2\ne: 3\n"
    fixes = {("c",): Fix.of(7), ("b", "k"): Fix.of(7), ("d",): Fix.of(8), ("e",): Fix.rename("f")}
    problems = [problem_at(path, fix, text, ".yaml") for path, fix in fixes.items()]
    after, done = with_edits_done(problems, text, ".yaml")
    assert after == "a: &x {k: 1}\nb: *x\nc: 7\nd: 8\nf: 3\n"
    assert done == [problems[0], *problems[2:]]


def test_what_aliases_stand_for_is_changed_where_all_of_them_say_so() -> None:
    """It is one text."""
    text = "a: &x {k: 1}\nb: *x\n"
    problems = [problem_at((key, "k"), Fix.of(2), text, ".yaml") for key in "ab"]
    assert with_edits_done(problems, text, ".yaml") == ("a: &x {k: 2}\nb: *x\n", problems)


def test_edits_that_are_sound_only_one_by_one_are_done_one_by_one() -> None:
    """Two keys that become one would lose an entry."""
    text = "a: 1\nb: 2\n"
    problems = [problem_at((key,), Fix.rename("c"), text, ".yaml") for key in "ab"]
    assert with_edits_done(problems, text, ".yaml") == ("c: 1\nb: 2\n", problems[:1])


def test_a_text_is_read_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not tried has no text."""
    monkeypatch.setattr(text_edits, "_MOST_READINGS", 1)
    text = '{"a": [1, 2, 3]}'
    problems = [problem_at(("a", index), Fix.remove(), text, ".json") for index in range(3)]
    found = in_text(problems, text, ".json")
    assert [bool(p.edits[0].in_text) for p in found] == [True, False, True]


def test_a_text_that_is_not_in_its_format_has_no_edits() -> None:
    """It may have changed since it was looked at."""
    problem = problem_at(("a",), Fix.of(2), "{a: 1}", ".yaml")
    assert in_text([problem], "{a: 1", ".yaml") == [problem]
    with pytest.raises(FileError) as caught:
        with_edits_done([problem], "{a: 1", ".yaml")
    assert str(caught.value) == ("1:6: not YAML: expected ',' or '}' while parsing a flow mapping")


def test_nothing_is_looked_for_where_nothing_is_to_be_changed() -> None:
    """A problem without a fix stays as it is, and so does one at the whole of a document."""
    plain = Problem(("a",), "wrong")
    assert in_text([plain], "no: {document", ".yaml") == [plain]
    assert with_edits_done([plain], "a: 1", ".yaml") == ("a: 1", [])
    whole = Problem((), "wrong", fix=Fix.of("x"))
    assert with_edits_done([whole], "a: 1", ".yaml") == ("a: 1", [])


# Laws, for documents of any content. What reads the texts is another package's.

READERS: dict[str, Any] = {".json": json.loads, ".toml": tomllib.loads, ".yaml": yaml.safe_load}
KEYS = st.sampled_from(["a", "b c", "ø", "d.e", "slots", "5"])
ATOMS = st.sampled_from([1, True, 2.5, "x", "it's", 'a "b"', "no", "x, y: z", "# no comment", ""])
VALUES = st.recursive(
    ATOMS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)


def paths_in(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items: Any = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    return [path, *(deeper for key, item in items for deeper in paths_in(item, (*path, key)))]


def changed(value: Any, path: tuple[str | int, ...], fix: Fix) -> Any:
    """Do a fix in plain data, apart from how the package does it."""
    if len(path) > 1:
        copy = value.copy()
        copy[path[0]] = changed(value[path[0]], path[1:], fix)
        return copy
    [edit], key = fix.edits, path[0]
    if isinstance(value, list):
        rest = [] if edit.action == "remove" else [fix.value]
        return [*value[: int(key)], *rest, *value[int(key) + 1 :]]
    if edit.action == "add":
        return {**value, key: {**value[key], "new key": fix.value}}
    if edit.action == "rename":
        return {("new key" if name == key else name): item for name, item in value.items()}
    if edit.action == "remove":
        return {name: item for name, item in value.items() if name != key}
    return {**value, key: fix.value}


FIXES = st.sampled_from([Fix.remove(), Fix.rename("new key"), Fix.of(5, key="new key")])


@pytest.mark.parametrize("suffix", READERS)
@given(data=DOCUMENTS, fix=FIXES | VALUES.map(Fix.of), chance=st.randoms())
def test_a_text_says_what_the_edit_says(
    suffix: str, data: Any, fix: Fix, chance: random.Random
) -> None:
    """Read by another package, the text has the data with the edit done, and nothing else new."""
    text = text_for(data, f"x{suffix}")
    path = chance.choice(paths_in(data)[1:])
    problem = problem_at(path, fix, text, suffix)
    [found] = in_text([problem], text, suffix)
    if not found.edits or found.edits[0].in_text is None:
        return
    edit = found.edits[0].in_text
    after = apply_text_edits(text, [edit])
    assert READERS[suffix](after) == changed(data, path, fix)
    lines, start, end = text.split("\n"), edit.start, edit.end
    assert after.startswith(
        "\n".join([*lines[: start[0] - 1], lines[start[0] - 1][: start[1] - 1]])
    )
    assert after.endswith("\n".join([lines[end[0] - 1][end[1] - 1 :], *lines[end[0] :]]))


@pytest.mark.parametrize("suffix", READERS)
@pytest.mark.parametrize("fix", [Fix.of("y"), Fix.rename("new key"), Fix.remove()], ids=str)
def test_most_edits_have_their_text(suffix: str, fix: Fix) -> None:
    """The law above is not empty: each entry of a usual document can be changed."""
    data = {"a": {"b": [1, {"c": "x"}], "d": {}}, "e": "no", "f": [[], ["g"]]}
    text = text_for(data, f"x{suffix}")
    for path in paths_in(data)[1:]:
        problem = problem_at(path, fix, text, suffix)
        [found] = in_text([problem], text, suffix)
        is_table = suffix == ".toml" and path in [("a",), ("a", "d")]
        assert is_table or all(edit.in_text for edit in found.edits), path


def test_edits_are_values() -> None:
    """A problem with the text of its edits is the same without it, but for that."""
    problem = problem_at(("a",), Fix.of(2), "a: 1", ".yaml")
    [found] = in_text([problem], "a: 1", ".yaml")
    assert found != problem
    assert found.with_edits([attrs.evolve(e, in_text=None) for e in found.edits]) == problem
