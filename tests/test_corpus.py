"""Slot lists as people write them in public scripts: all of them are read."""

from __future__ import annotations

import json
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec import LoadableSlots, Slot, UnknownSlotTypeWarning, structure, unstructure
from cryosparc_spec.checks.raw_definition import check_raw_definition
from cryosparc_spec.problems import ProblemKind

SLOT_TYPES = {
    "background_blob": "stat_blob",
    "micrograph_blob_non_dw": "micrograph_blob",
    "rigid_motion": "motion",
    "spline_motion": "motion",
}
"""Slot types of the names in the scripts; every other name means itself."""

SEEN = {
    *("alignments2D", "alignments3D", "blob", "ctf", "location", "micrograph_blob", "model"),
    *("motion", "movie_blob", "mscope_params", "pick_stats", "series", *SLOT_TYPES),
}
"""Names in the scripts, without the question marks."""

UNKNOWN = {"model"}
"""Names that the catalogue does not know: they keep themselves as slot type, with a warning."""

OUTPUT_METHODS = {"add_output", "save_external_result"}
LOADING_METHODS = {"load_input", "load_output"}
METHODS = {"add_input": 5, "connect": 6, "InputSpec": 1, "add_output": 15} | {
    "save_external_result": 5,
    "load_input": 6,
    "load_output": 2,
}
"""Number of calls of each method."""


@pytest.fixture(scope="module")
def calls(corpus: Path) -> list[dict[str, Any]]:
    """The calls with their slots, one a line."""
    text = (corpus / "slots_calls.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_the_corpus_is_the_one_that_the_tables_are_about(calls: list[dict[str, Any]]) -> None:
    """Forty calls, two of them without slots, by seven methods, with seventeen names."""
    assert len(calls) == 40
    assert sum("slots" in call for call in calls) == 38
    assert Counter(call["method"] for call in calls) == METHODS
    assert {name.removeprefix("?") for call in calls for name in call.get("slots", ())} == SEEN


def test_all_slot_lists_structure_and_only_unknown_names_warn(calls: list[dict[str, Any]]) -> None:
    """None of the 38 lists is refused; ``model``, which stands in one, is told to be unknown."""
    warned = 0
    for call in calls:
        raw = call.get("slots", [])
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            slots = structure(raw, tuple[Slot, ...])
        names = [text.removeprefix("?") for text in raw]
        assert [slot.name for slot in slots] == names
        assert [slot.dtype for slot in slots] == [SLOT_TYPES.get(name, name) for name in names]
        assert [slot.required for slot in slots] == [not text.startswith("?") for text in raw]
        assert [(warning.category, str(warning.message)) for warning in caught] == [
            (
                UnknownSlotTypeWarning,
                f'$[{index}]: "{name}" is not a slot type that the catalogue knows',
            )
            for index, name in enumerate(names)
            if name in UNKNOWN
        ]
        warned += len(caught)
        assert structure(unstructure(slots), tuple[Slot, ...]) == slots
    assert warned == 1


def test_lists_of_slots_to_load_are_read_as_such(calls: list[dict[str, Any]]) -> None:
    """What scripts hand to ``load_input`` and ``load_output`` comes back as it was."""
    lists = [call["slots"] for call in calls if call["method"] in LOADING_METHODS]
    assert len(lists) == 8
    for names in lists:
        loadable = structure(names, LoadableSlots)
        assert loadable.selection == tuple(names)
        assert unstructure(loadable) == names


CHECKED = {
    (ProblemKind.NO_SLOTS, "the output lists no slots"): 2,
    (
        ProblemKind.UNKNOWN_SLOT_TYPE,
        'nothing is known of the slots of annotation_model: "model" is unchecked',
    ): 1,
}
"""What the checks say of the calls that name a datatype, and how often."""


def test_the_checks_find_nothing_wrong_with_calls_that_work(calls: list[dict[str, Any]]) -> None:
    """As inputs and outputs of definitions, the 26 calls with a datatype have three remarks."""
    found: Counter[tuple[ProblemKind, str]] = Counter()
    typed = [call for call in calls if "type" in call]
    for call in typed:
        side = "outputs" if call["method"] in OUTPUT_METHODS else "inputs"
        spec = {"type": call["type"], "slots": call.get("slots", [])}
        found.update(
            (problem.kind, problem.message) for problem in check_raw_definition({side: {"a": spec}})
        )
    assert len(typed) == 26
    assert found == CHECKED
