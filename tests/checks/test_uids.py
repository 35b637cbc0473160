"""Tests of headers that are wrong in one place: what is told beside all other problems."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cryosparc_spec import FileError, check_dataset, check_file, read_header
from cryosparc_spec.checks.uids import check_uid
from cryosparc_spec.datasets import DatasetHeader
from cryosparc_spec.datasets.listed_columns import as_columns
from cryosparc_spec.interop.numpy import check_array
from cryosparc_spec.problems import ProblemKind, Severity
from tests.command_line import run
from tests.tables import write_columns

Capture = pytest.CaptureFixture[str]

PICKS = [("pick_stats/ncc_score", "<f8"), ("pick_stats/power", "<f4"), ("location/x", "<f4")]
"""Columns of which the first is of another dtype than it should be."""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def saved(columns: list[Any], path: str = "a.cs", rows: int = 3) -> np.ndarray[Any, Any]:
    table: np.ndarray[Any, Any] = np.zeros(rows, columns)
    buffer = io.BytesIO()
    np.save(buffer, table, allow_pickle=True)
    Path(path).write_bytes(buffer.getvalue())
    return table


UIDS = [
    pytest.param([("uid", "<i8"), *PICKS], Severity.WARNING, "$.uid", id="signed"),
    pytest.param([("uid", "<u4"), *PICKS], Severity.WARNING, "$.uid", id="small"),
    pytest.param([("uid", "|i1"), *PICKS], Severity.WARNING, "$.uid", id="of a byte"),
    pytest.param([("uid", ">u8"), *PICKS], Severity.WARNING, "$.uid", id="big-endian"),
    pytest.param([*PICKS, ("uid", "<u8")], Severity.WARNING, "$.uid", id="last"),
    pytest.param([PICKS[0], ("uid", "<u8"), *PICKS[1:]], Severity.WARNING, "$.uid", id="second"),
    pytest.param([("uid", "<f8"), *PICKS], Severity.ERROR, "$.uid", id="floating"),
    pytest.param([("uid", "<f4"), *PICKS], Severity.ERROR, "$.uid", id="floating and small"),
    pytest.param([("uid", "S20"), *PICKS], Severity.ERROR, "$.uid", id="bytes"),
    pytest.param([("uid", "<U20"), *PICKS], Severity.ERROR, "$.uid", id="text"),
    pytest.param([("uid", "|b1"), *PICKS], Severity.ERROR, "$.uid", id="true and false"),
    pytest.param([("uid", "<u8", (2,)), *PICKS], Severity.ERROR, "$.uid", id="pairs"),
    pytest.param([("uid", "<M8[s]"), *PICKS], Severity.ERROR, "$.uid", id="dates"),
    pytest.param(PICKS, Severity.ERROR, "$.uid", id="none"),
]


@pytest.mark.parametrize(("columns", "severity", "place"), UIDS)
def test_a_wrong_uid_is_told_beside_other_problems(
    columns: list[Any], severity: Severity, place: str, capsys: Capture
) -> None:
    """In a file, in memory, and in a group: what the client mends is a warning."""
    table = saved(columns)
    for found in (
        check_dataset("a.cs").problems,
        check_dataset("a.cs", slots=["pick_stats"], datatype="particle").problems,
        check_array(table).problems,
        check_file("a.cs"),
    ):
        severities = {p.place: p.severity for p in found if p.kind != "missing-column" or p.path}
        assert severities[place] is severity
        assert severities['$["pick_stats/ncc_score"]'] is Severity.ERROR
    group = run(capsys, "csg", "build", "--output-name", "a", "--datatype", "particle", "a.cs")
    told = [line for line in group.err.splitlines() if "$.results" in line]
    assert any(f"{severity}: " in line and '"uid" in ">a.cs"' in line for line in told)
    assert any('"pick_stats/ncc_score" in ">a.cs": found <f8' in line for line in told)


def test_a_uid_of_another_dtype_and_not_first_is_two_problems() -> None:
    """Neither hides the other."""
    saved([*PICKS, ("uid", "<i8")])
    found = [p.kind.value for p in check_dataset("a.cs").problems if p.path == ("uid",)]
    assert found == ["wrong-dtype", "column-order"]


def test_a_uid_that_stands_twice_is_told() -> None:
    """Only a file that numpy did not write has one."""
    write_columns(Path("a.cs"), [["uid", "<u8"], ["uid", "<u8"], ["motion/path", "O"]])
    (problem,) = check_dataset("a.cs", slots=["motion"], datatype="particle").problems
    assert str(problem) == '$.fields: 2 columns have the name "uid"; give each its own name'


@pytest.mark.parametrize(
    ("column", "slots", "message", "hint"),
    [
        pytest.param(
            "alignments3D/pose",
            ["alignments3D"],
            "the column holds pickled Python objects: expected <f4 (3,)",
            'write ["alignments3D/pose", "<f4", [3]]',
            id="a vector",
        ),
        pytest.param(
            "ctf/tetra_A",
            ["ctf"],
            "the column holds pickled Python objects: expected <f4 (4,)",
            'write ["ctf/tetra_A", "<f4", [4]]',
            id="a longer vector",
        ),
        pytest.param(
            "blob/idx",
            ["blob"],
            "the column holds pickled Python objects: expected <u4",
            'write ["blob/idx", "<u4"]',
            id="a number",
        ),
        pytest.param(
            "blob/path",
            ["blob"],
            "the column holds pickled Python objects: expected text of a length, such as S12",
            'write ["blob/path", "|S64"]',
            id="text",
        ),
        pytest.param(
            "blob/mine",
            ["blob"],
            "the column holds pickled Python objects: expected text of a length, such as S12",
            "write it with Dataset.save of cryosparc-tools",
            id="a column that nobody knows",
        ),
        pytest.param(
            "mine/x",
            ["blob"],
            "the column holds pickled Python objects: expected text of a length, such as S12",
            "write it with Dataset.save of cryosparc-tools",
            id="a slot that was not asked for",
        ),
        pytest.param(
            "mine/x",
            ["mine"],
            "the column holds pickled Python objects: expected text of a length, such as S12",
            "write it with Dataset.save of cryosparc-tools",
            id="a slot type that nobody knows",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:.*is not a slot type")
def test_objects_in_an_npy_file(column: str, slots: list[str], message: str, hint: str) -> None:
    """They are told with the dtype and shape that the column should have, beside all others."""
    saved([("uid", "<u8"), (column, "O"), ("blob/sign", "<f8")])
    found = check_dataset("a.cs", slots={*slots, "blob"}, datatype="particle").problems
    (problem,) = (p for p in found if p.path == (column,))
    assert (problem.severity, problem.message, problem.hint) == (Severity.ERROR, message, hint)
    assert any(p.path == ("blob/sign",) and p.kind == "wrong-dtype" for p in found)


def test_a_guess_gives_no_advice_on_objects() -> None:
    """The slot type may be another one."""
    columns = ["error", "alpha", "weight", "pose_ess", "shift_ess", "class_posterior", "class_ess"]
    columns += ["psize_A", "error_min", "resid_pow", "slice_pow", "image_pow", "cross_cor"]
    saved([("uid", "<u8"), ("my/pose", "O"), *((f"my/{name}", "<f4") for name in columns)])
    found = check_dataset("a.cs", datatype="particle").problems
    assert [p.hint for p in found if p.severity is Severity.ERROR] == [
        "write it with Dataset.save of cryosparc-tools"
    ]


@pytest.mark.parametrize(
    "dtype",
    ["<M8[s]", "<m8[D]", "|V8", ">M8[ns]", "<M8[us]"],
    ids=["date", "time", "V", "ns", "us"],
)
def test_other_columns_that_no_dataset_has(dtype: str) -> None:
    """The dtype that the column should have is known all the same."""
    table = saved([("uid", "<u8"), ("ctf/df1_A", dtype), ("ctf/df2_A", "<f4")])
    for found in (
        check_dataset("a.cs", slots=["ctf"], datatype="particle").problems,
        check_array(table, slots=["ctf"], datatype="particle").problems,
    ):
        (problem,) = (p for p in found if p.path == ("ctf/df1_A",))
        assert problem.hint == 'write ["ctf/df1_A", "<f4"]'


def test_reading_says_whether_it_is_strict() -> None:
    """An unsound column is refused, or else kept beside the others, in its place."""
    saved([("blob/sign", "<f4"), ("uid", "<i8"), ("blob/mine", "O")])
    with pytest.raises(FileError, match="2 problems"):
        read_header("a.cs")
    header = read_header("a.cs", strict=False)
    assert header.column_names == ("blob/sign", "uid", "blob/mine")
    assert [(c.slot, c.leaf, c.holds_objects) for c in header.unsound] == [
        (None, "uid", False),
        ("blob", "mine", True),
    ]


def test_a_slot_of_unsound_columns_alone_is_there() -> None:
    """It is not told to be missing, and has its type."""
    saved([("uid", "<u8"), ("motion/path", "O")])
    assert dict(read_header("a.cs", strict=False).slots) == {"motion": ()}
    found = check_dataset("a.cs", slots=["motion"], datatype="particle").problems
    assert [p.path for p in found] == [("motion/path",)]


def test_show_and_infer_take_such_tables(capsys: Capture) -> None:
    """The one shows what is there, the other says what is wrong besides."""
    saved([("uid", "<i8"), ("location/micrograph_path", "S9"), ("location/mine", "O")])
    shown = run(capsys, "show", "a.cs")
    assert shown.exit_code == 0
    assert "uid i8: `check` says why not" in shown.out
    assert "mine O: `check` says why not" in shown.out
    inferred = run(capsys, "infer", "a.cs")
    assert inferred.exit_code == 0
    assert "location" in inferred.out
    assert 'a.cs: warning: $.uid: the column "uid" is "i8"' in inferred.err
    assert "particle" in inferred.out


@pytest.mark.parametrize(
    ("columns", "paths"),
    [
        pytest.param([["uid", "<i8"], ["blob/sign", "<f4"]], [("uid",)], id="signed"),
        pytest.param([["uid", "<u8"], 5, ["blob/sign", "<f4"]], [(1,)], id="no column"),
        pytest.param([["uid", "<u8"], ["", "<f4"], []], [(1,), (2,)], id="no name"),
        pytest.param([["uid", "<u8"], ["a/b", "<q9"]], [("a/b",)], id="no dtype"),
        pytest.param([["uid", "<u8"], ["a/b", "<f4", [0]]], [("a/b",)], id="no shape"),
        pytest.param([["uid", "<u8"], ["a/b", "O"], ["a/b", "O"]], [("fields",)], id="twice"),
    ],
)
def test_csdat_as_well(columns: list[Any], paths: list[Any]) -> None:
    """A header is JSON there, and may hold anything."""
    write_columns(Path("a.cs"), columns)
    found = check_dataset("a.cs", slots=[]).problems
    assert [p.path for p in found if p.severity is not Severity.NOTE] == paths


@pytest.mark.parametrize("code", ["<i8", "<u4", "<f8", ">u8"])
def test_a_uid_of_another_dtype_is_told_with_what_to_write(code: str) -> None:
    """Whether the client mends it or not."""
    fields, unsound = as_columns([["uid", code]], objects=False)
    header = DatasetHeader(
        rows=1, fields=fields, unsound=unsound, format="NPY 1.0", header_size=128
    )
    [problem] = check_uid(header)
    assert (problem.path, problem.hint) == (("uid",), 'write ["uid", "<u8"]')
    assert problem.kind is ProblemKind.WRONG_DTYPE
