"""Strategies for job definitions and their parts."""

from __future__ import annotations

from typing import Any

from cryosparc_spec.documents.job_definition import InputSpec, JobDefinition, OutputSpec
from cryosparc_spec.documents.job_register import JobSection
from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline
from cryosparc_spec.testing.from_hypothesis import SearchStrategy, st
from cryosparc_spec.testing.values import group_names, json_data, slots, texts
from cryosparc_spec.vocabulary.datatypes import Datatype
from cryosparc_spec.vocabulary.slot_words import ResultMatching


def params(values: SearchStrategy[Any] | None = None) -> SearchStrategy[dict[str, Any]]:
    """Parameters of a job definition, as plain data."""
    return st.dictionaries(texts(), json_data() if values is None else values, max_size=3)


def input_specs() -> SearchStrategy[InputSpec]:
    """Inputs, sound in structure; the checks may have something to say about them."""
    return st.builds(
        InputSpec,
        type=st.sampled_from(list(Datatype)),
        title=texts(),
        description=texts(),
        slots=st.lists(slots(), max_size=4),
        count_min=st.integers(0, 500),
        count_max=st.none() | st.integers(0, 500),
        repeat_allowed=st.booleans(),
        match_result_by=st.sampled_from(list(ResultMatching)),
    )


def output_specs() -> SearchStrategy[OutputSpec]:
    """Outputs, sound in structure; the checks may have something to say about them."""
    return st.builds(
        OutputSpec,
        type=st.sampled_from(list(Datatype)),
        title=texts(),
        description=texts(),
        slots=st.lists(slots(required=st.just(True)), max_size=4),
        passthrough=st.none() | group_names(),
    )


def job_definitions(
    *,
    names: SearchStrategy[str] | None = None,
    values: SearchStrategy[Any] | None = None,
) -> SearchStrategy[JobDefinition]:
    """Job definitions with any ``params``, their ``values`` from :func:`json_data` if not given."""
    keys = group_names() if names is None else names
    return st.builds(
        JobDefinition,
        title=texts(),
        description=texts(),
        inputs=st.dictionaries(keys, input_specs(), max_size=2),
        outputs=st.dictionaries(keys, output_specs(), max_size=2),
        params=params(values),
    )


def job_sections() -> SearchStrategy[JobSection]:
    """Sections of the job builder of CryoSPARC 4."""
    return st.builds(
        JobSection,
        name=texts(),
        title=texts(),
        description=texts(),
        contains=st.lists(texts(), max_size=3),
    )


def _names() -> SearchStrategy[str]:
    """Names as the server takes them."""
    return st.from_regex(r"[A-Za-z][0-9A-Za-z_]{0,9}", fullmatch=True)


def built_in_jobs() -> SearchStrategy[BuiltInJob]:
    """Definitions of jobs that CryoSPARC brings, of types that may not be there."""
    sources = st.tuples(_names(), _names()).map(".".join)
    connections = st.dictionaries(_names(), st.lists(sources, max_size=2), max_size=2)
    return st.builds(
        BuiltInJob,
        job_type=_names(),
        title=texts(),
        description=texts(),
        params=st.dictionaries(_names(), json_data(max_leaves=3), max_size=2),
        connections=connections,
    )


def pipelines() -> SearchStrategy[Pipeline]:
    """Pipelines, whose jobs may be connected to what is not there."""
    jobs = st.dictionaries(_names(), built_in_jobs(), max_size=3)
    return st.builds(Pipeline, title=texts(), description=texts(), jobs=jobs)
