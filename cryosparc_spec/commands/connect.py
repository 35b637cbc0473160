"""The command ``connect``: whether an output can feed an input."""

from __future__ import annotations

import sys

import attrs
import click

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.checks.connections import connectable
from cryosparc_spec.commands.references import input_in, output_in, split_reference
from cryosparc_spec.commands.terminal import PROBLEMS_FOUND, echo_problem, slot_types_option
from cryosparc_spec.problems.places import Position
from cryosparc_spec.problems.problem import Severity


@click.command()
@click.argument("output", metavar="FILE:outputs.NAME")
@click.argument("input_", metavar="FILE:inputs.NAME")
@slot_types_option
def connect(output: str, input_: str, slot_types: SlotTypes | None) -> None:
    """Tell whether an output can feed an input, and what is missing.

    The files are definitions or jobs. Exit code 0: it can. 1: it cannot, or only if what is passed
    through has the rest. 2: could not run.
    """
    found = connectable(output_in(output, slot_types), input_in(input_, slot_types))
    path, name = split_reference(input_, "inputs")
    for problem in found:
        placed = problem.under("inputs", name)
        echo_problem(attrs.evolve(placed, position=Position(path)))
    if any(problem.severity is not Severity.NOTE for problem in found):
        sys.exit(PROBLEMS_FOUND)
    click.echo(f"{output} can feed {input_}")
