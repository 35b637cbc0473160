"""What is wrong, or doubtful, about job definitions that structure alone does not show."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryosparc_spec import (
    Datatype,
    InputSpec,
    JobDefinition,
    OutputSpec,
    Problem,
    Slot,
    check,
    known_slot_types,
    unstructure,
)
from cryosparc_spec.catalogue import SlotType, SlotTypes
from cryosparc_spec.checks.definition import check_definition
from cryosparc_spec.checks.raw_definition import check_raw_definition
from cryosparc_spec.problems import ProblemKind, Severity
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.testing.definitions import input_specs, job_definitions, output_specs
from cryosparc_spec.testing.values import group_names

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
WORDS = ", ".join(Datatype)


def an_input(*slots: Any, **attributes: Any) -> JobDefinition:
    """A definition with one input, of particles unless told otherwise."""
    attributes.setdefault("type", "particle")
    return JobDefinition(inputs={"a": InputSpec(slots=slots or ["blob"], **attributes)})


def an_output(*slots: Any, **attributes: Any) -> JobDefinition:
    """A definition with one output, of particles unless told otherwise."""
    attributes.setdefault("type", "particle")
    return JobDefinition(outputs={"a": OutputSpec(slots=slots or ["blob"], **attributes)})


def passing(name: str, *, datatype: str = "particle", **inputs: str) -> JobDefinition:
    """A definition whose output passes an input through, beside inputs of some datatypes."""
    known = {"particle": "blob", "exposure": "ctf", "volume": "map", "live": "blob"}
    return JobDefinition(
        inputs={
            key: InputSpec(type=Datatype(word), slots=[known[word]]) for key, word in inputs.items()
        },
        outputs={
            "out": OutputSpec(type=Datatype(datatype), slots=[known[datatype]], passthrough=name)
        },
    )


def named(name: str) -> JobDefinition:
    """A definition with an input of some name."""
    return JobDefinition(inputs={name: InputSpec(type="particle", slots=["blob"])})


FULL = {
    "title": "All that can be said",
    "inputs": {
        "mics": {
            "type": "exposure",
            "title": "Micrographs",
            "slots": ["micrograph_blob", "?ctf", "?background_blob"],
            "count_min": 1,
            "count_max": 500,
        },
        "parts2": {"type": "particle", "slots": ["blob"], "count_max": 0},
    },
    "outputs": {
        "picks": {"type": "particle", "slots": ["location"], "passthrough": "parts2"},
        "modes": {
            "type": "particle",
            "slots": [{"name": "components_mode_0", "dtype": "components"}],
        },
    },
    "params": {"": None, "box size": 256},
}

PASSES = [
    pytest.param(FULL, id="full"),
    pytest.param({"outputs": {"A_1": {"type": "volume", "slots": ["map"]}}}, id="only-outputs"),
    pytest.param(unstructure(an_input(count_min=500, count_max=500)), id="highest-counts"),
    pytest.param(unstructure(an_input(count_min=500)), id="count-max-is-infinite"),
    pytest.param(unstructure(an_input(count_min=0, count_max=0)), id="lowest-counts"),
    pytest.param(unstructure(named("B" * 300)), id="long-name"),
    pytest.param(
        unstructure(
            an_input("alignments3D", {"name": "alignments_class_7", "dtype": "alignments3D"})
        ),
        id="series-of-a-known-type",
    ),
    pytest.param(
        unstructure(an_input({"name": "my_maps", "dtype": "blob"}, type="volume")),
        id="new-name-of-a-known-type",
    ),
    pytest.param(unstructure(passing("b", a="exposure", b="particle")), id="passthrough"),
]


@pytest.mark.parametrize("raw", PASSES)
def test_sound_definitions_have_no_problems(raw: dict[str, Any]) -> None:
    """What the server takes, and the catalogue knows, is not remarked on."""
    assert check_raw_definition(raw) == ()


FAILS = [
    pytest.param(
        JobDefinition(title="t", params={"a": 1}),
        ERROR,
        ProblemKind.NO_INPUTS_OR_OUTPUTS,
        "the definition has neither inputs nor outputs",
        id="empty",
    ),
    pytest.param(
        named("my particles!"),
        ERROR,
        ProblemKind.INVALID_NAME,
        '$.inputs["my particles!"]: "my particles!" cannot name an input: expected a letter, then '
        'letters, digits and underscores; write "my_particles"',
        id="name-with-space",
    ),
    pytest.param(
        named("3_d"),
        ERROR,
        ProblemKind.INVALID_NAME,
        '$.inputs.3_d: "3_d" cannot name an input: expected a letter, then letters, digits and '
        'underscores; write "input_3_d"'.replace("$.inputs.3_d", '$.inputs["3_d"]'),
        id="name-begins-with-digit",
    ),
    pytest.param(
        named("_a"),
        ERROR,
        ProblemKind.INVALID_NAME,
        '$.inputs._a: "_a" cannot name an input: expected a letter, then letters, digits and '
        'underscores; write "a"',
        id="name-begins-with-underscore",
    ),
    pytest.param(
        named(""),
        ERROR,
        ProblemKind.INVALID_NAME,
        '$.inputs[""]: "" cannot name an input: expected a letter, then letters, digits and '
        "underscores",
        id="empty-name",
    ),
    pytest.param(
        named("ä"),
        ERROR,
        ProblemKind.INVALID_NAME,
        '$.inputs["ä"]: "ä" cannot name an input: expected a letter, then letters, digits and '
        'underscores; "ä" (U+00E4) is not of ASCII; write "a"',
        id="name-not-ascii",
    ),
    pytest.param(
        named("micr\u043egraphs"),
        ERROR,
        ProblemKind.INVALID_NAME,
        '$.inputs["micr\u043egraphs"]: "micr\u043egraphs" cannot name an input: expected a letter, '
        'then letters, digits and underscores; "\u043e" (U+043E) is not of ASCII',
        id="name-that-looks-right",
    ),
    pytest.param(
        named("a\n"),
        ERROR,
        ProblemKind.INVALID_NAME,
        '$.inputs["a\\n"]: "a\\n" cannot name an input: expected a letter, then letters, digits '
        'and underscores; write "a"',
        id="name-with-newline",
    ),
    pytest.param(
        JobDefinition(outputs={"a b": OutputSpec(type="particle", slots=["blob"])}),
        ERROR,
        ProblemKind.INVALID_NAME,
        '$.outputs["a b"]: "a b" cannot name an output: expected a letter, then letters, digits '
        'and underscores; write "a_b"',
        id="output-name",
    ),
    pytest.param(
        an_input(count_min=-1),
        ERROR,
        ProblemKind.INVALID_COUNT,
        '$.inputs.a.count_min: count_min is -1: expected 0 to 500; write "count_min": 0',
        id="count-min-negative",
    ),
    pytest.param(
        an_input(count_min=501),
        ERROR,
        ProblemKind.INVALID_COUNT,
        '$.inputs.a.count_min: count_min is 501: expected 0 to 500; write "count_min": 500',
        id="count-min-over-500",
    ),
    pytest.param(
        an_input(count_max=-1),
        ERROR,
        ProblemKind.INVALID_COUNT,
        '$.inputs.a.count_max: count_max is -1: expected 0 to 500; write "count_max": "inf"',
        id="count-max-negative",
    ),
    pytest.param(
        an_input(count_max=10**100),
        ERROR,
        ProblemKind.INVALID_COUNT,
        "$.inputs.a.count_max: count_max is a huge number: expected 0 to 500; "
        'write "count_max": "inf"',
        id="count-max-huge",
    ),
    pytest.param(
        an_input(count_min=2, count_max=1),
        ERROR,
        ProblemKind.INVALID_COUNT,
        "$.inputs.a.count_min: count_min is 2, over count_max, which is 1; "
        'write "count_min": 1, or a larger count_max',
        id="count-min-over-count-max",
    ),
    pytest.param(
        passing("particles", particle="particle", mics="exposure"),
        ERROR,
        ProblemKind.PASSTHROUGH,
        '$.outputs.out.passthrough: "particles" is not an input: expected one of the inputs of '
        'type particle (particle); write "passthrough": "particle"',
        id="passthrough-mistyped",
    ),
    pytest.param(
        passing("zzz", mics="exposure", parts="particle"),
        ERROR,
        ProblemKind.PASSTHROUGH,
        '$.outputs.out.passthrough: "zzz" is not an input: expected one of the inputs of type '
        'particle (parts); write "passthrough": "parts"',
        id="passthrough-unknown",
    ),
    pytest.param(
        passing("zzz"),
        ERROR,
        ProblemKind.PASSTHROUGH,
        '$.outputs.out.passthrough: "zzz" is not an input: expected an input of type particle, '
        "and there is none; leave passthrough out",
        id="passthrough-without-inputs",
    ),
    pytest.param(
        passing("mics", mics="exposure", parts="particle"),
        ERROR,
        ProblemKind.PASSTHROUGH,
        '$.outputs.out.passthrough: the input "mics" is of type exposure, and this output of type '
        'particle: expected the same; write "passthrough": "parts"',
        id="passthrough-of-other-datatype",
    ),
    pytest.param(
        passing("mics", mics="exposure"),
        ERROR,
        ProblemKind.PASSTHROUGH,
        '$.outputs.out.passthrough: the input "mics" is of type exposure, and this output of type '
        "particle: expected the same; leave passthrough out",
        id="passthrough-with-none-of-the-datatype",
    ),
    pytest.param(
        an_input("blob", "?blob"),
        ERROR,
        ProblemKind.DUPLICATE_SLOT,
        '$.inputs.a.slots[1]: "blob" is listed before as required: a slot can stand once; leave it '
        "out, if the other is meant",
        id="duplicate-slot-optional",
    ),
    pytest.param(
        an_input("?blob", "blob"),
        ERROR,
        ProblemKind.DUPLICATE_SLOT,
        '$.inputs.a.slots[1]: "blob" is listed before as optional: a slot can stand once; leave it '
        "out, if the other is meant",
        id="duplicate-slot-required",
    ),
    pytest.param(
        an_input("ctf", {"name": "ctf", "dtype": "ctf"}),
        ERROR,
        ProblemKind.DUPLICATE_SLOT,
        '$.inputs.a.slots[1]: "ctf" is listed before: a slot can stand once; leave it out',
        id="duplicate-slot-in-another-form",
    ),
    pytest.param(
        JobDefinition(
            inputs={name: InputSpec(type="particle", slots=["blob"]) for name in ("a_b", "a b")}
        ),
        ERROR,
        ProblemKind.INVALID_NAME,
        '$.inputs["a b"]: "a b" cannot name an input: expected a letter, then letters, digits and '
        "underscores",
        id="name-whose-mended-form-is-taken",
    ),
    pytest.param(
        an_output({"name": "mine", "dtype": "blob"}, {"name": "mine", "dtype": "ctf"}),
        ERROR,
        ProblemKind.DUPLICATE_SLOT,
        '$.outputs.a.slots[1]: "mine" is listed before as "blob": a slot can stand once; leave it '
        "out, if the other is meant",
        id="duplicate-slot-of-other-type",
    ),
    pytest.param(
        JobDefinition(inputs={"a": InputSpec(type="particle")}),
        WARNING,
        ProblemKind.NO_SLOTS,
        "$.inputs.a: the input lists no slots",
        id="input-without-slots",
    ),
    pytest.param(
        JobDefinition(outputs={"a": OutputSpec(type="exposure")}),
        WARNING,
        ProblemKind.NO_SLOTS,
        "$.outputs.a: the output lists no slots",
        id="output-without-slots",
    ),
    pytest.param(
        JobDefinition(outputs={"a": OutputSpec(type="mask")}),
        WARNING,
        ProblemKind.NO_SLOTS,
        "$.outputs.a: the output lists no slots",
        id="without-slots-of-a-rarer-datatype",
    ),
    pytest.param(
        JobDefinition(outputs={"a": OutputSpec(type="live")}),
        WARNING,
        ProblemKind.NO_SLOTS,
        "$.outputs.a: the output lists no slots",
        id="without-slots-of-a-datatype-not-known",
    ),
    pytest.param(
        an_input(Slot("cft", "cft", required=False)),
        WARNING,
        ProblemKind.UNKNOWN_SLOT_TYPE,
        '$.inputs.a.slots[0]: "cft" is not a slot type that the catalogue knows; '
        'write "?ctf" if that is meant',
        id="slot-type-mistyped",
    ),
    pytest.param(
        an_output(Slot("zzzzz", "zzzzz")),
        WARNING,
        ProblemKind.UNKNOWN_SLOT_TYPE,
        '$.outputs.a.slots[0]: "zzzzz" is not a slot type that the catalogue knows',
        id="slot-type-unknown",
    ),
    pytest.param(
        an_input(Slot("background_blob", "background_blob"), type="exposure"),
        WARNING,
        ProblemKind.UNKNOWN_SLOT_TYPE,
        '$.inputs.a.slots[0]: "background_blob" is not a slot type that the catalogue knows; '
        'write {"name": "background_blob", "dtype": "stat_blob", "required": true}',
        id="slot-name-as-slot-type",
    ),
    pytest.param(
        an_input(Slot("components_mode_0", "components_mode_0")),
        WARNING,
        ProblemKind.UNKNOWN_SLOT_TYPE,
        '$.inputs.a.slots[0]: "components_mode_0" is not a slot type that the catalogue knows; '
        'write {"name": "components_mode_0", "dtype": "components", "required": true}',
        id="series-name-as-slot-type",
    ),
    pytest.param(
        an_input("micrograph_blob"),
        WARNING,
        ProblemKind.OTHER_DATATYPE,
        '$.inputs.a.slots[0]: the slot type "micrograph_blob" was seen under exposure, not under '
        "particle; `cryosparc-spec slots --datatype particle` shows those seen",
        id="slot-type-of-another-datatype",
    ),
    pytest.param(
        an_output("ctf", type="template"),
        WARNING,
        ProblemKind.OTHER_DATATYPE,
        '$.outputs.a.slots[0]: the slot type "ctf" was seen under exposure and particle, not under '
        "template; write one of blob",
        id="slot-type-of-other-datatypes",
    ),
    pytest.param(
        an_input("ctf", type="denoise_model"),
        NOTE,
        ProblemKind.UNKNOWN_SLOT_TYPE,
        '$.inputs.a.slots[0]: nothing is known of the slots of denoise_model: "ctf" is unchecked',
        id="datatype-without-evidence",
    ),
    pytest.param(
        an_output(Slot("model", "model"), type="annotation_model"),
        NOTE,
        ProblemKind.UNKNOWN_SLOT_TYPE,
        "$.outputs.a.slots[0]: nothing is known of the slots of annotation_model: "
        '"model" is unchecked',
        id="unknown-slot-type-of-datatype-without-evidence",
    ),
]


@pytest.mark.parametrize(("definition", "severity", "kind", "text"), FAILS)
def test_each_check_finds_its_mistake_and_nothing_else(
    definition: JobDefinition, severity: Severity, kind: ProblemKind, text: str
) -> None:
    """One mistake, one problem: its place, text and fix, its kind and how much it matters."""
    (problem,) = check(definition)
    assert (str(problem), problem.kind, problem.severity) == (text, kind, severity)


@pytest.mark.parametrize(("definition", "severity", "kind", "text"), FAILS)
def test_the_checks_of_plain_data_find_the_same(
    definition: JobDefinition, severity: Severity, kind: ProblemKind, text: str
) -> None:
    """What is found in an object is found in the data it was read from."""
    assert check_raw_definition(unstructure(definition)) == check(definition)


UNKNOWN_TYPE = '"particl" is not a known datatype; write "particle"'
NO_TYPE = f"type is missing: an input needs one of {WORDS}"
A_SLOT = (
    'is not a slot: expected a name such as "ctf", with one ? before it where an input can do '
    "without"
)
BLOB = {"type": "particle", "slots": ["blob"]}

RAW_FAILS = [
    pytest.param(
        {"inputs": {"a": {"type": "particle", "slots": [{"dtype": "ctf", "prefix": "ctf"}]}}},
        [
            'warning $.inputs.a.slots[0].prefix: "prefix" is the deprecated name of "name"; '
            'write "name": "ctf"'
        ],
        id="deprecated-key",
    ),
    pytest.param(
        {
            "outputs": {
                "a": {"type": "particle", "slots": ["", {"dtype": "ctf", "prefix": "x"}, "blob"]}
            }
        },
        [
            f'error $.outputs.a.slots[0]: "" {A_SLOT}',
            'warning $.outputs.a.slots[1].prefix: "prefix" is the deprecated name of "name"; '
            'write "name": "x"',
        ],
        id="deprecated-key-after-a-wrong-slot",
    ),
    pytest.param(
        {"inputs": {"a": {"type": "particle", "slots": [{"dtype": "ctf", "prefix": "c f"}]}}},
        [
            'error $.inputs.a.slots[0].prefix: "c f" cannot be a name: expected letters, digits '
            'and underscores, and no digit first; write "c_f"'
        ],
        id="deprecated-key-in-a-wrong-slot",
    ),
    pytest.param(
        {"inputs": {"a": {"type": "particle", "slots": [{"dtype": 3, "prefix": "ctf"}]}}},
        ["error $.inputs.a.slots[0].dtype: expected text, got 3"],
        id="deprecated-key-in-a-slot-without-type",
    ),
    pytest.param(
        {
            "inputs": {
                "a": {
                    "type": "particle",
                    "slots": [{"name": "ctf", "prefix": "x", "dtype": "ctf"}],
                }
            }
        },
        [
            'error $.inputs.a.slots[0].prefix: "x" differs from the name "ctf"; '
            "keep name, leave prefix out"
        ],
        id="name-and-prefix-differ",
    ),
    pytest.param(
        {"inputs": {"a": {"type": "particle", "slots": ["components_mode_0"]}}},
        [
            'error $.inputs.a.slots[0]: "components_mode_0" is one of a numbered series, whose '
            "names do not tell the slot type: it cannot be written short; write "
            '{"name": "components_mode_0", "dtype": "components", "required": true}'
        ],
        id="series-written-short",
    ),
    pytest.param(
        {"outputs": {"a": {"type": "particle", "slots": ["?ctf"]}}},
        [
            'error $.outputs.a.slots[0]: "ctf" is optional: an output makes every slot it lists; '
            'write "ctf"'
        ],
        id="optional-in-an-output",
    ),
    pytest.param(
        {"titel": "x"},
        [
            'error $.titel: "titel" is not a key of a job definition: expected title, '
            'description, inputs, outputs, params; write "title"',
            "error the definition has neither inputs nor outputs",
        ],
        id="mistyped-title-and-no-inputs",
    ),
    pytest.param(
        {"input": {"a": BLOB}, "outputs": {"o": {**BLOB, "passthrough": "a"}}},
        [
            'error $.input: "input" is not a key of a job definition: expected title, '
            'description, inputs, outputs, params; write "inputs"'
        ],
        id="mistyped-inputs-hide-nothing-else",
    ),
    pytest.param(
        {"input": {"a": BLOB}},
        [
            'error $.input: "input" is not a key of a job definition: expected title, '
            'description, inputs, outputs, params; write "inputs"'
        ],
        id="mistyped-inputs-are-not-missing",
    ),
    pytest.param(
        {"inputs": [], "outputs": {"o": {**BLOB, "passthrough": "a"}}},
        ["error $.inputs: expected a mapping, got a list"],
        id="passthrough-of-inputs-that-cannot-be-read",
    ),
    pytest.param(
        {"inputs": {"a": 3}, "outputs": {"o": {**BLOB, "passthrough": "a"}}},
        ["error $.inputs.a: expected a mapping: an input, got 3"],
        id="passthrough-of-an-input-that-cannot-be-read",
    ),
    pytest.param(
        {"inputs": {"a": 3}, "outputs": {"o": {**BLOB, "passthrough": "b"}}},
        [
            "error $.inputs.a: expected a mapping: an input, got 3",
            'error $.outputs.o.passthrough: "b" is not an input: expected an input of type '
            "particle, and there is none; leave passthrough out",
        ],
        id="passthrough-of-no-input-at-all",
    ),
    pytest.param(
        {"inputs": {"a": []}},
        ["error $.inputs.a: expected a mapping: an input, got a list"],
        id="only-input-cannot-be-read",
    ),
    pytest.param(
        {"inputs": {"a": {"type": "particle", "slots": ["", 3]}}},
        [
            f'error $.inputs.a.slots[0]: "" {A_SLOT}',
            "error $.inputs.a.slots[1]: expected a slot such as "
            '"ctf" or {"name": "ctf", "dtype": "ctf"}, got 3',
        ],
        id="all-slots-wrong-is-not-no-slots",
    ),
    pytest.param(
        {"inputs": {"a": {"type": "particle", "slots": "ctf"}}},
        ['error $.inputs.a.slots: expected a list of slots, got "ctf"; write ["ctf"]'],
        id="slots-is-text-is-not-no-slots",
    ),
    pytest.param(
        {"inputs": {"a": {"type": "particle", "slot": ["ctf"]}}},
        [
            'error $.inputs.a.slot: "slot" is not a key of an input: expected type, title, '
            "description, slots, count_min, count_max, repeat_allowed, match_result_by; "
            'write "slots"'
        ],
        id="mistyped-slots-is-not-no-slots",
    ),
    pytest.param(
        {"inputs": {"a": {"type": "particle", "colour": "red"}}},
        [
            'error $.inputs.a.colour: "colour" is not a key of an input: expected type, title, '
            "description, slots, count_min, count_max, repeat_allowed, match_result_by",
            "warning $.inputs.a: the input lists no slots",
        ],
        id="another-key-does-not-hide-that-slots-are-missing",
    ),
    pytest.param(
        {
            "inputs": {
                "a b": {
                    "type": "particl",
                    "slots": ["ctf", "ctf", "micrograph_blob", "cft"],
                    "count_min": -1,
                    "count_max": 501,
                }
            }
        },
        [
            f'error $.inputs["a b"].type: {UNKNOWN_TYPE}',
            'error $.inputs["a b"]: "a b" cannot name an input: expected a letter, then letters, '
            'digits and underscores; write "a_b"',
            'error $.inputs["a b"].count_min: count_min is -1: expected 0 to 500; '
            'write "count_min": 0',
            'error $.inputs["a b"].count_max: count_max is 501: expected 0 to 500; '
            'write "count_max": "inf"',
            'error $.inputs["a b"].slots[1]: "ctf" is listed before: a slot can stand once; '
            "leave it out",
            'warning $.inputs["a b"].slots[2]: the slot type "micrograph_blob" was seen under '
            "exposure, not under particle; `cryosparc-spec slots --datatype particle` shows those "
            "seen",
            'warning $.inputs["a b"].slots[3]: "cft" is not a slot type that the catalogue knows; '
            'write "ctf" if that is meant',
        ],
        id="a-wrong-type-hides-only-what-depends-on-it",
    ),
    pytest.param(
        {"inputs": {"a": {**BLOB, "count_min": 501, "count_max": 400}}},
        ['error $.inputs.a.count_min: count_min is 501: expected 0 to 500; write "count_min": 400'],
        id="a-count-out-of-range-is-not-over-the-other",
    ),
    pytest.param(
        {"inputs": {"a": {"slots": ["blob", "blob"]}, "b": {"type": "mask", "slots": ["mask"]}}},
        [
            f"error $.inputs.a: {NO_TYPE}",
            'error $.inputs.a.slots[1]: "blob" is listed before: a slot can stand once; '
            "leave it out",
        ],
        id="a-missing-type-hides-only-what-depends-on-it",
    ),
    pytest.param(
        {"inputs": {"a": {"slots": []}}},
        [f"error $.inputs.a: {NO_TYPE}", "warning $.inputs.a: the input lists no slots"],
        id="no-advice-that-depends-on-a-type",
    ),
    pytest.param(
        {
            "inputs": {"a": {"type": "particl", "slots": ["blob"]}},
            "outputs": {
                "o": {"type": "exposure", "slots": ["ctf"], "passthrough": "a"},
                "p": {"type": "exposure", "slots": ["ctf"], "passthrough": "b"},
            },
        },
        [
            f"error $.inputs.a.type: {UNKNOWN_TYPE}",
            'error $.outputs.p.passthrough: "b" is not an input: expected an input of type '
            "exposure, and there is none; leave passthrough out",
        ],
        id="passthrough-of-an-input-of-a-mistyped-type",
    ),
    pytest.param(
        {
            "inputs": {"a": {"slots": ["blob"]}},
            "outputs": {"p": {"type": "exposure", "slots": ["ctf"], "passthrough": "b"}},
        },
        [
            f"error $.inputs.a: {NO_TYPE}",
            'error $.outputs.p.passthrough: "b" is not an input',
        ],
        id="passthrough-of-an-input-without-type",
    ),
    pytest.param(
        {
            "inputs": {"a": {"type": "exposure", "slots": ["ctf"]}},
            "outputs": {
                "o": {"type": "particl", "slots": ["ctf"], "passthrough": "a"},
                "p": {"type": "particl", "slots": ["ctf"], "passthrough": "b"},
            },
        },
        [
            f"error $.outputs.o.type: {UNKNOWN_TYPE}",
            f"error $.outputs.p.type: {UNKNOWN_TYPE}",
            'error $.outputs.p.passthrough: "b" is not an input: expected an input of type '
            "particle, and there is none; leave passthrough out",
        ],
        id="passthrough-of-an-output-of-a-mistyped-type",
    ),
    pytest.param(
        {
            "inputs": {"a": {"type": "exposure", "slots": ["ctf"]}},
            "outputs": {"p": {"type": 3, "slots": ["ctf"], "passthrough": "b"}},
        },
        [
            f"error $.outputs.p.type: 3 is not a known datatype: expected one of {WORDS}",
            'error $.outputs.p.passthrough: "b" is not an input',
        ],
        id="passthrough-of-an-output-without-type",
    ),
    pytest.param(
        {"outputs": {"o": {"type": "particle", "slots": ["", "blob", 3, "blob"]}}},
        [
            f'error $.outputs.o.slots[0]: "" {A_SLOT}',
            "error $.outputs.o.slots[2]: expected a slot such as "
            '"ctf" or {"name": "ctf", "dtype": "ctf"}, got 3',
            'error $.outputs.o.slots[3]: "blob" is listed before: a slot can stand once; '
            "leave it out",
        ],
        id="checks-point-into-the-document-as-it-was",
    ),
    pytest.param([], ["error expected a mapping: a job definition, got a list"], id="a-list"),
    pytest.param(None, ["error expected a mapping: a job definition, got null"], id="nothing"),
]


def shown(problems: tuple[Problem, ...]) -> list[str]:
    """Each problem with its severity before it, as the command line shows it."""
    return [f"{problem.severity} {problem}" for problem in problems]


@pytest.mark.parametrize(("raw", "expected"), RAW_FAILS)
def test_wrong_parts_hide_nothing_and_have_no_consequences(
    raw: object, expected: list[str]
) -> None:
    """Beside what is wrong the rest is checked, and nothing follows from what was left out."""
    assert shown(check_raw_definition(raw)) == expected


PLANTED = {
    "title": 3,
    "colour": "red",
    "inputs": {
        "micrographs": {
            "type": "exposure",
            "slots": ["micrograph_blob", "?ctf", "?ctf", "backgroud_blob", ""],
            "count_min": 3,
            "count_max": 2,
        },
        "my particles": {"type": "particl", "slots": ["blob"], "count_min": "1"},
        "volumes": {"type": "volume", "slots": []},
        "masks": {"type": "mask", "slots": "mask"},
        "models": {"type": "denoise_model", "slots": [{"name": "model", "dtype": "model"}]},
        "modes": {"type": "particle", "slots": ["components_mode_0", {"name": "ctf"}]},
        "stats": {"slots": ["ctf"], "count_max": 501},
    },
    "outputs": {
        "picks": {
            "type": "particle",
            "slots": ["location", "?pick_stats", {"dtype": "ctf", "prefix": "ctf"}],
            "passthrough": "micrograph",
        },
        "maps": {"type": "volume", "slots": ["map", "ctf"], "passthrough": "micrographs"},
    },
    "params": {"day": {1, 2}},
}
FOUND = [
    'error $.title: expected text, got 3; write "3"',
    f'error $.inputs.micrographs.slots[4]: "" {A_SLOT}',
    f'error $.inputs["my particles"].type: {UNKNOWN_TYPE}',
    'error $.inputs["my particles"].count_min: expected a whole number, got "1"; write 1',
    'error $.inputs.masks.slots: expected a list of slots, got "mask"; write ["mask"]',
    'error $.inputs.modes.slots[0]: "components_mode_0" is one of a numbered series, whose names '
    "do not tell the slot type: it cannot be written short; "
    'write {"name": "components_mode_0", "dtype": "components", "required": true}',
    "error $.inputs.modes.slots[1]: dtype missing: a slot written in full has name and dtype; "
    'write {"name": "ctf", "dtype": "ctf"}',
    f"error $.inputs.stats: {NO_TYPE}",
    'error $.outputs.picks.slots[1]: "pick_stats" is optional: an output makes every slot it '
    'lists; write "pick_stats"',
    "error $.params.day: expected text, a number, true, false, null, a list or a mapping, "
    "got a value of type set",
    'error $.colour: "colour" is not a key of a job definition: expected title, description, '
    "inputs, outputs, params",
    'warning $.outputs.picks.slots[2].prefix: "prefix" is the deprecated name of "name"; '
    'write "name": "ctf"',
    "error $.inputs.micrographs.count_min: count_min is 3, over count_max, which is 2; "
    'write "count_min": 2, or a larger count_max',
    'error $.inputs.micrographs.slots[2]: "ctf" is listed before: a slot can stand once; '
    "leave it out",
    'warning $.inputs.micrographs.slots[3]: "backgroud_blob" is not a slot type that the '
    'catalogue knows; write "background_blob" if that is meant',
    'error $.inputs["my particles"]: "my particles" cannot name an input: expected a letter, then '
    'letters, digits and underscores; write "my_particles"',
    "warning $.inputs.volumes: the input lists no slots",
    "note $.inputs.models.slots[0]: nothing is known of the slots of denoise_model: "
    '"model" is unchecked',
    'error $.inputs.stats.count_max: count_max is 501: expected 0 to 500; write "count_max": "inf"',
    'error $.outputs.picks.passthrough: "micrograph" is not an input',
    'error $.outputs.maps.passthrough: the input "micrographs" is of type exposure, and this '
    "output of type volume: expected the same",
    'warning $.outputs.maps.slots[1]: the slot type "ctf" was seen under exposure and particle, '
    "not under volume; write one of blob, series",
]


def test_a_definition_with_many_planted_mistakes_shows_exactly_those() -> None:
    """Twenty-two mistakes of every kind in one document: all of them at once, and no other."""
    assert shown(check_raw_definition(PLANTED)) == FOUND
    assert len(FOUND) == 22


def test_the_catalogue_may_be_the_users() -> None:
    """Slot types of the user's are known to the checks; an empty catalogue knows nothing."""
    mine = known_slot_types().with_types([SlotType(datatype="live", slot_type="mine")])
    raw = {"inputs": {"a": {"type": "live", "slots": ["mine"]}}}
    definition = JobDefinition(inputs={"a": InputSpec(type="live", slots=[Slot("mine", "mine")])})
    assert check_raw_definition(raw, slot_types=mine) == check(definition, slot_types=mine) == ()
    assert shown(check(an_input("ctf"), slot_types=SlotTypes())) == [
        'note $.inputs.a.slots[0]: nothing is known of the slots of particle: "ctf" is unchecked'
    ]
    assert shown(
        check_raw_definition({"inputs": {"a": {"type": "particle"}}}, slot_types=SlotTypes())
    ) == ["warning $.inputs.a: the input lists no slots"]


