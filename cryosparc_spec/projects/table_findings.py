"""Checks of what the documents of one folder say of tables."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import attrs

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.checks.results_group_tables import (
    check_mark,
    check_rows,
    header_at,
    header_named,
)
from cryosparc_spec.checks.slot_in_table import SlotInTable, check_slot_in_table
from cryosparc_spec.datasets.header import DatasetHeader
from cryosparc_spec.documents.results_group import RELATIVE, ResultsGroup
from cryosparc_spec.documents.table_files import MOST_TABLES, find_table, key_of, refuse_outside
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.projects.claims import Claim
from cryosparc_spec.projects.findings import Finding, Scope
from cryosparc_spec.projects.job_folders import JOB_UID
from cryosparc_spec.projects.neighbours import Surroundings

_MOST_HINTS = 20
_MOST_KEPT = 100


def key_of_table(path: Path) -> str:
    """Return the same text for all spellings of the path of a table."""
    return os.path.abspath(path)  # noqa: PTH100  # in which "..", as in a metafile, is resolved


def slot_of_column(name: str) -> str:
    """Return the slot that a column, or a slot itself, is named by."""
    return name.partition("/")[0]


class TableChecks:
    """Holds what documents of a folder say to the tables, of each of which the header is read once.

    The problems that are given have no positions yet.
    """

    def __init__(self, around: Surroundings, types: SlotTypes) -> None:
        self._around = around
        self._types = types
        self._headers: dict[tuple[str, bool], _Header] = {}
        self._right: set[tuple[str, ...]] = set()

    def of(self, claims: Sequence[Claim], *, in_group: bool) -> Iterator[Finding]:
        """Give what is wrong with what one document says."""
        if len(self._headers) > _MOST_KEPT:
            self._headers.clear()
            self._right.clear()
        for claim in claims:
            table = self._table_of(claim, in_group=in_group)
            if table is None or self._is_one_too_many(claim, in_group=in_group):
                continue
            if outside := self._outside(claim):
                yield from (_finding(claim, each, table, "outside") for each in outside)
                continue
            if in_group:
                yield from self._check_mark(claim)
            header = self._header_of(claim, table, in_group=in_group)
            if isinstance(header, tuple):
                for problem in header:
                    yield self._unreadable(claim, _placed(problem, claim), table)
            elif other := self._other_job(claim, table):
                yield _finding(claim, other, table, "other job")
            else:
                yield from self._compare(claim, header, table)

    def _is_one_too_many(self, claim: Claim, *, in_group: bool) -> bool:
        is_new = (key_of(claim.metafile), in_group) not in self._headers
        return is_new and len(self._headers) >= MOST_TABLES

    def _outside(self, claim: Claim) -> Sequence[Problem]:
        """Return what is wrong with a path that leads out of the project."""
        try:
            refuse_outside(claim.metafile, self._around.folder)
        except SpecError as error:
            return [_placed(problem, claim) for problem in error.problems]
        return ()

    def of_group(self, group: ResultsGroup, claims: Sequence[Claim]) -> Iterator[Finding]:
        """Give what is wrong with what a results group says, of each slot and of all together."""
        found = [*self.of(claims, in_group=True)]
        yield from found
        if not any(each.problem.kind is ProblemKind.INVALID_COUNT for each in found):
            named = ((claim.metafile, (key_of(claim.metafile), True)) for claim in claims)
            held = {metafile: self._headers.get(key) for metafile, key in named}
            headers = {m: h for m, h in held.items() if isinstance(h, DatasetHeader)}
            yield from map(Finding, check_rows(group, headers))

    def known_slots(self, claims: Sequence[Claim], *, in_group: bool) -> Iterator[tuple[str, str]]:
        """Give the slots of which a document says the type, each after the key of its table."""
        for claim in claims:
            table = self._table_of(claim, in_group=in_group)
            if table is not None and (claim.datatype, claim.slot_type) in self._types:
                yield key_of_table(table), claim.name

    def _table_of(self, claim: Claim, *, in_group: bool) -> Path | None:
        """Return where a table should be; ``None`` where that cannot be known."""
        folder, neighbours = self._around.folder, self._around.neighbours
        path = claim.metafile.removeprefix(RELATIVE)
        if path != claim.metafile:
            return folder / path
        if neighbours is not None:
            return neighbours.folder / path
        return find_table(claim.metafile, folder) or (folder / path if in_group else None)

    def _header_of(self, claim: Claim, table: Path, *, in_group: bool) -> _Header:
        """Return the header of a table, or what keeps it from being read."""
        key = (key_of(claim.metafile), in_group)
        if key not in self._headers:
            try:
                if in_group:
                    is_early = len(self._headers) < _MOST_HINTS
                    header = header_named(claim.metafile, self._around.folder, is_early=is_early)
                else:
                    header = _header_in_project(claim.metafile, table)
                self._headers[key] = header
            except SpecError as error:
                is_told_itself = table.parent == self._around.folder and table.exists()
                self._headers[key] = () if is_told_itself else error.problems
        return self._headers[key]

    def _check_mark(self, claim: Claim) -> Iterator[Finding]:
        for problem in check_mark(claim.metafile, self._around.folder):
            placed = problem.under(*claim.at_metafile)
            yield Finding(placed, Scope.FOLDER, ("mark", claim.metafile))

    def _unreadable(self, claim: Claim, problem: Problem, table: Path) -> Finding:
        """Tell of a table that is not there; where its job is not, that is what is missing."""
        owner, neighbours = self._owner_of(table), self._around.neighbours
        if owner and neighbours and owner not in neighbours.jobs and not table.parent.exists():
            return Finding(problem, Scope.PROJECT, (str(neighbours.folder), owner))
        return _finding(claim, problem, table, "unreadable")

    def _owner_of(self, table: Path) -> str | None:
        """Return the job in whose folder a table is, or should be."""
        neighbours = self._around.neighbours
        path = Path(key_of_table(table))
        if neighbours is None or not path.is_relative_to(neighbours.folder):
            return None
        owner = path.relative_to(neighbours.folder).parts[0]
        return owner if JOB_UID.fullmatch(owner) else None

    def _other_job(self, claim: Claim, table: Path) -> Problem | None:
        """Tell of a table of another job, unless the slot is handed on as it is."""
        owner = self._owner_of(table)
        if owner in (None, self._around.uid) or claim.passes_through:
            return None
        return Problem(
            claim.at_metafile,
            f"{show_value(claim.metafile)} is a table of {owner}: expected one of "
            f"{self._around.uid}, whose output {claim.output} is",
            kind=ProblemKind.OTHER_JOB,
            severity=Severity.WARNING,
        )

    def _compare(self, claim: Claim, header: DatasetHeader, table: Path) -> Iterator[Finding]:
        if claim.rows is not None and claim.rows != header.rows:
            yield _finding(claim, _other_rows(claim, header), table, f"{claim.rows} rows")
        if not claim.is_final:
            return
        for column, problem in self._of_slot(claim, header, table):
            path = claim.at_type if problem.path else claim.at_type[:-1]
            placed = attrs.evolve(problem, path=path)
            yield _finding(claim, placed, table, *about_column(column, problem.kind))
        for column, problem in _listed_columns(claim, header):
            yield _finding(claim, problem, table, *about_column(column, problem.kind))

    def _of_slot(
        self, claim: Claim, header: DatasetHeader, table: Path
    ) -> list[tuple[str, Problem]]:
        """Return what is wrong with the columns of a slot; what was right once is not compared."""
        facts = (key_of_table(table), claim.name, claim.datatype, claim.slot_type)
        if facts in self._right:
            return []
        slot = SlotInTable(claim.name, claim.datatype, claim.slot_type, claim.metafile)
        found = [*check_slot_in_table(slot, header, self._types)]
        if not found:
            self._right.add(facts)
        return found


_Header: TypeAlias = DatasetHeader | tuple[Problem, ...]


def about_column(column: str, kind: ProblemKind) -> tuple[str, str]:
    """Return what problems with a column of a table are about."""
    return f"column {column}", kind.value


def _finding(claim: Claim, problem: Problem, table: Path, *about: str) -> Finding:
    key = key_of_table(table)
    return Finding(problem, Scope.FOLDER, ("table", key, *about), slot=(key, claim.name))


def _placed(problem: Problem, claim: Claim) -> Problem:
    """Put a problem with a table where it is named; one of an iteration may have been removed."""
    severity = problem.severity if claim.is_final else Severity.WARNING
    return attrs.evolve(problem, path=claim.at_metafile, position=None, severity=severity)


def _header_in_project(metafile: str, table: Path) -> DatasetHeader:
    if not table.exists():
        message = f"{show_value(metafile)} is not there: no such file in the project"
        raise SpecError.of(message, kind=ProblemKind.MISSING_FILE)
    return header_at(table, metafile)


def _other_rows(claim: Claim, header: DatasetHeader) -> Problem:
    key = claim.at_rows[-1]
    return Problem(
        claim.at_rows,
        f"num_items is {show_value(claim.rows)}, "
        f"and {show_value(claim.metafile)} has {header.rows} rows",
        kind=ProblemKind.INVALID_COUNT,
        fix=Fix.of(header.rows, key=key if isinstance(key, str) else None, at=()),
    )


def _listed_columns(claim: Claim, header: DatasetHeader) -> Iterator[tuple[str, Problem]]:
    """Compare the columns that a job of CryoSPARC 4 lists with those of its table."""
    found = {field.name: field.dtype for field in header.slots.get(claim.name, ())}
    for field in claim.columns if found and header.rows else ():
        name = show_value(field.name)
        if field.name not in found:
            message, kind = f"{name} is missing", ProblemKind.MISSING_COLUMN
        elif found[field.name] != field.dtype:
            message = f"{name}: found {found[field.name]}, expected {field.dtype}"
            kind = ProblemKind.WRONG_DTYPE
        else:
            continue
        message = f"{message}, as min_fields has it, in {show_value(claim.metafile)}"
        path = (*claim.at_type[:-1], "min_fields")
        yield field.name, Problem(path, message, kind=kind)
