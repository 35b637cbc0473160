"""Tests of what documents say of the jobs in them, with the places of it."""

from __future__ import annotations

from typing import Any

import pytest

from cryosparc_spec import Job, Slot, Workflow, structure
from cryosparc_spec.checks.job_uses import JobUse, UsedInput, UsedParam, UsedSource, uses_in
from cryosparc_spec.documents import Blueprint, LegacyJob
from cryosparc_spec.problems import Severity


def _connection(*names: str | None) -> dict[str, Any]:
    facts = {"dtype": "blob", "job_uid": "J1", "output": "o", "result": "r"}
    return {"job_uid": "J1", "output": "o", "results": [{"name": name, **facts} for name in names]}


def test_a_workflow_says_it_in_groups_and_specs() -> None:
    """Inputs stand in a spec, where there is one, and else where they are connected."""
    unclear = {"type": "particle", "results": [{"name": "a b", "dtype": "blob"}]}
    outputs = {
        "maps": {"type": "volume"},
        "picks": {"type": "particle", "results": [{"name": "x", "dtype": "blob"}]},
        "unclear": unclear,
        "masks": {"type": "mask", "results": [{"name": "mask", "dtype": "mask"}]},
    }
    inputs = {"parts": {"type": "particle"}, "other": {"type": "volume"}}
    job = {
        "jobType": "pick",
        "parameters": {"box": {"value": 3}},
        "groups": [["J2.maps", "parts"], ["J3.maps", "parts"], ["J2.masks", "mask"]],
        "individualResults": [["J2.maps.blob", "J1.parts.0.ctf"]],
        "spec": {"type": "pick", "inputs": inputs, "outputs": outputs},
    }
    raw = {"parents": {}, "jobs": {"J1": job, "J2": {"jobType": "make"}}}
    path, spec = ("jobs", "J1"), ("jobs", "J1", "spec")
    box = (*path, "parameters", "box")
    assert uses_in(structure(raw, Workflow)) == {
        "J1": JobUse(
            job_type="pick",
            path=path,
            type_path=(*path, "jobType"),
            params={"box": UsedParam(3, box, (*box, "value"))},
            inputs={
                "parts": UsedInput(
                    (*spec, "inputs", "parts"),
                    "particle",
                    (
                        UsedSource("J2", "maps", (*path, "groups", 0)),
                        UsedSource("J3", "maps", (*path, "groups", 1)),
                    ),
                    frozenset({"ctf"}),
                ),
                "other": UsedInput((*spec, "inputs", "other"), "volume"),
                "mask": UsedInput(
                    (*path, "groups", 2), "", (UsedSource("J2", "masks", (*path, "groups", 2)),)
                ),
            },
            outputs={name: (*spec, "outputs", name) for name in outputs},
            made_slots={"picks": (Slot("x", "blob"),), "masks": (Slot("mask", "mask"),)},
            unfed=Severity.WARNING,
            is_as_made=False,
            is_legacy=False,
        ),
        "J2": JobUse(
            job_type="make",
            path=("jobs", "J2"),
            type_path=("jobs", "J2", "jobType"),
            params={},
            inputs={},
            outputs={},
            made_slots={},
        ),
    }


def test_a_blueprint_says_nothing_of_inputs() -> None:
    """So that what is not set there is a note."""
    raw = {"jobType": "a", "parameters": {"b": {"value": 1}}}
    [(key, use)] = uses_in(structure(raw, Blueprint)).items()
    place = ("parameters", "b")
    assert key == ""
    assert use == JobUse(
        job_type="a",
        path=(),
        type_path=("jobType",),
        params={"b": UsedParam(1, place, (*place, "value"))},
        unfed=Severity.NOTE,
    )
    assert use.inputs is None


def test_a_job_of_version_5_says_which_slots_are_filled() -> None:
    """Results without a name only pass through."""
    parts = {"type": "particle", "connections": [_connection(), _connection("x", None, "y")]}
    spec = {"type": "a", "params": {"b": 1}, "inputs": {"parts": parts}}
    raw = {"uid": "J9", "spec": {**spec, "outputs": {"m": {"type": "volume"}}}}
    place = ("spec", "inputs", "parts")
    fed = (*place, "connections")
    results = (
        ((*fed, 1, "results", 0), "x", "blob"),
        ((*fed, 1, "results", 2), "y", "blob"),
    )
    sources = UsedSource("J1", "o", (*fed, 0)), UsedSource("J1", "o", (*fed, 1), results)
    assert uses_in(structure(raw, Job)) == {
        "J9": JobUse(
            job_type="a",
            path=("spec",),
            type_path=("spec", "type"),
            params={"b": UsedParam(1, ("spec", "params", "b"), ("spec", "params", "b"))},
            inputs={"parts": UsedInput(place, "particle", sources)},
            outputs={"m": ("spec", "outputs", "m")},
            made_slots={},
            is_as_made=True,
        )
    }


def test_a_job_of_version_4_has_lists_of_groups() -> None:
    """Places are those of its document; inputs and outputs are known by name."""
    groups: list[dict[str, Any]] = [
        {"name": "g0", "type": "particle", "slots": [], "connections": []},
        {
            "name": "g1",
            "type": "exposure",
            "slots": [],
            "connections": [
                {"job_uid": uid, "group_name": "mics", "slots": []} for uid in ("J1", "J2")
            ],
        },
    ]
    raw = {
        "uid": "J9",
        "job_type": "a",
        "params_spec": {"b": {"value": 1}},
        "input_slot_groups": groups,
        "output_result_groups": [
            {"name": "o0", "type": "volume", "contains": []},
            {"name": "o1", "type": "mask", "contains": []},
        ],
    }
    place = ("input_slot_groups", 1)
    sources = tuple(
        UsedSource(uid, "mics", (*place, "connections", index))
        for index, uid in enumerate(("J1", "J2"))
    )
    assert uses_in(structure(raw, LegacyJob)) == {
        "J9": JobUse(
            job_type="a",
            path=(),
            type_path=("job_type",),
            params={"b": UsedParam(1, ("params_spec", "b"), ("params_spec", "b", "value"))},
            inputs={
                "g0": UsedInput(("input_slot_groups", 0), "particle"),
                "g1": UsedInput(place, "exposure", sources),
            },
            outputs={"o0": ("output_result_groups", 0), "o1": ("output_result_groups", 1)},
            made_slots={},
            is_as_made=True,
            is_legacy=True,
        )
    }


def test_the_type_of_an_early_job_stands_under_another_key() -> None:
    """As in jobs before CryoSPARC 4."""
    [use] = uses_in(structure({"uid": "J9", "type": "a"}, LegacyJob)).values()
    assert (use.job_type, use.type_path) == ("a", ("type",))


@pytest.mark.parametrize("document", [3, None, "J1", {"uid": "J1"}])
def test_what_is_no_document_has_no_jobs(document: object) -> None:
    """Nothing is held to anything then."""
    assert uses_in(document) == {}
