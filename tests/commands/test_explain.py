from __future__ import annotations

import json

import pytest

from cryosparc_spec.problems import ProblemKind
from tests.command_line import Outcome, run

Capture = pytest.CaptureFixture[str]

DUPLICATE = """\
duplicate-slot

A slot is listed twice in one input or output.

`picker.yaml`, wrong:

    outputs:
      particles: {type: particle, slots: [location, location]}

Leave one of them out. Two slots of one type have different names.

`picker.yaml`, mended:

    outputs:
      particles: {type: particle, slots: [location]}
"""


def test_a_kind_is_explained(capsys: Capture) -> None:
    """With an example, and how to mend it."""
    assert run(capsys, "explain", "duplicate-slot") == Outcome(0, DUPLICATE, "")


def test_all_kinds_are_listed(capsys: Capture) -> None:
    """Each with its first sentence."""
    header, *lines = run(capsys, "explain").out.splitlines()
    assert header.split() == ["KIND", "MEANS"]
    assert [line.split()[0] for line in lines] == [*ProblemKind]
    assert lines[[*ProblemKind].index(ProblemKind.DUPLICATE_SLOT)].split("  ")[-1].strip() == (
        "A slot is listed twice in one input or output."
    )


def test_programs_get_markdown(capsys: Capture) -> None:
    """Of one kind or of all, in a list."""
    [one] = json.loads(run(capsys, "explain", "refused", "--format", "json").out)
    assert one["kind"] == "refused"
    assert one["markdown"].startswith(one["summary"][:20])
    everything = json.loads(run(capsys, "explain", "--format", "json").out)
    assert one in everything
    assert len(everything) == len(ProblemKind)


def test_a_kind_that_does_not_exist_is_refused(capsys: Capture) -> None:
    """With the nearest one."""
    outcome = run(capsys, "explain", "duplicate-slots")
    assert (outcome.exit_code, outcome.out) == (2, "")
    assert outcome.err.splitlines()[-1] == (
        'Error: Invalid value: "duplicate-slots" is not a kind of problem; write "duplicate-slot"'
    )
