from __future__ import annotations

import copy
import pickle
import subprocess
import sys
import warnings
from typing import Any

import attrs
import pytest
from hypothesis import given

from cryosparc_spec import (
    FileError,
    InputSpec,
    ParseError,
    Problem,
    Slot,
    SpecError,
    StructureError,
    UnknownSlotTypeWarning,
    structure,
)
from cryosparc_spec.converters import make_converter
from cryosparc_spec.problems import Position, ProblemKind, Severity
from cryosparc_spec.problems.caller_warnings import warn_caller
from cryosparc_spec.problems.errors import Problems, located_at
from cryosparc_spec.problems.places import render_path
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import unknown_word
from cryosparc_spec.testing.values import positions, problems
from tests.frozen_values import assert_is_value

ERRORS = [SpecError, ParseError, StructureError, FileError]


@pytest.mark.parametrize(
    ("position", "text"),
    [
        pytest.param(Position("a.yaml"), "a.yaml", id="file"),
        pytest.param(Position("a.yaml", 7), "a.yaml:7", id="line"),
        pytest.param(Position("a.yaml", 7, 12), "a.yaml:7:12", id="column"),
    ],
)
def test_position_reads_as_editors_take_it(position: Position, text: str) -> None:
    """A position is written file:line:column, as far as it is known."""
    assert str(position) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param((), "$", id="root"),
        pytest.param(("inputs", "particles"), "$.inputs.particles", id="keys"),
        pytest.param(("slots", 1, "dtype"), "$.slots[1].dtype", id="index"),
        pytest.param(("my particles",), '$["my particles"]', id="space"),
        pytest.param(("2d",), '$["2d"]', id="digit first"),
        pytest.param(("é",), '$["é"]', id="not ascii"),
        pytest.param(("",), '$[""]', id="empty key"),
        pytest.param(('a"b\n',), '$["a\\"b\\n"]', id="quote and line break"),
    ],
)
def test_path_is_jsonpath(path: tuple[str | int, ...], text: str) -> None:
    """Keys that are names stand behind a dot, others in quotes, indices in brackets."""
    assert render_path(path) == text
    assert Problem(path, "x").place == text


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        pytest.param(Problem((), "it is wrong"), "it is wrong", id="message only"),
        pytest.param(Problem(("a", 0), "it is wrong"), "$.a[0]: it is wrong", id="path"),
        pytest.param(Problem((), "it is wrong", hint="mend it"), "it is wrong; mend it", id="hint"),
        pytest.param(
            Problem(("a",), "it is wrong", hint="mend it", position=Position("b.json", 2, 3)),
            "b.json:2:3: $.a: it is wrong; mend it",
            id="all",
        ),
    ],
)
def test_problem_reads_as_one_line(problem: Problem, text: str) -> None:
    """A problem is told as position, place, message and fix, each where there is one."""
    assert str(problem) == text


def test_problem_has_the_usual_kind_and_severity() -> None:
    """Unless said, a problem is an error about a value."""
    problem = Problem((), "x")
    assert (problem.kind, problem.severity) == (ProblemKind.INVALID_VALUE, Severity.ERROR)
    assert (problem.hint, problem.position) == (None, None)


@given(problem=problems())
def test_problem_seen_from_above(problem: Problem) -> None:
    """``under`` puts keys before the path, in order, and changes nothing else."""
    above = problem.under("inputs", 2)
    assert above.path == ("inputs", 2, *problem.path)
    assert attrs.evolve(above, path=problem.path) == problem
    assert problem.under() == problem


@given(problem=problems(), position=positions())
def test_problems_are_values(problem: Problem, position: Position) -> None:
    """Problems and positions hash, pickle, copy and evolve, and cannot be changed."""
    for value in (problem, position):
        assert_is_value(value)


@pytest.mark.parametrize("cls", ERRORS)
def test_error_survives_pickle_and_copy(cls: type[SpecError]) -> None:
    """An error crosses process borders with its class and problems."""
    error = cls([Problem(("a",), "x", hint="y"), Problem((), "z")])
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is cls
        assert again.problems == error.problems
        assert str(again) == str(error)


