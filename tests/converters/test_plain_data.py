"""Raw data to typed objects and back: strict, all problems at once, in any converter."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict, get_origin

import attrs
import cattrs
import pytest
from cattrs.gen import make_dict_structure_fn
from cattrs.gen.typeddicts import make_dict_structure_fn as make_typed_dict_structure_fn
from cattrs.preconf.json import make_converter as make_json_converter
from hypothesis import given
from hypothesis import strategies as st
from immutabledict import immutabledict

from cryosparc_spec import (
    AnyFormat,
    Datafield,
    Datatype,
    DTypeSpec,
    Field,
    InputSpec,
    Job,
    JobDefinition,
    JobRegister,
    JobSection,
    LoadableSlots,
    OutputSpec,
    Problem,
    ResultsGroup,
    Shape,
    Slot,
    SlotSpec,
    StructureError,
    UnknownSlotTypeWarning,
    known_slot_types,
    structure,
    unstructure,
)
from cryosparc_spec.catalogue import SlotType, SlotTypes
from cryosparc_spec.checks import DatasetCheck
from cryosparc_spec.columns import DTypeLike, FieldLike
from cryosparc_spec.converters import configure_converter, make_converter, problems_in
from cryosparc_spec.converters.plain_data import PUBLIC_CLASSES
from cryosparc_spec.datasets import DatasetHeader, Inference, InferredSlot, UnsoundColumn
from cryosparc_spec.documents import JobType
from cryosparc_spec.documents.codec.server_document import ServerDocument
from cryosparc_spec.files import FixedText
from cryosparc_spec.problems import Edit, EditAction, Position, ProblemKind, TextEdit
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.projects import Project
from cryosparc_spec.scripts import DeclaredJob, Script, ScriptCall
from cryosparc_spec.slots.loadable_slots import LoadableSlotsLike
from cryosparc_spec.testing.classes import public_names
from cryosparc_spec.testing.values import positions, problems, slot_types, slots
from cryosparc_spec.vocabulary import DatatypeLike, LoadableWord
from cryosparc_spec.vocabulary.datatypes import DatatypeName
from cryosparc_spec.vocabulary.families import StrFamily
from tests.strategies import public_values, spellings

CTF = Slot("ctf", "ctf")
BACKGROUND = Slot("background_blob", "stat_blob", required=False)
WORDS = ", ".join(Datatype)


def messages(raw: object, cls: Any, **options: Any) -> list[str]:
    """Texts of all problems that structuring finds."""
    with pytest.raises(StructureError) as caught:
        structure(raw, cls, **options)
    return [str(problem) for problem in caught.value.problems]


RAW_AND_VALUES = [
    pytest.param("ctf", Slot, CTF, id="slot-short"),
    pytest.param("?background_blob", Slot, BACKGROUND, id="slot-optional"),
    pytest.param({"name": "ctf", "dtype": "ctf"}, Slot, CTF, id="slot-dict"),
    pytest.param('{"name": "ctf", "dtype": "ctf"}', Slot, CTF, id="slot-json-text"),
    pytest.param(Datafield("ctf", "ctf"), Slot, CTF, id="slot-datafield"),
    pytest.param(CTF, Slot, CTF, id="slot-itself"),
    pytest.param({"dtype": "ctf", "prefix": "a"}, Datafield, Datafield("ctf", "a"), id="datafield"),
    pytest.param("3u4", DTypeSpec, DTypeSpec("<u4", (3,)), id="dtype-text"),
    pytest.param(["<u4", [3]], DTypeSpec, DTypeSpec("<u4", (3,)), id="dtype-pair"),
    pytest.param(["a/b", "f4"], Field, Field("a/b", "<f4"), id="field-pair"),
    pytest.param(["a/b", "<f4", [2]], Field, Field("a/b", "2f4"), id="field-triple"),
    pytest.param({"name": "a", "dtype": "f4"}, Field, Field("a", "<f4"), id="field-dict"),
    pytest.param("all", LoadableSlots, LoadableSlots(LoadableWord.ALL), id="loadable-word"),
    pytest.param(["blob"], LoadableSlots, LoadableSlots(["blob"]), id="loadable-names"),
    pytest.param("particle", Datatype, Datatype.PARTICLE, id="word"),
    pytest.param("png", AnyFormat, AnyFormat.PNG, id="word-of-family-below"),
    pytest.param([2, 3], Shape, (2, 3), id="shape"),
    pytest.param(
        {"name": "x", "contains": ["a"]},
        JobSection,
        JobSection(name="x", contains=("a",)),
        id="job-section",
    ),
    pytest.param(
        {"type": "exposure", "slots": ["ctf"], "count_max": "inf"},
        InputSpec,
        InputSpec(type="exposure", slots=(CTF,)),
        id="input",
    ),
    pytest.param(
        {"type": "exposure", "slots": ["ctf"], "passthrough": "mics"},
        OutputSpec,
        OutputSpec(type="exposure", slots=(CTF,), passthrough="mics"),
        id="output",
    ),
    pytest.param(
        {"inputs": {"a": {"type": "mask"}}, "params": {"box": [1, {"deep": None}]}},
        JobDefinition,
        JobDefinition(inputs={"a": InputSpec(type="mask")}, params={"box": (1, {"deep": None})}),
        id="definition",
    ),
    pytest.param(
        {"datatype": "mask", "slot_type": "blob", "names": ["mask"]},
        SlotType,
        SlotType(datatype="mask", slot_type="blob", names=("mask",)),
        id="slot-type",
    ),
    pytest.param(
        {"path": ["slots", 1], "message": "x", "kind": "syntax", "position": {"file": "a.json"}},
        Problem,
        Problem(("slots", 1), "x", kind=ProblemKind.SYNTAX, position=Position("a.json")),
        id="problem",
    ),
    pytest.param(
        {"edits": [{"action": "rename", "path": ["min"], "key": "count_min"}], "above": 1},
        Fix,
        attrs.evolve(Fix.rename("count_min", at=("min",)), above=1),
        id="fix",
    ),
    pytest.param(
        {"action": "remove", "path": [0], "is_safe": False, "in_text": None},
        Edit,
        Edit(EditAction.REMOVE, (0,), is_safe=False),
        id="edit",
    ),
    pytest.param(
        {"start": [1, 2], "end": [1, 2], "text": "a"},
        TextEdit,
        TextEdit((1, 2), (1, 2), "a"),
        id="text-edit",
    ),
]


@pytest.mark.parametrize(("raw", "cls", "value"), RAW_AND_VALUES)
def test_everything_public_structures(raw: object, cls: Any, value: object) -> None:
    """Plain data of every public class becomes an equal object of just that class."""
    structured = structure(raw, cls)
    assert structured == value
    assert type(structured) is type(value)


@pytest.mark.parametrize(("raw", "cls", "value"), RAW_AND_VALUES)
def test_everything_public_structures_wherever_it_stands(
    raw: object, cls: Any, value: object
) -> None:
    """The same inside ``X | None``, tuples, lists, sets and mappings, with and without frost."""
    assert structure(raw, cls | None) == value
    assert structure(None, cls | None) is None
    assert structure([raw, raw], tuple[cls, ...]) == (value, value)
    assert structure((raw,), Sequence[cls]) == (value,)
    assert structure([raw], list[cls]) == [value]
    assert structure([raw], set[cls]) == {value}
    assert structure([raw, raw], frozenset[cls]) == frozenset({value})
    assert structure([raw, None], list[cls | None]) == [value, None]
    assert structure([[raw], []], tuple[tuple[cls, ...], ...]) == ((value,), ())
    assert structure({"a": raw}, dict[str, cls]) == {"a": value}
    assert structure({"a": raw}, Mapping[str, cls]) == immutabledict({"a": value})
    assert structure({"a": [raw]}, Mapping[str, tuple[cls, ...]]) == {"a": (value,)}


CONTAINERS = [
    pytest.param(["ctf"], tuple[Slot, ...], tuple, id="tuple"),
    pytest.param(["ctf"], Sequence[Slot], tuple, id="sequence"),
    pytest.param(["ctf"], list[Slot], list, id="list"),
    pytest.param(["ctf"], set[Slot], set, id="set"),
    pytest.param(["ctf"], frozenset[Slot], frozenset, id="frozenset"),
    pytest.param({"a": "ctf"}, dict[str, Slot], dict, id="dict"),
    pytest.param({"a": "ctf"}, Mapping[str, Slot], immutabledict, id="mapping"),
    pytest.param({"a": "ctf"}, immutabledict[str, Slot], immutabledict, id="immutabledict"),
]


@pytest.mark.parametrize(("raw", "cls", "container"), CONTAINERS)
def test_the_annotation_says_which_container_comes_out(
    raw: object, cls: Any, container: type
) -> None:
    """A list or dict is as mutable as it was asked for, and everything else is immutable."""
    assert type(structure(raw, cls)) is container


ALIASES = [
    pytest.param("ctf", SlotSpec, CTF, id="SlotSpec"),
    pytest.param({"name": "ctf", "dtype": "ctf"}, SlotSpec, CTF, id="SlotSpec-dict"),
    pytest.param(CTF, SlotSpec, CTF, id="SlotSpec-object"),
    pytest.param("particle", DatatypeLike, Datatype.PARTICLE, id="DatatypeLike"),
    pytest.param(Datatype.MASK, DatatypeLike, Datatype.MASK, id="DatatypeLike-object"),
    pytest.param(["a", "u4", 2], FieldLike, Field("a", "2u4"), id="FieldLike"),
    pytest.param("a: 2u4", FieldLike, Field("a", "2u4"), id="FieldLike-text"),
    pytest.param(Field("a", "u4"), FieldLike, Field("a", "u4"), id="FieldLike-object"),
    pytest.param("2u4", DTypeLike, DTypeSpec("<u4", (2,)), id="DTypeLike"),
    pytest.param(["u4", [2]], DTypeLike, DTypeSpec("<u4", (2,)), id="DTypeLike-pair"),
    pytest.param(DTypeSpec("u4"), DTypeLike, DTypeSpec("u4"), id="DTypeLike-object"),
    pytest.param("default", LoadableSlotsLike, LoadableSlots("default"), id="LoadableSlotsLike"),
    pytest.param(["ctf"], LoadableSlotsLike, LoadableSlots(["ctf"]), id="LoadableSlotsLike-list"),
    pytest.param(
        LoadableSlots("all"), LoadableSlotsLike, LoadableSlots("all"), id="LoadableSlotsLike-object"
    ),
]


@pytest.mark.parametrize(("raw", "alias", "value"), ALIASES)
def test_alias_unions_structure_to_the_class_they_stand_for(
    raw: object, alias: Any, value: object
) -> None:
    """The unions of our signatures work as annotations: cattrs has no hook for ``A | B``."""
    assert structure(raw, alias) == value
    assert structure([raw], tuple[alias, ...]) == (value,)
    assert structure({"a": raw}, dict[str, alias]) == {"a": value}


@pytest.mark.parametrize(("raw", "alias", "value"), ALIASES)
def test_alias_unions_structure_with_none_as_well(raw: object, alias: Any, value: object) -> None:
    """A hook for ``A | B`` is not used by cattrs for ``A | B | None``; ours is."""
    assert structure(raw, alias | None) == value
    assert structure(None, alias | None) is None
    assert structure([None, raw], list[alias | None]) == [None, value]


ALIASES_WITHOUT_NONE = [
    pytest.param(
        SlotSpec,
        'expected a slot such as "ctf" or {"name": "ctf", "dtype": "ctf"}, got null',
        id="SlotSpec",
    ),
    pytest.param(
        DatatypeLike,
        f"null is not a known datatype: expected one of {WORDS}",
        id="DatatypeLike",
    ),
    pytest.param(
        FieldLike,
        'expected a field such as ["coords", "3f4"] or ["coords", "<f4", [3]], got null',
        id="FieldLike",
    ),
    pytest.param(
        DTypeLike, 'expected a dtype such as "3u4" or ["<u4", [3]], got null', id="DTypeLike"
    ),
    pytest.param(
        LoadableSlotsLike,
        'expected one of "default", "passthrough", "all", or a list of slot names, got null',
        id="LoadableSlotsLike",
    ),
]


@pytest.mark.parametrize(("alias", "message"), ALIASES_WITHOUT_NONE)
def test_null_is_refused_where_the_annotation_has_no_none(alias: Any, message: str) -> None:
    """``None`` is a value only of the unions that list it."""
    assert messages(None, alias) == [message]


def test_a_pair_of_the_types_of_an_alias_union_is_read_as_a_pair() -> None:
    """``tuple[A, B]`` has the same arguments as ``A | B``, and is no alias for all that."""
    pair = structure(["particle", "mask"], tuple[Datatype, DatatypeName])
    assert pair == (Datatype.PARTICLE, "mask")
    assert type(pair[1]) is str


# Strictness.

TYPE_TRAPS = [
    pytest.param(None, str, "expected text, got null", id="none-is-not-text"),
    pytest.param(3, str, 'expected text, got 3; write "3"', id="number-is-not-text"),
    pytest.param(True, str, "expected text, got true", id="true-is-not-text"),
    pytest.param(
        "false", bool, 'expected true or false, got "false"; write false', id="text-is-not-false"
    ),
    pytest.param("no", bool, 'expected true or false, got "no"; write false', id="no-is-not-false"),
    pytest.param("", bool, 'expected true or false, got ""', id="empty-text-is-not-false"),
    pytest.param(1, bool, "expected true or false, got 1; write true", id="one-is-not-true"),
    pytest.param(None, bool, "expected true or false, got null", id="none-is-not-false"),
    pytest.param(3.7, int, "expected a whole number, got 3.7", id="float-is-cut"),
    pytest.param(3.0, int, "expected a whole number, got 3.0; write 3", id="whole-float"),
    pytest.param("3", int, 'expected a whole number, got "3"; write 3', id="text-is-not-int"),
    pytest.param(True, int, "expected a whole number, got true", id="true-is-not-int"),
    pytest.param("1.5", float, 'expected a number, got "1.5"', id="text-is-not-float"),
    pytest.param(True, float, "expected a number, got true", id="true-is-not-float"),
    pytest.param("12", tuple[int, ...], 'expected a list, got "12"', id="text-is-not-tuple"),
    pytest.param("12", list[int], 'expected a list, got "12"', id="text-is-not-list"),
    pytest.param("ab", Sequence[str], 'expected a list, got "ab"', id="text-is-not-sequence"),
    pytest.param("ab", set[str], 'expected a list, got "ab"', id="text-is-not-set"),
    pytest.param({"a": 1}, list[str], "expected a list, got a mapping", id="mapping-is-not-list"),
    pytest.param(
        "ctf",
        tuple[Slot, ...],
        'expected a list of slots, got "ctf"; write ["ctf"]',
        id="c-t-f-tuple",
    ),
    pytest.param(
        "ctf", list[Slot], 'expected a list of slots, got "ctf"; write ["ctf"]', id="c-t-f-list"
    ),
    pytest.param(
        "ctf",
        Sequence[SlotSpec],
        'expected a list of slots, got "ctf"; write ["ctf"]',
        id="c-t-f-sequence-of-specs",
    ),
    pytest.param(
        "ctf",
        frozenset[Slot],
        'expected a list of slots, got "ctf"; write ["ctf"]',
        id="c-t-f-frozenset",
    ),
    pytest.param("", list[Slot], 'expected a list of slots, got ""', id="empty-slot-list"),
    pytest.param(
        {"name": "ctf", "dtype": "ctf"},
        tuple[Slot, ...],
        "expected a list of slots, got a mapping",
        id="one-slot-is-not-a-list",
    ),
    pytest.param(["a"], dict[str, str], "expected a mapping, got a list", id="list-is-not-mapping"),
    pytest.param("a", Mapping[str, str], 'expected a mapping, got "a"', id="text-is-not-mapping"),
    pytest.param(
        {1: "a"}, dict[str, str], '$["1"]: expected text, got 1; write "1"', id="keys-are-text"
    ),
    pytest.param(
        {"slots": "ctf"},
        dict[str, tuple[Slot, ...]],
        '$.slots: expected a list of slots, got "ctf"; write ["ctf"]',
        id="c-t-f-below",
    ),
    pytest.param(
        "particl",
        Datatype,
        '"particl" is not a known datatype; write "particle"',
        id="mistyped-word",
    ),
    pytest.param(
        0,
        Datatype,
        f"0 is not a known datatype: expected one of {WORDS}",
        id="number-is-not-a-word",
    ),
    pytest.param(
        [["ctf"]],
        list[Slot],
        '$[0]: expected a slot such as "ctf" or {"name": "ctf", "dtype": "ctf"}, got a list',
        id="list-is-not-a-slot",
    ),
    pytest.param(1.5, str | int, "expected a whole number, got 1.5", id="float-is-not-a-key"),
]


@pytest.mark.parametrize(("raw", "cls", "message"), TYPE_TRAPS)
def test_no_value_is_turned_into_another_type(raw: object, cls: Any, message: str) -> None:
    """What cattrs would coerce without a word is a problem, with the value and the fix."""
    assert messages(raw, cls) == [message]


EXACT_VALUES = [
    pytest.param("3", str, id="text"),
    pytest.param(False, bool, id="false"),
    pytest.param(3, int, id="int"),
    pytest.param(2**70, int, id="large-int"),
    pytest.param(0.5, float, id="float"),
    pytest.param(1, float, id="whole-number-as-float"),
    pytest.param("a", str | int, id="text-key"),
    pytest.param(3, str | int, id="index-key"),
    pytest.param({"a": [1, None]}, Any, id="anything"),
]


@pytest.mark.parametrize(("raw", "cls"), EXACT_VALUES)
def test_values_of_the_right_type_stay_as_they_are(raw: object, cls: Any) -> None:
    """Strict does not mean changed: value and type come through."""
    structured = structure(raw, cls)
    assert structured == raw
    assert type(structured) is type(raw)


DOCUMENT_PROBLEMS = [
    pytest.param(
        {"type": "particle", "slots": "ctf"},
        InputSpec,
        ['$.slots: expected a list of slots, got "ctf"; write ["ctf"]'],
        id="slots-is-text",
    ),
    pytest.param(
        {"type": "particle", "slots": "ctf"},
        OutputSpec,
        ['$.slots: expected a list of slots, got "ctf"; write ["ctf"]'],
        id="output-slots-is-text",
    ),
    pytest.param(
        {"type": "particle", "slots": None},
        InputSpec,
        ["$.slots: expected a list of slots, got null"],
        id="slots-is-null",
    ),
    pytest.param(
        {"type": "particle", "title": None},
        InputSpec,
        ["$.title: expected text, got null"],
        id="title-is-null",
    ),
    pytest.param(
        {"type": "particle", "repeat_allowed": "false"},
        InputSpec,
        ['$.repeat_allowed: expected true or false, got "false"; write false'],
        id="text-false",
    ),
    pytest.param(
        {"type": "particle", "count_min": 3.7, "count_max": 4.0},
        InputSpec,
        [
            "$.count_min: expected a whole number, got 3.7",
            '$.count_max: expected a whole number or "inf", got 4.0; write 4',
        ],
        id="counts-are-floats",
    ),
    pytest.param(
        {"type": "particle", "passthrough": False},
        OutputSpec,
        ["$.passthrough: expected text, got false"],
        id="passthrough-false-is-v4",
    ),
    pytest.param(
        {},
        InputSpec,
        [f"type is missing: an input needs one of {WORDS}"],
        id="no-type",
    ),
    pytest.param(
        {},
        OutputSpec,
        [f"type is missing: an output needs one of {WORDS}"],
        id="no-output-type",
    ),
    pytest.param(
        {"name": "a", "contains": "ab"},
        JobSection,
        ['$.contains: expected a list of text, got "ab"; write ["ab"]'],
        id="contains-is-text",
    ),
    pytest.param({}, JobSection, ["name is missing: a job section needs one"], id="no-name"),
    pytest.param(
        {"dtype": "ctf"}, Datafield, ["prefix is missing: a datafield needs one"], id="no-prefix"
    ),
    pytest.param("ctf", Datafield, ['expected a mapping: a datafield, got "ctf"'], id="datafield"),
    pytest.param(
        [], JobDefinition, ["expected a mapping: a job definition, got a list"], id="list"
    ),
    pytest.param(
        {"inputs": {"a": []}},
        JobDefinition,
        ["$.inputs.a: expected a mapping: an input, got a list"],
        id="input-is-a-list",
    ),
    pytest.param(
        {"inputs": []}, JobDefinition, ["$.inputs: expected a mapping, got a list"], id="inputs"
    ),
    pytest.param(
        {"params": []}, JobDefinition, ["$.params: expected a mapping, got a list"], id="params"
    ),
    pytest.param(
        {"type": "particle", "slot": ["ctf"]},
        InputSpec,
        [
            '$.slot: "slot" is not a key of an input: expected type, title, description, slots, '
            "count_min, count_max, repeat_allowed, match_result_by; "
            'write "slots"'
        ],
        id="unknown-key",
    ),
    pytest.param(
        {"type": "particle", "colour": "red", "z": 1, 3: 4},
        OutputSpec,
        [
            '$["3"]: 3 is not a key of an output: expected type, title, description, slots, '
            "passthrough",
            '$.colour: "colour" is not a key of an output: expected type, title, description, '
            "slots, passthrough",
            '$.z: "z" is not a key of an output: expected type, title, description, slots, '
            "passthrough",
        ],
        id="unknown-keys-sorted",
    ),
    pytest.param(
        {"name": "ctf", "dtype": "ctf", "requird": False},
        Slot,
        [
            '$.requird: "requird" is not a key of a slot: expected name, dtype, required; '
            'write "required"'
        ],
        id="requird",
    ),
    pytest.param(
        {"name": "ctf"},
        Slot,
        [
            "dtype missing: a slot written in full has name and dtype; "
            'write {"name": "ctf", "dtype": "ctf"}'
        ],
        id="slot-without-dtype",
    ),
    pytest.param(
        {"inputs": {1: {"type": "mask"}}},
        JobDefinition,
        ['$.inputs["1"]: expected text, got 1; write "1"'],
        id="name-is-a-number",
    ),
    pytest.param(
        {"params": {"a": {1: 2}, "b": [0, {3}]}},
        JobDefinition,
        [
            '$.params.a["1"]: expected text, got 1; write "1"',
            "$.params.b[1]: expected text, a number, true, false, null, a list or a mapping, "
            "got a value of type set",
        ],
        id="params-json-cannot-hold",
    ),
    pytest.param(
        {
            "type": "particle",
            "slots": ["?ctf", "blob", {"name": "x", "dtype": "y", "required": False}],
        },
        OutputSpec,
        [
            '$.slots[0]: "ctf" is optional: an output makes every slot it lists; write "ctf"',
        ],
        id="optional-output-slots",
    ),
    pytest.param(
        {"path": [1.5, None], "message": "x"},
        Problem,
        [
            "$.path[0]: expected a whole number, got 1.5",
            "$.path[1]: expected a whole number, got null",
        ],
        id="path-of-a-problem",
    ),
    pytest.param(
        {
            "datatype": "mask",
            "slot_type": "blob",
            "columns": [{"name": "path", "dtype": None, "seen": "often"}],
        },
        SlotType,
        [
            '$.columns[0].seen: "often" is not how often a column was seen: expected one of '
            "always, sometimes"
        ],
        id="word-of-a-plain-enum",
    ),
]


@pytest.mark.parametrize(("raw", "cls", "expected"), DOCUMENT_PROBLEMS)
def test_what_is_wrong_in_a_document_is_told_where_it_stands(
    raw: object, cls: Any, expected: list[str]
) -> None:
    """Missing, unknown and mistyped parts: the path, the value, what was expected, the fix."""
    assert messages(raw, cls) == expected


BROKEN = {
    "title": 3,
    "input": {},
    "inputs": {
        "m": {"type": "exposur", "slots": "ctf", "count_min": "1", "count_max": "many"},
        "n": {
            "type": "particle",
            "slots": ["", {"name": "ctf", "dtyp": "x"}, "components_mode_0", "?ctf", "??ctf"],
        },
        "q": {"slots": ["c t f"], "repeat_allowed": 1},
        "z": [],
    },
    "outputs": {
        "o": {"type": "particl", "slots": ["?ctf", "", "blob"], "repeat_allowed": True},
        "p": {"type": "volume", "passthrough": 0, "slots": [{"dtype": "a b", "prefix": 3}]},
    },
    "params": {"x": {1, 2}},
}
ALL_PROBLEMS = [
    '$.title: expected text, got 3; write "3"',
    '$.inputs.m.type: "exposur" is not a known datatype; write "exposure"',
    '$.inputs.m.slots: expected a list of slots, got "ctf"; write ["ctf"]',
    '$.inputs.m.count_min: expected a whole number, got "1"; write 1',
    '$.inputs.m.count_max: expected a whole number or "inf", got "many"; write "inf"',
    '$.inputs.n.slots[0]: "" is not a slot: expected a name such as "ctf", with one ? before it '
    "where an input can do without",
    '$.inputs.n.slots[1].dtyp: "dtyp" is not a key of a slot: expected name, dtype, required; '
    'write "dtype"',
    '$.inputs.n.slots[2]: "components_mode_0" is one of a numbered series, whose names do not '
    "tell the slot type: it cannot be written short; "
    'write {"name": "components_mode_0", "dtype": "components", "required": true}',
    '$.inputs.n.slots[4]: "??ctf" is not a slot: expected a name such as "ctf", with one ? before '
    'it where an input can do without; write "?ctf"',
    f"$.inputs.q: type is missing: an input needs one of {WORDS}",
    '$.inputs.q.slots[0]: "c t f" is not a slot: expected a name such as "ctf", with one ? before '
    "it where an input can do without",
    "$.inputs.q.repeat_allowed: expected true or false, got 1; write true",
    "$.inputs.z: expected a mapping: an input, got a list",
    '$.outputs.o.type: "particl" is not a known datatype; write "particle"',
    '$.outputs.o.slots[0]: "ctf" is optional: an output makes every slot it lists; write "ctf"',
    '$.outputs.o.slots[1]: "" is not a slot: expected a name such as "ctf", with one ? before it '
    "where an input can do without",
    '$.outputs.o.repeat_allowed: "repeat_allowed" is not a key of an output: expected type, '
    "title, description, slots, passthrough",
    "$.outputs.p.slots[0].prefix: expected text, got 3",
    '$.outputs.p.slots[0].dtype: "a b" cannot be a name: expected letters, digits and '
    "underscores, and no digit first",
    '$.outputs.p.passthrough: expected text, got 0; write "0"',
    "$.params.x: expected text, a number, true, false, null, a list or a mapping, "
    "got a value of type set",
    '$.input: "input" is not a key of a job definition: expected title, description, inputs, '
    "outputs, params; leave it out",
]


def test_all_problems_of_a_document_are_reported_at_once() -> None:
    """One attempt finds everything: each with its path, its value and its fix, none twice."""
    assert messages(BROKEN, JobDefinition) == ALL_PROBLEMS


def test_the_error_prints_all_problems_and_hides_cattrs() -> None:
    """The text is a list of problems, and no exception group of cattrs hangs on the error."""
    with pytest.raises(StructureError) as caught:
        structure(BROKEN, JobDefinition)
    lines = "".join(f"\n  {problem}" for problem in ALL_PROBLEMS)
    assert str(caught.value) == f"{len(ALL_PROBLEMS)} problems:{lines}"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def nested(depth: int) -> list[Any]:
    """Lists in lists, as deep as a hostile file may have them."""
    outer: list[Any] = []
    for _ in range(depth):
        outer = [outer]
    return outer


def test_data_nested_too_deep_is_a_problem_not_a_crash() -> None:
    """Parameters are read 100 deep; deeper data is refused where the limit is passed."""
    (message,) = messages({"params": {"a": nested(100_000)}}, JobDefinition)
    assert message.startswith("$.params.a[0][0]")
    assert message.endswith("[0]: expected data nested at most 100 deep, got a list")


def test_recursion_in_a_structure_is_a_problem_not_a_crash() -> None:
    """A type that nests as deep as its data ends in a problem that says so."""
    raw: Any = None
    for _ in range(100_000):
        raw = {"inner": raw}
    (message,) = messages(raw, Nest)
    assert message.startswith("$.inner.inner.")
    assert message.endswith(".inner: the data is nested too deep to read")


@attrs.frozen
class Nest:
    """A type that holds itself."""

    inner: Nest | None = None


# Laws.

LEAVES = public_values() | problems() | positions() | slot_types()


@given(LEAVES)
def test_structure_undoes_unstructure(value: Any) -> None:
    """``structure(unstructure(x)) == x`` for all public classes and words."""
    structured = structure(unstructure(value), type(value))
    assert structured == value
    assert type(structured) is type(value)


@given(LEAVES)
def test_structure_undoes_unstructure_through_json_text(value: Any) -> None:
    """What ``unstructure`` gives is plain data, which JSON text holds as it is."""
    plain = unstructure(value)
    assert json.loads(json.dumps(plain)) == plain
    assert structure(json.loads(json.dumps(plain)), type(value)) == value


@given(LEAVES)
def test_containers_of_public_values_come_back(value: Any) -> None:
    """The same law for lists, tuples and mappings of them."""
    cls: Any = type(value)
    for container, held in (
        (tuple[cls, ...], (value, value)),
        (list[cls], [value]),
        (dict[str, cls], {"a": value}),
        (Mapping[str, cls], immutabledict({"a": value})),
        (cls | None, None),
    ):
        plain = json.loads(json.dumps(unstructure(held)))
        assert structure(plain, container) == held


@given(LEAVES)
def test_unstructured_data_holds_no_subclasses(value: Any) -> None:
    """Writers of YAML and TOML refuse subclasses of text and dict: all types are the plain ones."""
    below = [unstructure(value)]
    while below:
        item = below.pop()
        assert type(item) in (dict, list, str, int, float, bool, type(None))
        below += [*item, *item.values()] if isinstance(item, dict) else []
        below += item if isinstance(item, list) else []


@given(st.data())
def test_every_spelling_of_a_slot_structures_to_the_same_slot(data: st.DataObject) -> None:
    """Shorthand, dict and JSON text of one slot are one value."""
    slot = data.draw(slots())
    assert structure(data.draw(spellings(slot)), Slot) == slot


def test_equal_input_gives_equal_objects_whether_or_not_it_was_seen_before() -> None:
    """Shared values do not show: ``1`` and ``True`` differ also where ``True`` came first."""
    raw = {"name": "shared_slot", "dtype": "shared_type", "required": True}
    assert structure(raw, Slot) == structure(dict(raw), Slot)
    assert messages({**raw, "required": 1}, Slot) == [
        "$.required: expected true or false, got 1; write true"
    ]


def test_the_list_of_public_classes_holds_all_that_are_exported() -> None:
    """A class that joins the public ones must join the converters."""
    exported = public_names().values()
    classes = {cls for cls in exported if isinstance(cls, type) and attrs.has(cls)}
    written_by_people = {cls for cls in classes if not issubclass(cls, ServerDocument)}
    of_tables = {DatasetHeader, DatasetCheck, Inference, InferredSlot, UnsoundColumn}
    of_scripts = {DeclaredJob, Script, ScriptCall, FixedText}
    assert written_by_people - of_tables - of_scripts - {Project} <= set(PUBLIC_CLASSES)


# What is written.

UNSTRUCTURED = [
    pytest.param(CTF, {"name": "ctf", "dtype": "ctf", "required": True}, id="slot"),
    pytest.param(
        Datafield("ctf", "a"), {"dtype": "ctf", "prefix": "a", "required": True}, id="datafield"
    ),
    pytest.param(DTypeSpec("<u4", (3,)), "3u4", id="dtype"),
    pytest.param(Field("a/b", "3f4"), ["a/b", "<f4", [3]], id="field"),
    pytest.param(Field("uid", "u8"), ["uid", "<u8"], id="uid"),
    pytest.param(LoadableSlots("all"), "all", id="loadable-word"),
    pytest.param(LoadableSlots(["a", "b"]), ["a", "b"], id="loadable-names"),
    pytest.param(Datatype.MASK, "mask", id="word"),
    pytest.param({Datatype.MASK: (CTF.dtype,)}, {"mask": ["ctf"]}, id="mapping"),
    pytest.param(frozenset({Datatype.MASK}), ["mask"], id="set"),
    pytest.param(None, None, id="none"),
    pytest.param(InputSpec(type="mask"), {"type": "mask", "title": ""}, id="defaults-left-out"),
    pytest.param(
        InputSpec(type="mask", count_min=1, count_max=1, repeat_allowed=True, slots=["mask"]),
        {
            "type": "mask",
            "title": "",
            "slots": [{"name": "mask", "dtype": "blob", "required": True}],
            "count_min": 1,
            "count_max": 1,
            "repeat_allowed": True,
        },
        id="input",
    ),
    pytest.param(
        OutputSpec(type="particle", title="P", slots=["blob"], passthrough="p"),
        {"type": "particle", "title": "P", "slots": ["blob"], "passthrough": "p"},
        id="output",
    ),
    pytest.param(JobDefinition(), {}, id="empty-definition"),
    pytest.param(
        JobDefinition(params={"a": (1, {"b": Datatype.MASK})}),
        {"params": {"a": [1, {"b": "mask"}]}},
        id="params",
    ),
    pytest.param(Problem(("a", 1), "x"), {"path": ["a", 1], "message": "x"}, id="problem"),
    pytest.param(
        JobSection(name="x", contains=["a"]), {"name": "x", "contains": ["a"]}, id="job-section"
    ),
]


@pytest.mark.parametrize(("value", "plain"), UNSTRUCTURED)
def test_what_unstructure_writes(value: object, plain: object) -> None:
    """The spelling of each class, defaults left out of documents."""
    assert unstructure(value) == plain


SLOTS_IN_DOCUMENTS = [
    pytest.param(CTF, "ctf", id="known"),
    pytest.param(Slot("ctf", "ctf", required=False), "?ctf", id="optional"),
    pytest.param(
        BACKGROUND,
        {"name": "background_blob", "dtype": "stat_blob", "required": False},
        id="name-is-not-the-type",
    ),
    pytest.param(
        Slot("mine", "mine"), {"name": "mine", "dtype": "mine", "required": True}, id="unknown"
    ),
    pytest.param(
        Slot("components_mode_0", "components"),
        {"name": "components_mode_0", "dtype": "components", "required": True},
        id="series",
    ),
]


@pytest.mark.parametrize(("slot", "plain"), SLOTS_IN_DOCUMENTS)
def test_a_slot_is_written_short_only_where_every_reader_takes_it_for_the_same(
    slot: Slot, plain: object
) -> None:
    """cryosparc-tools 5.0.3 gives a short slot its name as type: where that differs, in full."""
    assert unstructure(InputSpec(type="particle", slots=[slot]))["slots"] == [plain]


def test_where_an_editor_finds_the_schema_is_passed_over() -> None:
    """The key says nothing of the job, and is not kept; mistakes beside it are told as ever."""
    found = structure({"$schema": "definition.schema.json", "title": "Picker"}, JobDefinition)
    assert found == JobDefinition(title="Picker")
    assert unstructure(found) == {"title": "Picker"}
    with pytest.raises(StructureError) as refused:
        structure({"$schema": 1, "titel": "Picker"}, JobDefinition)
    assert [problem.place for problem in refused.value.problems] == ["$.titel"]


# The examples of the seed documentation, to the letter.


def test_the_example_of_an_optional_background() -> None:
    """``"?background_blob"`` is the dict that the documentation of cryosparc-tools gives."""
    assert unstructure(structure("?background_blob", Slot)) == {
        "name": "background_blob",
        "dtype": "stat_blob",
        "required": False,
    }


def test_the_example_of_a_dtype() -> None:
    """``"3u4"`` equals ``("<u4", (3,))``."""
    assert structure("3u4", DTypeSpec) == structure(("<u4", (3,)), DTypeSpec)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        pytest.param("ctf", {"name": "ctf", "dtype": "ctf"}, id="ctf"),
        pytest.param(
            "micrograph_blob",
            {"name": "micrograph_blob", "dtype": "micrograph_blob", "required": True},
            id="micrograph_blob",
        ),
        pytest.param(
            "?background_blob",
            {"name": "background_blob", "dtype": "stat_blob", "required": False},
            id="background_blob",
        ),
    ],
)
def test_the_examples_of_equivalent_specifications(short: str, full: dict[str, Any]) -> None:
    """Strings and dicts that the documentation calls equivalent are equal."""
    assert structure(short, SlotSpec) == structure(full, SlotSpec)


COMPONENTS = [
    "blob",
    "?locations",
    {"name": "components_mode_0", "dtype": "components"},
    {"name": "components_mode_1", "dtype": "components", "required": False},
    {"name": "components_mode_2", "dtype": "components", "required": False},
]


def test_the_example_of_a_dynamic_series_structures_prints_and_comes_back() -> None:
    """The list with ``components_mode_0..2``, in which ``?locations`` is a mistake of theirs."""
    with pytest.warns(UnknownSlotTypeWarning) as caught:
        structured = structure(COMPONENTS, tuple[Slot, ...])
    assert [str(warning.message) for warning in caught] == [
        '$[1]: "locations" is not a slot type that the catalogue knows; '
        'write "?location" if that is meant'
    ]
    assert [str(slot) for slot in structured] == [
        "blob",
        '{"name": "locations", "dtype": "locations", "required": false}',
        '{"name": "components_mode_0", "dtype": "components", "required": true}',
        '{"name": "components_mode_1", "dtype": "components", "required": false}',
        '{"name": "components_mode_2", "dtype": "components", "required": false}',
    ]
    assert structure(unstructure(structured), tuple[Slot, ...]) == structured
    assert tuple(Slot.parse(str(slot)) for slot in structured) == structured


# Catalogues of the user's.

MINE = known_slot_types().with_types(
    [SlotType(datatype="particle", slot_type="mine", names=("yours",), series=("mine_{}",))]
)


def test_structure_takes_slot_types_of_the_users() -> None:
    """A name that only the user's catalogue knows means its type, and warns nobody."""
    assert structure("?yours", Slot, slot_types=MINE) == Slot("yours", "mine", required=False)
    spec = structure({"type": "particle", "slots": ["yours", "ctf"]}, InputSpec, slot_types=MINE)
    assert spec.slots == (Slot("yours", "mine"), CTF)
    assert messages(["mine_3"], list[Slot], slot_types=MINE) == [
        '$[0]: "mine_3" is one of a numbered series, whose names do not tell the slot type: it '
        'cannot be written short; write {"name": "mine_3", "dtype": "mine", "required": true}'
    ]


