"""Tests of checks across the files of a project."""

from __future__ import annotations

import json
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from cryosparc_spec import Problem, known_slot_types
from cryosparc_spec.problems import Severity
from cryosparc_spec.projects import Project, check_project
from cryosparc_spec.projects.examiner import Examiner
from cryosparc_spec.projects.processes import begin, reports_on, reports_on_some
from cryosparc_spec.projects.telling import each_told_once
from tests.projects.made_project import MadeJob, make_project, write_group, write_json
from tests.projects.planted_faults import FAULTS, Place, plant, planted
from tests.tables import write_table

PIPELINES = 2


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[MadeJob]]:
    """A sound project of some pipelines, which no test changes."""
    folder = tmp_path_factory.mktemp("sound") / "P1"
    return folder, make_project(folder, 6 * PIPELINES)


@pytest.fixture
def copied(sound: tuple[Path, list[MadeJob]], tmp_path: Path) -> Path:
    """A copy of it to change."""
    return shutil.copytree(sound[0], tmp_path / "P1")


def problems_in(folder: Path) -> tuple[Problem, ...]:
    return check_project(Project.open(folder))


def edit(path: Path, change: Callable[[Any], None]) -> None:
    """Change a document in its file."""
    text = path.read_text("utf-8")
    raw = yaml.safe_load(text) if path.suffix == ".csg" else json.loads(text)
    change(raw)
    (write_group if path.suffix == ".csg" else write_json)(path, raw)


def file_of(problem: Problem) -> str:
    assert problem.position is not None
    return problem.position.file


def test_a_project_of_300_jobs_is_told_its_40_mistakes_once_each(tmp_path: Path) -> None:
    """And nothing else; it is silent before they are planted."""
    folder = tmp_path / "P1"
    made = make_project(folder, 300)
    assert sum(1 for path in folder.rglob("*") if path.is_file()) > 2000
    assert problems_in(folder) == ()
    faults = [*plant(folder, made, 40)]
    told = sorted((p.kind.value, Path(file_of(p)).parent.name) for p in problems_in(folder))
    assert told == sorted((fault.kind, fault.job) for fault in faults)


@pytest.mark.parametrize("number", range(PIPELINES))
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.__name__))
def test_each_mistake_is_told_wherever_it_is_planted(
    fault: Callable[[Place], str],
    number: int,
    copied: Path,
    sound: tuple[Path, list[MadeJob]],
) -> None:
    """In jobs of CryoSPARC 4 and 5, in tables of both layouts, exported or not."""
    pipeline = sound[1][6 * number : 6 * number + 6]
    wanted = planted(fault, copied, pipeline)
    [problem] = problems_in(copied)
    assert (problem.kind.value, Path(file_of(problem)).parent.name) == (wanted.kind, wanted.job)


def test_a_mistake_that_shows_in_several_places_names_them(copied: Path) -> None:
    """Those of the same file without the name of the file; no more than three."""
    (copied / "J4" / "J4_000_particles.cs").unlink()
    [problem] = problems_in(copied)
    assert problem.message == (
        '">J4_000_particles.cs" is not there: no such file beside the group; the same shows in '
        "$.results.ctf.metafile, $.results.location.metafile, "
        f"{copied}/J4/job.json: $.output_results[0].metafiles[0] and 2 more places"
    )


def test_a_job_that_is_gone_is_told_with_all_that_take_from_it(copied: Path) -> None:
    """At the first of them, once for the whole project."""
    shutil.rmtree(copied / "J4")

    def feed(job: Any) -> None:
        connection = {"job_uid": "J4", "output": "particles", "results": []}
        job["spec"]["inputs"]["more"] = {"type": "particle", "connections": [connection]}

    edit(copied / "J9" / "job.json", feed)
    [problem] = problems_in(copied)
    assert problem.severity is Severity.ERROR
    assert Path(file_of(problem)).parent.name == "J5"
    assert problem.message.endswith(" and 1 more place")


def test_a_table_of_a_job_that_is_gone_is_not_told_beside_it(copied: Path) -> None:
    """What is missing is the job."""

    def borrow(job: Any) -> None:
        for result in job["spec"]["outputs"]["particles"]["results"]:
            if result["passthrough"]:
                result["metafiles"] = ["J4/J4_000_particles.cs"]

    edit(copied / "J5" / "job.json", borrow)
    shutil.rmtree(copied / "J4")
    assert [p.kind.value for p in problems_in(copied)] == ["missing-job"]


def test_what_a_table_hands_on_may_lie_with_another_job(copied: Path) -> None:
    """A result that passes through names the table of the job that made it."""

    def borrow(job: Any) -> None:
        for result in job["spec"]["outputs"]["particles"]["results"]:
            if result["passthrough"]:
                result["metafiles"] = ["J4/J4_000_particles.cs"]

    edit(copied / "J5" / "job.json", borrow)
    assert problems_in(copied) == ()


