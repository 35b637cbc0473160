from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import assume, given

from cryosparc_spec import Datatype, Job, ParseError, structure, unstructure
from cryosparc_spec.conversions import to_job
from cryosparc_spec.documents import (
    Connection,
    Input,
    InputResult,
    InputSlot,
    JobSpec,
    LegacyJob,
    Output,
    OutputResult,
)
from cryosparc_spec.documents.codec.server_document import ServerDocument
from cryosparc_spec.documents.legacy_job import LegacyInput, LegacyOutput
from cryosparc_spec.vocabulary import JobStatus
from tests.document_strategies import Raw, raw_legacy_jobs


def read(raw: Raw) -> LegacyJob:
    job: LegacyJob = structure(raw, LegacyJob)
    return job


FULL: Raw = {
    "_id": {"$oid": "67292e95282b26b45d0e8fee"},
    "uid": "J3",
    "uid_num": 3,
    "project_uid": "P1",
    "workspace_uids": ["W1"],
    "type": "nu_refine_old",
    "job_type": "nu_refine",
    "title": "Refine",
    "status": "completed",
    "created_at": "Mon, 04 Nov 2024 20:29:09 GMT",
    "created_by_user_id": None,
    "parents": ["J2"],
    "job_dir": 3,
    "ui_tile_width": 2,
    "output_group_images": {"volume": "abc"},
    "input_slot_groups": [
        {
            "type": "particle",
            "name": "particles",
            "title": "Particles",
            "count_min": 1,
            "count_max": None,
            "slots": [
                {"type": "particle.blob", "name": "blob", "title": "Images", "optional": False},
                {"type": "particle.ctf", "name": "ctf", "optional": True},
            ],
            "connections": [
                {
                    "job_uid": "J2",
                    "group_name": "selected",
                    "slots": [
                        {
                            "slot_name": "blob",
                            "job_uid": "J2",
                            "group_name": "selected",
                            "result_name": "blob",
                            "result_type": "particle.blob",
                            "version": "F",
                        },
                        {
                            "slot_name": None,
                            "job_uid": "J1",
                            "group_name": "raw",
                            "result_name": "map",
                            "result_type": "volume.blob",
                            "version": 3,
                        },
                    ],
                }
            ],
        }
    ],
    "output_result_groups": [
        {
            "uid": "J3-G1",
            "type": "volume",
            "name": "volume",
            "title": "Volume",
            "contains": [
                {"uid": "J3-R1", "type": "volume.blob", "name": "map", "passthrough": False},
                {"uid": "J3-R2", "type": "mask.blob", "name": "mask_fsc", "passthrough": True},
            ],
            "passthrough": False,
            "latest_summary_stats": {"radwn_final_A": 2.9},
        },
        {
            "type": "particle",
            "name": "particles",
            "contains": [],
            "passthrough": "particles",
            "num_items": 900,
        },
    ],
    "output_results": [
        {
            "uid": "J3-R1",
            "type": "volume.blob",
            "name": "map",
            "group_name": "volume",
            "title": "Map",
            "min_fields": [["path", "O"]],
            "versions": [0, 6],
            "metafiles": ["J3/J3_000_volume_map.cs", "J3/J3_006_volume_map.cs"],
            "num_items": 1,
        },
        {"type": "template.blob", "name": "blob", "group_name": "averages", "num_items": [None]},
    ],
    "params_base": {"box": {"value": 256, "title": "Box"}},
    "params_spec": {"box": {"value": 300}, "sym": {"value": "C1", "hidden": True}},
}


def converted() -> Job:
    return to_job(read(FULL))


def test_the_job_is_converted() -> None:
    """What stands at the top, with the date as CryoSPARC 5 writes it."""
    job = converted()
    assert (job.id, job.uid, job.uid_num) == ("67292e95282b26b45d0e8fee", "J3", 3)
    assert (job.project_uid, job.workspace_uids, job.title) == ("P1", ("W1",), "Refine")
    assert (job.status, job.parents) == (JobStatus.COMPLETED, ("J2",))
    assert job.created_at == "2024-11-04T20:29:09Z"
    assert job.extras == {
        "type": "nu_refine_old",
        "output_group_images": {"volume": "abc"},
        "legacy": {"job_dir": 3},
    }


def test_parameters_are_converted() -> None:
    """The values that were set; the rest is kept beside them."""
    spec = converted().spec
    assert (spec.type, spec.ui_tile_width, spec.ui_tile_height) == ("nu_refine", 2, 1)
    assert spec.params == {"box": 300, "sym": "C1"}
    assert spec.extras == {
        "params_base": {"box": {"value": 256, "title": "Box"}},
        "params_spec": {"sym": {"value": "C1", "hidden": True}},
    }


def test_inputs_are_converted() -> None:
    """Slot types lose their datatype, and the missing limit becomes ``inf``."""
    (name, particles), *others = converted().spec.inputs.items()
    assert (name, others) == ("particles", [])
    assert particles == Input(
        type="particle",
        title="Particles",
        count_min=1,
        count_max="inf",
        slots=(
            InputSlot(name="blob", dtype="blob", required=True, extras={"title": "Images"}),
            InputSlot(name="ctf", dtype="ctf", required=False),
        ),
        connections=(
            Connection(
                job_uid="J2",
                output="selected",
                results=(
                    InputResult(
                        name="blob", dtype="blob", job_uid="J2", output="selected", result="blob"
                    ),
                    InputResult(
                        name=None,
                        dtype="blob",
                        job_uid="J1",
                        output="raw",
                        result="map",
                        version=3,
                        extras={"result_type": "volume.blob"},
                    ),
                ),
            ),
        ),
    )


