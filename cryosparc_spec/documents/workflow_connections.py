"""What feeds what in a workflow, as the dotted names of its file say it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import attrs

from cryosparc_spec.display.displayed import Displayed
from cryosparc_spec.problems.errors import ParseError, located_at
from cryosparc_spec.problems.problem import ProblemKind
from cryosparc_spec.problems.validators import (
    as_instance,
    as_int,
    as_text,
    is_list,
    valid,
    wrong_type,
)
from cryosparc_spec.problems.value_text import show_value

_MOST_DIGITS = 9


def _as_part(value: object) -> str:
    """Return ``value`` where it can be a part of a dotted name: text that is not empty."""
    text = as_text(value)
    if not text or "." in text:
        raise ParseError.of(
            f"{show_value(text)} cannot be part of a dotted name: "
            "expected text, not empty and without a dot",
            kind=ProblemKind.INVALID_NAME,
        )
    return text


def _as_port(value: object) -> WorkflowPort:
    return as_instance(value, WorkflowPort)


def _parts(text: object, form: str, example: str) -> list[str]:
    parts = as_text(text).split(".")
    if len(parts) != form.count(".") + 1 or not all(parts):
        raise ParseError.of(f'{show_value(text)} is not of the form {form}, as in "{example}"')
    return parts


@attrs.frozen
class WorkflowPort(Displayed):
    """An output or an input of a job in a workflow, or an output of a parent.

    Raises :class:`~cryosparc_spec.ParseError`.

    >>> WorkflowPort.parse("J1.imported_volume_1")
    WorkflowPort(job='J1', name='imported_volume_1')
    >>> str(WorkflowPort("P1", "particles"))
    'P1.particles'
    """

    job: str = attrs.field(validator=valid(_as_part))
    """Key of the job, ``J1``, or of the parent, ``P1``."""
    name: str = attrs.field(validator=valid(_as_part))
    """Name of the output or the input."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a dotted name."""
        job, name = _parts(text, "<job>.<output or input>", "J1.particles")
        return cls(job, name)

    def __str__(self) -> str:
        return f"{self.job}.{self.name}"


@attrs.frozen
class WorkflowConnection(Displayed):
    """One output that feeds one input.

    >>> print(WorkflowConnection(WorkflowPort("J1", "movies"), WorkflowPort("J2", "exposures")))
    J1.movies -> J2.exposures
    """

    source: WorkflowPort = attrs.field(validator=valid(_as_port))
    """Output of a job or a parent."""
    target: WorkflowPort = attrs.field(validator=valid(_as_port))
    """Input of a job."""

    def __str__(self) -> str:
        return f"{self.source} -> {self.target}"


@attrs.frozen(kw_only=True)
class ResultConnection(Displayed):
    """One result of an output that fills one slot of an input, in place of what else would.

    Raises :class:`~cryosparc_spec.ParseError`.

    >>> pair = ["J3.particles.ctf", "J4.particles.0.ctf"]
    >>> print(ResultConnection.parse(pair))
    J3.particles.ctf -> J4.particles.0.ctf
    """

    source: WorkflowPort = attrs.field(validator=valid(_as_port))
    """Output of a job or a parent."""
    result: str = attrs.field(validator=valid(_as_part))
    """Name of the result in the output."""
    target: WorkflowPort = attrs.field(validator=valid(_as_port))
    """Input of a job."""
    index: int = attrs.field(validator=valid(as_int))
    """Which of the input's connections, from 0."""
    slot: str = attrs.field(validator=valid(_as_part))
    """Name of the slot in the input."""

    @classmethod
    def parse(cls, pair: Sequence[str]) -> Self:
        """Read a pair as it stands in ``individualResults``."""
        if not is_list(pair) or len(pair) != 2:
            raise wrong_type(pair, "a pair: the result of an output, and the slot of an input")
        with located_at(0):
            job, output, result = _parts(pair[0], "<job>.<output>.<result>", "J1.particles.ctf")
        with located_at(1):
            form = "<job>.<input>.<connection index>.<slot>"
            target, name, index, slot = _parts(pair[1], form, "J2.particles.0.ctf")
            if not (index.isascii() and index.isdecimal() and len(index) <= _MOST_DIGITS):
                raise ParseError.of(
                    f"{show_value(index)} is not the index of a connection: "
                    f"expected 0 to {10**_MOST_DIGITS - 1}"
                )
        return cls(
            source=WorkflowPort(job, output),
            result=result,
            target=WorkflowPort(target, name),
            index=int(index),
            slot=slot,
        )

    def to_pair(self) -> tuple[str, str]:
        """Return the pair as it stands in ``individualResults``."""
        return f"{self.source}.{self.result}", f"{self.target}.{self.index}.{self.slot}"

    def __str__(self) -> str:
        return " -> ".join(self.to_pair())
