from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cryosparc_spec.slots.slot
from cryosparc_spec import (
    Datafield,
    Datatype,
    InputSpec,
    LoadableSlots,
    OutputSpec,
    ParseError,
    Slot,
    UnknownSlotTypeWarning,
    known_slot_types,
    structure,
)
from cryosparc_spec.display.displayed import DisplayedTuple
from cryosparc_spec.problems import ProblemKind
from cryosparc_spec.slots.reading import (
    are_slots,
    as_slots,
    not_a_slot_list,
    unknown_slot_type,
)
from cryosparc_spec.testing.values import (
    datafields,
    identifiers,
    known_slot_names,
    loadable_slots,
    series_names,
    slots,
    texts,
    unknown_slot_names,
)
from cryosparc_spec.vocabulary import LoadableWord
from tests.frozen_values import assert_is_value
from tests.strategies import spellings

CTF = Slot("ctf", "ctf")
NOT_A_SLOT = (
    'is not a slot: expected a name such as "ctf", with one ? before it where an input can do '
    "without"
)
NO_NAME = "cannot be a name: expected letters, digits and underscores, and no digit first"
NO_KEY = "is not a key of a slot: expected name, dtype, required"
IN_FULL = "a slot written in full has name and dtype"
SERIES = "is one of a numbered series, whose names do not tell the slot type: it cannot be written"


@pytest.mark.parametrize(
    ("value", "slot"),
    [
        pytest.param("ctf", Slot("ctf", "ctf"), id="shorthand"),
        pytest.param("?ctf", Slot("ctf", "ctf", False), id="optional shorthand"),
        pytest.param("?background_blob", Slot("background_blob", "stat_blob", False), id="type"),
        pytest.param("rigid_motion", Slot("rigid_motion", "motion"), id="type of motion"),
        pytest.param("motion", Slot("motion", "motion"), id="name that is a type"),
        pytest.param("components", Slot("components", "components"), id="type without a name"),
        pytest.param({"name": "a", "dtype": "b"}, Slot("a", "b"), id="required unless said"),
        pytest.param(
            {"name": "a", "dtype": "b", "required": False}, Slot("a", "b", False), id="optional"
        ),
        pytest.param(
            {"dtype": "b", "required": True, "name": "a"}, Slot("a", "b"), id="other order"
        ),
        pytest.param(MappingProxyType({"name": "a", "dtype": "b"}), Slot("a", "b"), id="mapping"),
        pytest.param('{"name": "a", "dtype": "b"}', Slot("a", "b"), id="JSON"),
        pytest.param(
            '{"name": "a", "dtype": "b", "required": false}', Slot("a", "b", False), id="JSON, all"
        ),
        pytest.param(CTF, CTF, id="a slot"),
        pytest.param(Datafield("b", "a", False), Slot("a", "b", False), id="a datafield"),
        pytest.param(Datatype.MASK, Slot("mask", "blob"), id="text of another class"),
    ],
)
def test_every_spelling_is_read(value: Any, slot: Slot) -> None:
    """Every spelling in use reads as the slot it means, without a warning; so in a document."""
    assert Slot.parse(value) == slot
    assert type(Slot.parse(value).name) is str
    if not isinstance(value, Slot | Datafield):
        assert structure(value, Slot) == slot


@pytest.mark.parametrize(
    ("value", "slot", "text"),
    [
        pytest.param(
            {"prefix": "background_blob", "dtype": "stat_blob", "required": False},
            Slot("background_blob", "stat_blob", False),
            'write "name": "background_blob"',
            id="all keys",
        ),
        pytest.param(
            {"dtype": "ctf", "prefix": "ctf"},
            Slot("ctf", "ctf"),
            'write "name": "ctf"',
            id="required unless said",
        ),
        pytest.param(
            {"dtype": "ctf", "prefix": "ctf", "name": "ctf"},
            Slot("ctf", "ctf"),
            'write "name": "ctf"',
            id="both, and equal",
        ),
        pytest.param(
            '{"dtype": "ctf", "prefix": "ctf"}',
            Slot("ctf", "ctf"),
            'write "name": "ctf"',
            id="JSON",
        ),
    ],
)
def test_deprecated_dict_is_read_and_told(value: Any, slot: Slot, text: str) -> None:
    """A dict with ``prefix`` reads as a slot, with one ``DeprecationWarning`` and the fix."""
    with pytest.warns(DeprecationWarning, match="deprecated name") as caught:
        assert Slot.parse(value) == slot
    assert [str(warning.message) for warning in caught] == [
        f'"prefix" is the deprecated name of "name"; {text}'
    ]
    assert caught[0].filename == __file__
    with pytest.warns(DeprecationWarning, match="deprecated name"):
        assert structure(value, Slot) == slot


@pytest.mark.parametrize(
    ("value", "slot", "hint"),
    [
        pytest.param("ctff", Slot("ctff", "ctff"), '; write "ctf" if that is meant', id="near"),
        pytest.param(
            "?locations",
            Slot("locations", "locations", False),
            '; write "?location" if that is meant',
            id="optional",
        ),
        pytest.param("zzzz", Slot("zzzz", "zzzz"), "", id="far"),
        pytest.param("_", Slot("_", "_"), "", id="underscore"),
    ],
)
def test_unknown_name_is_kept_and_told(value: str, slot: Slot, hint: str) -> None:
    """An unknown name keeps itself as slot type, with one warning and the nearest known name."""
    with pytest.warns(UnknownSlotTypeWarning) as caught:
        assert Slot.parse(value) == slot
    expected = f'"{slot.name}" is not a slot type that the catalogue knows{hint}'
    assert [str(warning.message) for warning in caught] == [expected]
    assert caught[0].filename == __file__


