"""Checks that the documents of one job say the same of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cryosparc_spec.documents.job import Job
from cryosparc_spec.documents.results_group import ResultsGroup
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import nearest_word
from cryosparc_spec.projects.claims import Claim
from cryosparc_spec.projects.job_documents import JobDocument
from cryosparc_spec.projects.neighbours import Neighbours

_MOST_LISTED = 10


def check_identity(document: JobDocument, uid: str) -> Iterator[Problem]:
    """Tell of a job whose file stands in the folder of another."""
    if document.uid and document.uid != uid:
        yield _disagree(
            ("uid",),
            f"the job is {show_value(document.uid)}, and its folder is that of {uid}",
            fix=Fix.of(uid, remark=", or move the folder"),
        )


def check_counts(document: JobDocument, claims: list[Claim]) -> Iterator[Problem]:
    """Tell of an output whose number of items is that of none of its last tables."""
    finals: dict[str, set[int]] = {}
    for claim in claims:
        if claim.is_final and claim.rows is not None:
            finals.setdefault(claim.output, set()).add(claim.rows)
    for name, number, path in _counts_in(document):
        rows = finals.get(name, set())
        if number and rows and number not in rows:
            told = " or ".join(map(str, sorted(rows)))
            yield _disagree(path, f"num_items is {number}, and its tables have {told} rows")


def _counts_in(document: JobDocument) -> Iterator[tuple[str, int | None, DocumentPath]]:
    if isinstance(document, Job):
        for name, output in document.spec.outputs.items():
            yield name, output.num_items, ("spec", "outputs", name, "num_items")
    else:
        for index, group in enumerate(document.output_result_groups):
            yield group.name, group.num_items, ("output_result_groups", index, "num_items")


def check_group_of_job(
    group: ResultsGroup, uid: str, neighbours: Neighbours
) -> Iterator[tuple[tuple[str, ...], Problem]]:
    """Give where a results group in the folder of a job says other things than the job does.

    Each problem comes after the output, and the result of it, that it is about.
    """
    name, datatype = group.group.name, group.group.type
    offers = neighbours.offers_of(uid)
    if not offers:
        return
    if name not in offers:
        message = f"{show_value(name)} is not an output of {uid}, which has {_listed(offers)}"
        yield (name,), _disagree(("group", "name"), message, fix=_value_meant(name, offers))
        return
    offer = offers[name]
    if datatype != offer.datatype:
        yield (name, "type"), _other_type(("group", "type"), name, datatype, offer.datatype, uid)
    for slot, result in group.results.items():
        path: DocumentPath = ("results", slot)
        if slot not in offer.results:
            if not neighbours.may_have(uid, name, slot):
                held = _listed(offer.results)
                message = f"{show_value(slot)} is not a result of {uid}.{name}, which has {held}"
                meant = nearest_word(slot, offer.results)
                fix = Fix.rename(meant, words=f"write {meant}", safe=False) if meant else None
                yield (name, slot), _disagree(path, message, fix=fix)
        elif offer.results[slot].slot_type != result.slot_type:
            written = f"{offer.datatype}.{offer.results[slot].slot_type}"
            problem = _other_type((*path, "type"), slot, result.type, written, uid)
            yield (name, slot, "type"), problem


def _other_type(path: DocumentPath, name: str, word: str, written: str, uid: str) -> Problem:
    message = (
        f"{show_value(name)} is of type {show_value(str(word))} here, and of type "
        f"{show_value(written)} in the job.json of {uid}"
    )
    return _disagree(path, message, fix=_plain(written))


def _listed(names: Iterable[str]) -> str:
    return ", ".join([*names][:_MOST_LISTED]) or "none"


def _plain(text: str) -> Fix:
    """Return the fix of one of two files; which of them is wrong is not certain."""
    return Fix.of(text, words=f"write {text}", safe=False)


def _value_meant(name: str, names: Iterable[str]) -> Fix | None:
    nearest = nearest_word(name, names)
    return _plain(nearest) if nearest else None


def _disagree(path: DocumentPath, message: str, *, fix: Fix | None = None) -> Problem:
    return Problem(
        path, message, kind=ProblemKind.FILES_DISAGREE, severity=Severity.WARNING, fix=fix
    )
