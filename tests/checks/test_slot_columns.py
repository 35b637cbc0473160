"""Tests of the columns of a slot beside those of its type."""

from __future__ import annotations

from typing import Any

import pytest

from cryosparc_spec import Field, Slot
from cryosparc_spec.catalogue import Column, Seen, SlotType
from cryosparc_spec.checks.slot_columns import Grounds, check_slot_columns
from cryosparc_spec.datasets import DatasetHeader
from cryosparc_spec.datasets.listed_columns import as_columns
from cryosparc_spec.problems import Severity

MINE = SlotType(
    datatype="particle",
    slot_type="mine",
    columns=[
        Column(
            name="shape",
            dtype="2u4",
            seen=Seen.ALWAYS,
            seen_in="9 tables",
            required="a message of the server",
        ),
        Column(name="path", dtype="O", seen=Seen.ALWAYS, seen_in="9 tables"),
        Column(name="pose", dtype="(K,3)f4", seen=Seen.ALWAYS, seen_in="3 tables"),
        Column(name="error", dtype="(K,)f4", seen=Seen.SOMETIMES),
        Column(name="odd"),
    ],
)
FREE = SlotType(
    datatype="particle",
    slot_type="free",
    columns=[Column(name="a", dtype="f4", seen=Seen.ALWAYS, seen_in="all"), Column(name="b")],
)
NONE = SlotType(datatype="particle", slot_type="none")
ALL: list[Any] = [["shape", "<u4", [2]], ["path", "|O"], ["pose", "<f4", [5, 3]], ["odd", "<u2"]]


def header_of(
    columns: list[Any], *, rows: int = 3, format: str = "CSDAT", size: int = 128
) -> DatasetHeader:
    """A header with these columns of the slot ``x``, or of the slot they name."""
    named = [[name if "/" in name else f"x/{name}", *of] for name, *of in columns]
    sound, unsound = as_columns(named, objects=format == "CSDAT")
    return DatasetHeader(
        rows=rows,
        fields=sound,
        unsound=unsound,
        format=format,
        header_size=size,
    )


