"""Tests of results groups against the tables they name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from cryosparc_spec import ResultsGroup, check_file, structure
from cryosparc_spec.checks import check_tables
from cryosparc_spec.documents import Group, SlotResult
from cryosparc_spec.problems import ProblemKind, Severity
from tests.document_strategies import Raw, raw_results_groups
from tests.tables import write_table

LOCATION = [
    *(("location/micrograph_uid", "u8"), ("location/exp_group_id", "u4")),
    *(("location/micrograph_path", "O"), ("location/micrograph_shape", "2u4")),
    *(("location/center_x_frac", "f4"), ("location/center_y_frac", "f4")),
]
PICKS = [
    *(("pick_stats/ncc_score", "f4"), ("pick_stats/power", "f4")),
    *(("pick_stats/template_idx", "u4"), ("pick_stats/angle_rad", "f4")),
]


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in the folder of a project whose job J1 has a table of picked particles."""
    monkeypatch.chdir(tmp_path)
    write_table(Path("J1/picked.cs"), *LOCATION, *PICKS)


def group_of(**results: tuple[str, str, int | None]) -> ResultsGroup:
    """A group of the given type, metafile and number of items of each slot."""
    return ResultsGroup(
        group=Group(name="particles", type="particle"),
        results={
            name: SlotResult(type=slot_type, metafile=metafile, num_items=number)
            for name, (slot_type, metafile, number) in results.items()
        },
    )


def texts(group: ResultsGroup) -> list[str]:
    return [
        f"{'' if p.severity is Severity.ERROR else f'{p.severity} '}{p.kind} {p}"
        for p in check_tables(group, "J1")
    ]


PICKED = ("particle.location", ">picked.cs", 3)


@pytest.mark.parametrize(
    "results",
    [
        pytest.param({"location": PICKED}, id="beside the group"),
        pytest.param({"location": ("particle.location", "J1/picked.cs", 3)}, id="in the project"),
        pytest.param({"location": ("particle.location", ">picked.cs", None)}, id="not counted"),
        pytest.param(
            {"location": PICKED, "pick_stats": ("particle.pick_stats", ">picked.cs", 3)},
            id="two slots of a table",
        ),
        pytest.param({"location": ("particle.mine", ">picked.cs", 3)}, id="unknown type"),
        pytest.param({"location": ("movie.location", ">picked.cs", 3)}, id="unknown datatype"),
    ],
)
def test_what_is_sound_has_no_problems(results: dict[str, tuple[str, str, int | None]]) -> None:
    """What the group alone shows is told elsewhere."""
    assert texts(group_of(**results)) == []


