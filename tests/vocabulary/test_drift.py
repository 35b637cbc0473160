from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args

import pytest

import cryosparc_spec as ours
from cryosparc_spec.vocabulary import (
    BuilderTag,
    Category,
    DatatypeLike,
    JobStatus,
    LoadableWord,
    Stability,
)
from cryosparc_spec.vocabulary.datatypes import DatatypeName
from tests.vocabulary.drift import drift_of_tables, drift_of_words, words_of

SPEC = "cryosparc.spec"
JOB_SPEC = "cryosparc.models.job_spec"


@pytest.fixture(scope="module", autouse=True)
def _tools() -> None:
    """All of this needs cryosparc-tools."""
    pytest.importorskip("cryosparc.spec", reason="cryosparc-tools is not installed")


@pytest.mark.parametrize(
    ("module", "name", "family"),
    [
        pytest.param(SPEC, "Datatype", ours.Datatype, id="Datatype"),
        pytest.param(SPEC, "TextFormat", ours.TextFormat, id="TextFormat"),
        pytest.param(SPEC, "ImageFormat", ours.ImageFormat, id="ImageFormat"),
        pytest.param(SPEC, "MicrographFormat", ours.MicrographFormat, id="MicrographFormat"),
        pytest.param(SPEC, "DatasetFormat", ours.DatasetFormat, id="DatasetFormat"),
        pytest.param(SPEC, "AssetFormat", ours.AssetFormat, id="AssetFormat"),
        pytest.param(SPEC, "AnyFormat", ours.AnyFormat, id="AnyFormat"),
        pytest.param(SPEC, "TextContentType", ours.TextContentType, id="TextContentType"),
        pytest.param(SPEC, "ImageContentType", ours.ImageContentType, id="ImageContentType"),
        pytest.param(
            SPEC, "MicrographContentType", ours.MicrographContentType, id="MicrographContentType"
        ),
        pytest.param(SPEC, "DatasetContentType", ours.DatasetContentType, id="DatasetContentType"),
        pytest.param(SPEC, "AssetContentType", ours.AssetContentType, id="AssetContentType"),
        pytest.param(SPEC, "LoadableSlots", LoadableWord, id="LoadableWord"),
        pytest.param("cryosparc.models.job", "JobStatus", JobStatus, id="JobStatus"),
        pytest.param(JOB_SPEC, "Category", Category, id="Category"),
        pytest.param(JOB_SPEC, "Stability", Stability, id="Stability"),
        pytest.param(JOB_SPEC, "BuilderTag", BuilderTag, id="BuilderTag"),
    ],
)
def test_words_are_those_of_tools(module: str, name: str, family: Any) -> None:
    """Each family has the words of its namesake in cryosparc-tools, in the same order."""
    upstream = getattr(importlib.import_module(module), name)
    assert drift_of_words(family, words_of(upstream)) == []


def test_content_types_are_those_of_tools() -> None:
    """The widest family has the same words; upstream writes octet-stream last, we under assets."""
    from cryosparc import spec

    assert drift_of_words(sorted(ours.AnyContentType), sorted(words_of(spec.AnyContentType))) == []


@pytest.mark.parametrize(
    "name",
    [
        "TEXT_CONTENT_TYPES",
        "IMAGE_CONTENT_TYPES",
        "MICROGRAPH_CONTENT_TYPES",
        "DATASET_CONTENT_TYPES",
        "ASSET_CONTENT_TYPES",
        "KNOWN_CONTENT_TYPES",
    ],
)
def test_tables_are_those_of_tools(name: str) -> None:
    """Each table of content types has the keys and values of its namesake."""
    from cryosparc import spec

    table: Mapping[str, str] = getattr(ours, name)
    assert drift_of_tables(table, getattr(spec, name)) == []
    assert table == getattr(spec, name)


def test_asset_extensions_differ_where_documented() -> None:
    """Our way back differs in one entry: tools turns its table round, and the last one wins."""
    from cryosparc import spec

    assert drift_of_tables(ours.ASSET_EXTENSIONS, spec.ASSET_EXTENSIONS) == [
        'upstream has "application/x-troff": "bld", we have "bild"'
    ]


@pytest.mark.parametrize("model", ["InputSpec", "OutputSpec", "Input", "Output"])
def test_datatypes_are_those_of_the_models(model: str) -> None:
    """The models that write a datatype out have the same words."""
    from cryosparc.models import job_spec

    annotation = getattr(job_spec, model).model_fields["type"].annotation
    assert drift_of_words(ours.Datatype, words_of(annotation)) == []


def test_literal_for_editors_is_the_enum() -> None:
    """The words that editors offer for a datatype are those of the enum."""
    assert get_args(DatatypeName) == tuple(member.value for member in ours.Datatype)
    assert set(get_args(DatatypeLike)) == {ours.Datatype, DatatypeName}


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        pytest.param(Literal["a", "b"], ("a", "b"), id="literal"),
        pytest.param(Literal["a"] | Literal["b", "a"], ("a", "b"), id="union"),
        pytest.param(Union[Literal["a"], list[str]], ("a",), id="union with a class"),  # noqa: UP007
        pytest.param(list[Literal["a"]] | None, ("a",), id="inside"),
        pytest.param(str, (), id="none"),
    ],
)
def test_words_of_annotation(annotation: Any, words: tuple[str, ...]) -> None:
    """The words of an annotation are found through unions and generics, each once."""
    assert words_of(annotation) == words


@pytest.mark.parametrize(
    ("upstream", "differences"),
    [
        pytest.param(["a", "b"], [], id="same"),
        pytest.param(["a", "b", "c"], ['upstream adds "c"'], id="added"),
        pytest.param(["a"], ['upstream lacks "b"'], id="removed"),
        pytest.param(["a", "B"], ['upstream adds "B"', 'upstream lacks "b"'], id="renamed"),
        pytest.param(["b", "a"], ["upstream has another order: b, a"], id="moved"),
    ],
)
def test_drift_of_words_is_named(upstream: list[str], differences: list[str]) -> None:
    """When upstream adds, removes, renames or moves a word, the difference names it."""
    assert drift_of_words(["a", "b"], upstream) == differences


@pytest.mark.parametrize(
    ("upstream", "differences"),
    [
        pytest.param({"a": "1", "b": "2"}, [], id="same"),
        pytest.param({"b": "2", "a": "1"}, [], id="other order"),
        pytest.param({"a": "1", "b": "2", "c": "3"}, ['upstream adds "c": "3"'], id="added"),
        pytest.param({"a": "1"}, ['upstream lacks "b": "2"'], id="removed"),
        pytest.param(
            {"a": "1", "b": "9"}, ['upstream has "b": "9", we have "2"'], id="other value"
        ),
    ],
)
def test_drift_of_tables_is_named(upstream: dict[str, str], differences: list[str]) -> None:
    """When upstream changes an entry of a table, the difference names it."""
    assert drift_of_tables({"a": "1", "b": "2"}, upstream) == differences