@pytest.mark.parametrize(
    ("slot", "text"),
    [
        pytest.param(
            Slot("background_blob", "background_blob", False),
            '"background_blob" is not a slot type that the catalogue knows; write {"name": '
            '"background_blob", "dtype": "stat_blob", "required": false}',
            id="name whose type is known",
        ),
        pytest.param(
            Slot("components_mode_0", "components_mode_0"),
            '"components_mode_0" is not a slot type that the catalogue knows; write {"name": '
            '"components_mode_0", "dtype": "components", "required": true}',
            id="name of a series",
        ),
        pytest.param(
            Slot("mine", "stat_blobb"),
            '"stat_blobb" is not a slot type that the catalogue knows; write "dtype": '
            '"stat_blob" if that is meant',
            id="mistyped type",
        ),
        pytest.param(
            Slot("mine", "background_blobs"),
            '"background_blobs" is not a slot type that the catalogue knows; write "dtype": '
            '"stat_blob" if that is meant',
            id="name as type",
        ),
        pytest.param(
            Slot("mine", "zzzz"), '"zzzz" is not a slot type that the catalogue knows', id="far"
        ),
    ],
)
def test_unknown_type_written_in_full(slot: Slot, text: str) -> None:
    """For a slot written in full, the fix is of what is wrong with it."""
    assert str(unknown_slot_type(slot, known_slot_types())) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("", f'"" {NOT_A_SLOT}', id="empty"),
        pytest.param("?", f'"?" {NOT_A_SLOT}', id="mark only"),
        pytest.param("??ctf", f'"??ctf" {NOT_A_SLOT}; write "?ctf"', id="two marks"),
        pytest.param("ctf?", f'"ctf?" {NOT_A_SLOT}; write "?ctf"', id="mark after"),
        pytest.param("map_sharp ?", f'"map_sharp ?" {NOT_A_SLOT}; write "?map_sharp"', id="space"),
        pytest.param("?ctf?", f'"?ctf?" {NOT_A_SLOT}; write "?ctf"', id="mark on both sides"),
        pytest.param("exposure.ctf", f'"exposure.ctf" {NOT_A_SLOT}; write "ctf"', id="dotted"),
        pytest.param(
            "?particle.pick_stats",
            f'"?particle.pick_stats" {NOT_A_SLOT}; write "?pick_stats"',
            id="dotted and optional",
        ),
        pytest.param("volume.map_xyz", f'"volume.map_xyz" {NOT_A_SLOT}; write "map_xyz"', id="new"),
        pytest.param("J1.ctf", f'"J1.ctf" {NOT_A_SLOT}; write "ctf"', id="result of a job"),
        pytest.param(
            "particle.components_mode_0?",
            f'"particle.components_mode_0?" {NOT_A_SLOT}; write {{"name": "components_mode_0", '
            '"dtype": "components", "required": false}',
            id="dotted series",
        ),
        pytest.param(" ctf", f'" ctf" {NOT_A_SLOT}; write "ctf"', id="space before"),
        pytest.param(" ?ctf ", f'" ?ctf " {NOT_A_SLOT}; write "?ctf"', id="spaces around"),
        pytest.param("? ctf", f'"? ctf" {NOT_A_SLOT}; write "?ctf"', id="space after the mark"),
        pytest.param("ctf\n", f'"ctf\\n" {NOT_A_SLOT}; write "ctf"', id="line break"),
        pytest.param("c t f", f'"c t f" {NOT_A_SLOT}', id="spaces inside"),
        pytest.param("blob/path", f'"blob/path" {NOT_A_SLOT}; write "blob"', id="column"),
        pytest.param("2d", f'"2d" {NOT_A_SLOT}', id="digit first"),
        pytest.param(
            "größe ", f'"größe " {NOT_A_SLOT}; "ö" (U+00F6) is not of ASCII', id="not ascii"
        ),
        pytest.param(
            "?🧊", f'"?🧊" {NOT_A_SLOT}; "🧊" (U+1F9CA) is not of ASCII', id="nothing usable"
        ),
        pytest.param(
            "\u0441tf",
            f'"\u0441tf" {NOT_A_SLOT}; "\u0441" (U+0441) is not of ASCII',
            id="looks like a known one",
        ),
        pytest.param(
            "ctf\u200b",
            f'"ctf\\u200b" {NOT_A_SLOT}; "\\u200b" (U+200B) is not of ASCII; write "ctf"',
            id="a character that nobody sees",
        ),
        pytest.param(
            "?" + "a" * 257, "the name has 257 characters: expected at most 256", id="too long"
        ),
        pytest.param(
            "xctfx?", f'"xctfx?" {NOT_A_SLOT}; write "?xctfx"', id="letters around a mark"
        ),
        pytest.param(
            "?" + "a" * 254 + " b",
            '"?' + "a" * 59 + f'..." {NOT_A_SLOT}',
            id="as long as a name may be",
        ),
        pytest.param(
            "{",
            '"{" is not a slot: expected JSON with name and dtype',
            id="broken JSON",
        ),
        pytest.param(
            '{"a":' * 100_000,
            '"' + '{\\"a\\":' * 12 + '..." is not a slot: expected JSON with name and dtype',
            id="deep JSON",
        ),
        pytest.param(
            "components_mode_0",
            f'"components_mode_0" {SERIES} short; write {{"name": "components_mode_0", '
            '"dtype": "components", "required": true}',
            id="series",
        ),
        pytest.param(
            "?alignments_class_2",
            f'"alignments_class_2" {SERIES} short; write {{"name": "alignments_class_2", '
            '"dtype": "alignments3D", "required": false}',
            id="optional of a series",
        ),
        pytest.param(
            None,
            'expected a slot such as "ctf" or {"name": "ctf", "dtype": "ctf"}, got null',
            id="null",
        ),
        pytest.param(
            ["ctf"],
            'expected a slot such as "ctf" or {"name": "ctf", "dtype": "ctf"}, got a list',
            id="list",
        ),
        pytest.param(
            True,
            'expected a slot such as "ctf" or {"name": "ctf", "dtype": "ctf"}, got true',
            id="true",
        ),
    ],
)
def test_refused_text(value: Any, text: str) -> None:
    """What is no slot is refused, with the text to write instead; twice the same."""
    for _ in range(2):
        with pytest.raises(ParseError) as caught:
            Slot.parse(value)
        assert str(caught.value) == text


