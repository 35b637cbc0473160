"""What a script declared, as a definition, and what is wrong with it and with what it saved."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from cryosparc_spec.catalogue.slot_types import known_slot_types
from cryosparc_spec.checks.connections import connectable
from cryosparc_spec.checks.dataset import check_dataset
from cryosparc_spec.checks.raw_definition import check_raw_definition
from cryosparc_spec.converters.sound_parts import structure_sound_parts
from cryosparc_spec.documents.job_definition import InputSpec, JobDefinition, OutputSpec
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import DocumentPath, Position
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.testing.recording.instance import Instance
from cryosparc_spec.testing.recording.jobs import HeldInput, HeldJob, HeldOutput, Raw, Refusal
from cryosparc_spec.testing.recording.tables import header_held


def definition_declared(job: HeldJob) -> JobDefinition:
    """Return the definition that a script declared, without the parts that none can have."""
    value = structure_sound_parts(_declared(job), JobDefinition).value
    return JobDefinition() if value is None else value


def problems_declared(job: HeldJob, instance: Instance) -> list[Problem]:
    """Return what is wrong with a job that a script made, at the lines where it says so."""
    found = [*check_raw_definition(_plain(job)), *_of_short_names(job)]
    found += _of_connections(job, instance)
    for name, output in job.outputs.items():
        if output.offered is not None:
            found += [p.under("outputs", name) for p in _of_table(output)]
    found += [_of_refusal(each) for each in job.refusals if not _explained(each.path, found)]
    placed = [attrs.evolve(p, position=p.position or _position(job, p)) for p in found]
    return sorted(placed, key=_line)


def _line(problem: Problem) -> int:
    position = problem.position
    return (position.line if position else None) or 0


def _plain(job: HeldJob) -> Raw:
    """Return the definition as plain data; a title that is the name is what the client fills in."""
    inputs = {name: _plain_input(name, each) for name, each in job.inputs.items()}
    outputs = {name: _plain_output(name, o) for name, o in job.outputs.items() if o.declared}
    texts = {"title": job.title, "description": job.description}
    return {**texts, "inputs": inputs, "outputs": outputs, "params": job.params}


def _declared(job: HeldJob) -> Raw:
    """Return what the script declares: one that goes on with a job does not declare all of it."""
    plain = _plain(job)
    inputs = {name: each for name, each in plain["inputs"].items() if job.inputs[name].declared}
    return {**plain, "inputs": inputs}


def _plain_input(name: str, held: HeldInput) -> Raw:
    return {
        "type": held.type,
        "title": "" if held.title == name else held.title,
        "description": held.description,
        "slots": [slot.as_written(in_output=False) for slot in held.slots],
        "count_min": held.count_min,
        "count_max": held.count_max,
        "repeat_allowed": held.repeat_allowed,
    }


def _plain_output(name: str, held: HeldOutput) -> Raw:
    return {
        "type": held.type,
        "title": "" if held.title == name else held.title,
        "description": held.description,
        "slots": [slot.as_written(in_output=True) for slot in held.slots],
        "passthrough": held.passthrough,
    }


def _of_short_names(job: HeldJob) -> Iterator[Problem]:
    """Tell which short names the client took for slot types that they are not."""
    for side, specs in (("inputs", job.inputs), ("outputs", job.outputs)):
        for name, spec in specs.items():
            for index, slot in enumerate(spec.slots):
                # Of a series, the check of the definition says that it cannot be short.
                dtype = known_slot_types().slot_type_of(slot.name) and slot.type_meant
                if dtype and slot.written is None:
                    required = slot.required or side == "outputs"
                    yield Problem(
                        (side, name, "slots", index),
                        f"the client sends {show_value(slot.name)} as slot type "
                        f"{show_value(slot.dtype)}: its slot type is {show_value(dtype)}",
                        kind=ProblemKind.OTHER_SLOT_TYPE,
                        fix=Fix.of(Slot(slot.name, dtype, required).to_dict()),
                    )


def _of_connections(job: HeldJob, instance: Instance) -> Iterator[Problem]:
    """Tell what connected outputs lack, where somebody described them."""
    definition = definition_declared(job)
    for name, held in job.inputs.items():
        for connection in held.connections:
            source = instance.jobs[job.project_uid, connection.job_uid]
            output = source.outputs[connection.output]
            if name in definition.inputs and not output.made_up:
                yield from _of_connection(str(connection), output, definition.inputs[name], name)


def _of_connection(shown: str, output: HeldOutput, spec: InputSpec, name: str) -> Iterator[Problem]:
    slots = [slot.as_written(in_output=True) for slot in output.slots]
    raw: Raw = {"type": output.type, "slots": slots, "passthrough": output.passthrough}
    given = structure_sound_parts(raw, OutputSpec).value
    for problem in () if given is None else connectable(given, spec):
        message = f"{shown}: {problem.message}"
        path: DocumentPath = ("inputs", name)
        # A slot that an output lacks can still be connected alone, from another job.
        yield attrs.evolve(problem, path=path, message=message, severity=Severity.WARNING)


def _of_table(output: HeldOutput) -> Iterator[Problem]:
    raw: Raw = {"type": output.type, "slots": [s.as_written(in_output=True) for s in output.slots]}
    spec: OutputSpec | None = structure_sound_parts(raw, OutputSpec).value
    if spec is None:
        return
    header = header_held(output.offered)
    problems = check_dataset(header, slots=spec.slots, datatype=spec.type).problems
    damaged = len(spec.slots) < len(output.slots)
    for problem in problems:
        if not (damaged and problem.kind is ProblemKind.UNEXPECTED_COLUMN):
            yield problem.with_position(output.offered_at)


def _explained(path: DocumentPath, found: list[Problem]) -> bool:
    """Whether an error that was found says why the server refuses something."""
    return any(p.severity is Severity.ERROR and p.path[: len(path)] == path for p in found)


def _of_refusal(refusal: Refusal) -> Problem:
    return Problem(
        refusal.path,
        f"the server refuses it: {refusal.detail}",
        kind=ProblemKind.REFUSED,
        position=refusal.position,
    )


def _position(job: HeldJob, problem: Problem) -> Position | None:
    side, name = (*problem.path, None, None)[:2]
    held: HeldInput | HeldOutput | None = None
    if side == "inputs":
        held = job.inputs.get(str(name))
    elif side == "outputs":
        held = job.outputs.get(str(name))
    return held.position if held and held.position else job.position
