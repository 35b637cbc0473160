"""Hypothesis strategies and small datasets for the tests of those who use this package.

Needs the extra ``testing``: hypothesis and numpy.
"""

from __future__ import annotations

try:
    import hypothesis as _hypothesis
    import numpy as _numpy
except ImportError as error:
    raise ImportError(
        f'cryosparc_spec.testing needs {error.name}: pip install "cryosparc-spec[testing]"',
        name=error.name,
    ) from None

from cryosparc_spec.testing.classes import register_strategies, strategy_for
from cryosparc_spec.testing.datasets import (
    DatasetCase,
    Mistake,
    broken_datasets,
    make_dataset,
    sound_datasets,
)
from cryosparc_spec.testing.definitions import (
    input_specs,
    job_definitions,
    job_sections,
    output_specs,
    params,
)
from cryosparc_spec.testing.documents import connected_workflows, documents
from cryosparc_spec.testing.values import (
    column_names,
    columns,
    datafields,
    dtype_specs,
    fields,
    group_names,
    identifiers,
    json_data,
    known_slot_names,
    loadable_slots,
    positions,
    problems,
    series_names,
    shapes,
    slot_types,
    slots,
    texts,
    unknown_slot_names,
)

__all__ = [
    "DatasetCase",
    "Mistake",
    "broken_datasets",
    "column_names",
    "columns",
    "connected_workflows",
    "datafields",
    "documents",
    "dtype_specs",
    "fields",
    "group_names",
    "identifiers",
    "input_specs",
    "job_definitions",
    "job_sections",
    "json_data",
    "known_slot_names",
    "loadable_slots",
    "make_dataset",
    "output_specs",
    "params",
    "positions",
    "problems",
    "register_strategies",
    "series_names",
    "shapes",
    "slot_types",
    "slots",
    "sound_datasets",
    "strategy_for",
    "texts",
    "unknown_slot_names",
]

del _hypothesis, _numpy
