"""A file is whole whenever the writing is broken off."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cryosparc_spec.files.writing import write_text
from tests.command_line import names_here
from tests.files.test_writing import AFTER, BEFORE, identity

pytestmark = pytest.mark.usefixtures("empty_folder")

WRITER = """
import os, sys
from pathlib import Path
from cryosparc_spec.files.writing import write_text
text = Path("text").read_text()
print("ready", flush=True)
for _ in range(int(sys.argv[1])):
    write_text("a.yaml", text)
"""


def check_before_or_after(expected: tuple[int, int, int]) -> None:
    """Either is there whole, as it was otherwise, and a later run tidies up."""
    assert Path("a.yaml").read_text() in (BEFORE, AFTER)
    assert identity(Path("a.yaml")) == expected
    write_text("a.yaml", BEFORE)
    assert names_here() == ["a.yaml", "text", "writer.py"]


def prepare() -> tuple[int, int, int]:
    Path("writer.py").write_text(WRITER)
    Path("text").write_text(AFTER)
    Path("a.yaml").write_text(BEFORE)
    if os.geteuid() == 0:
        os.chown("a.yaml", 1234, 4321)
    Path("a.yaml").chmod(0o640)
    return identity(Path("a.yaml"))


def test_a_process_killed_at_any_moment_leaves_what_stood_there_or_what_was_to() -> None:
    """With owner and permissions; forty kills at random moments."""
    expected = prepare()
    chance = random.Random(1)
    for _ in range(40):
        command = [sys.executable, "writer.py", "1000"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.02))
            process.kill()
        check_before_or_after(expected)


SYSTEM_CALLS = [
    "openat",
    "newfstatat",
    "fchmodat",
    "chmod",
    "chown",
    "fchownat",
    "write",
    "fsync",
    "rename",
    "renameat",
    "listxattr",
    "unlink",
    "close",
    "getdents64",
    "access",
    "faccessat2",
    "kill",
]


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize("system_call", SYSTEM_CALLS)
def test_a_process_killed_at_any_system_call_leaves_what_stood_there_or_what_was_to(
    system_call: str,
) -> None:
    """Each call after the text was read is the last one once."""
    expected = prepare()
    log = Path("..", "calls")
    strace = ["strace", "-f", "-qq", "-o", str(log)]
    known = subprocess.run(
        [*strace, "-e", f"trace=?{system_call},write", sys.executable, "writer.py", "1"],
        check=False,
        capture_output=True,
    )
    if known.returncode:
        pytest.skip("processes cannot be traced here")
    ready, counts = False, [0, 0]
    for line in log.read_text().splitlines():
        ready |= '"ready' in line
        counts[ready] += f" {system_call}(" in line
    before, after = counts
    for number in range(before + 1, before + after + 1):
        Path("a.yaml").write_text(BEFORE)
        inject = f"inject={system_call}:signal=KILL:when={number}"
        killed = subprocess.run(
            [*strace, "-e", inject, sys.executable, "writer.py", "1"],
            check=False,
            capture_output=True,
        )
        assert killed.returncode != 0
        check_before_or_after(expected)
