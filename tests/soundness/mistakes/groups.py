"""Mistakes in results groups, most of them seen in files of others."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import attrs

from tests.soundness.facts import DATATYPES
from tests.soundness.mistakes.planted import Planted, Planter, drawn, one_of, rename, slip
from tests.soundness.samples import Sample, Table
from tests.soundness.sound.results_groups import results_group
from tests.soundness.texts import Path


def _slots(data: Any) -> list[Path]:
    return [("results", name) for name in data["results"]]


def _result_mistake(
    change: Callable[[random.Random, dict[str, Any], str], str | None],
    *kinds: str,
    least: str = "warning",
    places: Callable[[Any], list[Path]] = _slots,
) -> Planter:
    """Plant a mistake in one result; ``change`` returns the key that is wrong."""

    def plant(chance: random.Random) -> Planted:
        while True:
            sample, data, path = drawn(results_group, chance, places)
            key = change(chance, data["results"][path[1]], data["group"]["type"])
            if key:
                changed = sample.with_data(data)
                paths = ((*path, key), path)
                return Planted(changed, sample, paths, one_of(*kinds), least)

    return plant


def _stale_count(chance: random.Random, result: dict[str, Any], datatype: str) -> str:
    result["num_items"] += chance.choice((1, -1, 100))
    return "num_items"


def _misspelled_file(chance: random.Random, result: dict[str, Any], datatype: str) -> str:
    stem = result["metafile"][1:].removesuffix(".cs")
    result["metafile"] = f">{slip(chance, stem)}.cs"
    return "metafile"


def _another_word(chance: random.Random, result: dict[str, Any], datatype: str) -> str | None:
    slot_type = result["type"].partition(".")[2]
    result["type"] = f"{chance.choice(('movie', 'micrograph'))}.{slot_type}"
    return "type" if datatype == "exposure" else None


def _another_datatype(chance: random.Random, result: dict[str, Any], datatype: str) -> str:
    others = [word for word in DATATYPES if word != datatype]
    result["type"] = f"{chance.choice(others)}.{result['type'].partition('.')[2]}"
    return "type"


def _misspelled_datatype(chance: random.Random, result: dict[str, Any], datatype: str) -> str:
    slot_type = result["type"].partition(".")[2]
    result["type"] = f"{slip(chance, datatype, DATATYPES)}.{slot_type}"
    return "type"


def _without_dot(chance: random.Random, result: dict[str, Any], datatype: str) -> str:
    result["type"] = chance.choice(result["type"].split("."))
    return "type"


def _another_slot_type(chance: random.Random, result: dict[str, Any], datatype: str) -> str | None:
    """Declare the type of a slot that has quite other columns."""
    kinds = {
        "particle": ("location", "ctf", "alignments3D", "blob", "pick_stats"),
        "exposure": ("movie_blob", "mscope_params", "gain_ref_blob", "ctf"),
    }
    own = result["type"].partition(".")[2]
    if own not in kinds.get(datatype, ()):
        return None
    other = chance.choice([kind for kind in kinds[datatype] if kind != own])
    result["type"] = f"{datatype}.{other}"
    return "type"


def _misspelled_key(chance: random.Random, result: dict[str, Any], datatype: str) -> str:
    key = chance.choice(("metafile", "num_items", "type"))
    wrong = slip(chance, key)
    rename(result, key, wrong)
    return wrong


def _create(chance: random.Random) -> Planted:
    sample, data, _ = drawn(results_group, chance, _slots)
    rename(data, "created", "create")
    kinds = one_of("unknown-key", "deprecated-key")
    return Planted(sample.with_data(data), sample, (("create",),), kinds)


def _no_count(chance: random.Random) -> Planted:
    sample, data, path = drawn(results_group, chance, _slots)
    result = data["results"][path[1]]
    if chance.random() < 0.5:
        result["num_items"] = None
    else:
        del result["num_items"]
    return _noted(sample, data, (*path, "num_items"))


def _no_version(chance: random.Random) -> Planted:
    sample, data, _ = drawn(results_group, chance, _slots)
    del data["version"]
    return _noted(sample, data, ("version",))


def _noted(sample: Sample, data: Any, path: Path) -> Planted:
    """Return what is worth a note and no more."""
    kinds = one_of("missing-key", "invalid-value", "invalid-count")
    changed, paths = sample.with_data(data), (path, path[:-1])
    return Planted(changed, sample, paths, kinds, least="note", most="note")


def _group_of_movies(chance: random.Random) -> Planted:
    """Call a group of exposures movies, in all its types."""
    while True:
        sample, data, _ = drawn(results_group, chance, _slots)
        if data["group"]["type"] == "exposure":
            word = chance.choice(("movie", "micrograph"))
            data["group"]["type"] = word
            changed = sample.with_data(data)
            return Planted(changed, sample, (("group", "type"),), one_of("unknown-word"))


def _slot_not_there(chance: random.Random) -> Planted:
    sample, data, path = drawn(results_group, chance, _slots)
    name = str(path[1])
    wrong = f"{name}_copy"
    rename(data["results"], name, wrong)
    kinds = one_of("missing-slot", "missing-column")
    return Planted(sample.with_data(data), sample, (("results", wrong),), kinds, within=True)


def _rows_differ(chance: random.Random) -> Planted:
    """Filter the main table alone: the counts are right, and the rows of the slots differ."""
    while True:
        sample, data, _ = drawn(results_group, chance, _slots)
        tables = {name: each for name, each in sample.files.items() if isinstance(each, Table)}
        if len(tables) > 1:
            break
    name = min(tables)
    filtered = attrs.evolve(tables[name], rows=tables[name].rows + 2)
    for result in data["results"].values():
        if result["metafile"] == f">{name}":
            result["num_items"] = filtered.rows
    changed = attrs.evolve(sample.with_data(data), files={**sample.files, name: filtered})
    changed = changed.with_data(data)
    kinds = one_of("invalid-value", "invalid-count", "rows-differ", "other-rows")
    return Planted(changed, sample, (("results",), ()), kinds, within=True, most="warning")


def _column_of_another_dtype(chance: random.Random) -> Planted:
    """Write numbers of a required column as pandas has them."""
    while True:
        sample, data, path = drawn(results_group, chance, _slots)
        planted = _retyped(sample, data, str(path[1]))
        if planted:
            return planted


def _retyped(sample: Sample, data: Any, slot: str) -> Planted | None:
    file = data["results"][slot]["metafile"][1:]
    table = sample.files[file]
    assert isinstance(table, Table)
    columns = [*table.columns]
    for index, (name, code, shape) in enumerate(columns):
        if name in (f"{slot}/psize_A", f"{slot}/accel_kv", f"{slot}/shape") and code == "<f4":
            columns[index] = name, "<f8", shape
            changed = attrs.evolve(table, columns=tuple(columns))
            files = {**sample.files, file: changed}
            other = attrs.evolve(sample, files=files)
            kinds = one_of("wrong-dtype")
            return Planted(other, sample, (("results", slot),), kinds, within=True)
    return None


MISTAKES: dict[str, Planter] = {
    "num_items out of date": _result_mistake(_stale_count, "invalid-value", "invalid-count"),
    "metafile misspelled": _result_mistake(_misspelled_file, "missing-file"),
    "movie or micrograph for exposure": _result_mistake(_another_word, "unknown-word"),
    "result of another datatype": _result_mistake(
        _another_datatype, "other-datatype", "invalid-value"
    ),
    "datatype of a result misspelled": _result_mistake(_misspelled_datatype, "unknown-word"),
    "result type without a dot": _result_mistake(
        _without_dot, "invalid-value", "unknown-word", "invalid-name"
    ),
    "columns of another slot type": _result_mistake(
        _another_slot_type, "other-slot-type", "missing-column", "wrong-dtype"
    ),
    "key of a result misspelled": _result_mistake(_misspelled_key, "unknown-key", "missing-key"),
    "create for created": _create,
    "num_items left out": _no_count,
    "version left out": _no_version,
    "group of movies": _group_of_movies,
    "slot that its table does not have": _slot_not_there,
    "slots of different rows": _rows_differ,
    "column of another dtype in a table": _column_of_another_dtype,
}
