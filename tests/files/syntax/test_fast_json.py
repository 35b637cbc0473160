"""The extra ``fast`` reads and writes JSON as Python does."""

from __future__ import annotations

import json
import runpy
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import Job, Slot, dumps, structure, unstructure
from cryosparc_spec.documents.codec.codecs import is_server_document
from cryosparc_spec.files.syntax import fast_encoding, fast_json, splitting
from cryosparc_spec.files.syntax.json import DEEPEST
from cryosparc_spec.testing import documents
from cryosparc_spec.testing.classes import public_names
from tests.files.syntax.plain_data import plain_data
from tests.strategies import public_values


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


CLASSES = [cls for cls in public_names().values() if is_server_document(cls)]


@st.composite
def many_documents(draw: st.DrawFn) -> list[Any]:
    """Documents of one class, so many that functions are generated for their keys."""
    some = draw(st.lists(documents(draw(st.sampled_from(CLASSES))), min_size=1, max_size=3))
    return [document for document in some for _ in range(102)]


def plain(value: Any, *, indented: bool) -> str:
    """Return the JSON text that Python's own encoder makes of the plain data of an object."""
    layout: dict[str, Any] = {"indent": 2} if indented else {"separators": (",", ":")}
    return json.dumps(unstructure(value), ensure_ascii=False, **layout)


def encoded(value: Any, *, indented: bool = False) -> str | None:
    """Return what the fast encoder makes of an object."""
    assert fast_encoding.fast_encode is not None
    return fast_encoding.fast_encode(value, indented)


@given(value=public_values() | plain_data() | many_documents(), indented=st.booleans())
def test_objects_are_written_the_same(value: Any, indented: bool) -> None:
    """Each byte but the spaces is that of Python's encoder, also of unknown keys and odd floats."""
    assert encoded(value, indented=indented) in (None, plain(value, indented=indented))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(float("nan"), "NaN", id="nan"),
        pytest.param(float("-inf"), "-Infinity", id="infinity"),
        pytest.param(1e-5, "1e-05", id="small"),
        pytest.param(-2.5e-7, "-2.5e-07", id="small and negative"),
        pytest.param(1e16, "1e+16", id="large"),
        pytest.param(1e22, "1e+22", id="larger"),
        pytest.param(0.0001, "0.0001", id="just not small"),
        pytest.param(-0.0, "-0.0", id="minus zero"),
        pytest.param(2**64 - 1, "18446744073709551615", id="64 bits"),
        pytest.param('\u2028\x7f\x1f"\\é😀', '"\u2028\x7f\\u001f\\"\\\\é😀"', id="text"),
    ],
)
def test_values_are_written_as_python_writes_them(value: Any, text: str) -> None:
    """Wherever a value stands: in parameters, in lists in them, under unknown keys."""
    job = structure(
        {"uid": "J1", "spec": {"type": "x", "params": {"a": value}}, "new": [value]}, Job
    )
    written = encoded([job] * 150)
    assert written == plain([job] * 150, indented=False)
    assert f'"params":{{"a":{text}}}' in written
    assert f'"new":[{text}]' in written


def test_slots_that_come_again_are_written_the_same() -> None:
    """Known ones, more than are remembered, and those that equal one of another ``required``."""
    many = [
        Slot(f"s{number}", "ctf", required) for number in range(300) for required in (True, False)
    ]
    again = [slot for slot in many for _ in range(3)] + many + [{"a": many[0]}, [many[1]]]
    assert encoded(again) == plain(again, indented=False)
    assert encoded(tuple(again), indented=True) == plain(again, indented=True)


def test_a_slot_that_cannot_be_written_twice_is_left_to_python() -> None:
    """It is refused when its text is made as it is when it comes first."""
    slot = Slot("ctf", "ctf")
    object.__setattr__(slot, "dtype", 2**64)
    assert encoded([slot, slot]) is None


def test_odd_floats_however_deep_are_looked_at_once() -> None:
    """Were each looked at twice a level, ninety levels would take for ever."""
    value: Any = 1e-5
    for level in range(90):
        value = [value] if level % 2 else {"a": value}
    job = structure({"uid": "J1", "spec": {"type": "x", "params": {"a": value}}}, Job)
    assert encoded(job) == plain(job, indented=False)
    assert encoded([value]) == plain([value], indented=False)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(2**64, id="more than 64 bits"),
        pytest.param("\ud800", id="half a surrogate pair"),
        pytest.param({1: 2}, id="a number as key"),
        pytest.param(object(), id="an object"),
    ],
)
def test_what_it_cannot_do_is_left_to_python(value: Any) -> None:
    """``None`` is no text; ``dumps`` then takes the other way."""
    assert encoded([value]) is None


def test_without_msgspec_there_is_no_splitter(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is not needed."""
    monkeypatch.setitem(sys.modules, "msgspec", None)
    assert runpy.run_path(splitting.__file__)["fast_splitter"] is None


def test_without_orjson_there_is_no_fast_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is not needed."""
    monkeypatch.setitem(sys.modules, "orjson", None)
    assert runpy.run_path(fast_encoding.__file__)["fast_encode"] is None


@pytest.mark.parametrize("encoder", ["with the extra", "without"])
@pytest.mark.parametrize("indent", [None, 2, 4])
def test_dumps_writes_the_same_with_and_without_the_extra(
    encoder: str, indent: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for the spaces on the one line."""
    if encoder == "without":
        monkeypatch.setattr(fast_encoding, "fast_encode", None)
    slots = [Slot("ctf", "ctf"), {"a": [], "é": 1e-5}]
    text = dumps(slots, indent=indent)
    expected = json.dumps(unstructure(slots), indent=indent, ensure_ascii=False)
    assert text.replace(" ", "") == expected.replace(" ", "")
    assert indent is None or text == expected