def test_make_converter_takes_slot_types_of_the_users() -> None:
    """The same for a converter that is made once and used often."""
    converter = make_converter(MINE)
    assert converter.structure(["yours"], list[Slot]) == [Slot("yours", "mine")]
    assert converter.unstructure([Slot("yours", "mine")]) == [
        {"name": "yours", "dtype": "mine", "required": True}
    ]


def test_an_empty_catalogue_knows_no_slot() -> None:
    """The catalogue of the package does not shine through one of the user's."""
    with pytest.warns(UnknownSlotTypeWarning, match='"background_blob" is not a slot type'):
        slot = structure("background_blob", Slot, slot_types=SlotTypes())
    assert slot == Slot("background_blob", "background_blob")


# Warnings.


def _line() -> int:
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return frame.f_back.f_lineno


DEPRECATED = {"dtype": "ctf", "prefix": "ctf"}
DEPRECATED_TEXT = '"prefix" is the deprecated name of "name"; write "name": "ctf"'
UNKNOWN_TEXT = '"cft" is not a slot type that the catalogue knows; write "ctf" if that is meant'

SHARED = {"type": "particle", "slots": ["ctf", "cft"]}

WARNED = [
    pytest.param("cft", Slot, UnknownSlotTypeWarning, UNKNOWN_TEXT, id="slot"),
    pytest.param(
        ["ctf", "cft"], list[Slot], UnknownSlotTypeWarning, f"$[1]: {UNKNOWN_TEXT}", id="list"
    ),
    pytest.param(
        {"inputs": {"a": {"type": "particle", "slots": ["cft"]}}},
        JobDefinition,
        UnknownSlotTypeWarning,
        f"$.inputs.a.slots[0]: {UNKNOWN_TEXT}",
        id="in-a-definition",
    ),
    pytest.param(
        {"type": "particle", "slots": ["cft"]},
        OutputSpec,
        UnknownSlotTypeWarning,
        f"$.slots[0]: {UNKNOWN_TEXT}",
        id="in-an-output",
    ),
    pytest.param(
        DEPRECATED, Slot, DeprecationWarning, f"$.prefix: {DEPRECATED_TEXT}", id="deprecated"
    ),
    pytest.param(
        [json.dumps(DEPRECATED)],
        list[Slot],
        DeprecationWarning,
        f"$[0]: {DEPRECATED_TEXT}",
        id="deprecated-in-text",
    ),
    pytest.param(
        {"a": "cft"}, dict[str, Slot], UnknownSlotTypeWarning, f"$.a: {UNKNOWN_TEXT}", id="named"
    ),
    pytest.param(
        dict.fromkeys(["a", "b"], "cft"),
        dict[str, Slot],
        UnknownSlotTypeWarning,
        f"{UNKNOWN_TEXT}. {UNKNOWN_TEXT}",
        id="text-that-stands-twice",
    ),
    pytest.param(
        {"a": SHARED, "b": SHARED},
        dict[str, OutputSpec],
        UnknownSlotTypeWarning,
        f"$.a.slots[1]: {UNKNOWN_TEXT}. $.a.slots[1]: {UNKNOWN_TEXT}",
        id="an-alias",
    ),
    pytest.param(
        {"outputs": {"a": {"type": "particle", "slots": [DEPRECATED]}}},
        JobDefinition,
        DeprecationWarning,
        f"$.outputs.a.slots[0].prefix: {DEPRECATED_TEXT}",
        id="deprecated-in-a-definition",
    ),
    pytest.param(
        {"type": "particle", "slots": ["cft", "cfx", "cfy", "cfz", "cfw"]},
        InputSpec,
        UnknownSlotTypeWarning,
        f"$.slots[0]: {UNKNOWN_TEXT}. $.slots[1]: "
        '"cfx" is not a slot type that the catalogue knows; write "ctf" if that is meant. '
        '$.slots[2]: "cfy" is not a slot type that the catalogue knows; '
        'write "ctf" if that is meant. '
        "And 2 more",
        id="many",
    ),
]


