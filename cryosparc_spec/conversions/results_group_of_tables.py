"""Results groups made of ``.cs`` tables: new ones, and existing ones for filtered tables."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import attrs

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.datasets.header import DatasetHeader
from cryosparc_spec.datasets.inference import infer_slots
from cryosparc_spec.datasets.reading import read_header
from cryosparc_spec.documents.results_group import RELATIVE, Group, ResultsGroup, SlotResult
from cryosparc_spec.documents.table_files import find_table
from cryosparc_spec.problems.errors import ParseError, Problems
from cryosparc_spec.problems.problem import ProblemKind
from cryosparc_spec.problems.validators import AnyPath, as_paths
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.vocabulary.datatypes import Datatype, DatatypeLike

FORM = "v4.4.1"
"""The version of CryoSPARC in whose form results groups are written."""


def build_results_group(
    tables: AnyPath | Iterable[AnyPath],
    *,
    output: str,
    datatype: DatatypeLike,
    folder: AnyPath = ".",
    title: str | None = None,
    description: str = "",
    version: str = FORM,
    slot_types: SlotTypes | None = None,
) -> ResultsGroup:
    r"""Return the results group of an output that lies in tables, for a ``.csg`` file in a folder.

    Slots and their types are those that the columns show; a slot in several tables is taken from
    the first, and each table has to hold one that those before it do not. The tables have to be in
    the folder or below it. Raises
    :class:`~cryosparc_spec.ParseError`, ``FileError`` for a table that cannot be read, and
    ``OSError`` for one that cannot be opened.

    >>> text = b"{'descr': [('uid', '<u8'), ('motion/path', 'S9')], 'fortran_order': False, "
    >>> text += b"'shape': (0,)}"
    >>> written = Path("a.cs").write_bytes(b"\x93NUMPY\1\0" + bytes([len(text), 0]) + text)
    >>> group = build_results_group(["a.cs"], output="particles", datatype="particle")
    >>> group.results["motion"]
    SlotResult(..., metafile='>a.cs', type='particle.motion', num_items=0)
    """
    known = Datatype(datatype)
    headers = _headers_of(tables, Path(folder))
    inference = infer_slots(headers.values(), datatype=known, slot_types=slot_types)
    if not inference.slots:
        raise ParseError.of("the tables hold no slots", kind=ProblemKind.NO_SLOTS)
    _require_use_of_each(headers)
    results: dict[str, SlotResult] = {}
    for slot in (inferred.slot for inferred in inference.slots):
        metafile, header = next((m, h) for m, h in headers.items() if slot.name in h.slots)
        slot_type = f"{known}.{slot.dtype}"
        results[slot.name] = SlotResult(metafile=metafile, num_items=header.rows, type=slot_type)
    return ResultsGroup(
        created=datetime.now(UTC).replace(tzinfo=None),
        group=Group(name=output, type=known, title=title or output, description=description),
        results=results,
        version=version,
    )


def _require_use_of_each(headers: Mapping[str, DatasetHeader]) -> None:
    """Refuse a table whose slots are all in earlier ones: its rows would be left out unseen."""
    problems = Problems()
    taken: set[str] = set()
    for index, (metafile, header) in enumerate(headers.items()):
        with problems.at(index):
            if header.slots and taken.issuperset(header.slots):
                raise ParseError.of(
                    f"the slots of {show_value(metafile)} are all in tables before it: "
                    "a slot of a group lies in one table",
                    kind=ProblemKind.DUPLICATE_SLOT,
                    hint="leave it out, or make it a group of its own",
                )
        taken.update(header.slots)
    problems.raise_if_any()


def retarget_results_group(
    group: ResultsGroup,
    table: AnyPath,
    *,
    folder: AnyPath = ".",
    to_folder: AnyPath | None = None,
) -> ResultsGroup:
    r"""Return a results group with the slots that a table has pointed at it, and counted anew.

    ``folder`` is where the ``.csg`` file is, ``to_folder`` where the new one is to be, by default
    the same. Other slots stay where they are; what is counted of them is mended where their table
    is there. Raises as :func:`build_results_group` does, also for a table with no slot of the
    group.

    >>> stack = SlotResult(metafile=">old.cs", num_items=9, type="particle.motion")
    >>> group = ResultsGroup(group=Group(name="a", type="particle"), results={"motion": stack})
    >>> text = b"{'descr': [('uid', '<u8'), ('motion/path', 'S9')], 'fortran_order': False, "
    >>> text += b"'shape': (0,)}"
    >>> written = Path("a.cs").write_bytes(b"\x93NUMPY\1\0" + bytes([len(text), 0]) + text)
    >>> retarget_results_group(group, "a.cs").results["motion"]
    SlotResult(..., metafile='>a.cs', type='particle.motion', num_items=0)
    """
    source = Path(folder)
    target = source if to_folder is None else Path(to_folder)
    ((metafile, header),) = _headers_of(table, target).items()
    if header.slots.keys().isdisjoint(group.results):
        held = ", ".join(header.slots) or "none"
        raise ParseError.of(
            f"{show_value(os.fspath(table))} has no slot of the group: it has {held}",
            kind=ProblemKind.MISSING_SLOT,
            hint=f"the group has {', '.join(group.results) or 'none'}",
        )
    results: dict[str, SlotResult] = {}
    problems = Problems()
    for name, result in group.results.items():
        with problems.at("results", name, "metafile"):
            if name in header.slots:
                results[name] = attrs.evolve(result, metafile=metafile, num_items=header.rows)
            else:
                results[name] = _moved(result, source, target)
    problems.raise_if_any()
    return attrs.evolve(group, results=results)


def _headers_of(tables: AnyPath | Iterable[AnyPath], folder: Path) -> Mapping[str, DatasetHeader]:
    """Read the headers of tables, by their metafiles in a group of a folder."""
    headers: dict[str, DatasetHeader] = {}
    problems = Problems()
    for index, table in enumerate(as_paths(tables)):
        with problems.at(index):
            headers[_metafile_of(Path(table), folder)] = read_header(
                table, thorough=True, strict=False
            )
    problems.raise_if_any()
    if not headers:
        raise ParseError.of("there is no table: expected one or more .cs files")
    return headers


def _metafile_of(table: Path, folder: Path) -> str:
    path, start = table.absolute(), folder.absolute()
    for found, place in ((path, start), (path.resolve(), start.resolve())):
        if found.is_relative_to(place):
            return RELATIVE + found.relative_to(place).as_posix()
    raise ParseError.of(
        f"{show_value(str(table))} is not in the folder of the results group, nor below it",
        hint=f"write the results group to {show_value(str(table.parent))}",
    )


def _moved(result: SlotResult, source: Path, target: Path) -> SlotResult:
    """Return a result as a group of another folder has it, counted anew where that can be."""
    table = find_table(result.metafile, source)
    metafile = result.metafile
    if result.relative_to_group and source.absolute() != target.absolute():
        metafile = _metafile_of(source / result.path, target)
    rows = result.num_items if table is None else read_header(table, strict=False).rows
    return attrs.evolve(result, metafile=metafile, num_items=rows)
