"""Hooks that make plain data of typed objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any

import cattrs
from cattrs.gen import make_dict_unstructure_fn, override

from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.catalogue.plain_data import without_sources
from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.columns.dtypes import DTypeSpec
from cryosparc_spec.columns.fields import Field
from cryosparc_spec.converters.annotations import is_document
from cryosparc_spec.display.displayed import DisplayedMapping, DisplayedTuple
from cryosparc_spec.documents.codec.codecs import codec_of, is_server_document
from cryosparc_spec.documents.job_definition import InputSpec, OutputSpec
from cryosparc_spec.documents.pipeline import BuiltInJob
from cryosparc_spec.problems.frozen_data import thaw
from cryosparc_spec.slots.loadable_slots import LoadableSlots
from cryosparc_spec.slots.slot import Datafield, Slot

_WRITTEN_ALWAYS: Mapping[type, tuple[str, ...]] = {
    InputSpec: ("title",),
    OutputSpec: ("title",),
}
"""Attributes without which cryosparc-tools 5.0.3 does not read an input or an output."""


def register_unstructure_hooks(converter: cattrs.Converter) -> None:
    """Teach a converter to write."""
    hooks: Mapping[type, Callable[[Any], Any]] = {
        Slot: Slot.to_dict,
        Datafield: Datafield.to_dict,
        Field: _unstructure_field,
        DTypeSpec: str,
        LoadableSlots: LoadableSlots.to_raw,
        StrEnum: word_of,
        DisplayedTuple: lambda values: converter.unstructure([*values]),
        DisplayedMapping: lambda values: converter.unstructure({**values}),
    }
    for cls, hook in hooks.items():
        converter.register_unstructure_hook(cls, hook)
    converter.register_unstructure_hook_factory(is_document, _unstructure_document_hook)
    converter.register_unstructure_hook_factory(is_server_document, _unstructure_server_document)
    converter.register_unstructure_hook(SlotTypes, _catalogue_hook(converter, "slot_types"))
    converter.register_unstructure_hook(JobTypes, _catalogue_hook(converter, "job_types"))


def _catalogue_hook(converter: cattrs.Converter, key: str) -> Callable[[Any], Any]:
    return lambda types: without_sources([converter.unstructure(t) for t in types.values()], key)


def word_of(member: StrEnum) -> str:
    """Return the bare text of a member."""
    word: str = member.value
    return word


def _unstructure_server_document(cls: Any) -> Callable[[Any], Any]:
    write: Callable[[Any], Any] = codec_of(cls).write
    return write


def _unstructure_field(field: Field) -> list[Any]:
    plain: list[Any] = thaw(field.descr)
    return plain


def _unstructure_document_hook(cls: Any, converter: Any) -> Callable[[Any], Any]:
    overrides: dict[str, Any] = {
        name: override(omit_if_default=False) for name in _WRITTEN_ALWAYS.get(cls, ())
    }
    if cls in (InputSpec, OutputSpec):
        overrides["slots"] = override(unstruct_hook=_unstructure_slots, omit_if_default=True)
    if cls is BuiltInJob:
        unstructure: Any = _unstructure_connections
        overrides["connections"] = override(unstruct_hook=unstructure, omit_if_default=True)
    return make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True, **overrides)


def _unstructure_connections(
    connections: Mapping[str, tuple[str, ...]],
) -> dict[str, str | list[str]]:
    """Return connections with the text of an output by itself where it is the only one."""
    return {
        name: sources[0] if len(sources) == 1 else list(sources)
        for name, sources in connections.items()
    }


def _unstructure_slots(slots: tuple[Slot, ...]) -> list[str | dict[str, Any]]:
    return list(map(slot_in_document, slots))


def slot_in_document(slot: Slot) -> str | dict[str, Any]:
    """Return a slot short where that is the same to all readers, and else in full."""
    name = slot.name
    if name == slot.dtype and _means_itself(name):
        return name if slot.required else f"?{name}"
    return slot.to_dict()


@lru_cache(4096)
def _means_itself(name: str) -> bool:
    return known_slot_types().slot_type_of(name) == name