def test_names_in_messages_are_quoted_where_they_are_no_plain_words() -> None:
    """What is to be pasted can be pasted, and control characters never reach a terminal."""
    definition = passing("zz", **{"my\nparts": "particle"})
    (problem,) = (p for p in check(definition) if p.kind is ProblemKind.PASSTHROUGH)
    assert str(problem) == (
        '$.outputs.out.passthrough: "zz" is not an input: expected one of the inputs of type '
        'particle ("my\\nparts"); write "passthrough": "my\\nparts"'
    )


# Laws.


def at(raw: Any, path: DocumentPath) -> Any:
    """The value at a path in plain data."""
    for key in path:
        raw = raw[key]
    return raw


@settings(max_examples=50)
@given(job_definitions(names=group_names() | st.text(max_size=5)))
def test_plain_data_and_objects_have_the_same_problems(definition: JobDefinition) -> None:
    """``check_raw_definition`` of what is written finds what ``check`` finds."""
    assert check_raw_definition(unstructure(definition)) == check(definition)


@settings(max_examples=50)
@given(job_definitions())
def test_every_problem_has_its_place_in_the_document(definition: JobDefinition) -> None:
    """Paths lead to what the messages speak of: counts, slots, inputs and outputs."""
    raw = unstructure(definition)
    for problem in check(definition):
        if problem.kind is ProblemKind.INVALID_COUNT:
            assert at(raw, problem.path) == definition.inputs[str(problem.path[1])].count_min
        elif problem.kind in (ProblemKind.DUPLICATE_SLOT, ProblemKind.OTHER_DATATYPE):
            slot = Slot.parse(at(raw, problem.path))
            assert f'"{slot.name}"' in problem.message or f'"{slot.dtype}"' in problem.message
        elif problem.kind is ProblemKind.NO_SLOTS:
            assert "slots" not in at(raw, problem.path)


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, 3, "ctf", [], {}, {"type": "x"}, {"type": "mask", "slots": [3], "z": 1}]
)


