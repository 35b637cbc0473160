"""The command line: ``cryosparc-spec``."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

from cryosparc_spec import __version__
from cryosparc_spec.commands.streams import discard_output, whole
from cryosparc_spec.commands.terminal import COULD_NOT_RUN, INTERRUPTED
from cryosparc_spec.problems.value_text import printable

_COMMANDS: Mapping[str, str] = {
    "check": "Tell what is wrong with documents, tables and scripts.",
    "connect": "Tell whether an output can feed an input, and what is missing.",
    "convert": "Convert a document, and print it, or write it to OUT.",
    "csg": "Make results groups (.csg) of tables (.cs).",
    "diff": "Tell what changed between two definitions, jobs or pipelines.",
    "explain": "Say what a kind of problem means, and how to mend it.",
    "graph": "Draw a job, a definition, a workflow or a project.",
    "infer": "Write what tables hold, or what scripts declare, as a definition.",
    "jobs": "Show what is known of job types.",
    "learn": "Learn slot types, or job types, from the jobs of a lab.",
    "schema": "Print the JSON Schema of a kind of document, or list the kinds.",
    "show": "Show a document or a table as a tree, and the jobs of a project.",
    "slots": "Show what is known of slot types.",
    "upgrade": "Replace old names of keys, and point them out in code.",
}
"""Commands, each with the first sentence of its help."""


class _Program(click.Group):
    """A program that tells in one line that its output cannot be written: the disk may be full.

    A command is imported when it is asked for, as each takes a while to import; the list of all
    needs none of them.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(
            import_module(f"cryosparc_spec.commands.{cmd_name}"), cmd_name
        )
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in _COMMANDS and name[:1].isalpha() and not ctx.resilient_parsing:
            from cryosparc_spec.problems.words import nearest_word

            if nearest := nearest_word(name, _COMMANDS):
                ctx.fail(f"No such command {name!r}. Did you mean {nearest!r}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        limit = formatter.width - 6 - max(map(len, _COMMANDS))
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, click.Command(name, help=text).get_short_help_str(limit))
                    for name, text in _COMMANDS.items()
                ]
            )

    def main(self, *args: Any, **kwargs: Any) -> Any:
        with whole("stdout"), whole("stderr"):
            try:
                sys.exit(super().main(*args, **{**kwargs, "standalone_mode": False}) or 0)
            except click.ClickException as error:
                error.show()
                sys.exit(error.exit_code)
            except click.Abort:
                sys.exit(INTERRUPTED)
            except OSError as error:
                discard_output()
                reason = f"{error.filename or 'standard output'}: {error.strerror or error}"
                with suppress(OSError):
                    click.echo(printable(f"Error: {reason}"), err=True)
                sys.exit(COULD_NOT_RUN)


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context) -> None:
    """Check, show, convert and draw the documents and tables of CryoSPARC, and explain slots."""
    if os.environ.get("NO_COLOR"):
        context.color = False
    elif os.environ.get("FORCE_COLOR"):
        context.color = True
