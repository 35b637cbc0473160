"""Tests of projects, read from a folder of made jobs."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec import Job, ParseError, SpecError
from cryosparc_spec.documents import LegacyJob
from cryosparc_spec.files import text
from cryosparc_spec.projects import Project, UnknownJobError
from tests.projects.made_project import make_project, write_json

COUNT = 14


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sound project, which no test changes."""
    folder = tmp_path_factory.mktemp("made") / "P1"
    make_project(folder, COUNT)
    return folder


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return shutil.copytree(made, tmp_path / "P1")


@pytest.fixture
def files_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that were read, by the name of their folder."""
    read: list[str] = []
    text_in = text.text_in

    def noting(path: Path) -> str:
        read.append(Path(path).parent.name)
        return text_in(path)

    monkeypatch.setattr("cryosparc_spec.files.load_and_dump.text_in", noting)
    return read


def test_jobs_are_in_the_order_of_their_numbers(made: Path, files_read: list[str]) -> None:
    """And none is read to list them."""
    project = Project.open(made)
    assert list(project.jobs) == [f"J{number}" for number in range(1, COUNT + 1)]
    assert len(project.jobs) == COUNT
    assert "J3" in project.jobs
    assert "J99" not in project.jobs
    assert files_read == []


def test_jobs_of_both_versions_are_alike(made: Path) -> None:
    """What the file says itself is at hand as well."""
    project = Project.open(made)
    assert {type(job) for job in project.jobs.values()} == {Job}
    assert isinstance(project.document("J3"), LegacyJob)
    assert isinstance(project.document("J5"), Job)
    assert [(uid, job.uid) for uid, job in project.jobs.items()] == [(u, u) for u in project.jobs]
    assert project.jobs["J3"].spec.type == "patch_ctf_estimation_multi"
    assert list(project.outputs("J6")) == ["particles", "volume"]


@pytest.mark.parametrize(
    ("arguments", "slot", "table"),
    [
        pytest.param(("J5", "particles"), None, "J5/J5_019_particles.cs", id="the last iteration"),
        pytest.param(("J5", "particles"), "ctf", "J5/J5_passthrough_particles.cs", id="handed on"),
        pytest.param(("J12", "particles"), "ctf", "J12/J12_003_particles.cs", id="version 4"),
    ],
)
def test_tables_are_found_without_reading_other_jobs(
    arguments: tuple[str, str], slot: str | None, table: str, made: Path, files_read: list[str]
) -> None:
    """The one of the newest version is given."""
    project = Project.open(made)
    assert project.table(*arguments, slot=slot) == made / table
    assert files_read == [arguments[0]]


def test_tables_that_there_are_not_are_refused(copied: Path) -> None:
    """The nearest name is told."""
    project = Project.open(copied)
    with pytest.raises(ParseError, match=r'is not an output of J5.*write "particles"'):
        project.table("J5", "particle")
    with pytest.raises(ParseError, match=r"is not a slot of J5.particles"):
        project.table("J5", "particles", slot="locations")
    path = copied / "J5" / "job.json"
    raw = json.loads(path.read_text("utf-8"))
    results = raw["spec"]["outputs"]["particles"]["results"]
    results[0].update(versions=[], metafiles=[], num_items=[])
    results[1].update(metafiles=[])
    raw["spec"]["outputs"]["class_averages"]["results"] = []
    write_json(path, raw)
    with pytest.raises(ParseError, match=r"of J5\.particles has no table yet"):
        project.table("J5", "particles")
    with pytest.raises(ParseError, match="has no table yet"):
        project.table("J5", "particles", slot=results[1]["name"])
    with pytest.raises(ParseError, match=r"J5\.class_averages has no slots"):
        project.table("J5", "class_averages")


@pytest.mark.parametrize(
    ("uid", "hint"),
    [
        pytest.param("J99", None, id="no such number"),
        pytest.param("j3", 'write "J3"', id="a small letter"),
        pytest.param("3", 'write "J3"', id="a number"),
    ],
)
def test_a_job_that_is_not_here_is_told(uid: str, hint: str | None, made: Path) -> None:
    """As a mapping does, and as all else that is wrong."""
    project = Project.open(made)
    with pytest.raises(KeyError) as caught:
        project.jobs[uid]
    assert isinstance(caught.value, UnknownJobError)
    [problem] = caught.value.problems
    assert problem.hint == hint
    assert project.jobs.get(uid) is None
    with pytest.raises(SpecError):
        project.ancestors(uid)


def test_connections_and_ancestors_follow_the_inputs(made: Path, files_read: list[str]) -> None:
    """Ancestors read no more jobs than they must."""
    project = Project.open(made)
    assert project.ancestors("J10") == ("J7", "J8", "J9")
    assert sorted(files_read) == ["J10", "J7", "J8", "J9"]
    assert project.ancestors("J7") == ()
    told = [str(connection) for connection in project.connections]
    assert told[0] == "J1.movies -> J2.movies"
    assert len(told) == COUNT - 3


def test_ancestors_end_in_circles_and_at_jobs_that_are_gone(copied: Path) -> None:
    """A project may be damaged."""
    path = copied / "J1" / "job.json"
    raw = json.loads(path.read_text("utf-8"))
    connection = {"job_uid": "J6", "output": "volume", "results": []}
    odd = {"job_uid": "J.1", "output": "", "results": []}
    raw["spec"]["inputs"] = {"a": {"type": "volume", "connections": [connection, odd]}}
    write_json(path, raw)
    shutil.rmtree(copied / "J3")
    (copied / "J5" / "job.json").write_text("{")
    project = Project.open(copied)
    assert project.ancestors("J2") == ("J1", "J5", "J6")
    assert project.ancestors("J6") == ("J5",)


def test_results_groups_and_sessions_are_found(made: Path) -> None:
    """Groups wherever they are, by their paths, and read when asked for."""
    project = Project.open(made)
    groups = project.results_groups
    assert list(groups)[:3] == [
        "J1/J1_movies.csg",
        "J2/J2_micrographs.csg",
        "J3/J3_exposures.csg",
    ]
    assert "exports/groups/P1_J6_volume/P1_J6_volume_exported.csg" in groups
    assert groups["J1/J1_movies.csg"].group.name == "movies"
    assert len(list(groups.values())) == len(groups)
    with pytest.raises(KeyError):
        groups["J1/J1_movie.csg"]
    assert project.sessions == ("S1",)


def test_a_folder_of_exports_is_a_project(made: Path, tmp_path: Path) -> None:
    """Exported jobs are known by the name of their folders, and groups wherever they are."""
    shutil.copytree(made / "exports" / "groups", tmp_path / "out")
    shutil.copytree(made / "J5", tmp_path / "out" / "P1_J5_class_2D_new")
    project = Project.open(tmp_path / "out")
    assert list(project.jobs) == ["J5"]
    assert len(project.results_groups) == 4 + 2
    assert project.problems == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("{", "not JSON: ", id="not JSON"),
        pytest.param("[]", "expected a job of CryoSPARC 4 or 5", id="no job"),
        pytest.param('{"group": {}, "results": {}}', "expected a job of", id="a group"),
        pytest.param('{"spec": 3, "uid": "J5"}', "expected a mapping", id="nothing sound"),
        pytest.param(
            '{"uid": "J5", "output_result_groups": [{"name": "a", "type": "mask"},'
            ' {"name": "a", "type": "mask"}]}',
            "stands here twice",
            id="two outputs of a name",
        ),
        pytest.param(b"\xff", "the file is not UTF-8 text", id="no text"),
    ],
)
def test_what_cannot_be_read_is_a_problem_beside_the_others(
    content: str | bytes, message: str, copied: Path
) -> None:
    """Going through the jobs does not stop there; asking for that one raises."""
    path = copied / "J5" / "job.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    project = Project.open(copied)
    assert [uid for uid, _ in project.jobs.items()] == [uid for uid in project.jobs if uid != "J5"]
    assert len(list(project.jobs.values())) == COUNT - 1
    with pytest.raises(SpecError, match=message):
        project.jobs["J5"]
    problem = project.problems[0]
    assert message in problem.message
    assert problem.position is not None
    assert problem.position.file == str(path)
    assert project.ancestors("J6") == ("J5",)


def test_what_is_sound_of_a_job_is_given(copied: Path) -> None:
    """The rest is told, with its line."""
    path = copied / "J5" / "job.json"
    path.write_text(path.read_text("utf-8").replace('"Step 5"', "5"), "utf-8")
    project = Project.open(copied)
    assert project.jobs["J5"].title == ""
    assert list(project.outputs("J5")) == ["particles", "class_averages"]
    [problem] = project.problems
    assert problem.message == "expected text, got 5"
    assert problem.position is not None
    assert problem.position.line is not None


def test_files_that_cannot_be_opened_are_problems(copied: Path) -> None:
    """Of jobs, and of results groups."""
    (copied / "J5" / "job.json").unlink()
    (copied / "J5" / "job.json").symlink_to("nothing")
    (copied / "J2" / "J2_micrographs.csg").unlink()
    (copied / "J2" / "J2_micrographs.csg").symlink_to("nothing")
    project = Project.open(copied)
    told = [problem.message for problem in project.problems]
    assert told == ["cannot be read: No such file or directory"] * 2
    with pytest.raises(SpecError, match="cannot be read"):
        project.jobs["J5"]


def test_a_folder_that_cannot_be_looked_into_counts_as_a_job(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in it is told when it is read."""

    def refuse(self: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "is_file", refuse)
    assert len(Project.open(made).jobs) == COUNT


@pytest.mark.parametrize("path", ["J1/job.json", "nothing"])
def test_what_is_no_folder_is_refused(path: str, made: Path) -> None:
    """At once."""
    with pytest.raises(OSError, match="directory"):
        Project.open(made / path)


def test_a_project_is_its_folder() -> None:
    """It compares and hashes by it, and takes paths of all kinds."""
    assert Project("P1") == Project(Path("P1"))
    assert len({Project("P1"), Project(Path("P1")), Project("P2")}) == 2

    class Named:
        def __fspath__(self) -> str:
            return "P1"

    assert Project(Named()) == Project("P1")
    wrong: Any = 3
    with pytest.raises(ParseError, match="the path of a folder"):
        Project(wrong)
    assert os.fspath(Project("P1").folder) == "P1"
