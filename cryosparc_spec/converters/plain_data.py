"""Plain data to typed objects and back, and converters that do it inside other classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from functools import lru_cache
from typing import Any, TypeVar, overload

import cattrs
from cattrs.errors import StructureHandlerNotFoundError

from cryosparc_spec.catalogue.entries import Column, SlotType
from cryosparc_spec.catalogue.job_type_entries import (
    KnownDefault,
    KnownInput,
    KnownJobType,
    KnownOutput,
    KnownParam,
    KnownSlot,
)
from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.columns.dtypes import DTypeLike, DTypeSpec
from cryosparc_spec.columns.fields import Field, FieldLike
from cryosparc_spec.converters.annotations import is_annotated, is_collection, is_union_of, item_of
from cryosparc_spec.converters.definitions import structure_if_sound
from cryosparc_spec.converters.problems import REFUSALS, problems_in
from cryosparc_spec.converters.reading import register_structure_hooks
from cryosparc_spec.converters.slot_warnings import gathered_notices
from cryosparc_spec.converters.writing import register_unstructure_hooks, word_of
from cryosparc_spec.documents.codec.codecs import codec_of, is_server_document
from cryosparc_spec.documents.job_definition import InputSpec, JobDefinition, OutputSpec
from cryosparc_spec.documents.job_register import JobSection
from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline
from cryosparc_spec.documents.workflow_connections import (
    ResultConnection,
    WorkflowConnection,
    WorkflowPort,
)
from cryosparc_spec.problems.edits import Edit, TextEdit
from cryosparc_spec.problems.errors import StructureError
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import Position
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.problems.words import few_near_words
from cryosparc_spec.slots.loadable_slots import LoadableSlots, LoadableSlotsLike
from cryosparc_spec.slots.slot import Datafield, Slot, SlotSpec
from cryosparc_spec.vocabulary.datatypes import DatatypeLike
from cryosparc_spec.vocabulary.families import StrFamily, is_family

_T = TypeVar("_T")

PUBLIC_CLASSES: tuple[type, ...] = (
    Slot,
    Datafield,
    Field,
    DTypeSpec,
    LoadableSlots,
    JobSection,
    InputSpec,
    OutputSpec,
    JobDefinition,
    BuiltInJob,
    Pipeline,
    Column,
    SlotType,
    SlotTypes,
    KnownSlot,
    KnownInput,
    KnownOutput,
    KnownDefault,
    KnownParam,
    KnownJobType,
    JobTypes,
    Problem,
    Fix,
    Edit,
    TextEdit,
    Position,
    WorkflowPort,
    WorkflowConnection,
    ResultConnection,
)
"""The classes that :func:`configure_converter` teaches a converter, besides all word families and
the documents that CryoSPARC writes."""

_ALIASES = (SlotSpec, DTypeLike, FieldLike, LoadableSlotsLike, DatatypeLike)


@overload
def structure(raw: object, cls: type[_T], *, slot_types: SlotTypes | None = None) -> _T: ...
@overload
def structure(raw: object, cls: Any, *, slot_types: SlotTypes | None = None) -> Any: ...
def structure(raw: object, cls: Any, *, slot_types: SlotTypes | None = None) -> Any:
    """Make a typed object of plain data: dicts, lists, text, numbers, true, false, null.

    ``cls`` may be any public class, or one inside ``X | None``, ``tuple[X, ...]``, ``list[X]`` or
    ``Mapping[str, X]``. The slot types of shorthands come from ``slot_types``, by default the
    catalogue in the package. Slots written in a deprecated form, or short with a name that is not
    known, are told in one warning each. Raises :class:`~cryosparc_spec.StructureError`,
    which holds all problems.

    >>> structure("?background_blob", Slot)
    Slot(name='background_blob', dtype='stat_blob', required=False)
    >>> structure({"type": "particl", "slots": "blob"}, InputSpec)
    Traceback (most recent call last):
    ...
    cryosparc_spec.problems.errors.StructureError: 2 problems:
    ...
    """
    sound = structure_if_sound(raw, cls, slot_types)
    if sound is not None:
        return sound
    if is_server_document(cls):
        return structure_silently(raw, cls)
    with gathered_notices(raw, slot_types):
        return structure_silently(raw, cls, slot_types=slot_types)


@few_near_words
def structure_silently(raw: object, cls: Any, *, slot_types: SlotTypes | None = None) -> Any:
    """Make a typed object as ``structure`` does, and warn only where nobody gathers that."""
    try:
        if is_server_document(cls):
            return codec_of(cls).load(raw)
        converter = _default_converter() if slot_types is None else make_converter(slot_types)
        return converter.structure(raw, cls)
    except REFUSALS as error:
        raise StructureError(problems_in(error)) from None
    except ValueError as error:
        raise StructureError(problems_in(error)) from None
    except StructureHandlerNotFoundError as error:
        raise TypeError(f"{error.type_!r} is no class that plain data can be made into") from None


def unstructure(value: object) -> Any:
    """Return an object of ours as plain data, which :func:`~cryosparc_spec.structure` reads back.

    In a document, a slot is written short where every reader takes the short form for the same
    slot: where its slot type is its name. cryosparc-tools 5.0.3 reads ``"background_blob"`` as
    slot type ``background_blob``.

    >>> unstructure(Slot.parse("?background_blob"))
    {'name': 'background_blob', 'dtype': 'stat_blob', 'required': False}
    >>> unstructure(InputSpec(type="exposure", slots=["micrograph_blob", "?background_blob"]))[
    ...     "slots"
    ... ]
    ['micrograph_blob', {'name': 'background_blob', 'dtype': 'stat_blob', 'required': False}]
    """
    return _default_converter().unstructure(value)


def make_converter(slot_types: SlotTypes | None = None) -> cattrs.Converter:
    """Make a cattrs converter that structures and unstructures as this package does.

    Its ``structure`` raises what cattrs raises; :func:`problems_in` turns that into problems.
    """
    plain: dict[type, Callable[[Any], Any]] = {tuple: list, Set: list, Mapping: dict}
    converter = cattrs.Converter(unstruct_collection_overrides=plain)
    register_structure_hooks(converter, slot_types)
    register_unstructure_hooks(converter)
    return converter


@lru_cache(1)
def _default_converter() -> cattrs.Converter:
    return make_converter()


def configure_converter(
    converter: cattrs.Converter, *, slot_types: SlotTypes | None = None
) -> None:
    """Teach a cattrs converter of yours the classes of this package, and lists of them.

    How it treats your own classes, and ``str``, ``int`` and lists in them, stays as it was. Where
    a value of ours is wrong, it raises a :class:`~cryosparc_spec.SpecError` inside what
    cattrs raises; :func:`problems_in` finds it.

    >>> import attrs, cattrs
    >>> @attrs.frozen
    ... class Settings:
    ...     picker: JobDefinition
    ...     slots: tuple[Slot, ...] = ()
    >>> converter = cattrs.Converter()
    >>> configure_converter(converter)
    >>> converter.structure({"picker": {}, "slots": ["ctf"]}, Settings).slots[0].dtype
    'ctf'
    """
    ours = make_converter(slot_types)

    def structure_ours(raw: Any, cls: Any) -> Any:
        try:
            with gathered_notices(raw, slot_types):
                return ours.structure(raw, cls)
        except REFUSALS as error:
            raise StructureError(problems_in(error)) from None

    converter.register_structure_hook_func(_is_ours_or_list_of_ours, structure_ours)
    converter.register_unstructure_hook_func(_is_ours, ours.unstructure)
    # Before it asks predicates, cattrs takes the hook for str, which members are.
    converter.register_unstructure_hook(StrFamily, word_of)


def is_public_class(cls: Any) -> bool:
    """Whether a class is one of :data:`PUBLIC_CLASSES`, a word family, or CryoSPARC's document."""
    return is_server_document(cls) or is_family(cls) or cls in PUBLIC_CLASSES


def _is_ours(cls: Any) -> bool:
    if is_annotated(cls):
        return _is_ours(item_of(cls))
    return is_public_class(cls) or any(is_union_of(alias)(cls) for alias in _ALIASES)


def _is_ours_or_list_of_ours(cls: Any) -> bool:
    return _is_ours(cls) or (is_collection(cls) and _is_ours(item_of(cls)))
