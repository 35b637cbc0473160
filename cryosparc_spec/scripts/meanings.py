"""What values stand for in calls of the client: names, datatypes, jobs, and the class called."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cryosparc_spec.scripts.values import (
    Attribute,
    Call,
    Either,
    Entries,
    Instance,
    Items,
    JobTrace,
    Known,
    Object,
    Unknown,
    Value,
    either,
    options_of,
    truth_of,
)
from cryosparc_spec.vocabulary.datatypes import Datatype

_DEEPEST = 3
ADDS = frozenset(["add_input", "add_output", "connect"])
"""Methods that add an input or output to a job."""


def name_of(call: Call) -> Value | None:
    """Return the name of the input or output that a call makes: its type where it has none."""
    name, datatype = call.get("name"), call.get("type")
    if name is None or truth_of(name) is False:
        return datatype
    if isinstance(name, Either) and datatype is not None:
        return either(*(datatype if truth_of(o) is False else o for o in name.options))
    return name


def has_computed_name(call: Call) -> bool:
    """Whether a call adds to a job under a name that is put together, and so may come to differ."""
    added = call.get("target_input") if call.name == "connect" else name_of(call)
    return (
        call.name in ADDS
        and added is not None
        and any(
            isinstance(option, Known) and not isinstance(option.node, ast.Constant)
            for option in options_of(added)
        )
    )


def text_of(value: Value | None) -> str | None:
    """Return a value as text; ``None`` where it is none, or not known."""
    text = value.value if isinstance(value, Known) else None
    return text if isinstance(text, str) else None


def is_datatype(value: Value) -> bool:
    """Whether a value is known to be a datatype."""
    return isinstance(value, Known) and value.value in {word.value for word in Datatype}


def class_meant(name: str, arguments: Sequence[Value], named: Mapping[str, Value]) -> str | None:
    """Return the class that has a method, by its arguments; ``None`` where they do not tell."""
    if name == "create_external_job":
        count = len([v for v in arguments if _is_uid(v)]) or min(len(arguments), 2)
        return ("Workspace", "Project", "CryoSPARC")[min(count, 2)]
    if name == "save_external_result":
        if not arguments:
            return "Project" if "workspace_uid" in named else "Workspace"
        at = next((i for i, value in enumerate(arguments) if is_datatype(value)), None)
        return {1: "Workspace", 2: "Project", 3: "CryoSPARC"}.get(at or 0)
    return "ExternalJob" if name not in ("load_input", "load_output") else "Job"


def _is_uid(value: Value) -> bool:
    return isinstance(value, Known) and bool(re.fullmatch(r"[PW]\d+", str(value.value)))


def jobs_in(value: Value, depth: int = 0) -> Iterator[JobTrace]:
    """Give the jobs that a value leads to, also by their uid."""
    inner: Iterable[Value] = ()
    match value:
        case Instance(job=JobTrace() as job) | Unknown(job=JobTrace() as job):
            yield job
        case Attribute(of=Instance(job=JobTrace() as job), name=name) if name in {"uid", *ADDS}:
            yield job
        case Attribute(job=JobTrace() as job):
            yield job
        case Items():
            inner = value.items
        case Entries():
            inner = [entry.value for entry in value.entries.values()]
        case Object():
            inner = value.attributes.values()
        case Either():
            inner = value.options
        case _:
            pass
    for each in inner if depth < _DEEPEST else ():
        yield from jobs_in(each, depth + 1)


def job_looked_for(call: Call) -> JobTrace | None:
    """Return the job of the script that is looked for by its uid."""
    uid = call.get("job_uid")
    return next(jobs_in(uid), None) if isinstance(uid, Attribute) and uid.name == "uid" else None