@pytest.mark.parametrize("name", ["ctf?", "ctf? ", "particle.ctf?"])
def test_a_name_with_the_mark_of_an_optional_slot(name: str) -> None:
    """Beside the name, ``required`` is to be written, in the same mapping."""
    with pytest.raises(ParseError) as caught:
        as_slots([{"name": "blob", "dtype": "blob"}, {"name": name, "dtype": "ctf"}])
    [problem] = caught.value.problems
    assert [(edit.action.value, edit.place, edit.value) for edit in problem.edits] == [
        ("replace", "$[1].name", '"ctf"'),
        ("add", "$[1].required", "false"),
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param((Slot("ctf", "ctf"),), True, id="slots"),
        pytest.param(DisplayedTuple([Slot("ctf", "ctf")]), True, id="slots as they are shown"),
        pytest.param((), True, id="none"),
        pytest.param([Slot("ctf", "ctf")], False, id="a list can change"),
        pytest.param(("ctf",), False, id="text"),
        pytest.param((Slot("ctf", "ctf"), "blob"), False, id="text beside a slot"),
        pytest.param("", False, id="empty text"),
    ],
)
def test_what_is_kept_as_slots(values: object, expected: bool) -> None:
    """Tuples of slots, and nothing that still has to be read."""
    assert are_slots(values) is expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(
            {},
            f"name and dtype missing: {IN_FULL}",
            id="empty",
        ),
        pytest.param(
            {"name": "background_blob"},
            f'dtype missing: {IN_FULL}; write {{"name": "background_blob", "dtype": "stat_blob"}}',
            id="name only",
        ),
        pytest.param(
            {"name": "background_blob", "required": False},
            f"dtype missing: {IN_FULL}; write "
            '{"name": "background_blob", "dtype": "stat_blob", "required": false}',
            id="name of an optional slot",
        ),
        pytest.param(
            {"name": "components_mode_1"},
            f'dtype missing: {IN_FULL}; write {{"name": "components_mode_1", "dtype": '
            '"components"}',
            id="name of a series only",
        ),
        pytest.param(
            {"name": "mine"},
            f'dtype missing: {IN_FULL}; write {{"name": "motion", "dtype": "motion"}} if that is '
            "meant",
            id="unknown name only",
        ),
        pytest.param(
            {"dtype": "ctf"},
            f'name missing: {IN_FULL}; write {{"name": "ctf", "dtype": "ctf"}}',
            id="dtype only",
        ),
        pytest.param(
            {"prefix": "ctf"},
            f'dtype missing: {IN_FULL}; write {{"name": "ctf", "dtype": "ctf"}}',
            id="prefix only",
        ),
        pytest.param(
            {"name": "ctf", "dtype": "ctf", "requird": False},
            f'$.requird: "requird" {NO_KEY}; write "required"',
            id="mistyped required",
        ),
        pytest.param(
            {"name": "ctf", "dtype": "ctf", "zzz": 1}, f'$.zzz: "zzz" {NO_KEY}', id="unknown key"
        ),
        pytest.param(
            {"name": "ctf", "dtype": "ctf", 3: 1}, f'$["3"]: 3 {NO_KEY}', id="key that is no text"
        ),
        pytest.param(
            {"name": "ctf", "dtype": "ctf", "required": "false"},
            '$.required: expected true or false, got "false"; write false',
            id="required as text",
        ),
        pytest.param(
            {"name": "ctf", "dtype": "ctf", "required": 1},
            "$.required: expected true or false, got 1; write true",
            id="required as number",
        ),
        pytest.param(
            {"name": "ctf", "dtype": "ctf", "required": None},
            "$.required: expected true or false, got null",
            id="required as null",
        ),
        pytest.param(
            {"name": None, "dtype": "ctf"}, "$.name: expected text, got null", id="null as name"
        ),
        pytest.param(
            {"name": "", "prefix": "ctf", "dtype": "ctf"},
            "2 problems:\n"
            "  $.name: the name is empty\n"
            '  $.prefix: "ctf" differs from the name ""; keep name, leave prefix out',
            id="empty name beside a prefix",
        ),
        pytest.param(
            {"name": "a", "prefix": "b", "dtype": "ctf"},
            '$.prefix: "b" differs from the name "a"; keep name, leave prefix out',
            id="name and prefix differ",
        ),
        pytest.param(
            {"name": "c t f", "dtype": "?ctf"},
            "2 problems:\n"
            f'  $.name: "c t f" {NO_NAME}; write "c_t_f"\n'
            f'  $.dtype: "?ctf" {NO_NAME}; write "ctf"',
            id="both names",
        ),
        pytest.param(
            {"prefix": 3, "requird": 1, "required": 0, "name": "größe"},
            "6 problems:\n"
            f'  $.requird: "requird" {NO_KEY}; leave it out\n'
            f'  $.name: "größe" {NO_NAME}; "ö" (U+00F6) is not of ASCII\n'
            "  $.prefix: expected text, got 3\n"
            "  $.required: expected true or false, got 0; write false\n"
            f"  dtype missing: {IN_FULL}\n"
            '  $.prefix: 3 differs from the name "größe"; keep name, leave prefix out',
            id="everything",
        ),
    ],
)
def test_refused_mapping(value: Any, text: str) -> None:
    """All that is wrong with a slot written in full is told at once; twice the same."""
    for _ in range(2):
        with pytest.raises(ParseError) as caught:
            Slot.parse(value)
        assert str(caught.value) == text


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        pytest.param("c t f", ProblemKind.INVALID_NAME, id="name"),
        pytest.param("components_mode_0", ProblemKind.SERIES_SHORTHAND, id="series"),
        pytest.param(3, ProblemKind.WRONG_TYPE, id="type"),
        pytest.param({"name": "a"}, ProblemKind.MISSING_KEY, id="missing key"),
        pytest.param(
            {"name": "a", "dtype": "b", "c": 1}, ProblemKind.UNKNOWN_KEY, id="unknown key"
        ),
    ],
)
def test_kind_of_problem(value: Any, kind: ProblemKind) -> None:
    """A program can tell the mistakes apart."""
    with pytest.raises(ParseError) as caught:
        Slot.parse(value)
    assert [problem.kind for problem in caught.value.problems] == [kind]