@given(
    st.dictionaries(group_names(), input_specs(), min_size=1, max_size=3),
    JUNK,
    st.booleans(),
)
def test_what_is_wrong_with_one_input_does_not_change_what_is_said_of_others(
    inputs: dict[str, InputSpec], junk: Any, first: bool
) -> None:
    """Every input has the problems that it has alone, beside one that cannot be read."""
    sound = {name: unstructure(spec) for name, spec in inputs.items()}
    others = {"0": junk, **sound} if first else {**sound, "0": junk}
    expected = check_raw_definition({"inputs": sound})
    found = check_raw_definition({"inputs": others})
    assert tuple(problem for problem in found if problem.path[:2] != ("inputs", "0")) == expected


@given(output_specs(), st.sampled_from(["colour", "repeat_allowed", "count_min"]))
def test_a_key_too_many_adds_one_problem(output: OutputSpec, key: str) -> None:
    """Whatever else is wrong with an output, an unknown key is one problem more."""
    raw = unstructure(output)
    before = check_raw_definition({"outputs": {"a": raw}})
    after = check_raw_definition({"outputs": {"a": {**raw, key: 1}}})
    assert [problem for problem in after if problem.kind is not ProblemKind.UNKNOWN_KEY] == [
        *before
    ]
    assert len(after) == len(before) + 1


