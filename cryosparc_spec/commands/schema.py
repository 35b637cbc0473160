"""The command ``schema``: JSON Schemas of documents, for editors and validators."""

from __future__ import annotations

import click

from cryosparc_spec.commands.completion import complete_schemas
from cryosparc_spec.commands.options import color_option, examples
from cryosparc_spec.commands.terminal import CouldNotRun, out_option, write_out
from cryosparc_spec.problems.errors import ParseError
from cryosparc_spec.schemas.shipped import schema as schema_of
from cryosparc_spec.schemas.shipped import schema_kinds, schema_text
from cryosparc_spec.views.text_tables import table_lines


@click.command(
    epilog=examples(
        "schema",
        "schema definition -o definition.schema.json",
    )
)
@click.argument("kind", required=False, metavar="[KIND]", shell_complete=complete_schemas)
@out_option()
@color_option
def schema(kind: str | None, out: str | None) -> None:
    """Print the JSON Schema of a kind of document, or list the kinds.

    In a YAML file, the line "# yaml-language-server: $schema=OUT" gives completion in an editor.
    Exit code 2: could not run.
    """
    if kind is None:
        if out is not None:
            raise CouldNotRun(f"say which schema to write to {out}")
        rows = [[name, schema_of(name)["title"]] for name in schema_kinds()]
        for line in table_lines(["KIND", "DESCRIBES"], rows, width=None):
            click.echo(line)
        return
    try:
        text = schema_text(kind)
    except ParseError as error:
        raise CouldNotRun(str(error)) from None
    write_out(text, out)