@pytest.mark.parametrize(("raw", "cls", "category", "text"), WARNED)
def test_structure_warns_once_at_the_line_that_called_it(
    raw: object, cls: Any, category: type[Warning], text: str
) -> None:
    """One warning a call, however many slots and however deep, where the user can mend it."""
    with pytest.warns(category) as caught:
        line, _ = _line(), structure(raw, cls)
    assert [str(warning.message) for warning in caught] == [text]
    assert (caught[0].filename, caught[0].lineno) == (__file__, line)


def test_structure_warns_once_for_each_kind() -> None:
    """Deprecated keys and unknown types are told apart, since one silences them apart."""
    with pytest.warns() as caught:
        structure([DEPRECATED, "cft", DEPRECATED], list[Slot])
    assert [(warning.category, str(warning.message)) for warning in caught] == [
        (DeprecationWarning, f"$[0].prefix: {DEPRECATED_TEXT}. $[2].prefix: {DEPRECATED_TEXT}"),
        (UnknownSlotTypeWarning, f"$[1]: {UNKNOWN_TEXT}"),
    ]


def test_many_of_one_kind_do_not_hide_another() -> None:
    """Of each kind the first few are shown, wherever they stand."""
    with pytest.warns() as caught:
        structure([*["cft"] * 5, DEPRECATED, "cfx"], list[Slot])
    unknown = ". ".join(f"$[{index}]: {UNKNOWN_TEXT}" for index in range(3))
    assert [str(warning.message) for warning in caught] == [
        f"{unknown}. And 3 more",
        f"$[5].prefix: {DEPRECATED_TEXT}",
    ]