def _first_connection(job: Any) -> Any:
    [spec] = job["spec"]["inputs"].values()
    return spec["connections"][0]


def test_a_result_that_names_the_job_itself_feeds_nothing(copied: Path) -> None:
    """As in a document that is published; a session is no job either."""

    def change(job: Any) -> None:
        connection = _first_connection(job)
        for result in connection["results"]:
            result["job_uid"] = "J5"
        connection["results"][0]["job_uid"] = "S1"

    edit(copied / "J5" / "job.json", change)
    assert problems_in(copied) == ()


def test_versions_that_are_there_may_be_connected(copied: Path) -> None:
    """By their number."""

    def change(job: Any) -> None:
        [group] = job["input_slot_groups"]
        group["connections"][0]["slots"][0]["version"] = 10

    edit(copied / "J12" / "job.json", change)
    assert problems_in(copied) == ()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"deleted": True}, id="deleted"),
        pytest.param({"last_intermediate_data_cleared_at": "2026-11-21T10:00:00Z"}, id="cleared"),
    ],
)
def test_tables_that_were_removed_are_not_missed(change: dict[str, Any], copied: Path) -> None:
    """A job that was deleted has none, and one that was cleared none of its iterations."""
    edit(copied / "J5" / "job.json", lambda job: job.update(change))
    (copied / "J5" / "J5_010_particles.cs").unlink()
    assert problems_in(copied) == ()


def test_a_copied_part_of_a_project_has_warnings_for_jobs_that_it_lacks(copied: Path) -> None:
    """Whether they are in the project cannot be known; of a job alone, nothing is said."""
    for name in ("project.json", "workspaces.json"):
        (copied / name).unlink()
    shutil.rmtree(copied / "J4")
    [problem] = problems_in(copied)
    assert (problem.kind.value, problem.severity) == ("missing-job", Severity.WARNING)
    alone = copied.parent / "alone"
    shutil.copytree(copied / "J5", alone / "J5")
    assert problems_in(alone) == ()


def test_a_job_outside_a_project_is_not_held_to_tables_that_it_left(copied: Path) -> None:
    """A table that is found is looked at all the same."""
    folder = copied.parent / "kept"
    folder.mkdir()
    shutil.copy(copied / "J10" / "job.json", folder / "extract.json")
    assert problems_in(folder) == ()
    shutil.copytree(copied / "J10", folder / "J10")
    (folder / "J10" / "job.json").unlink()
    edit(
        folder / "extract.json",
        lambda job: job["spec"]["outputs"]["particles"]["results"][0].update(num_items=[3]),
    )
    assert [p.kind.value for p in problems_in(folder)] == ["invalid-count"]


def test_files_that_stand_beside_jobs_are_read_and_no_more(copied: Path) -> None:
    """What is in them is not known here, but that they are JSON is."""
    (copied / "workspaces.json").write_text('{"inputs": 3}', "utf-8")
    assert problems_in(copied) == ()
    (copied / "project.json").write_text("{", "utf-8")
    [problem] = problems_in(copied)
    assert (problem.kind.value, file_of(problem)) == ("syntax", str(copied / "project.json"))


def test_definitions_among_the_jobs_are_checked(copied: Path) -> None:
    """As they are elsewhere."""
    (copied / "picker.yaml").write_text("inputs: {a: {type: mask}}\n", "utf-8")
    [problem] = problems_in(copied)
    assert problem.kind.value == "no-slots"


def test_a_group_that_is_wrong_in_itself_is_told(copied: Path) -> None:
    """Beside what its tables show; one of which nothing is sound too."""
    edit(copied / "J4" / "J4_particles.csg", lambda group: group.update(results=3))
    edit(copied / "J1" / "J1_movies.csg", lambda group: group.pop("created"))
    edit(copied / "J2" / "J2_micrographs.csg", lambda group: group.update(created="now"))
    told = [(p.kind.value, p.severity.value) for p in problems_in(copied)]
    assert told == [("invalid-value", "note"), ("wrong-type", "error")]
    (copied / "J1" / "J1_movies.csg").write_text("3", "utf-8")
    assert problems_in(copied)[0].kind.value == "wrong-type"


def test_groups_without_a_mark_are_told_once(copied: Path) -> None:
    """The table is beside the group, and the path begins at the folder of the project."""

    def unmark(group: Any) -> None:
        for result in group["results"].values():
            result["metafile"] = result["metafile"].removeprefix(">")

    folder = copied / "exports" / "groups" / "P1_J6_volume"
    edit(folder / "P1_J6_volume_exported.csg", unmark)
    [problem] = problems_in(copied)
    assert problem.severity is Severity.WARNING
    assert problem.message.count("the same shows in") == 1