def test_a_passthrough_among_many_inputs_names_the_first() -> None:
    """Of thousands of inputs the first fifty are named and compared: the text stays short."""
    inputs = {f"input_{number}": InputSpec(type="mask", slots=["mask"]) for number in range(60)}
    output = OutputSpec(type="mask", slots=["mask"], passthrough="input_x")
    (problem,) = check(JobDefinition(inputs=inputs, outputs={"masks": output}))
    assert problem.message.endswith("input_48, input_49, ...)")
    assert problem.hint == 'write "passthrough": "input_9"'


@pytest.mark.parametrize(
    ("slot", "place", "hint"),
    [
        pytest.param(
            {"name": "ctf", "dtype": "ctf", "required": False}, ".required", "write true", id="dict"
        ),
        pytest.param(
            {"dtype": "ctf", "prefix": "ctf", "required": False},
            ".required",
            "write true",
            id="deprecated",
        ),
        pytest.param(
            '{"name": "a", "dtype": "ctf", "required": false}',
            "",
            'write {"name": "a", "dtype": "ctf", "required": true}',
            id="JSON",
        ),
        pytest.param(
            '{"name": "ctf", "dtype": "ctf", "required": false}',
            "",
            'write "ctf"',
            id="short",
        ),
        pytest.param(
            {"name": "c f", "dtype": "ctf", "required": False},
            ".required",
            "write true",
            id="beside an error",
        ),
        pytest.param(
            {"name": 3, "dtype": "ctf", "required": False}, ".required", "write true", id="no name"
        ),
    ],
)
def test_an_output_slot_that_is_optional_in_full_is_a_warning(
    slot: Any, place: str, hint: str
) -> None:
    """Beside all others that there are, and in an input it is nothing."""
    for side, expected in (("inputs", []), ("outputs", [(f"$.outputs.a.slots[0]{place}", hint)])):
        raw = {side: {"a": {"type": "particle", "slots": [slot]}}}
        found = [p for p in check_raw_definition(raw) if p.kind == "optional-output-slot"]
        assert [(p.place, p.hint) for p in found] == expected
        assert {p.severity for p in found} <= {Severity.WARNING}


