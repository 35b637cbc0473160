"""A register and jobs as CryoSPARC writes them, in numbers that take time to read."""

from __future__ import annotations

import random
from typing import Any

Raw = dict[str, Any]

_WORDS = [
    *("particle", "volume", "mask", "refinement", "number", "of", "the", "iterations", "to"),
    *("use", "when", "noise", "model"),
]
_EXAMPLES: dict[str, Any] = {"string": "abc", "integer": 3, "number": 0.5, "boolean": True}
_DEFAULTS: Raw = {
    **{"anyOf": [], "items": None, "format": None, "examples": None, "gt": None, "ge": None},
    **{"lt": None, "le": None, "multiple_of": None, "enum": None, "labels": None},
    **{"pattern": None, "hidden": False, "advanced": False, "section": None, "allowed": []},
    **{"validate_path": True, "legacy_name": None, "required_param": False, "ecl_visible": False},
}


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words))


def _param(chance: random.Random, number: int, section: Raw) -> Raw:
    kind = chance.choice(list(_EXAMPLES))
    raw = {
        "type": kind,
        "anyOf": [],
        "items": None,
        "format": None,
        "default": _EXAMPLES[kind],
        "title": _text(chance, 4),
        "description": _text(chance, 35),
        "examples": None,
        "gt": None,
        "ge": 0.0 if kind == "number" else None,
        "lt": None,
        "le": None,
        "multiple_of": None,
        "enum": None,
        "labels": None,
        "pattern": None,
        "hidden": False,
        "advanced": number % 2 == 0,
        "section": dict(section),
        "allowed": [],
        "validate_path": True,
        "legacy_name": None,
        "required_param": False,
        "ecl_visible": False,
    }
    if number % 7 == 0:
        raw["hidden"] = {"expr": {"op": "==", "param": "foo", "value": number}}
        raw["of_a_newer_version"] = number
    return raw


def _without_defaults(param: Raw) -> Raw:
    return {key: v for key, v in param.items() if key not in _DEFAULTS or v != _DEFAULTS[key]}


def _job_type(chance: random.Random, number: int) -> Raw:
    slots = [
        *("blob", "?ctf", "?location"),
        {"name": "background_blob", "dtype": "stat_blob", "required": False},
        {"name": "components_mode_0", "dtype": "components", "required": True},
    ]
    made = ["map", {"name": "map_sharp", "dtype": "blob"}]
    sections = [
        {"name": f"s{each}", "title": _text(chance, 2), "description": _text(chance, 3)}
        for each in range(5)
    ]
    taken = {"description": _text(chance, 6), "slots": slots, "count_min": 1, "count_max": "inf"}
    return {
        "type": f"job_{number}",
        "title": _text(chance, 3),
        "shorttitle": _text(chance, 1),
        "description": _text(chance, 30),
        "stability": "stable",
        "category": chance.choice(["import", "refinement", "utilities"]),
        "tags": ["gpuEnabled"],
        "hidden": False,
        "interactive": False,
        "lightweight": False,
        "inputs": {
            name: {"type": "particle", "title": name, **taken, "repeat_allowed": False}
            for name in ("particles", "volume", "mask")
        },
        "outputs": {
            name: {
                **{"type": "volume", "title": name, "description": "", "slots": made},
                "passthrough": "particles",
            }
            for name in ("volume", "mask")
        },
        "params": {f"param_{n}": _param(chance, n, sections[n % 5]) for n in range(34)},
    }


def register(count: int) -> Raw:
    """Return a register of some job types, each with 34 parameters that have all of their keys.

    200 of them are 5.4 MB of JSON.
    """
    chance = random.Random(1)
    return {
        "_id": "0" * 24,
        "updated_at": "2026-01-01T00:00:00Z",
        "created_at": "2026-01-01T00:00:00Z",
        "specs": [_job_type(chance, number) for number in range(count)],
        "error": None,
        "username": None,
        "categories": {"import": "Import", "refinement": "Refinement"},
    }


def lean_register(count: int) -> Raw:
    """Return one with 68 parameters each, without the keys that are at their defaults.

    200 of them are 6.3 MB of JSON.
    """
    raw = register(count)
    for spec in raw["specs"]:
        lean = {name: _without_defaults(param) for name, param in spec["params"].items()}
        spec["params"] = {**lean, **{f"{name}_again": dict(lean[name]) for name in lean}}
    return raw


def _result(uid: str, name: str, number: int, *, passthrough: bool) -> Raw:
    versions = [0, 100, 200, 300, 400, 863]
    return {
        "name": name,
        "dtype": name,
        "versions": versions,
        "metafiles": [f"{uid}/class_00_{version:05}_particles.cs" for version in versions],
        "num_items": [10_000 + number for _ in versions],
        "passthrough": passthrough,
    }


def _spec(uid: str, number: int) -> Raw:
    parent = f"J{number // 2}"
    taken = [
        {
            **{"name": name if name != "location" else None, "dtype": name, "job_uid": parent},
            **{"output": "particles", "result": name, "version": "F"},
        }
        for name in ("blob", "ctf", "location")
    ]
    made = [
        ("particle", "particles_class_0", ("blob", "ctf", "alignments3D", "location")),
        ("volume", "volume_class_0", ("map",)),
    ]
    return {
        "type": "homo_abinit",
        "params": {"abinit_K": 1, "generate_intermediate_results": True, "random_seed": number},
        "inputs": {
            "particles": {
                **{"type": "particle", "title": "Particles", "description": "", "slots": []},
                **{"count_min": 0, "count_max": "inf", "repeat_allowed": False},
                "connections": [{"job_uid": parent, "output": "particles", "results": taken}],
            }
        },
        "outputs": {
            output: {
                **{"type": datatype, "title": output, "description": "", "slots": []},
                "passthrough": "particles",
                "results": [
                    _result(uid, name, number, passthrough=name == "location") for name in results
                ],
                **{"num_items": 10_000 + number, "image": None, "summary": {"blob/shape": [8, 8]}},
                "latest_summary_stats": {},
            }
            for datatype, output, results in made
        },
        "ui_tile_width": 1,
        "ui_tile_height": 1,
        "resource_spec": {"cpu": 4, "gpu": 1, "ram": 2, "ssd": True},
    }


def jobs(count: int, template: Raw) -> list[Raw]:
    """Return jobs of 95 keys; the template has the keys on how they were queued and run."""
    return [
        {
            **template,
            "_id": f"{number:024x}",
            "uid": f"J{number}",
            "uid_num": number,
            "title": f"job {number}",
            "spec": _spec(f"J{number}", number),
        }
        for number in range(count)
    ]
