"""All figures of the page on speed: ``python -m tests.benchmarks [ROUNDS] [TABLE...] [--json]``.

How many times as fast ``cryosparc_spec`` is as cryosparc-tools: from Python data, from JSON text,
and to JSON text. What is compared takes turns in one process; the median of the processor time
counts, and the garbage collector runs as it does for users. Besides: what memory that takes, what
a thing costs among more of them, and what commands take.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from tests.benchmarks import beside
from tests.benchmarks.interleaving import medians
from tests.benchmarks.processes import rows_of_commands
from tests.benchmarks.workloads import WORKLOADS, Workload

Rows: TypeAlias = Iterator[Sequence[str]]


def cells(workload: Workload, rounds: int) -> list[str]:
    """Measure one workload, and return a cell for each column, with the floor of JSON text."""
    ours, theirs = workload.ours, workload.theirs
    pairs = [
        (ours.from_data, theirs.from_data, None),
        (ours.from_text, theirs.from_text, lambda: json.loads(workload.text)),
        (ours.to_text, theirs.to_text, lambda: json.dumps(workload.data)),
    ]
    found: list[str] = []
    for our_call, their_call, floor in pairs:
        calls = [our_call, their_call, *([floor] if floor else [])]
        taken = medians(*calls, rounds=rounds, times=workload.times, before=workload.before)
        plain = f" (plain json {taken[1] / taken[2]:.2f})" if floor else ""
        found.append(f"{taken[1] / taken[0]:.2f}{plain}")
    return found


def _ratios(rounds: int) -> Rows:
    for make in WORKLOADS:
        workload = make()
        yield workload.name, *cells(workload, rounds)


def _memory(_rounds: int) -> Rows:
    for make in WORKLOADS:
        workload = make()
        workload.before()
        yield workload.name, *beside.rows_of_memory(workload)


def _commands(rounds: int) -> Rows:
    with TemporaryDirectory(prefix="benchmarks-") as folder:
        yield from rows_of_commands(Path(folder), rounds)


TABLES: Mapping[str, tuple[Sequence[str], Callable[[int], Rows]]] = {
    "ratios": (("work", "from Python data", "from JSON text", "to JSON text"), _ratios),
    "memory": (
        (
            "MB, ours / cryosparc-tools",
            *("kept, from data", "at most, from data", "kept, from text", "at most, from text"),
        ),
        _memory,
    ),
    "growth": (
        ("cost of a thing, ours / cryosparc-tools", "among 10 times as many", "100 times"),
        beside.rows_of_growth,
    ),
    "without-extra": (
        ("`dumps` without the extra", "against `unstructure` and `json.dumps`"),
        beside.rows_without_extra,
    ),
    "commands": (("command", "processor time"), _commands),
}
"""Tables by their names, each with its columns."""


def main(rounds: int, names: Sequence[str], *, as_json: bool) -> None:
    """Print the tables, for people while they are measured."""
    version = ".".join(map(str, sys.version_info[:2]))
    measured: dict[str, list[dict[str, str]]] = {}
    for name in names:
        columns, rows = TABLES[name]
        measured[name] = []
        _show([f"{columns[0]}, on {version}", *columns[1:]], ["---"] * len(columns), hide=as_json)
        for row in rows(rounds):
            measured[name].append(dict(zip(columns, row, strict=True)))
            _show(row, hide=as_json)
        _show(hide=as_json)
    if as_json:
        sys.stdout.write(json.dumps({"python": version, "tables": measured}, indent=2) + "\n")


def _show(*rows: Sequence[str], hide: bool) -> None:
    if not hide:
        sys.stdout.write("".join(f"| {' | '.join(row)} |\n" for row in rows) or "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    given = [argument for argument in sys.argv[1:] if argument != "--json"]
    number = int(given.pop(0)) if given and given[0].isdecimal() else 7
    main(number, given or [*TABLES], as_json="--json" in sys.argv)
