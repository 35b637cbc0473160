"""A made register, sound workflows for it, and mistakes that are planted in them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any, TypeAlias

Raw: TypeAlias = dict[str, Any]
Planted: TypeAlias = tuple[str, str | None]
"""Where a mistake stands, and what to write instead, or words of it."""

SLOTS: Mapping[str, list[str]] = {
    "exposure": ["micrograph_blob", "ctf", "mscope_params"],
    "particle": ["blob", "ctf", "location", "alignments3D"],
    "volume": ["map"],
    "mask": ["mask"],
}


def _param(**facts: Any) -> Raw:
    return {"title": "", **facts}


PARAMS: Mapping[str, Raw] = {
    "box_size": _param(type="integer", default=256, ge=2, le=4096, multiple_of=2),
    "resolution": _param(type="number", default=20.5, gt=0, lt=100),
    "symmetry": _param(type="string", default="C1", pattern="^[CD][0-9]+$", examples=["C3"]),
    "method": _param(type="string", default="fast", enum=["fast", "slow", "exact"]),
    "use_ssd": _param(type="boolean", default=True),
    "random_seed": _param(anyOf=[{"type": "integer"}, {"type": "null"}], default=None),
    "radii": _param(type="array", items={"type": "number"}, default=[1.5, 2]),
    "seed_path": _param(type="string", default=None, format="path", legacy_name="seed_file"),
    "exact_steps": _param(
        type="integer",
        default=10,
        hidden={"expr": {"op": "!=", "param": "method", "value": "exact"}},
    ),
    "lane": _param(type="string", default=None, required_param=True),
}
"""Parameters that all job types but the imports have."""


def _input(datatype: str, required: list[str], *, most: int | str = 1, least: int = 1) -> Raw:
    slots = [name if name in required else f"?{name}" for name in SLOTS[datatype]]
    limits = {"count_min": least, "count_max": most, "repeat_allowed": False}
    return {"type": datatype, "title": "", "slots": slots, **limits}


def _output(datatype: str, *slots: str, passthrough: str | None = None) -> Raw:
    named = list(slots or SLOTS[datatype])
    return {"type": datatype, "title": "", "slots": named, "passthrough": passthrough}


def _type(name: str, inputs: Raw, outputs: Raw, params: Mapping[str, Raw] = PARAMS) -> Raw:
    facts = {"title": name, "category": "utilities", "stability": "stable"}
    return {"type": name, **facts, "inputs": inputs, "outputs": outputs, "params": dict(params)}


REGISTER: Raw = {
    "specs": [
        _type("mics_source", {}, {"source_mics": _output("exposure")}, {}),
        _type("volume_source", {}, {"source_volume": _output("volume")}, {}),
        _type(
            "pick",
            {"micrographs": _input("exposure", ["micrograph_blob"], most="inf")},
            {
                "micrographs": _output("exposure", "ctf", passthrough="micrographs"),
                "picks": _output("particle", "location"),
            },
        ),
        _type(
            "extract",
            {
                "micrographs": _input("exposure", ["micrograph_blob", "ctf"], most="inf"),
                "picks": _input("particle", ["location"], most=2),
            },
            {
                "particles": _output("particle", "blob", "ctf", passthrough="picks"),
                "picks_left": _output("particle", "location", "ctf"),
            },
        ),
        _type(
            "refine",
            {
                "particles": _input("particle", ["blob", "ctf"], most="inf"),
                "volume": _input("volume", ["map"]),
                "mask": _input("mask", ["mask"], least=0),
            },
            {
                "particles": _output("particle", "alignments3D", passthrough="particles"),
                "volume": _output("volume"),
                "mask": _output("mask"),
            },
        ),
        _type(
            "abinit",
            {"particles": _input("particle", ["blob", "ctf"], most="inf")},
            {"volume_class_0": _output("volume"), "particles_class_0": _output("particle")},
        ),
        _type("reextract", {"refined": _input("particle", ["blob", "location"])}, {}),
    ],
    "categories": {},
}
TYPES: Mapping[str, Raw] = {spec["type"]: spec for spec in REGISTER["specs"]}

_SOUND: Mapping[str, Callable[[Random], Any]] = {
    "box_size": lambda random: random.choice([2, 64, 256.0, 4096]),
    "resolution": lambda random: random.choice([0.1, 3, 99.9]),
    "symmetry": lambda random: random.choice(["C1", "D7", "C12"]),
    "method": lambda random: random.choice(["fast", "slow"]),
    "use_ssd": lambda random: random.random() < 0.5,
    "random_seed": lambda random: random.choice([None, 0, 12345]),
    "radii": lambda random: random.choice([[], [1], [0.5, 2, 3]]),
    "seed_path": lambda random: random.choice([None, "/data/seed.txt"]),
    "exact_steps": lambda _: 10,
}


def workflow(random: Random) -> Raw:
    """Return a sound workflow: imports, picking, extraction, refinement, in a random number."""
    jobs: Raw = {}

    def add(job_type: str, **fed: list[str]) -> str:
        key = f"J{len(jobs) + 1}"
        parameters: Raw = {}
        if TYPES[job_type]["params"]:
            chosen = [name for name in _SOUND if random.random() < 0.5]
            parameters = {name: {"value": _SOUND[name](random)} for name in chosen}
            parameters["lane"] = {"value": "gpu"}
        groups = [[source, name] for name, sources in fed.items() for source in sources]
        jobs[key] = {"jobType": job_type, "groups": groups, "parameters": parameters}
        return key

    mics = [f"{add('mics_source')}.source_mics" for _ in range(random.randint(1, 3))]
    picked = add("pick", micrographs=mics)
    extracted = add("extract", micrographs=mics, picks=[f"{picked}.picks"])
    particles = [f"{extracted}.particles"]
    if random.random() < 0.5:
        abinit = add("abinit", particles=particles)
        volume = f"{abinit}.volume_class_{random.randint(0, 4)}"
    else:
        volume = f"{add('volume_source')}.source_volume"
    last = add("refine", particles=particles, volume=[volume])
    for _ in range(random.randint(0, 2)):
        masks = [f"{last}.mask"] if random.random() < 0.5 else []
        again = add(
            "refine", particles=[f"{last}.particles"], volume=[f"{last}.volume"], mask=masks
        )
        last = again
    add("reextract", refined=[f"{last}.particles"])
    return {"workflowVersion": "1.0.0", "csVersion": "v5.0.3", "jobs": jobs, "parents": {}}


def _key(raw: Raw, job_type: str) -> str:
    jobs: Raw = raw["jobs"]
    return next(key for key, job in jobs.items() if job["jobType"] == job_type)


def _set(raw: Raw, name: str, value: Any, hint: str | None, *, at: str = ".value") -> Planted:
    key = _key(raw, "refine")
    for other in ("box_size", "seed_path"):
        raw["jobs"][key]["parameters"].pop(other, None)
    raw["jobs"][key]["parameters"][name] = {"value": value}
    return f"$.jobs.{key}.parameters.{name}{at}", hint


def _value(name: str, value: Any, hint: str | None) -> Callable[[Raw], Planted]:
    return lambda raw: _set(raw, name, value, hint)


def _name(name: str, value: Any, hint: str | None) -> Callable[[Raw], Planted]:
    return lambda raw: _set(raw, name, value, hint, at="")


def _group(raw: Raw, job_type: str, name: str) -> tuple[str, list[list[str]], int]:
    """Return the key of a job, its groups, and the index of the first into an input."""
    key = _key(raw, job_type)
    groups = raw["jobs"][key]["groups"]
    index = next(index for index, (_, input) in enumerate(groups) if input == name)
    return key, groups, index


def _unknown_type(raw: Raw) -> Planted:
    key = _key(raw, "reextract")
    raw["jobs"][key]["jobType"] = "rextract"
    return f"$.jobs.{key}.jobType", 'write "reextract"'


def _unknown_input(raw: Raw) -> Planted:
    key, groups, _ = _group(raw, "refine", "volume")
    groups.append([groups[-1][0], "masc"])
    return f"$.jobs.{key}.groups[{len(groups) - 1}]", 'write "mask"'


def _unfed(raw: Raw) -> Planted:
    key, groups, index = _group(raw, "refine", "volume")
    del groups[index]
    return f"$.jobs.{key}", "connect an output of type volume"


def _too_many(raw: Raw) -> Planted:
    key, groups, _ = _group(raw, "refine", "volume")
    groups.append([f"{key}.volume", "volume"])
    raw["jobs"]["J90"] = {"jobType": "volume_source", "groups": [], "parameters": {}}
    groups[-1][0] = "J90.source_volume"
    return f"$.jobs.{key}.groups[{len(groups) - 1}]", "keep 1"


def _repeated(raw: Raw) -> Planted:
    key, groups, index = _group(raw, "refine", "particles")
    groups.append(list(groups[index]))
    return f"$.jobs.{key}.groups[{index}]", "connect it once"


def _other_datatype(raw: Raw) -> Planted:
    key, groups, index = _group(raw, "extract", "picks")
    picked = groups[index][0].partition(".")[0]
    groups[index][0] = f"{picked}.micrographs"
    return f"$.jobs.{key}.groups[{index}]", "connect an output of type particle"


def _missing_slot(raw: Raw) -> Planted:
    key, groups, index = _group(raw, "refine", "particles")
    extracted = groups[index][0].partition(".")[0]
    groups[index][0] = f"{extracted}.picks_left"
    return f"$.jobs.{key}.groups[{index}]", 'add "blob" to its slots'


def _unknown_output(raw: Raw) -> Planted:
    key, groups, index = _group(raw, "refine", "particles")
    extracted = groups[index][0].partition(".")[0]
    groups[index][0] = f"{extracted}.particels"
    return f"$.jobs.{key}.groups[{index}]", 'write "particles"'


def _no_lane(raw: Raw) -> Planted:
    key = _key(raw, "refine")
    del raw["jobs"][key]["parameters"]["lane"]
    return f"$.jobs.{key}", 'set "lane" to text'


MISTAKES: Mapping[str, Callable[[Raw], Planted]] = {
    "a parameter with a slip": _name("box_sise", 2, 'write "box_size"'),
    "a parameter of another type": _name("zzz", 2, "leave it out"),
    "the earlier name": _name("seed_file", "a", 'write "seed_path"'),
    "a number as text": _value("box_size", "256", "write 256"),
    "half a pixel": _value("box_size", 2.5, "write a whole number"),
    "true as a number": _value("resolution", True, "write a number"),
    "a number for text": _value("symmetry", 3, 'write "3"'),
    "a word for true": _value("use_ssd", "True", "write true"),
    "one for true": _value("use_ssd", 1, "write true"),
    "a word for a number": _value("box_size", "many", "write a whole number"),
    "a list as text": _value("box_size", "[2]", "write a whole number"),
    "true as text": _value("box_size", "true", "write a whole number"),
    "no list": _value("radii", 3, "write [3]"),
    "null": _value("use_ssd", None, "leave it out"),
    "text in a list": _value("radii", [1, "2"], "write a number"),
    "no choice": _value("method", "fats", 'write "fast"'),
    "far from a choice": _value("method", "", 'write one of "fast", "slow", "exact"'),
    "below ge": _value("box_size", 0, "write 2"),
    "above le": _value("box_size", 5000, "write 4096"),
    "at gt": _value("resolution", 0, "write a number above 0"),
    "at lt": _value("resolution", 100.0, "write a number below 100"),
    "no multiple": _value("box_size", 255, "write 256"),
    "no match": _value("symmetry", "T", 'write "C3"'),
    "hidden": _name("exact_steps", 11, "leave it out, or set what shows it"),
    "must be set": _no_lane,
    "a job type": _unknown_type,
    "an input": _unknown_input,
    "an input that nothing feeds": _unfed,
    "too many connections": _too_many,
    "one output twice": _repeated,
    "another datatype": _other_datatype,
    "a slot that is not there": _missing_slot,
    "an output": _unknown_output,
}


def planted(random: Random, name: str) -> tuple[Raw, Planted]:
    """Return a workflow with one mistake in it, where it stands, and the fix."""
    raw = copy.deepcopy(workflow(random))
    return raw, MISTAKES[name](raw)


def generated(seed: int, number: int) -> Iterator[Raw]:
    """Give sound workflows."""
    random = Random(seed)
    for _ in range(number):
        yield workflow(random)
