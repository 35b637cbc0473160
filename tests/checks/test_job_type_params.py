"""Tests of parameters held to what is known of their job type."""

from __future__ import annotations

from typing import Any

import pytest

from cryosparc_spec import Job, Problem, Workflow, structure
from cryosparc_spec.catalogue import Basis, JobTypes, KnownDefault, KnownJobType, KnownParam
from cryosparc_spec.checks import check_jobs
from cryosparc_spec.documents import Blueprint, LegacyJob
from cryosparc_spec.problems import ProblemKind

HIDDEN = {"op": "!=", "param": "m", "value": "x"}


def blueprint(params: dict[str, Any]) -> Blueprint:
    """A blueprint of a job of type ``a`` with these parameters."""
    values = {name: {"value": value} for name, value in params.items()}
    return structure({"jobType": "a", "parameters": values}, Blueprint)


def workflow(params: dict[str, Any]) -> Workflow:
    """A workflow with one such job, of which it is said what feeds it: nothing."""
    values = {name: {"value": value} for name, value in params.items()}
    jobs = {"J1": {"jobType": "a", "parameters": values}}
    return structure({"jobs": jobs, "parents": {}}, Workflow)


def legacy(params: dict[str, Any]) -> LegacyJob:
    """Such a job of CryoSPARC 4."""
    values = {name: {"value": value} for name, value in params.items()}
    return structure({"uid": "J1", "job_type": "a", "params_spec": values}, LegacyJob)


def found(document: object, basis: Basis, params: dict[str, KnownParam]) -> tuple[Problem, ...]:
    """What is wrong with the parameters of a document."""
    types = JobTypes([KnownJobType(type="a", basis=basis, params=params)])
    return check_jobs(document, job_types=types)


def told(problems: tuple[Problem, ...]) -> list[str]:
    """Problems as text, with how much they matter."""
    return [f"{problem.severity}: {problem}" for problem in problems]


def param(**facts: Any) -> KnownParam:
    """A parameter that a register lists."""
    return KnownParam(**{"basis": Basis.REGISTER, **facts})


