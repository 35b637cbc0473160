"""Tests of the tables that rich prints."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Console

from cryosparc_spec import InputSpec, JobDefinition, JobRegister, Problem, Slot, known_slot_types
from cryosparc_spec.catalogue import Column, SlotType, SlotTypes, known_job_types
from cryosparc_spec.display.displayed import DisplayedMapping, ProblemList
from cryosparc_spec.documents import JobType, RegisterInput


def printed(value: object, *, width: int = 80) -> str:
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(value)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()).strip("\n")


DEFINITION = JobDefinition(
    inputs={"a": InputSpec(type="exposure", slots=["micrograph_blob", "?ctf"], count_max=1)}
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(
            DEFINITION.inputs,
            "      type       slots                   count_max\n"
            " ──────────────────────────────────────────────────\n"
            "  a   exposure   micrograph_blob, ?ctf   1",
            id="inputs",
        ),
        pytest.param(
            DEFINITION.inputs["a"].slots,
            "  name              dtype             required\n"
            " ──────────────────────────────────────────────\n"
            "  micrograph_blob   micrograph_blob   true\n"
            "  ctf               ctf               false",
            id="slots",
        ),
        pytest.param(DEFINITION.outputs, "none", id="nothing"),
        pytest.param(ProblemList(), "no problems", id="no problems"),
        pytest.param(
            SlotTypes([SlotType(datatype="mask", slot_type="blob", columns=[Column(name="path")])]),
            "  datatype   slot_type   names   series   columns\n"
            " ─────────────────────────────────────────────────\n"
            "  mask       blob                         path",
            id="slot types",
        ),
        pytest.param(
            DisplayedMapping(
                {
                    "a": JobType(
                        type="x",
                        category="import",
                        inputs=DisplayedMapping({"p": RegisterInput(type="mask")}),
                    )
                }
            ),
            "      type   category   inputs\n"
            " ──────────────────────────────\n"
            "  a   x      import     p",
            id="objects in objects",
        ),
    ],
)
def test_tables(value: object, text: str) -> None:
    """Objects of one class are the rows of a table, with a word for what is in them."""
    assert printed(value) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[red]a[/red]", id="markup"),
        pytest.param("[/]", id="end of markup"),
        pytest.param("\x1b[31ma", id="steering"),
        pytest.param("a\nb", id="lines"),
        pytest.param(":smile:", id="emoji"),
    ],
)
def test_text_is_shown_as_it_is(text: str) -> None:
    """What users put in is no markup to rich, and steers no terminal."""
    shown = text.encode("unicode_escape").decode()
    named = DisplayedMapping({text: InputSpec(type="mask", title=text)})
    assert printed(named).count(shown) == 2
    assert shown in printed(ProblemList([Problem((), text)]))


def test_much_is_cut() -> None:
    """A table has 200 rows, and cells have 200 characters."""
    many: DisplayedMapping[Any] = DisplayedMapping(
        {f"a{number}": InputSpec(type="mask", title="x" * 300) for number in range(205)}
    )
    lines = [line.split() for line in printed(many, width=300).splitlines() if line.strip()]
    assert lines[-2] == ["a199", "mask", f"{'x' * 200}..."]
    assert lines[-1] == ["and", "5", "more"]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(known_slot_types(), id="slot types"),
        pytest.param(known_job_types(), id="job types"),
        pytest.param(Slot.series("a_{}", "components", 3), id="series"),
        pytest.param(JobRegister(specs=()), id="register"),
    ],
)
def test_all_that_is_known_can_be_printed(value: object) -> None:
    """Whatever the catalogues hold fits a terminal of 80 columns."""
    assert max(map(len, printed(value).splitlines())) <= 80