@pytest.mark.parametrize("cls", [Slot, Datafield])
@pytest.mark.parametrize(
    ("position", "value", "text"),
    [
        pytest.param(0, "a b", f'"a b" {NO_NAME}; write "a_b"', id="first"),
        pytest.param(1, "", "the name is empty", id="second"),
        pytest.param(2, 1, "expected true or false, got 1; write true", id="required"),
        pytest.param(2, None, "expected true or false, got null", id="required null"),
    ],
)
def test_no_invalid_instance_exists(cls: Any, position: int, value: Any, text: str) -> None:
    """A slot is checked when it is made by hand, and when it is evolved."""
    name = attrs.fields(cls)[position].name
    arguments: list[Any] = ["a", "b", True]
    arguments[position] = value
    with pytest.raises(ParseError) as caught:
        cls(*arguments)
    assert str(caught.value) == f"$.{name}: {text}"
    with pytest.raises(ParseError) as caught:
        attrs.evolve(cls("a", "b"), **{name: value})
    assert str(caught.value) == f"$.{name}: {text}"


@pytest.mark.parametrize(
    ("slot", "shorthand", "text"),
    [
        pytest.param(Slot("ctf", "ctf"), "ctf", "ctf", id="known"),
        pytest.param(Slot("ctf", "ctf", False), "?ctf", "?ctf", id="optional"),
        pytest.param(
            Slot("background_blob", "stat_blob", False),
            "?background_blob",
            "?background_blob",
            id="type of another name",
        ),
        pytest.param(
            Slot("background_blob", "background_blob"),
            None,
            '{"name": "background_blob", "dtype": "background_blob", "required": true}',
            id="type that shorthand would not give",
        ),
        pytest.param(
            Slot("components_mode_0", "components", False),
            None,
            '{"name": "components_mode_0", "dtype": "components", "required": false}',
            id="series",
        ),
        pytest.param(
            Slot("mine", "mine"),
            None,
            '{"name": "mine", "dtype": "mine", "required": true}',
            id="unknown",
        ),
    ],
)
def test_shorthand_and_text(slot: Slot, shorthand: str | None, text: str) -> None:
    """Shorthand is given only where it reads back as the slot; else the text is the full form."""
    assert slot.shorthand == shorthand
    assert str(slot) == text
    assert Slot.parse(text) == slot


def test_the_examples_of_the_seed_documentation() -> None:
    """``"?background_blob"`` is this dict, and the components of a variability job come back."""
    slot = Slot.parse("?background_blob")
    assert slot.to_dict() == {"name": "background_blob", "dtype": "stat_blob", "required": False}
    written: list[Any] = [
        "blob",
        {"name": "components_mode_0", "dtype": "components"},
        {"name": "components_mode_1", "dtype": "components", "required": False},
        {"name": "components_mode_2", "dtype": "components", "required": False},
    ]
    read = as_slots(written)
    assert [str(slot) for slot in read] == [
        "blob",
        '{"name": "components_mode_0", "dtype": "components", "required": true}',
        '{"name": "components_mode_1", "dtype": "components", "required": false}',
        '{"name": "components_mode_2", "dtype": "components", "required": false}',
    ]
    assert as_slots([str(slot) for slot in read]) == read
    assert read[2:] == Slot.series("components_mode_{}", "components", 3, required=False)[1:]


def test_series() -> None:
    """A series has its names numbered from 0, all of one type."""
    assert Slot.series("alignments_class_{}", "alignments3D", 2, required=False) == (
        Slot("alignments_class_0", "alignments3D", False),
        Slot("alignments_class_1", "alignments3D", False),
    )
    assert Slot.series("a_{}", "b", 0) == ()
    assert Slot.series("a_{}", "b", 10_000)[-1] == Slot("a_9999", "b")


