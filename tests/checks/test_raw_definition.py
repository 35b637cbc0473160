"""Tests of plain data of definitions, whose parts may be wrong."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from cryosparc_spec import Datatype
from cryosparc_spec.checks.raw_definition import check_raw_definition
from cryosparc_spec.problems import words

DATATYPES = ", ".join(Datatype)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(
            {
                "inputs": {
                    "a": {
                        "type": "particle",
                        "slots": [
                            {"prefix": "ctf", "dtype": "ctf"},
                            {"name": "blob", "dtype": "blob"},
                            {"prefix": "location", "dtype": "location"},
                        ],
                    }
                }
            },
            [
                'warning deprecated-key $.inputs.a.slots[0].prefix: "prefix" is the '
                'deprecated name of "name"; write "name": "ctf"',
                'warning deprecated-key $.inputs.a.slots[2].prefix: "prefix" is the '
                'deprecated name of "name"; write "name": "location"',
            ],
            id="deprecated keys",
        ),
        pytest.param(
            {
                "inputs": {
                    "a": {
                        "type": "particle",
                        "slots": ['{"prefix": "ctf", "dtype": "ctf", "required": false}'],
                    }
                },
                "outputs": {
                    "o": {
                        "type": "particle",
                        "slots": ['{"prefix": "ctf", "dtype": "ctf", "required": false}'],
                    }
                },
            },
            [
                'warning optional-output-slot $.outputs.o.slots[0]: "ctf" is optional: an '
                'output makes every slot it lists; write "ctf"',
                'warning deprecated-key $.inputs.a.slots[0]: "prefix" is the deprecated name '
                'of "name"; write {"name": "ctf", "dtype": "ctf", "required": false}',
                'warning deprecated-key $.outputs.o.slots[0]: "prefix" is the deprecated name '
                'of "name"; write {"name": "ctf", "dtype": "ctf", "required": true}',
            ],
            id="deprecated keys in JSON text",
        ),
        pytest.param(
            {
                "inputs": {
                    "a": {
                        "type": "particle",
                        "slots": [
                            {"prefix": "ctf", "name": "ctf", "dtype": "ctf"},
                            {"prefix": 5, "dtype": "ctf"},
                            {"prefix": "blob", "dtype": "blob"},
                        ],
                    }
                }
            },
            [
                "error wrong-type $.inputs.a.slots[1].prefix: expected text, got 5",
                'warning deprecated-key $.inputs.a.slots[0].prefix: "prefix" is the '
                'deprecated name of "name"; leave it out',
                'warning deprecated-key $.inputs.a.slots[2].prefix: "prefix" is the '
                'deprecated name of "name"; write "name": "blob"',
            ],
            id="both keys",
        ),
        pytest.param(
            {
                "inputs": {"a": {"slots": ["mask"]}},
                "outputs": {
                    "o": {
                        "type": "mask",
                        "slots": ["?mask", {"name": "mask2", "dtype": "mask", "required": False}],
                    }
                },
            },
            [
                f"error missing-key $.inputs.a: type is missing: an input needs one of {DATATYPES}",
                'error optional-output-slot $.outputs.o.slots[0]: "mask" is optional: an '
                'output makes every slot it lists; write "mask"',
                'warning optional-output-slot $.outputs.o.slots[1].required: "mask2" is '
                "optional: an output makes every slot it lists; write true",
                'warning unknown-slot-type $.outputs.o.slots[1]: "mask" is not a slot type '
                'that the catalogue knows; write "dtype": "blob" if that is meant',
            ],
            id="optional in outputs",
        ),
        pytest.param(
            {
                "inputs": {"a": {"type": "mask", "slots": ["mask"]}},
                "outputs": {
                    "o": {"type": "mask", "slots": ["?mask"]},
                    "p": {"type": "mask", "slots": 3},
                    "q": 4,
                    "r": {
                        "type": "mask",
                        "slots": ["?cft", {"name": "zzz", "dtype": "mask", "required": False}],
                    },
                },
            },
            [
                'error optional-output-slot $.outputs.o.slots[0]: "mask" is optional: an '
                'output makes every slot it lists; write "mask"',
                "error wrong-type $.outputs.p.slots: expected a list of slots, got 3",
                "error wrong-type $.outputs.q: expected a mapping: an output, got 4",
                'error optional-output-slot $.outputs.r.slots[0]: "cft" is optional: an '
                'output makes every slot it lists; write "ctf"',
                'warning optional-output-slot $.outputs.r.slots[1].required: "zzz" is '
                "optional: an output makes every slot it lists; write true",
                'warning unknown-slot-type $.outputs.r.slots[0]: "cft" is not a slot type '
                "that the catalogue knows",
                'warning unknown-slot-type $.outputs.r.slots[1]: "mask" is not a slot type '
                'that the catalogue knows; write "dtype": "blob" if that is meant',
            ],
            id="parts of other kinds",
        ),
        pytest.param(
            {
                "outputs": {"o": {"type": "msak", "slots": ["mask"], "passthrough": "a"}},
                "inputs": {"a": {"type": "mask", "slots": ["mask"]}},
            },
            ['error unknown-word $.outputs.o.type: "msak" is not a known datatype; write "mask"'],
            id="a type with a slip",
        ),
        pytest.param(
            {
                "outputs": {"o": {"slots": ["mask"], "passthrough": "b"}},
                "inputs": {"a": {"type": "mask", "slots": ["mask"]}},
            },
            [
                f"error missing-key $.outputs.o: type is missing: an output needs one of "
                f"{DATATYPES}",
                'error passthrough $.outputs.o.passthrough: "b" is not an input',
            ],
            id="an output without a type",
        ),
        pytest.param(
            {
                "outputs": {"o": {"type": "mask", "slots": ["mask"], "passthrough": "b"}},
                "inputs": {"a": {"slots": ["mask"]}},
            },
            [
                f"error missing-key $.inputs.a: type is missing: an input needs one of {DATATYPES}",
                'error passthrough $.outputs.o.passthrough: "b" is not an input',
            ],
            id="an input without a type",
        ),
        pytest.param(
            {"inpts": {"a": {"type": "mask", "slots": ["mask"]}}},
            [
                'error unknown-key $.inpts: "inpts" is not a key of a job definition: '
                'expected title, description, inputs, outputs, params; write "inputs"'
            ],
            id="a key with a slip",
        ),
        pytest.param(
            {},
            ["error no-inputs-or-outputs the definition has neither inputs nor outputs"],
            id="nothing",
        ),
        pytest.param(
            3, ["error wrong-type expected a mapping: a job definition, got 3"], id="a number"
        ),
        pytest.param(
            {"inputs": {"a": {"type": "mask", "slts": ["mask"]}}},
            [
                'error unknown-key $.inputs.a.slts: "slts" is not a key of an input: expected '
                "type, title, description, slots, count_min, count_max, repeat_allowed, "
                'match_result_by; write "slots"'
            ],
            id="a key of an input with a slip",
        ),
        pytest.param(
            {
                "inputs": {"a": {}},
                "outputs": {"o": {"type": "mask", "slots": ["mask"], "passthrough": "a"}},
            },
            [f"error missing-key $.inputs.a: type is missing: an input needs one of {DATATYPES}"],
            id="an input of nothing",
        ),
        pytest.param(
            {
                "inputs": {
                    "a": {
                        "type": "particle",
                        "slots": [
                            {"prefix": "ctf"},
                            {"prefix": "ctf", "dtype": 5},
                            {"prefix": "blob", "dtype": "blob"},
                        ],
                    }
                }
            },
            [
                "error missing-key $.inputs.a.slots[0]: dtype missing: a slot written in full has "
                'name and dtype; write {"name": "ctf", "dtype": "ctf"}',
                "error wrong-type $.inputs.a.slots[1].dtype: expected text, got 5",
                'warning deprecated-key $.inputs.a.slots[2].prefix: "prefix" is the deprecated '
                'name of "name"; write "name": "blob"',
            ],
            id="deprecated keys after slots that are wrong",
        ),
    ],
)
def test_all_that_is_wrong_is_told_in_all_its_words(raw: Any, expected: list[str]) -> None:
    """Structure, deprecated keys, and what does not fit together, each once and at its place."""
    found = [f"{p.severity} {p.kind} {p}" for p in check_raw_definition(raw)]
    assert found == expected


@pytest.fixture
def _few_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for near words of a few only, as is done of thousands."""
    monkeypatch.setattr(words, "_MOST_COMPARED", 400)


