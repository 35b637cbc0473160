"""Scripts and notebooks of the corpus, and what is read in them, written as in its files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from cryosparc_spec import Problem
from cryosparc_spec.scripts import Script, ScriptCall

CORPUS = Path(__file__).parent / "corpus"


def cases(*names: str) -> list[dict[str, Any]]:
    """Return the entries of files of the corpus."""
    return [case for name in names for case in yaml.safe_load((CORPUS / name).read_text("utf-8"))]


def notebook(*cells: str | dict[str, Any]) -> str:
    """Return a notebook as Jupyter writes it; text is a cell of code."""
    written: list[dict[str, Any]] = []
    for cell in cells:
        if isinstance(cell, str):
            lines = cell.splitlines(keepends=True)
            written.append({"cell_type": "code", "metadata": {}, "source": lines})
        else:
            written.append(cell)
    return json.dumps({"cells": written, "metadata": {}, "nbformat": 4}, indent=1)


def call_lines(script: Script) -> list[str]:
    """Return the calls as the corpus has them, each once, without those that log in."""
    lines = [_line(call) for call in script.calls if call.function != "CryoSPARC"]
    return list(dict.fromkeys(lines))


def _line(call: ScriptCall) -> str:
    parts = [call.datatype or "-", call.name or "-", *map(_slot, call.slots)]
    parts += [] if call.is_complete else ["..."]
    if call.datatype is None and call.function not in ("add_input", "add_output"):
        parts.pop(0)
    while parts[-1:] == ["-"]:
        parts.pop()
    return " ".join([call.function, *parts])


def _slot(slot: object) -> str:
    if not isinstance(slot, Mapping):
        return str(slot)
    mark = "?" if slot.get("required") is False else "~" if "prefix" in slot else ""
    return f"{mark}{slot.get('name', slot.get('prefix'))}:{slot.get('dtype')}"


def problem_lines(problems: tuple[Problem, ...], text: str) -> Iterator[tuple[str, str]]:
    """Give the kind of each problem, and the text that stands at its place."""
    lines = text.splitlines()
    for problem in problems:
        position = problem.position
        assert position is not None
        assert position.line is not None
        assert position.column is not None
        yield problem.kind.value, lines[position.line - 1][position.column - 1 :]
