"""Hypothesis strategies that only the tests of this package need."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cryosparc_spec import (
    AnyContentType,
    AnyFormat,
    AssetContentType,
    AssetFormat,
    DatasetContentType,
    DatasetFormat,
    Datatype,
    DTypeSpec,
    Field,
    ImageContentType,
    ImageFormat,
    InputSpec,
    JobDefinition,
    JobSection,
    LoadableSlots,
    MicrographContentType,
    MicrographFormat,
    OutputSpec,
    Slot,
    TextContentType,
    TextFormat,
)
from cryosparc_spec.testing.definitions import (
    input_specs,
    job_definitions,
    job_sections,
    output_specs,
)
from cryosparc_spec.testing.values import datafields, dtype_specs, fields, loadable_slots, slots
from cryosparc_spec.vocabulary import (
    BinaryContentType,
    BuilderTag,
    Category,
    JobStatus,
    LoadableWord,
    Stability,
)
from cryosparc_spec.vocabulary.families import StrFamily

FORMATS: tuple[type[StrFamily], ...] = (
    AnyFormat,
    AssetFormat,
    TextFormat,
    ImageFormat,
    MicrographFormat,
    DatasetFormat,
)
CONTENT_TYPES: tuple[type[StrFamily], ...] = (
    AnyContentType,
    AssetContentType,
    TextContentType,
    ImageContentType,
    BinaryContentType,
    MicrographContentType,
    DatasetContentType,
)
FAMILIES: tuple[type[StrFamily], ...] = (
    *FORMATS,
    *CONTENT_TYPES,
    Datatype,
    JobStatus,
    Category,
    Stability,
    BuilderTag,
    LoadableWord,
)
"""Every family of words, those without members of their own among them."""


def members() -> SearchStrategy[StrFamily]:
    """Words of all families."""
    return st.sampled_from([member for family in FAMILIES for member in family])


def datatypes() -> SearchStrategy[Datatype]:
    """Datatypes."""
    return st.sampled_from(list(Datatype))


def documents() -> SearchStrategy[InputSpec | OutputSpec | JobDefinition | JobSection]:
    """Objects that are written as a mapping of their attributes."""
    return input_specs() | output_specs() | job_definitions() | job_sections()


def parsed_values() -> SearchStrategy[Slot | LoadableSlots | DTypeSpec | Field]:
    """Values that have ``parse``, and whose text reads back as they are."""
    return slots() | loadable_slots() | dtype_specs() | fields()


def public_values() -> SearchStrategy[Any]:
    """Every value of the public classes: words, leaves and documents."""
    return members() | parsed_values() | datafields() | documents()


def spellings(slot: Slot) -> SearchStrategy[Any]:
    """Every way to write a slot without the deprecated key: text, dict, and JSON."""
    full = slot.to_dict()
    spelled: list[Any] = [full, json.dumps(full)]
    if slot.shorthand:
        spelled.append(slot.shorthand)
    if slot.required:
        spelled.append({"name": slot.name, "dtype": slot.dtype})
    return st.sampled_from(spelled)
