"""The jobs of a project as a table of text."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence

from cryosparc_spec.documents.job import Job
from cryosparc_spec.documents.job_outputs import Output
from cryosparc_spec.problems.value_text import printable
from cryosparc_spec.views.text_tables import NO_BREAK, table_lines

_HEADER = ("JOB", "TYPE", "TITLE", "STATUS", "OUTPUTS")


def job_lines(jobs: Mapping[str, Job]) -> Iterator[str]:
    """Give a line for each job, its cells separated by tabs; on a terminal, a table."""
    rows = (_row(uid, job) for uid, job in jobs.items())
    if not sys.stdout.isatty():
        yield from map("\t".join, (_HEADER, *rows))
        return
    width = shutil.get_terminal_size().columns
    wrapped = ([*row[:-1], _wrapped_at_commas(row[-1])] for row in rows)
    yield from table_lines(_HEADER, wrapped, width=width)


def _row(uid: str, job: Job) -> Sequence[str]:
    outputs = ", ".join(_with_count(name, output) for name, output in job.spec.outputs.items())
    cells = (uid, job.spec.type, job.title, str(job.status), outputs)
    return [printable(" ".join(cell.split())) for cell in cells]


def _with_count(name: str, output: Output) -> str:
    """Return an output with its number of items: before it has run, a job has none."""
    final = next((result.final for result in output.results if result.final), None)
    number = output.num_items or (final.num_items if final else None)
    return name if number is None else f"{name} ({number})"


def _wrapped_at_commas(cell: str) -> str:
    return cell.replace(" ", NO_BREAK).replace(f",{NO_BREAK}", ", ")
