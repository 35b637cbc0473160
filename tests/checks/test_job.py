"""Tests of what is told of jobs of CryoSPARC 4 and 5."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec import Job, check, load, structure
from cryosparc_spec.catalogue import SlotType, SlotTypes
from cryosparc_spec.checks.job import (
    _type_in_fix,
    check_job,
    check_job_spec,
    check_legacy_job,
)
from cryosparc_spec.documents import JobSpec, LegacyJob
from cryosparc_spec.problems import Severity
from tests.document_strategies import Raw


def told(raw: Raw, cls: Any) -> list[str]:
    found = check(structure(raw, cls))
    assert {problem.severity for problem in found} <= {Severity.WARNING, Severity.NOTE}
    return [f"{p.severity} {p.place}: {p.message}" for p in found]


def new(*, type: str = "homo_refine", status: str = "completed", **spec: Any) -> Raw:
    return {"uid": "J9", "status": status, "spec": {"type": type, **spec}}


def old(*, type: str = "homo_refine", status: str = "completed", **lists: Any) -> Raw:
    return {"uid": "J9", "status": status, "job_type": type, **lists}


RESULT = {"name": "blob", "dtype": "blob", "versions": [0], "metafiles": ["a"], "num_items": [3]}
LEGACY_RESULT = {
    "name": "blob",
    "type": "particle.blob",
    "group_name": "particles",
    "versions": [0],
    "metafiles": ["a"],
    "num_items": [3],
    "min_fields": [["path", "O"]],
}
LEGACY_OUTPUT = {"name": "particles", "type": "particle", "contains": []}


@pytest.mark.parametrize(
    ("changed", "key", "text"),
    [
        ({"versions": []}, "metafiles", "metafiles has 1 items, and versions 0"),
        ({"metafiles": []}, "metafiles", "metafiles has 0 items, and versions 1"),
        ({"num_items": [1, 2]}, "num_items", "num_items has 2 items, and versions 1"),
        ({"versions": [0, 1], "metafiles": ["a", "b"]}, "num_items", "num_items has 1 items"),
        ({"versions": [], "metafiles": []}, "num_items", "num_items has 1 items, and versions 0"),
    ],
    ids=["versions", "metafiles", "num_items", "fewer", "only num_items"],
)
def test_lists_of_a_result_that_differ_in_length(changed: Raw, key: str, text: str) -> None:
    """In both kinds of jobs, where it stands."""
    output = {"type": "particle", "results": [{**RESULT, "name": "a"}, {**RESULT, **changed}]}
    found = told(new(outputs={"particles": output}), Job)
    assert found[0].startswith(f"warning $.spec.outputs.particles.results[1].{key}: {text}")
    results = [{**LEGACY_RESULT, "name": "a"}, {**LEGACY_RESULT, **changed}]
    found = told(old(output_result_groups=[LEGACY_OUTPUT], output_results=results), LegacyJob)
    assert found[0].startswith(f"warning $.output_results[1].{key}: {text}")
    place = re.compile(
        r"warning \$\.output_results\[1\]\.(metafiles|num_items): .*: expected as many"
    )
    assert all(map(place.fullmatch, found))


def test_one_number_for_all_versions_is_no_list() -> None:
    """As some jobs of CryoSPARC 4 have it, or null."""
    for number in (3, None):
        results = [{**LEGACY_RESULT, "num_items": number}]
        raw = old(output_result_groups=[LEGACY_OUTPUT], output_results=results)
        assert told(raw, LegacyJob) == []


@pytest.mark.parametrize(
    ("passthrough", "text"),
    [
        ("micrographs", None),
        (None, None),
        ("micrograph", '"micrograph" is not an input: expected one of the inputs (micrographs, p)'),
        ("", '"" is not an input: expected one of the inputs (micrographs, p)'),
        (
            "p",
            'the input "p" is of type particle, and this output of type exposure: expected the '
            "same",
        ),
        ("J5.particles", '"J5.particles" is not an input: expected one of the inputs'),
    ],
    ids=["right", "none", "slip", "empty", "other type", "output of a job"],
)
def test_a_passthrough(passthrough: str | None, text: str | None) -> None:
    """It names an input, of the same type."""
    inputs = {"micrographs": {"type": "exposure"}, "p": {"type": "particle"}}
    outputs = {"o": {"type": "exposure", "passthrough": passthrough}}
    groups = [{"name": name, **each} for name, each in inputs.items()]
    legacy: Raw = {"name": "o", "type": "exposure", "passthrough": passthrough or False}
    for found, place in (
        (told(new(inputs=inputs, outputs=outputs), Job), "$.spec.outputs.o.passthrough"),
        (
            told(old(input_slot_groups=groups, output_result_groups=[legacy]), LegacyJob),
            "$.output_result_groups[0].passthrough",
        ),
    ):
        if text is None or (passthrough == "" and "groups" in place):
            assert found == []
        else:
            assert len(found) == 1
            assert found[0].startswith(f"warning {place}: {text}")


def connection(output: str = "a", *names: str | None) -> Raw:
    origin = {"job_uid": "J1", "output": output}
    results = [{"name": n, "dtype": "blob", "result": n or "x", **origin} for n in names]
    return {**origin, "results": results}


def legacy_connection(output: str = "a", *names: str | None) -> Raw:
    origin = {"job_uid": "J1", "group_name": output}
    results = [
        {"slot_name": n, "result_type": "particle.blob", "result_name": n or "x", **origin}
        for n in names
    ]
    return {**origin, "slots": results}


@pytest.mark.parametrize(
    ("status", "counts", "connected", "expected"),
    [
        ("completed", (1, 2), [("a",)], []),
        ("completed", (0, None), [], []),
        ("completed", (1, 2), [], ["warning : no connections: expected at least 1"]),
        ("failed", (2, None), [("a",)], ["warning : 1 connection: expected at least 2"]),
        ("building", (1, 1), [], ["note : no connections: expected at least 1"]),
        ("completed", (0, 1), [("a",), ("b",)], ["warning : 2 connections: expected at most 1"]),
        (
            "completed",
            (0, 2),
            [("a",), ("b",), ("a",)],
            [
                "warning : 3 connections: expected at most 2",
                'warning [2]: "J1.a" is connected before, and repeat_allowed is false',
            ],
        ),
        ("completed", (0, 2), [("a", "blob", None)], []),
        (
            "completed",
            (0, 2),
            [("a", "blob"), ("b", None, "blop")],
            ['warning [1].results[1].name: "blop" is not a slot of the input: it has blob, ctf'],
        ),
    ],
    ids=[
        *("right", "none needed", "none", "one", "being built", "too many", "twice"),
        *("passed through", "no such slot"),
    ],
)
def test_connections(
    status: str, counts: tuple[int, Any], connected: list[Any], expected: list[str]
) -> None:
    """As many as the input takes, and only into slots that it has."""
    common = {"type": "particle", "count_min": counts[0], "count_max": counts[1]}
    input_ = {
        **common,
        "slots": [{"name": name, "dtype": name, "required": True} for name in ("blob", "ctf")],
        "connections": [connection(*each) for each in connected],
    }
    place = "$.spec.inputs.p.connections"
    at = [line.replace(" ", f" {place}", 1) for line in expected]
    assert told(new(status=status, inputs={"p": input_}), Job) == at
    group = {
        **common,
        "name": "p",
        "slots": [{"name": name, "type": f"particle.{name}"} for name in ("blob", "ctf")],
        "connections": [legacy_connection(*each) for each in connected],
    }
    place = "$.input_slot_groups[0].connections"
    at = [line.replace(" ", f" {place}", 1).replace(".results", ".slots") for line in expected]
    at = [line.replace("].name:", "].slot_name:") for line in at]
    assert told(old(status=status, input_slot_groups=[group]), LegacyJob) == at


def test_a_job_without_a_status_may_lack_connections() -> None:
    """Nobody knows how far it is."""
    raw = new(inputs={"p": {"type": "particle", "count_min": 1}})
    del raw["status"]
    assert told(raw, Job) == []


@pytest.mark.parametrize(
    "field",
    [["path"], ["path", "q9"], [], ["", "f4"], ["a", "f4", [0]], 3, ["uid", "f4"]],
    ids=["one part", "no dtype", "empty", "no name", "shape", "number", "uid"],
)
def test_required_columns_that_cannot_be_read(field: Any) -> None:
    """Each is told where it stands."""
    result = {**LEGACY_RESULT, "min_fields": [["path", "O"], field]}
    raw = old(output_result_groups=[LEGACY_OUTPUT], output_results=[result])
    found = told(raw, LegacyJob)
    assert found
    assert {line.split(":")[0] for line in found} == {"warning $.output_results[0].min_fields[1]"}


@pytest.mark.parametrize(
    ("name", "dtype", "expected"),
    [
        ("ctf", "ctf", 0),
        ("my_ctf", "ctf", 0),
        ("cft", "cft", 1),
        ("background_blob", "background_blob", 1),
        ("ctf", "ctff", 1),
        ("mic", "micrograph_blob", 1),
        ("c f", "ctf", 1),
    ],
    ids=["right", "own name", "slip", "as the client reads it", "type", "other datatype", "name"],
)
def test_slot_types_of_external_jobs(name: str, dtype: str, expected: int) -> None:
    """They are what a script said, and looked up as in a definition; other jobs know theirs."""
    slot = {"name": name, "dtype": dtype}
    raw: Raw = {
        "inputs": {"i": {"type": "particle", "slots": [{**slot, "required": True}]}},
        "outputs": {
            "o": {"type": "particle", "slots": [slot], "results": [{**RESULT, **slot}]},
            "handed_on": {"type": "particle", "results": [{**RESULT, **slot, "passthrough": True}]},
            "mesh": {"type": "a_new_one", "results": [{**RESULT, **slot}]},
        },
    }
    found = [line for line in told(new(type="snowflake", **raw), Job) if "mesh" not in line]
    assert len(found) == 3 * expected
    if expected:
        assert found[0].startswith("warning $.spec.inputs.i.slots[0].dtype: ")
        assert found[1].startswith("warning $.spec.outputs.o.results[0].dtype: ")
        assert found[2].startswith("warning $.spec.outputs.o.slots[0].dtype: ")
    assert not [line for line in told(new(**raw), Job) if "mesh" not in line]
    of_v4 = f"particle.{dtype}"
    legacy = old(
        type="snowflake",
        input_slot_groups=[
            {
                "name": "i",
                "type": "particle",
                "slots": [{"name": name, "type": of_v4}],
            }
        ],
        output_result_groups=[
            {**LEGACY_OUTPUT, "contains": [{"name": "x", "type": "particle.blop"}]}
        ],
        output_results=[{**LEGACY_RESULT, "name": name, "type": f"particle.{dtype}"}],
    )
    places = [line.split(":")[0] for line in told(legacy, LegacyJob)]
    of_slot = ["warning $.input_slot_groups[0].slots[0].type", "warning $.output_results[0].type"]
    assert places == [*(of_slot if expected else []), "warning $.output_result_groups[0]"]


def test_inputs_of_one_name_are_told_and_nothing_else_is_looked_at() -> None:
    """There is no job of CryoSPARC 5 to look at then."""
    groups = [{"name": "a", "type": "particle", "slots": []}] * 2
    assert check(structure(old(input_slot_groups=groups), LegacyJob)) != ()


def test_real_jobs_are_sound(corpus: Path) -> None:
    """Of the jobs of the corpus there is nothing above a note to tell."""
    for path in sorted((corpus / "job_json").glob("*.json")):
        found = check(load(path))
        assert [p for p in found if p.severity is not Severity.NOTE] == []


SLOTS = ("blob", "ctf")


def sides_of_input(*connections: tuple[str | None, ...], **limits: Any) -> tuple[Raw, Raw]:
    """An input of particles with connections, as CryoSPARC 5 has it and as 4 does."""
    slots = [{"name": name, "dtype": name} for name in SLOTS]
    fed = [connection(str(output), *names) for output, *names in connections]
    spec = {"type": "particle", "slots": slots, "connections": fed, **limits}
    groups = [{"name": name, "type": f"particle.{name}"} for name in SLOTS]
    old_fed = [legacy_connection(str(output), *names) for output, *names in connections]
    group: Raw = {
        "name": "a",
        "type": "particle",
        "slots": groups,
        "connections": old_fed,
        **limits,
    }
    return {"inputs": {"a": spec}}, {"input_slot_groups": [group]}


def sides_of_output(
    passthrough: str | None, *results: tuple[str, str], inputs: tuple[str, ...] = ("picks", "mics")
) -> tuple[Raw, Raw]:
    """An output of particles with results, and two inputs."""
    types = {name: "particle" if name == "picks" else "exposure" for name in inputs}
    made = [{**RESULT, "name": name, "dtype": dtype} for name, dtype in results]
    output = {"type": "particle", "passthrough": passthrough, "results": made}
    old_made = [
        {**LEGACY_RESULT, "name": name, "type": f"particle.{dtype}", "group_name": "o"}
        for name, dtype in results
    ]
    group: Raw = {
        "name": "o",
        "type": "particle",
        "passthrough": passthrough or False,
        "contains": [],
    }
    return (
        {"inputs": {name: {"type": of} for name, of in types.items()}, "outputs": {"o": output}},
        {
            "input_slot_groups": [{"name": name, "type": of} for name, of in types.items()],
            "output_result_groups": [group],
            "output_results": old_made,
        },
    )


@pytest.mark.parametrize(
    ("sides", "more", "expected", "legacy"),
    [
        pytest.param(
            sides_of_input(count_min=1),
            {},
            ["warning $.spec.inputs.a.connections: no connections: expected at least 1"],
            ["warning $.input_slot_groups[0].connections: no connections: expected at least 1"],
            id="too few connections",
        ),
        pytest.param(
            sides_of_input(("a",), count_min=2),
            {"status": "building"},
            ["note $.spec.inputs.a.connections: 1 connection: expected at least 2"],
            ["note $.input_slot_groups[0].connections: 1 connection: expected at least 2"],
            id="too few, being built",
        ),
        pytest.param(
            sides_of_input(count_min=1), {"status": None}, [], [], id="too few, and of no status"
        ),
        pytest.param(
            sides_of_input(("a",), ("b",), count_max=1),
            {},
            ["warning $.spec.inputs.a.connections: 2 connections: expected at most 1"],
            ["warning $.input_slot_groups[0].connections: 2 connections: expected at most 1"],
            id="too many",
        ),
        pytest.param(
            sides_of_input(("a",), ("b",), count_min=2, count_max=2),
            {},
            [],
            [],
            id="as many as it takes",
        ),
        pytest.param(
            sides_of_input(("a",), ("a",)),
            {},
            [
                'warning $.spec.inputs.a.connections[1]: "J1.a" is connected before, and '
                "repeat_allowed is false"
            ],
            [
                'warning $.input_slot_groups[0].connections[1]: "J1.a" is connected before, '
                "and repeat_allowed is false"
            ],
            id="twice",
        ),
        pytest.param(
            sides_of_input(("a",), ("a",), repeat_allowed=True),
            {},
            [],
            [],
            id="twice, which is allowed",
        ),
        pytest.param(
            sides_of_input(("a", "blob", None, "cft")),
            {},
            [
                'warning $.spec.inputs.a.connections[0].results[2].name: "cft" is not a slot '
                'of the input: it has blob, ctf; write "ctf"'
            ],
            [
                'warning $.input_slot_groups[0].connections[0].slots[2].slot_name: "cft" is '
                'not a slot of the input: it has blob, ctf; write "ctf"'
            ],
            id="a slot with a slip",
        ),
        pytest.param(
            sides_of_input(("a", "zzz")),
            {},
            [
                'warning $.spec.inputs.a.connections[0].results[0].name: "zzz" is not a slot '
                "of the input: it has blob, ctf"
            ],
            [
                'warning $.input_slot_groups[0].connections[0].slots[0].slot_name: "zzz" is '
                "not a slot of the input: it has blob, ctf"
            ],
            id="a slot like none",
        ),
        pytest.param(sides_of_output("picks"), {}, [], [], id="a passthrough"),
        pytest.param(
            sides_of_output("pick"),
            {},
            [
                'warning $.spec.outputs.o.passthrough: "pick" is not an input: expected one '
                'of the inputs (picks, mics); write "picks"'
            ],
            [
                'warning $.output_result_groups[0].passthrough: "pick" is not an input: '
                'expected one of the inputs (picks, mics); write "picks"'
            ],
            id="a passthrough with a slip",
        ),
        pytest.param(
            sides_of_output("mics"),
            {},
            [
                'warning $.spec.outputs.o.passthrough: the input "mics" is of type exposure, '
                'and this output of type particle: expected the same; write "picks"'
            ],
            [
                'warning $.output_result_groups[0].passthrough: the input "mics" is of type '
                'exposure, and this output of type particle: expected the same; write "picks"'
            ],
            id="a passthrough of another type",
        ),
        pytest.param(
            sides_of_output("zzz"),
            {},
            [
                'warning $.spec.outputs.o.passthrough: "zzz" is not an input: expected one of '
                "the inputs (picks, mics)"
            ],
            [
                'warning $.output_result_groups[0].passthrough: "zzz" is not an input: '
                "expected one of the inputs (picks, mics)"
            ],
            id="a passthrough like none",
        ),
        pytest.param(
            sides_of_output("zzz", inputs=()),
            {},
            [
                'warning $.spec.outputs.o.passthrough: "zzz" is not an input: expected one of '
                "the inputs (none)"
            ],
            [
                'warning $.output_result_groups[0].passthrough: "zzz" is not an input: '
                "expected one of the inputs (none)"
            ],
            id="a passthrough without inputs",
        ),
        pytest.param(
            sides_of_output(None, ("blob", "blbo"), ("zz", "zz")),
            {"type": "snowflake"},
            [
                'warning $.spec.outputs.o.results[0].dtype: "blbo" is not a slot type that '
                'the catalogue knows; write "blob"',
                'warning $.spec.outputs.o.results[1].dtype: "zz" is not a slot type that the '
                "catalogue knows",
            ],
            [
                'warning $.output_results[0].type: "blbo" is not a slot type that the '
                'catalogue knows; write "particle.blob"',
                'warning $.output_results[1].type: "zz" is not a slot type that the catalogue '
                "knows",
            ],
            id="slot types of an external job",
        ),
        pytest.param(
            sides_of_output(None, ("blob", "blbo"), ("zz", "zz")),
            {},
            [],
            [],
            id="slot types of another job",
        ),
        pytest.param(
            sides_of_output(None, ("blob", "ctf")),
            {},
            [
                'warning $.spec.outputs.o.results[0].dtype: the slot "blob" is of type "ctf": '
                'it was seen with "blob"; write "blob"'
            ],
            [
                'warning $.output_results[0].type: the slot "blob" is of type "ctf": it was '
                'seen with "blob"; write "particle.blob"'
            ],
            id="a name of another type",
        ),
    ],
)
def test_what_is_told_of_a_job_in_all_its_words(
    sides: tuple[Raw, Raw], more: Raw, expected: list[str], legacy: list[str]
) -> None:
    """A job of CryoSPARC 4 is told the same, at the places and with the spelling that it has."""
    pairs: list[tuple[Raw, Any]] = [
        (new(**{**sides[0], **more}), Job),
        (old(**{**sides[1], **more}), LegacyJob),
    ]
    for (raw, cls), texts in zip(pairs, (expected, legacy), strict=True):
        given = {key: value for key, value in raw.items() if value is not None}
        assert [f"{p.severity} {p}" for p in check(structure(given, cls))] == texts


def test_the_slot_types_of_the_user_are_known_in_jobs() -> None:
    """In both kinds, and in a spec alone; those of the package are not known besides."""
    mine = SlotTypes([SlotType(datatype="particle", slot_type="mine", names=["mine"])])
    spec, group = sides_of_output(None, ("mine", "mine"), ("ctf", "ctf"), inputs=())
    found = [
        check_job(structure(new(type="snowflake", **spec), Job), slot_types=mine),
        check_legacy_job(structure(old(type="snowflake", **group), LegacyJob), slot_types=mine),
        check_job_spec(structure({"type": "snowflake", **spec}, JobSpec), slot_types=mine),
    ]
    assert [[p.place for p in problems] for problems in found] == [
        ["$.spec.outputs.o.results[1].dtype"],
        ["$.output_results[1].type"],
        ["$.outputs.o.results[1].dtype"],
    ]


def test_a_spec_alone_is_checked_as_a_document_too() -> None:
    """Words that are not known, and what does not fit together; no status says what is missing."""
    spec, _ = sides_of_input(("a",), ("a",), count_min=3)
    spec["inputs"]["a"]["type"] = "particel"
    assert [str(p) for p in check_job_spec(structure({"type": "x", **spec}, JobSpec))] == [
        '$.inputs.a.type: "particel" is not a word that is known here; write "particle"',
        '$.inputs.a.connections[1]: "J1.a" is connected before, and repeat_allowed is false',
    ]


def test_of_many_inputs_the_first_20_are_named() -> None:
    """Where a passthrough may be one of them."""
    for number in (20, 21):
        inputs = {f"in{index}": {"type": "mask"} for index in range(number)}
        raw = new(inputs=inputs, outputs={"o": {"type": "mask", "passthrough": "zzz"}})
        [text] = told(raw, Job)
        assert text.endswith(", in18, in19)")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        pytest.param(
            ["uid", "u4"],
            'the column "uid" is "u4": it is always "<u8"; write ["uid", "<u8"]',
            id="the fix of a field",
        ),
        pytest.param([1, "f4"], "expected text, got 1", id="the fix of a part"),
    ],
)
def test_a_field_is_told_with_what_to_write_for_all_of_it(field: list[Any], text: str) -> None:
    """What is to be written for a part of it would not stand where the field does."""
    result = {**LEGACY_RESULT, "min_fields": [field]}
    raw = old(output_result_groups=[LEGACY_OUTPUT], output_results=[result])
    [problem] = check(structure(raw, LegacyJob))
    assert f"{problem.severity} {problem}" == f"warning $.output_results[0].min_fields[0]: {text}"


@pytest.mark.parametrize(
    ("written", "slot_type"),
    [
        ({"name": "a", "dtype": "mine"}, "mine"),
        *(("background_blob", "stat_blob"), ("?background_blob", "stat_blob"), ("?mine", "mine")),
        ("ctf", "ctf"),
    ],
)
def test_the_type_of_a_slot_that_is_to_be_written(written: object, slot_type: str) -> None:
    """Jobs have it by itself, where a definition has the slot, in full or short."""
    assert _type_in_fix(written) == slot_type
