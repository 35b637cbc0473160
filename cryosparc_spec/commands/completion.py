"""What a shell offers for the arguments of commands, with what is said of each."""

from __future__ import annotations

from collections.abc import Mapping

import click
from click.shell_completion import CompletionItem


def complete_slots(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the names of slots, with a ? before them where one was written, and slot types."""
    from cryosparc_spec.catalogue.slot_types import known_slot_types

    mark = "?" if incomplete.startswith("?") else ""
    named: dict[str, str] = {}
    for each in known_slot_types().values():
        said = f"slot type {each.slot_type}, of {each.datatype}"
        named |= {f"{mark}{name}": said for name in (*each.names, *each.series, each.slot_type)}
        named[f"{mark}{each}"] = said
    return _beginning(incomplete, named)


def complete_job_types(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the job types, with their titles."""
    from cryosparc_spec.catalogue.job_types import known_job_types

    known = known_job_types().values()
    return _beginning(incomplete, {each.type: each.title or each.category for each in known})


def complete_categories(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the categories of job types."""
    from cryosparc_spec.vocabulary.job_words import Category

    return _beginning(incomplete, {word.value: word.description for word in Category})


def complete_schemas(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the kinds of documents that have a schema."""
    from cryosparc_spec.schemas.shipped import schema, schema_kinds

    return _beginning(incomplete, {kind: schema(kind)["title"] for kind in schema_kinds()})


def _beginning(incomplete: str, named: Mapping[str, str]) -> list[CompletionItem]:
    """Return what begins with what is written, each on one line."""
    return [
        CompletionItem(name, help=" ".join(text.split()) or None)
        for name, text in sorted(named.items())
        if name.startswith(incomplete)
    ]
