"""Tests of what pydantic says of a class that stands bare in a model."""

from __future__ import annotations

from types import GenericAlias
from typing import Any

import attrs
import pytest
from pydantic import ConfigDict, TypeAdapter, create_model

from cryosparc_spec import Job, JobDefinition, JobRegister, ResultsGroup, Slot, Workflow
from cryosparc_spec.converters.plain_data import PUBLIC_CLASSES
from cryosparc_spec.interop.pydantic import Spec

CLASSES = [
    pytest.param(cls, id=cls.__name__)
    for cls in (*PUBLIC_CLASSES, Job, JobRegister, ResultsGroup, Workflow)
]


@pytest.mark.parametrize("cls", CLASSES)
@pytest.mark.parametrize(
    "annotation",
    [
        pytest.param(lambda cls: cls, id="alone"),
        pytest.param(lambda cls: cls | None, id="optional"),
        pytest.param(lambda cls: GenericAlias(tuple, (cls, ...)), id="list"),
    ],
)
def test_the_error_points_at_spec(cls: Any, annotation: Any) -> None:
    """It shows what to write, which then works."""
    assert attrs.has(cls)
    with pytest.raises(TypeError) as caught:
        create_model("Settings", field=(annotation(cls), ...))
    assert str(caught.value) == (
        f"pydantic cannot read {cls.__name__} by itself: write Spec[{cls.__name__}], "
        "with Spec from cryosparc_spec.interop.pydantic"
    )
    spec: Any = Spec
    create_model("Settings", field=(annotation(spec[cls]), ...))


def test_any_class_is_a_field_where_pydantic_is_told_so() -> None:
    """With `arbitrary_types_allowed`, a bare class takes its objects, as ever."""
    config = ConfigDict(arbitrary_types_allowed=True)
    adapter: TypeAdapter[Any] = TypeAdapter(JobDefinition, config=config)
    assert adapter.validate_python(JobDefinition()) == JobDefinition()
    with pytest.raises(ValueError, match="instance"):
        adapter.validate_python(Slot("a", "b"))
