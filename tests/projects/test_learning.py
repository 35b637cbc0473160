"""Tests of catalogues learned from jobs and results groups."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec import FileError, check_dataset, known_slot_types
from cryosparc_spec.catalogue import Seen, SlotType
from cryosparc_spec.catalogue.evidence import MOST_SOURCES
from cryosparc_spec.checks import Fit
from cryosparc_spec.projects import learn
from cryosparc_spec.projects.learning import study
from tests.tables import write_table

LATENT = [("latent/z", "8f4"), ("latent/path", "O")]


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in the folder of a project."""
    monkeypatch.chdir(tmp_path)


def write_json(path: str, raw: object) -> str:
    """Write a document."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(json.dumps(raw), "utf-8")
    return path


def legacy_job(number: int = 2, **facts: Any) -> str:
    """Write a job of CryoSPARC 4 with one result, in its folder."""
    result = {
        "name": "latent",
        "type": "particle.latent",
        "group_name": "particles",
        "min_fields": [["z", "8f4"], ["path", "O"]],
        **facts,
    }
    uid = f"J{number}"
    return write_json(f"{uid}/job.json", {"uid": uid, "output_results": [result]})


def job(number: int = 5, **facts: Any) -> str:
    """Write a job of CryoSPARC 5 with one result, in its folder."""
    uid = f"J{number}"
    result = {
        "name": "latent",
        "dtype": "latent",
        "versions": [0, 3],
        "metafiles": [f"{uid}/first.cs", f"{uid}/last.cs"],
        "num_items": [3, 3],
        **facts,
    }
    spec = {"type": "x", "outputs": {"particles": {"type": "particle", "results": [result]}}}
    return write_json(f"{uid}/job.json", {"uid": uid, "spec": spec, "version": "v5.0.1"})


def group(path: str = "J7/out.csg", **results: str) -> str:
    """Write a results group, given the type and the metafile of each slot."""
    lines = ["group: {name: particles, type: particle}", "version: v4.4.1", "results:"]
    for name, text in results.items():
        slot_type, _, metafile = text.partition(" ")
        lines.append(f"  {name}: {{metafile: '{metafile}', num_items: 3, type: {slot_type}}}")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text("\n".join(lines), "utf-8")
    return path


def facts_of(slot_type: SlotType) -> dict[str, tuple[str | None, str, str | None]]:
    """Dtype, how often seen, and requirement of each column."""
    return {c.name: (c.dtype, c.seen_in, c.required) for c in slot_type.columns}


def test_min_fields_are_what_the_server_requires() -> None:
    """Of a job of CryoSPARC 4, without any table."""
    latent = learn([legacy_job()])["particle", "latent"]
    assert facts_of(latent) == {
        "z": ("8f4", "", "v4 min_fields"),
        "path": ("O", "", "v4 min_fields"),
    }
    assert {column.sources for column in latent.columns} == {("J2/job.json",)}
    assert (latent.names, latent.sources) == (("latent",), ("J2/job.json",))


def test_columns_come_from_the_final_table_of_a_job() -> None:
    """Which is found from the folder of the project; the first version is not looked at."""
    write_table(Path("J5/first.cs"), ("latent/old", "f4"))
    write_table(Path("J5/last.cs"), *LATENT, ("blob/path", "O"))
    latent = learn([job()])["particle", "latent"]
    assert facts_of(latent) == {
        "z": ("8f4", "1 of 1 tables", None),
        "path": ("O", "1 of 1 tables", None),
    }
    assert latent.columns[0].sources == ("J5/last.cs",)
    assert (latent.versions, latent.columns[0].seen) == (("v5.0.1",), Seen.ALWAYS)


def test_columns_come_from_the_tables_of_a_group() -> None:
    """Which begin at its folder."""
    write_table(Path("J7/stack.cs"), *LATENT, ("motion_2/x", "f4"))
    types = learn([group(latent="particle.latent >stack.cs", motion_2="particle.drift >stack.cs")])
    assert facts_of(types["particle", "latent"])["z"] == ("8f4", "1 of 1 tables", None)
    drift = types["particle", "drift"]
    assert (drift.names, drift.series, drift.versions) == ((), ("motion_{}",), ("v4.4.1",))
    assert drift.columns[0].sources == ("J7/stack.cs",)


def test_only_what_all_lists_have_is_required() -> None:
    """Jobs differ in what they promise of one slot type; no check may call a sound table wrong."""
    other = legacy_job(3, min_fields=[["z", "8f4"], ["more", "f4"]])
    latent = learn([legacy_job(), other, legacy_job(4, min_fields=[])])["particle", "latent"]
    assert [c.name for c in latent.columns if c.required] == ["z"]
    assert latent.notes == (
        "path is in 1 of 2 lists of required columns",
        "more is in 1 of 2 lists of required columns",
    )


def test_uid_belongs_to_no_slot_type() -> None:
    """Some jobs list it among the fields of a result."""
    latent = learn([legacy_job(min_fields=[["uid", "u8"], ["z", "8f4"]])])["particle", "latent"]
    assert list(facts_of(latent)) == ["z"]


def test_a_table_without_the_slot_shows_nothing_of_it() -> None:
    """A group may name the wrong one."""
    write_table(Path("J7/stack.cs"), ("blob/path", "O"))
    assert learn([group(latent="particle.latent >stack.cs")])["particle", "latent"].columns == ()


def test_inputs_and_groups_name_slots() -> None:
    """Slots that are only named are known by name."""
    path = write_json(
        "J3/job.json",
        {
            "uid": "J3",
            "input_slot_groups": [
                {"name": "a", "type": "volume", "slots": [{"name": "map", "type": "volume.blob"}]}
            ],
            "output_result_groups": [
                {
                    "name": "b",
                    "type": "mask",
                    "contains": [{"name": "mask_fsc", "type": "mask.blob"}],
                }
            ],
        },
    )
    inputs = {"c": {"type": "exposure", "slots": [{"name": "gain", "dtype": "gain_ref_blob"}]}}
    other = write_json("J4/job.json", {"uid": "J4", "spec": {"type": "x", "inputs": inputs}})
    named = {str(t): (t.names, t.columns) for t in learn([path, other]).values()}
    assert named == {
        "volume.blob": (("map",), ()),
        "mask.blob": (("mask_fsc",), ()),
        "exposure.gain_ref_blob": (("gain",), ()),
    }


def test_facts_of_several_files_are_counted_together() -> None:
    """A column of some tables is seen sometimes; a table is counted once, whoever names it."""
    write_table(Path("J5/last.cs"), *LATENT)
    write_table(Path("J6/last.cs"), LATENT[0])
    paths = [legacy_job(), job(5), job(6), group("J5/out.csg", latent="particle.latent >last.cs")]
    latent = learn(paths)["particle", "latent"]
    assert facts_of(latent) == {
        "z": ("8f4", "2 of 2 tables", "v4 min_fields"),
        "path": ("O", "1 of 2 tables", "v4 min_fields"),
    }
    assert [column.seen for column in latent.columns] == [Seen.ALWAYS, Seen.SOMETIMES]


def test_a_dtype_that_differs_is_not_known() -> None:
    """The entry says what was seen."""
    write_table(Path("J5/last.cs"), ("latent/z", "8f4"))
    write_table(Path("J6/last.cs"), ("latent/z", "9f4"))
    latent = learn([job(5), job(6)])["particle", "latent"]
    assert latent.columns[0].dtype is None
    assert latent.notes == ("z was seen as 8f4, 9f4",)


def test_a_table_without_rows_does_not_show_shapes() -> None:
    """A scalar in it may be a vector; a vector is one."""
    write_table(Path("J5/last.cs"), ("latent/z", "f4"), ("latent/y", "2f4"), rows=0)
    latent = learn([job()])["particle", "latent"]
    assert facts_of(latent) == {
        "z": (None, "1 of 1 tables", None),
        "y": ("2f4", "1 of 1 tables", None),
    }


def test_not_all_files_are_named_as_sources() -> None:
    """A fact of a thousand jobs has the first few."""
    latent = learn([legacy_job(number) for number in range(20)])["particle", "latent"]
    assert len(latent.sources) == len(latent.columns[0].sources) == MOST_SOURCES


def test_one_path_may_stand_by_itself() -> None:
    """Text is a path, and not a list of its letters."""
    assert learn(legacy_job()) == learn(Path("J2")) == learn(["J2/job.json"])


def test_a_folder_is_searched_to_the_bottom() -> None:
    """Other documents in it do not matter."""
    legacy_job()
    group("exports/deep/out.csg", latent="particle.latent >none.cs")
    write_json("package.json", {"name": "other"})
    Path("notes.txt").write_text("x")
    Path("folder.json").mkdir()
    os.mkfifo("pipe.json")  # to be read by nobody
    learned = study([Path()])
    assert learned.files == ("J2/job.json", "exports/deep/out.csg")
    assert learned.skipped == ()


def test_links_to_nothing_are_told() -> None:
    """A folder that was copied in part shows it."""
    Path("job.json").symlink_to("nowhere.json")
    (problem,) = study([Path()]).skipped
    assert str(problem) == "job.json: cannot be read: No such file or directory"


def test_what_cannot_be_used_is_skipped_and_told() -> None:
    """The rest of a file, and of a folder, is learned."""
    legacy_job(min_fields=[["z", "8f4"], ["path", "??"]], metafiles=["J2/a.cs"], versions=[0])
    Path("J2/a.cs").write_bytes(b"")
    group("J7/out.csg", latent="movie.latent >a.cs", odd="particle.a-b >a.cs", ctf="particle.ctf x")
    group("J8/out.csg", latent="particle.latent >a.cs")
    Path("J8/a.cs").write_bytes(b"version https://git-lfs")
    Path("broken.json").write_text("{")
    learned = study([Path()])
    assert [str(problem).partition(": expected")[0] for problem in learned.skipped] == [
        "broken.json:1:2: not JSON: expecting property name enclosed in double quotes",
        'J2/job.json: $.output_results[0].min_fields[1][1]: "??" is not a dtype',
        'J7/out.csg: $.results.latent: "movie" is not a known datatype; write "exposure"',
        'J7/out.csg: $.results.odd.dtype: "a-b" cannot be a name',
        "J8/a.cs: the file is a Git LFS pointer",
    ]
    assert set(learned.slot_types) == {("particle", "latent"), ("particle", "ctf")}


def test_a_file_that_cannot_be_opened_in_a_folder_is_skipped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that was asked for is an error."""
    path = legacy_job()

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("cryosparc_spec.projects.learning.read", refuse)
    (problem,) = study([Path()]).skipped
    assert str(problem) == "J2/job.json: cannot be read: Permission denied"
    with pytest.raises(PermissionError):
        study([path])


