"""Tables that a document names are opened only within its project, and within a bound."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec import ResultsGroup, load, read_header
from cryosparc_spec.checks import check_tables
from cryosparc_spec.checks import results_group_tables as room
from cryosparc_spec.documents.table_files import find_table, project_of, refuse_outside
from cryosparc_spec.files.load_and_dump import dump
from cryosparc_spec.problems import Severity
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.projects.learning import study
from tests.command_line import run
from tests.tables import write_table

Capture = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("empty_folder")

BLOB = (("blob/path", "S9"), ("blob/idx", "u4"), ("blob/shape", "u4", (2,)))
SECRET = "of nobody's concern"


def group(*metafiles: str) -> dict[str, Any]:
    """A results group whose slots lie in these tables."""
    results = {
        "blob" if number == 0 else f"blob{number}": {
            "metafile": metafile,
            "num_items": 7,
            "type": "particle.blob",
        }
        for number, metafile in enumerate(metafiles)
    }
    return {"created": None, "group": {"name": "a", "type": "particle"}, "results": results}


@pytest.fixture
def home() -> Path:
    """A folder with two projects, and secrets beside them."""
    for name in ("P1/J1", "P1/J2", "P1/exports/groups/P1_J1_a", "P2/J1"):
        write_table(Path("home", name, "stack.cs"), *BLOB)
    Path("home/P1/project.json").write_text("{}")
    Path("home/secret.cs").write_text(SECRET)
    write_table(Path("home/known.cs"), ("secret/of_nobodys_concern", "S9"), rows=471_147)
    return Path("home").absolute()


LEADING_OUT = [
    ">../../../../../../../../etc/passwd",
    ">../../secret.cs",
    ">../../known.cs",
    "../secret.cs",
    "../P2/J1/stack.cs",
    "J2/../../known.cs",
    ">sub/../../../known.cs",
    "J1/../../../../../../../../etc/hostname",
]
ABSOLUTE = ["/etc/passwd", ">/etc/passwd", "HOME/known.cs", "HOME/P1/J1/stack.cs", "//etc/passwd"]
OF_WINDOWS = ["C:\\secret.cs", ">C:secret.cs", "\\\\host\\share\\secret.cs", "\\secret.cs"]


@pytest.mark.parametrize("metafile", [*LEADING_OUT, *ABSOLUTE, *OF_WINDOWS])
@pytest.mark.parametrize("way", ["check", "check folder", "retarget", "learn"])
def test_a_path_that_leads_out_is_a_problem_and_nothing_of_the_file_is_told(
    metafile: str, way: str, home: Path, capsys: Capture
) -> None:
    """Neither that it is there, nor what is in it."""
    metafile = metafile.replace("HOME", str(home))
    path = home / "P1/J1/group.csg"
    path.write_text(json.dumps(group(metafile)))
    commands = {
        "check": ["check", str(path)],
        "check folder": ["check", str(path.parent)],
        "retarget": ["csg", "retarget", str(path), str(path.parent / "stack.cs")],
        "learn": ["learn", str(path)],
    }
    outcome = run(capsys, *commands[way])
    told = outcome.out + outcome.err
    for word in (SECRET, "of_nobodys_concern", "471147", "root:", "is text", "is not there"):
        assert word not in told
    if way != "retarget":
        assert "expected a path" in told
    assert find_table(metafile, path.parent) is None


@pytest.mark.parametrize("there", [True, False])
def test_the_same_is_told_whether_the_file_is_there_or_not(there: bool, home: Path) -> None:
    """What is said of it does not show."""
    if not there:
        (home / "secret.cs").unlink()
    with pytest.raises(SpecError) as caught:
        refuse_outside(">../../secret.cs", home / "P1/J1")
    assert str(caught.value) == (
        '">../../secret.cs" leads out of the project: expected a path within it'
    )


@pytest.mark.parametrize(
    "target",
    ["/etc/passwd", "../../known.cs", "../../secret.cs", "../../P2/J1/stack.cs", "other.cs"],
)
def test_a_link_that_leads_out_is_told_and_not_followed(target: str, home: Path) -> None:
    """The disk of another job may be meant: it is a note."""
    folder = home / "P1/J1"
    (folder / "link.cs").symlink_to(target)
    (folder / "other.cs").symlink_to("../../known.cs")
    (folder / "group.csg").write_text(json.dumps(group(">link.cs")))
    problem, *others = check_tables(load(folder / "group.csg", ResultsGroup), folder)
    assert (problem.severity, others) == (Severity.NOTE, [])
    assert problem.message == (
        '">link.cs" leads out of the project by a link: it was not looked at'
    )
    assert find_table(">link.cs", folder) is None


@pytest.mark.parametrize(
    ("folder", "metafile", "found"),
    [
        ("P1/J1", ">stack.cs", "P1/J1/stack.cs"),
        ("P1/J1", "J2/stack.cs", "P1/J2/stack.cs"),
        ("P1/J1", ">../J2/stack.cs", "P1/J1/../J2/stack.cs"),
        ("P1/J1", "J1/../J2/stack.cs", "P1/J1/../J2/stack.cs"),
        ("P1/exports/groups/P1_J1_a", "J2/stack.cs", "P1/J2/stack.cs"),
        ("P1/exports/groups/P1_J1_a", ">../../../J1/stack.cs", "P1/J1/stack.cs"),
        ("P1", "J1/stack.cs", "P1/J1/stack.cs"),
        ("P2", "J1/stack.cs", "P2/J1/stack.cs"),
        ("P1/J1/sub", "J1/stack.cs", "P1/J1/stack.cs"),
        (".", "P1/J1/stack.cs", "P1/J1/stack.cs"),
    ],
)
def test_tables_within_the_project_are_found(
    folder: str, metafile: str, found: str | None, home: Path
) -> None:
    """From each folder of it; a job on another disk finds its own."""
    (home / "P1/J1/sub").mkdir()
    expected = home / (found or "P1/J1/stack.cs")
    table = find_table(metafile, home / folder)
    assert table is not None
    assert table.samefile(expected)
    refuse_outside(metafile, home / folder)


def test_a_job_on_another_disk_finds_its_tables(home: Path) -> None:
    """Its folder is a link, and so may that of the project be."""
    (home / "disk").mkdir()
    (home / "P1/J2").rename(home / "disk/J2")
    (home / "P1/J2").symlink_to(home / "disk/J2")
    (home / "link").symlink_to(home / "P1")
    for project in ("P1", "link"):
        folder = home / project / "J2"
        assert find_table(">stack.cs", folder) == folder / "stack.cs"
        assert find_table("J2/stack.cs", folder) == home / project / "J2/stack.cs"
        assert find_table("J1/stack.cs", folder) == home / project / "J1/stack.cs"


def test_the_project_is_known_by_its_jobs_or_by_its_own_files(home: Path) -> None:
    """Or else it is the folder itself."""
    assert project_of(home / "P1/J1/sub") == home / "P1"
    assert project_of(home / "P1/any/where") == home / "P1"
    assert project_of(home / "P2/any") == home / "P2/any"


@pytest.mark.parametrize("number", [3, 10])
def test_a_group_that_names_very_many_tables_is_looked_at_in_part(
    number: int, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And this is said."""
    monkeypatch.setattr(room, "MOST_TABLES", number)
    folder = home / "P1/J1"
    dump_to = folder / "group.json"
    dump_to.write_text(json.dumps(group(*[f">{index}.cs" for index in range(number + 5)])))
    document = load(dump_to, ResultsGroup)
    problems = check_tables(document, folder)
    assert len(problems) == number + 1
    assert problems[-1].message == (
        f"more than {number} tables are named: from here on, none was looked at"
    )
    dump(document, folder / "group.csg")


def test_a_table_that_is_written_in_many_ways_is_read_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dots and slashes make no other table of it."""
    read: list[object] = []
    real = read_header

    def counted(path: Path, **options: bool) -> object:
        read.append(path)
        return real(path, **options)

    monkeypatch.setattr(room, "read_header", counted)
    ways = [">" + "./" * number + "stack.cs" for number in range(40)]
    ways += [">" + "x/../" * number + "stack.cs" for number in range(1, 40)]
    folder = home / "P1/J1"
    (folder / "group.csg").write_text(json.dumps(group(*ways)))
    check_tables(load(folder / "group.csg", ResultsGroup), folder)
    assert len(read) == 1


def test_what_is_learned_of_is_within_the_project(home: Path) -> None:
    """A table elsewhere is skipped, and this is told."""
    path = home / "P1/J1/group.csg"
    path.write_text(json.dumps(group(">../../known.cs", ">stack.cs")))
    learned = study([path])
    assert [problem.message for problem in learned.skipped] == [
        '">../../known.cs" leads out of the project: expected a path within it'
    ]
