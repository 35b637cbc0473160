"""Functions that are written for many documents do what is done for few, whatever is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, TypeAlias

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutabledict import immutabledict

from cryosparc_spec import Datatype, SpecError
from cryosparc_spec.documents.codec import codecs
from cryosparc_spec.documents.codec.codecs import Codec
from cryosparc_spec.documents.codec.generated_functions import level_of_mapping
from cryosparc_spec.documents.codec.server_document import ServerDocument
from cryosparc_spec.problems.frozen_data import NOTHING

Raw: TypeAlias = dict[str, Any]


@attrs.frozen(kw_only=True)
class Leaf(ServerDocument):
    """A document of one key."""

    name: str


@attrs.frozen(kw_only=True)
class Everything(ServerDocument):
    """A document with an attribute of every type."""

    text: str = ""
    maybe_text: str | None = None
    flag: bool = True
    other_flag: bool = False
    maybe_flag: bool | None = None
    count: int = 0
    count_or_text: int | str | None = None
    number: float = 1.5
    maybe_number: float | None = None
    word: Datatype | str = "particle"
    maybe_word: Datatype | str | bool | None = None
    leaf: Leaf | None = None
    leaf_or_flag: Leaf | bool = False
    leaf_or_texts: Leaf | tuple[str, ...] = ()
    counted_or_words: tuple[Datatype | str, ...] | Mapping[str, int] | None = None
    texts: tuple[str, ...] = ()
    words: tuple[Datatype | str, ...] = ()
    counts: tuple[int, ...] = ()
    numbers: tuple[float, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    leaves_or_texts: tuple[Leaf | str, ...] = ()
    maybe_texts: tuple[str, ...] | None = None
    lists: tuple[tuple[int, ...], ...] = ()
    anything_listed: tuple[Any, ...] = ()
    named: Mapping[str, Leaf] = NOTHING
    counted: Mapping[str, int] = NOTHING
    measured: Mapping[str, float] = NOTHING
    loose: Mapping[str, Any] = NOTHING
    maybe_named: Mapping[str, Leaf] | None = None
    lists_by_name: Mapping[str, tuple[str, ...]] = NOTHING
    anything: Any = None


@attrs.frozen(kw_only=True)
class Repeated(ServerDocument):
    """A document of which equal ones are shared."""

    _often_equal: ClassVar[bool] = True

    name: str
    count: int | str | None = 0
    flag: bool = False


@attrs.frozen(kw_only=True)
class Counts(ServerDocument):
    """A document that lists whole numbers."""

    counts: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()


class Mode:
    """Codecs that write functions for documents at once, or never."""

    def __init__(self, often: int) -> None:
        self.often = often
        self.codec_of = cache(Codec)

    @contextmanager
    def codec(self, cls: Any = Everything) -> Iterator[Codec]:
        """Give the codec of a class."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(codecs, "_OFTEN", self.often)
            patch.setattr(codecs, "_codec_of", self.codec_of)
            yield self.codec_of(cls)


FEW, MANY = Mode(10**9), Mode(0)


def shape(value: Any) -> Any:
    """Return a value with the classes of all that is in it, which equality leaves out."""
    cls = type(value).__name__
    if isinstance(value, ServerDocument):
        names = [each.name for each in attrs.fields(type(value))]
        return cls, [(name, shape(getattr(value, name))) for name in names]
    if isinstance(value, Mapping):
        return cls, [(shape(key), shape(item)) for key, item in value.items()]
    if isinstance(value, list | tuple):
        return cls, [shape(item) for item in value]
    return cls, repr(value)


