"""Checks that the built-in jobs that a script makes go with what is known of their types."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.checks import job_types as checks
from cryosparc_spec.checks.job_uses import JobUse, UsedInput, UsedParam, UsedSource
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.scripts.client_signatures import installed_version
from cryosparc_spec.scripts.found import Found
from cryosparc_spec.scripts.meanings import text_of
from cryosparc_spec.scripts.plain_parts import Parts
from cryosparc_spec.scripts.source import Placed
from cryosparc_spec.scripts.values import (
    Call,
    Entries,
    Entry,
    Items,
    Known,
    Maybe,
    Plain,
    Value,
    options_of,
)

_CALL: DocumentPath = ("create_job",)
_AT_KEY = {ProblemKind.UNKNOWN_PARAMETER, ProblemKind.UNKNOWN_INPUT}
_MAY_CHANGE = {ProblemKind.MISSING_KEY, ProblemKind.NOT_CONNECTED, ProblemKind.HIDDEN_PARAMETER}
_LARGEST = 1e300
_JSON_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|\b(?:true|false|null)\b')
_PYTHON_WORDS = {"true": "True", "false": "False", "null": "None"}


def check_built_in_jobs(calls: list[Call], job_types: JobTypes | None) -> Iterator[Found]:
    """Tell where ``create_job`` is at odds with what is known of the job type.

    What a script may still connect or set afterwards is not missed.
    """
    for call in calls:
        for use, parts in _uses(call) if call.name == "create_job" else ():
            for problem in checks.check_uses({"": use}, job_types=job_types):
                node = parts.node(problem.path, at_key=problem.kind in _AT_KEY)
                if problem.kind not in _MAY_CHANGE:
                    edited = parts.edited(problem.edits)
                    yield Found(_in_python(problem), node or call.node, edited)


def _uses(call: Call) -> Iterator[tuple[JobUse, Parts]]:
    """Give the jobs that a call may make, each with the places of its parts.

    Parameters and connections are held to the job type only where there is but one: which ones go
    with which type cannot be told.
    """
    given = call.get("type")
    options = [*options_of(given)] if given is not None else []
    for option in options:
        job_type = text_of(option)
        if isinstance(option, Known) and job_type is not None:
            use = JobUse(
                job_type=job_type,
                path=_CALL,
                type_path=(*_CALL, "type"),
                is_as_made=True,
                is_legacy=installed_version() < 5,
            )
            nodes: dict[DocumentPath, Placed] = {use.path: call.node, use.type_path: option.node}
            yield use, Parts(nodes=nodes)
            if len(options) == 1:
                yield from _with_arguments(use, nodes, call)


def _with_arguments(
    use: JobUse, nodes: dict[DocumentPath, Placed], call: Call
) -> Iterator[tuple[JobUse, Parts]]:
    """Give a job with the parameters that are set, and with what is connected, in all variants."""
    for entries in _variants(call.get("params")):
        parts = Parts(nodes={**nodes})
        yield attrs.evolve(use, params=_params(entries, parts)), parts
    for entries in _variants(call.get("connections")):
        parts = Parts(nodes={**nodes})
        yield attrs.evolve(use, inputs=_inputs(entries, parts)), parts


def _variants(given: Value | None) -> Iterator[Entries]:
    """Give the dicts that may be given, each value in them being one of those that it may be."""
    for option in options_of(given) if given is not None else ():
        if isinstance(option, Entries):
            choices = {
                name: (entry.key, [*options_of(entry.value)])
                for name, entry in option.entries.items()
            }
            for index in range(max((len(values) for _, values in choices.values()), default=0)):
                chosen = {
                    name: Entry(key, values[index % len(values)])
                    for name, (key, values) in choices.items()
                }
                yield Entries(chosen, option.node)


def _named(
    given: Entries, argument: str, parts: Parts
) -> Iterator[tuple[str, Value, DocumentPath]]:
    """Give the entries of a dict that have names, and keep their places."""
    parts.nodes[(*_CALL, argument)] = given.node
    for name, entry in given.entries.items():
        if isinstance(name, str):
            path = (*_CALL, argument, name)
            parts.keys[path] = entry.key
            yield name, entry.value, path


def _params(given: Entries, parts: Parts) -> dict[str, UsedParam]:
    """Return the parameters that are set; those whose value is not known are left out."""
    found: dict[str, UsedParam] = {}
    for name, value, path in _named(given, "params", parts):
        items = value.items if isinstance(value, Items) and value.complete else [value]
        plain = [item.value for item in items if isinstance(item, Known) and _is_plain(item.value)]
        if len(plain) == len(items) and isinstance(value, Items | Known):
            parts.nodes[path] = value.node
            found[name] = UsedParam(plain if isinstance(value, Items) else plain[0], path, path)
    return found


def _is_plain(value: Plain) -> bool:
    """Whether JSON can hold a value, and limits can be compared with it."""
    if isinstance(value, int | float):
        return -_LARGEST < value < _LARGEST
    return value is None or isinstance(value, str)


def _inputs(given: Entries, parts: Parts) -> dict[str, UsedInput]:
    return {
        name: UsedInput(path, sources=tuple(_sources(value, path, parts)))
        for name, value, path in _named(given, "connections", parts)
    }


def _sources(value: Value, path: DocumentPath, parts: Parts) -> Iterator[UsedSource]:
    """Give what is connected to an input; nothing where it is not known how many there are.

    A job or output that is not known gets a name of its own, so that no two are taken for one.
    """
    if not isinstance(value, Items) or not value.complete:
        return
    if any(isinstance(item, Maybe) for item in value.items):
        return
    pairs = [item for item in value.items if isinstance(item, Items)]
    for index, pair in enumerate(pairs if len(pairs) == len(value.items) else [value]):
        place = (*path, index)
        parts.nodes[place] = pair.node
        job, output = [*map(text_of, pair.items), None, None][:2]
        yield UsedSource(job or f"?{index}", output or f"?{index}", place)


def _in_python(problem: Problem) -> Problem:
    """Return a problem with the words of JSON as Python has them: ``True`` for ``true``."""
    hint = problem.hint and _JSON_WORD.sub(_python_word, problem.hint)
    return attrs.evolve(problem, message=_JSON_WORD.sub(_python_word, problem.message), hint=hint)


def _python_word(found: re.Match[str]) -> str:
    return _PYTHON_WORDS.get(found[0], found[0])
