"""Options that commands share, and what completes them in a shell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from cryosparc_spec.problems.errors import ParseError
from cryosparc_spec.problems.problem import ProblemKind
from cryosparc_spec.problems.value_text import printable
from cryosparc_spec.problems.words import unknown_word

_F = TypeVar("_F", bound=Callable[..., Any])


def examples(*commands: str) -> str:
    """Return the part of a help that shows how the command is called."""
    lines = "\n".join(f"  cryosparc-spec {command}" for command in commands)
    return f"\b\nExamples:\n{lines}"


def as_kind(word: str) -> ProblemKind:
    """Return the kind of a word; one that is none is refused, with the nearest one that is."""
    if word in [*ProblemKind]:
        return ProblemKind(word)
    error: ParseError = unknown_word(word, [*ProblemKind], what="a kind of problem")
    raise click.BadParameter(printable(str(error)))


def complete_kinds(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[str]:
    """Offer the kinds of problems to a shell."""
    return [kind.value for kind in ProblemKind if kind.startswith(incomplete)]


def _as_kinds(
    context: click.Context, parameter: click.Parameter, words: tuple[str, ...]
) -> tuple[ProblemKind, ...]:
    return tuple(map(as_kind, words))


def _use_colour(context: click.Context, parameter: click.Parameter, when: str) -> None:
    if when != "auto":
        context.color = when == "always"


color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    expose_value=False,
    is_eager=True,
    callback=_use_colour,
    help="When to colour; auto: on a terminal, or as NO_COLOR and FORCE_COLOR say.",
)


def selecting_options(command: _F) -> _F:
    """Add the options for what is told, and what is passed over."""
    kinds: Any = {
        "multiple": True,
        "metavar": "KIND",
        "callback": _as_kinds,
        "shell_complete": complete_kinds,
    }
    options = [
        click.option("--select", **kinds, help="Tell only this kind of problem."),
        click.option("--ignore", **kinds, help="Do not tell this kind of problem."),
        click.option(
            "--exclude",
            multiple=True,
            metavar="GLOB",
            help="Pass over files and folders of this name or path in folders.",
        ),
        click.option(
            "--force-exclude",
            is_flag=True,
            help="Pass over also what is named, where it is to be in folders.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def fixing_options(command: _F) -> _F:
    """Add the options for what is mended."""
    for name, text in (
        ("--unsafe-fixes", "Do with --fix or --diff what is only a guess as well."),
        ("--diff", "Print what --fix would change, and change nothing."),
        ("--fix", "Mend documents as far as it is certain what to write, then tell what is left."),
    ):
        command = click.option(name, is_flag=True, help=text)(command)
    return command
