from __future__ import annotations

import copy
import json
import pickle
import re
from collections.abc import Iterable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import (
    Datatype,
    DTypeSpec,
    ParseError,
    Slot,
    UnknownSlotTypeWarning,
    known_slot_types,
)
from cryosparc_spec.catalogue import Column, Seen, SlotType, SlotTypes
from cryosparc_spec.catalogue.entries import series_pattern
from cryosparc_spec.testing.values import columns, identifiers, slot_types
from tests.frozen_values import assert_is_value

KNOWN = known_slot_types()
DATA = Path(__file__).parents[2] / "cryosparc_spec" / "catalogue" / "slot_types.json"


@pytest.fixture(scope="module")
def evidence() -> dict[str, Any]:
    """What public material shows, and what it showed since; the catalogue is made from it."""
    types = _types_in("slot_types_evidence.json")
    for key, more in _types_in("slot_types_more.json").items():
        types[key] = _with_more(types.get(key, {}), more)
    alignments = types["particle.alignments3D"]
    alignments["names_seen"] = [*alignments["names_seen"], "alignments_class3D_0"]
    return types


def _types_in(name: str) -> dict[str, Any]:
    file = Path(__file__).parents[3] / "shared" / name
    if not file.is_file():
        pytest.skip(f"no evidence: ../shared/{name} is not beside this checkout")
    types: dict[str, Any] = json.loads(file.read_text("utf-8"))["types"]
    return types


