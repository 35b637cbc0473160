"""What is measured of slots, fields and documents: ours, and the same with cryosparc-tools."""

from __future__ import annotations

import itertools
import json
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import attrs
import pydantic
from cryosparc import spec as tools_spec
from cryosparc.controllers import as_input_slot, as_output_slot
from cryosparc.models.job import Job as ToolsJob
from cryosparc.models.job_register import JobRegister as ToolsRegister
from cryosparc.models.job_spec import InputSlot, InputSpec, OutputSpec

from cryosparc_spec import Field, Job, JobDefinition, JobRegister, Slot, dumps, loads, structure
from tests.benchmarks.server_documents import jobs, lean_register, register

COUNT = 100_000


@attrs.frozen
class Calls:
    """Ways to do the work."""

    from_data: Callable[[], Any]
    """Makes objects of Python data."""
    from_text: Callable[[], Any]
    """Makes objects of JSON text."""
    to_text: Callable[[], Any]
    """Makes JSON text of objects."""


@attrs.frozen
class Workload:
    """Some work, as we do it and as cryosparc-tools does."""

    name: str
    """What it is."""
    data: Any
    """The Python data."""
    text: str
    """The same as JSON text."""
    ours: Calls
    """The work as we do it."""
    theirs: Calls
    """The work as cryosparc-tools does it."""
    before: Callable[[], object] = lambda: None
    """What is done before each round, and not measured."""
    times: int = 1
    """How often each call is made in a round: more than once where it takes no time."""


def _quietly(call: Callable[[], Any]) -> Callable[[], Any]:
    def quiet() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return call()

    return quiet


def _ours(cls: Any, data: Any, text: str) -> Calls:
    objects = _quietly(lambda: structure(data, cls))()
    return Calls(
        _quietly(lambda: structure(data, cls)),
        _quietly(lambda: loads(text, cls)),
        lambda: dumps(objects),
    )


def _theirs(adapter: Any, data: Any, text: str) -> Calls:
    objects = adapter.validate_python(data)
    return Calls(
        lambda: adapter.validate_python(data),
        lambda: adapter.validate_json(text),
        lambda: adapter.dump_json(objects),
    )


