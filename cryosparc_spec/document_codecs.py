"""Documents of CryoSPARC to objects and back, with nothing lost.

Unknown keys go to ``extras``, unknown words stay text, absent keys stay absent. The objects are
made without their constructor, since each value was read the way the constructor would check it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property, lru_cache
from operator import itemgetter
from types import NoneType
from typing import Any, TypeAlias, cast

import attrs
from immutabledict import immutabledict

from cryosparc_spec.documents.kinds import (
    Kind,
    ListOf,
    MapOf,
    OneOf,
    Word,
    explain_key,
    kind_of,
)
from cryosparc_spec.documents.server import (
    ALSO,
    WRITTEN,
    ServerDocument,
    attribute_types,
    attributes_by_key,
)
from cryosparc_spec.errors import DocumentPath, ParseError, Problem, ProblemKind, SpecError
from cryosparc_spec.frozen import ATOMS, NOTHING, freeze, thaw
from cryosparc_spec.validators import as_text, is_mapping, wrong_type

_Values: TypeAlias = Callable[[dict[str, Any]], Iterable[Any]]

_ANYTHING = Kind()


def is_server_document(cls: Any) -> bool:
    """Whether a class is a document, or a part of one, that CryoSPARC writes."""
    return isinstance(cls, type) and issubclass(cls, ServerDocument)


@attrs.frozen
class _Form:
    """What there is to know of the documents that have the same keys in the same order."""

    keys: tuple[str, ...]
    unknown: tuple[str, ...]
    """Keys without an attribute."""
    absent: tuple[str, ...]
    """Keys of attributes that are not there."""
    spellings: Mapping[str, str]
    """Keys that go by another name in such a document."""
    values_of: _Values
    """Gives the values of the attributes of such a document, in their order."""


class Codec(Kind):
    """Reads and writes the documents of one class."""

    kept = frozenset()

    def __init__(self, cls: Any) -> None:
        self.cls = cls
        self.expected = f"a mapping: {cls.__name__}"
        self.takes = frozenset({dict, immutabledict, cls})
        self.attributes: Mapping[str, Any] = attributes_by_key(cls)
        self.keys = tuple(self.attributes)
        self.names = {key: attribute.name for key, attribute in self.attributes.items()}
        self.keys_of_others = {
            attribute.metadata[ALSO]: key
            for key, attribute in self.attributes.items()
            if ALSO in attribute.metadata
        }
        self.form = lru_cache(1024)(self._form)

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """What the value of each key may be."""
        types = attribute_types(self.cls)
        return {
            key: _converted(self.attributes[key].converter, kind_of(types[name], codec_of))
            for key, name in self.names.items()
        }

    @cached_property
    def defaults(self) -> Mapping[str, Any]:
        """Values that stand for the keys which are absent; ``attrs.NOTHING`` where none does."""
        values = {key: attribute.default for key, attribute in self.attributes.items()}
        return {
            key: value if value is attrs.NOTHING else self.kinds[key].read(value)
            for key, value in values.items()
        }

    @cached_property
    def always_written(self) -> frozenset[str]:
        """Keys written of documents made here, which have read no key: any other has some."""
        if attrs.NOTHING not in self.defaults.values():
            return frozenset()
        return frozenset(
            {k for k, attribute in self.attributes.items() if attribute.metadata == WRITTEN}
        )

    def _form(self, keys: tuple[str, ...]) -> _Form:
        for key in keys:
            as_text(key)
        spellings = {
            key: other
            for other, key in self.keys_of_others.items()
            if other in keys and key not in keys
        }
        known = {*self.keys, *spellings.values()}
        unknown = tuple([key for key in keys if key not in known])
        absent = tuple([key for key in self.keys if spellings.get(key, key) not in keys])
        return _Form(keys, unknown, absent, spellings, self._values_of(keys, spellings))

    def _values_of(self, keys: tuple[str, ...], spellings: Mapping[str, str]) -> _Values:
        spelled = [spellings.get(key, key) for key in self.keys]
        if len(spelled) == 1:
            default = self.defaults[self.keys[0]]
            return lambda raw: (raw.get(spelled[0], default),)
        absent = {key: default for key, default in self.defaults.items() if key not in keys}
        get = cast(_Values, itemgetter(*spelled))
        return (lambda raw: get({**absent, **raw})) if absent else get

    def load(self, raw: Any) -> Any:
        """Make an object from plain data; raises ``ParseError`` with all problems."""
        try:
            return self.read(raw)
        except SpecError:
            problems: list[Problem] = []
            self.explain(raw, (), problems)
            raise ParseError(problems) from None

    def read(self, value: Any) -> Any:
        """Make an object from plain data; raises ``SpecError`` at the first problem.

        The first call writes the function that takes its place.
        """
        self.prepare(set())
        return vars(self)["read"](value)

    def prepare(self, seen: set[Kind]) -> None:
        """Write the functions that read and write, those of the parts first."""
        if self in seen or "read" in vars(self):
            return
        seen.add(self)
        for kind in self.kinds.values():
            kind.prepare(seen)
        vars(self).update(write=_writer(self), read=_reader(self))

    def as_dict(self, value: Any) -> dict[Any, Any]:
        """Return a mapping of another type as a dict."""
        if is_mapping(value):
            return dict(value)
        raise wrong_type(value, self.expected)

    def explain(self, value: Any, path: DocumentPath, found: list[Problem]) -> None:
        """Add what is wrong with each value, and the keys that are missing."""
        if not is_mapping(value):
            super().explain(value, path, found)
            return
        for key, item in value.items():
            explain_key(key, path, found)
            other = self.keys_of_others.get(key)
            meant = key if other is None or other in value else other
            self.kinds.get(meant, _ANYTHING).explain_at(str(key), item, path, found)
        for key, default in self.defaults.items():
            if default is attrs.NOTHING and key not in value:
                found.append(_missing_key(self.cls, key, path))

    def write(self, value: Any) -> dict[str, Any]:
        """Return an object as plain data: keys as they were read, then those that came since.

        The first call writes the function that takes its place.
        """
        self.prepare(set())
        raw: dict[str, Any] = vars(self)["write"](value)
        return raw

    def write_partly(self, document: Any, known: dict[str, Any]) -> dict[str, Any]:
        """Return what of an object is to be written, where that is not what is known of it."""
        form = self.form(document.keys_read)
        raw = {k: v if type(v) in ATOMS else thaw(v) for k, v in document.extras.items()}
        raw |= known
        for key, other in form.spellings.items():
            raw[other] = raw.pop(key)
        for key in form.absent:
            value, default = getattr(document, self.names[key]), self.defaults[key]
            made_here = key in self.always_written and not form.keys
            if not made_here and (value is default or value == default):
                del raw[key]
        in_order = {key: raw[key] for key in form.keys if key in raw}
        return in_order if len(in_order) == len(raw) else {**in_order, **raw}


class _Converted(Kind):
    """A value that the converter of its attribute takes first, as in the constructor."""

    kept = frozenset()

    def __init__(self, convert: Callable[[Any], Any], kind: Kind) -> None:
        self.convert, self.kind = convert, kind

    def read(self, value: Any) -> Any:
        """Return what the kind makes of the converted value."""
        return self.kind.read(self.convert(value))

    def prepare(self, seen: set[Kind]) -> None:
        """Prepare the kind."""
        self.kind.prepare(seen)

    def write(self, value: Any) -> Any:
        """Return what the kind writes."""
        return self.kind.write(value)


def _converted(convert: Any, kind: Kind) -> Kind:
    return _Converted(convert, kind) if convert else kind


_READER = """
def read(value):
    if type(value) is not dict:
        if type(value) is frozen:
            return value
        value = as_dict(value)
    new = make(open)
    if [*value] == keys_in_order:
        values = value.values()
        new.keys_read = all_keys
        new.extras = NOTHING
    else:
        form = form_of(tuple(value))
        values = form.values_of(value)
        new.keys_read = form.keys
        new.extras = extras_of(value, form.unknown) if form.unknown else NOTHING
    {variables}, = values
    {attributes}
    new.__class__ = frozen
    return new