@pytest.mark.parametrize("side", ["inputs", "outputs"])
@pytest.mark.parametrize(
    ("word", "slots", "expected"),
    [
        pytest.param("exposur", ["micrograph_blob", "ctf"], [], id="sound"),
        pytest.param("exposur", ["micrograph_blob", "cft"], [(1, "unknown-slot-type")], id="slip"),
        pytest.param("particl", ["micrograph_blob"], [(0, "other-datatype")], id="other type"),
        pytest.param(
            "partcle",
            ["bolb", "ctf", "micrograph_blob"],
            [(0, "unknown-slot-type"), (2, "other-datatype")],
            id="several",
        ),
        pytest.param("volum", ["blob"], [], id="of volumes"),
        pytest.param("xyz", ["cft", "map"], [], id="no type is meant"),
        pytest.param(3, ["cft", "map"], [], id="a number"),
        pytest.param("", ["cft", "map"], [], id="empty"),
    ],
)
def test_slots_are_looked_at_under_the_type_that_is_meant(
    side: str, word: Any, slots: list[str], expected: list[tuple[int, str]]
) -> None:
    """A type with a slip hides nothing of the slots; of one that nobody knows they are not said."""
    raw = {side: {"a": {"type": word, "slots": slots}}}
    found = check_raw_definition(raw)
    assert [p.path[-1] for p in found].count("type") == 1
    told = [(p.path[3], p.kind.value) for p in found if p.path[2:3] == ("slots",)]
    assert told == expected