def mixed_slots(count: int = COUNT) -> Workload:
    """Slots as scripts write them: short, optional, in full, and in the deprecated form."""
    written: list[Any] = [
        *("ctf", "?background_blob", "blob", "?location", "micrograph_blob", "alignments3D"),
        {"name": "components_mode_0", "dtype": "components"},
        {"name": "components_mode_1", "dtype": "components", "required": False},
        {"name": "map_half_A", "dtype": "blob", "required": True},
        {"dtype": "ctf", "prefix": "ctf", "required": True},
    ]
    data = written * (count // len(written))
    text = json.dumps(data)
    objects = [as_input_slot(slot) for slot in data]
    adapter = pydantic.TypeAdapter(list[InputSlot])
    theirs = Calls(
        lambda: [as_input_slot(slot) for slot in data],
        lambda: [as_input_slot(slot) for slot in json.loads(text)],
        lambda: adapter.dump_json(objects),
    )
    return Workload(
        f"{count:,} slots, mixed", data, text, _ours(tuple[Slot, ...], data, text), theirs
    )


_WRITTEN_FIELDS: Sequence[list[Any]] = [
    ["uid", "u8"],
    ["location/micrograph_shape", "<u4", [2]],
    ["ctf/type", "O"],
    ["alignments3D/pose", "3f4"],
    *(["ctf/df1_A", "f4"], ["ctf/tetra_A", "4f4"], ["blob/path", "S57"]),
]


def fields(count: int = COUNT) -> Workload:
    """Columns as tables of one kind have them."""
    data = [_WRITTEN_FIELDS[number % len(_WRITTEN_FIELDS)] for number in range(count)]
    return _fields(f"{count:,} fields", data)


def new_fields() -> Workload:
    """Columns whose names are never the same, in no round either."""
    data = [[f"a{number}/b", "3f4"] for number in range(COUNT)]
    workload = _fields("100,000 fields, all names new", data)
    adapter = pydantic.TypeAdapter(list[tools_spec.Field])
    rounds = itertools.count()
    text = ""

    def renew() -> None:
        nonlocal data, text
        data = [[f"a{number}/b_{next(rounds)}", "3f4"] for number in range(COUNT)]
        text = json.dumps(data)

    return attrs.evolve(
        workload,
        before=renew,
        ours=attrs.evolve(
            workload.ours,
            from_data=lambda: structure(data, tuple[Field, ...]),
            from_text=lambda: loads(text, tuple[Field, ...]),
        ),
        theirs=attrs.evolve(
            workload.theirs,
            from_data=lambda: adapter.validate_python(data),
            from_text=lambda: adapter.validate_json(text),
        ),
    )


def _fields(name: str, data: list[Any]) -> Workload:
    text = json.dumps(data)
    adapter = pydantic.TypeAdapter(list[tools_spec.Field])
    ours = _ours(tuple[Field, ...], data, text)
    return Workload(name, data, text, ours, _theirs(adapter, data, text))


def full_register() -> Workload:
    """A register of 200 job types and 8,000 parameters, as cryosparc-tools dumps it."""
    raw = ToolsRegister.model_validate(register(200)).model_dump(mode="json", by_alias=True)
    return _document("register, every key", raw, JobRegister, ToolsRegister)


def register_without_defaults(job_types: int = 200) -> Workload:
    """The same without the keys that are at their defaults."""
    return _document("register, no defaults", lean_register(job_types), JobRegister, ToolsRegister)


def many_jobs(number: int = 2000) -> Workload:
    """Jobs with every key."""
    [job] = jobs(1, {})
    needed = dict.fromkeys(("project_uid", "job_dir"), "a") | dict.fromkeys(
        ("project_uid_num", "status_num"), 1
    )
    minimal = {**job, **needed, "build_errors": [], "job_dir_size_last_updated": "2026-01-01"}
    template = ToolsJob.model_validate(minimal).model_dump(mode="json", by_alias=True)
    raw = jobs(number, template)
    return _document(f"{number:,} jobs", raw, tuple[Job, ...], list[ToolsJob])


class _ToolsDefinition(pydantic.BaseModel):
    """A definition of the models that cryosparc-tools has for its parts."""

    title: str = ""
    description: str = ""
    inputs: dict[str, InputSpec] = {}  # pydantic copies it
    outputs: dict[str, OutputSpec] = {}  # pydantic copies it
    params: dict[str, Any] = {}  # pydantic copies it


def one_definition() -> Workload:
    """A definition of two inputs, two outputs and some parameters."""
    data = {
        "title": "Custom picker",
        "description": "Picks particles on denoised micrographs, and sorts them by shape.",
        "inputs": {
            "micrographs": {
                "type": "exposure",
                "title": "Micrographs",
                "slots": ["micrograph_blob", "?ctf"],
                "count_min": 1,
            },
            "templates": {
                "type": "template",
                "title": "Templates",
                "slots": [{"name": "blob", "dtype": "blob", "required": True}],
                "count_max": 1,
            },
        },
        "outputs": {
            "picked": {
                "type": "particle",
                "title": "Picked particles",
                "slots": ["location", "pick_stats"],
            },
            "rejected": {
                "type": "particle",
                "title": "Rejected",
                "slots": ["location", {"name": "ctf", "dtype": "ctf"}],
            },
        },
        "params": {"box": 256, "threshold": 0.35, "model": "general", "angles": [0, 90, 180]},
    }
    text = json.dumps(data)
    objects, theirs = structure(data, JobDefinition), _as_the_client_reads(data)
    return Workload(
        "one definition",
        data,
        text,
        Calls(
            lambda: structure(data, JobDefinition),
            lambda: loads(text, JobDefinition),
            lambda: dumps(objects),
        ),
        Calls(
            lambda: _as_the_client_reads(data),
            lambda: _as_the_client_reads(json.loads(text)),
            theirs.model_dump_json,
        ),
        times=300,
    )


def _as_the_client_reads(data: dict[str, Any]) -> _ToolsDefinition:
    """Find out what each slot stands for, and then make the models, as the client does."""
    return _ToolsDefinition(
        title=data["title"],
        description=data["description"],
        inputs={
            name: InputSpec(**{**spec, "slots": [as_input_slot(slot) for slot in spec["slots"]]})
            for name, spec in data["inputs"].items()
        },
        outputs={
            name: OutputSpec(**{**spec, "slots": [as_output_slot(slot) for slot in spec["slots"]]})
            for name, spec in data["outputs"].items()
        },
        params=data["params"],
    )


def _document(name: str, data: Any, ours: Any, theirs: Any) -> Workload:
    text = json.dumps(data)
    adapter = pydantic.TypeAdapter(theirs)
    return Workload(name, data, text, _ours(ours, data, text), _theirs(adapter, data, text))


WORKLOADS: Sequence[Callable[[], Workload]] = (
    mixed_slots,
    fields,
    new_fields,
    full_register,
    register_without_defaults,
    many_jobs,
    one_definition,
)