@pytest.mark.parametrize(
    ("pattern", "dtype", "count", "text"),
    [
        pytest.param(
            "components_mode_",
            "components",
            3,
            '"components_mode_" is not a pattern: expected {} once, for the number; '
            'write "components_mode_{}"',
            id="no place for the number",
        ),
        pytest.param(
            "a_{}_{}",
            "b",
            3,
            '"a_{}_{}" is not a pattern: expected {} once, for the number; write "a_{}"',
            id="two places",
        ),
        pytest.param(
            "modes",
            "b",
            3,
            '"modes" is not a pattern: expected {} once, for the number; write "modes_{}"',
            id="a name",
        ),
        pytest.param(
            "modes_{0}",
            "b",
            3,
            '"modes_{0}" is not a pattern: expected {} once, for the number; write "modes_{}"',
            id="another form of place",
        ),
        pytest.param(
            "modes_0",
            "b",
            3,
            '"modes_0" is not a pattern: expected {} once, for the number; write "modes_{}"',
            id="the first name",
        ),
        pytest.param(
            "a b", "b", 3, '"a b" is not a pattern: expected {} once, for the number', id="no name"
        ),
        pytest.param(3, "b", 3, '$.pattern: expected text, got 3; write "3"', id="no text"),
        pytest.param(
            "a_{}",
            "b",
            range(3),
            "$.count: expected a whole number, got a value of type range",
            id="range",
        ),
        pytest.param("a_{}", "b", True, "$.count: expected a whole number, got true", id="boolean"),
        pytest.param("a_{}", "b", -1, "a series of -1: expected 0 to 10000 slots", id="negative"),
        pytest.param(
            "a_{}", "b", 10_001, "a series of 10001: expected 0 to 10000 slots", id="too many"
        ),
        pytest.param(
            "a {}", "b", 1, f'$.name: "a 0" {NO_NAME}; write "a_0"', id="pattern with a space"
        ),
        pytest.param("{}", "b", 1, f'$.name: "0" {NO_NAME}', id="number first"),
        pytest.param("a_{}", "", 1, "$.dtype: the name is empty", id="empty type"),
    ],
)
def test_refused_series(pattern: Any, dtype: str, count: Any, text: str) -> None:
    """A pattern has one place for the number, names that can be names, and a sensible count."""
    with pytest.raises(ParseError) as caught:
        Slot.series(pattern, dtype, count)
    assert str(caught.value) == text


def test_datafield_and_back() -> None:
    """The form for v4 servers has ``prefix``, and leads back to the slot."""
    field = Slot("background_blob", "stat_blob", False).to_datafield()
    assert field.to_dict() == {
        "dtype": "stat_blob",
        "prefix": "background_blob",
        "required": False,
    }
    assert field.to_slot() == Slot("background_blob", "stat_blob", False)
    assert Datafield("ctf", "ctf").required is True


@given(slot=slots())
def test_text_reads_back(slot: Slot) -> None:
    """``parse(str(x))`` is x, and nothing is warned about; the text is canonical."""
    assert Slot.parse(str(slot)) == slot
    assert str(Slot.parse(str(slot))) == str(slot)
    if slot.shorthand is not None:
        assert Slot.parse(slot.shorthand) == slot


@given(data=st.data(), slot=slots())
def test_spellings_agree(data: st.DataObject, slot: Slot) -> None:
    """However a slot is spelled, it is the same slot, also through a document."""
    spelling = data.draw(spellings(slot))
    assert Slot.parse(spelling) == slot
    assert structure([spelling], tuple[Slot, ...]) == (slot,)
    assert Slot.parse(slot.to_datafield()) == slot


@given(text=texts() | st.from_regex(r"\??[a-z_ ?]{0,12}", fullmatch=True))
def test_canonical_text_is_idempotent(text: str) -> None:
    """``str(parse(t))`` reads as what ``t`` reads as, for whatever text is read at all."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            slot = Slot.parse(text)
        except ParseError:
            return
    assert Slot.parse(str(slot)) == slot


@given(name=known_slot_names(), required=st.booleans())
def test_known_names_are_short(name: str, required: bool) -> None:
    """Every name the catalogue knows has a shorthand both ways, of the catalogue's slot type."""
    text = name if required else f"?{name}"
    slot = Slot.parse(text)
    assert (slot.name, slot.required, slot.shorthand) == (name, required, text)
    assert slot.dtype == known_slot_types().slot_type_of(name)


@given(name=unknown_slot_names(), required=st.booleans())
def test_unknown_names_are_kept(name: str, required: bool) -> None:
    """An unknown name keeps itself as type, is always told of, and has no shorthand."""
    with pytest.warns(UnknownSlotTypeWarning):
        slot = Slot.parse(name if required else f"?{name}")
    assert slot == Slot(name, name, required)
    assert slot.shorthand is None


@given(drawn=series_names(), required=st.booleans())
def test_series_names_are_never_short(drawn: tuple[str, str], required: bool) -> None:
    """A name of a series is refused in shorthand, and the fix reads as a slot."""
    name, dtype = drawn
    assert Slot(name, dtype, required).shorthand is None
    if known_slot_types().series_type_of(name) is not None:
        with pytest.raises(ParseError) as caught:
            Slot.parse(name if required else f"?{name}")
        [problem] = caught.value.problems
        fix = Slot.parse((problem.hint or "").removeprefix("write "))
        assert (fix.name, fix.required) == (name, required)