def test_a_refused_document_does_not_warn() -> None:
    """Where structuring fails, the problems are told and nothing else: warnings are errors here."""
    assert len(messages(["cft", DEPRECATED, ""], list[Slot])) == 1


def test_warnings_of_one_call_do_not_reach_another() -> None:
    """A call within a call, as of a hook of the user's, gathers for itself."""
    converter = make_converter()

    def structure_within(raw: Any, _: Any) -> Outer:
        return Outer(structure(raw, Slot))

    converter.register_structure_hook(Outer, structure_within)
    with pytest.warns(UnknownSlotTypeWarning) as caught:
        line, _ = _line(), converter.structure(["cft", "cfx"], list[Outer])
    assert len(caught) == 2
    assert {warning.lineno for warning in caught} != {line}


@attrs.frozen
class Outer:
    """A class of the user's."""

    slot: Slot


@pytest.mark.parametrize(
    ("make", "slot", "deprecated"),
    [
        pytest.param(make_converter, "", "", id="ours"),
        pytest.param(lambda: configured(), "$.slots[0]: ", "$.slots[1].prefix: ", id="theirs"),
    ],
)
def test_converters_warn_at_the_line_that_called_them(
    make: Callable[[], cattrs.Converter], slot: str, deprecated: str
) -> None:
    """Also through the code that cattrs generates; paths begin where a document of ours does."""
    converter = make()
    raw = {"type": "particle", "slots": ["cft", DEPRECATED]}
    with pytest.warns() as caught:
        line, _ = _line(), converter.structure(raw, InputSpec)
    assert [(warning.category, str(warning.message)) for warning in caught] == [
        (UnknownSlotTypeWarning, f"{slot}{UNKNOWN_TEXT}"),
        (DeprecationWarning, f"{deprecated}{DEPRECATED_TEXT}"),
    ]
    assert {(warning.filename, warning.lineno) for warning in caught} == {(__file__, line)}


