"""Check thousands of sound samples and planted mistakes, and print what came of it as a table.

``python -m tests.soundness`` gives the figures of the page on what is checked; with a number after
it, that many sound samples of each kind, and a twentieth as many mistakes.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath

from cryosparc_spec import Problem
from tests.soundness.kinds import SOUND
from tests.soundness.made import MADE
from tests.soundness.measuring import (
    MISTAKES,
    Outcome,
    outcome,
    planted_mistake,
    sound_sample,
    wrongly_made,
    wrongly_said,
)

USUAL = 1000
"""Sound samples of each kind."""


def main(arguments: Sequence[str]) -> int:
    number = int(arguments[0]) if arguments else USUAL
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        for line, is_right in report_sound(number, FilePath(name)):
            failed += not is_right
            print(line)  # noqa: T201
        print()  # noqa: T201
        for line, is_right in report_made(number, FilePath(name)):
            failed += not is_right
            print(line)  # noqa: T201
        print()  # noqa: T201
        for line, is_right in report_planted(max(number // 20, 1), FilePath(name)):
            failed += not is_right
            print(line)  # noqa: T201
    return int(failed > 0)


def report_sound(number: int, folder: FilePath) -> Iterator[tuple[str, bool]]:
    """Give a line of the table for each kind of sound sample, and whether all is right."""
    yield "| sound samples | checked | with an error | with a warning |", True
    yield "|---|--:|--:|--:|", True
    for kind in SOUND:
        found = [wrongly_said(sound_sample(kind, n), folder) for n in range(number)]
        yield f"| {kind} | {_severities(found)} |", not any(found)


def report_made(number: int, folder: FilePath) -> Iterator[tuple[str, bool]]:
    """Give a line for each thing that is made of sound samples."""
    yield "| made of them | checked | with an error | with a warning |", True
    yield "|---|--:|--:|--:|", True
    for name in MADE:
        found = [wrongly_made(name, n, folder) for n in range(number)]
        yield f"| {name} | {_severities(found)} |", not any(found)


def _severities(found: Sequence[Sequence[Problem]]) -> str:
    errors = sum(any(p.severity == "error" for p in said) for said in found)
    warned = sum(any(p.severity == "warning" for p in said) for said in found)
    return f"{len(found):,} | {errors} | {warned}"


def report_planted(number: int, folder: FilePath) -> Iterator[tuple[str, bool]]:
    """Give a line for each kind of mistake, and one for all of them."""
    yield "| mistake | in a | planted | named at its place | with a fix | that mends it |", True
    yield "|---|---|--:|--:|--:|--:|", True
    every: list[Outcome] = []
    for name, (kind, _) in MISTAKES.items():
        outcomes = [outcome(planted_mistake(name, n), folder) for n in range(number)]
        every += outcomes
        yield f"| {name} | {kind} | {_counts(outcomes)} |", all(each.right for each in outcomes)
    yield f"| all {len(MISTAKES)} kinds | | {_counts(every)} |", True


def _counts(outcomes: Sequence[Outcome]) -> str:
    named = sum(each.named and each.placed for each in outcomes)
    fixed = [each.fixed for each in outcomes if each.fixed is not None]
    return f"{len(outcomes):,} | {named:,} | {len(fixed):,} | {sum(fixed):,}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