"""


def _reader(codec: Codec) -> Any:
    """Write the function that reads documents of one class.

    To go through the attributes in a loop takes three times as long, and the frozen constructor
    ten times: an object of an open class becomes one of the frozen class when it is complete.
    """
    scope: dict[str, Any] = {
        "as_dict": codec.as_dict,
        "all_keys": codec.keys,
        "keys_in_order": list(codec.keys),
        "form_of": codec.form,
        "frozen": codec.cls,
        "open": _open_twin(codec.cls),
        "make": object.__new__,
        "extras_of": _extras_of,
        "ATOMS": ATOMS,
        "NOTHING": NOTHING,
    }
    variables = [f"v{number}" for number in range(len(codec.keys))]
    attributes: list[str] = []
    for v, (key, name) in zip(variables, codec.names.items(), strict=True):
        kind = codec.kinds[key]
        read = _without_singletons(kind).read
        scope[f"read_{v}"] = _sharing_short_lists(read) if _lists_whole_numbers(kind) else read
        if isinstance(kind, ListOf):
            scope[f"all_kept_{v}"] = kind.item.kept.issuperset
        attributes.append(f"new.{name} = {_held(kind, v)}")
    lines = "\n    ".join(attributes)
    exec(_READER.format(variables=", ".join(variables), attributes=lines), scope)
    return _sharing(codec, scope["read"]) if codec.cls.often_equal else scope["read"]


# What repeats does so close by, and numbers with equal hashes cost a look at each that is kept.
_MOST_SHARED = 128


def _sharing(codec: Codec, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what reads as ``read`` does, and makes one object of documents that are equal."""
    keys = list(codec.keys)

    @lru_cache(_MOST_SHARED, typed=True)
    def read_values(*values: Any) -> Any:
        return read(dict(zip(keys, values, strict=True)))

    def read_shared(value: Any) -> Any:
        if value.__class__ is not dict or [*value] != keys:
            return read(value)
        try:
            return read_values(*value.values())
        except TypeError:  # A value that cannot be hashed.
            return read(value)

    return read_shared