# Converters of the user's.


@attrs.frozen
class Settings:
    """An attrs class of the user's, with ours in it wherever they may stand."""

    definition: JobDefinition = attrs.field(factory=JobDefinition)
    one: Slot | None = None
    spec: SlotSpec | None = None
    slots: tuple[Slot, ...] = ()
    specs: Sequence[SlotSpec] = ()
    by_name: Mapping[str, Slot] = immutabledict()
    datatype: DatatypeLike = "particle"
    dtype: DTypeLike | None = None
    column: FieldLike | None = None
    load: LoadableSlotsLike = "default"
    format: AnyFormat = AnyFormat.PNG
    word: str = ""
    number: int = 0
    numbers: list[int] = attrs.field(factory=list)
    call: Callable[[int], str] | None = None


def configured(converter: Any = None, **options: Any) -> Any:
    """Make a converter as a user would."""
    converter = converter or cattrs.Converter(**options)
    configure_converter(converter)
    return converter


MODES = pytest.mark.parametrize("detailed", [True, False], ids=["detailed", "plain"])


@MODES
def test_a_configured_converter_reads_ours_in_classes_of_the_users(detailed: bool) -> None:
    """Ours structure nested in theirs, in both validation modes, and come back."""
    converter = configured(detailed_validation=detailed)
    raw = {
        "definition": {"inputs": {"a": {"type": "mask", "slots": ["mask"]}}},
        "one": "ctf",
        "spec": {"name": "ctf", "dtype": "ctf"},
        "slots": ["?ctf"],
        "specs": ["ctf"],
        "by_name": {"b": "background_blob"},
        "datatype": "mask",
        "dtype": "3u4",
        "column": ["a", "f4"],
        "load": ["ctf"],
        "format": "mrc",
    }
    settings = converter.structure(raw, Settings)
    assert settings == Settings(
        definition=JobDefinition(inputs={"a": InputSpec(type="mask", slots=["mask"])}),
        one=CTF,
        spec=CTF,
        slots=(Slot("ctf", "ctf", required=False),),
        specs=(CTF,),
        by_name={"b": Slot("background_blob", "stat_blob")},
        datatype=Datatype.MASK,
        dtype=DTypeSpec("<u4", (3,)),
        column=Field("a", "f4"),
        load=LoadableSlots(["ctf"]),
        format=AnyFormat.MRC,
    )
    assert type(settings.by_name) is dict, "cattrs' own choice for Mapping stays"
    plain = json.loads(json.dumps(converter.unstructure(settings)))
    assert plain["slots"] == [{"name": "ctf", "dtype": "ctf", "required": False}]
    assert converter.structure(plain, Settings) == settings


