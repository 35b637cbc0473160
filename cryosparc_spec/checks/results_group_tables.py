"""Checks of results groups against the ``.cs`` tables that they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import attrs

from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.checks.rows import different_rows
from cryosparc_spec.checks.slot_in_table import SlotInTable, check_slot_in_table, found_in
from cryosparc_spec.checks.uids import check_uid
from cryosparc_spec.datasets.header import DatasetHeader
from cryosparc_spec.datasets.reading import read_header
from cryosparc_spec.display.displayed import ProblemList
from cryosparc_spec.documents.results_group import RELATIVE, ResultsGroup, SlotResult
from cryosparc_spec.documents.table_files import MOST_TABLES, find_table, key_of, refuse_outside
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import AnyPath
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import few_near_words, nearest_word
from cryosparc_spec.vocabulary.datatypes import Datatype

_MOST_HINTS = 20


@few_near_words
def check_tables(
    group: ResultsGroup, folder: AnyPath, *, slot_types: SlotTypes | None = None
) -> tuple[Problem, ...]:
    """Return what is wrong with a results group of a folder, as the tables it names show it.

    Each table has to be there and readable, to have as many rows as ``num_items`` says, and to hold
    the columns of its slots, with the dtypes of their slot types; all are to have as many rows.
    Nothing but headers is read: whether rows have the same ``uid`` in two tables is not looked at.

    >>> from cryosparc_spec.documents.results_group import Group
    >>> stack = SlotResult(metafile=">stack.cs", num_items=9, type="particle.blob")
    >>> group = Group(name="particles", type="particle")
    >>> problem, = check_tables(ResultsGroup(group=group, results={"blob": stack}), "J1")
    >>> print(problem)
    $.results.blob.metafile: ">stack.cs" is not there: no such file beside the group
    """
    types = known_slot_types() if slot_types is None else slot_types
    return ProblemList(_check_tables(group, Path(folder), types))


def _check_tables(group: ResultsGroup, folder: Path, types: SlotTypes) -> Iterator[Problem]:
    headers: dict[str, DatasetHeader | None] = {}
    for name, result in group.results.items():
        metafile = result.metafile
        key = key_of(metafile)
        if key not in headers and len(headers) == MOST_TABLES:
            yield _too_many_tables(name)
            return
        if key not in headers:
            headers[key] = None
            yield from (p.under("results", name, "metafile") for p in check_mark(metafile, folder))
            try:
                headers[key] = header_named(metafile, folder, is_early=len(headers) <= _MOST_HINTS)
            except SpecError as error:
                found = [attrs.evolve(problem, position=None) for problem in error.problems]
                yield from (p.under("results", name, "metafile") for p in found)
            header = headers[key]
            for problem in check_uid(header) if header else ():
                yield found_in(metafile, problem).under("results", name, "metafile")
        header = headers[key]
        if header is not None:
            of_group = result.datatype == group.group.type or group.group.type not in Datatype
            for problem in _check_result(name, result, header, types if of_group else SlotTypes()):
                yield problem.under("results", name)
    yield from check_rows(group, headers)


def check_rows(
    group: ResultsGroup, headers: Mapping[str, DatasetHeader | None]
) -> Iterator[Problem]:
    """Tell of tables that differ in rows, unless the group itself says it of its slots."""
    counts = {result.num_items for result in group.results.values()} - {None}
    rows = {metafile: header.rows for metafile, header in headers.items() if header}
    if len(counts) < 2 and len({*rows.values()}) > 1:
        yield different_rows({show_value(metafile): number for metafile, number in rows.items()})


def _too_many_tables(name: str) -> Problem:
    return Problem(
        ("results", name, "metafile"),
        f"more than {MOST_TABLES} tables are named: from here on, none was looked at",
        kind=ProblemKind.UNREADABLE,
        severity=Severity.WARNING,
    )


def check_mark(metafile: str, folder: Path) -> Iterator[Problem]:
    """Tell of a table beside the group that is named as if it stood in the project's folder."""
    is_name = not metafile.startswith(RELATIVE) and PurePosixPath(metafile).name == metafile
    if is_name and find_table(RELATIVE + metafile, folder):
        yield Problem(
            (),
            f"{show_value(metafile)} is beside the group: without {RELATIVE} before it, a path "
            "begins at the folder of the project",
            severity=Severity.WARNING,
            fix=Fix.of(RELATIVE + metafile),
        )