@pytest.mark.parametrize(
    ("least", "most", "texts"),
    [
        (0, None, []),
        (0, 0, []),
        (500, 500, []),
        (501, None, ['count_min: count_min is 501: expected 0 to 500; write "count_min": 500']),
        (501, 0, ['count_min: count_min is 501: expected 0 to 500; write "count_min": 0']),
        (501, 500, ['count_min: count_min is 501: expected 0 to 500; write "count_min": 500']),
        (
            501,
            501,
            [
                'count_min: count_min is 501: expected 0 to 500; write "count_min": 500',
                'count_max: count_max is 501: expected 0 to 500; write "count_max": "inf"',
            ],
        ),
        (-1, 3, ['count_min: count_min is -1: expected 0 to 500; write "count_min": 0']),
        (-1, None, ['count_min: count_min is -1: expected 0 to 500; write "count_min": 0']),
        (
            -1,
            -1,
            [
                'count_min: count_min is -1: expected 0 to 500; write "count_min": 0',
                'count_max: count_max is -1: expected 0 to 500; write "count_max": "inf"',
            ],
        ),
        (
            2,
            1,
            [
                'count_min: count_min is 2, over count_max, which is 1; write "count_min": 1, '
                "or a larger count_max"
            ],
        ),
        (
            1,
            0,
            [
                'count_min: count_min is 1, over count_max, which is 0; write "count_min": 0, '
                "or a larger count_max"
            ],
        ),
        (1, 1, []),
        (0, 501, ['count_max: count_max is 501: expected 0 to 500; write "count_max": "inf"']),
        (0, -1, ['count_max: count_max is -1: expected 0 to 500; write "count_max": "inf"']),
        (1, -1, ['count_max: count_max is -1: expected 0 to 500; write "count_max": "inf"']),
    ],
)
def test_counts_are_from_0_to_500(least: int, most: int | None, texts: list[str]) -> None:
    """At the edges, and where one is over the other."""
    spec = InputSpec(type="mask", slots=["mask"], count_min=least, count_max=most)
    found = check_definition(JobDefinition(inputs={"a": spec}))
    assert [str(problem).removeprefix("$.inputs.a.") for problem in found] == texts


