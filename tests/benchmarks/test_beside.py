"""Memory, growth, writing without the extra, and whole commands are measured."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks import __main__ as program
from tests.benchmarks import beside, processes, workloads
from tests.benchmarks.interleaving import promise

MOST_TIMES_NOTHING: Mapping[str, float] = {
    "`--help`": 10,
    "`slots`": 11,
    "`show` of a definition in JSON": 12,
    "`check` of a table": 14,
    "`check` of a definition in JSON": 14,
    "`check` of a definition in YAML": 15,
    "`check` of a folder with a definition": 14,
    "`check` of a folder with a table": 14,
}
"""Commands, each with how many times as long as ``python -c pass`` it takes, with a margin."""


def test_what_is_kept_and_needed_is_told_apart() -> None:
    """What is let go of on the way counts for the most there was, and not for what is kept."""
    kept, peak = beside.kept_and_peak(lambda: len(bytes(2_000_000)) and bytes(1_000_000))
    assert 1_000_000 <= kept < 1_100_000
    assert 2_000_000 <= peak < 3_200_000


def test_growth_is_that_of_ten_and_a_hundred_times_as_much(monkeypatch: Any) -> None:
    """A row has a cell for each, with ours and theirs."""
    monkeypatch.setattr(beside, "_SIZES", {workloads.mixed_slots: 10})
    [(name, *cells)] = beside.rows_of_growth(rounds=1)
    assert name == "10 slots, mixed"
    assert [len(cell.split(" / ")) for cell in cells] == [2, 2]


def test_tables_are_printed_and_given_as_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same rows, as a table of Markdown or as data."""
    for module in (program, beside):
        monkeypatch.setattr(module, "WORKLOADS", (workloads.one_definition,))
    names = ["ratios", "memory", "without-extra"]
    program.main(1, names, as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("| one definition |") for line in lines) == len(names)
    program.main(1, names, as_json=True)
    tables = json.loads(capsys.readouterr().out)["tables"]
    assert {name: [len(row) for row in rows] for name, rows in tables.items()} == {
        "ratios": [4],
        "memory": [5],
        "without-extra": [2],
    }


def test_commands_answer_as_soon_as_was_reached(
    benchmark: BenchmarkFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each takes no more than so many times what Python alone does."""
    if benchmark.disabled:
        monkeypatch.setattr(processes, "FILES", 3)
    rows = [*processes.rows_of_commands(tmp_path, rounds=1 if benchmark.disabled else 7)]
    taken = {name: float(cell.split()[0]) for name, cell in rows if cell.endswith("pass`")}
    assert taken.keys() >= MOST_TIMES_NOTHING.keys()
    for name, most in MOST_TIMES_NOTHING.items():
        promise(benchmark, most / taken[name], at_least=1)
    benchmark.pedantic(lambda: None, rounds=1)  # type: ignore[no-untyped-call]  # theirs
