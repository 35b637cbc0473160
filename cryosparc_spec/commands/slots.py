"""The command ``slots``: what is known of slot types, as a table."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence

import attrs
import click

from cryosparc_spec.catalogue.entries import SlotType
from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.commands.completion import complete_slots
from cryosparc_spec.commands.options import color_option, examples
from cryosparc_spec.commands.terminal import (
    CouldNotRun,
    echo_content,
    output_format_option,
    slot_types_option,
)
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.views.column_labels import column_label
from cryosparc_spec.views.text_tables import NO_BREAK, table_lines
from cryosparc_spec.vocabulary.datatypes import Datatype

_HEADER = ["DATATYPE", "SLOT TYPE", "NAMES SEEN", "COLUMNS", "SOURCE"]
_WIDTH_WITH_SOURCES = 112


@click.command(
    epilog=examples(
        'slots ctf "?location"',
        "slots --datatype volume --no-sources",
    )
)
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_slots)
@click.option(
    "--datatype", type=click.Choice([word.value for word in Datatype]), help="Only under this one."
)
@click.option(
    "--sources/--no-sources",
    default=True,
    help="Whether to say where each thing was seen, which is most of the JSON.",
)
@output_format_option
@slot_types_option
@color_option
def slots(
    names: tuple[str, ...],
    datatype: str | None,
    sources: bool,
    output_format: str,
    slot_types: SlotTypes | None,
) -> None:
    """Show what is known of slot types.

    Of those of the given slots, or of all. A slot is given by its name, as ctf, ?ctf or
    components_mode_0, or by its slot type, as stat_blob or particle.ctf; a series by its pattern,
    as components_mode_{}. Where the output is not a terminal, cells are separated by tabs; a narrow
    one does not show the sources.

    A * stands by a column that a v4 server is known to require, a ? for a dtype not seen. Exit code
    2: could not run.
    """
    found = [
        slot_type
        for slot_type in _slot_types_named(names, slot_types or known_slot_types())
        if datatype is None or slot_type.datatype == datatype
    ]
    if not found:
        raise CouldNotRun(f"no such slot type is known under {datatype}")
    if output_format == "json":
        from cryosparc_spec.converters.plain_data import unstructure

        shown = found if sources else map(_unsourced, found)
        echo_content(json.dumps([*map(unstructure, shown)], indent=2) + "\n")
        return
    table = [_HEADER, *map(_slot_type_row, found)]
    for line in _lines(table if sources else [row[:-1] for row in table]):
        click.echo(line)


def _unsourced(slot_type: SlotType) -> SlotType:
    columns = [attrs.evolve(column, sources=()) for column in slot_type.columns]
    return attrs.evolve(slot_type, columns=columns, sources=())


def _lines(table: Sequence[Sequence[str]]) -> Iterator[str]:
    """Give a line for each entry, its cells separated by tabs; on a terminal, a table."""
    if not sys.stdout.isatty():
        yield from map("\t".join, table)
        return
    width = shutil.get_terminal_size().columns
    is_wide = width >= _WIDTH_WITH_SOURCES
    shown = table if is_wide else [row[: len(_HEADER) - 1] for row in table]
    header, *rows = ([_wrapped_at_commas(cell) for cell in row[:4]] + [*row[4:]] for row in shown)
    yield from table_lines(header, rows, width=width)


def _wrapped_at_commas(cell: str) -> str:
    return cell.replace(" ", NO_BREAK).replace(f",{NO_BREAK}", ", ")


def _slot_types_named(names: tuple[str, ...], known: SlotTypes) -> Iterable[SlotType]:
    if not names:
        return known.values()
    found: dict[SlotType, None] = {}
    for text in names:
        name = text.removeprefix("?")
        types = [t for t in known.values() if _is_named(t, name, known)]
        if not types:
            nearest = known.nearest_name(name)
            meant = f"; is {show_value(nearest)} meant?" if nearest else ""
            raise CouldNotRun(f"no slot or slot type is known as {show_value(name)}{meant}")
        found.update(dict.fromkeys(types))
    return found


def _is_named(slot_type: SlotType, name: str, known: SlotTypes) -> bool:
    named = name in (slot_type.slot_type, str(slot_type), *slot_type.series)
    return named or slot_type in known.with_name(name)


def _slot_type_row(slot_type: SlotType) -> list[str]:
    columns = map(column_label, slot_type.columns)
    names = ", ".join([*slot_type.names, *slot_type.series])
    sources = "; ".join(slot_type.sources)
    return [slot_type.datatype.value, slot_type.slot_type, names, ", ".join(columns), sources]
