from __future__ import annotations

import enum
import math
import pickle
from collections import OrderedDict
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from immutabledict import immutabledict

from cryosparc_spec import Datatype, ParseError, Slot
from cryosparc_spec.problems import frozen_data
from cryosparc_spec.problems.frozen_data import as_named, freeze, frozen, thaw
from cryosparc_spec.testing.values import json_data


class Level(enum.IntEnum):
    LOW = 1


class Mode(str, enum.Enum):  # noqa: UP042  # the kind whose str() is not its value
    FAST = "fast"


class Half(float):
    """A float of another class, as numpy's are."""


def same_types(left: Any, right: Any) -> bool:
    if isinstance(left, dict) and isinstance(right, dict):
        return all(same_types(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return all(map(same_types, left, right))
    return type(left) is type(right)


@given(data=json_data())
def test_thaw_gives_back_what_was_frozen(data: Any) -> None:
    """Frozen and thawed, data is as before, in value and in type, ``1`` and ``True`` included."""
    thawed = thaw(freeze(data))
    assert thawed == data
    assert same_types(thawed, data)


@given(data=json_data())
def test_frozen_data_is_a_value(data: Any) -> None:
    """Frozen data hashes, pickles, and is the same when frozen again."""
    frozen = freeze(data)
    assert hash(frozen) == hash(freeze(data))
    assert pickle.loads(pickle.dumps(frozen)) == frozen == freeze(frozen)


def test_thaw_leaves_other_values_alone() -> None:
    """What is neither a list nor a mapping is given back as it is, also inside."""
    assert thaw(Datatype.MASK) is Datatype.MASK
    [thawed] = thaw((Datatype.MASK,))
    assert thawed is Datatype.MASK


def test_frozen_data_does_not_change_with_its_source() -> None:
    """Later changes of what was frozen do not reach the copy, at any depth."""
    source: dict[str, Any] = {"a": [1, {"b": 2}]}
    frozen = freeze(source)
    source["a"][1]["b"] = 3
    source["a"].append(4)
    source["c"] = 5
    assert thaw(frozen) == {"a": [1, {"b": 2}]}
    with pytest.raises(TypeError):
        frozen["a"] = 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(Datatype.MASK, "mask", id="member of a family"),
        pytest.param(Mode.FAST, "fast", id="other enum of text"),
        pytest.param(Level.LOW, 1, id="enum of numbers"),
        pytest.param(Half(0.5), 0.5, id="float of another class"),
        pytest.param(True, True, id="true"),
        pytest.param((1, [2]), (1, (2,)), id="tuple"),
        pytest.param(OrderedDict(a=1), immutabledict(a=1), id="ordered dict"),
        pytest.param(MappingProxyType({"a": [1]}), immutabledict(a=(1,)), id="other mapping"),
    ],
)
def test_frozen_types_are_plain(value: object, expected: object) -> None:
    """What any writer takes as text, number, list or mapping is left, and nothing else."""
    frozen = freeze(value)
    assert frozen == expected
    assert type(frozen) is type(expected)


def test_numbers_that_are_not_finite_are_kept() -> None:
    """Servers write NaN and infinity, so both are kept."""
    assert math.isnan(freeze(math.nan))
    assert freeze(-math.inf) == -math.inf


def nested(depth: int) -> Any:
    data: Any = 0
    for _ in range(depth):
        data = [data]
    return data


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(
            b"a",
            "expected text, a number, true, false, null, a list or a mapping, "
            "got a value of type bytes",
            id="bytes",
        ),
        pytest.param(
            {"a": [1, {2}], "b": {3: 4}},
            "2 problems:\n"
            "  $.a[1]: expected text, a number, true, false, null, a list or a mapping, "
            "got a value of type set\n"
            '  $.b["3"]: expected text, got 3; write "3"',
            id="inside",
        ),
        pytest.param({None: 1}, "$.None: expected text, got null", id="key that is no text"),
    ],
)
def test_what_json_cannot_hold_is_refused(value: object, text: str) -> None:
    """Data that is no JSON is refused, all of it at once, each with its path."""
    with pytest.raises(ParseError) as caught:
        freeze(value)
    assert str(caught.value) == text


def test_deep_data_is_refused() -> None:
    """Data a hundred deep is kept; deeper, and a list that holds itself, is refused."""
    assert thaw(freeze(nested(100))) == nested(100)
    with pytest.raises(ParseError, match="expected data nested at most 100 deep, got a list"):
        freeze(nested(101))
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(ParseError, match="nested at most 100 deep"):
        freeze(loop)


@pytest.mark.parametrize("inner", [[], {}, (), immutabledict()], ids=repr)
def test_what_is_empty_counts_as_a_level(inner: Any) -> None:
    """What was read can be frozen again."""
    for _ in range(99):
        inner = [inner]
    assert freeze(freeze(inner)) == freeze(inner)
    with pytest.raises(ParseError, match="nested at most 100 deep"):
        freeze([inner])


def test_named_objects_are_frozen() -> None:
    """A mapping of names to objects of the class is kept as a frozen one, in its order."""
    named = as_named("parts", {"b": 1, "a": 2}, int)
    assert named == immutabledict(b=1, a=2)
    assert list(named) == ["b", "a"]
    assert isinstance(named, immutabledict)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        pytest.param(
            [1], "$.parts: expected a mapping of names to int, got a list", id="not a mapping"
        ),
        pytest.param(
            {"a": "x", 3: 1},
            "2 problems:\n"
            '  $.parts.a: expected an object of class int, got "x"\n'
            '  $.parts["3"]: expected text, got 3; write "3"',
            id="wrong items",
        ),
    ],
)
def test_other_than_named_objects_is_refused(values: object, text: str) -> None:
    """Wrong names and objects of another class are told, each with its path."""
    with pytest.raises(ParseError) as caught:
        as_named("parts", values, int)
    assert str(caught.value) == text


def test_named_objects_in_a_mapping_of_another_class_are_frozen() -> None:
    """Whatever mapping they are given in."""
    given_ = MappingProxyType({"a": Slot("ctf", "ctf")})
    assert as_named("slots", given_, Slot) == immutabledict({"a": Slot("ctf", "ctf")})


def test_a_frozen_mapping_is_that_of_the_constructor() -> None:
    """Equal, with the same hash, written and pickled in the same way."""
    made = frozen({"b": 1, "a": (2,)})
    usual = immutabledict({"b": 1, "a": (2,)})
    assert type(made) is immutabledict
    assert (made, hash(made), repr(made)) == (usual, hash(usual), repr(usual))
    assert pickle.loads(pickle.dumps(made)) == usual


def test_a_mapping_of_other_parts_is_left_to_its_constructor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another version of immutabledict may hold its items in another way."""
    monkeypatch.setattr(frozen_data, "_has_usual_parts", False)
    assert frozen({"a": 1}) == immutabledict({"a": 1})
