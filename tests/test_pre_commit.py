"""Tests of the hook that other repositories take from this one."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
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
    assert HOOK["require_serial"] is True


def test_entry_is_a_command_of_the_package() -> None:
    """What the hook runs is what an installation of the package brings, with a command of it."""
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    scripts = setup["options.entry_points"]["console_scripts"].split("=")[0].strip()
    assert shlex.split(HOOK["entry"]) == [scripts, "check", "--force-exclude"]
    assert "check" in main.list_commands(click.Context(main))


@pytest.mark.parametrize(
    "name",
    [
        *("a.csg", "J2/J2_particles.CSG", "picker.cryosparc.yaml", "a/b.cryosparc.yml"),
        *("a.cryosparc.json", "a.cryosparc.toml", "pick.py", "a/b.pyi", "Pick.ipynb"),
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


def test_scripts_are_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake in a script stops a commit; files that do not name the client do not."""
    script, other = tmp_path / "pick.py", tmp_path / "other.py"
    script.write_text(
        "from cryosparc.tools import CryoSPARC\n"
        "job = CryoSPARC().create_external_job('P1', 'W1')\n"
        "job.add_output('particl', slots=['blob'])\n",
        "utf-8",
    )
    other.write_text("print 'Python 2'\n", "utf-8")
    assert run_hook(capsys, other).exit_code == 0
    done = run_hook(capsys, other, script)
    assert done.exit_code == 1
    assert f"{script}:3:16: error: " in done.out


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


def test_what_the_configuration_excludes_is_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Although pre-commit names every file."""
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").write_text('[tool.cryosparc-spec]\nexclude = ["old"]\n')
    Path("old").mkdir()
    wrong = "outputs: {a: {type: particl, slots: [blob]}}\n"
    for name in ("old/a.cryosparc.yaml", "a.cryosparc.yaml"):
        Path(name).write_text(wrong)
    assert run_hook(capsys, Path("old/a.cryosparc.yaml")).exit_code == 0
    done = run_hook(capsys, Path("old/a.cryosparc.yaml"), Path("a.cryosparc.yaml"))
    assert done.out.splitlines()[-1] == "1 file checked: 1 error"


PAGE = (ROOT / "docs" / "pre_commit.md").read_text("utf-8")
WORKFLOW = PAGE.partition("<!-- file: .github/workflows/cryosparc-spec.yml -->\n```yaml\n")[2]
WORKFLOW = WORKFLOW.partition("```")[0]


def test_the_workflow_is_one_for_github(tmp_path: Path) -> None:
    """By the schema that check-jsonschema brings."""
    path = tmp_path / "cryosparc-spec.yml"
    path.write_text(WORKFLOW)
    command = ["-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(path)]
    done = subprocess.run([sys.executable, *command], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


STEPS = [
    step["run"] for step in yaml.safe_load(WORKFLOW)["jobs"]["check"]["steps"] if "run" in step
]


def run_step(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a step as the runner does, whose shell ends at the first failure."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-e", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


@pytest.mark.parametrize(
    ("datatype", "codes"), [("particle", [0, 0]), ("particl", [1, 0])], ids=["sound", "wrong"]
)
def test_the_steps_of_the_workflow_do_what_is_said(
    datatype: str, codes: list[int], tmp_path: Path
) -> None:
    """All but the installation, which is that of the hook: pip, from a repository."""
    install, *steps = STEPS
    assert install == 'pip install "cryosparc-spec @ git+<address of this repository>@<revision>"'
    (tmp_path / "a.yaml").write_text(f"outputs: {{a: {{type: {datatype}, slots: [blob]}}}}\n")
    done = [run_step(step, tmp_path) for step in steps]
    assert [each.returncode for each in done] == codes
    assert ("::error file=a.yaml,line=1,col=21," in done[0].stdout) is (datatype == "particl")
    log = json.loads((tmp_path / "cryosparc-spec.sarif").read_text("utf-8"))
    assert len(log["runs"][0]["results"]) == codes[0]


def test_a_step_that_could_not_look_at_all_fails(tmp_path: Path) -> None:
    """Also where the findings alone would not."""
    (tmp_path / "a.yaml").symlink_to("nothing")
    assert [run_step(step, tmp_path).returncode for step in STEPS[1:]] == [2, 1]
