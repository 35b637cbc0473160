"""Jobs that the script did not make: those that the user describes, and those made up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from cryosparc_spec.catalogue.slot_types import known_slot_types
from cryosparc_spec.datasets.inference import infer_slots
from cryosparc_spec.documents.job import Job
from cryosparc_spec.documents.job_definition import OutputSpec
from cryosparc_spec.documents.job_inputs import Input
from cryosparc_spec.documents.job_outputs import Output
from cryosparc_spec.interop.numpy import Table
from cryosparc_spec.problems.errors import ParseError
from cryosparc_spec.problems.validators import AnyPath
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.testing.recording.jobs import (
    Connection,
    HeldInput,
    HeldJob,
    HeldOutput,
    HeldSlot,
)
from cryosparc_spec.testing.recording.tables import DATASET, AnyDataset, header_held
from cryosparc_spec.vocabulary.datatypes import Datatype

GivenJob: TypeAlias = Job | Mapping[str, OutputSpec]
"""A job that a script finds: its document, or its outputs by name."""
GivenTable: TypeAlias = AnyPath | Table | AnyDataset
"""Rows of an output: a ``.cs`` file, an array of numpy, or a ``Dataset`` of the client."""

_DATATYPES_BY_WORD = (
    ("particle", "particle"),
    ("mask", "mask"),
    ("template", "template"),
    ("class_average", "template"),
    ("volume", "volume"),
    ("map", "volume"),
    ("exposure", "exposure"),
    ("micrograph", "exposure"),
    ("movie", "exposure"),
)
_USUAL_OUTPUTS = (
    *("exposures", "exposures_accepted", "micrographs", "imported_movies", "imported_micrographs"),
    *("particles", "particles_selected", "particles_class_0", "particles_all_classes"),
    *("templates", "templates_selected", "class_averages", "volume", "volume_class_0", "mask"),
)
"""Names of outputs that jobs of public workflows have."""


def datatype_meant(name: str, slots: Iterable[str] = ()) -> str:
    """Return the datatype that an output most likely has, by its name and by slots asked of it."""
    for word, datatype in _DATATYPES_BY_WORD:
        if word in name.lower():
            return datatype
    named = [known_slot_types().with_name(slot) for slot in slots]
    found = [slot_type.datatype.value for types in named for slot_type in types]
    return max(found, key=found.count, default="particle")


def is_usual(name: str) -> bool:
    """Whether the name of an output is one that public workflows have, and tells its datatype."""
    return name in _USUAL_OUTPUTS


def usual_slots(datatype: str) -> list[HeldSlot]:
    """Return the slots that are known of a datatype, each name once."""
    slots = {
        name: HeldSlot(name, slot_type.slot_type)
        for slot_type in known_slot_types().under(Datatype(datatype))
        for name in slot_type.names
    }
    return list(slots.values())


def made_up_output(name: str, datatype: str | None = None) -> HeldOutput:
    """Make an output that nobody described, with all slots that it may have."""
    meant = datatype or datatype_meant(name)
    return HeldOutput(type=meant, title=name, slots=usual_slots(meant), made_up=True)


def made_up_job(uid: str, project_uid: str) -> HeldJob:
    """Make a job that nobody described, with the outputs that jobs usually have."""
    outputs = {name: made_up_output(name) for name in _USUAL_OUTPUTS}
    return HeldJob(
        uid=uid, project_uid=project_uid, status="completed", outputs=outputs, made_up=True
    )


def described_job(uid: str, given: GivenJob) -> HeldJob:
    """Return a job as the user describes it."""
    job = HeldJob(uid=uid, status="completed")
    if not isinstance(given, Job):
        job.outputs = {name: _output_of_spec(spec) for name, spec in given.items()}
        return job
    job.type = str(given.spec.type)
    job.project_uid = given.project_uid or job.project_uid
    job.title, job.description = given.title, given.description
    job.params = {**given.spec.params}
    job.inputs = {name: _held_input(each) for name, each in given.spec.inputs.items()}
    job.outputs = {name: _held_output(each) for name, each in given.spec.outputs.items()}
    return job


def _output_of_spec(spec: OutputSpec) -> HeldOutput:
    return HeldOutput(
        type=spec.type.value,
        title=spec.title,
        description=spec.description,
        slots=[HeldSlot(slot.name, slot.dtype) for slot in spec.slots],
    )


def _held_output(output: Output) -> HeldOutput:
    made = [HeldSlot(slot.name, slot.dtype) for slot in output.typed_slots]
    names = {slot.name for slot in made}
    handed_on = [
        HeldSlot(result.name, result.dtype, passthrough=True)
        for result in output.results
        if result.passthrough and result.name not in names
    ]
    return HeldOutput(
        type=str(output.type),
        title=output.title,
        description=output.description,
        slots=[*made, *handed_on],
        passthrough=output.passthrough,
    )


def _held_input(input: Input) -> HeldInput:
    return HeldInput(
        type=str(input.type),
        title=input.title,
        description=input.description,
        slots=[HeldSlot(slot.name, slot.dtype, slot.required) for slot in input.typed_slots],
        count_min=input.count_min,
        count_max=input.most_connections,
        repeat_allowed=input.repeat_allowed,
        connections=[Connection(each.job_uid, each.output) for each in input.connections],
    )


def held_table(given: GivenTable) -> AnyDataset:
    """Return a table that the user gives as the client has it."""
    if isinstance(given, str | Path):
        return DATASET.load(given)
    return given if isinstance(given, DATASET) else DATASET(given)


def output_of_table(name: str, table: AnyDataset) -> HeldOutput:
    """Return the output that a table shows; raises :class:`ParseError` where it shows none."""
    inference = infer_slots(header_held(table))
    if inference.datatype is None:
        raise ParseError.of(
            f"the columns do not show the datatype of {show_value(name)}",
            hint="describe the output in jobs, with OutputSpec",
        )
    slots = [HeldSlot(each.slot.name, each.slot.dtype) for each in inference.slots]
    return HeldOutput(type=inference.datatype.value, title=name, slots=slots, table=table)
