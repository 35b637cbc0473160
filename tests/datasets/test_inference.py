"""Tests of which slots the columns of a table belong to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cryosparc_spec import Datatype, Field, Slot, infer_slots, read_header
from cryosparc_spec.catalogue import Column, Seen, SlotType, SlotTypes
from cryosparc_spec.conversions import inferred_output
from cryosparc_spec.datasets import Certainty, DatasetHeader
from cryosparc_spec.datasets.inference import most_alike
from cryosparc_spec.vocabulary import DatatypeLike
from tests.tables import write_table


def _header(*fields: tuple[str, str]) -> DatasetHeader:
    parsed = [Field.parse(field) for field in (("uid", "u8"), *fields)]
    return DatasetHeader(rows=1, fields=parsed, format="NPY 1.0", header_size=128)


@pytest.mark.parametrize(
    ("fields", "datatype", "slots"),
    [
        pytest.param(
            [("micrograph_blob/path", "O"), ("ctf/type", "O")],
            Datatype.EXPOSURE,
            [
                (Slot("micrograph_blob", "micrograph_blob"), Certainty.KNOWN),
                (Slot("ctf", "ctf"), Certainty.KNOWN),
            ],
            id="the datatype of most",
        ),
        pytest.param(
            [("blob/sign", "f4"), ("components_mode_3/value", "f4")],
            Datatype.PARTICLE,
            [
                (Slot("blob", "blob"), Certainty.KNOWN),
                (Slot("components_mode_3", "components"), Certainty.KNOWN),
            ],
            id="series",
        ),
        pytest.param(
            [
                ("pick_stats/power", "f4"),
                ("my_picks/ncc_score", "f4"),
                ("my_picks/power", "f4"),
                ("my_picks/angle_rad", "f4"),
                ("other/x", "f4"),
            ],
            Datatype.PARTICLE,
            [
                (Slot("pick_stats", "pick_stats"), Certainty.KNOWN),
                (Slot("my_picks", "pick_stats"), Certainty.LIKELY),
                (Slot("other", "other"), Certainty.GUESSED),
            ],
            id="by columns, or not at all",
        ),
        pytest.param(
            [("other/x", "f4")],
            None,
            [(Slot("other", "other"), Certainty.GUESSED)],
            id="nothing known",
        ),
    ],
)
def test_slots_are_told_with_their_certainty(
    fields: list[tuple[str, str]],
    datatype: Datatype | None,
    slots: list[tuple[Slot, Certainty]],
) -> None:
    """Names are looked up under the most likely datatype, then columns are compared."""
    inference = infer_slots(_header(*fields))
    assert inference.datatype is datatype
    assert [(inferred.slot, inferred.certainty) for inferred in inference.slots] == slots


def test_a_name_of_two_types_is_told_by_its_columns() -> None:
    """Where a name was seen with two types, the one whose columns are there is likely."""
    types = SlotTypes(
        SlotType(
            datatype="mask",
            slot_type=slot_type,
            names=["both"],
            columns=[Column(name=column, dtype="f4", seen=Seen.ALWAYS)],
        )
        for slot_type, column in (("first", "a"), ("second", "b"))
    )
    (inferred,) = infer_slots(_header(("both/b", "f4")), slot_types=types).slots
    assert (inferred.slot.dtype, inferred.certainty) == ("second", Certainty.LIKELY)


def _type(datatype: DatatypeLike, name: str, *leaves: str, dtype: str = "f4") -> SlotType:
    columns = [Column(name=leaf, dtype=dtype, seen=Seen.ALWAYS) for leaf in leaves]
    return SlotType(datatype=datatype, slot_type=name, names=[name], columns=columns)


@pytest.mark.parametrize(
    ("types", "fields", "likely"),
    [
        pytest.param(
            [_type("mask", "one", "a"), _type("volume", "two", "x"), _type("volume", "three", "x")],
            [("one/a", "f4"), ("two/b", "f4"), ("three/b", "f4")],
            ["mask", "volume"],
            id="all columns are as much as another name",
        ),
        pytest.param(
            [_type("mask", "one", "a"), _type("volume", "one", "a", "b")],
            [("one/a", "f4")],
            ["mask"],
            id="more of the columns",
        ),
        pytest.param(
            [_type("mask", "one", "a"), _type("volume", "one", "a", dtype="u4")],
            [("one/a", "u4")],
            ["volume"],
            id="one is contradicted",
        ),
        pytest.param(
            [
                *(_type("mask", name, "a", dtype="u4") for name in ("one", "two", "three")),
                _type("volume", "four", "z"),
            ],
            [("one/a", "f4"), ("two/a", "f4"), ("three/a", "f4"), ("four/b", "f4")],
            ["volume"],
            id="three are contradicted",
        ),
        pytest.param(
            [_type("mask", "one", "a"), _type("volume", "one", "a")],
            [("one/a", "f4")],
            ["mask", "volume"],
            id="as likely",
        ),
        pytest.param([_type("mask", "one", "a")], [("two/a", "f4")], [], id="no name is known"),
    ],
)
def test_the_datatype_is_that_of_most_names_and_columns(
    types: list[SlotType], fields: list[tuple[str, str]], likely: list[str]
) -> None:
    """A name counts as much as all of its columns, and little where these contradict the type."""
    inference = infer_slots(_header(*fields), slot_types=SlotTypes(types))
    found = (inference.datatype, *inference.alternatives)
    assert found == (tuple(map(Datatype, likely)) or (None,))


def test_a_slot_in_several_tables_is_that_of_the_first() -> None:
    """Tables of an output are one; what cannot name a slot is left out."""
    tables = [_header(("one/b", "f4"), ("1x/a", "f4")), _header(("one/a", "f4"), ("two/a", "f4"))]
    types = SlotTypes([_type("mask", "first", "a"), _type("mask", "second", "b")])
    inference = infer_slots(tables, datatype="mask", slot_types=types)
    slots = [(str(each.slot.name), each.slot.dtype) for each in inference.slots]
    assert slots == [("one", "second"), ("two", "first")]


def test_slots_are_shown_with_their_types_and_certainty() -> None:
    """A notebook shows a table of them."""
    shown = infer_slots(_header(("pick_stats/power", "f4")))._repr_html_()
    assert re.findall("<th>(.*?)</th>", shown) == [
        *("datatype", "slots", "name", "dtype", "certainty")
    ]
    assert re.findall(r"<td>(\w+)</td>", shown) == ["particle", "pick_stats", "pick_stats", "known"]


def test_a_given_datatype_is_kept() -> None:
    """The datatype that a user gives is not guessed at."""
    assert infer_slots(_header(("map/path", "O")), datatype="mask").datatype is Datatype.MASK


def test_an_output_holds_what_was_found(corpus: Path) -> None:
    """The slots of a real file make an output."""
    header = read_header(corpus / "cs" / "tools_fixture_t20s_exposures__numpy.cs")
    output = inferred_output(infer_slots(header), title="Exposures")
    assert output.type is Datatype.EXPOSURE
    assert [slot.name for slot in output.slots] == list(header.slots)


def test_files_are_read_where_they_are_given(tmp_path: Path) -> None:
    """One path, several, or headers among them."""
    path = tmp_path / "picks.cs"
    write_table(path, ("location/micrograph_path", "O"))
    found = infer_slots(read_header(path))
    assert [str(inferred.slot) for inferred in found.slots] == ["location"]
    assert infer_slots(path) == infer_slots(str(path)) == infer_slots([path, _header()]) == found


def test_no_output_without_a_datatype() -> None:
    """An output needs a datatype, which unknown slots do not tell."""
    with pytest.raises(ValueError, match=r"^no slot of the table is known: its datatype"):
        inferred_output(infer_slots(_header(("other/x", "f4"))))


@pytest.mark.parametrize(
    ("leaves", "is_found"),
    [("a", True), ("ab", True), ("abc", True), ("ac", False), ("c", False), ("abcd", True)],
)
def test_half_of_the_columns_are_enough_to_be_alike(leaves: str, is_found: bool) -> None:
    """Of all that were found or are known."""
    slot_type = SlotType(
        datatype="mask", slot_type="mine", columns=[Column(name="a"), Column(name="b")]
    )
    fields = [Field(f"x/{leaf}", "f4") for leaf in leaves]
    found = most_alike(fields, [slot_type], rows=1)
    assert found == (slot_type if is_found else None)
