"""Scripts of ``cryosparc.spec`` that change the line of their imports, with the real client."""

from __future__ import annotations

import copy
import importlib
import pickle
from collections.abc import Iterator
from typing import Any

import pytest

import cryosparc_spec
from cryosparc_spec import ParseError, Slot, SpecError
from cryosparc_spec.interop.tools import spec
from cryosparc_spec.interop.tools.specs import to_tools
from cryosparc_spec.testing.recording.record import Record, recorded
from cryosparc_spec.testing.recording.requests import Request
from tests.interop.finished_jobs import FINISHED_JOBS
from tests.interop.tools_versions import VERSION

if VERSION < 5:
    pytest.skip("needs cryosparc-tools 5", allow_module_level=True)

from cryosparc.tools import CryoSPARC

THERE = "from cryosparc.spec import"
HERE = "from cryosparc_spec.interop.tools.spec import"
ROOT = "from cryosparc_spec import"

HINTS_ONLY = {
    "slots as words": """
from cryosparc.spec import Datatype, SlotSpec

def add(job, type: Datatype, name: str, slots: list[SlotSpec]) -> None:
    job.add_input(type, name, slots=slots)

add(job, "exposure", "micrographs", ["micrograph_blob", "?ctf"])
""",
    "slots as dicts": """
from cryosparc.spec import SlotSpec

SLOTS: list[SlotSpec] = [{"name": "components_mode_0", "dtype": "components"}, "blob"]
job.add_output("particle", "latents", slots=SLOTS)
""",
    "slots to load": """
import typing
from cryosparc.spec import LoadableSlots

def loaded(job, slots: LoadableSlots = "all") -> typing.Any:
    return slots

assert loaded(job) == "all"
job.add_input("mask", "mask", slots=["mask"])
""",
    "optional hints": """
from typing import Dict, List, Optional
from cryosparc.spec import Datafield, Datatype, DType, Field, Shape, SlotSpec

def add(job, types: Dict[str, Datatype], slots: Optional[List[SlotSpec]] = None) -> None:
    for name, type in types.items():
        job.add_output(type, name, slots=slots or ["map"])

add(job, {"volume": "volume"})
""",
    "tables of content types": """
from cryosparc.spec import IMAGE_CONTENT_TYPES, ImageFormat, TextFormat

def kind(format: ImageFormat) -> str:
    return IMAGE_CONTENT_TYPES[format]

assert kind("png") == "image/png"
job.add_output("template", "templates", slots=["blob"])
""",
}
HANDED_OVER = {
    "an input": """
from cryosparc.spec import Slot

job.add_input("exposure", "mics", slots=[Slot(name="background_blob", dtype="stat_blob")])
""",
    "an optional slot": """
from cryosparc.spec import Slot

ctf = Slot(name="ctf", dtype="ctf", required=False)
job.add_input("particle", "particles", slots=["blob", ctf])
""",
    "an output": """
from cryosparc.spec import Datatype, Slot

modes = [Slot(name=f"components_mode_{k}", dtype="components") for k in range(3)]
job.add_output("particle", "latents", slots=modes)
""",
    "a deprecated slot": """
import warnings
from cryosparc.spec import Datafield

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    job.add_input(
        "volume", "map", slots=[Datafield(dtype="blob", prefix="map_sharp", required=True)]
    )
""",
    "a slot that is changed": """
from cryosparc.spec import Slot, SlotSpec

def optional(slot: Slot) -> SlotSpec:
    return Slot(**{**slot, "required": False})

slot = optional(Slot(name="map", dtype="blob"))
slot["name"] = "map_half_A"
job.add_input("volume", "half", slots=[slot])
""",
    "a connection": """
from cryosparc.spec import Slot

wanted = [Slot(name="ctf", dtype="ctf"), "micrograph_blob"]
job.connect("micrographs", "J12", "exposures", slots=wanted)
""",
}


@pytest.fixture(scope="module")
def logged_in() -> Iterator[tuple[Record, Any]]:
    """Log in once, for that takes longer than all the rest; give the record and a project."""
    with recorded(jobs=FINISHED_JOBS) as record:
        yield record, CryoSPARC().find_project("P3")


