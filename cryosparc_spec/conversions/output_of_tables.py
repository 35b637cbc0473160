"""Outputs made of what tables hold."""

from __future__ import annotations

from cryosparc_spec.datasets.inference import Inference
from cryosparc_spec.documents.job_definition import OutputSpec


def inferred_output(inference: Inference, *, title: str = "") -> OutputSpec:
    """Return an output that holds the slots of a table.

    Raises ``ValueError`` where no datatype is known.

    >>> from cryosparc_spec import Field, infer_slots
    >>> from cryosparc_spec.datasets import DatasetHeader
    >>> header = DatasetHeader(rows=3, fields=[Field("ctf/type", "O")], format="NPY 1.0",
    ...     header_size=128)
    >>> inferred_output(infer_slots(header, datatype="particle")).slots
    (Slot(name='ctf', dtype='ctf', required=True),)
    """
    if inference.datatype is None:
        raise ValueError("no slot of the table is known: its datatype cannot be told")
    slots = [inferred.slot for inferred in inference.slots]
    return OutputSpec(type=inference.datatype, title=title, slots=slots)
