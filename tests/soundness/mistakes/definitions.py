"""Mistakes in job definitions, but for those in slots."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import attrs

from tests.soundness.facts import DATATYPES
from tests.soundness.mistakes.planted import (
    Planted,
    Planter,
    at,
    drawn,
    one_of,
    rename,
    slip,
)
from tests.soundness.samples import Document, Sample
from tests.soundness.sound.definitions import definition
from tests.soundness.texts import Path, Twice

_SYNONYMS = {
    "count_min": ("min", "min_count"),
    "count_max": ("max", "max_count"),
    "repeat_allowed": ("multiple",),
}
_OTHER_WORDS = {"exposure": ("micrograph", "movie", "exposures", "micrographs")}


def specs_of(data: Any, *sides: str) -> list[Path]:
    """Return the paths of the inputs and outputs of a definition."""
    return [(side, name) for side in sides or ("inputs", "outputs") for name in data.get(side, {})]


def _mistake(
    change: Callable[[random.Random, dict[str, Any]], str | None],
    *kinds: str,
    least: str = "error",
    sides: tuple[str, ...] = (),
    where: Callable[[Any], bool] = lambda spec: True,
    recoverable: bool = False,
) -> Planter:
    """Plant a mistake in an input or output; ``change`` returns the key that is wrong."""

    def places(data: Any) -> list[Path]:
        return [path for path in specs_of(data, *sides) if where(at(data, path))]

    def plant(chance: random.Random) -> Planted:
        sample, data, path = drawn(definition, chance, places)
        key = change(chance, at(data, path))
        wrong = path if key is None else (*path, key)
        changed = sample.with_data(data)
        return Planted(
            changed, sample, (wrong, path), one_of(*kinds), least, recoverable=recoverable
        )

    return plant


def _misspelled_type(chance: random.Random, spec: dict[str, Any]) -> str:
    spec["type"] = slip(chance, spec["type"], DATATYPES)
    return "type"


def _other_word(chance: random.Random, spec: dict[str, Any]) -> str:
    spec["type"] = chance.choice(_OTHER_WORDS[spec["type"]])
    return "type"


def _without_type(chance: random.Random, spec: dict[str, Any]) -> str:
    del spec["type"]
    return "type"


def _misspelled_key(chance: random.Random, spec: dict[str, Any]) -> str:
    key = chance.choice([*spec])
    wrong = slip(chance, key)
    rename(spec, key, wrong)
    return wrong


def _synonym(chance: random.Random, spec: dict[str, Any]) -> str:
    key = chance.choice([key for key in _SYNONYMS if key in spec])
    wrong = chance.choice(_SYNONYMS[key])
    rename(spec, key, wrong)
    return wrong


def _has_synonym(spec: Any) -> bool:
    return any(key in spec for key in _SYNONYMS)


def _counts_crossed(chance: random.Random, spec: dict[str, Any]) -> str:
    spec["count_max"] = chance.randint(1, 5)
    spec["count_min"] = spec["count_max"] + chance.randint(1, 9)
    return "count_min"


def _count_out_of_range(chance: random.Random, spec: dict[str, Any]) -> str:
    key = chance.choice(("count_min", "count_max"))
    spec.pop("count_max", None)
    spec[key] = chance.choice((-1, 501, 10**6))
    return key


def _wrong_type(chance: random.Random, spec: dict[str, Any]) -> str:
    key, value = chance.choice(
        (
            *(("slots", spec["slots"][0]), ("count_min", "1"), ("count_min", True)),
            *(("count_max", 1.5), ("repeat_allowed", "no"), ("title", 5), ("description", [])),
        )
    )
    spec[key] = value
    return key


def _no_slots(chance: random.Random, spec: dict[str, Any]) -> None:
    if chance.random() < 0.5:
        spec["slots"] = []
    else:
        del spec["slots"]


def _passthrough_mistake(other: Callable[[random.Random, Any, str], str | None]) -> Planter:
    """Plant a wrong passthrough; ``other`` gives one for a datatype, if it can."""

    def plant(chance: random.Random) -> Planted:
        while True:
            sample, data, path = drawn(definition, chance, lambda data: specs_of(data, "outputs"))
            output = at(data, path)
            name = other(chance, data.get("inputs", {}), output["type"])
            if name is not None:
                output["passthrough"] = name
                wrong = (*path, "passthrough")
                changed = sample.with_data(data)
                return Planted(changed, sample, (wrong,), one_of("passthrough"), "error")

    return plant


def _misspelled_input(chance: random.Random, inputs: Any, datatype: str) -> str | None:
    same = [name for name, spec in inputs.items() if spec["type"] == datatype and len(name) > 3]
    return slip(chance, chance.choice(same), [*inputs]) if same else None


def _input_of_another_type(chance: random.Random, inputs: Any, datatype: str) -> str | None:
    others = [name for name, spec in inputs.items() if spec["type"] != datatype]
    return chance.choice(others) if others else None


def _output_of_a_job(chance: random.Random, inputs: Any, datatype: str) -> str:
    return f"J{chance.randint(1, 300)}.{chance.choice(('all_exposures', 'particles', 'volume'))}"


def _bad_name(chance: random.Random) -> Planted:
    sample, data, path = drawn(definition, chance, _unused)
    side, name = map(str, path)
    wrong = chance.choice((f"{name}-2", f"2{name}", f"my {name}", f"{name}.x", f"_{name}"))
    rename(data[side], name, wrong)
    return Planted(
        sample.with_data(data), sample, ((side, wrong),), one_of("invalid-name"), "error"
    )


def _unused(data: Any) -> list[Path]:
    """Return inputs and outputs that no output passes through."""
    used = {spec.get("passthrough") for spec in data.get("outputs", {}).values()}
    return [path for path in specs_of(data) if path[1] not in used]


def _nothing(chance: random.Random) -> Planted:
    sample, data, _ = drawn(definition, chance, specs_of)
    for side in ("inputs", "outputs"):
        if data.pop(side, None) is not None and chance.random() < 0.5:
            data[side] = {}
    changed = sample.with_data({"title": "Nothing", **data})
    return Planted(changed, sample, ((),), one_of("no-inputs-or-outputs"), "error")


def _misspelled_top_key(chance: random.Random) -> Planted:
    sample, data, path = drawn(definition, chance, specs_of)
    wrong = slip(chance, str(path[0]))
    rename(data, str(path[0]), wrong)
    return Planted(sample.with_data(data), sample, ((wrong,),), one_of("unknown-key"), "error")


def _as_json(sample: Sample) -> Document:
    return attrs.evolve(sample.document, suffix=".json", indent=2)


def _key_twice(chance: random.Random) -> Planted:
    sample, data, path = drawn(definition, chance, specs_of)
    parent = at(data, path[:-1])
    parent[path[-1]] = Twice(parent[path[-1]])
    document = attrs.evolve(_as_json(sample), data=data)
    changed = attrs.evolve(sample, main="job.json", files={"job.json": document})
    key = [*parent[path[-1]]][-1]
    place = document.text().repeated
    paths = ((*path, key),)
    return Planted(changed, sample, paths, one_of("duplicate-key"), "error", place=place)


def _broken_json(chance: random.Random) -> Planted:
    """Leave a comma, colon or quote out: the line is the one after which nothing can be read."""
    sample, data, _ = drawn(definition, chance, specs_of)
    text = attrs.evolve(_as_json(sample), data=data).text().text
    lines = text.split("\n")
    number = chance.choice([n for n, line in enumerate(lines) if '": ' in line])
    lines[number] = lines[number].replace('": ', '" ', 1)
    broken = "\n".join(lines).encode()
    changed = attrs.evolve(sample, main="job.json", files={"job.json": broken})
    place = number + 1, 0
    return Planted(changed, sample, ((),), one_of("syntax"), "error", place=place)


def _tab_in_yaml(chance: random.Random) -> Planted:
    sample, data, _ = drawn(definition, chance, specs_of)
    document = attrs.evolve(sample.document, data=data, suffix=".yaml", flow=False, comment="")
    lines = document.text().text.split("\n")
    number = chance.choice([n for n, line in enumerate(lines) if line.startswith("    ")])
    lines[number] = "\t" + lines[number].lstrip()
    broken = "\n".join(lines).encode()
    changed = attrs.evolve(sample, main="job.yaml", files={"job.yaml": broken})
    place = number + 1, 0
    return Planted(changed, sample, ((),), one_of("syntax"), "error", place=place)


MISTAKES: dict[str, Planter] = {
    "datatype misspelled": _mistake(_misspelled_type, "unknown-word", recoverable=True),
    "another word for a datatype": _mistake(
        *(_other_word, "unknown-word"),
        where=lambda spec: spec["type"] in _OTHER_WORDS,
        recoverable=True,
    ),
    "input or output without type": _mistake(_without_type, "missing-key"),
    "key of an input or output misspelled": _mistake(
        _misspelled_key, "unknown-key", recoverable=True
    ),
    "min, max or multiple": _mistake(
        *(_synonym, "unknown-key"), sides=("inputs",), where=_has_synonym, recoverable=True
    ),
    "count_min over count_max": _mistake(_counts_crossed, "invalid-count", sides=("inputs",)),
    "count out of range": _mistake(_count_out_of_range, "invalid-count", sides=("inputs",)),
    "value of another type": _mistake(
        _wrong_type, "wrong-type", "invalid-count", sides=("inputs",)
    ),
    "no slots": _mistake(_no_slots, "no-slots", least="warning"),
    "passthrough misspelled": _passthrough_mistake(_misspelled_input),
    "passthrough of another datatype": _passthrough_mistake(_input_of_another_type),
    "passthrough of another job's output": _passthrough_mistake(_output_of_a_job),
    "name that the server refuses": _bad_name,
    "neither inputs nor outputs": _nothing,
    "inputs or outputs misspelled": _misspelled_top_key,
    "key twice": _key_twice,
    "colon left out of JSON": _broken_json,
    "tab in YAML": _tab_in_yaml,
}
