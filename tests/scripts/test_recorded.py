"""What is read of a script is what the script sends, where it is run with the real client."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cryosparc_spec.interop.tools.external_jobs import create_external_job
from cryosparc_spec.scripts import read_script
from cryosparc_spec.testing import Record, recorded
from cryosparc_spec.testing.recording.script import run_script
from tests.interop.tools_versions import VERSION
from tests.scripts.generated import Writer, random_definition
from tests.scripts.written import cases

if VERSION < 5:
    pytest.skip("version 4 has no descriptions of inputs", allow_module_level=True)

from cryosparc.tools import CryoSPARC

MADE = "jobs.create"


def declared(record: Record) -> list[Any]:
    """Return what was sent that declares a job, without its uid."""
    sent = [each for each in record.requests if each.name.startswith("jobs.")]
    return [
        (each.name, each.arguments[2:], each.query, each.body)
        for each in sent
        if each.name == MADE or "add_external" in each.name
    ]


def run(code: str) -> Record:
    """Run a script with the recording client; what is decorated with ``command`` is called."""
    with recorded() as record:
        exec(code, {"__name__": "__main__", "command": lambda function: function()})
    return record


@pytest.mark.parametrize("seed", range(12))
def test_scripts_read_and_run_declare_the_same(seed: int, tmp_path: Path) -> None:
    """The definition read without running is that recorded, and sends the same."""
    random = Random(seed)
    code = Writer(random).script(random_definition(random))
    path = tmp_path / "script.py"
    path.write_text(code, "utf-8")
    [job] = read_script(path).jobs
    ran = run(code)
    assert job.definition == ran.definition
    with recorded() as record:
        project = CryoSPARC(base_url="http://localhost:39000").find_project("P3")
        create_external_job(job.definition, project, "W1")
    assert declared(record) == declared(ran)


CORPUS = [
    case
    for case in cases("plain.yaml", "values.yaml", "flow.yaml", "classes.yaml")
    if case["problems"] == [] and "create_external_job" in case["calls"]
    if not re.search(r"import argparse|import sys|from lab|license=|again\(", case["code"])
]
"""Scripts that run to their end without anything else, and without warnings of the client."""


@pytest.mark.parametrize("case", CORPUS, ids=[case["name"] for case in CORPUS])
def test_scripts_of_the_corpus(case: dict[str, Any], tmp_path: Path) -> None:
    """They declare what is read of them."""
    path = tmp_path / "script.py"
    path.write_text(case["code"], "utf-8")
    jobs = read_script(path).jobs
    ran = run(case["code"])
    assert [job.unknown for job in jobs] == [()] * len(jobs)
    assert [job.definition for job in jobs] == [
        each for each in ran.definitions.values() if each.inputs or each.outputs
    ]


OTHERS = sorted((Path(__file__).parents[1] / "testing" / "scripts").glob("*.py"))
WITH_ARGUMENTS = "arguments.py"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("path", OTHERS, ids=[path.stem for path in OTHERS])
def test_scripts_of_the_recording_client(path: Path) -> None:
    """The scripts that the tests of the recording client run are read as they run."""
    arguments = ("P3",) if path.name == WITH_ARGUMENTS else ()
    ran = run_script(str(path), arguments).record.definitions.values()
    read = [job.definition for job in read_script(path).jobs]
    assert read == [each for each in ran if each.inputs or each.outputs]
