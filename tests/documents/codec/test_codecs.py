"""Plain data to documents and back, whatever the keys are."""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutabledict import immutabledict

from cryosparc_spec import Datatype, JobRegister, ParseError, SpecError, structure
from cryosparc_spec.documents import Input, InputSlot, JobType
from cryosparc_spec.documents.codec import codecs
from cryosparc_spec.documents.codec.codecs import Codec, codec_of, is_server_document
from cryosparc_spec.documents.codec.generated_functions import level_of_mapping
from cryosparc_spec.documents.codec.server_document import (
    ALSO,
    KEY,
    UNLESS,
    WRITTEN,
    ServerDocument,
)
from cryosparc_spec.problems.frozen_data import NOTHING
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.testing.values import json_data, texts
from tests.document_strategies import Raw, raw_registers

USUAL = codecs._OFTEN


@pytest.fixture(scope="module", autouse=True, params=["few", "many"])
def how_many(request: pytest.FixtureRequest) -> Iterator[str]:
    """Read and write as where there are few documents of the same keys, and as where many are."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "many":
            patch.setattr(codecs, "_OFTEN", 0)
        patch.setattr(codecs, "_codec_of", cache(Codec))
        yield request.param


def _upper(text: str) -> str:
    return text.upper()


def _pair(values: Any) -> Any:
    return values[:2]


@attrs.frozen(kw_only=True)
class Leaf(ServerDocument):
    """A document of one key."""

    name: str


@attrs.frozen(kw_only=True)
class Tree(ServerDocument):
    """A document with keys of every sort."""

    id: str = attrs.field(default="", metadata={KEY: "_id", ALSO: "id"})
    word: Datatype | str
    leaf: Leaf | None = None
    leaves: tuple[Leaf | str, ...] = attrs.field(default=(), metadata=WRITTEN)
    named: Mapping[str, Leaf] | None = None
    maybe: Mapping[str, int] | str = "none"
    upper: str = attrs.field(default="", converter=_upper)
    pair: tuple[str, ...] = attrs.field(default=("a", "b"), converter=_pair)
    texts: tuple[str, ...] = ()
    anything: Any = None
    counted: Mapping[str, int] = NOTHING
    loose: Mapping[str, Any] = NOTHING
    trees: tuple[Tree, ...] = ()


@attrs.frozen(kw_only=True, slots=False)
class WithoutSlots(ServerDocument):
    """A document whose objects have a ``__dict__``."""

    name: str = ""


@attrs.frozen(kw_only=True)
class Repeated(ServerDocument):
    """A document of which equal ones are shared."""

    _often_equal: ClassVar[bool] = True

    name: str
    count: int | str = 0
    flag: bool = False
    anything: Any = None


@attrs.frozen(kw_only=True)
class Counts(ServerDocument):
    """A document that lists whole numbers."""

    counts: tuple[int, ...] = ()


@attrs.frozen(kw_only=True)
class Alone(ServerDocument):
    """A document of which a part may be read alone."""

    _called: ClassVar[str] = "one alone"

    number: float = attrs.field(default=1.5, metadata=WRITTEN)
    type: str = attrs.field(default="", metadata={**WRITTEN, UNLESS: ("inputs", "outputs")})
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] | None = None
    title: str = attrs.field(default="", metadata={"other": "metadata"})


def read(raw: Any, cls: Any = Tree) -> Any:
    """Make an object of plain data."""
    return codec_of(cls).load(raw)


def read_often(raw: Any, cls: Any) -> Any:
    """Make an object of plain data as where there are many of the same keys."""
    return [read(raw, cls) for _ in range(200)].pop()


def write(document: Any) -> Any:
    """Return an object as plain data."""
    return codec_of(type(document)).write(document)


FULL: Raw = {
    "_id": "a",
    "word": "mask",
    "leaf": {"name": "b", "new": [1]},
    "leaves": [{"name": "c"}, "d"],
    "named": {"e": {"name": "f"}},
    "maybe": {"g": 1},
    "upper": "H",
    "pair": ["c", "d"],
    "texts": ["i"],
    "anything": [1, {"j": 2.5}],
    "counted": {"k": 1},
    "trees": [{"word": "newer", "trees": []}],
}
REORDERED = {key: FULL[key] for key in sorted(FULL, reverse=True)}


def told(value: Any) -> Any:
    """Return plain data with floats as text; it stands for what writes them exactly."""
    if isinstance(value, Mapping):
        return {key: told(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [told(item) for item in value]
    return f"exactly {value}" if isinstance(value, float) and value else value


def encoded(value: Any) -> Any:
    """Return what an encoder writes that asks for what is in each object, and for no float."""
    if isinstance(value, ServerDocument):
        value = codec_of(type(value)).level(value, told)
    elif isinstance(value, immutabledict):
        value = level_of_mapping(value, told)
    if isinstance(value, dict):
        return {key: encoded(item) for key, item in value.items()}
    return [encoded(item) for item in value] if isinstance(value, tuple | list) else value


FORMS: dict[str, Raw] = {
    "full": FULL,
    "another order": REORDERED,
    "floats": {**FULL, "anything": {"a": 1.5, "b": [2.5, 0.0], "c": ()}},
    "floats by name": {"word": "mask", "loose": {"a": 1.5, "b": "c", "d": [2.5], "e": 0.0}},
    "no floats by name": {"word": "mask", "loose": {"a": [1, "b"], "c": {}}},
    "one float": {"word": "mask", "anything": 1.5},
    "nothing": {"word": "mask"},
    "null": {"word": "mask", "leaf": None, "named": None, "anything": None},
    "empty": {"word": "mask", "leaves": [], "named": {}, "anything": {}, "counted": {}},
    "unknown": {"new": 1.5, **FULL, "newer": {"a": [None, 2.5]}},
    "very many keys": {**FULL, **{f"key_{number}": number / 2 for number in range(250)}},
    "a long key": {**FULL, "k" * 1000: 1.5},
}


@pytest.mark.parametrize("second", FORMS)
@pytest.mark.parametrize("first", ["full", "nothing", "unknown"])
def test_each_level_holds_what_is_written(first: str, second: str) -> None:
    """Of documents with the same keys and with others, in turns; only floats are asked for."""
    for raw in (FORMS[first], FORMS[second], FORMS[second], FORMS[first]):
        document = read(raw)
        assert [*encoded(document).items()] == [*told(write(document)).items()]
        changed = attrs.evolve(document, anything=[3.5], leaf=None, extras={"other": 4.5})
        assert encoded(changed) == told(write(changed))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(FULL, id="all-keys-in-order"),
        pytest.param(REORDERED, id="another-order"),
        pytest.param({"word": "mask"}, id="only-what-is-needed"),
        pytest.param({"new": 1, **FULL, "newer": {"a": [None]}}, id="unknown-keys"),
        pytest.param({"id": "a", "word": "mask"}, id="the-other-key"),
        pytest.param({"word": "mask", "leaf": None, "named": None, "maybe": "x"}, id="null"),
        pytest.param({"word": "mask", "leaves": [], "named": {}, "maybe": {}}, id="empty"),
    ],
)
def test_a_document_comes_back_as_it_was(raw: Raw) -> None:
    """Keys, their order and their values, and absent stays absent; objects are equal."""
    document = read(raw)
    assert json.dumps(write(document)) == json.dumps(raw)
    assert read(write(document)) == document
    assert read(json.loads(json.dumps(raw))) == document
    assert hash(read(raw)) == hash(document)


def test_the_order_of_the_keys_is_no_difference() -> None:
    """Documents that say the same are equal."""
    assert read(FULL) == read(REORDERED)
    assert read({"word": "mask"}) == read({"word": "mask", "leaves": [], "_id": ""})


def test_what_is_read_is_what_the_constructor_makes() -> None:
    """Values go through the same kinds and converters, and nothing can be set afterwards."""
    made = Tree(
        id="a",
        word="mask",
        leaf=Leaf(name="b", extras={"new": [1]}),
        leaves=(Leaf(name="c"), "d"),
        named={"e": Leaf(name="f")},
        maybe={"g": 1},
        upper="h",
        pair=("c", "d"),
        texts=("i",),
        anything=(1, {"j": 2.5}),
        counted={"k": 1},
        trees=(Tree(word="newer"),),
    )
    document: Any = read({**FULL, "upper": "h"})
    assert document == made
    assert repr(document) == repr(made)
    assert type(document) is Tree
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(document, "word", "volume")  # noqa: B010
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del document.word


def test_words_that_are_known_are_members() -> None:
    """Others are text."""
    assert read(FULL).word is Datatype.MASK
    assert type(read(FULL).trees[0].word) is str


@pytest.mark.parametrize(
    "as_mapping",
    [
        pytest.param(OrderedDict, id="OrderedDict"),
        pytest.param(MappingProxyType, id="MappingProxyType"),
    ],
)
def test_any_mapping_is_read(as_mapping: Callable[[Raw], Any]) -> None:
    """Also those that are no dict."""
    assert read(as_mapping(FULL)) == read(FULL)


def test_an_object_stands_for_itself() -> None:
    """What was read already is taken as it is, also within plain data."""
    document = read(FULL)
    assert read(document) is document
    assert read({"word": "mask", "leaf": document.leaf}).leaf is document.leaf


def test_a_class_without_slots_is_read_too() -> None:
    """Documents may have a ``__dict__``."""
    document = read({"new": 1, "name": "a"}, WithoutSlots)
    assert document == WithoutSlots(name="a", extras={"new": 1})
    assert write(document) == {"new": 1, "name": "a"}
    assert read({}, WithoutSlots).name == ""


def test_a_document_made_here_is_written_before_any_is_read() -> None:
    """Whichever comes first makes ready what reads and what writes."""

    @attrs.frozen(kw_only=True)
    class New(ServerDocument):
        """A class that nothing was read of."""

        name: str = ""

    assert write(New(name="a")) == {"name": "a"}
    assert read({"name": "a"}, New) == New(name="a")


def test_changes_are_written_behind_what_was_read() -> None:
    """A key that is unknown, or was absent, joins the others; a default does not."""
    document = read({"new": 1, "word": "mask"})
    changed = attrs.evolve(document, id="a", extras={"newer": 2}, word="volume")
    assert write(changed) == {"word": "volume", "newer": 2, "_id": "a"}
    assert list(write(changed)) == ["word", "newer", "_id"]
    assert write(attrs.evolve(changed, id="")) == {"word": "volume", "newer": 2}


def test_what_others_need_is_written_of_a_document_made_here() -> None:
    """A default is written where the attribute says so, and only of what was not read."""
    assert write(Tree(word="mask")) == {"word": "mask", "leaves": []}
    assert write(read({"word": "mask"})) == {"word": "mask"}


def test_documents_that_are_often_equal_are_shared() -> None:
    """Reading the same again gives the same object, which is the one the constructor makes."""
    raw = {"name": "a", "flag": True}
    document = read_often(raw, Repeated)
    assert read(dict(raw), Repeated) is document
    assert document == Repeated(name="a", flag=True)
    assert write(document) == raw


def test_what_is_kept_for_sharing_makes_way() -> None:
    """Ever new documents and lists are read as well, and one of long ago is made again."""
    first = read_often({"name": "a", "flag": True}, Repeated)
    numbers = read_often({"counts": [1000]}, Counts).counts
    for number in range(1000):
        raw = {"name": f"a{number}", "flag": True}
        assert write(read(raw, Repeated)) == raw
        assert read({"counts": [number]}, Counts).counts == (number,)
    again = read({"name": "a", "flag": True}, Repeated)
    assert again == first
    assert again is not first
    assert read({"counts": [1000]}, Counts).counts is not numbers


def test_sharing_does_not_show() -> None:
    """What only compares equal, or has keys in another order, is read as if nothing was before."""
    raw = {"name": "a", "count": 1, "flag": True}
    read_often(raw, Repeated)
    assert read({**raw, "count": "1"}, Repeated).count == "1"
    assert write(read({"flag": True, **raw}, Repeated)) == raw
    assert list(write(read({"flag": True, **raw}, Repeated))) == ["flag", "name", "count"]
    read_often({"name": "a", "flag": True}, Repeated)
    wrong: list[Raw] = [{"flag": 1}, {"flag": 1.0}, {"count": True}, {"count": 1.0}, {"name": []}]
    for item in wrong:
        with pytest.raises(ParseError):
            read({"name": "a", **item}, Repeated)


def test_short_lists_of_whole_numbers_are_shared() -> None:
    """Many results have the same versions; long lists are not kept for the next."""
    first, second = (read_often({"counts": [1, 2]}, Counts) for _ in range(2))
    assert first.counts is second.counts
    assert write(first) == {"counts": [1, 2]}
    long = [*range(1000)]
    assert read({"counts": long}, Counts).counts == tuple(long)
    for wrong in (True, 1.0, "1", [1], None):
        with pytest.raises(ParseError, match=r"^\$\.counts\[0\]: expected a whole number"):
            read({"counts": [wrong, 2]}, Counts)


WRONG = [
    pytest.param([], ["expected a mapping: Tree, got a list"], id="no-mapping"),
    pytest.param({}, ["word is missing: Tree needs one"], id="missing"),
    pytest.param(
        {"word": "mask", "id": 1, "_id": 2},
        ['$._id: expected text, got 2; write "2"'],
        id="both-keys",
    ),
    pytest.param(
        {"word": "mask", "id": 1}, ['$.id: expected text, got 1; write "1"'], id="other-key"
    ),
    pytest.param(
        {1: 2, "word": "mask"}, ['$["1"]: expected text, got 1; write "1"'], id="key-is-no-text"
    ),
    pytest.param(
        {"word": "mask", "named": {2: {"name": "a"}}},
        ['$.named["2"]: expected text, got 2; write "2"'],
        id="name-that-is-no-text",
    ),
    pytest.param(
        {"word": "mask", "named": [1], "leaves": {}, "maybe": 1},
        [
            "$.named: expected a mapping, got a list",
            "$.leaves: expected a list, got a mapping",
            "$.maybe: expected a mapping or text, got 1",
        ],
        id="kinds",
    ),
    pytest.param(
        {"word": "mask", "new": object(), "trees": [{"leaves": [1, {}, {"name": None}]}]},
        [
            "$.new: expected text, a number, true, false, null, a list or a mapping, got a value of"
            " type object",
            "$.trees[0].leaves[0]: expected a mapping: Leaf or text, got 1",
            "$.trees[0].leaves[1]: name is missing: Leaf needs one",
            "$.trees[0].leaves[2].name: expected text, got null",
            "$.trees[0]: word is missing: Tree needs one",
        ],
        id="at-every-level",
    ),
]


@pytest.mark.parametrize(("raw", "expected"), WRONG)
def test_everything_wrong_is_told_at_once(raw: Any, expected: list[str]) -> None:
    """Each problem has its path, and the message what was expected."""
    with pytest.raises(ParseError) as caught:
        read(raw)
    assert [str(problem) for problem in caught.value.problems] == expected


NEEDED = [
    pytest.param({"type": "a"}, [], id="there"),
    pytest.param({"inputs": []}, [], id="one-of-the-others"),
    pytest.param({"outputs": None}, [], id="the-last-of-the-others"),
    pytest.param({}, ["type is missing: one alone needs one"], id="empty"),
    pytest.param({"title": "a"}, ["type is missing: one alone needs one"], id="another"),
    pytest.param(
        {"tpye": "a"}, ['type is missing: one alone needs one; rename "tpye" to "type"'], id="slip"
    ),
    pytest.param(
        {"title": 1, "tpye": "a"},
        [
            '$.title: expected text, got 1; write "1"',
            'type is missing: one alone needs one; rename "tpye" to "type"',
        ],
        id="beside-others",
    ),
]


@pytest.mark.parametrize(("raw", "expected"), NEEDED)
def test_a_key_may_be_needed_unless_others_are_there(raw: Raw, expected: list[str]) -> None:
    """What is told has the key that was most likely meant; a loader refuses none for it."""
    codec = codec_of(Alone)
    found: list[Problem] = []
    codec.explain(raw, (), found)
    assert [str(problem) for problem in found] == expected
    assert codec.missing(raw) == (["type"] if expected else [])
    assert {problem.kind for problem in found if "missing" in problem.message} <= {
        ProblemKind.MISSING_KEY
    }


def test_the_first_missing_key_is_told_beside_what_is_wrong_elsewhere() -> None:
    """In the place of the document, and with the slip that stands in its place."""
    with pytest.raises(ParseError) as caught:
        read({"word": "mask", "trees": [{"wrod": "mask", "upper": ""}, {"word": "a"}]})
    assert str(caught.value) == (
        '$.trees[0]: word is missing: Tree needs one; rename "wrod" to "word"'
    )


def test_unknown_keys_are_those_of_no_attribute() -> None:
    """Under none of its names."""
    codec = codec_of(Tree)
    keys = ["_id", "id", "word", "wrod", "extras", "_keys_read", ""]
    assert [key for key in keys if codec.is_unknown(key)] == ["wrod", "extras", "_keys_read", ""]


def test_an_empty_document_comes_back_empty() -> None:
    """One that was made here has what others need; only what was changed is written besides."""
    assert write(read({}, Counts)) == {}
    assert codec_of(Counts).write(attrs.evolve(read({}, Counts), counts=(1,))) == {"counts": [1]}
    made = Alone()
    assert write(made) == {"number": 1.5, "type": ""}
    assert write(attrs.evolve(made, title="a")) == {"number": 1.5, "type": "", "title": "a"}


def test_an_equal_default_is_not_written() -> None:
    """Whether or not it is the same object."""
    document = read({"word": "mask"})
    changed = attrs.evolve(document, pair=("a", "b"), counted={}, upper="")
    assert changed == document
    assert write(changed) == {"word": "mask"}
    assert write(attrs.evolve(document, pair=("b", "a"))) == {"word": "mask", "pair": ["b", "a"]}


def test_attributes_are_given_by_name() -> None:
    """Those of all documents too."""
    of_any_class: Any = WithoutSlots
    for value in ({"new": 1}, "a"):
        with pytest.raises(TypeError):
            of_any_class(value)


def planted(raw: Any, wrong: object) -> Any:
    """Return data with a value that no document can hold in the place of each scalar."""
    if isinstance(raw, dict):
        return {key: planted(value, wrong) for key, value in raw.items()}
    return [planted(value, wrong) for value in raw] if isinstance(raw, list) else wrong


def number_of_scalars(raw: Any) -> int:
    """Count the values that are neither mapping nor list."""
    if isinstance(raw, dict | list):
        return sum(map(number_of_scalars, raw.values() if isinstance(raw, dict) else raw))
    return 1


@given(raw_registers())
def test_every_planted_mistake_is_one_problem(raw: Raw) -> None:
    """However many there are, each is told, once, at its own path."""
    count = number_of_scalars(raw)
    codec = codec_of(JobRegister)
    if count:
        with pytest.raises(SpecError) as caught:
            codec.load(planted(raw, object()))
        problems = caught.value.problems
        assert len(problems) == count
        assert len({problem.path for problem in problems}) == count
    else:
        codec.load(raw)


@given(st.dictionaries(texts(), json_data(), max_size=4), json_data())
def test_any_plain_data_is_read_or_told_to_be_wrong(raw: Raw, other: Any) -> None:
    """Nothing but a ``ParseError`` is raised, whatever stands under the keys that are known."""
    keys = ["_id", "word", "leaf", "leaves", "named", "maybe", "trees"]
    for key in keys:
        data = {**raw, "word": "mask", key: other}
        try:
            document = read(data)
        except ParseError:
            continue
        assert json.dumps(write(document)) == json.dumps(data)


def test_wrong_parts_at_all_levels_cost_one_more_look() -> None:
    """What is wrong is looked at once more, and not once for each level above it."""

    def nested(levels: int, name: Any) -> Raw:
        tree: Raw = {"word": "mask", "leaf": {"name": name}}
        for _ in range(levels):
            tree = {"word": "mask", "trees": [tree]}
        return tree

    def seconds(levels: int) -> float:
        started = time.process_time()
        with pytest.raises(ParseError):
            read(nested(levels, 1))
        return time.process_time() - started

    seconds(10)
    assert min(seconds(40) for _ in range(5)) < 50 * min(seconds(10) for _ in range(5))


def test_only_documents_of_cryosparc_are_read_with_tolerance() -> None:
    """Instances and annotations are none."""
    assert is_server_document(Input)
    assert not is_server_document(Input(type="mask"))
    assert not is_server_document(tuple[Input, ...])


def numbers_of_functions(codec: Codec) -> list[int]:
    """Count the functions that read, those that write, and those that give a level."""
    return [len(codec.readers), len(codec.writers), len(codec.levelers)]


def test_forms_are_not_kept_without_end(how_many: str) -> None:
    """Ever new keys do not grow what is remembered of the keys of documents."""
    codec = codec_of(InputSlot)
    for number in range(300):
        document = codec.load({"name": "a", "dtype": "b", f"new_{number}": 1})
        codec.write(document)
        codec.level(document, told)
    assert codec.kept_form.cache_info().currsize == 256
    kept = 300 - 256 if how_many == "many" else 0
    assert numbers_of_functions(codec) == [kept, kept, kept]


@pytest.mark.parametrize(
    ("keys", "is_kept"),
    [
        pytest.param([f"key_{number}" for number in range(200)], True, id="many"),
        pytest.param([f"key_{number}" for number in range(201)], False, id="too many"),
        pytest.param(["a" * 100], True, id="long"),
        pytest.param(["a" * 101], False, id="too long"),
        pytest.param(["a" * 100, "b" * 101, "c"], False, id="one too long"),
        pytest.param(["a" * 101, *[f"key_{number}" for number in range(200)]], False, id="both"),
    ],
)
def test_only_usual_keys_are_kept(keys: list[str], is_kept: bool) -> None:
    """Those of up to 200 keys, of up to 100 characters each; all are read."""
    codec = Codec(WithoutSlots)
    raw = dict.fromkeys(keys, 1)
    assert codec.write(codec.load(raw)) == raw
    assert codec.kept_form.cache_info().currsize == (1 if is_kept else 0)


@pytest.mark.parametrize("how_often", [0, 100])
def test_functions_are_written_for_what_comes_often(
    how_often: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For the 101st of the same keys, and never for a document without any."""
    monkeypatch.setattr(codecs, "_OFTEN", USUAL if how_often else 0)
    codec = Codec(WithoutSlots)
    raw = {"name": "a", "new": 1.5}
    for number in range(how_often + 1):
        assert numbers_of_functions(codec) == [0, 0, 0], number
        document = codec.load(raw)
        assert codec.write(document) == raw
        assert codec.level(document, told) == told(raw)
    assert numbers_of_functions(codec) == [1, 1, 1]
    for _ in range(how_often + 1):
        nothing = WithoutSlots()
        assert codec.load({}) == nothing
        assert codec.write(nothing) == codec.level(nothing, told) == {}
    assert numbers_of_functions(codec) == [1, 1, 1]


