"""Definitions made of jobs and job types."""

from __future__ import annotations

import attrs

from cryosparc_spec.documents.job import Job, JobSpec
from cryosparc_spec.documents.job_definition import InputSpec, JobDefinition, OutputSpec
from cryosparc_spec.documents.job_inputs import Input, RegisterInput
from cryosparc_spec.documents.job_outputs import Output, RegisterOutput
from cryosparc_spec.problems.errors import Problems, located_at
from cryosparc_spec.vocabulary.datatypes import Datatype
from cryosparc_spec.vocabulary.slot_words import ResultMatching


def definition_of(job: Job | JobSpec) -> JobDefinition:
    """Return the definition that would make a job like this one, without what is connected.

    The ``spec`` of a job alone has no title and no description. Slots of an output are those it
    makes; those it hands on come with ``passthrough``. Raises :class:`~cryosparc_spec.ParseError`
    for datatypes and slots not known here.

    >>> from cryosparc_spec.documents.job_outputs import OutputResult
    >>> outputs = {"maps": Output(type="volume", results=[OutputResult(name="map", dtype="blob")])}
    >>> job = Job(uid="J1", title="Maps", spec=JobSpec(type="snowflake", outputs=outputs))
    >>> definition_of(job).outputs["maps"].slots
    (Slot(name='map', dtype='blob', required=True),)
    """
    if isinstance(job, Job):
        with located_at("spec"):
            within = definition_of(job.spec)
        return attrs.evolve(within, title=job.title, description=job.description)
    inputs: dict[str, InputSpec] = {}
    outputs: dict[str, OutputSpec] = {}
    problems = Problems()
    for name, input in job.inputs.items():
        with problems.at("inputs", name):
            inputs[name] = input_spec_of(input)
    for name, output in job.outputs.items():
        with problems.at("outputs", name):
            outputs[name] = output_spec_of(output)
    problems.raise_if_any()
    return JobDefinition(inputs=inputs, outputs=outputs, params=job.params)


def input_spec_of(input: Input | RegisterInput) -> InputSpec:
    """Return what an input of a job, or of a job type, takes.

    Raises :class:`~cryosparc_spec.ParseError` for a datatype and slots not known here.

    >>> input_spec_of(RegisterInput(type="particle", slots=("blob", "?ctf"))).slots[1]
    Slot(name='ctf', dtype='ctf', required=False)
    """
    with located_at("type"):
        datatype = Datatype(input.type)
    return InputSpec(
        type=datatype,
        title=input.title,
        description=input.description,
        slots=input.typed_slots,
        count_min=input.count_min,
        count_max=input.most_connections,
        repeat_allowed=input.repeat_allowed,
        match_result_by=_match_result_by(input),
    )


def _match_result_by(input: Input | RegisterInput) -> ResultMatching:
    if not isinstance(input, RegisterInput):
        return ResultMatching.DEFAULT
    with located_at("match_result_by"):
        return ResultMatching(input.match_result_by)


def output_spec_of(output: Output | RegisterOutput) -> OutputSpec:
    """Return what an output of a job, or of a job type, makes.

    Raises :class:`~cryosparc_spec.ParseError` for a datatype and slots not known here.

    >>> output_spec_of(RegisterOutput(type="volume", slots=("map",))).slots
    (Slot(name='map', dtype='blob', required=True),)
    """
    with located_at("type"):
        datatype = Datatype(output.type)
    return OutputSpec(
        type=datatype,
        title=output.title,
        description=output.description,
        slots=output.typed_slots,
        passthrough=output.passthrough,
    )