def test_files_that_are_given_must_be_jobs_or_groups() -> None:
    """All that are not are told at once."""
    definition = write_json("definition.json", {"inputs": {}})
    wrong = write_json("J1/job.json", {"uid": 1, "output_results": []})
    with pytest.raises(FileError) as caught:
        learn([definition, "particles.cs", wrong, legacy_job()])
    assert [str(problem) for problem in caught.value.problems] == [
        "definition.json: the file is neither a job nor a results group: "
        "expected one that was written by CryoSPARC",
        "particles.cs: a table does not say of which types its slots are; "
        "give the results group (.csg) or the job that names it",
        'J1/job.json:1:9: $.uid: expected text, got 1; write "1"',
    ]


def test_what_was_learned_makes_checks_sharper(corpus: Path) -> None:
    """A slot type that the package does not know is checked by what the lab's own jobs show."""
    table = write_table(Path("new.cs"), ("latent/z", "9f4"))
    before = check_dataset(
        table, slots=[{"name": "latent", "dtype": "latent"}], datatype="particle"
    )
    assert before.fits == {"latent": Fit.UNKNOWN}
    types = known_slot_types() | learn([legacy_job(), corpus / "job_json"])
    after = check_dataset(table, slots=["latent"], datatype="particle", slot_types=types)
    assert after.fits == {"latent": Fit.DOES_NOT_FIT}
    assert [problem.message for problem in after.problems] == [
        "found <f4 (9,), expected <f4 (8,)",
        "the column is missing: the server requires it (v4 min_fields)",
    ]