@pytest.mark.parametrize(
    ("value", "facts", "text", "kind"),
    [
        pytest.param(
            1,
            {"types": ["string"]},
            '1: expected text; write "1"',
            "wrong-type",
            id="a number as text",
        ),
        pytest.param(
            True,
            {"types": ["string"]},
            "true: expected text; write text",
            "wrong-type",
            id="true as text",
        ),
        pytest.param(
            " 12 ",
            {"types": ["integer"]},
            '" 12 ": expected a whole number; write 12',
            "wrong-type",
            id="text as a whole number",
        ),
        pytest.param(
            "1.5",
            {"types": ["integer"]},
            '"1.5": expected a whole number; write a whole number',
            "wrong-type",
            id="text as another number",
        ),
        pytest.param(
            "True",
            {"types": ["boolean"]},
            '"True": expected true or false; write true',
            "wrong-type",
            id="text as true",
        ),
        pytest.param(
            1,
            {"types": ["boolean"]},
            "1: expected true or false; write true",
            "wrong-type",
            id="1 as true",
        ),
        pytest.param(
            0,
            {"types": ["boolean"]},
            "0: expected true or false; write false",
            "wrong-type",
            id="0 as false",
        ),
        pytest.param(
            2,
            {"types": ["boolean"]},
            "2: expected true or false; write true or false",
            "wrong-type",
            id="2 is neither",
        ),
        pytest.param(
            1.5,
            {"types": ["integer"]},
            "1.5: expected a whole number; write a whole number",
            "wrong-type",
            id="a fraction",
        ),
        pytest.param(
            1.5,
            {"types": ["integer", "boolean"]},
            "1.5: expected a whole number or true or false; write a whole number or true or false",
            "wrong-type",
            id="a fraction of two types",
        ),
        pytest.param(
            1.5,
            {"types": ["boolean"]},
            "1.5: expected true or false; write true or false",
            "wrong-type",
            id="a fraction as true",
        ),
        pytest.param(
            3, {"types": ["array"]}, "3: expected a list; write [3]", "wrong-type", id="one item"
        ),
        pytest.param(
            "[1]",
            {"types": ["array"]},
            '"[1]": expected a list; write ["[1]"]',
            "wrong-type",
            id="a list as text",
        ),
        pytest.param(
            "[1]", {"types": ["array", "string"]}, None, None, id="a list as text for text or list"
        ),
        pytest.param(
            [1],
            {"types": ["number"]},
            "a list: expected a number; write a number",
            "wrong-type",
            id="a list for a number",
        ),
        pytest.param(
            {"a": 1},
            {"types": ["array", "number"]},
            'a mapping: expected a list or a number; write [{"a": 1}]',
            "wrong-type",
            id="a list for a list or a number",
        ),
        pytest.param(
            "null",
            {"types": ["integer", "null"]},
            '"null": expected a whole number; write null',
            "wrong-type",
            id="null as text",
        ),
        pytest.param(
            1, {"types": ["null"]}, "1: expected null; write null", "wrong-type", id="only null"
        ),
        pytest.param(
            1.5,
            {"types": ["integer", "string"]},
            '1.5: expected a whole number or text; write "1.5"',
            "wrong-type",
            id="two types",
        ),
        pytest.param(
            1,
            {"types": ["object"]},
            "1: expected object; write object",
            "wrong-type",
            id="a type with no word",
        ),
        pytest.param(
            None,
            {"types": ["integer"], "defaults": [KnownDefault(value=3)]},
            "null: expected a whole number; leave it out",
            "invalid-value",
            id="null where a default stands",
        ),
        pytest.param(None, {"types": ["integer"]}, None, None, id="null without a default"),
        pytest.param(
            None,
            {"types": ["integer", "null"], "defaults": [KnownDefault(value=3)]},
            None,
            None,
            id="null that is taken",
        ),
        pytest.param(
            None, {"defaults": [KnownDefault(value=3)]}, None, None, id="null of no known type"
        ),
        pytest.param(
            [1, "a", "b"],
            {"types": ["array"], "items": ["number"]},
            'a list: expected a number for each item, got "a"; write a number',
            "wrong-type",
            id="an item of another type",
        ),
        pytest.param(
            [1, 1.5],
            {"types": ["array"], "items": ["integer", "string"]},
            "a list: expected a whole number or text for each item, got 1.5; write a whole "
            "number or text",
            "wrong-type",
            id="an item of two types",
        ),
        pytest.param(
            [1, 2.5],
            {"types": ["array"], "items": ["number"]},
            None,
            None,
            id="items as they should be",
        ),
        pytest.param([1, "a"], {"types": ["array"]}, None, None, id="items of no known type"),
        pytest.param(
            "x", {"types": ["array", "string"], "items": ["number"]}, None, None, id="no list"
        ),
        pytest.param(
            "fsat",
            {"enum": ["fast", "slow", 3]},
            '"fsat": expected one of "fast", "slow", 3; write "fast"',
            "unknown-word",
            id="a choice with a slip",
        ),
        pytest.param(
            "zzz",
            {"enum": ["fast", "slow", 3]},
            '"zzz": expected one of "fast", "slow", 3; write one of "fast", "slow", 3',
            "unknown-word",
            id="no choice",
        ),
        pytest.param(
            4,
            {"enum": ["fast", 3]},
            '4: expected one of "fast", 3; write one of "fast", 3',
            "unknown-word",
            id="a number that is no choice",
        ),
        pytest.param(
            True,
            {"enum": [0, 1]},
            "true: expected one of 0, 1; write one of 0, 1",
            "unknown-word",
            id="true is not 1",
        ),
        pytest.param(1.0, {"enum": [0, 1]}, None, None, id="1.0 is 1"),
        pytest.param(
            0,
            {"gt": 0},
            "0: expected a number above 0; write a number above 0",
            "invalid-value",
            id="not above",
        ),
        pytest.param(0.5, {"gt": 0}, None, None, id="above"),
        pytest.param(
            1,
            {"ge": 2.0},
            "1: expected a number at least 2; write 2",
            "invalid-value",
            id="not at least",
        ),
        pytest.param(2, {"ge": 2.0}, None, None, id="at least"),
        pytest.param(
            2,
            {"ge": 2.5},
            "2: expected a number at least 2.5; write 2.5",
            "invalid-value",
            id="at least a fraction",
        ),
        pytest.param(
            100,
            {"lt": 100},
            "100: expected a number below 100; write a number below 100",
            "invalid-value",
            id="not below",
        ),
        pytest.param(99, {"lt": 100}, None, None, id="below"),
        pytest.param(
            6,
            {"le": 5},
            "6: expected a number at most 5; write 5",
            "invalid-value",
            id="more than most",
        ),
        pytest.param(5, {"le": 5}, None, None, id="at most"),
        pytest.param(True, {"ge": 2}, None, None, id="true has no range"),
        pytest.param(
            7,
            {"multiple_of": 4},
            "7: expected a multiple of 4; write 8",
            "invalid-value",
            id="no multiple",
        ),
        pytest.param(8, {"multiple_of": 4}, None, None, id="a multiple"),
        pytest.param(
            "c1",
            {
                "pattern": "^[CD][0-9]+$",
                "examples": ["x", 5, "C3"],
                "defaults": [KnownDefault(value="C1")],
            },
            '"c1": expected text that matches "^[CD][0-9]+$"; write "C3"',
            "invalid-value",
            id="no match, an example does",
        ),
        pytest.param(
            "c1",
            {"pattern": "^[CD][0-9]+$", "examples": ["x"], "defaults": [KnownDefault(value="C1")]},
            '"c1": expected text that matches "^[CD][0-9]+$"; write "C1"',
            "invalid-value",
            id="no match, the default does",
        ),
        pytest.param(
            "c1",
            {"pattern": "^[CD][0-9]+$", "examples": ["x"], "defaults": [KnownDefault(value=1)]},
            '"c1": expected text that matches "^[CD][0-9]+$"; write text that matches it',
            "invalid-value",
            id="no match, and no example",
        ),
        pytest.param("C1", {"pattern": "C"}, None, None, id="a match"),
    ],
)
def test_a_value_is_held_to_what_its_parameter_takes(
    value: Any, facts: dict[str, Any], text: str | None, kind: str | None
) -> None:
    """What is wrong with it is told with the value, what was expected, and what to write."""
    problems = found(blueprint({"b": value}), Basis.REGISTER, {"b": param(**facts)})
    expected = [] if text is None else [f'error: $.parameters.b.value: "b" is {text}']
    assert told(problems) == expected
    assert [problem.kind for problem in problems] == [kind] * len(expected)