@pytest.mark.parametrize("cls", ERRORS)
def test_error_is_a_value_error(cls: type[SpecError]) -> None:
    """Each error can be caught as ``SpecError`` and as ``ValueError``."""
    error = cls.of("it is wrong", path=("a",), kind=ProblemKind.SYNTAX, hint="mend it")
    assert isinstance(error, SpecError)
    assert isinstance(error, ValueError)
    assert error.problems == (
        Problem(("a",), "it is wrong", kind=ProblemKind.SYNTAX, hint="mend it"),
    )


def test_error_lists_all_its_problems() -> None:
    """One problem is the whole text; of several, each has a line."""
    one, two = Problem(("a",), "x"), Problem(("b",), "y", hint="z")
    assert str(SpecError([one])) == "$.a: x"
    assert str(SpecError([one, two])) == "2 problems:\n  $.a: x\n  $.b: y; z"


def test_error_does_not_list_thousands() -> None:
    """Of many problems the text shows a hundred and says how many more; all are in the error."""
    error = SpecError([Problem((number,), "x") for number in range(1000)])
    lines = str(error).splitlines()
    assert lines[0] == "1000 problems:"
    assert lines[1:101] == [f"  $[{number}]: x" for number in range(100)]
    assert lines[101:] == ["  and 900 more"]
    assert len(error.problems) == 1000
    assert "more" not in str(SpecError(error.problems[:100]))


def test_error_seen_from_above() -> None:
    """``under`` keeps the class of the error and moves every problem."""
    error = ParseError([Problem(("a",), "x"), Problem((), "y")]).under("slots", 1)
    assert type(error) is ParseError
    assert [problem.place for problem in error.problems] == ["$.slots[1].a", "$.slots[1]"]


def test_problems_are_gathered() -> None:
    """All problems of all blocks are in the one error, and blocks that are sound add none."""
    gathered = Problems()
    gathered.raise_if_any()
    with gathered.at("a"):
        pass
    with gathered.at("b", 0):
        raise ParseError([Problem((), "x"), Problem(("c",), "y")])
    with gathered.at("d"):
        raise SpecError.of("z")
    with pytest.raises(ParseError) as caught:
        gathered.raise_if_any()
    assert str(caught.value) == "3 problems:\n  $.b[0]: x\n  $.b[0].c: y\n  $.d: z"


def test_gathering_lets_other_errors_through() -> None:
    """A bug in a block is no problem of the document."""
    with pytest.raises(ZeroDivisionError), Problems().at("a"):
        raise ZeroDivisionError


def test_located_error_keeps_its_class() -> None:
    """``located_at`` adds the keys, and hides the error it was made of."""
    with pytest.raises(StructureError) as caught, located_at("a", 1):
        raise StructureError.of("x")
    assert str(caught.value) == "$.a[1]: x"
    assert caught.value.__suppress_context__


