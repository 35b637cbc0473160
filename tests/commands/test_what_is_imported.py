"""A command imports what it needs, so that it answers at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from shutil import copy

import click
import pytest

from cryosparc_spec import JobDefinition, cli, dump, load
from cryosparc_spec.testing.datasets import make_dataset
from tests.command_line import run

DEFINITION = """
inputs:
  micrographs: {type: exposure, slots: [micrograph_blob, "?ctf"]}
outputs:
  picked: {type: particle, slots: [location, {name: ctf, dtype: ctf}]}
"""

LOADED = """
import sys
from cryosparc_spec.cli import main
try:
    main({arguments!r})
finally:
    sys.stdout.flush()
    print("", *sorted(sys.modules), sep="\\n")
"""

NEVER = ("cattrs", "numpy", "pydantic", "cryosparc", "cryosparc_spec.interop")
SERVER_DOCUMENTS = (
    "cryosparc_spec.documents.blueprint",
    "cryosparc_spec.documents.codec",
    "cryosparc_spec.documents.job",
    "cryosparc_spec.documents.job_register",
    "cryosparc_spec.documents.legacy_job",
    "cryosparc_spec.documents.results_group",
    "cryosparc_spec.documents.workflow",
)
JOB_TYPES = ("cryosparc_spec.catalogue.job_types", "cryosparc_spec.catalogue.job_type_entries")
SCRIPTS = ("cryosparc_spec.scripts",)
JOBS_OF_PROJECTS = ("cryosparc_spec.projects.job_documents", "cryosparc_spec.projects.project")
PROJECTS = ("cryosparc_spec.projects.examiner", *JOBS_OF_PROJECTS)
OF_OTHERS = (*NEVER, *SERVER_DOCUMENTS, *JOB_TYPES, *SCRIPTS, *PROJECTS)
OTHERS_IN_FOLDERS = (
    *(*NEVER, *SERVER_DOCUMENTS, *JOB_TYPES, *SCRIPTS, *JOBS_OF_PROJECTS),
    *("multiprocessing", "concurrent.futures"),
)
DEFINITIONS = ("cryosparc_spec.converters", "cryosparc_spec.checks", "cryosparc_spec.slots")
TABLES = ("cryosparc_spec.datasets.reading", "cryosparc_spec.datasets.header")


def modules_loaded(*arguments: str) -> set[str]:
    """Return the modules that a process has at the end of a command."""
    code = LOADED.format(arguments=[*arguments])
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8"
    )
    return set(result.stdout.split("\n"))


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        pytest.param(["--help"], (*OF_OTHERS, *DEFINITIONS, *TABLES, "yaml"), id="help"),
        pytest.param(["check", "picker.yaml"], (*OF_OTHERS, *TABLES), id="check a definition"),
        pytest.param(
            ["check", "picker.json"],
            (*OF_OTHERS, *TABLES, "yaml", "orjson", "msgspec"),
            id="check a definition in JSON",
        ),
        pytest.param(["show", "picker.yaml"], (*OF_OTHERS, *TABLES), id="show a definition"),
        pytest.param(["check", "picked.cs"], (*OF_OTHERS, "yaml"), id="check a table"),
        pytest.param(
            ["check", "definitions"],
            (*OTHERS_IN_FOLDERS, *TABLES),
            id="check a folder of definitions",
        ),
        pytest.param(
            ["check", "tables"], (*OTHERS_IN_FOLDERS, "yaml"), id="check a folder of tables"
        ),
        pytest.param(["show", "picked.cs"], (*OF_OTHERS, "yaml"), id="show a table"),
        pytest.param(["slots"], (*OF_OTHERS, *DEFINITIONS, *TABLES, "yaml"), id="slots"),
    ],
)
def test_a_command_imports_what_it_needs(
    arguments: Sequence[str], unwanted: Sequence[str], write_examples: None
) -> None:
    """Nothing of documents, scripts and projects that are not there."""
    loaded = modules_loaded(*arguments)
    assert not loaded.intersection(unwanted)


@pytest.fixture
def write_examples(empty_folder: None) -> None:
    """Write a definition in two formats, and a table, to the folder of the test; and copies."""
    Path("picker.yaml").write_text(DEFINITION, "utf-8")
    dump(load("picker.yaml", JobDefinition), "picker.json")
    make_dataset(["location", "pick_stats"], 3, datatype="particle", path="picked.cs")
    for folder, files in (
        ("definitions", ("picker.yaml", "picker.json")),
        ("tables", ("picked.cs",)),
    ):
        Path(folder).mkdir()
        for name in files:
            copy(name, folder)


COMMANDS: Mapping[str, str] = vars(cli)["_COMMANDS"]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_has_the_first_sentence_of_each(name: str) -> None:
    """It is written down, so that no command has to be imported for it."""
    command: click.Command = getattr(import_module(f"cryosparc_spec.commands.{name}"), name)
    assert COMMANDS[name] == command.get_short_help_str(limit=1000)


def test_the_help_lists_all_commands(capsys: pytest.CaptureFixture[str]) -> None:
    """Each with what it does."""
    lines = run(capsys, "--help").out.splitlines()
    listed = lines[lines.index("Commands:") + 1 :]
    assert [line.split()[0] for line in listed] == [*COMMANDS]