def spelled(value: Any) -> Any:
    """Return plain data with floats as text."""
    if isinstance(value, Mapping):
        return {key: spelled(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [spelled(item) for item in value]
    return f"exactly {value}" if isinstance(value, float) and value else value


def encoded(codec_of: Callable[[Any], Codec], value: Any, exact: Callable[[Any], Any]) -> Any:
    """Return what an encoder writes that asks for what is in each object."""
    if isinstance(value, ServerDocument):
        value = codec_of(type(value)).level(value, exact)
    elif isinstance(value, immutabledict):
        value = level_of_mapping(value, exact)
    if isinstance(value, dict):
        return {key: encoded(codec_of, item, exact) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [encoded(codec_of, item, exact) for item in value]
    return value


class Text(str):
    """Text of a class of its own."""

    __slots__ = ()


class Mood(StrEnum):
    """Another family of words."""

    GOOD = "good"


class Number(int):
    """A whole number of a class of its own."""


LEAF: Raw = {"name": "a"}
VALUES: list[Any] = [
    *(None, True, False, 0, 1, -5, 10**30, 0.0, -0.0, 1.5, 1e-05, float("inf")),
    *("", "a", "mask", "newer", Text("mask"), Mood.GOOD, Number(3), Datatype.MASK),
    *([], [1], [1, 2, 3], [True], [1.0], [1, 1.5], [0.0], ["a"], ["mask", "newer"], [None]),
    *([LEAF], [LEAF, "a"], [{}], [[1], [2, 3]], [[1], ["a"]], [[]], [[1.5]], [{"a": [1.5]}]),
    *({}, LEAF, {"name": 1}, {"name": "a", "new": 1.5}, {"name": None}, {1: 2}, {1: LEAF}),
    *({"a": 1, "b": 2}, {"a": 1.5}, {"a": True}, {"a": LEAF}, {"a": LEAF, "b": {"name": "c"}}),
    *({"a": {}}, {"a": ["b"]}, {"a": [1.5, 0.0], "b": {}}, {"a": [1], "c": None, "d": 0.0}),
    *((), (1, 2), ("mask",), immutabledict({"a": 1}), [(1,)], {"a": ("b",)}),
    *({1, 2}, b"a", object, [*range(16)], [*range(17)], ["a", ["b"]], {"a": {"b": LEAF}}),
]


def is_of(*types: type) -> Callable[[Any], bool]:
    """Return what takes values of these types, and of those that are derived from text and int."""
    return lambda v: (
        type(v) in types
        or (isinstance(v, str | int) and type(v) is not bool and isinstance(v, types))
    )


def is_list_of(takes: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return what takes a list of such values."""
    return lambda v: isinstance(v, list | tuple) and all(map(takes, v))


def is_map_of(takes: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return what takes a mapping from text to such values."""
    return lambda v: (
        isinstance(v, Mapping)
        and all(isinstance(key, str) and takes(item) for key, item in v.items())
    )


def any_of(*takes: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return what takes values of one of several sorts."""
    return lambda v: any(take(v) for take in takes)


def is_plain(value: Any) -> bool:
    """Whether a value is data that JSON can hold."""
    return any_of(IS_ATOM, is_list_of(is_plain), is_map_of(is_plain))(value)


def is_leaf(value: Any) -> bool:
    """Whether a value is a mapping with a name."""
    return is_map_of(is_plain)(value) and IS_TEXT(value.get("name"))


IS_NULL, IS_FLAG, IS_TEXT, IS_COUNT = is_of(type(None)), is_of(bool), is_of(str), is_of(int)
IS_NUMBER = is_of(float, int)
IS_ATOM = any_of(IS_NULL, IS_FLAG, IS_TEXT, IS_NUMBER)
TAKEN: dict[str, Callable[[Any], bool]] = {
    "text": IS_TEXT,
    "maybe_text": any_of(IS_TEXT, IS_NULL),
    "flag": IS_FLAG,
    "other_flag": IS_FLAG,
    "maybe_flag": any_of(IS_FLAG, IS_NULL),
    "count": IS_COUNT,
    "count_or_text": any_of(IS_COUNT, IS_TEXT, IS_NULL),
    "number": IS_NUMBER,
    "maybe_number": any_of(IS_NUMBER, IS_NULL),
    "word": IS_TEXT,
    "maybe_word": any_of(IS_TEXT, IS_FLAG, IS_NULL),
    "leaf": any_of(is_leaf, IS_NULL),
    "leaf_or_flag": any_of(is_leaf, IS_FLAG),
    "leaf_or_texts": any_of(is_leaf, is_list_of(IS_TEXT)),
    "counted_or_words": any_of(is_list_of(IS_TEXT), is_map_of(IS_COUNT), IS_NULL),
    "texts": is_list_of(IS_TEXT),
    "words": is_list_of(IS_TEXT),
    "counts": is_list_of(IS_COUNT),
    "numbers": is_list_of(IS_NUMBER),
    "leaves": is_list_of(is_leaf),
    "leaves_or_texts": is_list_of(any_of(is_leaf, IS_TEXT)),
    "maybe_texts": any_of(is_list_of(IS_TEXT), IS_NULL),
    "lists": is_list_of(is_list_of(IS_COUNT)),
    "anything_listed": is_list_of(is_plain),
    "named": is_map_of(is_leaf),
    "counted": is_map_of(IS_COUNT),
    "measured": is_map_of(IS_NUMBER),
    "loose": is_map_of(is_plain),
    "maybe_named": any_of(is_map_of(is_leaf), IS_NULL),
    "lists_by_name": is_map_of(is_list_of(IS_TEXT)),
    "anything": is_plain,
    "unknown": is_plain,
}
"""What each attribute takes, read apart from the types in the class."""


def plain(value: Any) -> Any:
    """Return data as JSON writers take it."""
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    bases = (str, bool, int, float)
    return next((base(value) for base in bases if isinstance(value, base)), value)


def test_each_attribute_is_tried() -> None:
    """A type that joins the class has to join the table."""
    assert [*TAKEN] == [*[each.name for each in attrs.fields(Everything)][2:], "unknown"]


@pytest.mark.parametrize("mode", [FEW, MANY], ids=["few", "many"])
@pytest.mark.parametrize("key", TAKEN)
def test_every_value_comes_back_or_is_told_to_be_wrong(key: str, mode: Mode) -> None:
    """What an attribute takes is written as it was read; objects come back from what is written."""
    with mode.codec() as codec:
        for value in VALUES:
            raw = {key: value}
            document = read_by(mode, raw)
            assert TAKEN[key](value) == (not isinstance(document, str)), (value, document)
            if TAKEN[key](value):
                written = codec.write(document)
                assert shape(written) == shape(plain(raw))
                assert codec.load(written) == document


CHANGED: list[Any] = [None, "a", [], {}, 1.5]
CHANGES: list[Raw] = [
    *({}, {"text": "b"}, {"text": ""}, {"flag": True}, {"flag": False}, {"number": 1.5}),
    *({"number": 2.5}, {"words": ("particle",)}, {"words": ()}, {"leaf": Leaf(name="b")}),
    *({"leaf": None}, {"anything": (1, 2.5)}, {"anything": None}, {"loose": {"a": 1.5}}),
    *({"loose": {}}, {"extras": {}}, {"extras": {"new": 1.5}}, {"extras": {"unknown": [0.5]}}),
    {"extras": {"unknown": 1, "newer": {"a": ()}}, "counts": (1,), "maybe_text": "c"},
]


@pytest.mark.parametrize("key", TAKEN)
def test_few_and_many_are_read_and_written_the_same(key: str) -> None:
    """The objects, their types and errors, what is written of them, and of those that changed."""
    for value in VALUES:
        for raw in ({key: value}, {"text": "a", key: value, "new": [1.5]}):
            few, many = read_by(FEW, raw), read_by(MANY, raw)
            assert shape(few) == shape(many)
            if not isinstance(few, str):
                for change in CHANGES if value in CHANGED else CHANGES[:1]:
                    assert what_is_written(FEW, changed(few, change)) == what_is_written(
                        MANY, changed(many, change)
                    )


def read_by(mode: Mode, raw: Raw) -> Any:
    """Return the document, or the text of the error."""
    with mode.codec() as codec:
        try:
            return codec.load(raw)
        except SpecError as error:
            return str(error)


def changed(document: Any, change: Raw) -> Any:
    """Return a document as it was read, or with a change."""
    return attrs.evolve(document, **change) if change else document


def what_is_written(mode: Mode, document: Any) -> Any:
    """Return what a codec writes, and an encoder that asks it for each level."""
    with mode.codec() as codec:
        levels = encoded(mode.codec_of, document, spelled)
        written = codec.write(document)
        assert [*levels.items()] == [*spelled(written).items()]
        assert encoded(mode.codec_of, document, lambda value: value) == written
        return shape(written)


def is_shared(first: Raw, second: Raw, cls: Any = Repeated) -> bool:
    """Whether two documents that are read in turns, by new functions, are one object each time."""
    mode = Mode(0)
    with mode.codec(cls) as codec:
        found = [(codec.load({**first}), codec.load({**second})) for _ in range(3)]
    assert found[0] == found[1] == found[2]
    return all(found[0][place] is each[place] for each in found for place in (0, 1))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param({"name": "a"}, {"name": "b"}, True, id="text"),
        pytest.param({"name": "a", "flag": True}, {"name": "a", "flag": False}, True, id="flags"),
        pytest.param({"name": "a", "count": None}, {"name": "a", "count": "1"}, True, id="null"),
        pytest.param({"name": "a", "count": 1}, {"name": "a", "count": 2}, False, id="numbers"),
        pytest.param({"name": "a", "new": "b"}, {"name": "a", "new": None}, True, id="unknown"),
        pytest.param({"name": "a" * 1000}, {"name": ""}, True, id="the longest text"),
        pytest.param({"name": "a" * 1001}, {"name": "b" * 1001}, False, id="longer text"),
        pytest.param(
            {"name": "a" * 1001, "flag": True},
            {"name": "b" * 1001, "flag": False},
            False,
            id="both",
        ),
    ],
)
def test_equal_documents_are_shared(first: Raw, second: Raw, expected: bool) -> None:
    """Those of text, true, false and null, each of which is equal only to values of its type."""
    assert is_shared(first, second) is expected


def test_only_documents_that_are_often_equal_are_shared() -> None:
    """Others are not kept."""
    assert not is_shared({"name": "a"}, {"name": "b"}, Leaf)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param([], True, id="none"),
        pytest.param([1, 2], True, id="some"),
        pytest.param([10**6 + number for number in range(16)], True, id="the longest"),
        pytest.param([10**6 + number for number in range(17)], False, id="longer"),
        pytest.param((1, 2), False, id="no list"),
        pytest.param([Number(10**6)], False, id="another class"),
    ],
)
def test_short_lists_of_whole_numbers_are_shared(counts: Any, expected: bool) -> None:
    """In turns with another one."""
    with Mode(0).codec(Counts) as codec:
        found = [
            [codec.load({"counts": type(each)([*each])}).counts for each in (counts, [7])]
            for _ in range(3)
        ]
        texts = [codec.load({"texts": ["a"]}).texts for _ in range(2)]
    assert found[0] == found[1] == [tuple(counts), (7,)]
    assert (found[1][0] is found[2][0]) is expected
    assert found[1][1] is found[2][1]
    assert texts[0] == texts[1]
    assert texts[0] is not texts[1]


def test_documents_that_are_shared_make_way_for_the_129th() -> None:
    """Up to 128 are kept; then all are let go of."""
    with Mode(0).codec(Repeated) as codec:
        first = [codec.load({"name": f"a{number}"}) for number in range(128)]
        assert all(codec.load({"name": each.name}) is each for each in first)
        newest = codec.load({"name": "b"})
        assert codec.load({"name": "b"}) is newest
        assert not any(codec.load({"name": each.name}) is each for each in first)


def test_lists_that_are_shared_make_way_for_others() -> None:
    """Up to 128 are kept; then all are let go of."""
    with Mode(0).codec(Counts) as codec:
        first = [codec.load({"counts": [number]}).counts for number in range(127)]
        assert all(codec.load({"counts": [*each]}).counts is each for each in first)
        last = codec.load({"counts": [1000]}).counts
        assert codec.load({"counts": [1000]}).counts is not last
        assert not any(codec.load({"counts": [*each]}).counts is each for each in first)


@given(st.lists(st.sampled_from(VALUES), max_size=4), st.sampled_from([Repeated, Counts]))
def test_sharing_never_shows(values: list[Any], cls: Any) -> None:
    """Whatever came before, documents and errors are those that new functions give."""
    key = "count" if cls is Repeated else "counts"
    with Mode(0).codec(cls) as codec:
        for value in values:
            raw = {"name": "a", key: value}
            assert read_with(codec, raw) == read_alone(cls, raw)


def read_with(codec: Codec, raw: Raw) -> Any:
    """Return the parts of a document, or the text of the error."""
    try:
        return shape(codec.load(raw))
    except SpecError as error:
        return str(error)


def read_alone(cls: Any, raw: Raw) -> Any:
    """Return the same as where nothing was read before."""
    with Mode(0).codec(cls) as codec:
        return read_with(codec, raw)
