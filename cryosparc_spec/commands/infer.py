"""The command ``infer``: what tables hold, or scripts declare, as a definition and the like."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import click

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.checks.dataset import check_dataset
from cryosparc_spec.commands.infer_script import write_definitions
from cryosparc_spec.commands.options import color_option, examples
from cryosparc_spec.commands.terminal import (
    CouldNotRun,
    cannot_be_read,
    echo_problem,
    is_read,
    out_option,
    output_name_option,
    problems_shown,
    require_suffix,
    slot_types_option,
    write_out,
)
from cryosparc_spec.conversions.output_of_tables import inferred_output
from cryosparc_spec.conversions.results_group_of_tables import build_results_group
from cryosparc_spec.converters.plain_data import unstructure
from cryosparc_spec.datasets.header import DatasetHeader
from cryosparc_spec.datasets.inference import Certainty, Inference, infer_slots
from cryosparc_spec.datasets.reading import read_header
from cryosparc_spec.documents.job_definition import JobDefinition, OutputSpec
from cryosparc_spec.files.load_and_dump import text_for
from cryosparc_spec.files.suffixes import is_code
from cryosparc_spec.files.text import in_file
from cryosparc_spec.problems.errors import Problems
from cryosparc_spec.problems.problem import Severity
from cryosparc_spec.problems.value_text import printable
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.datatypes import Datatype

_SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "definition": (".yaml", ".yml", ".json", ".toml"),
    "output": (".yaml", ".yml", ".json", ".toml"),
    "csg": (".csg",),
    "python": (".py",),
}
"""Suffixes of the files that each target can be written to; the first where none is said."""

_IN_WORDS = {
    Certainty.KNOWN: "its name is known",
    Certainty.LIKELY: "its columns are mostly those",
    Certainty.GUESSED: "a guess, for nothing is known of it",
}


@click.command(
    epilog=examples(
        "infer picked.cs",
        "infer picker.py -o declared.yaml",
    )
)
@click.argument(
    "tables",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE...",
)
@click.option(
    "--to",
    "target",
    default="definition",
    show_default=True,
    type=click.Choice(list(_SUFFIXES)),
    help="What to write.",
)
@output_name_option(help="Name of the output; by default after its type.", required=False)
@click.option(
    "--datatype",
    "datatype",
    type=click.Choice([word.value for word in Datatype]),
    help="Datatype of the output; by default that of most slots.",
)
@out_option()
@slot_types_option
@color_option
def infer(
    tables: tuple[str, ...],
    target: str,
    output_name: str | None,
    datatype: str | None,
    out: str | None,
    slot_types: SlotTypes | None,
) -> None:
    """Write what tables hold, or what scripts declare, as a definition.

    Of scripts and notebooks (.py, .ipynb), which are not run, the definition of each external job
    is written; several go to files with numbers. All tables (.cs) make one output. How sure each
    slot type is, is told on standard error. Exit code 1: the tables have problems, or no job is
    declared. 2: could not run, as where no slot is known and --datatype is not given.
    """
    suffixes = _SUFFIXES[target]
    require_suffix(out, suffixes)
    is_read(*tables)
    if any(map(is_code, tables)):
        _refuse_mixture(tables, target)
        write_definitions(tables, out, slot_types)
        return
    given = None if datatype is None else Datatype(datatype)
    try:
        with problems_shown(tables[0]):
            headers = _headers_of(tables)
            inference = infer_slots(headers, datatype=given, slot_types=slot_types)
            spec = _output_of(inference)
            name = output_name or f"{spec.type}s"
            if target == "csg":
                text = _results_group(tables, name, spec.type, out, slot_types)
            else:
                text = _WRITERS[target](name, spec, out or f"x{suffixes[0]}")
    except OSError as error:
        raise CouldNotRun(cannot_be_read(str(error.filename), error)) from None
    _echo_problems(tables, headers, slot_types)
    for line in (*_other_datatypes(inference), *_certainties(inference)):
        click.echo(printable(line), err=True)
    write_out(text, out)


def _refuse_mixture(paths: Iterable[str], target: str) -> None:
    if target != "definition" or not all(map(is_code, paths)):
        raise CouldNotRun("scripts give definitions: expected --to definition, and scripts only")


def _headers_of(tables: Iterable[str]) -> list[DatasetHeader]:
    headers: list[DatasetHeader] = []
    problems = Problems()
    for table in tables:
        with problems.at():
            headers.append(read_header(table, thorough=True, strict=False))
    problems.raise_if_any()
    return headers


def _echo_problems(
    tables: Iterable[str], headers: Iterable[DatasetHeader], slot_types: SlotTypes | None
) -> None:
    """Tell what is wrong with tables whatever their slots are, in the words of the catalogue."""
    for table, header in zip(tables, headers, strict=True):
        whatever = check_dataset(header, slots=()).problems
        places = {problem.path for problem in whatever if problem.severity is not Severity.NOTE}
        for problem in check_dataset(header, slot_types=slot_types).problems:
            if problem.path in places:
                echo_problem(in_file(problem, table), err=True)


def _output_of(inference: Inference) -> OutputSpec:
    try:
        return inferred_output(inference)
    except ValueError as error:
        raise CouldNotRun(f"{error}; say it with --datatype") from None


def _results_group(
    tables: Iterable[str],
    name: str,
    datatype: Datatype,
    out: str | None,
    slot_types: SlotTypes | None,
) -> str:
    group = build_results_group(
        tables,
        output=name,
        datatype=datatype,
        folder=Path(out or "").parent,
        slot_types=slot_types,
    )
    return text_for(unstructure(group), out or "group.csg")


def _definition(name: str, spec: OutputSpec, path: str) -> str:
    return text_for(unstructure(JobDefinition(outputs={name: spec})), path)


def _output(name: str, spec: OutputSpec, path: str) -> str:
    return text_for(unstructure(spec), path)


def _python(name: str, spec: OutputSpec, path: str) -> str:
    slots = "".join(f"                {_slot_in_code(slot)},\n" for slot in spec.slots)
    imported = "JobDefinition, OutputSpec" + (", Slot" if "Slot(" in slots else "")
    return (
        f"from cryosparc_spec import {imported}\n\n"
        "definition = JobDefinition(\n"
        "    outputs={\n"
        f"        {json.dumps(name)}: OutputSpec(\n"
        f"            type={json.dumps(spec.type)},\n"
        "            slots=[\n"
        f"{slots}"
        "            ],\n"
        "        ),\n"
        "    },\n"
        ")\n"
    )


def _slot_in_code(slot: Slot) -> str:
    if slot.shorthand is not None:
        return json.dumps(slot.shorthand)
    return f"Slot({json.dumps(slot.name)}, {json.dumps(slot.dtype)})"


_WRITERS: Mapping[str, Callable[[str, OutputSpec, str], str]] = {
    "definition": _definition,
    "output": _output,
    "python": _python,
}


def _other_datatypes(inference: Inference) -> Iterator[str]:
    if inference.alternatives:
        words = " or ".join(map(str, (inference.datatype, *inference.alternatives)))
        yield f"the datatype may be {words}: say it with --datatype"


def _certainties(inference: Inference) -> Iterator[str]:
    for inferred in inference.slots:
        reason = _IN_WORDS[inferred.certainty]
        yield f"{inferred.slot.name}: slot type {inferred.slot.dtype}, {reason}"