def test_outputs_are_converted() -> None:
    """Tables stand in their output; a result whose output is not listed gives one."""
    outputs = converted().spec.outputs
    assert outputs["volume"] == Output(
        type="volume",
        title="Volume",
        results=(
            OutputResult(
                name="map",
                dtype="blob",
                versions=(0, 6),
                metafiles=("J3/J3_000_volume_map.cs", "J3/J3_006_volume_map.cs"),
                num_items=(1, 1),
                extras={"uid": "J3-R1", "title": "Map", "min_fields": [["path", "O"]]},
            ),
            OutputResult(
                name="mask_fsc",
                dtype="blob",
                passthrough=True,
                extras={"uid": "J3-R2", "type": "mask.blob"},
            ),
        ),
        num_items=1,
        latest_summary_stats={"radwn_final_A": 2.9},
        extras={"uid": "J3-G1"},
    )
    assert outputs["particles"] == Output(type="particle", passthrough="particles", num_items=900)
    averages = outputs["averages"]
    assert (averages.type, averages.num_items) == (Datatype.TEMPLATE, 0)
    assert [(result.name, result.num_items) for result in averages.results] == [("blob", (0,))]


@pytest.mark.parametrize(
    ("count_max", "expected"),
    [
        pytest.param(None, "inf", id="null"),
        pytest.param("inf", "inf", id="text of v5"),
        pytest.param(float("inf"), "inf", id="Infinity"),
        pytest.param(1, 1, id="a number"),
        pytest.param(1.0, 1, id="a float"),
    ],
)
def test_limits_on_connections_are_converted(count_max: Any, expected: Any) -> None:
    """Every spelling of infinity becomes that of v5."""
    group = LegacyInput(name="a", type="particle", count_max=count_max)
    job = to_job(LegacyJob(uid="J1", input_slot_groups=(group,)))
    assert job.spec.inputs["a"].count_max == expected


def test_names_that_clash_are_kept_apart() -> None:
    """A key that means something in v5 alone does not take the place of what it means there."""
    slot = {"name": "ctf", "type": "particle.ctf", "required": "maybe", "legacy": 1, "new": 2}
    raw = {"name": "a", "type": "particle", "slots": [slot]}
    job = to_job(read({"uid": "J1", "spec": 3, "input_slot_groups": [raw]}))
    assert job.extras == {"legacy": {"spec": 3}}
    (converted_slot,) = job.spec.inputs["a"].slots
    assert converted_slot == InputSlot(
        name="ctf",
        dtype="ctf",
        required=True,
        extras={"new": 2, "legacy": {"required": "maybe", "legacy": 1}},
    )
    assert unstructure(converted_slot)["legacy"] == {"required": "maybe", "legacy": 1}


def test_two_outputs_of_one_name_cannot_be_converted() -> None:
    """A mapping by name has no place for the second, which is told with its place."""
    group = LegacyOutput(name="a", type="particle")
    with pytest.raises(ParseError) as caught:
        to_job(LegacyJob(uid="J1", output_result_groups=(group, group)))
    assert str(caught.value) == '$.output_result_groups[1].name: "a" stands here twice'


def test_converted_jobs_of_the_corpus_are_jobs_of_cryosparc_tools(corpus: Path) -> None:
    """Their ``spec`` validates in the models of cryosparc-tools, and writes the same there."""
    for file in (corpus / "job_json").glob("[!v]*.json"):
        assert_taken_by_tools(to_job(read(json.loads(file.read_text("utf-8")))))
    for file in (corpus / "job_json").glob("v4*.json"):
        assert_taken_by_tools(to_job(read(json.loads(file.read_text("utf-8")))))


@given(raw=raw_legacy_jobs())
def test_converted_jobs_are_jobs_of_cryosparc_tools(raw: Raw) -> None:
    """So do those of any job with different names, and no name of an input or output is lost."""
    job = to_job(read(raw))
    assume(all(output.type in Datatype for output in job.spec.outputs.values()))
    assert_taken_by_tools(job)
    assert list(job.spec.inputs) == [group["name"] for group in raw.get("input_slot_groups", ())]
    outputs = [group["name"] for group in raw.get("output_result_groups", ())]
    assert list(job.spec.outputs)[: len(outputs)] == outputs
    again: Job = structure(unstructure(job), Job)
    assert unstructure(again) == unstructure(job)


def assert_taken_by_tools(job: Job) -> None:
    models = pytest.importorskip(
        "cryosparc.models.job_spec", reason="cryosparc-tools is not installed"
    )
    written = unstructure(job.spec)
    taken = models.JobSpec.model_validate(written).model_dump(mode="json")
    again: JobSpec = structure(taken, JobSpec)
    assert without_extras(again) == without_extras(job.spec)


def without_extras(value: Any) -> Any:
    """Return what a part of a job holds, other than keys that are not known."""
    if isinstance(value, ServerDocument):
        names = [
            a.name for a in attrs.fields(type(value)) if a.name not in ("extras", "_keys_read")
        ]
        return {name: without_extras(getattr(value, name)) for name in names}
    if isinstance(value, tuple):
        return [without_extras(item) for item in value]
    if isinstance(value, Mapping):
        return {key: without_extras(item) for key, item in value.items()}
    return value
