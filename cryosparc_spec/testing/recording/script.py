"""Scripts run with the recording client: what they declared, and what is wrong, in print."""

from __future__ import annotations

import runpy
import sys
import traceback
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import attrs

from cryosparc_spec.problems.places import Position
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.testing.recording.callers import is_of_the_client, is_of_the_script
from cryosparc_spec.testing.recording.record import Record, recorded

CLEAN, PROBLEMS_FOUND, COULD_NOT_RUN = 0, 1, 2


@attrs.frozen
class ScriptRun:
    """How a script went."""

    record: Record
    """What it did."""
    ended_with: Problem | None = None
    """The error of the client that ended it."""
    failure: str = ""
    """Why it ended otherwise than it should: its own error, or its exit code."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong; the error that ended the script is left out where one says why."""
        found, ended = self.record.problems, self.ended_with
        if ended is None and not self.failure:
            return found
        # A script that came to its end early may have meant to declare more.
        found = tuple(p for p in found if p.kind is not ProblemKind.NO_INPUTS_OR_OUTPUTS)
        told = {p.position for p in found if p.severity is Severity.ERROR}
        return found if ended is None or ended.position in told else (*found, ended)

    @property
    def exit_code(self) -> int:
        """What ``check`` would give for it: 0 clean, 1 problems, 2 it did not run to its end."""
        if self.failure:
            return COULD_NOT_RUN
        serious = any(problem.severity is not Severity.NOTE for problem in self.problems)
        return PROBLEMS_FOUND if serious else CLEAN


def run_script(path: str, arguments: Sequence[str] = ()) -> ScriptRun:
    """Run a script with the recording client, as ``python SCRIPT`` would run it.

    >>> _ = Path("empty_job.py").write_text('''
    ... from cryosparc.tools import CryoSPARC
    ... job = CryoSPARC().create_external_job("P3", "W1")
    ... job.add_input("exposure", slots=["micrograph_blob"], name="my-micrographs")
    ... ''')
    >>> run = run_script("empty_job.py")
    >>> run.problems[0].position.line, run.exit_code
    (4, 1)
    """
    with recorded() as record:
        try:
            with _as_main(path, arguments):
                runpy.run_path(path, run_name="__main__")
        except SystemExit as end:
            failed = end.code not in (None, 0)
            return ScriptRun(record, failure=f"{path}: ended with {end.code}" if failed else "")
        except Exception as error:  # noqa: BLE001 - whatever the script raises is told
            told = _told_by_client(error)
            return ScriptRun(record, told, "" if told else _traceback(error))
    return ScriptRun(record)


@contextmanager
def _as_main(path: str, arguments: Sequence[str]) -> Generator[None]:
    """Have the arguments and the folder of a script where Python has them when it runs one."""
    argv, places = sys.argv, sys.path
    sys.argv = [path, *arguments]
    sys.path = [str(Path(path).resolve().parent), *places]
    try:
        yield
    finally:
        sys.argv, sys.path = argv, places


def _told_by_client(error: BaseException) -> Problem | None:
    """Return what the client has against the script, if it was the client that raised."""
    steps = [*traceback.walk_tb(error.__traceback__)]
    own = [(frame, line) for frame, line in steps if is_of_the_script(frame)]
    if not own or not is_of_the_client(steps[-1][0]):
        return None
    frame, line = own[-1]
    first = (str(error).splitlines() or [""])[0]
    return Problem(
        (),
        f"the client raises {type(error).__name__}: {first}",
        kind=ProblemKind.REFUSED,
        position=Position(frame.f_code.co_filename, line),
    )


def _traceback(error: BaseException) -> str:
    """Return the traceback as Python prints it, from the script on."""
    step = error.__traceback__
    while step is not None and not is_of_the_script(step.tb_frame):
        step = step.tb_next
    lines = traceback.format_exception(type(error), error, step)
    return "".join(lines).rstrip()