@pytest.mark.parametrize("side", ["inputs", "outputs"])
@pytest.mark.parametrize(
    "slot",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"nme": "blob", "dtype": "blob"}, id="a mistyped key"),
        pytest.param({"nam": "blob", "dtyp": "blob"}, id="two mistyped keys"),
        pytest.param("particl blob", id="two words"),
        pytest.param({"name": "blob", "dtype": "no type"}, id="no slot type"),
        pytest.param("components_mode_0", id="of a series"),
        pytest.param(17, id="a number"),
    ],
)
@pytest.mark.usefixtures("_few_comparisons")
def test_as_many_mistakes_are_told_however_many_there_are(side: str, slot: object) -> None:
    """Also where near words are looked for no more: what follows from others is never told."""
    few, many = (
        check_raw_definition({side: {"a": {"type": "particle", "slots": [slot] * number}}})
        for number in (1, 150)
    )
    assert Counter(p.kind for p in many) == Counter([p.kind for p in few] * 150)


@pytest.mark.parametrize("side", ["inputs", "outputs"])
@pytest.mark.parametrize(
    "spec",
    [
        pytest.param({"typ": "particle", "slots": ["blob"]}, id="a mistyped type"),
        pytest.param({"type": "particl", "slots": ["blob"]}, id="a mistyped datatype"),
        pytest.param({"type": "particle", "slts": ["blob"]}, id="mistyped slots"),
        pytest.param({"type": "particle"}, id="no slots"),
        pytest.param({}, id="nothing"),
    ],
)
@pytest.mark.usefixtures("_few_comparisons")
def test_each_of_many_is_told_what_one_is(side: str, spec: dict[str, object]) -> None:
    """A mistake that was made thousands of times has no consequences either."""
    few, many = (
        check_raw_definition({side: {f"a{i}": spec for i in range(number)}}) for number in (1, 150)
    )
    assert Counter(p.kind for p in many) == Counter([p.kind for p in few] * 150)
