"""Checks of the column ``uid``, which every dataset begins with."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from cryosparc_spec.columns.dtypes import DTypeSpec
from cryosparc_spec.columns.fields import UID
from cryosparc_spec.datasets.header import DatasetHeader, UnsoundColumn
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.value_text import show_value


def check_uid(header: DatasetHeader) -> Iterator[Problem]:
    """Tell where ``uid`` is missing, of another dtype, or not first.

    What cryosparc-tools mends as it loads a table is a warning: integers of another size, sign or
    byte order, and another place among the columns.
    """
    names = header.column_names
    if UID not in names:
        yield Problem(
            (UID,),
            'the column "uid" is missing: every dataset begins with it',
            kind=ProblemKind.MISSING_COLUMN,
            hint='write ["uid", "<u8"], with another number in each row',
        )
        return
    for column in header.unsound:
        if column.name == UID:
            yield from _of_other_dtype(column)
    if names[0] != UID:
        yield Problem(
            (UID,),
            f'the column "uid" comes after {show_value(names[0])}: it is always the first',
            kind=ProblemKind.COLUMN_ORDER,
            severity=Severity.WARNING,
            hint='put "uid" first',
        )


def _of_other_dtype(column: UnsoundColumn) -> Iterator[Problem]:
    severity = Severity.WARNING if _is_integer(column.dtype) else Severity.ERROR
    for problem in column.problems:
        if problem.kind is ProblemKind.DUPLICATE_KEY:
            yield problem
        else:
            hint = 'write ["uid", "<u8"]'
            kind = ProblemKind.WRONG_DTYPE
            yield attrs.evolve(problem, kind=kind, severity=severity, hint=hint)


def _is_integer(dtype: DTypeSpec | None) -> bool:
    return dtype is not None and not dtype.shape and dtype.scalar[1] in "iu"
