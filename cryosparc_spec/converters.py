"""Raw data to typed objects and back. The only module that imports cattrs.

Structuring is strict: types are exact, unknown keys are refused, and everything wrong is reported
at once, each with its path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from enum import StrEnum
from functools import lru_cache, partial
from types import GenericAlias, NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, overload

import attrs
import cattrs
from cattrs import cols
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
    StructureHandlerNotFoundError,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from immutabledict import immutabledict

from cryosparc_spec.catalogue import Column, SlotType, SlotTypes
from cryosparc_spec.catalogue.documents import SlotTypesDocument, with_sources, without_sources
from cryosparc_spec.datatypes import Datatype, DatatypeLike
from cryosparc_spec.display import ProblemList
from cryosparc_spec.document_codecs import codec_of, is_server_document
from cryosparc_spec.documents.external import (
    SCHEMA_KEY,
    InputSpec,
    JobDefinition,
    OutputSpec,
    as_count_max,
    as_params,
)
from cryosparc_spec.documents.output_slots import as_required, read_output_slots
from cryosparc_spec.documents.register import JobSection
from cryosparc_spec.documents.workflow_connections import (
    ResultConnection,
    WorkflowConnection,
    WorkflowPort,
)
from cryosparc_spec.dtypes import DTypeLike, DTypeSpec
from cryosparc_spec.errors import (
    DocumentPath,
    Fix,
    ParseError,
    Position,
    Problem,
    ProblemKind,
    Problems,
    SpecError,
    StructureError,
    keys_meant,
    unknown_key,
)
from cryosparc_spec.families import StrFamily
from cryosparc_spec.fields import Field, FieldLike, read_field
from cryosparc_spec.frozen import thaw
from cryosparc_spec.notices import gathered_notices, read_and_note
from cryosparc_spec.slots import (
    Datafield,
    LoadableSlots,
    LoadableSlotsLike,
    Slot,
    SlotSpec,
    not_a_slot_list,
)
from cryosparc_spec.validators import (
    as_bool,
    as_int,
    as_number,
    as_text,
    as_texts,
    is_list,
    is_mapping,
    wrong_type,
)

_T = TypeVar("_T")
_Hook = Callable[[Any, Any], Any]

# The factories for collections have no types of their own.
_cols: Any = cols
_REFUSALS = (BaseValidationError, SpecError, RecursionError)

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
    Column,
    SlotType,
    SlotTypes,
    Problem,
    Position,
    WorkflowPort,
    WorkflowConnection,
    ResultConnection,
)
"""The classes that :func:`configure_converter` teaches a converter, besides all word families and
the documents that CryoSPARC writes."""


@overload
def structure(raw: object, cls: type[_T], *, slot_types: SlotTypes | None = None) -> _T: ...
@overload
def structure(raw: object, cls: Any, *, slot_types: SlotTypes | None = None) -> Any: ...
def structure(raw: object, cls: Any, *, slot_types: SlotTypes | None = None) -> Any:
    """Make a typed object of plain data: dicts, lists, text, numbers, true, false, null.

    ``cls`` may be any public class, or one inside ``X | None``, ``tuple[X, ...]``, ``list[X]`` or
    ``Mapping[str, X]``. The slot types of shorthands come from ``slot_types``, by default the
    catalogue in the package. Slots written in a deprecated form, or short with a name that is not
    known, are told in one warning each. Raises :class:`~cryosparc_spec.errors.StructureError`,
    which holds all problems.

    >>> structure("?background_blob", Slot)
    Slot(name='background_blob', dtype='stat_blob', required=False)
    >>> structure({"type": "particl", "slots": "blob"}, InputSpec)
    Traceback (most recent call last):
    ...
    cryosparc_spec.errors.StructureError: 2 problems:
    ...
    """
    if is_server_document(cls):
        return structure_silently(raw, cls)
    with gathered_notices(raw, slot_types):
        return structure_silently(raw, cls, slot_types=slot_types)


def structure_silently(raw: object, cls: Any, *, slot_types: SlotTypes | None = None) -> Any:
    """Make a typed object as :func:`structure` does, and warn only where nobody gathers that."""
    try:
        if is_server_document(cls):
            return codec_of(cls).load(raw)
        converter = _default_converter() if slot_types is None else make_converter(slot_types)
        return converter.structure(raw, cls)
    except _REFUSALS as error:
        raise StructureError(problems_in(error)) from None
    except ValueError as error:
        raise StructureError(problems_in(error)) from None
    except StructureHandlerNotFoundError as error:
        raise TypeError(f"{error.type_!r} is no class that plain data can be made into") from None


def unstructure(value: object) -> Any:
    """Return an object of ours as plain data, which :func:`structure` reads back as it was.

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
    _register_structure_hooks(converter, slot_types)
    _register_unstructure_hooks(converter)
    return converter


