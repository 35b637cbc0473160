"""Runs the commands that README and the site show, for sybil: see ``conftest.py`` at the root."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable
from doctest import ELLIPSIS, OutputChecker
from itertools import pairwise
from pathlib import Path

import attrs
from sybil import Document, Example, Region

_BLOCK = re.compile(r"^(?P<indent> *)```console\n(?P<text>.*?)^(?P=indent)```$", re.M | re.S)
_NAMED = re.compile(r"^<!-- file: (?P<name>\S+) -->\n(?:<!--.*-->\n)*```\w+\n", re.M)
_PROMPT = "$ "
_END = "\x1e"


@attrs.frozen
class Shown:
    """A command, and the lines that are shown below it."""

    command: str
    output: str


def shown_in(text: str) -> list[Shown]:
    """Return the commands of a block: each begins with ``$``, and goes on after a backslash."""
    starts = [match.start() for match in re.finditer(r"^\$ ", text, re.M)]
    if not starts or starts[0] != 0:
        raise ValueError(f"expected a block that begins with a command, as in $ ls: {text!r}")
    return [_one(text[start:end]) for start, end in pairwise([*starts, len(text)])]


def _one(text: str) -> Shown:
    lines = text.removeprefix(_PROMPT).splitlines(keepends=True)
    count = 1
    while lines[count - 1].endswith("\\\n"):
        count += 1
    return Shown("".join(lines[:count]), "".join(lines[count:]))


def parse_shown_commands(document: Document) -> Iterable[Region]:
    """Find the blocks ``console`` of a page."""
    for match in _BLOCK.finditer(document.text):
        text = re.sub(f"^{match['indent']}", "", match["text"], flags=re.M)
        yield Region(match.start(), match.end(), text, evaluate_shown_commands)


def parse_named_blocks(document: Document) -> Iterable[Region]:
    """Find the blocks that are to be a file, named by a comment before them."""
    for match in _NAMED.finditer(document.text):
        content, _, _ = document.text[match.end() :].partition("```")
        end = document.text.index("\n", match.start())
        yield Region(match.start(), end, (match["name"], content), _write_named_block)


def _write_named_block(example: Example) -> None:
    name, content = example.parsed
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(content, "utf-8")


def evaluate_shown_commands(example: Example) -> str:
    """Run a block in one shell; where output is shown, all of it has to be the same.

    Three dots stand for any output, as in doctests. Where a block shows none, whatever its commands
    print is right, and their exit code is 0.
    """
    shown = shown_in(example.parsed)
    outcomes = _run([each.command for each in shown])
    compared = any(each.output for each in shown)
    found = []
    for each, (output, code) in zip(shown, outcomes, strict=True):
        same = OutputChecker().check_output(each.output, output, ELLIPSIS)
        if not (same if compared else code == 0):
            found.append(f"$ {each.command}{output}(exit code {code})\n")
    return "".join(found)


def _run(commands: list[str]) -> list[tuple[str, int]]:
    """Return what each command prints, to either stream, and its exit code."""
    end = "printf '\\036%d\\036' $?\n"
    here = str(Path(sys.executable).parent)
    wishes = {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "PYTHONWARNINGS"}
    kept = {name: value for name, value in os.environ.items() if name not in wishes}
    done = subprocess.run(
        ["bash", "-c", "".join(command + end for command in commands)],
        env=kept | {"PATH": f"{here}{os.pathsep}{kept['PATH']}", "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
    )
    outputs = done.stdout.split(_END)
    return [(output, int(code)) for output, code in zip(outputs[::2], outputs[1::2], strict=False)]


def command_words(text: str) -> list[str]:
    """Return the words of a command line; none where it is not one."""
    try:
        return shlex.split(text)
    except ValueError:
        return []