def test_a_group_and_its_job_that_give_other_types_are_told(copied: Path) -> None:
    """Where the table does not show which is right."""

    def change(job: Any) -> None:
        [result] = [
            each
            for each in job["spec"]["outputs"]["micrographs"]["results"]
            if each["name"] == "rigid_motion"
        ]
        result["dtype"] = "new_motion"

    edit(copied / "J2" / "job.json", change)
    [problem] = problems_in(copied)
    assert problem.kind.value == "files-disagree"
    assert 'of type "exposure.new_motion" in the job.json of J2' in problem.message


def test_types_that_a_lab_knows_are_used(copied: Path) -> None:
    """As in all checks."""
    types = known_slot_types()
    found = check_project(Project.open(copied), slot_types=types)
    assert found == ()


def test_documents_of_many_tables_in_one_folder_are_looked_at(copied: Path) -> None:
    """What was read of tables is let go of now and then."""
    folder = copied / "J4"
    for number in range(120):
        table = folder / f"J4_{number:03}_copy.cs"
        shutil.copy(folder / "J4_000_particles.cs", table)
        raw = yaml.safe_load((folder / "J4_particles.csg").read_text("utf-8"))
        for result in raw["results"].values():
            result["metafile"] = f">{table.name}"
            result["num_items"] = 24 if number else 25
        write_group(folder / f"J4_{number:03}_copy.csg", raw)
    [problem] = problems_in(copied)
    assert "has 24 rows" in problem.message


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_processes_find_the_same(
    processes: int, copied: Path, sound: tuple[Path, list[MadeJob]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the same order, whoever looks at the files."""
    for fault, start in zip([*FAULTS][:PIPELINES], range(0, 12, 6), strict=True):
        planted(fault, copied, sound[1][start : start + 6])
    files = sorted(path for path in copied.rglob("*") if path.suffix in (".cs", ".csg", ".json"))
    (copied / "J1" / "job.json").unlink()
    monkeypatch.setattr("cryosparc_spec.projects.processes._FEW", 2)
    monkeypatch.setattr("cryosparc_spec.projects.processes._MOST_TOGETHER", 5)
    alone = [*each_told_once(reports_on(files, Examiner(None)))]
    together = [*each_told_once(reports_on(files, Examiner(None), processes=processes))]
    assert together == alone
    assert [report.file for report in together if report.unreadable] == [f"{copied}/J1/job.json"]
    assert [*reports_on(files[:3], Examiner(None), processes=2)] == alone[:3]


def test_processes_end_with_the_one_who_asks(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was handed out and is not wanted is let go of."""
    monkeypatch.setattr("cryosparc_spec.projects.processes._FEW", 16)
    reports = reports_on(sorted(copied.rglob("*.csg")), Examiner(None), processes=2)
    assert next(iter(reports)).findings == ()
    del reports


def test_memory_does_not_grow_with_the_project(tmp_path: Path) -> None:
    """Five times as many jobs need hardly more."""
    small, large = tmp_path / "P1", tmp_path / "P2"
    make_project(small, 12)
    make_project(large, 60)
    assert problems_in(small) == ()  # What is kept from one run to the next is there then.
    assert _peak_for(large) < 1.3 * _peak_for(small)


def _peak_for(folder: Path) -> int:
    tracemalloc.start()
    assert problems_in(folder) == ()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        pytest.param(
            {"min_fields": [["idx", "u4"], 3]}, ["wrong-type"], id="min_fields that cannot be read"
        ),
        pytest.param({"min_fields": [["idx", "f4"]]}, ["wrong-dtype"], id="another dtype"),
        pytest.param({"min_fields": [["angle", "f4"]]}, ["missing-column"], id="a column more"),
        pytest.param({"versions": [], "metafiles": [], "num_items": []}, [], id="no table yet"),
        pytest.param({"metafiles": []}, ["invalid-count"], id="versions without tables"),
        pytest.param({"num_items": None}, [], id="rows that are not told"),
        pytest.param({"num_items": 24}, [], id="one number for all versions"),
        pytest.param({"type": "particle.new_blob"}, ["files-disagree"], id="an unknown type"),
    ],
)
def test_what_a_job_of_version_4_says_of_a_table_is_compared(
    change: dict[str, Any], kinds: list[str], copied: Path
) -> None:
    """The columns that it lists as well."""
    edit(copied / "J4" / "job.json", lambda job: job["output_results"][0].update(change))
    assert [p.kind.value for p in problems_in(copied)] == kinds