def configure_converter(
    converter: cattrs.Converter, *, slot_types: SlotTypes | None = None
) -> None:
    """Teach a cattrs converter of yours the classes of this package, and lists of them.

    How it treats your own classes, and ``str``, ``int`` and lists in them, stays as it was. Where
    a value of ours is wrong, it raises a :class:`~cryosparc_spec.errors.SpecError` inside what
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
        except _REFUSALS as error:
            raise StructureError(problems_in(error)) from None

    converter.register_structure_hook_func(_is_ours_or_list_of_ours, structure_ours)
    converter.register_unstructure_hook_func(_is_ours, ours.unstructure)
    # Before it asks predicates, cattrs takes the hook for str, which members are.
    converter.register_unstructure_hook(StrFamily, _word_of)


def problems_in(error: BaseException) -> tuple[Problem, ...]:
    """Return the problems that an error of :func:`structure`, or of cattrs, tells of.

    Other than ``cattrs.transform_error`` it keeps what our own validators say.
    """
    return ProblemList(_walk(error, ()))


def _walk(error: BaseException, path: DocumentPath) -> Iterator[Problem]:
    if isinstance(error, SpecError):
        yield from error.under(*path).problems
    elif isinstance(error, ClassValidationError | IterableValidationError):
        located, others = error.group_exceptions()
        for child, note in located:
            if isinstance(note, AttributeValidationNote) and isinstance(child, KeyError):
                yield _missing_key(error.cl, note.name, path)
            else:
                yield from _walk(child, (*path, _key_of(note, error.cl)))
        for child in others:
            yield from _walk(child, path)
    elif isinstance(error, ForbiddenExtraKeysError):
        for key in sorted(error.extra_fields, key=str):
            yield unknown_key(key, _keys_of(error.cl), (), of=_article(error.cl)).under(*path)
    elif isinstance(error, RecursionError):
        yield Problem(path, "the data is nested too deep to read")
    else:
        yield Problem(path, str(error) or type(error).__name__)


def _key_of(note: AttributeValidationNote | IterableValidationNote, cls: Any) -> str | int:
    if isinstance(note, AttributeValidationNote):
        return note.name
    within_mapping = issubclass(get_origin(cls) or cls, Mapping)
    index: str | int = str(note.index) if within_mapping else note.index
    return index


_TYPED = ((InputSpec, "type"), (OutputSpec, "type"))


def _missing_key(cls: type, name: str, path: DocumentPath) -> Problem:
    datatype = Fix.of("particle", key="type", remark=", or another datatype")
    return Problem(
        path,
        f"{name} is missing: {_article(cls)} needs one",
        kind=ProblemKind.MISSING_KEY,
        fix=datatype if (cls, name) in _TYPED else None,
    )


def _keys_of(cls: Any) -> list[str]:
    if attrs.has(cls):
        return [attribute.name for attribute in attrs.fields(cls)]
    return list(getattr(cls, "__dataclass_fields__", cls.__annotations__))


_DOCUMENT_NAMES: Mapping[type, str] = {
    Datafield: "a datafield",
    JobSection: "a job section",
    InputSpec: "an input",
    OutputSpec: "an output",
    JobDefinition: "a job definition",
    SlotTypesDocument: "a catalogue of slot types",
    SlotType: "a slot type",
    Column: "a column",
}


def _article(cls: type) -> str:
    return _DOCUMENT_NAMES.get(cls, cls.__name__)


@lru_cache(1)
def _default_converter() -> cattrs.Converter:
    return make_converter()


_EXACT: Mapping[type, Callable[[object], object]] = {
    str: as_text,
    bool: as_bool,
    int: as_int,
    float: as_number,
}


def as_key(value: object) -> str | int:
    """Return ``value`` where it can stand in a path: text or a whole number."""
    return as_text(value) if isinstance(value, str) else as_int(value)


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
    JobSection: {"contains": as_texts},
}
_PASSED_OVER: Mapping[type, tuple[str, ...]] = {JobDefinition: (SCHEMA_KEY,)}
"""Keys that may stand in a document, and are neither read nor written."""
_WRITTEN_ALWAYS: Mapping[type, tuple[str, ...]] = {
    InputSpec: ("title",),
    OutputSpec: ("title",),
}
"""Attributes without which cryosparc-tools 5.0.3 does not read an input or an output."""


_Reader = Callable[[Any], Any]


def _register_structure_hooks(converter: cattrs.Converter, slot_types: SlotTypes | None) -> None:
    def read_list(values: Iterable[Any]) -> list[Slot]:
        return read_and_note(values, slot_types, source=values)

    def read_one(value: Any) -> Slot:
        return read_and_note([value], slot_types, source=value)[0]

    def read_outputs(values: Any) -> tuple[Slot, ...]:
        with suppress(SpecError):
            if is_list(values) and all(as_required(value) is value for value in values):
                return tuple(read_list(values))
        return read_output_slots(values, read_one, slot_types)

    readers: dict[Any, _Reader] = {**_EXACT, **_PARSED, Slot: read_one, SlotSpec: read_one}
    list_readers: dict[Any, _Reader] = {cls: partial(map, read) for cls, read in readers.items()}
    list_readers |= {Slot: read_list, SlotSpec: read_list}

    def collection_hook(cls: Any, converter: Any) -> _Hook:
        return _collection_hook(cls, converter, list_readers.get(_item_of(cls)))

    def document_hook(cls: Any, converter: Any) -> _Hook:
        hooks = {**_STRUCTURED_ATTRIBUTES.get(cls, {})}
        if cls is OutputSpec:
            hooks["slots"] = read_outputs
        return _document_hook(cls, converter, hooks)

    for cls, read in readers.items():
        hook = _ignoring_type(read)
        if get_args(cls):
            converter.register_structure_hook_func(_is_union_of(cls), _or_none(hook))
        else:
            converter.register_structure_hook(cls, hook)
    converter.register_structure_hook(StrFamily, lambda raw, family: family(raw))
    converter.register_structure_hook_factory(_is_document, document_hook)
    converter.register_structure_hook_factory(_is_collection, collection_hook)
    converter.register_structure_hook_factory(_is_fixed_tuple, _fixed_tuple_hook)
    converter.register_structure_hook_factory(_is_mapping, _mapping_hook)
    converter.register_structure_hook_factory(is_server_document, _server_document_hook)
    converter.register_structure_hook(SlotTypes, _slot_types_hook(converter))


def _ignoring_type(check: Callable[[Any], object]) -> _Hook:
    return lambda raw, _: check(raw)


def _or_none(hook: _Hook) -> _Hook:
    def structure_optional(raw: Any, cls: Any) -> Any:
        return None if raw is None and NoneType in get_args(cls) else hook(raw, cls)

    return structure_optional


_UNIONS = (Union, UnionType)


def _is_union_of(alias: Any) -> Callable[[Any], bool]:
    members = {*get_args(alias), NoneType}
    return lambda cls: get_origin(cls) in _UNIONS and {*get_args(cls), NoneType} == members


def _is_family(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, StrFamily)


def _is_document(cls: Any) -> bool:
    return isinstance(cls, type) and attrs.has(cls)


_COLLECTIONS: Mapping[Any, Callable[[Any], Any]] = {
    tuple: tuple,
    Sequence: tuple,
    list: list,
    set: set,
    frozenset: frozenset,
}


def _is_collection(cls: Any) -> bool:
    return (get_origin(cls) or cls) in _COLLECTIONS and not _is_fixed_tuple(cls)


def _item_of(cls: Any) -> Any:
    return get_args(cls)[0] if get_args(cls) else Any


def _is_fixed_tuple(cls: Any) -> bool:
    return get_origin(cls) is tuple and get_args(cls)[1:] != (...,)


def _is_mapping(cls: Any) -> bool:
    return (get_origin(cls) or cls) in (dict, immutabledict, Mapping)


_ALIASES = (SlotSpec, DTypeLike, FieldLike, LoadableSlotsLike, DatatypeLike)


def _is_ours(cls: Any) -> bool:
    if is_server_document(cls) or _is_family(cls) or cls in PUBLIC_CLASSES:
        return True
    return any(_is_union_of(alias)(cls) for alias in _ALIASES)


def _is_ours_or_list_of_ours(cls: Any) -> bool:
    return _is_ours(cls) or (_is_collection(cls) and _is_ours(_item_of(cls)))


def _document_hook(cls: Any, converter: Any, hooks: Mapping[str, Callable[[Any], object]]) -> _Hook:
    overrides: dict[str, Any] = {
        name: override(struct_hook=_ignoring_type(check)) for name, check in hooks.items()
    }
    structure_known = make_dict_structure_fn(cls, converter, **overrides)
    known = _keys_of(cls)
    allowed = {*known, *_PASSED_OVER.get(cls, ())}

    def structure_document(raw: Any, _: Any) -> Any:
        if not is_mapping(raw):
            raise wrong_type(raw, f"a mapping: {_article(cls)}")
        unknown = [key for key in raw if key not in allowed]
        if not unknown:
            return structure_known(raw, cls)
        problems: list[Problem] = []
        try:
            structure_known(raw, cls)
        except _REFUSALS as error:
            meant = keys_meant(unknown, known)
            problems += [p for p in problems_in(error) if _missing_in(p) not in meant]
        unknown.sort(key=str)
        problems += [unknown_key(key, known, raw, of=_article(cls)) for key in unknown]
        raise StructureError(problems)

    return structure_document


def _slot_types_hook(converter: cattrs.Converter) -> _Hook:
    def structure_slot_types(raw: Any, _: Any) -> SlotTypes:
        cited, problems = with_sources(raw)
        try:
            document = converter.structure(cited, SlotTypesDocument)
        except _REFUSALS as error:
            raise ParseError([*problems, *problems_in(error)]) from None
        if problems:
            raise ParseError(problems)
        return SlotTypes(document.slot_types)

    return structure_slot_types


def _missing_in(problem: Problem) -> str:
    """Return the key that is missing, where that is the problem."""
    missing = problem.kind is ProblemKind.MISSING_KEY and not problem.path
    return problem.message.partition(" ")[0] if missing else ""


def _server_document_hook(cls: Any) -> _Hook:
    return _ignoring_type(codec_of(cls).load)


def _collection_hook(cls: Any, converter: Any, read_list: _Reader | None) -> _Hook:
    item, collect = _item_of(cls), _COLLECTIONS[get_origin(cls) or cls]
    items_type: Any = GenericAlias(tuple, (item, ...))
    structure_items = _cols.homogenous_tuple_structure_factory(items_type, converter)

    def structure_collection(raw: Any, _: Any) -> Any:
        if not is_list(raw):
            raise not_a_slot_list(raw) if item in (Slot, SlotSpec) else wrong_type(raw, "a list")
        if read_list is not None:
            with suppress(SpecError):
                return collect(read_list(raw))
        # cattrs says where it failed, which takes longer than reading what is right.
        return collect(structure_items(raw, cls))

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
                except _REFUSALS as error:
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


def _register_unstructure_hooks(converter: cattrs.Converter) -> None:
    hooks: Mapping[type, Callable[[Any], Any]] = {
        Slot: Slot.to_dict,
        Datafield: Datafield.to_dict,
        Field: _unstructure_field,
        DTypeSpec: str,
        LoadableSlots: LoadableSlots.to_raw,
        StrEnum: _word_of,
    }
    for cls, hook in hooks.items():
        converter.register_unstructure_hook(cls, hook)
    converter.register_unstructure_hook_factory(_is_document, _unstructure_document_hook)
    converter.register_unstructure_hook_factory(is_server_document, _unstructure_server_document)
    converter.register_unstructure_hook(SlotTypes, _slot_types_unstructure_hook(converter))


def _slot_types_unstructure_hook(converter: cattrs.Converter) -> Callable[[SlotTypes], Any]:
    return lambda types: without_sources([converter.unstructure(t) for t in types.values()])


def _word_of(member: StrEnum) -> str:
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
    return make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True, **overrides)


def _unstructure_slots(slots: tuple[Slot, ...]) -> list[str | dict[str, Any]]:
    return [
        slot.shorthand if slot.shorthand and slot.dtype == slot.name else slot.to_dict()
        for slot in slots
    ]