def _sharing_short_lists(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what reads as ``read`` does, and makes one tuple of short lists that are equal."""

    @lru_cache(_MOST_SHARED, typed=True)
    def read_items(*items: Any) -> Any:
        return read(items)

    def read_shared(value: Any) -> Any:
        if value.__class__ is not list or len(value) > 16:
            return read(value)
        try:
            return read_items(*value)
        except TypeError:  # An item that cannot be hashed.
            return read(value)

    return read_shared


_TESTS: Mapping[type, str] = {
    NoneType: "{0} is None",
    bool: "{0} is True or {0} is False",
    str: "type({0}) is str",
    int: "type({0}) is int",
    float: "type({0}) is float",
}


def _held(kind: Kind, v: str) -> str:
    """Write what an attribute holds of a value: most values are held as they are."""
    read = f"read_{v}({v})"
    if _lists_whole_numbers(kind):
        return read
    if isinstance(kind, ListOf):
        all_kept = f"all_kept_{v}(map(type, {v}))" if kind.item.kept else f"not {v}"
        return f"tuple({v}) if type({v}) is list and {all_kept} else {read}"
    tests = [test.format(v) for each, test in _TESTS.items() if each in kind.kept]
    if kind.kept >= ATOMS:
        tests = [f"type({v}) in ATOMS"]
    return f"{v} if {' or '.join(tests)} else {read}" if tests else read


def _lists_whole_numbers(kind: Kind) -> bool:
    return isinstance(kind, ListOf) and kind.item.kept == frozenset({int})


def _without_singletons(kind: Kind) -> Kind:
    """Return the kind of what is neither null, true nor false, which no other type derives from."""
    if not isinstance(kind, OneOf):
        return kind
    others = [each for each in kind.kinds if not each.kept or each.kept - {NoneType, bool}]
    return others[0] if len(others) == 1 else kind


def _open_twin(cls: Any) -> Any:
    """Return a class of the same layout, whose attributes can be set."""
    body: dict[str, Any] = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    if "__slots__" in vars(cls):
        body["__slots__"] = vars(cls)["__slots__"]
    return type(cls.__name__, (cls.__base__,), body)


def _extras_of(raw: Mapping[Any, Any], keys: tuple[Any, ...]) -> Mapping[str, Any]:
    return immutabledict({k: v if type(v := raw[k]) in ATOMS else freeze(v) for k in keys})


# A dict grows in steps, which takes longer than to copy one of the right size.
_WRITER = """
def write(document):
    raw = nulls.copy()
    {items}
    if document.keys_read is all_keys and document.extras is NOTHING:
        return raw
    return write_partly(document, raw)
"""


def _writer(codec: Codec) -> Any:
    """Write the function that writes documents of one class."""
    scope: dict[str, Any] = {
        "write_partly": codec.write_partly,
        "all_keys": codec.keys,
        "nulls": dict.fromkeys(codec.keys),
        "ATOMS": ATOMS,
        "NOTHING": NOTHING,
    }
    items: list[str] = []
    for number, (key, name) in enumerate(codec.names.items()):
        kind = codec.kinds[key]
        scope[f"write{number}"] = _without_singletons(kind).write
        items.append(f"raw[{key!r}] = {_written(kind, f'document.{name}', f'write{number}')}")
    exec(_WRITER.format(items="\n    ".join(items)), scope)
    return scope["write"]


def _written(kind: Kind, held: str, write: str) -> str:
    """Write an attribute as plain data."""
    if kind.written_as_held:
        return held
    if isinstance(kind, ListOf):
        return f"[*{held}]" if kind.item.written_as_held else f"{write}(v) if (v := {held}) else []"
    if isinstance(kind, MapOf):
        return f"{{}} if (v := {held}) is NOTHING else {write}(v)"
    if isinstance(_without_singletons(kind), Word):
        return f"v if type(v := {held}) in ATOMS else v._value_"
    return f"v if type(v := {held}) in ATOMS else {write}(v)"


def codec_of(cls: Any) -> Codec:
    """Return the codec of a document class."""
    return _codec_of(cls)


@cache
def _codec_of(cls: Any) -> Codec:
    return Codec(cls)


def _missing_key(cls: type, key: str, path: DocumentPath) -> Problem:
    return Problem(
        path, f"{key} is missing: {cls.__name__} needs one", kind=ProblemKind.MISSING_KEY
    )
