"""The command ``explain``: what a kind of problem means, and how to mend it."""

from __future__ import annotations

import json

import click

from cryosparc_spec.commands.options import as_kind, color_option, complete_kinds, examples
from cryosparc_spec.commands.terminal import echo_content, output_format_option
from cryosparc_spec.problems.explanations import Explanation, explanations
from cryosparc_spec.problems.explanations import explain as explain_kind
from cryosparc_spec.views.text_tables import table_lines


@click.command(
    epilog=examples(
        "explain unknown-word",
    )
)
@click.argument("kind", required=False, metavar="[KIND]", shell_complete=complete_kinds)
@output_format_option
@color_option
def explain(kind: str | None, output_format: str) -> None:
    """Say what a kind of problem means, and how to mend it.

    Without a KIND, all are listed. A kind is the word that check writes with --format json, and
    that --select and --ignore take. Exit code 2: could not run.
    """
    shown = [*explanations().values()] if kind is None else [explain_kind(as_kind(kind))]
    if output_format == "json":
        echo_content(json.dumps([*map(_as_json, shown)], indent=2) + "\n")
    elif kind is None:
        rows = [[each.kind.value, each.summary] for each in shown]
        for line in table_lines(["KIND", "MEANS"], rows, width=None):
            click.echo(line)
    else:
        [explanation] = shown
        click.echo(f"{click.style(explanation.kind, bold=True)}\n\n{explanation.text}", nl=False)


def _as_json(explanation: Explanation) -> dict[str, str]:
    return {
        "kind": explanation.kind.value,
        "summary": explanation.summary,
        "markdown": explanation.markdown,
    }
