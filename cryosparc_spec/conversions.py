"""Documents of one kind made of documents of another."""

from __future__ import annotations

from cryosparc_spec.datatypes import Datatype
from cryosparc_spec.documents.external import InputSpec, JobDefinition, OutputSpec
from cryosparc_spec.documents.job import Input, Job, Output, RegisterInput, RegisterOutput
from cryosparc_spec.documents.moments import moment
from cryosparc_spec.documents.results_group import Group, ResultsGroup, SlotResult
from cryosparc_spec.errors import Problems, located_at, unknown_word


def definition_of(job: Job) -> JobDefinition:
    """Return the definition that would make a job like this one, without what is connected.

    Slots of an output are those it makes; those it hands on come with ``passthrough``. Raises
    :class:`~cryosparc_spec.errors.ParseError` for datatypes and slots not known here.

    >>> from cryosparc_spec.documents.job import JobSpec, OutputResult
    >>> outputs = {"maps": Output(type="volume", results=[OutputResult(name="map", dtype="blob")])}
    >>> job = Job(uid="J1", title="Maps", spec=JobSpec(type="snowflake", outputs=outputs))
    >>> definition_of(job).outputs["maps"].slots
    (Slot(name='map', dtype='blob', required=True),)
    """
    inputs: dict[str, InputSpec] = {}
    outputs: dict[str, OutputSpec] = {}
    problems = Problems()
    for name, input in job.spec.inputs.items():
        with problems.at("spec", "inputs", name):
            inputs[name] = input_spec_of(input)
    for name, output in job.spec.outputs.items():
        with problems.at("spec", "outputs", name):
            outputs[name] = output_spec_of(output)
    problems.raise_if_any()
    return JobDefinition(
        title=job.title,
        description=job.description,
        inputs=inputs,
        outputs=outputs,
        params=job.spec.params,
    )


def input_spec_of(input: Input | RegisterInput) -> InputSpec:
    """Return what an input of a job, or of a job type, takes.

    Raises :class:`~cryosparc_spec.errors.ParseError` for a datatype and slots not known here.

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
    )


def output_spec_of(output: Output | RegisterOutput) -> OutputSpec:
    """Return what an output of a job, or of a job type, makes.

    Raises :class:`~cryosparc_spec.errors.ParseError` for a datatype and slots not known here.

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


def results_group_of(job: Job, output: str) -> ResultsGroup:
    """Return the results group of an output: the ``.csg`` that CryoSPARC exports for it.

    Its metafiles are relative to the project folder, as in the job, and results without one are
    left out. Raises :class:`~cryosparc_spec.errors.ParseError` for an output the job does not have.

    >>> from cryosparc_spec.documents.job import JobSpec, OutputResult
    >>> stack = OutputResult(
    ...     name="blob", dtype="blob", versions=[0], metafiles=["J1/a.cs"], num_items=[9]
    ... )
    >>> outputs = {"particles": Output(type="particle", results=[stack])}
    >>> job = Job(uid="J1", spec=JobSpec(type="snowflake", outputs=outputs))
    >>> results_group_of(job, "particles").results["blob"].metafile
    'J1/a.cs'
    """
    if output not in job.spec.outputs:
        raise unknown_word(output, job.spec.outputs, what=f"an output of {job.uid}")
    spec = job.spec.outputs[output]
    finals = [(result, result.final) for result in spec.results]
    return ResultsGroup(
        created=moment(job.completed_at) or moment(job.created_at),
        group=Group(name=output, type=spec.type, title=spec.title, description=spec.description),
        results={
            result.name: SlotResult(
                metafile=final.metafile,
                num_items=final.num_items,
                type=f"{spec.type}.{result.dtype}",
            )
            for result, final in finals
            if final is not None and final.metafile is not None
        },
        version=job.version,
    )
