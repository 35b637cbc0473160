"""Mistakes in jobs of CryoSPARC 5 and 4, and in specs alone."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from tests.soundness.mistakes.planted import Planted, Planter, at, drawn, one_of, slip
from tests.soundness.samples import Sample
from tests.soundness.sound.jobs import STATUSES, job, spec
from tests.soundness.sound.legacy_jobs import legacy_job
from tests.soundness.texts import Path

_LISTS = ("versions", "metafiles", "num_items")


def spec_or_job(chance: random.Random) -> Sample:
    """Make a job of CryoSPARC 5, or its spec alone."""
    return (job if chance.random() < 0.6 else spec)(chance)


def _top(data: Any) -> Path:
    return ("spec",) if "spec" in data else ()


def _sides(data: Any, side: str) -> Iterator[tuple[Path, Any]]:
    top = _top(data)
    for name, each in at(data, top).get(side, {}).items():
        yield (*top, side, name), each


def _results(data: Any) -> list[Path]:
    """Return the results that have files."""
    return [
        (*path, "results", index)
        for path, output in _sides(data, "outputs")
        for index, result in enumerate(output.get("results", []))
        if result.get("metafiles")
    ]


def _legacy_results(data: Any) -> list[Path]:
    results = data["output_results"]
    return [("output_results", n) for n, result in enumerate(results) if result["metafiles"]]


def _uneven(
    make: Callable[[random.Random], Sample], places: Callable[[Any], list[Path]]
) -> Planter:
    """Leave out the last of one of the lists of a result that run in parallel."""

    def plant(chance: random.Random) -> Planted:
        sample, data, path = drawn(make, chance, places)
        at(data, path)[chance.choice(_LISTS)].pop()
        changed = sample.with_data(data)
        return Planted(changed, sample, (path,), _UNEVEN, within=True)

    return plant


_UNEVEN = one_of("invalid-value", "invalid-count", "uneven-lists")
_COUNTS = one_of("invalid-count", "invalid-value", "connections", "missing-connection")


def _passthrough(data: Any) -> list[Path]:
    return [path for path, output in _sides(data, "outputs") if output.get("passthrough")]


def _no_such_input(chance: random.Random) -> Planted:
    sample, data, path = drawn(spec_or_job, chance, _passthrough)
    output = at(data, path)
    output["passthrough"] = slip(chance, output["passthrough"])
    wrong = ((*path, "passthrough"),)
    return Planted(sample.with_data(data), sample, wrong, one_of("passthrough"))


def _input_of_another_type(chance: random.Random) -> Planted:
    sample, data, path = drawn(spec_or_job, chance, _with_other_inputs)
    output = at(data, path)
    others = [
        str(other[-1]) for other, spec in _sides(data, "inputs") if spec["type"] != output["type"]
    ]
    output["passthrough"] = chance.choice(others)
    wrong = ((*path, "passthrough"),)
    return Planted(sample.with_data(data), sample, wrong, one_of("passthrough"))


def _with_other_inputs(data: Any) -> list[Path]:
    types = {spec["type"] for _, spec in _sides(data, "inputs")}
    return [path for path, output in _sides(data, "outputs") if types - {output["type"]}]


def _connected(data: Any) -> list[Path]:
    """Return the inputs with connections, of jobs that were started."""
    started = data.get("status") not in (None, "building") if "uid" in data else True
    inputs = _sides(data, "inputs") if started else ()
    return [path for path, spec in inputs if spec.get("connections")]


def _too_few(chance: random.Random) -> Planted:
    sample, data, path = drawn(job, chance, _connected)
    spec = at(data, path)
    spec["count_min"] = len(spec["connections"]) + chance.randint(1, 3)
    spec["count_max"] = "inf"
    return Planted(sample.with_data(data), sample, (path,), _COUNTS, within=True)


def _too_many(chance: random.Random) -> Planted:
    sample, data, path = drawn(spec_or_job, chance, _connected)
    spec = at(data, path)
    spec["connections"] += [spec["connections"][-1]] * chance.randint(1, 2)
    spec["repeat_allowed"] = True
    spec["count_max"] = len(spec["connections"]) - 1
    spec["count_min"] = 0
    return Planted(sample.with_data(data), sample, (path,), _COUNTS, within=True)


def _named_results(data: Any) -> list[Path]:
    return [
        (*path, "connections", number, "results", index)
        for path in _connected(data)
        if at(data, path).get("slots")
        for number, connection in enumerate(at(data, path)["connections"])
        for index, result in enumerate(connection.get("results", []))
        if result.get("name")
    ]


def _to_no_slot(chance: random.Random) -> Planted:
    """Connect a result to a slot that the input does not have."""
    sample, data, path = drawn(spec_or_job, chance, _named_results)
    result = at(data, path)
    result["name"] = f"{result['name']}_x"
    kinds = one_of("missing-slot", "invalid-value", "connections", "unknown-word")
    return Planted(sample.with_data(data), sample, (path,), kinds, within=True)


def _external_results(data: Any) -> list[Path]:
    if at(data, _top(data)).get("type") != "snowflake":
        return []
    return [
        (*path, "results", index)
        for path, output in _sides(data, "outputs")
        for index, result in enumerate(output.get("results", []))
        if not result.get("passthrough")
    ]


def _unknown_type(chance: random.Random) -> Planted:
    sample, data, path = drawn(spec_or_job, chance, _external_results)
    result = at(data, path)
    result["dtype"] = slip(chance, result["dtype"], ("motion", "blob"))
    kinds = one_of("unknown-slot-type", "other-datatype")
    return Planted(sample.with_data(data), sample, (path,), kinds, within=True)


def _background(data: Any) -> list[Path]:
    return [path for path in _external_results(data) if at(data, path)["dtype"] == "stat_blob"]


def _name_for_type(chance: random.Random) -> Planted:
    """Give a slot its name for its type, as cryosparc-tools does with ``background_blob``."""
    sample, data, path = drawn(spec_or_job, chance, _background)
    at(data, path)["dtype"] = "background_blob"
    kinds = one_of("unknown-slot-type", "other-datatype")
    return Planted(sample.with_data(data), sample, (path,), kinds, within=True)


def _status(chance: random.Random) -> Planted:
    sample, data, _ = drawn(job, chance, lambda data: [()] if "status" in data else [])
    data["status"] = slip(chance, data["status"], STATUSES)
    return Planted(sample.with_data(data), sample, (("status",),), one_of("unknown-word"))


def _wrong_type(chance: random.Random) -> Planted:
    sample, data, _ = drawn(job, chance, lambda data: [()])
    key, value = chance.choice(
        (("uid", 42), ("title", ["a"]), ("uid_num", "J4"), ("parents", {"J1": 1}), ("spec", []))
    )
    data[key] = value
    return Planted(sample.with_data(data), sample, ((key,),), one_of("wrong-type"), "error")


def _legacy_passthrough(chance: random.Random) -> Planted:
    sample, data, path = drawn(legacy_job, chance, _passing_groups)
    group = at(data, path)
    group["passthrough"] = slip(chance, group["passthrough"])
    wrong = ((*path, "passthrough"),)
    return Planted(sample.with_data(data), sample, wrong, one_of("passthrough"))


def _passing_groups(data: Any) -> list[Path]:
    groups = data["output_result_groups"]
    return [("output_result_groups", n) for n, group in enumerate(groups) if group["passthrough"]]


def _legacy_connected(data: Any) -> list[Path]:
    if data["status"] == "building":
        return []
    groups = data["input_slot_groups"]
    return [("input_slot_groups", n) for n, group in enumerate(groups) if group["connections"]]


def _legacy_count(chance: random.Random) -> Planted:
    sample, data, path = drawn(legacy_job, chance, _legacy_connected)
    group = at(data, path)
    if chance.random() < 0.5:
        group["count_min"], group["count_max"] = len(group["connections"]) + 1, None
    else:
        group["connections"].append(group["connections"][0])
        group["count_min"], group["count_max"] = 0, len(group["connections"]) - 1
    return Planted(sample.with_data(data), sample, (path,), _COUNTS, within=True)


def _min_field(chance: random.Random) -> Planted:
    sample, data, path = drawn(legacy_job, chance, _with_min_fields)
    fields = at(data, path)
    index = chance.randrange(len(fields))
    name = fields[index][0]
    fields[index] = chance.choice(
        ([name, "q4"], [name], [name, "2zz"], [name, "u4", [-1]], [1, "u4"], [name, ""], "path")
    )
    kinds = one_of("wrong-type", "invalid-value", "unknown-word", "invalid-name", "wrong-dtype")
    return Planted(sample.with_data(data), sample, ((*path, index),), kinds, within=True)


def _with_min_fields(data: Any) -> list[Path]:
    results = data["output_results"]
    return [("output_results", n, "min_fields") for n, r in enumerate(results) if r["min_fields"]]


def _legacy_type(chance: random.Random) -> Planted:
    sample, data, path = drawn(legacy_job, chance, _external_legacy_results)
    result = at(data, path)
    datatype, _, slot_type = result["type"].partition(".")
    result["type"] = f"{datatype}.{slip(chance, slot_type, ('motion', 'blob'))}"
    kinds = one_of("unknown-slot-type", "other-datatype")
    return Planted(sample.with_data(data), sample, (path,), kinds, within=True)


def _external_legacy_results(data: Any) -> list[Path]:
    results = data["output_results"] if data["type"] == "snowflake" else []
    return [("output_results", n) for n, result in enumerate(results) if not result["passthrough"]]


MISTAKES: dict[str, Planter] = {
    "lists of a result that differ in length": _uneven(spec_or_job, _results),
    "passthrough of no input": _no_such_input,
    "passthrough of an input of another datatype": _input_of_another_type,
    "connections too few": _too_few,
    "connections too many": _too_many,
    "connection to a slot that is not there": _to_no_slot,
    "slot type of an external job misspelled": _unknown_type,
    "background_blob as a slot type": _name_for_type,
    "status misspelled": _status,
    "value of another type in a job": _wrong_type,
    "lists of a result of version 4": _uneven(legacy_job, _legacy_results),
    "passthrough of no input of version 4": _legacy_passthrough,
    "connections of version 4 too few or too many": _legacy_count,
    "min_fields that cannot be read": _min_field,
    "slot type of an external job of version 4": _legacy_type,
}
