"""Checks of how a script uses the client: arguments, and what its versions do not have."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import ProblemKind, Severity
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import nearest_word
from cryosparc_spec.scripts.client_signatures import (
    CLASS_NAMES_5,
    GONE,
    MOVED,
    RENAMED,
    RENAMED_ARGUMENTS,
    installed_version,
    is_of_external_jobs,
    named,
    parameters_of,
    takes_any_name,
)
from cryosparc_spec.scripts.client_uses import Use
from cryosparc_spec.scripts.found import Found, found
from cryosparc_spec.scripts.meanings import text_of
from cryosparc_spec.scripts.values import Call, Entries, Items, Known, Value, options_of

_MEANT = {
    "count_min": "min",
    "min_count": "min",
    "minimum": "min",
    "count_max": "max",
    "max_count": "max",
    "maximum": "max",
    "description": "desc",
    "datatype": "type",
    "dtype": "type",
    "input": "name",
    "output": "name",
    "input_name": "name",
    "output_name": "name",
    "label": "title",
    "slot": "slots",
    "fields": "slots",
    "passthru": "passthrough",
    "data": "dataset",
}
"""Arguments by the names that people give them in their place."""


def check_arguments(calls: list[Call]) -> Iterator[Found]:
    """Tell which arguments a function of the client does not have."""
    for call in calls:
        known = _parameters_in_words(call)
        title = call.cls if call.name == "__init__" else call.name
        for keyword in call.others:
            name = str(keyword.arg)
            new, since = RENAMED_ARGUMENTS.get(name, ("", ""))
            if new in known:
                yield _renamed(keyword, title, name, new, since)
                continue
            meant = _argument_meant(name, call, known)
            if not call.is_certain and meant is None:
                continue
            yield found(
                keyword,
                (title, name),
                f"{show_value(name)} is not an argument of {title}: expected {', '.join(known)}",
                ProblemKind.UNKNOWN_ARGUMENT,
                severity=Severity.ERROR,
                fix=Fix.rename(meant, words=f"write {meant}=") if meant else None,
            )
        yield from _of_another_version(call, title)


def _renamed(node: ast.keyword, title: str, name: str, new: str, since: str) -> Found:
    return found(
        node,
        (title, name),
        f"{show_value(name)} of {title} has another name since version {since} of cryosparc-tools",
        ProblemKind.REMOVED_CALL,
        fix=Fix.rename(new, words=f"write {new}="),
    )


def _parameters_in_words(call: Call) -> list[str]:
    versions = parameters_of(call.cls, call.name)
    own = versions.get(installed_version()) or call.parameters or "".join(versions.values())
    return [name for name in own.split() if not name.startswith("*")]


def arguments_meant(call: Call) -> set[str | None]:
    """Return the arguments that those of a call which it does not have most likely stand for."""
    known = _parameters_in_words(call)
    names = [str(keyword.arg) for keyword in call.others]
    return {RENAMED_ARGUMENTS.get(n, ("",))[0] or _argument_meant(n, call, known) for n in names}


def _argument_meant(name: str, call: Call, known: list[str]) -> str | None:
    free = [other for other in known if other not in call.arguments]
    meant = _MEANT.get(name)
    return meant if meant in free else nearest_word(name, free)


def _of_another_version(call: Call, title: str) -> Iterator[Found]:
    """Tell which arguments only another version of the client has."""
    versions = parameters_of(call.cls, call.name)
    installed = installed_version()
    own = versions.get(installed)
    if own is None or call.name == "__init__":
        return
    for name, argument in call.arguments.items():
        others = [version for version, has in versions.items() if name in named(has)]
        if name in named(own) or not others or not argument.keyword:
            continue
        only = f"only version {others[-1]} of cryosparc-tools has the argument {show_value(name)}"
        without = "has no effect" if takes_any_name(own) else "is refused"
        new = RENAMED_ARGUMENTS.get(name, ("",))[0]
        yield found(
            argument.node,
            (title, name),
            f"{only} of {title}: in version {installed} it {without}",
            ProblemKind.REMOVED_CALL,
            fix=Fix.rename(new, words=f"write {new}=") if new in named(own) else Fix.remove(),
        )


def check_versions(calls: list[Call], uses: list[Use]) -> Iterator[Found]:
    """Tell what a script uses that the version of the client that is installed does not have."""
    installed = installed_version()
    for call in calls:
        versions = parameters_of(call.cls, call.name)
        if versions and installed not in versions and call.is_certain:
            renamed = RENAMED.get((call.cls, call.name)) if installed >= 5 else None
            yield _removed(call.node, call.cls, call.name, [*versions][-1], renamed)
    yield from map(_not_external, filter(_is_of_external_jobs, uses))
    for use in uses if installed >= 5 else ():
        if use.cls:
            renamed = RENAMED.get((use.cls, use.name))
            if renamed and not parameters_of(use.cls, use.name):
                yield _removed(use.node, use.cls, use.name, 4, renamed)
        else:
            yield from _moved(use)


def _is_of_external_jobs(use: Use) -> bool:
    return is_of_external_jobs(use.cls, use.name)


def _not_external(use: Use) -> Found:
    return found(
        use.node,
        (use.cls, use.name),
        f"{use.name} is a method of external jobs, which find_job and create_job do not give",
        ProblemKind.REMOVED_CALL,
        hint="use find_external_job or create_external_job",
    )


def _removed(
    node: ast.expr | ast.alias, cls: str, name: str, version: int, renamed: str | None
) -> Found:
    return found(
        node,
        (cls, name),
        f"version {installed_version()} of cryosparc-tools has no {name} of {cls}: "
        f"version {version} has it",
        ProblemKind.REMOVED_CALL,
        hint=f"use {renamed}" if renamed else None,
    )


def _moved(use: Use) -> Iterator[Found]:
    module, _, name = use.name.rpartition(".")
    for gone in {module, use.name} & GONE.keys():
        yield _gone(use, gone)
    old = module if module in MOVED else use.name
    if old not in MOVED:
        return
    renamed = CLASS_NAMES_5.get(name, name)
    new = f"from {MOVED[old]} import {renamed}" if old == module else f"import {MOVED[old]}"
    yield found(
        use.node,
        ("import", use.name),
        f"version 5 of cryosparc-tools has no module {old}: version 4 has it",
        ProblemKind.REMOVED_CALL,
        hint=f"write {new}",
    )


def _gone(use: Use, name: str) -> Found:
    what = "module " if name == "cryosparc.command" else ""
    return found(
        use.node,
        ("import", use.name),
        f"version 5 of cryosparc-tools has no {what}{name}: version 4 has it",
        ProblemKind.REMOVED_CALL,
        hint=f"use {GONE[name]}",
    )


def check_connections(calls: list[Call]) -> Iterator[Found]:
    """Tell which connections are not the pairs of job and output that the client takes."""
    for call in calls:
        if call.name == "create_job":
            given = call.get("connections")
            for option in options_of(given) if given is not None else ():
                yield from _check_connections(call, option)
        if call.name == "save_external_result":
            given = call.get("passthrough")
            for option in options_of(given) if given is not None else ():
                yield from _check_pair(option, ("save_external_result", "passthrough"))
        if call.name == "connect":
            yield from _check_connect(call)


def _check_connections(call: Call, value: Value) -> Iterator[Found]:
    if isinstance(value, (Items, Known)) and getattr(value, "value", value) is not None:
        yield found(
            value.node,
            ("create_job", "connections"),
            "expected a dict of inputs, each with a job and its output",
            ProblemKind.WRONG_TYPE,
            severity=Severity.ERROR,
            hint='write {"particles": ("J20", "particles_selected")}',
        )
    for name, entry in value.entries.items() if isinstance(value, Entries) else ():
        path: DocumentPath = ("create_job", "connections", str(name))
        for option in options_of(entry.value):
            several = isinstance(option, Items) and all(isinstance(i, Items) for i in option.items)
            for item in option.items if isinstance(option, Items) and several else [option]:
                yield from _check_pair(item, path)


def _check_connect(call: Call) -> Iterator[Found]:
    """Tell of a job and its output in one text, which the client takes as two arguments."""
    source = call.get("source_job_uid")
    has_output = "source_output" in call.arguments
    for option in options_of(source) if source is not None else ():
        job, dot, output = (text_of(option) or "").partition(".")
        if dot:
            yield found(
                getattr(option, "node", call.node),
                ("connect", "source_job_uid"),
                f"expected the uid of a job, got {show_value(text_of(option))}",
                ProblemKind.WRONG_TYPE,
                severity=Severity.ERROR,
                fix=Fix.of(job) if has_output else None,
                hint=f'write "{job}", "{output}"',
            )


def _check_pair(value: Value, path: DocumentPath) -> Iterator[Found]:
    text = text_of(value)
    wrong_length = isinstance(value, Items) and value.complete and len(value.items) != 2
    if text is None and not wrong_length:
        return
    job, _, output = (text or "").partition(".")
    yield found(
        getattr(value, "node", None) or ast.Pass(lineno=1, col_offset=0),
        path,
        f"expected a job and its output, got {show_value(text) if text is not None else 'a list'}",
        ProblemKind.WRONG_TYPE,
        severity=Severity.ERROR,
        hint=f'write ("{job}", "{output}")' if output else None,
    )
