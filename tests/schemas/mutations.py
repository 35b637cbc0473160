"""Plain data with one or two things changed, as people and other programs change it."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cryosparc_spec.testing.values import json_data
from tests.files.syntax.plain_data import paths_in

ODD_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 500, 501, 1.0, 2.5, -0.0, 10**20),
    *("", "?", "??ctf", "?ctf", "ctf", "ctf\n", "c t f", "2D", "_", "é", "inf", "in", "a" * 257),
    *("particle", "particl", "components_mode_0", "?alignments_class_12", "components_mode_x"),
    *("blob_7", "{}", '{"name": "a", "dtype": "b"}', '{"name": "a"', '{"dtype": 1}', "[", '["a"]'),
    *('{"name": "a", "dtype": "b", "required": false}', "3f4", "<2,3f4", "0f4", ">f4>", "f3"),
    *([], {}, ["ctf"], ["?ctf", "blob"], [None], ["a", "b"], ["a", "f4", 3], ["a", "f4", [2, 0]]),
    {"name": "a", "dtype": "b"},
    {"name": "a", "dtype": "b", "required": False},
    {"name": "a", "dtype": "b", "required": None},
    {"name": "a", "prefix": "a", "dtype": "b"},
    {"name": "a", "prefix": "b", "dtype": "b"},
    {"prefix": "a", "dtype": "b"},
    {"prefix": "a", "dtype": "b\n", "requird": 1},
    {"prefix": 1, "dtype": "b"},
    {"prefix": "a b", "dtype": "b"},
    *([{"name": "a", "dtype": "b", "required": False}], [{"name": "a", "dtype": "b"}]),
    {"a": {"type": "particle"}},
    {"a b": {"type": "particle"}},
    {"type": "particle"},
    {"type": "particle", "slots": ["?ctf"]},
)
"""Values that some place of a document takes, and others do not."""

FEW_VALUES: tuple[Any, ...] = (None, True, 1, 1.0, "", [], [None], ["a"], {})
"""One value of each type that JSON has, and two lists."""

ODD_FIELDS: tuple[Any, ...] = (
    *([], [None], ["a"], ["f4", 2], ["f4", 0], ["f4", 2, 2], ["f4", "2"], ["f4", [None]], ["x", 2]),
    *(["a", "3f4"], [1, "f4"], ["", "f4"], [" a", "f4"], ["a ", "f4"], ["a" * 257, "f4"]),
    *(["a/b", "f4"], ["/a", "f4"], ["a/", "f4"], "a/b: f4", "/a: f4", "a/: f4", ["f4", [2, 0]]),
    *(
        ["a", "f4", 1.5],
        ["f4", 2.5],
        ["f4", 2.0],
        ["f4", [2.0, 3]],
        [1, 2],
        [["f4", 2], 2],
        ["a", ["f4", 2], 2],
    ),
    *(["a\n", "f4"], ["a", "f3"], ["a", ["f4", 2]], ["a", ["f4", 2], 2], ["a", ["f4"], 2]),
    *(["a", "f4", 2], ["a", "f4", 0], ["a", "f4", []], ["a", "f4", [0]], ["a", "f4", [None]]),
    *(["a", "f4", "2"], ["a", "f4", None], ["a", "f4", 2, 2], [1, "f4", 2], [" a", "f4", 2]),
    *(["a" * 257, "f4", 2], ["a", "x", 2], "a: f4", "a: b: f4", " a: f4", ": f4", "a:f4", "a: f3"),
    *({"name": name, "dtype": "f4"} for name in ("a", 1, "", " a", "a" * 257)),
    *({"name": "a", "dtype": dtype} for dtype in (1, "f3", ["f4", 2], None)),
    *({"name": "a"}, {"dtype": "f4"}, {"name": "a", "dtype": "f4", "shape": 2}),
)
"""Columns and dtypes, right and wrong, in every spelling."""

ODD_KEYS = ("name", "type", "required", "id", "_id", "titel", "a b", "", "2d", "x\n")
"""Keys that some place of a document takes, and others do not."""


@st.composite
def changed(draw: st.DrawFn, raws: SearchStrategy[Any]) -> Any:
    """Plain data with up to three values replaced, taken out or put in."""
    raw = copy.deepcopy(draw(raws))
    for _ in range(draw(st.integers(0, 3))):
        raw = _changed_once(draw, raw)
    return raw


def _changed_once(draw: st.DrawFn, raw: Any) -> Any:
    path, value = draw(st.sampled_from(list(paths_in(raw))))
    odd = st.sampled_from(ODD_VALUES).map(copy.deepcopy) | json_data(max_leaves=3)
    if isinstance(value, dict) and draw(st.booleans()):
        key = draw(st.sampled_from([*value, *ODD_KEYS]))
        if key in value and draw(st.booleans()):
            value[draw(st.sampled_from(ODD_KEYS))] = value.pop(key)
        else:
            value[key] = draw(odd)
        return raw
    if not path:
        return draw(odd) if draw(st.integers(0, 9)) == 0 else raw
    inner = raw
    for key in path[:-1]:
        inner = inner[key]
    if draw(st.integers(0, 2)) == 0:
        del inner[path[-1]]
    else:
        inner[path[-1]] = draw(odd)
    return raw