@given(value=slots() | datafields() | loadable_slots())
def test_slots_are_values(value: Slot | Datafield | LoadableSlots) -> None:
    """Slots hash, pickle, copy and evolve, and cannot be changed."""
    assert_is_value(value)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(["ctf", "?blob"], id="list"),
        pytest.param(("ctf", "?blob"), id="tuple"),
        pytest.param((text for text in ["ctf", "?blob"]), id="generator"),
        pytest.param({"ctf": 1, "?blob": 2}.keys(), id="keys"),
        pytest.param([CTF, Slot("blob", "blob", False)], id="slots"),
    ],
)
def test_slot_lists(values: Any) -> None:
    """Any series of slots in any spelling is read as a tuple of slots."""
    assert as_slots(values) == (CTF, Slot("blob", "blob", False))


@pytest.mark.parametrize(
    ("values", "text"),
    [
        pytest.param("ctf", 'expected a list of slots, got "ctf"; write ["ctf"]', id="text"),
        pytest.param("", 'expected a list of slots, got ""', id="empty text"),
        pytest.param(
            "?ctf, blob",
            'expected a list of slots, got "?ctf, blob"; write ["?ctf", "blob"]',
            id="several",
        ),
        pytest.param("cft", 'expected a list of slots, got "cft"', id="unknown"),
        pytest.param({"ctf": 1}, "expected a list of slots, got a mapping", id="mapping"),
        pytest.param(None, "expected a list of slots, got null", id="null"),
        pytest.param(3, "expected a list of slots, got 3", id="number"),
        pytest.param(
            ["ctf", "", "?", {"name": "a", "dtype": 3}],
            "3 problems:\n"
            f'  $[1]: "" {NOT_A_SLOT}\n'
            f'  $[2]: "?" {NOT_A_SLOT}\n'
            "  $[3].dtype: expected text, got 3",
            id="items",
        ),
    ],
)
def test_refused_slot_lists(values: Any, text: str) -> None:
    """One text is not a list of its letters, and every wrong item is told with its place."""
    with pytest.raises(ParseError) as caught:
        as_slots(values)
    assert str(caught.value) == text
    if not isinstance(values, list):
        assert str(not_a_slot_list(values)) == text


def slot_by_text() -> Any:
    return Slot.parse("ctff")


def slot_by_dict() -> Any:
    return Slot.parse({"prefix": "ctf", "dtype": "ctf"})


def input_with_slots() -> Any:
    return InputSpec(type="particle", slots=[{"prefix": "ctf", "dtype": "ctf"}])


def output_by_structure() -> Any:
    return structure({"type": "particle", "slots": ["ctff"]}, OutputSpec)


def slots_by_list() -> Any:
    return as_slots(["ctf", "ctff"])


@pytest.mark.parametrize(
    ("call", "category"),
    [
        (slot_by_text, UnknownSlotTypeWarning),
        (slot_by_dict, DeprecationWarning),
        (input_with_slots, DeprecationWarning),
        (output_by_structure, UnknownSlotTypeWarning),
        (slots_by_list, UnknownSlotTypeWarning),
    ],
)
def test_warning_comes_once_at_the_callers_line(
    call: Callable[[], Any], category: type[Warning]
) -> None:
    """Each warning comes once a call, and points at the line in the user's file."""
    for _ in range(2):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            call()
        [warning] = caught
        assert warning.category is category
        assert warning.filename == __file__
        assert warning.lineno == call.__code__.co_firstlineno + 1


@pytest.fixture
def cold() -> Iterator[None]:
    """Share nothing yet, and nothing afterwards."""
    shared = (
        cryosparc_spec.slots.reading._shared_required,
        cryosparc_spec.slots.reading._shared_optional,
    )
    for kept in shared:
        kept.clear()
    yield
    for kept in shared:
        kept.clear()


LOOK_ALIKES: list[Any] = [
    {"name": "ctf", "dtype": "ctf", "required": True},
    {"name": "ctf", "dtype": "ctf", "required": 1},
    {"name": "ctf", "dtype": "ctf", "required": 1.0},
    {"name": "ctf", "dtype": "ctf", "required": False},
    {"name": "ctf", "dtype": "ctf", "required": 0},
    {"name": "ctf", "dtype": "ctf", "required": None},
    {"name": "ctf", "dtype": "ctf"},
    {"name": Datatype.MASK, "dtype": "ctf"},
    {"name": "mask", "dtype": "ctf"},
    {"name": "ctf", "dtype": "ctf", "requird": True},
    {"name": "ctf", "dtype": "ctf", "required": True, "x": 1},
    {"name": "ctf", "prefix": "ctf", "dtype": "ctf"},
    {"name": "ctf", "prefix": "mask", "dtype": "ctf"},
    {"name": ["ctf"], "dtype": "ctf"},
    {"prefix": "ctf", "dtype": "ctf"},
    "ctf",
    "?ctf",
    "mask",
    Datatype.MASK,
    "ctff",
    "components_mode_0",
    "",
]


