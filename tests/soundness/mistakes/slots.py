"""Mistakes in the slots of job definitions."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

from tests.soundness.facts import COLUMNS, DATATYPES, NAMES, slot_types_under
from tests.soundness.mistakes.planted import (
    Planted,
    Planter,
    at,
    drawn,
    one_of,
    put,
    rename,
    slip,
)
from tests.soundness.sound.definitions import definition
from tests.soundness.texts import Path

_WORDS = sorted(
    {slot_type for _, slot_type in COLUMNS}
    | {name for names in NAMES.values() for name in names.split()}
    | {"series", "junk_stats", "annotation_blob"}
)
_EVERYWHERE = one_of("unknown-slot-type", "other-datatype")


def slots_of(data: Any, sides: tuple[str, ...] = ("inputs", "outputs")) -> Iterator[Path]:
    """Give the paths of the slots of a definition."""
    for side in sides:
        for name, spec in data.get(side, {}).items():
            for index in range(len(spec["slots"])):
                yield side, name, "slots", index


def _short(data: Any, *sides: str) -> list[Path]:
    """Return the slots that are written short, of datatypes of which slots are known."""
    return [
        path
        for path in slots_of(data, sides or ("inputs", "outputs"))
        if isinstance(at(data, path), str)
        and len(at(data, path).strip("?")) > 3
        and slot_types_under(at(data, path[:2])["type"])
    ]


def _full(data: Any, *sides: str) -> list[Path]:
    every = slots_of(data, sides or ("inputs", "outputs"))
    return [path for path in every if isinstance(at(data, path), dict)]


def _short_mistake(
    change: Callable[[random.Random, str], str],
    *kinds: str,
    least: str = "error",
    optional: bool = False,
    recoverable: bool = True,
) -> Planter:
    """Plant a mistake in a slot written short; ``optional`` ones are meant to be so."""

    def plant(chance: random.Random) -> Planted:
        sample, data, path = drawn(definition, chance, _short)
        if optional and path[0] == "inputs":
            put(data, path, f"?{at(data, path).strip('?')}")
            sample = sample.with_data(copy.deepcopy(data))
        put(data, path, change(chance, at(data, path)))
        changed = sample.with_data(data)
        return Planted(changed, sample, (path,), one_of(*kinds), least, recoverable=recoverable)

    return plant


def _misspelled(chance: random.Random, slot: str) -> str:
    name = slot.removeprefix("?")
    return slot[: len(slot) - len(name)] + slip(chance, name, _WORDS)


def _optional_output(chance: random.Random) -> Planted:
    sample, data, path = drawn(definition, chance, lambda data: _short(data, "outputs"))
    put(data, path, f"?{at(data, path)}")
    kinds = one_of("optional-output-slot")
    return Planted(sample.with_data(data), sample, (path,), kinds, "error", recoverable=True)


def _dotted(chance: random.Random) -> Planted:
    sample, data, path = drawn(definition, chance, _short)
    slot = at(data, path)
    name = slot.removeprefix("?")
    put(data, path, f"{slot[: len(slot) - len(name)]}{at(data, path[:2])['type']}.{name}")
    kinds = one_of("invalid-value", "invalid-name")
    return Planted(sample.with_data(data), sample, (path,), kinds, "error", recoverable=True)


def _series(chance: random.Random) -> Planted:
    sample, data, path = drawn(definition, chance, _particle_slots)
    name = chance.choice(("components_mode_{}", "alignments_class_{}")).format(chance.randint(4, 9))
    put(data, path, name)
    return Planted(sample.with_data(data), sample, (path,), one_of("series-shorthand"), "error")


def _particle_slots(data: Any) -> list[Path]:
    return [path for path in slots_of(data) if at(data, path[:2])["type"] == "particle"]


def _other_datatype(chance: random.Random) -> Planted:
    sample, data, path = drawn(definition, chance, _particle_slots)
    put(data, path, chance.choice(("micrograph_blob", "movie_blob", "mscope_params", "ctf_stats")))
    return Planted(sample.with_data(data), sample, (path,), one_of("other-datatype"), "warning")


def _twice(chance: random.Random) -> Planted:
    sample, data, path = drawn(definition, chance, lambda data: [*slots_of(data)])
    slots = at(data, path[:-1])
    slots.append(copy.copy(slots[int(path[-1])]))
    again = (*path[:-1], len(slots) - 1)
    return Planted(sample.with_data(data), sample, (again,), one_of("duplicate-slot"), "error")


def _key_mistake(
    change: Callable[[random.Random, dict[str, Any]], str], *kinds: str, recoverable: bool = True
) -> Planter:
    """Plant a mistake in a slot written in full; ``change`` returns the key that is wrong."""

    def plant(chance: random.Random) -> Planted:
        sample, data, path = drawn(definition, chance, _full)
        key = change(chance, at(data, path))
        paths = ((*path, key), path)
        changed = sample.with_data(data)
        return Planted(changed, sample, paths, one_of(*kinds), "error", recoverable=recoverable)

    return plant


def _misspelled_key(chance: random.Random, slot: dict[str, Any]) -> str:
    key = chance.choice([*slot])
    wrong = slip(chance, key)
    rename(slot, key, wrong)
    return wrong


def _slot_for_name(chance: random.Random, slot: dict[str, Any]) -> str:
    rename(slot, "name", "slot")
    return "slot"


def _optional_input(chance: random.Random) -> Planted:
    sample, data, path = drawn(definition, chance, lambda data: _full(data, "inputs"))
    at(data, path)["required"] = False
    sample = sample.with_data(copy.deepcopy(data))
    rename(at(data, path), "required", "optional")
    at(data, path)["optional"] = True
    wrong = ((*path, "optional"),)
    kinds = one_of("unknown-key")
    return Planted(sample.with_data(data), sample, wrong, kinds, "error", recoverable=True)


def _optional_full_output(chance: random.Random) -> Planted:
    sample, data, path = drawn(definition, chance, lambda data: _full(data, "outputs"))
    at(data, path)["required"] = False
    wrong = ((*path, "required"), path)
    kinds = one_of("optional-output-slot")
    changed = sample.with_data(data)
    return Planted(changed, sample, wrong, kinds, "warning", "warning", recoverable=True)


def _under_a_misspelled_type(chance: random.Random) -> Planted:
    """Mistype a slot of an input whose datatype is mistyped as well."""
    sample, data, path = drawn(definition, chance, _short)
    spec = at(data, path[:2])
    spec["type"] = slip(chance, spec["type"], DATATYPES)
    put(data, path, _misspelled(chance, at(data, path)))
    kinds = one_of("unknown-slot-type", "series-shorthand", "other-datatype")
    return Planted(sample.with_data(data), sample, (path,), kinds)


def _without_dtype(chance: random.Random, slot: dict[str, Any]) -> str:
    del slot["dtype"]
    return "dtype"


def _required_as_text(chance: random.Random, slot: dict[str, Any]) -> str:
    slot["required"] = chance.choice(("no", "false", "yes", 1, 0))
    return "required"


def _both_names(chance: random.Random, slot: dict[str, Any]) -> str:
    slot["prefix"] = f"{slot['name']}_other"
    return "prefix"


def _misspelled_dtype(chance: random.Random) -> Planted:
    sample, data, path = drawn(definition, chance, _full)
    slot = at(data, path)
    slot["dtype"] = slip(chance, slot["dtype"], _WORDS)
    paths = (*path, "dtype"), path
    return Planted(sample.with_data(data), sample, paths, _EVERYWHERE, recoverable=True)


MISTAKES: dict[str, Planter] = {
    "slot misspelled": _short_mistake(
        _misspelled, "unknown-slot-type", "series-shorthand", least="warning"
    ),
    "slot type misspelled in a full slot": _misspelled_dtype,
    "question mark twice": _short_mistake(
        lambda chance, slot: f"??{slot.strip('?')}",
        *("invalid-value", "invalid-name", "optional-output-slot"),
        optional=True,
    ),
    "question mark at the end": _short_mistake(
        lambda chance, slot: f"{slot.strip('?')}?",
        *("invalid-value", "invalid-name", "optional-output-slot"),
        optional=True,
    ),
    "slot without a name": _short_mistake(
        lambda chance, slot: chance.choice(("", "?", " ", "? ")),
        *("invalid-value", "invalid-name"),
        recoverable=False,
    ),
    "slot with a space": _short_mistake(
        lambda chance, slot: slot.replace("_", " ") if "_" in slot else f" {slot}",
        *("invalid-value", "invalid-name"),
    ),
    "datatype before the slot type": _dotted,
    "optional slot of an output": _optional_output,
    "optional slot of an output, in full": _optional_full_output,
    "slot misspelled under a misspelled datatype": _under_a_misspelled_type,
    "short slot of a series": _series,
    "slot of another datatype": _other_datatype,
    "slot listed twice": _twice,
    "key of a slot misspelled": _key_mistake(_misspelled_key, "unknown-key", "missing-key"),
    "slot for name": _key_mistake(_slot_for_name, "unknown-key", "missing-key"),
    "optional for required": _optional_input,
    "slot without dtype": _key_mistake(_without_dtype, "missing-key"),
    "required as text or number": _key_mistake(_required_as_text, "wrong-type", recoverable=False),
    "name and prefix that differ": _key_mistake(
        *(_both_names, "invalid-value", "unknown-key", "deprecated-key"), recoverable=False
    ),
}
