"""Parameters held to what is known of their job type."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any

import attrs

from cryosparc_spec.catalogue.job_type_entries import (
    Attested,
    Basis,
    KnownJobType,
    KnownParam,
)
from cryosparc_spec.catalogue.parameter_types import is_of_type, parameter_type_of
from cryosparc_spec.checks.job_uses import JobUse, UsedParam
from cryosparc_spec.documents.when import When
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.frozen_data import thaw
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import is_list
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import SLIP, nearest_word

_MOST_NAMED = 5
_LONGEST_MATCHED = 1000

_BY_BASIS: Mapping[Basis, Severity] = {
    Basis.REGISTER: Severity.ERROR,
    Basis.PRINTED: Severity.WARNING,
    Basis.SEEN: Severity.NOTE,
}


def severity_of(fact: Attested) -> Severity:
    """Return how much it matters that a document is at odds with a fact."""
    return _BY_BASIS[fact.basis]


def check_params(use: JobUse, entry: KnownJobType) -> Iterator[Problem]:
    """Tell of parameters that a job type does not have, and of values that they cannot have."""
    legacy = {param.legacy_name: name for name, param in entry.params.items() if param.legacy_name}
    unknown: list[str] = []
    for name, used in use.params.items():
        if name in entry.params:
            yield from _check_value(name, used, entry.params[name])
        elif name not in legacy:
            unknown.append(name)
        elif use.is_legacy:
            yield from _check_value(name, used, entry.params[legacy[name]])
        else:
            yield _renamed(name, legacy[name], used, entry)
    yield from _unknown_params(unknown, use, entry)
    yield from _missing_params(use, entry)
    yield from _hidden_params(use, entry)


def _renamed(name: str, now: str, used: UsedParam, entry: KnownJobType) -> Problem:
    return Problem(
        used.path,
        f"{show_value(name)} is the earlier name of a parameter of {entry.type}",
        kind=ProblemKind.UNKNOWN_PARAMETER,
        severity=severity_of(entry),
        fix=Fix.rename(now),
    )


def _unknown_params(names: Sequence[str], use: JobUse, entry: KnownJobType) -> Iterator[Problem]:
    if entry.is_certain:
        for name in names:
            meant = nearest_word(name, [other for other in entry.params if other not in use.params])
            yield Problem(
                use.params[name].path,
                f"{show_value(name)} is not a parameter of {entry.type}",
                kind=ProblemKind.UNKNOWN_PARAMETER,
                fix=Fix.rename(meant) if meant else Fix.remove(),
            )
    elif entry.params and names:
        yield from _not_seen(names, use, entry)


def those_seen(number: int, noun: str, entry: KnownJobType) -> str:
    """Say what something is not, or not among, where only some of a job type were seen."""
    if number == 1:
        return f"the one {noun} of {entry.type} that was seen"
    return f"among the {number} {noun}s of {entry.type} that were seen"


def _not_seen(names: Sequence[str], use: JobUse, entry: KnownJobType) -> Iterator[Problem]:
    """Tell of parameters that were not seen: of many in one note, as nothing says that all were."""
    seen = those_seen(len(entry.params), "parameter", entry)
    left = [name for name in entry.params if name not in use.params]
    slips = {name: nearest_word(name, left, cutoff=SLIP) for name in names}
    told = [name for name in names if slips[name] or not use.is_as_made]
    if len(told) > _MOST_NAMED:
        named = ", ".join(map(show_value, told[:_MOST_NAMED]))
        message = f"{len(told)} parameters are not {seen}: {named}, ..."
        yield _note(message, use.params[told[0]].path[:-1], None)
        return
    for name in told:
        yield _note(f"{show_value(name)} is not {seen}", use.params[name].path, slips[name])


def _note(message: str, path: DocumentPath, meant: str | None) -> Problem:
    fix = Fix.rename_guess(meant) if meant else None
    kind = ProblemKind.UNKNOWN_PARAMETER
    return Problem(path, message, kind=kind, severity=Severity.NOTE, fix=fix)


def _missing_params(use: JobUse, entry: KnownJobType) -> Iterator[Problem]:
    for name, param in entry.params.items():
        used = use.params.get(name) or use.params.get(param.legacy_name or "")
        value = default_of(param) if used is None else used.value
        if param.required and value in (None, ""):
            yield Problem(
                use.path if used is None else used.value_path,
                f"the parameter {show_value(name)} of {entry.type} must be set",
                kind=ProblemKind.MISSING_KEY,
                severity=use.unfed if param.basis is Basis.REGISTER else Severity.NOTE,
                hint=f"set {show_value(name)}" + (f" to {_types(param)}" if param.types else ""),
            )


def default_of(param: KnownParam) -> Any:
    """Return the default of a parameter, the last that is known; ``None`` where none is."""
    return param.defaults[0].value if param.defaults else None


def _hidden_params(use: JobUse, entry: KnownJobType) -> Iterator[Problem]:
    """Tell of parameters that are set, and hidden as others are set and connected."""
    if not entry.is_certain or use.inputs is None:
        return
    values = {name: default_of(param) for name, param in entry.params.items()}
    values |= {name: used.value for name, used in use.params.items()}
    connected = {name for name, used in use.inputs.items() if used.sources}
    for name, used in use.params.items():
        param = entry.params.get(name)
        if param is None or isinstance(param.hidden, bool) or used.value == default_of(param):
            continue
        when = When(expr=param.hidden)
        with suppress(SpecError):
            if when.holds(values, connected):
                yield Problem(
                    used.path,
                    f"{show_value(name)} is hidden as {when.in_words}: it has no effect there",
                    kind=ProblemKind.HIDDEN_PARAMETER,
                    severity=Severity.WARNING,
                    fix=Fix.remove("leave it out, or set what shows it", safe=False),
                )


def _check_value(name: str, used: UsedParam, param: KnownParam) -> Iterator[Problem]:
    found = _problem_with(used.value, param)
    if found is not None:
        severity = severity_of(param)
        problem = attrs.evolve(found, path=used.value_path, severity=severity)
        message = f"{show_value(name)} is {show_value(thaw(used.value))}: {found.message}"
        yield attrs.evolve(problem, message=message)


def _problem_with(value: Any, param: KnownParam) -> Problem | None:
    """Return what is wrong with the value of a parameter, without its place."""
    if value is None:
        nullable = not param.types or "null" in param.types or default_of(param) is None
        return None if nullable else _wrong(f"expected {_types(param)}", Fix.remove())
    if param.types and not is_of_type(value, _taken(param)):
        meant = _meant(value, param)
        return _wrong(f"expected {_types(param)}", meant, kind=ProblemKind.WRONG_TYPE)
    if param.items and is_list(value):
        wrong = [item for item in value if not is_of_type(item, param.items)]
        if wrong:
            return _wrong_item(wrong[0], param)
    if param.enum and not any(_is_same(value, each) for each in param.enum):
        return _not_a_choice(value, param)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _out_of_range(value, param)
    if isinstance(value, str) and param.pattern is not None:
        return _unmatched(value, param.pattern, param)
    return None


def _taken(param: KnownParam) -> tuple[str, ...]:
    """Return the types of values that are taken: a whole number that was seen may be any number."""
    may_be_any = param.basis is Basis.SEEN and "integer" in param.types
    return (*param.types, "number") if may_be_any else param.types


def _wrong(
    expected: str, fix: Fix | str, *, kind: ProblemKind = ProblemKind.INVALID_VALUE
) -> Problem:
    """Make the problem of a value, with a fix or with advice."""
    problem = Problem((), expected, kind=kind)
    return problem.with_hint(fix) if isinstance(fix, str) else problem.with_fix(fix)


def _types(param: KnownParam) -> str:
    words = [_TYPE_WORDS.get(word, word) for word in param.types if word != "null"]
    return " or ".join(words) or "null"


_TYPE_WORDS: Mapping[str, str] = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
}


def _meant(value: Any, param: KnownParam) -> Fix | str:
    """Return what to write for a value of another type."""
    if isinstance(value, str):
        with suppress(ValueError):
            read = json.loads(value.strip().lower())
            if parameter_type_of(read) != "array" and is_of_type(read, param.types):
                return Fix.of(read)
    if "string" in param.types and isinstance(value, int | float) and not isinstance(value, bool):
        return Fix.of(str(value))
    if "array" in param.types and not isinstance(value, tuple):
        return Fix.of([thaw(value)])
    if "boolean" in param.types and value in (0, 1):
        return Fix.of(bool(value))
    return f"write {_types(param)}"


def _is_same(value: Any, other: Any) -> bool:
    """Whether two values are the same in JSON, where 1 and 1.0 are, and 1 and true are not."""
    return bool(value == other) and isinstance(value, bool) == isinstance(other, bool)


def _wrong_item(item: Any, param: KnownParam) -> Problem:
    words = " or ".join(_TYPE_WORDS.get(word, word) for word in param.items)
    expected = f"expected {words} for each item, got {show_value(thaw(item))}"
    return _wrong(expected, f"write {words}", kind=ProblemKind.WRONG_TYPE)


def _not_a_choice(value: Any, param: KnownParam) -> Problem:
    shown = ", ".join(show_value(thaw(each)) for each in param.enum)
    words = [each for each in param.enum if isinstance(each, str)]
    nearest = nearest_word(value, words) if isinstance(value, str) else None
    fix = Fix.of(nearest) if nearest else f"write one of {shown}"
    return _wrong(f"expected one of {shown}", fix, kind=ProblemKind.UNKNOWN_WORD)


_LIMITS: Sequence[tuple[str, str, Callable[[float, float], bool]]] = (
    ("gt", "above", operator.gt),
    ("ge", "at least", operator.ge),
    ("lt", "below", operator.lt),
    ("le", "at most", operator.le),
)


def _out_of_range(value: float, param: KnownParam) -> Problem | None:
    for name, words, holds in _LIMITS:
        limit: float | None = getattr(param, name)
        if limit is not None and not holds(value, limit):
            bound = f"{words} {_number(limit)}"
            fix = Fix.of(_whole(limit)) if holds(limit, limit) else f"write a number {bound}"
            return _wrong(f"expected a number {bound}", fix)
    step = param.multiple_of
    nearest = _nearest_multiple(value, step) if step else None
    if step and nearest is not None:
        return _wrong(f"expected a multiple of {_number(step)}", Fix.of(_whole(nearest)))
    return None


def _nearest_multiple(value: float, step: float) -> float | None:
    """Return the multiple of a step next to a number that is none; whole numbers exactly.

    Of infinity, and of what is no number, there is nothing to tell.
    """
    if isinstance(value, int) and isinstance(step, int):
        return round(Fraction(value, step)) * step if value % step else None
    with suppress(OverflowError, ValueError):
        count = value / step
        return round(count) * step if abs(count - round(count)) > 1e-9 else None
    with suppress(ValueError):  # They are too far apart to divide, but not as fractions.
        exact, unit = Fraction(repr(value)), Fraction(repr(step))
        whole = unit.numerator
        return round(exact / whole) * whole if exact % unit else None
    return None


def _number(value: float) -> str:
    """Return a number as people write it: a limit of 2.0 is 2."""
    return show_value(_whole(value))


def _whole(value: float) -> float:
    return value if isinstance(value, int) or not value.is_integer() else int(value)


def _unmatched(value: str, pattern: str, param: KnownParam) -> Problem | None:
    with suppress(re.error):
        if len(value) <= _LONGEST_MATCHED and re.search(pattern, value) is None:
            known = [*param.examples, default_of(param)]
            texts = [text for text in known if isinstance(text, str) and re.search(pattern, text)]
            fix = Fix.of(texts[0]) if texts else "write text that matches it"
            return _wrong(f"expected text that matches {show_value(pattern)}", fix)
    return None