@pytest.mark.parametrize(
    ("name", "result", "expected"),
    [
        pytest.param(
            "location",
            ("particle.location", ">picked.cs", 12345),
            'invalid-count $.results.location.num_items: num_items is 12345, and ">picked.cs" '
            'has 3 rows; write "num_items": 3',
            id="stale num_items",
        ),
        pytest.param(
            "location",
            ("particle.location", ">piked.cs", 3),
            'missing-file $.results.location.metafile: ">piked.cs" is not there: no such file '
            'beside the group; is ">picked.cs" meant?',
            id="missing file",
        ),
        pytest.param(
            "location",
            ("particle.pick_stats", ">picked.cs", 3),
            'other-slot-type $.results.location.type: the columns of "location" in ">picked.cs" '
            'are those of slot type "location", not of "pick_stats"; write particle.location',
            id="wrong type",
        ),
        pytest.param(
            "location",
            ("particle.location", ">other.csg", 3),
            'unreadable $.results.location.metafile: ">other.csg": the file is a results group '
            '(.csg): expected a CryoSPARC dataset (.cs); give "picked.cs"',
            id="csg for cs",
        ),
        pytest.param(
            "ctf",
            ("particle.ctf", ">picked.cs", 3),
            'missing-slot $.results.ctf: ">picked.cs" has no columns of the slot "ctf": '
            "it has those of location, pick_stats; name the table that has them",
            id="slot without its columns",
        ),
        pytest.param(
            "locations",
            ("particle.location", ">picked.cs", 3),
            'missing-slot $.results.locations: ">picked.cs" has no columns of the slot '
            '"locations": it has those of location, pick_stats; is "location" meant?',
            id="mistyped slot",
        ),
        pytest.param(
            "location",
            ("particle.location", "picked.cs", 3),
            'warning invalid-value $.results.location.metafile: "picked.cs" is beside the group: '
            "without > before it, a path begins at the folder of the project; "
            'write ">picked.cs"',
            id="mark left out",
        ),
        pytest.param(
            "location",
            ("particle.location", "J2/picked.cs", 3),
            'note missing-file $.results.location.metafile: "J2/picked.cs" is not there: no such '
            "file in a folder from that of the group upwards; "
            'write ">picked.cs", which is beside the group',
            id="in a project that is elsewhere",
        ),
        pytest.param(
            "location",
            ("particle.location", "J1/none.cs", 3),
            'missing-file $.results.location.metafile: "J1/none.cs" is not there: no such '
            "file in a folder from that of the group upwards",
            id="missing in the project",
        ),
        pytest.param(
            "location",
            ("particle.location", "", 3),
            'missing-file $.results.location.metafile: "" is not there: no such '
            "file in a folder from that of the group upwards",
            id="no path",
        ),
        pytest.param(
            "location",
            ("particle.location", ">J1/picked.cs", 3),
            'missing-file $.results.location.metafile: ">J1/picked.cs" is not there: no such '
            'file beside the group; write "J1/picked.cs", which begins at the folder of the '
            "project",
            id="mark too many",
        ),
        pytest.param(
            "location",
            ("particle.location", ">empty.cs", 3),
            'unreadable $.results.location.metafile: ">empty.cs": the file is empty: expected a '
            "CryoSPARC dataset (.cs); run the job that writes it, or copy it again",
            id="empty",
        ),
        pytest.param(
            "location",
            ("particle.location", ">scalar.cs", 3),
            'wrong-dtype $.results.location: "location/micrograph_shape" in ">scalar.cs": '
            "found <u4, expected <u4 (2,); "
            'write ["location/micrograph_shape", "<u4", [2]]',
            id="a column of the wrong shape",
        ),
    ],
)
def test_each_mistake_is_told_once(
    name: str, result: tuple[str, str, int | None], expected: str
) -> None:
    """With its place in the group, and what to write."""
    Path("J1/other.csg").write_text("results:\n  a: {metafile: '>picked.cs'}\n")
    Path("J1/empty.cs").touch()
    scalar = [(name, "u4" if name.endswith("shape") else dtype) for name, dtype in LOCATION]
    write_table(Path("J1/scalar.cs"), *scalar)
    assert texts(group_of(**{name: result})) == [expected]


def test_a_name_that_no_slot_can_have_is_told_elsewhere() -> None:
    """Though the table has such columns."""
    write_table(Path("J1/odd.cs"), ("my picks/x", "f4"))
    results = {"my picks": ("particle.location", ">odd.cs", 3)}
    assert texts(group_of(**results)) == []


@given(raw=raw_results_groups())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_group_can_be_held_to_its_tables(raw: Raw) -> None:
    """Whatever it names, problems point at what stands in it."""
    for problem in check_tables(structure(raw, ResultsGroup), "J1"):
        value: Any = raw
        for key in problem.path:
            value = value[key]


def test_a_table_of_several_slots_is_told_once() -> None:
    """Each number of items is, though: each is to be mended."""
    gone = ("particle.location", ">gone.cs", 3)
    assert len(texts(group_of(location=gone, pick_stats=gone))) == 1
    stale = ("particle.location", ">picked.cs", 4), ("particle.pick_stats", ">picked.cs", 4)
    assert len(texts(group_of(location=stale[0], pick_stats=stale[1]))) == 2


def test_of_many_missing_tables_the_first_are_told_with_what_may_be_meant() -> None:
    """To look for that takes its time."""
    results: dict[str, tuple[str, str, int | None]] = {
        f"s{i}": ("particle.location", f">piked{i}.cs", 3) for i in range(100)
    }
    hints = [problem.hint for problem in check_tables(group_of(**results), "J1")]
    assert len(hints) == 100
    assert (hints[0], hints[-1]) == ('is ">picked.cs" meant?', None)


def test_of_twenty_tables_it_is_told_what_may_be_meant() -> None:
    """And not of the next."""
    results: dict[str, tuple[str, str, int | None]] = {
        f"s{i}": ("particle.location", f">piked{i}.cs", 3) for i in range(22)
    }
    hints = [problem.hint for problem in check_tables(group_of(**results), "J1")]
    assert hints == ['is ">picked.cs" meant?'] * 20 + [None] * 2


