"""The job definition: what a user writes for an external job.

The vocabulary is that of ``InputSpec`` and ``OutputSpec`` in ``cryosparc.models.job_spec`` of
cryosparc-tools 5.0.3, but ``required`` is true unless said, and ``title`` may be left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import inf, isfinite
from types import NoneType
from typing import Any, Literal, TypeAlias

import attrs
from immutabledict import immutabledict

from cryosparc_spec.display.displayed import Displayed, DisplayedMapping, as_displayed
from cryosparc_spec.documents.output_slots import as_output_slots
from cryosparc_spec.problems.errors import ParseError, located_at
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.frozen_data import as_named, bare, freeze
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.problems.validators import (
    as_bool,
    as_int,
    as_text,
    as_text_or_none,
    is_list,
    is_mapping,
    valid,
    wrong_type,
)
from cryosparc_spec.slots.reading import are_slots, as_slots
from cryosparc_spec.slots.slot import Slot, SlotSpec
from cryosparc_spec.vocabulary.datatypes import Datatype, DatatypeLike
from cryosparc_spec.vocabulary.slot_words import ResultMatching

MOST_CONNECTIONS = 500
"""Most connections of one input, also where ``count_max`` is infinite (cryosparc-tools 5.0.3)."""

SCHEMA_KEY = "$schema"
"""Key by which editors find the schema of a JSON file; it says nothing of the job."""

CountMax: TypeAlias = int | float | Literal["inf"] | None
"""How many connections an input takes at most: a number, or infinity in any spelling."""


def as_datatype(value: DatatypeLike) -> Datatype:
    """Return the datatype of a word."""
    if isinstance(value, Datatype):
        return value
    with located_at("type"):
        return Datatype(value)


def as_input_slots(values: Iterable[SlotSpec]) -> tuple[Slot, ...]:
    """Read the slots of an input, in any spelling."""
    if are_slots(values):
        return as_displayed(values)
    with located_at("slots"):
        return as_displayed(as_slots(values))


def _as_output_slots(values: Iterable[SlotSpec]) -> tuple[Slot, ...]:
    if are_slots(values) and all(slot.required for slot in values):
        return as_displayed(values)
    with located_at("slots"):
        return as_displayed(as_output_slots(values))


def as_count_max(value: CountMax) -> int | None:
    """Return a limit on connections, ``None`` for infinity, as ``"inf"`` (v5) and null (v4) are."""
    if value is None or (isinstance(value, str | float) and value in ("inf", inf)):
        return None
    try:
        return as_int(value)
    except ParseError as error:
        fix = error.problems[0].fix or (Fix.of("inf") if isinstance(value, str) else None)
        raise wrong_type(value, 'a whole number or "inf"', fix=fix) from None


def _located_count_max(value: CountMax) -> int | None:
    if value is None:
        return None
    with located_at("count_max"):
        return as_count_max(value)


def _as_match_result_by(value: str) -> ResultMatching:
    if isinstance(value, ResultMatching):
        return value
    with located_at("match_result_by"):
        return ResultMatching(value)


@attrs.frozen(kw_only=True)
class InputSpec(Displayed):
    """What one input of a job takes (``cryosparc.models.job_spec.InputSpec``).

    Raises :class:`~cryosparc_spec.ParseError`.

    >>> InputSpec(type="exposure", slots=["micrograph_blob", "?ctf"]).slots[1]
    Slot(name='ctf', dtype='ctf', required=False)
    """

    type: Datatype = attrs.field(converter=as_datatype)
    """Datatype of what may be connected."""
    title: str = attrs.field(default="", validator=valid(as_text))
    """What people read in the builder."""
    description: str = attrs.field(default="", validator=valid(as_text))
    """What the input is for, at length."""
    slots: tuple[Slot, ...] = attrs.field(default=(), converter=as_input_slots)
    """Slots the job reads; an optional one may be missing from what is connected."""
    count_min: int = attrs.field(default=0, validator=valid(as_int))
    """Fewest connections the job can run with."""
    count_max: int | None = attrs.field(default=None, converter=_located_count_max)
    """Most connections; ``None`` is infinity, written ``"inf"``, which the server holds to 500."""
    repeat_allowed: bool = attrs.field(default=False, validator=valid(as_bool))
    """Whether one output may be connected more than once."""
    match_result_by: ResultMatching = attrs.field(
        default=ResultMatching.DEFAULT, converter=_as_match_result_by
    )
    """By what the results for its slots are found: by name, or ``"type"``; new after 5.0.3."""


@attrs.frozen(kw_only=True)
class OutputSpec(Displayed):
    """What one output of a job holds (``cryosparc.models.job_spec.OutputSpec``).

    Raises :class:`~cryosparc_spec.ParseError`, also for an optional slot.

    >>> OutputSpec(type="particle", slots=["location"], passthrough="micrographs").passthrough
    'micrographs'
    """

    type: Datatype = attrs.field(converter=as_datatype)
    """Datatype of the output."""
    title: str = attrs.field(default="", validator=valid(as_text))
    """What people read in the builder."""
    description: str = attrs.field(default="", validator=valid(as_text))
    """What the output holds, at length."""
    slots: tuple[Slot, ...] = attrs.field(default=(), converter=_as_output_slots)
    """Slots the job makes."""
    passthrough: str | None = attrs.field(default=None, validator=valid(as_text_or_none))
    """Name of the input whose other slots are handed on, if any."""


_NO_PARTS: Mapping[str, Any] = DisplayedMapping()


def _as_inputs(values: Mapping[str, InputSpec]) -> Mapping[str, InputSpec]:
    return as_named("inputs", values, InputSpec, frozen=DisplayedMapping)


def _as_outputs(values: Mapping[str, OutputSpec]) -> Mapping[str, OutputSpec]:
    return as_named("outputs", values, OutputSpec, frozen=DisplayedMapping)


def as_params(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return parameters as frozen data; NaN and infinity are numbers that JSON cannot hold."""
    if values.__class__ is not dict and not is_mapping(values):
        raise wrong_type(values, "a mapping")
    frozen: Mapping[str, Any] = freeze(values)
    if not _is_finite(frozen):
        raise ParseError(list(_not_finite_in(frozen, ())))
    return frozen