def test_functions_that_made_way_are_written_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not before as many documents came as for the first."""
    monkeypatch.setattr(codecs, "_OFTEN", 2)
    codec = Codec(WithoutSlots)
    for _ in range(2):
        for number in range(3):
            assert numbers_of_functions(codec) == [0, 0, 0], number
            document = codec.load({"name": "a"})
            codec.write(document)
            codec.level(document, told)
        assert numbers_of_functions(codec) == [1, 1, 1]
        for functions in (codec.readers, codec.writers, codec.levelers):
            functions.clear()


def test_many_documents_of_the_same_keys_are_read_and_written_as_few_are() -> None:
    """The functions that are written for them differ in nothing but the time they take."""
    for raw in (FULL, REORDERED, {"new": 1, **FULL}, {"id": "a", "word": "mask"}):
        first = read(raw)
        documents = [read(raw) for _ in range(300)]
        assert {*documents} == {first}
        assert {json.dumps(write(document)) for document in documents} == {json.dumps(raw)}


@pytest.mark.parametrize(
    ("raw", "change"),
    [
        pytest.param({"word": "mask"}, {"_id": "a"}, id="attribute-that-was-absent"),
        pytest.param({"word": "mask"}, {"new": 1}, id="extras-where-none-were"),
        pytest.param({"word": "mask", "new": 1}, {"_id": "a"}, id="attribute-beside-extras"),
    ],
)
def test_one_change_of_a_document_is_written(raw: Raw, change: Raw) -> None:
    """Whichever it is, and however many of the same keys were written before."""
    for _ in range(300):
        document = read(raw)
        write(document)
        given = {"id": "a"} if "_id" in change else {"extras": change}
        assert write(attrs.evolve(document, **given)) == {**raw, **change}


class Key(str):
    """Text of another class, which says of itself what is no Python."""

    def __repr__(self) -> str:
        return "not Python"


def test_keys_of_other_classes_become_plain() -> None:
    """What stays of the keys, and is written, is text, and the next plain ones are as they were."""
    for key in [Key] * 300 + [str]:
        document = read({key("name"): "a", key("new"): 1}, Leaf)
        assert {*map(type, [*document._keys_read, *document.extras, *write(document)])} == {str}
        assert write(document) == {"name": "a", "new": 1}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(0.0, -0.0, id="zeros"),
        pytest.param((1,), (True,), id="lists"),
        pytest.param(immutabledict(a=1), immutabledict(a=1.0), id="mappings"),
    ],
)
def test_sharing_never_mixes_values_that_are_equal(first: Any, second: Any) -> None:
    """Neither unknown ones, nor those of an attribute that holds anything."""
    read_often({"name": "a", "new": first}, Repeated)
    assert repr(read({"name": "a", "new": second}, Repeated)) == repr(
        Repeated(name="a", extras={"new": second})
    )
    read_often({"name": "a", "anything": first}, Repeated)
    assert repr(read({"name": "a", "anything": second}, Repeated)) == repr(
        Repeated(name="a", anything=second)
    )


def test_a_value_that_cannot_be_hashed_is_told_as_any_other() -> None:
    """Whatever hashing it raises."""
    wrong: list[Any] = [memoryview(bytearray(b"a")), [], {}]
    for name in wrong:
        read_often({"name": "a"}, Repeated)
        with pytest.raises(ParseError, match=r"^\$\.name: expected text"):
            read({"name": name}, Repeated)


def test_known_keys_among_extras_are_refused() -> None:
    """They are those of attributes, which have a value of their own."""
    assert write(Leaf(name="a", extras={"new": 1})) == {"name": "a", "new": 1}
    with pytest.raises(ParseError, match="expected it as the attribute name"):
        Leaf(name="a", extras={"name": "b", "new": 1})


BOTH = {"_id": "a", "id": 1, "word": "mask"}


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda extras: Tree(word="mask", extras=extras), id="made"),
        pytest.param(lambda extras: changed_from({"word": "mask"}, extras), id="neither"),
        pytest.param(lambda extras: changed_from({"_id": "a", "word": "mask"}, extras), id="usual"),
        pytest.param(lambda extras: changed_from({"id": "a", "word": "mask"}, extras), id="other"),
    ],
)
def test_the_other_key_of_an_attribute_is_refused_among_extras(make: Callable[[Raw], Tree]) -> None:
    """It would be lost, or read back as the attribute; another unknown key would not."""
    assert make({"new": 1}).extras == {"new": 1}
    with pytest.raises(ParseError) as caught:
        make({"id": "b"})
    assert str(caught.value) == ('$.extras.id: "id" is known here: expected it as the attribute id')


def changed_from(raw: Raw, extras: Raw) -> Any:
    """Read a document and give it other unknown keys."""
    return attrs.evolve(read(raw), extras=extras)


def test_where_both_keys_of_an_attribute_stand_one_is_unknown() -> None:
    """It is kept, may be changed, and is written where it stood."""
    document = read(BOTH)
    assert (document.id, document.extras) == ("a", {"id": 1})
    assert [*write(attrs.evolve(document, extras={"id": 2})).items()] == [
        *{**BOTH, "id": 2}.items()
    ]
    with pytest.raises(ParseError, match="expected it as the attribute id"):
        attrs.evolve(document, extras={"_id": 2})


def test_very_many_keys_take_time_in_proportion() -> None:
    """A document of ever more unknown keys does not cost the square of their number."""

    def seconds(count: int) -> float:
        raw = {"name": "a", **{f"new_{number}": 1 for number in range(count)}}
        started = time.process_time()
        assert write(read(raw, Leaf)) == raw
        return time.process_time() - started

    assert min(seconds(20_000) for _ in range(3)) < 50 * min(seconds(2000) for _ in range(3))


def test_documents_with_long_text_are_not_kept() -> None:
    """What is shared of them is bounded in bytes, and equal ones are equal all the same."""
    section = {"name": "a", "title": "t" * 2000, "description": ""}
    raw = {"type": "x", "category": "import", "params": {}}
    param = {"title": "p", "type": "string", "section": section}
    types = [structure({**raw, "params": {"p": param}}, JobType) for _ in range(250)]
    sections = [each.params["p"].section for each in types[-2:]]
    assert sections[0] == sections[1]
    assert sections[0] is not sections[1]