@pytest.mark.parametrize(
    ("numbers", "told"),
    [((3, 4), []), ((None, None), ["a group is"]), ((4, 4), ["num_items is", "a group is"])],
)
def test_tables_that_differ_in_rows_are_told_where_the_group_does_not_say_it(
    numbers: tuple[int | None, int | None], told: list[str]
) -> None:
    """Where its numbers of items differ, it is told of these."""
    write_table(Path("J1/four.cs"), *PICKS, rows=4)
    first, second = numbers
    group = group_of(
        location=("particle.location", ">picked.cs", first),
        pick_stats=("particle.pick_stats", ">four.cs", second),
    )
    found = check_tables(group, "J1")
    assert [
        problem.message.startswith(text) for problem, text in zip(found, told, strict=True)
    ] == [True for _ in told]


def test_three_tables_that_differ_are_one_problem() -> None:
    """With the rows of each."""
    for number in (4, 5):
        write_table(Path(f"J1/t{number}.cs"), *PICKS, *LOCATION, rows=number)
    group = group_of(
        location=("particle.location", ">picked.cs", None),
        pick_stats=("particle.pick_stats", ">t4.cs", None),
        pick_stats_2=("particle.pick_stats", ">t5.cs", None),
    )
    [text] = [text for text in texts(group) if "items in all" in text]
    assert text.startswith(
        "warning invalid-count $.results: a group is of the same items in all its slots, and has "
        '3 of ">picked.cs", and 4 of ">t4.cs", and 5 of ">t5.cs"'
    )


def test_a_table_that_cannot_be_opened_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system says is the reason."""

    def refuse(path: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("cryosparc_spec.checks.results_group_tables.read_header", refuse)
    assert texts(group_of(location=PICKED)) == [
        'unreadable $.results.location.metafile: ">picked.cs" cannot be read: Permission denied'
    ]


def test_a_group_of_no_folder_names_tables_that_are_not_there() -> None:
    """Nothing near is found either."""
    (problem,) = check_tables(group_of(location=PICKED), "nowhere")
    assert (problem.kind, problem.hint) == (ProblemKind.MISSING_FILE, None)


def test_the_six_bugs_of_public_writers_are_found_in_a_file() -> None:
    """Each at its line, in one go."""
    Path("J1/other.csg").write_text("results:\n  a: {metafile: '>picked.cs'}\n")
    Path("J1/out.csg").write_text(
        "create: 2024-09-23 21:07:31.234595\n"
        "group: {name: particles, type: particle}\n"
        "version: v4.4.1\n"
        "results:\n"
        "  location: {metafile: '>picked.cs', num_items: 9, type: particle.location}\n"
        "  pick_stats: {metafile: '>picked.cs', num_items: 3, type: particle.location}\n"
        "  ctf: {metafile: '>picked.cs', num_items: 3, type: particle.ctf}\n"
        "  blob: {metafile: '>none.cs', num_items: 3, type: particle.blob}\n"
        "  motion: {metafile: '>other.csg', num_items: 3, type: particle.motion}\n"
    )
    found = check_file("J1/out.csg")
    lines = [(p.position.line, p.kind.value) for p in found if p.position]
    assert lines == [
        (1, "unknown-key"),
        (4, "invalid-count"),
        (5, "invalid-count"),
        (6, "other-slot-type"),
        (7, "missing-slot"),
        (8, "missing-file"),
        (9, "unreadable"),
    ]


def test_a_table_with_compressed_columns_is_looked_at_to_its_end() -> None:
    """That it is cut short is not known by its size."""
    header = {
        "length": 2,
        "dtype": [["uid", "<u8"], ["location/micrograph_uid", "<u8"]],
        "compression": "lz4",
        "compressed_fields": ["uid", "location/micrograph_uid"],
    }
    text = json.dumps(header).encode()
    head = b"\x95CSDAT" + len(text).to_bytes(4, "little") + text
    Path("J1/cut.cs").write_bytes(head + b"\x04\0\0\0abcd" + b"\x09\0\0\0abcd")
    assert texts(group_of(location=("particle.location", ">cut.cs", 2))) == [
        'unreadable $.results.location.metafile: ">cut.cs": the file is cut short: it ends within '
        'the column "location/micrograph_uid"; copy it again from where it was written'
    ]


def test_a_path_without_a_mark_is_one_of_the_project() -> None:
    """What stands in a folder beside the group is not meant."""
    write_table(Path("J1/sub/picked.cs"), *LOCATION, *PICKS)
    found = check_tables(group_of(location=("particle.location", "sub/picked.cs", 3)), "J1")
    assert [problem.kind for problem in found] == []
