"""Tests of what is known of job types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings

from cryosparc_spec import SpecError, StructureError, dump, load, structure, unstructure
from cryosparc_spec.catalogue import (
    Basis,
    JobTypeNotKnownError,
    JobTypes,
    KnownDefault,
    KnownInput,
    KnownJobType,
    KnownOutput,
    KnownParam,
    KnownSlot,
    known_job_types,
)
from cryosparc_spec.testing.classes import strategy_for
from tests.catalogue.job_types_of_evidence import CATALOGUE, catalogue_of, text_of
from tests.frozen_values import assert_is_value

KNOWN = known_job_types()


@pytest.fixture(scope="module")
def evidence() -> dict[str, Any]:
    """What public material shows; the catalogue is made from it."""
    file = Path(__file__).parents[3] / "shared" / "job_types_evidence.json"
    if not file.is_file():
        pytest.skip("no evidence: ../shared/job_types_evidence.json is not beside this checkout")
    read: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return read


def test_the_catalogue_is_made_from_the_evidence(evidence: dict[str, Any]) -> None:
    """The file in the package is what the script makes, to the letter."""
    assert CATALOGUE.read_text("utf-8") == text_of(catalogue_of(evidence))


def test_all_facts_of_the_evidence_are_known(evidence: dict[str, Any]) -> None:
    """Each input, output, slot and parameter of the evidence, and no others."""
    assert set(KNOWN) == set(evidence["job_types"])
    for name, facts in evidence["job_types"].items():
        known = KNOWN[name]
        assert set(known.params) == set(facts["params"])
        for side in ("inputs", "outputs"):
            slots = {
                key: [slot["name"] for slot in spec["slots"]] for key, spec in facts[side].items()
            }
            specs = getattr(known, side)
            assert {key: [slot.name for slot in specs[key].slots] for key in specs} == slots


def facts_in(data: Any) -> list[dict[str, Any]]:
    """Return all mappings that say something of a job type."""
    if isinstance(data, list):
        return [fact for item in data for fact in facts_in(item)]
    if not isinstance(data, dict):
        return []
    below = [fact for key, value in data.items() if key != "examples" for fact in facts_in(value)]
    return [data, *below] if "type" in data or "sources" in data or "source" in data else below


def test_each_fact_names_its_source() -> None:
    """Job types, inputs, outputs, slots, parameters and defaults; each source is cited."""
    document = json.loads(CATALOGUE.read_text("utf-8"))
    facts = facts_in(document["job_types"])
    assert len(facts) > 1500
    cited = [fact.get("sources") or [fact["source"]] for fact in facts]
    assert {number for numbers in cited for number in numbers} == set(
        range(len(document["sources"]))
    )
    attested = [fact for fact in facts if "sources" in fact]
    assert all(fact["confidence"] in ("high", "medium", "low") for fact in attested)


def test_what_a_server_printed_is_kept_apart() -> None:
    """From what was seen in use: the same job type has both."""
    params = KNOWN["homo_refine_new"].params
    assert params["refine_symmetry"].basis is Basis.PRINTED
    assert params["random_seed"].basis is Basis.SEEN
    assert {entry.basis for entry in KNOWN.values()} == {Basis.PRINTED, Basis.SEEN}


@pytest.mark.parametrize("suffix", ["json", "yaml", "toml"])
def test_a_catalogue_is_written_and_read_back(suffix: str, tmp_path: Path) -> None:
    """In every format, and in the form of the one that comes with the package."""
    file = tmp_path / f"job_types.{suffix}"
    dump(KNOWN, file)
    assert load(file) == load(file, JobTypes) == KNOWN


@given(strategy_for(JobTypes))
@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
)
def test_any_catalogue_is_plain_data_and_back(types: JobTypes) -> None:
    """``structure(unstructure(x)) == x``."""
    assert structure(json.loads(json.dumps(unstructure(types))), JobTypes) == types


def test_the_catalogue_is_a_value() -> None:
    """It hashes, compares and crosses process borders."""
    assert_is_value(KNOWN)


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        pytest.param("homo_refin_new", 'write "homo_refine_new"', id="a slip"),
        pytest.param("Class_2d_new", 'write "class_2D_new"', id="other case"),
        pytest.param("import_movie", 'write "import_movies"', id="one for many"),
        pytest.param("zzz", None, id="nothing near"),
        pytest.param("", None, id="empty"),
    ],
)
def test_unknown_job_type(word: str, hint: str | None) -> None:
    """It is a ``KeyError`` as of any mapping, with the nearest word."""
    assert word not in KNOWN
    assert KNOWN.get(word) is None
    with pytest.raises(JobTypeNotKnownError) as caught:
        KNOWN[word]
    assert caught.value.problems[0].hint == hint
    assert isinstance(caught.value, KeyError)


@pytest.mark.parametrize(
    ("job_type", "name", "datatype"),
    [
        pytest.param("homo_abinit", "particles_class_0", "particle", id="listed"),
        pytest.param("homo_abinit", "volume_class_12", "volume", id="of a series"),
        pytest.param("import_volumes", "imported_volume_4", "volume", id="counted from one"),
        pytest.param("var_3D_disp", "particles_series_1_frame_19", "particle", id="two numbers"),
        pytest.param("homo_abinit", "volume_clas_1", None, id="a slip"),
        pytest.param("homo_abinit", "volume", None, id="without a number"),
        pytest.param("homo_refine_new", "volume_1", None, id="no series"),
    ],
)
def test_outputs_of_a_series(job_type: str, name: str, datatype: str | None) -> None:
    """One that is numbered stands for all of its series."""
    found = KNOWN[job_type].output(name)
    assert (found and found.datatype) == datatype


def test_numbered_outputs_of_a_register() -> None:
    """A register lists the first of a series, which has no pattern there."""
    entry = KnownJobType(type="a", outputs={"map_0": KnownOutput(datatype="volume")})
    assert entry.output("map_7") is entry.outputs["map_0"]
    assert entry.output("map_x") is None


SEEN = KnownJobType(
    type="my_job",
    versions=["v4.7"],
    complete={"params": ["v4.7"]},
    inputs={"particles": KnownInput(slots=[KnownSlot(name="blob", dtype="blob")])},
    outputs={"map_0": KnownOutput(datatype="volume", series="map_{}")},
    params={"box": KnownParam(types=["integer"], examples=[256, 1])},
    notes=["first"],
    sources=["a"],
)


def test_two_entries_together() -> None:
    """Each adds what the other does not know, slot by slot and parameter by parameter."""
    slots = [KnownSlot(name="blob", dtype="blob", required=True), KnownSlot(name="c", dtype="ctf")]
    other = KnownJobType(
        type="my_job",
        title="Mine",
        versions=["v5.0"],
        complete={"params": ["v5.0"]},
        inputs={"particles": KnownInput(datatype="particle", slots=slots)},
        outputs={"mask": KnownOutput(datatype="mask")},
        params={
            "box": KnownParam(
                types=["number"], examples=[True, 256], defaults=[KnownDefault(value=64)]
            ),
            "more": KnownParam(),
        },
        basis=Basis.PRINTED,
        sources=["b"],
    )
    both = (JobTypes([SEEN]) | JobTypes([other]))["my_job"]
    assert (both.title, both.versions, both.sources) == ("Mine", ("v4.7", "v5.0"), ("a", "b"))
    assert both.complete == {"params": ("v4.7", "v5.0")}
    assert both.basis is Basis.PRINTED
    assert both.inputs["particles"].datatype == "particle"
    assert [(s.name, s.required) for s in both.inputs["particles"].slots] == [
        ("blob", True),
        ("c", None),
    ]
    assert list(both.outputs) == ["map_0", "mask"]
    box = both.params["box"]
    assert (box.types, box.examples) == (("integer", "number"), (256, 1, True))
    assert [default.value for default in box.defaults] == [64]
    assert "more" in both.params


@pytest.mark.parametrize("swapped", [False, True], ids=["the register last", "the register first"])
def test_a_register_wins(swapped: bool) -> None:
    """It knows all there is, but for which outputs are numbered."""
    register = KnownJobType(type="my_job", basis=Basis.REGISTER, params={"size": KnownParam()})
    pair = [JobTypes([SEEN]), JobTypes([register])]
    first, second = reversed(pair) if swapped else pair
    both = (first | second)["my_job"]
    assert both == attrs.evolve(register, outputs=SEEN.outputs)


def test_a_register_takes_only_the_pattern_of_an_output_it_has() -> None:
    """What else was seen of the output does not count."""
    certain = KnownOutput(datatype="mask", basis=Basis.REGISTER)
    register = KnownJobType(type="my_job", basis=Basis.REGISTER, outputs={"map_0": certain})
    both = (JobTypes([SEEN]) | JobTypes([register]))["my_job"]
    assert both.outputs == {"map_0": attrs.evolve(certain, series="map_{}")}
    again = JobTypes([both]) | JobTypes([SEEN])
    assert again["my_job"] == both


def test_types_added_replace() -> None:
    """``with_types`` takes the last of each word; ``|`` takes catalogues only."""
    mine = KnownJobType(type="homo_abinit", title="Mine")
    assert KNOWN.with_types([mine])["homo_abinit"] is mine
    assert JobTypes([SEEN, mine, SEEN]).values().__len__() == 2
    nothing: Any = {"homo_abinit": mine}
    assert JobTypes.__or__(KNOWN, nothing) is NotImplemented


@pytest.mark.parametrize(
    ("cls", "facts", "text"),
    [
        pytest.param(KnownSlot, {"name": 1, "dtype": "a"}, "name: expected text", id="a name"),
        pytest.param(KnownInput, {"count_max": "many"}, '"inf"', id="another limit"),
        pytest.param(KnownInput, {"count_max": 1.5}, "a whole number", id="half a limit"),
        pytest.param(KnownInput, {"slots": ["blob"]}, "slots[0]", id="text for a slot"),
        pytest.param(KnownParam, {"enum": "ab"}, "enum: expected a list", id="text as enum"),
        pytest.param(KnownParam, {"gt": True}, "a number", id="true as a limit"),
        pytest.param(KnownParam, {"defaults": [1]}, "defaults[0]", id="a bare default"),
        pytest.param(KnownDefault, {"value": object()}, "value: ", id="what JSON cannot hold"),
        pytest.param(KnownJobType, {"type": "a", "complete": ["b"]}, "complete", id="a list"),
        pytest.param(KnownOutput, {"basis": "sene"}, 'write "seen"', id="another basis"),
    ],
)
def test_refused_entries(cls: Any, facts: dict[str, Any], text: str) -> None:
    """No invalid entry exists; the place is told."""
    with pytest.raises(SpecError) as caught:
        cls(**facts)
    assert text in str(caught.value)


def test_a_file_that_cites_no_source(tmp_path: Path) -> None:
    """The number is told with its place, beside all else that is wrong."""
    file = tmp_path / "mine.json"
    param = {"types": ["integer"], "defaults": [{"value": 1, "source": 5}], "sources": [0]}
    entry = {"type": "a", "params": {"box": param}, "sources": ["text", 7], "titel": "A"}
    file.write_text(json.dumps({"job_types": [entry], "sources": ["here"]}))
    with pytest.raises(StructureError) as caught:
        load(file, JobTypes)
    assert [problem.place for problem in caught.value.problems] == [
        "$.job_types[0].params.box.defaults[0].source",
        "$.job_types[0].sources[1]",
        "$.job_types[0].titel",
    ]
