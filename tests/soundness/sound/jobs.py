"""Sound jobs of CryoSPARC 5, and their specs alone, made with the models of cryosparc-tools."""

from __future__ import annotations

import datetime
import json
import random
from typing import Any

import attrs
from cryosparc.models.job import Job
from cryosparc.models.job_spec import (
    Connection,
    Input,
    InputResult,
    Inputs,
    InputSlot,
    JobSpec,
    Output,
    OutputResult,
    Outputs,
    Params,
)
from cryosparc.models.resource import ResourceSpec

from tests.soundness.facts import DATATYPES, SlotFact, slots_in, some_slots
from tests.soundness.job_types import JOB_TYPES, PARAMS, InputFact, JobTypeFact, OutputFact
from tests.soundness.samples import Document, Sample
from tests.soundness.sound.definitions import KNOWN_DATATYPES, TITLES

STATUSES = (
    *("building", "queued", "launched", "started", "running", "waiting", "completed", "killed"),
    "failed",
)
_RAN = {"running", "waiting", "completed", "killed", "failed"}
_ALSO = {
    "particle": slots_in("location pick_stats alignments2D alignments3D blob ctf"),
    "exposure": slots_in("mscope_params movie_blob gain_ref_blob ctf ctf_stats"),
}
_FED_BY = {"mask": "mask_refine", "blob": "blob_selected"}


@attrs.frozen
class Taken:
    """An input of a job with what is connected to it, and the slots that go through."""

    fact: InputFact
    parents: tuple[str, ...]
    also: tuple[SlotFact, ...]


def external_job_type(chance: random.Random) -> JobTypeFact:
    """Make up what goes into an external job and comes out, as scripts do."""
    inputs: list[InputFact] = []
    for number, datatype in enumerate(chance.sample(KNOWN_DATATYPES, chance.randint(0, 2))):
        slots = tuple(
            SlotFact(s.name, s.slot_type, chance.random() < 0.8)
            for s in some_slots(chance, datatype)
        )
        inputs.append(InputFact(f"input_{number}", datatype, slots, chance.randint(0, 1)))
    outputs: list[OutputFact] = []
    for number in range(chance.randint(1, 2)):
        datatype = chance.choice(KNOWN_DATATYPES)
        same = [fact.name for fact in inputs if fact.datatype == datatype]
        passed = chance.choice(same) if same and chance.random() < 0.7 else None
        made = tuple(some_slots(chance, datatype))
        outputs.append(OutputFact(f"output_{number}", datatype, made, passed))
    return JobTypeFact("snowflake", "External job", tuple(inputs), tuple(outputs))


def job_type_for(chance: random.Random) -> JobTypeFact:
    """Choose a job type of CryoSPARC, or make up an external job."""
    known = list(JOB_TYPES.values())
    return external_job_type(chance) if chance.random() < 0.35 else chance.choice(known)


def taken_by(chance: random.Random, job_type: JobTypeFact, *, connected: bool) -> list[Taken]:
    """Connect the inputs of a job to others, as often as the inputs allow."""
    taken: list[Taken] = []
    for fact in job_type.inputs:
        most = min(fact.count_max or fact.count_min + 2, fact.count_min + 2)
        count = chance.randint(fact.count_min, most) if connected else 0
        parents = tuple(f"J{number}" for number in chance.sample(range(1, 90), count))
        own = {slot.name for slot in fact.slots}
        also = [slot for slot in _ALSO.get(fact.datatype, []) if slot.name not in own]
        through = tuple(chance.sample(also, chance.randint(0, min(3, len(also)))))
        taken.append(Taken(fact, parents, through))
    return taken


def job(chance: random.Random) -> Sample:
    """Make a job as the server returns it, and as it is written to ``job.json``."""
    status: Any = chance.choice(STATUSES)
    number, project = chance.randint(90, 5000), chance.randint(1, 400)
    model = Job(
        _id=f"{chance.getrandbits(96):024x}",
        uid=f"J{number}",
        uid_num=number,
        project_uid=f"P{project}",
        project_uid_num=project,
        spec=spec_model(
            chance, f"J{number}", ran=status in _RAN, may_lack_inputs=status == "building"
        ),
        job_dir=f"J{number}",
        job_dir_size_last_updated=datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC),
        title=chance.choice(TITLES),
        status=status,
        status_num=STATUSES.index(status),
        build_errors=[],
        version="v5.0.4",
        tags=["T1"] if chance.random() < 0.2 else [],
    )
    dumped = model.model_dump_json(by_alias=True, exclude_defaults=chance.random() < 0.2)
    data = json.loads(dumped)
    if chance.random() < 0.1:
        _as_of_the_next_version(data)
    return _sample("job", "job.json", data, chance)


def _as_of_the_next_version(data: Any) -> None:
    """Add keys that the client after 5.0.3 has, and one that none has so far."""
    data["oversubscribe_gpus"] = False
    for spec in data["spec"].get("inputs", {}).values():
        spec["match_result_by"] = "default"
    for output in data["spec"].get("outputs", {}).values():
        output["summary_stats"] = {}


