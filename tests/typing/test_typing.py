from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INFERENCE = Path(__file__).with_name("inference.py")

# Lines that end in "# wrong" must be flagged, and no others.
SNIPPET = """\
from cryosparc_spec import (
    AssetFormat,
    Datatype,
    DTypeSpec,
    Field,
    InputSpec,
    JobDefinition,
    OutputSpec,
    Slot,
    known_slot_types,
)
from cryosparc_spec.vocabulary import content_type_for

InputSpec(type="particle")
InputSpec(type=Datatype.PARTICLE)
InputSpec(type="particl")  # wrong
OutputSpec(type="particl")  # wrong
InputSpec(type=3)  # wrong
InputSpec(type="particle", slots=["ctf", {"name": "a", "dtype": "b"}, Slot("a", "b")])
InputSpec(type="particle", slots=[3])  # wrong
InputSpec(type="particle", count_max="infinite")  # wrong
InputSpec(type="particle", count_max="inf")
InputSpec("particle")  # wrong
OutputSpec(type="mask", count_min=1)  # wrong
JobDefinition(inputs={"a": "mask"})  # wrong
Slot("ctf")  # wrong
Slot("ctf", "ctf", "no")  # wrong
Slot("ctf", "ctf").name = "blob"  # wrong
Slot.parse(3)  # wrong
Datatype.PARTICL  # wrong
AssetFormat.PNG.upper()
Field("coords", "3f4")
Field("coords", 3)  # wrong
DTypeSpec.parse(3)  # wrong
content_type_for(3)  # wrong
known_slot_types().under("particle")
known_slot_types().under("particl")  # wrong
"""
MARKED = {
    number for number, line in enumerate(SNIPPET.splitlines(), start=1) if line.endswith("# wrong")
}


def installed(name: str) -> None:
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed")


def run(*arguments: str, folder: Path) -> str:
    """Run a module with the package of this checkout on its path, and give what it prints."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env={**os.environ, "MYPYPATH": str(ROOT), "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


def flagged_by_mypy(code: str, folder: Path) -> dict[int, str]:
    """Lines of code in which mypy, in strict mode, finds a mistake."""
    installed("mypy")
    folder.joinpath("snippet.py").write_text(code, "utf-8")
    arguments = ("--strict", "--hide-error-context", "--no-pretty", "--cache-dir", "cache")
    printed = run("mypy", *arguments, "snippet.py", folder=folder)
    assert "1 source file" in printed
    found = re.findall(r"^snippet\.py:(\d+): error: (.*)$", printed, re.MULTILINE)
    return {int(line): message for line, message in found}


def flagged_by_pyright(code: str, folder: Path) -> dict[int, str]:
    """Lines of code in which pyright, in strict mode, finds a mistake."""
    installed("pyright")
    folder.joinpath("snippet.py").write_text(code, "utf-8")
    config = {
        "include": ["snippet.py"],
        "extraPaths": [str(ROOT)],
        "typeCheckingMode": "strict",
        # An expression alone is what the snippet is made of.
        "reportUnusedExpression": False,
    }
    folder.joinpath("pyrightconfig.json").write_text(json.dumps(config), "utf-8")
    arguments = ("--outputjson", "--pythonpath", sys.executable)
    report = json.loads(run("pyright", *arguments, folder=folder))
    assert report["summary"]["filesAnalyzed"] == 1
    return {
        found["range"]["start"]["line"] + 1: found["message"]
        for found in report["generalDiagnostics"]
        if found["severity"] == "error"
    }


every_checker = pytest.mark.parametrize(
    "flagged", [flagged_by_mypy, flagged_by_pyright], ids=["mypy", "pyright"]
)


@every_checker
def test_mistakes_are_flagged(
    flagged: Callable[[str, Path], dict[int, str]], tmp_path: Path
) -> None:
    """``InputSpec(type="particl")`` and other mistakes are flagged, and sound lines are not."""
    found = flagged(SNIPPET, tmp_path)
    lines = SNIPPET.splitlines()
    assert {lines[number - 1]: found[number] for number in found.keys() - MARKED} == {}
    assert [lines[number - 1] for number in sorted(MARKED - found.keys())] == []


@every_checker
def test_types_are_inferred_as_documented(
    flagged: Callable[[str, Path], dict[int, str]], tmp_path: Path
) -> None:
    """Slots, families, datatypes and documents have the types that ``inference.py`` asserts."""
    assert flagged(INFERENCE.read_text("utf-8"), tmp_path) == {}


def test_what_is_inferred_also_runs() -> None:
    """The expressions whose types are asserted are sound at run time."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(INFERENCE)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
