"""The parser jiter reads what it takes as Python's own does."""

from __future__ import annotations

import json
import runpy
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec.files.syntax import fast_json
from cryosparc_spec.files.syntax.json import DEEPEST
from tests.files.syntax.plain_data import plain_data


def outcome(parse: Callable[[bytes], Any] | None, text: str) -> str | None:
    """Return what a parser makes of a text, to the last digit; ``None`` where it refuses it."""
    assert parse is not None
    try:
        return repr(parse(text.encode()))
    except ValueError:
        return None


def nested(depth: int, inner: str) -> str:
    """Return text nested so deep, in lists and mappings by turns."""
    for level in range(depth):
        inner = f"[{inner}]" if level % 2 else f'{{"a": {inner}}}'
    return inner


@given(raw=plain_data())
def test_documents_are_read_the_same(raw: Any) -> None:
    """Types, order and every text are those of Python's parser."""
    text = json.dumps(raw, allow_nan=True)
    assert outcome(fast_json.fast_parse, text) in (None, repr(json.loads(text)))


@given(st.text(alphabet="0123456789.eE+-", min_size=1, max_size=40))
def test_numbers_are_read_the_same(text: str) -> None:
    """However many digits they have."""
    assert outcome(fast_json.fast_parse, text) in (None, outcome(json.loads, text))


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        pytest.param("123456789012345678901", True, id="more-than-64-bits"),
        pytest.param("-9223372036854775809", True, id="less-than-64-bits"),
        pytest.param("-0", True, id="minus-zero"),
        pytest.param("0.1000000000000000055511151231257827", True, id="many-digits"),
        pytest.param('"\\ud83d\\ude00"', True, id="pair-of-surrogates"),
        pytest.param("-1e999", True, id="more-than-a-float-holds"),
        pytest.param('{"b": 1, "a": 2, "b": 3}', False, id="repeated-key"),
        pytest.param('{"a": 1, "\\u0061": 2}', False, id="repeated-key-spelled-otherwise"),
        pytest.param("NaN", False, id="nan"),
        pytest.param("-Infinity", False, id="infinity"),
        pytest.param('"\\ud83d"', False, id="half-a-pair"),
        pytest.param("9" * 5000, False, id="more-digits-than-python-reads"),
        pytest.param(nested(DEEPEST, "1"), True, id="as-deep-as-is-read"),
        pytest.param(nested(DEEPEST, "[]"), True, id="as-deep-as-is-read-and-empty"),
        pytest.param(nested(DEEPEST + 1, "1"), False, id="deeper"),
        pytest.param("[" * 100_000, False, id="far-deeper"),
        pytest.param("[1,]", False, id="comma-at-the-end"),
        pytest.param("", False, id="empty"),
    ],
)
def test_what_is_not_read_the_same_is_refused(text: str, taken: bool) -> None:
    """A number is never rounded; what is refused is left to Python's parser."""
    found = outcome(fast_json.fast_parse, text)
    assert found == (outcome(json.loads, text) if taken else None)


def test_without_jiter_there_is_no_fast_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is not needed."""
    monkeypatch.setitem(sys.modules, "jiter", None)
    assert runpy.run_path(fast_json.__file__)["fast_parse"] is None


def test_an_unsound_jiter_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Version 0.4, which another package may have brought, reads escaped characters as others."""
    monkeypatch.setattr("jiter.from_json", lambda *_, **__: "\xc2\x80")
    assert runpy.run_path(fast_json.__file__)["fast_parse"] is None
