"""Runs the command line in this process, for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

from cryosparc_spec.cli import main


@attrs.frozen
class Outcome:
    """What a command did."""

    exit_code: int
    out: str
    err: str


def run(capsys: pytest.CaptureFixture[str], *arguments: str, **extra: Any) -> Outcome:
    """Run a command as from a shell; an exception that reaches the user fails the test."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main.main(list(arguments), prog_name="cryosparc-spec", **extra)
    printed = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return Outcome(ended.value.code, printed.out, printed.err)


CLEAN = "outputs: {a: {type: particle, slots: [blob]}}\n"
"""A definition without problems."""
WARNED = "outputs: {a: {type: particle, slots: [blop]}}\n"
"""A definition with a warning."""
NOTED = "outputs: {a: {type: ml_model, slots: [checkpoint]}}\n"
"""A definition with a note."""
WRONG = "outputs: {a: {type: particl, slots: [blob]}}\n"
"""A definition with an error."""


def write(**contents: str | bytes) -> None:
    """Write files; `a__b_yaml` is `a/b.yaml`."""
    for name, content in contents.items():
        path = Path(name.replace("__", "/"))
        stem, _, suffix = path.name.rpartition("_")
        path.parent.mkdir(exist_ok=True, parents=True)
        path = path.with_name(f"{stem}.{suffix}")
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def names_here() -> list[str]:
    """Names of what is in the folder, hidden files among them."""
    return sorted(path.name for path in Path().iterdir())