def spec(chance: random.Random) -> Sample:
    """Make the spec of a job alone: all of it, or its inputs and outputs, or in an empty job."""
    model = spec_model(chance, "J77", ran=chance.random() < 0.7)
    data = json.loads(model.model_dump_json(exclude_defaults=chance.random() < 0.2))
    form = chance.choice(("whole", "whole", "sides", "in a job"))
    sides = {side: data[side] for side in ("inputs", "outputs") if data.get(side)}
    if form == "sides" and ("'connections'" in str(sides) or "'results'" in str(sides)):
        data = sides
    elif form == "in a job":
        data = {"spec": data}
    return _sample("job spec", "spec.json", data, chance)


def _sample(kind: str, name: str, data: Any, chance: random.Random) -> Sample:
    document = Document(data, ".json", indent=chance.choice((0, 1, 2, 4)))
    return Sample(kind, name, {name: document})


def spec_model(
    chance: random.Random, uid: str, *, ran: bool, may_lack_inputs: bool = False
) -> JobSpec:
    """Make the spec of a job; before it ran, no result has files.

    What lacks inputs cannot be queued.
    """
    connected = not may_lack_inputs or chance.random() < 0.5
    job_type = job_type_for(chance)
    taken = taken_by(chance, job_type, connected=connected)
    keys = chance.sample(sorted(PARAMS), chance.randint(0, 3))
    return JobSpec(
        type=job_type.name,
        params=Params(**{key: chance.choice(PARAMS[key]) for key in keys}),
        inputs=Inputs(root={each.fact.name: _input(chance, each) for each in taken}),
        outputs=Outputs(
            root={each.name: _output(chance, each, taken, uid, ran) for each in job_type.outputs}
        ),
        ui_tile_width=1,
        ui_tile_height=1,
        resource_spec=ResourceSpec(cpu=4, gpu=chance.choice((0, 1, 4)), ram=2, ssd=True),
    )


def _input(chance: random.Random, taken: Taken) -> Input:
    fact = taken.fact
    listed = chance.random() < 0.8
    return Input(
        type=_datatype(fact.datatype),
        title=fact.name.capitalize(),
        slots=[
            InputSlot(name=slot.name, dtype=slot.slot_type, required=slot.required)
            for slot in (fact.slots if listed else ())
        ],
        count_min=fact.count_min,
        count_max="inf" if fact.count_max is None else fact.count_max,
        connections=[_connection(chance, taken, parent) for parent in taken.parents],
    )


def _connection(chance: random.Random, taken: Taken, parent: str) -> Connection:
    output = f"{taken.fact.datatype}s"
    results: list[InputResult] = []
    for slot in taken.fact.slots:
        if not slot.required and chance.random() < 0.5:
            continue
        result = _FED_BY.get(slot.name, slot.name) if chance.random() < 0.3 else slot.name
        results.append(
            InputResult(
                name=slot.name,
                dtype=slot.slot_type,
                job_uid=parent if chance.random() < 0.8 else "J1",
                output=output,
                result=result,
                version="F" if chance.random() < 0.8 else chance.randint(0, 900),
            )
        )
    results += [
        InputResult(dtype=slot.slot_type, job_uid=parent, output=output, result=slot.name)
        for slot in taken.also
    ]
    return Connection(job_uid=parent, output=output, results=results)


def _datatype(word: str) -> Any:
    assert word in DATATYPES
    return word


def passed_through(made: OutputFact, taken: list[Taken]) -> list[SlotFact]:
    """Return what an output hands on of the input that it passes through."""
    own = {slot.name for slot in made.slots}
    for each in taken:
        if each.fact.name == made.passthrough and each.parents:
            slots = (*(slot for slot in each.fact.slots if slot.required), *each.also)
            return [slot for slot in slots if slot.name not in own]
    return []


def _output(
    chance: random.Random, made: OutputFact, taken: list[Taken], uid: str, ran: bool
) -> Output:
    rows = 1 if made.datatype in ("volume", "mask") else chance.randint(1, 10**6)
    steps = sorted({0, *chance.sample(range(1, 900), chance.randint(0, 4))}) if ran else []
    results = [
        OutputResult(
            name=slot.name,
            dtype=slot.slot_type,
            versions=steps,
            metafiles=[f"{uid}/{uid}_{step:03d}_{made.name}.cs" for step in steps],
            num_items=[rows for _ in steps],
        )
        for slot in made.slots
    ]
    results += [
        OutputResult(
            name=slot.name,
            dtype=slot.slot_type,
            versions=[0] if ran else [],
            metafiles=[f"{uid}/{uid}_passthrough_{made.name}.cs"] if ran else [],
            num_items=[rows] if ran else [],
            passthrough=True,
        )
        for slot in passed_through(made, taken)
    ]
    stats = {"blob/shape": [256, 256], "ctf/type": "spline"} if ran else {}
    return Output(
        type=_datatype(made.datatype),
        title=made.name.capitalize(),
        passthrough=made.passthrough,
        results=results,
        num_items=rows if ran else 0,
        summary=stats,
    )
