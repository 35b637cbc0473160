"""The command line: ``cryosparc-spec``."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from io import BufferedWriter, RawIOBase, TextIOBase, TextIOWrapper
from typing import Any

import click

from cryosparc_spec import __version__
from cryosparc_spec.commands.check import check
from cryosparc_spec.commands.connect import connect
from cryosparc_spec.commands.convert import convert
from cryosparc_spec.commands.csg import csg
from cryosparc_spec.commands.diff import diff
from cryosparc_spec.commands.graph import graph
from cryosparc_spec.commands.infer import infer
from cryosparc_spec.commands.learn import learn
from cryosparc_spec.commands.schema import schema
from cryosparc_spec.commands.show import show
from cryosparc_spec.commands.slots import slots
from cryosparc_spec.commands.terminal import COULD_NOT_RUN, INTERRUPTED, printable
from cryosparc_spec.commands.upgrade import upgrade


class _Program(click.Group):
    """A program that tells in one line that its output cannot be written: the disk may be full."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        with _whole("stdout"), _whole("stderr"):
            try:
                sys.exit(super().main(*args, **{**kwargs, "standalone_mode": False}) or 0)
            except click.ClickException as error:
                error.show()
                sys.exit(error.exit_code)
            except click.Abort:
                sys.exit(INTERRUPTED)
            except OSError as error:
                _discard_output()
                reason = f"{error.filename or 'standard output'}: {error.strerror or error}"
                with suppress(OSError):
                    click.echo(printable(f"Error: {reason}"), err=True)
                sys.exit(COULD_NOT_RUN)


@contextmanager
def _whole(name: str) -> Generator[None]:
    """Have all that is printed arrive, or fail: without a buffer, Python passes over a short write.

    What the encoding does not have is escaped.
    """
    stream = getattr(sys, name)
    if stream is None:
        setattr(sys, name, _Closed())
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
        raw = stream.buffer
        if isinstance(raw, RawIOBase):
            buffered = BufferedWriter(raw)
            whole = TextIOWrapper(buffered, stream.encoding, stream.errors, write_through=True)
            setattr(sys, name, whole)
            try:
                yield
            finally:
                setattr(sys, name, stream)
                with suppress(OSError):  # It has been told, unless the reader had seen enough.
                    whole.detach()
                    buffered.detach()
            return
    yield


class _Closed(TextIOBase):
    """Stands for a stream that was closed before the program began, as by ``>&-``."""

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, "it is closed")


def _discard_output() -> None:
    """Let what could not be written go, so that Python does not try again as it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context) -> None:
    """Check, show, convert and draw the documents and tables of CryoSPARC, and explain slots."""
    if os.environ.get("NO_COLOR"):
        context.color = False
    elif os.environ.get("FORCE_COLOR"):
        context.color = True


for command in (
    check,
    connect,
    convert,
    csg,
    diff,
    graph,
    infer,
    learn,
    schema,
    show,
    slots,
    upgrade,
):
    main.add_command(command)
