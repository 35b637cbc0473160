"""What the arguments of commands stand for: definitions, and inputs and outputs in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import click

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.commands.terminal import CouldNotRun, loaded, problems_shown
from cryosparc_spec.conversions.definition_of_job import definition_of
from cryosparc_spec.conversions.v4_to_v5 import to_job
from cryosparc_spec.documents.job import Job, JobSpec
from cryosparc_spec.documents.job_definition import JobDefinition, OutputSpec
from cryosparc_spec.documents.legacy_job import LegacyJob
from cryosparc_spec.files.document_kinds import title_of
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import nearest_word

_Spec = TypeVar("_Spec")


def definition_in(path: str, slot_types: SlotTypes | None) -> JobDefinition:
    """Read a definition, or a job as the definition that would make it."""
    document = _document_in(path, slot_types)
    with problems_shown(path):
        return document if isinstance(document, JobDefinition) else definition_of(document)


def output_in(reference: str, slot_types: SlotTypes | None) -> OutputSpec:
    """Return the output that ``FILE:outputs.NAME`` stands for."""
    path, name = split_reference(reference, "outputs")
    return named(definition_in(path, slot_types).outputs, name, f"output of {path}")


def _document_in(path: str, slot_types: SlotTypes | None) -> JobDefinition | Job | JobSpec:
    document: Any = loaded(path, slot_types=slot_types)
    with problems_shown(path):
        match document:
            case JobDefinition() | Job() | JobSpec():
                return document
            case LegacyJob():
                return to_job(document)
            case _:
                title = title_of(document)
                raise CouldNotRun(f"{path} is a {title}: expected a definition or a job")


def specs_in(path: str, slot_types: SlotTypes | None) -> JobDefinition | JobSpec:
    """Read what has the inputs and outputs of a definition or a job, as its document has them."""
    document = _document_in(path, slot_types)
    return document.spec if isinstance(document, Job) else document


def split_reference(reference: str, side: str) -> tuple[str, str]:
    """Split ``FILE:outputs.NAME`` into the file and the name; refuse what has not that form."""
    path, colon, place = reference.rpartition(":")
    found, dot, name = place.partition(".")
    if not (path and colon and dot and name) or found != side:
        raise click.UsageError(
            f"{show_value(reference)} names none of the {side} of a file: "
            f"write FILE:{side}.NAME, as picker.yaml:{side}.particles"
        )
    return path, name


def named(specs: Mapping[str, _Spec], name: str, what: str) -> _Spec:
    """Return what has a name, or say which names there are."""
    if name in specs:
        return specs[name]
    nearest = nearest_word(name, specs)
    meant = f"; is {show_value(nearest)} meant?" if nearest else ""
    known = ", ".join(specs) or "none"
    raise CouldNotRun(f"{show_value(name)} is not an {what}: it has {known}{meant}")
