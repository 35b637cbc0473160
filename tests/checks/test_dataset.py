"""Tests of datasets against the slots they should hold."""

from __future__ import annotations

import io
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryosparc_spec import (
    Datatype,
    DTypeSpec,
    Field,
    OutputSpec,
    check_dataset,
    known_slot_types,
    read_header,
)
from cryosparc_spec.catalogue import Column, Seen, SlotType, SlotTypes
from cryosparc_spec.checks import Fit, check_output
from cryosparc_spec.datasets import DatasetHeader
from cryosparc_spec.files.checks import examine
from cryosparc_spec.problems import Severity
from tests.tables import CountingFile, write_table

_LOCATION = known_slot_types()["particle", "location"]


def _header(*fields: object, rows: int = 3) -> DatasetHeader:
    parsed = [Field.parse(field) for field in fields]  # type: ignore[arg-type]
    return DatasetHeader(rows=rows, fields=parsed, format="NPY 1.0", header_size=128)


def _fields_of(slot_name: str, slot_type: SlotType, *, classes: int = 3) -> list[Field]:
    return [
        Field(f"{slot_name}/{column.name}", column.dtype_with({"K": classes}))
        for column in slot_type.columns
        if column.dtype is not None
    ]


def _sound(*slot_types: SlotType) -> list[Field]:
    fields = [Field("uid", "u8")]
    for slot_type in slot_types:
        fields += _fields_of(slot_type.names[0], slot_type)
    return fields


def _texts(header: DatasetHeader, slots: list[str], datatype: str = "particle") -> list[str]:
    found = check_dataset(header, slots=slots, datatype=Datatype(datatype))
    return [str(problem) for problem in found.problems]


# What r-karimi/vesicle-picker declares; its issue 8 has the server's message on micrograph_shape.
_PICKS = {
    "uid": "u8",
    "location/micrograph_uid": "u8",
    "location/exp_group_id": "u4",
    "location/micrograph_path": "O",
    "location/micrograph_shape": "2u4",
    "location/center_y_frac": "f4",
    "location/center_x_frac": "f4",
    "location/micrograph_psize_A": "f4",
}


@pytest.mark.parametrize(
    ("dtype", "found"),
    [
        pytest.param("u4", "<u4", id="a scalar"),
        pytest.param("O", "|O", id="a list of lists"),
        pytest.param("2u8", "<u8 (2,)", id="numbers as Python has them"),
    ],
)
def test_the_case_of_vesicle_picker(dtype: str, found: str) -> None:
    """Its micrograph_shape is named before the upload, with what to write; mended, it fits."""
    broken = {**_PICKS, "location/micrograph_shape": dtype}
    checked = check_dataset(_header(*broken.items()), slots=["location"], datatype="particle")
    assert checked.fits == {"location": Fit.DOES_NOT_FIT}
    assert [str(p) for p in checked.problems if p.severity is not Severity.NOTE] == [
        f'$["location/micrograph_shape"]: found {found}, expected <u4 (2,); '
        'write ["location/micrograph_shape", "<u4", [2]]'
    ]
    mended = check_dataset(_header(*_PICKS.items()), slots=["location"], datatype="particle")
    assert mended.fits == {"location": Fit.FITS}
    assert [str(p) for p in mended.problems] == [
        '$["location/min_dist_A"]: the column is missing: it was there in all tables seen '
        '(2 of 2); write ["location/min_dist_A", "<f4"]'
    ]
    assert {p.severity for p in mended.problems} == {Severity.NOTE}


def test_slots_are_by_default_those_of_the_columns() -> None:
    """Where nobody says what a table should hold, its columns show it."""
    found = check_dataset(_header(*_PICKS.items(), ("other/x", "f4")))
    assert found.fits == {"location": Fit.FITS, "other": Fit.UNKNOWN}
    assert check_dataset(_header(("uid", "u8"), ("other/x", "f4"))).fits == {"other": Fit.UNKNOWN}


