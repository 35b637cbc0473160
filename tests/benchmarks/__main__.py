"""All figures of the page on speed: ``python -m tests.benchmarks [ROUNDS]`` prints its table.

How many times as fast ``cryosparc_spec`` is as cryosparc-tools: from Python data, from JSON text,
and to JSON text. What is compared takes turns in one process; the median of the processor time
counts, and the garbage collector runs as it does for users.
"""

from __future__ import annotations

import json
import sys

from tests.benchmarks.interleaving import medians
from tests.benchmarks.workloads import WORKLOADS, Workload

COLUMNS = ("from Python data", "from JSON text", "to JSON text")


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


def main(rounds: int) -> None:
    """Print the table."""
    version = ".".join(map(str, sys.version_info[:2]))
    sys.stdout.write(f"| work, on {version} | {' | '.join(COLUMNS)} |\n|---|---|---|---|\n")
    for make in WORKLOADS:
        workload = make()
        row = " | ".join([workload.name, *cells(workload, rounds)])
        sys.stdout.write(f"| {row} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
