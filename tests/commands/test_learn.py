"""Tests of the command ``learn``, and of the commands that use what it writes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cryosparc_spec import load
from cryosparc_spec.catalogue import SlotTypes
from tests.command_line import run

Capture = pytest.CaptureFixture[str]

JOB = {
    "uid": "J2",
    "output_results": [
        {
            "name": "latent",
            "type": "particle.latent",
            "group_name": "particles",
            "min_fields": [["z", "8f4"]],
        }
    ],
}
DEFINITION = "outputs: {particles: {type: particle, slots: [latent]}}\n"


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CRYOSPARC_SPEC_SLOT_TYPES", raising=False)
    Path("J2").mkdir()
    Path("J2/job.json").write_text(json.dumps(JOB))
    Path("a.yaml").write_text(DEFINITION)


@pytest.mark.parametrize("out", ["my_slot_types.json", "mine.yaml", "mine.toml"])
def test_what_is_learned_is_written(out: str, capsys: Capture) -> None:
    """To the file, in the format of its name; how much it is is told."""
    outcome = run(capsys, "learn", ".", "-o", out)
    assert (outcome.exit_code, outcome.out) == (0, "")
    assert outcome.err == "1 slot type learned from 1 file\n"
    assert load(out, SlotTypes)["particle", "latent"].sources == ("J2/job.json",)


def test_what_is_learned_is_printed(capsys: Capture) -> None:
    """As JSON, where no file is given; what was skipped is told beside it."""
    Path("broken.json").write_text("{")
    outcome = run(capsys, "learn", ".")
    assert list(json.loads(outcome.out)) == ["sources", "slot_types"]
    assert outcome.err.startswith("broken.json:1:2: error: $: not JSON")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        pytest.param(["a.yaml"], 1, "a.yaml: error: $: the file is neither a job", id="no job"),
        pytest.param(["empty"], 2, "Error: there is no job and no results group", id="nothing"),
        pytest.param(
            [".", "-o", "a.txt"],
            2,
            "Error: a.txt: expected a name that ends in .json, .yaml, .yml, .toml",
            id="suffix",
        ),
        pytest.param(["missing"], 2, "Usage: cryosparc-spec learn", id="missing"),
    ],
)
def test_what_cannot_be_learned(
    arguments: list[str], exit_code: int, message: str, capsys: Capture
) -> None:
    """The reason is told, and nothing is written."""
    Path("empty").mkdir()
    outcome = run(capsys, "learn", *arguments)
    assert (outcome.exit_code, outcome.out) == (exit_code, "")
    assert outcome.err.startswith(message)


def test_a_job_that_cannot_be_opened_is_told(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As everywhere."""

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("cryosparc_spec.projects.learning.read", refuse)
    outcome = run(capsys, "learn", "J2/job.json")
    assert outcome.exit_code == 2
    assert outcome.err == "Error: J2/job.json: cannot be read: Permission denied\n"


@pytest.mark.parametrize("way", ["option", "environment", "both"])
def test_commands_use_what_was_learned(
    way: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slot type that the package does not know is known; an option wins over the environment."""
    run(capsys, "learn", ".", "-o", "mine.json")
    assert run(capsys, "check", "a.yaml").exit_code == 1
    option = [] if way == "environment" else ["--slot-types", "mine.json"]
    if way != "option":
        files = "mine.json" if way == "environment" else "missing.json"
        monkeypatch.setenv("CRYOSPARC_SPEC_SLOT_TYPES", files)
    assert run(capsys, "check", *option, "a.yaml").exit_code == 0
    for command in (["show", "a.yaml"], ["graph", "a.yaml"], ["diff", "a.yaml", "a.yaml"]):
        assert run(capsys, *command, *option).exit_code == 0
    assert run(capsys, "convert", "a.yaml", "--to", "json", *option).exit_code == 0
    assert "latent" in run(capsys, "slots", "latent", *option).out


def test_several_files_are_put_together(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the option again and again, or in the variable as in PATH."""
    run(capsys, "learn", ".", "-o", "a.json")
    Path("J2/job.json").write_text(json.dumps(JOB).replace("latent", "drift"))
    run(capsys, "learn", ".", "-o", "b.json")
    options = ["--slot-types", "a.json", "--slot-types", "b.json"]
    assert run(capsys, "slots", "latent", "drift", *options).exit_code == 0
    monkeypatch.setenv("CRYOSPARC_SPEC_SLOT_TYPES", os.pathsep.join(["a.json", "b.json"]))
    assert run(capsys, "slots", "latent", "drift", "ctf").exit_code == 0


def test_a_broken_file_of_slot_types_is_told(capsys: Capture) -> None:
    """With place and fix; nothing could be checked."""
    Path("mine.yaml").write_text("slot_types: [{datatype: particl, slot_type: latent}]\n")
    outcome = run(capsys, "check", "--slot-types", "mine.yaml", "a.yaml")
    assert (outcome.exit_code, outcome.out) == (2, "")
    assert outcome.err.startswith('mine.yaml:1:25: error: $.slot_types[0].datatype: "particl" is')
    assert outcome.err.endswith('    write "particle"\n')
    other = run(capsys, "check", "--slot-types", "a.yaml", "a.yaml")
    assert (other.exit_code, other.out) == (2, "")


def test_a_catalogue_is_shown(capsys: Capture) -> None:
    """What was learned can be looked at as a tree."""
    run(capsys, "learn", ".", "-o", "mine.json")
    assert run(capsys, "show", "mine.json").out == (
        "Catalogue of 1 slot type (mine.json)\n└─ particle.latent\n   └─ z* 8f4\n"
    )
