"""What two catalogues know of one job type, put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import attrs
from immutabledict import immutabledict

from cryosparc_spec.catalogue.job_type_entries import (
    Basis,
    KnownInput,
    KnownJobType,
    KnownOutput,
    KnownParam,
    KnownSlot,
)

_T = TypeVar("_T")
_Fact = TypeVar("_Fact", KnownSlot, KnownInput, KnownOutput, KnownParam, KnownJobType)
_WITH_SLOTS = TypeVar("_WITH_SLOTS", KnownInput, KnownOutput)


def merged_job_types(first: KnownJobType, second: KnownJobType) -> KnownJobType:
    """Return all that two entries of one job type know.

    A register knows all of it: the entry of one stands as it is, the second of two, and takes from
    the other only which outputs are numbered, which no register says. Otherwise what the first
    knows stands, and lists are put together.
    """
    if second.is_certain:
        return _with_series(second, first)
    if first.is_certain:
        return _with_series(first, second)
    return attrs.evolve(
        _merged(first, second),
        versions=_distinct(first.versions, second.versions),
        complete=immutabledict(
            _by_name(first.complete, second.complete, lambda a, b: _distinct(a, b))
        ),
        inputs=_by_name(first.inputs, second.inputs, _merged_with_slots),
        outputs=_by_name(first.outputs, second.outputs, _merged_with_slots),
        params=_by_name(first.params, second.params, _merged_params),
    )


def _with_series(certain: KnownJobType, other: KnownJobType) -> KnownJobType:
    """Add the numbered outputs that another entry knows to that of a register."""
    outputs = dict(certain.outputs)
    for name, output in other.outputs.items():
        if output.series is None:
            continue
        if name not in outputs:
            outputs[name] = output
        elif outputs[name].series is None:
            outputs[name] = attrs.evolve(outputs[name], series=output.series)
    return attrs.evolve(certain, outputs=outputs)


def _by_name(
    first: Mapping[str, _T], second: Mapping[str, _T], merge: Callable[[_T, _T], _T]
) -> dict[str, _T]:
    both = {
        name: merge(entry, second[name]) if name in second else entry
        for name, entry in first.items()
    }
    return {**both, **{name: entry for name, entry in second.items() if name not in first}}


_APART = {"basis", "notes", "sources", "confidence", "slots", "inputs", "outputs", "params"}


def _merged(first: _Fact, second: _Fact) -> _Fact:
    """Return the first entry, with what only the second knows, and where both come from."""
    learned: dict[str, Any] = {}
    for attribute in attrs.fields(type(first)):
        name = attribute.name
        if name not in _APART and getattr(first, name) in (None, "", ()):
            learned[name] = getattr(second, name)
    return attrs.evolve(
        first,
        **learned,
        basis=min(first.basis, second.basis, key=list(Basis).index),
        confidence=first.confidence or second.confidence,
        notes=_distinct(first.notes, second.notes),
        sources=_distinct(first.sources, second.sources),
    )


def _merged_with_slots(first: _WITH_SLOTS, second: _WITH_SLOTS) -> _WITH_SLOTS:
    ours = {slot.name: slot for slot in first.slots}
    theirs = {slot.name: slot for slot in second.slots}
    slots = tuple(_by_name(ours, theirs, _merged).values())
    return attrs.evolve(_merged(first, second), slots=slots)


def _merged_params(first: KnownParam, second: KnownParam) -> KnownParam:
    return attrs.evolve(
        _merged(first, second),
        types=_distinct(first.types, second.types),
        defaults=_distinct(first.defaults, second.defaults),
        examples=_distinct_values(first.examples, second.examples),
    )


def _distinct(*texts: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(text for each in texts for text in each))


def _distinct_values(*values: Iterable[Any]) -> tuple[Any, ...]:
    """Return values without those that stand before: 1 and true are two."""
    kept: dict[tuple[str, Any], Any] = {
        (type(value).__name__, value): value for each in values for value in each
    }
    return tuple(kept.values())
