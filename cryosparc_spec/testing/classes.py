"""The strategy of each public class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from importlib import import_module
from inspect import isclass
from pkgutil import iter_modules
from typing import Any, TypeVar

import attrs

import cryosparc_spec
from cryosparc_spec.catalogue.entries import Column, SlotType
from cryosparc_spec.catalogue.job_type_entries import KnownInput, KnownJobType
from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.columns.dtypes import DTypeSpec
from cryosparc_spec.columns.fields import Field
from cryosparc_spec.datasets.header import DatasetHeader, UnsoundColumn
from cryosparc_spec.documents.codec.server_document import ServerDocument
from cryosparc_spec.documents.job_definition import InputSpec, JobDefinition, OutputSpec
from cryosparc_spec.documents.job_outputs import ResultVersion
from cryosparc_spec.documents.job_register import JobSection
from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline
from cryosparc_spec.documents.workflow_connections import (
    ResultConnection,
    WorkflowConnection,
    WorkflowPort,
)
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import Position
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.projects.project import Project
from cryosparc_spec.slots.loadable_slots import LoadableSlots
from cryosparc_spec.slots.slot import Datafield, Slot
from cryosparc_spec.testing.attributes import of_type
from cryosparc_spec.testing.dataset_cases import dataset_headers, unsound_columns
from cryosparc_spec.testing.definitions import (
    built_in_jobs,
    input_specs,
    job_definitions,
    job_sections,
    output_specs,
    pipelines,
)
from cryosparc_spec.testing.from_hypothesis import SearchStrategy, st
from cryosparc_spec.testing.server_documents import (
    documents,
    result_connections,
    workflow_connections,
    workflow_ports,
)
from cryosparc_spec.testing.values import (
    columns,
    datafields,
    dtype_specs,
    fields,
    fixes,
    group_names,
    loadable_slots,
    positions,
    problems,
    slot_types,
    slots,
    texts,
)

_T = TypeVar("_T")

_STRATEGIES: Mapping[type[Any], Callable[[], SearchStrategy[Any]]] = {
    BuiltInJob: built_in_jobs,
    Column: columns,
    DTypeSpec: dtype_specs,
    Datafield: datafields,
    DatasetHeader: dataset_headers,
    Field: fields,
    Fix: fixes,
    InputSpec: input_specs,
    JobDefinition: job_definitions,
    JobSection: job_sections,
    JobTypes: lambda: st.lists(strategy_for(KnownJobType), max_size=2).map(JobTypes),
    KnownInput: lambda: _of_attributes(
        KnownInput, count_max=st.sampled_from((None, "inf", 0, 1, 12))
    ),
    LoadableSlots: loadable_slots,
    OutputSpec: output_specs,
    Pipeline: pipelines,
    Position: positions,
    Problem: problems,
    Project: lambda: group_names().map(Project),
    ResultConnection: result_connections,
    ResultVersion: lambda: st.builds(
        ResultVersion, st.integers(0), st.none() | st.text(), st.none() | st.integers(0)
    ),
    Slot: slots,
    SlotType: slot_types,
    SlotTypes: lambda: st.lists(slot_types(), max_size=3).map(SlotTypes),
    UnsoundColumn: unsound_columns,
    WorkflowConnection: workflow_connections,
    WorkflowPort: workflow_ports,
}

_WITHOUT_CLASSES = {"commands", "interop", "testing"}
"""Rooms that hold no classes of values and documents."""


def strategy_for(cls: type[_T]) -> SearchStrategy[_T]:
    """Return the strategy for objects of a public class.

    Raises ``TypeError`` for another class.

    >>> from cryosparc_spec.problems.problem import Severity
    >>> strategy_for(Severity)
    sampled_from([<Severity.ERROR: 'error'>, ...])
    """
    return _strategy_for(cls)


def _strategy_for(cls: Any) -> SearchStrategy[Any]:
    if cls in _STRATEGIES:
        return _STRATEGIES[cls]()
    if issubclass(cls, ServerDocument):
        return documents(cls)
    if issubclass(cls, Enum):
        return st.sampled_from(list(cls))
    if issubclass(cls, SpecError):
        return st.lists(problems(), min_size=1, max_size=3).map(cls)
    if attrs.has(cls) and cls.__module__.startswith("cryosparc_spec."):
        return _of_attributes(cls)
    raise TypeError(f"{cls.__name__} is not a class of cryosparc_spec that has a strategy")


def _of_attributes(cls: Any, **drawn: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Objects for which the types of their attributes say all, but for what is ``drawn``."""
    attributes = attrs.fields(attrs.resolve_types(cls))
    held = {a.alias: of_type(a.type, text=texts(), of_class=strategy_for) for a in attributes}
    return st.builds(cls, **{**held, **drawn})


def register_strategies() -> None:
    """Tell hypothesis the strategy of every public class.

    From then on ``st.from_type(Job)`` gives jobs, and ``st.builds`` fills in the attributes of
    classes of your own that are of public classes.
    """
    for value in public_names().values():
        if isclass(value) and not issubclass(value, Warning):
            st.register_type_strategy(value, _strategy_for(value))


def public_names() -> dict[str, Any]:
    """Return what the package and its rooms hand out, by name."""
    rooms = [
        import_module(f"cryosparc_spec.{found.name}")
        for found in iter_modules(cryosparc_spec.__path__)
        if found.ispkg and found.name not in _WITHOUT_CLASSES
    ]
    return {
        name: getattr(module, name)
        for module in (cryosparc_spec, *rooms)
        for name in getattr(module, "__all__", ())
    }
