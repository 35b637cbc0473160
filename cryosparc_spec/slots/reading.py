"""Slots read from any spelling in use: shorthand, dicts, deprecated dicts, JSON text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, TypeAlias, TypeGuard, cast

import attrs

from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.display.displayed import DisplayedTuple
from cryosparc_spec.problems.ascii_names import not_ascii_in
from cryosparc_spec.problems.caller_warnings import UnknownSlotTypeWarning, warn_caller
from cryosparc_spec.problems.errors import ParseError, Problems, read_each_item
from cryosparc_spec.problems.fixes import IF_MEANT, Fix
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import (
    LONGEST_NAME,
    as_bool,
    as_identifier,
    identifier_meant,
    is_identifier,
    is_mapping,
    items_of,
    name_too_long,
    wrong_type,
)
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import keys_meant, unknown_key
from cryosparc_spec.slots.json_text import read_mapping
from cryosparc_spec.slots.slot import Datafield, Slot, SlotSpec
from cryosparc_spec.vocabulary.datatypes import Datatype


def as_slots(
    values: Iterable[SlotSpec], *, slot_types: SlotTypes | None = None
) -> tuple[Slot, ...]:
    """Read a list of slots in any spelling; all problems are reported at once, by index."""
    return read_each(values, partial(Slot.parse, slot_types=slot_types))


_SLOT = {Slot}
_TUPLES = {tuple, DisplayedTuple}


def are_slots(values: object) -> TypeGuard[tuple[Slot, ...]]:
    """Whether a value is a tuple of slots already, which can be kept as it is."""
    return values.__class__ in _TUPLES and _SLOT.issuperset(map(type, cast("Any", values)))


def read_each(values: Iterable[Any], read: Callable[[Any], Slot]) -> tuple[Slot, ...]:
    """Read a list of slots one by one; all problems are reported at once, by index."""
    if isinstance(values, str) or is_mapping(values):
        raise not_a_slot_list(values)
    return tuple(read_each_item(items_of(values, not_a_slot_list), read))


def not_a_slot_list(value: object) -> ParseError:
    """Make the error for something that is not a list where a list of slots should be."""
    words = re.findall(r"[^\s,]+", value) if isinstance(value, str) else []
    sound = words and all(known_shorthand(word) for word in words)
    return wrong_type(value, "a list of slots", fix=Fix.of(words) if sound else None)


Notices: TypeAlias = defaultdict[ProblemKind, list[Slot]]
"""Slots that are right, but the way they were written should be pointed out."""

_DEPRECATED_KEY = ProblemKind.DEPRECATED_KEY
_UNKNOWN_SLOT_TYPE = ProblemKind.UNKNOWN_SLOT_TYPE


def read_slots(values: Iterable[Any], slot_types: SlotTypes | None, notices: Notices) -> list[Slot]:
    """Read slots in any spelling, and add to ``notices`` what should be pointed out.

    That is a deprecated key, and a name written short that the catalogue does not know;
    :func:`notice_problem` puts it in words, which takes longer than the reading.
    """
    known = _known_shorthands(slot_types)
    slots: list[Slot] = []
    for value in values:
        kind = value.__class__
        if kind is str:
            slot = known.get(value) or _read_text(value, slot_types, notices)
        elif kind is dict:
            slot = _read_dict(value, notices)
        else:
            slot = _read_object(value, slot_types, notices)
        slots.append(slot)
    return slots


def _read_object(value: object, slot_types: SlotTypes | None, notices: Notices) -> Slot:
    if isinstance(value, Slot):
        return value
    if isinstance(value, Datafield):
        return value.to_slot()
    if isinstance(value, str):
        return read_slots([str.__str__(value)], slot_types, notices)[0]
    if is_mapping(value):
        return _read_dict(dict(value), notices)
    raise wrong_type(value, 'a slot such as "ctf" or {"name": "ctf", "dtype": "ctf"}')


def read_slot(value: SlotSpec, slot_types: SlotTypes | None) -> Slot:
    """Read one slot in any spelling, and warn of what should be pointed out."""
    notices: Notices = defaultdict(list)
    [slot] = read_slots([value], slot_types, notices)
    for kind in notices:
        warn_caller(str(notice_problem(slot, kind, slot_types)), NOTICE_WARNINGS[kind])
    return slot


NOTICE_WARNINGS: Mapping[ProblemKind, type[Warning]] = {
    ProblemKind.DEPRECATED_KEY: DeprecationWarning,
    ProblemKind.UNKNOWN_SLOT_TYPE: UnknownSlotTypeWarning,
}
"""Category of warning for each kind of notice that :func:`read_slots` gives."""


def notice_problem(slot: Slot, kind: ProblemKind, slot_types: SlotTypes | None) -> Problem:
    """Put a notice of :func:`read_slots` in words."""
    if kind is ProblemKind.DEPRECATED_KEY:
        return deprecated_prefix(slot)
    return unknown_slot_type(slot, known_slot_types() if slot_types is None else slot_types)


def _read_text(text: str, slot_types: SlotTypes | None, notices: Notices) -> Slot:
    """Read text that is not a known name."""
    name = text.removeprefix("?")
    if not is_identifier(name):
        if text.startswith("{"):
            return _read_dict(read_mapping(text), notices)
        raise _not_a_slot(text)
    types = known_slot_types() if slot_types is None else slot_types
    series_type = types.series_type_of(name)
    if series_type:
        raise _series_shorthand(Slot(name, series_type, name == text))
    slot = _new_slot(name, name, name == text)
    notices[_UNKNOWN_SLOT_TYPE].append(slot)
    return slot


def known_shorthand(text: str) -> Slot | None:
    """Return the slot of a shorthand that the catalogue knows; equal text gives one object."""
    return _known_shorthands(None).get(text)


@lru_cache(8)
def _known_shorthands(slot_types: SlotTypes | None) -> Mapping[str, Slot]:
    types = known_slot_types() if slot_types is None else slot_types
    slots = [
        Slot(name, slot_type, required)
        for name in types.short_names
        if (slot_type := types.slot_type_of(name)) is not None
        for required in (True, False)
    ]
    return {slot.name if slot.required else f"?{slot.name}": slot for slot in slots}


def _not_a_slot(text: str) -> ParseError:
    name = text.removeprefix("?")
    if len(name) > LONGEST_NAME:
        return name_too_long(name)
    meant = _slot_meant(text) or _known_slot_of(identifier_meant(name), text)
    return ParseError.of(
        f"{show_value(text)} is not a slot: expected a name such as "
        f'"ctf", with one ? before it where an input can do without{not_ascii_in(text)}',
        kind=ProblemKind.INVALID_NAME,
        fix=_fix_of_slot(meant) if meant else None,
    )


def _known_slot_of(name: str | None, text: str) -> Slot | None:
    """Return the slot of a name that text most likely stands for, where that is known."""
    types = known_slot_types()
    known = name and (types.slot_type_of(name) or types.series_type_of(name))
    return Slot(name, known, "?" not in text) if name and known else None


def _slot_meant(text: str) -> Slot | None:
    """Return the slot that text of another form most likely stands for, optional where it says so.

    A ``?`` may stand behind it, a datatype before it, as in a results group, and a column after it.
    """
    types = known_slot_types()
    stripped = text.strip("? \t\r\n")
    datatype, dot, dotted = stripped.rpartition(".")
    name = dotted.partition("/")[0]
    known = types.slot_type_of(name) or types.series_type_of(name)
    if not is_identifier(name) or (dot and not known and datatype not in Datatype):
        return None
    return Slot(name, known or name, "?" not in text)


def _fix_of_slot(slot: Slot) -> Fix:
    """Return the text of a slot, or all of it for one that cannot be written short."""
    if known_slot_types().series_type_of(slot.name):
        return Fix.of(slot.to_dict())
    return Fix.of(slot.name if slot.required else f"?{slot.name}")


def _series_shorthand(slot: Slot) -> ParseError:
    return ParseError.of(
        f"{show_value(slot.name)} is one of a numbered series, whose names do not tell the slot "
        "type: it cannot be written short",
        kind=ProblemKind.SERIES_SHORTHAND,
        fix=Fix.of(slot.to_dict()),
    )


def unknown_slot_type(slot: Slot, slot_types: SlotTypes) -> Problem:
    """Make the problem of a slot whose type the catalogue does not know."""
    return Problem(
        (),
        f"{show_value(slot.dtype)} is not a slot type that the catalogue knows",
        kind=ProblemKind.UNKNOWN_SLOT_TYPE,
        severity=Severity.WARNING,
        fix=_known_slot_meant(slot, slot_types),
    )


def _known_slot_meant(slot: Slot, slot_types: SlotTypes) -> Fix | None:
    usual = slot_types.slot_type_of(slot.name) or slot_types.series_type_of(slot.name)
    if usual:
        return Fix.of(attrs.evolve(slot, dtype=usual).to_dict())
    nearest = slot_types.nearest_name(slot.dtype)
    if nearest is None:
        return None
    if slot.name == slot.dtype:
        short = nearest if slot.required else f"?{nearest}"
        return Fix.of(short, remark=IF_MEANT)
    dtype = slot_types.slot_type_of(nearest)
    return Fix.of(dtype, key="dtype", remark=IF_MEANT)


_MOST_SHARED = 4096
_shared_required: dict[str, Slot] = {}
_shared_optional: dict[str, Slot] = {}


def _read_dict(value: dict[Any, Any], notices: Notices) -> Slot:
    """Read a slot in full; equal ones give one object, as long as there are not many."""
    if len(value) > 3:
        return _read_odd_dict(value, notices)
    deprecated = "prefix" in value
    try:
        name, dtype = value["prefix" if deprecated else "name"], value["dtype"]
        required = True if len(value) == 2 else value["required"]
        shared = _shared_required if required is True else _shared_optional
        slot = shared.get(name)
        if slot is None or slot.dtype != dtype or slot.required is not required:
            if not (
                (required is True or required is False)
                and type(name) is type(dtype) is str
                and name.isidentifier()
                and name.isascii()
                and len(name) <= LONGEST_NAME
                and dtype.isidentifier()
                and dtype.isascii()
                and len(dtype) <= LONGEST_NAME
            ):
                return _read_odd_dict(value, notices)
            slot = _new_slot(name, dtype, required)
            if len(shared) >= _MOST_SHARED:
                shared.clear()
            shared[name] = slot
    except (KeyError, TypeError, ValueError):
        return _read_odd_dict(value, notices)
    if deprecated:
        notices[_DEPRECATED_KEY].append(slot)
    return slot


def _read_odd_dict(value: dict[Any, Any], notices: Notices) -> Slot:
    _refuse_wrong_mapping(value)
    name = value["name"] if "name" in value else value["prefix"]
    slot = Slot(name, value["dtype"], value.get("required", True))
    if "prefix" in value:
        notices[_DEPRECATED_KEY].append(slot)
    return slot


_SLOT_KEYS = ("name", "dtype", "required")


def _refuse_wrong_mapping(value: Mapping[str, Any]) -> None:
    problems = Problems()
    unknown = [key for key in value if key not in (*_SLOT_KEYS, "prefix")]
    problems.found += [unknown_key(key, _SLOT_KEYS, value, of="a slot") for key in unknown]
    for key in ("name", "prefix"):
        with problems.at(key):
            _as_slot_name(value.get(key, "absent"), key)
    with problems.at("dtype"):
        _as_slot_type(value.get("dtype", "absent"))
    with problems.at("required"):
        as_bool(value.get("required", True))
    missing = [] if "name" in value or "prefix" in value else ["name"]
    missing += [] if "dtype" in value else ["dtype"]
    missing = [key for key in missing if key not in keys_meant(unknown, _SLOT_KEYS)]
    if missing:
        problems.found.append(_missing_keys(value, missing))
    if "name" in value and "prefix" in value and value["name"] != value["prefix"]:
        message = f"{show_value(value['prefix'])} differs from the name {show_value(value['name'])}"
        fix = Fix.remove("keep name, leave prefix out", safe=False)
        problems.found.append(Problem(("prefix",), message, fix=fix))
    problems.raise_if_any()


def _as_slot_name(value: object, key: str) -> None:
    try:
        as_identifier(value)
    except ParseError as error:
        meant = _slot_meant(value) if isinstance(value, str) else None
        if meant is None:
            raise
        raise ParseError([error.problems[0].with_fix(_fix_of_name(meant, key))]) from None


def _fix_of_name(meant: Slot, key: str) -> Fix:
    if meant.required:
        return Fix.of(meant.name)
    edits = (*Fix.of(meant.name, at=(key,)).edits, *Fix.of(False, key="required").edits)
    return Fix(edits, words=f'write "{meant.name}", and "required": false', above=1)


def _as_slot_type(value: object) -> None:
    try:
        as_identifier(value)
    except ParseError as error:
        meant = _slot_meant(value) if isinstance(value, str) else None
        known = known_slot_types()
        nearest = known.nearest_name(meant.name if meant else str(value))
        dtype = known.slot_type_of(nearest) if nearest else None
        fix = Fix.of(dtype) if dtype else None
        raise ParseError([error.problems[0].with_fix(fix)]) from None


def _missing_keys(value: Mapping[str, Any], missing: Sequence[str]) -> Problem:
    return Problem(
        (),
        f"{' and '.join(missing)} missing: a slot written in full has name and dtype",
        kind=ProblemKind.MISSING_KEY,
        fix=_full_form_of(value),
    )


def _full_form_of(value: Mapping[str, Any]) -> Fix | None:
    """Say what a slot without a name or without a slot type most likely is in full."""
    types = known_slot_types()
    given = value.get("name", value.get("prefix", value.get("dtype")))
    name = given if isinstance(given, str) else ""
    dtype = types.slot_type_of(name) or types.series_type_of(name)
    remark = "" if dtype else IF_MEANT
    if dtype is None:
        name = types.nearest_name(name) or ""
        dtype = types.slot_type_of(name)
    required = {"required": False} if value.get("required") is False else {}
    return Fix.of({"name": name, "dtype": dtype, **required}, remark=remark) if dtype else None


def deprecated_prefix(slot: Slot) -> Problem:
    """Make the problem of a slot written with ``prefix``."""
    return Problem(
        (),
        '"prefix" is the deprecated name of "name"',
        kind=ProblemKind.DEPRECATED_KEY,
        severity=Severity.WARNING,
        fix=Fix.of(slot.name, key="name"),
    )


_new = object.__new__
_set_name, _set_dtype, _set_required = (
    vars(Slot)[attribute].__set__ for attribute in ("name", "dtype", "required")
)


def _new_slot(name: str, dtype: str, required: bool) -> Slot:
    """Make a slot of values that were checked: its constructor would check them again."""
    slot = _new(Slot)
    _set_name(slot, name)
    _set_dtype(slot, dtype)
    _set_required(slot, required)
    return slot
