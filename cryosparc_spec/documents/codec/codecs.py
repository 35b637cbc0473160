"""Documents of CryoSPARC to objects and back, with nothing lost.

Unknown keys go to ``extras``, unknown words stay text, absent keys stay absent. The objects are
made without their constructor, since each value was read the way the constructor would check it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from functools import cache, cached_property, lru_cache
from typing import Any, TypeVar

import attrs
from immutabledict import immutabledict

from cryosparc_spec.documents.codec.generated_functions import (
    Attributes,
    Exact,
    Level,
    Read,
    Write,
    extras_of,
    leveler,
    reader,
    sharing,
    writer,
)
from cryosparc_spec.documents.codec.server_document import (
    NO_KEYS,
    UNLESS,
    WRITTEN,
    ServerDocument,
    attribute_types,
    attributes_by_key,
    called,
    is_often_equal,
    keys_by_other,
)
from cryosparc_spec.documents.codec.value_types import ValueType, explain_key, value_type_of
from cryosparc_spec.problems.errors import ParseError, SpecError
from cryosparc_spec.problems.frozen_data import freeze, open_twin
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import as_text, is_mapping, wrong_type
from cryosparc_spec.problems.words import mistyped_as

_Function = TypeVar("_Function", bound=Callable[..., Any])

_ANYTHING = ValueType()

# To write a function takes as long as to read up to 70 documents without it.
_OFTEN = 100
# Documents of CryoSPARC have up to 100 keys, of up to 40 characters.
_MOST_FORMS = 256
_MOST_KEYS_KEPT = 200
_LONGEST_KEY_KEPT = 100
_MOST_FUNCTIONS = 256


def is_server_document(cls: Any) -> bool:
    """Whether a class is a document, or a part of one, that CryoSPARC writes."""
    return isinstance(cls, type) and issubclass(cls, ServerDocument)


class Codec(ValueType):
    """Reads and writes the documents of one class.

    ``read`` makes an object from plain data; raises ``SpecError`` at the first problem. ``write``
    returns one as plain data: keys as they were read, then those that came since.
    """

    kept = frozenset()
    may_hold_floats = False

    def __init__(self, cls: Any) -> None:
        self.cls = cls
        self.expected = f"a mapping: {called(cls)}"
        self.takes = frozenset({dict, immutabledict, cls})
        self.attributes: Mapping[str, Any] = attributes_by_key(cls)
        self.names = {key: attribute.name for key, attribute in self.attributes.items()}
        self.keys_of_others = keys_by_other(cls)
        self.kept_form = lru_cache(_MOST_FORMS)(self._form)
        self.readers: dict[tuple[str, ...], Read] = {}
        self.writers: dict[tuple[str, ...], Write] = {}
        self.levelers: dict[tuple[str, ...], Level] = {}
        # They are called for each part of a document, and take less time than methods do.
        vars(self).update(read=self._reading(), write=self._writing())
        self.level = self._leveling()
        """Returns what an object holds by the keys it is written under, and leaves that as it is;
        a function is asked what to write of values that may be or hold a float."""

    @cached_property
    def kinds(self) -> Mapping[str, ValueType]:
        """What the value of each key may be."""
        types = attribute_types(self.cls)
        return {
            key: _converted(self.attributes[key].converter, value_type_of(types[name], codec_of))
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
        return frozenset(
            {k for k, a in self.attributes.items() if WRITTEN.items() <= a.metadata.items()}
        )

    @cached_property
    def needed(self) -> Mapping[str, tuple[str, ...]]:
        """Keys that may be missing only where one of others is there, with those others."""
        found = {key: attribute.metadata.get(UNLESS) for key, attribute in self.attributes.items()}
        return {key: others for key, others in found.items() if others}

    def missing(self, there: Container[object]) -> list[str]:
        """Return the keys that are not there, and have to be."""
        required = [key for key, default in self.defaults.items() if default is attrs.NOTHING]
        needed = [k for k, others in self.needed.items() if not any(o in there for o in others)]
        return [key for key in (*required, *needed) if key not in there]

    def load(self, raw: Any) -> Any:
        """Make an object from plain data; raises ``ParseError`` with all problems."""
        try:
            return self.read(raw)
        except SpecError:
            problems: list[Problem] = []
            self.explain(raw, (), problems)
            raise ParseError(problems) from None

    def _reading(self) -> Read:
        cls, readers, form, as_dict = self.cls, self.readers, self.form, self._as_dict

        def read(value: Any) -> Any:
            if type(value) is cls:
                return value
            if value.__class__ is not dict:
                value = as_dict(value)
            keys: tuple[str, ...] = tuple(value)
            read_form = readers.get(keys)
            return read_form(value) if read_form else form(keys).read(value)

        return read

    def _as_dict(self, value: Any) -> Any:
        if is_mapping(value):
            return dict(value)
        raise wrong_type(value, self.expected)

    def form(self, keys: tuple[str, ...]) -> _Form:
        """Return the form of documents with these keys; those of very many are not kept."""
        is_usual = len(keys) <= _MOST_KEYS_KEPT and all(map(_is_short_text, keys))
        return self.kept_form(keys) if is_usual else self._form(keys)

    def _form(self, keys: tuple[str, ...]) -> _Form:
        return _Form(self, tuple([freeze(as_text(key)) for key in keys]))

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
        missing = self.missing(value)
        unknown = [key for key in value if self.is_unknown(key)] if missing else []
        found += [_missing_key(self.cls, key, path, unknown) for key in missing]

    def is_unknown(self, key: object) -> bool:
        """Whether no attribute has a key, under whichever of its names."""
        return key not in self.names and key not in self.keys_of_others

    def _leveling(self) -> Level:
        levelers, form = self.levelers, self.form
        # Those of a class mostly have the keys of the one before, and their hash takes long.
        last: tuple[object, Level] | None = None

        def level(value: Any, exact: Exact) -> Mapping[str, Any]:
            nonlocal last
            keys, known = value._keys_read, last
            if known is None or known[0] is not keys:
                level_form = levelers.get(keys)
                if level_form is None:
                    return form(keys).level(value, exact)
                last = known = keys, level_form
            return known[1](value, exact)

        return level

    def _writing(self) -> Write:
        writers, form = self.writers, self.form

        def write(value: Any) -> dict[str, Any]:
            keys = value._keys_read
            write_form = writers.get(keys)
            return write_form(value) if write_form else form(keys).write(value)

        return write


class _Form:
    """Documents of a class that have the same keys in the same order.

    Where there are many, a function is written that reads them, and another that writes them.
    """

    def __init__(self, codec: Codec, keys: tuple[str, ...]) -> None:
        self.codec = codec
        self.keys = keys
        others, there = codec.keys_of_others, frozenset(keys)
        meant = {key: key if others.get(key, key) in there else others[key] for key in keys}
        self.attributes: Attributes = {
            key: (codec.names[known], codec.kinds[known])
            for key, known in meant.items()
            if known in codec.names
        }
        self.unknown = tuple([key for key in keys if key not in self.attributes])
        given = frozenset(meant.values())
        absent = [key for key in codec.names if key not in given]
        self.defaults = {codec.names[key]: codec.defaults[key] for key in absent}
        self.absent: Attributes = {key: (codec.names[key], codec.kinds[key]) for key in absent}
        self.missing = codec.missing(given)
        self.times_read = self.times_written = self.times_leveled = 0

    def read(self, value: dict[str, Any]) -> Any:
        """Make an object from plain data; raises ``SpecError`` at the first problem."""
        cls: Any = self.codec.cls
        if self.missing:
            raise ParseError([_missing_key(cls, self.missing[0], ())])
        self.times_read += 1
        if self.times_read > _OFTEN and self.keys:
            self.times_read = 0
            read = reader(cls, self.keys, self.attributes, self.defaults)
            if is_often_equal(cls):
                read = sharing(read)
            _remember(self.codec.readers, self.keys, read)
            return read(value)
        new = object.__new__(open_twin(cls))
        new._keys_read = self.keys or NO_KEYS
        new.extras = extras_of(self.unknown, [value[key] for key in self.unknown])
        for key, (name, kind) in self.attributes.items():
            item = value[key]
            setattr(new, name, item if type(item) in kind.kept else kind.read(item))
        for name, default in self.defaults.items():
            setattr(new, name, default)
        new.__class__ = cls
        return new

    def write(self, document: Any) -> dict[str, Any]:
        """Return an object as plain data."""
        self.times_written += 1
        if self.times_written > _OFTEN and self.keys:  # A document made here has read none.
            self.times_written = 0
            write = writer(self.keys, self.attributes, self.defaults, self._write_changed)
            _remember(self.codec.writers, self.keys, write)
            return write(document)
        return self._write_changed(document)

    def level(self, document: Any, exact: Exact) -> Mapping[str, Any]:
        """Return what an object holds by the keys it is written under."""
        self.times_leveled += 1
        if self.times_leveled > _OFTEN and self.keys:
            self.times_leveled = 0
            usual = self.codec.defaults
            level = leveler(self.keys, self.attributes, self.defaults, self._changed_level, usual)
            _remember(self.codec.levelers, self.keys, level)
            return level(document, exact)
        return self._changed_level(document, exact)

    def _changed_level(self, document: Any, exact: Exact) -> dict[str, Any]:
        level = self._changed(document, lambda _, held: held)
        return {key: exact(value) for key, value in level.items()}

    def _write_changed(self, document: Any) -> dict[str, Any]:
        return self._changed(document, lambda kind, held: kind.write(held))

    def _changed(self, document: Any, write: Callable[[ValueType, Any], Any]) -> dict[str, Any]:
        """Write an object whose absent and unknown keys may be others than those of its form."""
        values = {key: write(_ANYTHING, value) for key, value in document.extras.items()}
        for key, (name, kind) in self.attributes.items():
            values[key] = write(kind, getattr(document, name))
        raw = {key: values[key] for key in self.keys if key in values} | values
        always_written = () if self.keys else self.codec.always_written
        for key, (name, kind) in self.absent.items():
            value, default = getattr(document, name), self.defaults[name]
            if key in always_written or not (value is default or value == default):
                raw[key] = write(kind, value)
        return raw


def _is_short_text(key: object) -> bool:
    return type(key) is str and len(key) <= _LONGEST_KEY_KEPT


def _remember(
    functions: dict[tuple[str, ...], _Function], keys: tuple[str, ...], function: _Function
) -> None:
    if len(functions) >= _MOST_FUNCTIONS:
        functions.clear()
    functions[keys] = function


class _Converted(ValueType):
    """A value that the converter of its attribute takes first, as in the constructor."""

    kept = frozenset()

    def __init__(self, convert: Callable[[Any], Any], kind: ValueType) -> None:
        self.convert, self.kind = convert, kind
        self.may_hold_floats = kind.may_hold_floats

    def read(self, value: Any) -> Any:
        """Return what the kind makes of the converted value."""
        return self.kind.read(self.convert(value))

    def write(self, value: Any) -> Any:
        """Return what the kind writes."""
        return self.kind.write(value)


def _converted(convert: Any, kind: ValueType) -> ValueType:
    return _Converted(convert, kind) if convert else kind


def codec_of(cls: Any) -> Codec:
    """Return the codec of a document class."""
    return _codec_of(cls)


@cache
def _codec_of(cls: Any) -> Codec:
    return Codec(cls)


def _missing_key(
    cls: type, key: str, path: DocumentPath, unknown: Iterable[object] = ()
) -> Problem:
    return Problem(
        path,
        f"{key} is missing: {called(cls)} needs one",
        kind=ProblemKind.MISSING_KEY,
        fix=mistyped_as(key, unknown),
    )