class Odd:
    """Something that JSON does not have."""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(None, "null", id="none"),
        pytest.param(True, "true", id="true"),
        pytest.param(False, "false", id="false"),
        pytest.param(3, "3", id="int"),
        pytest.param(-(10**70), f"-1{'0' * 70}", id="long int"),
        pytest.param(10**80, "a huge number", id="huge int"),
        pytest.param(10**5000, "a huge number", id="int that python refuses to print"),
        pytest.param(3.7, "3.7", id="float"),
        pytest.param(float("inf"), "inf", id="infinity"),
        pytest.param("ctf", '"ctf"', id="text"),
        pytest.param("é", '"é"', id="letters of other scripts"),
        pytest.param('a"b\\c', '"a\\"b\\\\c"', id="quote and backslash"),
        pytest.param("a\nb", '"a\\nb"', id="line break"),
        pytest.param("\x1b[31m", '"\\u001b[31m"', id="terminal escape"),
        pytest.param("a\u202eb", '"a\\u202eb"', id="text direction"),
        pytest.param("\ud800", '"\\ud800"', id="lone surrogate"),
        pytest.param("a" * 60, f'"{"a" * 60}"', id="60 characters"),
        pytest.param("a" * 61, f'"{"a" * 60}..."', id="61 characters"),
        pytest.param({"a": 1}, "a mapping", id="mapping"),
        pytest.param([1], "a list", id="list"),
        pytest.param((1,), "a list", id="tuple"),
        pytest.param(Odd(), "a value of type Odd", id="object"),
        pytest.param(b"ctf", "a value of type bytes", id="bytes"),
    ],
)
def test_value_is_shown_as_json(value: object, text: str) -> None:
    """Values are shown on one printable line, as a user writes them, cut where they are long."""
    assert show_value(value) == text
    assert show_value(value).isprintable()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(
            "rde", '"rde" is not a colour: expected one of red, blue; write "red"', id="near"
        ),
        pytest.param("zzz", '"zzz" is not a colour: expected one of red, blue', id="far"),
        pytest.param(3, "3 is not a colour: expected one of red, blue", id="number"),
    ],
)
def test_unknown_word_names_the_known_ones(value: object, text: str) -> None:
    """The error for an unknown word shows the vocabulary, and the nearest word."""
    error = unknown_word(value, iter(["red", "blue"]), what="a colour")
    assert str(error) == text
    assert error.problems[0].kind is ProblemKind.UNKNOWN_WORD


def parse() -> Any:
    return Slot.parse("ctff")


def construct() -> Any:
    return InputSpec(type="particle", slots=["ctff"])


def structure_ours() -> Any:
    return structure({"type": "particle", "slots": ["ctff"]}, InputSpec)


def structure_cattrs() -> Any:
    return make_converter().structure({"type": "particle", "slots": ["ctff"]}, InputSpec)


@pytest.mark.parametrize("call", [parse, construct, structure_ours, structure_cattrs])
def test_warning_points_at_the_caller(call: Any) -> None:
    """A warning is told once, at the user's line, also through code that attrs or cattrs made."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        call()
    [warning] = caught
    assert warning.category is UnknownSlotTypeWarning
    assert warning.filename == __file__
    assert warning.lineno == call.__code__.co_firstlineno + 1


def test_same_warning_is_told_once_a_line() -> None:
    """By Python's default, a line in a loop tells once, and each other line again."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for _ in range(3):
            Slot.parse("ctff")
        Slot.parse("ctff")
        Slot.parse("blobb")
    assert [str(warning.message).partition(" ")[0] for warning in caught] == [
        '"ctff"',
        '"ctff"',
        '"blobb"',
    ]


def test_same_line_of_another_file_is_told() -> None:
    """Two files with the same mistake on the same line are both told of it."""
    code = (
        compile("parse('ctff')", "first.py", "eval"),
        compile("parse('ctff')", "other.py", "eval"),
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for file in code:
            eval(file, {"parse": Slot.parse, "__name__": file.co_filename})
    assert [warning.filename for warning in caught] == ["first.py", "other.py"]


def test_warning_without_a_caller() -> None:
    """Where no code of a user's is on the stack, as in a bare thread, a warning is still told."""
    code = """
import _thread, threading, time, warnings
from cryosparc_spec import Slot
told = threading.Event()
warnings.showwarning = lambda message, *_: (print(message), told.set())
_thread.start_new_thread(Slot.parse, ("ctff",))
assert told.wait(60)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith('"ctff" is not a slot type')


def test_memory_of_warnings_is_bounded() -> None:
    """Ever-new names from ever-new files do not grow what is kept of the warnings shown."""
    from cryosparc_spec.problems import caller_warnings

    with warnings.catch_warnings(record=True):
        warnings.simplefilter("default")
        for number in range(3000):
            warn_caller(f"message {number}", UserWarning)
        for number in range(200):
            code = compile("warn('x', UserWarning)", f"file {number}.py", "eval")
            eval(code, {"warn": warn_caller, "__name__": "user"})
    assert caller_warnings._shown_warnings.cache_info().currsize <= 64
    assert len(caller_warnings._shown_warnings(__file__)) <= 1026
