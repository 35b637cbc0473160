"""What can be saved of a document with mistakes in it (``structure_sound_parts``)."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryosparc_spec import (
    Datatype,
    Field,
    InputSpec,
    JobDefinition,
    OutputSpec,
    Problem,
    Slot,
    StructureError,
    known_slot_types,
    structure,
    unstructure,
)
from cryosparc_spec.catalogue import SlotType
from cryosparc_spec.checks.raw_definition import check_raw_definition
from cryosparc_spec.converters.sound_parts import SoundParts, structure_sound_parts
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.testing.definitions import job_definitions
from cryosparc_spec.testing.values import json_data

CTF = Slot("ctf", "ctf")
BLOB = Slot("blob", "blob")
A_SLOT = 'a slot such as "ctf" or {"name": "ctf", "dtype": "ctf"}'
A_NAME = 'expected a name such as "ctf", with one ? before it where an input can do without'

SAVED = [
    pytest.param(
        {"title": 3, "description": "d"},
        JobDefinition(description="d"),
        ['$.title: expected text, got 3; write "3"'],
        id="an-attribute",
    ),
    pytest.param(
        {"inputs": {"a": {"type": "particle", "slots": ["ctf", "", 3, "blob"]}}},
        JobDefinition(inputs={"a": InputSpec(type="particle", slots=["ctf", "blob"])}),
        [
            f'$.inputs.a.slots[1]: "" is not a slot: {A_NAME}',
            f"$.inputs.a.slots[2]: expected {A_SLOT}, got 3",
        ],
        id="slots",
    ),
    pytest.param(
        {"inputs": {"a": {"type": "particle", "slots": "ctf", "count_max": "x", "count_min": 2}}},
        JobDefinition(inputs={"a": InputSpec(type="particle", count_min=2)}),
        [
            '$.inputs.a.slots: expected a list of slots, got "ctf"; write ["ctf"]',
            '$.inputs.a.count_max: expected a whole number or "inf", got "x"; write "inf"',
        ],
        id="attributes-of-an-input",
    ),
    pytest.param(
        {"outputs": {"a": {"type": "particle", "slots": ["?ctf", "blob"]}}},
        JobDefinition(outputs={"a": OutputSpec(type="particle", slots=["blob"])}),
        [
            '$.outputs.a.slots[0]: "ctf" is optional: an output makes every slot it lists; '
            'write "ctf"'
        ],
        id="an-optional-output-slot",
    ),
    pytest.param(
        {"inputs": {"a": {"title": "no type"}, "b": {"type": "mask"}}},
        JobDefinition(inputs={"b": InputSpec(type="mask")}),
        [
            f"$.inputs.a: type is missing: an input needs one of {', '.join(Datatype)}",
        ],
        id="an-input-without-type",
    ),
    pytest.param(
        {"inputs": {"a": {"type": 3}, "b": {"type": "mask"}}},
        JobDefinition(inputs={"b": InputSpec(type="mask")}),
        [f"$.inputs.a.type: 3 is not a known datatype: expected one of {', '.join(Datatype)}"],
        id="the-missing-type-is-told-once",
    ),
    pytest.param(
        {"inputs": {"a": {"type": "mask", "slots": [{"name": "ctf", "dtype": 3}, "mask"]}}},
        JobDefinition(inputs={"a": InputSpec(type="mask", slots=["mask"])}),
        ["$.inputs.a.slots[0].dtype: expected text, got 3"],
        id="the-missing-dtype-is-told-once",
    ),
    pytest.param(
        {"inputs": {"a": {"type": "mask", "slots": ['{"name": "c f", "dtype": "ctf"}', "mask"]}}},
        JobDefinition(inputs={"a": InputSpec(type="mask", slots=["mask"])}),
        [
            '$.inputs.a.slots[0].name: "c f" cannot be a name: expected letters, digits and '
            'underscores, and no digit first; write "c_f"'
        ],
        id="a-slot-in-json-text",
    ),
    pytest.param(
        {"inputs": {1: {"type": "mask"}, "1": {"type": "mask"}, "b": {"type": "mask"}}},
        JobDefinition(inputs={"b": InputSpec(type="mask")}),
        ['$.inputs["1"]: expected text, got 1; write "1"'],
        id="a-name-that-is-a-number",
    ),
    pytest.param(
        {None: 1, 2: 3, "title": "t"},
        JobDefinition(title="t"),
        [
            '$["2"]: 2 is not a key of a job definition: expected title, description, inputs, '
            "outputs, params",
            "$.None: null is not a key of a job definition: expected title, description, inputs, "
            "outputs, params",
        ],
        id="keys-that-are-no-text",
    ),
    pytest.param(
        {"params": {"a": [0, {1}, 2, {3}], "b": {4: 5, "c": 6}}},
        JobDefinition(params={"a": [0, 2], "b": {"c": 6}}),
        [
            "$.params.a[1]: expected text, a number, true, false, null, a list or a mapping, "
            "got a value of type set",
            "$.params.a[3]: expected text, a number, true, false, null, a list or a mapping, "
            "got a value of type set",
            '$.params.b["4"]: expected text, got 4; write "4"',
        ],
        id="within-params",
    ),
    pytest.param([], None, ["expected a mapping: a job definition, got a list"], id="nothing"),
    pytest.param({}, JobDefinition(), [], id="all"),
]


@pytest.mark.parametrize(("raw", "value", "messages"), SAVED)
def test_what_is_sound_is_kept_and_what_is_wrong_is_told(
    raw: object, value: object, messages: list[str]
) -> None:
    """The object has every part that can stand without the wrong ones; each is told once."""
    before = copy.deepcopy(raw)
    salvaged = structure_sound_parts(raw, JobDefinition)
    assert salvaged.value == value
    assert [str(problem) for problem in salvaged.problems] == messages
    assert raw == before


@pytest.mark.parametrize(
    "field",
    [
        pytest.param(["a", "x9"], id="pair"),
        pytest.param({"name": "a", "dtype": "x9"}, id="dict"),
        pytest.param("a: x9", id="text"),
    ],
)
def test_a_value_is_left_out_whole_where_it_cannot_do_without_the_wrong_part(field: object) -> None:
    """Whatever its spelling, a field without a dtype is none; the fields after it are kept."""
    salvaged = structure_sound_parts([field, ["b", "f4"]], list[Field])
    assert salvaged.value == [Field("b", "f4")]
    assert salvaged.original_path((0,)) == (1,)
    assert len(salvaged.problems) == 1


def test_slot_types_of_the_users_are_used() -> None:
    """A series of the user's catalogue cannot be short, and names of it mean their type."""
    mine = known_slot_types().with_types(
        [SlotType(datatype="particle", slot_type="mine", names=("yours",), series=("mine_{}",))]
    )
    salvaged = structure_sound_parts(["yours", "mine_1"], list[Slot], slot_types=mine)
    assert salvaged.value == [Slot("yours", "mine")]
    assert [problem.path for problem in salvaged.problems] == [(1,)]