def test_what_a_metafile_is_taken_for_is_the_hint(copied: Path) -> None:
    """Where no table beside the group is like it."""

    def slip(group: Any) -> None:
        for result in group["results"].values():
            result["metafile"] = "J77/elsewhere.cs"
        group["results"]["ctf"]["metafile"] = "J77/elsewher.cs"

    folder = copied / "exports" / "groups" / "P1_J6_particles"
    edit(folder / "P1_J6_particles_exported.csg", slip)
    hints = [problem.hint for problem in problems_in(copied)]
    assert hints == [None, 'write "J77/elsewhere.cs" if that is meant']


def test_a_process_looks_at_the_files_it_is_handed(copied: Path) -> None:
    """With what it was made ready with."""
    begin(None, None, None, False)
    files = [copied / "J4" / "job.json", copied / "J4" / "gone.json"]
    found = reports_on_some(files)
    assert [report.unreadable for report in found] == [None, "No such file or directory"]


def test_tables_by_themselves_are_looked_at(tmp_path: Path) -> None:
    """In a folder without documents."""
    write_table(tmp_path / "a.cs", ("location/micrograph_shape", "u4"))
    assert "wrong-dtype" in [problem.kind.value for problem in problems_in(tmp_path)]


def test_what_an_output_hands_on_need_not_be_listed(copied: Path) -> None:
    """An output offers what the one that feeds it offers, and what its input requires."""

    def leave_out(job: Any) -> None:
        output = job["spec"]["outputs"]["particles"]
        output["results"] = [each for each in output["results"] if not each["passthrough"]]

    edit(copied / "J5" / "job.json", leave_out)
    assert problems_in(copied) == ()
    shutil.rmtree(copied / "J4")
    assert [p.kind.value for p in problems_in(copied)] == ["missing-job"]


def test_what_an_input_requires_is_handed_on(copied: Path) -> None:
    """Though nothing is known of what feeds it."""

    def edited(job: Any) -> None:
        spec = job["spec"]
        [port] = spec["inputs"].values()
        brought = [each["result"] for each in port["connections"][0]["results"]]
        port["slots"] = [{"name": name, "dtype": name, "required": False} for name in brought]
        port["slots"].append({"name": "b", "dtype": "x", "required": True})
        port["slots"].append({"name": "c", "dtype": "x", "required": False})

    edit(copied / "J5" / "job.json", edited)

    def connect(name: str) -> None:
        edit(
            copied / "J6" / "job.json",
            lambda job: _first_connection(job)["results"][0].update(result=name),
        )

    connect("b")
    assert problems_in(copied) == ()
    connect("c")
    assert [p.kind.value for p in problems_in(copied)] == ["missing-output"]


def test_a_group_names_the_tables_of_other_jobs_that_its_job_names(copied: Path) -> None:
    """What is handed on lies where it was made; another table of that job does not belong here."""
    table = "J4/J4_000_particles.cs"

    def borrow(job: Any) -> None:
        for result in job["spec"]["outputs"]["particles"]["results"]:
            if result["passthrough"]:
                result["metafiles"] = [table]

    def borrow_too(group: Any) -> None:
        for name in ("blob", "location"):
            group["results"][name]["metafile"] = table

    edit(copied / "J5" / "job.json", borrow)
    edit(copied / "J5" / "J5_particles.csg", borrow_too)
    assert problems_in(copied) == ()
    edit(
        copied / "J5" / "J5_particles.csg",
        lambda group: group["results"]["blob"].update(metafile="J10/J10_000_particles.cs"),
    )
    assert [p.kind.value for p in problems_in(copied)] == ["other-job"]


@pytest.mark.parametrize("whole", [True, False], ids=["in all places", "of the group"])
def test_a_group_of_another_datatype_than_its_output_is_told_once(
    whole: bool, copied: Path
) -> None:
    """Not for each of its slots."""

    def change(group: Any) -> None:
        group["group"]["type"] = "template"
        for result in group["results"].values() if whole else ():
            result["type"] = result["type"].replace("particle", "template")

    edit(copied / "J4" / "J4_particles.csg", change)
    told = [(p.kind.value, p.place) for p in problems_in(copied)]
    assert told == [("files-disagree", "$.group.type")]


def test_a_group_of_a_job_without_outputs_is_looked_at_alone(copied: Path) -> None:
    """Nothing is known then that it could disagree with."""
    edit(copied / "J6" / "job.json", lambda job: job["spec"].update(outputs={}))
    assert problems_in(copied) == ()


def test_what_a_job_is_to_make_may_be_connected(copied: Path) -> None:
    """Before it has run, an output lists slots and no results."""

    def clear(job: Any) -> None:
        output = job["spec"]["outputs"]["micrographs"]
        listed = [{"name": each["name"], "dtype": each["dtype"]} for each in output["results"]]
        output.update(slots=listed, results=[], num_items=0)

    edit(copied / "J2" / "job.json", clear)
    assert problems_in(copied) == ()