@pytest.mark.parametrize(
    ("slots", "texts", "safe"),
    [
        (
            ["mask", "mask"],
            ['slots[1]: "mask" is listed before: a slot can stand once; leave it out'],
            [True],
        ),
        (
            ["mask", "?mask"],
            [
                'slots[1]: "mask" is listed before as required: a slot can stand once; leave '
                "it out, if the other is meant"
            ],
            [False],
        ),
        (
            ["?mask", "mask"],
            [
                'slots[1]: "mask" is listed before as optional: a slot can stand once; leave '
                "it out, if the other is meant"
            ],
            [False],
        ),
        (
            [Slot("mask", "mask"), Slot("mask", "blob")],
            [
                'slots[1]: "mask" is listed before as "mask": a slot can stand once; leave it '
                "out, if the other is meant"
            ],
            [False],
        ),
        (
            ["mask", "mask", "mask"],
            [
                'slots[1]: "mask" is listed before: a slot can stand once; leave it out',
                'slots[2]: "mask" is listed before: a slot can stand once; leave it out',
            ],
            [True, True],
        ),
    ],
)
def test_a_slot_that_stands_twice_is_told_where_it_stands_again(
    slots: list[str | Slot], texts: list[str], safe: list[bool]
) -> None:
    """It can be left out at once where both are the same; else nobody knows which is meant."""
    spec = InputSpec(type="mask", slots=slots)
    found = check_definition(JobDefinition(inputs={"a": spec}))
    twice = [problem for problem in found if problem.kind is ProblemKind.DUPLICATE_SLOT]
    assert [str(problem).removeprefix("$.inputs.a.") for problem in twice] == texts
    assert [problem.fix.edits[0].is_safe for problem in twice if problem.fix] == safe


@pytest.mark.parametrize(("number", "end"), [(49, "in48)"), (50, "in49)"), (51, "in49, ...)")])
def test_fifty_inputs_are_named(number: int, end: str) -> None:
    """Where a passthrough may name one of many."""
    spec = InputSpec(type="mask", slots=["mask"])
    output = OutputSpec(type="mask", slots=["mask"], passthrough="zzz")
    definition = JobDefinition(
        inputs={f"in{index}": spec for index in range(number)}, outputs={"o": output}
    )
    [problem] = check_definition(definition)
    assert problem.message.startswith('"zzz" is not an input: expected one of the inputs of type')
    assert problem.message.endswith(f", {end}")