def outcome(value: Any) -> tuple[Any, ...]:
    """What comes of a value: the slot with its types, or the problems, and the warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            slot = Slot.parse(value)
            result: Any = (attrs.astuple(slot), type(slot.required))
        except ParseError as error:
            result = error.problems
    return result, [str(warning.message) for warning in caught]


@pytest.mark.parametrize("value", LOOK_ALIKES, ids=repr)
def test_sharing_does_not_show(cold: None, value: Any) -> None:
    """The outcome is the same whatever was read before: nothing, the same, all that looks alike."""
    first = outcome(value)
    assert outcome(value) == first
    for other in LOOK_ALIKES:
        outcome(other)
    assert outcome(value) == first


def test_equal_slots_are_shared(cold: None) -> None:
    """Known shorthand, and equal dicts, give one object."""
    assert Slot.parse("?ctf") is Slot.parse("?ctf")
    full = {"name": "a", "dtype": "b"}
    assert Slot.parse(full) is Slot.parse(dict(full)) is Slot.parse(json.dumps(full))


def test_caches_are_bounded(cold: None) -> None:
    """20,000 names that never repeat leave a bounded number behind, in whatever spelling."""
    names = [f"name{number}" for number in range(20_000)]
    with pytest.warns(UnknownSlotTypeWarning, match="And 19997 more"):
        assert len(structure(names, tuple[Slot, ...])) == 20_000
    assert len(as_slots({"name": name, "dtype": "ctf"} for name in names)) == 20_000
    assert len(cryosparc_spec.slots.reading._shared_required) <= 4096


@pytest.mark.parametrize(
    ("value", "selection", "text"),
    [
        pytest.param("default", LoadableWord.DEFAULT, "default", id="default"),
        pytest.param("passthrough", LoadableWord.PASSTHROUGH, "passthrough", id="passthrough"),
        pytest.param(LoadableWord.ALL, LoadableWord.ALL, "all", id="member"),
        pytest.param(["blob", "ctf"], ("blob", "ctf"), '["blob", "ctf"]', id="list"),
        pytest.param(("blob",), ("blob",), '["blob"]', id="tuple"),
        pytest.param([], (), "[]", id="empty list"),
        pytest.param(["default"], ("default",), '["default"]', id="slot named as a word"),
        pytest.param('["blob"]', ("blob",), '["blob"]', id="JSON"),
        pytest.param(LoadableSlots("all"), LoadableWord.ALL, "all", id="of ours"),
    ],
)
def test_loadable_slots(value: Any, selection: Any, text: str) -> None:
    """A word or a list of names is read, and written as cryosparc-tools takes it."""
    loadable = LoadableSlots.parse(value)
    assert loadable.selection == selection
    assert type(loadable.selection) is type(selection)
    assert str(loadable) == text
    assert loadable.to_raw() == (json.loads(text) if text.startswith("[") else text)
    assert type(loadable.to_raw()) in (str, list)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(
            "defualt",
            '"defualt" is not a known loadable word: expected one of default, passthrough, all; '
            'write "default"',
            id="near",
        ),
        pytest.param(
            "blob",
            '"blob" is not a known loadable word: expected one of default, passthrough, all; '
            'write ["blob"]',
            id="one name",
        ),
        pytest.param(
            None,
            'expected one of "default", "passthrough", "all", or a list of slot names, got null',
            id="null",
        ),
        pytest.param(
            {"blob": 1},
            'expected one of "default", "passthrough", "all", or a list of slot names, '
            "got a mapping",
            id="mapping",
        ),
        pytest.param(
            ["blob", "c t f", 3],
            f'2 problems:\n  $[1]: "c t f" {NO_NAME}; write "c_t_f"\n  $[2]: expected text, got 3',
            id="names",
        ),
        pytest.param(
            "[blob]", 'expected a list of slot names, got "[blob]"', id="list that is no JSON"
        ),
        pytest.param(
            "[" * 100_000, f'expected a list of slot names, got "{"[" * 60}..."', id="deep JSON"
        ),
        pytest.param(
            f"[{'1' * 5000}]",
            f'expected a list of slot names, got "[{"1" * 59}..."',
            id="number too long to read",
        ),
        pytest.param('["?ctf"]', f'$[0]: "?ctf" {NO_NAME}; write "ctf"', id="JSON with a mark"),
    ],
)
def test_refused_loadable_slots(value: Any, text: str) -> None:
    """Other words, and names that cannot be names, are refused."""
    with pytest.raises(ParseError) as caught:
        LoadableSlots.parse(value)
    assert str(caught.value) == text


@given(loadable=loadable_slots())
def test_loadable_slots_read_back(loadable: LoadableSlots) -> None:
    """``parse`` of ``str`` and of ``to_raw`` gives back the same."""
    assert LoadableSlots.parse(str(loadable)) == loadable
    assert LoadableSlots.parse(loadable.to_raw()) == loadable
    assert LoadableSlots.parse(loadable) is loadable
    assert str(LoadableSlots.parse(str(loadable))) == str(loadable)


# What cryosparc-tools 5.0.3 makes of it, and what is wrong with that.
DIFFERENT_ON_PURPOSE: dict[str, tuple[Any, Any, Slot | str]] = {
    "type from the catalogue": (
        "?background_blob",
        ("background_blob", "background_blob", False),
        Slot("background_blob", "stat_blob", False),
    ),
    "series": ("components_mode_0", ("components_mode_0", "components_mode_0", True), "series"),
    "empty": ("", IndexError, "is not a slot"),
    "mark only": ("?", ("", "", False), "is not a slot"),
    "two marks": ("??ctf", ("?ctf", "?ctf", False), "is not a slot"),
    "spaces": ("c t f", ("c t f", "c t f", True), "is not a slot"),
    "mistyped key": (
        {"name": "ctf", "dtype": "ctf", "requird": False},
        ("ctf", "ctf", True),
        "is not a key of a slot",
    ),
    "name missing": ({"dtype": "ctf"}, ("ctf", "ctf", True), "name missing"),
    "dtype missing": ({"name": "ctf"}, AttributeError, "dtype missing"),
    "name and prefix differ": (
        {"name": "a", "prefix": "b", "dtype": "ctf"},
        ("a", "ctf", True),
        "differs from the name",
    ),
    "empty name beside a prefix": (
        {"name": "", "prefix": "b", "dtype": "ctf"},
        ("b", "ctf", True),
        "the name is empty",
    ),
    "required as text": (
        {"name": "ctf", "dtype": "ctf", "required": "no"},
        ("ctf", "ctf", False),
        "expected true or false",
    ),
    "required as number": (
        {"name": "ctf", "dtype": "ctf", "required": 1},
        ("ctf", "ctf", True),
        "expected true or false",
    ),
    "nothing": (None, AttributeError, "expected a slot"),
}


def as_tools_reads(value: Any) -> tuple[str, str, bool]:
    """Name, type and required, as cryosparc-tools reads an input slot."""
    controllers = pytest.importorskip(
        "cryosparc.controllers", reason="cryosparc-tools is not installed"
    )
    slot = controllers.as_input_slot(value)
    return slot.name, slot.dtype, slot.required


@pytest.mark.parametrize(
    ("value", "theirs", "ours"),
    [pytest.param(*row, id=reason) for reason, row in DIFFERENT_ON_PURPOSE.items()],
)
def test_differs_from_tools_on_purpose(value: Any, theirs: Any, ours: Slot | str) -> None:
    """Where we read a slot otherwise than cryosparc-tools 5.0.3, both outcomes are written here."""
    if isinstance(theirs, tuple):
        assert as_tools_reads(value) == theirs
    else:
        with pytest.raises(theirs):
            as_tools_reads(value)
    if isinstance(ours, Slot):
        assert Slot.parse(value) == ours
    else:
        with pytest.raises(ParseError, match=re.escape(ours)):
            Slot.parse(value)


@given(slot=slots(), deprecated=st.booleans(), said=st.booleans())
def test_dicts_read_as_tools_reads_them(slot: Slot, deprecated: bool, said: bool) -> None:
    """A sound dict, deprecated or not, is the same slot here and there."""
    raw: dict[str, Any] = (slot.to_datafield() if deprecated else slot).to_dict()
    if slot.required and not said:
        del raw["required"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        ours = Slot.parse(raw)
    assert attrs.astuple(ours) == as_tools_reads(raw)


@given(name=known_slot_names() | identifiers(), required=st.booleans())
def test_shorthand_reads_as_tools_reads_it(name: str, required: bool) -> None:
    """Shorthand is the same slot here and there, unless the catalogue knows another type."""
    text = name if required else f"?{name}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnknownSlotTypeWarning)
        try:
            ours = Slot.parse(text)
        except ParseError:
            assert known_slot_types().series_type_of(name) is not None
            return
    theirs = as_tools_reads(text)
    assert (ours.name, ours.required) == (theirs[0], theirs[2])
    assert ours.dtype in (theirs[1], known_slot_types().slot_type_of(name))


def test_output_slots_of_tools() -> None:
    """Tools names an output slot ``?ctf``, and drops ``required``; ours refuses one, and warns."""
    controllers = pytest.importorskip(
        "cryosparc.controllers", reason="cryosparc-tools is not installed"
    )
    assert controllers.as_output_slot("?ctf").name == "?ctf"
    assert not hasattr(controllers.as_output_slot({"dtype": "ctf", "required": False}), "required")
    assert controllers.as_output_slot("ctf").dtype == Slot.parse("ctf").dtype
    with pytest.raises(ParseError) as caught:
        OutputSpec(type="particle", slots=["?ctf"])
    assert str(caught.value) == (
        '$.slots[0]: "ctf" is optional: an output makes every slot it lists; write "ctf"'
    )
    in_full = {"name": "ctf", "dtype": "ctf", "required": False}
    with pytest.warns(UserWarning, match="is optional: an output makes every slot it lists"):
        assert OutputSpec(type="particle", slots=[in_full]).slots == (Slot("ctf", "ctf"),)


def test_required_is_true_unless_said() -> None:
    """Tools' document model says ``False`` where nothing is said; what a user writes means true."""
    job_spec = pytest.importorskip(
        "cryosparc.models.job_spec", reason="cryosparc-tools is not installed"
    )
    assert job_spec.InputSlot(name="ctf", dtype="ctf").required is False
    assert Slot("ctf", "ctf").required is True
    assert Slot.parse({"name": "ctf", "dtype": "ctf"}).required is True
    assert structure({"name": "ctf", "dtype": "ctf"}, Slot).required is True


