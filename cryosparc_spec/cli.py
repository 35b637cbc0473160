"""The command line: ``cryosparc-spec``."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

from cryosparc_spec import __version__
from cryosparc_spec.commands.streams import discard_output, whole
from cryosparc_spec.commands.terminal import COULD_NOT_RUN, INTERRUPTED, printable

_COMMANDS = (
    "check",
    "connect",
    "convert",
    "csg",
    "diff",
    "graph",
    "infer",
    "jobs",
    "learn",
    "schema",
    "show",
    "slots",
    "upgrade",
)


class _Program(click.Group):
    """A program that tells in one line that its output cannot be written: the disk may be full.

    A command is imported when it is asked for, as each takes a while to import.
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
