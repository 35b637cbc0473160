"""What the server would refuse, in its own words as far as they are public."""

from __future__ import annotations

from collections.abc import Iterable

from cryosparc_spec.checks.definition import SERVER_NAME
from cryosparc_spec.columns.fields import Field
from cryosparc_spec.testing.recording.jobs import RUNNING, HeldJob, HeldOutput


class RefusedError(Exception):
    """The answer to a request with an error code."""

    def __init__(self, code: int, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def refuse_name(side: str, name: str) -> None:
    """Refuse what cannot name an input or output; the client sees most of them first."""
    if not SERVER_NAME.fullmatch(name):
        raise RefusedError(422, f"Invalid {side} name {name}")


def refuse_passthrough(job: HeldJob, output: HeldOutput) -> None:
    """Refuse an output that passes through an input that is not there, or of another datatype."""
    name = output.passthrough
    if name is None:
        return
    if name not in job.accepted_inputs:
        raise RefusedError(422, f"No input {name}")
    datatype = job.inputs[name].type
    if datatype != output.type:
        raise RefusedError(422, f"Cannot pass {datatype} through as {output.type}")


def refuse_datatype(source: str, target: str) -> None:
    """Refuse an output that is to feed an input of another datatype."""
    if source != target:
        raise RefusedError(422, f"Cannot connect {source} to {target}")


def refuse_when_not_running(job: HeldJob) -> None:
    """Refuse a table for a job that was not started, or has ended."""
    if job.status not in RUNNING:
        raise RefusedError(409, "Job must be running or waiting")


def refuse_when_ended(job: HeldJob) -> None:
    """Refuse another input or output of a job that has ended."""
    if job.status not in ("building", *RUNNING):
        raise RefusedError(409, "Job must be building, running or waiting")


def refuse_missing_columns(required: Iterable[Field], held: Iterable[Field]) -> None:
    """Refuse a table without the columns that the server requires, or with others in their place.

    What it says is that of a public report: r-karimi/vesicle-picker #8.
    """
    there = {(field.name, field.dtype) for field in held}
    missing = [field for field in required if (field.name, field.dtype) not in there]
    if missing:
        shown = ", ".join(str(field.descr) for field in missing)
        raise RefusedError(
            422, f"Invalid dataset; missing the following required fields: {{{shown}}}"
        )
