"""The command ``connect``: whether an output can feed an input."""

from __future__ import annotations

import sys
from typing import Any

import click

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.checks.connections import as_input_spec, connectable, offered_by
from cryosparc_spec.commands.options import color_option, examples
from cryosparc_spec.commands.references import named, specs_in, split_reference
from cryosparc_spec.commands.terminal import (
    PROBLEMS_FOUND,
    echo_problem,
    problems_shown,
    slot_types_option,
)
from cryosparc_spec.problems.errors import located_at
from cryosparc_spec.problems.places import Position
from cryosparc_spec.problems.problem import Severity


@click.command(
    epilog=examples(
        "connect picker.yaml:outputs.picked_particles curation.json:inputs.particles",
    )
)
@click.argument("output", type=click.Path(), metavar="FILE:outputs.NAME")
@click.argument("input_", type=click.Path(), metavar="FILE:inputs.NAME")
@slot_types_option
@color_option
def connect(output: str, input_: str, slot_types: SlotTypes | None) -> None:
    """Tell whether an output can feed an input, and what is missing.

    The files are definitions or jobs. Exit code 0: it can. 1: it cannot, or only if what is passed
    through has the rest. 2: could not run.
    """
    source_path, source_name = split_reference(output, "outputs")
    path, name = split_reference(input_, "inputs")
    source, target = specs_in(source_path, slot_types), specs_in(path, slot_types)
    of_source: Any = named(source.outputs, source_name, f"output of {source_path}")
    of_target: Any = named(target.inputs, name, f"input of {path}")
    with problems_shown(source_path), located_at("outputs", source_name):
        offered = offered_by(of_source, source.inputs)
    with problems_shown(path), located_at("inputs", name):
        wanted = as_input_spec(of_target)
    found = connectable(offered, wanted)
    for problem in found:
        placed = problem.under("inputs", name)
        echo_problem(placed.with_position(Position(path)))
    if any(problem.severity is not Severity.NOTE for problem in found):
        sys.exit(PROBLEMS_FOUND)
    click.echo(f"{output} can feed {input_}")
