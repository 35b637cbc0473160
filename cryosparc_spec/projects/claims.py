"""What the documents of a project say of tables: which slot is in which, and how many rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import attrs

from cryosparc_spec.columns.fields import Field
from cryosparc_spec.documents.job import Job
from cryosparc_spec.documents.job_outputs import OutputResult
from cryosparc_spec.documents.legacy_job import LegacyJob, LegacyOutputResult
from cryosparc_spec.documents.results_group import ResultsGroup, split_type
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.places import DocumentPath

_CLEARED = "last_intermediate_data_cleared_at"


@attrs.frozen(kw_only=True)
class Claim:
    """What a document says of a slot in one table."""

    metafile: str
    """The table, as the document names it."""
    output: str
    """Output, or results group, that the slot belongs to."""
    name: str
    """Name of the slot."""
    datatype: str
    """Datatype of the slot."""
    slot_type: str
    """Slot type."""
    rows: int | None
    """Rows of the table, where that is said."""
    at_metafile: DocumentPath
    """Where the table is named."""
    at_rows: DocumentPath
    """Where the rows are said."""
    at_type: DocumentPath
    """Where the slot type is said."""
    is_final: bool = True
    """Whether it is the last version of the slot."""
    passes_through: bool = False
    """Whether the slot is handed on from an input."""
    columns: tuple[Field, ...] = ()
    """Columns that the document lists."""


def claims_in(document: object) -> list[Claim]:
    """Return what a document says of tables; nothing where it tells that they were removed."""
    find = _CLAIMS.get(type(document))
    claims = [*find(document)] if find else []
    if _value(document, "deleted"):
        return []
    return [claim for claim in claims if claim.is_final or not _value(document, _CLEARED)]


def _value(document: Any, key: str) -> Any:
    return getattr(document, key, None) or document.extras.get(key)


def _in_group(group: ResultsGroup) -> Iterator[Claim]:
    for name, result in group.results.items():
        path: DocumentPath = ("results", name)
        yield Claim(
            metafile=result.metafile,
            output=group.group.name,
            name=name,
            datatype=result.datatype,
            slot_type=result.slot_type,
            rows=result.num_items,
            at_metafile=(*path, "metafile"),
            at_rows=(*path, "num_items"),
            at_type=(*path, "type"),
        )


def _in_job(job: Job) -> Iterator[Claim]:
    for output_name, output in job.spec.outputs.items():
        for index, result in enumerate(output.results):
            yield from _of_versions(
                result,
                result.num_items,
                ("spec", "outputs", output_name, "results", index),
                at_type="dtype",
                output=output_name,
                datatype=output.type,
                slot_type=result.dtype,
                passes_through=result.passthrough,
            )


def _in_legacy_job(job: LegacyJob) -> Iterator[Claim]:
    handed_on = {
        (output.name, item.name)
        for output in job.output_result_groups
        for item in output.contains
        if item.passthrough
    }
    for index, result in enumerate(job.output_results):
        numbers = result.num_items
        datatype, slot_type = split_type(result.type)
        yield from _of_versions(
            result,
            numbers if isinstance(numbers, tuple) else (numbers,) * len(result.versions),
            ("output_results", index),
            at_type="type",
            output=result.group_name,
            datatype=datatype,
            slot_type=slot_type,
            passes_through=bool(result.passthrough)
            or (result.group_name, result.name) in handed_on,
            columns=_columns_of(result),
        )


def _columns_of(result: LegacyOutputResult) -> tuple[Field, ...]:
    try:
        return result.fields
    except SpecError:
        return ()


def _of_versions(
    result: OutputResult | LegacyOutputResult,
    numbers: Sequence[int | None],
    path: DocumentPath,
    *,
    at_type: str,
    **facts: Any,
) -> Iterator[Claim]:
    final = result.final
    rows = zip_longest(result.versions, result.metafiles, numbers)
    for index, (version, metafile, number) in enumerate(rows):
        if metafile is not None:
            yield Claim(
                metafile=metafile,
                name=result.name,
                rows=number,
                at_metafile=(*path, "metafiles", index),
                at_rows=(*path, "num_items", index),
                at_type=(*path, at_type),
                is_final=final is not None and version == final.version,
                **facts,
            )


_CLAIMS: Mapping[type[Any], Callable[[Any], Iterator[Claim]]] = {
    ResultsGroup: _in_group,
    Job: _in_job,
    LegacyJob: _in_legacy_job,
}
