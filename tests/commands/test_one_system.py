"""Commands are one system: what `docs/commands.md` says of options and exit codes is so."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete, get_completion_class

from cryosparc_spec.cli import main
from cryosparc_spec.problems import ProblemKind
from cryosparc_spec.testing.datasets import make_dataset
from tests.command_line import run
from tests.projects.made_project import make_project

Capture = pytest.CaptureFixture[str]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "commands.md").read_text("utf-8")


def leaves(command: click.Command = main, *path: str) -> Iterator[tuple[str, click.Command]]:
    """Give all commands that do something, by name."""
    if not isinstance(command, click.Group):
        yield " ".join(path), command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None
        yield from leaves(inner, *path, name)


COMMANDS = dict(leaves())
every_command = pytest.mark.parametrize("name", COMMANDS)


def rows_of(header: str) -> list[list[str]]:
    """The cells of a table of the page, below its header."""
    lines = PAGE.partition(f"{header}\n")[2].split("\n")[1:]
    rows: list[list[str]] = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return rows


def options_of(command: click.Command) -> dict[str, click.Option]:
    return {
        word: option
        for option in command.params
        if isinstance(option, click.Option)
        for word in (*option.opts, *option.secondary_opts)
    }


def test_the_table_of_options_is_that_of_the_commands() -> None:
    """Each option, with every command that has it."""
    told: dict[str, set[str]] = {}
    with_output = {name for name, each in COMMANDS.items() if "--output" in options_of(each)}
    for options, _, commands in rows_of("| option | means | of |"):
        names = {
            "all": set(COMMANDS),
            "all with `--output`": with_output,
        }.get(commands, set(re.findall("`([^`]+)`", commands)))
        for word in re.findall(r"`(-[\w-]+)", options):
            told[word] = names
    found: dict[str, set[str]] = {}
    for name, command in COMMANDS.items():
        for word in options_of(command):
            found.setdefault(word, set()).add(name)
    assert told == found


def test_an_option_is_of_one_type_in_all_commands() -> None:
    """It takes the same, and is given as often; only words may be others."""
    seen: dict[str, tuple[object, ...]] = {}
    for command in COMMANDS.values():
        for word, option in options_of(command).items():
            takes_words = isinstance(option.type, click.Choice)
            shape: tuple[object, ...] = (type(option.type), option.multiple, option.is_flag)
            shape += () if takes_words else (option.metavar, option.envvar)
            assert seen.setdefault(word, shape) == shape, word


def test_words_of_formats_and_of_kinds_mean_the_same() -> None:
    """`--format text` is for people and `json` for programs; kinds and datatypes are complete."""
    for name, command in COMMANDS.items():
        option = options_of(command).get("--format")
        if option is not None and name != "graph":
            assert isinstance(option.type, click.Choice)
            assert [*option.type.choices][:2] == ["text", "json"]
            assert option.default == "text"


def exit_codes_told(command: click.Command) -> set[int]:
    text = " ".join((command.help or "").split()).partition("Exit code ")[2]
    return {int(number) for number in re.findall(r"(?:^|(?<=\. ))(\d)(?=: )", text)}


def test_the_table_of_exit_codes_is_what_each_help_says() -> None:
    """Where 1 is possible, both say so; 2 always is."""
    with_one: dict[str, bool] = {}
    for commands, meaning in rows_of("| command | exit code 1 |"):
        for name in re.findall("`([^`]+)`", commands):
            with_one[name] = meaning != "never"
    assert with_one.keys() == COMMANDS.keys()
    assert {name: 1 in exit_codes_told(command) for name, command in COMMANDS.items()} == with_one
    assert all(2 in exit_codes_told(command) for command in COMMANDS.values())
    assert [row[0] for row in rows_of("| exit code | means |")] == ["0", "1", "2", "130"]


@every_command
def test_what_cannot_be_run_is_2(name: str, capsys: Capture) -> None:
    """An option that does not exist, and nothing where something is needed."""
    outcome = run(capsys, *name.split(), "--no-such-option")
    assert (outcome.exit_code, outcome.out) == (2, "")
    required = any(param.required for param in COMMANDS[name].params)
    if required:
        assert run(capsys, *name.split()).exit_code == 2


EXAMPLES = {
    f"{name}: {line}": (name, line)
    for name, command in COMMANDS.items()
    for line in re.findall(r"^ +(cryosparc-spec .*)$", command.epilog or "", re.M)
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the examples name."""
    folder = tmp_path_factory.mktemp("examples")
    examples = ROOT / "docs" / "examples"
    shutil.copy(examples / "picker.yaml", folder)
    shutil.copy(examples / "scripts" / "picker.py", folder)
    shutil.copy(examples / "particle_curation.json", folder / "curation.json")
    make_dataset(["location", "pick_stats"], 3, datatype="particle", path=folder / "picked.cs")
    make_project(folder / "P3", 6)
    old = "outputs: {a: {type: particle, slots: [{prefix: blob, dtype: blob}]}}\n"
    (folder / "old.yaml").write_text(old)
    (folder / "J1.csg").write_text(
        "created: 2024-09-23 21:07:31\n"
        "group: {description: x, name: particles, title: Particles, type: particle}\n"
        "results:\n  location: {metafile: '>picked.cs', num_items: 3, type: particle.location}\n"
        "version: v4.4.1\n"
    )
    return folder