class Shouted(str):
    """Text that shows itself in another way than it is."""

    def __str__(self) -> str:
        return self.upper()


@pytest.mark.parametrize("text", ["ctf", "?ctf"])
def test_text_of_other_classes_is_read_for_its_characters(text: str) -> None:
    """So a word of the user's enum is its value, whatever ``str`` makes of it."""
    slot = Slot.parse(Shouted(text))
    assert slot == Slot.parse(text)
    assert type(slot.name) is str


@pytest.mark.parametrize("key", ["requird", "Name", "title", "", "dtype "])
@pytest.mark.parametrize("name", ["name", "prefix"])
def test_a_key_beside_all_that_a_slot_has_is_refused(key: str, name: str) -> None:
    """However complete the slot is without it."""
    with pytest.raises(ParseError, match="is not a key of a slot"):
        Slot.parse({name: "ctf", "dtype": "ctf", "required": True, key: 1})


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("?ctf", 'write "ctf", and "required": false'),
        ("ctf?", 'write "ctf", and "required": false'),
        (" ctf", 'write "ctf"'),
        ("particle.blob", 'write "blob"'),
        ("blob/path", 'write "blob"'),
    ],
)
def test_a_name_in_full_that_says_more_than_a_name(name: str, hint: str) -> None:
    """What it says of the slot besides is to be written under its own key."""
    with pytest.raises(ParseError) as caught:
        Slot.parse({"name": name, "dtype": "blob"})
    assert caught.value.problems[0].hint == hint
