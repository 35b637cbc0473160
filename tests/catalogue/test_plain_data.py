"""Tests of catalogues in files."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cryosparc_spec import (
    FileError,
    SpecError,
    check_file,
    dump,
    known_slot_types,
    load,
    structure,
    unstructure,
)
from cryosparc_spec.catalogue import SlotTypes
from cryosparc_spec.testing.values import slot_types

KNOWN = known_slot_types()


@pytest.mark.parametrize("suffix", ["json", "yaml", "toml"])
def test_a_catalogue_is_written_and_read_back(suffix: str, tmp_path: Path) -> None:
    """In every format, and in the form of the one that comes with the package."""
    file = tmp_path / f"slot_types.{suffix}"
    dump(KNOWN, file)
    assert load(file) == load(file, SlotTypes) == KNOWN


def test_each_source_is_written_once() -> None:
    """Entries cite it by number."""
    document = unstructure(KNOWN)
    assert list(document) == ["sources", "slot_types"]
    assert len(document["sources"]) == len(set(document["sources"]))
    assert all(
        type(number) is int for entry in document["slot_types"] for number in entry["sources"]
    )


@given(st.lists(slot_types(), max_size=3).map(SlotTypes))
@settings(suppress_health_check=[HealthCheck.differing_executors])
def test_any_catalogue_is_plain_data_and_back(types: SlotTypes) -> None:
    """``structure(unstructure(x)) == x``."""
    assert structure(json.loads(json.dumps(unstructure(types))), SlotTypes) == types


def test_sources_may_stand_where_they_belong() -> None:
    """Who writes by hand need not keep a list."""
    entry = {"datatype": "mask", "slot_type": "blob", "sources": ["my notes", 0]}
    types = structure({"slot_types": [entry], "sources": ["J1/job.json"]}, SlotTypes)
    assert types["mask", "blob"].sources == ("my notes", "J1/job.json")


MASK = {"datatype": "mask", "slot_type": "blob"}


def test_a_number_of_no_source_is_told_where_all_else_is_right() -> None:
    """It is refused even though the entry has its form."""
    with pytest.raises(SpecError) as caught:
        structure({"slot_types": [{**MASK, "sources": [7]}], "sources": []}, SlotTypes)
    assert str(caught.value) == (
        "$.slot_types[0].sources[0]: 7 is the number of no source: "
        "expected text, for there are none"
    )


@pytest.mark.parametrize(
    ("raw", "texts"),
    [
        pytest.param([], ["expected a mapping: a catalogue of slot types, got a list"], id="list"),
        pytest.param(
            {}, ["slot_types is missing: a catalogue of slot types needs one"], id="nothing"
        ),
        pytest.param(
            {"slot_types": {}}, ["$.slot_types: expected a list, got a mapping"], id="no list"
        ),
        pytest.param(
            {"slot_types": [], "sources": "a"},
            ['$.sources: expected a list, got "a"'],
            id="sources are no list",
        ),
        pytest.param(
            {"slot_types": [{**MASK, "sources": [0, -1]}, 5, {**MASK, "sources": 3}]},
            [
                "$.slot_types[0].sources[0]: 0 is the number of no source: "
                "expected text, for there are none",
                "$.slot_types[0].sources[1]: -1 is the number of no source: "
                "expected text, for there are none",
                "$.slot_types[1]: expected a mapping: a slot type, got 5",
                "$.slot_types[2].sources: expected a list, got 3",
            ],
            id="sources",
        ),
        pytest.param(
            {
                "sources": ["a"],
                "slot_types": [{**MASK, "columns": [{"name": "x", "sources": [1]}, "y"]}],
            },
            [
                "$.slot_types[0].columns[0].sources[0]: 1 is the number of no source: "
                "expected 0 to 0",
                '$.slot_types[0].columns[1]: expected a mapping: a column, got "y"',
            ],
            id="columns",
        ),
        pytest.param(
            {"slot_types": [{**MASK, "colums": []}, {"slot_type": "blob"}]},
            [
                '$.slot_types[0].colums: "colums" is not a key of a slot type: expected datatype, '
                "slot_type, names, series, columns, confidence, versions, notes, sources; "
                'write "columns"',
                "$.slot_types[1]: datatype is missing: a slot type needs one",
            ],
            id="keys",
        ),
        pytest.param(
            {"slot_types": [{**MASK, "columns": [{"name": "x", "dtype": "2x4"}]}]},
            [
                '$.slot_types[0].columns[0].dtype: "2x4" is not a dtype of a column; '
                'letters stand for sizes that vary: "(K,2)f4"'
            ],
            id="dtype",
        ),
    ],
)
def test_everything_wrong_is_told(raw: Any, texts: list[str]) -> None:
    """Each with its place and, where there is one, the fix."""
    with pytest.raises(SpecError) as caught:
        structure(raw, SlotTypes)
    assert sorted(str(problem) for problem in caught.value.problems) == sorted(texts)


def test_what_is_wrong_in_a_file_has_its_line(tmp_path: Path) -> None:
    """As in every document."""
    file = tmp_path / "mine.yaml"
    file.write_text("slot_types:\n- datatype: mask\n  slot_type: a b\n", "utf-8")
    with pytest.raises(SpecError) as caught:
        load(file)
    assert not isinstance(caught.value, FileError)
    assert str(caught.value.problems[0].position) == f"{file}:3:14"


@pytest.mark.parametrize("name", ["slot_types.json", "job_types.json"])
def test_what_ships_passes_its_own_check(name: str) -> None:
    """The catalogues of the package are catalogues, with nothing to say of them."""
    assert check_file(Path(str(files("cryosparc_spec.catalogue").joinpath(name)))) == ()


@pytest.mark.parametrize("key", ["slot_types", "job_types"])
def test_a_catalogue_may_say_what_it_is(key: str, tmp_path: Path) -> None:
    """Text under `about` is for people; anything else there is told."""
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"about": "those of our lab", "sources": [], key: []}))
    assert check_file(file) == ()
    file.write_text(json.dumps({"about": 3, "sources": [], key: []}))
    [problem] = check_file(file)
    assert (problem.path, problem.message) == (("about",), "expected text, got 3")
