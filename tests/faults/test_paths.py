"""Whatever a path may be: one clear line at once, in every command that takes a file."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cryosparc_spec import FileError, check_file, load, read_header
from cryosparc_spec.files.upgrades import upgrade_file
from tests.command_line import CLEAN, WRONG, run, write

Capture = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("empty_folder")

COMMANDS = [
    "check PATH",
    "show PATH",
    "upgrade PATH",
    "upgrade --write PATH",
    "graph PATH",
    "convert PATH --to json",
    "learn PATH",
    "diff good.yaml PATH",
    "diff PATH good.yaml",
    "check good.yaml --slot-types PATH",
    "slots --slot-types PATH",
    "check good.yaml --against PATH:outputs.a",
    "connect PATH:outputs.a good.yaml:inputs.a",
    "connect good.yaml:outputs.a PATH:inputs.a",
    "infer PATH",
    "csg build PATH --output-name a --datatype particle",
    "csg retarget PATH PATH",
]


def make(kind: str, suffix: str) -> Path:
    """Make what is not a regular file."""
    path = Path(f"x{suffix}")
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "link to a pipe":
            os.mkfifo("pipe")
            path.symlink_to("pipe")
        case "socket":
            with socket.socket(socket.AF_UNIX) as made:
                made.bind(str(path))
        case "device":
            path.symlink_to("/dev/zero")
        case "folder":
            path.mkdir()
        case "circle":
            path.symlink_to(path)
        case _:
            path.symlink_to("nothing")
    return path


KINDS = ["pipe", "link to a pipe", "socket", "device", "folder", "circle", "link to nothing"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", [".yaml", ".json", ".toml", ".csg", ".cs", ".py", ".ipynb"])
def test_no_command_waits_for_what_is_not_a_file(suffix: str, kind: str, capsys: Capture) -> None:
    """Each says so, and what it is."""
    path = make(kind, suffix)
    write(good_yaml=CLEAN)
    for command in COMMANDS:
        if kind == "folder" and command in ("check PATH", "show PATH", "graph PATH", "learn PATH"):
            continue
        outcome = run(capsys, *command.replace("PATH", str(path)).split())
        assert outcome.exit_code in (1, 2)
        told = [line for line in (outcome.out + outcome.err).splitlines() if str(path) in line]
        assert told or "--slot-types" in command or "Error" in outcome.err


@pytest.mark.parametrize("kind", ["pipe", "link to a pipe", "socket", "device"])
def test_functions_refuse_what_is_not_a_regular_file(kind: str) -> None:
    """With an error of ours, at once."""
    for suffix, read in ((".yaml", load), (".json", upgrade_file), (".cs", read_header)):
        path = make(kind, suffix)
        with pytest.raises(FileError, match="it is a pipe or a device: expected a file"):
            read(path)
        path.unlink()
        Path("pipe").unlink(missing_ok=True)
    [problem] = check_file(make(kind, ".toml"))
    assert problem.message == "it is a pipe or a device: expected a file"


NAMES = ["\udcff", "a\nb", "\x1b[2J", "-", " ", "é" * 80, "'\"\\$(x)"]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_names_of_all_sorts_are_names(name: str, capsys: Capture) -> None:
    """Also those that are no UTF-8."""
    Path(f"./{name}.yaml").write_text(WRONG)
    for command in (["check"], ["show"], ["check", "--format", "json"], ["upgrade"]):
        outcome = run(capsys, *command, f"./{name}.yaml")
        assert outcome.exit_code == (0 if command == ["upgrade"] else 1)
        assert outcome.out.isprintable() or "\n" in outcome.out


def test_a_table_whose_name_is_not_text_gives_no_results_group(capsys: Capture) -> None:
    """UTF-8 cannot hold it."""
    from tests.tables import write_table

    write_table(Path("\udcff.cs"), ("blob/path", "S9"), ("blob/idx", "u4"))
    for out in ([], ["-o", "a.csg"]):
        command = [
            "csg",
            "build",
            "\udcff.cs",
            "--output-name",
            "a",
            "--datatype",
            "particle",
            *out,
        ]
        outcome = run(capsys, *command)
        assert outcome.exit_code == 1
        assert "is half a character: it cannot be written" in outcome.err
    assert not Path("a.csg").exists()


def test_folders_may_be_very_deep(capsys: Capture) -> None:
    """Deeper than Python can call, and each file in them is looked at."""
    here = Path.cwd()
    for _ in range(1500):
        os.mkdir("d")  # noqa: PTH102  # the path as a whole would be too long
        os.chdir("d")
    Path("a.yaml").write_text(WRONG)
    os.chdir(here)
    outcome = run(capsys, "check", "-r", "d")
    assert (outcome.exit_code, outcome.out.splitlines()[-1]) == (1, "1 file checked: 1 error")
    assert run(capsys, "learn", "d").exit_code == 2
    subprocess.run(["rm", "-r", "d"], check=True)  # pytest could not


@pytest.mark.parametrize("arguments", [["check", "-"], ["check", "-", "good.yaml"]], ids=" ".join)
def test_standard_input_that_is_closed_is_told(arguments: list[str]) -> None:
    """And what else is given is checked."""
    write(good_yaml=CLEAN)
    done = subprocess.run(
        [sys.executable, "-m", "cryosparc_spec", *arguments],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: os.close(0),
    )
    assert (done.returncode, done.stderr) == (2, "<stdin>: cannot be read: it is closed\n")
    assert ("1 file checked" in done.stdout) == (len(arguments) > 2)


def test_objects_in_the_place_of_standard_input_are_read(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs put their own there, which give no bytes."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(CLEAN))
    assert run(capsys, "check", "-").out == "1 file checked: no problems\n"


@pytest.mark.parametrize("unreadable", ["missing.yaml", "circle.yaml", "x.txt", "missing.cs", "a"])
@pytest.mark.parametrize("first", [True, False], ids=["first", "last"])
def test_what_cannot_be_read_does_not_keep_others_from_being_checked(
    first: bool, unreadable: str, capsys: Capture
) -> None:
    """The exit code is 2: not all of it was looked at."""
    write(good_yaml=WRONG, x_txt="")
    Path("circle.yaml").symlink_to("circle.yaml")
    paths = [unreadable, "good.yaml"] if first else ["good.yaml", unreadable]
    outcome = run(capsys, "check", *paths)
    assert outcome.exit_code == 2
    assert outcome.out.endswith("1 file checked: 1 error\n")
    assert outcome.err.startswith(f"{unreadable}: ")
    assert outcome.err.count("\n") == 1
