"""What files know of slot types and job types besides the package, put together with it."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cryosparc_spec.files.document_kinds import title_of
from cryosparc_spec.files.load_and_dump import load
from cryosparc_spec.problems.errors import FileError
from cryosparc_spec.problems.places import Position
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import AnyPath

if TYPE_CHECKING:
    from cryosparc_spec.catalogue.job_types import JobTypes
    from cryosparc_spec.catalogue.slot_types import SlotTypes


def slot_types_in(paths: Iterable[AnyPath]) -> SlotTypes | None:
    """Return the catalogue of slot types with what files know besides; ``None`` without files.

    Raises :class:`~cryosparc_spec.SpecError` and ``OSError``.
    """
    from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types

    types: SlotTypes | None = None
    for path in paths:
        types = (types or known_slot_types()) | load(path, SlotTypes)
    return types


def job_types_in(paths: Iterable[AnyPath]) -> JobTypes | None:
    """Return the catalogue of job types with what files know besides; ``None`` without files.

    A file may be the job register of an instance. Raises :class:`~cryosparc_spec.SpecError` and
    ``OSError``.
    """
    from cryosparc_spec.catalogue.job_types import JobTypes, known_job_types
    from cryosparc_spec.conversions.job_types_of_register import job_types_from
    from cryosparc_spec.documents.job_register import JobRegister

    types: JobTypes | None = None
    for path in paths:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `check` tells of what is doubtful.
            found = load(path)
        if isinstance(found, JobRegister):
            found = job_types_from(found, source=os.fspath(path))
        if not isinstance(found, JobTypes):
            message = f"this is a {title_of(found)}: expected a job register, or job types"
            position = Position(os.fspath(path))
            problem = Problem((), message, kind=ProblemKind.WRONG_TYPE, position=position)
            raise FileError([problem])
        types = (known_job_types() if types is None else types) | found
    return types
