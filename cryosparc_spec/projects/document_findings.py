"""What is wrong with a document of a project, with what stands around it in mind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.checks.results_group import check_results_group
from cryosparc_spec.documents.results_group import ResultsGroup
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.projects.agreement import check_counts, check_group_of_job, check_identity
from cryosparc_spec.projects.claims import Claim, claims_in
from cryosparc_spec.projects.connection_findings import check_sources
from cryosparc_spec.projects.findings import Finding, Scope
from cryosparc_spec.projects.job_documents import ReadDocument
from cryosparc_spec.projects.job_folders import JOB_FILE
from cryosparc_spec.projects.neighbours import Surroundings
from cryosparc_spec.projects.table_findings import TableChecks


class DocumentFindings:
    """Finds what is wrong with a job or a results group."""

    def __init__(
        self,
        read: ReadDocument,
        around: Surroundings,
        tables: TableChecks,
        slot_types: SlotTypes | None,
        job_types: JobTypes | None,
    ) -> None:
        self._read = read
        self._document: Any = read.parts.value
        self._around = around
        self._tables = tables
        self._slot_types = slot_types
        self._job_types = job_types
        self._is_group = isinstance(self._document, ResultsGroup)
        self._claims = _with_what_is_handed_on(claims_in(self._document), self._document, around)

    def placed(self) -> list[Finding]:
        """Return everything that is wrong, with the places in the file."""
        found = [*self._found()]
        placed = self._read.placed([finding.problem for finding in found])
        return [
            attrs.evolve(finding, problem=problem, kind_of_document=self._read.kind.name)
            for finding, problem in zip(found, placed, strict=True)
        ]

    def known_slots(self) -> tuple[tuple[str, str], ...]:
        """Return the slots whose type the document says, each after the key of its table."""
        known = self._tables.known_slots(self._claims, in_group=self._is_group)
        return tuple(dict.fromkeys(known))

    def _found(self) -> list[Finding]:
        if self._is_group:
            of_tables = [*self._tables.of_group(self._document, self._claims)]
        else:
            of_tables = [*self._tables.of(self._claims, in_group=False)]
        found = _without_slips([*map(Finding, self._of_itself())], of_tables)
        return _without_consequences(found, [*self._of_others(found)])

    def _of_itself(self) -> Iterable[Problem]:
        """Return what is wrong whatever stands beside the document."""
        folder, types = self._around.folder, self._slot_types
        if self._is_group:
            return check_results_group(self._document, slot_types=types, folder=folder)
        return self._read.kind.check(self._document, types, folder, self._job_types)

    def _of_others(self, found: list[Finding]) -> Iterator[Finding]:
        """Give what does not go with the other documents of a project."""
        uid, neighbours = self._around.uid, self._around.neighbours
        is_job = Path(self._read.file).name == JOB_FILE
        if uid is None or neighbours is None or not (self._is_group or is_job):
            return
        if self._is_group:
            taken = {finding.problem.path for finding in found}
            for about, problem in check_group_of_job(self._document, uid, neighbours):
                if problem.path not in taken:
                    yield _disagreement(problem, (str(neighbours.folder), uid, *about))
            return
        yield from map(Finding, check_identity(self._document, uid))
        if not any(each.problem.kind is ProblemKind.INVALID_COUNT for each in found):
            yield from map(Finding, check_counts(self._document, self._claims))
        yield from check_sources(self._document, uid, neighbours)


def _with_what_is_handed_on(
    claims: list[Claim], document: Any, around: Surroundings
) -> list[Claim]:
    """Return the claims of a group, with what its job hands on told to be so."""
    uid, neighbours = around.uid, around.neighbours
    if uid is None or neighbours is None or not isinstance(document, ResultsGroup):
        return claims
    offer = (neighbours.offers_of(uid) or {}).get(document.group.name)
    results = offer.results.items() if offer else ()
    handed_on = {(slot, table) for slot, result in results for table in result.handed_on}
    return [
        attrs.evolve(claim, passes_through=(claim.name, claim.metafile) in handed_on)
        for claim in claims
    ]


_DATATYPE = ("group", "type")


def _without_consequences(found: list[Finding], others: list[Finding]) -> list[Finding]:
    """Add what others show; a group of a wrong datatype is not told again for each slot."""
    if not any(each.problem.path == _DATATYPE for each in others):
        return [*found, *others]
    other_datatype = ProblemKind.OTHER_DATATYPE
    return [*(each for each in found if each.problem.kind is not other_datatype), *others]


def _disagreement(problem: Problem, about: tuple[str, ...]) -> Finding:
    """Return that a group and its job disagree; what is not in the job, others miss as well."""
    if problem.path[-1] != "type":
        return Finding(problem, Scope.PROJECT, about)
    return Finding(problem, Scope.FOLDER, about, slot=("", about[-2]))


def _without_slips(of_itself: list[Finding], of_tables: list[Finding]) -> list[Finding]:
    """Let what a metafile is taken for be the hint where the table is not there."""
    slips = {
        each.problem.path: each.problem
        for each in of_itself
        if each.problem.path[-1:] == ("metafile",)
    }
    missing = {each.problem.path for each in of_tables}
    shown = {(each.problem.kind, each.problem.path) for each in of_tables}
    kept = [
        each
        for each in of_itself
        if each.problem.path not in slips.keys() & missing
        and (each.problem.kind, each.problem.path) not in shown
    ]
    for each in of_tables:
        slip, problem = slips.get(each.problem.path), each.problem
        if slip and not problem.hint:
            each = attrs.evolve(each, problem=problem.with_fix(slip.fix))
        kept.append(each)
    return kept