THEIRS = [
    pytest.param({"word": 3}, "word", id="number-to-text"),
    pytest.param({"number": "3"}, "number", id="text-to-number"),
    pytest.param({"number": True}, "number", id="true-to-number"),
    pytest.param({"numbers": "12"}, "numbers", id="text-to-list"),
    pytest.param({"unheard_of": 1}, "word", id="unknown-key"),
]


@MODES
@pytest.mark.parametrize(("raw", "name"), THEIRS)
def test_configuring_leaves_the_users_own_types_as_they_were(
    raw: dict[str, Any], name: str, detailed: bool
) -> None:
    """What cattrs makes of ``str``, ``int``, lists and unknown keys is the user's business."""
    before = cattrs.Converter(detailed_validation=detailed).structure(raw, Plain)
    after = configured(detailed_validation=detailed).structure(raw, Plain)
    assert after == before
    assert type(getattr(after, name)) is type(getattr(before, name))


@attrs.frozen
class Plain:
    """A class of the user's with nothing of ours in it."""

    word: str = ""
    number: int = 0
    numbers: list[int] = attrs.field(factory=list)
    bare: list = attrs.field(factory=list)  # type: ignore[type-arg]
    empty: tuple[()] = ()


def test_configuring_leaves_hooks_of_the_users_as_they_were() -> None:
    """Their hooks for their types, also for ones whose arguments do not hash, are still used."""
    converter = cattrs.Converter()
    converter.register_structure_hook(str, lambda raw, _: f"<{raw}>")
    converter.register_structure_hook_func(
        lambda cls: str(get_origin(cls)) == str(Callable), lambda raw, _: str
    )
    configure_converter(converter)
    settings = converter.structure({"word": "a", "call": "str", "one": "ctf"}, Settings)
    assert (settings.word, settings.call, settings.one) == ("<a>", str, CTF)


