"""Conditions on a job, as the job register writes them, and what they come to."""

from __future__ import annotations

import operator
from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any, ClassVar

import attrs

from cryosparc_spec.documents.codec.server_document import ServerDocument
from cryosparc_spec.problems.errors import ParseError, located_at
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.frozen_data import thaw
from cryosparc_spec.problems.validators import is_list, is_mapping, wrong_type
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import unknown_word

_Params = Mapping[str, Any]

_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda value, values: value in values,
    "not in": lambda value, values: value not in values,
}
_OTHER_LANGUAGES = {"=": "==", "===": "==", "<>": "!=", "&&": "and", "||": "or", "!": "not"}
_OPERATORS = (*_COMPARISONS, "and", "or", "not")


@attrs.frozen(kw_only=True)
class When(ServerDocument):
    """A condition on a job, such as for hiding a parameter (``cryosparc.models.when.When``).

    >>> when = When(expr={"op": "in", "param": "mode", "value": ["fast", "faster"]})
    >>> when.holds({"mode": "fast"}), when.holds({"mode": "slow"})
    (True, False)
    >>> print(when.in_words)
    mode is one of "fast", "faster"
    """

    _called: ClassVar[str] = "a condition"

    expr: str | Mapping[str, Any]
    """Name of a parameter, which must be true or not empty, or an expression:
    ``{"op": "==", "param": "foo", "value": 42}``, ``{"connection": "particles"}``."""

    def holds(self, params: Mapping[str, Any], connections: Container[str] = ()) -> bool:
        """Return whether the condition holds of a job with these parameters and connected inputs.

        ``params`` have the values of all parameters, with the defaults of those that are not set;
        one that is missing is null. ``connections`` are the names of the inputs that something is
        connected to. Operators are ``==``, ``!=``, ``<``, ``<=``, ``>``, ``>=``, ``in`` and
        ``not in`` for a parameter and a value, ``and`` and ``or`` for ``left`` and ``right``, and
        ``not`` for ``right``. Raises :class:`~cryosparc_spec.ParseError` for others, and for what
        is not an expression.

        >>> both = {"op": "and", "left": "do_mask", "right": {"connection": "mask"}}
        >>> When(expr=both).holds({"do_mask": True}, {"mask"})
        True
        >>> When(expr={"op": "=", "param": "box", "value": 1}).holds({"box": 1})
        Traceback (most recent call last):
        ...
        cryosparc_spec.problems.errors.ParseError: $.expr.op: "=" is not an operator of conditions;
        write "=="
        """
        with located_at("expr"):
            return _holds(self.expr, params, connections)

    @property
    def in_words(self) -> str:
        """The condition as people say it; expressions that are not known as JSON."""
        return _in_words(self.expr)

    @property
    def params(self) -> tuple[str, ...]:
        """Names of the parameters that it depends on."""
        return tuple(dict.fromkeys(_names_in(self.expr, "param")))

    @property
    def connections(self) -> tuple[str, ...]:
        """Names of the inputs that it depends on."""
        return tuple(dict.fromkeys(_names_in(self.expr, "connection")))


def _holds(expr: Any, params: _Params, connections: Container[str]) -> bool:
    if isinstance(expr, str):
        return bool(params.get(expr))
    if not is_mapping(expr):
        raise wrong_type(expr, "the name of a parameter, or an expression")
    if "op" not in expr:
        return _is_there(expr, params, connections)
    op = expr["op"]
    if op in _COMPARISONS:
        return _compares(_COMPARISONS[op], op, expr, params)
    parts = {side: expr[side] for side in _sides(op) if side in expr}
    if op not in _OPERATORS:
        with located_at("op"):
            raise _unknown_operator(op)
    if len(parts) < len(_sides(op)):
        raise ParseError.of(f"{show_value(op)} needs {' and '.join(_sides(op))}")
    values: list[bool] = []
    for side, part in parts.items():
        with located_at(side):
            values.append(_holds(part, params, connections))
    return {"and": all(values), "or": any(values), "not": not values[0]}[op]


def _unknown_operator(op: Any) -> ParseError:
    error = unknown_word(op, _OPERATORS, what="an operator of conditions")
    meant = _OTHER_LANGUAGES.get(op)
    if meant is None:
        return error
    return ParseError([error.problems[0].with_fix(Fix.of(meant))])


def _sides(op: Any) -> tuple[str, ...]:
    return ("right",) if op == "not" else ("left", "right")


def _is_there(expr: Mapping[Any, Any], params: _Params, connections: Container[str]) -> bool:
    """Tell of an expression without operator whether its parameter is set, or its input fed."""
    if "connection" in expr:
        return expr["connection"] in connections
    if "param" in expr:
        return bool(params.get(expr["param"]))
    keys = '"op", "param" or "connection"'
    raise wrong_type(thaw(expr), f"an expression with {keys}")


def _compares(
    compare: Callable[[Any, Any], bool], op: str, expr: Mapping[Any, Any], params: _Params
) -> bool:
    missing = [key for key in ("param", "value") if key not in expr]
    if missing:
        raise ParseError.of(f"{show_value(op)} needs param and value")
    value = expr["value"]
    if op in ("in", "not in") and not is_list(value):
        with located_at("value"):
            raise wrong_type(value, "a list of values")
    try:
        return compare(params.get(expr["param"]), value)
    except TypeError:
        # A number is neither above nor below a text, or null.
        return False


def _names_in(expr: Any, key: str) -> Iterator[str]:
    if isinstance(expr, str):
        if key == "param":
            yield expr
    elif is_mapping(expr):
        if isinstance(expr.get(key), str):
            yield expr[key]
        for side in ("left", "right"):
            if side in expr:
                yield from _names_in(expr[side], key)


_WORDS: Mapping[str, str] = {"==": "is", "!=": "is not", "in": "is one of", "not in": "is none of"}


def _in_words(expr: Any) -> str:
    match expr:
        case str():
            return f"{expr} is set"
        case {"op": ("and" | "or") as op, "left": left, "right": right}:
            return f"{_in_words(left)} {op} {_in_words(right)}"
        case {"op": "not", "right": right}:
            return f"not: {_in_words(right)}"
        case {"op": str() as op, "param": param, "value": value}:
            shown = [show_value(thaw(each)) for each in (value if is_list(value) else [value])]
            return f"{param} {_WORDS.get(op, op)} {', '.join(shown)}"
        case {"connection": name}:
            return f"{name} is connected"
        case {"param": param}:
            return f"{param} is set"
        case _:
            return show_value(thaw(expr))