def _with_more(facts: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Add what was seen later: a dtype that was not known before, and all names and sources."""
    fields = {field["name"]: field for field in facts.get("fields", ())}
    for field in more["fields"]:
        before = fields.get(field["name"], {"dtype": None, "presence": "", "sources": []})
        known = before if before["dtype"] is not None else field
        counted = field if re.match(r"always \(", field["presence"]) else before
        sources = [*before["sources"], *field["sources"]]
        fields[field["name"]] = {**known, "presence": counted["presence"], "sources": sources}
    return {
        **more,
        **facts,
        "names_seen": [*facts.get("names_seen", ()), *more["names_seen"]],
        "notes": [*facts.get("notes", ()), *more["notes"]],
        "sources": [*facts.get("sources", ()), *more["sources"]],
        "fields": [*fields.values()],
    }


V3_COLUMNS = ["localpose", "localshift", "localfulcrum"]
"""Columns of ``particle.alignments3D`` that neither file of evidence has."""


def columns_of(key: str) -> list[Column]:
    """The columns of a slot type that the files of evidence have."""
    return [column for column in KNOWN[split(key)].columns if column.name not in V3_COLUMNS]


def split(key: str) -> tuple[str, str]:
    datatype, _, slot_type = key.partition(".")
    return datatype, slot_type


def test_every_type_of_the_evidence_is_known(evidence: dict[str, Any]) -> None:
    """The catalogue has the slot types of the evidence file, and no others."""
    assert set(KNOWN) == {split(key) for key in evidence}


def test_every_column_of_the_evidence_is_known(evidence: dict[str, Any]) -> None:
    """Each column of the evidence is in the catalogue, with its dtype where one was seen."""
    for key, facts in evidence.items():
        known = {column.name: column for column in columns_of(key)}
        assert list(dict.fromkeys(field["name"] for field in facts["fields"])) == list(known), key
        for field in facts["fields"]:
            column = known[field["name"]]
            if field["dtype"] is None or field["shape"] is None:
                assert column.dtype is None, (key, column.name)
                continue
            assert column.dtype is not None
            shape = ",".join(map(str, field["shape"]))
            if re.search("[A-Z]", shape):
                trailing = "," if len(field["shape"]) == 1 else ""
                assert column.dtype == f"({shape}{trailing}){field['dtype']}"
            else:
                expected = DTypeSpec(field["dtype"], tuple(field["shape"]))
                assert DTypeSpec.parse(column.dtype) == expected, (key, column.name)


def test_always_and_sometimes_are_those_of_the_evidence(evidence: dict[str, Any]) -> None:
    """A column is said to be always there only where it was in all that was counted."""
    for key, facts in evidence.items():
        for field, column in zip(facts["fields"], columns_of(key), strict=True):
            always = field["presence"].startswith("always")
            assert (column.seen is Seen.ALWAYS) == always, (key, column.name)
            if always:
                assert column.seen_in


def test_required_comes_from_min_fields_or_a_server_message(evidence: dict[str, Any]) -> None:
    """A column is required only where a v4 ``min_fields`` or a server message says so."""
    for key, facts in evidence.items():
        min_fields = {name for name, _ in facts.get("min_fields_v4") or ()}
        notes = " ".join(facts["notes"])
        message = re.findall(r"missing the following required fields: \{\('\w+/(\w+)'", notes)
        for column in KNOWN[split(key)].columns:
            said = column.required or ""
            assert ("min_fields" in said) == (column.name in min_fields), (key, column.name)
            assert ("server message" in said) == (column.name in message), (key, column.name)
            assert bool(said) == (column.name in {*min_fields, *message})


def test_names_of_the_evidence_are_known(evidence: dict[str, Any]) -> None:
    """Each slot name seen is in the catalogue: by itself, or as one of a series."""
    for key, facts in evidence.items():
        slot_type = KNOWN[split(key)]
        for name in facts["names_seen"]:
            assert (name in slot_type.names) != (series_pattern(name) in slot_type.series), name
            assert slot_type in KNOWN.with_name(name)
        assert set(slot_type.names) <= set(facts["names_seen"])


def test_sources_of_the_evidence_are_kept(evidence: dict[str, Any]) -> None:
    """Each type and column says where it was seen, in the words of the evidence, each once."""

    def letters(sources: Iterable[str]) -> list[str]:
        indexed = (re.sub(r", index id \d+", "", source) for source in sources)
        return [re.sub(r"\W", "", source) for source in indexed]

    for key, facts in evidence.items():
        slot_type = KNOWN[split(key)]
        assert set(letters(facts["sources"])) <= set(letters(slot_type.sources)), key
        for field, column in zip(facts["fields"], columns_of(key), strict=True):
            cited = letters(column.sources)
            assert set(letters(field["sources"])) == set(cited), (key, column.name)


def test_names_of_version_3_are_known() -> None:
    """Local poses have two spellings: ``localpose`` in files of version 3, later ``local_pose``."""
    slot_type = KNOWN["particle", "alignments3D"]
    shown = {c.name: c.dtype for c in slot_type.columns if c.name in V3_COLUMNS}
    assert shown == {"localpose": "3f4", "localshift": "2f4", "localfulcrum": "3f4"}
    assert {"local_pose", "local_shift", "fulcrum"} <= slot_type.column_names


@pytest.mark.parametrize("key", sorted(KNOWN), ids=".".join)
def test_entry_is_sound(key: tuple[str, str]) -> None:
    """Each entry has a source, columns without repetition, and dtypes that parse."""
    slot_type = KNOWN[key]
    assert slot_type.key == key == (slot_type.datatype.value, slot_type.slot_type)
    assert str(slot_type) == ".".join(key)
    assert isinstance(slot_type.datatype, Datatype)
    assert slot_type.sources
    assert slot_type.columns or "columns not public" in " ".join(slot_type.notes)
    names = [column.name for column in slot_type.columns]
    assert len(names) == len(set(names))
    for column in slot_type.columns:
        assert column.sources
        assert isinstance(column.seen, Seen)
        if column.dtype and not re.search("[A-Z]", column.dtype.replace("O", "")):
            assert str(DTypeSpec.parse(column.dtype)) == column.dtype


def test_the_file_is_as_small_as_its_facts() -> None:
    """The data file is plain JSON, cites each source at least once, and has no entry twice."""
    document = json.loads(DATA.read_text("utf-8"))
    cited = [number for entry in document["slot_types"] for number in entry["sources"]]
    cited += [
        number
        for entry in document["slot_types"]
        for column in entry["columns"]
        for number in column["sources"]
    ]
    assert set(cited) == set(range(len(document["sources"])))
    assert len(document["sources"]) == len(set(document["sources"]))
    assert len(document["slot_types"]) == len(KNOWN)


@pytest.mark.parametrize(
    ("name", "dtype"),
    [
        pytest.param("ctf", "ctf", id="its own type"),
        pytest.param("background_blob", "stat_blob", id="stat_blob"),
        pytest.param("rigid_motion", "motion", id="rigid motion"),
        pytest.param("spline_motion", "motion", id="spline motion"),
        pytest.param("micrograph_blob", "micrograph_blob", id="name that is a type"),
        pytest.param("micrograph_blob_non_dw", "micrograph_blob", id="name beside the type's own"),
        pytest.param("map_half_A", "blob", id="map"),
        pytest.param("mask_refine", "blob", id="of two datatypes, one type"),
        pytest.param("components", "components", id="type without a name of its own"),
        pytest.param("components_mode_0", None, id="series"),
        pytest.param("alignments_class_2", None, id="series that is a type elsewhere"),
        pytest.param("locations", None, id="unknown"),
        pytest.param("", None, id="empty"),
    ],
)
def test_type_of_a_short_name(name: str, dtype: str | None) -> None:
    """A name stands for one slot type, itself before others; of a series, for none."""
    assert KNOWN.slot_type_of(name) == dtype


@pytest.mark.parametrize(
    ("name", "dtype"),
    [
        pytest.param("components_mode_0", "components", id="first"),
        pytest.param("components_mode_12", "components", id="two digits"),
        pytest.param("alignments_class_2", "alignments3D", id="other series"),
        pytest.param("components_mode_", None, id="no number"),
        pytest.param("components_mode_x", None, id="letter"),
        pytest.param("components_mode_²", None, id="digit of another script"),
        pytest.param("components_mode", None, id="stem"),
        pytest.param("ctf_0", None, id="no series"),
        pytest.param("_0", None, id="nothing but the number"),
        pytest.param("", None, id="empty"),
    ],
)
def test_type_of_a_name_in_a_series(name: str, dtype: str | None) -> None:
    """A numbered name belongs to the series of its pattern."""
    assert KNOWN.series_type_of(name) == dtype


def test_no_name_is_ambiguous() -> None:
    """No name in the catalogue stands for two slot types, so that shorthand has one meaning."""
    for name in {name for slot_type in KNOWN.values() for name in slot_type.names}:
        meant = {slot_type.slot_type for slot_type in KNOWN.with_name(name)}
        assert meant == {KNOWN.slot_type_of(name)}, name


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        pytest.param("mask_refine", ["mask.blob", "volume.blob"], id="two datatypes"),
        pytest.param("components_mode_7", ["particle.components"], id="series"),
        pytest.param("locations", [], id="unknown"),
    ],
)
def test_types_with_a_name(name: str, keys: list[str]) -> None:
    """All slot types are found that a slot of this name was seen to have."""
    assert [str(slot_type) for slot_type in KNOWN.with_name(name)] == keys


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        pytest.param("locations", "location", id="plural"),
        pytest.param("Ctf", "ctf", id="case"),
        pytest.param("background_blobs", "background_blob", id="name that is no type"),
        pytest.param("zzz", None, id="nothing near"),
    ],
)
def test_nearest_name(name: str, nearest: str | None) -> None:
    """The known name nearest to a mistyped one is found, or none."""
    assert KNOWN.nearest_name(name) == nearest


@pytest.mark.parametrize("datatype", list(Datatype))
def test_types_under_a_datatype(datatype: Datatype) -> None:
    """The member and its word find the same types, those of this datatype."""
    found = KNOWN.under(datatype)
    words: list[Any] = [datatype.value]
    assert [KNOWN.under(word) for word in words] == [found]
    assert [t.key for t in found] == [key for key in KNOWN if key[0] == datatype]


@pytest.mark.parametrize("mistyped", ["particl", "", None])
def test_types_under_a_mistyped_datatype(mistyped: Any) -> None:
    """A word that is no datatype is refused, where an empty answer would say nothing is known."""
    with pytest.raises(ParseError, match="is not a known datatype"):
        KNOWN.under(mistyped)


def test_ctf_differs_by_datatype() -> None:
    """Slot types are keyed by datatype too: the ``ctf`` of exposures has other columns."""
    exposure, particle = KNOWN["exposure", "ctf"], KNOWN["particle", "ctf"]
    names = [{column.name for column in slot_type.columns} for slot_type in (exposure, particle)]
    assert "path" in names[0] - names[1]
    assert "bfactor" in names[1] - names[0]


def test_required_column_of_the_known_message() -> None:
    """The column whose lack the server tells of is required, with its dtype and both sources."""
    columns = {column.name: column for column in KNOWN["particle", "location"].columns}
    shape = columns["micrograph_shape"]
    assert DTypeSpec.parse(shape.dtype or "") == DTypeSpec("<u4", (2,))
    assert shape.required == "v4 min_fields; server message in r-karimi/vesicle-picker issue 8"
    assert columns["micrograph_psize_A"].required is None


def test_catalogue_is_a_mapping() -> None:
    """The catalogue iterates, measures, tests and indexes by datatype and slot type."""
    assert isinstance(KNOWN, Mapping)
    assert len(KNOWN) == len(list(KNOWN)) == 30
    assert ("particle", "ctf") in KNOWN
    assert ("particle", "stat_blob") not in KNOWN
    assert KNOWN.get(("mask", "ctf")) is None
    with pytest.raises(KeyError):
        KNOWN["mask", "ctf"]
    assert known_slot_types() is KNOWN


def test_catalogue_is_an_immutable_value() -> None:
    """The catalogue compares, hashes, pickles, copies and evolves by value, and does not change."""
    assert KNOWN.slot_type_of("ctf") == "ctf"
    for again in (
        pickle.loads(pickle.dumps(KNOWN)),
        copy.deepcopy(KNOWN),
        attrs.evolve(KNOWN),
        SlotTypes(KNOWN.values()),
    ):
        assert again == KNOWN
        assert hash(again) == hash(KNOWN)
        assert again.slot_type_of("background_blob") == "stat_blob"
    assert SlotTypes() != KNOWN
    assert dict(KNOWN) != KNOWN
    for name in ("_slot_types", "other"):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(KNOWN, name, ())
    assert not isinstance(KNOWN, MutableMapping)


def test_catalogue_prints_its_keys() -> None:
    """The text of a catalogue is short: what it has, without the columns."""
    few = SlotTypes([KNOWN["particle", "ctf"], KNOWN["mask", "blob"]])
    assert repr(few) == "SlotTypes(particle.ctf, mask.blob)"
    assert repr(SlotTypes()) == "SlotTypes()"


def latent(**changes: Any) -> SlotType:
    facts: dict[str, Any] = {
        "datatype": "particle",
        "slot_type": "latent",
        "names": ["latent_z"],
        "series": ["latent_{}"],
    }
    return SlotType(**facts | changes)


def test_users_add_types() -> None:
    """A catalogue with more types is a new one; it answers for them, the old one does not."""
    more = KNOWN.with_types([latent()])
    assert len(more) == len(KNOWN) + 1
    assert ("particle", "latent") not in KNOWN
    assert more["particle", "latent"] == latent()
    assert more.slot_type_of("latent") == more.slot_type_of("latent_z") == "latent"
    assert more.slot_type_of("ctf") == "ctf"
    assert more.series_type_of("latent_4") == "latent"
    assert more.nearest_name("latent_zz") == "latent_z"
    assert KNOWN.slot_type_of("latent_z") is None


def test_users_replace_types() -> None:
    """A type of the same key replaces the one before, at its place; the last of several wins."""
    other = attrs.evolve(KNOWN["exposure", "stat_blob"], names=("foreground_blob",))
    more = KNOWN.with_types([KNOWN["exposure", "ctf"], other])
    assert list(more) == list(KNOWN)
    assert more.slot_type_of("foreground_blob") == "stat_blob"
    assert more.slot_type_of("background_blob") is None
    assert SlotTypes([latent(names=["a"]), latent(names=["b"])]) == SlotTypes([latent(names=["b"])])


def test_name_that_is_a_type_means_itself() -> None:
    """A type added with the name of another type does not change what that name means."""
    more = KNOWN.with_types([latent(names=["ctf", "location"])])
    assert more.slot_type_of("ctf") == "ctf"
    assert [str(slot_type) for slot_type in more.with_name("ctf")] == [
        *("exposure.ctf", "particle.ctf"),
        "particle.latent",
    ]


def test_shorthand_of_a_users_catalogue() -> None:
    """``Slot.parse`` asks the catalogue it is given, and warns where that does not know."""
    more = KNOWN.with_types([latent()])
    assert Slot.parse("?latent_z", slot_types=more) == Slot("latent_z", "latent", False)
    with pytest.raises(ParseError, match='"latent_3" is one of a numbered series'):
        Slot.parse("latent_3", slot_types=more)
    with pytest.warns(UnknownSlotTypeWarning):
        assert Slot.parse("ctf", slot_types=SlotTypes()) == Slot("ctf", "ctf")


@given(added=st.lists(slot_types(), max_size=4))
def test_added_types_are_all_there(added: list[SlotType]) -> None:
    """Whatever is added, each key has the last type given for it, and the rest is as before."""
    more = KNOWN.with_types(added)
    expected = dict(KNOWN) | {slot_type.key: slot_type for slot_type in added}
    assert dict(more) == expected
    for slot_type in more.values():
        assert more.slot_type_of(slot_type.slot_type) == slot_type.slot_type
        assert all(slot_type in more.with_name(name) for name in slot_type.names)


@given(value=slot_types() | columns())
def test_entries_are_values(value: SlotType | Column) -> None:
    """Slot types and columns hash, pickle, copy and evolve, and cannot be changed."""
    assert_is_value(value)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        pytest.param(
            {"names": "latent_z"},
            '$.names: expected a list of text, got "latent_z"; write ["latent_z"]',
            id="text as names",
        ),
        pytest.param(
            {"datatype": "maks"},
            '$.datatype: "maks" is not a known datatype; write "mask"',
            id="datatype",
        ),
        pytest.param({"series": [1]}, '$.series[0]: expected text, got 1; write "1"', id="series"),
        pytest.param(
            {"slot_type": "a b"},
            '$.slot_type: "a b" cannot be a name: expected letters, digits and underscores, '
            'and no digit first; write "a_b"',
            id="slot type",
        ),
        pytest.param(
            {"columns": ["path", KNOWN["mask", "blob"].columns[0], None]},
            "2 problems:\n"
            '  $.columns[0]: expected an object of class Column, got "path"\n'
            "  $.columns[2]: expected an object of class Column, got null",
            id="columns",
        ),
        pytest.param(
            {"columns": [Column(name="z"), Column(name="y"), Column(name="z", dtype="f4")]},
            '$.columns: the column "z" is listed more than once; keep one of them',
            id="a column twice",
        ),
        pytest.param({"confidence": None}, "$.confidence: expected text, got null", id="null"),
    ],
)
def test_no_invalid_type_exists(changes: dict[str, Any], text: str) -> None:
    """A slot type is checked when it is made, and when it is evolved."""
    with pytest.raises(ParseError) as caught:
        latent(**changes)
    assert str(caught.value) == text
    with pytest.raises(ParseError):
        attrs.evolve(latent(), **changes)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        pytest.param(
            {"seen": "alway"},
            '$.seen: "alway" is not how often a column was seen: expected one of always, '
            'sometimes; write "always"',
            id="mistyped word",
        ),
        pytest.param(
            {"seen": []},
            "$.seen: a list is not how often a column was seen: expected one of always, sometimes",
            id="no word",
        ),
        pytest.param({"name": None}, "$.name: expected text, got null", id="name"),
        pytest.param({"dtype": 4}, '$.dtype: expected text, got 4; write "4"', id="dtype"),
        pytest.param({"required": True}, "$.required: expected text, got true", id="required"),
    ],
)
def test_no_invalid_column_exists(changes: dict[str, Any], text: str) -> None:
    """A column is checked when it is made."""
    facts: dict[str, Any] = {"name": "path", "dtype": "O", "seen": "always"}
    assert Column(**facts).seen is Seen.ALWAYS
    with pytest.raises(ParseError) as caught:
        Column(**facts | changes)
    assert str(caught.value) == text


def test_catalogue_holds_slot_types_only() -> None:
    """Something else than a slot type is told with its place."""
    wrong: Any = [latent(), "latent"]
    with pytest.raises(ParseError) as caught:
        KNOWN.with_types(wrong)
    assert str(caught.value) == '$[31]: expected an object of class SlotType, got "latent"'


def column(dtype: str | None) -> Column:
    return Column(name="value", dtype=dtype, seen="always")


@pytest.mark.parametrize(
    ("dtype", "dimensions", "letters", "filled"),
    [
        pytest.param("f4", (), (), "f4", id="scalar"),
        pytest.param("O", (), (), "O", id="letter of a dtype, not of a shape"),
        pytest.param("2u4", (2,), (), "2u4", id="number"),
        pytest.param("(2,3)f4", (2, 3), (), "(2,3)f4", id="numbers"),
        pytest.param("(K,)f4", ("K",), ("K",), "9f4", id="letter"),
        pytest.param("(K,2)f4", ("K", 2), ("K",), "(9,2)f4", id="letter and number"),
        pytest.param("(K,N)O", ("K", "N"), ("K", "N"), "(9,4)O", id="letters"),
    ],
)
def test_dimensions_that_vary(
    dtype: str, dimensions: tuple[int | str, ...], letters: tuple[str, ...], filled: str
) -> None:
    """Letters in a shape are dimensions that vary; with their sizes, the dtype is whole."""
    assert column(dtype).dimensions == dimensions
    assert column(dtype).letters == letters
    assert str(column(dtype).dtype_with({"K": 9, "N": 4, "M": 1})) == filled


def test_dtype_that_cannot_be_filled() -> None:
    """Without a dtype, or without the size of a letter, there is no whole dtype."""
    assert column(None).dimensions == column(None).letters == ()
    with pytest.raises(ValueError, match="no dtype of value was seen"):
        column(None).dtype_with({})
    with pytest.raises(KeyError, match="K"):
        column("(K,2)f4").dtype_with({"N": 4})


@pytest.mark.parametrize("key", sorted(KNOWN), ids=".".join)
def test_every_known_dtype_can_be_filled(key: tuple[str, str]) -> None:
    """With a size for each letter, every dtype of the catalogue parses, in its dimensions."""
    for known in KNOWN[key].columns:
        if known.dtype is not None:
            filled = known.dtype_with(dict.fromkeys(known.letters, 7))
            assert filled.shape == tuple(7 if d in known.letters else d for d in known.dimensions)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("components_mode_3", True), ("components_mode_x", False), ("components", False), ("", False)],
)
def test_name_in_the_series_of_a_type(name: str, is_one: bool) -> None:
    """A type knows the numbered names of its series."""
    assert KNOWN["particle", "components"].has_in_series(name) is is_one


@given(stem=identifiers(), number=st.integers(0, 10**6))
def test_pattern_of_a_numbered_name(stem: str, number: int) -> None:
    """A name that ends in an underscore and a number has a pattern, from which it can be made."""
    pattern = series_pattern(f"{stem}_{number}")
    assert pattern == f"{stem}_{{}}"
    assert pattern.format(number) == f"{stem}_{number}"
    assert series_pattern(f"{stem}_x") is None


def test_columns_of_a_class_of_yours_are_columns() -> None:
    """A class that derives from ours may say more."""

    @attrs.frozen(kw_only=True)
    class OwnColumn(Column):
        unit: str = "pixel"

    column = OwnColumn(name="shift", dtype="2f4", unit="A")
    slot_type = SlotType(datatype="mask", slot_type="own", columns=[column])
    assert slot_type.columns == (column,)
