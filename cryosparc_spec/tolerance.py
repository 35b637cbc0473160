"""Documents of CryoSPARC to objects and back, with nothing lost.

Unknown keys go to ``extras``, unknown words stay text, absent keys stay absent. The objects are
made without their constructor, since each value was read the way the constructor would check it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from types import NoneType
from typing import Any

import attrs
from immutabledict import immutabledict

from cryosparc_spec.documents.server import (
    KEY,
    NOTHING,
    PLAIN,
    Read,
    ServerDocument,
    attribute_types,
    plain_types,
    reader,
)
from cryosparc_spec.errors import ParseError, Problem, ProblemKind, Problems, SpecError
from cryosparc_spec.families import StrFamily
from cryosparc_spec.frozen import freeze, thaw
from cryosparc_spec.validators import as_text, is_mapping, wrong_type

_OURS = ("extras", "keys_read")


def is_server_document(cls: Any) -> bool:
    """Whether a class is a document, or a part of one, that CryoSPARC writes."""
    return isinstance(cls, type) and issubclass(cls, ServerDocument)


@attrs.frozen
class _Form:
    """What there is to do for raw documents of the same keys with values of the same types."""

    keys: tuple[str, ...]
    kept: tuple[str, ...]
    """Keys whose value is kept as it is."""
    read: tuple[tuple[str, str, Read], ...]
    """Key, attribute name and reader, where a value is not kept as it is."""
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


class Codec:
    """Reads and writes the documents of one class.

    Most documents of a class have the same keys and the same types of values. What there is to do
    for such a form is found out once.
    """

    def __init__(self, cls: Any) -> None:
        types = attribute_types(cls)
        attributes = [a for a in attrs.fields(cls) if a.name not in _OURS]
        self.cls: type[ServerDocument] = cls
        self.name_of_key = {a.metadata.get(KEY, a.name): a.name for a in attributes}
        self.plain_types = {
            a.metadata.get(KEY, a.name): frozenset() if a.converter else plain_types(types[a.name])
            for a in attributes
        }
        self.readers = {a.metadata.get(KEY, a.name): _reader(a, types[a.name]) for a in attributes}
        self.defaults = {a.name: a.default for a in attributes if a.default is not attrs.NOTHING}
        self.required = [key for key, name in self.name_of_key.items() if name not in self.defaults]
        self.form = lru_cache(1024)(self._form)
        self.order = lru_cache(1024)(self._order)
        # An object holds what its document said; the class has the defaults for the rest.
        for name, default in {**self.defaults, "extras": NOTHING}.items():
            setattr(cls, name, default)

    def _form(self, keys: tuple[Any, ...], types: tuple[type, ...]) -> _Form:
        read: list[tuple[str, str, Read]] = []
        kept: list[str] = []
        for key, kind in zip(keys, types, strict=True):
            name = self.name_of_key.get(key)
            if name is None or (kind is NoneType and self.defaults.get(name, ...) is None):
                continue
            if name == key and kind in self.plain_types[key]:
                kept.append(key)
            else:
                read.append((key, name, self.readers[key]))
        unknown = tuple(key for key in keys if key not in self.name_of_key)
        missing = tuple(key for key in self.required if key not in keys)
        return _Form(keys, tuple(kept), tuple(read), unknown, missing)

    def read(self, raw: Any) -> Any:
        """Make an object from plain data; raises ``ParseError`` with all problems."""
        if not is_mapping(raw):
            raise wrong_type(raw, f"a mapping: {self.cls.__name__}")
        form = self.form(tuple(raw), tuple(map(type, raw.values())))
        document: ServerDocument = object.__new__(self.cls)
        values = vars(document)
        values["keys_read"] = form.keys
        for key in form.kept:
            values[key] = raw[key]
        try:
            for key, name, read in form.read:
                values[name] = read(raw[key])
            if form.unknown:
                values["extras"] = _freeze_values(raw, form.unknown)
        except SpecError:
            raise self._all_problems(raw, form) from None
        if form.missing:
            raise self._all_problems(raw, form)
        return document

    def _all_problems(self, raw: Mapping[str, Any], form: _Form) -> ParseError:
        problems = Problems()
        for key, _, read in form.read:
            with problems.at(key):
                read(raw[key])
        for key in form.unknown:
            with problems.at(str(key)):
                as_text(key)
                freeze(raw[key])
        problems.found += [_missing_key(self.cls, key) for key in form.missing]
        return ParseError(problems.found)

    def write(self, document: ServerDocument) -> dict[str, Any]:
        """Return an object as plain data: keys as they were read, then those that came since."""
        values, extras = vars(document), document.extras
        keys_and_names, names = self.order(document.keys_read)
        raw: dict[str, Any] = {}
        for key, name in keys_and_names:
            if name is not None:
                value = values.get(name)
                raw[key] = value if type(value) in PLAIN else plain(value)
            elif key in extras:
                raw[key] = thaw(extras[key])
        if not values.keys() <= names:
            raw.update(self._given_since(values, names))
        if extras:
            raw.update({key: thaw(extras[key]) for key in extras if key not in raw})
        return raw

    def _order(
        self, keys: tuple[str, ...]
    ) -> tuple[tuple[tuple[str, str | None], ...], frozenset[str]]:
        pairs = tuple((key, self.name_of_key.get(key)) for key in keys)
        return pairs, frozenset({*_OURS, *(name for _, name in pairs if name)})

    def _given_since(self, values: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
        return {
            key: plain(values[name])
            for key, name in self.name_of_key.items()
            if name in values
            and name not in names
            and (name not in self.defaults or values[name] != self.defaults[name])
        }


def _reader(attribute: attrs.Attribute[Any], annotation: Any) -> Read:
    read = reader(annotation, lambda cls: codec_of(cls).read)
    convert: Any = attribute.converter
    return (lambda value: read(convert(value))) if convert else read


def _freeze_values(raw: Mapping[str, Any], keys: tuple[str, ...]) -> Mapping[str, Any]:
    if not all(type(key) is str for key in keys):
        raise wrong_type(raw, "text as keys")
    return immutabledict(
        {key: raw[key] if type(raw[key]) in PLAIN else freeze(raw[key]) for key in keys}
    )


def plain(value: Any) -> Any:
    """Return what an attribute holds as plain data."""
    cls: Any = value.__class__
    if cls in PLAIN:
        return value
    if cls is tuple:
        return [plain(item) for item in value]
    if cls is immutabledict:
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, StrFamily):
        return value.value
    return codec_of(cls).write(value)


@cache
def codec_of(cls: Any) -> Codec:
    """Return the codec of a document class."""
    return Codec(cls)


def _missing_key(cls: type, key: str) -> Problem:
    return Problem((), f"{key} is missing: {cls.__name__} needs one", kind=ProblemKind.MISSING_KEY)
