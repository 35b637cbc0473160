from __future__ import annotations

from typing import Any

import attrs
import pytest

from cryosparc_spec import Job, JobDefinition, LoadableSlots, Slot
from cryosparc_spec.display.attribute_texts import attribute_texts
from cryosparc_spec.documents import SlotResult, When
from cryosparc_spec.schemas.docstrings import (
    description_of,
    examples_in,
    markdown,
    title_of,
)


@pytest.mark.parametrize(
    ("cls", "title"),
    [
        (Slot, "One slot of an input or an output"),
        (Job, "A job of CryoSPARC 5"),
        (SlotResult, "Where one slot of a results group is"),
    ],
)
def test_title(cls: Any, title: str) -> None:
    """The title is the first line without its source."""
    assert title_of(cls) == title


@pytest.mark.parametrize(
    ("cls", "description"),
    [
        (
            JobDefinition,
            "An external job as its author writes it: inputs, outputs and parameters.\n\n"
            "What the names and counts must hold to is told by `check`.",
        ),
        (
            LoadableSlots,
            "Which slots to load of an input or output (`cryosparc.spec.LoadableSlots`).",
        ),
        (
            Slot,
            "One slot of an input or an output.\n\n"
            "`required` says whether an input needs the slot; outputs always make theirs. Source "
            "of the convention: `cryosparc.spec.SlotSpec`, cryosparc-tools 5.0.3.",
        ),
    ],
)
def test_description(cls: Any, description: str) -> None:
    """The description has neither examples nor what Python raises."""
    assert description_of(cls) == description


@pytest.mark.parametrize("cls", [Slot, JobDefinition, Job])
def test_attributes_have_their_docstrings(cls: Any) -> None:
    """The text under each attribute is found."""
    names = [a.name for a in attrs.fields(cls) if a.name not in ("extras", "_keys_read")]
    assert [*attribute_texts(cls)] == names


@pytest.mark.parametrize(
    ("text", "examples"),
    [
        pytest.param('Job type: ``"homo_abinit"``.', ["homo_abinit"], id="text"),
        pytest.param('``"F"`` for the final one.', [], id="no colon"),
        pytest.param("By column: ``{'a': 1}``.", [], id="no JSON"),
        pytest.param(
            attribute_texts(When)["expr"],
            [{"op": "==", "param": "foo", "value": 42}, {"connection": "particles"}],
            id="two",
        ),
    ],
)
def test_examples(text: str, examples: list[Any]) -> None:
    """JSON after a colon is an example."""
    assert examples_in(text) == examples


def test_markdown() -> None:
    """Marks of docstrings become Markdown, and the words of Python those of JSON."""
    text = ":func:`~a.b.check` of ``x``,\n    ``None``, ``True`` or ``False``"
    assert markdown(text) == "`check` of `x`, `null`, `true` or `false`"