_FINITE = frozenset({str, int, bool, NoneType})


def _is_finite(values: Any) -> bool:
    for item in bare(values).values() if values.__class__ is immutabledict else values:
        if item.__class__ is float:
            if not isfinite(item):
                return False
        elif type(item) not in _FINITE and not _is_finite(item):
            return False
    return True


def _not_finite_in(value: Any, path: DocumentPath) -> Iterator[Problem]:
    if isinstance(value, float) and not isfinite(value):
        message = f"{value} is a number that JSON cannot hold"
        yield Problem(path, message)
    items = value.items() if is_mapping(value) else enumerate(value) if is_list(value) else ()
    for key, item in items:
        yield from _not_finite_in(item, (*path, key))


def _located_params(values: Mapping[str, Any]) -> Mapping[str, Any]:
    with located_at("params"):
        return as_params(values)


@attrs.frozen(kw_only=True)
class JobDefinition(Displayed):
    """An external job as its author writes it: inputs, outputs and parameters.

    Raises :class:`~cryosparc_spec.ParseError`. What the names and counts must hold to is
    told by :func:`~cryosparc_spec.check`.

    >>> picker = JobDefinition(
    ...     title="Custom picker",
    ...     inputs={"micrographs": InputSpec(type="exposure", slots=["micrograph_blob"])},
    ...     outputs={"picked": OutputSpec(type="particle", slots=["location"])},
    ... )
    >>> picker.inputs["micrographs"].type
    <Datatype.EXPOSURE: 'exposure'>
    """

    title: str = attrs.field(default="", validator=valid(as_text))
    """What people read in the workspace."""
    description: str = attrs.field(default="", validator=valid(as_text))
    """What the job does, at length."""
    inputs: Mapping[str, InputSpec] = attrs.field(default=_NO_PARTS, converter=_as_inputs)
    """Inputs by name, in the order people see."""
    outputs: Mapping[str, OutputSpec] = attrs.field(default=_NO_PARTS, converter=_as_outputs)
    """Outputs by name, in the order people see."""
    params: Mapping[str, Any] = attrs.field(default=immutabledict(), converter=_located_params)
    """Parameters of the author's script by name; values are what JSON can hold."""