@pytest.mark.parametrize(("length", "number"), [(1000, 1), (1001, 0)])
def test_long_text_is_not_matched(length: int, number: int) -> None:
    """A pattern of a register could take very long with it."""
    params = {"b": param(pattern="C")}
    assert len(found(blueprint({"b": "x" * length}), Basis.REGISTER, params)) == number


@pytest.mark.parametrize(
    ("basis", "params", "given", "expected"),
    [
        pytest.param(
            Basis.REGISTER,
            {"new": param(legacy_name="old"), "b": param()},
            {"old": 1},
            ['error: $.parameters.old: "old" is the earlier name of a parameter of a; write "new"'],
            id="its earlier name",
        ),
        pytest.param(
            Basis.PRINTED,
            {"new": param(legacy_name="old"), "b": param()},
            {"old": 1},
            [
                'warning: $.parameters.old: "old" is the earlier name of a parameter of a; '
                'write "new"'
            ],
            id="its earlier name, as printed",
        ),
        pytest.param(
            Basis.REGISTER,
            {"box_size": param(), "box_sise": param()},
            {"box_siz": 1, "box_size": 2},
            ['error: $.parameters.box_siz: "box_siz" is not a parameter of a; write "box_sise"'],
            id="a slip",
        ),
        pytest.param(
            Basis.REGISTER,
            {"box_size": param()},
            {"box_siz": 1, "box_size": 2},
            ['error: $.parameters.box_siz: "box_siz" is not a parameter of a; leave it out'],
            id="a slip of one that is set",
        ),
        pytest.param(
            Basis.REGISTER,
            {"box_size": param()},
            {"zzz": 1},
            ['error: $.parameters.zzz: "zzz" is not a parameter of a; leave it out'],
            id="like none",
        ),
        pytest.param(
            Basis.SEEN,
            {"box_size": param()},
            {"box_siz": 1},
            [
                'note: $.parameters.box_siz: "box_siz" is not the one parameter of a '
                'that was seen; is "box_size" meant?'
            ],
            id="not seen",
        ),
        pytest.param(
            Basis.SEEN,
            {"box_size": param()},
            {"box_siz": 1, "box_size": 1},
            ['note: $.parameters.box_siz: "box_siz" is not the one parameter of a that was seen'],
            id="not seen, a slip of one that is set",
        ),
        pytest.param(
            Basis.SEEN,
            {"box_size": param()},
            {"v": 1, "w": 1, "x": 1, "y": 1, "z": 1},
            [
                'note: $.parameters.v: "v" is not the one parameter of a that was seen',
                'note: $.parameters.w: "w" is not the one parameter of a that was seen',
                'note: $.parameters.x: "x" is not the one parameter of a that was seen',
                'note: $.parameters.y: "y" is not the one parameter of a that was seen',
                'note: $.parameters.z: "z" is not the one parameter of a that was seen',
            ],
            id="5 not seen",
        ),
        pytest.param(
            Basis.SEEN,
            {"box_size": param()},
            {"u": 1, "v": 1, "w": 1, "x": 1, "y": 1, "z": 1},
            [
                "note: $.parameters: 6 parameters are not the one parameter of a that "
                'was seen: "u", "v", "w", "x", "y", ...'
            ],
            id="6 not seen",
        ),
        pytest.param(Basis.SEEN, {}, {"x": 1}, [], id="none known"),
        pytest.param(
            Basis.REGISTER,
            {"b": param(required=True, types=["integer"])},
            {},
            ['note: the parameter "b" of a must be set; set "b" to a whole number'],
            id="must be set",
        ),
        pytest.param(
            Basis.REGISTER,
            {"b": param(required=True, types=["integer", "null"])},
            {"b": None},
            [
                'note: $.parameters.b.value: the parameter "b" of a must be set; set "b" to a '
                "whole number"
            ],
            id="must be set, and is null",
        ),
        pytest.param(
            Basis.SEEN,
            {"b": param(required=True), "x": param()},
            {"x": 1},
            ['note: the parameter "b" of a must be set; set "b"'],
            id="must be set, and another is",
        ),
        pytest.param(
            Basis.REGISTER,
            {"b": param(required=True)},
            {"b": ""},
            ['note: $.parameters.b.value: the parameter "b" of a must be set; set "b"'],
            id="must be set, and is empty",
        ),
        pytest.param(
            Basis.REGISTER, {"b": param(required=True)}, {"b": 0}, [], id="must be set, and is 0"
        ),
        pytest.param(
            Basis.REGISTER,
            {"b": param(required=True, defaults=[KnownDefault(value=1)])},
            {},
            [],
            id="must be set, and has a default",
        ),
        pytest.param(
            Basis.REGISTER,
            {"b": param(required=True, legacy_name="c")},
            {"c": 1},
            ['error: $.parameters.c: "c" is the earlier name of a parameter of a; write "b"'],
            id="must be set, and is by its earlier name",
        ),
        pytest.param(
            Basis.PRINTED,
            {"b": param(required=True, types=["string", "integer"], basis=Basis.PRINTED)},
            {},
            ['note: the parameter "b" of a must be set; set "b" to text or a whole number'],
            id="must be set, as printed",
        ),
    ],
)
def test_names_are_held_to_those_of_the_job_type(
    basis: Basis, params: dict[str, KnownParam], given: dict[str, Any], expected: list[str]
) -> None:
    """What a register lists is all there is; of what was seen in use, there may be more."""
    assert told(found(blueprint(given), basis, params)) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"b": 4, "d": 1}, []),
        (
            {"b": 4, "m": "y", "d": 1},
            [
                'warning: $.jobs.J1.parameters.b: "b" is hidden as m is not "x": it has no '
                "effect there; leave it out, or set what shows it"
            ],
        ),
        ({"b": 3, "m": "y", "d": 1}, []),
        ({"b": 4, "m": "x"}, ['warning: $.jobs.J1: the parameter "d" of a must be set; set "d"']),
        ({}, ['warning: $.jobs.J1: the parameter "d" of a must be set; set "d"']),
    ],
)
def test_a_parameter_that_is_hidden_is_told_where_it_is_set(
    given: dict[str, Any], expected: list[str]
) -> None:
    """To another value than its default, in a document that says what is connected."""
    params = {
        "b": param(types=["integer"], defaults=[KnownDefault(value=3)], hidden=HIDDEN),
        "m": param(defaults=[KnownDefault(value="x")]),
        "d": param(required=True),
    }
    problems = found(workflow(given), Basis.REGISTER, params)
    assert told(problems) == expected
    fixes = [problem.fix for problem in problems if problem.kind is ProblemKind.HIDDEN_PARAMETER]
    assert all(fix is not None and not fix.edits[0].is_safe for fix in fixes)
    for other, basis in ((workflow(given), Basis.PRINTED), (blueprint(given), Basis.REGISTER)):
        hidden = [text for text in told(found(other, basis, params)) if "hidden" in text]
        assert hidden == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"old": 1}, []),
        (
            {"old": "x"},
            [
                'warning: $.params_spec.old.value: "old" is "x": expected a whole number; '
                "write a whole number"
            ],
        ),
        (
            {"new": "x"},
            [
                'warning: $.params_spec.new.value: "new" is "x": expected a whole number; '
                "write a whole number"
            ],
        ),
        (
            {"zz": 1},
            [
                'warning: $.params_spec.zz: "zz" is not a parameter of a; leave it out',
                'warning: the parameter "new" of a must be set; set "new" to a whole number',
            ],
        ),
    ],
)
def test_a_job_of_version_4_may_use_earlier_names(
    given: dict[str, Any], expected: list[str]
) -> None:
    """What is wrong with it is a warning, since the register is that of a later version."""
    params = {"new": param(legacy_name="old", types=["integer"], required=True)}
    assert told(found(legacy(given), Basis.REGISTER, params)) == expected


def test_a_job_as_its_server_made_it_has_what_was_not_seen() -> None:
    """Only a slip is told, and nothing of a mistake of others."""
    spec = {"type": "a", "params": {"box_siz": 1, "zzz": 2}}
    job = structure({"uid": "J1", "spec": spec}, Job)
    assert told(found(job, Basis.SEEN, {"box_size": KnownParam()})) == [
        'note: $.spec.params.box_siz: "box_siz" is not the one parameter of a that was '
        'seen; is "box_size" meant?'
    ]
