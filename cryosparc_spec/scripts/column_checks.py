"""Checks of the columns that a script makes or asks for, where their names are written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.columns.fields import UID, Field
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.fixes import IF_MEANT, Fix
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import ProblemKind
from cryosparc_spec.problems.validators import is_list
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.scripts.client_uses import Lookup
from cryosparc_spec.scripts.found import Found, found, in_code
from cryosparc_spec.scripts.plain_parts import Parts, plain_parts
from cryosparc_spec.scripts.values import Call, Entries, Value

_NEAR = 0.8
"""How like a known column one must be to be taken for it; scripts add columns of their own."""

_NUMBERS = re.compile(r"_?\d+")

_DTYPES = {
    **dict.fromkeys(("int", "int_", "intp", "long", "l"), "i8"),
    **dict.fromkeys(("uint", "uintp", "ulong", "L"), "u8"),
    **dict.fromkeys(("intc", "i"), "i4"),
    **dict.fromkeys(("uintc", "I"), "u4"),
    **dict.fromkeys(("short", "h"), "i2"),
    **dict.fromkeys(("ushort", "H"), "u2"),
    **dict.fromkeys(("byte", "b"), "i1"),
    **dict.fromkeys(("ubyte", "B"), "u1"),
    **dict.fromkeys(("float", "double", "d"), "f8"),
    **dict.fromkeys(("single", "f"), "f4"),
    **dict.fromkeys(("complex", "cdouble", "D"), "c16"),
    **dict.fromkeys(("csingle", "F"), "c8"),
}
"""Words for dtypes that numpy takes and files do not have, by what they are on 64-bit Linux."""


def check_columns(
    calls: list[Call], lookups: list[Lookup], slot_types: SlotTypes | None
) -> Iterator[Found]:
    """Tell which fields cannot be columns, and which columns are most likely mistyped."""
    types = known_slot_types() if slot_types is None else slot_types
    made: set[str] = {lookup.name for lookup in lookups if lookup.is_assigned}
    for call in calls:
        for field in _fields_of(call):
            yield from _check_field(field, call, types)
            made.add(_name_in(field[0]))
    for lookup in lookups:
        meant = _column_meant(lookup.name, types)
        if meant and (lookup.is_assigned or lookup.name not in made):
            yield _mistyped(lookup.node, ("columns", lookup.name), lookup.name, meant)


_GivenField = tuple[Any, Parts, int]


def _fields_of(call: Call) -> Iterator[_GivenField]:
    """Give the fields that a call makes columns of: data, its parts, and the index."""
    if call.cls != "Dataset":
        return
    value = call.get("fields") if call.name in ("allocate", "add_fields") else None
    if value is not None:
        raw, parts = plain_parts(value)
        dtypes = _dtypes_of(call.get("dtypes"))
        for index, field in enumerate(raw if is_list(raw) else ()):
            if field and not parts.is_open((index,)):
                is_name = isinstance(field, str) and index < len(dtypes)
                yield [field, dtypes[index]] if is_name else field, parts, index
    table = call.get("allocate") if call.name == "__init__" else None
    if isinstance(table, Entries):
        for key, entry in table.entries.items():
            yield str(key), Parts(nodes={(): entry.key}), 0


def _dtypes_of(value: Value | None) -> list[Any]:
    raw = plain_parts(value)[0] if value is not None else None
    if isinstance(raw, str):
        return raw.split(",")
    return [*raw] if is_list(raw) else []


def _check_field(given: _GivenField, call: Call, types: SlotTypes) -> Iterator[Found]:
    raw, parts, index = given
    node = parts.nodes.get((index,)) or parts.nodes.get(()) or call.node
    path: DocumentPath = ("Dataset" if call.name == "__init__" else call.name, "fields", index)
    name = _name_in(raw)
    meant = _column_meant(name, types)
    if meant:
        yield _mistyped(node, path, name, meant)
    if isinstance(raw, str):
        return
    try:
        field = Field.parse(_in_codes(raw))
    except SpecError as error:
        for problem in error.problems:
            yield Found(in_code(problem, of_call=False).under(*path), node)
        return
    apart = call.get("dtypes") is not None
    yield from _other_dtype(field, node, path, types, apart=apart)


def _in_codes(raw: Any) -> Any:
    """Return a field with its dtype as a file has it, where numpy has another word for it."""
    if is_list(raw) and len(raw) > 1:
        name, dtype, *shape = raw
        inner = is_list(dtype) and len(dtype) == 2
        dtype = [_code(dtype[0]), dtype[1]] if inner else _code(dtype)
        return [name, dtype, *shape]
    return raw


def _code(dtype: Any) -> Any:
    return _DTYPES.get(dtype, dtype) if isinstance(dtype, str) else dtype


def _name_in(raw: Any) -> str:
    first = raw if isinstance(raw, str) else raw[0] if raw else ""
    return first if isinstance(first, str) else ""


def _columns_known(slot: str, types: SlotTypes) -> set[str]:
    return {column.name for slot_type in types.with_name(slot) for column in slot_type.columns}


def _column_meant(name: str, types: SlotTypes) -> str | None:
    """Return the known column that a mistyped one most likely is."""
    slot, _, leaf = name.partition("/")
    known = _columns_known(slot, types)
    if name == UID or not leaf or leaf in known:
        return None
    folded = {column.casefold(): column for column in known}
    near = get_close_matches(leaf.casefold(), folded, n=1, cutoff=_NEAR)
    return f"{slot}/{folded[near[0]]}" if near and not _is_another(leaf, folded[near[0]]) else None


def _is_another(leaf: str, known: str) -> bool:
    """Whether a column has the name of a known one with more to it, such as a number."""
    numberless = _NUMBERS.sub("", leaf) == _NUMBERS.sub("", known)
    return numberless or leaf.startswith(f"{known}_") or leaf.endswith(f"_{known}")


def _mistyped(node: Any, path: DocumentPath, name: str, meant: str) -> Found:
    return found(
        node,
        path,
        f"{show_value(name)} is not a column that the catalogue knows of its slot",
        ProblemKind.UNEXPECTED_COLUMN,
        fix=Fix.of(meant, remark=IF_MEANT),
    )


def _other_dtype(
    field: Field, node: Any, path: DocumentPath, types: SlotTypes, *, apart: bool
) -> Iterator[Found]:
    """Tell of a field whose dtype no slot of its name was seen with.

    With ``apart``, its dtype stands in a list of its own.
    """
    columns = [
        column
        for slot_type in types.with_name(field.slot or "")
        for column in slot_type.columns
        if column.name == field.leaf and column.dtype
    ]
    seen = [column.dtype_with({}) for column in columns if not column.letters]
    if not seen or len(seen) < len(columns) or field.dtype in seen:
        return
    right = seen[0]
    yield found(
        node,
        path,
        f"{show_value(field.name)} is {show_value(str(field.dtype))}: "
        f"the column was seen as {show_value(str(right))}",
        ProblemKind.WRONG_DTYPE,
        hint=f'write "{right}" for it' if apart else f'write ("{field.name}", "{right}")',
    )