def header_named(metafile: str, folder: Path, *, is_early: bool) -> DatasetHeader:
    """Return the header of a table; ``SpecError`` for one that is not there or cannot be read.

    What else may be meant is looked for where it ``is_early`` among the tables that are named.
    """
    refuse_outside(metafile, folder)
    table = find_table(metafile, folder)
    if table is None:
        problem = _not_there(metafile, folder)
        raise SpecError([problem.with_fix(_file_meant(metafile, folder) if is_early else None)])
    return header_at(table, metafile)


def header_at(table: Path, metafile: str) -> DatasetHeader:
    """Return the header of a table that a document names; ``SpecError`` for one without."""
    try:
        return read_header(table, thorough=True, strict=False)
    except OSError as error:
        message = f"{show_value(metafile)} cannot be read: {error.strerror}"
        raise SpecError.of(message, kind=ProblemKind.UNREADABLE) from None
    except SpecError as error:
        raise SpecError(
            [
                attrs.evolve(problem, path=(), message=f"{show_value(metafile)}: {problem.message}")
                for problem in error.problems
            ]
        ) from None


def _not_there(metafile: str, folder: Path) -> Problem:
    is_relative = metafile.startswith(RELATIVE)
    path = PurePosixPath(metafile.removeprefix(RELATIVE))
    place = "beside the group" if is_relative else "in a folder from that of the group upwards"
    known = is_relative or len(path.parts) < 2 or _is_in_project(path, folder)
    return Problem(
        (),
        f"{show_value(metafile)} is not there: no such file {place}",
        kind=ProblemKind.MISSING_FILE,
        severity=Severity.ERROR if known else Severity.NOTE,
    )


def _is_in_project(path: PurePosixPath, folder: Path) -> bool:
    """Whether the folder of the job in a path is there, so that a group stands in its project."""
    folders = (folder, *folder.absolute().parents)
    return any((each / path.parts[0]).is_dir() for each in folders)


def _file_meant(metafile: str, folder: Path) -> Fix | None:
    is_relative = metafile.startswith(RELATIVE)
    path = PurePosixPath(metafile.removeprefix(RELATIVE))
    if not is_relative and find_table(RELATIVE + path.name, folder):
        return _other_path(RELATIVE + path.name, "is beside the group")
    if is_relative and find_table(str(path), folder):
        return _other_path(str(path), "begins at the folder of the project")
    try:
        tables = [file.name for file in folder.iterdir() if file.suffix == ".cs"]
    except OSError:
        return None
    nearest = nearest_word(path.name, sorted(tables))
    return Fix.guess(RELATIVE + nearest) if nearest else None


def _other_path(metafile: str, words: str) -> Fix:
    return Fix.of(metafile, words=f"write {show_value(metafile)}, which {words}")


def _check_result(
    name: str, result: SlotResult, header: DatasetHeader, types: SlotTypes
) -> Iterator[Problem]:
    if result.num_items is not None and result.num_items != header.rows:
        yield Problem(
            ("num_items",),
            f"num_items is {show_value(result.num_items)}, "
            f"and {show_value(result.metafile)} has {header.rows} rows",
            kind=ProblemKind.INVALID_COUNT,
            fix=Fix.of(header.rows, key="num_items", at=()),
        )
    slot = SlotInTable(name, result.datatype, result.slot_type, result.metafile)
    yield from (problem for _, problem in check_slot_in_table(slot, header, types))
