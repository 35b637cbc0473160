"""``python -m cryosparc_spec.testing SCRIPT``: a script is run with the recording client."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from cryosparc_spec.converters.plain_data import unstructure
from cryosparc_spec.files.load_and_dump import text_for
from cryosparc_spec.problems.problem import Problem, Severity
from cryosparc_spec.problems.value_text import counted

try:
    from cryosparc_spec.testing.recording.script import COULD_NOT_RUN, ScriptRun, run_script
except ImportError as error:
    # Without the client, the extra to install is told in one line; 2 is the COULD_NOT_RUN above.
    click.echo(error, err=True)
    sys.exit(2)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("script", type=click.Path())
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def main(script: str, arguments: tuple[str, ...]) -> None:
    """Run a script that uses cryosparc-tools without a server; print what it declares.

    The client is the real one, and is answered from memory: projects and jobs that the script names
    are there, and their tables are made up. Nothing goes to a server. Then comes the definition of
    each external job that the script makes, and everything that is wrong. Exit code 0: clean.
    1: problems. 2: the script did not run to its end.
    """
    if not Path(script).is_file():
        click.echo(f"{script}: there is no such file", err=True)
        sys.exit(COULD_NOT_RUN)
    run = run_script(script, arguments)
    _echo_definitions(run)
    for problem in run.problems:
        _echo_problem(problem, script)
    if run.failure:
        click.echo(run.failure, err=True)
    click.echo(_summary(run))
    sys.exit(run.exit_code)


def _echo_definitions(run: ScriptRun) -> None:
    for uid, definition in run.record.definitions.items():
        click.echo(f"# {uid}")
        click.echo(text_for(unstructure(definition), "definition.yaml"))


def _echo_problem(problem: Problem, script: str) -> None:
    place = problem.position or script
    click.echo(f"{place}: {problem.severity}: {problem.place}: {problem.message}")
    if problem.hint:
        click.echo(f"    {problem.hint}")


def _summary(run: ScriptRun) -> str:
    counts = Counter(problem.severity for problem in run.problems)
    found = [counted(counts[severity], severity) for severity in Severity if counts[severity]]
    if run.failure:
        found.append("the script did not run to its end")
    jobs = counted(len(run.record.definitions), "external job")
    return f"{jobs} made: {', '.join(found) or 'no problems'}"


if __name__ == "__main__":
    main(prog_name="python -m cryosparc_spec.testing")
