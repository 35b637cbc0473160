"""What is told to be written instead is right, and of one mistake one thing is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec import Problem, check_file
from cryosparc_spec.files.checks import examine_text
from cryosparc_spec.files.document_kinds import recognize
from cryosparc_spec.problems import ProblemKind
from tests.tables import write_table

pytestmark = pytest.mark.usefixtures("empty_folder")


def problems_of(data: object, suffix: str = ".json") -> tuple[Problem, ...]:
    return tuple(examine_text(json.dumps(data).encode(), "x", suffix=suffix).problems)


@pytest.mark.parametrize("side", ["inputs", "outputs"])
@pytest.mark.parametrize("name", ["particles", "masks", "movies", "a"])
@pytest.mark.parametrize(
    "slots", [["template_blob"], ["micrograph_blob"], ["blob", "ctf"], ["mask_refine"], []], ids=str
)
def test_a_missing_type_is_not_guessed(side: str, name: str, slots: list[str]) -> None:
    """From a name that says another thing than the slots do, least of all."""
    found = problems_of({side: {name: {"slots": slots}}})
    [problem] = [p for p in found if p.kind is ProblemKind.MISSING_KEY]
    assert problem.hint is None


COLUMNS = {
    "mask": ["path", "idx", "shape", "psize_A"],
    "blob": ["path", "idx"],
    "location": ["x", "micrograph_path"],
    "ctf": ["type", "df1"],
    "background_blob": ["path"],
}


def group_problems(
    group_type: str, name: str, slot_type: str, columns: list[str]
) -> tuple[Problem, ...]:
    """Check a results group with one slot beside its table."""
    write_table(Path("t.cs"), *((f"{name}/{column}", "S9") for column in columns))
    result = {"metafile": ">t.cs", "num_items": 3, "type": slot_type}
    group = {"name": "a", "type": group_type}
    data = {"version": "v5", "group": group, "results": {name: result}}
    Path("g.csg").write_text(json.dumps(data))
    return tuple(check_file("g.csg"))


@pytest.mark.parametrize(
    ("group_type", "name", "slot_type", "hint"),
    [
        ("mask", "mask", "template.blob", "write mask.blob"),
        ("exposure", "blob", "particle.blob", None),
        ("particle", "location", "exposure.location", "write particle.location"),
        ("volume", "ctf", "particle.ctf", None),
        ("particle", "background_blob", "exposure.stat_blob", None),
        ("template", "blob", "volume.blob", "write template.blob"),
        ("particle", "ctf", "exposure.ctf", "write particle.ctf"),
        ("particle", "ctf", "exposure.micrograph_blob", "write particle.ctf"),
    ],
)
def test_a_slot_type_of_another_datatype_is_one_problem(
    group_type: str, name: str, slot_type: str, hint: str | None
) -> None:
    """The table is not told to change, nor the type to become one that is not known."""
    columns = COLUMNS.get(name, ["path"])
    [problem] = group_problems(group_type, name, slot_type, columns)
    assert problem.path == ("results", name, "type")
    assert problem.hint == hint


@pytest.mark.parametrize("columns", [["path"], ["path", "idx"], ["binfactor"], ["own"], ["shape"]])
@pytest.mark.parametrize(
    ("datatype", "name", "slot_type"),
    [
        ("exposure", "background_blob", "stat_blob"),
        ("exposure", "micrograph_thumbnail_blob_1x", "thumbnail_blob"),
        ("volume", "map", "blob"),
        ("volume", "mask_refine", "blob"),
        ("particle", "components_mode_3", "components"),
    ],
)
def test_a_table_is_held_to_what_its_group_says(
    datatype: str, name: str, slot_type: str, columns: list[str]
) -> None:
    """A slot whose name has that type is not said to be of another, whatever its columns."""
    found = group_problems(datatype, name, f"{datatype}.{slot_type}", columns)
    assert [p for p in found if p.kind is ProblemKind.OTHER_SLOT_TYPE] == []


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("blob-2", None),
        ("my slot", None),
        ("?ctf-3", None),
        ("größe", None),
        ("mask-refine", 'write "mask_refine"'),
        ("?background blob", 'write "?background_blob"'),
        ("pick-stats", 'write "pick_stats"'),
        ("components-mode-0", 'write {"name": "components_mode_0", "dtype": "components", '),
    ],
)
def test_no_name_is_told_to_become_a_slot_that_is_not_known(text: str, hint: str | None) -> None:
    """Where it is one, that is what is to be written, and it is sound."""
    [problem] = problems_of({"inputs": {"a": {"type": "particle", "slots": [text]}}})
    assert (problem.hint or "").startswith(hint or "")
    assert (problem.hint is None) == (hint is None)
    found = group_problems("particle", text.removeprefix("?"), "particle.blob", ["path"])
    named = [p for p in found if p.kind is ProblemKind.INVALID_NAME]
    assert [bool(p.hint) for p in named] == [bool(hint) and "components" not in text]


def a_job(**parts: Any) -> dict[str, Any]:
    spec = {"type": "snowflake", "inputs": {}, "outputs": {}, "params": {}}
    return {"uid": "J1", "project_uid": "P1", "spec": {**spec, **parts}}


CONNECTION = {"job_uid": "J2", "output": "o", "results": []}
MISTYPED = {
    "slot": a_job(inputs={"a": {"type": "particle", "slots": [{"nmae": "b", "dtype": "blob"}]}}),
    "input": a_job(inputs={"a": {"tpye": "particle", "slots": []}}),
    "job": a_job(inputs={"a": {"type": "mask", "connections": [{"jobuid": "J2", "output": "o"}]}}),
    "output": a_job(
        inputs={"a": {"type": "mask", "connections": [{"job_uid": "J2", "ouput": "o"}]}}
    ),
    "result": a_job(outputs={"a": {"type": "mask", "results": [{"nam": "b", "dtype": "blob"}]}}),
    "v4 result": {"uid": "J1", "output_results": [{"name": "a", "typ": "b.c", "group_name": "g"}]},
    "v4 group": {"uid": "J1", "input_slot_groups": [{"Name": "a", "type": "mask"}]},
    "metafile": {
        "group": {"name": "a", "type": "mask"},
        "results": {"mask": {"meta_file": ">a.cs", "num_items": 1, "type": "mask.blob"}},
    },
    "spec": {"uid": "J1", "project_uid": "P1", "spec": {"typ": "snowflake", "params": {}}},
    "job itself": {"uid": "J1", "project_uid": "P1", "specc": {"type": "snowflake"}},
    "job, in capitals": {"Spec": {"type": "snowflake"}, "uid": "J1", "status": "building"},
    "job, letters changed over": {"_id": "4", "uid": "J1", "sepc": {"type": "a"}},
}


@pytest.mark.parametrize("data", MISTYPED.values(), ids=MISTYPED)
def test_a_mistyped_key_is_named_where_it_is_missing(data: object) -> None:
    """With the one that stands there, so that nobody looks for what is there."""
    [problem] = [p for p in problems_of(data) if p.kind is ProblemKind.MISSING_KEY and p.hint]
    key = problem.message.partition(" ")[0]
    assert problem.hint
    assert problem.hint.endswith(f'" to "{key}"')
    assert problem.hint.split('"')[1] in json.dumps(data)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param({"uid": "J1", "specc": {"type": "a"}}, "job", id="mistyped"),
        pytest.param({"uid": "J1", "specc": "homo_abinit"}, "definition", id="text"),
        pytest.param({"specc": {"type": "a"}}, "definition", id="no uid"),
        pytest.param({"uid": "J1", "scope": {"type": "a"}}, "definition", id="another word"),
        pytest.param({"uid": "J1", 3: {}}, "definition", id="a key that is no text"),
        pytest.param({"uid": "J1", "type": "a", "params_spec": {}}, "job-v4", id="of version 4"),
        pytest.param({"uid": "P1", "specs": [], "jobs": {}}, "register", id="a register"),
    ],
)
def test_a_mistyped_spec_shows_a_job(data: object, kind: str) -> None:
    """Beside a uid, and where it holds what a spec may."""
    assert recognize(data).name == kind


def test_a_key_that_nothing_is_like_is_only_missing() -> None:
    """What is not known and reads otherwise is not taken for it."""
    data = a_job(inputs={"a": {"colour": "red", "slots": []}})
    [problem] = [p for p in problems_of(data) if p.kind is ProblemKind.MISSING_KEY]
    assert problem.hint is None
