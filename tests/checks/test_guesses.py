"""Tests of what is said of a table where slot types, or what it is held to, are not certain."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec import (
    Datatype,
    Field,
    ResultsGroup,
    check_dataset,
    infer_slots,
    known_slot_types,
    load,
    structure,
)
from cryosparc_spec.catalogue import Column, Seen, SlotType, SlotTypes
from cryosparc_spec.checks import Fit, check_results_group, check_tables
from cryosparc_spec.conversions import build_results_group
from cryosparc_spec.datasets import Certainty, DatasetHeader
from cryosparc_spec.problems import ProblemKind, Severity
from tests.command_line import run
from tests.tables import write_table

Capture = pytest.CaptureFixture[str]


def header(*fields: Any, rows: int = 3) -> DatasetHeader:
    parsed = [Field.parse(field) for field in (("uid", "u8"), *fields)]
    return DatasetHeader(rows=rows, fields=parsed, format="NPY 1.0", header_size=128)


def columns_of(datatype: str, slot_type: str, name: str) -> list[Field]:
    columns = known_slot_types()[datatype, slot_type].columns
    return [Field(f"{name}/{c.name}", c.dtype_with({"K": 4})) for c in columns if c.dtype]


@pytest.mark.parametrize(
    ("fields", "datatype", "expected"),
    [
        pytest.param(
            columns_of("particle", "alignments3D", "my_poses"),
            "particle",
            "alignments3D",
            id="3 numbers for a pose",
        ),
        pytest.param(
            columns_of("particle", "alignments2D", "my_poses"),
            "particle",
            "alignments2D",
            id="1 number for a pose",
        ),
        pytest.param(
            columns_of("volume", "blob", "my_focus"), "volume", "blob", id="a volume of volumes"
        ),
        pytest.param(
            columns_of("volume", "blob", "my_focus"), "particle", "my_focus", id="and of particles"
        ),
        pytest.param(
            columns_of("exposure", "ctf", "my_patch"), "exposure", "ctf", id="ctf of exposures"
        ),
        pytest.param(
            [("my_picks/ncc_score", "f8"), ("my_picks/power", "f4"), ("my_picks/angle_rad", "f4")],
            "particle",
            "my_picks",
            id="a number of another size",
        ),
        pytest.param(
            [("my/micrograph_shape", "3u4"), *columns_of("particle", "location", "my")[:5]],
            "particle",
            "my",
            id="a shape of another length",
        ),
    ],
)
def test_what_a_table_contradicts_is_no_candidate(
    fields: list[Any], datatype: Any, expected: str
) -> None:
    """A dtype or shape speaks against a slot type whatever the names of the columns."""
    distinct = {Field.parse(field).name: field for field in reversed(fields)}
    (inferred,) = infer_slots(header(*distinct.values()), datatype=datatype).slots
    assert inferred.slot.dtype == expected
    assert inferred.certainty is (
        Certainty.GUESSED if expected == inferred.slot.name else Certainty.LIKELY
    )


def test_a_datatype_is_told_by_shapes() -> None:
    """Slots of one name under two datatypes: the shape of a box is that of a volume, or not."""
    types = SlotTypes(
        SlotType(
            datatype=datatype,
            slot_type="box",
            names=["box"],
            columns=[Column(name="shape", dtype=dtype)],
        )
        for datatype, dtype in ((Datatype.PARTICLE, "2u4"), (Datatype.VOLUME, "3u4"))
    )
    for dtype, datatype in (("2u4", "particle"), ("3u4", "volume"), ("4u4", None)):
        found = infer_slots(header(("box/shape", dtype)), slot_types=types)
        assert found.alternatives == (() if datatype else ("volume",))
        assert found.datatype == (datatype or "particle")
    told = check_dataset(header(("box/shape", "4u4")), slot_types=types).problems
    assert [(p.kind, p.severity) for p in told] == [(ProblemKind.WRONG_DTYPE, Severity.NOTE)]


def test_a_table_without_rows_contradicts_no_shape() -> None:
    """Its columns may only look like numbers; those of another kind speak all the same."""
    fields = columns_of("particle", "alignments3D", "my_poses")
    flat = [Field(f.name, f.dtype.scalar) for f in fields]
    (inferred,) = infer_slots(header(*flat, rows=0), datatype="particle").slots
    assert inferred.slot.dtype in ("alignments2D", "alignments3D")
    other = [Field(f.name, "<f8") for f in fields]
    (inferred,) = infer_slots(header(*other, rows=0), datatype="particle").slots
    assert inferred.slot.dtype == "my_poses"


_TYPES = [t for t in known_slot_types().values() if t.columns]


@given(st.sampled_from(_TYPES), st.data())
def test_from_a_guess_no_column_is_told_to_change(slot_type: SlotType, data: st.DataObject) -> None:
    """Some columns of a type, under a name that nobody knows, give notes at most."""
    fields = columns_of(*slot_type.key, "quite_unknown") or [Field("quite_unknown/x", "f4")]
    kept = data.draw(st.lists(st.sampled_from(fields), unique_by=lambda f: f.name))
    found = check_dataset(header(*kept), datatype=slot_type.datatype)
    assert {problem.severity for problem in found.problems} <= {Severity.NOTE}
    assert Fit.DOES_NOT_FIT not in found.fits.values()


@given(st.sampled_from([t for t in _TYPES if t.names]), st.data())
def test_a_group_that_is_built_passes_the_check(slot_type: SlotType, data: st.DataObject) -> None:
    """Whatever columns a slot has, under a known name or another."""
    name = data.draw(st.sampled_from([slot_type.names[0], "quite_unknown"]))
    fields = columns_of(*slot_type.key, name) or [Field(f"{name}/x", "f4")]
    kept = data.draw(st.lists(st.sampled_from(fields), min_size=1, unique_by=lambda f: f.name))
    with TemporaryDirectory() as folder:
        table = write_table(Path(folder) / "built.cs", *(field.descr for field in kept))
        group = build_results_group(table, output="a", datatype=slot_type.datatype, folder=folder)
        found = (*check_results_group(group), *check_tables(group, folder))
    serious = {p.kind for p in found if p.severity is not Severity.NOTE}
    assert serious <= {ProblemKind.UNKNOWN_SLOT_TYPE, ProblemKind.MISSING_COLUMN}
    assert not any(p.severity is Severity.ERROR for p in found)


@pytest.mark.parametrize("slot_type", ["ctf", "location", "blob", "pick_stats"])
def test_a_required_column_matters_by_what_a_table_is_held_to(slot_type: str) -> None:
    """Missing, it is an error of an output, a warning of a table, and a note of a guess."""
    required = known_slot_types()["particle", slot_type].columns[0]
    assert required.required
    for name, slots, expected in (
        (slot_type, [slot_type], Severity.ERROR),
        (slot_type, None, Severity.WARNING),
        ("my_slot", None, Severity.NOTE),
    ):
        fields = columns_of("particle", slot_type, name)[1:]
        found = check_dataset(header(*fields), slots=slots, datatype="particle")
        told = {p.path[0]: p.severity for p in found.problems}
        assert told[f"{name}/{required.name}"] is expected
        assert found.fits[name] is (Fit.UNKNOWN if expected is Severity.NOTE else Fit.DOES_NOT_FIT)


@pytest.mark.parametrize("slots", [None, ["quality_stats"]], ids=["looked at", "held to"])
def test_what_was_always_there_matters_less(slots: list[str] | None) -> None:
    """Where it is not known to be required."""
    fields = columns_of("particle", "quality_stats", "quality_stats")[1:]
    (problem,) = check_dataset(header(*fields), slots=slots, datatype="particle").problems
    assert problem.severity is (Severity.WARNING if slots else Severity.NOTE)


def test_a_renamed_column_matters_as_a_missing_one() -> None:
    """It is one, after all."""
    fields = [
        Field(f.name.replace("df1_A", "df1_a"), f.dtype)
        for f in columns_of("particle", "ctf", "ctf")
    ]
    for slots, severity in ((["ctf"], Severity.ERROR), (None, Severity.WARNING)):
        (problem,) = check_dataset(header(*fields), slots=slots, datatype="particle").problems
        assert (problem.hint, problem.severity) == ('rename it to "ctf/df1_A"', severity)


MULTI = columns_of("particle", "alignments3D_multi", "alignments3D_multi")


@pytest.mark.parametrize("victim", [field.leaf for field in MULTI if field.dtype.shape])
@pytest.mark.parametrize("dtype", ["f4", "8f8", "(9,9)f4", "(2,4)f4"])
def test_sizes_in_advice_are_those_of_other_columns(victim: str, dtype: str) -> None:
    """Wherever the column stands, and whatever it looks like."""
    fields = [Field(f.name, dtype) if f.leaf == victim else f for f in MULTI]
    found = check_dataset(header(*fields), slots=["alignments3D_multi"], datatype="particle")
    told = {p.path[0]: p.hint for p in found.problems}
    sound = next(f for f in MULTI if f.leaf == victim)
    shape = ", ".join(map(str, sound.dtype.shape))
    assert told == {sound.name: f'write ["{sound.name}", "{sound.dtype.scalar}", [{shape}]]'}


def test_sizes_in_advice_are_those_of_other_slots() -> None:
    """Of the same columns: both are of the same classes."""
    other = [Field(f.name.replace("multi/", "multi_old/"), f.dtype) for f in MULTI]
    types = known_slot_types()
    slot = {"name": "alignments3D_multi", "dtype": "alignments3D_multi"}
    found = check_dataset(
        header(*other, ("alignments3D_multi/shift", "f4")),
        slots=[slot],
        datatype="particle",
        slot_types=types,
    )
    hints = [problem.hint for problem in found.problems]
    assert 'write ["alignments3D_multi/shift", "<f4", [4, 2]]' in hints


def test_a_missing_column_has_the_size_of_others() -> None:
    """As one that is of another shape."""
    column = Column(name="shift", dtype="(K,2)f4", required="a message", seen=Seen.ALWAYS)
    last = Column(name="weight", dtype="(K,)f4")
    types = SlotTypes([SlotType(datatype="mask", slot_type="many", columns=[column, last])])
    (problem,) = check_dataset(
        header(("many/weight", "15f4")),
        slots=[{"name": "many", "dtype": "many"}],
        datatype="mask",
        slot_types=types,
    ).problems
    assert problem.hint == 'write ["many/shift", "<f4", [15, 2]]'


def written(path: str, *slots: tuple[str, str, int | None], version: str = "v4.4.1") -> None:
    lines = [f"version: {version}", "group: {name: a, type: particle}", "results:"]
    for name, metafile, number in slots:
        count = "" if number is None else f"num_items: {number}, "
        lines.append(f"  {name}: {{metafile: '{metafile}', {count}type: particle.{name}}}")
    Path(path).write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        pytest.param([("motion", ">3.cs", 3), ("pick_stats", ">5.cs", 5)], 1, id="counts"),
        pytest.param([("motion", ">3.cs", None), ("pick_stats", ">5.cs", None)], 1, id="tables"),
        pytest.param([("motion", ">3.cs", 3), ("pick_stats", ">5.cs", None)], 1, id="either"),
        pytest.param([("motion", ">3.cs", 3), ("pick_stats", ">3.cs", 3)], 0, id="one table"),
        pytest.param([("motion", ">3.cs", 3), ("pick_stats", ">b.cs", 3)], 0, id="as many"),
        pytest.param([("motion", ">3.cs", 3), ("pick_stats", ">gone.cs", None)], 0, id="not there"),
        pytest.param([("motion", ">gone.cs", 1), ("pick_stats", ">no.cs", 2)], 1, id="no table"),
    ],
)
def test_slots_that_differ_in_rows(
    slots: list[tuple[str, str, int | None]],
    expected: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    """Whether counts or tables show it, it is one warning."""
    monkeypatch.chdir(tmp_path)
    for name, rows in (("3", 3), ("5", 5), ("b", 3)):
        write_table(Path(f"{name}.cs"), ("motion/path", "O"), *PICKS, rows=rows)
    written("a.csg", *slots)
    told = run(capsys, "check", "a.csg").out
    assert told.count("warning: $.results: a group is of the same items in all") == expected
    group = load("a.csg", kind=ResultsGroup)
    uncounted = [name for name, _, number in slots if number is None]
    notes = [p.place for p in check_results_group(group) if "num_items" in p.message]
    assert notes == [f"$.results.{name}" for name in uncounted[:1]]


PICKS = [
    *(("pick_stats/ncc_score", "f4"), ("pick_stats/power", "f4")),
    *(("pick_stats/template_idx", "u4"), ("pick_stats/angle_rad", "f4")),
]


def test_groups_that_are_made_tell_of_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """A filtered table beside the old passthrough is what people do."""
    monkeypatch.chdir(tmp_path)
    write_table(Path("main.cs"), ("motion/path", "O"), rows=10)
    write_table(Path("filtered.cs"), ("motion/path", "O"), rows=4)
    write_table(Path("passthrough.cs"), *PICKS, rows=10)
    build = ("csg", "build", "--output-name", "a", "--datatype", "particle")
    assert run(capsys, *build, "main.cs", "passthrough.cs", "-o", "a.csg").err == ""
    for command in (
        (*build, "filtered.cs", "passthrough.cs"),
        ("csg", "retarget", "a.csg", "filtered.cs"),
    ):
        assert (
            "in all its slots, and has 4 of motion, and 10 of pick_stats"
            in run(capsys, *command).err
        )


def test_of_many_slots_the_first_are_named() -> None:
    """Nobody reads a hundred names."""
    raw = {
        f"s{i}": {"metafile": "a", "type": "particle.blob", "num_items": i // 50}
        for i in range(100)
    }
    group: ResultsGroup = load_group(raw)
    problem = next(p for p in check_results_group(group) if p.path == ("results",))
    assert "s9 and 40 others, and 1 of s50," in problem.message


def load_group(results: dict[str, Any]) -> ResultsGroup:

    return structure({"group": {"name": "a", "type": "particle"}, "results": results}, ResultsGroup)