@pytest.mark.parametrize(
    ("columns", "more", "expected"),
    [
        pytest.param(ALL, {}, [], id="all"),
        pytest.param(
            [["path", "|O"], ["pose", "<f4", [5, 3]], ["odd", "<u2"]],
            {},
            [
                (
                    "error/warning/note",
                    'missing-column $["x/shape"]: the column is missing: the server requires '
                    'it (a message of the server); write ["x/shape", "<u4", [2]]',
                )
            ],
            id="required missing",
        ),
        pytest.param(
            [["shape", "<u4", [2]], ["pose", "<f4", [5, 3]], ["odd", "<u2"]],
            {},
            [
                (
                    "note/note/note",
                    'missing-column $["x/path"]: the column is missing: it was there in all '
                    'tables seen (9 tables); write ["x/path", "|O"]',
                )
            ],
            id="seen missing",
        ),
        pytest.param(
            [["shape", "<u4", [2]], ["path", "|O"], ["odd", "<u2"]],
            {},
            [
                (
                    "note/note/note",
                    'missing-column $["x/pose"]: the column is missing: it was there in all '
                    'tables seen (3 tables); write ["x/pose", "<f4", [K, 3]]',
                )
            ],
            id="lettered missing",
        ),
        pytest.param(
            [["shape", "<u4", [2]], ["path", "|O"], ["odd", "<u2"], ["error", "<f4", [7]]],
            {},
            [
                (
                    "note/note/note",
                    'missing-column $["x/pose"]: the column is missing: it was there in all '
                    'tables seen (3 tables); write ["x/pose", "<f4", [7, 3]]',
                )
            ],
            id="lettered missing, another shows",
        ),
        pytest.param(
            [["shape", "<u4", [2]], ["path", "|O"], ["pose", "<f4", [5, 3]]],
            {},
            [],
            id="odd and sometimes missing",
        ),
        pytest.param(
            [["path", "|O"], ["pose", "<f4", [5, 3]], ["odd", "<u2"], ["shpae", "<u4", [2]]],
            {},
            [
                (
                    "error/warning/note",
                    'missing-column $["x/shpae"]: no such column is known, and "x/shape", '
                    'which the server requires, is missing; rename it to "x/shape"',
                )
            ],
            id="renamed",
        ),
        pytest.param(
            [["shape", "<u4", [2]], ["pose", "<f4", [5, 3]], ["odd", "<u2"], ["paht", "|O"]],
            {},
            [
                (
                    "note/note/note",
                    'unexpected-column $["x/paht"]: no such column of slot type "mine" is '
                    'known; is "x/path" meant?',
                ),
                (
                    "note/note/note",
                    'missing-column $["x/path"]: the column is missing: it was there in all '
                    'tables seen (9 tables); write ["x/path", "|O"]',
                ),
            ],
            id="renamed, not required",
        ),
        pytest.param(
            [
                ["shape", "<u4", [2]],
                ["path", "|O"],
                ["pose", "<f4", [5, 3]],
                ["odd", "<u2"],
                ["zzz", "<f4"],
            ],
            {},
            [
                (
                    "note/note/note",
                    'unexpected-column $["x/zzz"]: no such column of slot type "mine" is known',
                )
            ],
            id="unknown",
        ),
        pytest.param(
            [
                ["path", "|O"],
                ["pose", "<f4", [5, 3]],
                ["odd", "<u2"],
                ["shpae", "<u4", [2]],
                ["shapee", "<u4", [2]],
            ],
            {},
            [
                (
                    "error/warning/note",
                    'missing-column $["x/shpae"]: no such column is known, and "x/shape", '
                    'which the server requires, is missing; rename it to "x/shape"',
                ),
                (
                    "note/note/note",
                    'unexpected-column $["x/shapee"]: no such column of slot type "mine" is known',
                ),
            ],
            id="two for one",
        ),
        pytest.param(
            [["path", "|O"], ["pose", "<f4", [5, 3]], ["odd", "<u2"], ["shape", "<i4", [2]]],
            {},
            [
                (
                    "error/error/note",
                    'wrong-dtype $["x/shape"]: found <i4 (2,), expected <u4 (2,); write '
                    '["x/shape", "<u4", [2]]',
                )
            ],
            id="other scalar",
        ),
        pytest.param(
            [["path", "|O"], ["pose", "<f4", [5, 3]], ["odd", "<u2"], ["shape", "<u4", [3]]],
            {},
            [
                (
                    "error/error/note",
                    'wrong-dtype $["x/shape"]: found <u4 (3,), expected <u4 (2,); write '
                    '["x/shape", "<u4", [2]]',
                )
            ],
            id="other shape",
        ),
        pytest.param(
            [["path", "|O"], ["pose", "<f4", [5, 3]], ["odd", "<u2"], ["shape", "<u4"]],
            {},
            [
                (
                    "error/error/note",
                    'wrong-dtype $["x/shape"]: found <u4, expected <u4 (2,); write '
                    '["x/shape", "<u4", [2]]',
                )
            ],
            id="no shape",
        ),
        pytest.param(
            [["path", "|O"], ["pose", "<f4", [5, 3]], ["odd", "<u2"], ["shape", "<u4"]],
            {"rows": 0},
            [
                (
                    "note/note/note",
                    'wrong-dtype $["x/shape"]: found <u4, expected <u4 (2,), which a table '
                    'without rows does not show; write ["x/shape", "<u4", [2]]',
                )
            ],
            id="no shape without rows",
        ),
        pytest.param(
            [["shape", "<u4", [2]], ["pose", "<f4", [5, 3]], ["odd", "<u2"], ["path", "<f4"]],
            {},
            [
                (
                    "error/error/note",
                    'wrong-dtype $["x/path"]: found <f4, expected |O; write ["x/path", "|O"]',
                )
            ],
            id="no text",
        ),
        pytest.param(
            [["shape", "<u4", [2]], ["path", "<f4"], ["pose", "<f4", [5, 3]]],
            {"format": "NPY 1.0"},
            [
                (
                    "error/error/note",
                    'wrong-dtype $["x/path"]: found <f4, expected text; write ["x/path", "|S64"]',
                )
            ],
            id="no text, npy",
        ),
        pytest.param(
            [["shape", "<u4", [2]], ["path", "<f4"], ["pose", "<f4", [5, 3]]],
            {"format": "NPY 1.0", "size": 1},
            [
                (
                    "error/error/note",
                    'wrong-dtype $["x/path"]: found <f4, expected text; write ["x/path", "|S64"]',
                )
            ],
            id="no text, npy of any size",
        ),
        pytest.param(
            [["shape", "<u4", [2]], ["path", "<f4"], ["pose", "<f4", [5, 3]]],
            {"format": "NPY 1.0", "size": 0},
            [
                (
                    "error/error/note",
                    'wrong-dtype $["x/path"]: found <f4, expected |O; write ["x/path", "|O"]',
                )
            ],
            id="no text, no file",
        ),
        pytest.param(
            [["shape", "<u4", [2]], ["pose", "<f4", [5, 3]]],
            {"format": "NPY 1.0"},
            [
                (
                    "note/note/note",
                    'missing-column $["x/path"]: the column is missing: it was there in all '
                    'tables seen (9 tables); write ["x/path", "|S64"]',
                )
            ],
            id="text missing, npy",
        ),
        pytest.param(
            [["shape", "|O"], ["path", "|O"], ["pose", "<f4", [5, 3]], ["odd", "|O"]],
            {"format": "NPY 1.0"},
            [
                (
                    "error/error/error",
                    'wrong-dtype $["x/shape"]: the column holds pickled Python objects: '
                    'expected <u4 (2,); write ["x/shape", "<u4", [2]]',
                ),
                (
                    "error/error/error",
                    'invalid-value $["x/path"]: the column holds pickled Python objects: '
                    'expected text of a length, such as S12; write ["x/path", "|S64"]',
                ),
                (
                    "error/error/error",
                    'invalid-value $["x/odd"]: the column holds pickled Python objects: '
                    "expected text of a length, such as S12; write it with Dataset.save of "
                    "cryosparc-tools",
                ),
            ],
            id="objects, npy",
        ),
        pytest.param(
            [["path", "|O"], ["pose", "<f4", [5, 3]], ["odd", "<u2"], ["shape", "<m8[s]"]],
            {},
            [
                (
                    "error/error/error",
                    'invalid-value $["x/shape"]: "<m8[s]" is not a dtype: expected a code '
                    'such as "f4", "3u4" or "(2,3)f4"; write ["x/shape", "<u4", [2]]',
                )
            ],
            id="unsound",
        ),
        pytest.param(
            [
                ["shape", "<u4", [2]],
                ["path", "|O"],
                ["pose", "<f4", [5, 3]],
                ["odd", "<u2"],
                ["zzz", "<m8[s]"],
            ],
            {},
            [
                (
                    "error/error/error",
                    'invalid-value $["x/zzz"]: "<m8[s]" is not a dtype: expected a code such '
                    'as "f4", "3u4" or "(2,3)f4"',
                )
            ],
            id="unsound unknown",
        ),
        pytest.param(
            [
                ["shape", "<u4", [2]],
                ["path", "|O"],
                ["pose", "<f4", [5, 3]],
                ["odd", "<u2"],
                ["shape", "<u4", [2]],
            ],
            {},
            [
                (
                    "error/error/error",
                    'duplicate-key $.fields: 2 columns have the name "x/shape"; give each its '
                    "own name",
                )
            ],
            id="twice",
        ),
        pytest.param(
            [["shape", "<u4", [2]], ["path", "|O"], ["odd", "<u2"], ["pose", "<f4", [5, 4]]],
            {},
            [
                (
                    "error/error/note",
                    'wrong-dtype $["x/pose"]: found <f4 (5, 4), expected <f4 (K, 3); write '
                    '["x/pose", "<f4", [K, 3]]',
                )
            ],
            id="other letters",
        ),
        pytest.param(
            [],
            {},
            [
                (
                    "error/error/error",
                    "missing-slot $.x: the slot has no columns: expected columns that begin "
                    'with "x/"',
                )
            ],
            id="nothing",
        ),
        pytest.param(
            [["y/a", "<f4"]],
            {},
            [
                (
                    "error/error/error",
                    "missing-slot $.x: the slot has no columns: expected columns that begin "
                    'with "x/"',
                )
            ],
            id="nothing like",
        ),
    ],
)
def test_columns_are_held_to_their_slot_type(
    columns: list[Any], more: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """How much it matters depends on whether an output, a name or a guess says the type."""
    header, slot = header_of(columns, **more), Slot("x", "mine")
    found = [[*check_slot_columns(header, slot, MINE, grounds)] for grounds in Grounds]
    severities = ["/".join(str(p.severity) for p in each) for each in zip(*found, strict=True)]
    texts = [f"{problem.kind} {problem}" for problem in found[0]]
    assert [*zip(severities, texts, strict=True)] == expected
    assert [str(problem) for problem in found[1]] == [str(problem) for problem in found[0]]


@pytest.mark.parametrize(
    ("grounds", "severity"),
    [
        (Grounds.OUTPUT, Severity.WARNING),
        (Grounds.NAME, Severity.NOTE),
        (Grounds.GUESS, Severity.NOTE),
    ],
)
def test_where_no_requirements_are_known_a_column_always_seen_matters(
    grounds: Grounds, severity: Severity
) -> None:
    """Where a table is held to an output; else it is a note."""
    [problem] = check_slot_columns(header_of([["b", "<f4"]]), Slot("x", "free"), FREE, grounds)
    assert problem.severity is severity
    assert str(problem) == (
        '$["x/a"]: the column is missing: it was there in all tables seen (all); '
        'write ["x/a", "<f4"]'
    )


@pytest.mark.parametrize("slot_type", [NONE, None])
def test_of_a_type_without_columns_nothing_is_known(slot_type: SlotType | None) -> None:
    """What no dataset can have is told all the same."""
    header = header_of([["a", "<f4"], ["b", "<m8[s]"]])
    found = [
        f"{p.severity} {p}"
        for p in check_slot_columns(header, Slot("x", "none"), slot_type, Grounds.NAME)
    ]
    assert found == [
        'error $["x/b"]: "<m8[s]" is not a dtype: expected a code such as "f4", "3u4" or "(2,3)f4"',
        'note $.x: nothing is known of the columns of slot type "none" here',
    ]


def test_an_optional_slot_may_have_no_columns() -> None:
    """A required one may not, and another slot may be meant."""
    header = header_of([["xx/a", "<f4"]])
    optional, required = Slot("x", "mine", False), Slot("x", "mine")
    assert [*check_slot_columns(header, optional, MINE, Grounds.OUTPUT)] == []
    assert [str(p) for p in check_slot_columns(header, required, MINE, Grounds.OUTPUT)] == [
        '$.x: the slot has no columns: expected columns that begin with "x/"; "xx/" is there: is '
        "that meant?"
    ]


def test_other_slots_show_sizes_that_a_slot_does_not() -> None:
    """Where all of their columns are those of the type, and the slot itself comes first."""
    others = [["y/error", "<f4", [8]], ["z/error", "<f4", [9]], ["z/more", "<f4"]]
    columns = [*ALL[:2], ["x/odd", "<u2"], *others]
    [problem] = check_slot_columns(header_of(columns), Slot("x", "mine"), MINE, Grounds.NAME)
    assert problem.hint == 'write ["x/pose", "<f4", [8, 3]]'
    own = [*columns, ["x/error", "<f4", [7]]]
    [problem] = check_slot_columns(header_of(own), Slot("x", "mine"), MINE, Grounds.NAME)
    assert problem.hint == 'write ["x/pose", "<f4", [7, 3]]'


def test_of_a_hundred_unknown_columns_it_is_told_what_may_be_meant() -> None:
    """To compare each with all others would take long."""
    fields = [Field(f"x/zzz{number}", "f4") for number in range(100)]
    for number, hint in ((99, 'rename it to "x/shape"'), (100, None)):
        columns = [*fields[:number], Field("x/shapee", "2u4")]
        header = DatasetHeader(rows=1, fields=columns, format="CSDAT", header_size=9)
        found = check_slot_columns(header, Slot("x", "mine"), MINE, Grounds.OUTPUT)
        assert [p.hint for p in found if p.path == ("x/shapee",)] == [hint]
