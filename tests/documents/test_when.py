"""Tests of conditions: what they come to, and what is said of what is no condition."""

from __future__ import annotations

from typing import Any

import pytest

from cryosparc_spec import ParseError
from cryosparc_spec.documents import When

PARAMS = {"box": 256, "mode": "fast", "do": True, "off": False, "none": None, "empty": ""}
CONNECTED = {"particles", "mask"}


def op(op: str, param: str, value: Any) -> dict[str, Any]:
    return {"op": op, "param": param, "value": value}


@pytest.mark.parametrize(
    ("expr", "holds", "words"),
    [
        pytest.param("do", True, "do is set", id="a name"),
        pytest.param("off", False, "off is set", id="a name that is false"),
        pytest.param("empty", False, "empty is set", id="a name that is empty"),
        pytest.param("other", False, "other is set", id="a name that is not there"),
        pytest.param({"param": "box"}, True, "box is set", id="a parameter"),
        pytest.param(op("==", "box", 256), True, "box is 256", id="equal"),
        pytest.param(op("==", "box", "256"), False, 'box is "256"', id="equal to text"),
        pytest.param(op("==", "none", None), True, "none is null", id="equal to null"),
        pytest.param(op("==", "other", None), True, "other is null", id="missing is null"),
        pytest.param(op("!=", "mode", "slow"), True, 'mode is not "slow"', id="not equal"),
        pytest.param(op("<", "box", 256), False, "box < 256", id="below"),
        pytest.param(op("<=", "box", 256), True, "box <= 256", id="at most"),
        pytest.param(op(">", "box", 100.5), True, "box > 100.5", id="above"),
        pytest.param(op(">=", "box", 257), False, "box >= 257", id="at least"),
        pytest.param(op(">", "none", 1), False, "none > 1", id="null above a number"),
        pytest.param(op("<", "mode", 1), False, "mode < 1", id="text below a number"),
        pytest.param(op("in", "box", [1, 256]), True, "box is one of 1, 256", id="in"),
        pytest.param(op("in", "box", []), False, "box is one of ", id="in nothing"),
        pytest.param(op("not in", "mode", ["slow"]), True, 'mode is none of "slow"', id="not in"),
        pytest.param({"connection": "mask"}, True, "mask is connected", id="connected"),
        pytest.param({"connection": "volume"}, False, "volume is connected", id="not connected"),
        pytest.param(
            {"op": "and", "left": op("==", "box", 256), "right": {"connection": "particles"}},
            True,
            "box is 256 and particles is connected",
            id="and",
        ),
        pytest.param(
            {"op": "or", "left": "off", "right": {"op": "and", "left": "do", "right": "off"}},
            False,
            "off is set or do is set and off is set",
            id="or, and and",
        ),
        pytest.param({"op": "not", "right": "off"}, True, "not: off is set", id="not"),
    ],
)
def test_what_conditions_come_to(expr: Any, holds: bool, words: str) -> None:
    """Of parameters and connections, and in words."""
    when = When(expr=expr)
    assert when.holds(PARAMS, CONNECTED) is holds
    assert when.in_words == words


@pytest.mark.parametrize(
    ("expr", "message"),
    [
        pytest.param(op("=", "a", 1), '$.expr.op: "=" is not an operator', id="one for two"),
        pytest.param({"op": "&&", "left": "a", "right": "b"}, 'write "and"', id="as in C"),
        pytest.param({"op": "xor", "left": "a", "right": "b"}, '"xor" is not', id="xor"),
        pytest.param({"op": "AND", "left": "a", "right": "b"}, 'write "and"', id="capitals"),
        pytest.param({"op": None}, "$.expr.op: null is not", id="null"),
        pytest.param({"op": ["=="]}, "$.expr.op: ", id="a list"),
        pytest.param({"op": "and", "left": "a"}, '"and" needs left and right', id="one side"),
        pytest.param({"op": "not", "left": "a"}, '"not" needs right', id="the other side"),
        pytest.param({"op": "==", "param": "a"}, '"==" needs param and value', id="no value"),
        pytest.param(op("in", "a", "abc"), "$.expr.value: expected a list", id="in text"),
        pytest.param({}, "an expression with", id="nothing"),
        pytest.param(
            {"op": "or", "left": "a", "right": {"op": "and", "left": 1, "right": "b"}},
            "$.expr.right.left: expected the name of a parameter",
            id="a number",
        ),
    ],
)
def test_what_is_no_condition(expr: Any, message: str) -> None:
    """It is told with its place; the words for it are JSON."""
    with pytest.raises(ParseError) as caught:
        When(expr=expr).holds({"a": 1})
    assert message in str(caught.value)
    assert When(expr=expr).in_words


def test_names_in_a_condition() -> None:
    """Of parameters and inputs, each once, at any depth."""
    inner = {"op": "or", "left": op("==", "box", 1), "right": {"connection": "mask"}}
    when = When(expr={"op": "and", "left": "mode", "right": {"op": "not", "right": inner}})
    assert (when.params, when.connections) == (("mode", "box"), ("mask",))
    assert When(expr={"op": "and", "left": 3, "right": "a"}).params == ("a",)
