"""Strategies for the documents that CryoSPARC writes, and for all parts of them.

They are made from the attributes of the classes: what an attribute may hold is drawn for it. Names
and numbers of jobs are such as CryoSPARC gives; titles and what is free hold anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

import attrs

from cryosparc_spec.documents.codec.server_document import (
    ALSO,
    ServerDocument,
    attribute_types,
    attributes_by_key,
)
from cryosparc_spec.documents.job import JobSpec
from cryosparc_spec.documents.job_inputs import FINAL, Input, InputResult, RegisterInput
from cryosparc_spec.documents.job_outputs import RegisterOutput
from cryosparc_spec.documents.legacy_job import (
    LegacyContained,
    LegacyInput,
    LegacyInputResult,
    LegacyInputSlot,
    LegacyJob,
    LegacyOutput,
    LegacyOutputResult,
)
from cryosparc_spec.documents.results_group import RELATIVE, SlotResult
from cryosparc_spec.documents.timestamps import Timestamp
from cryosparc_spec.documents.when import When
from cryosparc_spec.documents.workflow import Workflow, WorkflowGroup, WorkflowJob, WorkflowParent
from cryosparc_spec.documents.workflow_connections import (
    ResultConnection,
    WorkflowConnection,
    WorkflowPort,
)
from cryosparc_spec.problems.frozen_data import freeze
from cryosparc_spec.testing.attributes import data, of_type
from cryosparc_spec.testing.from_hypothesis import SearchStrategy, st
from cryosparc_spec.testing.values import (
    dtype_specs,
    group_names,
    identifiers,
    known_slot_names,
    texts,
)
from cryosparc_spec.vocabulary.datatypes import Datatype

_Document = TypeVar("_Document", bound=ServerDocument)


def documents(cls: type[_Document]) -> SearchStrategy[_Document]:
    """Objects of a class of CryoSPARC's documents: ``documents(Job)``.

    Some are as if read, with some of their keys in any order, and some made here; both have keys
    that nobody knows, and words of a newer CryoSPARC.
    """
    any_cls: Any = cls  # mypy takes a class with an overridden __init__ for not hashable.
    return _documents(any_cls)


@cache
def _documents(cls: Any) -> SearchStrategy[Any]:
    attributes = attributes_by_key(cls)
    drawn = {a.name: _values(cls, a.name) for a in attributes.values()}
    needed = {a.name: drawn.pop(a.name) for a in attributes.values() if a.default is attrs.NOTHING}
    keys = {a.name: _spellings(key, a) for key, a in attributes.items()}
    known = {key for names in keys.values() for key in names}
    unknown = texts().filter(lambda key: key not in known)
    extras = st.dictionaries(unknown, data(), max_size=2)
    return _drawn(cls, keys, st.fixed_dictionaries(needed, optional=drawn), extras)


def _spellings(key: str, attribute: attrs.Attribute[Any]) -> tuple[str, ...]:
    return (key, attribute.metadata[ALSO]) if ALSO in attribute.metadata else (key,)


@st.composite
def _drawn(
    draw: st.DrawFn,
    cls: type[Any],
    keys: Mapping[str, tuple[str, ...]],
    values: SearchStrategy[dict[str, Any]],
    extras: SearchStrategy[dict[str, Any]],
) -> Any:
    held, more = draw(values), draw(extras)
    if draw(st.booleans()):
        return cls(**held, extras=more)
    read = [*(draw(st.sampled_from(keys[name])) for name in held), *more]
    return cls(**held, extras=more, _keys_read=tuple(draw(st.permutations(read))))


def _values(cls: type[Any], name: str) -> SearchStrategy[Any]:
    if (cls, name) in _VALUES:
        return _VALUES[cls, name]
    text = _TEXTS_OF_CLASS.get((cls, name), _TEXTS.get(name, texts()))
    annotation = attribute_types(cls)[name]
    if annotation == Timestamp:
        return _identifiers_of_database() if name.endswith("id") else _timestamps()
    return of_type(annotation, text=text, of_class=documents)


def _timestamps() -> SearchStrategy[Any]:
    iso = st.datetimes().map(lambda date: date.isoformat() + "Z")
    milliseconds = st.integers(0, 2**41)
    in_database = iso | milliseconds | milliseconds.map(lambda n: {"$numberLong": str(n)})
    mail = st.just("Mon, 04 Nov 2024 20:29:09 GMT")
    return st.none() | iso | mail | texts() | in_database.map(lambda value: {"$date": value})


def _identifiers_of_database() -> SearchStrategy[Any]:
    text = st.text("0123456789abcdef", min_size=24, max_size=24)
    return st.none() | text | text.map(lambda value: {"$oid": value})


def _job_uids() -> SearchStrategy[str]:
    return st.integers(1, 999).map("J{}".format)


def _dotted(count: int) -> SearchStrategy[str]:
    return st.lists(group_names(), min_size=count, max_size=count).map(".".join)


def _dotted_types() -> SearchStrategy[str]:
    words = st.sampled_from(list(Datatype)).map(str) | identifiers()
    return st.tuples(words, known_slot_names() | identifiers()).map(".".join)


def _metafiles() -> SearchStrategy[str]:
    files = _job_uids().map("{}_particles.cs".format)
    return files | files.map(f"{RELATIVE}{{}}".format) | files.map("J2/{}".format)


_TEXTS: Mapping[str, SearchStrategy[str]] = {
    **dict.fromkeys(("name", "dtype", "result", "result_name", "slot_name"), identifiers()),
    **dict.fromkeys(("output", "group_name", "passthrough"), group_names()),
    **dict.fromkeys(("uid", "job_uid", "parents", "children", "cloned_from"), _job_uids()),
    **dict.fromkeys(("type", "job_type", "status", "stability", "category"), identifiers()),
    **dict.fromkeys(("metafile", "metafiles"), _metafiles()),
    "count_max": st.just("inf"),
    "project_uid": st.integers(1, 99).map("P{}".format),
    "result_type": _dotted_types(),
}
"""Text of the attributes of these names; others hold any text."""

_TEXTS_OF_CLASS: Mapping[tuple[type[Any], str], SearchStrategy[str]] = {
    (InputResult, "version"): st.just(FINAL),
    (LegacyInputResult, "version"): st.just(FINAL),
    (RegisterInput, "slots"): known_slot_names() | known_slot_names().map("?{}".format),
    (RegisterOutput, "slots"): known_slot_names(),
    (SlotResult, "type"): _dotted_types(),
    (LegacyInputSlot, "type"): _dotted_types(),
    (LegacyContained, "type"): _dotted_types(),
    (LegacyOutputResult, "type"): _dotted_types(),
}
"""The same, where it differs between classes."""


def _conditions() -> SearchStrategy[Any]:
    compared = st.fixed_dictionaries(
        {"op": st.sampled_from(["==", "in"]), "param": identifiers(), "value": data()}
    )
    return identifiers() | compared | st.fixed_dictionaries({"connection": group_names()})


def _min_fields() -> SearchStrategy[Any]:
    spelled = dtype_specs().map(lambda dtype: (str(dtype),))
    apart = st.integers(1, 9).map(lambda size: ("u4", size))
    pairs = st.tuples(identifiers(), spelled | apart | st.just(("f4", (2, 3))))
    return st.lists(pairs.map(lambda pair: (pair[0], *pair[1])), max_size=3).map(freeze)


def _params_with_value() -> SearchStrategy[Any]:
    entries = st.fixed_dictionaries({"value": data()}, optional={"title": texts()})
    return st.dictionaries(texts(), entries | data(), max_size=2)


def _of_different_names(cls: type[ServerDocument]) -> SearchStrategy[Any]:
    each: SearchStrategy[Any] = documents(cls)
    return st.lists(each, max_size=2, unique_by=lambda document: document.name).map(tuple)


def _pairs(source: SearchStrategy[str], target: SearchStrategy[str]) -> SearchStrategy[Any]:
    return st.lists(st.tuples(source, target), max_size=2).map(tuple)


_VALUES: Mapping[tuple[type[Any], str], SearchStrategy[Any]] = {
    (When, "expr"): _conditions(),
    (WorkflowJob, "groups"): _pairs(_dotted(2), group_names()),
    (WorkflowJob, "individual_results"): _pairs(
        _dotted(3),
        st.tuples(_dotted(2), st.integers(0, 3), group_names()).map(
            lambda parts: ".".join(map(str, parts))
        ),
    ),
    (WorkflowGroup, "connections"): st.lists(_dotted(2), max_size=2).map(tuple),
    (LegacyOutputResult, "min_fields"): _min_fields(),
    (LegacyJob, "params_base"): _params_with_value(),
    (LegacyJob, "params_spec"): _params_with_value(),
    (LegacyJob, "input_slot_groups"): st.deferred(lambda: _of_different_names(LegacyInput)),
    (LegacyJob, "output_result_groups"): st.deferred(lambda: _of_different_names(LegacyOutput)),
}
"""Values of attributes whose type does not tell all that holds for them."""


def workflow_ports() -> SearchStrategy[WorkflowPort]:
    """Outputs and inputs of the jobs of a workflow."""
    return st.builds(WorkflowPort, _job_uids(), group_names())


def workflow_connections() -> SearchStrategy[WorkflowConnection]:
    """Outputs that feed inputs."""
    return st.builds(WorkflowConnection, workflow_ports(), workflow_ports())


def result_connections() -> SearchStrategy[ResultConnection]:
    """Results that fill slots."""
    return st.builds(
        ResultConnection,
        source=workflow_ports(),
        result=identifiers(),
        target=workflow_ports(),
        index=st.integers(0, 9),
        slot=identifiers(),
    )


@st.composite
def connected_workflows(draw: st.DrawFn) -> Workflow:
    """Workflows of some jobs and a parent that feed each other at random, also in circles."""
    count = draw(st.integers(1, 6))
    rank = draw(st.permutations(range(count)))
    circles = draw(st.booleans())
    names = st.sampled_from(["a", "b", "c"])
    jobs: dict[str, WorkflowJob] = {}
    for number in range(count):
        before = [f"J{n}" for n in range(count) if circles or rank[n] < rank[number]]
        output = st.tuples(st.sampled_from([*before, "P1", "J99"]), names).map(".".join)
        results = [(f"{draw(output)}.ctf", f"J{number}.a.0.ctf")] if draw(st.booleans()) else []
        inputs = dict.fromkeys(draw(st.sets(names)), Input(type="particle", title=""))
        jobs[f"J{number}"] = WorkflowJob(
            groups=tuple(draw(st.lists(st.tuples(output, names), max_size=2))),
            individual_results=tuple(results),
            spec=JobSpec(type="x", inputs=inputs) if draw(st.booleans()) else None,
        )
    return Workflow(jobs=jobs, parents={"P1": WorkflowParent()})
