"""Hooks that make typed objects of plain data.

Structuring is strict: types are exact, unknown keys are refused, and everything wrong is reported
at once, each with its path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from types import GenericAlias, NoneType
from typing import Any, get_args, get_origin

import cattrs
from cattrs import cols
from cattrs.gen import make_dict_structure_fn, override
from immutabledict import immutabledict

from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.catalogue.plain_data import (
    JobTypesDocument,
    SlotTypesDocument,
    given_twice,
    with_sources,
)
from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.columns.dtypes import DTypeLike, DTypeSpec
from cryosparc_spec.columns.fields import Field, FieldLike, read_field
from cryosparc_spec.converters.annotations import (
    COLLECTIONS,
    is_annotated,
    is_collection,
    is_document,
    is_fixed_tuple,
    is_mapping_type,
    is_union_of,
    item_of,
)
from cryosparc_spec.converters.problems import (
    REFUSALS,
    in_words,
    keys_of,
    missing_key_in,
    problems_in,
)
from cryosparc_spec.converters.slot_warnings import note_optional, read_and_note
from cryosparc_spec.documents.codec.codecs import codec_of, is_server_document
from cryosparc_spec.documents.job_definition import (
    SCHEMA_KEY,
    InputSpec,
    JobDefinition,
    OutputSpec,
    as_count_max,
    as_params,
)
from cryosparc_spec.documents.job_register import JobSection
from cryosparc_spec.documents.output_slots import as_required, read_output_slots
from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline, as_connections
from cryosparc_spec.problems.errors import (
    ParseError,
    Problems,
    SpecError,
    StructureError,
    read_each_item,
)
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.problems.validators import (
    as_bool,
    as_int,
    as_number,
    as_text,
    as_texts,
    is_list,
    is_mapping,
    wrong_type,
)
from cryosparc_spec.problems.words import keys_meant, unknown_key
from cryosparc_spec.slots.loadable_slots import LoadableSlots, LoadableSlotsLike
from cryosparc_spec.slots.reading import not_a_slot_list
from cryosparc_spec.slots.slot import Slot, SlotSpec
from cryosparc_spec.vocabulary.datatypes import Datatype, DatatypeLike
from cryosparc_spec.vocabulary.families import StrFamily

# The factories for collections have no types of their own.
_cols: Any = cols
_Hook = Callable[[Any, Any], Any]
_Reader = Callable[[Any], Any]


def as_key(value: object) -> str | int:
    """Return ``value`` where it can stand in a path: text or a whole number."""
    return as_text(value) if isinstance(value, str) else as_int(value)


_EXACT: Mapping[type, Callable[[object], object]] = {
    str: as_text,
    bool: as_bool,
    int: as_int,
    float: as_number,
}

_PARSED: Mapping[Any, Callable[[Any], object]] = {
    DTypeSpec: DTypeSpec.parse,
    Field: read_field,
    FieldLike: read_field,
    LoadableSlots: LoadableSlots.parse,
    DTypeLike: DTypeSpec.parse,
    LoadableSlotsLike: LoadableSlots.parse,
    DatatypeLike: Datatype,
    str | int: as_key,
}

_STRUCTURED_ATTRIBUTES: Mapping[type, Mapping[str, Callable[[Any], object]]] = {
    InputSpec: {"count_max": as_count_max},
    JobDefinition: {"params": as_params},
    BuiltInJob: {"params": as_params, "connections": as_connections},
    JobSection: {"contains": as_texts},
}

_PASSED_OVER: Mapping[type, tuple[str, ...]] = {
    JobDefinition: (SCHEMA_KEY,),
    BuiltInJob: (SCHEMA_KEY,),
    Pipeline: (SCHEMA_KEY,),
}
"""Keys that may stand in a document, and are neither read nor written."""


def register_structure_hooks(converter: cattrs.Converter, slot_types: SlotTypes | None) -> None:
    """Teach a converter to read; the slot types of shorthands come from ``slot_types``."""

    def read_list(values: Iterable[Any]) -> list[Slot]:
        return read_and_note(values, slot_types, source=values)

    def read_one(value: Any) -> Slot:
        return read_and_note([value], slot_types, source=value)[0]

    def read_outputs(values: Any) -> tuple[Slot, ...]:
        with suppress(SpecError):
            if is_list(values) and all(as_required(value) is value for value in values):
                return tuple(read_list(values))
        return read_output_slots(values, read_one, slot_types, note_optional)

    readers: dict[Any, _Reader] = {**_EXACT, **_PARSED, Slot: read_one, SlotSpec: read_one}
    list_readers: dict[Any, _Reader] = {cls: partial(map, read) for cls, read in readers.items()}
    list_readers |= {Slot: read_list, SlotSpec: read_list}

    def collection_hook(cls: Any, converter: Any) -> _Hook:
        item = item_of(cls)
        return _collection_hook(cls, converter, list_readers.get(item), readers.get(item))

    def document_hook(cls: Any, converter: Any) -> _Hook:
        hooks = {**_STRUCTURED_ATTRIBUTES.get(cls, {})}
        if cls is OutputSpec:
            hooks["slots"] = read_outputs
        return _document_hook(cls, converter, hooks)

    for cls, read in readers.items():
        hook = _ignoring_type(read)
        if get_args(cls):
            converter.register_structure_hook_func(is_union_of(cls), _or_none(hook))
        else:
            converter.register_structure_hook(cls, hook)
    converter.register_structure_hook(StrFamily, lambda raw, family: family(raw))
    converter.register_structure_hook_factory(is_document, document_hook)
    converter.register_structure_hook_factory(is_collection, collection_hook)
    converter.register_structure_hook_factory(is_fixed_tuple, _fixed_tuple_hook)
    converter.register_structure_hook_factory(is_mapping_type, _mapping_hook)
    converter.register_structure_hook_factory(is_server_document, _server_document_hook)
    converter.register_structure_hook_factory(is_annotated, _annotated_hook)
    for cls, key, document in _CATALOGUES:
        converter.register_structure_hook(cls, _catalogue_hook(converter, cls, key, document))


def _ignoring_type(check: Callable[[Any], object]) -> _Hook:
    return lambda raw, _: check(raw)


def _or_none(hook: _Hook) -> _Hook:
    def structure_optional(raw: Any, cls: Any) -> Any:
        return None if raw is None and NoneType in get_args(cls) else hook(raw, cls)

    return structure_optional


def _document_hook(cls: Any, converter: Any, hooks: Mapping[str, Callable[[Any], object]]) -> _Hook:
    overrides: dict[str, Any] = {
        name: override(struct_hook=_ignoring_type(check)) for name, check in hooks.items()
    }
    structure_known = make_dict_structure_fn(cls, converter, **overrides)
    known = keys_of(cls)
    allowed = {*known, *_PASSED_OVER.get(cls, ())}

    def structure_document(raw: Any, _: Any) -> Any:
        if not is_mapping(raw):
            raise wrong_type(raw, f"a mapping: {in_words(cls)}")
        unknown = [key for key in raw if key not in allowed]
        if not unknown:
            return structure_known(raw, cls)
        problems: list[Problem] = []
        try:
            structure_known(raw, cls)
        except REFUSALS as error:
            meant = keys_meant(unknown, known)
            problems += [p for p in problems_in(error) if missing_key_in(p) not in meant]
        unknown.sort(key=str)
        problems += [unknown_key(key, known, raw, of=in_words(cls)) for key in unknown]
        raise StructureError(problems)

    return structure_document


_CATALOGUES: Sequence[tuple[Any, str, Any]] = (
    (SlotTypes, "slot_types", SlotTypesDocument),
    (JobTypes, "job_types", JobTypesDocument),
)
"""Catalogues, the keys of their entries, and the documents that hold them."""


def _catalogue_hook(converter: cattrs.Converter, cls: Any, key: str, document: Any) -> _Hook:
    def structure_catalogue(raw: Any, _: Any) -> Any:
        cited, problems = with_sources(raw, key)
        try:
            entries = converter.structure(cited, document)
        except REFUSALS as error:
            raise ParseError([*problems, *problems_in(error)]) from None
        problems += given_twice(key, getattr(entries, key))
        if problems:
            raise ParseError(problems)
        return cls(getattr(entries, key))

    return structure_catalogue


def _server_document_hook(cls: Any) -> _Hook:
    return _ignoring_type(codec_of(cls).load)


def _annotated_hook(cls: Any, converter: Any) -> _Hook:
    itself = item_of(cls)
    hook = converter.get_structure_hook(itself)
    return lambda raw, _: hook(raw, itself)


_items_refused: Any = cattrs.IterableValidationError
"""Of its arguments, pyright sees those of the exception group that it is."""


def _collection_hook(
    cls: Any, converter: Any, read_list: _Reader | None, read_one: _Reader | None
) -> _Hook:
    item, collect = item_of(cls), COLLECTIONS[get_origin(cls) or cls]
    items_type: Any = GenericAlias(tuple, (item, ...))
    structure_items = _cols.homogenous_tuple_structure_factory(items_type, converter)

    def structure_collection(raw: Any, _: Any) -> Any:
        if not is_list(raw):
            raise not_a_slot_list(raw) if item in (Slot, SlotSpec) else wrong_type(raw, "a list")
        if read_list is None or read_one is None:
            return collect(structure_items(raw, cls))
        with suppress(SpecError):
            return collect(read_list(raw))
        # To say where it failed takes longer than reading what is right.
        try:
            return collect(read_each_item(raw, read_one))
        except SpecError as error:  # as cattrs, whose errors those of a converter are
            raise _items_refused(f"while reading {cls}", [error], cls) from None

    return structure_collection


def _fixed_tuple_hook(cls: Any, converter: Any) -> _Hook:
    items = get_args(cls)
    hooks = [converter.get_structure_hook(item) for item in items]

    def structure_tuple(raw: Any, _: Any) -> Any:
        if not is_list(raw):
            raise wrong_type(raw, f"a list of {len(items)} items")
        if len(raw) != len(items):
            raise ParseError.of(f"expected a list of {len(items)} items, got one of {len(raw)}")
        problems = Problems()
        values: list[Any] = []
        for index, (value, hook, item) in enumerate(zip(raw, hooks, items, strict=True)):
            with problems.at(index):
                try:
                    values.append(hook(value, item))
                except REFUSALS as error:
                    raise StructureError(problems_in(error)) from None
        problems.raise_if_any()
        return tuple(values)

    return structure_tuple


def _mapping_hook(cls: Any, converter: Any) -> _Hook:
    structure_items = _cols.mapping_structure_factory(cls, converter, structure_to=dict)
    frozen = (get_origin(cls) or cls) is not dict
    named = get_args(cls)[:1] == (str,)

    def structure_mapping(raw: Any, _: Any) -> Any:
        if not is_mapping(raw):
            raise wrong_type(raw, "a mapping")
        if named and not all(isinstance(key, str) for key in raw):
            raise _unnamed(raw)
        items = structure_items(raw, cls)
        return immutabledict(items) if frozen else items

    return structure_mapping


def _unnamed(raw: Mapping[Any, Any]) -> StructureError:
    problems = Problems()
    for key in raw:
        with problems.at(str(key)):
            as_text(key)
    return StructureError(problems.found)