def requests_of(script: str, logged_in: tuple[Record, Any]) -> list[Request]:
    """Run a script with a new external job, and return what is sent."""
    record, project = logged_in
    record.forget()
    names = {"job": project.create_external_job("W1", title="x"), "__name__": "script"}
    exec(script, names)
    return list(record.requests)


@pytest.mark.parametrize("script", [*HINTS_ONLY.values(), *HANDED_OVER.values()])
def test_a_script_changes_one_line(script: str, logged_in: tuple[Record, Any]) -> None:
    """What it sends is the same, whether it names types only or makes slots as well."""
    changed = script.replace(THERE, HERE)
    assert sum(a != b for a, b in zip(script.split("\n"), changed.split("\n"), strict=True)) == 1
    assert requests_of(changed, logged_in) == requests_of(script, logged_in)


@pytest.mark.parametrize("script", HINTS_ONLY.values(), ids=HINTS_ONLY)
def test_hints_can_come_from_the_package_itself(script: str, logged_in: tuple[Record, Any]) -> None:
    """Where a script makes no slots, the names of the root do as well."""
    changed = script.replace(THERE, ROOT)
    assert requests_of(changed, logged_in) == requests_of(script, logged_in)


def test_slots_of_the_package_go_through_to_tools(logged_in: tuple[Record, Any]) -> None:
    """The client refuses the frozen class, and takes what ``to_tools`` makes of it."""
    slot = Slot("background_blob", "stat_blob", required=False)
    _, project = logged_in
    job = project.create_external_job("W1", title="x")
    with pytest.raises(ValueError, match="InputSlot"):
        job.add_input("exposure", "a", slots=[slot])
    job.add_input("exposure", "b", slots=[to_tools(slot)])
    assert [each.name for each in job.inputs["b"].slots] == ["background_blob"]


def test_all_names_are_there() -> None:
    """Each public name of ``cryosparc.spec``; those that are no slots are the package's own."""
    theirs = {
        name
        for name, value in vars(importlib.import_module("cryosparc.spec")).items()
        if not name.startswith("_") and getattr(value, "__module__", "") != "typing_extensions"
    }
    ours = set(spec.__all__)
    assert ours <= theirs
    for name in ours - {"Slot", "Datafield", "SlotSpec"}:
        assert getattr(spec, name) is getattr(cryosparc_spec, name)
    assert ours == {name for name in cryosparc_spec.__all__ if name in theirs}


@pytest.mark.parametrize(
    ("values", "text"),
    [
        pytest.param({"name": "ctf"}, "dtype missing", id="no dtype"),
        pytest.param({"dtype": "ctf"}, "name missing", id="no name"),
        pytest.param({"name": "c f", "dtype": "ctf"}, '"c f" cannot be a name', id="space"),
        pytest.param({"name": "?ctf", "dtype": "ctf"}, '"?ctf" cannot be a name', id="mark"),
        pytest.param(
            {"name": "ctf", "dtype": "ctf", "requird": False}, '"requird" is not a key', id="key"
        ),
        pytest.param(
            {"name": "ctf", "dtype": "ctf", "required": "no"}, "expected true or false", id="word"
        ),
    ],
)
def test_a_mistake_is_told_when_a_slot_is_made(values: dict[str, Any], text: str) -> None:
    """The client would send it, or fail with an error of another place."""
    made: Any = spec.Slot
    with pytest.raises(SpecError) as caught:
        made(**values)
    assert isinstance(caught.value, ParseError)
    assert text in str(caught.value)
    with pytest.raises(SpecError):
        made(values)


def test_slots_are_dicts() -> None:
    """They compare, copy and pickle as the dicts that they are."""
    slot: Any = spec.Slot(name="ctf", dtype="ctf")
    assert slot == {"name": "ctf", "dtype": "ctf"}
    assert copy.deepcopy(slot) == pickle.loads(pickle.dumps(slot)) == slot
    assert Slot.parse(slot) == Slot("ctf", "ctf")