def test_salvage_warns_of_nothing() -> None:
    """The checks tell of unknown names and deprecated keys: warnings are errors in these tests."""
    salvaged = structure_sound_parts(["cft", {"dtype": "ctf", "prefix": "ctf"}, ""], list[Slot])
    assert salvaged.value == [Slot("cft", "cft"), CTF]


def test_damaged_tells_the_keys_that_lack_something() -> None:
    """A key is damaged where its value, or a part of it, was left out."""
    salvaged = structure_sound_parts(
        {"colour": 1, "inputs": {"a": {"type": "mask", "slots": ["", "mask"]}, "b": []}},
        JobDefinition,
    )
    assert salvaged.damaged() == {"colour", "inputs"}
    assert salvaged.damaged(("inputs",)) == {"a", "b"}
    assert salvaged.damaged(("inputs", "a", "slots")) == {0}
    assert salvaged.damaged(("outputs",)) == frozenset()


# Paths in what is left, and in the document.


def leaves(data: Any, path: DocumentPath = ()) -> Iterator[tuple[DocumentPath, Any]]:
    """Every leaf with its path."""
    if isinstance(data, dict):
        for key, item in data.items():
            yield from leaves(item, (*path, key))
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from leaves(item, (*path, index))
    else:
        yield path, data


def inner_paths(data: Any, path: DocumentPath = ()) -> Iterator[DocumentPath]:
    """The path of every value below the root, leaf or not."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, item in items:
        yield (*path, key)
        if isinstance(item, dict | list):
            yield from inner_paths(item, (*path, key))


def at(data: Any, path: DocumentPath) -> Any:
    """The value at a path."""
    for key in path:
        data = data[key]
    return data


def without(data: Any, removed: set[DocumentPath], path: DocumentPath = ()) -> Any:
    """The data without the values at some paths, as a reader of the definition would do it."""
    if isinstance(data, dict):
        return {
            key: without(item, removed, (*path, key))
            for key, item in data.items()
            if (*path, key) not in removed
        }
    if isinstance(data, list):
        return [
            without(item, removed, (*path, index))
            for index, item in enumerate(data)
            if (*path, index) not in removed
        ]
    return data


NAMES = st.sampled_from(["a", "b", "slots", "inputs", "0", "1"])
NESTED = st.recursive(
    st.none(),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=25,
).filter(lambda data: isinstance(data, dict | list))


@given(NESTED, st.data())
def test_paths_in_what_is_left_lead_back_to_where_the_value_stood(
    shape: Any, data: st.DataObject
) -> None:
    """However items are left out of lists in lists, the same leaf is found in the document."""
    document = copy.deepcopy(shape)
    for number, (path, _) in enumerate(list(leaves(shape))):
        if path and not isinstance(at(document, path), dict | list):
            at(document, path[:-1])[path[-1]] = number
    candidates = list(inner_paths(document))
    removed = data.draw(st.sets(st.sampled_from(candidates))) if candidates else set()
    left = without(document, removed)
    salvaged = SoundParts(None, (), frozenset(removed))
    for path, leaf in leaves(left):
        assert at(document, salvaged.original_path(path)) == leaf
        assert type(at(document, salvaged.original_path(path))) is type(leaf)


@given(NESTED)
def test_paths_stay_where_nothing_was_left_out(document: Any) -> None:
    """Nothing removed: every path leads where it led."""
    salvaged = SoundParts(None, ())
    assert all(salvaged.original_path(path) == path for path in inner_paths(document))


# Any document, broken in any way.

JUNK = st.sampled_from([None, True, 3, 0.5, "", "ctf", "?", [], {}, [""], {"a": 1}, b"x", {1}])
JUNK_KEYS = st.sampled_from(["slot", "input", "prefix", "type", 1, None, ("a",), 1.5])


def containers(data: Any) -> list[Any]:
    """Every dict and list in the data, the data itself among them."""
    found = [data]
    for item in data.values() if isinstance(data, dict) else data:
        if isinstance(item, dict | list):
            found += containers(item)
    return found


@st.composite
def broken_documents(draw: st.DrawFn) -> Any:
    """Job definitions as plain data with one to four values replaced, added or taken away."""
    raw = unstructure(draw(job_definitions(values=json_data(max_leaves=3))))
    for _ in range(draw(st.integers(1, 4))):
        container = draw(st.sampled_from(containers(raw)))
        junk = copy.deepcopy(draw(JUNK))
        if isinstance(container, dict) and draw(st.booleans()):
            container[draw(JUNK_KEYS)] = junk
        elif isinstance(container, dict) and container:
            container[draw(st.sampled_from(list(container)))] = junk
        elif isinstance(container, list):
            container.insert(draw(st.integers(0, len(container))), junk)
    return raw


def structured(raw: Any) -> tuple[JobDefinition | None, tuple[Problem, ...]]:
    """What ``structure`` gives, or the problems that it raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return structure(raw, JobDefinition), ()
        except StructureError as error:
            return None, error.problems


@settings(max_examples=50)
@given(broken_documents())
def test_any_document_is_salvaged(raw: Any) -> None:
    """It ends, with an object or none; it finds problems just where structuring fails."""
    value, problems = structured(raw)
    salvaged = structure_sound_parts(raw, JobDefinition)
    assert salvaged.problems[: len(problems)] == problems
    assert bool(salvaged.problems) == bool(salvaged.removed) == bool(problems)
    if not problems:
        assert salvaged.value == value
    assert salvaged.value is None or isinstance(salvaged.value, JobDefinition)


@settings(max_examples=50)
@given(broken_documents())
def test_no_problem_is_told_twice(raw: Any) -> None:
    """Neither by salvaging, in whatever round, nor together with the checks."""
    for problems in (structure_sound_parts(raw, JobDefinition).problems, check_raw_definition(raw)):
        told = [str(problem) for problem in problems]
        assert len(told) == len(set(told))


@settings(max_examples=50)
@given(broken_documents())
def test_what_was_salvaged_is_sound(raw: Any) -> None:
    """The object can be written, and reads back as it is without a problem."""
    value = structure_sound_parts(raw, JobDefinition).value
    if value is not None:
        assert structure(unstructure(value), JobDefinition) == value