@MODES
@pytest.mark.parametrize("name", ["slots", "specs"])
def test_text_is_no_list_of_slots_in_classes_of_the_users(name: str, detailed: bool) -> None:
    """``slots: "ctf"`` in a class of theirs is a problem too, not the slots c, t and f."""
    converter = configured(detailed_validation=detailed)
    with pytest.raises((cattrs.ClassValidationError, StructureError)) as caught:
        converter.structure({name: "ctf"}, Settings)
    (problem,) = problems_in(caught.value)
    assert problem.message == 'expected a list of slots, got "ctf"'
    assert problem.path == ((name,) if detailed else ())


def test_problems_in_finds_ours_in_their_exception_groups() -> None:
    """Every problem of ours has its path from the root of the user's document."""
    raw = {
        "definition": {"inputs": {"a": {"slots": ["ctf", "?"]}}, "colour": 1},
        "slots": ["ctf", "components_mode_1"],
        "by_name": {"b": 3, 4: "ctf"},
        "datatype": "maks",
        "number": "x",
    }
    with pytest.raises(cattrs.ClassValidationError) as caught:
        configured().structure(raw, Settings)
    assert [problem.place for problem in problems_in(caught.value)] == [
        "$.definition.inputs.a",
        "$.definition.inputs.a.slots[1]",
        "$.definition.colour",
        "$.slots[1]",
        "$.by_name.b",
        "$.datatype",
        "$.number",
    ]
    assert str(problems_in(caught.value)[-1]) == (
        "$.number: invalid literal for int() with base 10: 'x'"
    )


def test_problems_in_keeps_what_cattrs_hides() -> None:
    """``cattrs.transform_error`` leaves our validators' own words out; they are the help."""
    with pytest.raises(cattrs.ClassValidationError) as caught:
        configured().structure({"one": "c t f"}, Settings)
    told = (
        '"c t f" is not a slot: expected a name such as "ctf", with one ? before it where an '
        "input can do without"
    )
    assert [str(problem) for problem in problems_in(caught.value)] == [f"$.one: {told}"]
    assert not any(told in text for text in cattrs.transform_error(caught.value))


def test_problems_in_reads_the_error_of_a_converter_without_details() -> None:
    """Without detailed validation cattrs stops at the first error: its problem is still ours."""
    with pytest.raises(StructureError) as caught:
        configured(detailed_validation=False).structure({"one": "?", "spec": 3}, Settings)
    assert [str(problem) for problem in problems_in(caught.value)] == [
        '"?" is not a slot: expected a name such as "ctf", with one ? before it where an input '
        "can do without"
    ]


@dataclass
class Page:
    """A dataclass of the user's."""

    type: str
    slot: Slot | None = None


class Sheet(TypedDict):
    """A typed dict of the user's."""

    type: str
    slots: list[Slot]


@attrs.frozen
class Leaf:
    """An attrs class of the user's."""

    type: str


THEIR_MISTAKES = [
    pytest.param({}, Page, ["type is missing: Page needs one"], id="dataclass-missing"),
    pytest.param(
        {"type": "a", "slto": 1},
        Page,
        ['$.slto: "slto" is not a key of Page: expected type, slot; write "slot"'],
        id="dataclass-unknown",
    ),
    pytest.param({}, Leaf, ["type is missing: Leaf needs one"], id="attrs-missing"),
    pytest.param(
        {"type": "a", "tpe": 1},
        Leaf,
        ['$.tpe: "tpe" is not a key of Leaf: expected type; write "type"'],
        id="attrs-unknown",
    ),
    pytest.param(
        {"type": "a", "slots": ["?"], "x": 1},
        Sheet,
        [
            '$.slots[0]: "?" is not a slot: expected a name such as "ctf", with one ? before it '
            "where an input can do without",
            '$.x: "x" is not a key of Sheet: expected type, slots',
        ],
        id="typed-dict",
    ),
]


@pytest.mark.parametrize(("raw", "cls", "expected"), THEIR_MISTAKES)
def test_problems_in_names_the_users_classes_and_keys(
    raw: object, cls: Any, expected: list[str]
) -> None:
    """Missing and unknown keys of theirs are told as ours are, without advice on ours."""
    converter = configured(forbid_extra_keys=True)
    if cls is Sheet:
        hook = make_typed_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True)
        converter.register_structure_hook(cls, hook)
    with pytest.raises(cattrs.ClassValidationError) as caught:
        converter.structure(raw, cls)
    assert [str(problem) for problem in problems_in(caught.value)] == expected


@pytest.mark.parametrize("cls", [list[Slot], tuple[Slot, ...]], ids=str)
def test_a_converter_raises_for_a_list_of_slots_what_cattrs_raises(cls: Any) -> None:
    """As for any other list, with the place of each slot that is wrong."""
    with pytest.raises(cattrs.IterableValidationError) as caught:
        make_converter().structure(["ctf", "c t f", ""], cls)
    assert [problem.place for problem in problems_in(caught.value)] == ["$[1]", "$[2]"]


