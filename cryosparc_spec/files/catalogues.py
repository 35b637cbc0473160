"""What files know of slot types and job types besides the package, put together with it."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cryosparc_spec.files.document_kinds import title_of
from cryosparc_spec.files.load_and_dump import load
from cryosparc_spec.files.text import in_file
from cryosparc_spec.problems.errors import FileError, SpecError, StructureError
from cryosparc_spec.problems.problem import ProblemKind
from cryosparc_spec.problems.validators import AnyPath

if TYPE_CHECKING:
    from cryosparc_spec.catalogue.job_types import JobTypes
    from cryosparc_spec.catalogue.slot_types import SlotTypes


def slot_types_in(paths: Iterable[AnyPath]) -> SlotTypes | None:
    """Return the catalogue of slot types with what files know besides; ``None`` without files.

    Raises :class:`~cryosparc_spec.SpecError` and ``OSError``.
    """
    from cryosparc_spec.catalogue.slot_types import known_slot_types

    types: SlotTypes | None = None
    for path in paths:
        types = (types or known_slot_types()) | _slot_types_of(path)
    return types


def _slot_types_of(path: AnyPath) -> SlotTypes:
    from cryosparc_spec.catalogue.slot_types import SlotTypes

    try:
        found: SlotTypes = _read(path, SlotTypes)
    except StructureError as error:
        # Who names a file as a catalogue cannot read it as anything else.
        told = [
            each if each.path else each.with_hint("`cryosparc-spec learn` writes one")
            for each in error.problems
        ]
        raise StructureError(told) from None
    return found


def job_types_in(paths: Iterable[AnyPath]) -> JobTypes | None:
    """Return the catalogue of job types with what files know besides; ``None`` without files.

    A file may be the job register of an instance. Raises :class:`~cryosparc_spec.SpecError` and
    ``OSError``.
    """
    from cryosparc_spec.catalogue.job_types import known_job_types

    types: JobTypes | None = None
    for path in paths:
        types = (known_job_types() if types is None else types) | _job_types_of(path)
    return types


def _job_types_of(path: AnyPath) -> JobTypes:
    from cryosparc_spec.catalogue.job_types import JobTypes
    from cryosparc_spec.conversions.job_types_of_register import job_types_from
    from cryosparc_spec.documents.job_register import JobRegister

    found = _read(path)
    try:
        if isinstance(found, JobRegister):
            return job_types_from(found, source=os.fspath(path))
        if not isinstance(found, JobTypes):
            message = f"this is a {title_of(found)}: expected a job register, or job types"
            raise StructureError.of(message, kind=ProblemKind.WRONG_TYPE)
    except SpecError as error:
        raise FileError([in_file(problem, path) for problem in error.problems]) from None
    return found


def _read(path: AnyPath, kind: type[Any] | None = None) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # `check` tells of what is doubtful.
        return load(path, kind)
