"""Files looked at in this process, or in several at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from cryosparc_spec.projects.examiner import Examiner
from cryosparc_spec.projects.reports import FileReport

if TYPE_CHECKING:
    from concurrent.futures import Future

    from cryosparc_spec.catalogue.job_types import JobTypes
    from cryosparc_spec.catalogue.slot_types import SlotTypes
    from cryosparc_spec.documents.job_definition import OutputSpec

_FEW = 256
"""Up to this number of files, looking at them takes less time than starting processes."""

_LEAST_TOGETHER, _MOST_TOGETHER = 32, 128
_WAITING_FOR_EACH = 3


def reports_on(
    files: Iterable[Path], examiner: Examiner, *, processes: int = 1
) -> Iterator[FileReport]:
    """Give a report on each file, in the order of the files, whatever looks at them."""
    files = iter(files)
    first = [*islice(files, _FEW)] if processes > 1 else []
    if processes == 1 or len(first) < _FEW:
        return (_report_on(file, examiner) for file in chain(first, files))
    return _from_processes(chain(first, files), examiner, processes)


def _report_on(file: Path, examiner: Examiner) -> FileReport:
    try:
        return examiner.examine(file)
    except OSError as error:
        return FileReport(file=str(file), unreadable=error.strerror or str(error))


def _from_processes(
    files: Iterable[Path], examiner: Examiner, processes: int
) -> Iterator[FileReport]:
    """Give the reports that processes make; few files are handed out ahead of what is told."""
    from concurrent.futures import ProcessPoolExecutor

    waiting: deque[Future[list[FileReport]]] = deque()
    pool = ProcessPoolExecutor(processes, initializer=begin, initargs=examiner.settings)
    try:
        for some in _handed_out_together(files):
            waiting.append(pool.submit(reports_on_some, some))
            if len(waiting) > processes * _WAITING_FOR_EACH:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _handed_out_together(files: Iterable[Path]) -> Iterator[list[Path]]:
    """Give some files at a time, those of a folder together where they are not too many."""
    some: list[Path] = []
    for file in files:
        is_enough = len(some) >= _LEAST_TOGETHER and file.parent != some[-1].parent
        if is_enough or len(some) >= _MOST_TOGETHER:
            yield some
            some = []
        some.append(file)
    yield some


_examiners: list[Examiner] = []
"""In a process that was started here: what looks at files there."""


def begin(
    slot_types: SlotTypes | None,
    output: OutputSpec | None,
    job_types: JobTypes | None,
    is_configured: bool,
) -> None:
    """Make ready to look at files in a process that was started for it."""
    _examiners[:] = [Examiner(slot_types, output, job_types, is_configured=is_configured)]


def reports_on_some(files: list[Path]) -> list[FileReport]:
    """Look at some files in such a process."""
    return [_report_on(file, _examiners[0]) for file in files]
