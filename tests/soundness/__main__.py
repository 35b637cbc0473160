"""Check thousands of sound samples and planted mistakes, and print what came of it as tables.

``python -m tests.soundness`` gives the figures of the page on what is checked. With a number after
it, it takes that many sound samples of each kind, and a twentieth as many mistakes; with a page
after that, it puts the tables there.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
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
    is_right = True
    for name, report in REPORTS.items():
        with tempfile.TemporaryDirectory() as folder:
            lines = [*report(number, FilePath(folder))]
        is_right &= all(right for _, right in lines)
        table = "\n".join(line for line, _ in lines)
        print(table, end="\n\n", flush=True)  # noqa: T201
        for page in arguments[1:]:
            put_table(FilePath(page), name, table)
    return int(not is_right)


def put_table(page: FilePath, name: str, table: str) -> None:
    """Put a table between the marks of its name in a page."""
    text = page.read_text(encoding="utf-8")
    begin, end = f"<!-- figures: {name} -->", f"<!-- end of figures: {name} -->"
    between = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
    put = f"{begin}\n{table}\n{end}"
    page.write_text(between.sub(lambda _: put, text), encoding="utf-8")


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
        planted = [planted_mistake(name, n) for n in range(max(number // 20, 1))]
        outcomes = [outcome(each, folder) for each in planted]
        every += outcomes
        yield f"| {name} | {kind} | {_counts(outcomes)} |", all(each.right for each in outcomes)
    yield f"| all {len(MISTAKES)} kinds | | {_counts(every)} |", True


def _counts(outcomes: Sequence[Outcome]) -> str:
    named = sum(each.named and each.placed and each.in_plain_words for each in outcomes)
    fixed = [each.fixed for each in outcomes if each.fixed is not None]
    return f"{len(outcomes):,} | {named:,} | {len(fixed):,} | {sum(fixed):,}"


REPORTS: dict[str, Callable[[int, FilePath], Iterator[tuple[str, bool]]]] = {
    "sound": report_sound,
    "made": report_made,
    "planted": report_planted,
}
"""What is counted, by the name of its table in the page."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
