"""Tables on standard input."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cryosparc_spec.testing.datasets import make_dataset
from tests.command_line import run, write

Capture = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("empty_folder")


def test_a_table_on_standard_input_is_checked(capsys: Capture) -> None:
    """Under the name it is given, as if it lay there; also from a pipe."""
    make_dataset(["location"], 3, datatype="particle", path="a.cs")
    Path("b.cs").write_bytes(Path("a.cs").read_bytes()[:-1])
    for name in ("a.cs", "b.cs"):
        done = subprocess.run(
            [sys.executable, "-m", "cryosparc_spec", "check", "-", "--stdin-name", name],
            input=Path(name).read_bytes(),
            capture_output=True,
            check=False,
            env=os.environ,
        )
        alone = run(capsys, "check", name)
        assert (done.returncode, done.stdout.decode()) == (alone.exit_code, alone.out)


def test_it_is_held_to_an_output(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a file is."""
    make_dataset(["location"], 3, datatype="particle", path="a.cs")
    write(d_yaml="outputs: {a: {type: particle, slots: [ctf]}}\n")
    content = Path("a.cs").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    given = run(capsys, "check", "-", "--stdin-name", "x.CS", "--against", "d.yaml:outputs.a")
    alone = run(capsys, "check", "a.cs", "--against", "d.yaml:outputs.a")
    assert given.out == alone.out.replace("a.cs:", "x.CS:")
    assert given.exit_code == 1


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        pytest.param([], True, id="no name"),
        pytest.param(["--stdin-name", "picker"], True, id="a name that tells no format"),
        pytest.param(["--stdin-name", "a.yaml"], False, id="a name"),
    ],
)
def test_text_in_another_format_asks_for_a_name(
    name: list[str], advice: bool, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only its name says what the format is; without one, it was a guess."""
    code = b"job = first\njob.add_input(name='a': 3)\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(code)))
    outcome = run(capsys, "check", "-", *name)
    assert outcome.exit_code == 1
    told = "    if it is of another format, give its name, as --stdin-name picker.py\n"
    assert (told in outcome.out) is advice


def test_standard_input_without_bytes_has_no_table(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program has put its own there, or closed it."""
    for stream in (io.StringIO("a"), None):
        monkeypatch.setattr(sys, "stdin", stream)
        outcome = run(capsys, "check", "-", "--stdin-name", "a.cs")
        assert (outcome.exit_code, outcome.out) == (2, "")
        assert outcome.err == "a.cs: cannot be read: it is closed, or text\n"
