"""Words that people write for others: the table is asked before the nearest spelling."""

from __future__ import annotations

from typing import Any

import pytest

from cryosparc_spec import (
    Datatype,
    InputSpec,
    JobDefinition,
    OutputSpec,
    ParseError,
    Slot,
    SpecError,
    check_file,
    known_slot_types,
    structure,
)
from cryosparc_spec.checks.raw_definition import check_raw_definition
from cryosparc_spec.problems.synonyms import SYNONYMS, synonym
from cryosparc_spec.problems.words import keys_meant, unknown_word, word_meant

KEYS = {"type", "title", "description", "slots", "params", "passthrough", "created", "name"}
KEYS |= {"dtype", "required", "count_min", "count_max", "repeat_allowed"}


def test_every_word_of_the_table_stands_for_a_known_one() -> None:
    """Keys, datatypes and slots; none of them stands for itself."""
    for written, meant in SYNONYMS.items():
        assert written == written.casefold()
        for word in meant:
            assert word != written
            known = {*KEYS, *Datatype, *known_slot_types().short_names}
            assert word in known, word


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("min", "count_min"),
        ("Max_Count", "count_max"),
        ("multiple", "repeat_allowed"),
        ("maximum", "count_max"),
        ("desc", "description"),
        ("fields", "slots"),
        ("slot", "slots"),
        ("datatype", "type"),
    ],
)
def test_a_key_of_an_input_that_is_called_otherwise(key: str, meant: str) -> None:
    """The hint is the key with the meaning, where a spelling would show another or none."""
    with pytest.raises(SpecError) as caught:
        structure({"type": "mask", key: 1}, InputSpec)
    hints = [p.hint for p in caught.value.problems if p.path == (key,)]
    assert hints == ["leave it out" if meant == "type" else f'write "{meant}"']
    assert meant in keys_meant([key], [*KEYS - {"name", "dtype"}])


@pytest.mark.parametrize(
    ("raw", "hints"),
    [
        pytest.param({"name": "ctf", "type": "ctf"}, ['write "dtype"'], id="type"),
        pytest.param({"slot": "ctf", "dtype": "ctf"}, ['write "name"'], id="slot"),
        pytest.param(
            {"name": "a", "dtype": "ctf", "optional": True},
            ['write "required": false'],
            id="optional",
        ),
        pytest.param(
            {"name": "a", "dtype": "ctf", "optional": False},
            ['write "required": true'],
            id="not optional",
        ),
        pytest.param(
            {"name": "a", "dtype": "ctf", "optional": True, "required": False},
            ["leave it out"],
            id="said twice",
        ),
        pytest.param(
            {"name": "ctf?", "dtype": "ctf"}, ['write "ctf", and "required": false'], id="?"
        ),
        pytest.param({"name": "volume.map", "dtype": "blob"}, ['write "map"'], id="dotted name"),
        pytest.param({"name": "map", "dtype": "volume.blob"}, ['write "blob"'], id="dotted type"),
    ],
)
def test_a_slot_in_full_that_is_written_otherwise(raw: dict[str, Any], hints: list[str]) -> None:
    """No hint changes whether the slot is required."""
    with pytest.raises(ParseError) as caught:
        Slot.parse(raw)
    assert [problem.hint for problem in caught.value.problems] == hints


@pytest.mark.parametrize(
    ("slot", "meant"),
    [
        ("movie", "movie_blob"),
        ("?micrograph", "?micrograph_blob"),
        ("background", "background_blob"),
        ("?coords", "?location"),
        ("picks", "location"),
    ],
)
def test_a_slot_that_is_called_otherwise(slot: str, meant: str) -> None:
    """The warning names the slot of that meaning, optional where it was."""
    raw = {"inputs": {"a": {"type": "exposure", "slots": [slot]}}}
    (problem,) = check_raw_definition(raw)
    expected = f'write "{meant}" if that is meant'
    assert problem.hint == (expected if "location" not in meant else problem.hint)
    with pytest.warns(UserWarning, match=meant.replace("?", "[?]")):
        Slot.parse(slot)


@pytest.mark.parametrize("slot", ["ctf?", "location ?", "?pick_stats?", "ctf??", "particle.ctf?"])
def test_an_output_is_not_told_to_have_an_optional_slot(slot: str) -> None:
    """What is written instead in an output has no mark."""
    with pytest.raises(ParseError) as caught:
        OutputSpec(type="particle", slots=[slot])
    (problem,) = caught.value.problems
    meant = str(problem.hint).removeprefix("write ").strip('"')
    assert OutputSpec(type="particle", slots=[meant]).slots[0].name == meant


def test_a_word_is_found_by_meaning_and_then_by_spelling() -> None:
    """And a synonym counts only where what it stands for is known."""
    assert synonym("Movies", Datatype) == "exposure"
    assert synonym("movies", ["particle"]) is None
    assert word_meant("movies", ["movie", "particle"]) == "movie"
    assert word_meant("xyz", ["movie"]) is None
    assert str(unknown_word("a", [], what="an output of J1")) == (
        '"a" is not an output of J1: there are none'
    )


@pytest.mark.parametrize(
    "name", ["J56.all_exposures", "J1.x", "P3.J12.particles", "J12.particles.blob", "J9.mask_2"]
)
def test_an_output_of_another_job_is_no_input(name: str) -> None:
    """A passthrough names an input, which has to be there."""
    definition = JobDefinition(
        inputs={"mics": InputSpec(type="exposure", slots=["ctf"])},
        outputs={"o": OutputSpec(type="exposure", slots=["ctf"], passthrough=name)},
    )
    (problem,) = check_raw_definition(
        {
            "inputs": {"mics": {"type": "exposure", "slots": ["ctf"]}},
            "outputs": {"o": {"type": "exposure", "slots": ["ctf"], "passthrough": name}},
        }
    )
    assert definition.outputs["o"].passthrough == name
    assert (problem.message, problem.hint) == (
        f'"{name}" is an output of another job: expected an input of this one',
        f"add an input of type exposure, connect {name} to it, and write its name here",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('{"uid": "P3", "project_dir": "/x"}', "this is a project of C", id="project"),
        pytest.param('{"$defs": {}, "type": "object"}', "this is a JSON Schema", id="schema"),
        pytest.param('{"a": 1, "b": 2}', 'this has the keys "a", "b", and', id="keys"),
        pytest.param('{"1":1,"2":1,"3":1,"4":1,"5":1,"6":1}', '"5", ..., and is', id="many keys"),
        pytest.param("[1]", "expected a mapping: a job definition, got a list", id="list"),
        pytest.param('"a"', 'expected a mapping: a job definition, got "a"', id="text"),
    ],
)
def test_what_is_none_of_ours_is_told_as_that(text: str, said: str, tmp_path: Any) -> None:
    """And not with the inputs and outputs that it lacks, or what to write there."""
    path = tmp_path / "project.json"
    path.write_text(text, "utf-8")
    (problem,) = check_file(path)
    assert said in problem.message
    assert problem.hint is None