@every_command
def test_each_help_has_examples(name: str) -> None:
    """Of the command itself."""
    shown = [line for of, line in EXAMPLES.values() if of == name]
    assert shown
    assert all(
        line.startswith(f"cryosparc-spec {name} ") or line.split()[1:] == [name] for line in shown
    )


@pytest.mark.parametrize(("name", "line"), EXAMPLES.values(), ids=EXAMPLES)
def test_examples_run(
    name: str,
    line: str,
    files: Path,
    tmp_path: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each by itself; it does what it is asked, and writes what it is to write."""
    shutil.copytree(files, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    command, _, given = line.partition(" < ")
    if given:
        stdin = io.TextIOWrapper(io.BytesIO(Path(given).read_bytes()))
        monkeypatch.setattr(sys, "stdin", stdin)
    words = shlex.split(command)[1:]
    outcome = run(capsys, *words)
    expected = (0, 1) if 1 in exit_codes_told(COMMANDS[name]) else (0,)
    assert outcome.exit_code in expected, outcome.err
    for option in ("-o", "--output"):
        if option in words:
            assert Path(words[words.index(option) + 1]).stat().st_size


def offered(*words: str) -> list[str]:
    """What a shell offers for the last word."""
    machinery = ShellComplete(main, {}, "cryosparc-spec", "_CRYOSPARC_SPEC_COMPLETE")
    return [item.value for item in machinery.get_completions([*words[:-1]], words[-1])]


COMPLETED = {
    "a command": (["c"], ["check", "connect", "convert", "csg"]),
    "a command within one": (["csg", "r"], ["retarget"]),
    "an option": (["check", "--sel"], ["--select"]),
    "a word": (["check", "--format", "s"], ["sarif"]),
    "a kind": (["check", "--select", "unknown-s"], ["unknown-slot-type"]),
    "a kind to ignore": (["check", "--ignore", "no-s"], ["no-slots"]),
    "a kind to explain": (["explain", "dup"], ["duplicate-key", "duplicate-slot"]),
    "a slot": (["slots", "pick"], ["pick_stats"]),
    "an optional slot": (["slots", "?pick"], ["?pick_stats"]),
    "a slot type": (["slots", "particle.pick"], ["particle.pick_stats"]),
    "a job type": (["jobs", "homo_ab"], ["homo_abinit"]),
    "a category": (["jobs", "--category", "refine"], ["refinement"]),
    "a schema": (["schema", "check"], ["check-report"]),
    "a datatype": (["slots", "--datatype", "part"], ["particle"]),
}


@pytest.mark.parametrize(("words", "expected"), COMPLETED.values(), ids=COMPLETED)
def test_words_are_completed(words: list[str], expected: list[str]) -> None:
    """As the machinery of click finds them, whatever the shell."""
    assert offered(*words) == expected


@pytest.mark.parametrize("words", [["check"], ["check", "--against"], ["connect"], ["show"]])
def test_files_are_left_to_the_shell(words: list[str]) -> None:
    """Also where something of the file is named behind it."""
    machinery = ShellComplete(main, {}, "cryosparc-spec", "_CRYOSPARC_SPEC_COMPLETE")
    assert [item.type for item in machinery.get_completions(words, "pick")] == ["file"]


def test_all_kinds_are_offered() -> None:
    """Where nothing is written yet."""
    assert offered("explain", "") == [*ProblemKind]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_lines_of_the_page_set_completion_up(shell: str) -> None:
    """The variable is the one that the program looks for, and what it prints is for the shell."""
    [row] = [row for row in rows_of("| shell | file | line |") if row[0] == shell]
    assert f"_CRYOSPARC_SPEC_COMPLETE={shell}_source cryosparc-spec" in row[2]
    assert get_completion_class(shell) is not None
    environment = {**os.environ, "_CRYOSPARC_SPEC_COMPLETE": f"{shell}_source"}
    done = subprocess.run(
        [sys.executable, "-m", "cryosparc_spec"],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=environment,
    )
    if shell == "bash" and done.returncode:  # click refuses a bash that is too old, or absent
        pytest.skip(done.stderr)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{shell}_complete" in done.stdout


def test_a_shell_gets_what_is_said_of_a_word() -> None:
    """As fish and zsh show it beside the word."""
    environment = {
        **os.environ,
        "_CRYOSPARC_SPEC_COMPLETE": "fish_complete",
        "COMP_WORDS": "cryosparc-spec slots pick_",
        "COMP_CWORD": "pick_",
    }
    done = subprocess.run(
        [sys.executable, "-m", "cryosparc_spec"],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=environment,
    )
    assert "pick_stats" in done.stdout
    assert "slot type pick_stats, of particle" in done.stdout
