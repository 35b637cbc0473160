"""Mistakes in tables, held to an output or looked at by themselves."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, TypeAlias

import attrs

from tests.soundness.facts import ColumnFact, SlotFact, some_slots
from tests.soundness.mistakes.planted import Planted, Planter, one_of, slip
from tests.soundness.samples import Sample, Table
from tests.soundness.sound.datasets import UID, columns_under, output_of

_REQUIRED = {
    ("particle", "location"): ("micrograph_uid", "micrograph_shape", "center_x_frac"),
    ("particle", "blob"): ("path", "idx", "shape", "psize_A", "sign"),
    ("particle", "ctf"): ("type", "exp_group_id", "accel_kv", "cs_mm"),
}
"""Columns that a server is known to require, by public ``min_fields`` and messages."""

_OF_NO_KNOWN_DTYPE = "filament/"
"""The slot whose columns have no dtype in public material."""

_Columns: TypeAlias = list[ColumnFact]


def _held_table(chance: random.Random) -> tuple[Sample, list[SlotFact]]:
    """Make a table of particles that an output promises, with one slot of required columns."""
    slots = some_slots(chance, "particle", series=False)
    names = {slot.name for slot in slots}
    for name in ("location", "blob", "ctf"):
        if name not in names:
            slots.append(SlotFact(name, name))
    table = Table(columns_under(slots, "particle"), rows=chance.choice((1, 4)))
    sample = Sample("dataset", "table.cs", {"table.cs": table}, output_of(slots, "particle"))
    return sample, slots


def _planted(
    sample: Sample, columns: _Columns, name: str, kind: str, least: str, **options: Any
) -> Planted:
    changed = sample.with_main(attrs.evolve(sample.table, columns=tuple(columns)))
    return Planted(changed, sample, ((name,),), one_of(*kind.split()), least, **options)


def _chosen(chance: random.Random) -> tuple[Sample, _Columns, int]:
    """Make a table, and choose a column of it that is required."""
    sample, _ = _held_table(chance)
    slot, leaves = chance.choice([(key[1], leaves) for key, leaves in _REQUIRED.items()])
    wanted = f"{slot}/{chance.choice(leaves)}"
    columns = [*sample.table.columns]
    return sample, columns, [name for name, _, _ in columns].index(wanted)


def _missing(chance: random.Random) -> Planted:
    sample, columns, index = _chosen(chance)
    name, _, _ = columns.pop(index)
    return _planted(sample, columns, name, "missing-column", "error")


def _misspelled(chance: random.Random) -> Planted:
    sample, columns, index = _chosen(chance)
    name, code, shape = columns[index]
    slot, _, leaf = name.partition("/")
    if leaf == "idx":
        leaf = "indx"
    else:
        leaf = slip(chance, leaf, [n.partition("/")[2] for n, _, _ in columns])
    columns[index] = f"{slot}/{leaf}", code, shape
    planted = _planted(sample, columns, f"{slot}/{leaf}", "missing-column", "error")
    return attrs.evolve(planted, paths=((f"{slot}/{leaf}",), (name,)))


def _retyped(
    change: Callable[[random.Random, ColumnFact], ColumnFact | None], *, least: str = "error"
) -> Planter:
    """Plant another dtype or shape in a column whose dtype is known."""

    def plant(chance: random.Random) -> Planted:
        while True:
            sample, _ = _held_table(chance)
            columns = [*sample.table.columns]
            index = chance.randrange(1, len(columns))
            changed = change(chance, columns[index])
            if changed and not changed[0].startswith(_OF_NO_KNOWN_DTYPE):
                columns[index] = changed
                return _planted(sample, columns, changed[0], "wrong-dtype", least)

    return plant


def _one_number(chance: random.Random, column: ColumnFact) -> ColumnFact | None:
    name, code, shape = column
    return (name, code, ()) if shape else None


def _another_size(chance: random.Random, column: ColumnFact) -> ColumnFact | None:
    name, code, shape = column
    return (name, code, (shape[0] + 1,)) if len(shape) == 1 and "multi" not in name else None


def _another_code(chance: random.Random, column: ColumnFact) -> ColumnFact | None:
    name, code, shape = column
    others = {"<f4": ("<f8", "<i4"), "<u4": ("<i8", "<i4", "<f4"), "<u8": ("<i8", "<f8")}
    return (name, chance.choice(others[code]), shape) if code in others else None


def _big_endian(chance: random.Random, column: ColumnFact) -> ColumnFact | None:
    name, code, shape = column
    return (name, code.replace("<", ">"), shape) if code[0] == "<" else None


def _objects(chance: random.Random) -> Planted:
    """Leave a column of numbers or text as Python objects, as pandas does."""
    sample, _, index = _chosen(chance)
    name = sample.table.columns[index][0]
    changed = sample.with_main(attrs.evolve(sample.table, objects=frozenset({name})))
    kinds = one_of("wrong-dtype", "invalid-value")
    return Planted(changed, sample, ((name,),), kinds, "error")


def _no_uid(chance: random.Random) -> Planted:
    sample, _ = _held_table(chance)
    return _planted(sample, [*sample.table.columns[1:]], "uid", "missing-column", "error")


def _uid_later(chance: random.Random) -> Planted:
    sample, _ = _held_table(chance)
    columns = [*sample.table.columns[1:]]
    columns.insert(chance.randrange(1, len(columns)), UID)
    return _planted(sample, columns, "uid", "column-order", "warning", most="warning")


def _uid_of(*codes: str, most: str) -> Planter:
    def plant(chance: random.Random) -> Planted:
        sample, _ = _held_table(chance)
        columns = [("uid", chance.choice(codes), ()), *sample.table.columns[1:]]
        kinds = "wrong-dtype wrong-type invalid-value"
        return _planted(sample, columns, "uid", kinds, "warning", most=most)

    return plant


def _beside_a_wrong_uid(chance: random.Random) -> Planted:
    """Lack a column in a table whose ``uid`` is wrong as well: the one hides not the other."""
    sample, columns, index = _chosen(chance)
    name, _, _ = columns.pop(index)
    code = chance.choice(("<i8", "<f8", ">u8", "S9", "<u4"))
    columns[0] = ("uid", code, ())
    return _planted(sample, columns, name, "missing-column", "error")


def _no_columns(chance: random.Random) -> Planted:
    sample, slots = _held_table(chance)
    name = chance.choice(slots).name
    columns = [column for column in sample.table.columns if not column[0].startswith(f"{name}/")]
    return _planted(sample, columns, name, "missing-slot", "error")


def _named_by_type(chance: random.Random) -> Planted:
    """Name the columns of a map after the type of its slot."""
    slots = [SlotFact(chance.choice(("map", "map_sharp", "map_half_A")), "blob")]
    table = Table(columns_under(slots, "volume"), rows=1)
    sample = Sample("dataset", "table.cs", {"table.cs": table}, output_of(slots, "volume"))
    columns = [(n.replace(slots[0].name, "blob", 1), c, s) for n, c, s in table.columns]
    return _planted(sample, columns, slots[0].name, "missing-slot", "error")


def _cut_short(chance: random.Random) -> Planted:
    sample, _ = _held_table(chance)
    data = sample.table.written()
    kept = chance.choice((len(data) - 1, 11, 200, len(data) * 9 // 10))
    kinds = one_of("unreadable", "syntax", "invalid-value")
    return Planted(sample.with_main(data[:kept]), sample, ((),), kinds, "error")


MISTAKES: dict[str, Planter] = {
    "required column missing": _missing,
    "required column misspelled": _misspelled,
    "one number where there should be more": _retyped(_one_number),
    "another size": _retyped(_another_size),
    "another type of number": _retyped(_another_code),
    "big-endian numbers": _retyped(_big_endian),
    "Python objects in a column": _objects,
    "no uid": _no_uid,
    "uid not first": _uid_later,
    "uid of other integers": _uid_of("<i8", ">u8", "<u4", "<i4", most="warning"),
    "uid of no integers": _uid_of("<f8", "S9", "<f4", most="error"),
    "column missing beside a wrong uid": _beside_a_wrong_uid,
    "slot without columns": _no_columns,
    "columns named after the slot type": _named_by_type,
    "table cut short": _cut_short,
}