def test_little_of_a_large_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a million rows of particles in 10 classes, a check reads under 200 kB."""
    multi = known_slot_types()["particle", "alignments3D"]
    columns = [f for k in range(10) for f in _fields_of(f"alignments_class_{k}", multi)]
    path = write_table(tmp_path / "a.cs", *columns, rows=0)
    row = 8 + sum(column.dtype.itemsize for column in columns)
    path.write_bytes(path.read_bytes().replace(b"'shape': (0,)}", b"'shape': (1000000,)}"))
    text_size = path.stat().st_size - 12
    with path.open("r+b") as file:
        file.seek(8)
        file.write(text_size.to_bytes(4, "little"))
        file.truncate(12 + text_size + 1_000_000 * row)
    monkeypatch.setattr(io, "FileIO", CountingFile)
    CountingFile.sizes.clear()
    assert examine(path).fits["alignments_class_3"] is not Fit.DOES_NOT_FIT
    assert 0 < sum(CountingFile.sizes) < 200_000


def test_a_prefix_that_cannot_name_a_slot_is_told() -> None:
    """It is no slot, and keeps nothing else from being checked."""
    found = check_dataset(_header(("uid", "u8"), ("my picks/x", "f4"), ("motion/path", "O")))
    assert found.fits == {"motion": Fit.UNKNOWN}
    assert [str(problem) for problem in found.problems] == [
        '$["my picks"]: "my picks" cannot name a slot: expected letters, digits and underscores, '
        "and no digit first"
    ]


def test_a_type_without_columns_says_nothing_of_them() -> None:
    """It was learned from what only names it."""
    types = SlotTypes([SlotType(datatype="mask", slot_type="blob", names=["mask"])])
    header = _header(("uid", "u8"), ("mask/x", "f4"))
    (problem,) = check_dataset(header, datatype="mask", slot_types=types).problems
    assert problem.message == 'nothing is known of the columns of slot type "blob" here'


def test_thousands_of_columns_are_told_in_their_order() -> None:
    """What they may mean is looked for among the first."""
    fields = [("uid", "u8"), ("motion/pth", "f4"), *((f"motion/x{i}", "f4") for i in range(3000))]
    found = check_dataset(
        _header(*fields, ("motion/ptah", "f4")), slots=["motion"], datatype="particle"
    )
    assert [p.path[0] for p in found.problems] == [*(name for name, _ in fields[1:]), "motion/ptah"]
    hints = [problem.hint for problem in found.problems]
    assert hints[0] == 'is "motion/path" meant?'
    assert hints[-1] is None


def test_what_is_only_likely_is_doubted_and_no_error() -> None:
    """A slot of another name whose columns are mostly those of a type may be of another one."""
    picks = [(name.replace("location", "my_picks"), dtype) for name, dtype in _PICKS.items()]
    found = check_dataset(_header(*picks[:-2]), datatype="particle")
    assert found.fits == {"my_picks": Fit.UNKNOWN}
    assert {(p.kind, p.severity) for p in found.problems} == {("missing-column", Severity.NOTE)}
    broken = [(name, "u4" if name.endswith("shape") else dtype) for name, dtype in picks]
    (problem,) = check_dataset(_header(*broken), datatype="particle").problems
    assert problem.message.startswith("nothing is known of the columns of slot type")


@pytest.mark.parametrize(
    ("fields", "slots", "texts"),
    [
        pytest.param(
            [
                ("pick_stats/ncc_score", "f4"),
                ("pick_stats/power", "f4"),
                ("uid", "u8"),
                ("pick_stats/template_idx", "u4"),
                ("pick_stats/angle_rad", "f4"),
            ],
            ["pick_stats"],
            [
                '$.uid: the column "uid" comes after "pick_stats/ncc_score": '
                'it is always the first; put "uid" first'
            ],
            id="uid not first",
        ),
        pytest.param(
            [("motion/path", "O")],
            ["motion"],
            [
                '$.uid: the column "uid" is missing: every dataset begins with it; '
                'write ["uid", "<u8"], with another number in each row'
            ],
            id="no uid",
        ),
        pytest.param(
            [("uid", "u8"), ("locations/x", "f4")],
            ["location"],
            [
                "$.location: the slot has no columns: "
                'expected columns that begin with "location/"; '
                '"locations/" is there: is that meant?',
                '$.locations: the columns of "locations" belong to none of the slots',
            ],
            id="slot without columns",
        ),
        pytest.param(
            [("uid", "u8")],
            ["?motion", "ctf"],
            ['$.ctf: the slot has no columns: expected columns that begin with "ctf/"'],
            id="an optional slot may be missing",
        ),
        pytest.param(
            [("uid", "u8"), ("stat_blob/path", "O")],
            ["stat_blob"],
            ['$.stat_blob: nothing is known of the columns of slot type "stat_blob" here'],
            id="unknown under the datatype",
        ),
        pytest.param(
            [("uid", "u8"), ("motion/path", "O"), ("motion/paths", "O"), ("motion/zz", "O")],
            ["motion"],
            [
                '$["motion/paths"]: no such column of slot type "motion" is known',
                '$["motion/zz"]: no such column of slot type "motion" is known',
            ],
            id="unexpected columns",
        ),
        pytest.param(
            [("uid", "u8"), ("motion/pth", "O")],
            ["motion"],
            [
                '$["motion/pth"]: no such column of slot type "motion" is known; '
                'is "motion/path" meant?'
            ],
            id="mistyped column that is not required",
        ),
        pytest.param(
            [("uid", "u8"), ("quality_stats/slice_mse", "f4"), ("quality_stats/slice_sobel", "f4")],
            ["quality_stats"],
            [
                '$["quality_stats/lpradwn_denoised"]: the column is missing: it was there in all '
                "tables seen (1 of 1); "
                'write ["quality_stats/lpradwn_denoised", "<f4"]'
            ],
            id="a column that was always there",
        ),
        pytest.param(
            [("uid", "u8"), ("components_mode_0/component", "i2")],
            [],
            ['$.components_mode_0: the columns of "components_mode_0" belong to none of the slots'],
            id="columns of no slot",
        ),
    ],
)
def test_what_is_told(fields: list[object], slots: list[str], texts: list[str]) -> None:
    """Each mistake has its text, with what to write."""
    assert sorted(_texts(_header(*fields), slots)) == sorted(texts)


def test_a_dtype_that_was_not_seen_is_not_compared() -> None:
    """A column whose dtype nobody has seen takes any."""
    header = _header(("uid", "u8"), ("filament/curvature", "i2"), ("filament/sinuosity", "f8"))
    found = check_dataset(header, slots=["filament"], datatype="particle")
    assert found.problems == ()
    assert found.fits == {"filament": Fit.UNKNOWN}


def test_a_table_without_rows_hides_shapes() -> None:
    """Where there are no rows, a scalar column in the place of a vector is only noted."""
    fields = [
        Field(field.name, field.dtype.scalar) if field.dtype.shape else field
        for field in _sound(_LOCATION)
    ]
    found = check_dataset(_header(*fields, rows=0), slots=["location"], datatype="particle")
    assert [(p.severity, p.message) for p in found.problems] == [
        (
            Severity.NOTE,
            "found <u4, expected <u4 (2,), which a table without rows does not show",
        )
    ]
    assert found.fits == {"location": Fit.FITS}


def test_the_number_of_classes_is_one_number() -> None:
    """A letter in the shape of a slot type stands for one number in all of its columns."""
    multi = known_slot_types()["particle", "alignments3D_multi"]
    fields = [Field("uid", "u8"), *_fields_of("alignments3D_multi", multi, classes=9)]
    assert _texts(_header(*fields), ["alignments3D_multi"]) == []
    other = [
        Field(field.name, DTypeSpec("f4", (8, 3))) if field.leaf == "pose" else field
        for field in fields
    ]
    assert _texts(_header(*other), ["alignments3D_multi"]) == [
        '$["alignments3D_multi/pose"]: found <f4 (8, 3), expected <f4 (9, 3); '
        'write ["alignments3D_multi/pose", "<f4", [9, 3]]'
    ]


def test_a_number_of_classes_that_does_not_show_is_a_letter() -> None:
    """Nobody can say what it should be."""
    multi = known_slot_types()["particle", "alignments3D_multi"]
    fields = [Field("uid", "u8"), *_fields_of("alignments3D_multi", multi)]
    flat = [Field(f.name, f.dtype.scalar) for f in fields]
    assert _texts(_header(*flat), ["alignments3D_multi"])[0] == (
        '$["alignments3D_multi/shift"]: found <f4, expected <f4 (K, 2); '
        'write ["alignments3D_multi/shift", "<f4", [K, 2]]'
    )


def test_a_required_column_of_unknown_dtype_has_no_text_to_paste() -> None:
    """Without a dtype there is nothing to write."""
    column = Column(name="x", dtype=None, seen=Seen.ALWAYS, required="a message of the server")
    types = SlotTypes([SlotType(datatype="mask", slot_type="blob", columns=[column])])
    header = _header(("uid", "u8"), ("mask/y", "f4"))
    found = check_dataset(
        header, slots=[{"name": "mask", "dtype": "blob"}], datatype="mask", slot_types=types
    )
    missing = next(p for p in found.problems if p.kind == "missing-column")
    assert missing.hint is None
    assert missing.message == (
        "the column is missing: the server requires it (a message of the server)"
    )


_REQUIRING = [
    slot_type
    for slot_type in known_slot_types().values()
    if any(column.required for column in slot_type.columns)
]


@settings(max_examples=500)
@given(st.sampled_from(_REQUIRING), st.data())
def test_one_defect_is_named(slot_type: SlotType, data: st.DataObject) -> None:
    """Of one defect in a sound table, exactly that is told; and nothing of the sound table."""
    name = slot_type.names[0]
    slots = [{"name": name, "dtype": slot_type.slot_type}]
    fields = _sound(slot_type)
    assert check_dataset(_header(*fields), slots=slots, datatype=slot_type.datatype).problems == ()
    without_uid = check_dataset(_header(*fields[1:]), slots=slots, datatype=slot_type.datatype)
    assert [problem.path for problem in without_uid.problems] == [("uid",)]
    required = {f"{name}/{column.name}" for column in slot_type.columns if column.required}
    victim = data.draw(st.sampled_from([f for f in fields if f.name in required]))
    others = [field for field in fields if field != victim]
    place, defect = data.draw(st.sampled_from(_defects(victim)))
    broken = [*others, *([defect] if defect else [])]
    found = check_dataset(_header(*broken), slots=slots, datatype=slot_type.datatype)
    assert [problem.path for problem in found.problems] == [(place,)]
    assert found.fits == {name: Fit.DOES_NOT_FIT}


def _defects(field: Field) -> list[tuple[str, Field | None]]:
    """Make the defects a column can have: where they show, and the column instead, if any."""
    swapped = f">{field.dtype}" if field.dtype.scalar[0] == "<" else "f8"
    wider = DTypeSpec(field.dtype.scalar, (*field.dtype.shape, 7))
    return [
        (field.name, None),
        (field.name, Field(field.name, "c16")),
        (field.name, Field(field.name, wider)),
        (field.name, Field(field.name, swapped)),
        (f"{field.name}_", Field(f"{field.name}_", field.dtype)),
    ]


@settings(max_examples=500)
@given(st.lists(st.sampled_from(list(known_slot_types().values())), min_size=1, max_size=4))
def test_sound_tables_are_sound(slot_types: list[SlotType]) -> None:
    """A table with all known columns of its slots has nothing to tell."""
    distinct = [t for t in {t.slot_type: t for t in slot_types}.values() if t.names]
    datatype = slot_types[0].datatype
    held = [t for t in distinct if t.datatype is datatype and _fields_of("x", t)]
    slots = [{"name": t.names[0], "dtype": t.slot_type} for t in held]
    header = _header(*_sound(*held))
    assert check_dataset(header, slots=slots, datatype=datatype).problems == ()


@given(
    st.lists(st.sampled_from(_REQUIRING), min_size=1, max_size=3, unique_by=lambda t: t.slot_type),
    st.integers(min_value=0, max_value=9),
    st.sampled_from(["as it is", "without shapes", "of another dtype", "one less"]),
    st.sampled_from(["NPY 1.0", "CSDAT"]),
)
def test_a_table_is_told_what_one_alone_would_be(
    slot_types: list[SlotType], rows: int, change: str, layout: str
) -> None:
    """What was looked at before, with other rows or of another layout, makes no difference."""
    fields = _sound(*slot_types)
    changed = {
        "as it is": fields,
        "without shapes": [Field(f.name, f.dtype.scalar) for f in fields],
        "of another dtype": [*fields[:-1], Field(fields[-1].name, "c16")],
        "one less": fields[:-1],
    }[change]
    for size in (128, 0):
        header = DatasetHeader(rows=rows, fields=changed, format=layout, header_size=size)
        never_seen = SlotTypes([*known_slot_types().values()])
        assert check_dataset(header) == check_dataset(header, slot_types=never_seen)


def test_what_is_sound_depends_on_the_catalogue() -> None:
    """A table that one catalogue has nothing to say of is held to another one all the same."""
    [kept] = [column for column in _LOCATION.columns if column.name == "micrograph_shape"]
    other = attrs.evolve(_LOCATION, columns=[attrs.evolve(kept, dtype="3u4")])
    header = _header(*_sound(_LOCATION))
    catalogues = known_slot_types(), SlotTypes([other]), known_slot_types()
    found = [check_dataset(header, slot_types=types) for types in catalogues]
    assert [any(p.kind == "wrong-dtype" for p in each.problems) for each in found] == [
        *(False, True, False)
    ]


def test_an_output_is_checked_by_its_slots(corpus: Path) -> None:
    """A file is checked against an output, from its path or its header."""
    path = corpus / "cs" / "tools_fixture_t20s_particles__csdat.cs"
    output = OutputSpec(type="particle", slots=["blob", "ctf"])
    assert check_output(path, output).fits == {"blob": Fit.FITS, "ctf": Fit.FITS}
    header = read_header(path)
    assert check_output(header, attrs.evolve(output, slots=["location"])).fits == {
        "location": Fit.DOES_NOT_FIT
    }


@pytest.mark.parametrize(
    ("file", "datatype"),
    [
        pytest.param("cryodrgn_J2_particles_exported.cs", "particle", id="exported particles"),
        pytest.param("cryodrgn_empiar_10076_7.cs", "particle", id="old particles"),
        pytest.param("cryospax_test_csfile__c754721.cs", "particle", id="refined particles"),
        pytest.param("tools_fixture_t20s_exposures__numpy.cs", "exposure", id="exposures"),
        pytest.param(
            "tools_fixture_t20s_particles_passthrough__csdat.cs", "particle", id="passthrough"
        ),
    ],
)
def test_real_files_are_sound(corpus: Path, file: str, datatype: str) -> None:
    """Nothing is told of files that CryoSPARC wrote."""
    header = read_header(corpus / "cs" / file)
    assert _texts(header, list(header.slots), datatype) == []


def test_there_are_three_answers() -> None:
    """What is not known is not called right."""
    assert [*map(str, Fit)] == ["fits", "does not fit", "unknown"]
