"""Output that does not all arrive is an error, and Ctrl-C ends a command without a traceback."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import CLEAN, WRONG, names_here, write

pytestmark = pytest.mark.usefixtures("empty_folder")

COMMANDS = [
    ["slots"],
    ["schema", "definition"],
    ["check", "--format", "json", *["a.yaml"] * 60],
    ["check", *["a.yaml"] * 60],
    ["convert", "b.yaml", "--to", "json"],
    ["show", "b.yaml"],
]


def run_in_process(
    command: list[str], *, unbuffered: bool = False, **options: Any
) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "PYTHONUNBUFFERED": "1" if unbuffered else ""}
    arguments = [sys.executable, "-m", "cryosparc_spec", *command]
    return subprocess.run(arguments, stderr=subprocess.PIPE, check=False, env=env, **options)


@pytest.mark.parametrize("unbuffered", [False, True], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:3]))
def test_output_that_is_cut_short_is_told(command: list[str], unbuffered: bool) -> None:
    """A file may reach 1,000 bytes here, as if the disk were full then."""
    write(a_yaml=WRONG, b_yaml=CLEAN + f"title: {'long ' * 1000}\n")

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    with Path("out").open("wb") as out:
        done = run_in_process(command, unbuffered=unbuffered, stdout=out, preexec_fn=limit)
    assert done.returncode == 2
    assert done.stderr == b"Error: standard output: File too large\n"
    assert Path("out").stat().st_size == 1000


@pytest.mark.parametrize("unbuffered", [False, True], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:3]))
def test_a_reader_that_goes_away_is_no_error(command: list[str], unbuffered: bool) -> None:
    """As with `| head -1`: nothing is told."""
    write(a_yaml=WRONG, b_yaml=CLEAN + f"title: {'long ' * 50_000}\n")
    reading, writing = os.pipe()
    os.close(reading)
    done = run_in_process(command, unbuffered=unbuffered, stdout=writing)
    os.close(writing)
    assert done.stderr == b""


def test_standard_output_that_is_closed_is_told() -> None:
    """What would have been written is nowhere."""
    write(b_yaml=CLEAN)
    for command in (["convert", "b.yaml", "--to", "json"], ["schema", "definition"], ["slots"]):
        done = run_in_process(command, preexec_fn=lambda: os.close(1))
        assert done.returncode == 2
        assert done.stderr == b"Error: standard output: it is closed\n"


SLOW = """
import sys, time
from pathlib import Path
def slow(*_, **__):
    print("ready", flush=True)
    while True:
        time.sleep(0.001)
import cryosparc_spec.files.writing as writing
writing.os.fsync = slow
from cryosparc_spec.__main__ import run
sys.argv[1:] = ["convert", "b.yaml", "-o", "c.yaml"]
run()
"""


def test_an_interrupt_while_a_file_is_written_leaves_nothing() -> None:
    """Neither a part of the file nor a temporary one."""
    write(b_yaml=CLEAN)
    command = [sys.executable, "-c", SLOW]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    assert (process.returncode, err.strip()) == (130, b"")
    assert names_here() == ["b.yaml"]


BEGUN = """
import sys
import cryosparc_spec
print("ready", flush=True)
from cryosparc_spec.__main__ import run
sys.argv[1:] = ["check", *["b.yaml"] * 200]
run()
"""


def test_an_interrupt_at_any_moment_ends_with_130() -> None:
    """While commands are imported, while one runs, and as Python ends: no traceback, ever."""
    write(b_yaml=CLEAN)
    chance = random.Random(1)
    codes: list[int] = []
    for _ in range(12):
        command = [sys.executable, "-c", BEGUN]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(0.004 + chance.uniform(0, 0.7))
            process.send_signal(signal.SIGINT)
            _, err = process.communicate()
        codes.append(process.returncode)
        assert err.strip() == b""
    assert set(codes) <= {0, 130, -signal.SIGINT}
    assert 130 in codes
