"""The schema of definitions in the hands of a validator that people have in their CI."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec import check_file
from cryosparc_spec.problems import ProblemKind, Severity
from cryosparc_spec.schemas.shipped import FOLDER

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
BROKEN_EXAMPLES = EXAMPLES.with_name("broken_examples")

NOT_SEEN = {
    "count_min_over_count_max.toml",
    "date_in_params.toml",
    "duplicate_slot.json",
    "name_and_prefix_differ.json",
    "no_inputs_or_outputs.json",
    "passthrough_of_no_input.yaml",
    "passthrough_of_other_datatype.json",
}
"""Mistakes that `check` finds and no schema can; `check-jsonschema` reads a date as text."""

OF_THE_TEXT = {ProblemKind.SYNTAX, ProblemKind.UNREADABLE, ProblemKind.DUPLICATE_KEY}
"""What is wrong with such a file is not what it says: readers differ there."""


@pytest.fixture(autouse=True, scope="module")
def _runs() -> None:
    """Skip where it is installed beside a click that is too old for it."""
    command = [sys.executable, "-m", "check_jsonschema", "--version"]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip(f"check-jsonschema does not run with click {version('click')}")


def refused(files: Iterable[Path]) -> dict[str, list[str]]:
    """Run `check-jsonschema`, and return its messages by the name of the file."""
    schema = FOLDER / "definition.json"
    command = ["-m", "check_jsonschema", "--schemafile", str(schema), "-o", "json"]
    done = subprocess.run(
        [sys.executable, *command, *map(str, files)], capture_output=True, text=True, check=False
    )
    report: dict[str, Any] = json.loads(done.stdout)
    found: dict[str, list[str]] = {}
    for error in (*report.get("parse_errors", ()), *report["errors"]):
        found.setdefault(Path(error["filename"]).name, []).append(error["message"])
    assert done.returncode == (1 if found else 0)
    return found


def test_the_schemas_pass_its_own_check() -> None:
    """It finds nothing wrong with the schemas themselves."""
    files = [str(path) for path in sorted(FOLDER.glob("*.json"))]
    command = [sys.executable, "-m", "check_jsonschema", "--check-metaschema", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n")


def test_the_examples_pass() -> None:
    """Every example of the docs is taken, in each format."""
    assert refused(path for path in EXAMPLES.iterdir() if path.is_file()) == {}


def test_mistakes_are_found() -> None:
    """Of the broken examples, those with errors are refused, except for the ones listed."""
    wrong, files = set(), []
    for path in sorted(BROKEN_EXAMPLES.iterdir()):
        problems = () if path.suffix == ".txt" else check_file(path)
        if problems and not OF_THE_TEXT & {problem.kind for problem in problems}:
            files.append(path)
            if any(problem.severity is Severity.ERROR for problem in problems):
                wrong.add(path.name)
    assert wrong > NOT_SEEN
    assert len(wrong - NOT_SEEN) > 15
    found = refused(files)
    assert found.keys() == wrong - NOT_SEEN
    assert (
        "Additional properties are not allowed ('titel' was unexpected)"
        in found["unknown_key.yaml"]
    )
