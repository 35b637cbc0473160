"""The command ``csg``: results groups made of tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs
import click

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.checks.results_group import check_results_group
from cryosparc_spec.checks.results_group_tables import check_tables
from cryosparc_spec.commands.options import color_option, examples
from cryosparc_spec.commands.terminal import (
    CouldNotRun,
    cannot_be_read,
    echo_problem,
    is_read,
    loaded,
    out_option,
    output_name_option,
    problems_shown,
    require_suffix,
    slot_types_option,
    write_out,
)
from cryosparc_spec.conversions.results_group_of_tables import (
    FORM,
    build_results_group,
    retarget_results_group,
)
from cryosparc_spec.converters.plain_data import unstructure
from cryosparc_spec.documents.results_group import ResultsGroup
from cryosparc_spec.files.load_and_dump import text_for
from cryosparc_spec.problems.places import Position
from cryosparc_spec.problems.problem import Severity
from cryosparc_spec.vocabulary.datatypes import Datatype

_file = click.Path(exists=True, dir_okay=False)
_out_option = out_option("File to write, in the folder of the tables or above them.")


@click.group()
def csg() -> None:
    """Make results groups (.csg) of tables (.cs)."""


@csg.command(
    epilog=examples(
        "csg build picked.cs --output-name particles --datatype particle -o particles.csg",
    )
)
@click.argument("tables", nargs=-1, required=True, type=_file, metavar="FILE.cs...")
@output_name_option(help="Name of the output.", required=True)
@click.option(
    "--datatype",
    "datatype",
    required=True,
    type=click.Choice([word.value for word in Datatype]),
    help="Datatype of the output.",
)
@click.option("--title", metavar="TEXT", help="What people read; by default the name.")
@click.option("--description", default="", metavar="TEXT", help="What the output holds.")
@click.option(
    "--cryosparc-version",
    default=FORM,
    show_default=True,
    metavar="VERSION",
    help="Version of CryoSPARC that is to read it.",
)
@_out_option
@slot_types_option
@color_option
def build(
    tables: tuple[str, ...],
    output_name: str,
    datatype: str,
    title: str | None,
    description: str,
    cryosparc_version: str,
    out: str | None,
    slot_types: SlotTypes | None,
) -> None:
    """Make the results group of an output that lies in tables.

    It is printed, or written to OUT. Slots, their types and numbers of items come from the headers
    of the tables; a slot in several is taken from the first. Exit code 1: the tables have problems.
    2: could not run.
    """
    folder = _folder_of(out)
    is_read(*tables)

    def make() -> ResultsGroup:
        return build_results_group(
            tables,
            output=output_name,
            datatype=Datatype(datatype),
            folder=folder,
            title=title,
            description=description,
            version=cryosparc_version,
            slot_types=slot_types,
        )

    _write(make, folder, out, path=tables[0], slot_types=slot_types)


@csg.command(
    epilog=examples(
        "csg retarget J1.csg picked.cs -o filtered.csg",
    )
)
@click.argument("old", type=_file, metavar="OLD.csg")
@click.argument("new", type=_file, metavar="NEW.cs")
@_out_option
@slot_types_option
@color_option
def retarget(old: str, new: str, out: str | None, slot_types: SlotTypes | None) -> None:
    """Point a results group at another table, as a filtered one.

    The slots that the table has lie in it from then on, with their numbers of items, and the group
    is printed, or written to OUT. Slots that the table does not have stay in theirs, and are
    counted anew where those are there. Exit code 1: the files have problems. 2: could not run.
    """
    source = Path(old).parent
    folder = source if out is None else _folder_of(out)
    group = loaded(old, kind=ResultsGroup)
    is_read(new)

    def make() -> ResultsGroup:
        return retarget_results_group(group, new, folder=source, to_folder=folder)

    _write(make, folder, out, path=old, slot_types=slot_types)


def _folder_of(out: str | None) -> Path:
    require_suffix(out, [".csg"])
    return Path(out or "").parent


def _write(
    make: Callable[[], ResultsGroup],
    folder: Path,
    out: str | None,
    *,
    path: str,
    slot_types: SlotTypes | None,
) -> None:
    """Write a group, and tell what a check of it finds."""
    try:
        with problems_shown(path):
            group = make()
            text = text_for(unstructure(group), out or "group.csg")
    except OSError as error:
        raise CouldNotRun(cannot_be_read(str(error.filename), error)) from None
    write_out(text, out)
    problems = (
        *check_results_group(group, slot_types=slot_types, folder=folder),
        *check_tables(group, folder, slot_types=slot_types),
    )
    for problem in problems:
        if problem.severity is not Severity.NOTE:
            position = Position(out or "<stdout>")
            echo_problem(attrs.evolve(problem, position=position), err=True)
