"""A known name with another known slot type is told, wherever slots are listed."""

from __future__ import annotations

import pytest

from cryosparc_spec import (
    Datatype,
    Field,
    InputSpec,
    Job,
    JobDefinition,
    OutputSpec,
    Slot,
    check,
    check_dataset,
    known_slot_types,
    structure,
)
from cryosparc_spec.catalogue import known_job_types
from cryosparc_spec.checks.slot_types import check_type_of_name
from cryosparc_spec.datasets import DatasetHeader
from cryosparc_spec.documents import Group, LegacyJob, SlotResult
from cryosparc_spec.documents.results_group import ResultsGroup
from cryosparc_spec.problems import ProblemKind, Severity

PLANTED = [
    ("particle", "ctf", "blob", "ctf"),
    ("particle", "blob", "location", "blob"),
    ("particle", "location", "ctf", "location"),
    ("exposure", "micrograph_blob", "ctf", "micrograph_blob"),
    ("exposure", "ctf", "micrograph_blob", "ctf"),
    ("exposure", "background_blob", "ctf", "stat_blob"),
    ("particle", "pick_stats", "blob", "pick_stats"),
    ("volume", "mask_refine", "ctf_x", None),
]


@pytest.mark.parametrize(("datatype", "name", "dtype", "meant"), PLANTED)
def test_a_known_name_with_another_known_type_is_told(
    datatype: str, name: str, dtype: str, meant: str | None
) -> None:
    """With both types; a type that is not known is told as ever."""
    slot = Slot(name, dtype)
    definitions = [
        JobDefinition(inputs={"a": InputSpec(type=Datatype(datatype), slots=[slot])}),
        JobDefinition(outputs={"a": OutputSpec(type=Datatype(datatype), slots=[slot])}),
    ]
    for definition in definitions:
        [problem] = check(definition)
        assert problem.severity is Severity.WARNING
        if meant is None:
            continue
        assert problem.kind is ProblemKind.OTHER_SLOT_TYPE
        assert f'"{name}" is of type "{dtype}": it was seen with' in problem.message
        assert f'"{meant}"' in problem.message


@pytest.mark.parametrize(("datatype", "name", "dtype", "meant"), PLANTED[:-1])
def test_so_it_is_in_results_groups(datatype: str, name: str, dtype: str, meant: str) -> None:
    """At the slot's entry."""
    result = SlotResult(metafile=">a.cs", num_items=1, type=f"{datatype}.{dtype}")
    group = ResultsGroup(group=Group(name="a", type=datatype), results={name: result})
    found = [p for p in check(group) if p.kind is ProblemKind.OTHER_SLOT_TYPE]
    assert [problem.path[:2] for problem in found] == [("results", name)]
    assert f'"{meant}"' in found[0].message


@pytest.mark.parametrize(("datatype", "name", "dtype", "meant"), PLANTED[:-1])
def test_so_it_is_in_tables_that_are_held_to_slots(
    datatype: str, name: str, dtype: str, meant: str
) -> None:
    """Whatever its columns are; a table that is only looked at is held to no type of a document."""
    fields = [Field.parse(("uid", "u8")), Field.parse((f"{name}/path", "O"))]
    header = DatasetHeader(rows=1, fields=fields, format="CSDAT", header_size=99)
    slots = [{"name": name, "dtype": dtype}]
    found = check_dataset(header, slots=slots, datatype=Datatype(datatype)).problems
    [problem] = [p for p in found if p.kind is ProblemKind.OTHER_SLOT_TYPE]
    assert problem.path == (name,)
    assert f'"{name}" is of type "{dtype}": it was seen with "{meant}"' in problem.message
    assert problem.fix is None
    looked_at = check_dataset(header, datatype=Datatype(datatype)).problems
    assert [p for p in looked_at if p.kind is ProblemKind.OTHER_SLOT_TYPE] == []


def job(job_type: str, datatype: str, name: str, dtype: str) -> Job:
    slot = {"name": name, "dtype": dtype}
    inputs = {"a": {"type": datatype, "slots": [{**slot, "required": True}]}}
    outputs = {"b": {"type": datatype, "slots": [], "results": [slot]}}
    spec = {"type": job_type, "inputs": inputs, "outputs": outputs}
    return structure({"uid": "J1", "spec": spec}, Job)


def legacy_job(job_type: str, datatype: str, name: str, dtype: str) -> LegacyJob:
    slot = {"name": name, "type": f"{datatype}.{dtype}"}
    return structure(
        {
            "uid": "J1",
            "job_type": job_type,
            "input_slot_groups": [{"name": "a", "type": datatype, "slots": [slot]}],
            "output_result_groups": [{"name": "b", "type": datatype}],
            "output_results": [{**slot, "group_name": "b"}],
        },
        LegacyJob,
    )


@pytest.mark.parametrize("job_type", ["snowflake", "class_2D_new", "patch_ctf_estimation_multi"])
@pytest.mark.parametrize(("datatype", "name", "dtype", "meant"), PLANTED[:-1])
def test_so_it_is_in_jobs_of_any_type(
    job_type: str, datatype: str, name: str, dtype: str, meant: str
) -> None:
    """In inputs and outputs, of CryoSPARC 4 and 5."""
    for document, places, fix in (
        (
            job(job_type, datatype, name, dtype),
            ["$.spec.inputs.a.slots[0].dtype", "$.spec.outputs.b.results[0].dtype"],
            f'write "{meant}"',
        ),
        (
            legacy_job(job_type, datatype, name, dtype),
            ["$.input_slot_groups[0].slots[0].type", "$.output_results[0].type"],
            f'write "{datatype}.{meant}"',
        ),
    ):
        found = [p for p in check(document) if p.kind is ProblemKind.OTHER_SLOT_TYPE]
        assert [problem.place for problem in found] == places
        assert {problem.severity for problem in found} == {Severity.WARNING}
        assert {problem.hint for problem in found} == {fix}


def test_no_slot_of_a_known_job_type_is_told() -> None:
    """What servers printed of built-in jobs names slots with the types that they have."""
    found = [
        problem
        for job_type in known_job_types().values()
        for side in (job_type.inputs, job_type.outputs)
        for group in side.values()
        for slot in group.slots
        for problem in check_type_of_name(
            Slot(slot.name, slot.dtype), Datatype(group.datatype), known_slot_types()
        )
    ]
    assert found == []


def test_no_name_with_a_type_it_was_seen_with_is_told() -> None:
    """Nor any of a series, nor a name of one's own."""
    for slot_type in known_slot_types().values():
        names = [*slot_type.names, *(series.format(3) for series in slot_type.series), "my_own"]
        for name in names:
            slot = Slot(name, slot_type.slot_type)
            definition = JobDefinition(
                inputs={"a": InputSpec(type=slot_type.datatype, slots=[slot])}
            )
            assert [p for p in check(definition) if p.kind is ProblemKind.OTHER_SLOT_TYPE] == []