def test_problems_in_reads_any_error() -> None:
    """Errors of hooks of the user's are problems as well, by their text or else by their name."""
    converter = configured()
    hook = make_dict_structure_fn(Leaf, converter, type=cattrs.override(struct_hook=_fail))
    converter.register_structure_hook(Leaf, hook)
    with pytest.raises(cattrs.IterableValidationError) as caught:
        converter.structure({"a": {"type": "told"}, "b": {"type": ""}}, dict[str, Leaf])
    assert [str(problem) for problem in problems_in(caught.value)] == [
        "$.a.type: told",
        "$.b.type: ValueError",
    ]


def _fail(raw: Any, _: Any) -> Any:
    raise ValueError(*([raw] if raw else []))


def test_a_type_that_cannot_be_structured_is_the_callers_mistake() -> None:
    """A class that no converter knows is no problem of the data, and is named."""
    with pytest.raises(TypeError, match="SomethingElse'> is no class that plain data can be made"):
        structure({}, SomethingElse)


@pytest.mark.parametrize(
    ("raw", "cls", "value"),
    [
        pytest.param(["ctf", 3], tuple[Slot, int], (CTF, 3), id="tuple-of-several"),
        pytest.param([], tuple[()], (), id="tuple-of-none"),
        pytest.param(None, tuple[Slot, int] | None, None, id="no-tuple"),
        pytest.param(["a", 1], list, ["a", 1], id="list-of-anything"),
        pytest.param(["a", 1], tuple, ("a", 1), id="tuple-of-anything"),
        pytest.param({"a": 1}, dict, {"a": 1}, id="mapping-of-anything"),
    ],
)
def test_tuples_and_lists_of_any_items_are_read(raw: Any, cls: Any, value: Any) -> None:
    """Each item of a tuple may be of its own class; what is in a bare list is left as it is."""
    assert structure(raw, cls) == value


@pytest.mark.parametrize(
    ("raw", "cls", "found"),
    [
        pytest.param(3, tuple[Slot, int], ["expected a list of 2 items, got 3"], id="no-list"),
        pytest.param("ab", tuple[str, str], ['expected a list of 2 items, got "ab"'], id="text"),
        pytest.param(
            ["ctf"], tuple[Slot, int], ["expected a list of 2 items, got one of 1"], id="too-short"
        ),
        pytest.param(
            [3, "x"],
            tuple[Slot, int],
            [
                '$[0]: expected a slot such as "ctf" or {"name": "ctf", "dtype": "ctf"}, got 3',
                '$[1]: expected a whole number, got "x"',
            ],
            id="all-items-wrong",
        ),
        pytest.param(3, list, ["expected a list, got 3"], id="bare-list"),
        pytest.param([], dict, ["expected a mapping, got a list"], id="bare-mapping"),
        pytest.param("x", Slot | InputSpec, ["Only input mappings are supported"], id="union"),
        pytest.param(
            {1: {}, None: {}, "a": {}},
            dict[str, JobDefinition],
            ['$["1"]: expected text, got 1; write "1"', "$.None: expected text, got null"],
            id="keys-that-are-no-text",
        ),
    ],
)
def test_what_is_wrong_in_tuples_and_lists_is_told(raw: Any, cls: Any, found: list[str]) -> None:
    """No error of Python or cattrs comes through."""
    assert messages(raw, cls) == found


class SomethingElse:
    """A class that nobody registered."""


@given(public_values())
def test_a_configured_converter_and_ours_agree(value: Any) -> None:
    """Both write the same data, and read it to the same object."""
    converter = configured()
    assert converter.unstructure(value) == unstructure(value)
    assert converter.structure(unstructure(value), type(value)) == value


def test_words_of_every_family_work_in_a_configured_converter() -> None:
    """Families without members of their own are taught too."""
    assert issubclass(AnyFormat, StrFamily)
    assert configured().structure(["png", "cs"], tuple[AnyFormat, ...]) == (
        AnyFormat.PNG,
        AnyFormat.CS,
    )


@attrs.frozen
class _Archive:
    job: Job
    groups: dict[str, ResultsGroup]


def test_documents_of_the_server_inside_your_classes() -> None:
    """A converter of the user's reads documents that CryoSPARC wrote, and keeps unknown keys."""
    raw = {
        "job": {"uid": "J1", "spec": {"type": "homo_abinit", "new": 1}},
        "groups": {"g": {"group": {"name": "p", "type": "particle"}, "results": {}}},
    }
    converter = cattrs.Converter()
    configure_converter(converter)
    archive = converter.structure(raw, _Archive)
    assert archive.job.spec.extras == {"new": 1}
    assert converter.unstructure(archive) == raw


@attrs.frozen
class Words:
    """A class of a user with members in it wherever they can be."""

    bare: Any
    word: Datatype
    optional: Datatype | None
    items: list[Any]
    named: dict[str, Any]
    typed: dict[Datatype, tuple[Datatype, ...]]


MASK = Datatype.MASK


@pytest.mark.parametrize(
    "converter",
    [
        make_converter(),
        configured(),
        configured(make_json_converter()),
        configured(cattrs.BaseConverter()),
    ],
    ids=["ours", "configured", "configured-for-json", "configured-base"],
)
@pytest.mark.parametrize(
    ("value", "plain"),
    [
        pytest.param(Datatype.MASK, "mask", id="member"),
        pytest.param([Datatype.MASK], ["mask"], id="list"),
        pytest.param({"a": Datatype.MASK}, {"a": "mask"}, id="mapping"),
        pytest.param({Datatype.MASK: [Datatype.MASK]}, {"mask": ["mask"]}, id="keys"),
        pytest.param(
            Words(
                MASK, MASK, MASK, [MASK, {MASK: MASK}], {"a": MASK, "b": [MASK]}, {MASK: (MASK,)}
            ),
            {
                "bare": "mask",
                "word": "mask",
                "optional": "mask",
                "items": ["mask", {"mask": "mask"}],
                "named": {"a": "mask", "b": ["mask"]},
                "typed": {"mask": ["mask"]},
            },
            id="class",
        ),
    ],
)
def test_members_become_bare_text_wherever_they_are(converter: Any, value: Any, plain: Any) -> None:
    """Writers of YAML and TOML take no enum members, and no type says that there are some."""
    written = converter.unstructure(value)
    assert json.loads(json.dumps(written)) == plain
    assert {type(word) for word in words_in(written)} == {str}


def words_in(value: Any) -> Iterator[str]:
    """Give all text in plain data, keys among it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in (*value, *value.values()):
            yield from words_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from words_in(item)


@pytest.mark.parametrize("optional", [False, True])
@pytest.mark.parametrize(
    "value",
    [
        Slot("ctf", "ctf"),
        known_slot_types(),
        JobRegister(specs=(JobType(type="import_movies", category="import"),)),
        (Slot("ctf", "ctf"),),
    ],
    ids=lambda value: type(value).__name__,
)
def test_annotated_classes_are_read_as_without_the_annotation(value: Any, optional: bool) -> None:
    """Documents that are mappings themselves too, by our converter and by one of the user's."""
    cls: Any = tuple[Slot, ...] if isinstance(value, tuple) else type(value)
    annotated: Any = Annotated[cls, "kept by the user"]
    if optional:
        annotated = annotated | None
    configured = cattrs.Converter()
    configure_converter(configured)
    assert structure(unstructure(value), annotated) == value
    assert configured.structure(configured.unstructure(value), annotated) == value


def test_a_converter_of_yours_warns_of_optional_slots_of_outputs() -> None:
    """Each is told where it is read, since nobody gathers what is to be said of the document."""
    raw = {"type": "particle", "slots": [{"name": "ctf", "dtype": "ctf", "required": False}]}
    with pytest.warns(UserWarning, match="is optional: an output makes every slot"):
        assert make_converter().structure(raw, OutputSpec).slots == (Slot("ctf", "ctf"),)
