"""A file that is mended is the old one or the new one, whatever happens, and keeps what it is."""

from __future__ import annotations

import errno
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from stat import S_IMODE

import pytest

from cryosparc_spec import FileError, Problem
from cryosparc_spec.files import writing
from cryosparc_spec.files.fixing import fix_file
from cryosparc_spec.problems import ProblemKind
from tests.command_line import names_here, run
from tests.soundness.measuring import MISTAKES, planted_mistake
from tests.soundness.test_fixes import WITH_FIX

pytestmark = pytest.mark.usefixtures("empty_folder")

INPUTS = "".join(
    f"  a{number}: {{type: exposure, min: 1, slots: [micrograph_blob]}}  # {number}\n"
    for number in range(200)
)
OLD = f"inputs:\n{INPUTS}"
NEW = OLD.replace("min:", "count_min:")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664], ids=oct)
@pytest.mark.parametrize("link", [None, "symbolic", "hard"])
def test_a_file_that_is_mended_keeps_what_it_is(link: str | None, mode: int) -> None:
    """By whichever of its names it is known."""
    path = Path("a.yaml")
    path.write_text(OLD)
    path.chmod(mode)
    name = Path("b.yaml") if link else path
    if link:
        (name.symlink_to if link == "symbolic" else name.hardlink_to)(path)
    fix_file(name)
    assert (path.read_text(), S_IMODE(path.stat().st_mode)) == (NEW, mode)
    assert name.is_symlink() is (link == "symbolic")
    assert name.read_text() == NEW
    assert names_here() == (["a.yaml", "b.yaml"] if link else ["a.yaml"])


def test_a_read_only_file_is_left() -> None:
    """That is an error."""
    Path("a.yaml").write_text(OLD)
    Path("a.yaml").chmod(0o444)
    with pytest.raises(PermissionError):
        fix_file("a.yaml")
    assert Path("a.yaml").read_text() == OLD


def test_a_full_disk_leaves_the_old_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No temporary file stays, and the exit code is 2."""
    Path("a.yaml").write_text(OLD)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    outcome = run(capsys, "check", "--fix", "a.yaml")
    assert outcome.err == "a.yaml: cannot be fixed: No space left on device\n"
    assert outcome.exit_code == 2
    assert (names_here(), Path("a.yaml").read_text()) == (["a.yaml"], OLD)


def test_what_others_saved_meanwhile_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written over it."""
    path = Path("a.yaml")
    path.write_text(OLD)
    write_text = writing.write_text

    def write_later(*arguments: object, **options: object) -> str | None:
        path.write_text("of another\n")
        return write_text(*arguments, **options)  # type: ignore[arg-type]  # as they were given

    monkeypatch.setattr(writing, "write_text", write_later)
    with pytest.raises(OSError, match="it has changed since it was read"):
        fix_file(path)
    assert (names_here(), path.read_text()) == (["a.yaml"], "of another\n")


FIX = "from cryosparc_spec.files.fixing import fix_file; print(1, flush=True); fix_file('a.yaml')"


def test_a_process_that_is_killed_leaves_the_old_file_or_the_new_one() -> None:
    """At whichever moment; the next run mends it, and clears up."""
    path = Path("a.yaml")
    chance = random.Random("killed while fixing")
    for _ in range(12):
        path.write_text(OLD)
        with subprocess.Popen([sys.executable, "-c", FIX], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.random() * 0.6)
            process.kill()
        assert path.read_text() in (OLD, NEW)
    fix_file(path)
    assert path.read_text() == NEW
    fix_file(path)
    assert names_here()[-1] == "a.yaml"


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Change some bytes of a file, move some lines, and repeat some parts."""
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(content) + 1), chance.randint(0, 30)
        part = content[at : at + length]
        new = chance.choice(
            [b"", part * 2, b"&a ", b"*a", b"- ", b"{", b"\r\n", b"\t", b"# ", b"'"]
        )
        content = content[:at] + new + content[at + chance.choice([0, length]) :]
    return content


@pytest.mark.parametrize("name", random.Random("fuzzed").sample(WITH_FIX, 12))
def test_whatever_is_in_a_file_it_is_mended_or_left(name: str) -> None:
    """Nothing but errors of ours is raised, all fixes end, and what is not data stays."""
    assert name in MISTAKES
    for number in range(20):
        chance = random.Random(f"fuzz {name} {number}")
        path = planted_mistake(name, number).sample.write(Path())
        path.write_bytes(mutated(path.read_bytes(), chance))
        before = path.read_bytes()
        try:
            done = fix_file(path, unsafe=True)
        except FileError:
            assert path.read_bytes() == before
            continue
        assert path.read_bytes() == done.after.encode()
        assert (done.after.encode() == before) is (not done.fixed)
        assert count_syntax(done.left) == 0


def count_syntax(problems: tuple[Problem, ...]) -> int:
    return sum(problem.kind is ProblemKind.SYNTAX for problem in problems)
