"""Tests of the hook that other repositories take from this one."""

from __future__ import annotations

import re
import shlex
import shutil
from configparser import ConfigParser
from pathlib import Path

import click
import pytest
import yaml

from cryosparc_spec.cli import main
from tests.command_line import Outcome, run

ROOT = Path(__file__).parents[1]
[HOOK] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
GROUP = """\
created: 2024-09-23 21:07:31
group: {description: All particles, name: particles, title: Particles, type: particle}
results: {}
version: v4.4.1
"""


def test_hook_is_as_documented() -> None:
    """Its id is the one that the page on it has, in every example."""
    page = (ROOT / "docs" / "pre_commit.md").read_text("utf-8")
    assert set(re.findall(r"- id: (\S+)", page)) == {HOOK["id"]}
    assert HOOK["language"] == "python"


def test_entry_is_a_command_of_the_package() -> None:
    """What the hook runs is what an installation of the package brings, with a command of it."""
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    scripts = setup["options.entry_points"]["console_scripts"].split("=")[0].strip()
    assert shlex.split(HOOK["entry"]) == [scripts, "check"]
    assert "check" in main.list_commands(click.Context(main))


@pytest.mark.parametrize(
    "name",
    [
        *("a.csg", "J2/J2_particles.CSG", "picker.cryosparc.yaml", "a/b.cryosparc.yml"),
        *("a.cryosparc.json", "a.cryosparc.toml"),
    ],
)
def test_files_looked_at(name: str) -> None:
    """Results groups are looked at, and what calls itself a definition."""
    assert re.search(HOOK["files"], name)


@pytest.mark.parametrize(
    "name",
    [
        *(".github/workflows/ci.yaml", "package.json", "pyproject.toml", "cryosparc.yaml"),
        *("a.csgx", "xcsg", "a.cryosparc.txt", "a.cryosparc.yaml.bak"),
    ],
)
def test_files_left_alone(name: str) -> None:
    """Other files of a repository are not."""
    assert not re.search(HOOK["files"], name)


def run_hook(capsys: pytest.CaptureFixture[str], *files: Path) -> Outcome:
    """Run the entry on files, as pre-commit does."""
    return run(capsys, *shlex.split(HOOK["entry"])[1:], *map(str, files))


def test_sound_files_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Definitions and results groups with nothing wrong let a commit pass."""
    definition = tmp_path / "picker.cryosparc.yaml"
    shutil.copy(ROOT / "docs" / "examples" / "picker.yaml", definition)
    group = tmp_path / "particles.csg"
    group.write_text(GROUP, "utf-8")
    done = run_hook(capsys, definition, group)
    assert (done.exit_code, done.out) == (0, "2 files checked: no problems\n")


def test_mistakes_stop_a_commit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake in one file is told at its place, and fails the hook."""
    definition = tmp_path / "picker.cryosparc.yaml"
    definition.write_text("inputs:\n  a: {type: particl, slots: [blob]}\n", "utf-8")
    group = tmp_path / "particles.csg"
    group.write_text(GROUP.replace("type: particle}", "type: particl}"), "utf-8")
    done = run_hook(capsys, definition, group)
    assert done.exit_code == 1
    assert f'{definition}:2:13: error: $.inputs.a.type: "particl" is not a' in done.out
    assert f"{group}:2:" in done.out
